/*
 * import.h: `pgmirage import`: the rules of other tools as a rules file of ours.
 *
 *   greenmask.yaml ──────── import_greenmask ─┐
 *   pg_seclabel (anon) ──── import_labels ────┴─> tables, columns, what was lost ─ write ─> YAML
 *
 * Nothing is dropped in silence: what has no translation stands in the file as a comment, with its
 * reason, and is counted. Nothing is executed, and no value of a row is read.
 */
#ifndef PGM_IMPORT_H
#define PGM_IMPORT_H

#include "buf.h"
#include "cancel.h"
#include "pg.h"
#include "report.h"

struct pgm_import_options {
    const char *path;     /* a Greenmask configuration; NULL: security labels */
    bool security_labels; /* of PostgreSQL Anonymizer, in the database `source` */
    struct pgm_pg_options source;
};

/* A rule that has no translation. */
struct pgm_import_lost {
    const char *object; /* "schema.table.column", or what else it was about */
    const char *rule;   /* its name there */
    const char *reason;
    struct pgm_import_lost *next;
};

struct pgm_import_result {
    struct pgm_arena arena;
    struct pgm_report report; /* why nothing could be read */
    struct pgm_buf text;      /* the rules file */
    size_t translated_count, lost_count;
    struct pgm_import_lost *lost;
};

/* PGM_OK also where rules were lost: the caller decides. */
enum pgm_status pgm_import(const struct pgm_import_options *options, struct pgm_cancel *cancel,
                           struct pgm_import_result *result,
                           struct pgm_error *error) PGM_MUST_CHECK;
void pgm_import_result_free(struct pgm_import_result *result);

#endif
