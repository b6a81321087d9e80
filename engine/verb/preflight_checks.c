/*
 * preflight_checks.c: CHECK constraints, domains and odd types, tried on masked rows before the run.
 *
 *   sample ── COPY ... LIMIT ──> rows ── mask ──> fakes ── SELECT count(*) FILTER (WHERE NOT (check))
 *                                                        FROM (VALUES ...) ──> how many would fail
 *
 * A restore judges masked rows by the schema's CHECK constraints; a mask that does not fit one is
 * found here on a few hundred rows instead of there after hours. The server evaluates the expressions
 * itself, over constant rows, in the same read-only transaction. Rows that pass are no proof.
 */
#include <string.h>

#include "plan_aside.h"
#include "preflight.h"
#include "trial.h"

#define SAMPLE_ROWS 200

struct judging {
    const struct pgm_plan *plan;
    const struct pgm_plan_table *table;
    struct pgm_report *report;
    struct pgm_trial trial;
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
        const struct pgm_plan_column *column = pgm_plan_column_of(plan, check->columns[i]);
        if (pgm_plan_is_aside(column))
            return false; /* nobody knows yet what becomes of it */
        masked = masked || is_masked(column);
    }
    return masked;
}

static bool is_of(const struct pgm_check *check, const struct pgm_plan_table *table)
{
    return check->table == table->table && check->validated && check->enforced;
}

/* Types of which the engine does not know what values they have, or of which parts may be such. */
#define JUDGED_BY_SERVER                                                                           \
    (PGM_KIND_BIT(PGM_KIND_ENUM) | PGM_KIND_BIT(PGM_KIND_OTHER) | PGM_KIND_BIT(PGM_KIND_ARRAY) |   \
     PGM_KIND_BIT(PGM_KIND_COMPOSITE) | PGM_KIND_BIT(PGM_KIND_RANGE))

static bool needs_judgement(const struct pgm_plan_column *column)
{
    const struct pgm_type *type = &column->column->type;
    return is_masked(column) &&
           (type->domain_checked || (PGM_KIND_BIT(type->kind) & JUDGED_BY_SERVER));
}

static bool needs_trial(const struct pgm_plan *plan, const struct pgm_plan_table *table)
{
    for (size_t i = 0; i < plan->catalog->check_count; i++)
        if (is_of(&plan->catalog->checks[i], table) && is_judged(plan, &plan->catalog->checks[i]))
            return true;
    for (size_t i = 0; i < table->copied_count; i++)
        if (needs_judgement(table->copied[i]))
            return true;
    return false;
}

static void add_value(struct pgm_buf *sql, const struct pgm_trial *trial, size_t row,
                      const struct pgm_plan_column *column, struct pgm_buf *text)
{
    pgm_buf_puts(sql, "CAST(");
    if (pgm_trial_fake(trial, row, column, text))
        pgm_buf_literal(sql, pgm_buf_text(text));
    else
        pgm_buf_puts(sql, "NULL");
    pgm_buf_printf(sql, " AS %s)", column->column->type.name);
}

/* SELECT count(*) FILTER (WHERE NOT (check)), ... FROM (VALUES ...) AS t (a, b) */
static void make_query(const struct judging *judging, struct pgm_buf *sql)
{
    const struct pgm_plan_table *table = judging->table;
    struct pgm_buf text = {0};
    pgm_buf_puts(sql, "SELECT count(*)");
    for (size_t i = 0; i < judging->plan->catalog->check_count; i++) {
        const struct pgm_check *check = &judging->plan->catalog->checks[i];
        if (is_of(check, table) && is_judged(judging->plan, check))
            pgm_buf_printf(sql, ", count(*) FILTER (WHERE NOT (%s))", check->expression);
    }
    pgm_buf_puts(sql, " FROM (VALUES ");
    for (size_t row = 0; row < judging->trial.group.row_count; row++) {
        pgm_buf_puts(sql, row ? ", (" : "(");
        for (size_t c = 0; c < table->copied_count; c++) {
            if (c)
                pgm_buf_puts(sql, ", ");
            add_value(sql, &judging->trial, row, table->copied[c], &text);
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
    pgm_buf_free(&text);
}

static void report_answer(const struct judging *judging, const PGresult *answer)
{
    int field = 1;
    for (size_t i = 0; i < judging->plan->catalog->check_count; i++) {
        const struct pgm_check *check = &judging->plan->catalog->checks[i];
        if (!is_of(check, judging->table) || !is_judged(judging->plan, check))
            continue;
        const int64_t failed = pgm_pg_int(answer, 0, field++);
        if (failed)
            pgm_report_add(judging->report, PGM_UNFIT, (struct pgm_place){0}, judging->table->name,
                           "use masks that keep what the constraint asks for, or keep its columns",
                           "the CHECK constraint %s fails on %lld of %lld masked sample rows",
                           check->name, (long long)failed, (long long)pgm_pg_int(answer, 0, 0));
    }
}

/* Values that fit no type or domain (class 22 and 23; XX000 is what PostGIS says of them). Anything
 * else says that the expression cannot stand outside its table, and tells nothing about the fakes. */
static bool is_of_values(const char *sqlstate)
{
    return strncmp(sqlstate, "22", 2) == 0 || strncmp(sqlstate, "23", 2) == 0 ||
           strcmp(sqlstate, "XX000") == 0;
}

/* A fake that no cast or expression takes is a finding, not the end. */
static enum pgm_status ask(const struct judging *judging, struct pgm_error *error)
{
    struct pgm_pg *leader = judging->trial.leader;
    struct pgm_buf sql = {0};
    struct pgm_preflight_fault fault;
    PGresult *answer;
    make_query(judging, &sql);
    const enum pgm_status status =
        pgm_preflight_try(leader, sql.data, "masked sample rows", &answer, &fault, error);
    if (answer)
        report_answer(judging, answer);
    else if (status == PGM_OK && is_of_values(fault.sqlstate))
        pgm_report_add(judging->report, PGM_UNFIT, (struct pgm_place){0}, judging->table->name,
                       "a fake does not fit its column's type or domain, or a constraint cannot be "
                       "evaluated on it: keep the column or use another mask",
                       "%s", fault.error.message);
    PQclear(answer);
    pgm_buf_free(&sql);
    return status;
}

/* In a savepoint, which gives back the locks of the table's indexes behind it. */
static enum pgm_status try_table(struct judging *judging, struct pgm_error *error)
{
    struct pgm_pg *leader = judging->trial.leader;
    struct pgm_buf select = {0};
    PGM_TRY(pgm_pg_exec(leader, "SAVEPOINT pgmirage_trial", "setting a savepoint", NULL, error));
    pgm_plan_sample(judging->table, SAMPLE_ROWS, PGM_SIGHT_OF_RUN, &select);
    enum pgm_status status =
        pgm_trial_run(&judging->trial, judging->table, pgm_buf_text(&select), error);
    if (status == PGM_OK && judging->trial.group.row_count)
        status = ask(judging, error);
    if (status == PGM_OK)
        status = pgm_pg_exec(leader, "ROLLBACK TO pgmirage_trial; RELEASE pgmirage_trial",
                             "releasing the savepoint", NULL, error);
    pgm_buf_free(&select);
    return status;
}

enum pgm_status pgm_preflight_checks(struct pgm_pg *leader, const struct pgm_plan *plan,
                                     struct pgm_report *report, struct pgm_error *error)
{
    struct pgm_arena arena = {0};
    struct judging *judging = PGM_ARENA_NEW(&arena, struct judging);
    judging->plan = plan;
    judging->report = report;
    enum pgm_status status = pgm_trial_init(&judging->trial, leader, error);
    for (size_t i = 0; i < plan->catalog->table_count && status == PGM_OK; i++) {
        judging->table = &plan->tables[i];
        if (judging->table->selected && judging->table->rows != PGM_ROWS_NONE &&
            judging->table->table->relkind == 'r' && needs_trial(plan, judging->table))
            status = try_table(judging, error);
    }
    pgm_trial_free(&judging->trial);
    pgm_arena_free(&arena);
    return status;
}
