/*
 * writer_op.c: what follows from the kernel's answer, for both backends.
 *
 *   write ──short, busy──> the rest again
 *     └─ last of a finished file ──> cut to length ──> fsync ──> close
 *
 * After a failure nothing is handed in again; what is in flight is awaited, files are closed as
 * they are.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "writer_internal.h"

static void fail_locked(struct pgm_writer *writer, int errno_value, const char *what,
                        const char *file_name)
{
    if (writer->failed)
        return;
    pgm_fail_errno(&writer->error, errno_value, "cannot %s \"%s\"", what, file_name);
    if (errno_value == ENOSPC || errno_value == EDQUOT)
        pgm_hint(&writer->error, "free some space there, or write to another folder");
    writer->failed = true;
    if (writer->cancel)
        pgm_cancel_pull(writer->cancel, PGM_FAILED);
    pthread_cond_broadcast(&writer->stage_freed);
    pthread_cond_broadcast(&writer->settled);
}

void pgm_writer_fail(struct pgm_writer *writer, int errno_value, const char *what,
                     const char *file_name)
{
    pthread_mutex_lock(&writer->mutex);
    fail_locked(writer, errno_value, what, file_name);
    pthread_mutex_unlock(&writer->mutex);
}

enum pgm_status pgm_writer_failure(struct pgm_writer *writer, struct pgm_error *error)
{
    pthread_mutex_lock(&writer->mutex);
    if (error && error->status == PGM_OK)
        *error = writer->error;
    pthread_mutex_unlock(&writer->mutex);
    return PGM_FAILED;
}

size_t pgm_op_ask(const struct pgm_writer *writer, const struct pgm_op *op)
{
    if (!writer->faults.ask || op->kind != PGM_OP_WRITE)
        return op->bytes;
    return writer->faults.ask(writer->faults.context, op, op->bytes);
}

/* What a file system or a short write makes impossible under O_DIRECT goes the buffered way. */
static void leave_direct(struct pgm_op *op)
{
    const int flags = fcntl(op->file->fd, F_GETFL);
    if (flags >= 0)
        (void)fcntl(op->file->fd, F_SETFL, flags & ~O_DIRECT);
    op->file->direct = false;
    op->direct = false; /* a second EINVAL is a failure */
}

/* Moves a write on. True: something is left to do. */
static bool advance(struct pgm_op *op, size_t written)
{
    op->data += written;
    op->bytes -= written;
    op->offset += written;
    return op->bytes > 0;
}

/* EAGAIN and EINTR ask for another try. ECANCELED comes when the thread that submitted has ended
 * before its request was begun (the kernel's workers are the submitter's). */
static bool is_passing(int errno_value)
{
    return errno_value == EAGAIN || errno_value == EINTR || errno_value == ECANCELED;
}

/* True: hand it in again. */
static bool judge_locked(struct pgm_writer *writer, struct pgm_op *op, ssize_t result)
{
    struct pgm_file *file = op->file;
    if (op->kind == PGM_OP_SYNC) {
        if (result < 0 && is_passing((int)-result))
            return !writer->failed;
        if (result < 0)
            fail_locked(writer, (int)-result, "flush", file->name);
        return false;
    }
    if (result >= 0 && (size_t)result == op->bytes)
        return false;
    if (result > 0) {
        /* The rest may begin off the alignment that O_DIRECT wants: then EINVAL comes next. */
        return advance(op, (size_t)result) && !writer->failed;
    }
    if (is_passing((int)-result))
        return !writer->failed;
    if (result == -EINVAL && op->direct) {
        leave_direct(op);
        return !writer->failed;
    }
    fail_locked(writer, result == 0 ? EIO : (int)-result, "write", file->name);
    return false;
}

static void close_file(struct pgm_file *file)
{
    struct pgm_writer *writer = file->writer;
    const int closed = close(file->fd);
    const int errno_value = errno; /* Linux has closed it after EINTR too */
    pthread_mutex_lock(&writer->mutex);
    if (closed != 0 && errno_value != EINTR)
        fail_locked(writer, errno_value, "close", file->name);
    if (file->previous)
        file->previous->next = file->next;
    else
        writer->files = file->next;
    if (file->next)
        file->next->previous = file->previous;
    writer->closing_count--;
    pthread_cond_broadcast(&writer->settled);
    pthread_mutex_unlock(&writer->mutex);
    pthread_mutex_destroy(&file->mutex);
    free(file->name);
    free(file);
}

struct pgm_op *pgm_file_complete(struct pgm_file *file)
{
    struct pgm_writer *writer = file->writer;
    if (!writer->failed && file->padded && ftruncate(file->fd, (off_t)file->length) != 0)
        pgm_writer_fail(writer, errno, "cut", file->name);
    pthread_mutex_lock(&writer->mutex);
    const bool failed = writer->failed;
    if (!failed)
        writer->ops_in_flight++;
    pthread_mutex_unlock(&writer->mutex);
    if (failed) {
        close_file(file);
        return NULL;
    }
    file->sync = (struct pgm_op){.kind = PGM_OP_SYNC, .file = file};
    return &file->sync;
}

struct pgm_op *pgm_op_answered(struct pgm_writer *writer, struct pgm_op *op, ssize_t result)
{
    pthread_mutex_lock(&writer->mutex);
    if (writer->faults.answer)
        result = writer->faults.answer(writer->faults.context, op, result);
    if (judge_locked(writer, op, result)) {
        pthread_mutex_unlock(&writer->mutex);
        return op;
    }
    struct pgm_file *file = op->file;
    const bool synced = op->kind == PGM_OP_SYNC;
    if (!synced) {
        file->writes_in_flight--;
        pgm_stage_put_locked(writer, op->stage); /* gives the op away */
    }
    const bool complete = !synced && file->finished && file->writes_in_flight == 0;
    if (--writer->ops_in_flight == 0)
        pthread_cond_broadcast(&writer->settled);
    pthread_mutex_unlock(&writer->mutex);
    if (complete)
        return pgm_file_complete(file);
    if (synced)
        close_file(file);
    return NULL;
}
