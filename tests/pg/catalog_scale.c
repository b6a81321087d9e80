/* Many tables: the number of statements must not grow with them. */
#include <time.h>

#include "catalog_live.h"

TestSuite(catalog_scale, .fini = live_drop);

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Committed every hundred tables, since each of them takes locks until then. */
static const char thousand_tables[] =
    "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE t%s (id bigserial PRIMARY KEY,"
    " email varchar(100) UNIQUE, born date NOT NULL, amount numeric(10,2) CHECK (amount >= 0),"
    " ref bigint %s)', i, CASE WHEN i > 1 THEN 'REFERENCES t' || i - 1 ELSE '' END);"
    " IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$";

Test(catalog_scale, a_thousand_tables)
{
    live_create("", thousand_tables);
    live_connect(NULL);
    const double start = seconds();
    const struct pgm_catalog *catalog = live_load();
    live_load_sequences();
    const double took = seconds() - start;
    cr_assert_eq(catalog->table_count, 1000);
    cr_assert_eq(catalog->index_count, 2000);
    cr_assert_eq(catalog->check_count, 1000);
    cr_assert_eq(catalog->foreign_key_count, 999);
    cr_assert_eq(catalog->sequence_count, 1000);
    for (size_t i = 0; i < catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &catalog->foreign_keys[i];
        cr_assert_eq(atoi(key->table->name + 1), atoi(key->referenced->name + 1) + 1);
        cr_assert_str_eq(key->columns[0]->name, "ref");
    }
    for (size_t i = 0; i < catalog->sequence_count; i++)
        cr_assert_str_eq(catalog->sequences[i].owner->name, "id");
    /* It takes about 0.2 s; ten thousand are to be read in 3 s. A sanitizer and a busy machine are
     * allowed for. */
    cr_assert_lt(took, 3.0, "%.2f s", took);
}

Test(catalog_scale, as_many_columns_as_a_table_can_have)
{
    live_read("DO $$ BEGIN EXECUTE (SELECT 'CREATE TABLE wide (' || string_agg("
              "format('c%s int', i), ', ') || ') PARTITION BY LIST (c1)'"
              " FROM generate_series(1, 1600) i); END $$;"
              "CREATE TABLE leaf PARTITION OF wide DEFAULT");
    cr_assert_eq(live_table("wide")->column_count, 1600);
    cr_assert_eq(live_column("wide", "c1600")->attnum, 1600);
    for (size_t i = 0; i < 1600; i++)
        cr_assert_eq(live_table("leaf")->columns[i].parent, &live_table("wide")->columns[i]);
}
