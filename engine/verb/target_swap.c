/*
 * target_swap.c: the new database takes the name, and what had it steps aside.
 *
 *   ours    BEGIN; rename old -> previous (locks the database: new sessions wait) ─┐ waits up to 5 s for
 *   other   pg_terminate_backend of its sessions, again and again                 ─┘ them to end
 *   ours    rename work -> name; COMMIT
 *
 * The lock that the rename holds is the fence: it ends with the transaction, so that neither a failure
 * nor a crash of ours leaves a database that nobody can enter. Both names change at once.
 */
#include <stdlib.h>
#include <string.h>

#include "result.h"
#include "target_internal.h"

/* Sessions of the old database that this role may end. */
static const char terminate_sql[] =
    "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
    " JOIN pg_catalog.pg_roles me ON me.rolname = current_user"
    " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"
    " WHERE a.datid = %u AND (me.rolsuper OR (NOT coalesce(r.rolsuper, true)"
    " AND (pg_catalog.pg_has_role('pg_signal_backend', 'MEMBER')"
    " OR pg_catalog.pg_has_role(a.usesysid, 'MEMBER'))))";

static const char blockers_sql[] =
    "SELECT a.pid, coalesce(a.usename, '?'), count(*) OVER () FROM pg_catalog.pg_stat_activity a"
    " WHERE a.datid = %u ORDER BY a.pid LIMIT 1";

static enum pgm_status send_away(struct pgm_target *target, struct pgm_pg *other,
                                 struct pgm_error *error)
{
    char sql[sizeof terminate_sql + 16];
    snprintf(sql, sizeof sql, terminate_sql, target->old_oid);
    return pgm_pg_exec(other, sql, "ending the sessions of the old database", NULL, error);
}

static void rename_sql(struct pgm_buf *sql, const char *from, const char *to)
{
    pgm_buf_puts(sql, "ALTER DATABASE ");
    pgm_buf_identifier(sql, from);
    pgm_buf_puts(sql, " RENAME TO ");
    pgm_buf_identifier(sql, to);
}

/* One try of the transaction. *in_use: somebody is still connected. */
static enum pgm_status try_swap(struct pgm_target *target, struct pgm_pg *other,
                                const char *previous, bool *in_use, struct pgm_error *error)
{
    struct pgm_pg *admin = &target->admin;
    struct pgm_buf sql = {0};
    struct pgm_error fault = {0}, ignored = {0};
    enum pgm_status status;
    *in_use = false;
    PGM_TRY(pgm_pg_exec(admin, "BEGIN", "swapping the names", NULL, error));
    rename_sql(&sql, target->name, previous);
    status = pgm_pg_start(admin, sql.data, "swapping the names", &fault);
    /* While the rename waits with the database locked, so that nobody comes in their place. */
    if (status == PGM_OK)
        status = send_away(target, other, &fault);
    if (status == PGM_OK)
        status = pgm_pg_finish(admin, "swapping the names", &fault);
    *in_use = status != PGM_OK && strcmp(pgm_pg_sqlstate(admin), "55006") == 0;
    pgm_buf_clear(&sql);
    rename_sql(&sql, target->work, target->name);
    if (status == PGM_OK)
        status = pgm_pg_exec(admin, sql.data, "swapping the names", NULL, &fault);
    *in_use = *in_use || (status != PGM_OK && strcmp(pgm_pg_sqlstate(admin), "55006") == 0);
    pgm_buf_free(&sql);
    if (status == PGM_OK)
        return pgm_pg_exec(admin, "COMMIT", "swapping the names", NULL, error);
    if (pgm_pg_exec(admin, "ROLLBACK", "swapping the names", NULL, &ignored) != PGM_OK)
        *in_use = false; /* the session is of no more use */
    *error = fault;
    return status;
}

static enum pgm_status tell_blockers(struct pgm_target *target, struct pgm_pg *other,
                                     struct pgm_error *error)
{
    char sql[sizeof blockers_sql + 16];
    PGresult *result = NULL;
    struct pgm_error ignored = {0};
    *error = (struct pgm_error){0};
    snprintf(sql, sizeof sql, blockers_sql, target->old_oid);
    if (pgm_pg_exec(other, sql, "asking for blockers", &result, &ignored) == PGM_OK &&
        PQntuples(result) == 1)
        (void)pgm_fail(error, PGM_FAILED,
                       "%s could not be swapped: %s sessions are connected to it, one with pid %s "
                       "of the role %s; it serves on, unchanged",
                       target->name, PQgetvalue(result, 0, 2), PQgetvalue(result, 0, 0),
                       PQgetvalue(result, 0, 1));
    else
        (void)pgm_fail(error, PGM_FAILED,
                       "%s could not be swapped: sessions kept being connected to it; it serves "
                       "on, unchanged",
                       target->name);
    PQclear(result);
    pgm_hint(error,
             "the new database is complete: end those sessions and run again with --resume, or "
             "raise --swap-timeout; `pgmirage clone --clean` drops %s",
             target->work);
    return PGM_FAILED;
}

static enum pgm_status swap_with_old(struct pgm_target *target, int timeout_ms,
                                     const char *previous, struct pgm_error *error)
{
    struct pgm_pg other = {0};
    const int64_t end_ms = pgm_result_now_ms() + timeout_ms;
    bool in_use = true;
    enum pgm_status status;
    PGM_TRY_OUT(pgm_pg_connect(&other, &target->admin_options, target->cancel, error));
    PGM_TRY_OUT(send_away(target, &other, error));
    do {
        struct pgm_error fault = {0};
        status = try_swap(target, &other, previous, &in_use, &fault);
        if (status != PGM_OK && !in_use)
            *error = fault;
    } while (in_use && pgm_result_now_ms() < end_ms);
    if (in_use)
        status = tell_blockers(target, &other, error);
out:
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
    pgm_buf_puts(&sql, "SELECT d.datname FROM pg_catalog.pg_database d, (SELECT ");
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

enum pgm_status pgm_target_adopt(struct pgm_target *target, struct pgm_error *error)
{
    PGresult *list = NULL;
    PGM_TRY(list_marked(target, PGM_TARGET_UNFINISHED, &list, error));
    const int count = PQntuples(list);
    if (count > 0) {
        target->work = pgm_arena_strdup(target->notes->arena, PQgetvalue(list, count - 1, 0));
        target->work_options.dbname = target->work;
        target->made = true;
    }
    PQclear(list);
    return PGM_OK;
}

enum pgm_status pgm_target_clean(struct pgm_target *target, unsigned *count,
                                 struct pgm_error *error)
{
    return drop_marked(target, PGM_TARGET_UNFINISHED, 0, count, error);
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
    if (pgm_target_mark(target, previous, NULL, PGM_TARGET_PREVIOUS, &fault) != PGM_OK ||
        drop_marked(target, PGM_TARGET_PREVIOUS, keep, &count, &fault) != PGM_OK)
        pgm_note(target->notes, "the previous clone %s could not be dropped: %s", previous,
                 fault.message);
}

enum pgm_status pgm_target_swap(struct pgm_target *target, int timeout_ms, unsigned keep,
                                struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    enum pgm_status status;
    PGM_TRY(pgm_target_find(target, error)); /* it may have gone or come meanwhile */
    if (target->old_oid) {
        const char *previous = pgm_target_name(target, "was_");
        status = swap_with_old(target, timeout_ms, previous, error);
        if (status == PGM_OK)
            put_away(target, previous, keep);
        return status;
    }
    rename_sql(&sql, target->work, target->name);
    status = pgm_pg_exec(&target->admin, sql.data, "giving the new database its name", NULL, error);
    pgm_buf_free(&sql);
    return status;
}
