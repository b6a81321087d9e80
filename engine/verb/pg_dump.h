/*
 * pg_dump.h: the user's pg_dump, for the schema.
 *
 * It writes the custom format into a pipe, so the schema is in memory only until the entries that hold
 * passwords are dropped from it.
 */
#ifndef PGM_PG_DUMP_H
#define PGM_PG_DUMP_H

#include "picture.h"

/* "15.18" and 150018 of `pg_dump --version` (or pg_restore's). path NULL: "pg_dump". The text lives in
 * the arena. */
enum pgm_status pgm_pg_dump_version(const char *path, struct pgm_cancel *cancel, int *version,
                                    const char **text, struct pgm_arena *arena,
                                    struct pgm_error *error) PGM_MUST_CHECK;

/* Runs it in the picture's snapshot, or, while there is none, in one of its own over the leader's
 * connection parameters; `out` gets its standard output, whole. *denied: it failed,
 * perhaps for want of a right. */
enum pgm_status pgm_pg_dump_schema(struct pgm_picture *picture, struct pgm_buf *out, bool *denied,
                                   struct pgm_error *error) PGM_MUST_CHECK;

#endif
