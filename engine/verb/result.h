/* result.h: what a run that copies a database did, for the summary, the manifest and the metrics. */
#ifndef PGM_RESULT_H
#define PGM_RESULT_H

#include "note.h"
#include "plan.h"
#include "report.h"
#include "run.h"

struct pgm_table_result {
    const char *name; /* "schema.table" */
    uint64_t rows, bytes_in, bytes_out;
    unsigned masked_columns, kept_columns;
    char checksum[33];
};

/* Filled as far as the run came; lives in its arena. */
struct pgm_result {
    struct pgm_arena arena;
    struct pgm_report report;        /* exit code 2 or 3: what is wrong, all of it */
    struct pgm_table_result *tables; /* in the order of work */
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
    struct pgm_notes notes; /* dropped entries, large objects, ... */
};

/* Zeroed, but for what points at itself. */
void pgm_result_init(struct pgm_result *result);
void pgm_result_free(struct pgm_result *result);

/* Lists the tables that are read, what they keep, and those without rows, and gives a run table for
 * each listed one, in `arena`. files: by catalog order, NULL for a table that is not read. */
struct pgm_run_table *pgm_result_list(struct pgm_result *result, struct pgm_plan *plan,
                                      const char *const *files, const char *suffix);
/* Takes over what the run counted, in the order of pgm_result_list. */
void pgm_result_count(struct pgm_result *result, const struct pgm_run_table *tables);
/* The process's time and memory since `started_ms` (pgm_result_now_ms). */
void pgm_result_measure(struct pgm_result *result, int64_t started_ms);
int64_t pgm_result_now_ms(void);

#endif
