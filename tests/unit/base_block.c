/* The pool of input blocks, and the one oversize row there may be at a time. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "block.h"
#include "limits.h"

/* How long a test watches that a thread does not come back. */
#define WATCH_MS 50

static struct pgm_block_pool pool;
static sem_t came;

static bool comes(int within_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)within_ms % 1000 * 1000000;
    until.tv_sec += within_ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return sem_timedwait(&came, &until) == 0;
}

static void setup(void)
{
    sem_init(&came, 0, 0);
    cr_assert_eq(pgm_block_pool_init(&pool, 3, NULL), PGM_OK);
}

static void teardown(void)
{
    pgm_block_pool_free(&pool);
}

TestSuite(base_block, .init = setup, .fini = teardown, .timeout = 20);

static void *get_one(void *argument)
{
    (void)argument;
    struct pgm_block *block = pgm_block_get(&pool);
    sem_post(&came);
    return block;
}

static void *get_oversize(void *argument)
{
    struct pgm_block *block = pgm_block_get_oversize(&pool, 2 * PGM_MIB, argument);
    sem_post(&came);
    return block;
}

Test(base_block, every_byte_and_the_slack_are_its_own)
{
    struct pgm_block *blocks[3];
    for (int i = 0; i < 3; i++) {
        blocks[i] = pgm_block_get(&pool);
        cr_assert_not_null(blocks[i]);
        cr_assert_eq(blocks[i]->capacity, PGM_BLOCK_BYTES);
        cr_assert_eq(blocks[i]->bytes, 0);
        cr_assert_not(blocks[i]->oversize);
        memset(blocks[i]->data, i + 1, blocks[i]->capacity + PGM_BLOCK_SLACK_BYTES);
    }
    for (int i = 0; i < 3; i++)
        for (size_t k = 0; k < PGM_BLOCK_BYTES + PGM_BLOCK_SLACK_BYTES; k++)
            cr_assert_eq(blocks[i]->data[k], i + 1);
}

Test(base_block, a_block_comes_back_empty)
{
    struct pgm_block *block = pgm_block_get(&pool);
    block->bytes = 77;
    block->table = &pool;
    pgm_block_put(&pool, block);
    for (int i = 0; i < 3; i++) {
        block = pgm_block_get(&pool);
        cr_assert_eq(block->bytes, 0);
        cr_assert_null(block->table);
    }
}

Test(base_block, get_waits_for_a_free_one)
{
    struct pgm_block *held[3];
    pthread_t thread;
    void *got;
    for (int i = 0; i < 3; i++)
        held[i] = pgm_block_get(&pool);
    pthread_create(&thread, NULL, get_one, NULL);
    cr_assert_not(comes(WATCH_MS));
    pgm_block_put(&pool, held[1]);
    cr_assert(comes(10000));
    pthread_join(thread, &got);
    cr_assert_eq(got, held[1]);
}

Test(base_block, oversize_one_at_a_time)
{
    struct pgm_error error = {0};
    pthread_t thread;
    void *got;
    struct pgm_block *first = pgm_block_get_oversize(&pool, 3 * PGM_MIB, &error);
    cr_assert_not_null(first);
    cr_assert(first->oversize);
    cr_assert_geq(first->capacity, 3 * PGM_MIB);
    pthread_create(&thread, NULL, get_oversize, &error);
    cr_assert_not(comes(WATCH_MS));
    /* Blocks of the usual size come and go meanwhile, and do not let it in. */
    struct pgm_block *usual = pgm_block_get(&pool);
    cr_assert_not_null(usual);
    pgm_block_put(&pool, usual);
    cr_assert_not(comes(WATCH_MS));
    pgm_block_put(&pool, first);
    cr_assert(comes(10000));
    pthread_join(thread, &got);
    cr_assert_not_null(got);
    pgm_block_put(&pool, got);
    cr_assert_eq(error.status, PGM_OK);
}

Test(base_block, an_oversize_block_grows_and_keeps_its_bytes)
{
    struct pgm_error error = {0};
    struct pgm_block *block = pgm_block_get_oversize(&pool, PGM_MIB, &error);
    for (size_t i = 0; i < PGM_MIB; i++)
        block->data[i] = (uint8_t)(i * 31 >> 4);
    block->bytes = PGM_MIB;
    for (size_t capacity = 2 * PGM_MIB; capacity <= 64 * PGM_MIB; capacity *= 2) {
        cr_assert_eq(pgm_block_grow(block, capacity, &error), PGM_OK);
        cr_assert_eq(block->capacity, capacity);
        memset(block->data + capacity - 1, 1, 1 + PGM_BLOCK_SLACK_BYTES);
    }
    cr_assert_eq(pgm_block_grow(block, PGM_MIB, &error), PGM_OK, "never smaller");
    cr_assert_eq(block->capacity, 64 * PGM_MIB);
    cr_assert_eq(block->bytes, PGM_MIB);
    for (size_t i = 0; i < PGM_MIB; i++)
        cr_assert_eq(block->data[i], (uint8_t)(i * 31 >> 4));
    pgm_block_put(&pool, block);
}

Test(base_block, an_oversize_block_gives_its_memory_back)
{
    struct pgm_error error = {0};
    struct pgm_block *block = pgm_block_get_oversize(&pool, 8 * PGM_MIB, &error);
    unsigned char resident[1];
    void *page = block->data + 4 * PGM_MIB;
    memset(block->data, 1, 8 * PGM_MIB);
    cr_assert_eq(mincore(page, 1, resident), 0);
    pgm_block_put(&pool, block);
    cr_assert_neq(mincore(page, 1, resident), 0, "the mapping is gone");
}

Test(base_block, memory_that_is_not_to_be_had)
{
    struct pgm_error error = {0};
    cr_assert_null(pgm_block_get_oversize(&pool, (size_t)1 << 60, &error));
    cr_assert_eq(error.status, PGM_FAILED);
    struct pgm_error next = {0};
    struct pgm_block *block = pgm_block_get_oversize(&pool, 1, &next);
    cr_assert_not_null(block, "the turn was given back");
    cr_assert_eq(pgm_block_grow(block, (size_t)1 << 60, &next), PGM_FAILED);
    cr_assert_neq(next.status, PGM_OK);
    pgm_block_put(&pool, block);
}

Test(base_block, closing_wakes_everybody)
{
    struct pgm_error error = {0}, other = {0};
    struct pgm_block *large = pgm_block_get_oversize(&pool, PGM_MIB, &error), *held[3];
    pthread_t threads[4];
    for (int i = 0; i < 3; i++)
        held[i] = pgm_block_get(&pool);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, i % 2 ? get_one : get_oversize, &other);
    cr_assert_not(comes(WATCH_MS));
    pgm_block_pool_close(&pool);
    for (int i = 0; i < 4; i++) {
        void *got;
        cr_assert(comes(10000));
        pthread_join(threads[i], &got);
        cr_assert_null(got);
    }
    cr_assert_eq(other.status, PGM_OK, "closing is no failure of memory");
    cr_assert_null(pgm_block_get(&pool));
    for (int i = 0; i < 3; i++)
        pgm_block_put(&pool, held[i]);
    pgm_block_put(&pool, large);
    cr_assert_null(pgm_block_get(&pool), "closed for good, free blocks or not");
    cr_assert_null(pgm_block_get_oversize(&pool, 1, &error));
}
