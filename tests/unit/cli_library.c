/* The public library over a pgm_dump of the test's own: settings, messages, cancel, order of calls. */
#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>

#include "dump.h"
#include "pgmirage.h"

/* What the stand-in is to do, and what it was given. */
static enum { SUCCEED, REPORT, WAIT } task;
static struct pgm_dump_options given;
static char given_rules[64];
static int calls;

enum pgm_status pgm_dump(const struct pgm_dump_options *options, struct pgm_cancel *cancel,
                         struct pgm_progress *progress, struct pgm_result *result,
                         struct pgm_error *error)
{
    struct pollfd pulled = {.fd = cancel->event_fd, .events = POLLIN};
    calls++;
    given = *options;
    strncpy(given_rules, options->job.rules_path, sizeof given_rules - 1);
    atomic_store(&progress->phase, PGM_PHASE_ROWS);
    switch (task) {
    case SUCCEED:
        return PGM_OK;
    case REPORT:
        pgm_report_add(&result->report, PGM_UNFIT, (struct pgm_place){0}, "public.t.c",
                       "give it a mask", "is not listed");
        return PGM_UNFIT;
    case WAIT:
        cr_assert_eq(poll(&pulled, 1, 10000), 1);
        return pgm_fail(error, (enum pgm_status)atomic_load(&cancel->status), "interrupted");
    }
    return PGM_FAILED;
}

static struct pgmirage_job *ready(void)
{
    struct pgmirage_job *const job = pgmirage_job_new("dump");
    char rules[] = "rules.yaml";
    cr_assert_not_null(job);
    cr_assert_eq(pgmirage_job_set(job, "rules", rules), PGMIRAGE_OK);
    memset(rules, 'x', sizeof rules - 1); /* the library took a copy */
    cr_assert_eq(pgmirage_job_set(job, "file", "out"), PGMIRAGE_OK);
    return job;
}

Test(library, runs_with_the_options_of_the_command_line)
{
    struct pgmirage_job *const job = ready();
    cr_assert_eq(pgmirage_job_set(job, "jobs", "3"), PGMIRAGE_OK);
    cr_assert_eq(pgmirage_job_set(job, "schema", "a"), PGMIRAGE_OK);
    cr_assert_eq(pgmirage_job_set(job, "schema", "b"), PGMIRAGE_OK);
    cr_assert_eq(pgmirage_job_set(job, "no-password", NULL), PGMIRAGE_OK);
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_OK);
    cr_assert_str_eq(pgmirage_job_message(job), "");
    cr_assert_str_eq(given_rules, "rules.yaml");
    cr_assert_eq(given.pace.connections, 3);
    cr_assert_eq(given.pace.workers, -1);
    cr_assert_eq(given.picture.schemas.count, 2);
    cr_assert(given.job.source.no_password);
    pgmirage_job_free(job);
}

Test(library, refuses_what_it_does_not_know)
{
    cr_assert_null(pgmirage_job_new("keygen"));
    cr_assert_null(pgmirage_job_new("no such verb"));
    cr_assert_null(pgmirage_job_new(NULL));
    pgmirage_job_free(NULL);

    struct pgmirage_job *const job = pgmirage_job_new("dump");
    static const char *const unknown[] = {"progress", "quiet", "help", "version", "ruls", ""};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        cr_assert_eq(pgmirage_job_set(job, unknown[i], "x"), PGMIRAGE_BAD_USAGE);
        cr_assert_neq(pgmirage_job_message(job)[0], 0);
    }
    cr_assert_eq(pgmirage_job_set(job, NULL, "x"), PGMIRAGE_BAD_USAGE);
    cr_assert_eq(pgmirage_job_set(job, "jobs", "many"), PGMIRAGE_BAD_USAGE);
    cr_assert_not_null(strstr(pgmirage_job_message(job), "--jobs takes a whole number"));
    cr_assert_eq(pgmirage_job_set(job, "file", NULL), PGMIRAGE_BAD_USAGE);
    /* A refused value leaves the option unset. */
    cr_assert_eq(pgmirage_job_set(job, "jobs", "2"), PGMIRAGE_OK);
    cr_assert_str_eq(pgmirage_job_message(job), "");
    cr_assert_eq(pgmirage_job_set(job, "jobs", "2"), PGMIRAGE_BAD_USAGE);
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_BAD_USAGE, "rules are missing");
    cr_assert_eq(calls, 0);
    /* What is missing can still be given. */
    cr_assert_eq(pgmirage_job_set(job, "rules", "r"), PGMIRAGE_OK);
    cr_assert_eq(pgmirage_job_set(job, "file", "f"), PGMIRAGE_OK);
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_OK);
    pgmirage_job_free(job);
}

Test(library, tells_the_findings)
{
    task = REPORT;
    struct pgmirage_job *const job = ready();
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_UNFIT);
    cr_assert_not_null(strstr(pgmirage_job_message(job), "public.t.c: is not listed\n"));
    cr_assert_not_null(strstr(pgmirage_job_message(job), "give it a mask"));
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_BAD_USAGE, "a job runs once");
    cr_assert_eq(pgmirage_job_set(job, "jobs", "1"), PGMIRAGE_BAD_USAGE);
    cr_assert_eq(calls, 1);
    pgmirage_job_free(job);
}

static void *cancel_it(void *job)
{
    pgmirage_job_cancel(job);
    return NULL;
}

Test(library, cancelled_from_another_thread)
{
    task = WAIT;
    struct pgmirage_job *const job = ready();
    pthread_t thread;
    pthread_create(&thread, NULL, cancel_it, job);
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_INTERRUPTED);
    cr_assert_str_eq(pgmirage_job_message(job), "interrupted\n");
    pthread_join(thread, NULL);
    pgmirage_job_free(job);
}

Test(library, cancelled_before_it_runs)
{
    struct pgmirage_job *const job = ready();
    pgmirage_job_cancel(job);
    pgmirage_job_cancel(job);
    cr_assert_eq(pgmirage_job_run(job), PGMIRAGE_INTERRUPTED);
    cr_assert_eq(calls, 0);
    pgmirage_job_free(job);
}

Test(library, version)
{
    cr_assert_str_eq(pgmirage_version(), PGM_VERSION);
}
