/* preflight.c: see the header. */
#include "preflight.h"

#include <string.h>

#include "plan_ranges.h"
#include "plan_samples.h"

/* Runs a statement and gives back the locks that planning it took, those of indexes among them: over
 * thousands of tables they would pass the server's room for locks. */
static enum pgm_status ask(struct pgm_pg *leader, const char *sql, const char *what,
                           PGresult **result, struct pgm_error *error)
{
    struct pgm_preflight_fault fault;
    PGM_TRY(pgm_preflight_try(leader, sql, what, result, &fault, error));
    if (*result)
        return PGM_OK;
    *error = fault.error;
    return error->status;
}

/* The smallest and largest value of a permuted domain. */
static enum pgm_status read_range(struct pgm_pg *leader, struct pgm_plan *plan,
                                  struct pgm_plan_domain *domain, struct pgm_report *report,
                                  struct pgm_error *error)
{
    const struct pgm_plan_column *next = domain->first;
    struct pgm_buf sql = {0};
    bool has_values = false;
    int64_t smallest = INT64_MAX, largest = INT64_MIN;
    enum pgm_status status = PGM_OK;
    while (pgm_plan_range_sql(plan, domain, &next, &sql)) {
        PGresult *result = NULL;
        PGM_TRY_OUT(ask(leader, sql.data, "reading the range of permuted keys", &result, error));
        if (pgm_pg_text(result, 0, 0)) {
            const int64_t low = pgm_pg_int(result, 0, 0), high = pgm_pg_int(result, 0, 1);
            smallest = low < smallest ? low : smallest;
            largest = high > largest ? high : largest;
            has_values = true;
        }
        PQclear(result);
        pgm_buf_clear(&sql);
    }
    if (pgm_plan_range_wanted(plan, domain))
        pgm_plan_range_set(plan, domain, has_values, smallest, largest, report);
out:
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_preflight_ranges(struct pgm_pg *leader, struct pgm_plan *plan,
                                     struct pgm_report *report, struct pgm_error *error)
{
    for (size_t i = 0; i < plan->domain_count; i++)
        PGM_TRY(read_range(leader, plan, plan->domains[i], report, error));
    return PGM_OK;
}

#define SAMPLE_ROWS_MIN 1000 /* fewer than that of some pages: all are read */

static enum pgm_status read_sample(struct pgm_pg *leader, const struct pgm_plan *plan,
                                   const struct pgm_plan_domain *domain, bool whole,
                                   PGresult **result, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    enum pgm_status status = PGM_OK;
    *result = NULL;
    if (pgm_plan_sample_sql(plan, domain, whole, &sql))
        status = ask(leader, pgm_buf_text(&sql), "reading a sample to shuffle", result, error);
    pgm_buf_free(&sql);
    return status;
}

/* Nothing was sampled: because there is nothing, or because all of it is too long? */
static enum pgm_status read_any(struct pgm_pg *leader, const struct pgm_plan *plan,
                                struct pgm_plan_domain *domain, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    enum pgm_status status = PGM_OK;
    if (domain->domain.sample_count == 0 && pgm_plan_sample_any_sql(plan, domain, &sql))
        status = ask(leader, pgm_buf_text(&sql), "looking for values to shuffle", &result, error);
    if (result)
        domain->domain.sample_missed = *pgm_pg_text(result, 0, 0) == 't';
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}

static void keep_sample(struct pgm_plan *plan, struct pgm_plan_domain *domain,
                        const PGresult *result)
{
    const size_t count = result ? (size_t)PQntuples(result) : 0;
    struct pgm_span *texts = PGM_ARENA_ARRAY(&plan->arena, struct pgm_span, count + 1);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct pgm_span){(const uint8_t *)PQgetvalue(result, (int)i, 0),
                                     (size_t)PQgetlength(result, (int)i, 0)};
    pgm_plan_sample_set(plan, domain, texts, count);
}

enum pgm_status pgm_preflight_samples(struct pgm_pg *leader, struct pgm_plan *plan,
                                      struct pgm_error *error)
{
    for (size_t i = 0; i < plan->domain_count; i++) {
        struct pgm_plan_domain *domain = plan->domains[i];
        PGresult *result;
        if (!pgm_plan_is_sampled(domain))
            continue;
        PGM_TRY(read_sample(leader, plan, domain, false, &result, error));
        if (result && PQntuples(result) < SAMPLE_ROWS_MIN) {
            PQclear(result);
            PGM_TRY(read_sample(leader, plan, domain, true, &result, error));
        }
        keep_sample(plan, domain, result);
        PQclear(result);
        PGM_TRY(read_any(leader, plan, domain, error));
    }
    return PGM_OK;
}

enum pgm_status pgm_preflight_try(struct pgm_pg *leader, const char *sql, const char *what,
                                  PGresult **answer, struct pgm_preflight_fault *fault,
                                  struct pgm_error *error)
{
    *answer = NULL;
    *fault = (struct pgm_preflight_fault){.sqlstate = ""};
    PGM_TRY(pgm_pg_exec(leader, "SAVEPOINT pgmirage", "setting a savepoint", NULL, error));
    if (pgm_pg_exec(leader, sql, what, answer, &fault->error) != PGM_OK) {
        *answer = NULL;
        memcpy(fault->sqlstate, pgm_pg_sqlstate(leader), sizeof fault->sqlstate);
    }
    return pgm_pg_exec(leader, "ROLLBACK TO pgmirage; RELEASE pgmirage", "releasing the savepoint",
                       NULL, error);
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
    enum pgm_status status = pgm_preflight_literals(leader, plan, report, error);
    for (size_t i = 0; i < plan->catalog->table_count && status == PGM_OK; i++) {
        const struct pgm_plan_table *table = &plan->tables[i];
        struct pgm_buf sql = {0};
        if (pgm_plan_is_read(table) && pgm_plan_select(table, &sql))
            status = judge(leader, sql.data, table->name, report, error);
        pgm_buf_free(&sql);
    }
    return status;
}
