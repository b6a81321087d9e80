/*
 * sample.h: some rows of many tables, spread over each, for detection.
 *
 * One read-only statement a table, over few pages, of values cut by the server: the work and the
 * memory do not grow with a table. Nothing is written anywhere. No lock outlives its table.
 */
#ifndef PGM_SAMPLE_H
#define PGM_SAMPLE_H

#include "detect.h"
#include "job.h"

/* Whether rows of the table can be read in this session. */
bool pgm_sample_is_readable(const struct pgm_catalog *catalog, const struct pgm_table *table);

/*
 * Shows `run` up to `rows` rows of each table that `wanted` takes, or whose partition root it takes: of
 * a partition tree, some of each of its leaves. `leader` is in a transaction. A table that cannot be
 * read is passed over: with a finding in `skipped` where its statement failed.
 */
enum pgm_status pgm_sample_tables(struct pgm_pg *leader, const struct pgm_catalog *catalog,
                                  pgm_plan_selector *wanted, void *argument, size_t rows,
                                  struct pgm_detect *run, struct pgm_report *skipped,
                                  struct pgm_error *error) PGM_MUST_CHECK;

/* Appends the addresses of up to `rows` rows spread over an ordinary table, as pgm_plan_pick() takes
 * them, in the order of their hash. Nothing where there are none, or where addresses mean nothing. */
enum pgm_status pgm_sample_places(struct pgm_pg *leader, const struct pgm_table *table, size_t rows,
                                  struct pgm_buf *places, struct pgm_error *error) PGM_MUST_CHECK;

#endif
