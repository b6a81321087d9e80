/* catalog_live.h: a database of its own for each test, in the private cluster that tests/run.sh
 * names in PGMIRAGE_TEST_CLUSTER; without it the tests are skipped. */
#ifndef CATALOG_LIVE_H
#define CATALOG_LIVE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog.h"

static struct live {
    char database[32];
    char conninfo[512]; /* of the test's database, as the superuser */
    char role[32];      /* "" or an ordinary role, dropped at the end */
    struct pgm_pg_options options;
    struct pgm_pg pg;
    struct pgm_catalog catalog;
} live;

static inline void live_run(const char *conninfo, const char *sql)
{
    PGconn *conn = PQconnectdb(conninfo);
    cr_assert_eq(PQstatus(conn), CONNECTION_OK, "%s", PQerrorMessage(conn));
    PQclear(PQexec(conn, "SET client_min_messages = warning; SET client_encoding = UTF8"));
    PGresult *result = PQexec(conn, sql);
    const ExecStatusType status = PQresultStatus(result);
    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s",
              PQresultErrorMessage(result));
    PQclear(result);
    PQfinish(conn);
}

/* Outside of the test's database: verb, name, rest, as in "CREATE DATABASE", name, "". */
static inline void live_run_outside(const char *verb, const char *name, const char *rest)
{
    char conninfo[512], sql[512];
    snprintf(conninfo, sizeof conninfo, "%s dbname=postgres", getenv("PGMIRAGE_TEST_CLUSTER"));
    snprintf(sql, sizeof sql, "%s %s %s", verb, name, rest);
    live_run(conninfo, sql);
}

/* Creates the database with `options` behind its name and runs `sql` in it. */
static inline void live_create(const char *options, const char *sql)
{
    const char *cluster = getenv("PGMIRAGE_TEST_CLUSTER");
    if (!cluster)
        cr_skip_test("PGMIRAGE_TEST_CLUSTER is not set: tests/run.sh starts a cluster");
    char name[sizeof live.database];
    snprintf(name, sizeof name, "catalog_%d", (int)getpid());
    live_run_outside("CREATE DATABASE", name, options);
    memcpy(live.database, name, sizeof name);
    snprintf(live.conninfo, sizeof live.conninfo, "%s dbname=%s", cluster, live.database);
    live_run(live.conninfo, sql);
}

/* The server's version, to leave out what it does not know yet. */
static inline int live_version(void)
{
    PGconn *conn = PQconnectdb(live.conninfo);
    const int version = PQserverVersion(conn);
    PQfinish(conn);
    return version;
}

static inline bool live_has_extension(const char *name)
{
    char sql[256];
    PGconn *conn = PQconnectdb(live.conninfo);
    snprintf(sql, sizeof sql, "SELECT FROM pg_available_extensions WHERE name = '%s'", name);
    PGresult *result = PQexec(conn, sql);
    const bool found = PQntuples(result) == 1;
    PQclear(result);
    PQfinish(conn);
    return found;
}

static inline void live_create_role(void)
{
    snprintf(live.role, sizeof live.role, "reader_%d", (int)getpid());
    live_run_outside("CREATE ROLE", live.role, "LOGIN");
}

/* Connects as the role, or as the superuser where it is NULL, and begins the transaction. */
static inline void live_connect(const char *role)
{
    struct pgm_error error = {0};
    live.options = (struct pgm_pg_options){.conninfo = live.conninfo, .user = role};
    cr_assert_eq(pgm_pg_connect(&live.pg, &live.options, NULL, &error), PGM_OK, "%s",
                 error.message);
    cr_assert_eq(pgm_pg_exec(&live.pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "begin",
                             NULL, &error),
                 PGM_OK, "%s", error.message);
}

static inline struct pgm_catalog *live_load(void)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_catalog_read(&live.catalog, &live.pg, &error), PGM_OK, "%s", error.message);
    return &live.catalog;
}

static inline void live_load_sequences(void)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_catalog_read_sequences(&live.catalog, &live.pg, &error), PGM_OK, "%s",
                 error.message);
}

/* All at once, for most tests. */
static inline struct pgm_catalog *live_read(const char *sql)
{
    live_create("", sql);
    live_connect(NULL);
    return live_load();
}

static inline void live_drop(void)
{
    pgm_catalog_free(&live.catalog);
    pgm_pg_close(&live.pg);
    if (*live.database)
        live_run_outside("DROP DATABASE", live.database, "");
    if (*live.role)
        live_run_outside("DROP ROLE", live.role, "");
}

/* Skips the test from within; Criterion does not run .fini then. */
#define live_skip(reason)                                                                          \
    do {                                                                                           \
        live_drop();                                                                               \
        cr_skip_test(reason);                                                                      \
    } while (0)

static inline struct pgm_table *live_table(const char *name)
{
    struct pgm_table *table = pgm_catalog_find(&live.catalog, "public", name);
    cr_assert_not_null(table, "table %s is missing", name);
    cr_assert_eq(pgm_catalog_table(&live.catalog, table->oid), table);
    return table;
}

static inline const struct pgm_column *live_column(const char *table, const char *column)
{
    const struct pgm_column *found = pgm_table_column(live_table(table), column);
    cr_assert_not_null(found, "column %s.%s is missing", table, column);
    return found;
}

/* "a,b" for a list of columns, "-" for an expression. */
static inline const char *live_names(struct pgm_column *const *columns, size_t count)
{
    static char names[4096];
    names[0] = '\0';
    for (size_t i = 0; i < count; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? "," : "",
                 columns[i] ? columns[i]->name : "-");
    return names;
}

#endif
