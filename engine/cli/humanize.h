/* humanize.h: numbers as people read them. All write at most PGM_HUMAN_BYTES and return `out`. */
#ifndef PGM_HUMANIZE_H
#define PGM_HUMANIZE_H

#include <stdint.h>

#define PGM_HUMAN_BYTES 32

/* "12,345,678" */
const char *pgm_human_grouped(char out[PGM_HUMAN_BYTES], uint64_t count);
/* "9,876", "12.3 k", "310 M": three digits from ten thousand on */
const char *pgm_human_count(char out[PGM_HUMAN_BYTES], uint64_t count);
/* "512 B", "1.5 kB", "310 MB": powers of 1024, as PostgreSQL prints them */
const char *pgm_human_bytes(char out[PGM_HUMAN_BYTES], uint64_t bytes);
/* "0:42", "1:02:03" */
const char *pgm_human_clock(char out[PGM_HUMAN_BYTES], double seconds);
/* "0.42 s", "42.1 s", "1:23 min", "1:02:03 h" */
const char *pgm_human_seconds(char out[PGM_HUMAN_BYTES], double seconds);

#endif
