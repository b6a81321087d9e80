/* plan_conditions.c: what masks that the server decides on (`when`, sql) must not touch: columns whose
 * values other rows or tables rely on. */
#include "plan_check.h"

static bool is_sql(const struct pgm_plan_column *column)
{
    return column->class && (column->class->flags & PGM_MASK_SQL);
}

/* Where fakes and originals mix in one column, a fake may equal another row's original. */
static void check_condition(const struct pgm_plan_column *column, struct pgm_report *report)
{
    if (!column->rule || !column->rule->when || pgm_plan_is_kept(column))
        return;
    if (is_sql(column))
        pgm_report_add(report, PGM_BAD_USAGE, pgm_plan_place(column), column->name,
                       "write the condition into the expression: CASE WHEN ... END",
                       "`when` on an sql mask");
    else if (column->in_unique_index || column->references || column->rule->domain)
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       "mask all rows, or keep all",
                       "`when` on a column that is unique, a key or of a domain: fakes and "
                       "originals would mix");
}

static void check_subjects(const struct pgm_plan_column *column, struct pgm_report *report)
{
    for (size_t k = 0; k < column->by_count; k++)
        if (is_sql(column->by[k]))
            pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                           "name a column that is kept or has another mask",
                           "by: the server replaces %s, so it does not identify the person",
                           column->by[k]->name);
    if (column->locale_from && is_sql(column->locale_from))
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       "name a column that is kept or has another mask",
                       "locale_from: the server replaces %s before its country is seen",
                       column->locale_from->name);
}

static void check_reference(const struct pgm_plan_column *from, struct pgm_report *report)
{
    const struct pgm_plan_column *to = from->references;
    const struct pgm_plan_column *bad = is_sql(from) ? from : to && is_sql(to) ? to : NULL;
    if (to && bad)
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(bad), from->name,
                       "use permute, hash or another mask of one domain for both",
                       "an sql mask on a key: %s and %s would no longer join", from->name,
                       to->name);
    else if (to && to->rule && to->rule->when && !pgm_plan_is_kept(to))
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(to), to->name,
                       "mask all rows, or keep all", "`when` on a column that %s references",
                       from->name);
}

void pgm_plan_check_conditions(const struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t t = 0; t < plan->catalog->table_count; t++) {
        const struct pgm_plan_table *table = &plan->tables[t];
        for (size_t c = 0; pgm_plan_has_rows(table) && c < table->column_count; c++) {
            const struct pgm_plan_column *column = &table->columns[c];
            if (column->origin != PGM_ORIGIN_PARENT) {
                check_condition(column, report);
                check_subjects(column, report);
            }
            check_reference(column, report);
        }
    }
}
