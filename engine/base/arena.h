/*
 * arena.h: memory that lives and dies together (a catalog, a rules tree, a plan).
 *
 * Not thread-safe while growing; read-only use of what it holds is.
 */
#ifndef PGM_ARENA_H
#define PGM_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "span.h"
#include "status.h"

struct pgm_arena {
    struct pgm_arena_chunk *chunks; /* newest first */
    struct pgm_arena_deferred *deferred;
};

/* A zeroed arena is ready for use. Allocations are zeroed and aligned to 16 bytes; they never fail:
 * an arena holds descriptions, not data, and a machine that cannot give a few KiB more ends the
 * process with a message (abort-free exit 1 happens before any output looks finished). */
void *pgm_arena_alloc(struct pgm_arena *arena, size_t bytes);
/* The same for types of a larger alignment, a power of two. */
void *pgm_arena_alloc_aligned(struct pgm_arena *arena, size_t bytes, size_t alignment);
char *pgm_arena_strdup(struct pgm_arena *arena, const char *text); /* NULL gives NULL */
char *pgm_arena_strndup(struct pgm_arena *arena, const char *text, size_t bytes);
char *pgm_arena_printf(struct pgm_arena *arena, const char *format, ...) PGM_PRINTF(2, 3);
/* Has pgm_arena_free() call release(object) before it gives the memory back, the latest first: for what
 * belongs to something in the arena but is not memory of it (a library's handle). */
void pgm_arena_defer(struct pgm_arena *arena, void (*release)(void *object), void *object);
void pgm_arena_free(struct pgm_arena *arena); /* gives back everything; the arena is empty again */

#define PGM_ARENA_NEW(arena, type) PGM_ARENA_ARRAY(arena, type, 1)
#define PGM_ARENA_ARRAY(arena, type, count)                                                        \
    ((type *)pgm_arena_alloc_aligned((arena), sizeof(type) * (size_t)(count), _Alignof(type)))

#endif
