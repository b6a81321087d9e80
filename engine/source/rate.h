/* rate.h: a token bucket shared by all streams, so that a production server is read no faster than it
 * was allowed. */
#ifndef PGM_RATE_H
#define PGM_RATE_H

#include <pthread.h>
#include <stdint.h>

#include "cancel.h"

struct pgm_rate {
    pthread_mutex_t mutex;
    uint64_t bytes_per_s; /* 0: no limit */
    int64_t due_ns;       /* when the bytes taken so far are paid for */
};

void pgm_rate_init(struct pgm_rate *rate, uint64_t bytes_per_s);
/* Accounts for bytes read, and waits until they are paid for or the cancel is pulled. */
void pgm_rate_pay(struct pgm_rate *rate, size_t bytes, const struct pgm_cancel *cancel);
void pgm_rate_free(struct pgm_rate *rate);

#endif
