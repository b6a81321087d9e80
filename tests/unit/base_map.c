/* The hash table: what is put stays, the first one wins, any bytes are a key. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "map.h"

#define KEYS 5000

Test(base_map, empty)
{
    struct pgm_map map = {0};
    cr_assert_null(pgm_map_get(&map, pgm_span_of("x")));
    pgm_map_free(&map);
    pgm_map_free(&map);
}

Test(base_map, many_keys)
{
    static char names[KEYS][16];
    static int values[KEYS];
    struct pgm_map map = {0};
    for (int i = 0; i < KEYS; i++) {
        snprintf(names[i], sizeof names[i], "key %d", i);
        cr_assert_eq(pgm_map_put(&map, pgm_span_of(names[i]), &values[i]), &values[i]);
        cr_assert_eq(map.count, (size_t)i + 1);
        cr_assert_leq(2 * map.count, map.capacity, "probing stays short");
        cr_assert_eq(map.capacity & (map.capacity - 1), 0);
    }
    for (int i = 0; i < KEYS; i++) {
        char name[16]; /* found by its bytes, not by its address */
        snprintf(name, sizeof name, "key %d", i);
        cr_assert_eq(pgm_map_get(&map, pgm_span_of(name)), &values[i]);
    }
    cr_assert_null(pgm_map_get(&map, pgm_span_of("key 5000")));
    cr_assert_null(pgm_map_get(&map, pgm_span_of("key")));
    pgm_map_free(&map);
    cr_assert_null(pgm_map_get(&map, pgm_span_of("key 1")));
}

Test(base_map, the_first_stays)
{
    struct pgm_map map = {0};
    int first, second;
    cr_assert_eq(pgm_map_put(&map, pgm_span_of("t"), &first), &first);
    cr_assert_eq(pgm_map_put(&map, pgm_span_of("t"), &second), &first);
    cr_assert_eq(pgm_map_get(&map, pgm_span_of("t")), &first);
    cr_assert_eq(map.count, 1);
    pgm_map_free(&map);
}

Test(base_map, keys_are_bytes)
{
    struct pgm_map map = {0};
    int nothing, zero, two_zeros, text;
    const struct pgm_span empty = pgm_span_of("");
    const struct pgm_span one = {(const uint8_t *)"\0\0", 1}, two = {(const uint8_t *)"\0\0", 2};
    pgm_map_put(&map, empty, &nothing);
    pgm_map_put(&map, one, &zero);
    pgm_map_put(&map, two, &two_zeros);
    pgm_map_put(&map, pgm_span_of("T"), &text);
    cr_assert_eq(map.count, 4);
    cr_assert_eq(pgm_map_get(&map, empty), &nothing);
    cr_assert_eq(pgm_map_get(&map, one), &zero);
    cr_assert_eq(pgm_map_get(&map, two), &two_zeros);
    cr_assert_null(pgm_map_get(&map, pgm_span_of("t")), "letter case counts");
    pgm_map_free(&map);
}

Test(base_map, object_ids)
{
    static unsigned oids[1000];
    struct pgm_map map = {0};
    for (unsigned i = 0; i < 1000; i++) {
        oids[i] = 16384 + i * 65536;
        pgm_map_put(&map, pgm_map_oid_key(&oids[i]), &oids[i]);
    }
    for (unsigned i = 0; i < 1000; i++) {
        const unsigned oid = 16384 + i * 65536;
        cr_assert_eq(pgm_map_get(&map, pgm_map_oid_key(&oid)), &oids[i]);
    }
    const unsigned missing = 1;
    cr_assert_null(pgm_map_get(&map, pgm_map_oid_key(&missing)));
    pgm_map_free(&map);
}
