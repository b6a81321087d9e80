/*
 * worker.h: one worker's memory, and what it does with a block.
 *
 *   block ── scan ──> rows ── groups ──> masked columns ── emit ──> file
 */
#ifndef PGM_WORKER_H
#define PGM_WORKER_H

#include "block.h"
#include "emit.h"
#include "progress.h"
#include "scratch.h"

/* A table of this run, shared by all who read, mask and write it. */
struct pgm_run_table {
    const struct pgm_plan_table *plan;
    const char *name;      /* for the progress; outlives whoever watches it */
    struct pgm_file *file; /* opened by the first to need it, under the mutex */
    const char *file_name; /* "3521.dat.gz" */
    pthread_mutex_t mutex; /* of file, checksum, rows, bytes */
    atomic_long pending;   /* chunks not yet read and blocks not yet written */
    struct pgm_checksum checksum;
    uint64_t rows, bytes_in, bytes_out;
    struct pgm_run_table *next;
};

struct pgm_worker {
    struct pgm_scratch scratch;
    uint32_t *separators; /* PGM_GROUP_SEPARATORS_MAX, and room for vector stores */
    struct pgm_emitter emitter;
};

enum pgm_status pgm_worker_init(struct pgm_worker *worker, enum pgm_compression compression,
                                int level, struct pgm_error *error) PGM_MUST_CHECK;
void pgm_worker_free(struct pgm_worker *worker);

/* Masks the block's rows and writes them into the table's open file; the counters go to the table and
 * to `progress`. The block stays the caller's; its bytes may be written over. */
enum pgm_status pgm_worker_block(struct pgm_worker *worker, struct pgm_run_table *table,
                                 const struct pgm_block *block, struct pgm_progress *progress,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Writes the mark that ends a table's rows. */
enum pgm_status pgm_worker_end_mark(struct pgm_worker *worker, struct pgm_run_table *table,
                                    struct pgm_error *error) PGM_MUST_CHECK;

#endif
