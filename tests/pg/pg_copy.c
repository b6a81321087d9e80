/* Reading COPY without waiting: what has come is taken, and where nothing has, that is said. */
#include "pg.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static struct pgm_pg_options options;
static struct pgm_pg reader, holder;
static struct pgm_error error;

static void connect_both(void)
{
    options.conninfo = getenv("PGMIRAGE_TEST_CLUSTER");
    options.dbname = "postgres";
    if (!options.conninfo)
        cr_skip_test("PGMIRAGE_TEST_CLUSTER is not set: tests/run.sh starts a cluster");
    cr_assert_eq(pgm_pg_connect(&reader, &options, NULL, &error), PGM_OK, "%s", error.message);
    cr_assert_eq(pgm_pg_connect(&holder, &options, NULL, &error), PGM_OK, "%s", error.message);
}

/* Returns the rows of one read: a message of the server is a row. */
static size_t read_row(bool *dry, bool *ended)
{
    char row[64];
    size_t got;
    cr_assert_eq(pgm_pg_copy_read(&reader, row, sizeof row, dry, &got, "testing", &error), PGM_OK,
                 "%s", error.message);
    *ended = got == 0 && !(dry && *dry);
    return got > 0;
}

/* The last row comes only when another session lets it; those before it fill the server's buffer several
 * times, so that some of them surely come. */
Test(pg_copy, a_dry_stream_is_told, .timeout = 60)
{
    enum { ROWS = 5000 };
    char sql[256];
    size_t rows = 0;
    bool dry = false, ended = false;
    connect_both();
    cr_assert_eq(pgm_pg_exec(&holder, "SELECT pg_advisory_lock(418)", "testing", NULL, &error),
                 PGM_OK);
    snprintf(sql, sizeof sql,
             "COPY (SELECT CASE WHEN n < %d THEN 'a row' ELSE pg_advisory_lock(418)::text END "
             "FROM generate_series(1, %d) AS n) TO STDOUT",
             ROWS, ROWS);
    cr_assert_eq(pgm_pg_copy_begin(&reader, sql, "testing", &error), PGM_OK, "%s", error.message);
    while (rows == 0)
        rows += read_row(NULL, &ended);
    while (!dry)
        rows += read_row(&dry, &ended);
    cr_assert(rows > 0 && rows < ROWS && !ended);
    cr_assert_eq(pgm_pg_exec(&holder, "SELECT pg_advisory_unlock(418)", "testing", NULL, &error),
                 PGM_OK);
    while (!ended)
        rows += read_row(NULL, &ended);
    cr_assert_eq(rows, ROWS);
    pgm_pg_close(&reader);
    pgm_pg_close(&holder);
}
