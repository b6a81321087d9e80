/*
 * detect.h: which columns hold what of a person, and the rule to propose for each.
 *
 *   catalog ────────────────┐
 *   samples ── look, a table┴─> evidence a column ── finish: keys, subjects, domains ──> detections
 *   rules/detectors ───────┘      (counts only)           (the whole catalog at once)
 *
 * Without machine learning: the gate of the type, the words in the names of column and table, what the
 * sampled values look like (patterns with check digits, dictionaries, entropy), each as a share of the
 * values. Nothing here keeps a value or writes one into a text.
 */
#ifndef PGM_DETECT_H
#define PGM_DETECT_H

#include <stdbool.h>
#include <stddef.h>

#include "catalog.h"
#include "span.h"
#include "status.h"

/* So many bytes of a value are looked at; a sample may be cut there (on any byte). */
#define PGM_DETECT_VALUE_BYTES_MAX 8192
/* So many rows of a sample are looked at. */
#define PGM_DETECT_ROWS_MAX 10000

/* The detectors of rules/detectors, compiled. Immutable: threads may share it. */
struct pgm_detector;

/* Compiles the detectors that were embedded at build time; some ten milliseconds. An error is one of the
 * build (a detector's file is wrong). */
enum pgm_status pgm_detector_new(struct pgm_detector **detector,
                                 struct pgm_error *error) PGM_MUST_CHECK;
void pgm_detector_free(struct pgm_detector *detector); /* NULL is ignored */

/* Rows of one table, in the text form that COPY and SELECT write (dates in ISO style). */
struct pgm_detect_sample {
    size_t row_count;
    /* Row by row, as many a row as table->column_count, in that order: the value of column c in row r
     * is values[r * column_count + c]. data NULL: the SQL NULL, or a column that was not read (a
     * generated one). Any bytes will do. */
    const struct pgm_span *values;
};

/* What is proposed for one column. All texts live as long as the run. */
struct pgm_detection {
    /* One of: given_name family_name full_name email phone username street postal_code city region
     * country company job_title birth_date age gender national_id tax_id passport license_plate card
     * card_code iban bic account_number ip mac device_id user_agent url file_name slug geo secret
     * email_hash free_text structure audit_image binary tsvector timestamp sensitive person_key none.
     * "none": nothing personal was found; the rule may be a mask all the same (thin evidence). */
    const char *kind;
    /* YAML flow text as it stands behind the colon: `email`, `{mask: given_name, by: id}`, `keep`,
     * one line. NULL: the column takes no rule (generated, or it follows the same column of its
     * partition root or inheritance parent). */
    const char *rule;
    /* Another rule that the user may prefer, to be written as a comment; NULL: none. */
    const char *alternative;
    /* What to propose instead where preflight refuses `rule`, in this order; ends with NULL. `keep`
     * comes last where nothing else can stand, and must then be marked for review. */
    const char *const *fallbacks;
    /* "name: e-mail; 998 of 1,000 values are addresses": names and counts, never a value. One line
     * without `#` at its start; never NULL. */
    const char *reason;
    int certainty; /* 0 to 100 */
    bool review;   /* the evidence is thin: to be marked `# review` */
};

/* Detection over one catalog. Not thread-safe; detector and catalog must outlive it. */
struct pgm_detect;

struct pgm_detect *pgm_detect_begin(const struct pgm_detector *detector,
                                    const struct pgm_catalog *catalog);
/* Counts what the rows of a table show; the sample may be freed afterwards. At most once a table, in
 * any order. A table that is never looked at, or whose sample is empty, is judged by names and types
 * alone. Rows of partitions and inheritance children count for the parent's columns, so look at
 * either, or both. */
void pgm_detect_look(struct pgm_detect *run, const struct pgm_table *table,
                     const struct pgm_detect_sample *sample);
/* Decides every column of the catalog. Once, after the last look. */
void pgm_detect_finish(struct pgm_detect *run);

/* After finish; never NULL. */
const struct pgm_detection *pgm_detect_of(const struct pgm_detect *run,
                                          const struct pgm_column *column);
/* After finish: the locale whose names and cities the samples hold most of, for `locale:`; "en_US"
 * where they tell too little. */
const char *pgm_detect_locale(const struct pgm_detect *run);
void pgm_detect_free(struct pgm_detect *run); /* NULL is ignored */

#endif
