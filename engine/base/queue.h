/*
 * queue.h: a bounded queue between threads (mutex and condition; it moves blocks of a megabyte, so a
 * lock costs nothing measurable).
 *
 *   push ──> [ . . . ] ──> pop        push and pop block; close wakes everybody
 */
#ifndef PGM_QUEUE_H
#define PGM_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "status.h"

struct pgm_queue {
    pthread_mutex_t mutex;
    pthread_cond_t not_empty, not_full;
    void **items;
    size_t head, count, capacity;
    bool closed;
};

void pgm_queue_init(struct pgm_queue *queue, size_t capacity);
void pgm_queue_free(struct pgm_queue *queue); /* no thread may be inside */
/* Blocks while full. False: the queue is closed and the item was not taken. */
bool pgm_queue_push(struct pgm_queue *queue, void *item) PGM_MUST_CHECK;
/* Never blocks. False: `most` items or more wait already, or the queue is closed. */
bool pgm_queue_push_below(struct pgm_queue *queue, void *item, size_t most) PGM_MUST_CHECK;
/* Blocks while empty. NULL: closed and drained. */
void *pgm_queue_pop(struct pgm_queue *queue);
/* Never blocks. NULL: nothing there now. */
void *pgm_queue_try_pop(struct pgm_queue *queue);
/* No more pushes; poppers drain what is left, then get NULL. */
void pgm_queue_close(struct pgm_queue *queue);

#endif
