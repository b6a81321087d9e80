/* rate.c: each payment moves the due time; a payer waits for it on the cancel's descriptor. */
#include "rate.h"

#include <poll.h>
#include <time.h>

#define SECOND_NS ((int64_t)1000000000)
/* Unused time is not saved up: after a pause the limit holds at once. */
#define BURST_NS (SECOND_NS / 10)

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

void pgm_rate_init(struct pgm_rate *rate, uint64_t bytes_per_s)
{
    *rate = (struct pgm_rate){.bytes_per_s = bytes_per_s};
    pthread_mutex_init(&rate->mutex, NULL);
}

void pgm_rate_free(struct pgm_rate *rate)
{
    pthread_mutex_destroy(&rate->mutex);
}

void pgm_rate_pay(struct pgm_rate *rate, size_t bytes, const struct pgm_cancel *cancel)
{
    if (rate->bytes_per_s == 0)
        return;
    const int64_t now = now_ns();
    pthread_mutex_lock(&rate->mutex);
    if (rate->due_ns < now - BURST_NS)
        rate->due_ns = now - BURST_NS;
    rate->due_ns += (int64_t)((double)bytes / (double)rate->bytes_per_s * (double)SECOND_NS);
    const int64_t wait_ns = rate->due_ns - now;
    pthread_mutex_unlock(&rate->mutex);
    if (wait_ns <= 0)
        return;
    struct pollfd fd = {.fd = cancel->event_fd, .events = POLLIN};
    const struct timespec timeout = {wait_ns / SECOND_NS, (long)(wait_ns % SECOND_NS)};
    (void)ppoll(&fd, 1, &timeout, NULL);
}
