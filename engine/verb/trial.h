/*
 * trial.h: a few rows of a table, masked in this process as a run would mask them.
 *
 *   SELECT ── COPY ──> rows ── scan, mask ──> group ──> originals and fakes, a cell at a time
 */
#ifndef PGM_TRIAL_H
#define PGM_TRIAL_H

#include "group.h"
#include "limits.h"
#include "pg.h"

#define PGM_TRIAL_SEPARATORS_SLACK 64 /* what the scan may write past the last */

/* Large (some 200 KiB): not for the stack. */
struct pgm_trial {
    struct pgm_pg *leader;
    struct pgm_group group; /* row_count 0: the table gave no rows */
    struct pgm_buf rows;
    struct pgm_scratch scratch;
    uint32_t separators[PGM_GROUP_SEPARATORS_MAX + PGM_TRIAL_SEPARATORS_SLACK];
};

enum pgm_status pgm_trial_init(struct pgm_trial *trial, struct pgm_pg *leader,
                               struct pgm_error *error) PGM_MUST_CHECK;
void pgm_trial_free(struct pgm_trial *trial);

/* Reads the rows of `select` (plan.h: pgm_plan_sample, pgm_plan_pick), up to some MiB, and masks them.
 * What the trial before held is gone. */
enum pgm_status pgm_trial_run(struct pgm_trial *trial, const struct pgm_plan_table *table,
                              const char *select, struct pgm_error *error) PGM_MUST_CHECK;

/* Replaces what `text` holds by the value of a copied column; false: it is NULL. */
bool pgm_trial_original(const struct pgm_trial *trial, size_t row,
                        const struct pgm_plan_column *column, struct pgm_buf *text);
/* The same of its fake; of a column or row that is kept, the original. */
bool pgm_trial_fake(const struct pgm_trial *trial, size_t row, const struct pgm_plan_column *column,
                    struct pgm_buf *text);
/* Whether that row's value leaves as it came: of a kept column, or where `when:` says no. */
bool pgm_trial_is_kept(const struct pgm_trial *trial, size_t row,
                       const struct pgm_plan_column *column);

#endif
