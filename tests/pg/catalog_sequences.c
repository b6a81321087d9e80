/* Sequences: what they are, whose they are, where they stand. */
#include "catalog_live.h"

TestSuite(catalog_sequences, .fini = live_drop);

static const struct pgm_sequence *sequence_of(const char *name)
{
    for (size_t i = 0; i < live.catalog.sequence_count; i++)
        if (strcmp(live.catalog.sequences[i].name, name) == 0)
            return &live.catalog.sequences[i];
    cr_assert_fail("sequence %s is missing", name);
    return NULL;
}

static void expect_at(const char *name, int64_t last_value, bool is_called)
{
    const struct pgm_sequence *sequence = sequence_of(name);
    cr_assert(sequence->can_select);
    cr_assert_eq(sequence->last_value, last_value, "%s stands at %lld", name,
                 (long long)sequence->last_value);
    cr_assert_eq(sequence->is_called, is_called, "%s", name);
}

Test(catalog_sequences, where_they_stand)
{
    live_read("CREATE SEQUENCE never START 5; CREATE SEQUENCE called START 5;"
              "CREATE SEQUENCE down INCREMENT -3 MINVALUE -100 MAXVALUE -1 START -10 CYCLE;"
              "CREATE SEQUENCE edge; CREATE SEQUENCE small AS smallint;"
              "CREATE SEQUENCE \"we\"\"ird ' \\\nname\"; CREATE SEQUENCE set_back;"
              "SELECT nextval('called'), nextval('called'), nextval('down'), nextval('down'),"
              " setval('edge', 9223372036854775807), setval('set_back', 42, false),"
              " nextval('\"we\"\"ird '' \\\nname\"')");
    live_load_sequences();
    cr_assert_eq(live.catalog.sequence_count, 7);
    expect_at("never", 5, false);
    expect_at("called", 6, true);
    expect_at("down", -13, true);
    expect_at("edge", INT64_MAX, true);
    expect_at("set_back", 42, false);
    expect_at("we\"ird ' \\\nname", 1, true);
    const struct pgm_sequence *down = sequence_of("down");
    cr_assert_eq(down->increment, -3);
    cr_assert_eq(down->minimum, -100);
    cr_assert_eq(down->maximum, -1);
    cr_assert_eq(down->start, -10);
    cr_assert(down->cycles);
    cr_assert_not(sequence_of("edge")->cycles);
    cr_assert_eq(sequence_of("edge")->maximum, INT64_MAX);
    cr_assert_eq(sequence_of("small")->maximum, 32767);
    cr_assert_str_eq(down->schema, "public");
}

Test(catalog_sequences, whose_they_are)
{
    live_read("CREATE TABLE t (gone int, a serial, b int GENERATED ALWAYS AS IDENTITY, c int);"
              "ALTER TABLE t DROP COLUMN gone; CREATE SEQUENCE owned OWNED BY t.c;"
              "CREATE SEQUENCE free; ALTER TABLE t ALTER c SET DEFAULT nextval('free');");
    cr_assert_eq(live.catalog.sequence_count, 4);
    cr_assert_eq(sequence_of("t_a_seq")->owner, live_column("t", "a"));
    cr_assert_eq(sequence_of("t_b_seq")->owner, live_column("t", "b"));
    cr_assert_eq(sequence_of("owned")->owner, live_column("t", "c"));
    cr_assert_null(sequence_of("free")->owner, "a default alone owns nothing");
    cr_assert_null(sequence_of("free")->extension);
    cr_assert_eq(sequence_of("free")->extension_oid, 0);
}

static int count_of(const char *sql)
{
    struct pgm_error error = {0};
    PGresult *result;
    cr_assert_eq(pgm_pg_exec(&live.pg, sql, "counting", &result, &error), PGM_OK);
    const int count = (int)pgm_pg_int(result, 0, 0);
    PQclear(result);
    return count;
}

Test(catalog_sequences, many_are_read_in_batches_that_leave_no_locks)
{
    enum { SEQUENCES = 450 };
    live_read("DO $$ BEGIN FOR i IN 1..450 LOOP EXECUTE format('CREATE SEQUENCE s%s', i);"
              " PERFORM setval('s' || i, i * 10); END LOOP; END $$");
    live_load_sequences();
    cr_assert_eq(live.catalog.sequence_count, SEQUENCES);
    for (size_t i = 0; i < SEQUENCES; i++) {
        const struct pgm_sequence *sequence = &live.catalog.sequences[i];
        cr_assert_eq(sequence->last_value, 10 * atoi(sequence->name + 1));
        cr_assert(sequence->is_called);
    }
    cr_assert_eq(count_of("SELECT count(*) FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c"
                          " ON c.oid = l.relation AND c.relkind = 'S'"
                          " WHERE l.pid = pg_backend_pid()"),
                 0, "the locks on sequences were given back");
    cr_assert_eq(PQtransactionStatus(live.pg.conn), PQTRANS_INTRANS);
    struct pgm_error error = {0};
    cr_assert_eq(pgm_pg_exec(&live.pg, "SELECT pg_export_snapshot()", "exporting", NULL, &error),
                 PGM_OK, "the transaction is no subtransaction afterwards");
}

Test(catalog_sequences, one_dropped_meanwhile_is_an_error_without_a_crash)
{
    live_read("CREATE SEQUENCE s");
    live_run(live.conninfo, "DROP SEQUENCE s");
    struct pgm_error error = {0};
    cr_assert_eq(pgm_catalog_read_sequences(&live.catalog, &live.pg, &error), PGM_FAILED);
    cr_assert_neq(*error.message, '\0');
}
