/*
 * pg.h: connections that cannot hang and errors that cannot leak.
 *
 * Everything is asynchronous libpq underneath: each wait polls the socket together with the cancel
 * descriptor. A server that has been silent for PGM_SILENCE_MS is asked through a fresh connection
 * whether it lives; where no answer comes, the run ends with an error instead of hanging.
 *
 * Errors are told with SQLSTATE and the object fields (schema, table, column, constraint, type) in
 * words of our own: PostgreSQL's message texts quote values of rows.
 */
#ifndef PGM_PG_H
#define PGM_PG_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "cancel.h"
#include "status.h"

struct pgm_pg_options {
    const char *conninfo; /* -d: a name, a keyword string or a URI; NULL: the environment decides */
    const char *host, *port, *user; /* override; NULL not given */
    const char *dbname;             /* overrides the conninfo's; NULL not given */
    const char *session;            /* statements behind our own set-up of a session; NULL: none. A
                                       session is read-only unless they say otherwise */
    const char *application_name;
    bool no_password;     /* -w */
    int stall_timeout_ms; /* a statement silent for so long ends the run; 0: never */
};

struct pgm_pg {
    PGconn *conn;
    const struct pgm_pg_options *options;
    struct pgm_cancel *cancel; /* watched in every wait; may be NULL */
    int server_version;        /* 150004 */
    int silent_ms;             /* how long the present wait has lasted, in whole silences */
    char sqlstate[6];          /* of the newest failure */
    bool unreachable;          /* the server did not answer: a cancel request would not either */
};

/* Connects and sets the session up for reading (search_path, DateStyle, timeouts, encoding, ...). */
enum pgm_status pgm_pg_connect(struct pgm_pg *pg, const struct pgm_pg_options *options,
                               struct pgm_cancel *cancel, struct pgm_error *error) PGM_MUST_CHECK;
/* A statement that still runs is cancelled first (up to PGM_CANCEL_TIMEOUT_MS), unless the server was
 * found unreachable. A zeroed or closed one is fine. */
void pgm_pg_close(struct pgm_pg *pg);

/* Runs statements; the last result is given, or dropped where `result` is NULL. The caller clears
 * it. A failed statement is reported as "<what>: ..." without its message text. */
enum pgm_status pgm_pg_exec(struct pgm_pg *pg, const char *sql, const char *what, PGresult **result,
                            struct pgm_error *error) PGM_MUST_CHECK;
/* Two statements, of which the first commits by itself (CREATE DATABASE), sent at once and answered at
 * once: our death between them cannot leave the first one without the second. */
enum pgm_status pgm_pg_exec_both(struct pgm_pg *pg, const char *first, const char *second,
                                 const char *what, struct pgm_error *error) PGM_MUST_CHECK;
/* The two halves of pgm_pg_exec, for something to be done meanwhile. */
enum pgm_status pgm_pg_start(struct pgm_pg *pg, const char *sql, const char *what,
                             struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_pg_finish(struct pgm_pg *pg, const char *what,
                              struct pgm_error *error) PGM_MUST_CHECK;
/* Has the server judge one statement (names, types, rights) without running it; what is more than one
 * statement is refused by the protocol. */
enum pgm_status pgm_pg_parse(struct pgm_pg *pg, const char *sql, const char *what,
                             struct pgm_error *error) PGM_MUST_CHECK;
/* The SQLSTATE of the newest failure on this connection, "" if none. */
const char *pgm_pg_sqlstate(const struct pgm_pg *pg);
/* A field of a result as int64 / bool / text (NULL for SQL NULL). */
int64_t pgm_pg_int(const PGresult *result, int row, int column);
bool pgm_pg_bool(const PGresult *result, int row, int column);
const char *pgm_pg_text(const PGresult *result, int row, int column);

/* COPY ... TO STDOUT: begin runs `sql` (statements before the COPY may stand in the same string). */
enum pgm_status pgm_pg_copy_begin(struct pgm_pg *pg, const char *sql, const char *what,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Reads up to `bytes` of the stream into `data`, at least one byte, blocking as needed. A message of
 * the server (a row) is never joined with the next in one call. *got 0: the end; the COPY's final
 * status was checked. With `dry` it does not wait: where nothing has come, *dry is true and *got 0. */
enum pgm_status pgm_pg_copy_read(struct pgm_pg *pg, void *data, size_t bytes, bool *dry,
                                 size_t *got, const char *what,
                                 struct pgm_error *error) PGM_MUST_CHECK;

/* Runs statements and hands every result that succeeded over, in order; the callback's failure ends the
 * rest unseen. */
typedef enum pgm_status pgm_pg_look(void *argument, const PGresult *result,
                                    struct pgm_error *error);
enum pgm_status pgm_pg_each(struct pgm_pg *pg, const char *sql, const char *what, pgm_pg_look *look,
                            void *argument, struct pgm_error *error) PGM_MUST_CHECK;

/* COPY ... FROM STDIN: begin runs `sql` (statements before the COPY may stand in the same string),
 * write hands bytes to the server before it returns, end ends the COPY and tells what the server found
 * wrong with its rows. */
enum pgm_status pgm_pg_load_begin(struct pgm_pg *pg, const char *sql, const char *what,
                                  struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_pg_load_write(struct pgm_pg *pg, const void *data, size_t bytes,
                                  const char *what, struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_pg_load_end(struct pgm_pg *pg, const char *what,
                                struct pgm_error *error) PGM_MUST_CHECK;

/* Records the failure of a result (or of the connection where result is NULL) without values. */
enum pgm_status pgm_pg_fail(struct pgm_pg *pg, const PGresult *result, const char *what,
                            struct pgm_error *error);
/* Waits until the socket is ready (POLLIN or POLLOUT), the cancel is pulled (its status is
 * returned), or the server is found dead. */
enum pgm_status pgm_pg_wait(struct pgm_pg *pg, short events,
                            struct pgm_error *error) PGM_MUST_CHECK;
/* Whether a fresh connection gets an answer within the time. For child processes too. */
bool pgm_pg_alive(const struct pgm_pg *pg, int timeout_ms);
/* Asks the server to stop what `pg` runs, through a thread-safe request with a deadline. */
void pgm_pg_cancel(struct pgm_pg *pg, int timeout_ms);
/* A conninfo string of the connected session for a child process: host and port it really uses, no
 * password. The password, if any, is given apart, to be passed in the child's environment. settings:
 * "-c NAME=VALUE", over which the user's own PGOPTIONS win; NULL: none. */
void pgm_pg_child_conninfo(const struct pgm_pg *pg, const char *settings, struct pgm_buf *conninfo,
                           const char **password);

/* Refuses a pooler that shares server connections between transactions (PgBouncer, pool_mode
 * transaction or statement). */
enum pgm_status pgm_pg_refuse_pooler(struct pgm_pg *pg, struct pgm_error *error) PGM_MUST_CHECK;

#endif
