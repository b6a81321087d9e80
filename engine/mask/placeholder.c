typedef int pgm_mask_placeholder;
