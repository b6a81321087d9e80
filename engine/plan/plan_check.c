/*
 * plan_check.c: what would fail at the restore is said before a row is read, all of it at once: the
 * column, the reason, and what would fix it. Rights are checked here, too, for they also decide
 * whether the run can end.
 */
#include <string.h>

#include "plan_internal.h"

static bool has_rows(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind != 'f';
}

static struct pgm_place place_of(const struct pgm_plan_column *column)
{
    return column->rule ? column->rule->place : PGM_NOWHERE;
}

static bool makes_null(const struct pgm_plan_column *column)
{
    return column->class && (column->class->flags & PGM_MASK_NULLS);
}

static bool is_injective(const struct pgm_plan_column *column)
{
    if (pgm_plan_is_kept(column))
        return true;
    const uint32_t flags = column->class->flags;
    return (flags & PGM_MASK_INJECTIVE) ||
           ((flags & PGM_MASK_INJECTIVE_TAGGED) && column->domain->domain.unique);
}

static void check_rights(const struct pgm_plan *plan, const struct pgm_plan_table *table,
                         struct pgm_report *report)
{
    const struct pgm_table *t = table->table;
    if (t->relkind != 'r')
        return;
    if (!t->can_select || !t->can_lock)
        pgm_report_add(report, PGM_UNFIT, PGM_NOWHERE, table->name,
                       "GRANT SELECT on it, or pg_read_all_data to the role",
                       "no right to read this table");
    else if (t->row_security_applies)
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
    if (!(column->class->kinds & PGM_KIND_BIT(type->kind)))
        pgm_report_add(report, PGM_UNFIT, place_of(column), column->name,
                       pgm_arena_printf(&report->arena, "`pgmirage masks %s` shows its types",
                                        column->class->name),
                       "the mask %s does not take the type %s", column->class->name, type->name);
    if (makes_null(column) && (column->column->not_null || type->domain_not_null))
        pgm_report_add(report, PGM_UNFIT, place_of(column), column->name,
                       column->origin == PGM_ORIGIN_UNLISTED
                           ? "list the column with a mask of its own"
                           : "use constant, redact or another mask that gives a value",
                       "the mask null in a column that is NOT NULL");
}

/* lower(col) judges the fakes of masks that are injective whatever the letters' case. */
static bool is_lower_of(const struct pgm_index *index, const struct pgm_column *column,
                        struct pgm_arena *arena)
{
    if (!index->expressions || index->column_count != 1)
        return false;
    const char *forms[] = {"lower(%s)", "lower((%s)::text)", "lower(\"%s\")",
                           "lower((\"%s\")::text)"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *open = strstr(forms[i], "%s");
        const char *text = pgm_arena_printf(arena, "%.*s%s%s", (int)(open - forms[i]), forms[i],
                                            column->name, open + 2);
        if (strcmp(index->expressions, text) == 0)
            return true;
    }
    return false;
}

static void check_index_column(const struct pgm_plan *plan, const struct pgm_index *index,
                               const struct pgm_column *mentioned, bool in_expression,
                               struct pgm_report *report)
{
    const struct pgm_plan_column *column = pgm_plan_column_of(plan, mentioned);
    if (pgm_plan_is_kept(column))
        return;
    const char *kind = index->kind == PGM_INDEX_PRIMARY ? "primary key" : "unique index";
    if (index->kind == PGM_INDEX_EXCLUSION) {
        pgm_report_add(report, PGM_UNFIT, place_of(column), column->name,
                       "keep the column, or drop the constraint in a copy of the schema",
                       "it is masked and part of the exclusion constraint %s, which cannot be "
                       "shown to hold afterwards",
                       index->name);
        return;
    }
    if (makes_null(column) && index->kind == PGM_INDEX_UNIQUE && !index->nulls_not_distinct)
        return;
    if (in_expression && is_lower_of(index, mentioned, &report->arena) && is_injective(column) &&
        (column->class->flags & PGM_MASK_INJECTIVE_TAGGED))
        return;
    if (in_expression)
        pgm_report_add(report, PGM_UNFIT, place_of(column), column->name,
                       "keep the column, or drop the index in a copy of the schema",
                       "it is masked and used in an expression or condition of the %s %s, which "
                       "cannot be shown to hold afterwards",
                       kind, index->name);
    else if (!is_injective(column))
        pgm_report_add(report, PGM_UNFIT, place_of(column), column->name,
                       "use a mask that keeps distinct values distinct: permute, email, hash, uuid",
                       "the mask %s can give two rows the same value, but the column is part of "
                       "the %s %s",
                       column->class->name, kind, index->name);
}

/* A partition repeats its root's indexes; they are judged once, at the root. */
static bool repeats_root(const struct pgm_index *index)
{
    for (size_t k = 0; k < index->column_count; k++)
        if (!index->columns[k] || !index->columns[k]->parent)
            return false;
    return index->table->is_partition;
}

static void check_indexes(const struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->catalog->index_count; i++) {
        const struct pgm_index *index = &plan->catalog->indexes[i];
        if (!has_rows(pgm_plan_table_of(plan, index->table)) || !index->valid ||
            repeats_root(index))
            continue;
        for (size_t k = 0; k < index->column_count; k++)
            if (index->columns[k])
                check_index_column(plan, index, index->columns[k], false, report);
        for (size_t k = 0; k < index->mentioned_count; k++)
            check_index_column(plan, index, index->mentioned[k], true, report);
    }
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
                pgm_report_add(report, PGM_UNFIT, place_of(c), c->name,
                               "give the narrow column a domain of its own, widen it, or use "
                               "another mask",
                               "unique fakes need %zu characters, but the narrowest column of its "
                               "domain %s has %d",
                               least, domain->domain.name, domain->domain.max_chars);
        }
    }
}

static void check_key_pair(const struct pgm_foreign_key *key, const struct pgm_plan_column *from,
                           const struct pgm_plan_column *to, struct pgm_report *report)
{
    if (makes_null(from) || !from->class || !to->class)
        return;
    const bool same = pgm_plan_is_kept(from) && pgm_plan_is_kept(to);
    if (same || (from->domain && from->domain == to->domain && from->class == to->class))
        return;
    pgm_report_add(report, PGM_UNFIT, place_of(from), from->name,
                   pgm_arena_printf(&report->arena,
                                    "leave its rule out (it then follows %s), or give both the "
                                    "same domain",
                                    to->name),
                   "the foreign key %s would not hold: %s is %s, %s is %s", key->name, from->name,
                   pgm_plan_is_kept(from) ? "kept" : "masked otherwise", to->name,
                   pgm_plan_is_kept(to) ? "kept" : "masked");
}

static void check_foreign_keys(const struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &plan->catalog->foreign_keys[i];
        const struct pgm_plan_table *table = pgm_plan_table_of(plan, key->table);
        const struct pgm_plan_table *referenced = pgm_plan_table_of(plan, key->referenced);
        if (!has_rows(table) || !referenced->selected)
            continue;
        bool nulled = false;
        for (size_t k = 0; k < key->column_count; k++)
            if (key->columns[k] && key->referenced_columns[k]) {
                const struct pgm_plan_column *from = pgm_plan_column_of(plan, key->columns[k]);
                nulled = nulled || makes_null(from);
                check_key_pair(key, from, pgm_plan_column_of(plan, key->referenced_columns[k]),
                               report);
            }
        if (referenced->rows != PGM_ROWS_ALL && key->validated && !nulled)
            pgm_report_add(
                report, PGM_UNFIT, referenced->rule ? referenced->rule->rows_place : PGM_NOWHERE,
                referenced->name,
                "say `rows: none` for the referencing table, too, or read all rows here",
                "`rows: %s` on a table that the kept rows of %s reference (%s)",
                referenced->rows == PGM_ROWS_NONE ? "none" : "where", table->name, key->name);
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
        pgm_report_add(report, PGM_UNFIT, place_of(masked), masked->name,
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
        if (!has_rows(table))
            continue;
        check_rights(plan, table, report);
        for (size_t c = 0; c < table->column_count; c++)
            if (table->columns[c].origin != PGM_ORIGIN_PARENT)
                check_column(&table->columns[c], report);
    }
    check_indexes(plan, report);
    check_foreign_keys(plan, report);
}

void pgm_plan_check_prepared(const struct pgm_plan *plan, struct pgm_report *report)
{
    check_lengths(plan, report);
}
