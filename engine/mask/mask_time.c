/* mask_time.c: date_shift. */
#include "args.h"
#include "classes.h"
#include "draw.h"

/* PostgreSQL's range of timestamps: from Julian day 0 (4714-11-24 BC) to before 294277-01-01. */
#define TIME_MIN INT64_C(-211813488000000000)
#define TIME_END INT64_C(9223371331200000000)
#define DAYS_MAX 36500

static enum pgm_status date_shift_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    (void)setup;
    mask->state = (void *)&pgm_arg_get(mask, "days")->integer;
    return PGM_OK;
}

static int64_t shifted(int64_t time, int64_t offset)
{
    if (time == PGM_TIME_INFINITY || time == PGM_TIME_MINUS_INFINITY)
        return time;
    const bool outside = offset < 0 ? time < TIME_MIN - offset : time >= TIME_END - offset;
    return outside ? time - offset : time + offset; /* mirrored: as far away, inside the range */
}

static void date_shift_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const int64_t days_max = *(const int64_t *)mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_DATE);
        int64_t days = (int64_t)pgm_draw_below(&draw, 2 * (uint64_t)days_max) - days_max;
        days += days >= 0; /* never 0 */
        batch->out->times[i] = shifted(batch->in->times[i], days * PGM_DAY_MICROS);
    }
}

const struct pgm_mask_class pgm_mask_date_shift = {
    .name = "date_shift",
    .family = "time",
    .summary = "moves a date by whole days, never by none; by: gives all dates of a subject the "
               "same move",
    .keeps = "time of day (UTC), infinity; with by: intervals and order within a subject",
    .example_in = "1984-03-17",
    .kinds = PGM_KIND_BIT(PGM_KIND_DATE) | PGM_KIND_BIT(PGM_KIND_TIMESTAMP) |
             PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "days",
             .type = PGM_ARG_INT,
             .default_text = "30",
             .min = 1,
             .max = DAYS_MAX,
             .help = "the longest move in either direction"},
            {.name = NULL},
        },
    .prepare = date_shift_prepare,
    .apply = date_shift_apply,
};
