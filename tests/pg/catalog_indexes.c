/* Unique, primary and exclusion indexes: keys, expressions, predicates. */
#include "catalog_live.h"

TestSuite(catalog_indexes, .fini = live_drop);

static const struct pgm_index *index_of(const char *name)
{
    for (size_t i = 0; i < live.catalog.index_count; i++)
        if (strcmp(live.catalog.indexes[i].name, name) == 0)
            return &live.catalog.indexes[i];
    cr_assert_fail("index %s is missing", name);
    return NULL;
}

static void expect_index(const char *name, enum pgm_index_kind kind, const char *columns,
                         const char *mentioned)
{
    const struct pgm_index *index = index_of(name);
    cr_assert_eq(index->kind, kind, "%s", name);
    cr_assert(index->valid, "%s", name);
    const char *names = live_names(index->columns, index->column_count);
    cr_assert_str_eq(names, columns, "%s: %s", name, names);
    names = live_names(index->mentioned, index->mentioned_count);
    cr_assert_str_eq(names, mentioned, "%s mentions %s", name, names);
    cr_assert_not_null(index->definition);
    for (size_t i = 0; i < index->column_count; i++)
        cr_assert(!index->columns[i] || index->columns[i]->table == index->table);
}

Test(catalog_indexes, keys_expressions_and_predicates)
{
    live_read("CREATE TABLE t (x int, id int PRIMARY KEY, email text, tenant int, data jsonb,"
              " active bool, note text, UNIQUE (tenant, email));"
              "ALTER TABLE t DROP COLUMN x;"
              "CREATE INDEX plain ON t (note);"
              "CREATE UNIQUE INDEX by_lower ON t (lower(email));"
              "CREATE UNIQUE INDEX by_path ON t (tenant, (data->>'email')) WHERE active;"
              "CREATE UNIQUE INDEX partial ON t (email) WHERE email IS NOT NULL AND tenant > 3;"
              "CREATE UNIQUE INDEX covering ON t (tenant) INCLUDE (note, data);"
              "CREATE UNIQUE INDEX twice ON t ((email || note), (tenant + id), (id + tenant));");
    cr_assert_eq(live.catalog.index_count, 7, "the plain one is not read");
    expect_index("t_pkey", PGM_INDEX_PRIMARY, "id", "");
    expect_index("t_tenant_email_key", PGM_INDEX_UNIQUE, "tenant,email", "");
    expect_index("by_lower", PGM_INDEX_UNIQUE, "-", "email");
    expect_index("by_path", PGM_INDEX_UNIQUE, "tenant,-", "data,active");
    expect_index("partial", PGM_INDEX_UNIQUE, "email", "email,tenant");
    expect_index("covering", PGM_INDEX_UNIQUE, "tenant", "");
    expect_index("twice", PGM_INDEX_UNIQUE, "-,-,-", "id,email,tenant,note");
    cr_assert_null(index_of("t_pkey")->expressions);
    cr_assert_null(index_of("t_pkey")->predicate);
    cr_assert_str_eq(index_of("by_lower")->expressions, "lower(email)");
    cr_assert_str_eq(index_of("by_path")->predicate, "active");
    cr_assert_str_eq(index_of("by_lower")->definition,
                     "CREATE UNIQUE INDEX by_lower ON public.t USING btree (lower(email))");
}

Test(catalog_indexes, a_whole_row_mentions_every_column)
{
    live_read("CREATE TABLE t (a int, b text, c int); ALTER TABLE t DROP COLUMN c;"
              "CREATE FUNCTION f(t) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1.b';"
              "CREATE UNIQUE INDEX u ON t (f(t));");
    expect_index("u", PGM_INDEX_UNIQUE, "-", "a,b");
}

Test(catalog_indexes, names_and_literals_do_not_look_like_columns)
{
    live_read("CREATE TABLE t (a int, b text, \":varattno 1\" text);"
              "CREATE UNIQUE INDEX u ON t ((b || ':varattno 1'), (\":varattno 1\" || 'x'));");
    expect_index("u", PGM_INDEX_UNIQUE, "-,-", "b,:varattno 1");
}

Test(catalog_indexes, exclusion)
{
    live_read("CREATE TABLE booking (room box, during tsrange, active bool,"
              " CONSTRAINT no_clash EXCLUDE USING gist (room WITH &&, during WITH &&)"
              " WHERE (active));");
    expect_index("no_clash", PGM_INDEX_EXCLUSION, "room,during", "active");
}

Test(catalog_indexes, without_overlaps_counts_as_an_exclusion)
{
    live_create("", "SELECT 1");
    if (live_version() < 180000)
        live_skip("needs PostgreSQL 18");
    live_run(live.conninfo, "CREATE TABLE t (id int4range, during tsrange,"
                            " CONSTRAINT pk PRIMARY KEY (id, during WITHOUT OVERLAPS))");
    live_connect(NULL);
    live_load();
    expect_index("pk", PGM_INDEX_EXCLUSION, "id,during", "");
}

Test(catalog_indexes, nulls_not_distinct)
{
    live_create("", "CREATE TABLE t (a int UNIQUE)");
    if (live_version() < 150000)
        live_skip("needs PostgreSQL 15");
    live_run(live.conninfo, "CREATE UNIQUE INDEX same ON t (a) NULLS NOT DISTINCT");
    live_connect(NULL);
    live_load();
    cr_assert(index_of("same")->nulls_not_distinct);
    cr_assert_not(index_of("t_a_key")->nulls_not_distinct);
}

Test(catalog_indexes, partitions_have_their_own)
{
    live_read("CREATE TABLE root (a int, b int, PRIMARY KEY (b, a)) PARTITION BY LIST (a);"
              "CREATE TABLE leaf (b int NOT NULL, a int NOT NULL);"
              "ALTER TABLE root ATTACH PARTITION leaf FOR VALUES IN (1);");
    expect_index("root_pkey", PGM_INDEX_PRIMARY, "b,a", "");
    expect_index("leaf_pkey", PGM_INDEX_PRIMARY, "b,a", "");
    cr_assert_eq(index_of("leaf_pkey")->table, live_table("leaf"));
}

Test(catalog_indexes, an_invalid_one_says_so)
{
    live_create("", "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    PGconn *conn = PQconnectdb(live.conninfo);
    PQclear(PQexec(conn, "CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)"));
    PQfinish(conn);
    live_connect(NULL);
    live_load();
    cr_assert_not(index_of("broken")->valid);
    cr_assert_eq(index_of("broken")->kind, PGM_INDEX_UNIQUE);
}
