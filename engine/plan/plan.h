/*
 * plan.h: rules x catalog -> one prepared mask a column, checked, immutable.
 *
 *   bind     which rule holds for which column: listed, followed along a key, of the parent, of a
 *            pattern; domains; everything that is not covered, in one report
 *   (ranges) the verb asks the server for the ranges that permuted domains need
 *   check    what would fail at the restore, before a row is read
 *   prepare  keys, permutations, mask instances, the order of masks in a row
 *
 * After prepare the plan is read-only and shared by all threads.
 */
#ifndef PGM_PLAN_H
#define PGM_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "binary.h"
#include "catalog.h"
#include "key.h"
#include "mask.h"
#include "report.h"
#include "rules.h"

struct pgm_plan_domain {
    struct pgm_domain domain;           /* what masks see */
    const struct pgm_mask_class *class; /* of its first masked column */
    struct pgm_place place;             /* of that column's rule */
    struct pgm_plan_column *first;      /* its columns, linked */
    struct pgm_plan_column **last;
    bool range_pinned;
    const char *part_of; /* a column that has it inside of its values, or NULL */
    bool part_from_row;  /* which says `locale_from:` */
};

/* How a column came to its rule; decides what messages say. */
enum pgm_origin {
    PGM_ORIGIN_NONE,     /* not covered */
    PGM_ORIGIN_LISTED,   /* by its own name */
    PGM_ORIGIN_PARENT,   /* of the partition root or inheritance parent */
    PGM_ORIGIN_KEY,      /* of the column its foreign key references */
    PGM_ORIGIN_PATTERN,  /* of a table pattern or the patterns list */
    PGM_ORIGIN_UNLISTED, /* `unlisted: {column: keep|null}` */
};

struct pgm_plan_column {
    const struct pgm_column *column;
    struct pgm_plan_table *table;
    enum pgm_origin origin;
    enum { PGM_RESOLVE_NEW, PGM_RESOLVE_BUSY, PGM_RESOLVE_DONE } resolve;
    const struct pgm_rule_mask *rule;          /* NULL for PGM_ORIGIN_NONE and _UNLISTED */
    const struct pgm_rule_domain *domain_rule; /* the domains: entry, or NULL */
    const struct pgm_mask_class *class;        /* NULL while not known */
    const struct pgm_arg *args;                /* checked, for the class */
    struct pgm_plan_domain *domain;            /* NULL for what is kept */
    struct pgm_plan_column *references;        /* the key column it follows or must agree with */
    struct pgm_plan_column *next_in_domain;
    struct pgm_plan_column **by; /* subjects, of the same table */
    size_t by_count;
    struct pgm_plan_domain *subject_domain;
    struct pgm_plan_column *locale_from; /* whose value selects the locale, of the same table */
    const struct pgm_mask *mask;         /* prepared; NULL: the bytes pass */
    const char *sql;      /* an expression of the rules that the server computes instead */
    bool is_blind;        /* its values are not fetched: at most whether they are NULL */
    size_t copy_index;    /* among the copied columns; SIZE_MAX: generated */
    bool in_unique_index; /* a key column of one, or used in an expression of one */
    const char *name;     /* "schema.table.column", for messages */
    bool is_listed_kept;  /* the summary has it */
    bool is_listed_text;  /* the same, as masked by best effort */
};

/* A column of the row that a mask looks at beside its own (`known:`). */
struct pgm_plan_companion {
    size_t field_index;
    const struct pgm_type *type;
    size_t step; /* whose fake it gets; SIZE_MAX: it is kept */
};

/* One mask of a row, in an order in which its companions come before it. */
struct pgm_plan_step {
    const struct pgm_mask *mask;
    const struct pgm_type *type;
    size_t copy_index;   /* the field: a copied column, or a hidden one behind them */
    bool is_hidden;      /* its fake is for companions only, and is not written */
    bool is_conditional; /* `when`: only rows whose field `when_index` is not false are masked */
    size_t when_index;
    const struct pgm_plan_companion *companions;
    size_t companion_count;
    const size_t *subject_indexes; /* copy indexes of the `by` columns */
    const struct pgm_type *const *subject_types;
    size_t subject_count;
    const struct pgm_locales *locales; /* NULL: the domain's locale in all rows */
    size_t locale_index;               /* the field that says which of them */
    const char *name;
};

struct pgm_plan_table {
    const struct pgm_table *table;
    const struct pgm_rule_table *rule; /* the exact entry, or NULL */
    bool listed;                       /* covered by a rule of any kind */
    bool selected;                     /* part of this run */
    enum pgm_rows rows;                /* ALL, NONE or WHERE */
    const char *where;
    struct pgm_plan_column *columns; /* parallel to table->columns */
    size_t column_count;
    const struct pgm_plan_column **copied; /* in COPY order */
    size_t copied_count;
    struct pgm_plan_step *steps; /* in the order of their dependencies */
    size_t step_count;
    const uint16_t
        *written; /* the steps whose fakes are written, by column; NULL: all, as they are */
    size_t written_count;
    const struct pgm_plan_hidden *hidden; /* plan_select.h */
    size_t hidden_count;
    struct pgm_plan_join *joins;
    size_t separators_per_row; /* the copied and hidden columns, at least 1 */
    /* How its fields become text, where it is read in the binary format; NULL: it is read as text. */
    const struct pgm_binary_field *binary;
    bool binary_out; /* and it is written so, too: into another server */
    bool load_via_root;
    const char *name; /* "schema.table", for messages */
    void *run;        /* the pipeline's */
};

struct pgm_plan {
    struct pgm_arena arena;
    const struct pgm_catalog *catalog;
    const struct pgm_rules *rules;
    const struct pgm_mask_registry *registry; /* of the run's plugins; NULL: none */
    struct pgm_plan_table *tables;            /* parallel to catalog->tables */
    struct pgm_plan_domain **domains;
    size_t domain_count, domain_capacity;
    struct pgm_map domains_by_name;
    const struct pgm_locales *locales; /* NULL: no column says `locale_from:` */
    bool to_server;                    /* rows go into another server, rather than into files */
    bool utf8;        /* text is UTF-8 on its way; false: bytes as they are (SQL_ASCII) */
    int32_t code_max; /* see struct pgm_mask_setup */
};

/* Whether a table takes part; `argument` is the caller's. */
typedef bool pgm_plan_selector(const struct pgm_table *table, void *argument);

/* Finds everything's rule. The plan is zeroed but for `registry` and `to_server`. Findings go to the
 * report; the plan is usable for check only if there are none. */
void pgm_plan_bind(struct pgm_plan *plan, const struct pgm_catalog *catalog,
                   const struct pgm_rules *rules, pgm_plan_selector *selector, void *argument,
                   struct pgm_report *report);
/* Preflight: NOT NULL, lengths, unique and primary keys, foreign keys against domains, partition keys,
 * rows: none under a reference. */
void pgm_plan_check(struct pgm_plan *plan, struct pgm_report *report);
/* What only prepared masks can tell: how many characters unique fakes need. */
void pgm_plan_check_prepared(const struct pgm_plan *plan, struct pgm_report *report);
/* Builds the masks. Every permuted domain has its range by now. */
enum pgm_status pgm_plan_prepare(struct pgm_plan *plan, const struct pgm_master_key *key,
                                 struct pgm_report *report, struct pgm_error *error) PGM_MUST_CHECK;
void pgm_plan_free(struct pgm_plan *plan);

struct pgm_plan_table *pgm_plan_table_of(const struct pgm_plan *plan,
                                         const struct pgm_table *table);
struct pgm_plan_column *pgm_plan_column_of(const struct pgm_plan *plan,
                                           const struct pgm_column *column);
static inline bool pgm_plan_is_kept(const struct pgm_plan_column *column)
{
    return !column->class || (column->class->flags & PGM_MASK_COPIES);
}

/* Whether its rows are read. */
static inline bool pgm_plan_is_read(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind == 'r';
}

/* Whether the step alone reads its field, and once: nobody needs it as it came. */
bool pgm_plan_is_read_once(const struct pgm_plan_table *table, const struct pgm_plan_step *step);

/* The statement that reads a table or a ctid range of it. `first_page`/`last_page` bound the pages
 * [first, last); last < 0: to the end; both 0: the whole table. */
void pgm_plan_copy_out(const struct pgm_plan_table *table, int64_t first_page, int64_t last_page,
                       struct pgm_buf *sql);
/* The SELECT inside it, where it has expressions of the rules (`where`, `when`, sql masks), for the
 * server to judge beforehand; false: it has none. */
bool pgm_plan_select(const struct pgm_plan_table *table, struct pgm_buf *sql);
/* What a sample shows of blind columns: what the run sees of them, or for a preview what they hold. */
enum pgm_plan_sight { PGM_SIGHT_OF_RUN, PGM_SIGHT_WHOLE };
/* The SELECT of up to `rows` of the table's rows as the run will read them. */
void pgm_plan_sample(const struct pgm_plan_table *table, int rows, enum pgm_plan_sight sight,
                     struct pgm_buf *sql);
/* The SELECT of the rows at these places: "\"(0,1)\",\"(7,3)\"". */
void pgm_plan_pick(const struct pgm_plan_table *table, const char *places,
                   enum pgm_plan_sight sight, struct pgm_buf *sql);
/* "COPY s.t (a, b) FROM stdin", for options to follow. */
void pgm_plan_copy_to(const struct pgm_plan_table *table, struct pgm_buf *sql);
/* The statement that loads it: "COPY s.t (a, b) FROM stdin;\n". */
void pgm_plan_copy_in(const struct pgm_plan_table *table, struct pgm_buf *sql);

#endif
