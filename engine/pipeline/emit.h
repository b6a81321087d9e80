/*
 * emit.h: writing masked rows.
 *
 *   raw row     |kept ......|masked|kept ..|masked|kept\n|
 *   output      |one memcpy |fake  |memcpy |fake  |memcpy|   ── full ──> frame ──> outlet
 *
 * Binary rows are rendered field by field (emit_binary.c), or pass in pieces as text does.
 *
 * The output buffer belongs to the worker. Room for a row is made sure of before it is begun, so the
 * loop carries no size checks; a row that could not fit the whole buffer is written piecewise while
 * the outlet is locked, so that no other worker's rows come in between.
 */
#ifndef PGM_EMIT_H
#define PGM_EMIT_H

#include "checksum.h"
#include "frame.h"
#include "group.h"
#include "outlet.h"

struct pgm_emitter {
    uint8_t *data; /* PGM_BLOCK_BYTES, and slack for vector stores */
    size_t used;
    struct pgm_span *pieces; /* of the row being written */
    uint32_t *lengths;       /* of its fakes, in a binary row */
    struct pgm_framer *framer;
    struct pgm_checksum_stream *row_stream;
    struct pgm_outlet *outlet;
    bool outlet_locked;
    /* Since the last pgm_emit_begin. */
    struct pgm_checksum checksum;
    uint64_t rows, bytes_out;
};

enum pgm_status pgm_emitter_init(struct pgm_emitter *emitter, enum pgm_compression compression,
                                 int level, struct pgm_error *error) PGM_MUST_CHECK;
void pgm_emitter_free(struct pgm_emitter *emitter);

/* Starts on an outlet; the counters begin at zero. */
void pgm_emit_begin(struct pgm_emitter *emitter, struct pgm_outlet *outlet);
/* Rows as they came, any number of bytes that end in a newline. */
enum pgm_status pgm_emit_raw(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                             struct pgm_error *error) PGM_MUST_CHECK;
/* Binary rows of so many fields, without header and trailer, as they came. */
enum pgm_status pgm_emit_raw_binary(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                                    size_t field_count, struct pgm_error *error) PGM_MUST_CHECK;
/* The group's rows with its fakes in place; the scratch is the one that holds these. */
enum pgm_status pgm_emit_group(struct pgm_emitter *emitter, const struct pgm_group *group,
                               struct pgm_scratch *scratch, struct pgm_error *error) PGM_MUST_CHECK;
/* Hands over what is in the buffer. */
enum pgm_status pgm_emit_flush(struct pgm_emitter *emitter, struct pgm_error *error) PGM_MUST_CHECK;
/* Bytes that are no rows (the end mark), as a frame of their own. */
enum pgm_status pgm_emit_end_mark(struct pgm_emitter *emitter,
                                  struct pgm_error *error) PGM_MUST_CHECK;

#endif
