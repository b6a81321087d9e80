/*
 * pg_wait.c: waiting without hanging.
 *
 *   poll(socket, cancel) ── ready ──────────────> go on
 *            │  └────────── cancel pulled ──────> its status
 *            └─ silent for PGM_SILENCE_MS ─ ping ─ answer ─> wait on
 *                                              └── none ───> the server is gone
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "limits.h"
#include "pg.h"
#include "pg_internal.h"

bool pgm_pg_alive(const struct pgm_pg *pg, int timeout_ms)
{
    /* PQping needs no valid login: any answer of the postmaster counts. Its own timeout bounds it;
     * libpq rounds below 2 s up to 2. */
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%d", (timeout_ms + 999) / 1000);
    struct pgm_pg_parameters parameters;
    pgm_pg_parameters_init(&parameters, pg->options);
    if (pg->conn) {
        pgm_pg_parameters_add(&parameters, "host", PQhost(pg->conn));
        pgm_pg_parameters_add(&parameters, "port", PQport(pg->conn));
    }
    pgm_pg_parameters_add(&parameters, "connect_timeout", seconds);
    const PGPing answer = PQpingParams(parameters.names, parameters.values, 1);
    return answer == PQPING_OK || answer == PQPING_REJECT;
}

static enum pgm_status silent(struct pgm_pg *pg, struct pgm_error *error)
{
    pg->silent_ms += PGM_SILENCE_MS;
    const int limit_ms = pg->options->stall_timeout_ms;
    if (limit_ms > 0 && pg->silent_ms >= limit_ms)
        return pgm_fail(error, PGM_FAILED, "the server sent nothing for %d s",
                        pg->silent_ms / 1000);
    if (!pgm_pg_alive(pg, PGM_PROBE_TIMEOUT_MS)) {
        pg->unreachable = true;
        const enum pgm_status status =
            pgm_fail(error, PGM_FAILED, "the server does not answer any more");
        pgm_hint(error, "it is frozen, stopped or cut off; run again once it answers");
        return status;
    }
    return PGM_OK;
}

enum pgm_status pgm_pg_wait(struct pgm_pg *pg, short events, struct pgm_error *error)
{
    struct pollfd fds[2] = {{.fd = PQsocket(pg->conn), .events = events},
                            {.fd = pg->cancel ? pg->cancel->event_fd : -1, .events = POLLIN}};
    for (;;) {
        const int ready = poll(fds, 2, PGM_SILENCE_MS);
        if (ready < 0 && errno != EINTR)
            return pgm_fail_errno(error, errno, "cannot wait for the server");
        if (pg->cancel && pgm_cancel_pulled(pg->cancel))
            return pgm_cancel_fail(pg->cancel, error);
        if (ready > 0)
            break;
        if (ready == 0)
            PGM_TRY(silent(pg, error));
    }
    pg->silent_ms = 0;
    return PGM_OK;
}

/* A cancel request in flight; whoever comes last, the thread or its waiter, frees it. */
struct cancel_request {
    pthread_mutex_t mutex;
    pthread_cond_t finished;
    PGcancel *cancel;
    bool done, abandoned;
};

static void request_free(struct cancel_request *request)
{
    PQfreeCancel(request->cancel);
    pthread_cond_destroy(&request->finished);
    pthread_mutex_destroy(&request->mutex);
    free(request);
}

static void *request_run(void *argument)
{
    struct cancel_request *request = argument;
    char ignored[256];
    (void)PQcancel(request->cancel, ignored, sizeof ignored);
    pthread_mutex_lock(&request->mutex);
    request->done = true;
    const bool mine = request->abandoned;
    pthread_cond_signal(&request->finished);
    pthread_mutex_unlock(&request->mutex);
    if (mine)
        request_free(request);
    return NULL;
}

static void request_wait(struct cancel_request *request, int timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&request->mutex);
    while (!request->done)
        if (pthread_cond_timedwait(&request->finished, &request->mutex, &until) == ETIMEDOUT)
            break;
    const bool mine = request->done;
    request->abandoned = !mine;
    pthread_mutex_unlock(&request->mutex);
    if (mine)
        request_free(request);
}

void pgm_pg_cancel(struct pgm_pg *pg, int timeout_ms)
{
    struct cancel_request *request = pg->conn ? calloc(1, sizeof *request) : NULL;
    if (!request)
        return;
    pthread_mutex_init(&request->mutex, NULL);
    pthread_cond_init(&request->finished, NULL);
    request->cancel = PQgetCancel(pg->conn);
    pthread_t thread;
    if (!request->cancel || pthread_create(&thread, NULL, request_run, request) != 0) {
        request_free(request);
        return;
    }
    pthread_detach(thread);
    request_wait(request, timeout_ms);
}
