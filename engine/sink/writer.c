/*
 * writer.c: files that grow at their end under many hands. The drawing is in writer.h.
 *
 *   0               PGM_STAGE_BYTES                     offset in the file
 *   |  full stage   |  full stage   |  tail ...       stages are written as they fill, in any order
 *
 * A file is opened through the page cache and goes over to O_DIRECT with its first full stage: one
 * that never fills a stage is written in one buffered piece, without padding and cutting.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"
#include "writer_internal.h"

enum pgm_status pgm_writer_new(struct pgm_writer **writer, int directory_fd, enum pgm_io io,
                               size_t open_files, struct pgm_cancel *cancel,
                               struct pgm_error *error)
{
    struct pgm_writer *made = calloc(1, sizeof *made);
    *writer = NULL;
    if (!made)
        return pgm_fail_memory(error);
    made->directory_fd = directory_fd;
    made->cancel = cancel;
    made->open_expected = open_files;
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->stage_freed, NULL);
    pthread_cond_init(&made->settled, NULL);
    enum pgm_status status = pgm_stage_pool_init(&made->pool, open_files + PGM_IO_DEPTH, error);
    if (status == PGM_OK)
        status = pgm_writer_probe(made, io, error);
    if (status != PGM_OK) {
        pgm_writer_free(made);
        return status;
    }
    *writer = made;
    return PGM_OK;
}

const char *pgm_writer_description(const struct pgm_writer *writer)
{
    return writer->description;
}

/* Enters a file among the open ones and sees to it that a stage exists for it. */
static enum pgm_status file_enter(struct pgm_file *file, struct pgm_error *error)
{
    struct pgm_writer *writer = file->writer;
    pthread_mutex_lock(&writer->mutex);
    writer->open_count++;
    const enum pgm_status status = pgm_stage_extend_locked(writer, error);
    if (status == PGM_OK) {
        file->next = writer->files;
        if (file->next)
            file->next->previous = file;
        writer->files = file;
    } else {
        writer->open_count--;
    }
    pthread_mutex_unlock(&writer->mutex);
    return status;
}

static void file_free(struct pgm_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    pthread_mutex_destroy(&file->mutex);
    free(file->name);
    free(file);
}

enum pgm_status pgm_file_open(struct pgm_writer *writer, const char *name, struct pgm_file **file,
                              struct pgm_error *error)
{
    *file = NULL;
    if (writer->failed)
        return pgm_writer_failure(writer, error);
    struct pgm_file *made = calloc(1, sizeof *made);
    if (!made)
        return pgm_fail_memory(error);
    made->writer = writer;
    made->fd = -1;
    made->name = strdup(name);
    pthread_mutex_init(&made->mutex, NULL);
    enum pgm_status status = made->name ? PGM_OK : pgm_fail_memory(error);
    if (status == PGM_OK) {
        made->fd =
            openat(writer->directory_fd, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        status = made->fd >= 0 ? file_enter(made, error)
                               : pgm_fail_errno(error, errno, "cannot create \"%s\"", name);
    }
    if (status != PGM_OK) {
        file_free(made);
        return status;
    }
    *file = made;
    return PGM_OK;
}

/* With the first full stage, before any write of the file is in flight. */
static void try_direct(struct pgm_file *file)
{
    if (file->direct_tried || !file->writer->direct)
        return;
    file->direct_tried = true;
    const int flags = fcntl(file->fd, F_GETFL);
    const bool direct = flags >= 0 && fcntl(file->fd, F_SETFL, flags | O_DIRECT) == 0;
    pthread_mutex_lock(&file->writer->mutex);
    file->direct = direct;
    pthread_mutex_unlock(&file->writer->mutex);
}

/* Hands the tail in. A last tail of a direct file is padded; it will be cut off again. */
static void submit_tail(struct pgm_file *file)
{
    struct pgm_writer *writer = file->writer;
    struct pgm_stage *stage = file->tail;
    const size_t over = stage->bytes % PGM_IO_ALIGNMENT;
    const uint64_t offset = file->length - stage->bytes;
    file->tail = NULL;
    pthread_mutex_lock(&writer->mutex);
    if (over && file->direct) {
        memset(stage->data + stage->bytes, 0, PGM_IO_ALIGNMENT - over);
        stage->bytes += PGM_IO_ALIGNMENT - over;
        file->padded = true;
    }
    stage->op = (struct pgm_op){.kind = PGM_OP_WRITE,
                                .file = file,
                                .stage = stage,
                                .data = stage->data,
                                .bytes = stage->bytes,
                                .offset = offset,
                                .direct = file->direct};
    file->writes_in_flight++;
    writer->ops_in_flight++;
    pthread_mutex_unlock(&writer->mutex);
    writer->backend->submit(writer, &stage->op);
}

enum pgm_status pgm_file_append_locked(struct pgm_file *file, const void *data, size_t bytes,
                                       struct pgm_error *error)
{
    struct pgm_writer *writer = file->writer;
    const uint8_t *from = data;
    while (bytes > 0 && !writer->failed) {
        if (!file->tail)
            PGM_TRY(pgm_stage_take(writer, &file->tail, error));
        struct pgm_stage *tail = file->tail;
        const size_t room = PGM_STAGE_BYTES - tail->bytes;
        const size_t piece = bytes < room ? bytes : room;
        memcpy(tail->data + tail->bytes, from, piece);
        tail->bytes += piece;
        file->length += piece;
        from += piece;
        bytes -= piece;
        if (piece == room) {
            try_direct(file);
            submit_tail(file);
        }
    }
    return writer->failed ? pgm_writer_failure(writer, error) : PGM_OK;
}

void pgm_file_lock(struct pgm_file *file)
{
    pthread_mutex_lock(&file->mutex);
}

void pgm_file_unlock(struct pgm_file *file)
{
    pthread_mutex_unlock(&file->mutex);
}

enum pgm_status pgm_file_append(struct pgm_file *file, const void *data, size_t bytes,
                                struct pgm_error *error)
{
    pgm_file_lock(file);
    const enum pgm_status status = pgm_file_append_locked(file, data, bytes, error);
    pgm_file_unlock(file);
    return status;
}

static void outlet_lock(struct pgm_outlet *outlet)
{
    pgm_file_lock((struct pgm_file *)outlet);
}

static void outlet_unlock(struct pgm_outlet *outlet)
{
    pgm_file_unlock((struct pgm_file *)outlet);
}

static enum pgm_status outlet_append(struct pgm_outlet *outlet, const void *data, size_t bytes,
                                     struct pgm_error *error)
{
    return pgm_file_append_locked((struct pgm_file *)outlet, data, bytes, error);
}

struct pgm_outlet *pgm_file_outlet(struct pgm_file *file)
{
    static const struct pgm_outlet_class class = {outlet_lock, outlet_unlock, outlet_append};
    file->outlet.class = &class;
    return &file->outlet;
}

/* Makes the file one of those that are closing. True: nothing of it is in flight. */
static bool file_leave(struct pgm_file *file)
{
    struct pgm_writer *writer = file->writer;
    pthread_mutex_lock(&writer->mutex);
    while (writer->closing_count >= PGM_CLOSING_MAX && !writer->failed)
        pthread_cond_wait(&writer->settled, &writer->mutex);
    if (file->tail) {
        pgm_stage_put_locked(writer, file->tail);
        file->tail = NULL;
    }
    writer->open_count--;
    writer->closing_count++;
    pgm_stage_trim_locked(writer);
    file->finished = true;
    const bool idle = file->writes_in_flight == 0;
    pthread_mutex_unlock(&writer->mutex);
    return idle;
}

enum pgm_status pgm_file_finish(struct pgm_file *file, uint64_t *bytes, struct pgm_error *error)
{
    struct pgm_writer *writer = file->writer;
    pgm_file_lock(file); /* orders this thread behind the last appender */
    if (bytes)
        *bytes = file->length;
    if (file->tail && file->tail->bytes > 0 && !writer->failed)
        submit_tail(file);
    pgm_file_unlock(file);
    if (file_leave(file)) {
        struct pgm_op *sync = pgm_file_complete(file);
        if (sync)
            writer->backend->submit(writer, sync);
    } /* else whoever gets the last answer goes on; the file may be gone already */
    return writer->failed ? pgm_writer_failure(writer, error) : PGM_OK;
}

enum pgm_status pgm_writer_drain(struct pgm_writer *writer, struct pgm_error *error)
{
    pthread_mutex_lock(&writer->mutex);
    while (writer->closing_count > 0)
        pthread_cond_wait(&writer->settled, &writer->mutex);
    pthread_mutex_unlock(&writer->mutex);
    if (!writer->failed && fsync(writer->directory_fd) != 0)
        pgm_writer_fail(writer, errno, "flush", "the output folder");
    return writer->failed ? pgm_writer_failure(writer, error) : PGM_OK;
}

void pgm_writer_free(struct pgm_writer *writer)
{
    if (!writer)
        return;
    pthread_mutex_lock(&writer->mutex);
    while (writer->ops_in_flight > 0 || writer->closing_count > 0)
        pthread_cond_wait(&writer->settled, &writer->mutex);
    pthread_mutex_unlock(&writer->mutex);
    if (writer->backend)
        writer->backend->stop(writer);
    while (writer->files) { /* never finished: left as they are */
        struct pgm_file *file = writer->files;
        writer->files = file->next;
        if (file->tail)
            pgm_stage_put_locked(writer, file->tail);
        file_free(file);
    }
    pgm_stage_pool_free(&writer->pool);
    pthread_cond_destroy(&writer->settled);
    pthread_cond_destroy(&writer->stage_freed);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
}
