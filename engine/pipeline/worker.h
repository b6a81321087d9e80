/*
 * worker.h: one worker's memory, and what it does with a block.
 *
 *   block ── find fields ──> rows ── groups ──> masked columns ── emit ──> outlet
 */
#ifndef PGM_WORKER_H
#define PGM_WORKER_H

#include "block.h"
#include "chunk.h"
#include "emit.h"
#include "progress.h"
#include "scratch.h"

/* A table of this run, shared by all who read, mask and write it. */
struct pgm_run_table {
    const struct pgm_plan_table *plan;
    const char *name;       /* for the progress; outlives whoever watches it */
    const char *file_name;  /* "3521.dat.gz"; NULL: no file */
    const char *what;       /* "loading shop.orders", for messages of a server; NULL: no server */
    pthread_mutex_t mutex;  /* of checksum, rows, bytes */
    atomic_long parts_left; /* not complete yet */
    struct pgm_checksum checksum;
    uint64_t rows, bytes_in, bytes_out;
};

/* What goes into one outlet: a table's rows into its file, a chunk's into a server. */
struct pgm_run_part {
    struct pgm_run_table *table;
    const struct pgm_chunk *chunk; /* the first one, or the only one */
    pthread_mutex_t mutex;         /* of opening the outlet */
    struct pgm_outlet *outlet;     /* opened by the first to read for it */
    void *handle;                  /* the sink's own */
    atomic_long pending;           /* chunks not yet read and blocks not yet written */
    uint64_t rows, bytes_in;       /* under the table's mutex */
};

struct pgm_worker {
    struct pgm_scratch scratch;
    uint32_t *separators; /* PGM_GROUP_SEPARATORS_MAX, and room for vector stores */
    struct pgm_emitter emitter;
};

enum pgm_status pgm_worker_init(struct pgm_worker *worker, enum pgm_compression compression,
                                int level, struct pgm_error *error) PGM_MUST_CHECK;
void pgm_worker_free(struct pgm_worker *worker);

/* Masks the block's rows and writes them into the part's open outlet; the counters go to the table and
 * to `progress`. The block stays the caller's; its bytes may be written over. */
enum pgm_status pgm_worker_block(struct pgm_worker *worker, struct pgm_run_part *part,
                                 const struct pgm_block *block, struct pgm_progress *progress,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Writes the mark that ends a table's rows in a file. */
enum pgm_status pgm_worker_end_mark(struct pgm_worker *worker, struct pgm_run_part *part,
                                    struct pgm_error *error) PGM_MUST_CHECK;

#endif
