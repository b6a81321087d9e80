/* The one way a run stops early. */
#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include "cancel.h"

static struct pgm_cancel cancel;

static bool readable(void)
{
    struct pollfd fd = {.fd = cancel.event_fd, .events = POLLIN};
    return poll(&fd, 1, 0) == 1 && (fd.revents & POLLIN);
}

static void setup(void)
{
    cr_assert_eq(pgm_cancel_init(&cancel, NULL), PGM_OK);
}

static void teardown(void)
{
    pgm_cancel_free(&cancel);
    pgm_cancel_free(&cancel); /* twice is fine */
}

TestSuite(base_cancel, .init = setup, .fini = teardown);

Test(base_cancel, the_first_pull_stays)
{
    cr_assert_not(pgm_cancel_pulled(&cancel));
    cr_assert_not(readable());
    pgm_cancel_pull(&cancel, PGM_TERMINATED);
    pgm_cancel_pull(&cancel, PGM_FAILED);
    cr_assert(pgm_cancel_pulled(&cancel));
    cr_assert_eq(atomic_load(&cancel.status), PGM_TERMINATED);
    for (int i = 0; i < 3; i++)
        cr_assert(readable(), "nobody takes the event away");
}

Test(base_cancel, any_number_of_pulls)
{
    for (int i = 0; i < 100000; i++)
        pgm_cancel_pull(&cancel, PGM_INTERRUPTED);
    cr_assert(readable());
}

Test(base_cancel, what_is_recorded)
{
    struct pgm_error error = {0};
    pgm_cancel_pull(&cancel, PGM_INTERRUPTED);
    cr_assert_eq(pgm_cancel_fail(&cancel, &error), PGM_INTERRUPTED);
    cr_assert_eq(error.status, PGM_INTERRUPTED);
    cr_assert(error.interrupted);
    cr_assert_str_eq(error.message, "interrupted");
}

Test(base_cancel, a_cause_is_not_covered_by_its_echo)
{
    struct pgm_error error = {0};
    pgm_cancel_pull(&cancel, PGM_FAILED);
    cr_assert_eq(pgm_fail(&error, PGM_FAILED, "disk full"), PGM_FAILED);
    cr_assert_eq(pgm_cancel_fail(&cancel, &error), PGM_FAILED);
    cr_assert_not(error.interrupted);
    cr_assert_str_eq(error.message, "disk full");
}

Test(base_cancel, where_nobody_pulled)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_cancel_fail(&cancel, &error), PGM_FAILED);
    cr_assert_eq(pgm_cancel_fail(NULL, &error), PGM_FAILED);
    cr_assert_eq(pgm_cancel_fail(&cancel, NULL), PGM_FAILED);
}

static void on_signal(int number)
{
    (void)number;
    pgm_cancel_pull(&cancel, PGM_INTERRUPTED);
}

Test(base_cancel, inside_a_signal_handler)
{
    signal(SIGUSR1, on_signal);
    errno = ENOENT;
    raise(SIGUSR1);
    cr_assert_eq(errno, ENOENT, "a handler leaves errno alone");
    cr_assert(pgm_cancel_pulled(&cancel) && readable());
}

static void *wait_for_pull(void *argument)
{
    struct pollfd fd = {.fd = cancel.event_fd, .events = POLLIN};
    (void)argument;
    return poll(&fd, 1, 10000) == 1 ? &cancel : NULL;
}

Test(base_cancel, wakes_every_waiter)
{
    pthread_t waiters[8];
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&waiters[i], NULL, wait_for_pull, NULL), 0);
    pgm_cancel_pull(&cancel, PGM_FAILED);
    for (int i = 0; i < 8; i++) {
        void *woken;
        pthread_join(waiters[i], &woken);
        cr_assert_not_null(woken);
    }
}
