/*
 * pg_connect.c: from the user's options to a session fit for reading.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "limits.h"
#include "pg.h"
#include "pg_internal.h"

/* Below the 10 s in which a frozen server ends a run. */
#define CONNECT_TIMEOUT_DEFAULT_S 8

/* Every statement reads the same picture in the same spelling whatever the role's, the database's and
 * the environment's settings are. row_security=off turns a filter into an error. */
static const char session_sql[] =
    "SET search_path = ''; SET datestyle = 'ISO'; SET intervalstyle = 'postgres';"
    "SET timezone = 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 3;"
    "SET standard_conforming_strings = on; SET row_security = off;"
    /* Compiling the catalog's queries takes the server many times as long as running them. */
    "SET jit = off;"
    "SET synchronize_seqscans = off; SET statement_timeout = 0; SET lock_timeout = 0;"
    "SET idle_in_transaction_session_timeout = 0; SET default_transaction_read_only = on;"
    /* Newer servers know more; set_config over pg_settings needs no version check. */
    "SELECT pg_catalog.set_config(s.name, v.value, false)"
    " FROM (VALUES ('transaction_timeout', '0'), ('idle_session_timeout', '0'),"
    " ('restrict_nonsystem_relation_kind', 'view, foreign-table')) AS v(name, value)"
    " JOIN pg_catalog.pg_settings s ON s.name = v.name;"
    /* SQL_ASCII holds bytes of no encoding: asking for UTF8 there would be no conversion. */
    "SELECT pg_catalog.set_config('client_encoding',"
    " CASE pg_catalog.getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END,"
    " false)";

void pgm_pg_parameters_add(struct pgm_pg_parameters *parameters, const char *name,
                           const char *value)
{
    if (!value || !*value || parameters->count == PGM_PG_PARAMETERS_MAX)
        return;
    parameters->names[parameters->count] = name;
    parameters->values[parameters->count++] = value;
}

void pgm_pg_parameters_init(struct pgm_pg_parameters *parameters,
                            const struct pgm_pg_options *options)
{
    *parameters = (struct pgm_pg_parameters){0};
    pgm_pg_parameters_add(parameters, "keepalives_idle", "30");
    pgm_pg_parameters_add(parameters, "keepalives_interval", "10");
    pgm_pg_parameters_add(parameters, "keepalives_count", "3");
    pgm_pg_parameters_add(parameters, "dbname", options->conninfo);
    pgm_pg_parameters_add(parameters, "host", options->host);
    pgm_pg_parameters_add(parameters, "port", options->port);
    pgm_pg_parameters_add(parameters, "user", options->user);
    /* Behind the conninfo, which only the first one is expanded as. */
    pgm_pg_parameters_add(parameters, "dbname", options->dbname);
    pgm_pg_parameters_add(parameters, "fallback_application_name",
                          options->application_name ? options->application_name : "pgmirage");
}

/* libpq's own message about a malformed string quotes it, password and all. */
static enum pgm_status check_conninfo(const char *conninfo, struct pgm_error *error)
{
    if (!conninfo || (!strchr(conninfo, '=') && strncmp(conninfo, "postgres", 8) != 0))
        return PGM_OK;
    if (!strchr(conninfo, '=') && !strstr(conninfo, "://"))
        return PGM_OK; /* a database whose name begins like the scheme */
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    if (!options) {
        const enum pgm_status status =
            pgm_fail(error, PGM_BAD_USAGE,
                     "the connection string is malformed (not shown: it may hold a "
                     "password)");
        pgm_hint(error, "use postgresql://user@host:port/database or \"host=... dbname=...\"");
        return status;
    }
    PQconninfoFree(options);
    return PGM_OK;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int connect_timeout_s(PGconn *conn)
{
    int seconds = 0;
    PQconninfoOption *options = PQconninfo(conn);
    for (PQconninfoOption *o = options; o && o->keyword; o++)
        if (strcmp(o->keyword, "connect_timeout") == 0 && o->val)
            seconds = atoi(o->val);
    PQconninfoFree(options);
    return seconds > 0 ? seconds : CONNECT_TIMEOUT_DEFAULT_S;
}

static enum pgm_status connect_failed(struct pgm_pg *pg, struct pgm_error *error)
{
    /* Before a session exists no row has been seen: libpq's words hold host, user and database. */
    char text[1024];
    snprintf(text, sizeof text, "%s", PQerrorMessage(pg->conn));
    text[strcspn(text, "\n")] = '\0';
    const enum pgm_status status = pgm_fail(error, PGM_FAILED, "cannot connect: %s", text);
    if (PQconnectionNeedsPassword(pg->conn))
        pgm_hint(error, "give the password in PGPASSWORD, ~/.pgpass or a service file");
    else
        pgm_hint(error,
                 "check -d, -h, -p, -U and the PG* variables; `psql` with the same must work");
    return status;
}

/* PQconnectPoll, with the cancel descriptor and a deadline in every wait. */
static enum pgm_status connect_poll(struct pgm_pg *pg, struct pgm_error *error)
{
    const int64_t deadline_ms = now_ms() + (int64_t)connect_timeout_s(pg->conn) * 1000;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED)
            return connect_failed(pg, error);
        const int64_t left_ms = deadline_ms - now_ms();
        if (left_ms <= 0) {
            const enum pgm_status status =
                pgm_fail(error, PGM_FAILED, "cannot connect: no answer within %d s",
                         connect_timeout_s(pg->conn));
            pgm_hint(error, "PGCONNECT_TIMEOUT or connect_timeout=SECONDS waits longer");
            return status;
        }
        struct pollfd fds[2] = {
            {.fd = PQsocket(pg->conn), .events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT},
            {.fd = pg->cancel ? pg->cancel->event_fd : -1, .events = POLLIN}};
        const int ready = poll(fds, 2, (int)left_ms);
        if (pg->cancel && pgm_cancel_pulled(pg->cancel))
            return pgm_cancel_fail(pg->cancel, error);
        if (ready > 0)
            state = PQconnectPoll(pg->conn);
    }
    return PGM_OK;
}

static void ignore_notice(void *argument, const PGresult *result)
{
    (void)argument;
    (void)result; /* a notice may quote values, too */
}

enum pgm_status pgm_pg_connect(struct pgm_pg *pg, const struct pgm_pg_options *options,
                               struct pgm_cancel *cancel, struct pgm_error *error)
{
    *pg = (struct pgm_pg){.options = options, .cancel = cancel};
    PGM_TRY(check_conninfo(options->conninfo, error));
    struct pgm_pg_parameters parameters;
    pgm_pg_parameters_init(&parameters, options);
    enum pgm_status status = PGM_OK;
    pg->conn = PQconnectStartParams(parameters.names, parameters.values, 1);
    if (!pg->conn)
        return pgm_fail_memory(error);
    if (PQstatus(pg->conn) == CONNECTION_BAD) {
        status = connect_failed(pg, error);
        goto out;
    }
    PGM_TRY_OUT(connect_poll(pg, error));
    PQsetNoticeReceiver(pg->conn, ignore_notice, NULL);
    pg->server_version = PQserverVersion(pg->conn);
    if (pg->server_version < 120000) {
        status = pgm_fail(error, PGM_FAILED, "PostgreSQL %d.%d is too old: 12 is the oldest read",
                          pg->server_version / 10000, pg->server_version / 100 % 100);
        goto out;
    }
    PGM_TRY_OUT(pgm_pg_exec(pg, session_sql, "setting up the session", NULL, error));
    if (options->session)
        PGM_TRY_OUT(pgm_pg_exec(pg, options->session, "setting up the session", NULL, error));
out:
    if (status != PGM_OK)
        pgm_pg_close(pg);
    return status;
}

void pgm_pg_close(struct pgm_pg *pg)
{
    /* A server notices that its client has gone only when it writes to it: a session that waits for a
     * lock, or computes, would stay. */
    if (pg->conn && !pg->unreachable && PQtransactionStatus(pg->conn) == PQTRANS_ACTIVE)
        pgm_pg_cancel(pg, PGM_CANCEL_TIMEOUT_MS);
    if (pg->conn)
        PQfinish(pg->conn);
    pg->conn = NULL;
}

static void add_quoted(struct pgm_buf *conninfo, const char *value)
{
    for (; *value; value++) {
        if (*value == '\'' || *value == '\\')
            pgm_buf_putc(conninfo, '\\');
        pgm_buf_putc(conninfo, *value);
    }
}

void pgm_pg_child_conninfo(const struct pgm_pg *pg, const char *settings, struct pgm_buf *conninfo,
                           const char **password)
{
    static const char *const own[] = {"host",
                                      "hostaddr",
                                      "port",
                                      "application_name",
                                      "fallback_application_name",
                                      "client_encoding",
                                      NULL};
    struct pgm_pg_parameters actual = {0};
    const char *own_settings = "";
    pgm_pg_parameters_add(&actual, "host", PQhost(pg->conn));
    pgm_pg_parameters_add(&actual, "hostaddr", PQhostaddr(pg->conn));
    pgm_pg_parameters_add(&actual, "port", PQport(pg->conn));
    PQconninfoOption *options = PQconninfo(pg->conn);
    for (PQconninfoOption *o = options; o && o->keyword; o++) {
        bool skip = !o->val || !*o->val || (o->dispchar && *o->dispchar == '*');
        for (size_t i = 0; own[i]; i++)
            skip = skip || strcmp(o->keyword, own[i]) == 0;
        if (!skip && settings && strcmp(o->keyword, "options") == 0)
            own_settings = o->val;
        else if (!skip)
            pgm_pg_parameters_add(&actual, o->keyword, o->val);
    }
    for (size_t i = 0; i < actual.count; i++) {
        pgm_buf_printf(conninfo, "%s%s='", i ? " " : "", actual.names[i]);
        add_quoted(conninfo, actual.values[i]);
        pgm_buf_putc(conninfo, '\'');
    }
    if (settings) {
        pgm_buf_printf(conninfo, " options='%s ", settings);
        add_quoted(conninfo, own_settings);
        pgm_buf_putc(conninfo, '\'');
    }
    PQconninfoFree(options);
    *password = PQpass(pg->conn);
}

static enum pgm_status backend_pid(struct pgm_pg *pg, int64_t *pid, struct pgm_error *error)
{
    PGresult *result = NULL;
    PGM_TRY(pgm_pg_exec(pg, "SELECT pg_catalog.pg_backend_pid()", "asking for the backend", &result,
                        error));
    *pid = pgm_pg_int(result, 0, 0);
    PQclear(result);
    return PGM_OK;
}

/*
 * A pooler answers the login itself, so the pid it gave is not the backend's. Whether it shares
 * backends shows when a second session holds a transaction: with pool_mode transaction it holds the
 * backend that ours was on (poolers reuse the newest idle one), and ours moves to another; with
 * pool_mode statement it is refused.
 */
enum pgm_status pgm_pg_refuse_pooler(struct pgm_pg *pg, struct pgm_error *error)
{
    int64_t before = 0, other_pid = 0, after = 0;
    PGM_TRY(backend_pid(pg, &before, error));
    if (before == PQbackendPID(pg->conn))
        return PGM_OK;
    struct pgm_pg other;
    enum pgm_status status = pgm_pg_connect(&other, pg->options, pg->cancel, error);
    if (status != PGM_OK)
        return status;
    struct pgm_error refusal = {0};
    bool shares = false;
    if (pgm_pg_exec(&other, "BEGIN", "opening a transaction", NULL, &refusal) == PGM_OK) {
        PGM_TRY_OUT(backend_pid(&other, &other_pid, error));
        PGM_TRY_OUT(backend_pid(pg, &after, error));
        shares = other_pid == before || after != before;
    } else if (strcmp(pgm_pg_sqlstate(&other), "08P01") == 0) {
        shares = true; /* pool_mode statement allows no transactions */
    } else {
        *error = refusal;
        status = refusal.status;
    }
    if (shares) {
        status = pgm_fail(error, PGM_FAILED,
                          "this address is a connection pooler that shares server connections "
                          "between transactions (PgBouncer with pool_mode=transaction or "
                          "statement?)");
        pgm_hint(error, "connect to the PostgreSQL server itself, or use pool_mode=session: one "
                        "snapshot over several connections cannot pass a transaction pool");
    }
out:
    pgm_pg_close(&other);
    return status;
}
