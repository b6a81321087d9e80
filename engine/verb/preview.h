/*
 * preview.h: `pgmirage preview`: a few rows before and after, masked as a dump would mask them, with
 * nothing written.
 *
 * Rules that cannot be read or used end it, and so does any finding about the table that is asked for.
 * What is found about other tables does not: whoever writes rules looks at one table at a time.
 */
#ifndef PGM_PREVIEW_H
#define PGM_PREVIEW_H

#include "cancel.h"
#include "job.h"

struct pgm_preview_options {
    struct pgm_job_options job;
    const char
        *table;    /* "schema.table", or "table" where only one schema has it; NULL: some tables */
    unsigned rows; /* of each */
};

#define PGM_PREVIEW_TABLES_MAX 5 /* where no table is named */

/* A value in its text form. */
struct pgm_preview_cell {
    const char *data; /* NULL: the SQL NULL */
    size_t bytes;
};

struct pgm_preview_column {
    const char *name;
    const char *mask; /* its name; "keep" */
    bool unread;      /* the server computes it (sql): `before` holds nothing */
    struct pgm_preview_cell *before, *after; /* one a row */
    bool *kept;                              /* one a row: it leaves as it came */
};

struct pgm_preview_table {
    const char *name;
    double estimated_rows; /* below 0: nobody knows */
    size_t row_count, column_count, masked_count;
    struct pgm_preview_column *columns; /* those that are copied */
    struct pgm_preview_table *next;
};

struct pgm_preview_result {
    struct pgm_arena arena;
    struct pgm_report report; /* why nothing is shown */
    struct pgm_preview_table *tables;
    const char *key;       /* what becomes of it, for people */
    size_t more_count;     /* further tables with masked columns */
    size_t left_out_count; /* tables that the rules do not fit */
};

enum pgm_status pgm_preview(const struct pgm_preview_options *options, struct pgm_cancel *cancel,
                            struct pgm_preview_result *result,
                            struct pgm_error *error) PGM_MUST_CHECK;
void pgm_preview_result_free(struct pgm_preview_result *result);

#endif
