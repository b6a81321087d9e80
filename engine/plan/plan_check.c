/*
 * plan_check.c: what would fail at the restore is said before a row is read, all of it at once: the
 * column, the reason, and what would fix it. What hides a table's rows from this session is said here,
 * too.
 */
#include <string.h>

#include "plan_check.h"

static void check_readable(const struct pgm_plan *plan, const struct pgm_plan_table *table,
                           struct pgm_report *report)
{
    const struct pgm_table *t = table->table;
    if (t->row_security_applies)
        pgm_report_add(report, PGM_UNFIT, PGM_NOWHERE, table->name,
                       "ALTER ROLE ... BYPASSRLS, or connect as the table's owner",
                       "row level security would hide rows from this role");
    if (t->persistence == 'u' && plan->catalog->in_recovery)
        pgm_report_add(report, PGM_UNFIT, PGM_NOWHERE, table->name,
                       "say `rows: none` for it, or read from the primary",
                       "an unlogged table cannot be read on a standby");
}

static void check_column(const struct pgm_plan_column *column, struct pgm_report *report)
{
    const struct pgm_type *type = &column->column->type;
    if (!column->class || column->column->generated)
        return;
    if (!(column->class->kinds & PGM_KIND_BIT(type->kind))) {
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       pgm_arena_printf(&report->arena, "`pgmirage masks %s` shows its types",
                                        column->class->name),
                       "the mask %s does not take the type %s", column->class->name, type->name);
        pgm_report_about(report, PGM_FINDING_CHANGED_COLUMN, column->table->name,
                         column->column->name);
    }
    if (pgm_plan_makes_null(column) && (column->column->not_null || type->domain_not_null))
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       column->origin == PGM_ORIGIN_UNLISTED
                           ? "list the column with a mask of its own"
                           : "use constant, redact or another mask that gives a value",
                       "the mask null in a column that is NOT NULL");
}

/* The same column of a parent whose rows are read says it all, but a child may add NOT NULL. */
static bool is_checked_at_parent(const struct pgm_plan *plan, const struct pgm_plan_column *column)
{
    if (column->origin != PGM_ORIGIN_PARENT)
        return false;
    const struct pgm_plan_column *parent = pgm_plan_column_of(plan, column->column->parent);
    return pgm_plan_has_rows(parent->table) && parent->column->not_null == column->column->not_null;
}

static void check_lengths(const struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->domain_count; i++) {
        const struct pgm_plan_domain *domain = plan->domains[i];
        for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
            if (!c->mask || !c->mask->class->unique_chars_min || !domain->domain.unique ||
                !c->in_unique_index || !domain->domain.max_chars)
                continue;
            const size_t least = c->mask->class->unique_chars_min(c->mask);
            if (least > (size_t)domain->domain.max_chars)
                pgm_report_add(report, PGM_UNFIT, pgm_plan_place(c), c->name,
                               "give the narrow column a domain of its own, widen it, or use "
                               "another mask",
                               "unique fakes need %zu characters, but the narrowest column of its "
                               "domain %s has %d",
                               least, domain->domain.name, domain->domain.max_chars);
        }
    }
}

/* A masked partition key moves rows between partitions: they are loaded through the root, and each
 * level must have a place for any value. */
static void check_partitioned(const struct pgm_plan *plan, const struct pgm_plan_table *level,
                              struct pgm_report *report)
{
    const struct pgm_table *t = level->table;
    const struct pgm_plan_column *masked = NULL;
    for (size_t k = 0; k < t->partition_column_count; k++)
        if (t->partition_columns[k] &&
            !pgm_plan_is_kept(pgm_plan_column_of(plan, t->partition_columns[k])))
            masked = pgm_plan_column_of(plan, t->partition_columns[k]);
    for (size_t k = 0; k < t->partition_mentioned_count; k++)
        if (!pgm_plan_is_kept(pgm_plan_column_of(plan, t->partition_mentioned[k])))
            masked = pgm_plan_column_of(plan, t->partition_mentioned[k]);
    if (masked && t->partition_strategy != 'h' && !t->has_default_partition)
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(masked), masked->name,
                       "keep the column, or add a DEFAULT partition",
                       "it is masked and part of the partition key of %s, and a fake may fall "
                       "outside all partitions",
                       level->name);
    if (!masked && !t->hash_on_enum)
        return;
    const struct pgm_table *root = t->root ? t->root : t;
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        if (plan->catalog->tables[i].root == root)
            plan->tables[i].load_via_root = true;
}

void pgm_plan_check(struct pgm_plan *plan, struct pgm_report *report)
{
    pgm_plan_check_arguments(plan, report);
    for (size_t t = 0; t < plan->catalog->table_count; t++) {
        struct pgm_plan_table *table = &plan->tables[t];
        if (table->table->partition_strategy && table->selected)
            check_partitioned(plan, table, report);
        if (!pgm_plan_has_rows(table))
            continue;
        check_readable(plan, table, report);
        for (size_t c = 0; c < table->column_count; c++)
            if (!is_checked_at_parent(plan, &table->columns[c]))
                check_column(&table->columns[c], report);
    }
    pgm_plan_check_indexes(plan, report);
    pgm_plan_check_keys(plan, report);
    pgm_plan_check_conditions(plan, report);
}

void pgm_plan_check_prepared(const struct pgm_plan *plan, struct pgm_report *report)
{
    check_lengths(plan, report);
}
