/* plan_check.h: the parts of preflight, and what they ask of tables and columns. */
#ifndef PGM_PLAN_CHECK_H
#define PGM_PLAN_CHECK_H

#include "plan_internal.h"

/* plan_indexes.c: unique and primary keys, exclusion constraints. */
void pgm_plan_check_indexes(const struct pgm_plan *plan, struct pgm_report *report);
/* plan_keys.c: foreign keys, declared and written, and the rows they point to. */
void pgm_plan_check_keys(const struct pgm_plan *plan, struct pgm_report *report);

/* plan_conditions.c: `when` and sql masks on keys, unique and subject columns. */
void pgm_plan_check_conditions(const struct pgm_plan *plan, struct pgm_report *report);

static inline bool pgm_plan_has_rows(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind != 'f';
}

static inline struct pgm_place pgm_plan_place(const struct pgm_plan_column *column)
{
    return column->rule ? column->rule->place : PGM_NOWHERE;
}

static inline bool pgm_plan_makes_null(const struct pgm_plan_column *column)
{
    return column->class && (column->class->flags & PGM_MASK_NULLS);
}

/* The server computes it, in a way that only the rules' author knows. */
static inline bool pgm_plan_is_sql(const struct pgm_plan_column *column)
{
    return column->class && (column->class->flags & PGM_MASK_SQL);
}

/* `when:` of a column that is masked, or NULL. */
static inline const char *pgm_plan_condition(const struct pgm_plan_column *column)
{
    return column->rule && !pgm_plan_is_kept(column) ? column->rule->when : NULL;
}

#endif
