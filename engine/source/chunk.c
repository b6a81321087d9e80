/* chunk.c: cutting tables into chunks. */
#include "chunk.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 8192 /* BLCKSZ of all usual builds; another size only shifts the cuts */

static bool is_read(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind == 'r';
}

static int64_t weight(const struct pgm_table *table)
{
    return table->heap_bytes + table->toast_bytes;
}

struct ranked {
    struct pgm_plan_table *table;
    int64_t rank; /* bytes: its own, or those of the tree it belongs to */
};

static int compare_bytes(int64_t left, int64_t right)
{
    return (left < right) - (left > right);
}

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    const struct pgm_table *left = x->table->table, *right = y->table->table;
    int order = compare_bytes(x->rank, y->rank);
    if (order == 0)
        order = (left->root > right->root) - (left->root < right->root);
    if (order == 0)
        order = compare_bytes(weight(left), weight(right));
    return order != 0 ? order : (x->table > y->table) - (x->table < y->table);
}

/* A server that is being filled has more to do with a tree of partitions once the last one is there, so
 * that they are read together, as if they were one table. */
static void rank_trees(struct pgm_arena *arena, const struct pgm_catalog *catalog,
                       struct ranked *tables, size_t count)
{
    int64_t *trees = PGM_ARENA_ARRAY(arena, int64_t, catalog->table_count + 1);
    for (size_t i = 0; i < count; i++)
        if (tables[i].table->table->root)
            trees[tables[i].table->table->root - catalog->tables] += tables[i].rank;
    for (size_t i = 0; i < count; i++)
        if (tables[i].table->table->root)
            tables[i].rank = trees[tables[i].table->table->root - catalog->tables];
}

static size_t pieces(const struct pgm_plan *plan, const struct pgm_table *table,
                     uint64_t split_bytes, unsigned streams)
{
    const int64_t pages = table->heap_bytes / PAGE_BYTES;
    if (split_bytes == 0 || (uint64_t)weight(table) <= split_bytes || pages < 2 ||
        plan->catalog->server_version < 140000 || !table->access_method ||
        strcmp(table->access_method, "heap") != 0)
        return 1;
    uint64_t count = ((uint64_t)weight(table) + split_bytes - 1) / split_bytes;
    if (count < streams)
        count = streams;
    return (size_t)(count > (uint64_t)pages ? (uint64_t)pages : count);
}

static void add_table(struct pgm_chunks *chunks, struct pgm_plan_table *table, size_t count)
{
    const int64_t pages = table->table->heap_bytes / PAGE_BYTES;
    for (size_t i = 0; i < count; i++) {
        struct pgm_chunk *chunk = &chunks->items[chunks->count++];
        *chunk = (struct pgm_chunk){.table = table,
                                    .weight_bytes = weight(table->table) / (int64_t)count};
        chunks->weight_bytes += chunk->weight_bytes;
        if (count == 1)
            continue;
        chunk->first_page = pages * (int64_t)i / (int64_t)count;
        /* The last one is open-ended: pages may have been added behind. */
        chunk->last_page = i + 1 < count ? pages * ((int64_t)i + 1) / (int64_t)count : -1;
    }
}

void pgm_chunks_make(struct pgm_chunks *chunks, const struct pgm_plan *plan, uint64_t split_bytes,
                     unsigned streams)
{
    *chunks = (struct pgm_chunks){0};
    atomic_init(&chunks->next, 0);
    const size_t table_count = plan->catalog->table_count;
    struct ranked *tables = PGM_ARENA_ARRAY(&chunks->arena, struct ranked, table_count + 1);
    size_t read = 0, total = 0;
    for (size_t i = 0; i < table_count; i++)
        if (is_read(&plan->tables[i])) {
            tables[read++] = (struct ranked){&plan->tables[i], weight(plan->tables[i].table)};
            total += pieces(plan, plan->tables[i].table, split_bytes, streams);
        }
    if (plan->to_server)
        rank_trees(&chunks->arena, plan->catalog, tables, read);
    qsort(tables, read, sizeof *tables, by_rank);
    chunks->items = PGM_ARENA_ARRAY(&chunks->arena, struct pgm_chunk, total + 1);
    for (size_t i = 0; i < read; i++)
        add_table(chunks, tables[i].table,
                  pieces(plan, tables[i].table->table, split_bytes, streams));
}

struct pgm_chunk *pgm_chunks_take(struct pgm_chunks *chunks)
{
    /* Relaxed: the items were written before the threads were started. */
    const size_t index = atomic_fetch_add_explicit(&chunks->next, 1, memory_order_relaxed);
    return index < chunks->count ? &chunks->items[index] : NULL;
}

void pgm_chunks_free(struct pgm_chunks *chunks)
{
    pgm_arena_free(&chunks->arena);
    *chunks = (struct pgm_chunks){0};
}
