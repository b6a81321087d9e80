/* Exact decimal arithmetic on text, against 128-bit integers. */
#include <inttypes.h>

#include "decimal.h"
#include "mask_rig.h"

static char result[128];

static const char *scale(const char *text, uint32_t multiplier)
{
    struct pgm_decimal value;
    cr_assert(pgm_decimal_parse(pgm_span_of(text), &value), "%s", text);
    const size_t bytes = pgm_decimal_scale(&value, multiplier, (uint8_t *)result);
    cr_assert_leq(bytes, PGM_DECIMAL_BOUND(strlen(text)));
    result[bytes] = '\0';
    return result;
}

static const char *add(const char *text, int64_t delta, unsigned places)
{
    struct pgm_decimal value;
    cr_assert(pgm_decimal_parse(pgm_span_of(text), &value), "%s", text);
    const size_t bytes = pgm_decimal_add(&value, delta, places, (uint8_t *)result);
    cr_assert_leq(bytes, PGM_DECIMAL_BOUND(strlen(text)));
    result[bytes] = '\0';
    return result;
}

Test(mask_decimal, parsing)
{
    static const char *const good[] = {"0",   "-0",      "1.",    ".5",    "-12.50",
                                       "1e5", "1.5e-07", "00012", "1E+308"};
    static const char *const bad[] = {"",   "-",  ".",   "-.",  "1e",   "1e+", "1.2.3", "+1",
                                      " 1", "1 ", "NaN", "0x1", "1e5x", "--1", "1_000", "e5"};
    struct pgm_decimal value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_assert(pgm_decimal_parse(pgm_span_of(good[i]), &value), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert(!pgm_decimal_parse(pgm_span_of(bad[i]), &value), "%s", bad[i]);
    cr_assert(pgm_decimal_is_special(pgm_span_of("NaN")));
    cr_assert(pgm_decimal_is_special(pgm_span_of("-Infinity")));
    cr_assert(!pgm_decimal_is_special(pgm_span_of("inf")));
}

Test(mask_decimal, magnitude)
{
    static const struct {
        const char *text;
        int magnitude;
    } cases[] = {{"123.4", 2},     {"1", 0},          {"0.0012", -3},
                 {"5e-324", -324}, {"00100", 2},      {"1.5e+300", 300},
                 {"0.5", -1},      {"9999999999", 9}, {"1e999999999999", 100000}};
    struct pgm_decimal value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(pgm_decimal_parse(pgm_span_of(cases[i].text), &value));
        cr_assert_eq(pgm_decimal_magnitude(&value), cases[i].magnitude, "%s", cases[i].text);
    }
    cr_assert(pgm_decimal_parse(pgm_span_of("-000.000"), &value) && pgm_decimal_is_zero(&value));
}

Test(mask_decimal, known_products)
{
    cr_assert_str_eq(scale("12345678901234567890.123456", 100000000),
                     "12345678901234567890.123456");
    cr_assert_str_eq(scale("12345678901234567890.123456", 110000000),
                     "13580246791358024679.135802");
    cr_assert_str_eq(scale("-1.50", 200000000), "-3.00");
    cr_assert_str_eq(scale("-1.50", 0), "0.00");
    cr_assert_str_eq(scale("0.05", 50000000), "0.03"); /* half away from zero */
    cr_assert_str_eq(scale("-0.05", 50000000), "-0.03");
    cr_assert_str_eq(scale("99.99", 100010000), "100.00");
    cr_assert_str_eq(scale("9.99", 199999999), "19.98");
    cr_assert_str_eq(scale("1.5e-07", 110000000), "1.7e-07");
    cr_assert_str_eq(scale(".5", 100000000), "0.5");
    cr_assert_str_eq(scale("007", 100000000), "7");
    cr_assert_str_eq(scale("1", 40000000), "0");
}

Test(mask_decimal, known_sums)
{
    cr_assert_str_eq(add("1.50", 25, 2), "1.75");
    cr_assert_str_eq(add("1.50", -200, 2), "-0.50");
    cr_assert_str_eq(add("-1.50", 150, 2), "0.00");
    cr_assert_str_eq(add("0", -1, 0), "-1");
    cr_assert_str_eq(add("99999999999999999999.99", 1, 2), "100000000000000000000.00");
    cr_assert_str_eq(add("100000000000000000000.00", -1, 2), "99999999999999999999.99");
    cr_assert_str_eq(add("1.123456789", 1, 3), "1.124456789");
    cr_assert_str_eq(add(".5", 5, 1), "1.0");
    cr_assert_str_eq(add("0.00", 999999999999999999, 2), "9999999999999999.99");
}

static void print_scaled(char *out, __int128 units, unsigned places)
{
    const uint64_t by = places == 0 ? 1 : places == 1 ? 10 : places == 2 ? 100 : 1000;
    const unsigned __int128 size = (unsigned __int128)(units < 0 ? -units : units);
    out += sprintf(out, "%s%" PRIu64, units < 0 ? "-" : "", (uint64_t)(size / by));
    if (places > 0)
        sprintf(out, ".%0*" PRIu64, (int)places, (uint64_t)(size % by));
}

Test(mask_decimal, random_values_agree_with_integers)
{
    uint64_t seed = 7;
    for (int round = 0; round < 200000; round++) {
        char text[64], expected[64];
        const unsigned places = (unsigned)(rig_random(&seed) % 4);
        const unsigned shift = (unsigned)(rig_random(&seed) % 60);
        const int64_t units = (int64_t)rig_random(&seed) >> (3 + shift);
        const uint32_t multiplier = (uint32_t)(rig_random(&seed) % 200000001);
        print_scaled(text, units, places);

        const __int128 product = (__int128)units * multiplier, half = 50000000;
        print_scaled(expected, (product < 0 ? product - half : product + half) / 100000000, places);
        cr_assert_str_eq(scale(text, multiplier), expected, "%s * %u", text, multiplier);

        const int64_t delta = (int64_t)rig_random(&seed) >> (4 + rig_random(&seed) % 60);
        print_scaled(expected, (__int128)units + delta, places);
        cr_assert_str_eq(add(text, delta, places), expected, "%s + %" PRId64, text, delta);
    }
}

Test(mask_decimal, the_longest_numeric)
{
    const size_t bytes = 131072 + 16384;
    uint8_t *text = malloc(bytes), *out = malloc(PGM_DECIMAL_BOUND(bytes));
    memset(text, '9', bytes);
    text[131072] = '.';
    struct pgm_decimal value;
    cr_assert(pgm_decimal_parse((struct pgm_span){text, bytes}, &value));
    cr_assert_eq(pgm_decimal_scale(&value, 100000000, out), bytes);
    cr_assert(memcmp(out, text, bytes) == 0);
    cr_assert_eq(pgm_decimal_add(&value, 1, 6, out), bytes + 1);
    free(text);
    free(out);
}
