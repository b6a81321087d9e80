/* preview.c: see the header. */
#include "preview.h"

#include <stdlib.h>
#include <string.h>

#include "plan_aside.h"
#include "plan_check.h"
#include "sample.h"
#include "trial.h"

#define LEAVES_TRIED_MAX 20 /* partitions that are looked at for rows */

struct preview {
    const struct pgm_preview_options *options;
    struct pgm_preview_result *result;
    struct pgm_report found; /* about all tables */
    struct pgm_job job;
    struct pgm_pg leader;
    struct pgm_plan_names names;
    struct pgm_trial *trial;
    struct pgm_preview_table **last;
};

/* --- what stands against a table ------------------------------------------------------------------ */

static bool is_part_of(const struct pgm_plan_table *part, const struct pgm_plan_table *table)
{
    return part == table || (part && part->table->root == table->table) ||
           (part && table->table->root == part->table);
}

static bool concerns(const struct preview *preview, const struct pgm_finding *finding,
                     const struct pgm_plan_table *table)
{
    const struct pgm_plan_column *column = pgm_plan_column_named(&preview->names, finding->object);
    const struct pgm_plan_domain *domain = pgm_plan_domain_named(&preview->names, finding->object);
    if (is_part_of(pgm_plan_table_named(&preview->names, finding->object), table) ||
        is_part_of(pgm_plan_table_named(&preview->names, finding->table), table) ||
        (column && is_part_of(column->table, table)))
        return true;
    for (column = domain ? domain->first : NULL; column; column = column->next_in_domain)
        if (is_part_of(column->table, table))
            return true;
    return false;
}

/* Whether anything was found about the table; it goes into the result's report where `tell`. */
static bool is_refused(struct preview *preview, const struct pgm_plan_table *table, bool tell)
{
    bool refused = false;
    for (const struct pgm_finding *f = preview->found.first; f; f = f->next) {
        if (!concerns(preview, f, table))
            continue;
        refused = true;
        if (tell)
            pgm_report_add(&preview->result->report, f->status, f->place, f->object, f->hint, "%s",
                           f->message);
    }
    return refused;
}

/* Rows from all over the table; its first ones where `rows: {where: ...}` lets too few of those pass. */
static enum pgm_status run_trial(struct preview *preview, const struct pgm_plan_table *table,
                                 size_t rows, struct pgm_error *error)
{
    struct pgm_buf places = {0}, select = {0};
    enum pgm_status status;
    PGM_TRY_OUT(pgm_sample_places(&preview->leader, table->table, rows, &places, error));
    if (places.bytes) {
        pgm_plan_pick(table, places.data, PGM_SIGHT_WHOLE, &select);
        PGM_TRY_OUT(pgm_trial_run(preview->trial, table, select.data, error));
    }
    if (!places.bytes || (table->where && preview->trial->group.row_count < rows)) {
        pgm_buf_clear(&select);
        pgm_plan_sample(table, (int)rows, PGM_SIGHT_WHOLE, &select);
        status = pgm_trial_run(preview->trial, table, select.data, error);
    }
out:
    pgm_buf_free(&places);
    pgm_buf_free(&select);
    return status;
}

/* --- from the trial into the result --------------------------------------------------------------- */

static struct pgm_preview_cell take_cell(struct pgm_arena *arena, bool has_value,
                                         const struct pgm_buf *text)
{
    struct pgm_preview_cell cell = {NULL, 0};
    if (has_value) {
        cell.data = pgm_arena_strndup(arena, pgm_buf_text(text), text->bytes);
        cell.bytes = text->bytes;
    }
    return cell;
}

static void take_column(struct preview *preview, const struct pgm_plan_column *column,
                        struct pgm_preview_column *taken, size_t first, size_t rows)
{
    struct pgm_arena *arena = &preview->result->arena;
    const struct pgm_trial *trial = preview->trial;
    struct pgm_buf text = {0};
    for (size_t row = 0; row < rows; row++) {
        bool has_value = pgm_trial_original(trial, row, column, &text);
        if (!taken->unread)
            taken->before[first + row] = take_cell(arena, has_value, &text);
        has_value = pgm_trial_fake(trial, row, column, &text);
        taken->after[first + row] = take_cell(arena, has_value, &text);
        taken->kept[first + row] = pgm_trial_is_kept(trial, row, column);
    }
    pgm_buf_free(&text);
}

static struct pgm_preview_table *add_table(struct preview *preview,
                                           const struct pgm_plan_table *table)
{
    struct pgm_arena *arena = &preview->result->arena;
    const unsigned rows = preview->options->rows;
    struct pgm_preview_table *added = PGM_ARENA_NEW(arena, struct pgm_preview_table);
    added->name = pgm_arena_strdup(arena, table->name);
    added->estimated_rows = table->table->estimated_rows;
    added->column_count = table->copied_count;
    added->columns = PGM_ARENA_ARRAY(arena, struct pgm_preview_column, table->copied_count + 1);
    for (size_t i = 0; i < table->copied_count; i++) {
        const struct pgm_plan_column *column = table->copied[i];
        struct pgm_preview_column *made = &added->columns[i];
        made->name = pgm_arena_strdup(arena, column->column->name);
        made->mask = pgm_arena_strdup(arena, column->class->name);
        made->unread = column->sql != NULL;
        made->before = PGM_ARENA_ARRAY(arena, struct pgm_preview_cell, rows + 1);
        made->after = PGM_ARENA_ARRAY(arena, struct pgm_preview_cell, rows + 1);
        made->kept = PGM_ARENA_ARRAY(arena, bool, rows + 1);
        added->masked_count += !pgm_plan_is_kept(column);
    }
    *preview->last = added;
    preview->last = &added->next;
    return added;
}

/* A leaf's columns may stand in another order than its root's. */
static size_t index_of(const struct pgm_preview_table *taken, const char *name)
{
    size_t i = 0;
    while (i < taken->column_count && strcmp(taken->columns[i].name, name) != 0)
        i++;
    return i;
}

static enum pgm_status show_rows(struct preview *preview, const struct pgm_plan_table *table,
                                 struct pgm_preview_table *shown, struct pgm_error *error)
{
    const size_t wanted = preview->options->rows - shown->row_count;
    PGM_TRY(run_trial(preview, table, wanted, error));
    size_t rows = preview->trial->group.row_count;
    rows = rows < wanted ? rows : wanted;
    for (size_t i = 0; i < table->copied_count; i++) {
        const size_t at = index_of(shown, table->copied[i]->column->name);
        if (at < shown->column_count)
            take_column(preview, table->copied[i], &shown->columns[at], shown->row_count, rows);
    }
    shown->row_count += rows;
    return PGM_OK;
}

/* A partitioned table has its rows in its leaves. */
static enum pgm_status show_table(struct preview *preview, const struct pgm_plan_table *table,
                                  struct pgm_error *error)
{
    struct pgm_preview_table *shown = add_table(preview, table);
    if (table->table->relkind != 'p')
        return show_rows(preview, table, shown, error);
    size_t tried = 0;
    for (size_t t = 0; t < preview->job.catalog.table_count; t++) {
        const struct pgm_plan_table *leaf = &preview->job.plan.tables[t];
        if (leaf->table->root == table->table && leaf->table->relkind == 'r' &&
            pgm_plan_has_rows(leaf) && shown->row_count < preview->options->rows &&
            tried++ < LEAVES_TRIED_MAX)
            PGM_TRY(show_rows(preview, leaf, shown, error));
    }
    return PGM_OK;
}

/* --- which tables --------------------------------------------------------------------------------- */

static size_t masked_columns(const struct pgm_plan_table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < table->copied_count; i++)
        count += !pgm_plan_is_kept(table->copied[i]);
    return count;
}

static enum pgm_status report_unknown(struct preview *preview, const char *name, size_t found,
                                      struct pgm_error *error)
{
    (void)pgm_fail(error, PGM_BAD_USAGE,
                   found ? "several schemas have a table of that name"
                         : "the database has no table of that name");
    const char *bare = strchr(name, '.') ? strchr(name, '.') + 1 : name;
    const char *near = pgm_plan_suggest_table(&preview->job.plan, bare, &preview->found);
    pgm_hint(error, "%s",
             found  ? "write it as schema.table"
             : near ? near
                    : "write it as schema.table, without quotes");
    return error->status;
}

static enum pgm_status show_named(struct preview *preview, struct pgm_error *error)
{
    const char *name = preview->options->table;
    const struct pgm_plan_table *named = NULL;
    size_t found = 0;
    for (size_t t = 0; t < preview->job.catalog.table_count; t++) {
        const struct pgm_plan_table *table = &preview->job.plan.tables[t];
        const bool whole = strcmp(table->name, name) == 0;
        if (!whole && strcmp(table->table->name, name) != 0)
            continue;
        named = table;
        found = whole ? 1 : found + 1;
        if (whole)
            break;
    }
    if (found != 1)
        return report_unknown(preview, name, found, error);
    if (is_refused(preview, named, true))
        return pgm_fail(error, pgm_report_status(&preview->result->report),
                        "the rules do not fit this table");
    if (!pgm_plan_has_rows(named))
        return pgm_fail(error, PGM_UNFIT, "a dump would read no rows of this table");
    return show_table(preview, named, error);
}

static int more_masked_first(const void *a, const void *b)
{
    const struct pgm_plan_table *x = *(const struct pgm_plan_table *const *)a;
    const struct pgm_plan_table *y = *(const struct pgm_plan_table *const *)b;
    const size_t x_count = masked_columns(x), y_count = masked_columns(y);
    return x_count != y_count ? (x_count < y_count ? 1 : -1) : strcmp(x->name, y->name);
}

static enum pgm_status show_some(struct preview *preview, struct pgm_error *error)
{
    struct pgm_preview_result *result = preview->result;
    const size_t most = preview->job.catalog.table_count;
    const struct pgm_plan_table **tables =
        PGM_ARENA_ARRAY(&result->arena, const struct pgm_plan_table *, most + 1);
    size_t count = 0;
    for (size_t t = 0; t < most; t++) {
        const struct pgm_plan_table *table = &preview->job.plan.tables[t];
        if (table->table->is_partition)
            continue;
        if (is_refused(preview, table, false))
            result->left_out_count++;
        else if (pgm_plan_has_rows(table) && masked_columns(table))
            tables[count++] = table;
    }
    qsort(tables, count, sizeof(struct pgm_plan_table *), more_masked_first);
    const size_t shown = count < PGM_PREVIEW_TABLES_MAX ? count : PGM_PREVIEW_TABLES_MAX;
    for (size_t i = 0; i < shown; i++)
        PGM_TRY(show_table(preview, tables[i], error));
    result->more_count = count - shown;
    if (count == 0 && result->left_out_count)
        return pgm_fail(error, PGM_UNFIT, "the rules fit no table with masked columns");
    return PGM_OK;
}

/* ---------------------------------------------------------------------------------------------------- */

static void tell_all(struct preview *preview)
{
    for (const struct pgm_finding *f = preview->found.first; f; f = f->next)
        pgm_report_add(&preview->result->report, f->status, f->place, f->object, f->hint, "%s",
                       f->message);
}

/* Findings about the database are judged table by table; those about the rules end it. */
static enum pgm_status make_plan(struct preview *preview, struct pgm_error *error)
{
    enum pgm_status status = pgm_job_load(&preview->job, error);
    if (status == PGM_OK)
        status = pgm_job_look(&preview->job, &preview->leader, error);
    if (status == PGM_OK) {
        preview->result->key = pgm_job_key_text(&preview->job);
        status = pgm_job_plan(&preview->job, &preview->leader, NULL, error);
    }
    if (status == PGM_UNFIT) {
        *error = (struct pgm_error){0};
        return PGM_OK;
    }
    if (status != PGM_OK)
        tell_all(preview);
    return status;
}

enum pgm_status pgm_preview(const struct pgm_preview_options *options, struct pgm_cancel *cancel,
                            struct pgm_preview_result *result, struct pgm_error *error)
{
    struct preview preview = {.options = options, .result = result, .last = &result->tables};
    enum pgm_status status;
    preview.job = (struct pgm_job){.options = &options->job,
                                   .cancel = cancel,
                                   .report = &preview.found,
                                   .goes_on = true,
                                   .reads_no_rows = true};
    preview.trial = PGM_ARENA_NEW(&result->arena, struct pgm_trial);
    PGM_TRY_OUT(make_plan(&preview, error));
    PGM_TRY_OUT(pgm_trial_init(preview.trial, &preview.leader, error));
    pgm_plan_names_make(&preview.names, &preview.job.plan);
    status = options->table ? show_named(&preview, error) : show_some(&preview, error);
out:
    pgm_trial_free(preview.trial);
    pgm_pg_close(&preview.leader);
    pgm_plan_names_free(&preview.names);
    pgm_job_free(&preview.job);
    pgm_report_free(&preview.found);
    return status;
}

void pgm_preview_result_free(struct pgm_preview_result *result)
{
    pgm_report_free(&result->report);
    pgm_arena_free(&result->arena);
    *result = (struct pgm_preview_result){0};
}
