/*
 * loops.h: the loops over a batch that several masks have in common. What differs, the making of one
 * fake, is a function that is inlined into the loop: it costs no call a value.
 */
#ifndef PGM_LOOPS_H
#define PGM_LOOPS_H

#include "chars.h"
#include "draw.h"
#include "mask.h"

#define PGM_LOOP static inline __attribute__((always_inline))

/* Numbers in a layout that stays: `redraw` finds the original with its letters as x, and changes its
 * digits in place. */
PGM_LOOP void pgm_loop_layouts(const struct pgm_mask *mask, struct pgm_batch *batch,
                               enum pgm_draw_purpose purpose,
                               void (*redraw)(const struct pgm_mask *mask, struct pgm_draw *draw,
                                              uint8_t *text, size_t bytes))
{
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const size_t bytes = pgm_chars_redact(batch->in->bytes[i], mask->utf8, mask->max_chars,
                                              PGM_REDACT_LETTERS, at);
        struct pgm_draw draw = pgm_draw_from(digests[i], purpose);
        redraw(mask, &draw, at, bytes);
        at = pgm_fakes_put(mask, batch, i, at, at + bytes);
    }
}

/* Whole numbers through `of_int`; others, as text, through `of_text`, which returns the length. */
PGM_LOOP void pgm_loop_numbers(const struct pgm_mask *mask, struct pgm_batch *batch,
                               enum pgm_draw_purpose purpose,
                               int64_t (*of_int)(const struct pgm_mask *mask, struct pgm_draw *draw,
                                                 int64_t value),
                               size_t (*of_text)(const struct pgm_mask *mask, struct pgm_draw *draw,
                                                 struct pgm_span text, uint8_t *out))
{
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const bool is_int = batch->in->repr == PGM_REPR_INT;
    uint8_t *at = is_int ? NULL : pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], purpose);
        if (is_int) {
            batch->out->ints[i] = of_int(mask, &draw, batch->in->ints[i]);
            continue;
        }
        const size_t bytes = of_text(mask, &draw, batch->in->bytes[i], at);
        batch->out->bytes[i] = (struct pgm_span){at, bytes};
        at += bytes;
    }
}

/* Dates and timestamps; infinity stays. */
PGM_LOOP void
pgm_loop_times(const struct pgm_mask *mask, struct pgm_batch *batch, enum pgm_draw_purpose purpose,
               int64_t (*moved)(const struct pgm_mask *mask, struct pgm_draw *draw, int64_t time))
{
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const int64_t time = batch->in->times[i];
        struct pgm_draw draw = pgm_draw_from(digests[i], purpose);
        batch->out->times[i] = pgm_time_is_finite(time) ? moved(mask, &draw, time) : time;
    }
}

#endif
