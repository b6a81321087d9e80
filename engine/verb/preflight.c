/* preflight.c: see the header. */
#include "preflight.h"

#include "plan_ranges.h"

enum pgm_status pgm_preflight_ranges(struct pgm_pg *leader, struct pgm_plan *plan,
                                     struct pgm_report *report, struct pgm_error *error)
{
    for (size_t i = 0; i < plan->domain_count; i++) {
        struct pgm_buf sql = {0};
        PGresult *result = NULL;
        if (!pgm_plan_range_sql(plan, plan->domains[i], &sql)) {
            pgm_buf_free(&sql);
            continue;
        }
        const enum pgm_status status =
            pgm_pg_exec(leader, sql.data, "reading the range of permuted keys", &result, error);
        pgm_buf_free(&sql);
        PGM_TRY(status);
        pgm_plan_range_set(plan, plan->domains[i], pgm_pg_text(result, 0, 0) != NULL,
                           pgm_pg_int(result, 0, 0), pgm_pg_int(result, 0, 1), report);
        PQclear(result);
    }
    return PGM_OK;
}

/* In a savepoint, so that one refusal does not end the snapshot's transaction: all are told. */
static enum pgm_status judge(struct pgm_pg *leader, const char *sql, const char *table,
                             struct pgm_report *report, struct pgm_error *error)
{
    struct pgm_error fault = {0};
    PGM_TRY(pgm_pg_exec(leader, "SAVEPOINT pgmirage", "setting a savepoint", NULL, error));
    if (pgm_pg_parse(leader, sql, "its expressions (where, when, sql)", &fault) != PGM_OK)
        pgm_report_add(report, PGM_UNFIT, (struct pgm_place){0}, table,
                       "try the expression in psql: SELECT ... FROM this table", "%s",
                       fault.message);
    return pgm_pg_exec(leader, "ROLLBACK TO pgmirage; RELEASE pgmirage", "releasing the savepoint",
                       NULL, error);
}

enum pgm_status pgm_preflight_expressions(struct pgm_pg *leader, const struct pgm_plan *plan,
                                          struct pgm_report *report, struct pgm_error *error)
{
    enum pgm_status status = PGM_OK;
    for (size_t i = 0; i < plan->catalog->table_count && status == PGM_OK; i++) {
        const struct pgm_plan_table *table = &plan->tables[i];
        struct pgm_buf sql = {0};
        if (table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind == 'r' &&
            pgm_plan_select(table, &sql))
            status = judge(leader, sql.data, table->name, report, error);
        pgm_buf_free(&sql);
    }
    return status;
}
