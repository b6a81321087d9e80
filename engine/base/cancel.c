/* cancel.c: an atomic status and an eventfd that stays readable. */
#include "cancel.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum pgm_status pgm_cancel_init(struct pgm_cancel *cancel, struct pgm_error *error)
{
    atomic_init(&cancel->status, PGM_OK);
    cancel->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (cancel->event_fd < 0)
        return pgm_fail_errno(error, errno, "cannot make an event descriptor");
    return PGM_OK;
}

void pgm_cancel_free(struct pgm_cancel *cancel)
{
    if (cancel->event_fd >= 0)
        close(cancel->event_fd);
    cancel->event_fd = -1;
}

void pgm_cancel_pull(struct pgm_cancel *cancel, enum pgm_status status)
{
    const int errno_before = errno; /* this may run inside a signal handler */
    int expected = PGM_OK;
    atomic_compare_exchange_strong(&cancel->status, &expected, (int)status);
    const uint64_t one = 1;
    const ssize_t written = write(cancel->event_fd, &one, sizeof one);
    (void)written; /* full means: already readable */
    errno = errno_before;
}

bool pgm_cancel_pulled(const struct pgm_cancel *cancel)
{
    return atomic_load(&cancel->status) != PGM_OK;
}

enum pgm_status pgm_cancel_fail(const struct pgm_cancel *cancel, struct pgm_error *error)
{
    const int pulled = cancel ? atomic_load(&cancel->status) : PGM_OK;
    if (error && error->status == PGM_OK)
        error->interrupted = true;
    return pgm_fail(error, pulled == PGM_OK ? PGM_FAILED : (enum pgm_status)pulled, "interrupted");
}
