typedef int pgm_pg_placeholder;
