/* toc.c: adding entries to a table of contents and taking entries out of it. */
#include "toc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "map.h"

#define CAPACITY_MIN 64

struct pgm_toc_entry *pgm_toc_add(struct pgm_toc *toc)
{
    if (toc->entry_count == toc->entry_capacity) {
        const size_t capacity =
            toc->entry_capacity < CAPACITY_MIN ? CAPACITY_MIN : 2 * toc->entry_capacity;
        struct pgm_toc_entry *entries =
            PGM_ARENA_ARRAY(&toc->arena, struct pgm_toc_entry, capacity);
        if (toc->entry_count)
            memcpy(entries, toc->entries, toc->entry_count * sizeof *entries);
        toc->entries = entries;
        toc->entry_capacity = capacity;
    }
    struct pgm_toc_entry *entry = &toc->entries[toc->entry_count++];
    *entry = (struct pgm_toc_entry){
        .dump_id = ++toc->max_dump_id, .with_oids = "false", .file_name = ""};
    return entry;
}

static void drop_links(struct pgm_toc_entry *entry, const struct pgm_map *dropped)
{
    size_t kept = 0;
    for (size_t i = 0; i < entry->dependency_count; i++)
        if (!pgm_map_get(dropped, pgm_span_of(entry->dependencies[i])))
            entry->dependencies[kept++] = entry->dependencies[i];
    entry->dependency_count = kept;
}

void pgm_toc_compact(struct pgm_toc *toc)
{
    struct pgm_map dropped = {0}; /* dump ids as text, the form in which dependencies name them */
    size_t kept = 0;
    for (size_t i = 0; i < toc->entry_count; i++) {
        if (toc->entries[i].desc) {
            toc->entries[kept++] = toc->entries[i];
            continue;
        }
        char *id = pgm_arena_printf(&toc->arena, "%" PRId32, toc->entries[i].dump_id);
        pgm_map_put(&dropped, pgm_span_of(id), id);
    }
    toc->entry_count = kept;
    for (size_t i = 0; dropped.count && i < kept; i++)
        drop_links(&toc->entries[i], &dropped);
    pgm_map_free(&dropped);
}

size_t pgm_toc_drop(struct pgm_toc *toc, const char *desc)
{
    size_t count = 0;
    for (size_t i = 0; i < toc->entry_count; i++)
        if (toc->entries[i].desc && strcmp(toc->entries[i].desc, desc) == 0) {
            toc->entries[i].desc = NULL;
            count++;
        }
    if (count)
        pgm_toc_compact(toc);
    return count;
}

void pgm_toc_free(struct pgm_toc *toc)
{
    pgm_arena_free(&toc->arena);
    *toc = (struct pgm_toc){0};
}
