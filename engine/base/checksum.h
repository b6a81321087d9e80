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
/* A row that comes in pieces: begin, any number of updates, end. The stream is reused. */
struct pgm_checksum_stream *pgm_checksum_stream_new(void);
void pgm_checksum_stream_free(struct pgm_checksum_stream *stream);
void pgm_checksum_row_begin(struct pgm_checksum_stream *stream);
void pgm_checksum_row_update(struct pgm_checksum_stream *stream, const void *data, size_t bytes);
void pgm_checksum_row_end(struct pgm_checksum_stream *stream, struct pgm_checksum *sum);
/* 32 hex digits and a NUL. */
void pgm_checksum_format(const struct pgm_checksum *sum, char text[33]);

#endif
