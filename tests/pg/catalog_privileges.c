/* What a role without superuser rights sees: everything, with what it may read marked as such. */
#include "catalog_live.h"

TestSuite(catalog_privileges, .fini = live_drop);

/* Creates the role and the objects, then grants; every %s is the role. */
static void create_as_reader(const char *objects, const char *const *grants)
{
    char sql[512];
    live_create("", objects);
    live_create_role();
    for (; *grants; grants++) {
        const char *at = strstr(*grants, "$role");
        snprintf(sql, sizeof sql, "%.*s%s%s", (int)(at - *grants), *grants, live.role, at + 5);
        live_run(live.conninfo, sql);
    }
    live_connect(live.role);
    live_load();
}

Test(catalog_privileges, tables_and_columns)
{
    static const char *const grants[] = {"GRANT SELECT ON full_access TO $role",
                                         "GRANT SELECT (a) ON some_columns TO $role",
                                         "GRANT SELECT (a, b) ON all_columns TO $role",
                                         "GRANT SELECT ON hidden.t TO $role",
                                         "GRANT SELECT (a) ON hidden.u TO $role",
                                         "GRANT INSERT (a) ON nothing TO $role",
                                         NULL};
    create_as_reader("CREATE TABLE full_access (a int, b int); CREATE TABLE nothing (a int);"
                     "CREATE TABLE some_columns (a int, b int);"
                     "CREATE TABLE all_columns (a int, gone int, b int,"
                     " g int GENERATED ALWAYS AS (1) STORED); ALTER TABLE all_columns DROP gone;"
                     "CREATE TABLE no_columns ();"
                     "CREATE SCHEMA hidden; CREATE TABLE hidden.t (a int);"
                     "CREATE TABLE hidden.u (a int);",
                     grants);
    cr_assert(live_table("full_access")->can_select && live_table("full_access")->can_lock);
    cr_assert(live_column("full_access", "b")->can_select);
    cr_assert_not(live_table("nothing")->can_select);
    cr_assert_not(live_column("nothing", "a")->can_select);
    cr_assert_not(live_table("some_columns")->can_select);
    cr_assert(live_column("some_columns", "a")->can_select);
    cr_assert_not(live_column("some_columns", "b")->can_select);
    cr_assert(live_table("all_columns")->can_select, "generated columns need no right");
    cr_assert_not(live_table("all_columns")->can_lock, "LOCK asks for a right on the table");
    cr_assert_not(live_table("no_columns")->can_select);
    const struct pgm_table *hidden = pgm_catalog_find(&live.catalog, "hidden", "t");
    cr_assert_not(hidden->can_select, "no USAGE on its schema");
    cr_assert_not(hidden->columns[0].can_select);
    cr_assert_not(pgm_catalog_find(&live.catalog, "hidden", "u")->columns[0].can_select);
}

Test(catalog_privileges, row_security)
{
    static const char *const grants[] = {"GRANT SELECT ON ALL TABLES IN SCHEMA public TO $role",
                                         "ALTER TABLE own OWNER TO $role",
                                         "ALTER TABLE own_forced OWNER TO $role", NULL};
    create_as_reader("CREATE TABLE open (a int); CREATE TABLE guarded (a int);"
                     "CREATE TABLE own (a int); CREATE TABLE own_forced (a int);"
                     "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;"
                     "ALTER TABLE own ENABLE ROW LEVEL SECURITY;"
                     "ALTER TABLE own_forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                     "CREATE POLICY p ON guarded USING (a > 0);",
                     grants);
    cr_assert_not(live_table("open")->row_security_applies);
    cr_assert(live_table("guarded")->row_security_applies);
    cr_assert(live_table("guarded")->can_select, "a policy takes no right away");
    cr_assert_not(live_table("own")->row_security_applies);
    cr_assert(live_table("own_forced")->row_security_applies);
    cr_assert_str_eq(live_table("own")->owner, live.role);
}

Test(catalog_privileges, row_security_does_not_concern_a_superuser)
{
    live_read("CREATE TABLE guarded (a int); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY,"
              " FORCE ROW LEVEL SECURITY;");
    cr_assert_not(live_table("guarded")->row_security_applies);
}

Test(catalog_privileges, sequences)
{
    static const char *const grants[] = {"GRANT SELECT ON SEQUENCE readable TO $role",
                                         "GRANT USAGE ON SEQUENCE usable TO $role",
                                         "GRANT SELECT ON SEQUENCE hidden.s TO $role", NULL};
    create_as_reader("CREATE SEQUENCE readable START 7; CREATE SEQUENCE usable START 7;"
                     "CREATE SEQUENCE refused START 7; CREATE SCHEMA hidden;"
                     "CREATE SEQUENCE hidden.s START 7; SELECT nextval('readable'),"
                     " nextval('usable'), nextval('refused'), nextval('hidden.s')",
                     grants);
    live_load_sequences();
    cr_assert_eq(live.catalog.sequence_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct pgm_sequence *sequence = &live.catalog.sequences[i];
        const bool readable = strcmp(sequence->name, "readable") == 0;
        cr_assert_eq(sequence->can_select, readable, "%s", sequence->name);
        cr_assert_eq(sequence->is_called, readable);
        cr_assert_eq(sequence->start, 7);
    }
}

Test(catalog_privileges, definitions_are_read_without_any_right)
{
    static const char *const grants[] = {"REVOKE ALL ON SCHEMA closed FROM $role", NULL};
    create_as_reader("CREATE SCHEMA closed; CREATE TYPE closed.mood AS ENUM ('a');"
                     "CREATE DOMAIN closed.d AS closed.mood CHECK (VALUE <> 'a');"
                     "CREATE TABLE closed.t (id serial PRIMARY KEY, m closed.d, b text"
                     " CHECK (b <> ''), EXCLUDE USING btree (b WITH =) WHERE (id > 0));"
                     "CREATE UNIQUE INDEX u ON closed.t (lower(b));"
                     "CREATE TABLE closed.c (id int REFERENCES closed.t);",
                     grants);
    cr_assert_eq(live.catalog.table_count, 2);
    cr_assert_eq(live.catalog.index_count, 3);
    cr_assert_eq(live.catalog.check_count, 1);
    cr_assert_eq(live.catalog.foreign_key_count, 1);
    cr_assert_eq(pgm_catalog_find(&live.catalog, "closed", "t")->columns[1].type.kind,
                 PGM_KIND_ENUM);
}
