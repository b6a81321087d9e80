/* pg_dump.c: calling pg_dump, and judging how it ended. */
#include "pg_dump.h"

#include <stdio.h>
#include <string.h>

#include "child.h"

/* Where the user gave no limit: a waiting ACCESS EXCLUSIVE request stands between our own lock and
 * the child's, a deadlock the server cannot see. */
#define LOCK_WAIT_TIMEOUT_DEFAULT_MS 60000

enum pgm_status pgm_pg_dump_version(const char *path, struct pgm_cancel *cancel, int *version,
                                    const char **text, struct pgm_arena *arena,
                                    struct pgm_error *error)
{
    struct pgm_child child = {.option = "--pg-dump", .cancel = cancel};
    int major = 0, minor = 0;
    path = path ? path : "pg_dump";
    pgm_words_add(&child.arguments, path);
    pgm_words_add(&child.arguments, "--version");
    enum pgm_status status = pgm_child_run(&child, error);
    if (status == PGM_OK &&
        (child.code != 0 ||
         sscanf(pgm_buf_text(&child.out), "pg_dump (PostgreSQL) %d.%d", &major, &minor) < 1)) {
        status = pgm_fail(error, PGM_FAILED, "%s does not answer --version as pg_dump does", path);
        pgm_hint(error, "give the right program with --pg-dump PATH");
    }
    *version = major * 10000 + minor;
    *text = pgm_arena_printf(arena, "%d.%d", major, minor);
    pgm_child_free(&child);
    return status;
}

static void add_texts(struct pgm_words *words, const char *flag, const struct pgm_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        pgm_words_add(words, flag);
        pgm_words_add(words, texts->items[i]);
    }
}

/* What pg_dump wrote may quote anything; only what kind of trouble it was is told. */
static enum pgm_status child_failed(const struct pgm_child *child,
                                    const struct pgm_snapshot *snapshot, bool *denied,
                                    struct pgm_error *error)
{
    const char *text = pgm_buf_text(&child->err);
    enum pgm_status status;
    if (pgm_child_lacks_locks(child, error)) {
        status = error->status;
    } else if (strstr(text, "permission denied")) {
        *denied = true;
        status = pgm_fail(error, PGM_FAILED, "pg_dump was denied a permission");
        pgm_hint(error, "see \"Least privilege\" in the README");
    } else if (strstr(text, "LOCK TABLE")) { /* the query it gave up; the words are the server's */
        *denied = true;
        status = pgm_fail(error, PGM_FAILED, "pg_dump could not lock a table in time");
        pgm_snapshot_name_blocker(snapshot, error);
        pgm_hint(error, "a request for ACCESS EXCLUSIVE waits in front of it: let it finish, or "
                        "raise --lock-wait-timeout");
    } else if (strstr(text, "no matching")) {
        status = pgm_fail(error, PGM_BAD_USAGE, "no table or schema matches -t or -n");
        pgm_hint(error, "the patterns are pg_dump's: see its manual page");
    } else if (child->code < 0) {
        status = pgm_fail(error, PGM_FAILED, "pg_dump was killed");
    } else {
        *denied = true; /* perhaps: the server's words may be in another language */
        status = pgm_fail(error, PGM_FAILED, "pg_dump failed with exit code %d", child->code);
        pgm_hint(error, "its message is not shown, for it may quote data: run `pg_dump -s` with "
                        "the same connection to see it");
    }
    return status;
}

enum pgm_status pgm_pg_dump_start(struct pgm_picture *picture, struct pgm_child *child,
                                  struct pgm_error *error)
{
    const struct pgm_picture_options *options = picture->options;
    const int lock_wait_ms = picture->pace->lock_wait_timeout_ms;
    struct pgm_pg *leader = &picture->snapshot.leader;
    struct pgm_words *words = &child->arguments;
    struct pgm_buf conninfo = {0}, snapshot_flag = {0}, lock_flag = {0};
    *child =
        (struct pgm_child){.option = "--pg-dump", .server = leader, .cancel = picture->job->cancel};
    pgm_pg_child_conninfo(leader, NULL, &conninfo, &child->password);
    if (*picture->snapshot.id)
        pgm_buf_printf(&snapshot_flag, "--snapshot=%s", picture->snapshot.id);
    pgm_buf_printf(&lock_flag, "--lock-wait-timeout=%d",
                   lock_wait_ms ? lock_wait_ms : LOCK_WAIT_TIMEOUT_DEFAULT_MS);
    pgm_words_add(words, options->pg_dump_path ? options->pg_dump_path : "pg_dump");
    pgm_words_add(words, "--format=custom");
    pgm_words_add(words, "--compress=0");
    pgm_words_add(words, "--section=pre-data");
    pgm_words_add(words, "--section=post-data");
    pgm_words_add(words, "--no-password");
    if (snapshot_flag.data)
        pgm_words_add(words, snapshot_flag.data);
    pgm_words_add(words, lock_flag.data);
    if (!options->large_objects)
        pgm_words_add(words, "--no-blobs");
    const char *encoding = PQparameterStatus(leader->conn, "server_encoding");
    if (encoding && strcmp(encoding, "SQL_ASCII") != 0)
        pgm_words_add(words, "--encoding=UTF8"); /* as the streams' rows */
    if (picture->pg_dump_version >= 180000)
        pgm_words_add(words, "--no-statistics"); /* they hold values of columns */
    add_texts(words, "-n", &options->schemas);
    add_texts(words, "-N", &options->exclude_schemas);
    add_texts(words, "-t", &options->tables);
    add_texts(words, "-T", &options->exclude_tables);
    pgm_words_add(words, "-d");
    pgm_words_add(words, conninfo.data);
    const enum pgm_status status = pgm_child_start(child, error);
    words->count = 1; /* the rest is borrowed from what ends here */
    words->items[1] = NULL;
    pgm_buf_free(&conninfo);
    pgm_buf_free(&snapshot_flag);
    pgm_buf_free(&lock_flag);
    return status;
}

enum pgm_status pgm_pg_dump_finish(struct pgm_picture *picture, struct pgm_child *child,
                                   bool *denied, struct pgm_error *error)
{
    PGM_TRY(pgm_child_finish(child, error));
    return child->code == 0 ? PGM_OK : child_failed(child, &picture->snapshot, denied, error);
}
