/*
 * mask_calendar.c: date_trunc, age_band. Both forget a part of a date for good; neither has a key.
 *
 *   1984-03-17 ─ date_trunc, month ─> 1984-03-01        ─ age_band, 5 years ─> 1980-01-01
 */
#include <string.h>

#include "args.h"
#include "calendar.h"
#include "chars.h"
#include "classes.h"
#include "time_of_day.h"

#define HOUR_MICROS (INT64_C(3600) * 1000000)
#define MONDAY      (-5) /* 1999-12-27 */

/* Midnight of a day; PostgreSQL's first day lies in the middle of a year. */
static int64_t time_of(int64_t days)
{
    const int64_t first = PGM_TIME_MIN / PGM_DAY_MICROS;
    return (days < first ? first : days) * PGM_DAY_MICROS;
}

/* ---- date_trunc ---------------------------------------------------------------------------- */

enum unit { UNIT_YEAR, UNIT_QUARTER, UNIT_MONTH, UNIT_WEEK, UNIT_DAY, UNIT_HOUR, UNIT_COUNT };
static const char *const unit_names[UNIT_COUNT] = {"year", "quarter", "month",
                                                   "week", "day",     "hour"};

struct trunc {
    enum unit unit;
};

static enum pgm_status trunc_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct trunc *trunc = PGM_ARENA_NEW(setup->arena, struct trunc);
    const struct pgm_arg *to = pgm_arg_get(mask, "to");
    while (strcmp(unit_names[trunc->unit], to->text) != 0)
        trunc->unit++;
    mask->state = trunc;
    /* A date is its day: truncated to that, or less, it would be let through. */
    if (setup->type->kind == PGM_KIND_DATE && trunc->unit > UNIT_WEEK)
        trunc->unit = UNIT_WEEK;
    return PGM_OK;
}

static int64_t truncated(int64_t time, enum unit unit)
{
    if (unit == UNIT_HOUR)
        return pgm_floor_divide(time, HOUR_MICROS) * HOUR_MICROS;
    const int64_t days = pgm_floor_divide(time, PGM_DAY_MICROS);
    if (unit == UNIT_DAY)
        return time_of(days);
    if (unit == UNIT_WEEK)
        return time_of(pgm_floor_divide(days - MONDAY, 7) * 7 + MONDAY);
    struct pgm_civil date = pgm_civil_of(days);
    date.day = 1;
    date.month = unit == UNIT_YEAR      ? 1
                 : unit == UNIT_QUARTER ? (date.month - 1) / 3 * 3 + 1
                                        : date.month;
    return time_of(pgm_days_of(date));
}

static size_t trunc_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > PGM_TIME_OF_DAY_BYTES ? in_bytes : PGM_TIME_OF_DAY_BYTES;
}

static void trunc_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const enum unit unit = ((const struct trunc *)mask->state)->unit;
    const bool is_time_of_day = batch->in->repr == PGM_REPR_BYTES;
    uint8_t *at = is_time_of_day ? pgm_fakes_room(mask, batch) : NULL;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        if (is_time_of_day) {
            /* Midnight for all units above the hour. */
            const int64_t time = pgm_time_of_day_read(batch->in->bytes[i]);
            const size_t bytes =
                pgm_time_of_day_write(unit == UNIT_HOUR ? truncated(time, unit) : 0, at);
            batch->out->bytes[i] = (struct pgm_span){at, bytes};
            at += bytes;
        } else {
            const int64_t time = batch->in->times[i];
            batch->out->times[i] = pgm_time_is_finite(time) ? truncated(time, unit) : time;
        }
    }
}

const struct pgm_mask_class pgm_mask_date_trunc = {
    .name = "date_trunc",
    .family = "time",
    .summary = "the first moment of the year, quarter, month, week, day or hour (UTC)",
    .keeps = "order, infinity; how many rows fall into each period",
    .example_in = "1984-03-17",
    .kinds = PGM_KIND_BIT(PGM_KIND_DATE) | PGM_KIND_BIT(PGM_KIND_TIMESTAMP) |
             PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ) | PGM_KIND_BIT(PGM_KIND_TIME),
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "to",
             .type = PGM_ARG_CHOICE,
             .default_text = "month",
             .choices = "year|quarter|month|week|day|hour",
             .help =
                 "what is kept; a week begins on Monday, and of a date no more than it is kept"},
            {.name = NULL},
        },
    .prepare = trunc_prepare,
    .bound = trunc_bound,
    .apply = trunc_apply,
};

/* ---- age_band ------------------------------------------------------------------------------ */

struct band {
    int64_t years;
    bool middle;
};

static enum pgm_status band_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct band *band = PGM_ARENA_NEW(setup->arena, struct band);
    band->years = pgm_arg_get(mask, "years")->integer;
    band->middle = strcmp(pgm_arg_get(mask, "day")->text, "middle") == 0;
    mask->state = band;
    return PGM_OK;
}

/* The middle of an odd number of years is a 1 July. */
static int64_t banded(const struct band *band, int64_t time)
{
    const int64_t year = pgm_civil_of(pgm_floor_divide(time, PGM_DAY_MICROS)).year;
    struct pgm_civil date = {pgm_floor_divide(year, band->years) * band->years, 1, 1};
    if (band->middle) {
        date.year += band->years / 2;
        date.month = band->years % 2 ? 7 : 1;
    }
    const int64_t days = pgm_days_of(date), last = PGM_TIME_MAX / PGM_DAY_MICROS;
    return time_of(days > last ? last : days);
}

static void band_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct band *band = mask->state;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const int64_t time = batch->in->times[i];
        batch->out->times[i] = pgm_time_is_finite(time) ? banded(band, time) : time;
    }
}

const struct pgm_mask_class pgm_mask_age_band = {
    .name = "age_band",
    .family = "time",
    .summary = "one day for all births within some years: the first day of the band, or its middle",
    .keeps = "the age, to the width of a band; order, infinity",
    .example_in = "1984-03-17",
    .kinds = PGM_KIND_BIT(PGM_KIND_DATE) | PGM_KIND_BIT(PGM_KIND_TIMESTAMP) |
             PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ),
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "years",
             .type = PGM_ARG_INT,
             .default_text = "5",
             .min = 1,
             .max = 100,
             .help = "the width of a band; bands begin in years that it divides"},
            {.name = "day",
             .type = PGM_ARG_CHOICE,
             .default_text = "first",
             .choices = "first|middle",
             .help = "1 January of the first year, or the middle, by which ages stay right on "
                     "average"},
            {.name = NULL},
        },
    .prepare = band_prepare,
    .apply = band_apply,
};
