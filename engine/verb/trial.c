/* trial.c: see the header. */
#include "trial.h"

#include "scan.h"
#include "text.h"

#define ROWS_BYTES_MAX (4 * PGM_MIB)

enum pgm_status pgm_trial_init(struct pgm_trial *trial, struct pgm_pg *leader,
                               struct pgm_error *error)
{
    *trial = (struct pgm_trial){.leader = leader};
    return pgm_scratch_init(&trial->scratch, PGM_SCRATCH_BYTES, error);
}

void pgm_trial_free(struct pgm_trial *trial)
{
    pgm_buf_free(&trial->rows);
    pgm_scratch_free(&trial->scratch);
}

/* Rows past the limit are read and dropped, so that the COPY ends well. */
static enum pgm_status read_rows(struct pgm_trial *trial, const char *select,
                                 struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_buf_printf(&sql, "COPY (%s) TO STDOUT", select);
    enum pgm_status status = pgm_pg_copy_begin(trial->leader, sql.data, "reading a sample", error);
    pgm_buf_clear(&trial->rows);
    size_t whole = 0, got = 1;
    bool full = false;
    while (status == PGM_OK && got > 0) {
        uint8_t piece[65536];
        status = pgm_pg_copy_read(trial->leader, piece, sizeof piece, NULL, &got,
                                  "reading a sample", error);
        full = full || trial->rows.bytes + got > ROWS_BYTES_MAX;
        if (full || got == 0)
            continue;
        pgm_buf_add(&trial->rows, piece, got);
        if (piece[got - 1] == '\n')
            whole = trial->rows.bytes;
    }
    trial->rows.bytes = whole;
    pgm_buf_reserve(&trial->rows, PGM_BLOCK_BYTES / 16); /* what the scan may read past the end */
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_trial_run(struct pgm_trial *trial, const struct pgm_plan_table *table,
                              const char *select, struct pgm_error *error)
{
    trial->group = (struct pgm_group){.table = table, .separators = trial->separators};
    PGM_TRY(read_rows(trial, select, error));
    trial->group.data = (uint8_t *)trial->rows.data;
    if (trial->rows.bytes == 0)
        return PGM_OK;
    const size_t found = pgm_scan_separators(trial->group.data, trial->rows.bytes,
                                             trial->separators, PGM_GROUP_SEPARATORS_MAX);
    const size_t rows =
        pgm_scan_rows(trial->group.data, trial->separators, found, table->separators_per_row);
    if (rows == 0 || rows == SIZE_MAX)
        return pgm_fail(error, PGM_FAILED, "reading a sample of %s: unexpected columns",
                        table->name);
    trial->group.row_count = pgm_group_fit(&trial->group, 0, rows);
    pgm_scratch_reset(&trial->scratch);
    return pgm_group_mask(&trial->group, &trial->scratch, error);
}

/* The index of the step whose fakes the column gets; step_count: it has none. */
static size_t step_of(const struct pgm_plan_table *table, const struct pgm_plan_column *column)
{
    size_t s = 0;
    while (s < table->step_count &&
           (table->steps[s].is_hidden || table->steps[s].copy_index != column->copy_index))
        s++;
    return s;
}

bool pgm_trial_original(const struct pgm_trial *trial, size_t row,
                        const struct pgm_plan_column *column, struct pgm_buf *text)
{
    const struct pgm_group *group = &trial->group;
    const size_t begin = pgm_group_field_begin(group, row, column->copy_index);
    const size_t bytes = pgm_group_field_end(group, row, column->copy_index) - begin;
    pgm_buf_clear(text);
    if (pgm_copy_is_null(group->data + begin, bytes))
        return false;
    pgm_buf_reserve(text, bytes + 1);
    text->bytes = pgm_copy_unescape(group->data + begin, bytes, (uint8_t *)text->data);
    text->data[text->bytes] = '\0';
    return true;
}

bool pgm_trial_fake(const struct pgm_trial *trial, size_t row, const struct pgm_plan_column *column,
                    struct pgm_buf *text)
{
    const struct pgm_group *group = &trial->group;
    const size_t s = step_of(group->table, column);
    if (s == group->table->step_count)
        return pgm_trial_original(trial, row, column, text);
    const struct pgm_vector *fake = &group->fakes[s];
    pgm_buf_clear(text);
    if (fake->null[row])
        return false;
    if (fake->repr == PGM_REPR_BYTES) {
        pgm_buf_add(text, fake->bytes[row].data, fake->bytes[row].bytes);
        return true;
    }
    pgm_buf_reserve(text, PGM_ENCODED_BYTES_MAX + 1);
    text->bytes = pgm_value_encode(&column->column->type, fake, row, (uint8_t *)text->data);
    text->data[text->bytes] = '\0';
    return true;
}

bool pgm_trial_is_kept(const struct pgm_trial *trial, size_t row,
                       const struct pgm_plan_column *column)
{
    const struct pgm_group *group = &trial->group;
    const size_t s = step_of(group->table, column);
    if (s == group->table->step_count)
        return column->sql == NULL;
    return group->kept[s] && group->kept[s][row];
}
