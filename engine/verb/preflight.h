/* preflight.h: the parts of preflight that ask the server, over the leader's connection and in its
 * snapshot; findings go to the report. */
#ifndef PGM_PREFLIGHT_H
#define PGM_PREFLIGHT_H

#include "pg.h"
#include "plan.h"

/* The ranges of permuted domains, from what their columns hold. Before pgm_plan_prepare. */
enum pgm_status pgm_preflight_ranges(struct pgm_pg *leader, struct pgm_plan *plan,
                                     struct pgm_report *report,
                                     struct pgm_error *error) PGM_MUST_CHECK;
/* The samples that masks draw from. Before pgm_plan_prepare. */
enum pgm_status pgm_preflight_samples(struct pgm_pg *leader, struct pgm_plan *plan,
                                      struct pgm_error *error) PGM_MUST_CHECK;
/* Expressions of the rules (where, when, sql): the server parses the statements they stand in, without
 * running them; and values of the rules, below. After pgm_plan_prepare. */
enum pgm_status pgm_preflight_expressions(struct pgm_pg *leader, const struct pgm_plan *plan,
                                          struct pgm_report *report,
                                          struct pgm_error *error) PGM_MUST_CHECK;
/* Values that rules write down, as constant and choose have them: the server reads each as its column's
 * type. After pgm_plan_bind. */
enum pgm_status pgm_preflight_literals(struct pgm_pg *leader, const struct pgm_plan *plan,
                                       struct pgm_report *report,
                                       struct pgm_error *error) PGM_MUST_CHECK;
/* CHECK constraints, domains, and types whose values only the server can judge, on masked sample rows. After pgm_preflight_expressions. */
enum pgm_status pgm_preflight_checks(struct pgm_pg *leader, const struct pgm_plan *plan,
                                     struct pgm_report *report,
                                     struct pgm_error *error) PGM_MUST_CHECK;

/* How a statement failed that was only tried. */
struct pgm_preflight_fault {
    struct pgm_error error;
    char sqlstate[6];
};

/* Runs a statement in a savepoint, so that its failure does not end the snapshot's transaction: it is
 * told in `fault`. The answer is NULL then, and else to be cleared. */
enum pgm_status pgm_preflight_try(struct pgm_pg *leader, const char *sql, const char *what,
                                  PGresult **answer, struct pgm_preflight_fault *fault,
                                  struct pgm_error *error) PGM_MUST_CHECK;

#endif
