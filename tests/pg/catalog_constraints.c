/* Foreign keys and checks. */
#include "catalog_live.h"

TestSuite(catalog_constraints, .fini = live_drop);

static const struct pgm_foreign_key *key_of(const char *name)
{
    for (size_t i = 0; i < live.catalog.foreign_key_count; i++)
        if (strcmp(live.catalog.foreign_keys[i].name, name) == 0)
            return &live.catalog.foreign_keys[i];
    cr_assert_fail("foreign key %s is missing", name);
    return NULL;
}

static void expect_key(const char *name, const char *table, const char *columns,
                       const char *referenced, const char *referenced_columns)
{
    const struct pgm_foreign_key *key = key_of(name);
    cr_assert_eq(key->table, live_table(table));
    cr_assert_eq(key->referenced, live_table(referenced));
    cr_assert_str_eq(live_names(key->columns, key->column_count), columns);
    cr_assert_str_eq(live_names(key->referenced_columns, key->column_count), referenced_columns);
    cr_assert(key->enforced, "%s", name);
}

static const struct pgm_check *check_of(const char *name)
{
    for (size_t i = 0; i < live.catalog.check_count; i++)
        if (strcmp(live.catalog.checks[i].name, name) == 0)
            return &live.catalog.checks[i];
    cr_assert_fail("check %s is missing", name);
    return NULL;
}

Test(catalog_constraints, foreign_keys)
{
    live_read("CREATE TABLE p (x int, a int, b int, id int PRIMARY KEY, up int CONSTRAINT self"
              " REFERENCES p, UNIQUE (b, a));"
              "ALTER TABLE p DROP COLUMN x;"
              "CREATE TABLE c (b2 int, a2 int, pid int CONSTRAINT simple REFERENCES p"
              " DEFERRABLE INITIALLY DEFERRED,"
              " CONSTRAINT composite FOREIGN KEY (b2, a2) REFERENCES p (b, a));"
              "ALTER TABLE c ADD CONSTRAINT late FOREIGN KEY (a2) REFERENCES p NOT VALID;"
              "ALTER TABLE p ADD CONSTRAINT circle FOREIGN KEY (a) REFERENCES p (id);");
    cr_assert_eq(live.catalog.foreign_key_count, 5);
    expect_key("self", "p", "up", "p", "id");
    expect_key("simple", "c", "pid", "p", "id");
    expect_key("composite", "c", "b2,a2", "p", "b,a");
    expect_key("late", "c", "a2", "p", "id");
    expect_key("circle", "p", "a", "p", "id");
    cr_assert_not(key_of("late")->validated);
    cr_assert(key_of("simple")->validated);
}

Test(catalog_constraints, copies_for_partitions_are_left_out)
{
    live_read("CREATE TABLE target (a int, b int, PRIMARY KEY (a, b)) PARTITION BY LIST (a);"
              "CREATE TABLE target_1 PARTITION OF target FOR VALUES IN (1);"
              "CREATE TABLE target_2 (b int NOT NULL, a int NOT NULL);"
              "ALTER TABLE target ATTACH PARTITION target_2 FOR VALUES IN (2);"
              "CREATE TABLE one (a int, b int,"
              " CONSTRAINT to_target FOREIGN KEY (a, b) REFERENCES target);"
              "CREATE TABLE plain (id int PRIMARY KEY);"
              "CREATE TABLE many (k int, id int CONSTRAINT from_many REFERENCES plain)"
              " PARTITION BY LIST (k);"
              "CREATE TABLE many_1 PARTITION OF many FOR VALUES IN (1);"
              "CREATE TABLE many_2 PARTITION OF many FOR VALUES IN (2);");
    cr_assert_eq(live.catalog.foreign_key_count, 2);
    expect_key("to_target", "one", "a,b", "target", "a,b");
    expect_key("from_many", "many", "id", "plain", "id");
}

Test(catalog_constraints, checks)
{
    live_read(
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
        "CREATE TABLE t (x int, a int CONSTRAINT c1 CHECK (a > 0), b text, c positive NOT NULL,"
        " CONSTRAINT c2 CHECK (length(b) < a AND b <> 'it''s'), CONSTRAINT c3 CHECK (true));"
        "ALTER TABLE t DROP COLUMN x;"
        "ALTER TABLE t ADD CONSTRAINT c4 CHECK (b LIKE '%@%') NO INHERIT NOT VALID;"
        "CREATE TABLE child () INHERITS (t);"
        "CREATE VIEW v AS SELECT * FROM t;");
    size_t on_t = 0, on_child = 0;
    for (size_t i = 0; i < live.catalog.check_count; i++) {
        on_t += live.catalog.checks[i].table == live_table("t");
        on_child += live.catalog.checks[i].table == live_table("child");
    }
    cr_assert_eq(on_t, 4, "domains' checks and NOT NULL are none of these");
    cr_assert_eq(on_child, 3, "inherited ones are the child's too, but for NO INHERIT");
    cr_assert_eq(live.catalog.check_count, 7);
    const struct pgm_check *check = check_of("c4");
    cr_assert_str_eq(live_names(check->columns, check->column_count), "b");
    cr_assert_not(check->validated);
    cr_assert_eq(check_of("c3")->column_count, 0);
    cr_assert_str_eq(check_of("c3")->expression, "true");
    for (size_t i = 0; i < live.catalog.check_count; i++) {
        check = &live.catalog.checks[i];
        cr_assert(check->enforced);
        if (check->table != live_table("t") || strcmp(check->name, "c2") != 0)
            continue;
        cr_assert_str_eq(check->expression, "((length(b) < a) AND (b <> 'it''s'::text))");
        cr_assert(check->validated);
        cr_assert_eq(check->column_count, 2);
        cr_assert_eq(check->columns[0]->table, live_table("t"));
    }
}

Test(catalog_constraints, not_enforced)
{
    live_create("", "CREATE TABLE t (a int PRIMARY KEY, b int)");
    if (live_version() < 180000)
        live_skip("needs PostgreSQL 18");
    live_run(live.conninfo, "ALTER TABLE t ADD CONSTRAINT loose CHECK (b > 0) NOT ENFORCED,"
                            " ADD CONSTRAINT strict CHECK (b > 1),"
                            " ADD CONSTRAINT loose_key FOREIGN KEY (b) REFERENCES t NOT ENFORCED");
    live_connect(NULL);
    live_load();
    cr_assert_not(check_of("loose")->enforced);
    cr_assert(check_of("strict")->enforced);
    cr_assert_not(key_of("loose_key")->enforced);
    cr_assert_eq(live.catalog.check_count, 2, "NOT NULL has a constraint of its own in 18");
    cr_assert(live_column("t", "a")->not_null);
}
