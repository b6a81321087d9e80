/* run_import.c: `pgmirage import`: a rules file, and on standard error what has no translation. */
#include <stdio.h>
#include <string.h>

#include "cli_run.h"
#include "file.h"
#include "terminal.h"

static enum pgm_status write_out(const char *path, const struct pgm_buf *text,
                                 struct pgm_error *error)
{
    if (path && strcmp(path, "-") != 0)
        return pgm_file_create(path, text->data, text->bytes, error);
    if (fwrite(text->data, 1, text->bytes, stdout) != text->bytes || fflush(stdout) != 0)
        return pgm_fail(error, PGM_FAILED, "cannot write to standard output");
    return PGM_OK;
}

/* Names are the configuration's or the database's, and may hold anything. */
static void say_lost(const struct pgm_import_lost *lost, FILE *stream)
{
    struct pgm_buf line = {0};
    for (; lost; lost = lost->next) {
        pgm_buf_clear(&line);
        pgm_text_clean(&line, lost->object ? lost->object : "", SIZE_MAX, false);
        pgm_buf_puts(&line, ": ");
        pgm_text_clean(&line, lost->rule, SIZE_MAX, false);
        pgm_buf_puts(&line, " is not translated: ");
        pgm_text_clean(&line, lost->reason, SIZE_MAX, false);
        fprintf(stream, "%s\n", line.data);
    }
    pgm_buf_free(&line);
}

static enum pgm_status judge(const struct pgm_import_result *result, struct pgm_error *error)
{
    if (!result->lost_count)
        return PGM_OK;
    (void)pgm_fail(error, PGM_UNFIT,
                   "%zu of %zu rules could not be translated; the file names them",
                   result->lost_count, result->lost_count + result->translated_count);
    pgm_hint(error, "give them rules by hand; then `pgmirage check` says whether the file fits the "
                    "database");
    return error->status;
}

enum pgm_status pgm_cli_import(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    struct pgm_import_result result = {0};
    const struct pgm_job_options source = {.source = options->import.source};
    PGM_TRY(pgm_cli_job_begin(&job, &source, error));
    enum pgm_status status = pgm_import(&options->import, &job.cancel, &result, error);
    if (status == PGM_OK)
        status = write_out(options->import_output, &result.text, error);
    if (status == PGM_OK) {
        say_lost(result.lost, stderr);
        status = judge(&result, error);
    }
    pgm_cli_job_end(&job, status, &result.report, error);
    pgm_import_result_free(&result);
    return status;
}
