typedef int pgm_cli_placeholder;
