/* mask_time.c: date_shift, time_jitter. */
#include "args.h"
#include "chars.h"
#include "classes.h"
#include "loops.h"
#include "time_of_day.h"

#define DAYS_MAX 36500

static enum pgm_status date_shift_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    (void)setup;
    mask->state = (void *)&pgm_arg_get(mask, "days")->integer;
    return PGM_OK;
}

static int64_t shifted(int64_t time, int64_t offset)
{
    if (!pgm_time_is_finite(time))
        return time;
    const bool outside = offset < 0 ? time < PGM_TIME_MIN - offset : time > PGM_TIME_MAX - offset;
    return outside ? time - offset : time + offset; /* mirrored: as far away, inside the range */
}

static int64_t days_shifted(const struct pgm_mask *mask, struct pgm_draw *draw, int64_t time)
{
    return shifted(time, pgm_draw_move(draw, *(const int64_t *)mask->state) * PGM_DAY_MICROS);
}

static void date_shift_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_times(mask, batch, PGM_DRAW_DATE, days_shifted);
}

const struct pgm_mask_class pgm_mask_date_shift = {
    .name = "date_shift",
    .family = "time",
    .summary = "moves a date by whole days, never by none; by: gives all dates of a subject the "
               "same move",
    .keeps = "time of day (UTC), infinity; with by: intervals and order within a subject",
    .example_in = "1984-03-17",
    .kinds = PGM_KINDS_OF_DAYS,
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

/* ---- time_jitter --------------------------------------------------------------------------- */

#define SECONDS_DEFAULT 900
#define SECOND_MICROS   INT64_C(1000000)

struct jitter {
    int64_t seconds_max;
};

static enum pgm_status jitter_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct jitter *jitter = PGM_ARENA_NEW(setup->arena, struct jitter);
    const struct pgm_arg *seconds = pgm_arg_get(mask, "seconds");
    const struct pgm_arg *minutes = pgm_arg_get(mask, "minutes");
    if (seconds->given && minutes->given)
        pgm_report_add(setup->report, PGM_BAD_USAGE, minutes->place, setup->column, NULL,
                       "mask time_jitter takes seconds or minutes, not both");
    jitter->seconds_max = minutes->given   ? minutes->integer * 60
                          : seconds->given ? seconds->integer
                                           : SECONDS_DEFAULT;
    mask->state = jitter;
    return PGM_OK;
}

/* Whole seconds for whole ones; a fraction, which may tell a row by itself, is drawn anew. */
static int64_t jitter_offset(const struct jitter *jitter, struct pgm_digest digest, int64_t time)
{
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_JITTER);
    const int64_t seconds = pgm_draw_move(&draw, jitter->seconds_max);
    const int64_t micros = (int64_t)pgm_draw_below(&draw, SECOND_MICROS);
    if (time % SECOND_MICROS == 0)
        return seconds * SECOND_MICROS;
    return seconds * SECOND_MICROS + (seconds > 0 ? -micros : micros);
}

static void jitter_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct jitter *jitter = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const bool is_time_of_day = batch->in->repr == PGM_REPR_BYTES;
    uint8_t *at = is_time_of_day ? pgm_fakes_room(mask, batch) : NULL;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        if (!is_time_of_day) {
            const int64_t time = batch->in->times[i];
            batch->out->times[i] = shifted(time, jitter_offset(jitter, digests[i], time));
            continue;
        }
        int64_t time = pgm_time_of_day_read(batch->in->bytes[i]);
        time = (time + jitter_offset(jitter, digests[i], time)) % PGM_DAY_MICROS;
        time += time < 0 ? PGM_DAY_MICROS : 0;
        const size_t bytes = pgm_time_of_day_write(time, at);
        batch->out->bytes[i] = (struct pgm_span){at, bytes};
        at += bytes;
    }
}

static size_t jitter_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > PGM_TIME_OF_DAY_BYTES ? in_bytes : PGM_TIME_OF_DAY_BYTES;
}

const struct pgm_mask_class pgm_mask_time_jitter = {
    .name = "time_jitter",
    .family = "time",
    .summary = "moves a time by some seconds, never by none; a time of day goes round midnight",
    .keeps = "whole seconds as such, infinity; with by: intervals within a subject, to a second",
    .example_in = "2024-02-29 23:55:00",
    .kinds = PGM_KIND_BIT(PGM_KIND_TIMESTAMP) | PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ) |
             PGM_KIND_BIT(PGM_KIND_TIME),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "seconds",
             .type = PGM_ARG_INT,
             .min = 1,
             .max = 86399,
             .help = "the longest move in either direction; 900 unless said"},
            {.name = "minutes",
             .type = PGM_ARG_INT,
             .min = 1,
             .max = 1439,
             .help = "the same in minutes"},
            {.name = NULL},
        },
    .prepare = jitter_prepare,
    .bound = jitter_bound,
    .apply = jitter_apply,
};
