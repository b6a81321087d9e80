/* init_internal.h: what the sources of `init` share; nobody else includes it. */
#ifndef PGM_INIT_INTERNAL_H
#define PGM_INIT_INTERNAL_H

#include "detect.h"
#include "init.h"
#include "plan_aside.h"

/* What is to become of one column. */
struct pgm_init_item {
    const struct pgm_column *column;
    const struct pgm_detection *detection;
    enum pgm_init_way way;
    const struct pgm_column *follows; /* PGM_INIT_KEY, PGM_INIT_PARENT */
    const char *included; /* PGM_INIT_COVERED in a new table: the mask that a pattern gives it */
    size_t attempt;       /* how many rules were refused */
    const char *rule;     /* PGM_INIT_LISTED: as it is written now */
    const char *refused;  /* why the first one was */
    bool review;
    bool is_stepped; /* the round before replaced its rule */
    bool is_to_step; /* the present rule was refused, */
    const char *why; /* for that reason; lives as long as the round's report */
};

struct pgm_init_table {
    const struct pgm_table *table;
    struct pgm_init_item *items; /* parallel to its columns */
    const char *written;         /* how the rules spell its entry; NULL: they have none */
    bool is_new;                 /* no rule covers it */
    bool has_new;                /* it, or a column */
    bool tried;                  /* its present rules masked sample rows well */
};

struct pgm_init_run {
    const struct pgm_init_options *options;
    struct pgm_init_result *result;
    struct pgm_job job;
    struct pgm_pg leader;
    const char *path;    /* of the file, in messages and for includes */
    const char *presets; /* where includes are looked up */
    const char *old;     /* --update: the text to add to */
    size_t old_bytes;
    struct pgm_detector *detector;
    struct pgm_detect *detect;
    struct pgm_init_table *tables; /* parallel to the catalog's */
};

/* init_columns.c: what the rules in job.rules leave open, by the plan bound to them. */
void pgm_init_find_new(struct pgm_init_run *run);
/* The first rule of every new column; after detection. */
void pgm_init_choose(struct pgm_init_run *run);
/* The next rule for it, `why` the present one was refused. False: there is none left. */
bool pgm_init_step(struct pgm_init_run *run, struct pgm_init_item *item, const char *why);
struct pgm_init_item *pgm_init_item_of(const struct pgm_init_run *run,
                                       const struct pgm_column *column);
/* Where `way` ends: the column whose rule it takes. */
struct pgm_init_item *pgm_init_source(const struct pgm_init_run *run, struct pgm_init_item *item);

/* init_text.c: the text with all that is new, into the result. */
enum pgm_status pgm_init_write_text(struct pgm_init_run *run,
                                    struct pgm_error *error) PGM_MUST_CHECK;
/* The text of a file that has no tables yet, into `text`. */
void pgm_init_skeleton(const struct pgm_init_run *run, struct pgm_buf *text);
/* Fills result->columns and the counts. */
void pgm_init_list(struct pgm_init_run *run);

/* init_trial.c: masks sample rows of every table with proposed rules, as a run would, and marks rules that
 * fail on them. *found: there are some. */
enum pgm_status pgm_init_try_rows(struct pgm_init_run *run, bool *found,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Where `fault` says that masking a column failed, marks its rule. False: it says something else. */
bool pgm_init_blame_fault(struct pgm_init_run *run, const struct pgm_error *fault);

/* init_fit.c: marks the rule that a column's line proposes; false: it has none, or keeps. */
bool pgm_init_blame(struct pgm_init_run *run, const struct pgm_column *column, const char *why);
/* Writes the text, has it tried, replaces what is refused, until nothing is. */
enum pgm_status pgm_init_fit(struct pgm_init_run *run, struct pgm_error *error) PGM_MUST_CHECK;

#endif
