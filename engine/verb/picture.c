/* picture.c: see the header. */
#include "picture.h"

#include <sched.h>
#include <string.h>

#include "pg_dump.h"
#include "progress.h"

static unsigned processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

unsigned pgm_pace_connections(const struct pgm_pace *pace)
{
    return pace->connections ? pace->connections : 1;
}

unsigned pgm_pace_workers(const struct pgm_pace *pace)
{
    const unsigned streams = pgm_pace_connections(pace), threads = processors();
    if (pace->workers >= 0)
        return (unsigned)pace->workers;
    return threads > streams ? threads - streams : 0;
}

enum pgm_status pgm_picture_begin(struct pgm_picture *picture, struct pgm_error *error)
{
    picture->source = picture->job->options->source;
    picture->source.stall_timeout_ms = picture->pace->stall_timeout_s * 1000;
    return pgm_pg_dump_version(picture->options->pg_dump_path, picture->job->cancel,
                               &picture->pg_dump_version, &picture->pg_dump_text,
                               picture->notes->arena, error);
}

static enum pgm_status check_server(const struct pgm_picture *picture, struct pgm_error *error)
{
    const int server = picture->snapshot.leader.server_version / 10000;
    const int own = picture->pg_dump_version / 10000;
    if (server <= own)
        return PGM_OK;
    (void)pgm_fail(error, PGM_FAILED, "the server is PostgreSQL %d, newer than pg_dump %d", server,
                   own);
    pgm_hint(error, "install the package postgresql-client-%d and give --pg-dump its pg_dump",
             server);
    return error->status;
}

/* Where pg_dump failed for want of a right: which it is, in place of its fault. */
static enum pgm_status list_rights(struct pgm_job *job, struct pgm_error *error)
{
    pgm_job_check_rights(job, NULL);
    if (!job->denied_count)
        return error->status;
    *error = (struct pgm_error){0};
    return pgm_job_reported(job, error);
}

/* What the pg_dump that was started says. */
static enum pgm_status read_archive(struct pgm_picture *picture, struct pgm_child *child,
                                    struct pgm_toc *toc, bool *denied, struct pgm_error *error)
{
    struct pgm_buf *archive = &child->out;
    enum pgm_status status = pgm_pg_dump_finish(picture, child, denied, error);
    if (status == PGM_OK)
        status = pgm_toc_parse(toc, (const uint8_t *)pgm_buf_text(archive), archive->bytes, error);
    /* It may hold passwords of user mappings and subscriptions. */
    if (archive->data)
        explicit_bzero(archive->data, archive->capacity);
    return status;
}

/* The catalog, and the schema as pg_dump tells it, which both take their time. */
static enum pgm_status read_schema(struct pgm_picture *picture, struct pgm_error *error)
{
    struct pgm_child child = {0};
    bool denied = false;
    enum pgm_status status = pgm_pg_dump_start(picture, &child, error);
    if (status == PGM_OK)
        status = pgm_catalog_read_only(&picture->job->catalog, &picture->snapshot.leader,
                                       picture->only, error);
    if (status == PGM_OK)
        status = read_archive(picture, &child, &picture->toc, &denied, error);
    pgm_child_free(&child);
    if (denied)
        status = list_rights(picture->job, error);
    PGM_TRY(status);
    pgm_archive_index_make(&picture->index, &picture->toc);
    return PGM_OK;
}

static void drop_secrets(struct pgm_picture *picture)
{
    pgm_archive_drop_secrets(&picture->toc, picture->options->foreign_servers, picture->notes);
    pgm_archive_index_free(&picture->index); /* entries have moved */
    pgm_archive_index_make(&picture->index, &picture->toc);
}

/* Tables and extensions that were selected, then what is read along with them: tables of extensions, and
 * all below a partitioned table or an inherited one. */
static const char scope_sql[] =
    "WITH RECURSIVE wanted(oid) AS (SELECT pg_catalog.unnest(%s)"
    " UNION SELECT pg_catalog.unnest(extconfig) FROM pg_catalog.pg_extension"
    " WHERE oid = ANY ('{%s}'::pg_catalog.oid[])"
    " UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN wanted w ON i.inhparent = w.oid)"
    " SELECT pg_catalog.array_agg(oid ORDER BY oid) FROM wanted";

static void add_oids(struct pgm_buf *list, const struct pgm_toc *toc, const char *desc)
{
    for (size_t i = 0; i < toc->entry_count; i++)
        if (strcmp(toc->entries[i].desc, desc) == 0)
            pgm_buf_printf(list, "%s%u", list->bytes ? "," : "", toc->entries[i].oid);
}

/* Names the tables to be locked: `chosen` is an array of oids, or a query of one; and extensions, whose
 * tables come along. */
static enum pgm_status scope_of(struct pgm_picture *picture, const char *chosen,
                                const char *extensions, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    pgm_buf_printf(&sql, scope_sql, chosen, extensions);
    const enum pgm_status status = pgm_pg_exec(&picture->snapshot.leader, sql.data,
                                               "listing the selected tables", &result, error);
    if (status == PGM_OK) {
        const char *list = pgm_pg_text(result, 0, 0);
        picture->only = pgm_arena_strdup(picture->notes->arena, list ? list : "{}");
    }
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}

/* What pg_dump selects by patterns of any form. */
static enum pgm_status scope_by_pg_dump(struct pgm_picture *picture, struct pgm_error *error)
{
    struct pgm_toc toc = {0};
    struct pgm_child child = {0};
    struct pgm_error fault = {0};
    struct pgm_buf tables = {0}, extensions = {0}, chosen = {0};
    bool denied = false;
    enum pgm_status status = pgm_pg_dump_start(picture, &child, &fault);
    if (status == PGM_OK)
        status = read_archive(picture, &child, &toc, &denied, &fault);
    if (status == PGM_OK) {
        add_oids(&tables, &toc, "TABLE");
        add_oids(&extensions, &toc, "EXTENSION");
        pgm_buf_printf(&chosen, "'{%s}'::pg_catalog.oid[]", pgm_buf_text(&tables));
        status = scope_of(picture, chosen.data, pgm_buf_text(&extensions), error);
    } else if (denied) {
        status = PGM_OK; /* over all tables it is told who lacks what */
    } else {
        *error = fault;
    }
    pgm_buf_free(&tables);
    pgm_buf_free(&extensions);
    pgm_buf_free(&chosen);
    pgm_child_free(&child);
    pgm_toc_free(&toc);
    return status;
}

/* Whether each is a name, or two with a point between them, in which no pattern sees more than that. */
static bool are_plain(const struct pgm_texts *patterns, bool qualified)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    for (size_t i = 0; i < patterns->count; i++) {
        const char *text = patterns->items[i];
        const size_t first = strspn(text, letters);
        const size_t second = text[first] == '.' ? strspn(text + first + 1, letters) : 0;
        const size_t bytes = qualified ? first + 1 + second : first;
        if (first == 0 || (qualified && second == 0) || strlen(text) != bytes)
            return false;
    }
    return true;
}

static void add_plain(struct pgm_buf *sql, const char *subject, const struct pgm_texts *names)
{
    pgm_buf_puts(sql, subject);
    for (size_t i = 0; i < names->count; i++)
        pgm_buf_printf(sql, "%s'%s'", i ? ", " : " IN (", names->items[i]);
    pgm_buf_putc(sql, ')');
}

/* Plain names need no pg_dump, which takes a tenth of a second. Should it select more after all, that is
 * noticed. Beside -t, pg_dump heeds neither -n nor -N. */
static enum pgm_status scope_by_names(struct pgm_picture *picture, bool *done,
                                      struct pgm_error *error)
{
    static const char schema[] = "n.nspname", table[] = "n.nspname || '.' || c.relname";
    const struct pgm_picture_options *options = picture->options;
    const bool by_table = options->tables.count > 0;
    struct pgm_buf sql = {0};
    *done = are_plain(&options->tables, true) && are_plain(&options->exclude_tables, true) &&
            (by_table || (options->schemas.count > 0 && are_plain(&options->schemas, false) &&
                          options->exclude_schemas.count == 0));
    if (!*done)
        return PGM_OK;
    pgm_buf_puts(&sql, "ARRAY(SELECT c.oid FROM pg_catalog.pg_class c"
                       " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                       " WHERE c.relkind IN ('r', 'p') AND ");
    if (by_table)
        add_plain(&sql, table, &options->tables);
    else
        add_plain(&sql, schema, &options->schemas);
    if (options->exclude_tables.count) {
        pgm_buf_puts(&sql, " AND NOT ");
        add_plain(&sql, table, &options->exclude_tables);
    }
    pgm_buf_putc(&sql, ')');
    const enum pgm_status status = scope_of(picture, sql.data, "", error);
    pgm_buf_free(&sql);
    return status;
}

/* Which tables are to be locked. The patterns are pg_dump's, so pg_dump is asked, ahead of the snapshot:
 * what is locked in front of it cannot change behind. Rules that let rows hang on those of other tables
 * need all of these as they were at one moment. */
static enum pgm_status find_scope(struct pgm_picture *picture, struct pgm_error *error)
{
    const struct pgm_picture_options *options = picture->options;
    bool done = false;
    if (options->schemas.count + options->exclude_schemas.count + options->tables.count +
                options->exclude_tables.count ==
            0 ||
        pgm_rules_reach_others(&picture->job->rules))
        return PGM_OK;
    enum pgm_status status =
        pgm_pg_connect(&picture->snapshot.leader, &picture->source, picture->job->cancel, error);
    if (status == PGM_OK)
        status = scope_by_names(picture, &done, error);
    if (status == PGM_OK && !done)
        status = scope_by_pg_dump(picture, error);
    pgm_snapshot_release(&picture->snapshot);
    return status;
}

/* Whether pg_dump selected no table beyond those that were locked: none has come meanwhile. */
static bool is_in_scope(const struct pgm_picture *picture)
{
    const struct pgm_catalog *catalog = &picture->job->catalog;
    for (size_t i = 0; i < catalog->table_count; i++) {
        const struct pgm_table *table = &catalog->tables[i];
        if (!table->may_open && table->relkind != 'f' &&
            pgm_archive_selects(table, (void *)(uintptr_t)&picture->index))
            return false;
    }
    return true;
}

/* The wanted snapshot, or what can stand for it. */
static enum pgm_status take_snapshot(struct pgm_picture *picture, struct pgm_error *error)
{
    const int lock_wait_ms = picture->pace->lock_wait_timeout_ms;
    struct pgm_snapshot *snapshot = &picture->snapshot;
    bool gone = false;
    if (picture->wanted_snapshot)
        PGM_TRY(pgm_snapshot_adopt(snapshot, &picture->source, picture->job->cancel,
                                   picture->wanted_snapshot, lock_wait_ms, &gone, error));
    if (picture->wanted_snapshot && !gone)
        return PGM_OK;
    PGM_TRY(pgm_snapshot_take(snapshot, &picture->source, picture->job->cancel, lock_wait_ms,
                              picture->only, error));
    if (!gone)
        return PGM_OK;
    picture->is_same_lsn = picture->wanted_lsn && snapshot->is_frozen &&
                           strcmp(snapshot->lsn, picture->wanted_lsn) == 0;
    picture->is_other = !picture->is_same_lsn;
    if (picture->is_same_lsn || picture->takes_another)
        return PGM_OK;
    (void)pgm_fail(error, PGM_FAILED, "the snapshot is gone: whoever held it has ended");
    pgm_hint(error,
             "hold one with `pgmirage snapshot`, read from a standby whose replay is paused, "
             "or accept rows of two moments with --allow-mixed-snapshots");
    return error->status;
}

static enum pgm_status look(struct pgm_picture *picture, struct pgm_progress *progress,
                            struct pgm_error *error)
{
    atomic_store_explicit(&progress->phase, PGM_PHASE_LOCK, memory_order_relaxed);
    PGM_TRY(take_snapshot(picture, error));
    PGM_TRY(check_server(picture, error));
    atomic_store_explicit(&progress->phase, PGM_PHASE_SCHEMA, memory_order_relaxed);
    return read_schema(picture, error);
}

enum pgm_status pgm_picture_take(struct pgm_picture *picture, struct pgm_progress *progress,
                                 struct pgm_error *error)
{
    struct pgm_catalog *catalog = &picture->job->catalog;
    PGM_TRY(find_scope(picture, error));
    PGM_TRY(look(picture, progress, error));
    if (!is_in_scope(picture)) {
        pgm_picture_free(picture);
        pgm_catalog_free(catalog);
        picture->only = NULL;
        PGM_TRY(look(picture, progress, error));
    }
    drop_secrets(picture);
    return pgm_catalog_read_sequences(catalog, &picture->snapshot.leader, error);
}

void pgm_picture_free(struct pgm_picture *picture)
{
    pgm_archive_index_free(&picture->index);
    pgm_toc_free(&picture->toc);
    pgm_snapshot_release(&picture->snapshot);
}
