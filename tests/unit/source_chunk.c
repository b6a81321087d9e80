/* Cutting tables into chunks: every page in just one of them, the largest tables first. */
#include <criterion/criterion.h>
#include <pthread.h>

#include "chunk.h"
#include "limits.h"

#define TABLES 5

static struct pgm_table tables[TABLES];
static struct pgm_plan_table plans[TABLES];
static struct pgm_catalog catalog = {.server_version = 150004};
static struct pgm_plan plan = {.catalog = &catalog, .tables = plans};
static struct pgm_chunks chunks;

static void setup(void)
{
    static const int64_t pages[TABLES] = {10, 12800, 0, 1280, 3};
    catalog.tables = tables;
    catalog.table_count = TABLES;
    for (size_t i = 0; i < TABLES; i++) {
        tables[i] = (struct pgm_table){
            .relkind = 'r', .access_method = "heap", .heap_bytes = pages[i] * 8192};
        plans[i] =
            (struct pgm_plan_table){.table = &tables[i], .selected = true, .rows = PGM_ROWS_ALL};
    }
}

static void teardown(void)
{
    pgm_chunks_free(&chunks);
}

TestSuite(source_chunk, .init = setup, .fini = teardown);

/* How many chunks a table has; they lie beside one another and cover every page once. */
static size_t check_table(size_t index)
{
    size_t first = SIZE_MAX, count = 0;
    int64_t next_page = 0, weight = 0;
    for (size_t i = 0; i < chunks.count; i++) {
        const struct pgm_chunk *chunk = &chunks.items[i];
        if (chunk->table != &plans[index])
            continue;
        first = first == SIZE_MAX ? i : first;
        cr_assert_eq(i, first + count, "apart from its table's others");
        cr_assert_eq(chunk->first_page, next_page);
        cr_assert_neq(next_page, -1, "something behind the open end");
        next_page = chunk->last_page;
        weight += chunk->weight_bytes;
        count++;
    }
    cr_assert(count <= 1 || next_page == -1, "the last one is open-ended");
    cr_assert(count != 1 || next_page == 0, "a whole table");
    cr_assert_leq(weight, tables[index].heap_bytes + tables[index].toast_bytes);
    return count;
}

Test(source_chunk, largest_first)
{
    pgm_chunks_make(&chunks, &plan, 0, 4);
    static const size_t order[] = {1, 3, 0, 4, 2};
    cr_assert_eq(chunks.count, TABLES);
    for (size_t i = 0; i < TABLES; i++)
        cr_assert_eq(chunks.items[i].table, &plans[order[i]]);
    cr_assert_eq(chunks.weight_bytes, (10 + 12800 + 1280 + 3) * 8192);
}

Test(source_chunk, partitions_go_to_a_server_together)
{
    static const size_t apart[] = {1, 3, 0, 4, 2}, together[] = {1, 3, 0, 4, 2},
                        moved[] = {1, 4, 0, 3, 2};
    tables[0].root = tables[4].root = &tables[2];
    tables[2].relkind = 'p';
    plan.to_server = false;
    pgm_chunks_make(&chunks, &plan, 0, 4);
    for (size_t i = 0; i < TABLES - 1; i++)
        cr_assert_eq(chunks.items[i].table, &plans[apart[i]]);
    pgm_chunks_free(&chunks);
    plan.to_server = true;
    pgm_chunks_make(&chunks, &plan, 0, 4);
    for (size_t i = 0; i < TABLES - 1; i++)
        cr_assert_eq(chunks.items[i].table, &plans[together[i]], "13 pages are less than 1,280");
    pgm_chunks_free(&chunks);
    tables[4].heap_bytes = 1271 * 8192; /* alone still less than 1,280, with the other one more */
    pgm_chunks_make(&chunks, &plan, 0, 4);
    for (size_t i = 0; i < TABLES - 1; i++)
        cr_assert_eq(chunks.items[i].table, &plans[moved[i]]);
}

Test(source_chunk, toast_counts)
{
    tables[4].toast_bytes = (int64_t)1 << 40;
    pgm_chunks_make(&chunks, &plan, 0, 4);
    cr_assert_eq(chunks.items[0].table, &plans[4]);
}

Test(source_chunk, what_is_not_read)
{
    plans[0].selected = false;
    plans[1].rows = PGM_ROWS_NONE;
    tables[3].relkind = 'p';
    tables[4].relkind = 'f';
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 4);
    cr_assert_eq(chunks.count, 1);
    cr_assert_eq(chunks.items[0].table, &plans[2]);
}

Test(source_chunk, large_tables_are_split)
{
    pgm_chunks_make(&chunks, &plan, 10 * PGM_MIB, 3);
    cr_assert_eq(check_table(1), 10, "100 MiB in pieces of about 10");
    cr_assert_eq(check_table(3), 1, "not above the limit");
    cr_assert_eq(check_table(0), 1);
    cr_assert_eq(check_table(2), 1, "an empty table is a chunk, too");
}

Test(source_chunk, at_least_a_piece_for_each_stream)
{
    pgm_chunks_make(&chunks, &plan, 60 * PGM_MIB, 7);
    cr_assert_eq(check_table(1), 7);
}

Test(source_chunk, never_more_pieces_than_pages)
{
    tables[4].toast_bytes = (int64_t)1 << 40;
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 64);
    cr_assert_eq(check_table(4), 3);
    tables[4].heap_bytes = 8192;
    pgm_chunks_free(&chunks);
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 64);
    cr_assert_eq(check_table(4), 1, "one page cannot be cut");
}

Test(source_chunk, what_cannot_be_split)
{
    tables[1].access_method = "columnar";
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 4);
    cr_assert_eq(check_table(1), 1);
    cr_assert_gt(check_table(3), 1);
    pgm_chunks_free(&chunks);
    catalog.server_version = 130010; /* no Tid Range Scan */
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 4);
    cr_assert_eq(check_table(3), 1);
    catalog.server_version = 150004;
}

static void *take_all(void *argument)
{
    (void)argument;
    size_t taken = 0;
    for (struct pgm_chunk *chunk; (chunk = pgm_chunks_take(&chunks)); taken++)
        chunk->weight_bytes = -1; /* a chunk taken twice would be seen by who takes it again */
    return (void *)taken;
}

Test(source_chunk, each_is_taken_once)
{
    pthread_t threads[4];
    size_t taken = 0;
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 500);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, take_all, NULL);
    for (int i = 0; i < 4; i++) {
        void *count;
        pthread_join(threads[i], &count);
        taken += (size_t)count;
    }
    cr_assert_eq(taken, chunks.count);
    for (size_t i = 0; i < chunks.count; i++)
        cr_assert_eq(chunks.items[i].weight_bytes, -1);
    cr_assert_null(pgm_chunks_take(&chunks));
}

Test(source_chunk, nothing_to_read)
{
    catalog.table_count = 0;
    pgm_chunks_make(&chunks, &plan, PGM_MIB, 4);
    cr_assert_eq(chunks.count, 0);
    cr_assert_null(pgm_chunks_take(&chunks));
    pgm_chunks_free(&chunks);
}
