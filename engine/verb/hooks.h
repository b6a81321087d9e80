/* hooks.h: the user's SQL in the new database, before it takes the name. */
#ifndef PGM_HOOKS_H
#define PGM_HOOKS_H

#include "pg.h"

/* Runs the statements of a file. An error of theirs is PGM_CHECK_FAILED. */
enum pgm_status pgm_hook_run(struct pgm_pg *pg, const char *path,
                             struct pgm_error *error) PGM_MUST_CHECK;
/* Runs them as checks: a row whose first column is false or NULL is PGM_CHECK_FAILED, and so is a file
 * without a single row. */
enum pgm_status pgm_hook_verify(struct pgm_pg *pg, const char *path,
                                struct pgm_error *error) PGM_MUST_CHECK;

#endif
