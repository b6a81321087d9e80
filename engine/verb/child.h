/*
 * child.h: pg_dump as a child of ours, for the schema.
 *
 * It writes the custom format into a pipe, so the schema is in memory only until the entries that hold
 * passwords are dropped from it. Its messages are data: they are read, classified and never printed.
 * Its environment lacks our key and holds the server's password, which its arguments never do.
 */
#ifndef PGM_CHILD_H
#define PGM_CHILD_H

#include "dump.h"
#include "snapshot.h"

/* "15.18" and 150018 of `pg_dump --version`. The text lives in the arena. */
enum pgm_status pgm_child_version(const char *path, struct pgm_cancel *cancel, int *version,
                                  const char **text, struct pgm_arena *arena,
                                  struct pgm_error *error) PGM_MUST_CHECK;

/* Runs it in the snapshot; `out` gets its standard output, whole. *denied: it failed, perhaps for want
 * of a right. */
enum pgm_status pgm_child_schema(const struct pgm_dump_options *options,
                                 struct pgm_snapshot *snapshot, int pg_dump_version, bool sql_ascii,
                                 struct pgm_cancel *cancel, struct pgm_buf *out, bool *denied,
                                 struct pgm_error *error) PGM_MUST_CHECK;

#endif
