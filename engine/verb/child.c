/*
 * child.c: starting a program, reading its two pipes, and waiting for its end.
 *
 * The child is told to end when we die, by SIGTERM: pg_dump and pg_restore then cancel what they wait
 * for at the server. posix_spawn cannot say so; between fork and exec only calls that are safe in the
 * child of a process with threads are made.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limits.h"

#define STDERR_BYTES_MAX (64 * PGM_KIB)
#define END_TIMEOUT_MS   2000 /* between asking it to end and ending it */

void pgm_words_add(struct pgm_words *words, const char *word)
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

/* The environment without our key, with the server's password where there is one. The program is to
 * speak English, for its words are judged. The strings are borrowed, but for the password's. */
static void make_environment(struct pgm_words *words, const char *password, char **owned)
{
    for (char **e = environ; *e; e++)
        if (strncmp(*e, "PGMIRAGE_KEY=", 13) != 0 && strncmp(*e, "LC_ALL=", 7) != 0 &&
            (!password || strncmp(*e, "PGPASSWORD=", 11) != 0))
            pgm_words_add(words, *e);
    pgm_words_add(words, "LC_ALL=C");
    *owned = NULL;
    if (password && *password && asprintf(owned, "PGPASSWORD=%s", password) > 0)
        pgm_words_add(words, *owned);
}

/* Pipes of a child: what it writes, and why it could not be run. */
struct pipes {
    int out[2], err[2], fault[2];
};

static void pipes_close(struct pipes *pipes)
{
    int *const ends[] = {pipes->out, pipes->err, pipes->fault};
    for (size_t i = 0; i < 6; i++)
        if (ends[i / 2][i % 2] >= 0)
            close(ends[i / 2][i % 2]);
}

/* In the child. */
static _Noreturn void become(const struct pipes *pipes, pid_t parent, char *const *arguments,
                             char *const *environment)
{
    const int null = open("/dev/null", O_RDONLY);
    /* Whoever died before the call is told of by the new parent. */
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(pipes->out[1], STDOUT_FILENO) >= 0 &&
        dup2(pipes->err[1], STDERR_FILENO) >= 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 &&
        getppid() == parent)
        execvpe(arguments[0], arguments, environment);
    const int problem = errno;
    (void)!write(pipes->fault[1], &problem, sizeof problem);
    _exit(127);
}

/* 0, or why the program could not be started. */
static int start(struct pgm_child *child, struct pipes *pipes, char *const *environment)
{
    char *const *const arguments = (char *const *)child->arguments.items;
    int problem = 0;
    ssize_t got;
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0)
        return errno;
    if (pid == 0)
        become(pipes, parent, arguments, environment);
    close(pipes->fault[1]);
    pipes->fault[1] = -1;
    do
        got = read(pipes->fault[0], &problem, sizeof problem);
    while (got < 0 && errno == EINTR);
    if (got <= 0) { /* closed by exec */
        child->pid = pid;
        return 0;
    }
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return problem;
}

enum pgm_status pgm_child_start(struct pgm_child *run, struct pgm_error *error)
{
    struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}};
    struct pgm_words environment = {0};
    char *owned = NULL;
    enum pgm_status status = PGM_OK;
    if (pipe2(pipes.out, O_CLOEXEC) != 0 || pipe2(pipes.err, O_CLOEXEC) != 0 ||
        pipe2(pipes.fault, O_CLOEXEC) != 0) {
        status = pgm_fail_errno(error, errno, "cannot make a pipe");
        goto out;
    }
    make_environment(&environment, run->password, &owned);
    const int problem = start(run, &pipes, (char *const *)environment.items);
    if (problem) {
        status = pgm_fail_errno(error, problem, "cannot run %s", run->arguments.items[0]);
        pgm_hint(error,
                 "install the PostgreSQL client package (Debian: postgresql-client), or "
                 "give %s PATH",
                 run->option);
        goto out;
    }
    run->out_fd = pipes.out[0];
    run->err_fd = pipes.err[0];
    pipes.out[0] = pipes.err[0] = -1;
out:
    pipes_close(&pipes);
    if (owned)
        explicit_bzero(owned, strlen(owned));
    free(owned);
    free(environment.items);
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
static enum pgm_status read_pipes(struct pgm_child *run, struct pgm_error *error)
{
    struct pgm_cancel *cancel = run->cancel;
    struct pgm_pg *leader = run->server;
    while (run->out_fd >= 0 || run->err_fd >= 0) {
        struct pollfd fds[3] = {{.fd = run->out_fd, .events = POLLIN},
                                {.fd = run->err_fd, .events = POLLIN},
                                {.fd = cancel->event_fd, .events = POLLIN}};
        const int ready = poll(fds, 3, PGM_SILENCE_MS);
        if (pgm_cancel_pulled(cancel))
            return pgm_cancel_fail(cancel, error);
        if (ready == 0 && leader && !pgm_pg_alive(leader, PGM_PROBE_TIMEOUT_MS)) {
            leader->unreachable = true;
            return pgm_fail(error, PGM_FAILED, "the server does not answer any more");
        }
        if (ready > 0 && fds[0].revents)
            (void)drain(&run->out_fd, &run->out, SIZE_MAX);
        if (ready > 0 && fds[1].revents)
            (void)drain(&run->err_fd, &run->err, STDERR_BYTES_MAX);
    }
    return PGM_OK;
}

/* Its pipes are closed, but it may still hang: waited for like everything else. */
static enum pgm_status wait_end(const struct pgm_child *child, struct pgm_cancel *cancel,
                                struct pgm_error *error)
{
    const int pid_fd = (int)syscall(SYS_pidfd_open, child->pid, 0);
    if (pid_fd < 0)
        return PGM_OK; /* Linux before 5.3: the caller waits without looking at the cancel */
    struct pollfd fds[2] = {{.fd = pid_fd, .events = POLLIN},
                            {.fd = cancel->event_fd, .events = POLLIN}};
    enum pgm_status status = PGM_OK;
    while (status == PGM_OK && !fds[0].revents) {
        (void)poll(fds, 2, -1);
        if (!fds[0].revents && pgm_cancel_pulled(cancel))
            status = pgm_cancel_fail(cancel, error);
    }
    close(pid_fd);
    return status;
}

/* Asked first: pg_restore has children of its own, and statements that the server still works at. */
static void end_early(const struct pgm_child *child)
{
    struct pollfd fd = {.fd = (int)syscall(SYS_pidfd_open, child->pid, 0), .events = POLLIN};
    kill(child->pid, SIGTERM);
    if (fd.fd >= 0) {
        (void)poll(&fd, 1, END_TIMEOUT_MS);
        close(fd.fd);
    }
    kill(child->pid, SIGKILL);
}

/* Its pipes are not needed any more. */
static void reap(struct pgm_child *run)
{
    int ended = 0;
    if (run->out_fd >= 0)
        close(run->out_fd);
    if (run->err_fd >= 0)
        close(run->err_fd);
    while (waitpid(run->pid, &ended, 0) < 0 && errno == EINTR)
        ;
    run->code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    run->pid = 0;
}

enum pgm_status pgm_child_finish(struct pgm_child *run, struct pgm_error *error)
{
    enum pgm_status status = read_pipes(run, error);
    if (status == PGM_OK)
        status = wait_end(run, run->cancel, error);
    if (status != PGM_OK)
        end_early(run);
    reap(run);
    return status;
}

enum pgm_status pgm_child_run(struct pgm_child *run, struct pgm_error *error)
{
    PGM_TRY(pgm_child_start(run, error));
    return pgm_child_finish(run, error);
}

bool pgm_child_lacks_locks(const struct pgm_child *run, struct pgm_error *error)
{
    if (!strstr(pgm_buf_text(&run->err), "max_locks_per_transaction"))
        return false;
    (void)pgm_fail(error, PGM_FAILED, "%s: the server has no room for so many locks",
                   run->arguments.items[0]);
    pgm_hint(error, "raise max_locks_per_transaction and restart the server");
    return true;
}

void pgm_child_free(struct pgm_child *run)
{
    if (run->pid) {
        end_early(run);
        reap(run);
    }
    free(run->arguments.items);
    pgm_buf_free(&run->out);
    pgm_buf_free(&run->err);
    *run = (struct pgm_child){0};
}
