/* block.c: the pool of input blocks and the one oversize row. */
#include "block.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "limits.h"

static size_t mapped_bytes(size_t capacity_bytes)
{
    return (capacity_bytes + PGM_BLOCK_SLACK_BYTES + PGM_IO_ALIGNMENT - 1) &
           ~(PGM_IO_ALIGNMENT - 1);
}

static void *map_memory(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

enum pgm_status pgm_block_pool_init(struct pgm_block_pool *pool, size_t count,
                                    struct pgm_error *error)
{
    const size_t stride = mapped_bytes(PGM_BLOCK_BYTES);
    *pool = (struct pgm_block_pool){.count = count, .memory_bytes = count * stride};
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->returned, NULL);
    pool->blocks = calloc(count, sizeof *pool->blocks);
    pool->memory = map_memory(pool->memory_bytes);
    if (!pool->blocks || !pool->memory) {
        pgm_block_pool_free(pool);
        return pgm_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        pool->blocks[i] = (struct pgm_block){.data = pool->memory + i * stride,
                                             .capacity = PGM_BLOCK_BYTES,
                                             .next = pool->free_list};
        pool->free_list = &pool->blocks[i];
    }
    return PGM_OK;
}

void pgm_block_pool_free(struct pgm_block_pool *pool)
{
    free(pool->blocks);
    if (pool->memory)
        munmap(pool->memory, pool->memory_bytes);
    pool->blocks = NULL;
    pool->memory = NULL;
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->returned);
}

struct pgm_block *pgm_block_get(struct pgm_block_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    while (!pool->free_list && !pool->closed)
        pthread_cond_wait(&pool->returned, &pool->mutex);
    struct pgm_block *block = pool->closed ? NULL : pool->free_list;
    if (block) {
        pool->free_list = block->next;
        block->bytes = 0;
        block->table = NULL;
    }
    pthread_mutex_unlock(&pool->mutex);
    return block;
}

static void oversize_release(struct pgm_block_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->oversize_taken = false;
    pthread_cond_broadcast(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
}

struct pgm_block *pgm_block_get_oversize(struct pgm_block_pool *pool, size_t capacity_bytes,
                                         struct pgm_error *error)
{
    pthread_mutex_lock(&pool->mutex);
    while (pool->oversize_taken && !pool->closed)
        pthread_cond_wait(&pool->returned, &pool->mutex);
    const bool mine = !pool->closed;
    if (mine)
        pool->oversize_taken = true;
    pthread_mutex_unlock(&pool->mutex);
    if (!mine)
        return NULL;
    struct pgm_block *block = calloc(1, sizeof *block);
    uint8_t *data = map_memory(mapped_bytes(capacity_bytes));
    if (!block || !data) {
        free(block);
        if (data)
            munmap(data, mapped_bytes(capacity_bytes));
        oversize_release(pool);
        (void)pgm_fail_memory(error);
        return NULL;
    }
    *block = (struct pgm_block){.data = data, .capacity = capacity_bytes, .oversize = true};
    return block;
}

enum pgm_status pgm_block_grow(struct pgm_block *block, size_t capacity_bytes,
                               struct pgm_error *error)
{
    if (!block->oversize || capacity_bytes <= block->capacity)
        return PGM_OK;
    /* Moving page tables, not bytes: a row near 1 GB is never in memory twice. */
    void *data = mremap(block->data, mapped_bytes(block->capacity), mapped_bytes(capacity_bytes),
                        MREMAP_MAYMOVE);
    if (data == MAP_FAILED)
        return pgm_fail_errno(error, errno, "no memory for a row of %zu MiB",
                              capacity_bytes / PGM_MIB);
    block->data = data;
    block->capacity = capacity_bytes;
    return PGM_OK;
}

void pgm_block_put(struct pgm_block_pool *pool, struct pgm_block *block)
{
    if (block->oversize) {
        munmap(block->data, mapped_bytes(block->capacity));
        free(block);
        oversize_release(pool);
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    block->next = pool->free_list;
    pool->free_list = block;
    pthread_cond_broadcast(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
}

void pgm_block_pool_close(struct pgm_block_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->closed = true;
    pthread_cond_broadcast(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
}
