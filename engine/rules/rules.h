/*
 * rules.h: the rules file as a tree, with the place of everything in it.
 *
 * This layer knows the grammar (rules/README.md), not the database and not the masks: whether a
 * table exists or a mask takes an argument is decided by the plan, which reports with these places.
 */
#ifndef PGM_RULES_H
#define PGM_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "report.h"

enum pgm_node_kind { PGM_NODE_SCALAR, PGM_NODE_LIST, PGM_NODE_MAP };

/* A value of the file that only a mask understands (its arguments). */
struct pgm_node {
    enum pgm_node_kind kind;
    struct pgm_place place;
    const char *text;       /* scalar; "" for an empty one */
    bool quoted;            /* scalar written with quotes: never a number or a boolean */
    bool null;              /* plain scalar null, ~ or nothing at all */
    struct pgm_node *items; /* list and map values */
    const char **keys;      /* map */
    struct pgm_place *key_places;
    size_t count;
};

enum pgm_unlisted {
    PGM_UNLISTED_UNSET,
    PGM_UNLISTED_ERROR,
    PGM_UNLISTED_SKIP, /* tables: no rows */
    PGM_UNLISTED_KEEP,
    PGM_UNLISTED_NULL, /* columns */
};

enum pgm_rows { PGM_ROWS_UNSET, PGM_ROWS_ALL, PGM_ROWS_NONE, PGM_ROWS_WHERE };

/* `email`, or `{mask: email, domain: contact, by: id, when: "...", references: s.t.c, ...}` */
struct pgm_rule_mask {
    struct pgm_place place;
    const char *mask;   /* NULL: `{domain: x}` alone, the domain's mask applies */
    const char *domain; /* NULL: by default */
    const char **by;    /* names of columns */
    size_t by_count;
    const char *locale_from;       /* name of a column, or NULL */
    const char *references;        /* "schema.table.column" as written, or NULL */
    const char *references_schema; /* its parts in catalog spelling; NULL: no schema was written */
    const char *references_table;
    const char *references_column;
    const char *when;     /* SQL condition, or NULL */
    struct pgm_node args; /* a map of everything else */
};

struct pgm_rule_column {
    const char *name; /* unquoted, as the catalog spells it */
    struct pgm_place place;
    struct pgm_rule_mask rule;
};

struct pgm_rule_table {
    const char *written; /* as in the file, for messages */
    const char *schema;  /* catalog spelling, or a glob; "public" is not assumed: NULL for a bare
                            name, which matches in any schema only if a single table has it (a bare
                            pattern matches in every schema) */
    const char *name;
    bool is_pattern; /* holds * or ? outside quotes: schema and name are globs, both */
    struct pgm_place place;
    enum pgm_rows rows;
    const char *where;
    struct pgm_place rows_place;
    enum pgm_unlisted unlisted_column;
    struct pgm_rule_column *columns;
    size_t column_count;
};

struct pgm_rule_domain {
    const char *name;
    struct pgm_place place;
    struct pgm_rule_mask rule; /* mask, locale, range and further arguments in args */
};

/* `- {column: "*email*", type: text, mask: email}`: proposes, never keeps. */
struct pgm_rule_pattern {
    struct pgm_place place;
    const char *schema; /* glob, or NULL: every schema */
    const char *table;  /* glob, or NULL: every table */
    const char *column; /* glob */
    const char *type;   /* type name or NULL */
    struct pgm_rule_mask rule;
};

struct pgm_rules {
    struct pgm_arena arena;
    const char *path;
    const char *locale;                /* "en_US" unless said */
    enum pgm_unlisted unlisted_table;  /* PGM_UNLISTED_ERROR unless said */
    enum pgm_unlisted unlisted_column; /* likewise */
    struct pgm_rule_domain *domains;
    size_t domain_count;
    /* Exact names before patterns, and in both groups own before included: the first that fits
     * wins. A table that several files name in the same way is one entry, own columns first. */
    struct pgm_rule_table *tables;
    size_t table_count;
    struct pgm_rule_pattern *patterns;
    size_t pattern_count;
    char hash[33]; /* XXH3-128 of all files read, hex, for the manifest */
};

/*
 * Reads the file and what it includes (looked up beside it, then in `preset_directory`). Every
 * problem of every file goes to `report` with its place (PGM_BAD_USAGE). The rules are complete only
 * if the report stayed empty; free them in either case.
 */
void pgm_rules_read(struct pgm_rules *rules, const char *path, const char *preset_directory,
                    struct pgm_report *report);
/* The same for a text that is to be the file `path`, which may not exist yet. */
void pgm_rules_read_text(struct pgm_rules *rules, const char *path, const char *text, size_t bytes,
                         const char *preset_directory, struct pgm_report *report);
/* The same from memory, for tests and fuzzing; includes are refused. */
void pgm_rules_parse(struct pgm_rules *rules, const char *name, const char *text, size_t bytes,
                     struct pgm_report *report);
void pgm_rules_free(struct pgm_rules *rules);

/* Whether any rule lets one table's rows hang on those of others, by `via` or by SQL, which may. */
bool pgm_rules_reach_others(const struct pgm_rules *rules);

/* Glob over catalog names: * any run, ? one character, \ takes the next byte as it is (that is how
 * wildcards inside double quotes arrive here); case-sensitive. */
bool pgm_rules_glob(const char *pattern, const char *text);

#endif
