/*
 * status.h: what a fallible function returns, and the one record of what went wrong.
 *
 * A status is also the process's exit code. The function that meets a fault records it once with
 * pgm_fail(); everything above forwards the status with PGM_TRY. The first record wins, so that a
 * failure during the clean-up cannot hide its cause.
 *
 * No message may hold a value of a row, a password or a key. Names of tables, columns, files and
 * SQLSTATEs are allowed.
 */
#ifndef PGM_STATUS_H
#define PGM_STATUS_H

#include <stdbool.h>
#include <stddef.h>

enum pgm_status {
    PGM_OK = 0,           /* done */
    PGM_FAILED = 1,       /* while running: connection lost, disk full, ... */
    PGM_BAD_USAGE = 2,    /* wrong usage, or rules that cannot be read */
    PGM_UNFIT = 3,        /* the rules do not cover or do not fit this database */
    PGM_CHECK_FAILED = 4, /* a check of the new database failed */
    PGM_INTERRUPTED = 130,
    PGM_TERMINATED = 143,
};

#define PGM_MUST_CHECK __attribute__((warn_unused_result))
#define PGM_PRINTF(format_index, first_index)                                                      \
    __attribute__((format(printf, format_index, first_index)))

struct pgm_error {
    enum pgm_status status; /* PGM_OK: nothing recorded yet */
    bool interrupted;       /* only an echo of a pulled cancel: its cause is recorded elsewhere */
    char message[1536];     /* what happened, one or more lines, no trailing newline */
    char hint[768];         /* what to do next; may be empty */
};

/* Records a fault unless one is recorded already. Returns `status`, so that a function can end with
 * `return pgm_fail(...)`. `error` may be NULL: then only the status is passed on. */
enum pgm_status pgm_fail(struct pgm_error *error, enum pgm_status status, const char *format, ...)
    PGM_PRINTF(3, 4);

/* Adds the next step for the user to the recorded fault, unless it has one. */
void pgm_hint(struct pgm_error *error, const char *format, ...) PGM_PRINTF(2, 3);

/* pgm_fail with strerror(errno_value) behind the message. */
enum pgm_status pgm_fail_errno(struct pgm_error *error, int errno_value, const char *format, ...)
    PGM_PRINTF(3, 4);

/* Out of memory is one message everywhere. */
enum pgm_status pgm_fail_memory(struct pgm_error *error);

/* Forwards a failure at once. */
#define PGM_TRY(call)                                                                              \
    do {                                                                                           \
        const enum pgm_status pgm_try_status = (call);                                             \
        if (pgm_try_status != PGM_OK)                                                              \
            return pgm_try_status;                                                                 \
    } while (0)

/* Forwards a failure through the function's one exit: needs `status` and the label `out`. */
#define PGM_TRY_OUT(call)                                                                          \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != PGM_OK)                                                                      \
            goto out;                                                                              \
    } while (0)

#endif
