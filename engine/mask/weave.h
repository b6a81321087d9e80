/*
 * weave.h: masking parts of values in batches, and putting the fakes back in their places.
 *
 *   row 0   {"email": "ann@x.org", "n": 1}      {"email": "........................", "n": 0}
 *                    └─────────┐                            ▲
 *   row 1   {"email": "bob@..."}│                           │
 *                    └────────┐ │                           │
 *                             ▼ ▼                           │
 *   email             [bob@..., ann@x.org]  ── one batch ───┘
 *
 * A mask of structures walks through its values from left to right and says for each part that must
 * change what comes in its place: the fake of an inner mask, or ready bytes. Everything else is copied
 * as it is. Parts are collected over the rows of the whole batch and masked a few thousand at a time,
 * so that the memory for them does not grow with the values; it comes from the scratch below the
 * batch's own, which holds the output alone.
 */
#ifndef PGM_WEAVE_H
#define PGM_WEAVE_H

#include "inner.h"
#include "mask.h"

struct pgm_part {
    uint32_t row;
    uint32_t begin, end; /* of the row's value: what is replaced */
    uint32_t inner;      /* which inner mask; or one of enum weave_op (weave.c) */
    uint8_t style; /* how the fake is written: the form's business, but for the bits of inner.h */
    struct pgm_span text; /* what is masked, without quotes and escapes; or the ready bytes */
};

struct pgm_weave;
struct pgm_weave_form {
    const char *null_text; /* what stands for a NULL fake */
    size_t expansion;      /* at most so many bytes for a byte of a fake, and 2 more */
    /* Writes a fake with the quotes and escapes it needs; returns the length. */
    size_t (*encode)(const struct pgm_weave *weave, const struct pgm_part *part,
                     struct pgm_span fake, uint8_t *out);
};

struct pgm_weave {
    const struct pgm_mask *mask;
    struct pgm_batch *batch;
    const struct pgm_inner_set *inners;
    const struct pgm_weave_form *form;
    struct pgm_scratch *scratch; /* of the parts: emptied whenever they are put back */
    /* The parts that wait. */
    struct pgm_part *parts;
    size_t part_count, text_bytes;
    uint32_t row;          /* being walked through */
    size_t row_first_part; /* its first that waits */
    /* The output of the row being written. */
    uint8_t *out;
    size_t out_bytes, out_capacity;
    uint32_t copied; /* bytes of its value that are done with */
    bool changed;    /* something of it was replaced */
};

void pgm_weave_begin(struct pgm_weave *weave, const struct pgm_mask *mask, struct pgm_batch *batch,
                     const struct pgm_inner_set *inners, const struct pgm_weave_form *form);
/* The rows that are not NULL, in order. */
void pgm_weave_row(struct pgm_weave *weave, size_t row);
/* [begin, end) of the row's value becomes the fake of `text` under an inner mask. The text lies in the
 * value or in weave->scratch, and may be gone when this returns. */
void pgm_weave_fake(struct pgm_weave *weave, size_t begin, size_t end, struct pgm_span text,
                    uint32_t inner, uint8_t style);
/* [begin, end) becomes these bytes; the same holds for where they lie, and constants will do. */
void pgm_weave_bytes(struct pgm_weave *weave, size_t begin, size_t end, struct pgm_span bytes);
void pgm_weave_row_end(struct pgm_weave *weave);
/* Instead of pgm_weave_row_end: what was said of the row is forgotten, and the whole value becomes
 * these bytes. */
void pgm_weave_row_replace(struct pgm_weave *weave, struct pgm_span bytes);
/* The same with the value redacted as text. */
void pgm_weave_row_redact(struct pgm_weave *weave);
void pgm_weave_end(struct pgm_weave *weave);

/* A bound for masks that weave, as the contract of mask.h wants one: every second byte of the value a
 * part of its own. Nothing is ever allocated by it. */
size_t pgm_weave_bound(const struct pgm_inner_set *inners, const struct pgm_weave_form *form,
                       size_t in_bytes);

#endif
