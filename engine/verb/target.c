/* target.c: opening the target, and making the work database. */
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "target_internal.h"

#define NAME_BYTES_MAX 63         /* NAMEDATALEN - 1 */
#define LOCK_CLASS     0x70676d69 /* "pgmi": the first half of the advisory lock's number */

static const char admin_session[] = "SET default_transaction_read_only = off;"
                                    "SET client_min_messages = error";
static const char work_session[] =
    "SET default_transaction_read_only = off; SET client_min_messages = error;"
    /* Lost with the server's crash, the clone would be made again anyway. */
    "SET synchronous_commit = off;"
    /* Checks and indexes may call functions that read views, as they do in a restore. */
    "SELECT pg_catalog.set_config(name, '', false) FROM pg_catalog.pg_settings"
    " WHERE name = 'restrict_nonsystem_relation_kind';";

static char *take_dbname(PQconninfoOption *options, bool *has_service)
{
    char *name = NULL;
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (!option->val || !*option->val)
            continue;
        if (strcmp(option->keyword, "dbname") == 0)
            name = strdup(option->val);
        *has_service |= strcmp(option->keyword, "service") == 0;
    }
    PQconninfoFree(options);
    return name;
}

/* The database that a connection string names, or the service it names; NULL: none. */
static char *database_of(const char *conninfo)
{
    /* libpq looks services up only on its way to a connection; this one goes nowhere. */
    static const char *const names[] = {"dbname", "host", NULL};
    const char *const values[] = {conninfo, "/dev/null", NULL};
    bool has_service = false;
    if (!conninfo || (!strchr(conninfo, '=') && !strstr(conninfo, "://")))
        return conninfo ? strdup(conninfo) : NULL;
    char *name = take_dbname(PQconninfoParse(conninfo, NULL), &has_service);
    if (name || !has_service)
        return name;
    PGconn *const conn = PQconnectStartParams(names, values, 1);
    name = take_dbname(PQconninfo(conn), &has_service);
    PQfinish(conn);
    return name;
}

/* "<name>_pgmirage_<word><time>", the name cut where it would be too long, at a whole character. */
const char *pgm_target_name(struct pgm_target *target, const char *word)
{
    char suffix[64];
    struct tm now;
    struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    gmtime_r(&moment.tv_sec, &now);
    size_t used = (size_t)snprintf(suffix, sizeof suffix, "_pgmirage_%s", word);
    used += strftime(suffix + used, sizeof suffix - used, "%Y%m%dT%H%M%S", &now);
    /* Small clones take less than a second. */
    snprintf(suffix + used, sizeof suffix - used, "_%03ld", moment.tv_nsec / 1000000);
    size_t bytes = strlen(target->name);
    const size_t room = NAME_BYTES_MAX - strlen(suffix);
    while (bytes > room || (bytes > 0 && ((uint8_t)target->name[bytes] & 0xc0) == 0x80))
        bytes--;
    return pgm_arena_printf(target->notes->arena, "%.*s%s", (int)bytes, target->name, suffix);
}

/* Ours, and how many others hold the same one, in whatever database of the server. */
static const char lock_sql[] =
    "SELECT pg_catalog.pg_try_advisory_lock(%d, pg_catalog.hashtext(%s))";
static const char others_sql[] =
    "SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
    " AND classid = %d::pg_catalog.oid AND objid = pg_catalog.hashtext(%s)::pg_catalog.oid"
    " AND pid <> pg_catalog.pg_backend_pid()";

/* An advisory lock is one database's, and two clones may come by two maintenance databases; but who holds
 * which is told of all. Ours is taken before we look, so that of two at once at least one sees the other:
 * never do both go on, and in a dead heat both end. The lock goes with its session, whatever ends that. */
static enum pgm_status lock_name(struct pgm_target *target, struct pgm_error *error)
{
    struct pgm_buf name = {0}, sql = {0};
    PGresult *lock = NULL, *others = NULL;
    enum pgm_status status;
    pgm_buf_literal(&name, target->name);
    pgm_buf_printf(&sql, lock_sql, LOCK_CLASS, name.data);
    PGM_TRY_OUT(pgm_pg_exec(&target->admin, sql.data, "locking the target's name", &lock, error));
    pgm_buf_clear(&sql);
    pgm_buf_printf(&sql, others_sql, LOCK_CLASS, name.data);
    PGM_TRY_OUT(pgm_pg_exec(&target->admin, sql.data, "locking the target's name", &others, error));
    if (!pgm_pg_bool(lock, 0, 0) || pgm_pg_int(others, 0, 0) > 0)
        status = pgm_fail(error, PGM_FAILED, "another clone to %s is running", target->name);
out:
    PQclear(lock);
    PQclear(others);
    pgm_buf_free(&name);
    pgm_buf_free(&sql);
    return status;
}

/* Takes our line off a comment. A clone that was given another name since is somebody's. */
static void read_comment(struct pgm_target *target, const char *text)
{
    struct pgm_arena *arena = target->notes->arena;
    const char *mark = pgm_arena_printf(arena, "%s%s", PGM_TARGET_FINISHED, target->name);
    const size_t bytes = text ? strlen(text) : 0, mark_bytes = strlen(mark);
    size_t kept = bytes > mark_bytes ? bytes - mark_bytes : 0;
    target->old_is_ours = bytes >= mark_bytes && strcmp(text + kept, mark) == 0 &&
                          (kept == 0 || text[kept - 1] == '\n');
    if (!target->old_is_ours) {
        const char *line = text ? strrchr(text, '\n') : NULL;
        line = line ? line + 1 : text;
        kept = line && strncmp(line, PGM_TARGET_FINISHED, strlen(PGM_TARGET_FINISHED)) == 0
                   ? (size_t)(line - text)
                   : bytes;
    }
    if (kept > 0 && kept < bytes)
        kept--; /* the line's end */
    target->old_comment = kept > 0 ? pgm_arena_printf(arena, "%.*s", (int)kept, text) : NULL;
}

enum pgm_status pgm_target_find(struct pgm_target *target, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    pgm_buf_puts(&sql, "SELECT oid, pg_catalog.shobj_description(oid, 'pg_database')"
                       " FROM pg_catalog.pg_database WHERE datname = ");
    pgm_buf_literal(&sql, target->name);
    const enum pgm_status status =
        pgm_pg_exec(&target->admin, sql.data, "looking for the target", &result, error);
    target->old_oid = 0;
    if (status == PGM_OK && PQntuples(result) == 1) {
        target->old_oid = (uint32_t)pgm_pg_int(result, 0, 0);
        read_comment(target, pgm_pg_text(result, 0, 1));
    }
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_target_open(struct pgm_target *target, struct pgm_error *error)
{
    const struct pgm_target_options *options = target->options;
    char *name = database_of(options->server.conninfo);
    target->name = name ? pgm_arena_strdup(target->notes->arena, name) : NULL;
    free(name);
    if (!target->name)
        return pgm_fail(error, PGM_BAD_USAGE, "--target must name a database");
    /* The server would cut it, and take what is left for the name. */
    if (strlen(target->name) > NAME_BYTES_MAX)
        return pgm_fail(error, PGM_BAD_USAGE, "the name of --target is longer than %d bytes",
                        NAME_BYTES_MAX);
    target->admin_options = target->work_options = options->server;
    target->admin_options.dbname = options->maintenance ? options->maintenance : "postgres";
    target->admin_options.session = admin_session;
    target->work_options.session = pgm_arena_printf(target->notes->arena, "%s%s", work_session,
                                                    options->settings ? options->settings : "");
    PGM_TRY(pgm_pg_connect(&target->admin, &target->admin_options, target->cancel, error));
    if (strcmp(PQdb(target->admin.conn), target->name) == 0)
        return pgm_fail(error, PGM_BAD_USAGE,
                        "%s is the maintenance database: it cannot be replaced", target->name);
    PGM_TRY(lock_name(target, error));
    return pgm_target_find(target, error);
}

/* System identifier, start of the postmaster, recovery, and the database's oid (0: not there). */
static const char identity_sql[] =
    "SELECT s.system_identifier, pg_catalog.pg_postmaster_start_time(),"
    " pg_catalog.pg_is_in_recovery(), coalesce((SELECT oid FROM pg_catalog.pg_database"
    " WHERE datname = pg_catalog.current_database()), 0)"
    " FROM pg_catalog.pg_control_system() s";

enum pgm_status pgm_target_refuse_source(struct pgm_target *target, struct pgm_pg *source,
                                         struct pgm_error *error)
{
    PGresult *there = NULL, *here = NULL;
    enum pgm_status status = PGM_OK;
    PGM_TRY_OUT(pgm_pg_exec(source, identity_sql, "asking who the source is", &there, error));
    PGM_TRY_OUT(
        pgm_pg_exec(&target->admin, identity_sql, "asking who the target is", &here, error));
    const bool related = strcmp(PQgetvalue(there, 0, 0), PQgetvalue(here, 0, 0)) == 0;
    const bool same_server =
        related && strcmp(PQgetvalue(there, 0, 1), PQgetvalue(here, 0, 1)) == 0;
    const bool same_oid = target->old_oid && pgm_pg_int(there, 0, 3) == (int64_t)target->old_oid;
    if (same_server && same_oid)
        status = pgm_fail(error, PGM_BAD_USAGE,
                          "source and target are the same database: it would be replaced by its "
                          "own masked copy");
    else if (related && same_oid && !target->options->same_server_copy) {
        status = pgm_fail(error, PGM_BAD_USAGE,
                          "the source is a standby or a physical copy of the target's server, and "
                          "the target is the very database it copies");
        pgm_hint(error, "if the target is not production, say --allow-physical-copy");
    }
out:
    PQclear(there);
    PQclear(here);
    return status;
}

/* A literal of the source's settings, or nothing where it has none. */
static void add_option(struct pgm_buf *sql, const char *keyword, const char *value)
{
    if (!value)
        return;
    pgm_buf_printf(sql, " %s ", keyword);
    pgm_buf_literal(sql, value);
}

/* Encoding and locale as pg_database has them; newer columns through jsonb, which lacks what an older
 * server lacks. */
static const char locale_sql[] =
    "SELECT pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype,"
    " j->>'datlocprovider', coalesce(j->>'datlocale', j->>'daticulocale'), j->>'daticurules'"
    " FROM pg_catalog.pg_database d, LATERAL (SELECT pg_catalog.to_jsonb(d) AS j) AS x"
    " WHERE datname = pg_catalog.current_database()";

static void create_sql(const struct pgm_target *target, const PGresult *locale, struct pgm_buf *sql)
{
    const char *provider = pgm_pg_text(locale, 0, 3);
    pgm_buf_puts(sql, "CREATE DATABASE ");
    pgm_buf_identifier(sql, target->work);
    pgm_buf_puts(sql, " TEMPLATE template0");
    add_option(sql, "ENCODING", pgm_pg_text(locale, 0, 0));
    add_option(sql, "LC_COLLATE", pgm_pg_text(locale, 0, 1));
    add_option(sql, "LC_CTYPE", pgm_pg_text(locale, 0, 2));
    if (target->admin.server_version < 150000 || !provider || *provider == 'c')
        return;
    pgm_buf_printf(sql, " LOCALE_PROVIDER %s", *provider == 'i' ? "icu" : "builtin");
    add_option(sql, *provider == 'i' ? "ICU_LOCALE" : "BUILTIN_LOCALE", pgm_pg_text(locale, 0, 4));
    add_option(sql, "ICU_RULES", pgm_pg_text(locale, 0, 5));
}

enum pgm_status pgm_target_create(struct pgm_target *target, struct pgm_pg *source,
                                  struct pgm_error *error)
{
    PGresult *locale = NULL;
    struct pgm_buf sql = {0}, mark = {0};
    enum pgm_status status;
    target->work = pgm_target_name(target, "");
    PGM_TRY_OUT(pgm_pg_exec(source, locale_sql, "asking for the locale", &locale, error));
    create_sql(target, locale, &sql);
    pgm_target_mark_sql(target, target->work, NULL, PGM_TARGET_UNFINISHED, &mark);
    /* Without its mark it would be nobody's, and stay for ever. */
    PGM_TRY_OUT(
        pgm_pg_exec_both(&target->admin, sql.data, mark.data, "creating the new database", error));
    target->made = true;
    target->work_options.dbname = target->work;
out:
    PQclear(locale);
    pgm_buf_free(&sql);
    pgm_buf_free(&mark);
    return status;
}

void pgm_target_mark_sql(const struct pgm_target *target, const char *database, const char *comment,
                         const char *mark, struct pgm_buf *sql)
{
    struct pgm_buf text = {0};
    pgm_buf_printf(&text, "%s%s%s%s", comment ? comment : "", comment && *comment ? "\n" : "", mark,
                   target->name);
    pgm_buf_puts(sql, "COMMENT ON DATABASE ");
    pgm_buf_identifier(sql, database);
    pgm_buf_puts(sql, " IS ");
    pgm_buf_literal(sql, text.data);
    pgm_buf_free(&text);
}

enum pgm_status pgm_target_complete(struct pgm_target *target, const char *facts,
                                    struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_target_mark_sql(target, target->work, facts, PGM_TARGET_COMPLETE, &sql);
    const enum pgm_status status =
        pgm_pg_exec(&target->admin, sql.data, "marking the database as complete", NULL, error);
    pgm_buf_free(&sql);
    return status;
}

void pgm_target_close(struct pgm_target *target)
{
    pgm_pg_close(&target->admin);
}
