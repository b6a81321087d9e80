/*
 * pg_dump.h: the user's pg_dump, for the schema.
 *
 * It writes the custom format into a pipe, so the schema is in memory only until the entries that hold
 * passwords are dropped from it.
 */
#ifndef PGM_PG_DUMP_H
#define PGM_PG_DUMP_H

#include "child.h"
#include "picture.h"

/* "15.18" and 150018 of `pg_dump --version` (or pg_restore's). path NULL: "pg_dump". The text lives in
 * the arena. */
enum pgm_status pgm_pg_dump_version(const char *path, struct pgm_cancel *cancel, int *version,
                                    const char **text, struct pgm_arena *arena,
                                    struct pgm_error *error) PGM_MUST_CHECK;

/* Starts it in the picture's snapshot, or, while there is none, in one of its own over the leader's
 * connection parameters. It reads the catalog by itself; the leader is free meanwhile. */
enum pgm_status pgm_pg_dump_start(struct pgm_picture *picture, struct pgm_child *child,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Waits for it: child->out is its standard output, whole. *denied: it failed, perhaps for want of a
 * right. The child is the caller's to free. */
enum pgm_status pgm_pg_dump_finish(struct pgm_picture *picture, struct pgm_child *child,
                                   bool *denied, struct pgm_error *error) PGM_MUST_CHECK;

#endif
