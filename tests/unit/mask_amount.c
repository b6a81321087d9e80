/* amount: what it moves, and what stays. */
#include <math.h>
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_amount, .fini = close_rig);

static void open_kind(enum pgm_kind kind)
{
    rig = (struct rig){.class = "amount", .kind = kind};
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}

static size_t places(const char *text)
{
    const char *point = strchr(text, '.');
    return point ? strlen(point) : 0;
}

Test(mask_amount, numeric_keeps_sign_scale_and_size)
{
    open_kind(PGM_KIND_NUMERIC);
    for (int i = 1; i < 5000; i++) {
        const char *text =
            pgm_arena_printf(&rig.arena, "%s%d.%02d", i % 3 ? "" : "-", i * 7, i % 100);
        const char *fake = rig_text(&rig, text);
        const double from = atof(text), to = atof(fake);
        cr_assert_str_neq(fake, text);
        cr_assert_eq(places(fake), places(text), "%s -> %s", text, fake);
        cr_assert((to > 0) == (from > 0) && fabs(to - from) <= fabs(from) * 0.2 + 0.011, "%s -> %s",
                  text, fake);
    }
    static const char *const kept[] = {"0", "0.00", "NaN", "Infinity", "-Infinity"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        cr_assert_str_eq(rig_text(&rig, kept[i]), kept[i]);
    static const char *const small[] = {"0.01", "-0.01", "1", "-1", "9", "0.9", "0.05"};
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        const char *fake = rig_text(&rig, small[i]);
        cr_assert(strcmp(fake, small[i]) != 0 && atof(fake) != 0, "%s -> %s", small[i], fake);
        cr_assert_eq(fake[0] == '-', small[i][0] == '-');
    }
    cr_assert_str_eq(rig_text(&rig, "12.50"), rig_text(&rig, "12.50"));
}

Test(mask_amount, numeric_stays_within_its_precision)
{
    rig = (struct rig){.class = "amount", .kind = PGM_KIND_NUMERIC, .precision = 4, .scale = 2};
    rig_open(&rig);
    for (int i = 1; i < 10000; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "%d.%02d", i / 100, i % 100);
        const double fake = atof(rig_text(&rig, text));
        cr_assert(fake > 0 && fake < 100 && fake != atof(text), "%s -> %f", text, fake);
    }
}

Test(mask_amount, integers_stay_within_their_type)
{
    static const struct {
        int16_t bytes;
        int64_t high;
    } types[] = {{2, INT16_MAX}, {4, INT32_MAX}, {8, INT64_MAX}};
    for (size_t t = 0; t < 3; t++) {
        rig = (struct rig){.class = "amount", .kind = PGM_KIND_INT, .int_bytes = types[t].bytes};
        rig_open(&rig);
        const int64_t high = types[t].high;
        const int64_t values[] = {1, -1, 2, 3, -3, 100, high, high - 1, -high, -high - 1, high / 2};
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            const char *text = pgm_arena_printf(&rig.arena, "%lld", (long long)values[i]);
            const int64_t fake = strtoll(rig_text(&rig, text), NULL, 10);
            cr_assert(fake != values[i] && fake != 0 && (fake < 0) == (values[i] < 0), "%s -> %lld",
                      text, (long long)fake);
            cr_assert(fake <= high && fake >= -high - 1);
        }
        cr_assert_str_eq(rig_text(&rig, "0"), "0");
        rig_close(&rig);
    }
    open_kind(PGM_KIND_INT);
}

Test(mask_amount, floats_neither_overflow_nor_vanish)
{
    static const char *const values[] = {
        "1.7976931348623157e+308", "5e-324", "2.2e-308", "1e+20", "-1e-07", "0.1", "1", "1e-310"};
    open_kind(PGM_KIND_FLOAT);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *fake = rig_text(&rig, values[i]);
        const double from = atof(values[i]), to = atof(fake);
        cr_assert(isfinite(to) && to != 0 && (to < 0) == (from < 0), "%s -> %s", values[i], fake);
        cr_assert_str_neq(fake, values[i]);
    }
}

Test(mask_amount, money_keeps_the_layout_of_its_currency)
{
    static const char *const values[] = {"$1,234.56",
                                         "-$0.99",
                                         "($12.00)",
                                         "1.234,56 \xe2\x82\xac",
                                         "$92,233,720,368,547,758.07",
                                         "$0.01",
                                         "Fr. 9'999.95"};
    open_kind(PGM_KIND_MONEY);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *fake = rig_text(&rig, values[i]);
        cr_assert_str_neq(fake, values[i]);
        cr_assert_eq(strlen(fake), strlen(values[i]), "%s -> %s", values[i], fake);
        bool nonzero = false;
        for (size_t k = 0; fake[k]; k++) {
            const bool digit = pgm_is_digit((uint8_t)fake[k]);
            nonzero |= digit && fake[k] != '0';
            cr_assert(digit ? pgm_is_digit((uint8_t)values[i][k]) : fake[k] == values[i][k],
                      "%s -> %s", values[i], fake);
        }
        cr_assert(nonzero, "%s", fake);
    }
    cr_assert_leq(
        strcmp(rig_text(&rig, "$92,233,720,368,547,758.07"), "$92,233,720,368,547,758.07"), 0);
    cr_assert_str_eq(rig_text(&rig, "$0.00"), "$0.00");
    cr_assert_str_eq(rig_text(&rig, "none"), "none"); /* the server writes no such money */
}
