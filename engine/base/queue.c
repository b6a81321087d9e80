/* queue.c: a ring of pointers under one lock. */
#include "queue.h"

#include <stdlib.h>

#include "fatal.h"

void pgm_queue_init(struct pgm_queue *queue, size_t capacity)
{
    *queue = (struct pgm_queue){.capacity = capacity};
    queue->items = calloc(capacity, sizeof *queue->items);
    if (!queue->items)
        pgm_fatal_memory();
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->not_empty, NULL);
    pthread_cond_init(&queue->not_full, NULL);
}

void pgm_queue_free(struct pgm_queue *queue)
{
    if (!queue->items)
        return;
    free(queue->items);
    pthread_mutex_destroy(&queue->mutex);
    pthread_cond_destroy(&queue->not_empty);
    pthread_cond_destroy(&queue->not_full);
    *queue = (struct pgm_queue){0};
}

/* The mutex is held, and there is room. */
static bool add(struct pgm_queue *queue, void *item)
{
    if (queue->closed)
        return false;
    queue->items[(queue->head + queue->count++) % queue->capacity] = item;
    pthread_cond_signal(&queue->not_empty);
    return true;
}

bool pgm_queue_push(struct pgm_queue *queue, void *item)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->count == queue->capacity && !queue->closed)
        pthread_cond_wait(&queue->not_full, &queue->mutex);
    const bool taken = add(queue, item);
    pthread_mutex_unlock(&queue->mutex);
    return taken;
}

bool pgm_queue_push_below(struct pgm_queue *queue, void *item, size_t most)
{
    pthread_mutex_lock(&queue->mutex);
    const bool room = queue->count < most && queue->count < queue->capacity;
    const bool taken = room && add(queue, item);
    pthread_mutex_unlock(&queue->mutex);
    return taken;
}

static void *take(struct pgm_queue *queue)
{
    if (queue->count == 0)
        return NULL;
    void *item = queue->items[queue->head];
    queue->head = (queue->head + 1) % queue->capacity;
    queue->count--;
    pthread_cond_signal(&queue->not_full);
    return item;
}

void *pgm_queue_pop(struct pgm_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->count == 0 && !queue->closed)
        pthread_cond_wait(&queue->not_empty, &queue->mutex);
    void *item = take(queue);
    pthread_mutex_unlock(&queue->mutex);
    return item;
}

void *pgm_queue_try_pop(struct pgm_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    void *item = take(queue);
    pthread_mutex_unlock(&queue->mutex);
    return item;
}

void pgm_queue_close(struct pgm_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->not_empty);
    pthread_cond_broadcast(&queue->not_full);
    pthread_mutex_unlock(&queue->mutex);
}
