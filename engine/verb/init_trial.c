/*
 * init_trial.c: masks may meet values that they cannot do anything with (a key that is no number, a text
 * without room for a unique fake). Such a run would end in its middle; so proposed rules mask some rows
 * from all over each table before anybody reads them.
 */
#include <string.h>

#include "init_internal.h"
#include "plan_check.h"
#include "sample.h"
#include "trial.h"

#define ROWS_MAX 1000
/* Of a table whose rows are large, fewer: a trial takes no more than some MiB. */
#define BYTES_MAX  (2 * PGM_MIB)
#define LEAVES_MAX 32

#define FAULT_BEGIN "masking "

bool pgm_init_blame_fault(struct pgm_init_run *run, const struct pgm_error *fault)
{
    const size_t begin = strlen(FAULT_BEGIN);
    if (fault->status != PGM_FAILED || strncmp(fault->message, FAULT_BEGIN, begin) != 0)
        return false;
    for (size_t t = 0; t < run->job.catalog.table_count; t++)
        for (size_t c = 0; c < run->job.plan.tables[t].column_count; c++) {
            const struct pgm_plan_column *column = &run->job.plan.tables[t].columns[c];
            const size_t bytes = strlen(column->name);
            if (strncmp(fault->message + begin, column->name, bytes) == 0 &&
                strncmp(fault->message + begin + bytes, ": ", 2) == 0)
                return pgm_init_blame(run, column->column, fault->message + begin + bytes + 2);
        }
    return false;
}

/* Whether one of its columns has a proposed rule, its own or another's that it follows. */
static bool is_proposed(struct pgm_init_run *run, const struct pgm_plan_table *table)
{
    for (size_t c = 0; c < table->copied_count; c++) {
        const struct pgm_plan_column *column = table->copied[c];
        struct pgm_init_item *item = pgm_init_item_of(run, column->column);
        if (!pgm_plan_is_kept(column) && pgm_init_source(run, item)->way == PGM_INIT_LISTED)
            return true;
    }
    return false;
}

static size_t rows_of(const struct pgm_table *table)
{
    const double bytes = (double)(table->heap_bytes + table->toast_bytes);
    const double rows = table->estimated_rows > 0 ? table->estimated_rows : 1;
    const double fit = (double)BYTES_MAX * rows / (bytes + 1);
    return fit > ROWS_MAX ? ROWS_MAX : fit < 1 ? 1 : (size_t)fit;
}

static enum pgm_status try_table(struct pgm_init_run *run, struct pgm_trial *trial,
                                 const struct pgm_plan_table *table, bool *found,
                                 struct pgm_error *error)
{
    struct pgm_buf places = {0}, select = {0};
    struct pgm_error fault = {0};
    const size_t rows = rows_of(table->table);
    enum pgm_status status = pgm_sample_places(&run->leader, table->table, rows, &places, error);
    if (status == PGM_OK && places.bytes)
        pgm_plan_pick(table, pgm_buf_text(&places), PGM_SIGHT_OF_RUN, &select);
    else
        pgm_plan_sample(table, (int)rows, PGM_SIGHT_OF_RUN, &select);
    if (status == PGM_OK) {
        status = pgm_trial_run(trial, table, pgm_buf_text(&select), &fault);
        if (pgm_init_blame_fault(run, &fault)) {
            *found = true;
            status = PGM_OK;
        } else if (status != PGM_OK) {
            *error = fault;
        }
    }
    pgm_buf_free(&places);
    pgm_buf_free(&select);
    return status;
}

static enum pgm_status try_all(struct pgm_init_run *run, struct pgm_trial *trial, size_t *leaves,
                               bool *found, struct pgm_error *error)
{
    const struct pgm_catalog *catalog = &run->job.catalog;
    for (size_t t = 0; t < catalog->table_count; t++) {
        const struct pgm_plan_table *table = &run->job.plan.tables[t];
        const struct pgm_table *root = table->table->root;
        if (run->tables[t].tried || !pgm_plan_has_rows(table) || table->table->relkind != 'r' ||
            !pgm_sample_is_readable(catalog, table->table) || table->table->heap_bytes == 0 ||
            !is_proposed(run, table) || (root && ++leaves[root - catalog->tables] > LEAVES_MAX))
            continue;
        run->tables[t].tried = true;
        bool failed = false;
        PGM_TRY(try_table(run, trial, table, &failed, error));
        run->tables[t].tried = !failed;
        *found |= failed;
        PGM_TRY(pgm_pg_exec(&run->leader, "ROLLBACK TO pgmirage_trial", "releasing the table", NULL,
                            error));
    }
    return PGM_OK;
}

enum pgm_status pgm_init_try_rows(struct pgm_init_run *run, bool *found, struct pgm_error *error)
{
    struct pgm_arena arena = {0};
    struct pgm_trial *trial = PGM_ARENA_NEW(&arena, struct pgm_trial);
    size_t *leaves = PGM_ARENA_ARRAY(&arena, size_t, run->job.catalog.table_count + 1);
    *found = false;
    enum pgm_status status = pgm_trial_init(trial, &run->leader, error);
    if (status == PGM_OK)
        status = pgm_pg_exec(&run->leader, "SAVEPOINT pgmirage_trial", "setting a savepoint", NULL,
                             error);
    if (status == PGM_OK)
        status = try_all(run, trial, leaves, found, error);
    if (status == PGM_OK)
        status = pgm_pg_exec(&run->leader, "RELEASE pgmirage_trial", "releasing the savepoint",
                             NULL, error);
    pgm_trial_free(trial);
    pgm_arena_free(&arena);
    return status;
}
