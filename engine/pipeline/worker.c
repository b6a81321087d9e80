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

static enum pgm_status mask_block(struct pgm_worker *worker, const struct pgm_plan_table *table,
                                  const struct pgm_block *block, struct pgm_error *error)
{
    const size_t per_row = table->separators_per_row;
    size_t separators_max = per_row * PGM_GROUP_ROWS_MAX;
    if (separators_max > PGM_GROUP_SEPARATORS_MAX)
        separators_max = PGM_GROUP_SEPARATORS_MAX;
    for (size_t at = 0; at < block->bytes;) {
        struct pgm_group group = {
            .table = table, .data = block->data + at, .separators = worker->separators};
        const size_t found =
            pgm_scan_separators(group.data, block->bytes - at, worker->separators, separators_max);
        const size_t rows = pgm_scan_rows(group.data, worker->separators, found, per_row);
        /* Anything but whole rows of the expected columns could put a fake over the wrong field. */
        if (rows == 0 || rows == SIZE_MAX)
            return pgm_fail(error, PGM_FAILED,
                            "reading %s: the server's rows do not have the %zu columns expected",
                            table->name, per_row);
        PGM_TRY(mask_rows(worker, &group, rows, error));
        at += worker->separators[rows * per_row - 1] + 1;
    }
    return PGM_OK;
}

enum pgm_status pgm_worker_block(struct pgm_worker *worker, struct pgm_run_part *part,
                                 const struct pgm_block *block, struct pgm_progress *progress,
                                 struct pgm_error *error)
{
    struct pgm_emitter *emitter = &worker->emitter;
    struct pgm_run_table *table = part->table;
    pgm_emit_begin(emitter, part->outlet);
    if (table->plan->step_count == 0)
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
