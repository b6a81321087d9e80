/*
 * preflight_checks.c: CHECK constraints and domains, tried on masked rows before the run.
 *
 *   sample ── COPY ... LIMIT ──> rows ── mask ──> fakes ── SELECT count(*) FILTER (WHERE NOT (check))
 *                                                        FROM (VALUES ...) ──> how many would fail
 *
 * A restore judges masked rows by the schema's CHECK constraints; a mask that does not fit one is
 * found here on a few hundred rows instead of there after hours. The server evaluates the expressions
 * itself, over constant rows, in the same read-only transaction. Rows that pass are no proof.
 */
#include <string.h>

#include "group.h"
#include "limits.h"
#include "preflight.h"
#include "scan.h"
#include "text.h"

#define SAMPLE_ROWS      200
#define SAMPLE_BYTES_MAX (4 * PGM_MIB)
#define SEPARATORS_SLACK 64

struct trial {
    struct pgm_pg *leader;
    const struct pgm_plan *plan;
    const struct pgm_plan_table *table;
    struct pgm_report *report;
    struct pgm_buf rows;
    struct pgm_scratch scratch;
    uint32_t separators[PGM_GROUP_SEPARATORS_MAX + SEPARATORS_SLACK];
};

static bool is_masked(const struct pgm_plan_column *column)
{
    return column->mask && !pgm_plan_is_kept(column);
}

/* A check that a masked column takes part in; generated columns are not among the rows here. */
static bool is_judged(const struct pgm_plan *plan, const struct pgm_check *check)
{
    bool masked = false;
    for (size_t i = 0; i < check->column_count; i++) {
        if (!check->columns[i] || check->columns[i]->generated)
            return false;
        masked = masked || is_masked(pgm_plan_column_of(plan, check->columns[i]));
    }
    return masked;
}

static bool is_of(const struct pgm_check *check, const struct pgm_plan_table *table)
{
    return check->table == table->table && check->validated && check->enforced;
}

static bool needs_trial(const struct pgm_plan *plan, const struct pgm_plan_table *table)
{
    for (size_t i = 0; i < plan->catalog->check_count; i++)
        if (is_of(&plan->catalog->checks[i], table) && is_judged(plan, &plan->catalog->checks[i]))
            return true;
    for (size_t i = 0; i < table->copied_count; i++)
        if (is_masked(table->copied[i]) && table->copied[i]->column->type.domain_checked)
            return true;
    return false;
}

/* Reads the sample; rows past the limit are read and dropped, so that the COPY ends well. */
static enum pgm_status read_sample(struct trial *trial, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_buf_puts(&sql, "COPY (");
    pgm_plan_sample(trial->table, SAMPLE_ROWS, &sql);
    pgm_buf_puts(&sql, ") TO STDOUT");
    enum pgm_status status = pgm_pg_copy_begin(trial->leader, sql.data, "reading a sample", error);
    pgm_buf_clear(&trial->rows);
    size_t whole = 0, got = 1;
    bool full = false;
    while (status == PGM_OK && got > 0) {
        uint8_t piece[65536];
        status =
            pgm_pg_copy_read(trial->leader, piece, sizeof piece, &got, "reading a sample", error);
        full = full || trial->rows.bytes + got > SAMPLE_BYTES_MAX;
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

static void add_value(struct pgm_buf *sql, const struct pgm_group *group, size_t row,
                      const struct pgm_plan_column *column)
{
    struct pgm_buf text = {0};
    bool null = false;
    size_t s = 0;
    while (s < group->table->step_count &&
           (group->table->steps[s].is_hidden ||
            group->table->steps[s].copy_index != column->copy_index))
        s++;
    if (s < group->table->step_count) {
        const struct pgm_vector *fake = &group->fakes[s];
        null = fake->null[row];
        pgm_buf_reserve(&text, PGM_ENCODED_BYTES_MAX);
        if (!null && fake->repr == PGM_REPR_BYTES)
            pgm_buf_add(&text, fake->bytes[row].data, fake->bytes[row].bytes);
        else if (!null)
            text.bytes = pgm_value_encode(&column->column->type, fake, row, (uint8_t *)text.data);
    } else {
        const size_t begin = pgm_group_field_begin(group, row, column->copy_index);
        const size_t bytes = pgm_group_field_end(group, row, column->copy_index) - begin;
        null = pgm_copy_is_null(group->data + begin, bytes);
        pgm_buf_reserve(&text, bytes);
        text.bytes = pgm_copy_unescape(group->data + begin, bytes, (uint8_t *)text.data);
    }
    pgm_buf_puts(sql, "CAST(");
    if (null) {
        pgm_buf_puts(sql, "NULL");
    } else {
        text.data[text.bytes] = '\0';
        pgm_buf_literal(sql, text.data);
    }
    pgm_buf_printf(sql, " AS %s)", column->column->type.name);
    pgm_buf_free(&text);
}

/* SELECT count(*) FILTER (WHERE NOT (check)), ... FROM (VALUES ...) AS t (a, b) */
static void make_query(const struct trial *trial, const struct pgm_group *group,
                       struct pgm_buf *sql)
{
    const struct pgm_plan_table *table = trial->table;
    pgm_buf_puts(sql, "SELECT count(*)");
    for (size_t i = 0; i < trial->plan->catalog->check_count; i++) {
        const struct pgm_check *check = &trial->plan->catalog->checks[i];
        if (is_of(check, table) && is_judged(trial->plan, check))
            pgm_buf_printf(sql, ", count(*) FILTER (WHERE NOT (%s))", check->expression);
    }
    pgm_buf_puts(sql, " FROM (VALUES ");
    for (size_t row = 0; row < group->row_count; row++) {
        pgm_buf_puts(sql, row ? ", (" : "(");
        for (size_t c = 0; c < table->copied_count; c++) {
            if (c)
                pgm_buf_puts(sql, ", ");
            add_value(sql, group, row, table->copied[c]);
        }
        pgm_buf_putc(sql, ')');
    }
    pgm_buf_puts(sql, ") AS ");
    pgm_buf_identifier(sql, table->table->name);
    pgm_buf_puts(sql, " (");
    for (size_t c = 0; c < table->copied_count; c++) {
        if (c)
            pgm_buf_puts(sql, ", ");
        pgm_buf_identifier(sql, table->copied[c]->column->name);
    }
    pgm_buf_putc(sql, ')');
}

static void report_answer(const struct trial *trial, const PGresult *answer)
{
    int field = 1;
    for (size_t i = 0; i < trial->plan->catalog->check_count; i++) {
        const struct pgm_check *check = &trial->plan->catalog->checks[i];
        if (!is_of(check, trial->table) || !is_judged(trial->plan, check))
            continue;
        const int64_t failed = pgm_pg_int(answer, 0, field++);
        if (failed)
            pgm_report_add(trial->report, PGM_UNFIT, (struct pgm_place){0}, trial->table->name,
                           "use masks that keep what the constraint asks for, or keep its columns",
                           "the CHECK constraint %s fails on %lld of %lld masked sample rows",
                           check->name, (long long)failed, (long long)pgm_pg_int(answer, 0, 0));
    }
}

/* Values that fit no type or domain (class 22 and 23). Anything else says that the expression cannot
 * stand outside its table, and tells nothing about the fakes. */
static bool is_of_values(const char *sqlstate)
{
    return strncmp(sqlstate, "22", 2) == 0 || strncmp(sqlstate, "23", 2) == 0;
}

/* In a savepoint: a fake that no cast or expression takes is a finding, not the end. */
static enum pgm_status ask(struct trial *trial, const struct pgm_group *group,
                           struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    struct pgm_error fault = {0};
    PGresult *answer = NULL;
    make_query(trial, group, &sql);
    enum pgm_status status =
        pgm_pg_exec(trial->leader, "SAVEPOINT pgmirage", "setting a savepoint", NULL, error);
    const bool asked =
        status == PGM_OK &&
        pgm_pg_exec(trial->leader, sql.data, "masked sample rows", &answer, &fault) == PGM_OK;
    if (status == PGM_OK && !asked && is_of_values(pgm_pg_sqlstate(trial->leader)))
        pgm_report_add(trial->report, PGM_UNFIT, (struct pgm_place){0}, trial->table->name,
                       "a fake does not fit its column's type or domain, or a constraint cannot be "
                       "evaluated on it: keep the column or use another mask",
                       "%s", fault.message);
    else if (asked)
        report_answer(trial, answer);
    PQclear(answer);
    pgm_buf_free(&sql);
    if (status == PGM_OK)
        status = pgm_pg_exec(trial->leader, "ROLLBACK TO pgmirage; RELEASE pgmirage",
                             "releasing the savepoint", NULL, error);
    return status;
}

static enum pgm_status try_table(struct trial *trial, struct pgm_error *error)
{
    PGM_TRY(read_sample(trial, error));
    if (trial->rows.bytes == 0)
        return PGM_OK; /* no rows, nothing that could fail */
    struct pgm_group group = {.table = trial->table,
                              .data = (uint8_t *)trial->rows.data,
                              .separators = trial->separators};
    const size_t found = pgm_scan_separators(group.data, trial->rows.bytes, trial->separators,
                                             PGM_GROUP_SEPARATORS_MAX);
    const size_t rows =
        pgm_scan_rows(group.data, trial->separators, found, trial->table->separators_per_row);
    if (rows == 0 || rows == SIZE_MAX)
        return pgm_fail(error, PGM_FAILED, "reading a sample of %s: unexpected columns",
                        trial->table->name);
    group.row_count = pgm_group_fit(&group, 0, rows);
    pgm_scratch_reset(&trial->scratch);
    PGM_TRY(pgm_group_mask(&group, &trial->scratch, error));
    return ask(trial, &group, error);
}

enum pgm_status pgm_preflight_checks(struct pgm_pg *leader, const struct pgm_plan *plan,
                                     struct pgm_report *report, struct pgm_error *error)
{
    struct pgm_arena arena = {0};
    struct trial *trial = PGM_ARENA_NEW(&arena, struct trial);
    trial->leader = leader;
    trial->plan = plan;
    trial->report = report;
    enum pgm_status status = pgm_scratch_init(&trial->scratch, PGM_SCRATCH_BYTES, error);
    for (size_t i = 0; i < plan->catalog->table_count && status == PGM_OK; i++) {
        trial->table = &plan->tables[i];
        if (trial->table->selected && trial->table->rows != PGM_ROWS_NONE &&
            trial->table->table->relkind == 'r' && needs_trial(plan, trial->table))
            status = try_table(trial, error);
    }
    pgm_buf_free(&trial->rows);
    pgm_scratch_free(&trial->scratch);
    pgm_arena_free(&arena);
    return status;
}
