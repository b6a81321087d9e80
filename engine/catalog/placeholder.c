typedef int pgm_catalog_placeholder;
