/* worker.c: blocks in, masked rows out. */
#include "worker.h"

#include <stdlib.h>

#include "limits.h"
#include "scan.h"

/* What the scan kernels may store past the last offset. */
#define SEPARATORS_SLACK 64

/* Its content is lost. */
static enum pgm_status make_text_room(struct pgm_worker *worker, size_t bytes,
                                      struct pgm_error *error)
{
    free(worker->text);
    worker->text_capacity = 0;
    worker->text = malloc(bytes + PGM_BLOCK_SLACK_BYTES);
    if (!worker->text)
        return pgm_fail_memory(error);
    worker->text_capacity = bytes;
    return PGM_OK;
}

enum pgm_status pgm_worker_init(struct pgm_worker *worker, enum pgm_compression compression,
                                int level, struct pgm_error *error)
{
    *worker = (struct pgm_worker){0};
    worker->separators =
        malloc((PGM_GROUP_SEPARATORS_MAX + SEPARATORS_SLACK) * sizeof *worker->separators);
    if (!worker->separators)
        return pgm_fail_memory(error);
    PGM_TRY(make_text_room(worker, PGM_BLOCK_BYTES, error));
    PGM_TRY(pgm_scratch_init(&worker->scratch, PGM_SCRATCH_BYTES, error));
    return pgm_emitter_init(&worker->emitter, compression, level, error);
}

void pgm_worker_free(struct pgm_worker *worker)
{
    free(worker->separators);
    free(worker->text);
    pgm_scratch_free(&worker->scratch);
    pgm_emitter_free(&worker->emitter);
    *worker = (struct pgm_worker){0};
}

/* Masks and writes the scanned rows of `group`, in groups that fit the scratch. */
static enum pgm_status mask_rows(struct pgm_worker *worker, struct pgm_group *group,
                                 size_t row_count, struct pgm_error *error)
{
    for (size_t row = 0; row < row_count; row += group->row_count) {
        group->first_row = row;
        group->row_count = pgm_group_fit(group, row, row_count - row);
        pgm_scratch_reset(&worker->scratch);
        PGM_TRY(pgm_group_mask(group, &worker->scratch, error));
        PGM_TRY(pgm_emit_group(&worker->emitter, group, error));
    }
    return PGM_OK;
}

/* Anything but whole rows of the expected columns could put a fake over the wrong field. */
static enum pgm_status fail_rows(const struct pgm_plan_table *table, struct pgm_error *error)
{
    return pgm_fail(error, PGM_FAILED,
                    "reading %s: the server's rows do not have the %zu columns expected",
                    table->name, table->separators_per_row);
}

/* How many of the table's separators are looked at together. */
static size_t separators_max(const struct pgm_plan_table *table)
{
    const size_t most = table->separators_per_row * PGM_GROUP_ROWS_MAX;
    return most < PGM_GROUP_SEPARATORS_MAX ? most : PGM_GROUP_SEPARATORS_MAX;
}

static enum pgm_status mask_block(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                  const struct pgm_block *block, struct pgm_error *error)
{
    const size_t per_row = table->separators_per_row;
    for (size_t at = 0; at < block->bytes;) {
        struct pgm_group group = {
            .table = table, .data = block->data + at, .separators = worker->separators};
        const size_t found = pgm_scan_separators(group.data, block->bytes - at, worker->separators,
                                                 separators_max(table));
        const size_t rows = pgm_scan_rows(group.data, worker->separators, found, per_row);
        if (rows == 0 || rows == SIZE_MAX)
            return fail_rows(table, error);
        PGM_TRY(mask_rows(worker, &group, rows, error));
        at += worker->separators[rows * per_row - 1] + 1;
    }
    return PGM_OK;
}

/* The row that did not fit the room: twice as much of it, as long as its text can be a row. */
static enum pgm_status grow_text_room(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                      struct pgm_error *error)
{
    if (worker->text_capacity > 2 * PGM_ROW_BYTES_MAX)
        return pgm_fail(error, PGM_FAILED, "reading %s: a row is larger than 1 GB as COPY text",
                        table->name);
    return make_text_room(worker, 2 * worker->text_capacity, error);
}

/* Rows that are kept: their text fills the room before it is written. */
static enum pgm_status render_kept(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                   struct pgm_binary_rows *rows, struct pgm_error *error)
{
    const size_t per_row = table->separators_per_row;
    size_t used = 0;
    while (rows->data < rows->end || used > 0) {
        const size_t count =
            pgm_binary_render(rows, PGM_GROUP_SEPARATORS_MAX / per_row, worker->text + used,
                              worker->text_capacity - used, worker->separators);
        if (count == SIZE_MAX)
            return fail_rows(table, error);
        if (count > 0) {
            used += worker->separators[count * per_row - 1] + (size_t)1;
        } else if (used > 0) {
            PGM_TRY(pgm_emit_raw(&worker->emitter, worker->text, used, error));
            used = 0;
        } else {
            PGM_TRY(grow_text_room(worker, table, error));
        }
    }
    return PGM_OK;
}

static enum pgm_status render_masked(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                     struct pgm_binary_rows *rows, struct pgm_error *error)
{
    const size_t rows_max = separators_max(table) / table->separators_per_row;
    while (rows->data < rows->end) {
        struct pgm_group group = {
            .table = table, .data = worker->text, .separators = worker->separators};
        const size_t count = pgm_binary_render(rows, rows_max, worker->text, worker->text_capacity,
                                               worker->separators);
        if (count == SIZE_MAX)
            return fail_rows(table, error);
        if (count == 0)
            PGM_TRY(grow_text_room(worker, table, error));
        else
            PGM_TRY(mask_rows(worker, &group, count, error));
    }
    return PGM_OK;
}

static enum pgm_status render_block(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                    const struct pgm_block *block, struct pgm_error *error)
{
    struct pgm_binary_rows rows = {.fields = table->binary,
                                   .field_count = table->copied_count,
                                   .data = block->data,
                                   .end = block->data + block->bytes};
    if (table->step_count == 0)
        PGM_TRY(render_kept(worker, table, &rows, error));
    else
        PGM_TRY(render_masked(worker, table, &rows, error));
    return worker->text_capacity > PGM_BLOCK_BYTES ? make_text_room(worker, PGM_BLOCK_BYTES, error)
                                                   : PGM_OK;
}

enum pgm_status pgm_worker_block(struct pgm_worker *worker, struct pgm_run_part *part,
                                 const struct pgm_block *block, struct pgm_progress *progress,
                                 struct pgm_error *error)
{
    struct pgm_emitter *emitter = &worker->emitter;
    struct pgm_run_table *table = part->table;
    pgm_emit_begin(emitter, part->outlet);
    if (table->plan->binary)
        PGM_TRY(render_block(worker, table->plan, block, error));
    else if (table->plan->step_count == 0)
        PGM_TRY(pgm_emit_raw(emitter, block->data, block->bytes, error));
    else
        PGM_TRY(mask_block(worker, table->plan, block, error));
    PGM_TRY(pgm_emit_flush(emitter, error));
    if (block->oversize)
        pgm_scratch_reset(&worker->scratch); /* its mappings are as large as the row */
    pthread_mutex_lock(&table->mutex);
    pgm_checksum_merge(&table->checksum, &emitter->checksum);
    table->rows += emitter->rows;
    part->rows += emitter->rows;
    part->bytes_in += block->bytes;
    table->bytes_in += block->bytes;
    table->bytes_out += emitter->bytes_out;
    pthread_mutex_unlock(&table->mutex);
    atomic_fetch_add_explicit(&progress->rows, emitter->rows, memory_order_relaxed);
    atomic_fetch_add_explicit(&progress->bytes_in, block->bytes, memory_order_relaxed);
    atomic_fetch_add_explicit(&progress->bytes_out, emitter->bytes_out, memory_order_relaxed);
    return PGM_OK;
}

enum pgm_status pgm_worker_end_mark(struct pgm_worker *worker, struct pgm_run_part *part,
                                    struct pgm_error *error)
{
    struct pgm_run_table *table = part->table;
    pgm_emit_begin(&worker->emitter, part->outlet);
    PGM_TRY(pgm_emit_end_mark(&worker->emitter, error));
    pthread_mutex_lock(&table->mutex);
    table->bytes_out += worker->emitter.bytes_out;
    pthread_mutex_unlock(&table->mutex);
    return PGM_OK;
}
