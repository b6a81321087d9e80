/*
 * Extension members and configuration tables. Files for an extension of our own would have to go
 * into the server's folder, so plpgsql, which every database has, is given members and a
 * configuration by hand: the catalog then holds what pg_extension_config_dump() writes.
 */
#include "catalog_live.h"

TestSuite(catalog_extensions, .fini = live_drop);

static const char objects[] =
    "CREATE TABLE member (a int); CREATE TABLE config (a int, b text);"
    "CREATE TABLE config_part (a int); CREATE SEQUENCE member_seq; CREATE SEQUENCE config_seq;"
    "CREATE TABLE ours (a int);"
    "ALTER EXTENSION plpgsql ADD TABLE member; ALTER EXTENSION plpgsql ADD TABLE config;"
    "ALTER EXTENSION plpgsql ADD TABLE config_part;"
    "ALTER EXTENSION plpgsql ADD SEQUENCE member_seq;"
    "ALTER EXTENSION plpgsql ADD SEQUENCE config_seq;"
    "UPDATE pg_extension SET extconfig = ARRAY['config'::regclass, 'config_part'::regclass,"
    " 'config_seq'::regclass]::oid[], extcondition = ARRAY['', 'WHERE a > 10', '']"
    " WHERE extname = 'plpgsql'";

Test(catalog_extensions, tables)
{
    live_read(objects);
    const struct pgm_table *member = live_table("member"), *config = live_table("config"),
                           *part = live_table("config_part"), *ours = live_table("ours");
    cr_assert_str_eq(member->extension, "plpgsql");
    cr_assert_neq(member->extension_oid, 0);
    cr_assert_not(member->is_extension_config);
    cr_assert_str_eq(config->extension, "plpgsql");
    cr_assert(config->is_extension_config);
    cr_assert_str_eq(config->extension_condition, "");
    cr_assert_eq(config->extension_oid, member->extension_oid);
    cr_assert(part->is_extension_config);
    cr_assert_str_eq(part->extension_condition, "WHERE a > 10");
    cr_assert_null(ours->extension);
    cr_assert_eq(ours->extension_oid, 0);
    cr_assert_not(ours->is_extension_config);
}

Test(catalog_extensions, sequences)
{
    live_read(objects);
    live_load_sequences();
    cr_assert_eq(live.catalog.sequence_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct pgm_sequence *sequence = &live.catalog.sequences[i];
        const bool config = strcmp(sequence->name, "config_seq") == 0;
        cr_assert_str_eq(sequence->extension, "plpgsql");
        cr_assert_eq(sequence->extension_oid, config ? live_table("config")->extension_oid : 0);
    }
}

/* Citus keeps its configuration tables there. */
Test(catalog_extensions, configuration_in_a_schema_of_the_system)
{
    live_read("CREATE TABLE placed (id int PRIMARY KEY); CREATE TABLE stray (id int);"
              "ALTER EXTENSION plpgsql ADD TABLE placed;"
              "ALTER TABLE placed SET SCHEMA pg_catalog; ALTER TABLE stray SET SCHEMA pg_catalog;"
              "UPDATE pg_extension SET extconfig = ARRAY['pg_catalog.placed'::regclass]::oid[],"
              " extcondition = ARRAY[''] WHERE extname = 'plpgsql'");
    cr_assert_eq(live.catalog.table_count, 1, "nothing else of that schema");
    const struct pgm_table *table = pgm_catalog_find(&live.catalog, "pg_catalog", "placed");
    cr_assert_not_null(table);
    cr_assert(table->is_extension_config);
    cr_assert_eq(table->column_count, 1);
    cr_assert_eq(live.catalog.index_count, 1);
}
