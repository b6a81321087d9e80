/*
 * check.h: `pgmirage check`: do the rules still fit the database? For a pipeline: all that is new, gone
 * or changed, and all that preflight finds, in one answer, with the rules that `init` would write.
 */
#ifndef PGM_CHECK_H
#define PGM_CHECK_H

#include "cancel.h"
#include "job.h"

struct pgm_check_options {
    struct pgm_job_options job;
    unsigned sample_rows; /* of a table, to look at; 0: none */
};

enum pgm_check_kind {
    PGM_CHECK_RULES, /* rules that cannot be used */
    PGM_CHECK_UNFIT,
    PGM_CHECK_NEW_TABLE,
    PGM_CHECK_NEW_COLUMN,
    PGM_CHECK_GONE_TABLE,
    PGM_CHECK_GONE_COLUMN,
    PGM_CHECK_CHANGED_COLUMN,
    PGM_CHECK_NOTE, /* what `unlisted:` lets through; no fault */
};

/* One line of the answer. NULL where there is nothing to say. */
struct pgm_check_item {
    enum pgm_check_kind kind;
    struct pgm_place place;
    const char *object;         /* as messages name it */
    const char *table, *column; /* its parts: "schema.table" and the column */
    const char *key;            /* the table or column as the rules spell it, for a new one */
    const char *message, *hint;
    bool of_new_table; /* a column of the new table before it */
    const struct pgm_column *subject;
    /* What `init` would write. */
    const char *rule, *reason;
    bool review;
};

struct pgm_check_result {
    struct pgm_arena arena;
    struct pgm_report report;
    struct pgm_check_item *items;
    size_t item_count, item_capacity;
    size_t table_count, column_count; /* that a dump would read */
    size_t masked_count, kept_count;  /* of the columns */
};

/* PGM_OK, or the most basic status of what was found; the result is filled as far as the check came. */
enum pgm_status pgm_check(const struct pgm_check_options *options, struct pgm_cancel *cancel,
                          struct pgm_check_result *result, struct pgm_error *error) PGM_MUST_CHECK;
void pgm_check_result_free(struct pgm_check_result *result);

#endif
