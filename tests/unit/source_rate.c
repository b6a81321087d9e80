/* The token bucket that all streams share. */
#include <criterion/criterion.h>
#include <time.h>

#include "rate.h"

static struct pgm_cancel cancel;
static struct pgm_rate rate;

static void setup(void)
{
    cr_assert_eq(pgm_cancel_init(&cancel, NULL), PGM_OK);
}

static void teardown(void)
{
    pgm_rate_free(&rate);
    pgm_cancel_free(&cancel);
}

TestSuite(source_rate, .init = setup, .fini = teardown, .timeout = 30);

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

Test(source_rate, no_limit)
{
    const double started = now_s();
    pgm_rate_init(&rate, 0);
    for (int i = 0; i < 1000; i++)
        pgm_rate_pay(&rate, (size_t)1 << 40, &cancel);
    cr_assert_lt(now_s() - started, 5.0);
}

Test(source_rate, bytes_are_paid_for_in_time)
{
    const double started = now_s();
    pgm_rate_init(&rate, 10 << 20);
    for (int i = 0; i < 10; i++)
        pgm_rate_pay(&rate, 1 << 20, &cancel);
    cr_assert_geq(now_s() - started, 0.85, "1 s, less the burst that is allowed");
}

Test(source_rate, a_pause_saves_nothing_up)
{
    pgm_rate_init(&rate, 10 << 20);
    rate.due_ns -= (int64_t)3600 * 1000000000; /* nothing was read for an hour */
    const double started = now_s();
    pgm_rate_pay(&rate, 5 << 20, &cancel);
    cr_assert_geq(now_s() - started, 0.35);
}

Test(source_rate, the_cancel_ends_a_wait)
{
    pgm_rate_init(&rate, 1);
    pgm_cancel_pull(&cancel, PGM_INTERRUPTED);
    pgm_rate_pay(&rate, (size_t)1 << 30, &cancel); /* 34 years */
}
