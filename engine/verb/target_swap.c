/*
 * target_swap.c: the new database takes the name, and what had it steps aside.
 *
 *   other   anybody connected who cannot be ended? wait, everything serves on   ─┐ up to
 *   ours    BEGIN; rename old -> previous (locks the database: new sessions wait)│ --swap-timeout
 *           while other ends its sessions                                        │
 *   ours    rename work -> name, likewise; comments say which is which; COMMIT  ─┘
 *
 * The lock that the rename holds is the fence: it ends with the transaction, so that neither a failure
 * nor a crash of ours leaves a database that nobody can enter. Both names change at once.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "result.h"
#include "target_internal.h"

/* The server looks for sessions in its way this often (src/backend/storage/ipc/procarray.c,
 * CountOtherDBBackends), for 5 s. */
#define LOOK_MS 100

/* Sessions of both databases, and whether this role may end them. Monitoring enters whatever there is.
 * Workers of autovacuum have no role, and are ended by the rename itself. */
#define SESSIONS_SQL                                                                               \
    "SELECT a.pid, a.usename, me.rolsuper OR (NOT coalesce(r.rolsuper, true)"                      \
    " AND (pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')"                                   \
    " OR pg_catalog.pg_has_role(a.usesysid, 'USAGE'))) AS endable"                                 \
    " FROM pg_catalog.pg_stat_activity a"                                                          \
    " JOIN pg_catalog.pg_roles me ON me.rolname = current_user"                                    \
    " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"                                       \
    " WHERE a.datname IN (%s, %s) AND a.usesysid IS NOT NULL"

static const char terminate_sql[] =
    "SELECT pg_catalog.pg_terminate_backend(s.pid) FROM (" SESSIONS_SQL ") AS s WHERE s.endable";

/* A prepared transaction has no session: nobody but a person can decide what becomes of it. */
static const char blockers_sql[] =
    "SELECT b.*, count(*) OVER () FROM (SELECT 'the session with pid ' || s.pid AS who,"
    " coalesce(s.usename, '?') AS role FROM (" SESSIONS_SQL ") AS s WHERE NOT s.endable"
    " UNION ALL SELECT 'a prepared transaction', p.owner FROM pg_catalog.pg_prepared_xacts p"
    " WHERE p.database IN (%s, %s)) AS b ORDER BY b.who DESC LIMIT 1";

/* Runs one of the two above. */
static enum pgm_status ask(struct pgm_target *target, struct pgm_pg *other, const char *question,
                           const char *what, PGresult **result, struct pgm_error *error)
{
    struct pgm_buf name = {0}, work = {0}, sql = {0};
    pgm_buf_literal(&name, target->name);
    pgm_buf_literal(&work, target->work);
    if (question == terminate_sql)
        pgm_buf_printf(&sql, terminate_sql, name.data, work.data);
    else
        pgm_buf_printf(&sql, blockers_sql, name.data, work.data, name.data, work.data);
    const enum pgm_status status = pgm_pg_exec(other, sql.data, what, result, error);
    pgm_buf_free(&name);
    pgm_buf_free(&work);
    pgm_buf_free(&sql);
    return status;
}

static enum pgm_status send_away(struct pgm_target *target, struct pgm_pg *other,
                                 struct pgm_error *error)
{
    return ask(target, other, terminate_sql, "ending the sessions of the old database", NULL,
               error);
}

static bool is_in_use(const struct pgm_pg *pg)
{
    return strcmp(pgm_pg_sqlstate(pg), "55006") == 0; /* object_in_use */
}

/* Whether the answer has not come within `timeout_ms`. */
static bool is_awaited(struct pgm_pg *pg, int timeout_ms)
{
    struct pollfd fd = {.fd = PQsocket(pg->conn), .events = POLLIN};
    if (poll(&fd, 1, timeout_ms) > 0 && !PQconsumeInput(pg->conn))
        return false;
    return PQisBusy(pg->conn);
}

/* Renames in the open transaction. While it waits with the database locked its sessions are ended; once
 * more each time, for some may have come in before the lock was there. */
static enum pgm_status rename_database(struct pgm_target *target, struct pgm_pg *other,
                                       const char *from, const char *to, struct pgm_error *error)
{
    struct pgm_pg *admin = &target->admin;
    struct pgm_buf sql = {0};
    enum pgm_status status;
    pgm_buf_puts(&sql, "ALTER DATABASE ");
    pgm_buf_identifier(&sql, from);
    pgm_buf_puts(&sql, " RENAME TO ");
    pgm_buf_identifier(&sql, to);
    status = pgm_pg_start(admin, sql.data, "swapping the names", error);
    while (status == PGM_OK && is_awaited(admin, LOOK_MS))
        status = send_away(target, other, error);
    if (status == PGM_OK)
        status = pgm_pg_finish(admin, "swapping the names", error);
    pgm_buf_free(&sql);
    return status;
}

/* Comments that say which is which, for behind the renames. */
static void marks_sql(const struct pgm_target *target, const char *previous, struct pgm_buf *sql)
{
    const char *comment = previous ? target->old_comment : NULL;
    pgm_target_mark_sql(target, target->name, comment, PGM_TARGET_FINISHED, sql);
    if (previous && target->old_is_ours) {
        pgm_buf_puts(sql, "; ");
        pgm_target_mark_sql(target, previous, NULL, PGM_TARGET_PREVIOUS, sql);
    }
}

/* One try of the transaction. previous: where what has the name goes; NULL: nothing has it. *in_use:
 * somebody is still connected. */
static enum pgm_status try_swap(struct pgm_target *target, struct pgm_pg *other,
                                const char *previous, const char *marks, bool *in_use,
                                struct pgm_error *error)
{
    struct pgm_pg *admin = &target->admin;
    struct pgm_error fault = {0}, ignored = {0};
    enum pgm_status status;
    PGM_TRY(pgm_pg_exec(admin, "BEGIN", "swapping the names", NULL, error));
    status = send_away(target, other, &fault);
    if (status == PGM_OK && previous)
        status = rename_database(target, other, target->name, previous, &fault);
    if (status == PGM_OK)
        status = rename_database(target, other, target->work, target->name, &fault);
    if (status == PGM_OK)
        status = pgm_pg_exec(admin, marks, "marking the databases", NULL, &fault);
    if (status == PGM_OK)
        return pgm_pg_exec(admin, "COMMIT", "swapping the names", NULL, error);
    *in_use = is_in_use(admin);
    if (pgm_pg_exec(admin, "ROLLBACK", "swapping the names", NULL, &ignored) != PGM_OK)
        *in_use = false; /* the session is of no more use */
    if (!*in_use)
        *error = fault;
    return status;
}

/* Who cannot be ended: then nobody is sent away, and everything serves on meanwhile. */
static enum pgm_status find_blocker(struct pgm_target *target, struct pgm_pg *other,
                                    PGresult **blocker, struct pgm_error *error)
{
    PQclear(*blocker);
    return ask(target, other, blockers_sql, "asking for blockers", blocker, error);
}

/* The end of another's session tells nobody: look again in a while, unless the run is to end. */
static enum pgm_status wait_a_while(struct pgm_target *target, struct pgm_error *error)
{
    struct pollfd fd = {.fd = target->cancel ? target->cancel->event_fd : -1, .events = POLLIN};
    poll(&fd, 1, 2 * LOOK_MS);
    return target->cancel && pgm_cancel_pulled(target->cancel)
               ? pgm_cancel_fail(target->cancel, error)
               : PGM_OK;
}

static enum pgm_status tell_blocker(struct pgm_target *target, const PGresult *blocker,
                                    struct pgm_error *error)
{
    if (PQntuples(blocker) == 1)
        (void)pgm_fail(error, PGM_FAILED,
                       "%s could not be swapped: %s of the role %s cannot be ended by the target's "
                       "role (%s in all); it serves on, unchanged",
                       target->name, PQgetvalue(blocker, 0, 0), PQgetvalue(blocker, 0, 1),
                       PQgetvalue(blocker, 0, 2));
    else
        (void)pgm_fail(error, PGM_FAILED,
                       "%s could not be swapped: sessions kept being connected to it; it serves "
                       "on, unchanged",
                       target->name);
    pgm_hint(error,
             "the new database %s is complete: end those and run again with --resume, or raise "
             "--swap-timeout; `pgmirage clone --clean` drops it",
             target->work);
    return PGM_FAILED;
}

static enum pgm_status swap_names(struct pgm_target *target, int timeout_ms, const char *previous,
                                  struct pgm_error *error)
{
    struct pgm_pg other = {0};
    PGresult *blocker = NULL;
    struct pgm_buf marks = {0};
    const int64_t end_ms = pgm_result_now_ms() + timeout_ms;
    bool in_use = true;
    enum pgm_status status;
    PGM_TRY_OUT(pgm_pg_connect(&other, &target->admin_options, target->cancel, error));
    marks_sql(target, previous, &marks);
    do {
        PGM_TRY_OUT(find_blocker(target, &other, &blocker, error));
        if (PQntuples(blocker) == 0)
            status = try_swap(target, &other, previous, marks.data, &in_use, error);
        else
            PGM_TRY_OUT(wait_a_while(target, error));
        if (PQntuples(blocker) == 0 && (status == PGM_OK || !in_use))
            goto out;
    } while (pgm_result_now_ms() < end_ms);
    status = tell_blocker(target, blocker, error);
out:
    PQclear(blocker);
    pgm_buf_free(&marks);
    pgm_pg_close(&other);
    return status;
}

static enum pgm_status drop(struct pgm_target *target, const char *database,
                            struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_buf_puts(&sql, "DROP DATABASE IF EXISTS ");
    pgm_buf_identifier(&sql, database);
    if (target->admin.server_version >= 130000)
        pgm_buf_puts(&sql, " WITH (FORCE)");
    const enum pgm_status status =
        pgm_pg_exec(&target->admin, sql.data, "dropping a database of ours", NULL, error);
    pgm_buf_free(&sql);
    return status;
}

/* Databases with this mark for the target's name, oldest first: their names sort by time. */
static enum pgm_status list_marked(struct pgm_target *target, const char *mark, PGresult **result,
                                   struct pgm_error *error)
{
    struct pgm_buf sql = {0}, line = {0};
    pgm_buf_printf(&line, "%s%s", mark, target->name);
    pgm_buf_puts(&sql, "SELECT d.datname, pg_catalog.shobj_description(d.oid, 'pg_database')"
                       " FROM pg_catalog.pg_database d, (SELECT ");
    pgm_buf_literal(&sql, line.data);
    pgm_buf_puts(&sql, "::text AS line) AS x WHERE pg_catalog.right("
                       "pg_catalog.shobj_description(d.oid, 'pg_database'),"
                       " pg_catalog.length(x.line)) = x.line AND d.datname <> ");
    pgm_buf_literal(&sql, target->name);
    pgm_buf_puts(&sql, " ORDER BY d.datname");
    const enum pgm_status status =
        pgm_pg_exec(&target->admin, sql.data, "listing databases of ours", result, error);
    pgm_buf_free(&sql);
    pgm_buf_free(&line);
    return status;
}

/* Drops all but the newest `keep` databases with the mark. */
static enum pgm_status drop_marked(struct pgm_target *target, const char *mark, unsigned keep,
                                   unsigned *count, struct pgm_error *error)
{
    PGresult *list = NULL;
    enum pgm_status status = PGM_OK;
    *count = 0;
    PGM_TRY_OUT(list_marked(target, mark, &list, error));
    for (int row = 0; row + (int)keep < PQntuples(list); row++) {
        PGM_TRY_OUT(drop(target, PQgetvalue(list, row, 0), error));
        ++*count;
    }
out:
    PQclear(list);
    return status;
}

/* The newest database with the mark, where it is newer than what was found. */
static enum pgm_status adopt_newest(struct pgm_target *target, const char *mark, bool is_complete,
                                    struct pgm_error *error)
{
    PGresult *list = NULL;
    PGM_TRY(list_marked(target, mark, &list, error));
    const int newest = PQntuples(list) - 1;
    if (newest >= 0 && (!target->made || strcmp(PQgetvalue(list, newest, 0), target->work) > 0)) {
        struct pgm_arena *arena = target->notes->arena;
        target->work = pgm_arena_strdup(arena, PQgetvalue(list, newest, 0));
        target->work_options.dbname = target->work;
        target->made = true;
        target->complete =
            is_complete ? pgm_arena_strdup(arena, PQgetvalue(list, newest, 1)) : NULL;
    }
    PQclear(list);
    return PGM_OK;
}

enum pgm_status pgm_target_adopt(struct pgm_target *target, struct pgm_error *error)
{
    PGM_TRY(adopt_newest(target, PGM_TARGET_UNFINISHED, false, error));
    return adopt_newest(target, PGM_TARGET_COMPLETE, true, error);
}

enum pgm_status pgm_target_clean(struct pgm_target *target, unsigned *count,
                                 struct pgm_error *error)
{
    unsigned complete;
    PGM_TRY(drop_marked(target, PGM_TARGET_UNFINISHED, 0, count, error));
    PGM_TRY(drop_marked(target, PGM_TARGET_COMPLETE, 0, &complete, error));
    *count += complete;
    return PGM_OK;
}

/* The swap is done: from here on nothing but tidiness can fail, which is told and no failure. */
static void put_away(struct pgm_target *target, const char *previous, unsigned keep)
{
    struct pgm_error fault = {0};
    unsigned count;
    if (!target->old_is_ours) {
        pgm_note(target->notes, "what was %s before is kept as %s: pgmirage did not make it",
                 target->name, previous);
        return;
    }
    if (drop_marked(target, PGM_TARGET_PREVIOUS, keep, &count, &fault) != PGM_OK)
        pgm_note(target->notes, "the previous clone %s could not be dropped: %s", previous,
                 fault.message);
}

enum pgm_status pgm_target_swap(struct pgm_target *target, int timeout_ms, unsigned keep,
                                struct pgm_error *error)
{
    PGM_TRY(pgm_target_find(target, error)); /* it may have gone or come meanwhile */
    const char *previous = target->old_oid ? pgm_target_name(target, "was_") : NULL;
    PGM_TRY(swap_names(target, timeout_ms, previous, error));
    if (previous)
        put_away(target, previous, keep);
    return PGM_OK;
}
