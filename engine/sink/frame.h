/*
 * frame.h: compression of row blocks into independent frames, by the workers. Concatenated gzip
 * members restore with every pg_restore, zstd and lz4 frames from PostgreSQL 16 on. gzip through
 * ISA-L and libdeflate, such that files are about as large as zlib's of the same level; level 0 means
 * the default of each (gzip 6, zstd 3, lz4 1).
 */
#ifndef PGM_FRAME_H
#define PGM_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"
#include "toc.h"

struct pgm_framer; /* one a worker */

struct pgm_framer *pgm_framer_new(enum pgm_compression compression, int level,
                                  struct pgm_error *error); /* NULL: recorded */
void pgm_framer_free(struct pgm_framer *framer);
/* Compresses into the framer's own buffer; *out is valid until the next call. With
 * PGM_COMPRESSION_NONE *out is `data` itself. */
enum pgm_status pgm_framer_encode(struct pgm_framer *framer, const uint8_t *data, size_t bytes,
                                  const uint8_t **out, size_t *out_bytes,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* "none", "gzip", "gzip:9", "zstd:3", "lz4", or a pg_dump level 0..9. */
enum pgm_status pgm_compression_parse(const char *text, enum pgm_compression *compression,
                                      int *level, struct pgm_error *error) PGM_MUST_CHECK;
const char *pgm_compression_name(enum pgm_compression compression);   /* "gzip" */
const char *pgm_compression_suffix(enum pgm_compression compression); /* ".gz", "" for none */

#endif
