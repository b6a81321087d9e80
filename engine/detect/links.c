/*
 * links.c: the same names and addresses in several tables.
 *
 *   users.login: ann7 bob2 ...   <── 14 of 16 ──   audit.who: bob2 ann7 ...
 *
 * A column that is called nothing telling, and holds what another one holds whose name tells, is of its
 * kind. Only hashes of values are kept, while detection runs.
 */
#include "chars.h"
#include "detect_internal.h"
#include "fatal.h"

#define VALUE_BYTES_MIN 4
#define LINKS_MAX       ((size_t)1 << 20)
#define DISTINCT_MIN    5
#define SHARE_MIN       60 /* percent of the distinct values */
#define SOURCES_MAX     8

static struct pgm_link *slot_of(const struct pgm_links *links, uint64_t hash)
{
    size_t at = hash & (links->capacity - 1);
    while (links->slots[at].hash && links->slots[at].hash != hash)
        at = (at + 1) & (links->capacity - 1);
    return &links->slots[at];
}

static void grow(struct pgm_links *links)
{
    struct pgm_links larger = {.count = links->count,
                               .capacity = links->capacity ? 2 * links->capacity : 1024};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        pgm_fatal_memory();
    for (size_t i = 0; i < links->capacity; i++)
        if (links->slots[i].hash)
            *slot_of(&larger, links->slots[i].hash) = links->slots[i];
    free(links->slots);
    *links = larger;
}

void pgm_links_add(struct pgm_links *links, struct pgm_span text, size_t look)
{
    const struct pgm_span trimmed = text.data ? pgm_chars_trim(text) : text;
    if (!trimmed.data || trimmed.bytes < VALUE_BYTES_MIN || links->count == LINKS_MAX)
        return;
    if (2 * (links->count + 1) > links->capacity)
        grow(links);
    const uint64_t hash = pgm_tally_hash(trimmed);
    struct pgm_link *slot = slot_of(links, hash);
    if (hash == 0 || slot->hash)
        return;
    *slot = (struct pgm_link){hash, look};
    links->count++;
}

size_t pgm_links_find(const struct pgm_links *links, const struct pgm_tally *tally, uint32_t *hits)
{
    struct {
        size_t look;
        uint32_t hits;
    } sources[SOURCES_MAX];
    size_t count = 0, best = SIZE_MAX;
    const uint32_t distinct =
        tally->distinct < PGM_DISTINCT_MAX ? tally->distinct : PGM_DISTINCT_MAX;
    *hits = 0;
    if (links->count == 0 || distinct < DISTINCT_MIN)
        return SIZE_MAX;
    for (uint32_t i = 0; i < distinct; i++) {
        const struct pgm_link *slot = slot_of(links, tally->seen[i]);
        size_t s = 0;
        if (!slot->hash)
            continue;
        while (s < count && sources[s].look != slot->look)
            s++;
        if (s == SOURCES_MAX)
            continue;
        if (s == count)
            sources[count++].hits = 0;
        sources[s].look = slot->look;
        if (++sources[s].hits > *hits) {
            *hits = sources[s].hits;
            best = slot->look;
        }
    }
    return pgm_percent(*hits, distinct) >= SHARE_MIN ? best : SIZE_MAX;
}
