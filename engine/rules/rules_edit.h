/*
 * rules_edit.h: rules are added to a file that people write by hand. The text is edited at marks that
 * the parser gives, not written anew: every byte of theirs stays, comments, order and style included.
 */
#ifndef PGM_RULES_EDIT_H
#define PGM_RULES_EDIT_H

#include "buf.h"
#include "rules.h"

/* A line under `columns:`. Names are those of the catalog. */
struct pgm_rules_added_column {
    const char *name;        /* NULL: `note` is a comment with a line of its own */
    const char *rule;        /* as it stands behind the colon: `email`, `{mask: ...}` */
    const char *note;        /* the comment behind it, or NULL */
    const char *alternative; /* another rule, for a commented line below, or NULL */
};

struct pgm_rules_added_table {
    const char *schema, *name;
    const char *written; /* how the rules spell it (struct pgm_rule_table), NULL: not at all */
    const char *note;    /* a comment above a new entry, or NULL */
    bool note_only;      /* no entry: others cover the table */
    const struct pgm_rules_added_column *columns;
    size_t column_count;
};

/*
 * Appends `text` with the tables added to `out`. A table that has an entry gets its columns there, in
 * block or flow style as that entry is written (comments are left out in flow style); any other one
 * gets a new entry behind the last. `text` must be accepted by pgm_rules_parse(), includes aside. The
 * result is read again and compared: a file in which there is no safe place is PGM_BAD_USAGE, and
 * `out` is then of no use.
 */
enum pgm_status pgm_rules_edit(const char *text, size_t bytes,
                               const struct pgm_rules_added_table *tables, size_t table_count,
                               struct pgm_buf *out, struct pgm_error *error) PGM_MUST_CHECK;

#endif
