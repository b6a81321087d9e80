/* What depends on a column without naming it in a key: generated columns, conditions of indexes,
 * defaults that take a sequence's numbers, MATCH FULL. */
#include "catalog_live.h"

TestSuite(catalog_dependents, .fini = live_drop);

Test(catalog_dependents, generated_columns)
{
    live_read("CREATE TABLE t (gone int, a text, b text, c int GENERATED ALWAYS AS (1) STORED,"
              " g text GENERATED ALWAYS AS (lower(b) || a) STORED); ALTER TABLE t DROP gone;"
              "CREATE TABLE p (a int, g int GENERATED ALWAYS AS (a * 2) STORED)"
              " PARTITION BY LIST (a); CREATE TABLE leaf (g int GENERATED ALWAYS AS (a * 2) STORED,"
              " a int); ALTER TABLE p ATTACH PARTITION leaf DEFAULT");
    const struct pgm_column *g = live_column("t", "g");
    cr_assert_str_eq(live_names(g->generated_from, g->generated_from_count), "a,b");
    cr_assert_eq(live_column("t", "c")->generated_from_count, 0);
    cr_assert_eq(live_column("t", "a")->generated_from_count, 0);
    g = live_column("leaf", "g");
    cr_assert_str_eq(live_names(g->generated_from, g->generated_from_count), "a");
    cr_assert_eq(g->generated_from[0]->table, live_table("leaf"));
}

Test(catalog_dependents, conditions_of_indexes)
{
    live_read("CREATE TABLE t (a text, b text, c bool);"
              "CREATE UNIQUE INDEX i ON t (lower(a)) WHERE c AND b <> ''");
    cr_assert_eq(live.catalog.index_count, 1);
    const struct pgm_index *index = &live.catalog.indexes[0];
    cr_assert_str_eq(live_names(index->mentioned, index->mentioned_count), "a,b,c");
    cr_assert_str_eq(live_names(index->conditions, index->condition_count), "b,c");
}

Test(catalog_dependents, defaults_of_sequences)
{
    live_read("CREATE SEQUENCE shared; CREATE SEQUENCE idle; CREATE UNLOGGED TABLE u (id serial);"
              "CREATE TABLE a (id int DEFAULT nextval('shared'));"
              "CREATE TABLE b (x int, id bigint DEFAULT nextval('shared') * 2);"
              "CREATE TABLE c (id int GENERATED ALWAYS AS IDENTITY)");
    cr_assert_eq(live.catalog.sequence_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct pgm_sequence *sequence = &live.catalog.sequences[i];
        if (strcmp(sequence->name, "shared") == 0) {
            cr_assert_null(sequence->owner);
            cr_assert_eq(sequence->feed_count, 2);
            cr_assert_eq(sequence->feeds[0], live_column("a", "id"));
            cr_assert_eq(sequence->feeds[1], live_column("b", "id"));
        } else if (strcmp(sequence->name, "u_id_seq") == 0) {
            cr_assert_eq(sequence->feed_count, 1);
            cr_assert_eq(sequence->owner, live_column("u", "id"));
            cr_assert_eq(sequence->is_unlogged, live_version() >= 150000);
        } else {
            cr_assert_eq(sequence->feed_count, 0, "an identity column has no default");
            cr_assert_not(sequence->is_unlogged);
        }
    }
}

Test(catalog_dependents, match_full)
{
    live_read("CREATE TABLE r (a int, b int, PRIMARY KEY (a, b));"
              "CREATE TABLE t (a int, b int, CONSTRAINT simple FOREIGN KEY (a, b) REFERENCES r,"
              " CONSTRAINT whole FOREIGN KEY (a, b) REFERENCES r MATCH FULL)");
    cr_assert_eq(live.catalog.foreign_key_count, 2);
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(live.catalog.foreign_keys[i].match_full,
                     strcmp(live.catalog.foreign_keys[i].name, "whole") == 0);
}
