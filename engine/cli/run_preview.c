/* run_preview.c: `pgmirage preview`: rows go to standard output and nowhere else. */
#include <unistd.h>

#include "cli_run.h"
#include "preview_view.h"

enum pgm_status pgm_cli_preview(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    struct pgm_preview_result result = {0};
    struct pgm_preview_options preview = options->preview;
    PGM_TRY(pgm_cli_job_begin(&job, &options->preview.job, error));
    preview.job = job.options;
    const enum pgm_status status = pgm_preview(&preview, &job.cancel, &result, error);
    struct pgm_preview_look look = {
        .terminal = pgm_terminal_of(STDOUT_FILENO, options->no_color),
        .width = pgm_terminal_width(STDOUT_FILENO),
        .only_changed = options->only_changed,
    };
    look.originals = look.terminal.is_terminal || options->show_originals;
    if (status == PGM_OK && options->preview_format == PGM_PREVIEW_JSON)
        pgm_preview_print_json(&result, &look, stdout);
    else if (status == PGM_OK)
        pgm_preview_print(&result, &look, stdout);
    if (status == PGM_OK && !look.originals && !options->quiet &&
        options->log_format == PGM_LOG_TEXT)
        fputs("originals are shown on a terminal, or with --show-originals\n", stderr);
    pgm_cli_job_end(&job, status, &result.report, error);
    pgm_preview_result_free(&result);
    return status;
}
