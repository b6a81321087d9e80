/* run_check.c: `pgmirage check`: what it found is its output, and its exit code. */
#include "check_view.h"
#include "cli_run.h"

enum pgm_status pgm_cli_check(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    struct pgm_check_result result = {0};
    struct pgm_check_options check = options->check;
    const struct pgm_report told = {0}; /* on standard output already */
    PGM_TRY(pgm_cli_job_begin(&job, &options->check.job, error));
    check.job = job.options;
    const enum pgm_status status = pgm_check(&check, &job.cancel, &result, error);
    pgm_check_print(&result, options, status, stdout);
    pgm_cli_job_end(&job, status, &told, error);
    pgm_check_result_free(&result);
    return status;
}
