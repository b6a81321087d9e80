/* run_clone.c: `pgmirage clone` and `pgmirage snapshot` as a person sees them. */
#include <stdio.h>
#include <unistd.h>

#include "cli_run.h"
#include "log_view.h"
#include "progress_view.h"
#include "summary_view.h"

enum pgm_status pgm_cli_clone(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    struct pgm_progress progress = {0};
    struct pgm_result result = {0};
    struct pgm_clone_options clone = options->clone;
    PGM_TRY(pgm_cli_job_begin(&job, &options->clone.job, error));
    clone.job = job.options;

    const bool silent = (options->quiet || clone.clean) && options->progress == PGM_PROGRESS_AUTO;
    struct pgm_progress_view *const view =
        pgm_progress_view_start(&progress, silent ? PGM_PROGRESS_NONE : options->progress,
                                options->no_color, stderr, error);
    const enum pgm_status status =
        error->status ? error->status : pgm_clone(&clone, &job.cancel, &progress, &result, error);
    pgm_progress_view_stop(view);

    if (status == PGM_OK && !options->quiet && options->log_format == PGM_LOG_JSON) {
        pgm_log_view_summary("clone", &result, stdout);
    } else if (status == PGM_OK && !options->quiet) {
        const struct pgm_terminal terminal = pgm_terminal_of(STDOUT_FILENO, options->no_color);
        if (clone.clean)
            pgm_summary_print_notes(&result, &terminal, stdout);
        else
            pgm_summary_print(&result, clone.pace.connections, &terminal, stdout);
    }
    pgm_cli_job_end(&job, status, &result.report, error);
    pgm_result_free(&result);
    return status;
}

static void show(const char *id, const char *lsn)
{
    printf("%s %s\n", id, lsn);
    fflush(stdout);
}

enum pgm_status pgm_cli_snapshot(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    const struct pgm_report none = {0};
    const struct pgm_job_options source = {.source = options->hold.source};
    PGM_TRY(pgm_cli_job_begin(&job, &source, error));
    const enum pgm_status status = pgm_hold(&options->hold, &job.cancel, show, error);
    pgm_cli_job_end(&job, status, &none, error);
    return status;
}
