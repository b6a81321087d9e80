/*
 * writer_uring.c: the backend over io_uring.
 *
 *   any thread ──mutex──> submission queue ──> kernel ──> completion queue ──> reaper thread
 *
 * Whoever has a request submits it; one thread waits for the answers, without timeouts, and submits
 * what follows from them. It ends with the answer to a NOP that carries the stop mark.
 */
#include <errno.h>
#include <liburing.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "writer_internal.h"

/* Each request is submitted at once, so the submission queue holds one. Completions never overflow:
 * at most a request for each stage and each closing file is in flight. 1,024 take 16 KiB. */
#define SUBMISSIONS 8
#define COMPLETIONS 1024

struct pgm_ring {
    struct io_uring uring;
    pthread_mutex_t mutex; /* guards the submission queue */
    pthread_t reaper;
    struct pgm_writer *writer;
    bool registered;
};

/* Marks in place of a request's address. */
static char stop_mark, void_mark;

static void prepare(const struct pgm_ring *ring, struct io_uring_sqe *sqe, const struct pgm_op *op)
{
    const int fd = op->file->fd;
    if (op->kind == PGM_OP_SYNC) {
        io_uring_prep_fsync(sqe, fd, 0);
        return;
    }
    const unsigned bytes = (unsigned)pgm_op_ask(ring->writer, op);
    if (ring->registered && !op->stage->extra)
        io_uring_prep_write_fixed(sqe, fd, op->data, bytes, op->offset, 0);
    else
        io_uring_prep_write(sqe, fd, op->data, bytes, op->offset);
}

/* EAGAIN and EINTR: the kernel took nothing, for want of memory or by a signal. */
static int submit_all(struct io_uring *uring)
{
    int submitted;
    do
        submitted = io_uring_submit(uring);
    while (submitted == -EAGAIN || submitted == -EINTR);
    return submitted < 0 ? submitted : 0;
}

/* A request with a NULL op is the NOP that stops the reaper. */
static int enqueue(struct pgm_ring *ring, struct pgm_op *op)
{
    pthread_mutex_lock(&ring->mutex);
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->uring);
    int result = -EBUSY;
    if (sqe) {
        if (op)
            prepare(ring, sqe, op);
        else
            io_uring_prep_nop(sqe);
        io_uring_sqe_set_data(sqe, op ? (void *)op : &stop_mark);
        result = submit_all(&ring->uring);
        if (result < 0) { /* still in the queue: it must not reach the kernel later */
            io_uring_prep_nop(sqe);
            io_uring_sqe_set_data(sqe, &void_mark);
        }
    }
    pthread_mutex_unlock(&ring->mutex);
    return result;
}

static void submit(struct pgm_writer *writer, struct pgm_op *op)
{
    while (op) {
        const int result = enqueue(writer->ring, op);
        if (result == 0)
            return;
        op = pgm_op_answered(writer, op, result);
    }
}

static void *reap(void *argument)
{
    struct pgm_ring *ring = argument;
    for (;;) {
        struct io_uring_cqe *cqe;
        const int waited = io_uring_wait_cqe(&ring->uring, &cqe);
        if (waited == -EINTR || waited == -EAGAIN)
            continue;
        if (waited < 0) /* never; with buffers in the kernel's hands there is no way on */
            abort();
        void *data = io_uring_cqe_get_data(cqe);
        const int result = cqe->res;
        io_uring_cqe_seen(&ring->uring, cqe);
        if (data == &stop_mark)
            return NULL;
        /* The submitter's last look at the request was under this mutex. The kernel orders it
         * before the answer; taking it says so to C's memory model. */
        pthread_mutex_lock(&ring->mutex);
        pthread_mutex_unlock(&ring->mutex);
        if (data != &void_mark)
            submit(ring->writer, pgm_op_answered(ring->writer, data, result));
    }
}

static void stop(struct pgm_writer *writer)
{
    struct pgm_ring *ring = writer->ring;
    if (enqueue(ring, NULL) != 0)
        abort(); /* see above */
    pthread_join(ring->reaper, NULL);
    io_uring_queue_exit(&ring->uring);
    pthread_mutex_destroy(&ring->mutex);
    free(ring);
    writer->ring = NULL;
}

const struct pgm_io_backend pgm_uring_backend = {.submit = submit, .stop = stop};

static bool refuse(char *reason, size_t reason_bytes, int errno_value, const char *what)
{
    static const struct {
        int errno_value;
        const char *likely;
    } causes[] = {
        {EPERM, "; a seccomp filter, a container or kernel.io_uring_disabled forbids it"},
        {EACCES, "; a security module forbids it"},
        {ENOSYS, "; the kernel or the container has none"},
        {ENOMEM, "; the limit on locked memory is too low (ulimit -l)"},
    };
    const char *likely = "";
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
        if (causes[i].errno_value == errno_value)
            likely = causes[i].likely;
    char text[128];
    snprintf(reason, reason_bytes, "%s: %s%s", what, strerror_r(errno_value, text, sizeof text),
             likely);
    return false;
}

static int register_slab(struct pgm_ring *ring)
{
    const struct pgm_stage_pool *pool = &ring->writer->pool;
    const struct iovec slab = {.iov_base = pool->slab, .iov_len = pool->slab_bytes};
    const int result = io_uring_register_buffers(&ring->uring, &slab, 1);
    ring->registered = result == 0;
    return result;
}

/* Writes one aligned piece the way files will be written. */
static int try_write(struct pgm_ring *ring, int fd)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->uring);
    const uint8_t *data = ring->writer->pool.slab;
    if (!sqe)
        return -EBUSY;
    if (ring->registered)
        io_uring_prep_write_fixed(sqe, fd, data, PGM_IO_ALIGNMENT, 0, 0);
    else
        io_uring_prep_write(sqe, fd, data, PGM_IO_ALIGNMENT, 0);
    const int result = submit_all(&ring->uring);
    if (result < 0)
        return result;
    struct io_uring_cqe *cqe;
    int waited;
    do
        waited = io_uring_wait_cqe(&ring->uring, &cqe);
    while (waited == -EINTR);
    if (waited < 0)
        return waited;
    const int written = cqe->res;
    io_uring_cqe_seen(&ring->uring, cqe);
    return written < 0 ? written : 0;
}

/* Signals are for the threads that expect them. */
static int start_reaper(struct pgm_ring *ring)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int result = pthread_create(&ring->reaper, NULL, reap, ring);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return -result;
}

bool pgm_uring_start(struct pgm_writer *writer, int probe_fd, const char **buffers, char *reason,
                     size_t reason_bytes)
{
    struct pgm_ring *ring = calloc(1, sizeof *ring);
    if (!ring)
        return refuse(reason, reason_bytes, ENOMEM, "io_uring cannot be set up");
    ring->writer = writer;
    struct io_uring_params params = {.flags = IORING_SETUP_CQSIZE, .cq_entries = COMPLETIONS};
    int result = io_uring_queue_init_params(SUBMISSIONS, &ring->uring, &params);
    if (result < 0) {
        free(ring);
        return refuse(reason, reason_bytes, -result, "io_uring is refused here");
    }
    const int registered = register_slab(ring);
    *buffers = registered == 0         ? "registered buffers"
               : registered == -ENOMEM ? "plain buffers (the limit on locked memory is too low)"
                                       : "plain buffers (registering them is refused)";
    const char *what = "io_uring cannot write here";
    result = try_write(ring, probe_fd);
    if (result == 0) {
        pthread_mutex_init(&ring->mutex, NULL);
        what = "the io_uring thread cannot be started";
        result = start_reaper(ring);
        if (result == 0) {
            writer->ring = ring;
            writer->backend = &pgm_uring_backend;
            return true;
        }
        pthread_mutex_destroy(&ring->mutex);
    }
    io_uring_queue_exit(&ring->uring);
    free(ring);
    return refuse(reason, reason_bytes, -result, what);
}
