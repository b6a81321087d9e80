/* scratch.c: a bump allocator with a way out for the rare huge value. */
#include "scratch.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "fatal.h"

#define SLACK_BYTES ((size_t)64)

struct pgm_scratch_extra {
    struct pgm_scratch_extra *next;
    void *data;
    size_t bytes;
};

static void *map_memory(size_t bytes)
{
    void *data = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return data == MAP_FAILED ? NULL : data;
}

enum pgm_status pgm_scratch_init(struct pgm_scratch *scratch, size_t capacity_bytes,
                                 struct pgm_error *error)
{
    *scratch = (struct pgm_scratch){.capacity = capacity_bytes};
    scratch->data = map_memory(capacity_bytes + SLACK_BYTES);
    return scratch->data ? PGM_OK : pgm_fail_memory(error);
}

static void *alloc_extra(struct pgm_scratch *scratch, size_t bytes)
{
    struct pgm_scratch_extra *extra = malloc(sizeof *extra);
    void *data = map_memory(bytes + SLACK_BYTES);
    if (!extra || !data)
        pgm_fatal_memory();
    *extra = (struct pgm_scratch_extra){scratch->extra, data, bytes + SLACK_BYTES};
    scratch->extra = extra;
    return data;
}

void *pgm_scratch_alloc(struct pgm_scratch *scratch, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        pgm_fatal_memory(); /* rounding must not wrap */
    const size_t rounded = (bytes + 15) & ~(size_t)15;
    if (rounded > scratch->capacity - scratch->used)
        return alloc_extra(scratch, rounded);
    void *memory = scratch->data + scratch->used;
    scratch->used += rounded;
    return memory;
}

void pgm_scratch_reset(struct pgm_scratch *scratch)
{
    scratch->used = 0;
    while (scratch->extra) {
        struct pgm_scratch_extra *next = scratch->extra->next;
        munmap(scratch->extra->data, scratch->extra->bytes);
        free(scratch->extra);
        scratch->extra = next;
    }
}

struct pgm_scratch *pgm_scratch_below(struct pgm_scratch *scratch)
{
    if (scratch->below)
        return scratch->below;
    scratch->below = malloc(sizeof *scratch->below);
    if (!scratch->below || pgm_scratch_init(scratch->below, scratch->capacity, NULL) != PGM_OK)
        pgm_fatal_memory();
    return scratch->below;
}

void pgm_scratch_free(struct pgm_scratch *scratch)
{
    pgm_scratch_reset(scratch);
    if (scratch->below)
        pgm_scratch_free(scratch->below);
    free(scratch->below);
    if (scratch->data)
        munmap(scratch->data, scratch->capacity + SLACK_BYTES);
    *scratch = (struct pgm_scratch){0};
}
