/* map.h: a hash table from byte strings to pointers (open addressing, XXH3). Keys are not copied:
 * they must outlive the map. Not thread-safe while being filled; look-ups are. */
#ifndef PGM_MAP_H
#define PGM_MAP_H

#include <stddef.h>

#include "span.h"

struct pgm_map_slot {
    struct pgm_span key;
    void *value; /* NULL: the slot is free */
};

struct pgm_map {
    struct pgm_map_slot *slots;
    size_t count;
    size_t capacity; /* 0 or a power of two */
};

/* Stores `value` (not NULL) under `key` unless the key is there already; returns what is stored. */
void *pgm_map_put(struct pgm_map *map, struct pgm_span key, void *value);
void *pgm_map_get(const struct pgm_map *map, struct pgm_span key); /* NULL: not there */
void pgm_map_free(struct pgm_map *map);

/* The same with an object id as the key; `oid` must live in the value or elsewhere for as long. */
static inline struct pgm_span pgm_map_oid_key(const unsigned *oid)
{
    return (struct pgm_span){(const uint8_t *)oid, sizeof *oid};
}

#endif
