/* checksum.h: XXH3-128 of each row, summed mod 2^128: equal for every order of the rows. */
#ifndef PGM_CHECKSUM_H
#define PGM_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

struct pgm_checksum {
    uint64_t low, high;
};

void pgm_checksum_row(struct pgm_checksum *sum, const void *row, size_t bytes);
void pgm_checksum_merge(struct pgm_checksum *sum, const struct pgm_checksum *other);
/* 32 hex digits and a NUL. */
void pgm_checksum_format(const struct pgm_checksum *sum, char text[33]);

#endif
