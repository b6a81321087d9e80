/*
 * rules_file.h: what the sources of this folder share; nobody else includes it.
 *
 *   bytes ──rules_yaml──> pgm_node tree ──rules_tree──> struct pgm_rules_file ──rules_merge──> rules
 *            rules_syntax  (any YAML)      rules_mask     (one file, checked)
 *                                          rules_name
 *
 * Every step puts its problems into the report and goes on, so that one run shows all of them. A
 * message may show names (keys, tables, columns, masks, files), never another value of the file: the
 * value of a `constant` may be a secret.
 */
#ifndef PGM_RULES_FILE_H
#define PGM_RULES_FILE_H

#include "buf.h"
#include "rules.h"

/* Deeper nesting than any rule needs, and little enough for every later recursion. */
#define PGM_RULES_DEPTH_MAX 64
/* Of every parser over a rules file (libfyaml's FYPCF_...): all of them read one language. */
#define PGM_RULES_YAML_FLAGS                                                                       \
    (FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2 |              \
     FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_SLOPPY_FLOW_INDENTATION)

struct pgm_rules_include {
    const char *path; /* as written */
    struct pgm_place place;
};

/* One file of the run. */
struct pgm_rules_file {
    const char *path;
    struct pgm_arena *arena; /* the rules' own */
    struct pgm_report *report;
    const char *locale; /* NULL: not said */
    enum pgm_unlisted unlisted_table, unlisted_column;
    struct pgm_rules_include *includes;
    size_t include_count;
    struct pgm_rule_domain *domains;
    size_t domain_count;
    struct pgm_rule_table *tables; /* in the file's order */
    size_t table_count;
    struct pgm_rule_pattern *patterns;
    size_t pattern_count;
    struct pgm_rules_file *next; /* included after this one */
};

/* --- rules_syntax.c: bytes that are no YAML ----------------------------------------------------- */

/* True if the bytes are UTF-8 text without control characters; else reports the first that is not. */
bool pgm_rules_screen(struct pgm_rules_file *file, const char *text, size_t bytes);
/* Reports libfyaml's `message` in our words, which never quote the file. */
void pgm_rules_syntax(struct pgm_rules_file *file, const char *text, size_t bytes,
                      struct pgm_place place, const char *message);
extern const char pgm_rules_alias_hint[];

/* --- rules_yaml.c: bytes to nodes --------------------------------------------------------------- */

/* The one document of `text`. False: there is none to be checked further. */
bool pgm_rules_nodes(struct pgm_rules_file *file, const char *text, size_t bytes,
                     struct pgm_node *root);

/* --- rules_tree.c: nodes to rules --------------------------------------------------------------- */

void pgm_rules_tree(struct pgm_rules_file *file, const struct pgm_node *root);

/* A key of a map and what reads its value into `object`. */
struct pgm_rules_key {
    const char *name;
    void (*read)(struct pgm_rules_file *file, const struct pgm_node *value, void *object);
};

/* Gives each value of `map` to the reader of its key. An unknown key goes to `extra`, or is reported
 * as unknown in `what` ("a table") where `extra` is NULL. */
void pgm_rules_keys(struct pgm_rules_file *file, const struct pgm_node *map, const char *what,
                    const struct pgm_rules_key *keys, size_t key_count, void *object,
                    struct pgm_node *extra);
/* A text that is neither null nor empty; else NULL after a report that `what` must be one. */
const char *pgm_rules_text(struct pgm_rules_file *file, const struct pgm_node *value,
                           const char *what);
/* Nothing stands behind the colon: not the same as the word null. */
bool pgm_rules_is_missing(const struct pgm_node *value);
void pgm_rules_problem(struct pgm_rules_file *file, struct pgm_place place, const char *object,
                       const char *hint, const char *format, ...) PGM_PRINTF(5, 6);

/* --- rules_mask.c: the rule of a column, a domain or a pattern ---------------------------------- */

/* Reads the short or the long form; `object` is for messages. */
void pgm_rules_mask(struct pgm_rules_file *file, const struct pgm_node *value, const char *object,
                    struct pgm_rule_mask *rule);
/* Reports a rule that would keep what a pattern matches. */
void pgm_rules_never_keep(struct pgm_rules_file *file, const struct pgm_rule_mask *rule,
                          const char *object);

/* --- rules_name.c: names as in SQL -------------------------------------------------------------- */

#define PGM_RULES_NAME_PARTS_MAX 3

struct pgm_rules_name {
    size_t count;
    bool is_pattern;                             /* some part holds * or ? outside quotes */
    const char *parts[PGM_RULES_NAME_PARTS_MAX]; /* catalog spelling, or globs if is_pattern */
    const char *globs[PGM_RULES_NAME_PARTS_MAX]; /* always globs: quoted wildcards are escaped */
};

/* Splits at the dots outside double quotes. Returns NULL, or what is wrong ("has an empty part"). */
const char *pgm_rules_name(struct pgm_arena *arena, const char *text, struct pgm_rules_name *name);
/* A column's name without wildcards; NULL after a report. */
const char *pgm_rules_column_name(struct pgm_rules_file *file, const char *text,
                                  struct pgm_place place, const char *object);

/* --- rules_word.c: words in messages ------------------------------------------------------------ */

/* A name for a message: control characters as '?', cut at 80 bytes. */
const char *pgm_rules_show(struct pgm_arena *arena, const char *name);
/* "did you mean 'x'?" for the closest of `words`, else NULL. */
const char *pgm_rules_did_you_mean(struct pgm_arena *arena, const char *word,
                                   const char *const *words, size_t count);

/* --- rules_merge.c: files to one set of rules --------------------------------------------------- */

/* Fills `rules` from the list, whose first files win; what only all files together can show goes to
 * their report. */
void pgm_rules_merge(struct pgm_rules *rules, struct pgm_rules_file *files);
/* What tells two tables of a file apart. */
struct pgm_span pgm_rules_table_key(struct pgm_arena *arena, const struct pgm_rule_table *table);

#endif
