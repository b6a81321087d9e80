/* import_internal.h: what the files of import share; nobody else includes it. */
#ifndef PGM_IMPORT_INTERNAL_H
#define PGM_IMPORT_INTERNAL_H

#include "import.h"

struct pgm_import_column {
    const char *name;
    const char *rule; /* YAML flow text; NULL: lost, the comment says why */
    const char *comment;
    struct pgm_import_column *next;
};

struct pgm_import_table {
    const char *schema, *name;
    const char *where;   /* rows: {where: ...}, or NULL */
    const char *comment; /* above its columns, or NULL */
    struct pgm_import_column *columns, **last;
    struct pgm_import_table *next;
};

struct pgm_import {
    struct pgm_import_result *result;
    const char *origin;    /* "greenmask.yaml", for the head of the file */
    const char *semantics; /* lines of the head: where masks differ in kind */
    struct pgm_import_table *tables, **last;
    struct pgm_import_lost **last_lost;
};

struct pgm_import_table *pgm_import_table_of(struct pgm_import *import, const char *schema,
                                             const char *name);
/* A translated rule; the first for a column holds, a second is lost. */
void pgm_import_add(struct pgm_import *import, struct pgm_import_table *table, const char *column,
                    const char *rule, const char *origin, const char *comment);
/* A lost one. table and column may be NULL; `object` is for what is neither. */
void pgm_import_lose(struct pgm_import *import, struct pgm_import_table *table, const char *column,
                     const char *object, const char *rule, const char *reason, ...)
    PGM_PRINTF(6, 7);
void pgm_import_write(struct pgm_import *import);

/* A line of a table of translations. `rule` is YAML flow text with placeholders:
 *
 *   $max        a parameter of that name, as a scalar or list; $min|low takes the first that is there
 *   $%ratio     a share as a percentage           $@ratio  an interval as whole days, at least 1
 *   $#ratio     an interval as seconds            $~1      a parameter that is the name of a column
 *   $(1 $)1     the smallest and the largest whole number of a range like [5,10)
 *   $^2         a part of a date that date_trunc knows
 *   <, x: $x>   left out where its parameters are missing
 */
struct pgm_import_entry {
    const char *name;
    const char *rule;      /* NULL: it cannot be translated */
    const char *otherwise; /* where a parameter of `rule` is missing or of no use; or NULL */
    const char *note;      /* what differs, or why it cannot be translated; or NULL */
};

/* The parameters of a rule: appends the one of that name in the given form; false: there is none, or
 * it does not take that form. The form is '\0' or one of %@#~()^. */
struct pgm_import_parameters {
    bool (*write)(void *argument, const char *name, size_t name_bytes, char form,
                  struct pgm_buf *out);
    void *argument;
};

const struct pgm_import_entry *pgm_import_entry_find(const struct pgm_import_entry *entries,
                                                     size_t count, const char *name);
/* Fills in the placeholders; false: one is missing. */
bool pgm_import_fill(const char *rule, const struct pgm_import_parameters *parameters,
                     struct pgm_buf *out);
/* A text in the form of a placeholder. */
bool pgm_import_write_value(const char *text, char form, struct pgm_buf *out);
/* A text in its rule: numbers and booleans plain, others as pgm_rules_write_text(). */
void pgm_import_write_scalar(const char *text, struct pgm_buf *out);

enum pgm_status pgm_import_greenmask(struct pgm_import *import, const char *path,
                                     struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_import_labels(struct pgm_import *import, const struct pgm_pg_options *source,
                                  struct pgm_cancel *cancel,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* One label of a column, as SQL text (import_anon.c). `mentioned` says what it is on. */
void pgm_import_label(struct pgm_import *import, struct pgm_import_table *table, const char *column,
                      const char *label);

extern const struct pgm_import_entry pgm_greenmask_entries[];
extern const size_t pgm_greenmask_entry_count;
extern const struct pgm_import_entry pgm_anon_entries[];
extern const size_t pgm_anon_entry_count;

#endif
