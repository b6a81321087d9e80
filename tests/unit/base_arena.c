/* The arena: aligned, zeroed, nothing overlaps, everything is given back at once. */
#include <criterion/criterion.h>
#include <stdint.h>

#include "arena.h"

Test(base_arena, aligned_zeroed_apart)
{
    struct pgm_arena arena = {0};
    uint8_t *pieces[3000];
    size_t sizes[3000];
    for (size_t i = 0; i < 3000; i++) {
        sizes[i] = i * 7919 % 1500 + (i % 500 == 0 ? 300000 : 0);
        pieces[i] = pgm_arena_alloc(&arena, sizes[i]);
        cr_assert_eq((uintptr_t)pieces[i] % 16, 0);
        for (size_t k = 0; k < sizes[i]; k++)
            cr_assert_eq(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < 3000; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            cr_assert_eq(pieces[i][k], i % 255 + 1, "piece %zu was written over", i);
    pgm_arena_free(&arena);
    cr_assert_null(arena.chunks);
    cr_assert_not_null(pgm_arena_alloc(&arena, 1), "ready for use again");
    pgm_arena_free(&arena);
    pgm_arena_free(&arena);
}

Test(base_arena, types_of_any_alignment)
{
    struct cache_line {
        _Alignas(64) uint8_t bytes[192];
    };
    struct pgm_arena arena = {0};
    uint8_t *before = NULL;
    for (size_t i = 1; i < 500; i++) {
        uint8_t *odd = pgm_arena_alloc(&arena, i % 50);
        struct cache_line *lines = PGM_ARENA_ARRAY(&arena, struct cache_line, i % 9 + 1);
        cr_assert_eq((uintptr_t)odd % 16, 0);
        cr_assert_eq((uintptr_t)lines % 64, 0);
        cr_assert_neq(lines->bytes, before);
        before = lines->bytes;
        for (size_t k = 0; k < (i % 9 + 1) * sizeof *lines; k++)
            cr_assert_eq(lines->bytes[k], 0, "not zeroed, or given twice");
        memset(lines, 0xff, (i % 9 + 1) * sizeof *lines);
    }
    pgm_arena_free(&arena);
}

Test(base_arena, larger_than_any_chunk)
{
    struct pgm_arena arena = {0};
    const size_t bytes = (size_t)5 << 20;
    char *small = pgm_arena_strdup(&arena, "before");
    uint8_t *large = pgm_arena_alloc(&arena, bytes);
    char *after = pgm_arena_strdup(&arena, "after");
    memset(large, 0xff, bytes);
    cr_assert_str_eq(small, "before");
    cr_assert_str_eq(after, "after");
    pgm_arena_free(&arena);
}

Test(base_arena, an_impossible_size_ends_the_process, .exit_code = 1)
{
    struct pgm_arena arena = {0};
    pgm_arena_alloc(&arena, SIZE_MAX - 8);
}

Test(base_arena, texts)
{
    struct pgm_arena arena = {0};
    char source[] = "a name";
    char *copy = pgm_arena_strdup(&arena, source);
    source[0] = 'A';
    cr_assert_str_eq(copy, "a name");
    cr_assert_null(pgm_arena_strdup(&arena, NULL));
    cr_assert_str_eq(pgm_arena_strdup(&arena, ""), "");
    cr_assert_str_eq(pgm_arena_strndup(&arena, "abcdef", 3), "abc");
    cr_assert_str_eq(pgm_arena_strndup(&arena, NULL, 0), "");
    cr_assert_str_eq(pgm_arena_printf(&arena, "%s.%s", "public", "t"), "public.t");
    cr_assert_str_eq(pgm_arena_printf(&arena, "%s", ""), "");
    char *wide = pgm_arena_printf(&arena, "%9000d", 1);
    cr_assert_eq(strlen(wide), 9000);
    cr_assert_eq(wide[8999], '1');
    pgm_arena_free(&arena);
}

Test(base_arena, any_alignment)
{
    struct pgm_arena arena = {0};
    struct block {
        _Alignas(64) uint8_t bytes[64];
    };
    for (size_t i = 0; i < 2000; i++) {
        const size_t alignment = (size_t)16 << i % 4;
        uint8_t *memory = pgm_arena_alloc_aligned(&arena, 1 + i % 100, alignment);
        cr_assert_eq((uintptr_t)memory % alignment, 0);
        for (size_t k = 0; k < 1 + i % 100; k++)
            cr_assert_eq(memory[k]++, 0);
        cr_assert_eq((uintptr_t)PGM_ARENA_NEW(&arena, struct block) % 64, 0);
    }
    cr_assert_eq((uintptr_t)pgm_arena_alloc_aligned(&arena, (size_t)3 << 20, 128) % 128, 0);
    pgm_arena_free(&arena);
}

Test(base_arena, types)
{
    struct pgm_arena arena = {0};
    struct pair {
        double a;
        void *b;
    };
    struct pair *pair = PGM_ARENA_NEW(&arena, struct pair);
    cr_assert(pair->a == 0 && pair->b == NULL);
    struct pair *pairs = PGM_ARENA_ARRAY(&arena, struct pair, 0);
    cr_assert_not_null(pairs, "an empty array is one");
    pairs = PGM_ARENA_ARRAY(&arena, struct pair, 300);
    cr_assert_null(pairs[299].b);
    pgm_arena_free(&arena);
}
