/*
 * chunk.h: the pieces of work: whole tables, or ctid ranges of large ones.
 *
 * Sizes are heap plus TOAST at the snapshot. Chunks are ordered largest table first, those of one
 * table beside one another, so that few files are open at a time; any stream takes the next one. On the
 * way into another server a tree of partitions counts as one table.
 * Ranges need PostgreSQL 14's Tid Range Scan and the heap access method. A range scan bypasses the
 * ring buffer of a plain one and fills shared_buffers, so only tables above a limit are split.
 */
#ifndef PGM_CHUNK_H
#define PGM_CHUNK_H

#include <stdatomic.h>

#include "plan.h"

struct pgm_chunk {
    struct pgm_plan_table *table;
    int64_t first_page, last_page; /* [first, last); last -1: to the end; 0, 0: the whole table */
    int64_t weight_bytes;
    void *part; /* the pipeline's */
};

struct pgm_chunks {
    struct pgm_arena arena;
    struct pgm_chunk *items;
    size_t count;
    atomic_size_t next;
    int64_t weight_bytes; /* of all */
};

/* `split_bytes` 0: never split. `streams` bounds how finely: a table is cut into pieces of about
 * split_bytes, at least as many as there are streams. */
void pgm_chunks_make(struct pgm_chunks *chunks, const struct pgm_plan *plan, uint64_t split_bytes,
                     unsigned streams);
struct pgm_chunk *pgm_chunks_take(struct pgm_chunks *chunks); /* NULL: none left */
void pgm_chunks_free(struct pgm_chunks *chunks);

#endif
