/*
 * pgmirage.h: the public interface of libpgmirage.
 *
 * A job is one run of a verb of the program `pgmirage`, set up by the same names as its long
 * options and run to its end in the calling thread:
 *
 *     struct pgmirage_job *job = pgmirage_job_new("dump");
 *     if (pgmirage_job_set(job, "rules", "rules.yaml") != PGMIRAGE_OK ||
 *         pgmirage_job_set(job, "dbname", "shop") != PGMIRAGE_OK ||
 *         pgmirage_job_set(job, "file", "shop.masked") != PGMIRAGE_OK ||
 *         pgmirage_job_run(job) != PGMIRAGE_OK)
 *         fputs(pgmirage_job_message(job), stderr);
 *     pgmirage_job_free(job);
 *
 * Threads. Functions on one job must not run at the same time, except pgmirage_job_cancel, which may
 * be called from any thread and from a signal handler. Different jobs are independent of each other
 * and may run at the same time; each starts the threads that its options ask for, and joins them
 * before pgmirage_job_run returns.
 *
 * What the library leaves alone: signal handlers, the umask, limits, the locale, standard output.
 * Warnings go to standard error. The embedding program should switch core dumps off and ignore
 * SIGPIPE, as the program pgmirage does: keys are in memory while a job runs.
 *
 * What it does change: PGMIRAGE_KEY, where it is set, is taken out of the environment by the first
 * job that runs, so no other thread may use the environment at that moment. A `pg_dump` is started
 * and waited for.
 *
 * Not promised: the wording of messages; a stable ABI before version 1.0; use after fork(); running
 * a job twice.
 */
#ifndef PGMIRAGE_H
#define PGMIRAGE_H

#ifdef __cplusplus
extern "C" {
#endif

/* How a call or a run ended: the exit codes of the program. */
enum pgmirage_status {
    PGMIRAGE_OK = 0,           /* done */
    PGMIRAGE_FAILED = 1,       /* while running (connection lost, disk full, no memory, ...);
                                  nothing looks finished */
    PGMIRAGE_BAD_USAGE = 2,    /* unknown or wrong settings, or rules that cannot be read */
    PGMIRAGE_UNFIT = 3,        /* the rules do not cover or do not fit this database; nothing was
                                  written */
    PGMIRAGE_CHECK_FAILED = 4, /* a check of the new database failed */
    PGMIRAGE_INTERRUPTED = 130 /* pgmirage_job_cancel was called */
};

struct pgmirage_job; /* opaque */

/* The library's version, "major.minor.patch"; never NULL, never freed. */
const char *pgmirage_version(void);

/*
 * Makes a job for a verb; "dump" is the only one so far. It belongs to the caller, who ends it with
 * pgmirage_job_free. NULL: the verb is unknown, or there is no memory or no descriptor left.
 */
struct pgmirage_job *pgmirage_job_new(const char *verb);

/*
 * Sets what `--name value` sets on the command line, with the same spelling of sizes ("512MB") and
 * times ("10s"); `pgmirage dump --help` lists the names. The value is copied and checked at once. A
 * flag takes "true", "false", or NULL for true; every other value must be given and not empty.
 * Repeatable options (schema, table, ...) add to what is there; any other is set once. Options about
 * the program's own output (progress, quiet, verbose, no-color, help, version) are unknown here.
 *
 * Returns PGMIRAGE_OK, or PGMIRAGE_BAD_USAGE with a message; the job stays as it was.
 */
enum pgmirage_status pgmirage_job_set(struct pgmirage_job *job, const char *name,
                                      const char *value);

/*
 * Runs the job in the calling thread and returns when it has ended; this takes as long as the
 * database is large. A job runs once: a second call is PGMIRAGE_BAD_USAGE. After anything but
 * PGMIRAGE_OK the output folder holds no archive that looks finished.
 */
enum pgmirage_status pgmirage_job_run(struct pgmirage_job *job);

/*
 * Ends the job early: pgmirage_job_run returns PGMIRAGE_INTERRUPTED within seconds. Called before
 * the run, it ends it at its start. Async-signal-safe; may be called several times, but not once
 * pgmirage_job_free was entered.
 */
void pgmirage_job_cancel(struct pgmirage_job *job);

/*
 * What went wrong in the latest call that failed: UTF-8, several lines, each ended by a line feed; ""
 * where nothing did. It never holds a row's value, a password or a key. The text belongs to the job
 * and stays until the next call of set, run or free.
 */
const char *pgmirage_job_message(const struct pgmirage_job *job);

/* Ends a job that does not run. NULL is fine. */
void pgmirage_job_free(struct pgmirage_job *job);

#ifdef __cplusplus
}
#endif

#endif
