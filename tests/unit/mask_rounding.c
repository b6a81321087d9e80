/* round, bucket, range, shuffle. */
#include <inttypes.h>
#include <stdlib.h>

#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_rounding, .fini = close_rig);

static void open_with(const char *class, enum pgm_kind kind, const char *name, const char *text)
{
    rig = (struct rig){.class = class, .kind = kind};
    if (name) {
        rig.inputs[0] = (struct pgm_arg_input){.name = name, .text = text};
        rig.input_count = 1;
    }
    rig_open(&rig);
    cr_assert_not_null(rig.mask, "%s %s: %s", class, name, text);
}

Test(mask_rounding, decimals_are_rounded_exactly)
{
    static const char *const cases[][4] = {
        {"round", "10", "1234.50", "1230.00"},
        {"round", "10", "1235", "1240"},
        {"round", "10", "-1235", "-1240"},
        {"round", "10", "1234.9999999999999999", "1230.000000"},
        {"round", "0.25", "1.13", "1.25"},
        {"round", "0.25", "1.12", "1.00"},
        {"round", "0.25", "1.125", "1.250"},
        {"round", "2.5", "7", "7.5"},
        {"round", "0.000001", "0.00000049999", "0.000000"},
        {"round", "0.000001", "0.0000005", "0.000001"},
        {"round", "0.000001", "0.0000015", "0.000002"},
        {"round", "0.000003", "0.0000014999", "0.000000"},
        {"round", "0.000003", "0.0000015", "0.000003"},
        {"round", "100", "99999999999999999999950", "100000000000000000000000"},
        {"round", "100", "99999999999999999999949.9", "99999999999999999999900.0"},
        {"round", "7", "12345678901234567890123", "12345678901234567890120"},
        {"round", "10", "0", "0"},
        {"round", "10", "-0.4", "0.0"},
        {"round", "10", ".5", "0.0"},
        {"round", "10", "NaN", "NaN"},
        {"round", "10", "-Infinity", "-Infinity"},
        {"round", "100", "1.25e+3", "1300.00"},
        {"round", "0.01", "125e-4", "0.01"},
        {"round", "0.001", "1.5e-300", "0.000"},
        {"bucket", "10", "1239.99", "1230.00"},
        {"bucket", "10", "1230", "1230"},
        {"bucket", "10", "-1", "-10"},
        {"bucket", "10", "-0.0000000001", "-10.000000"},
        {"bucket", "10", "-10", "-10"},
        {"bucket", "0.5", "3.74", "3.50"},
        {"bucket", "999999999999.999999", "1000000000000", "999999999999.999999"},
    };
    open_with("round", PGM_KIND_NUMERIC, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_with(cases[i][0], PGM_KIND_NUMERIC, *cases[i][0] == 'r' ? "to" : "width", cases[i][1]);
        const char *fake = rig_text(&rig, cases[i][2]);
        cr_assert_str_eq(fake, cases[i][3], "%s %s of %s: %s", cases[i][0], cases[i][1],
                         cases[i][2], fake);
    }
}

Test(mask_rounding, digits_count_from_the_point)
{
    static const char *const cases[][3] = {
        {"0", "1234.5", "1235.0"}, {"1", "1234.55", "1234.60"},    {"-3", "1499.99", "1000.00"},
        {"-3", "1500", "2000"},    {"6", "0.1234565", "0.123457"}, {"-11", "49999999999", "0"}};
    open_with("round", PGM_KIND_NUMERIC, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_with("round", PGM_KIND_NUMERIC, "digits", cases[i][0]);
        cr_assert_str_eq(rig_text(&rig, cases[i][1]), cases[i][2], "%s", cases[i][1]);
    }
}

/* Against plain arithmetic, on integers of each width and on their decimals. */
Test(mask_rounding, integers_agree_with_arithmetic)
{
    static const int64_t multiples[] = {2, 3, 7, 10, 100, 999, 1000000};
    uint64_t seed = 21;
    open_with("round", PGM_KIND_INT, NULL, NULL);
    for (size_t m = 0; m < sizeof multiples / sizeof *multiples; m++) {
        for (int floor = 0; floor < 2; floor++) {
            const char *class = floor ? "bucket" : "round", *name = floor ? "width" : "to";
            char text[32];
            snprintf(text, sizeof text, "%" PRId64, multiples[m]);
            rig_close(&rig);
            open_with(class, PGM_KIND_INT, name, text);
            struct rig ints = rig;
            rig = (struct rig){.class = class,
                               .kind = PGM_KIND_NUMERIC,
                               .inputs = {{.name = name, .text = text}},
                               .input_count = 1};
            rig_open(&rig);
            for (int i = 0; i < 2000; i++) {
                const int64_t value = (int64_t)(rig_random(&seed) >> (i % 60)) >> 3;
                const int64_t signed_value = i & 1 ? -value : value, multiple = multiples[m];
                int64_t down = signed_value / multiple * multiple;
                if (down > signed_value)
                    down -= multiple;
                const int64_t rest = signed_value - down;
                const bool up =
                    !floor && (2 * rest > multiple || (2 * rest == multiple && signed_value > 0));
                char wanted[32], original[32];
                snprintf(wanted, sizeof wanted, "%" PRId64, down + (up ? multiple : 0));
                snprintf(original, sizeof original, "%" PRId64, signed_value);
                cr_assert_str_eq(rig_text(&ints, original), wanted, "%s %s", original, text);
                cr_assert_str_eq(rig_text(&rig, original), wanted, "%s %s", original, text);
            }
            rig_close(&ints);
        }
    }
}

Test(mask_rounding, results_fit_the_type)
{
    static const struct {
        int16_t int_bytes;
        int64_t value;
    } cases[] = {{2, 32767},     {2, -32768},    {4, 2147483647},
                 {4, INT32_MIN}, {8, INT64_MAX}, {8, INT64_MIN}};
    open_with("round", PGM_KIND_INT, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int floor = 0; floor < 2; floor++) {
            rig_close(&rig);
            rig = (struct rig){.class = floor ? "bucket" : "round",
                               .kind = PGM_KIND_INT,
                               .int_bytes = cases[i].int_bytes,
                               .inputs = {{.name = floor ? "width" : "to", .text = "9999"}},
                               .input_count = 1};
            rig_open(&rig);
            struct pgm_vector in = rig_vector(&rig, 1), out = rig_vector(&rig, 1);
            in.ints[0] = cases[i].value;
            rig_apply(&rig, &in, &out, NULL);
            const int64_t high = cases[i].int_bytes == 8
                                     ? INT64_MAX
                                     : (INT64_C(1) << (8 * cases[i].int_bytes - 1)) - 1;
            cr_assert(out.ints[0] <= high && out.ints[0] >= -high - 1);
            cr_assert_eq(out.ints[0] % 9999, 0);
        }
    rig_close(&rig);
    rig = (struct rig){.class = "round", .kind = PGM_KIND_NUMERIC, .precision = 5, .scale = 2};
    rig_open(&rig);
    cr_assert_str_eq(rig_text(&rig, "999.99"), "990.00");
    cr_assert_str_eq(rig_text(&rig, "-999.99"), "-990.00");
    rig_close(&rig);
    open_with("round", PGM_KIND_FLOAT, NULL, NULL);
    cr_assert_float_eq(atof(rig_text(&rig, "1.7976931348623157e+308")), 1.7976931348623157e+308,
                       1e292);
    cr_assert_eq(atof(rig_text(&rig, "5e-324")), 0);
}

Test(mask_rounding, what_rounds_nothing_is_refused)
{
    static const struct rig cases[] = {
        {.kind = PGM_KIND_INT, .inputs = {{.name = "to", .text = "1"}}},
        {.kind = PGM_KIND_INT, .inputs = {{.name = "to", .text = "0.5"}}},
        {.kind = PGM_KIND_INT, .inputs = {{.name = "digits", .text = "0"}}},
        {.kind = PGM_KIND_NUMERIC, .inputs = {{.name = "to", .text = "0"}}},
        {.kind = PGM_KIND_NUMERIC, .inputs = {{.name = "to", .text = "-5"}}},
        {.kind = PGM_KIND_NUMERIC, .inputs = {{.name = "to", .text = "0.0000001"}}},
        {.kind = PGM_KIND_NUMERIC, .inputs = {{.name = "to", .text = "1000000000000"}}},
        {.kind = PGM_KIND_NUMERIC,
         .precision = 5,
         .scale = 2,
         .inputs = {{.name = "to", .text = "0.01"}}},
    };
    open_with("round", PGM_KIND_INT, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        rig = cases[i];
        rig.class = "round";
        rig.input_count = 1;
        rig_open(&rig);
        cr_assert_null(rig.mask, "case %zu", i);
    }
}

/* ---- range --------------------------------------------------------------------------------- */

static void open_range(const struct rig *with, const char *min, const char *max)
{
    rig = *with;
    rig.class = "range";
    rig.inputs[0] = (struct pgm_arg_input){.name = "min", .text = min};
    rig.inputs[1] = (struct pgm_arg_input){.name = "max", .text = max};
    rig.input_count = 2;
    rig_open(&rig);
}

Test(mask_rounding, ranges_are_filled_evenly)
{
    size_t seen[6] = {0};
    open_range(&(struct rig){.kind = PGM_KIND_INT}, "-2", "3");
    for (int i = 0; i < 6000; i++)
        seen[atoi(rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i))) + 2]++;
    for (int i = 0; i < 6; i++)
        cr_assert(seen[i] > 850 && seen[i] < 1150, "%d: %zu", i - 2, seen[i]);
    rig_close(&rig);
    open_range(&(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 4, .scale = 2}, "-0.50",
               "0.25");
    double low = 1, high = -1;
    for (int i = 0; i < 3000; i++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i));
        const char *point = strchr(fake, '.');
        cr_assert(point && strlen(point) == 3 && point[-1] == '0', "%s", fake);
        low = atof(fake) < low ? atof(fake) : low;
        high = atof(fake) > high ? atof(fake) : high;
    }
    cr_assert(low == -0.50 && high == 0.25);
    cr_assert_str_eq(rig_text(&rig, "7.10"), rig_text(&rig, "7.1"));
}

Test(mask_rounding, ranges_must_fit)
{
    static const struct {
        struct rig rig;
        const char *min, *max;
        bool good;
    } cases[] = {
        {{.kind = PGM_KIND_INT}, "5", "5", true},
        {{.kind = PGM_KIND_INT}, "5", "4", false},
        {{.kind = PGM_KIND_INT}, "0.5", "4", false},
        {{.kind = PGM_KIND_INT, .int_bytes = 2}, "0", "32767", true},
        {{.kind = PGM_KIND_INT, .int_bytes = 2}, "0", "32768", false},
        {{.kind = PGM_KIND_INT, .int_bytes = 2}, "-32769", "0", false},
        {{.kind = PGM_KIND_INT}, "-999999999999", "999999999999", true},
        {{.kind = PGM_KIND_INT}, "0", "1000000000000", false},
        {{.kind = PGM_KIND_NUMERIC, .precision = 4, .scale = 2}, "0", "99.99", true},
        {{.kind = PGM_KIND_NUMERIC, .precision = 4, .scale = 2}, "0", "100", false},
        {{.kind = PGM_KIND_NUMERIC, .precision = 4, .scale = 2}, "0", "9.999", false},
        {{.kind = PGM_KIND_FLOAT}, "0", "0.000001", true},
        {{.kind = PGM_KIND_FLOAT}, "0", "0.0000001", false},
    };
    open_range(&cases[0].rig, "0", "1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_range(&cases[i].rig, cases[i].min, cases[i].max);
        cr_assert_eq(rig.mask != NULL, cases[i].good, "case %zu", i);
    }
}

/* ---- shuffle ------------------------------------------------------------------------------- */

Test(mask_rounding, shuffled_values_are_of_the_sample)
{
    static const struct pgm_span samples[] = {{(const uint8_t *)"10", 2},
                                              {(const uint8_t *)"10", 2},
                                              {(const uint8_t *)"10", 2},
                                              {(const uint8_t *)"20", 2}};
    rig = (struct rig){
        .class = "shuffle", .kind = PGM_KIND_INT, .samples = samples, .sample_count = 4};
    rig_open(&rig);
    int tens = 0;
    for (int i = 0; i < 4000; i++) {
        const int fake = atoi(rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i)));
        cr_assert(fake == 10 || fake == 20);
        tens += fake == 10;
    }
    cr_assert(tens > 2850 && tens < 3150, "%d", tens);
    rig_close(&rig);

    rig = (struct rig){.class = "shuffle",
                       .kind = PGM_KIND_TEXT,
                       .max_chars = 1,
                       .samples = samples,
                       .sample_count = 4};
    rig_open(&rig);
    cr_assert_eq(strlen(rig_text(&rig, "some text")), 1);
    cr_assert_str_eq(rig_text(&rig, ""), "");
    rig_close(&rig);

    rig = (struct rig){.class = "shuffle", .kind = PGM_KIND_INT};
    rig_open(&rig);
    rig_text(&rig, "7"); /* which an empty sample could not have left out */
    cr_assert_not_null(rig.fault);
    rig_close(&rig);

    rig = (struct rig){
        .class = "shuffle", .kind = PGM_KIND_UUID, .samples = samples, .sample_count = 4};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

/* One sample of a date column, and a text of the only finding it leads to. */
static void check_refused(struct pgm_span sample, bool missed, const char *said)
{
    rig = (struct rig){.class = "shuffle",
                       .kind = PGM_KIND_DATE,
                       .samples = &sample,
                       .sample_count = sample.bytes > 0};
    rig.domain.sample_missed = missed;
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_eq(rig.report.count, 1);
    cr_assert_not_null(strstr(rig.report.first->message, said), "%s", rig.report.first->message);
    rig_close(&rig);
}

Test(mask_rounding, shuffle_says_what_its_sample_lacks)
{
    check_refused(pgm_span_of("5874897-12-31"), false, "past the year 294276");
    check_refused(pgm_span_of("294277-01-01"), false, "past the year 294276");
    check_refused(pgm_span_of("12345678"), false, "other columns are not of type");
    check_refused(pgm_span_of(""), true, "longer than the 1,000 bytes");
    rig = (struct rig){.class = "shuffle", .kind = PGM_KIND_DATE}; /* of an empty table */
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}
