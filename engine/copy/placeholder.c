typedef int pgm_copy_placeholder;
