/*
 * large_objects.h: --large-objects keep: their bytes, unmasked, beside the tables' files.
 *
 *   blob_<oid>.dat[.gz]   one object's bytes each
 *   blobs.toc             "<oid> blob_<oid>.dat", a line each
 *
 * The layout is that of PostgreSQL 12 to 16 (src/bin/pg_dump/pg_backup_directory.c); from 17 on
 * pg_dump writes another, which is refused before anything is read.
 */
#ifndef PGM_LARGE_OBJECTS_H
#define PGM_LARGE_OBJECTS_H

#include "dump.h"
#include "toc.h"

/* Reads all of them over `pg`, in its open snapshot, and adds the BLOBS entry if there are any. */
enum pgm_status pgm_large_objects_dump(struct pgm_pg *pg, struct pgm_writer *writer,
                                       enum pgm_compression compression, int level,
                                       struct pgm_toc *toc, struct pgm_result *result,
                                       struct pgm_error *error) PGM_MUST_CHECK;
/* How many there are, for the summary. */
enum pgm_status pgm_large_objects_count(struct pgm_pg *pg, int64_t *count,
                                        struct pgm_error *error) PGM_MUST_CHECK;

#endif
