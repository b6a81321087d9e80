/*
 * init_fit.c: the text is tried as `check` and `dump` would, and what is refused is written otherwise.
 *
 *   text ─> rules ─> plan, preflight ─> findings ─┬─ of a proposed rule ─> its next one ─> text ...
 *                                                 └─ of anything else ─> warnings
 *
 * Every round takes at least one rule from a finite list, and all that one round finds is stepped at
 * once, so that there are few.
 */
#include <string.h>

#include "init_internal.h"

#define ROUNDS_MAX 64

/* The column whose proposed or included rule the finding is about; NULL: there is none. */
static struct pgm_init_item *listed(struct pgm_init_run *run, const struct pgm_column *column)
{
    struct pgm_init_item *source = pgm_init_source(run, pgm_init_item_of(run, column));
    return source->way == PGM_INIT_LISTED || source->included ? source : NULL;
}

static bool is_same_place(struct pgm_place a, struct pgm_place b)
{
    return a.line && a.line == b.line && a.column == b.column && a.file && b.file &&
           strcmp(a.file, b.file) == 0;
}

static struct pgm_init_item *listed_at(struct pgm_init_run *run, struct pgm_place place)
{
    for (size_t t = 0; place.line && t < run->job.catalog.table_count; t++)
        for (size_t c = 0; c < run->job.catalog.tables[t].column_count; c++) {
            struct pgm_init_item *item = &run->tables[t].items[c];
            if (item->way != PGM_INIT_LISTED)
                continue;
            const struct pgm_plan_column *bound = pgm_plan_column_of(&run->job.plan, item->column);
            if (bound->rule && is_same_place(bound->rule->place, place))
                return item;
        }
    return NULL;
}

static bool blame(struct pgm_init_run *run, struct pgm_init_item *item, const char *why)
{
    if (!item || item->is_to_step || (item->rule && strcmp(item->rule, "keep") == 0))
        return item && item->is_to_step;
    item->is_to_step = true;
    item->why = pgm_arena_strdup(&run->result->arena, why);
    return true;
}

bool pgm_init_blame(struct pgm_init_run *run, const struct pgm_column *column, const char *why)
{
    return blame(run, listed(run, column), why);
}

/* Masked sample rows failed a constraint of the table: the columns of that constraint, or, where the
 * server only says that some fake does not fit, those of a type with a condition. */
static bool blame_checks(struct pgm_init_run *run, const struct pgm_table *table,
                         const struct pgm_finding *finding)
{
    const struct pgm_catalog *catalog = &run->job.catalog;
    bool found = false;
    for (size_t i = 0; i < catalog->check_count; i++) {
        const struct pgm_check *check = &catalog->checks[i];
        const char *name = strstr(finding->message, check->name);
        if (check->table != table || !name || name == finding->message || name[-1] != ' ')
            continue;
        for (size_t c = 0; c < check->column_count; c++)
            if (check->columns[c])
                found |= pgm_init_blame(run, check->columns[c], finding->message);
    }
    for (size_t c = 0; !found && c < table->column_count; c++)
        if (table->columns[c].type.domain_checked)
            found |= pgm_init_blame(run, &table->columns[c], finding->message);
    return found;
}

static bool blame_domain(struct pgm_init_run *run, const struct pgm_plan_domain *domain,
                         const char *why)
{
    bool found = false;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain)
        found |= pgm_init_blame(run, c->column, why);
    return found;
}

static bool blame_finding(struct pgm_init_run *run, const struct pgm_plan_names *names,
                          const struct pgm_finding *finding)
{
    const struct pgm_plan_column *column = pgm_plan_column_named(names, finding->object);
    const struct pgm_plan_table *table = pgm_plan_table_named(names, finding->object);
    const struct pgm_plan_domain *domain = pgm_plan_domain_named(names, finding->object);
    if (column && pgm_init_blame(run, column->column, finding->message))
        return true;
    if (table && blame_checks(run, table->table, finding))
        return true;
    if (blame(run, listed_at(run, finding->place), finding->message))
        return true;
    return domain && blame_domain(run, domain, finding->message);
}

static void warn(struct pgm_init_run *run, const struct pgm_finding *f)
{
    pgm_report_add(&run->result->warnings, f->status, f->place, f->object, f->hint, "%s",
                   f->message);
}

/* Marks what is to be written otherwise. */
static bool blame_all(struct pgm_init_run *run, const struct pgm_report *report)
{
    struct pgm_plan_names names;
    bool found = false;
    pgm_plan_names_make(&names, &run->job.plan);
    for (const struct pgm_finding *f = report->first; f; f = f->next)
        found |= blame_finding(run, &names, f);
    pgm_plan_names_free(&names);
    return found;
}

/* What follows a replaced rule has new fakes, too. */
static void forget_trials(struct pgm_init_run *run)
{
    for (size_t t = 0; t < run->job.catalog.table_count; t++)
        for (size_t c = 0; c < run->job.catalog.tables[t].column_count; c++)
            if (pgm_init_source(run, &run->tables[t].items[c])->is_stepped)
                run->tables[t].tried = false;
}

/* The next rule of everything marked. False: nothing changed, for nothing is left to try. */
static bool step_all(struct pgm_init_run *run)
{
    bool stepped = false;
    for (size_t t = 0; t < run->job.catalog.table_count; t++)
        for (size_t c = 0; c < run->job.catalog.tables[t].column_count; c++) {
            struct pgm_init_item *item = &run->tables[t].items[c];
            item->is_stepped = item->is_to_step && pgm_init_step(run, item, item->why);
            item->is_to_step = false;
            stepped |= item->is_stepped;
        }
    if (stepped)
        forget_trials(run);
    return stepped;
}

/* The result must cover the database: else it is not written, whatever the reason. */
static enum pgm_status settle(struct pgm_init_run *run, const struct pgm_report *report,
                              struct pgm_error *error)
{
    for (const struct pgm_finding *f = report->first; f; f = f->next) {
        const bool uncovered =
            f->kind == PGM_FINDING_NEW_TABLE || f->kind == PGM_FINDING_NEW_COLUMN;
        if (!uncovered) {
            warn(run, f);
            continue;
        }
        pgm_report_add(&run->result->report, f->status, f->place, f->object, f->hint, "%s",
                       f->message);
    }
    if (!run->result->report.count)
        return PGM_OK;
    return pgm_fail(error, PGM_UNFIT,
                    "the rules would not cover this database; nothing was written");
}

/* The rules of the text, in place of those before. */
static enum pgm_status read_text(struct pgm_init_run *run, struct pgm_report *report,
                                 struct pgm_error *error)
{
    struct pgm_job *job = &run->job;
    pgm_plan_free(&job->plan);
    pgm_rules_free(&job->rules);
    job->plan.registry = &job->plugins.registry;
    pgm_rules_read_text(&job->rules, run->path, run->result->text.data, run->result->text.bytes,
                        run->presets, report);
    if (report->count == 0)
        return PGM_OK;
    for (const struct pgm_finding *f = report->first; f; f = f->next)
        pgm_report_add(&run->result->report, f->status, f->place, f->object, f->hint, "%s",
                       f->message);
    return pgm_fail(error, PGM_FAILED, "the proposed rules cannot be read; nothing was written");
}

/* One round. *again: some rule was replaced. */
static enum pgm_status try_text(struct pgm_init_run *run, struct pgm_report *report, bool *again,
                                struct pgm_error *error)
{
    struct pgm_error fault = {0};
    bool found = false;
    PGM_TRY(read_text(run, report, error));
    const enum pgm_status status = pgm_job_plan(&run->job, &run->leader, NULL, &fault);
    const bool is_finding = report->count > 0 && pgm_report_status(report) == status;
    if (status != PGM_OK && !is_finding) {
        found = pgm_init_blame_fault(run, &fault);
        if (!found) {
            *error = fault;
            return status;
        }
    }
    found |= blame_all(run, report);
    if (!found)
        PGM_TRY(pgm_init_try_rows(run, &found, error));
    *again = found && step_all(run);
    return *again ? PGM_OK : settle(run, report, error);
}

enum pgm_status pgm_init_fit(struct pgm_init_run *run, struct pgm_error *error)
{
    bool again = true;
    run->job.goes_on = true;
    for (int round = 0; again && round < ROUNDS_MAX; round++) {
        struct pgm_report report = {0};
        run->job.report = &report;
        PGM_TRY(pgm_init_write_text(run, error));
        const enum pgm_status status = try_text(run, &report, &again, error);
        run->job.report = &run->result->report;
        pgm_report_free(&report);
        if (status != PGM_OK)
            return status;
    }
    return PGM_OK;
}
