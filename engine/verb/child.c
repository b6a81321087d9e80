/* child.c: starting pg_dump, reading its two pipes, and judging how it ended. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limits.h"

/* Where the user gave no limit: a waiting ACCESS EXCLUSIVE request stands between our own lock and
 * the child's, a deadlock the server cannot see. */
#define LOCK_WAIT_TIMEOUT_DEFAULT_MS 60000
#define STDERR_BYTES_MAX             (64 * PGM_KIB)

struct child {
    pid_t pid;
    int out, err; /* read ends; -1 closed */
};

struct words {
    const char **items;
    size_t count, capacity;
};

static void add(struct words *words, const char *word)
{
    if (words->count + 1 >= words->capacity) {
        words->capacity = words->capacity ? 2 * words->capacity : 32;
        words->items = realloc(words->items, words->capacity * sizeof *words->items);
        if (!words->items)
            abort();
    }
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

/* The environment without our key, with the server's password where there is one. pg_dump is to speak
 * English, for its words are judged. The strings are borrowed, but for the password's. */
static void make_environment(struct words *words, const char *password, char **owned)
{
    for (char **e = environ; *e; e++)
        if (strncmp(*e, "PGMIRAGE_KEY=", 13) != 0 && strncmp(*e, "LC_ALL=", 7) != 0 &&
            (!password || strncmp(*e, "PGPASSWORD=", 11) != 0))
            add(words, *e);
    add(words, "LC_ALL=C");
    *owned = NULL;
    if (password && *password && asprintf(owned, "PGPASSWORD=%s", password) > 0)
        add(words, *owned);
}

static enum pgm_status spawn(struct child *child, const struct words *arguments,
                             const char *password, struct pgm_error *error)
{
    int out[2] = {-1, -1}, err[2] = {-1, -1};
    struct words environment = {0};
    char *owned = NULL;
    enum pgm_status status = PGM_OK;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        status = pgm_fail_errno(error, errno, "cannot make a pipe");
        goto out;
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    make_environment(&environment, password, &owned);
    const int problem =
        posix_spawnp(&child->pid, arguments->items[0], &actions, NULL,
                     (char *const *)arguments->items, (char *const *)environment.items);
    if (problem) {
        status = pgm_fail_errno(error, problem, "cannot run %s", arguments->items[0]);
        pgm_hint(error, "install the PostgreSQL client package (Debian: postgresql-client), or "
                        "give --pg-dump PATH");
        goto out;
    }
    child->out = out[0];
    child->err = err[0];
    out[0] = err[0] = -1;
out:
    for (int i = 0; i < 2; i++) {
        if (out[i] >= 0)
            close(out[i]);
        if (err[i] >= 0)
            close(err[i]);
    }
    if (owned)
        explicit_bzero(owned, strlen(owned));
    free(owned);
    free(environment.items);
    posix_spawn_file_actions_destroy(&actions);
    return status;
}

/* Reads what is there; false at the end. */
static bool drain(int *fd, struct pgm_buf *buf, size_t bytes_max)
{
    char piece[65536];
    const ssize_t got = read(*fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0) {
        close(*fd);
        *fd = -1;
        return false;
    }
    if (buf->bytes < bytes_max)
        pgm_buf_add(buf, piece, (size_t)got);
    return true;
}

/* Reads both pipes to their ends, watching the cancel and, in silence, whether the server lives. */
static enum pgm_status read_pipes(struct child *child, struct pgm_pg *leader,
                                  struct pgm_cancel *cancel, struct pgm_buf *out,
                                  struct pgm_buf *err, struct pgm_error *error)
{
    while (child->out >= 0 || child->err >= 0) {
        struct pollfd fds[3] = {{.fd = child->out, .events = POLLIN},
                                {.fd = child->err, .events = POLLIN},
                                {.fd = cancel->event_fd, .events = POLLIN}};
        const int ready = poll(fds, 3, PGM_SILENCE_MS);
        if (pgm_cancel_pulled(cancel))
            return pgm_cancel_fail(cancel, error);
        if (ready == 0 && leader && !pgm_pg_alive(leader, PGM_PROBE_TIMEOUT_MS)) {
            leader->unreachable = true;
            return pgm_fail(error, PGM_FAILED, "the server does not answer any more");
        }
        if (ready > 0 && fds[0].revents)
            (void)drain(&child->out, out, SIZE_MAX);
        if (ready > 0 && fds[1].revents)
            (void)drain(&child->err, err, STDERR_BYTES_MAX);
    }
    return PGM_OK;
}

/* Runs to the end. *code is the exit code, or -1 after a signal. */
static enum pgm_status run(const struct words *arguments, const char *password,
                           struct pgm_pg *leader, struct pgm_cancel *cancel, struct pgm_buf *out,
                           struct pgm_buf *err, int *code, struct pgm_error *error)
{
    struct child child = {.out = -1, .err = -1};
    PGM_TRY(spawn(&child, arguments, password, error));
    const enum pgm_status status = read_pipes(&child, leader, cancel, out, err, error);
    if (status != PGM_OK)
        kill(child.pid, SIGKILL);
    if (child.out >= 0)
        close(child.out);
    if (child.err >= 0)
        close(child.err);
    int ended = 0;
    while (waitpid(child.pid, &ended, 0) < 0 && errno == EINTR)
        ;
    *code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    return status;
}

enum pgm_status pgm_child_version(const char *path, struct pgm_cancel *cancel, int *version,
                                  const char **text, struct pgm_arena *arena,
                                  struct pgm_error *error)
{
    struct words arguments = {0};
    struct pgm_buf out = {0}, err = {0};
    int code = 0, major = 0, minor = 0;
    add(&arguments, path);
    add(&arguments, "--version");
    enum pgm_status status = run(&arguments, NULL, NULL, cancel, &out, &err, &code, error);
    if (status == PGM_OK && (code != 0 || sscanf(pgm_buf_text(&out), "pg_dump (PostgreSQL) %d.%d",
                                                 &major, &minor) < 1)) {
        status = pgm_fail(error, PGM_FAILED, "%s does not answer --version as pg_dump does", path);
        pgm_hint(error, "give the right program with --pg-dump PATH");
    }
    *version = major * 10000 + minor;
    *text = pgm_arena_printf(arena, "%d.%d", major, minor);
    free(arguments.items);
    pgm_buf_free(&out);
    pgm_buf_free(&err);
    return status;
}

static void add_texts(struct words *words, const char *flag, const struct pgm_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        add(words, flag);
        add(words, texts->items[i]);
    }
}

/* What pg_dump wrote may quote anything; only what kind of trouble it was is told. */
static enum pgm_status child_failed(int code, const struct pgm_buf *err,
                                    const struct pgm_snapshot *snapshot, bool *denied,
                                    struct pgm_error *error)
{
    const char *text = pgm_buf_text(err);
    enum pgm_status status;
    if (strstr(text, "permission denied")) {
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
    } else if (code < 0) {
        status = pgm_fail(error, PGM_FAILED, "pg_dump was killed");
    } else {
        *denied = true; /* perhaps: the server's words may be in another language */
        status = pgm_fail(error, PGM_FAILED, "pg_dump failed with exit code %d", code);
        pgm_hint(error, "its message is not shown, for it may quote data: run `pg_dump -s` with "
                        "the same connection to see it");
    }
    return status;
}

enum pgm_status pgm_child_schema(const struct pgm_dump_options *options,
                                 struct pgm_snapshot *snapshot, int pg_dump_version, bool sql_ascii,
                                 struct pgm_cancel *cancel, struct pgm_buf *out, bool *denied,
                                 struct pgm_error *error)
{
    struct words arguments = {0};
    struct pgm_buf conninfo = {0}, err = {0}, snapshot_flag = {0}, lock_flag = {0};
    const char *password = NULL;
    struct pgm_pg *leader = &snapshot->leader;
    int code = 0;
    pgm_pg_child_conninfo(leader, &conninfo, &password);
    pgm_buf_printf(&snapshot_flag, "--snapshot=%s", snapshot->id);
    pgm_buf_printf(&lock_flag, "--lock-wait-timeout=%d",
                   options->lock_wait_timeout_ms ? options->lock_wait_timeout_ms
                                                 : LOCK_WAIT_TIMEOUT_DEFAULT_MS);
    add(&arguments, options->pg_dump_path ? options->pg_dump_path : "pg_dump");
    add(&arguments, "--format=custom");
    add(&arguments, "--compress=0");
    add(&arguments, "--section=pre-data");
    add(&arguments, "--section=post-data");
    add(&arguments, "--no-password");
    add(&arguments, snapshot_flag.data);
    add(&arguments, lock_flag.data);
    if (options->large_objects == PGM_LARGE_OBJECTS_SKIP)
        add(&arguments, "--no-blobs");
    if (!sql_ascii)
        add(&arguments, "--encoding=UTF8"); /* as the streams' rows */
    if (pg_dump_version >= 180000)
        add(&arguments, "--no-statistics"); /* they hold values of columns */
    add_texts(&arguments, "-n", &options->schemas);
    add_texts(&arguments, "-N", &options->exclude_schemas);
    add_texts(&arguments, "-t", &options->tables);
    add_texts(&arguments, "-T", &options->exclude_tables);
    add(&arguments, "-d");
    add(&arguments, conninfo.data);
    enum pgm_status status = run(&arguments, password, leader, cancel, out, &err, &code, error);
    if (status == PGM_OK && code != 0)
        status = child_failed(code, &err, snapshot, denied, error);
    free(arguments.items);
    pgm_buf_free(&conninfo);
    pgm_buf_free(&err);
    pgm_buf_free(&snapshot_flag);
    pgm_buf_free(&lock_flag);
    return status;
}
