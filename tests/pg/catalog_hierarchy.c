/* Partitions and inheritance: parents, roots, keys, and which column stands for which. */
#include "catalog_live.h"

TestSuite(catalog_hierarchy, .fini = live_drop);

static void expect_parent(const char *table, const char *column, const char *parent)
{
    const struct pgm_column *found = live_column(table, column);
    cr_assert_eq(found->parent, live_column(parent, column), "%s.%s", table, column);
}

Test(catalog_hierarchy, several_levels_and_another_column_order)
{
    live_read("CREATE SCHEMA other;"
              "CREATE TABLE root (a int, b text, c date) PARTITION BY RANGE (c, a);"
              "CREATE TABLE mid (gone int, c date, b text, a int) PARTITION BY LIST (b);"
              "ALTER TABLE mid DROP COLUMN gone;"
              "ALTER TABLE root ATTACH PARTITION mid"
              " FOR VALUES FROM ('2020-01-01', 0) TO ('2021-01-01', 0);"
              "CREATE TABLE leaf (b text, c date, x int, a int); ALTER TABLE leaf DROP x;"
              "ALTER TABLE mid ATTACH PARTITION leaf FOR VALUES IN ('x');"
              "CREATE TABLE other.rest PARTITION OF mid DEFAULT;"
              "CREATE TABLE alone (a int) PARTITION BY HASH (a);");
    const struct pgm_table *root = live_table("root"), *mid = live_table("mid"),
                           *leaf = live_table("leaf"), *alone = live_table("alone");
    const struct pgm_table *rest = pgm_catalog_find(&live.catalog, "other", "rest");
    cr_assert_null(root->root);
    cr_assert_null(root->parent);
    cr_assert_not(root->is_partition);
    cr_assert(mid->is_partition && leaf->is_partition && rest->is_partition);
    cr_assert_eq(mid->parent, root);
    cr_assert_eq(mid->root, root);
    cr_assert_eq(leaf->parent, mid);
    cr_assert_eq(leaf->root, root);
    cr_assert_eq(rest->root, root);
    cr_assert_eq(leaf->inherits_count, 0, "a partition is no inheritance child");

    cr_assert_eq(root->partition_strategy, 'r');
    cr_assert_eq(mid->partition_strategy, 'l');
    cr_assert_eq(leaf->partition_strategy, 0);
    cr_assert_eq(alone->partition_strategy, 'h');
    cr_assert_str_eq(root->partition_key, "RANGE (c, a)");
    cr_assert_null(leaf->partition_key);
    cr_assert_str_eq(live_names(root->partition_columns, root->partition_column_count), "c,a");
    cr_assert_str_eq(live_names(mid->partition_columns, mid->partition_column_count), "b");
    cr_assert_eq(mid->partition_columns[0]->table, mid);
    cr_assert(mid->has_default_partition);
    cr_assert_not(root->has_default_partition);
    cr_assert_null(alone->root);

    expect_parent("mid", "a", "root");
    expect_parent("leaf", "a", "root");
    expect_parent("leaf", "b", "root");
    expect_parent("leaf", "c", "root");
    cr_assert_eq(pgm_table_column(rest, "b")->parent, live_column("root", "b"));
    cr_assert_null(live_column("root", "a")->parent);
}

Test(catalog_hierarchy, keys_by_expression)
{
    live_read("CREATE TABLE t (a int, b text, c text, d int, e int)"
              " PARTITION BY RANGE (a, lower(b), (d + a), c);"
              "CREATE TABLE plain (a int, b int) PARTITION BY RANGE (b);");
    const struct pgm_table *table = live_table("t");
    cr_assert_str_eq(live_names(table->partition_columns, table->partition_column_count),
                     "a,-,-,c");
    cr_assert_str_eq(live_names(table->partition_mentioned, table->partition_mentioned_count),
                     "a,b,d");
    cr_assert_eq(live_table("plain")->partition_mentioned_count, 0);
}

Test(catalog_hierarchy, hash_on_enum)
{
    live_read("CREATE TYPE mood AS ENUM ('good', 'bad');"
              "CREATE TABLE by_enum (a int, m mood) PARTITION BY HASH (a, m);"
              "CREATE TABLE part PARTITION OF by_enum FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
              "CREATE TABLE by_int (a int, m mood) PARTITION BY HASH (a);"
              "CREATE TABLE listed (m mood) PARTITION BY LIST (m);");
    cr_assert(live_table("by_enum")->hash_on_enum);
    cr_assert_not(live_table("part")->hash_on_enum);
    cr_assert_not(live_table("by_int")->hash_on_enum);
    cr_assert_not(live_table("listed")->hash_on_enum);
}

Test(catalog_hierarchy, foreign_leaf)
{
    live_create("", "CREATE TABLE root (a int, b int) PARTITION BY LIST (a)");
    if (!live_has_extension("postgres_fdw"))
        live_skip("postgres_fdw is not installed");
    live_run(live.conninfo,
             "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;"
             "CREATE FOREIGN TABLE leaf PARTITION OF root FOR VALUES IN (1) SERVER far");
    live_connect(NULL);
    live_load();
    cr_assert(live_table("leaf")->is_stored_elsewhere);
    cr_assert_eq(live_table("leaf")->root, live_table("root"));
    expect_parent("leaf", "b", "root");
}

Test(catalog_hierarchy, several_parents_and_extra_columns)
{
    live_read("CREATE TABLE grand (id int, name text);"
              "CREATE TABLE left_p (l int) INHERITS (grand);"
              "CREATE TABLE right_p (id int, r int, name text);"
              "CREATE TABLE child (own int, r int) INHERITS (left_p, right_p);"
              "CREATE TABLE reversed () INHERITS (right_p, left_p);"
              "CREATE TABLE apart (id int);");
    const struct pgm_table *child = live_table("child"), *reversed = live_table("reversed");
    cr_assert_eq(child->inherits_count, 2);
    cr_assert_eq(child->inherits[0], live_table("left_p"));
    cr_assert_eq(child->inherits[1], live_table("right_p"));
    cr_assert_eq(reversed->inherits[0], live_table("right_p"));
    cr_assert_not(child->is_partition);
    cr_assert_null(child->parent);
    cr_assert_null(child->root);
    expect_parent("left_p", "id", "grand");
    expect_parent("child", "id", "grand");
    expect_parent("child", "name", "grand");
    expect_parent("child", "l", "left_p");
    expect_parent("child", "r", "right_p");
    cr_assert_null(live_column("child", "own")->parent);
    expect_parent("reversed", "id", "right_p");
    cr_assert_null(live_column("apart", "id")->parent);
    cr_assert_null(live_column("right_p", "id")->parent);
}

Test(catalog_hierarchy, a_detached_partition_stands_alone)
{
    live_create("", "CREATE TABLE root (a int) PARTITION BY LIST (a);"
                    "CREATE TABLE one PARTITION OF root FOR VALUES IN (1);"
                    "CREATE TABLE two PARTITION OF root FOR VALUES IN (2);"
                    "ALTER TABLE root DETACH PARTITION two");
    live_connect(NULL);
    live_load();
    cr_assert_eq(live_table("one")->root, live_table("root"));
    cr_assert_not(live_table("two")->is_partition);
    cr_assert_null(live_column("two", "a")->parent);
}
