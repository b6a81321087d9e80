/* worker.c: blocks in, masked rows out. */
#include "worker.h"

#include <stdlib.h>

#include "limits.h"
#include "scan.h"

/* What the scan kernels may store past the last offset. */
#define SEPARATORS_SLACK 64

enum pgm_status pgm_worker_init(struct pgm_worker *worker, enum pgm_compression compression,
                                int level, struct pgm_error *error)
{
    *worker = (struct pgm_worker){0};
    worker->separators =
        malloc((PGM_GROUP_SEPARATORS_MAX + SEPARATORS_SLACK) * sizeof *worker->separators);
    if (!worker->separators)
        return pgm_fail_memory(error);
    PGM_TRY(pgm_scratch_init(&worker->scratch, PGM_SCRATCH_BYTES, error));
    return pgm_emitter_init(&worker->emitter, compression, level, error);
}

void pgm_worker_free(struct pgm_worker *worker)
{
    free(worker->separators);
    pgm_scratch_free(&worker->scratch);
    pgm_emitter_free(&worker->emitter);
    *worker = (struct pgm_worker){0};
}

/* Masks and writes the found rows of `group`, in groups that fit the scratch. */
static enum pgm_status mask_rows(struct pgm_worker *worker, struct pgm_group *group,
                                 size_t row_count, struct pgm_error *error)
{
    for (size_t row = 0; row < row_count; row += group->row_count) {
        group->first_row = row;
        group->row_count = pgm_group_fit(group, row, row_count - row);
        pgm_scratch_reset(&worker->scratch);
        PGM_TRY(pgm_group_mask(group, &worker->scratch, error));
        PGM_TRY(pgm_emit_group(&worker->emitter, group, &worker->scratch, error));
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

/* How many of the table's fields are looked at together. */
static size_t separators_max(const struct pgm_plan_table *table)
{
    const size_t most = table->separators_per_row * PGM_GROUP_ROWS_MAX;
    return most < PGM_GROUP_SEPARATORS_MAX ? most : PGM_GROUP_SEPARATORS_MAX;
}

/* Finds the fields of the rows at group->data. Returns how many rows these are; 0 or SIZE_MAX where they
 * are not the table's. */
static size_t find_rows(struct pgm_worker *worker, const struct pgm_group *group, size_t bytes)
{
    const size_t per_row = group->table->separators_per_row, most = separators_max(group->table);
    if (group->binary)
        return pgm_binary_find_fields(group->data, bytes, per_row, most / per_row,
                                      worker->separators);
    const size_t found = pgm_scan_separators(group->data, bytes, worker->separators, most);
    return pgm_scan_rows(group->data, worker->separators, found, per_row);
}

static enum pgm_status mask_block(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                  const struct pgm_block *block, struct pgm_error *error)
{
    for (size_t at = 0; at < block->bytes;) {
        struct pgm_group group = {.table = table,
                                  .binary = table->binary,
                                  .binary_out = table->binary_out,
                                  .data = block->data + at,
                                  .separators = worker->separators};
        const size_t rows = find_rows(worker, &group, block->bytes - at);
        if (rows == 0 || rows == SIZE_MAX)
            return fail_rows(table, error);
        PGM_TRY(mask_rows(worker, &group, rows, error));
        const size_t last = worker->separators[rows * table->separators_per_row - 1];
        at += table->binary ? last : last + 1;
    }
    return PGM_OK;
}

static enum pgm_status pass_block(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                  const struct pgm_block *block, struct pgm_error *error)
{
    if (!table->binary)
        return pgm_emit_raw(&worker->emitter, block->data, block->bytes, error);
    return pgm_emit_raw_binary(&worker->emitter, block->data, block->bytes, table->copied_count,
                               error);
}

enum pgm_status pgm_worker_block(struct pgm_worker *worker, struct pgm_run_part *part,
                                 const struct pgm_block *block, struct pgm_progress *progress,
                                 struct pgm_error *error)
{
    struct pgm_emitter *emitter = &worker->emitter;
    struct pgm_run_table *table = part->table;
    pgm_emit_begin(emitter, part->outlet);
    if (table->plan->step_count == 0)
        PGM_TRY(pass_block(worker, table->plan, block, error));
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
