/* Permutations: bijective for every kind of n, the same on every CPU, and without visible bias. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "permutation.h"

static const uint8_t secret[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static struct pgm_permutation *open_permutation(uint64_t n)
{
    struct pgm_error error = {0};
    struct pgm_permutation *permutation = pgm_permutation_new(secret, n, &error);
    cr_assert_not_null(permutation);
    return permutation;
}

static uint64_t apply_one(const struct pgm_permutation *permutation, uint64_t value)
{
    pgm_permutation_apply(permutation, &value, 1);
    return value;
}

/* All of [0, n), in calls of odd sizes. */
static void check_bijective(uint64_t n)
{
    struct pgm_permutation *permutation = open_permutation(n);
    uint64_t *values = malloc(n * sizeof(*values));
    uint8_t *seen = calloc(n, 1);
    for (uint64_t i = 0; i < n; i++)
        values[i] = i;
    for (uint64_t done = 0; done < n;) {
        const uint64_t piece = n - done < 100003 ? n - done : 100003;
        pgm_permutation_apply(permutation, values + done, piece);
        done += piece;
    }
    uint64_t wrong = 0; /* counted, since an assertion a value would take longer than all else */
    for (uint64_t i = 0; i < n; i++)
        wrong += values[i] >= n || seen[values[i]]++;
    cr_assert_eq(wrong, 0, "n %lu: %lu values outside or twice", n, wrong);
    for (uint64_t i = 0; i < 20; i++) {
        const uint64_t value = i * 7919 % n;
        cr_assert_eq(pgm_permutation_invert(permutation, values[value]), value);
    }
    free(seen);
    free(values);
    pgm_permutation_free(permutation);
}

Test(crypto_permutation, small_tables_are_bijective)
{
    for (uint64_t n = 1; n <= 300; n++)
        check_bijective(n);
    check_bijective(1000);
    check_bijective(65536);
    check_bijective(1000000);
}

Test(crypto_permutation, largest_table_is_bijective)
{
    check_bijective(PGM_PERMUTATION_TABLE_MAX);
}

Test(crypto_permutation, smallest_network_is_bijective)
{
    check_bijective(PGM_PERMUTATION_TABLE_MAX + 1);
}

Test(crypto_permutation, network_on_a_whole_square_is_bijective)
{
    check_bijective(2001 * 2001);
    check_bijective(2001 * 2001 + 1);
    check_bijective(1 << 22);
}

static const uint64_t large[] = {PGM_PERMUTATION_TABLE_MAX + 1,
                                 INT32_MAX,
                                 (uint64_t)1 << 32,
                                 999999999999,
                                 INT64_MAX,
                                 (uint64_t)1 << 63,
                                 0xfffffffe00000001, /* (2^32 - 1)^2: the largest square */
                                 0xfffffffe00000002,
                                 UINT64_MAX};
#define LARGE (sizeof(large) / sizeof(large[0]))

Test(crypto_permutation, large_networks_invert)
{
    enum { COUNT = 2000 };
    for (size_t k = 0; k < LARGE; k++) {
        struct pgm_permutation *permutation = open_permutation(large[k]);
        uint64_t values[COUNT];
        for (uint64_t i = 0; i < COUNT; i++)
            values[i] = i * 0x9e3779b97f4a7c15u % large[k];
        values[0] = 0;
        values[1] = large[k] - 1;
        uint64_t mapped[COUNT];
        memcpy(mapped, values, sizeof(values));
        pgm_permutation_apply(permutation, mapped, COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            cr_assert_lt(mapped[i], large[k]);
            cr_assert_eq(pgm_permutation_invert(permutation, mapped[i]), values[i]);
            if (i % 100 == 0)
                cr_assert_eq(apply_one(permutation, values[i]), mapped[i]);
        }
        pgm_permutation_free(permutation);
    }
}

/* n of 0 stands for 2^64. */
Test(crypto_permutation, the_network_of_all_words_inverts)
{
    struct pgm_permutation *permutation = open_permutation(0);
    for (uint64_t i = 0; i < 4000; i++) {
        const uint64_t spread = i * 0x9e3779b97f4a7c15u;
        const uint64_t value = i % 4 == 0 ? i : i % 4 == 1 ? ~i : spread;
        cr_assert_eq(pgm_permutation_invert(permutation, apply_one(permutation, value)), value);
        cr_assert_eq(apply_one(permutation, pgm_permutation_invert(permutation, value)), value);
    }
    pgm_permutation_free(permutation);
}

/* The inverse of anything is mapped back to it: onto, and not only one to one. */
Test(crypto_permutation, large_networks_are_onto)
{
    for (size_t k = 0; k < LARGE; k++) {
        struct pgm_permutation *permutation = open_permutation(large[k]);
        for (uint64_t i = 0; i < 500; i++) {
            const uint64_t value = large[k] - 1 - i * 0x9e3779b97f4a7c15u % large[k];
            const uint64_t before = pgm_permutation_invert(permutation, value);
            cr_assert_lt(before, large[k]);
            cr_assert_eq(apply_one(permutation, before), value);
        }
        pgm_permutation_free(permutation);
    }
}

/* Computed by another implementation (hashlib's BLAKE2b, the openssl program, Python's numbers):
 * a kept key must give the same clone on each CPU and with each later version. */
static void check_known(void)
{
    static const uint64_t ten[10] = {1, 5, 0, 6, 9, 8, 7, 4, 2, 3};
    struct pgm_permutation *permutation = open_permutation(10);
    for (uint64_t i = 0; i < 10; i++)
        cr_assert_eq(apply_one(permutation, i), ten[i]);
    pgm_permutation_free(permutation);

    permutation = open_permutation(100000);
    cr_assert_eq(apply_one(permutation, 0), 63991);
    cr_assert_eq(apply_one(permutation, 3), 43484);
    cr_assert_eq(apply_one(permutation, 99999), 99496);
    pgm_permutation_free(permutation);

    static const struct {
        uint64_t n;
        uint64_t mapped[4]; /* of 0, 1, n / 2, n - 1 */
    } known[] = {
        {4000001, {1123758, 3544420, 3929644, 2387611}},
        {INT32_MAX, {1343909559, 350997602, 266459969, 869583081}},
        {(uint64_t)1 << 63,
         {5726307051535559673, 210566463624250922, 1679445629896550208, 5390657459465427947}},
        {UINT64_MAX,
         {5502712784815936496, 286597354798586938, 15896501569380762076u, 11932298333353376207u}},
        {0,
         {13305642485373806580u, 13945817340831608171u, 10644728731563049462u,
          14669539290469466025u}},
    };
    for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
        permutation = open_permutation(known[k].n);
        const uint64_t last = known[k].n - 1;
        uint64_t values[4] = {0, 1, last / 2 + last % 2, last};
        pgm_permutation_apply(permutation, values, 4);
        cr_assert_arr_eq(values, known[k].mapped, sizeof(values));
        pgm_permutation_free(permutation);
    }
}

/* Each test is a process of its own, which asks the CPU after this. */
Test(crypto_permutation, known_values_portable)
{
    setenv("PGMIRAGE_CPU", "portable", 1);
    check_known();
}

Test(crypto_permutation, known_values_aesni)
{
    setenv("PGMIRAGE_CPU", "aesni", 1);
    check_known();
}

Test(crypto_permutation, known_values_widest)
{
    check_known();
}

static double chi_square(const uint32_t *counts, size_t cells, double expected)
{
    double sum = 0;
    for (size_t i = 0; i < cells; i++)
        sum += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
    return sum;
}

static void numbered_secret(uint32_t number, uint8_t out[16])
{
    memset(out, 0, 16);
    memcpy(out, &number, sizeof(number));
}

/* Keys are fixed, so the outcome is too: a bias would show, luck cannot. Bounds are the 99.99 %
 * quantiles of chi-square. */
Test(crypto_permutation, each_order_of_four_is_as_likely)
{
    enum { KEYS = 48000 };
    uint32_t counts[256] = {0};
    for (uint32_t k = 0; k < KEYS; k++) {
        uint8_t own[16];
        numbered_secret(k, own);
        struct pgm_permutation *permutation = pgm_permutation_new(own, 4, NULL);
        uint64_t values[4] = {0, 1, 2, 3};
        pgm_permutation_apply(permutation, values, 4);
        counts[values[0] << 6 | values[1] << 4 | values[2] << 2 | values[3]]++;
        pgm_permutation_free(permutation);
    }
    uint32_t orders[24];
    size_t found = 0;
    for (size_t i = 0; i < 256; i++)
        if (counts[i]) {
            cr_assert_lt(found, 24);
            orders[found++] = counts[i];
        }
    cr_assert_eq(found, 24);
    cr_assert_lt(chi_square(orders, 24, KEYS / 24.0), 58.6); /* 23 degrees of freedom */
}

Test(crypto_permutation, a_network_sends_zero_anywhere)
{
    enum { KEYS = 32000, CELLS = 32 };
    const uint64_t n = PGM_PERMUTATION_TABLE_MAX + 1;
    uint32_t first[CELLS] = {0}, low[CELLS] = {0};
    for (uint32_t k = 0; k < KEYS; k++) {
        uint8_t own[16];
        numbered_secret(k, own);
        struct pgm_permutation *permutation = pgm_permutation_new(own, n, NULL);
        const uint64_t value = apply_one(permutation, 0);
        first[value * CELLS / n]++;
        low[value % CELLS]++;
        pgm_permutation_free(permutation);
    }
    cr_assert_lt(chi_square(first, CELLS, KEYS / (double)CELLS), 70.6); /* 31 degrees */
    cr_assert_lt(chi_square(low, CELLS, KEYS / (double)CELLS), 70.6);
}

Test(crypto_permutation, secrets_and_sizes_are_independent)
{
    uint8_t other[16] = {0};
    struct pgm_permutation *a = open_permutation(5000000), *b = open_permutation(5000001);
    struct pgm_permutation *c = pgm_permutation_new(other, 5000000, NULL);
    size_t same_b = 0, same_c = 0, fixed = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        const uint64_t value = apply_one(a, i);
        same_b += value == apply_one(b, i);
        same_c += value == apply_one(c, i);
        fixed += value == i;
    }
    cr_assert(same_b < 3 && same_c < 3 && fixed < 3);
    pgm_permutation_free(a);
    pgm_permutation_free(b);
    pgm_permutation_free(c);
}

Test(crypto_permutation, blocks_are_a_bijection_apart_from_the_prf)
{
    enum { COUNT = 1000 };
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    uint8_t(*blocks)[16] = calloc(COUNT, 16), (*digests)[16] = calloc(COUNT, 16);
    struct pgm_span spans[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(blocks[i], &i, sizeof(i));
        spans[i] = (struct pgm_span){blocks[i], 16};
    }
    pgm_prf(&key, spans, COUNT, (struct pgm_digest *)(void *)digests);
    uint8_t single[1][16];
    memcpy(single[0], blocks[777], 16);
    pgm_permutation_blocks(&key, blocks, COUNT);
    pgm_permutation_blocks(&key, single, 1);
    cr_assert_arr_eq(single[0], blocks[777], 16);
    for (size_t i = 0; i < COUNT; i++) {
        cr_assert(memcmp(blocks[i], digests[i], 16) != 0);
        for (size_t j = 0; j < i; j++)
            cr_assert(memcmp(blocks[i], blocks[j], 16) != 0);
    }
    free(digests);
    free(blocks);
}

Test(crypto_permutation, free_of_null_is_fine)
{
    pgm_permutation_free(NULL);
}
