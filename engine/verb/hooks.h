/* hooks.h: the user's SQL in the new database, before it takes the name. */
#ifndef PGM_HOOKS_H
#define PGM_HOOKS_H

#include "pg.h"

/* Makes a session of ours (pgm_pg_options.session) what the user's SQL expects of one: it may write, and
 * has the settings of server and role. */
#define PGM_HOOK_SESSION                                                                           \
    "SET default_transaction_read_only = off; SET client_min_messages = error;"                    \
    "RESET search_path; RESET datestyle; RESET intervalstyle; RESET timezone;"                     \
    "RESET row_security; RESET bytea_output; RESET extra_float_digits; RESET jit;"                 \
    "SELECT pg_catalog.set_config(name, '', false) FROM pg_catalog.pg_settings"                    \
    " WHERE name = 'restrict_nonsystem_relation_kind'"

/* Runs the statements of a file. An error of theirs, and a transaction that they leave open, is
 * PGM_CHECK_FAILED. */
enum pgm_status pgm_hook_run(struct pgm_pg *pg, const char *path,
                             struct pgm_error *error) PGM_MUST_CHECK;
/* Runs them as checks: a row whose first column is no true is PGM_CHECK_FAILED, and so is a file
 * without a single row. */
enum pgm_status pgm_hook_verify(struct pgm_pg *pg, const char *path,
                                struct pgm_error *error) PGM_MUST_CHECK;

#endif
