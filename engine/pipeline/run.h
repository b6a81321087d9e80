/*
 * run.h: the one place that knows source, mask and sink at once.
 *
 *   chunks ─┬─ stream 1 ─┐            ┌─ worker 1 ─┐
 *           ├─ stream 2 ─┼─ queue ════┼─ worker 2 ─┼─> files ─> disk
 *   refused └─ leader ───┘            └─ ...       ┘
 *
 * A stream waits for free input blocks, a worker for room in a file's stage, the writer for the disk:
 * nobody waits for a stage before it, so full pools cannot lock each other out. The first failure
 * pulls the cancel; every thread then ends, the streams cancelling what they run. With no workers the
 * streams mask what they read themselves.
 */
#ifndef PGM_RUN_H
#define PGM_RUN_H

#include "chunk.h"
#include "rate.h"
#include "snapshot.h"
#include "stream.h"
#include "worker.h"

struct pgm_run_options {
    const struct pgm_pg_options *source;
    unsigned connections; /* >= 1 */
    unsigned workers;     /* 0: inline */
    enum pgm_compression compression;
    int level;
    uint64_t rate_bytes_per_s;
    int max_snapshot_age_s; /* 0: no limit */
    /* 0: the default of limits.h. At least connections + 2: each stream and the leader hold one, and
     * hold a second while an unfinished row moves to it. For tests of back-pressure. */
    size_t input_blocks;
};

/* Reads all chunks and writes their tables' files; each table of `tables` has its plan, its file name
 * and a zero of everything else, and plan->run points to it. On success every file is handed to the
 * writer complete; drain it. */
enum pgm_status pgm_run(const struct pgm_run_options *options, struct pgm_snapshot *snapshot,
                        struct pgm_chunks *chunks, struct pgm_run_table *tables, size_t table_count,
                        struct pgm_writer *writer, struct pgm_cancel *cancel,
                        struct pgm_progress *progress, struct pgm_error *error) PGM_MUST_CHECK;

#endif
