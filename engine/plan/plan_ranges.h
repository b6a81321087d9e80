/* plan_ranges.h: the ranges of permuted domains. A domain has one: it covers the values and sequences
 * of all its columns and fits the narrowest of their types; `range: [low, high]` pins it. */
#ifndef PGM_PLAN_RANGES_H
#define PGM_PLAN_RANGES_H

#include "plan.h"

/* Takes `range:` and `locale:` of the rules into the domains; after bind. */
void pgm_plan_domain_settings(struct pgm_plan *plan, struct pgm_report *report);

/* Whether the domain needs a range, of columns that this run reads. */
bool pgm_plan_range_wanted(const struct pgm_plan *plan, const struct pgm_plan_domain *domain);
/* SQL that gives one row (smallest, largest) over what the domain's columns hold, NULLs where they
 * hold nothing; false where there is nothing (more) to ask. *next is domain->first at first and moves
 * on, for many columns take several statements. Columns that follow a valid key are left out: their
 * values are in the referenced column; so are empty tables. */
bool pgm_plan_range_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                        const struct pgm_plan_column **next, struct pgm_buf *sql);
/* Widens the domain's range by the answer and by its sequences, up to what its narrowest type can
 * hold; holds a pinned one against them. Reports a domain whose values do not fit. */
void pgm_plan_range_set(struct pgm_plan *plan, struct pgm_plan_domain *domain, bool has_values,
                        int64_t smallest, int64_t largest, struct pgm_report *report);

/* Whether a permuted domain's column takes its numbers from the sequence. */
bool pgm_plan_sequence_feeds(const struct pgm_plan *plan, const struct pgm_sequence *sequence,
                             const struct pgm_plan_domain *domain);

#endif
