typedef int pgm_source_placeholder;
