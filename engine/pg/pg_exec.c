/* pg_exec.c: statements and COPY streams over asynchronous libpq. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"

/* What PQsend... put into the buffer, to the server. */
static enum pgm_status send_all(struct pgm_pg *pg, int sent, const char *what,
                                struct pgm_error *error)
{
    pg->sqlstate[0] = '\0';
    if (!sent)
        return pgm_pg_fail(pg, NULL, what, error);
    int left;
    while ((left = PQflush(pg->conn)) > 0)
        PGM_TRY(pgm_pg_wait(pg, POLLIN | POLLOUT, error));
    return left < 0 ? pgm_pg_fail(pg, NULL, what, error) : PGM_OK;
}

/* The next result, NULL behind the last. */
static enum pgm_status next_result(struct pgm_pg *pg, const char *what, PGresult **result,
                                   struct pgm_error *error)
{
    *result = NULL;
    while (PQisBusy(pg->conn)) {
        PGM_TRY(pgm_pg_wait(pg, POLLIN, error));
        if (!PQconsumeInput(pg->conn))
            return pgm_pg_fail(pg, NULL, what, error);
    }
    *result = PQgetResult(pg->conn);
    return PGM_OK;
}

static bool is_success(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* Reads results until the command is over, keeping the last one; or until a COPY begins. */
static enum pgm_status take_results(struct pgm_pg *pg, const char *what, bool want_copy,
                                    PGresult **last, struct pgm_error *error)
{
    enum pgm_status status = PGM_OK;
    char sqlstate[sizeof pg->sqlstate];
    *last = NULL;
    for (;;) {
        PGresult *result;
        const enum pgm_status waited = next_result(pg, what, &result, error);
        if (waited != PGM_OK) {
            if (status != PGM_OK) /* why the server hung up says more than that it did */
                memcpy(pg->sqlstate, sqlstate, sizeof sqlstate);
            return waited;
        }
        if (!result)
            return status;
        if (want_copy && PQresultStatus(result) == PGRES_COPY_OUT) {
            PQclear(result);
            return PGM_OK;
        }
        if (!is_success(result) && status == PGM_OK) {
            status = pgm_pg_fail(pg, result, what, error);
            memcpy(sqlstate, pg->sqlstate, sizeof sqlstate);
        }
        PQclear(*last);
        *last = result;
        if (PQstatus(pg->conn) == CONNECTION_BAD)
            return status != PGM_OK ? status : pgm_pg_fail(pg, NULL, what, error);
    }
}

enum pgm_status pgm_pg_exec(struct pgm_pg *pg, const char *sql, const char *what, PGresult **result,
                            struct pgm_error *error)
{
    PGresult *last = NULL;
    if (result)
        *result = NULL;
    PGM_TRY(send_all(pg, PQsendQuery(pg->conn, sql), what, error));
    const enum pgm_status status = take_results(pg, what, false, &last, error);
    if (status == PGM_OK && result)
        *result = last;
    else
        PQclear(last);
    return status;
}

enum pgm_status pgm_pg_parse(struct pgm_pg *pg, const char *sql, const char *what,
                             struct pgm_error *error)
{
    PGresult *last = NULL;
    PGM_TRY(send_all(pg, PQsendPrepare(pg->conn, "", sql, 0, NULL), what, error));
    const enum pgm_status status = take_results(pg, what, false, &last, error);
    PQclear(last);
    return status;
}

enum pgm_status pgm_pg_copy_begin(struct pgm_pg *pg, const char *sql, const char *what,
                                  struct pgm_error *error)
{
    PGresult *last = NULL;
    PGM_TRY(send_all(pg, PQsendQuery(pg->conn, sql), what, error));
    enum pgm_status status = take_results(pg, what, true, &last, error);
    if (status == PGM_OK && last && PQtransactionStatus(pg->conn) != PQTRANS_ACTIVE)
        status = pgm_fail(error, PGM_FAILED, "%s: the server began no COPY", what);
    PQclear(last);
    return status;
}

enum pgm_status pgm_pg_copy_read(struct pgm_pg *pg, void *data, size_t bytes, size_t *got,
                                 const char *what, struct pgm_error *error)
{
    const int limit = bytes > (1u << 30) ? 1 << 30 : (int)bytes;
    int count;
    *got = 0;
    while ((count = PQgetlineAsync(pg->conn, data, limit)) == 0) {
        PGM_TRY(pgm_pg_wait(pg, POLLIN, error));
        if (!PQconsumeInput(pg->conn))
            return pgm_pg_fail(pg, NULL, what, error);
    }
    if (count > 0) {
        *got = (size_t)count;
        return PGM_OK;
    }
    PGresult *last = NULL;
    const enum pgm_status status = take_results(pg, what, false, &last, error);
    PQclear(last);
    return status;
}

int64_t pgm_pg_int(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

bool pgm_pg_bool(const PGresult *result, int row, int column)
{
    return *PQgetvalue(result, row, column) == 't';
}

const char *pgm_pg_text(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}
