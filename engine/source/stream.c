/* stream.c: filling blocks. */
#include "stream.h"

#include <string.h>

#include "limits.h"
#include "snapshot.h"

struct reading {
    struct pgm_stream *stream;
    struct pgm_plan_table *table;
    const char *what;
    struct pgm_block *block;
    size_t row_start; /* in block: where the newest, perhaps unfinished row begins */
    bool binary;
    bool in_rows; /* binary: behind the header */
};

static enum pgm_status fail_inside(const struct reading *reading, struct pgm_error *error)
{
    return pgm_fail(error, PGM_FAILED, "%s: the stream ended inside a row", reading->what);
}

/* Whether the row that fills the block, or more than that, is whole. */
static bool is_whole(const struct reading *reading, const struct pgm_block *block)
{
    if (reading->binary)
        return pgm_binary_row_bytes(block->data, block->bytes) > 0;
    return block->data[block->bytes - 1] == '\n';
}

static enum pgm_status deliver(struct reading *reading, struct pgm_block *block,
                               struct pgm_error *error)
{
    struct pgm_stream *stream = reading->stream;
    pgm_rate_pay(stream->rate, block->bytes, stream->pg->cancel);
    block->table = reading->table;
    /* While rows keep coming nobody waits, so the cancel is looked at here. */
    if (stream->pg->cancel && pgm_cancel_pulled(stream->pg->cancel)) {
        pgm_block_put(stream->pool, block);
        return pgm_cancel_fail(stream->pg->cancel, error);
    }
    return stream->deliver(stream->argument, block, error);
}

/* Moves the unfinished row to a fresh block and hands over the full one. The reader holds two blocks
 * for a moment; the pool has more than one for each reader, so this cannot lock up. */
static enum pgm_status next_block(struct reading *reading, struct pgm_error *error)
{
    struct pgm_block *full = reading->block;
    struct pgm_block *fresh = pgm_block_get(reading->stream->pool);
    if (!fresh)
        return pgm_cancel_fail(reading->stream->pg->cancel, error);
    fresh->bytes = full->bytes - reading->row_start;
    memcpy(fresh->data, full->data + reading->row_start, fresh->bytes);
    full->bytes = reading->row_start;
    reading->block = fresh;
    reading->row_start = 0;
    return deliver(reading, full, error);
}

/* The row that fills the whole block goes on in a mapping of its own. */
static enum pgm_status read_oversize(struct reading *reading, struct pgm_error *error)
{
    struct pgm_stream *stream = reading->stream;
    struct pgm_block *block = reading->block;
    struct pgm_block *large = pgm_block_get_oversize(stream->pool, 4 * PGM_BLOCK_BYTES, error);
    if (!large)
        return error->status != PGM_OK ? error->status : pgm_cancel_fail(stream->pg->cancel, error);
    memcpy(large->data, block->data, block->bytes);
    large->bytes = block->bytes;
    block->bytes = 0;
    enum pgm_status status = PGM_OK;
    while (!is_whole(reading, large)) {
        size_t got;
        if (large->bytes == large->capacity)
            PGM_TRY_OUT(pgm_block_grow(large, 2 * large->capacity, error));
        PGM_TRY_OUT(pgm_pg_copy_read(stream->pg, large->data + large->bytes,
                                     large->capacity - large->bytes, NULL, &got, reading->what,
                                     error));
        large->bytes += got;
        if (got == 0) {
            status = fail_inside(reading, error);
            goto out;
        }
    }
    return deliver(reading, large, error);
out:
    pgm_block_put(stream->pool, large);
    return status;
}

/* Takes the header off the first bytes, once it is there. */
static enum pgm_status skip_header(struct reading *reading, struct pgm_error *error)
{
    struct pgm_block *block = reading->block;
    if (reading->in_rows || block->bytes < PGM_BINARY_HEADER_BYTES)
        return PGM_OK;
    if (!pgm_binary_is_header(block->data, block->bytes))
        return pgm_fail(error, PGM_FAILED, "%s: the server's binary format is not the known one",
                        reading->what);
    block->bytes -= PGM_BINARY_HEADER_BYTES;
    memmove(block->data, block->data + PGM_BINARY_HEADER_BYTES, block->bytes);
    reading->in_rows = true;
    return PGM_OK;
}

static enum pgm_status end_rows(struct reading *reading, struct pgm_error *error)
{
    struct pgm_block *block = reading->block;
    if (reading->row_start != block->bytes)
        return fail_inside(reading, error);
    if (!reading->binary)
        return PGM_OK;
    if (!reading->in_rows || block->bytes < PGM_BINARY_TRAILER_BYTES ||
        !pgm_binary_is_trailer(block->data + block->bytes - PGM_BINARY_TRAILER_BYTES))
        return fail_inside(reading, error);
    block->bytes -= PGM_BINARY_TRAILER_BYTES;
    return PGM_OK;
}

static enum pgm_status read_rows(struct reading *reading, struct pgm_error *error)
{
    struct pgm_stream *stream = reading->stream;
    for (;;) {
        struct pgm_block *block = reading->block;
        const size_t room = block->capacity - block->bytes;
        if (room == 0) {
            if (reading->row_start == 0)
                PGM_TRY(read_oversize(reading, error));
            else
                PGM_TRY(next_block(reading, error));
            continue;
        }
        size_t got;
        bool dry = false;
        const bool has_work = stream->eager_bytes && reading->row_start >= stream->eager_bytes;
        PGM_TRY(pgm_pg_copy_read(stream->pg, block->data + block->bytes, room,
                                 has_work ? &dry : NULL, &got, reading->what, error));
        if (dry) {
            PGM_TRY(next_block(reading, error));
            continue;
        }
        if (got == 0)
            return end_rows(reading, error);
        block->bytes += got;
        if (reading->binary)
            PGM_TRY(skip_header(reading, error));
        /* As text, a raw newline stands at the end of a row and nowhere else. A binary row is one
         * message, of which this is the last piece if there was room for more; whether that was so is
         * seen by whoever renders the rows. */
        if (reading->binary ? got < room : block->data[block->bytes - 1] == '\n')
            reading->row_start = block->bytes;
    }
}

/* A row that the server cannot write as text meets a limit of its memory there, which it reports as
 * an internal error. */
static void explain_size(const struct pgm_stream *stream, struct pgm_error *error)
{
    const char *state = pgm_pg_sqlstate(stream->pg);
    if (strcmp(state, "XX000") == 0 || strcmp(state, "54000") == 0)
        pgm_hint(error, "a row must stay below 1 GB as COPY text, where a bytea value takes twice "
                        "its size; if one does not, leave it out: rows: {where: ...}");
}

enum pgm_status pgm_stream_read(struct pgm_stream *stream, const struct pgm_chunk *chunk, bool lock,
                                bool *refused, struct pgm_error *error)
{
    struct pgm_buf sql = {0}, what = {0};
    struct reading reading = {
        .stream = stream, .table = chunk->table, .binary = chunk->table->binary != NULL};
    struct pgm_error begin_error = {0};
    enum pgm_status status;
    *refused = false;
    pgm_buf_printf(&what, "reading %s", chunk->table->name);
    reading.what = what.data;
    if (lock) {
        pgm_buf_puts(&sql, "ROLLBACK TO " PGM_SNAPSHOT_SAVEPOINT "; LOCK TABLE ONLY ");
        pgm_buf_qualified(&sql, chunk->table->table->schema, chunk->table->table->name);
        pgm_buf_puts(&sql, " IN ACCESS SHARE MODE NOWAIT; ");
    }
    pgm_plan_copy_out(chunk->table, chunk->first_page, chunk->last_page, &sql);
    status = pgm_pg_copy_begin(stream->pg, sql.data, reading.what, &begin_error);
    if (status != PGM_OK && lock && strcmp(pgm_pg_sqlstate(stream->pg), "55P03") == 0) {
        *refused = true;
        status = PGM_OK;
        goto out;
    }
    if (status != PGM_OK) {
        *error = begin_error; /* as it is: whether it was interrupted, too */
        goto out;
    }
    reading.block = pgm_block_get(stream->pool);
    if (!reading.block) {
        status = pgm_cancel_fail(stream->pg->cancel, error);
        goto out;
    }
    status = read_rows(&reading, error);
    if (status != PGM_OK) {
        explain_size(stream, error);
        goto out;
    }
    if (reading.block->bytes) {
        struct pgm_block *last = reading.block;
        reading.block = NULL;
        PGM_TRY_OUT(deliver(&reading, last, error));
    }
out:
    if (reading.block)
        pgm_block_put(stream->pool, reading.block);
    pgm_buf_free(&sql);
    pgm_buf_free(&what);
    return status;
}
