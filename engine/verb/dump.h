/*
 * dump.h: `pgmirage dump`, a masked directory archive of a live database.
 */
#ifndef PGM_DUMP_H
#define PGM_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "cancel.h"
#include "frame.h"
#include "job.h"
#include "progress.h"
#include "writer.h"

enum pgm_large_objects { PGM_LARGE_OBJECTS_SKIP, PGM_LARGE_OBJECTS_EMPTY, PGM_LARGE_OBJECTS_KEEP };

struct pgm_dump_options {
    struct pgm_job_options job;
    const char *output;           /* -f */
    const char *pg_dump_path;     /* NULL: "pg_dump" from the PATH */
    unsigned connections;         /* -j */
    int workers;                  /* 0 inline; -1: as many as processors */
    const char *compression_text; /* -Z as written; NULL: the default of --for-version */
    int for_version;              /* major version that restores; 0: pg_dump's own */
    enum pgm_large_objects large_objects;
    enum pgm_io io;
    bool foreign_servers; /* --include-foreign-servers: keep foreign servers */
    struct pgm_texts schemas, exclude_schemas, tables, exclude_tables; /* -n -N -t -T, to pg_dump */
    uint64_t split_bytes;      /* --split-tables-larger-than */
    uint64_t rate_bytes_per_s; /* --rate-limit; 0 none */
    int lock_wait_timeout_ms;  /* 0: wait for ever */
    int max_snapshot_age_s;    /* 0: no limit */
    int stall_timeout_s;       /* a single stream silent for so long ends the run; 0: never */
};

/* One line of the summary's lists. */
struct pgm_dump_note {
    const char *text;
    struct pgm_dump_note *next;
};

struct pgm_dump_table_result {
    const char *name; /* "schema.table" */
    uint64_t rows, bytes_in, bytes_out;
    unsigned masked_columns, kept_columns;
    char checksum[33];
};

/* Filled as far as the run came; lives in its arena. */
struct pgm_dump_result {
    struct pgm_arena arena;
    struct pgm_report report;             /* exit code 2 or 3: what is wrong, all of it */
    struct pgm_dump_table_result *tables; /* in the order of work */
    size_t table_count;
    uint64_t rows, bytes_in, bytes_out;
    double seconds, cpu_user_s, cpu_system_s;
    uint64_t peak_memory_bytes;
    const char *server_version, *pg_dump_version, *snapshot, *lsn;
    const char *io;          /* writer's description */
    const char *compression; /* "gzip:6" */
    const char *cpu;         /* "vaes" */
    const char *key;         /* "random, thrown away: ..." or "kept (file): ..." */
    const char *output;
    const char **kept_columns; /* "schema.table.column", as the rules say keep */
    size_t kept_column_count;
    const char **skipped_tables; /* rows: none */
    size_t skipped_table_count;
    struct pgm_dump_note *notes; /* dropped entries, large objects, ...: full sentences */
};

/* Runs it. `progress` may be watched from another thread meanwhile; `cancel` may be pulled by a
 * signal handler. On a status other than PGM_OK the output folder holds no toc.dat. */
enum pgm_status pgm_dump(const struct pgm_dump_options *options, struct pgm_cancel *cancel,
                         struct pgm_progress *progress, struct pgm_dump_result *result,
                         struct pgm_error *error) PGM_MUST_CHECK;
void pgm_dump_result_free(struct pgm_dump_result *result);

#endif
