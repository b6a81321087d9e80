/*
 * init.h: `pgmirage init`: a rules file for a database, or what is new in it added to one.
 *
 *   catalog ─┐                                   ┌── refused ──┐
 *   samples ─┴─ detection ─> a rule a column ─> text ─> read, planned, tried on rows ─> file
 *   rules file (--update) ─ what it does not cover ─┘
 *
 * Every rule that it writes was accepted by the checks that `dump` makes, or is marked for review. The
 * text holds names and counts, never a value of the database.
 */
#ifndef PGM_INIT_H
#define PGM_INIT_H

#include <sys/stat.h>

#include "cancel.h"
#include "job.h"

struct pgm_init_options {
    struct pgm_job_options job;
    const char *output; /* -f; NULL or "-": standard output, which the caller writes */
    unsigned sample_rows;
    const char *locale; /* NULL: the one that the samples speak of */
    bool update;
    struct pgm_texts presets; /* --preset: names of files in presets/, without .yaml */
};

/* How a column comes by its rule in the text. */
enum pgm_init_way {
    PGM_INIT_COVERED,   /* by rules that were there before, or a preset */
    PGM_INIT_LISTED,    /* by a line of its own */
    PGM_INIT_KEY,       /* it follows the column that its foreign key references */
    PGM_INIT_PARENT,    /* it follows the same column of its inheritance parent */
    PGM_INIT_GENERATED, /* it takes none */
};

/* Texts live as long as the result. */
struct pgm_init_column {
    const char *table, *column; /* "schema.table" and the column, as the catalog spells them */
    enum pgm_init_way way;
    const char *kind, *rule, *mask; /* rule and mask: NULL where it takes none */
    const char *reason;
    int certainty;
    bool review;
};

struct pgm_init_result {
    struct pgm_arena arena;
    struct pgm_report report;        /* why there is no file */
    struct pgm_report warnings;      /* what the file does not solve */
    struct pgm_buf text;             /* the file's */
    bool changed;                    /* false: --update found nothing new */
    struct stat was;                 /* the file that --update read */
    struct pgm_init_column *columns; /* of all tables, by table */
    size_t column_count;
    size_t new_tables, new_columns; /* that were added */
    size_t masked_columns, review_columns;
};

/* Makes the text; writes nothing. PGM_BAD_USAGE: the file exists, or (update) cannot be used. */
enum pgm_status pgm_init(const struct pgm_init_options *options, struct pgm_cancel *cancel,
                         struct pgm_init_result *result, struct pgm_error *error) PGM_MUST_CHECK;
/* Writes `text` (the result's, or another view of it) to the file that `output` names, if it names one: a
 * new file, or (update) in place of the old one unless nothing changed. */
enum pgm_status pgm_init_save(const struct pgm_init_options *options,
                              const struct pgm_init_result *result, const struct pgm_buf *text,
                              struct pgm_error *error) PGM_MUST_CHECK;
void pgm_init_result_free(struct pgm_init_result *result);

#endif
