/*
 * library.c: the public interface, over the same tables as the command line.
 *
 *   pgmirage_job_set ── options.c ──> pgm_dump_options ── pgm_dump ──> status and message
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_run.h"
#include "key.h"
#include "options.h"
#include "pgmirage.h"
#include "verbs.h"

_Static_assert(PGMIRAGE_FAILED == (int)PGM_FAILED, "public and inner status must agree");
_Static_assert(PGMIRAGE_BAD_USAGE == (int)PGM_BAD_USAGE, "public and inner status must agree");
_Static_assert(PGMIRAGE_UNFIT == (int)PGM_UNFIT, "public and inner status must agree");
_Static_assert(PGMIRAGE_CHECK_FAILED == (int)PGM_CHECK_FAILED,
               "public and inner status must agree");
_Static_assert(PGMIRAGE_INTERRUPTED == (int)PGM_INTERRUPTED, "public and inner status must agree");

struct pgmirage_job {
    const struct pgm_verb *verb;
    struct pgm_arena arena; /* the options' texts */
    struct pgm_cli_options values;
    struct pgm_options options;
    struct pgm_cancel cancel;
    struct pgm_error error; /* of the latest call */
    struct pgm_buf message;
    bool ran;
};

const char *pgmirage_version(void)
{
    return PGM_VERSION;
}

struct pgmirage_job *pgmirage_job_new(const char *name)
{
    const struct pgm_verb *const verb = name ? pgm_verb_find(name) : NULL;
    if (!verb || verb->run != pgm_cli_dump || pgm_crypto_init(NULL) != PGM_OK)
        return NULL;
    struct pgmirage_job *const job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    if (pgm_cancel_init(&job->cancel, NULL) != PGM_OK) {
        free(job);
        return NULL;
    }
    job->verb = verb;
    pgm_cli_options_init(&job->values);
    pgm_options_start(&job->options, verb->name, verb->options, &job->values, &job->arena);
    return job;
}

/* Ends a call: keeps the message of a failure, findings first. */
static enum pgmirage_status finish(struct pgmirage_job *job, enum pgm_status status,
                                   const struct pgm_report *report)
{
    if (status == PGM_OK)
        return PGMIRAGE_OK;
    if (report && report->count) {
        char *text = NULL;
        size_t bytes = 0;
        FILE *const stream = open_memstream(&text, &bytes);
        if (stream) {
            pgm_report_print(report, stream);
            fclose(stream);
            pgm_buf_add(&job->message, text, bytes);
            free(text);
        }
    }
    if (job->error.message[0])
        pgm_buf_printf(&job->message, "%s\n", job->error.message);
    if (job->error.hint[0])
        pgm_buf_printf(&job->message, "hint: %s\n", job->error.hint);
    if (!job->message.bytes)
        pgm_buf_puts(&job->message, "the run failed\n");
    return (enum pgmirage_status)status;
}

static void start_call(struct pgmirage_job *job)
{
    pgm_buf_clear(&job->message);
    job->error = (struct pgm_error){0};
}

/* The program's own options are as unknown here as a misspelt one. */
static bool is_setting(const struct pgmirage_job *job, const char *name)
{
    for (const struct pgm_option *entry = job->verb->options; entry->help; entry++)
        if (entry->name && strcmp(entry->name, name) == 0)
            return !(entry->flags & PGM_OPTION_PROGRAM);
    return true; /* let the parser say what is wrong with it */
}

enum pgmirage_status pgmirage_job_set(struct pgmirage_job *job, const char *name, const char *value)
{
    start_call(job);
    if (job->ran || !name || !is_setting(job, name))
        return finish(job,
                      pgm_fail(&job->error, PGM_BAD_USAGE,
                               job->ran ? "the job has run already" : "no such setting"),
                      NULL);
    return finish(job, pgm_options_set(&job->options, name, value, &job->error), NULL);
}

enum pgmirage_status pgmirage_job_run(struct pgmirage_job *job)
{
    start_call(job);
    if (job->ran)
        return finish(job, pgm_fail(&job->error, PGM_BAD_USAGE, "the job has run already"), NULL);
    const enum pgm_status checked = pgm_options_check(&job->options, &job->error);
    if (checked != PGM_OK)
        return finish(job, checked, NULL);
    job->ran = true;
    if (pgm_cancel_pulled(&job->cancel))
        return finish(job, pgm_fail(&job->error, PGM_INTERRUPTED, "interrupted"), NULL);

    struct pgm_progress progress = {0}; /* nobody watches */
    struct pgm_result result = {0};
    const enum pgm_status status =
        pgm_dump(&job->values.dump, &job->cancel, &progress, &result, &job->error);
    const enum pgmirage_status told = finish(job, status, &result.report);
    pgm_result_free(&result);
    return told;
}

void pgmirage_job_cancel(struct pgmirage_job *job)
{
    pgm_cancel_pull(&job->cancel, PGM_INTERRUPTED);
}

const char *pgmirage_job_message(const struct pgmirage_job *job)
{
    return pgm_buf_text(&job->message);
}

void pgmirage_job_free(struct pgmirage_job *job)
{
    if (!job)
        return;
    pgm_cancel_free(&job->cancel);
    pgm_buf_free(&job->message);
    pgm_arena_free(&job->arena);
    free(job);
}
