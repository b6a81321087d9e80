/* permute beside integers: numeric, digit strings, listed values. */
#include <inttypes.h>
#include <stdlib.h>

#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_permute, .fini = close_rig);

static void open_with(const struct rig *with)
{
    rig = *with;
    rig.class = "permute";
    rig_open(&rig);
}

/* Texts through the mask as one batch; the fakes live in the rig's scratch. */
static const struct pgm_span *permuted(const char *const *texts, size_t count)
{
    struct pgm_vector in = rig_vector(&rig, count), out = rig_vector(&rig, count);
    for (size_t i = 0; i < count; i++)
        in.bytes[i] = pgm_span_of(texts[i]);
    rig_apply(&rig, &in, &out, NULL);
    return out.bytes;
}

Test(mask_permute, numerics_join_with_integers)
{
    const struct rig range = {.range_low = -50, .range_high = 1000000};
    rig = range;
    rig.kind = PGM_KIND_NUMERIC;
    rig.precision = 9;
    open_with(&rig);
    struct rig ints = range;
    ints.class = "permute";
    ints.kind = PGM_KIND_INT;
    rig_open(&ints);
    for (int64_t i = -50; i < 20000; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "%" PRId64, i);
        cr_assert_str_eq(rig_text(&rig, text), rig_text(&ints, text));
    }
    cr_assert_str_eq(rig_text(&rig, "7.00"), rig_text(&ints, "7"));
    cr_assert_null(rig.fault);
    rig_close(&ints);
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* All there are: no value lies outside, and the inverse tells each one's original. */
Test(mask_permute, the_whole_of_int8)
{
    enum { COUNT = 20000 };
    open_with(&(struct rig){.kind = PGM_KIND_INT, .range_low = INT64_MIN, .range_high = INT64_MAX});
    cr_assert_not_null(rig.mask);
    struct pgm_vector in = rig_vector(&rig, COUNT), out = rig_vector(&rig, COUNT);
    for (int64_t i = 0; i < COUNT; i++)
        in.ints[i] = i % 4 == 0   ? INT64_MIN + i
                     : i % 4 == 1 ? INT64_MAX - i
                     : i % 4 == 2 ? i - COUNT / 2
                                  : (int64_t)((uint64_t)i * UINT64_C(0x9e3779b97f4a7c15));
    rig_apply(&rig, &in, &out, NULL);
    cr_assert_null(rig.fault);
    size_t negative = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const uint64_t back = pgm_permutation_invert(rig.domain.permutation,
                                                     (uint64_t)out.ints[i] - (uint64_t)INT64_MIN);
        cr_assert_eq((int64_t)(back + (uint64_t)INT64_MIN), in.ints[i]);
        negative += out.ints[i] < 0;
    }
    cr_assert(negative > COUNT * 45 / 100 && negative < COUNT * 55 / 100, "%zu", negative);
    qsort(out.ints, COUNT, sizeof *out.ints, compare_numbers);
    for (size_t i = 1; i < COUNT; i++)
        cr_assert_neq(out.ints[i - 1], out.ints[i]);
}

/* numeric(18,0) from its smallest to its largest, and what lies one beyond. */
Test(mask_permute, the_edges_of_a_numeric)
{
    static const char *const edges[] = {
        "-999999999999999999", "999999999999999999",    "0", "-1", "1",
        "-999999999999999998", "999999999999999998.000"};
    const int64_t most = INT64_C(999999999999999999);
    open_with(&(struct rig){
        .kind = PGM_KIND_NUMERIC, .precision = 18, .range_low = -most, .range_high = most});
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        const char *fake = rig_text(&rig, edges[i]);
        cr_assert_null(rig.fault, "%s", edges[i]);
        const int64_t number = strtoll(fake, NULL, 10);
        cr_assert(number >= -most && number <= most, "%s", fake);
        cr_assert_eq((int64_t)pgm_permutation_invert(rig.domain.permutation,
                                                     (uint64_t)number + (uint64_t)most) -
                         most,
                     strtoll(edges[i], NULL, 10));
    }
    rig_text(&rig, "1000000000000000000");
    cr_assert_not_null(rig.fault);
    rig_close(&rig);
    /* One digit, exhausted. */
    open_with(
        &(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 1, .range_low = -9, .range_high = 9});
    bool seen[19] = {false};
    for (int i = -9; i <= 9; i++) {
        const int fake = atoi(rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i)));
        cr_assert(fake >= -9 && fake <= 9 && !seen[fake + 9], "%d", fake);
        seen[fake + 9] = true;
    }
}

Test(mask_permute, what_is_no_number_ends_the_run)
{
    static const char *const bad[] = {
        "NaN", "1.5", "1000001", "-1", "1e3", "1234567890123456789012", "Infinity"};
    open_with(&(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 9, .range_high = 1000000});
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rig_text(&rig, bad[i]);
        cr_assert_not_null(rig.fault, "%s", bad[i]);
    }
    rig_close(&rig);
    open_with(
        &(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 9, .scale = 2, .range_high = 1000000});
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_with(&(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 9});
    cr_assert_null(rig.mask); /* no range */
}

/* Every length whose strings can all be tried, and samples above. */
Test(mask_permute, digit_strings_are_permuted_by_length)
{
    static uint8_t seen[1000000];
    static const char *texts[10000];
    open_with(&(struct rig){.kind = PGM_KIND_TEXT});
    unsigned end = 10;
    for (int digits = 1; digits <= 6; digits++, end *= 10) {
        memset(seen, 0, sizeof seen);
        for (unsigned first = 0; first < end; first += 10000) {
            const unsigned count = end - first < 10000 ? end - first : 10000;
            for (unsigned i = 0; i < count; i++)
                texts[i] = pgm_arena_printf(&rig.arena, "%0*u", digits, first + i);
            const struct pgm_span *fakes = permuted(texts, count);
            for (unsigned i = 0; i < count; i++) {
                cr_assert_eq(fakes[i].bytes, (size_t)digits);
                unsigned number = 0;
                for (size_t k = 0; k < fakes[i].bytes; k++)
                    number = number * 10 + fakes[i].data[k] - '0';
                cr_assert_eq(seen[number]++, 0);
            }
            pgm_scratch_reset(&rig.scratch);
        }
    }
}

static int compare_spans(const void *a, const void *b)
{
    const struct pgm_span *x = a, *y = b;
    return x->bytes != y->bytes ? (x->bytes > y->bytes) - (x->bytes < y->bytes)
                                : memcmp(x->data, y->data, x->bytes);
}

Test(mask_permute, digit_strings_stay_distinct)
{
    enum { COUNT = 20000 };
    static const char *texts[COUNT];
    static struct pgm_span fakes[COUNT];
    open_with(&(struct rig){.kind = PGM_KIND_TEXT});
    size_t same = 0;
    for (int i = 0; i < COUNT; i++) /* lengths 5 to 18, mixed in one batch */
        texts[i] = pgm_arena_printf(&rig.arena, "%0*d", 5 + i % 14, i);
    memcpy(fakes, permuted(texts, COUNT), sizeof fakes);
    for (int i = 0; i < COUNT; i++) {
        cr_assert_eq(fakes[i].bytes, strlen(texts[i]));
        same += memcmp(fakes[i].data, texts[i], fakes[i].bytes) == 0;
        for (size_t k = 0; k < fakes[i].bytes; k++)
            cr_assert(fakes[i].data[k] >= '0' && fakes[i].data[k] <= '9');
    }
    cr_assert_lt(same, 5);
    qsort(fakes, COUNT, sizeof *fakes, compare_spans);
    for (int i = 1; i < COUNT; i++)
        cr_assert_neq(compare_spans(&fakes[i - 1], &fakes[i]), 0);
    cr_assert_null(rig.fault);
    cr_assert_str_eq(rig_text(&rig, ""), "");
    const char *alone = rig_text(&rig, "00042"), *again = rig_text(&rig, "00042");
    cr_assert_str_eq(alone, again);
}

Test(mask_permute, other_text_ends_the_run)
{
    static const char *const bad[] = {"a",        "1a", "-1", "1 2", "1234567890123456789",
                                      "\xd9\xa1", "1.0"};
    open_with(&(struct rig){.kind = PGM_KIND_TEXT});
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert_str_neq(rig_text(&rig, bad[i]), bad[i]);
        cr_assert_not_null(rig.fault, "%s", bad[i]);
    }
    rig_close(&rig);
    open_with(&(struct rig){.kind = PGM_KIND_TEXT, .max_chars = 3});
    rig_text(&rig, "1234");
    cr_assert_not_null(rig.fault);
    rig_text(&rig, "123");
    cr_assert_null(rig.fault);
    rig_close(&rig);
    open_with(&(struct rig){.kind = PGM_KIND_TEXT, .max_chars = 5, .blank_padded = true});
    cr_assert_eq(strspn(rig_text(&rig, "123  "), "0123456789"), 3);
    cr_assert_null(rig.fault);
}

/* ---- values -------------------------------------------------------------------------------- */

static const char *const states[] = {"new", "paid", "packed", "sent", "back", "lost", ""};

static void open_values(enum pgm_kind kind, const char *const *values, size_t count, uint8_t key)
{
    open_with(&(struct rig){.kind = kind,
                            .key = key,
                            .inputs = {{.name = "values",
                                        .kind = PGM_ARG_INPUT_LIST,
                                        .texts = values,
                                        .text_count = count}},
                            .input_count = 1});
}

Test(mask_permute, listed_values_are_permuted)
{
    size_t moved = 0;
    open_values(PGM_KIND_ENUM, states, 7, 0);
    for (uint8_t key = 1; key < 100; key++) {
        unsigned seen = 0;
        rig_close(&rig);
        open_values(key % 2 ? PGM_KIND_ENUM : PGM_KIND_TEXT, states, 7, key);
        for (int i = 0; i < 7; i++) {
            const char *fake = rig_text(&rig, states[i]);
            for (int k = 0; k < 7; k++)
                seen |= strcmp(fake, states[k]) == 0 ? 1u << k : 0;
            moved += strcmp(fake, states[i]) != 0;
        }
        cr_assert_eq(seen, 127);
    }
    cr_assert(moved > 540 && moved < 650, "%zu", moved); /* six of seven, on average */
    rig_text(&rig, "unknown");
    cr_assert_not_null(rig.fault);
}

/* The order in which they are written says nothing. */
Test(mask_permute, the_list_is_a_set)
{
    static const char *const turned[] = {"", "lost", "back", "sent", "packed", "paid", "new"};
    open_values(PGM_KIND_ENUM, states, 7, 9);
    struct rig first = rig;
    open_values(PGM_KIND_ENUM, turned, 7, 9);
    for (int i = 0; i < 7; i++)
        cr_assert_str_eq(rig_text(&rig, states[i]), rig_text(&first, states[i]));
    rig_close(&first);
}

Test(mask_permute, values_that_cannot_be_are_refused)
{
    static const char *const twice[] = {"a", "b", "a"};
    open_values(PGM_KIND_TEXT, twice, 3, 0);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_values(PGM_KIND_INT, states, 7, 0);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_with(&(struct rig){.kind = PGM_KIND_ENUM});
    cr_assert_null(rig.mask);
}
