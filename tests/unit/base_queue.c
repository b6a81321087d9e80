/* The bounded queue: order, waiting, and what closing means. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

#include "queue.h"

/* How long a test watches that a thread does not come back. */
#define WATCH_MS 50

static struct pgm_queue queue;
static int items[1000];
static sem_t came;
static atomic_int result;

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
    pgm_queue_init(&queue, 3);
}

static void teardown(void)
{
    pgm_queue_free(&queue);
    pgm_queue_free(&queue); /* twice is fine */
}

TestSuite(base_queue, .init = setup, .fini = teardown, .timeout = 20);

static void *push_one(void *item)
{
    result = pgm_queue_push(&queue, item) ? 1 : 2;
    sem_post(&came);
    return NULL;
}

static void *pop_one(void *expected)
{
    result = pgm_queue_pop(&queue) == expected ? 1 : 2;
    sem_post(&came);
    return NULL;
}

Test(base_queue, first_in_first_out)
{
    for (int round = 0; round < 5; round++) { /* the ring wraps */
        for (int i = 0; i < 3; i++)
            cr_assert(pgm_queue_push(&queue, &items[i + round]));
        for (int i = 0; i < 2; i++)
            cr_assert_eq(pgm_queue_pop(&queue), &items[i + round]);
        cr_assert(pgm_queue_push(&queue, &items[9]));
        cr_assert_eq(pgm_queue_try_pop(&queue), &items[2 + round]);
        cr_assert_eq(pgm_queue_try_pop(&queue), &items[9]);
        cr_assert_null(pgm_queue_try_pop(&queue));
    }
}

Test(base_queue, push_waits_while_full)
{
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        cr_assert(pgm_queue_push(&queue, &items[i]));
    pthread_create(&thread, NULL, push_one, &items[3]);
    cr_assert_not(comes(WATCH_MS));
    cr_assert_eq(pgm_queue_pop(&queue), &items[0]);
    cr_assert(comes(10000));
    cr_assert_eq(result, 1);
    pthread_join(thread, NULL);
    for (int i = 1; i < 4; i++)
        cr_assert_eq(pgm_queue_pop(&queue), &items[i]);
}

Test(base_queue, push_below_never_waits)
{
    cr_assert_not(pgm_queue_push_below(&queue, &items[0], 0));
    cr_assert(pgm_queue_push_below(&queue, &items[0], 1));
    cr_assert_not(pgm_queue_push_below(&queue, &items[1], 1));
    cr_assert(pgm_queue_push_below(&queue, &items[1], 9));
    cr_assert(pgm_queue_push_below(&queue, &items[2], 9));
    cr_assert_not(pgm_queue_push_below(&queue, &items[3], 9), "it is full");
    for (int i = 0; i < 3; i++)
        cr_assert_eq(pgm_queue_pop(&queue), &items[i]);
    pgm_queue_close(&queue);
    cr_assert_not(pgm_queue_push_below(&queue, &items[0], 9));
}

Test(base_queue, pop_waits_while_empty)
{
    pthread_t thread;
    pthread_create(&thread, NULL, pop_one, &items[7]);
    cr_assert_not(comes(WATCH_MS));
    cr_assert(pgm_queue_push(&queue, &items[7]));
    cr_assert(comes(10000));
    cr_assert_eq(result, 1);
    pthread_join(thread, NULL);
}

Test(base_queue, a_closed_queue_drains)
{
    cr_assert(pgm_queue_push(&queue, &items[0]));
    cr_assert(pgm_queue_push(&queue, &items[1]));
    pgm_queue_close(&queue);
    pgm_queue_close(&queue);
    cr_assert_not(pgm_queue_push(&queue, &items[2]), "the item stays the caller's");
    cr_assert_eq(pgm_queue_pop(&queue), &items[0]);
    cr_assert_eq(pgm_queue_try_pop(&queue), &items[1]);
    cr_assert_null(pgm_queue_pop(&queue));
    cr_assert_null(pgm_queue_try_pop(&queue));
}

Test(base_queue, closing_wakes_a_waiting_push)
{
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        cr_assert(pgm_queue_push(&queue, &items[i]));
    pthread_create(&thread, NULL, push_one, &items[3]);
    cr_assert_not(comes(WATCH_MS));
    pgm_queue_close(&queue);
    cr_assert(comes(10000));
    cr_assert_eq(result, 2, "not taken");
    pthread_join(thread, NULL);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(pgm_queue_pop(&queue), &items[i]);
    cr_assert_null(pgm_queue_pop(&queue));
}

Test(base_queue, closing_wakes_all_waiting_pops)
{
    pthread_t threads[5];
    for (int i = 0; i < 5; i++)
        pthread_create(&threads[i], NULL, pop_one, NULL);
    cr_assert_not(comes(WATCH_MS));
    pgm_queue_close(&queue);
    for (int i = 0; i < 5; i++)
        cr_assert(comes(10000));
    for (int i = 0; i < 5; i++)
        pthread_join(threads[i], NULL);
    cr_assert_eq(result, 1, "each got NULL");
}

static atomic_int taken[1000];

static void *push_part(void *argument)
{
    const int part = *(int *)argument;
    for (int i = part; i < 1000; i += 4)
        if (!pgm_queue_push(&queue, &items[i]))
            return NULL;
    return NULL;
}

static void *pop_all(void *argument)
{
    (void)argument;
    for (int *item; (item = pgm_queue_pop(&queue));)
        atomic_fetch_add(&taken[item - items], 1);
    return NULL;
}

Test(base_queue, many_threads)
{
    pthread_t producers[4], consumers[4];
    int parts[4] = {0, 1, 2, 3};
    for (int i = 0; i < 4; i++) {
        pthread_create(&producers[i], NULL, push_part, &parts[i]);
        pthread_create(&consumers[i], NULL, pop_all, NULL);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(producers[i], NULL);
    pgm_queue_close(&queue);
    for (int i = 0; i < 4; i++)
        pthread_join(consumers[i], NULL);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(taken[i], 1, "item %d was taken %d times", i, taken[i]);
}
