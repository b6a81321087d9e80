/*
 * block.h: a megabyte of whole COPY rows on its way from a reader to a worker.
 *
 *   data  |row\n|row\n|row\n|..........|      bytes <= capacity; the last byte is '\n'
 *
 * A block has one owner at any time: the pool, the reader that fills it, the queue, or the worker
 * that masks it. A row larger than a block travels in one of its own (`oversize`), whose memory is
 * mapped for it and given back with it; at most one of those exists at a time.
 */
#ifndef PGM_BLOCK_H
#define PGM_BLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* Readable bytes behind `capacity`, so that vector loads may run over the end. */
#define PGM_BLOCK_SLACK_BYTES 64

struct pgm_block {
    uint8_t *data;
    size_t bytes;
    size_t capacity;
    void *table; /* whose rows these are; the pipeline's business */
    bool oversize;
    struct pgm_block *next; /* in the pool's free list */
};

struct pgm_block_pool {
    pthread_mutex_t mutex;
    pthread_cond_t returned;
    struct pgm_block *free_list;
    struct pgm_block *blocks; /* all of them, `count` */
    uint8_t *memory;
    size_t memory_bytes;
    size_t count;
    bool oversize_taken;
    bool closed;
};

enum pgm_status pgm_block_pool_init(struct pgm_block_pool *pool, size_t count,
                                    struct pgm_error *error) PGM_MUST_CHECK;
void pgm_block_pool_free(struct pgm_block_pool *pool);
/* Blocks until one is free. NULL: the pool was closed. */
struct pgm_block *pgm_block_get(struct pgm_block_pool *pool);
/* Blocks until no other oversize row exists, then gives an empty block of at least
 * `capacity_bytes`. NULL: the pool was closed, or the memory is not to be had (then `error`). */
struct pgm_block *pgm_block_get_oversize(struct pgm_block_pool *pool, size_t capacity_bytes,
                                         struct pgm_error *error);
/* Makes room in an oversize block, keeping its bytes. */
enum pgm_status pgm_block_grow(struct pgm_block *block, size_t capacity_bytes,
                               struct pgm_error *error) PGM_MUST_CHECK;
/* Gives a block of either sort back. */
void pgm_block_put(struct pgm_block_pool *pool, struct pgm_block *block);
/* Wakes everybody who waits; from now on get returns NULL. */
void pgm_block_pool_close(struct pgm_block_pool *pool);

#endif
