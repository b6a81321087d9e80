/* hooks.c: see the header. */
#include "hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BOOL_OID 16

static enum pgm_status read_file(const char *path, struct pgm_buf *text, struct pgm_error *error)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return pgm_fail_errno(error, errno, "cannot open %s", path);
    char piece[65536];
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            pgm_buf_add(text, piece, (size_t)got);
    const int problem = errno;
    close(fd);
    pgm_buf_add(text, "", 1);
    if (got < 0)
        return pgm_fail_errno(error, problem, "cannot read %s", path);
    if (strlen(text->data) + 1 != text->bytes)
        return pgm_fail(error, PGM_BAD_USAGE, "%s holds a zero byte: it is no SQL", path);
    return PGM_OK;
}

struct verdict {
    const char *path;
    unsigned statement, rows;
};

static enum pgm_status judge(void *argument, const PGresult *result, struct pgm_error *error)
{
    struct verdict *verdict = argument;
    verdict->statement++;
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQnfields(result) == 0)
        return PGM_OK;
    for (int row = 0; row < PQntuples(result); row++) {
        verdict->rows++;
        /* Of type boolean: the text 'false' and the number 0 are no true either. */
        if (PQftype(result, 0) != BOOL_OID || strcmp(PQgetvalue(result, row, 0), "t") != 0)
            return pgm_fail(error, PGM_CHECK_FAILED,
                            "%s: statement %u gave a row that is not true (row %d); the old "
                            "database serves on",
                            verdict->path, verdict->statement, row + 1);
    }
    return PGM_OK;
}

/* What the server found wrong with the statements is a failed check; a lost server is not. */
static enum pgm_status run(struct pgm_pg *pg, struct verdict *verdict, pgm_pg_look *look,
                           struct pgm_error *error)
{
    struct pgm_buf text = {0}, what = {0};
    struct pgm_error fault = {0};
    enum pgm_status status = read_file(verdict->path, &text, error);
    pgm_buf_printf(&what, "running %s", verdict->path);
    if (status == PGM_OK) {
        status = pgm_pg_each(pg, text.data, what.data, look, verdict, &fault);
        if (status == PGM_OK && PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
            status =
                pgm_fail(&fault, PGM_CHECK_FAILED, "%s leaves a transaction open", verdict->path);
        if (status == PGM_FAILED && !fault.interrupted && !pg->unreachable &&
            PQstatus(pg->conn) == CONNECTION_OK)
            fault.status = status = PGM_CHECK_FAILED;
        if (status != PGM_OK)
            *error = fault;
    }
    pgm_buf_free(&text);
    pgm_buf_free(&what);
    return status;
}

static enum pgm_status look_away(void *argument, const PGresult *result, struct pgm_error *error)
{
    (void)argument;
    (void)result;
    (void)error;
    return PGM_OK;
}

enum pgm_status pgm_hook_run(struct pgm_pg *pg, const char *path, struct pgm_error *error)
{
    struct verdict verdict = {.path = path};
    return run(pg, &verdict, look_away, error);
}

enum pgm_status pgm_hook_verify(struct pgm_pg *pg, const char *path, struct pgm_error *error)
{
    struct verdict verdict = {.path = path};
    PGM_TRY(run(pg, &verdict, judge, error));
    if (verdict.rows == 0)
        return pgm_fail(error, PGM_CHECK_FAILED, "%s gave no row to judge by", path);
    return PGM_OK;
}
