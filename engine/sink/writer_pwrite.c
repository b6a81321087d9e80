/* writer_pwrite.c: the backend that works everywhere: each request is done by the thread that hands
 * it in, before submit returns. */
#include <errno.h>
#include <unistd.h>

#include "writer_internal.h"

static ssize_t perform(const struct pgm_writer *writer, const struct pgm_op *op)
{
    const ssize_t result =
        op->kind == PGM_OP_SYNC
            ? fsync(op->file->fd)
            : pwrite(op->file->fd, op->data, pgm_op_ask(writer, op), (off_t)op->offset);
    return result < 0 ? -errno : result;
}

static void submit(struct pgm_writer *writer, struct pgm_op *op)
{
    while (op)
        op = pgm_op_answered(writer, op, perform(writer, op));
}

static void stop(struct pgm_writer *writer)
{
    (void)writer;
}

const struct pgm_io_backend pgm_pwrite_backend = {.submit = submit, .stop = stop};
