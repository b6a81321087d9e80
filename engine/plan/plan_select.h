/*
 * plan_select.h: what a table's rows are read with beyond its columns.
 *
 *   SELECT a, CAST((upper(b)) AS text), c,  (country = 'DE'),  pgm_k1.pgm_c1
 *          ───────── the row itself ──────  ───── hidden: read, used, never written ─────
 *   FROM ONLY s.t LEFT JOIN (SELECT id AS pgm_key, first_name AS pgm_c1 FROM ONLY s.customers) AS pgm_k1
 *        ON pgm_k1.pgm_key = t.customer_id
 *
 * Hidden columns carry the conditions of masks (`when`) and the values that `known:` fetches over a
 * foreign key, joined by the server, which spills what does not fit its memory.
 */
#ifndef PGM_PLAN_SELECT_H
#define PGM_PLAN_SELECT_H

#include "plan.h"

struct pgm_plan_hidden {
    const char *expression;
    const struct pgm_type *type;
    const char *name; /* for messages */
};

/* The index of a hidden column among the fields of a row; an equal expression is added once. */
size_t pgm_plan_hidden_add(struct pgm_plan *plan, struct pgm_plan_table *table,
                           const char *expression, const struct pgm_type *type, const char *name);
/* Joins the row that `key` (a column of a foreign key) references; gives the join's alias. */
const char *pgm_plan_join(struct pgm_plan *plan, struct pgm_plan_table *table,
                          const struct pgm_foreign_key *key);
/* The joined row's column as an expression. */
const char *pgm_plan_joined(struct pgm_plan *plan, struct pgm_plan_table *table, const char *alias,
                            const struct pgm_column *column);

/* Decides whether the table is read in the binary format, of which binary.h must render each column whose
 * values are fetched, and into a server also written in it, where each column must pass. After the steps
 * were made, which add hidden columns and tell which are blind. */
void pgm_plan_choose_format(struct pgm_plan *plan, struct pgm_plan_table *table);

#endif
