/*
 * floor.c: what reading alone costs: N COPY streams under one snapshot, their rows thrown away.
 *
 *   statements (stdin, one a line) ── next ──> N threads ═ COPY ═> PQgetCopyData ──> nothing
 *
 * It is as small as such a loop can be, so that nothing can dump the same rows as text in less than it
 * takes but by asking the server for something else. The statements are COPY ... TO STDOUT, as
 * bench/chunks.sql makes them. With --binary the same rows come in the binary format.
 *
 *   bench_floor [--binary] CONNINFO STREAMS <statements      prints {"bytes": N, "rows": N}
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAMS_MAX    64
#define STATEMENTS_MAX 100000

static struct {
    const char *conninfo;
    const char *format; /* behind each statement */
    char snapshot[64];
    char *statements[STATEMENTS_MAX];
    size_t statement_count;
    atomic_size_t next;
    atomic_uint_fast64_t bytes, rows;
} run;

static void die(PGconn *connection)
{
    fprintf(stderr, "bench_floor: %s", PQerrorMessage(connection));
    exit(1);
}

static PGresult *must(PGconn *connection, const char *sql, ExecStatusType wanted)
{
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != wanted)
        die(connection);
    return result;
}

static PGconn *begin(void)
{
    PGconn *connection = PQconnectdb(run.conninfo);
    if (PQstatus(connection) != CONNECTION_OK)
        die(connection);
    PQclear(must(connection,
                 "SET client_encoding = 'UTF8'; SET DateStyle = 'ISO'; SET TimeZone = 'UTC';"
                 "SET IntervalStyle = 'postgres'; SET extra_float_digits = 3;"
                 "SET bytea_output = 'hex'; SET synchronize_seqscans = off; SET search_path = '';"
                 "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                 PGRES_COMMAND_OK));
    return connection;
}

static void read_away(PGconn *connection, const char *statement)
{
    char *row, *sql = malloc(strlen(statement) + strlen(run.format) + 1);
    uint64_t bytes = 0, rows = 0;
    int row_bytes;
    if (!sql)
        exit(1);
    stpcpy(stpcpy(sql, statement), run.format);
    PQclear(must(connection, sql, PGRES_COPY_OUT));
    while ((row_bytes = PQgetCopyData(connection, &row, 0)) > 0) {
        bytes += (unsigned)row_bytes;
        rows++;
        PQfreemem(row);
    }
    PGresult *end = PQgetResult(connection);
    if (row_bytes != -1 || PQresultStatus(end) != PGRES_COMMAND_OK)
        die(connection);
    PQclear(end);
    PQclear(PQgetResult(connection));
    free(sql);
    run.bytes += bytes;
    run.rows += rows;
}

static void *stream(void *unused)
{
    (void)unused;
    char sql[128];
    PGconn *connection = begin();
    snprintf(sql, sizeof sql, "SET TRANSACTION SNAPSHOT '%s'", run.snapshot);
    PQclear(must(connection, sql, PGRES_COMMAND_OK));
    for (size_t i; (i = run.next++) < run.statement_count;)
        read_away(connection, run.statements[i]);
    PQfinish(connection);
    return NULL;
}

static void read_statements(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t bytes;
    while ((bytes = getline(&line, &capacity, stdin)) > 0 && run.statement_count < STATEMENTS_MAX) {
        line[strcspn(line, "\n")] = '\0';
        run.statements[run.statement_count++] = line;
        line = NULL;
        capacity = 0;
    }
    free(line);
}

int main(int argc, char **argv)
{
    const int binary = argc > 1 && strcmp(argv[1], "--binary") == 0;
    const long streams = argc == 3 + binary ? strtol(argv[2 + binary], NULL, 10) : 0;
    if (streams < 1 || streams > STREAMS_MAX) {
        fprintf(stderr, "usage: bench_floor [--binary] CONNINFO STREAMS <statements\n");
        return 2;
    }
    run.conninfo = argv[1 + binary];
    run.format = binary ? " (FORMAT binary)" : "";
    read_statements();

    PGconn *leader = begin();
    PGresult *id = must(leader, "SELECT pg_catalog.pg_export_snapshot()", PGRES_TUPLES_OK);
    snprintf(run.snapshot, sizeof run.snapshot, "%s", PQgetvalue(id, 0, 0));
    PQclear(id);
    pthread_t threads[STREAMS_MAX];
    for (long i = 0; i < streams; i++)
        if (pthread_create(&threads[i], NULL, stream, NULL) != 0)
            return 1;
    for (long i = 0; i < streams; i++)
        pthread_join(threads[i], NULL);
    PQfinish(leader);
    for (size_t i = 0; i < run.statement_count; i++)
        free(run.statements[i]);
    printf("{\"bytes\": %llu, \"rows\": %llu}\n", (unsigned long long)run.bytes,
           (unsigned long long)run.rows);
    return 0;
}
