/*
 * writer_stage.c: the aligned memory that files are written from.
 *
 *   slab  | stage | stage | ... |  open_files + PGM_IO_DEPTH, one mapping, registered as one buffer
 *   extra | stage |                one for each open file beyond open_files
 *
 * An open file holds one stage at most. So PGM_IO_DEPTH stages are always free or on their way to
 * the disk, and whoever waits for one gets it when a write is answered.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "limits.h"
#include "writer_internal.h"

enum pgm_status pgm_stage_pool_init(struct pgm_stage_pool *pool, size_t count,
                                    struct pgm_error *error)
{
    pool->slab_bytes = count * PGM_STAGE_BYTES;
    void *slab =
        mmap(NULL, pool->slab_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slab == MAP_FAILED)
        return pgm_fail_memory(error);
    pool->slab = slab;
    /* A child of ours must not share the slab: before Linux 5.9 copy-on-write after a fork parts
     * the pages that the ring registered from those that this process goes on to fill. */
    (void)madvise(slab, pool->slab_bytes, MADV_DONTFORK);
    pool->stages = calloc(count, sizeof *pool->stages);
    if (!pool->stages)
        return pgm_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        struct pgm_stage *stage = &pool->stages[i];
        stage->data = pool->slab + i * PGM_STAGE_BYTES;
        stage->next = pool->free_stages;
        pool->free_stages = stage;
    }
    return PGM_OK;
}

static void extra_free(struct pgm_stage *stage)
{
    free(stage->data);
    free(stage);
}

void pgm_stage_pool_free(struct pgm_stage_pool *pool)
{
    while (pool->free_extras) {
        struct pgm_stage *next = pool->free_extras->next;
        extra_free(pool->free_extras);
        pool->free_extras = next;
    }
    free(pool->stages);
    if (pool->slab)
        munmap(pool->slab, pool->slab_bytes);
    *pool = (struct pgm_stage_pool){0};
}

enum pgm_status pgm_stage_take(struct pgm_writer *writer, struct pgm_stage **stage,
                               struct pgm_error *error)
{
    struct pgm_stage_pool *pool = &writer->pool;
    pthread_mutex_lock(&writer->mutex);
    while (!pool->free_stages && !pool->free_extras && !writer->failed)
        pthread_cond_wait(&writer->stage_freed, &writer->mutex);
    struct pgm_stage **list = pool->free_stages ? &pool->free_stages : &pool->free_extras;
    struct pgm_stage *taken = *list;
    if (taken) {
        *list = taken->next;
        taken->bytes = 0;
    }
    pthread_mutex_unlock(&writer->mutex);
    *stage = taken;
    return taken ? PGM_OK : pgm_writer_failure(writer, error);
}

void pgm_stage_put_locked(struct pgm_writer *writer, struct pgm_stage *stage)
{
    struct pgm_stage **list = stage->extra ? &writer->pool.free_extras : &writer->pool.free_stages;
    stage->next = *list;
    *list = stage;
    pgm_stage_trim_locked(writer);
    pthread_cond_signal(&writer->stage_freed);
}

static size_t extras_needed(const struct pgm_writer *writer)
{
    return writer->open_count > writer->open_expected ? writer->open_count - writer->open_expected
                                                      : 0;
}

enum pgm_status pgm_stage_extend_locked(struct pgm_writer *writer, struct pgm_error *error)
{
    if (writer->pool.extra_count >= extras_needed(writer))
        return PGM_OK;
    struct pgm_stage *stage = calloc(1, sizeof *stage);
    uint8_t *data = aligned_alloc(PGM_IO_ALIGNMENT, PGM_STAGE_BYTES);
    if (!stage || !data) {
        free(stage);
        free(data);
        return pgm_fail_memory(error);
    }
    stage->data = data;
    stage->extra = true;
    writer->pool.extra_count++;
    pgm_stage_put_locked(writer, stage);
    return PGM_OK;
}

void pgm_stage_trim_locked(struct pgm_writer *writer)
{
    struct pgm_stage_pool *pool = &writer->pool;
    while (pool->free_extras && pool->extra_count > extras_needed(writer)) {
        struct pgm_stage *stage = pool->free_extras;
        pool->free_extras = stage->next;
        pool->extra_count--;
        extra_free(stage);
    }
}
