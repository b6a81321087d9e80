/* hold.c: see the header. */
#include "hold.h"

#include <errno.h>
#include <poll.h>

#include "result.h"
#include "snapshot.h"

static enum pgm_status wait_end(struct pgm_pg *leader, struct pgm_cancel *cancel, int hold_s,
                                struct pgm_error *error)
{
    struct pollfd fds[2] = {{.fd = PQsocket(leader->conn), .events = POLLIN},
                            {.fd = cancel->event_fd, .events = POLLIN}};
    const int64_t end_ms = pgm_result_now_ms() + (int64_t)hold_s * 1000;
    for (;;) {
        const int64_t left_ms = end_ms - pgm_result_now_ms();
        if (hold_s > 0 && left_ms <= 0)
            return PGM_OK;
        const int wait_ms = left_ms < INT32_MAX ? (int)left_ms : INT32_MAX;
        const int ready = poll(fds, 2, hold_s > 0 ? wait_ms : -1);
        if (pgm_cancel_pulled(cancel))
            return PGM_OK;
        if (ready < 0 && errno != EINTR)
            return pgm_fail_errno(error, errno, "cannot wait");
        /* An idle session is told of changed settings, and of its end. */
        if (ready > 0 && (!PQconsumeInput(leader->conn) || PQstatus(leader->conn) != CONNECTION_OK))
            return pgm_fail(error, PGM_FAILED,
                            "the server ended the session: the snapshot is gone");
    }
}

enum pgm_status pgm_hold(const struct pgm_hold_options *options, struct pgm_cancel *cancel,
                         void (*show)(const char *id, const char *lsn), struct pgm_error *error)
{
    struct pgm_snapshot snapshot;
    PGM_TRY(pgm_snapshot_take(&snapshot, &options->source, cancel, options->lock_wait_timeout_ms,
                              NULL, error));
    show(snapshot.id, snapshot.lsn);
    const enum pgm_status status = wait_end(&snapshot.leader, cancel, options->hold_s, error);
    pgm_snapshot_release(&snapshot);
    return status;
}
