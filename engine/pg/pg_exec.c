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

/* Whom every result is shown to; a zeroed one sees nothing. */
struct looker {
    pgm_pg_look *look;
    void *argument;
};

/* Reads results until the command is over, keeping the last one; or until what is wanted comes. */
static enum pgm_status take_shown(struct pgm_pg *pg, const char *what, ExecStatusType wanted,
                                  struct looker looker, PGresult **last, struct pgm_error *error)
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
        const ExecStatusType got = PQresultStatus(result);
        if (got == PGRES_COPY_OUT || got == PGRES_COPY_IN) {
            PQclear(result);
            /* One that nobody asked for would be given again and again. */
            return got == wanted ? status
                                 : pgm_fail(error, PGM_FAILED,
                                            "%s: a COPY over the connection "
                                            "has no place here",
                                            what);
        }
        if (!is_success(result) && status == PGM_OK) {
            status = pgm_pg_fail(pg, result, what, error);
            memcpy(sqlstate, pg->sqlstate, sizeof sqlstate);
        }
        if (status == PGM_OK && looker.look) {
            status = looker.look(looker.argument, result, error);
            memcpy(sqlstate, pg->sqlstate, sizeof sqlstate);
        }
        PQclear(*last);
        *last = result;
        if (PQstatus(pg->conn) == CONNECTION_BAD)
            return status != PGM_OK ? status : pgm_pg_fail(pg, NULL, what, error);
    }
}

static enum pgm_status take_results(struct pgm_pg *pg, const char *what, ExecStatusType wanted,
                                    PGresult **last, struct pgm_error *error)
{
    return take_shown(pg, what, wanted, (struct looker){0}, last, error);
}

enum pgm_status pgm_pg_exec(struct pgm_pg *pg, const char *sql, const char *what, PGresult **result,
                            struct pgm_error *error)
{
    PGresult *last = NULL;
    if (result)
        *result = NULL;
    PGM_TRY(send_all(pg, PQsendQuery(pg->conn, sql), what, error));
    const enum pgm_status status = take_results(pg, what, PGRES_COMMAND_OK, &last, error);
    if (status == PGM_OK && result)
        *result = last;
    else
        PQclear(last);
    return status;
}

/* Reads to the mark that ends a pipeline. */
static enum pgm_status take_synced(struct pgm_pg *pg, const char *what, struct pgm_error *error)
{
    enum pgm_status status = PGM_OK;
    for (bool synced = false; !synced;) {
        PGresult *result;
        PGM_TRY(next_result(pg, what, &result, error));
        synced = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (result && !synced && !is_success(result) && status == PGM_OK)
            status = pgm_pg_fail(pg, result, what, error);
        PQclear(result);
        if (PQstatus(pg->conn) == CONNECTION_BAD)
            return status != PGM_OK ? status : pgm_pg_fail(pg, NULL, what, error);
    }
    return status;
}

/* One Sync for both: the server would otherwise answer between them, and end where nobody listens. */
enum pgm_status pgm_pg_exec_both(struct pgm_pg *pg, const char *first, const char *second,
                                 const char *what, struct pgm_error *error)
{
    const int sent = PQenterPipelineMode(pg->conn) &&
                     PQsendQueryParams(pg->conn, first, 0, NULL, NULL, NULL, NULL, 0) &&
                     PQsendQueryParams(pg->conn, second, 0, NULL, NULL, NULL, NULL, 0) &&
                     PQpipelineSync(pg->conn);
    PGM_TRY(send_all(pg, sent, what, error));
    const enum pgm_status status = take_synced(pg, what, error);
    (void)PQexitPipelineMode(pg->conn);
    return status;
}

enum pgm_status pgm_pg_start(struct pgm_pg *pg, const char *sql, const char *what,
                             struct pgm_error *error)
{
    return send_all(pg, PQsendQuery(pg->conn, sql), what, error);
}

enum pgm_status pgm_pg_finish(struct pgm_pg *pg, const char *what, struct pgm_error *error)
{
    PGresult *last = NULL;
    const enum pgm_status status = take_results(pg, what, PGRES_COMMAND_OK, &last, error);
    PQclear(last);
    return status;
}

enum pgm_status pgm_pg_parse(struct pgm_pg *pg, const char *sql, const char *what,
                             struct pgm_error *error)
{
    PGresult *last = NULL;
    PGM_TRY(send_all(pg, PQsendPrepare(pg->conn, "", sql, 0, NULL), what, error));
    const enum pgm_status status = take_results(pg, what, PGRES_COMMAND_OK, &last, error);
    PQclear(last);
    return status;
}

enum pgm_status pgm_pg_copy_begin(struct pgm_pg *pg, const char *sql, const char *what,
                                  struct pgm_error *error)
{
    PGresult *last = NULL;
    PGM_TRY(send_all(pg, PQsendQuery(pg->conn, sql), what, error));
    enum pgm_status status = take_results(pg, what, PGRES_COPY_OUT, &last, error);
    if (status == PGM_OK && last && PQtransactionStatus(pg->conn) != PQTRANS_ACTIVE)
        status = pgm_fail(error, PGM_FAILED, "%s: the server began no COPY", what);
    PQclear(last);
    return status;
}

/* What is there, or what comes in without waiting; 0 where it would have to wait, -1 at the end. */
static enum pgm_status copy_take(struct pgm_pg *pg, void *data, size_t bytes, int *count,
                                 const char *what, struct pgm_error *error)
{
    const int limit = bytes > (1u << 30) ? 1 << 30 : (int)bytes;
    *count = PQgetlineAsync(pg->conn, data, limit);
    if (*count != 0)
        return PGM_OK;
    if (!PQconsumeInput(pg->conn))
        return pgm_pg_fail(pg, NULL, what, error);
    *count = PQgetlineAsync(pg->conn, data, limit);
    return PGM_OK;
}

enum pgm_status pgm_pg_copy_read(struct pgm_pg *pg, void *data, size_t bytes, bool *dry,
                                 size_t *got, const char *what, struct pgm_error *error)
{
    int count;
    *got = 0;
    PGM_TRY(copy_take(pg, data, bytes, &count, what, error));
    if (count == 0 && dry) {
        *dry = true;
        return PGM_OK;
    }
    while (count == 0) {
        PGM_TRY(pgm_pg_wait(pg, POLLIN, error));
        PGM_TRY(copy_take(pg, data, bytes, &count, what, error));
    }
    if (count > 0) {
        *got = (size_t)count;
        return PGM_OK;
    }
    PGresult *last = NULL;
    const enum pgm_status status = take_results(pg, what, PGRES_COMMAND_OK, &last, error);
    PQclear(last);
    return status;
}

enum pgm_status pgm_pg_load_begin(struct pgm_pg *pg, const char *sql, const char *what,
                                  struct pgm_error *error)
{
    PGresult *last = NULL;
    PGM_TRY(send_all(pg, PQsendQuery(pg->conn, sql), what, error));
    enum pgm_status status = take_results(pg, what, PGRES_COPY_IN, &last, error);
    if (status == PGM_OK && PQtransactionStatus(pg->conn) != PQTRANS_ACTIVE)
        status = pgm_fail(error, PGM_FAILED, "%s: the server began no COPY", what);
    PQclear(last);
    return status;
}

/* What one PQputCopyData takes: libpq copies it, so that its buffer stays of this size. */
#define LOAD_PIECE_BYTES (64 * 1024)

enum pgm_status pgm_pg_load_write(struct pgm_pg *pg, const void *data, size_t bytes,
                                  const char *what, struct pgm_error *error)
{
    const char *from = data;
    while (bytes > 0) {
        const size_t piece = bytes < LOAD_PIECE_BYTES ? bytes : LOAD_PIECE_BYTES;
        const int taken = PQputCopyData(pg->conn, from, (int)piece);
        PGM_TRY(send_all(pg, taken >= 0, what, error));
        from += taken == 1 ? piece : 0;
        bytes -= taken == 1 ? piece : 0;
    }
    return PGM_OK;
}

enum pgm_status pgm_pg_load_end(struct pgm_pg *pg, const char *what, struct pgm_error *error)
{
    PGresult *last = NULL;
    int taken;
    do {
        taken = PQputCopyEnd(pg->conn, NULL);
        PGM_TRY(send_all(pg, taken >= 0, what, error));
    } while (taken == 0);
    const enum pgm_status status = take_results(pg, what, PGRES_COMMAND_OK, &last, error);
    PQclear(last);
    return status;
}

enum pgm_status pgm_pg_each(struct pgm_pg *pg, const char *sql, const char *what, pgm_pg_look *look,
                            void *argument, struct pgm_error *error)
{
    PGresult *last = NULL;
    PGM_TRY(send_all(pg, PQsendQuery(pg->conn, sql), what, error));
    const enum pgm_status status =
        take_shown(pg, what, PGRES_COMMAND_OK, (struct looker){look, argument}, &last, error);
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
