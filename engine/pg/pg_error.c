/*
 * pg_error.c: telling what went wrong on a server without telling what was in the rows.
 *
 * A server's message, detail, hint and context quote values ("invalid input syntax for type integer:
 * ..."), so none of them is printed: the SQLSTATE chooses words of ours, and the object fields, which
 * hold names only, say where.
 */
#include <string.h>

#include "pg.h"

struct words {
    const char *sqlstate; /* five characters, or the two of a class */
    const char *text;
    const char *hint;
};

/* Exact codes before their classes. PostgreSQL manual, Appendix A. */
static const struct words table[] = {
    {"42501", "permission denied", "grant it, or see \"Least privilege\" in the README"},
    {"42601", "a syntax error", NULL},
    {"42P01", "a table does not exist (any more)", "run again: the schema changed meanwhile"},
    {"42703", "a column does not exist (any more)", "run again: the schema changed meanwhile"},
    {"55P03", "a lock could not be had in time",
     "see pg_locks for who holds it, or raise --lock-wait-timeout"},
    {"40P01", "a deadlock was detected", "run again"},
    {"40001", "cancelled by a conflict with recovery on the standby",
     "raise max_standby_streaming_delay or set hot_standby_feedback on"},
    {"53200", "the server is out of (shared) memory",
     "raise max_locks_per_transaction if many tables are locked"},
    {"53300", "the server has no connection left", "use fewer with -j, or raise max_connections"},
    {"53100", "the server's disk is full", NULL},
    {"57014", "the statement was cancelled", NULL},
    {"57P01", "the server ended the connection", NULL},
    {"57P02", "the server crashed", NULL},
    {"57P03", "the server is starting up or shutting down", NULL},
    {"25P03", "the server ended an idle transaction", NULL},
    {"25006", "a write was tried in a read-only transaction", NULL},
    {"22P02", "a value is not valid for its type", NULL},
    {"54000", "a limit of the server was passed (a row of COPY text must stay below 1 GB)", NULL},
    {"XX001", "the server found corrupted data", NULL},
    {"XX002", "the server found a corrupted index", NULL},
    {"08", "the connection failed", NULL},
    {"0A", "the server does not support this", NULL},
    {"22", "a value does not fit its type or an expression failed on it", NULL},
    {"23", "a constraint is violated", NULL},
    {"28", "the server refused the login", NULL},
    {"42", "the server did not accept the statement", NULL},
    {"53", "the server lacks resources", NULL},
    {"54", "a limit of the server was passed", NULL},
    {"57", "the server was told to stop", NULL},
    {"58", "the server met a system error", NULL},
    {"XX", "the server met an internal error", NULL},
};

static const struct words *words_for(const char *sqlstate)
{
    static const struct words other = {"", "the server reported an error", NULL};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strncmp(sqlstate, table[i].sqlstate, strlen(table[i].sqlstate)) == 0)
            return &table[i];
    return &other;
}

static void add_object(struct pgm_buf *buf, const PGresult *result, int field, const char *name)
{
    const char *text = PQresultErrorField(result, field);
    if (text && *text)
        pgm_buf_printf(buf, "%s%s %s", buf->bytes ? ", " : " (", name, text);
}

enum pgm_status pgm_pg_fail(struct pgm_pg *pg, const PGresult *result, const char *what,
                            struct pgm_error *error)
{
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const bool lost = PQstatus(pg->conn) == CONNECTION_BAD;
    /* libpq takes no statement while an interrupted one is under way: the interruption is the reason. */
    if (!result && !lost && pg->cancel && pgm_cancel_pulled(pg->cancel))
        return pgm_cancel_fail(pg->cancel, error);
    if (!sqlstate || strlen(sqlstate) != 5) {
        pg->sqlstate[0] = '\0';
        const enum pgm_status status =
            pgm_fail(error, PGM_FAILED,
                     lost ? "%s: the connection to the server was lost" : "%s: failed", what);
        if (lost)
            pgm_hint(error, "see the server's log; run again once it answers");
        return status;
    }
    memcpy(pg->sqlstate, sqlstate, sizeof pg->sqlstate);
    const struct words *words = words_for(sqlstate);
    struct pgm_buf objects = {0};
    add_object(&objects, result, PG_DIAG_SCHEMA_NAME, "schema");
    add_object(&objects, result, PG_DIAG_TABLE_NAME, "table");
    add_object(&objects, result, PG_DIAG_COLUMN_NAME, "column");
    add_object(&objects, result, PG_DIAG_DATATYPE_NAME, "type");
    add_object(&objects, result, PG_DIAG_CONSTRAINT_NAME, "constraint");
    if (objects.bytes)
        pgm_buf_putc(&objects, ')');
    const enum pgm_status status = pgm_fail(error, PGM_FAILED, "%s: %s%s [SQLSTATE %s]", what,
                                            words->text, pgm_buf_text(&objects), sqlstate);
    if (words->hint)
        pgm_hint(error, "%s", words->hint);
    pgm_buf_free(&objects);
    return status;
}

const char *pgm_pg_sqlstate(const struct pgm_pg *pg)
{
    return pg->sqlstate;
}
