/* Masks of times: time_jitter, date_trunc, age_band. */
#include <stdlib.h>

#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_times, .fini = close_rig);

static void open_with(const char *class, enum pgm_kind kind, const char *name, const char *text)
{
    rig = (struct rig){.class = class, .kind = kind};
    if (name) {
        rig.inputs[0] = (struct pgm_arg_input){.name = name, .text = text};
        rig.input_count = 1;
    }
    rig_open(&rig);
}

static int64_t masked(int64_t time)
{
    struct pgm_vector in = rig_vector(&rig, 1), out = rig_vector(&rig, 1);
    in.times[0] = time;
    rig_apply(&rig, &in, &out, NULL);
    pgm_scratch_reset(&rig.scratch);
    return out.times[0];
}

/* ---- time_jitter --------------------------------------------------------------------------- */

Test(mask_times, jitter_stays_in_its_band)
{
    const int64_t second = 1000000;
    open_with("time_jitter", PGM_KIND_TIMESTAMPTZ, "seconds", "30");
    int64_t low = 0, high = 0;
    for (int64_t i = 0; i < 5000; i++) {
        const int64_t whole = masked(i * 7919 * second) - i * 7919 * second;
        cr_assert(whole % second == 0 && whole != 0 && llabs(whole) <= 30 * second);
        low = whole < low ? whole : low;
        high = whole > high ? whole : high;
        const int64_t time = i * 7919 * second + 1 + i * 131, part = masked(time) - time;
        cr_assert(part != 0 && llabs(part) <= 30 * second);
    }
    cr_assert(low == -30 * second && high == 30 * second);
    cr_assert_eq(masked(PGM_TIME_INFINITY), PGM_TIME_INFINITY);
    cr_assert_eq(masked(PGM_TIME_MINUS_INFINITY), PGM_TIME_MINUS_INFINITY);
    for (int64_t i = 0; i < 100; i++) {
        cr_assert_geq(masked(PGM_TIME_MIN + i), PGM_TIME_MIN);
        cr_assert_leq(masked(PGM_TIME_MAX - i), PGM_TIME_MAX);
    }
}

Test(mask_times, jitter_of_a_subject_is_one)
{
    rig = (struct rig){.class = "time_jitter",
                       .kind = PGM_KIND_TIMESTAMP,
                       .with_subject = true,
                       .inputs = {{.name = "minutes", .text = "90"}},
                       .input_count = 1};
    rig_open(&rig);
    char first[64], second[64];
    snprintf(first, sizeof first, "%s", rig_by(&rig, "2024-01-01 12:00:00", "7"));
    snprintf(second, sizeof second, "%s", rig_by(&rig, "2024-02-01 12:00:00", "7"));
    cr_assert_str_eq(first + 8, second + 8);
    cr_assert_str_neq(first, "2024-01-01 12:00:00");
}

Test(mask_times, jitter_of_a_time_of_day_goes_round)
{
    open_with("time_jitter", PGM_KIND_TIME, "minutes", "59");
    size_t before = 0, after = 0;
    for (int i = 0; i < 60; i++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "00:00:%02d", i));
        cr_assert_eq(strlen(fake), 8, "%s", fake);
        before += strncmp(fake, "23:", 3) == 0;
        after += strncmp(fake, "00:", 3) == 0;
        cr_assert_leq(strlen(rig_text(&rig, "12:30:00.5")), 15);
    }
    cr_assert(before > 10 && after > 10 && before + after >= 58);
    cr_assert_eq(strlen(rig_text(&rig, "24:00:00")), 8);
    cr_assert_str_neq(rig_text(&rig, "garbage"), "garbage");
    rig_close(&rig);
    rig =
        (struct rig){.class = "time_jitter",
                     .kind = PGM_KIND_TIME,
                     .inputs = {{.name = "minutes", .text = "1"}, {.name = "seconds", .text = "1"}},
                     .input_count = 2};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

/* ---- date_trunc ---------------------------------------------------------------------------- */

Test(mask_times, dates_are_truncated)
{
    static const char *const cases[][3] = {
        {"year", "1984-03-17 12:34:56.789", "1984-01-01 00:00:00"},
        {"quarter", "1984-03-17 12:34:56", "1984-01-01 00:00:00"},
        {"quarter", "1984-12-31 23:59:59", "1984-10-01 00:00:00"},
        {"month", "2024-02-29 00:00:00", "2024-02-01 00:00:00"},
        {"week", "2024-03-03 23:59:59", "2024-02-26 00:00:00"},
        {"week", "2024-02-26 00:00:00", "2024-02-26 00:00:00"},
        {"week", "1969-07-20 20:17:40", "1969-07-14 00:00:00"},
        {"day", "1969-07-20 20:17:40", "1969-07-20 00:00:00"},
        {"hour", "1969-07-20 20:17:40.5", "1969-07-20 20:00:00"},
        {"month", "0044-03-15 12:00:00 BC", "0044-03-01 00:00:00 BC"},
        {"year", "0001-06-01 00:00:00 BC", "0001-01-01 00:00:00 BC"},
        {"year", "4714-11-24 00:00:00 BC", "4714-11-24 00:00:00 BC"},
        {"year", "294276-12-31 23:59:59.999999", "294276-01-01 00:00:00"},
        {"year", "infinity", "infinity"},
        {"hour", "-infinity", "-infinity"},
    };
    open_with("date_trunc", PGM_KIND_TIMESTAMP, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_with("date_trunc", PGM_KIND_TIMESTAMP, "to", cases[i][0]);
        cr_assert_str_eq(rig_text(&rig, cases[i][1]), cases[i][2], "%s of %s: %s", cases[i][0],
                         cases[i][1], rig_text(&rig, cases[i][1]));
    }
    rig_close(&rig);
    open_with("date_trunc", PGM_KIND_DATE, NULL, NULL);
    cr_assert_str_eq(rig_text(&rig, "1984-03-17"), "1984-03-01");
    rig_close(&rig);
    open_with("date_trunc", PGM_KIND_TIME, "to", "hour");
    cr_assert_str_eq(rig_text(&rig, "23:59:59.999999"), "23:00:00");
    cr_assert_str_eq(rig_text(&rig, "24:00:00"), "24:00:00");
}

Test(mask_times, truncating_is_idempotent_and_in_order)
{
    static const char *const units[] = {"year", "quarter", "month", "week", "day", "hour"};
    open_with("date_trunc", PGM_KIND_TIMESTAMP, NULL, NULL);
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        rig_close(&rig);
        open_with("date_trunc", PGM_KIND_TIMESTAMP, "to", units[u]);
        int64_t last = INT64_MIN;
        for (int64_t time = PGM_TIME_MIN; time < PGM_TIME_MAX - (INT64_C(1) << 51);
             time += INT64_C(1) << 51 | 12345678901) {
            const int64_t fake = masked(time);
            cr_assert(fake <= time && fake >= last && fake >= PGM_TIME_MIN);
            cr_assert_eq(masked(fake), fake);
            last = fake;
        }
    }
}

/* Inside of json one rule meets values of all these types, so none is refused. */
Test(mask_times, a_date_is_never_let_through)
{
    open_with("date_trunc", PGM_KIND_DATE, "to", "hour");
    cr_assert_str_eq(rig_text(&rig, "2024-03-03"), "2024-02-26");
    rig_close(&rig);
    open_with("date_trunc", PGM_KIND_TIME, "to", "month");
    cr_assert_str_eq(rig_text(&rig, "12:34:56"), "00:00:00");
}

/* ---- age_band ------------------------------------------------------------------------------ */

Test(mask_times, ages_fall_into_bands)
{
    static const char *const cases[][4] = {
        {"5", "first", "1984-03-17", "1980-01-01"},
        {"5", "middle", "1984-03-17", "1982-07-01"},
        {"10", "middle", "1984-03-17", "1985-01-01"},
        {"10", "first", "1990-01-01", "1990-01-01"},
        {"10", "first", "1989-12-31", "1980-01-01"},
        {"1", "middle", "2000-02-29", "2000-07-01"},
        {"7", "first", "0003-05-05 BC", "0008-01-01 BC"},
        {"100", "first", "4714-11-24 BC", "4714-11-24 BC"},
        {"100", "first", "infinity", "infinity"},
    };
    open_with("age_band", PGM_KIND_DATE, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        rig = (struct rig){.class = "age_band",
                           .kind = PGM_KIND_DATE,
                           .inputs = {{.name = "years", .text = cases[i][0]},
                                      {.name = "day", .text = cases[i][1]}},
                           .input_count = 2};
        rig_open(&rig);
        cr_assert_str_eq(rig_text(&rig, cases[i][2]), cases[i][3], "%s: %s", cases[i][2],
                         rig_text(&rig, cases[i][2]));
    }
    rig_close(&rig);
    rig = (struct rig){
        .class = "age_band",
        .kind = PGM_KIND_TIMESTAMP,
        .inputs = {{.name = "years", .text = "100"}, {.name = "day", .text = "middle"}},
        .input_count = 2};
    rig_open(&rig);
    cr_assert_leq(masked(PGM_TIME_MAX), PGM_TIME_MAX);
    cr_assert_geq(masked(PGM_TIME_MIN), PGM_TIME_MIN);
}
