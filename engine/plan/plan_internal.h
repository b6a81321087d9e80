/* plan_internal.h: the steps of bind, shared by the files of this folder. */
#ifndef PGM_PLAN_INTERNAL_H
#define PGM_PLAN_INTERNAL_H

#include "plan.h"

/* plan_tables.c: table entries x tables, rows, unknown names. */
void pgm_bind_tables(struct pgm_plan *plan, struct pgm_report *report);
/* plan_columns.c: every column's rule; what no rule covers. */
void pgm_bind_columns(struct pgm_plan *plan, struct pgm_report *report);
/* plan_domains.c: domains, subjects, what they share. */
void pgm_bind_domains(struct pgm_plan *plan, struct pgm_report *report);

/* The columns' foreign keys and `references:` as links; before pgm_bind_columns. */
void pgm_bind_references(struct pgm_plan *plan, struct pgm_report *report);
/* The table that a written name means: exactly one, or NULL with a finding if `report` is given. */
const struct pgm_table *pgm_plan_find_table(const struct pgm_plan *plan, const char *schema,
                                            const char *name);
bool pgm_plan_pattern_matches(const struct pgm_rule_table *rule, const struct pgm_table *table);
/* plan_prepare.c: the arguments of all columns' masks, checked. */
void pgm_plan_check_arguments(struct pgm_plan *plan, struct pgm_report *report);
/* Nearest names, for hints; in the report's arena, or NULL. */
const char *pgm_plan_suggest_table(const struct pgm_plan *plan, const char *name,
                                   struct pgm_report *report);
const char *pgm_plan_suggest_column(const struct pgm_table *table, const char *name,
                                    struct pgm_report *report);

/* The domain of that name, made if there is none; its key is derived by prepare. */
struct pgm_plan_domain *pgm_plan_domain_get(struct pgm_plan *plan, const char *name);
/* Takes `range` and `locale` from a rule's arguments. */
void pgm_plan_domain_take(struct pgm_plan_domain *domain, const struct pgm_node *args,
                          struct pgm_report *report);
/* The same of a rule for a part of a value; `is_late`: the domain is prepared already. */
void pgm_plan_domain_take_inner(struct pgm_plan_domain *domain, const struct pgm_inner_rule *rule,
                                bool is_late, struct pgm_report *report);
/* Its entry under `domains:`, or NULL. */
const struct pgm_rule_domain *pgm_plan_domain_rule(const struct pgm_plan *plan, const char *name);

/* plan_steps.c: the order of a table's masks; after all columns are prepared. */
void pgm_plan_make_steps(struct pgm_plan *plan, struct pgm_plan_table *table,
                         struct pgm_report *report);

#define PGM_NOWHERE ((struct pgm_place){0})

#endif
