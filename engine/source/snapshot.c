/* snapshot.c: the protocol of the header, step by step. */
#include "snapshot.h"

#include <string.h>
#include <time.h>

#define TRIES_MAX 5
/* Names in one LOCK statement: long enough to save round trips, short enough to name the culprit. */
#define LOCK_BATCH 200

/* The tables to lock, as both the helper and the leader see them. Children are listed themselves. */
static const char list_sql[] = "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c"
                               " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                               " WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'"
                               " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
                               " AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
                               " AND pg_catalog.has_table_privilege(c.oid, 'SELECT')";

static enum pgm_status list_tables(struct pgm_pg *pg, const char *only, PGresult **list,
                                   struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_buf_puts(&sql, list_sql);
    if (only)
        pgm_buf_printf(&sql, " AND c.oid = ANY ('%s'::pg_catalog.oid[])", only);
    pgm_buf_puts(&sql, " ORDER BY c.oid");
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "listing the tables", list, error);
    pgm_buf_free(&sql);
    return status;
}

/* Two holders a table at the worst: the leader beside pg_dump's child, then beside a worker. The lock
 * table holds twice as many holders as locks (src/backend/storage/lmgr/lock.c, InitLocks). */
static const char capacity_sql[] = "SELECT current_setting('max_locks_per_transaction')::int8"
                                   " * (current_setting('max_connections')::int8"
                                   " + current_setting('max_prepared_transactions')::int8),"
                                   " (SELECT count(*) FROM pg_catalog.pg_locks),"
                                   " current_setting('max_connections')::int8"
                                   " + current_setting('max_prepared_transactions')::int8";

static enum pgm_status check_capacity(struct pgm_pg *helper, int64_t table_count,
                                      struct pgm_error *error)
{
    PGresult *result = NULL;
    PGM_TRY(pgm_pg_exec(helper, capacity_sql, "asking for the lock capacity", &result, error));
    const int64_t capacity = pgm_pg_int(result, 0, 0), taken = pgm_pg_int(result, 0, 1);
    const int64_t sessions = pgm_pg_int(result, 0, 2);
    PQclear(result);
    if (table_count + taken <= capacity)
        return PGM_OK;
    const enum pgm_status status =
        pgm_fail(error, PGM_FAILED,
                 "%lld tables must be locked, but the server has room for %lld locks (%lld are "
                 "taken)",
                 (long long)table_count, (long long)capacity, (long long)taken);
    pgm_hint(error, "set max_locks_per_transaction to at least %lld and restart the server",
             (long long)((table_count + taken) / sessions + 1));
    return status;
}

/* Says who holds or awaits what the leader could not lock. Names of sessions and tables only. */
static void name_blocker(struct pgm_pg *helper, struct pgm_error *error)
{
    static const char sql[] =
        "SELECT n.nspname, c.relname, l.pid, l.granted FROM pg_catalog.pg_locks l"
        " JOIN pg_catalog.pg_class c ON c.oid = l.relation"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE l.mode = 'AccessExclusiveLock' AND n.nspname !~ '^pg_'"
        " AND l.database = (SELECT oid FROM pg_catalog.pg_database"
        " WHERE datname = pg_catalog.current_database())"
        " ORDER BY l.granted DESC, l.pid LIMIT 1";
    PGresult *result = NULL;
    struct pgm_error ignored = {0};
    if (pgm_pg_exec(helper, sql, "asking for blockers", &result, &ignored) != PGM_OK)
        return;
    if (PQntuples(result) == 1) {
        *error = (struct pgm_error){0}; /* a better message than the server's code gives */
        (void)pgm_fail(error, PGM_FAILED,
                       "locking the tables: %s.%s is %s ACCESS EXCLUSIVE by the session with pid "
                       "%s",
                       PQgetvalue(result, 0, 0), PQgetvalue(result, 0, 1),
                       pgm_pg_bool(result, 0, 3) ? "locked in" : "requested in",
                       PQgetvalue(result, 0, 2));
        pgm_hint(error, "let it finish, or raise --lock-wait-timeout");
    }
    PQclear(result);
}

static enum pgm_status lock_tables(struct pgm_pg *leader, const PGresult *list,
                                   struct pgm_error *error)
{
    const int count = PQntuples(list);
    struct pgm_buf sql = {0};
    enum pgm_status status = PGM_OK;
    for (int first = 0; first < count; first += LOCK_BATCH) {
        pgm_buf_clear(&sql);
        pgm_buf_puts(&sql, "LOCK TABLE ");
        for (int i = first; i < count && i < first + LOCK_BATCH; i++) {
            pgm_buf_puts(&sql, i > first ? ", ONLY " : "ONLY ");
            pgm_buf_qualified(&sql, PQgetvalue(list, i, 1), PQgetvalue(list, i, 2));
        }
        pgm_buf_puts(&sql, " IN ACCESS SHARE MODE");
        PGM_TRY_OUT(pgm_pg_exec(leader, sql.data, "locking the tables", NULL, error));
    }
out:
    pgm_buf_free(&sql);
    return status;
}

static bool lists_equal(const PGresult *a, const PGresult *b)
{
    if (PQntuples(a) != PQntuples(b))
        return false;
    for (int row = 0; row < PQntuples(a); row++)
        for (int column = 0; column < 3; column++)
            if (strcmp(PQgetvalue(a, row, column), PQgetvalue(b, row, column)) != 0)
                return false;
    return true;
}

/* The snapshot's name: exported, or the one that was adopted. */
static enum pgm_status name_snapshot(struct pgm_snapshot *snapshot, const char *adopted,
                                     struct pgm_error *error)
{
    static const char sql[] =
        "SELECT %s, CASE WHEN pg_catalog.pg_is_in_recovery()"
        " THEN pg_catalog.pg_last_wal_replay_lsn() ELSE pg_catalog.pg_current_wal_lsn() END,"
        " CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_is_wal_replay_paused()"
        " ELSE false END, pg_catalog.txid_snapshot_xmin(s) || ':' ||"
        " pg_catalog.txid_snapshot_xmax(s) || ':' ||"
        " pg_catalog.hashtextextended(s::text, 0)"
        " FROM pg_catalog.txid_current_snapshot() s";
    PGresult *result = NULL;
    char text[sizeof sql + 32];
    snprintf(text, sizeof text, sql, adopted ? "NULL" : "pg_catalog.pg_export_snapshot()");
    PGM_TRY(pgm_pg_exec(&snapshot->leader, text, "exporting the snapshot", &result, error));
    const char *lsn = pgm_pg_text(result, 0, 1);
    snprintf(snapshot->id, sizeof snapshot->id, "%s", adopted ? adopted : PQgetvalue(result, 0, 0));
    snapshot->is_frozen = pgm_pg_bool(result, 0, 2);
    snprintf(snapshot->seen, sizeof snapshot->seen, "%s", PQgetvalue(result, 0, 3));
    snprintf(snapshot->lsn, sizeof snapshot->lsn, "%s", lsn ? lsn : "");
    PQclear(result);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snapshot->taken_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    return PGM_OK;
}

/* One try. *again: the tables changed between the list and the snapshot. */
static enum pgm_status try_take(struct pgm_snapshot *snapshot, struct pgm_pg *helper,
                                int lock_wait_timeout_ms, const char *only, bool *again,
                                struct pgm_error *error)
{
    struct pgm_pg *leader = &snapshot->leader;
    PGresult *before = NULL, *after = NULL;
    enum pgm_status status = PGM_OK;
    char begin[160];
    *again = false;
    snprintf(begin, sizeof begin,
             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = %d",
             lock_wait_timeout_ms);
    PGM_TRY_OUT(list_tables(helper, only, &before, error));
    PGM_TRY_OUT(check_capacity(helper, PQntuples(before), error));
    PGM_TRY_OUT(pgm_pg_exec(leader, begin, "opening the transaction", NULL, error));
    struct pgm_error lock_error = {0};
    status = lock_tables(leader, before, &lock_error);
    if (status != PGM_OK && strncmp(pgm_pg_sqlstate(leader), "42P01", 5) == 0) {
        status = PGM_OK; /* a table was dropped meanwhile */
        *again = true;
        goto out;
    }
    if (status != PGM_OK) {
        if (strcmp(pgm_pg_sqlstate(leader), "55P03") == 0)
            name_blocker(helper, &lock_error);
        *error = lock_error;
        goto out;
    }
    PGM_TRY_OUT(name_snapshot(snapshot, NULL, error));
    PGM_TRY_OUT(list_tables(leader, only, &after, error));
    *again = !lists_equal(before, after);
out:
    PQclear(before);
    PQclear(after);
    return status;
}

enum pgm_status pgm_snapshot_take(struct pgm_snapshot *snapshot,
                                  const struct pgm_pg_options *options, struct pgm_cancel *cancel,
                                  int lock_wait_timeout_ms, const char *only,
                                  struct pgm_error *error)
{
    *snapshot = (struct pgm_snapshot){0};
    struct pgm_pg helper = {0};
    enum pgm_status status = PGM_OK;
    bool again = true;
    PGM_TRY_OUT(pgm_pg_connect(&helper, options, cancel, error));
    PGM_TRY_OUT(pgm_pg_refuse_pooler(&helper, error));
    PGM_TRY_OUT(pgm_pg_connect(&snapshot->leader, options, cancel, error));
    for (int tries = 0; again && tries < TRIES_MAX; tries++) {
        PGM_TRY_OUT(
            pgm_pg_exec(&snapshot->leader, "ROLLBACK", "ending the transaction", NULL, error));
        PGM_TRY_OUT(try_take(snapshot, &helper, lock_wait_timeout_ms, only, &again, error));
    }
    if (again) {
        status = pgm_fail(error, PGM_FAILED,
                          "tables were created or dropped during each of %d tries to take a "
                          "consistent snapshot",
                          TRIES_MAX);
        pgm_hint(error, "run again when no migration is running");
    }
out:
    pgm_pg_close(&helper);
    if (status != PGM_OK)
        pgm_snapshot_release(snapshot);
    return status;
}

/* Session and id of a snapshot: hexadecimal words and dashes, so that it can stand in a statement. */
static bool is_id(const char *id)
{
    return *id && strspn(id, "0123456789ABCDEF-") == strlen(id) && strlen(id) < 64;
}

enum pgm_status pgm_snapshot_adopt(struct pgm_snapshot *snapshot,
                                   const struct pgm_pg_options *options, struct pgm_cancel *cancel,
                                   const char *id, int lock_wait_timeout_ms, bool *gone,
                                   struct pgm_error *error)
{
    struct pgm_pg *leader = &snapshot->leader;
    struct pgm_error fault = {0};
    PGresult *list = NULL;
    char sql[256];
    enum pgm_status status;
    *snapshot = (struct pgm_snapshot){0};
    *gone = false;
    if (!is_id(id))
        return pgm_fail(error, PGM_BAD_USAGE, "that is no snapshot's name");
    PGM_TRY_OUT(pgm_pg_connect(leader, options, cancel, error));
    PGM_TRY_OUT(pgm_pg_refuse_pooler(leader, error));
    snprintf(sql, sizeof sql,
             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '%s';"
             " SET LOCAL lock_timeout = %d",
             id, lock_wait_timeout_ms);
    status = pgm_pg_exec(leader, sql, "joining the snapshot", NULL, &fault);
    /* 22023 invalid_parameter_value, 42704 undefined_object from PostgreSQL 17 on */
    *gone = status != PGM_OK && (strcmp(pgm_pg_sqlstate(leader), "22023") == 0 ||
                                 strcmp(pgm_pg_sqlstate(leader), "42704") == 0);
    if (status != PGM_OK) {
        pgm_snapshot_release(snapshot);
        if (!*gone)
            *error = fault;
        return *gone ? PGM_OK : status;
    }
    PGM_TRY_OUT(list_tables(leader, NULL, &list, error));
    PGM_TRY_OUT(lock_tables(leader, list, error));
    PGM_TRY_OUT(name_snapshot(snapshot, id, error));
out:
    PQclear(list);
    if (status != PGM_OK)
        pgm_snapshot_release(snapshot);
    return status;
}

void pgm_snapshot_release(struct pgm_snapshot *snapshot)
{
    pgm_pg_close(&snapshot->leader);
}

void pgm_snapshot_name_blocker(const struct pgm_snapshot *snapshot, struct pgm_error *error)
{
    struct pgm_pg helper;
    struct pgm_error ignored = {0};
    if (pgm_pg_connect(&helper, snapshot->leader.options, snapshot->leader.cancel, &ignored) !=
        PGM_OK)
        return;
    name_blocker(&helper, error);
    pgm_pg_close(&helper);
}

enum pgm_status pgm_snapshot_join(struct pgm_pg *pg, const struct pgm_snapshot *snapshot,
                                  struct pgm_error *error)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
             " SET TRANSACTION SNAPSHOT '%s'; SAVEPOINT " PGM_SNAPSHOT_SAVEPOINT,
             snapshot->id);
    return pgm_pg_exec(pg, sql, "joining the snapshot", NULL, error);
}
