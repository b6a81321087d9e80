/* A worker's memory for one group of rows. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "limits.h"
#include "scratch.h"

#define CAPACITY ((size_t)64 * 1024)

static struct pgm_scratch scratch;

static void setup(void)
{
    cr_assert_eq(pgm_scratch_init(&scratch, CAPACITY, NULL), PGM_OK);
}

static void teardown(void)
{
    pgm_scratch_free(&scratch);
    pgm_scratch_free(&scratch); /* twice is fine */
}

TestSuite(base_scratch, .init = setup, .fini = teardown);

static bool is_inside(const void *memory)
{
    const uint8_t *at = memory;
    return at >= scratch.data && at < scratch.data + scratch.capacity + 64;
}

static bool is_mapped(void *memory)
{
    unsigned char resident;
    return mincore((void *)((uintptr_t)memory & ~(uintptr_t)4095), 1, &resident) == 0;
}

Test(base_scratch, aligned_and_apart)
{
    uint8_t *before = NULL;
    for (size_t bytes = 0; bytes < 200; bytes++) {
        uint8_t *memory = pgm_scratch_alloc(&scratch, bytes);
        cr_assert_eq((uintptr_t)memory % 16, 0);
        cr_assert(is_inside(memory));
        if (before)
            cr_assert_geq(memory, before + bytes - 1);
        memset(memory, 0xee, bytes);
        before = memory;
    }
}

Test(base_scratch, used_up_to_the_last_byte)
{
    uint8_t *all = pgm_scratch_alloc(&scratch, CAPACITY);
    cr_assert(is_inside(all));
    memset(all, 1, CAPACITY + 64); /* and the slack behind it */
    cr_assert_null(scratch.extra);
    uint8_t *more = pgm_scratch_alloc(&scratch, 1);
    cr_assert_not(is_inside(more));
    memset(more, 1, 1 + 64);
    cr_assert_not_null(scratch.extra);
}

Test(base_scratch, extra_mappings_are_given_back)
{
    void *extras[20];
    for (size_t i = 0; i < 20; i++) {
        const size_t bytes = CAPACITY + 1 + i * 100000;
        extras[i] = pgm_scratch_alloc(&scratch, bytes);
        cr_assert_eq((uintptr_t)extras[i] % 16, 0);
        memset(extras[i], (int)i, bytes + 64);
    }
    cr_assert_eq(scratch.used, 0, "the fixed piece is for what fits");
    void *small = pgm_scratch_alloc(&scratch, 10);
    cr_assert(is_inside(small));
    pgm_scratch_reset(&scratch);
    cr_assert_null(scratch.extra);
    cr_assert_eq(scratch.used, 0);
    for (size_t i = 0; i < 20; i++)
        cr_assert_not(is_mapped(extras[i]), "mapping %zu is still there", i);
    cr_assert_eq(pgm_scratch_alloc(&scratch, 10), small, "the same memory once more");
}

Test(base_scratch, free_gives_everything_back)
{
    void *fixed = pgm_scratch_alloc(&scratch, 1), *extra = pgm_scratch_alloc(&scratch, PGM_MIB);
    *(char *)fixed = *(char *)extra = 1;
    pgm_scratch_free(&scratch);
    cr_assert_not(is_mapped(fixed));
    cr_assert_not(is_mapped(extra));
}

Test(base_scratch, a_size_that_wraps_ends_the_process, .exit_code = 1)
{
    pgm_scratch_alloc(&scratch, SIZE_MAX - 4);
}

Test(base_scratch, memory_that_is_not_to_be_had_ends_the_process, .exit_code = 1)
{
    pgm_scratch_alloc(&scratch, (size_t)1 << 60);
}

Test(base_scratch, init_fails_cleanly)
{
    struct pgm_scratch none;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_scratch_init(&none, (size_t)1 << 60, &error), PGM_FAILED);
    cr_assert_str_eq(error.message, "out of memory");
    pgm_scratch_free(&none);
}

Test(base_scratch, one_below_another)
{
    struct pgm_scratch above;
    cr_assert_eq(pgm_scratch_init(&above, 4096, NULL), PGM_OK);
    struct pgm_scratch *below = pgm_scratch_below(&above);
    cr_assert_eq(below, pgm_scratch_below(&above));
    cr_assert_eq(below->capacity, 4096);
    char *kept = pgm_scratch_alloc(&above, 100), *work = pgm_scratch_alloc(below, 100);
    memset(kept, 'k', 100);
    memset(work, 'w', 100);
    pgm_scratch_alloc(below, 10000); /* a mapping of its own */
    pgm_scratch_reset(below);
    cr_assert_eq(kept[99], 'k');
    cr_assert_eq(pgm_scratch_alloc(below, 100), work);
    pgm_scratch_reset(&above);
    cr_assert_eq(work[99], 'w');
    cr_assert_neq(pgm_scratch_below(below), &above); /* as many as there are levels of structures */
    pgm_scratch_free(&above);
    cr_assert_null(above.below);
}
