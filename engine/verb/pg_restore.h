/*
 * pg_restore.h: the user's pg_restore, for what is no rows: schema before them, and what is left of the
 * constraints behind them. It reads a folder of its own that holds the table of contents alone, and
 * is gone when it ends.
 */
#ifndef PGM_PG_RESTORE_H
#define PGM_PG_RESTORE_H

#include "target.h"

enum pgm_section { PGM_PRE_DATA, PGM_POST_DATA };

struct pgm_restore {
    const char *path; /* NULL: "pg_restore" from the PATH */
    const struct pgm_target_options *options;
    const struct pgm_toc *toc;
    struct pgm_pg *pg; /* a session in the database that is filled */
    struct pgm_cancel *cancel;
    unsigned jobs;
    bool again; /* some of it may be there already: replace it */
};

/* Before the data in one session, behind it in `jobs` of them. */
enum pgm_status pgm_restore_section(const struct pgm_restore *restore, enum pgm_section section,
                                    struct pgm_error *error) PGM_MUST_CHECK;

#endif
