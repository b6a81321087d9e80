/* toc_internal.h: numbers of the archive format that reading and writing share (PostgreSQL,
 * src/bin/pg_dump/pg_backup_archiver.h). */
#ifndef PGM_TOC_INTERNAL_H
#define PGM_TOC_INTERNAL_H

#include "toc.h"

#define PGM_TOC_MAGIC       "PGDMP"
#define PGM_TOC_MAGIC_BYTES 5

/* The format byte. A directory's toc.dat carries tar's number. */
#define PGM_TOC_FORMAT_CUSTOM    1
#define PGM_TOC_FORMAT_DIRECTORY 3

/* The minor versions, all of major version 1, in which the layout changed. */
#define PGM_TOC_MINOR_OLDEST      12
#define PGM_TOC_MINOR_TABLE_AM    14 /* each entry names its table access method */
#define PGM_TOC_MINOR_COMPRESSION 15 /* the header names the compression, not a level */
#define PGM_TOC_MINOR_RELKIND     16 /* each entry carries its relkind */
#define PGM_TOC_MINOR_NEWEST      16

/* An INT: a sign byte, then the magnitude, least byte first. */
#define PGM_TOC_INT_BYTES        4
#define PGM_TOC_INT_STORED_BYTES (1 + PGM_TOC_INT_BYTES)

/* Far above any real id, and far enough below INT32_MAX for all that is added later. */
#define PGM_TOC_DUMP_ID_MAX ((int32_t)1 << 30)

#endif
