/*
 * mask_birth_date.c: birth_date.
 *
 *            adult since                 as_of
 *   ─────────────┼─────────────────────────┼──────────>     a date moves within its own stretch:
 *     <──[  x  ] │                         │                adults stay adult, minors minor, and
 *                                                           nobody is born later than today
 */
#include <stdio.h>
#include <time.h>

#include "args.h"
#include "classes.h"
#include "loops.h"

#define DAYS_MAX    36500
#define ADULT_YEARS 18

struct birth_date {
    int64_t days_max;
    int64_t today, adult_until; /* days since 2000-01-01 */
};

static int64_t day_of(int64_t time)
{
    const int64_t rest = time % PGM_DAY_MICROS;
    return time / PGM_DAY_MICROS - (rest < 0);
}

static bool parse_day(const char *text, int64_t *day)
{
    static const struct pgm_type date = {.kind = PGM_KIND_DATE};
    int64_t time;
    struct pgm_vector vector = {.repr = PGM_REPR_TIME, .count = 1, .times = &time};
    if (!pgm_value_decode(&date, pgm_span_of(text), &vector, 0) || time < PGM_TIME_MIN ||
        time > PGM_TIME_MAX)
        return false;
    *day = day_of(time);
    return true;
}

/* The day `years` before another; of a 29th of February the 28th. */
static bool years_before(const char *text, int years, int64_t *day)
{
    int year, month, month_day;
    char before[40];
    if (sscanf(text, "%4d-%2d-%2d", &year, &month, &month_day) != 3)
        return false;
    snprintf(before, sizeof before, "%04d-%02d-%02d", year - years, month, month_day);
    if (parse_day(before, day))
        return true;
    snprintf(before, sizeof before, "%04d-%02d-28", year - years, month);
    return parse_day(before, day);
}

static enum pgm_status birth_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct birth_date *birth = PGM_ARENA_NEW(setup->arena, struct birth_date);
    const struct pgm_arg *as_of = pgm_arg_get(mask, "as_of");
    char today[16];
    const time_t now = time(NULL);
    struct tm utc;
    strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &utc));
    const char *text = as_of->given ? as_of->text : today;
    birth->days_max = pgm_arg_get(mask, "max_days")->integer;
    mask->state = birth;
    if (!parse_day(text, &birth->today) || !years_before(text, ADULT_YEARS, &birth->adult_until))
        pgm_report_add(setup->report, PGM_BAD_USAGE, as_of->place, setup->column,
                       "as in as_of: 2026-01-31", "as_of of mask birth_date must be a date");
    return PGM_OK;
}

static int64_t moved(const struct pgm_mask *mask, struct pgm_draw *draw, int64_t time)
{
    const struct birth_date *birth = mask->state;
    const int64_t day = day_of(time);
    int64_t low = day_of(PGM_TIME_MIN) + 1, high = day_of(PGM_TIME_MAX) - 1;
    if (day <= birth->adult_until)
        high = birth->adult_until;
    else if (day <= birth->today)
        low = birth->adult_until + 1, high = birth->today;
    else
        low = birth->today + 1;
    low = day - birth->days_max > low ? day - birth->days_max : low;
    high = day + birth->days_max < high ? day + birth->days_max : high;
    if (low >= high) /* at the very ends of time */
        return day == low ? time + PGM_DAY_MICROS : time - PGM_DAY_MICROS;
    int64_t fake = low + (int64_t)pgm_draw_below(draw, (uint64_t)(high - low));
    fake += fake >= day; /* never the day itself */
    return time + (fake - day) * PGM_DAY_MICROS;
}

static void birth_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_times(mask, batch, PGM_DRAW_BIRTH_DATE, moved);
}

const struct pgm_mask_class pgm_mask_birth_date = {
    .name = "birth_date",
    .family = "person",
    .summary = "another day at most max_days away, on the same side of the 18th birthday as of the "
               "day of the run, or as_of",
    .keeps = "the age, up to max_days; being of age; time of day (UTC), infinity; with by: the "
             "person in all columns",
    .example_in = "1984-03-17",
    .kinds = PGM_KINDS_OF_DAYS,
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "max_days",
             .type = PGM_ARG_INT,
             .default_text = "365",
             .min = 1,
             .max = DAYS_MAX,
             .help = "the longest move in either direction"},
            {.name = "as_of",
             .type = PGM_ARG_TEXT,
             .help = "the day that ages are counted on, as 2026-01-31; without it that of the run. "
                     "Say it where a kept key must give the same dates later"},
            {.name = NULL},
        },
    .prepare = birth_prepare,
    .apply = birth_apply,
};
