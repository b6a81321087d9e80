/*
 * plan_aside.h: going on in spite of findings.
 *
 * A run that writes ends with the first stage that found something. A verb that only looks goes on: what
 * a finding names is set aside, and the later stages judge the rest. A plan with anything set aside must
 * never be run.
 */
#ifndef PGM_PLAN_ASIDE_H
#define PGM_PLAN_ASIDE_H

#include "plan.h"

/* What the objects of findings ("schema.table.column", the name of a domain) mean. */
struct pgm_plan_names {
    struct pgm_map tables, columns, domains;
};
void pgm_plan_names_make(struct pgm_plan_names *names, const struct pgm_plan *plan);
void pgm_plan_names_free(struct pgm_plan_names *names);
/* NULL: it is none. */
struct pgm_plan_table *pgm_plan_table_named(const struct pgm_plan_names *names, const char *object);
struct pgm_plan_column *pgm_plan_column_named(const struct pgm_plan_names *names,
                                              const char *object);
struct pgm_plan_domain *pgm_plan_domain_named(const struct pgm_plan_names *names,
                                              const char *object);

/* Deselects the tables that findings name, has the columns that they name kept, and those of the domains
 * that they name. Repeats itself without harm. */
void pgm_plan_set_aside(struct pgm_plan *plan, const struct pgm_report *report);

static inline bool pgm_plan_is_aside(const struct pgm_plan_column *column)
{
    return column->origin == PGM_ORIGIN_NONE && !column->column->generated;
}

#endif
