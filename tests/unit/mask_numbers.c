/* noise, permute, date_shift. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_numbers, .fini = close_rig);

static void open_noise(const struct rig *with, const char *name, const char *text)
{
    rig = *with;
    rig.class = "noise";
    if (name) {
        rig.inputs[0] = (struct pgm_arg_input){.name = name, .text = text};
        rig.input_count = 1;
    }
    rig_open(&rig);
}

static int64_t noisy(int64_t value)
{
    struct pgm_vector in = rig_vector(&rig, 1), out = rig_vector(&rig, 1);
    in.ints[0] = value;
    rig_apply(&rig, &in, &out, NULL);
    pgm_scratch_reset(&rig.scratch);
    return out.ints[0];
}

Test(mask_numbers, noise_stays_in_its_band)
{
    open_noise(&(struct rig){.kind = PGM_KIND_INT}, "percent", "2.5");
    int64_t low = INT64_MAX, high = 0;
    size_t same = 0;
    for (int64_t i = 0; i < 20000; i++) {
        const int64_t value = 1000000 + i, fake = noisy(value), delta = fake - value;
        cr_assert(llabs(delta) <= value / 40 + 1);
        same += delta == 0;
        low = delta < low ? delta : low;
        high = delta > high ? delta : high;
        cr_assert_eq(noisy(-value) < 0, true);
    }
    cr_assert(low < -24900 && high > 24900 && same < 20);
    cr_assert_eq(noisy(0), 0);
}

Test(mask_numbers, noise_fits_the_integer_type)
{
    for (int16_t bytes = 2; bytes <= 8; bytes *= 2) {
        open_noise(&(struct rig){.kind = PGM_KIND_INT, .int_bytes = bytes, .key = 5}, "percent",
                   "100");
        const int64_t high = bytes == 8 ? INT64_MAX : (INT64_C(1) << (8 * bytes - 1)) - 1;
        for (int64_t i = 0; i < 2000; i++) {
            const int64_t top = noisy(high - i), bottom = noisy(-high - 1 + i);
            cr_assert(top >= 0 && top <= high && bottom <= 0 && bottom >= -high - 1);
        }
        rig_close(&rig);
        open_noise(&(struct rig){.kind = PGM_KIND_INT, .int_bytes = bytes}, "amount",
                   "999999999999");
        for (int64_t i = 0; i < 2000; i++) {
            const int64_t fake = noisy(i);
            cr_assert(fake >= -high - 1 && fake <= high);
        }
        rig_close(&rig);
    }
    open_noise(&(struct rig){.kind = PGM_KIND_INT}, NULL, NULL);
}

Test(mask_numbers, noise_on_numeric_is_exact_and_keeps_the_scale)
{
    open_noise(&(struct rig){.kind = PGM_KIND_NUMERIC}, "percent", "0.000001");
    const char *fake = rig_text(&rig, "12345678901234567890.123456");
    cr_assert(strncmp(fake, "12345678", 8) == 0 && strlen(fake) == 27 && fake[20] == '.', "%s",
              fake);
    cr_assert_str_eq(rig_text(&rig, "NaN"), "NaN");
    cr_assert_str_eq(rig_text(&rig, "-Infinity"), "-Infinity");
    cr_assert_str_eq(rig_text(&rig, "0.00"), "0.00");
}

Test(mask_numbers, noise_fits_precision_and_scale)
{
    open_noise(&(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 5, .scale = 2}, "percent",
               "100");
    for (int i = 0; i < 100000; i += 7) {
        const char *text = pgm_arena_printf(&rig.arena, "%d.%02d", i / 100, i % 100);
        const char *fake = rig_text(&rig, text);
        const char *point = strchr(fake, '.');
        cr_assert(point && point - fake <= 3 && strlen(point) == 3, "%s -> %s", text, fake);
        cr_assert_leq(atof(fake), 2 * atof(text) + 0.01);
    }
    rig_close(&rig);
    open_noise(&(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 3, .scale = 2}, "amount",
               "500");
    for (int i = 0; i < 1000; i++) {
        const char *fake =
            rig_text(&rig, pgm_arena_printf(&rig.arena, "%d.%02d", i / 100, i % 100));
        cr_assert(atof(fake) > -10 && atof(fake) < 10, "%s", fake);
    }
}

Test(mask_numbers, noise_by_an_amount)
{
    open_noise(&(struct rig){.kind = PGM_KIND_NUMERIC}, "amount", "2.50");
    double low = 1000, high = 0;
    for (int i = 0; i < 5000; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "100.%04d", i);
        const double delta = atof(rig_text(&rig, text)) - atof(text);
        low = delta < low ? delta : low;
        high = delta > high ? delta : high;
    }
    cr_assert(low >= -2.5001 && low < -2.4 && high <= 2.5001 && high > 2.4);
    cr_assert_str_neq(rig_text(&rig, "0.0000"), "0.0000"); /* an amount moves zero, too */
}

Test(mask_numbers, noise_on_floats_stays_a_float)
{
    open_noise(&(struct rig){.kind = PGM_KIND_FLOAT, .base_oid = 701}, "percent", "100");
    static const char *const texts[] = {
        "1.7976931348623157e+308", "5e-324", "2.2250738585072014e-308", "1.5", "-1e-05",
        "123456789.123",           "1e+15"};
    for (uint8_t key = 0; key < 200; key++) {
        rig_close(&rig);
        open_noise(&(struct rig){.kind = PGM_KIND_FLOAT, .base_oid = 701, .key = key}, "percent",
                   "100");
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            const char *fake = rig_text(&rig, texts[i]);
            char *end;
            errno = 0;
            const double value = strtod(fake, &end);
            cr_assert(*end == '\0' && isfinite(value), "%s -> %s", texts[i], fake);
            cr_assert(i == 5 || i == 3 || i == 4 || i == 6 || value != 0, "%s -> %s", texts[i],
                      fake);
        }
        cr_assert_str_eq(rig_text(&rig, "Infinity"), "Infinity");
    }
}

Test(mask_numbers, noise_arguments)
{
    static const char *const bad[][2] = {{"percent", "0"},  {"percent", "100.1"},
                                         {"percent", "-5"}, {"percent", "0.0000001"},
                                         {"amount", "0"},   {"amount", "-1"}};
    for (size_t i = 0; i < 6; i++) {
        open_noise(&(struct rig){.kind = PGM_KIND_NUMERIC}, bad[i][0], bad[i][1]);
        cr_assert_null(rig.mask, "%s %s", bad[i][0], bad[i][1]);
        rig_close(&rig);
    }
    open_noise(&(struct rig){.kind = PGM_KIND_FLOAT}, "amount", "1");
    cr_assert_null(rig.mask);
}

/* ---- permute ------------------------------------------------------------------------------- */

Test(mask_numbers, permute_is_a_bijection_of_its_range)
{
    rig = (struct rig){
        .class = "permute", .kind = PGM_KIND_INT, .range_low = -500, .range_high = 1500};
    rig_open(&rig);
    struct pgm_vector in = rig_vector(&rig, 2001), out = rig_vector(&rig, 2001);
    bool seen[2001] = {false};
    for (int i = 0; i < 2001; i++)
        in.ints[i] = i - 500;
    rig_apply(&rig, &in, &out, NULL);
    cr_assert_null(rig.fault);
    for (int i = 0; i < 2001; i++) {
        cr_assert(out.ints[i] >= -500 && out.ints[i] <= 1500 && !seen[out.ints[i] + 500]);
        seen[out.ints[i] + 500] = true;
    }
}

Test(mask_numbers, permute_stops_at_values_outside)
{
    static const int64_t outside[] = {0, 101, INT64_MIN, INT64_MAX};
    rig = (struct rig){.class = "permute", .kind = PGM_KIND_INT, .range_low = 1, .range_high = 100};
    rig_open(&rig);
    for (int i = 0; i < 4; i++) {
        struct pgm_vector in = rig_vector(&rig, 2), out = rig_vector(&rig, 2);
        in.ints[0] = 50;
        in.ints[1] = outside[i];
        rig_apply(&rig, &in, &out, NULL);
        cr_assert_not_null(rig.fault);
        cr_assert_null(strpbrk(rig.fault, "0123456789"), "a fault names no value");
        in.null[1] = true; /* what a NULL row holds is no value */
        rig_apply(&rig, &in, &out, NULL);
        cr_assert_null(rig.fault);
    }
}

Test(mask_numbers, permute_needs_a_range)
{
    rig = (struct rig){.class = "permute", .kind = PGM_KIND_INT};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_eq(pgm_report_status(&rig.report), PGM_UNFIT);
}

/* ---- date_shift ---------------------------------------------------------------------------- */

static void open_shift(enum pgm_kind kind, const char *days, bool with_subject)
{
    rig = (struct rig){.class = "date_shift", .kind = kind, .with_subject = with_subject};
    rig.inputs[0] = (struct pgm_arg_input){.name = "days", .text = days};
    rig.input_count = 1;
    rig_open(&rig);
}

static int64_t shift(int64_t time, const char *subject)
{
    struct pgm_vector in = rig_vector(&rig, 1), out = rig_vector(&rig, 1);
    const struct pgm_span by = pgm_span_of(subject);
    in.times[0] = time;
    rig_apply(&rig, &in, &out, subject ? &by : NULL);
    pgm_scratch_reset(&rig.scratch);
    return out.times[0];
}

Test(mask_numbers, dates_move_by_whole_days_and_never_by_none)
{
    open_shift(PGM_KIND_TIMESTAMPTZ, "3", false);
    size_t counts[7] = {0};
    for (int64_t i = 0; i < 7000; i++) {
        const int64_t time = i * 1234567891, moved = shift(time, NULL) - time;
        cr_assert_eq(moved % PGM_DAY_MICROS, 0);
        cr_assert(llabs(moved) <= 3 * PGM_DAY_MICROS && moved != 0);
        counts[moved / PGM_DAY_MICROS + 3]++;
    }
    for (int i = 0; i < 7; i++)
        cr_assert(i == 3 ? counts[i] == 0 : counts[i] > 900, "%d: %zu", i - 3, counts[i]);
}

Test(mask_numbers, dates_of_a_subject_move_together)
{
    open_shift(PGM_KIND_TIMESTAMP, "60", true);
    const int64_t moved = shift(0, "17");
    struct rig first = rig;
    open_shift(PGM_KIND_DATE, "60", true);
    cr_assert_eq(shift(100 * PGM_DAY_MICROS, "17"), 100 * PGM_DAY_MICROS + moved);
    size_t differ = 0;
    for (int i = 0; i < 100; i++)
        differ += shift(0, pgm_arena_printf(&rig.arena, "%d", i)) != moved;
    cr_assert_gt(differ, 90);
    rig_close(&first);
}

Test(mask_numbers, dates_stay_in_range)
{
    open_shift(PGM_KIND_TIMESTAMP, "36500", false);
    static const int64_t edges[] = {INT64_C(-211813488000000000), INT64_C(9223371331199999999)};
    for (int e = 0; e < 2; e++)
        for (int64_t i = 0; i < 2000; i++) {
            const int64_t time = edges[e] + (e ? -i : i), moved = shift(time, NULL);
            cr_assert(moved >= edges[0] && moved <= edges[1] && moved != time);
        }
    cr_assert_eq(shift(PGM_TIME_INFINITY, NULL), PGM_TIME_INFINITY);
    cr_assert_eq(shift(PGM_TIME_MINUS_INFINITY, NULL), PGM_TIME_MINUS_INFINITY);
    rig_close(&rig);
    open_shift(PGM_KIND_TIMESTAMP, "0", false);
    cr_assert_null(rig.mask);
}
