/*
 * cancel.h: the one way a run stops early. Anybody may pull it; every wait of the program watches
 * its descriptor, so nothing has to be polled.
 */
#ifndef PGM_CANCEL_H
#define PGM_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>

#include "status.h"

struct pgm_cancel {
    int event_fd;      /* readable for ever once pulled */
    atomic_int status; /* enum pgm_status of the first pull; PGM_OK before */
};

enum pgm_status pgm_cancel_init(struct pgm_cancel *cancel, struct pgm_error *error) PGM_MUST_CHECK;
void pgm_cancel_free(struct pgm_cancel *cancel);
/* Async-signal-safe and thread-safe; the first status stays. */
void pgm_cancel_pull(struct pgm_cancel *cancel, enum pgm_status status);
bool pgm_cancel_pulled(const struct pgm_cancel *cancel);
/* Records "interrupted" and returns the status of the pull (PGM_FAILED if nobody pulled). */
enum pgm_status pgm_cancel_fail(const struct pgm_cancel *cancel, struct pgm_error *error);

#endif
