/*
 * plan_indexes.c: whether unique keys still hold over the fakes. Each column of a key must stay
 * distinct by itself: that is more than a composite key needs, and it can be shown without its rows.
 * What an expression, a condition or a generated column makes of a fake cannot be shown, but for
 * lower() of a fake that is unique whatever its letters' case.
 */
#include <string.h>

#include "plan_check.h"

static bool is_injective(const struct pgm_plan_column *column)
{
    if (pgm_plan_is_kept(column))
        return true;
    const uint32_t flags = column->class->flags;
    return (flags & PGM_MASK_INJECTIVE) ||
           ((flags & PGM_MASK_INJECTIVE_TAGGED) && column->domain->domain.unique);
}

static const char *kind_of(const struct pgm_index *index)
{
    return index->kind == PGM_INDEX_PRIMARY  ? "primary key"
           : index->kind == PGM_INDEX_UNIQUE ? "unique index"
                                             : "exclusion constraint";
}

static bool is_among(const struct pgm_column *column, struct pgm_column *const *columns,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (columns[i] == column)
            return true;
    return false;
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

/* A column that the index holds as it is. */
static void check_key_column(const struct pgm_plan_column *column, const struct pgm_index *index,
                             struct pgm_report *report)
{
    if (pgm_plan_makes_null(column) && index->kind == PGM_INDEX_UNIQUE &&
        !index->nulls_not_distinct)
        return;
    if (!is_injective(column))
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       "use a mask that keeps distinct values distinct: permute, email, hash, uuid",
                       "the mask %s can give two rows the same value, but the column is part of "
                       "the %s %s",
                       column->class->name, kind_of(index), index->name);
}

/* A column inside an expression or the condition. */
static void check_used_column(const struct pgm_plan_column *column, const struct pgm_index *index,
                              struct pgm_report *report)
{
    const bool proven =
        is_lower_of(index, column->column, &report->arena) &&
        !is_among(column->column, index->conditions, index->condition_count) &&
        (pgm_plan_makes_null(column)
             ? !index->nulls_not_distinct
             : is_injective(column) && (column->class->flags & PGM_MASK_INJECTIVE_TAGGED));
    if (!proven)
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       "keep the column, or drop the index in a copy of the schema",
                       "it is masked and used in an expression or condition of the %s %s, which "
                       "cannot be shown to hold afterwards",
                       kind_of(index), index->name);
}

/* The server computes a generated column again, from fakes. */
static void check_generated(const struct pgm_plan *plan, const struct pgm_index *index,
                            const struct pgm_column *generated, struct pgm_report *report)
{
    for (size_t i = 0; i < generated->generated_from_count; i++) {
        const struct pgm_plan_column *column =
            pgm_plan_column_of(plan, generated->generated_from[i]);
        if (!pgm_plan_is_kept(column))
            pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                           "keep the column, or drop the index in a copy of the schema",
                           "it is masked and the column %s is generated from it, so that the %s %s "
                           "cannot be shown to hold afterwards",
                           generated->name, kind_of(index), index->name);
    }
}

static void check_index_column(const struct pgm_plan *plan, const struct pgm_index *index,
                               const struct pgm_column *used, bool in_expression,
                               struct pgm_report *report)
{
    const struct pgm_plan_column *column = pgm_plan_column_of(plan, used);
    if (used->generated)
        check_generated(plan, index, used, report);
    else if (pgm_plan_is_kept(column))
        return;
    else if (index->kind == PGM_INDEX_EXCLUSION)
        pgm_report_add(report, PGM_UNFIT, pgm_plan_place(column), column->name,
                       "keep the column, or drop the constraint in a copy of the schema",
                       "it is masked and part of the exclusion constraint %s, which cannot be "
                       "shown to hold afterwards",
                       index->name);
    else if (in_expression)
        check_used_column(column, index, report);
    else
        check_key_column(column, index, report);
}

static bool is_same_key(const struct pgm_index *index, const struct pgm_index *of_root)
{
    if (of_root->kind != index->kind || of_root->column_count != index->column_count)
        return false;
    for (size_t k = 0; k < index->column_count; k++)
        if (!index->columns[k] || !index->columns[k]->parent ||
            index->columns[k]->parent != of_root->columns[k])
            return false;
    return !index->predicate && !of_root->predicate;
}

/* A partition repeats its root's indexes, which are judged once, at the root; its own are not. */
static bool repeats_root(const struct pgm_plan *plan, const struct pgm_index *index)
{
    const struct pgm_table *root = index->table->root;
    if (!root || !pgm_plan_has_rows(pgm_plan_table_of(plan, root)))
        return false;
    for (size_t i = 0; i < plan->catalog->index_count; i++)
        if (plan->catalog->indexes[i].table == root &&
            is_same_key(index, &plan->catalog->indexes[i]))
            return true;
    return false;
}

void pgm_plan_check_indexes(const struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->catalog->index_count; i++) {
        const struct pgm_index *index = &plan->catalog->indexes[i];
        if (!pgm_plan_has_rows(pgm_plan_table_of(plan, index->table)) || !index->valid ||
            repeats_root(plan, index))
            continue;
        for (size_t k = 0; k < index->column_count; k++)
            if (index->columns[k])
                check_index_column(plan, index, index->columns[k], false, report);
        for (size_t k = 0; k < index->mentioned_count; k++)
            check_index_column(plan, index, index->mentioned[k], true, report);
    }
}
