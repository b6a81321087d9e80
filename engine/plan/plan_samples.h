/* plan_samples.h: what masks that draw from their domain's own values (shuffle) draw from. */
#ifndef PGM_PLAN_SAMPLES_H
#define PGM_PLAN_SAMPLES_H

#include "plan.h"

/* SQL that gives up to PGM_PLAN_SAMPLE_ROWS texts, of rows that this run reads, always in the same order
 * for the same tables; false where there is nothing to ask. Of large tables some pages are read, unless
 * `whole` is said. */
#define PGM_PLAN_SAMPLE_ROWS 10000
bool pgm_plan_sample_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                         bool whole, struct pgm_buf *sql);
/* SQL that says whether those rows have values at all; false where there is nothing to ask. */
bool pgm_plan_sample_any_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                             struct pgm_buf *sql);
/* Whether the domain's mask draws from a sample. */
bool pgm_plan_is_sampled(const struct pgm_plan_domain *domain);
/* Copies the texts. */
void pgm_plan_sample_set(struct pgm_plan *plan, struct pgm_plan_domain *domain,
                         const struct pgm_span *texts, size_t count);

#endif
