/* map.c: linear probing at a load of at most one half. */
#include "map.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "fatal.h"

static struct pgm_map_slot *find(const struct pgm_map *map, struct pgm_span key)
{
    size_t at = XXH3_64bits(key.data, key.bytes) & (map->capacity - 1);
    while (map->slots[at].value && !pgm_span_equal(map->slots[at].key, key))
        at = (at + 1) & (map->capacity - 1);
    return &map->slots[at];
}

static void grow(struct pgm_map *map)
{
    struct pgm_map larger = {.capacity = map->capacity ? 2 * map->capacity : 16,
                             .count = map->count};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        pgm_fatal_memory();
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].value)
            *find(&larger, map->slots[i].key) = map->slots[i];
    free(map->slots);
    *map = larger;
}

void *pgm_map_put(struct pgm_map *map, struct pgm_span key, void *value)
{
    if (2 * (map->count + 1) > map->capacity)
        grow(map);
    struct pgm_map_slot *slot = find(map, key);
    if (!slot->value) {
        *slot = (struct pgm_map_slot){key, value};
        map->count++;
    }
    return slot->value;
}

void *pgm_map_get(const struct pgm_map *map, struct pgm_span key)
{
    return map->capacity ? find(map, key)->value : NULL;
}

void pgm_map_free(struct pgm_map *map)
{
    free(map->slots);
    *map = (struct pgm_map){0};
}
