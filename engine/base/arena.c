/* arena.c: a chain of chunks, the newest first; each twice as large as the one before, up to a
 * megabyte, so that a small tree costs a page and a large one few calls. */
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fatal.h"
#include "limits.h"

#define ALIGNMENT ((size_t)16)

struct pgm_arena_chunk {
    struct pgm_arena_chunk *older;
    size_t used, capacity;
    _Alignas(16) uint8_t data[];
};

struct pgm_arena_deferred {
    struct pgm_arena_deferred *older;
    void (*release)(void *object);
    void *object;
};

static struct pgm_arena_chunk *chunk_add(struct pgm_arena *arena, size_t bytes)
{
    size_t capacity = arena->chunks ? 2 * arena->chunks->capacity : 4 * PGM_KIB;
    if (capacity > PGM_MIB)
        capacity = PGM_MIB;
    if (capacity < bytes)
        capacity = bytes;
    struct pgm_arena_chunk *chunk = calloc(1, sizeof *chunk + capacity);
    if (!chunk)
        pgm_fatal_memory();
    chunk->capacity = capacity;
    chunk->older = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

/* What is missing from the chunk's next free byte to the alignment. */
static size_t padding(const struct pgm_arena_chunk *chunk, size_t alignment)
{
    return -(uintptr_t)(chunk->data + chunk->used) & (alignment - 1);
}

void *pgm_arena_alloc_aligned(struct pgm_arena *arena, size_t bytes, size_t alignment)
{
    if (bytes > SIZE_MAX / 2)
        pgm_fatal_memory();
    if (alignment < ALIGNMENT)
        alignment = ALIGNMENT;
    bytes = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    struct pgm_arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->capacity - chunk->used < bytes + padding(chunk, alignment))
        chunk = chunk_add(arena, bytes + alignment);
    void *memory = chunk->data + chunk->used + padding(chunk, alignment);
    chunk->used += padding(chunk, alignment) + bytes;
    return memory;
}

void *pgm_arena_alloc(struct pgm_arena *arena, size_t bytes)
{
    return pgm_arena_alloc_aligned(arena, bytes, ALIGNMENT);
}

char *pgm_arena_strndup(struct pgm_arena *arena, const char *text, size_t bytes)
{
    char *copy = pgm_arena_alloc(arena, bytes + 1);
    if (bytes)
        memcpy(copy, text, bytes);
    return copy;
}

char *pgm_arena_strdup(struct pgm_arena *arena, const char *text)
{
    return text ? pgm_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *pgm_arena_printf(struct pgm_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int bytes = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = pgm_arena_alloc(arena, bytes > 0 ? (size_t)bytes + 1 : 1);
    if (bytes > 0)
        vsnprintf(text, (size_t)bytes + 1, format, again);
    va_end(again);
    return text;
}

void pgm_arena_defer(struct pgm_arena *arena, void (*release)(void *object), void *object)
{
    struct pgm_arena_deferred *deferred = PGM_ARENA_NEW(arena, struct pgm_arena_deferred);
    *deferred = (struct pgm_arena_deferred){arena->deferred, release, object};
    arena->deferred = deferred;
}

void pgm_arena_free(struct pgm_arena *arena)
{
    for (; arena->deferred; arena->deferred = arena->deferred->older)
        arena->deferred->release(arena->deferred->object);
    while (arena->chunks) {
        struct pgm_arena_chunk *older = arena->chunks->older;
        free(arena->chunks);
        arena->chunks = older;
    }
}
