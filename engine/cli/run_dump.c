/* run_dump.c: `pgmirage dump` as a person sees it: progress meanwhile, a summary or reasons behind. */
#include <unistd.h>

#include "cli_run.h"
#include "log_view.h"
#include "progress_view.h"
#include "summary_view.h"

enum pgm_status pgm_cli_dump(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    struct pgm_progress progress = {0};
    struct pgm_result result = {0};
    struct pgm_dump_options dump = options->dump;
    PGM_TRY(pgm_cli_job_begin(&job, &options->dump.job, error));
    dump.job = job.options;

    const bool silent = options->quiet && options->progress == PGM_PROGRESS_AUTO;
    struct pgm_progress_view *const view =
        pgm_progress_view_start(&progress, silent ? PGM_PROGRESS_NONE : options->progress,
                                options->no_color, stderr, error);
    const enum pgm_status status =
        error->status ? error->status : pgm_dump(&dump, &job.cancel, &progress, &result, error);
    pgm_progress_view_stop(view);

    if (status == PGM_OK && !options->quiet && options->log_format == PGM_LOG_JSON) {
        pgm_log_view_summary("dump", &result, stdout);
    } else if (status == PGM_OK && !options->quiet) {
        const struct pgm_terminal terminal = pgm_terminal_of(STDOUT_FILENO, options->no_color);
        pgm_summary_print(&result, options->dump.pace.connections, &terminal, stdout);
    }
    pgm_cli_job_end(&job, status, &result.report, error);
    pgm_result_free(&result);
    return status;
}
