/* run_init.c: `pgmirage init`: the file, and on standard error what was done and what was not. */
#include "cli_run.h"
#include "humanize.h"
#include "log_view.h"
#include "terminal.h"

static void put_field(struct pgm_buf *out, const char *name, const char *value)
{
    pgm_buf_printf(out, "\"%s\":", name);
    if (value)
        pgm_text_json(out, value);
    else
        pgm_buf_puts(out, "null");
    pgm_buf_putc(out, ',');
}

/* An object a column and line: for programs that judge or compare what was found. */
static void put_json(struct pgm_buf *out, const struct pgm_init_result *result)
{
    for (size_t i = 0; i < result->column_count; i++) {
        const struct pgm_init_column *column = &result->columns[i];
        pgm_buf_puts(out, i ? ",\n {" : "[{");
        put_field(out, "table", column->table);
        put_field(out, "column", column->column);
        put_field(out, "kind", column->kind);
        put_field(out, "mask", column->mask);
        put_field(out, "rule", column->rule);
        pgm_buf_printf(out, "\"review\":%s,\"certainty\":%d,\"reason\":",
                       column->review ? "true" : "false", column->certainty);
        pgm_text_json(out, column->reason);
        pgm_buf_putc(out, '}');
    }
    pgm_buf_puts(out, result->column_count ? "]\n" : "[]\n");
}

static enum pgm_status write_out(const struct pgm_cli_options *options,
                                 const struct pgm_init_result *result, struct pgm_error *error)
{
    const char *path = options->init.output;
    struct pgm_buf json = {0};
    const struct pgm_buf *text = &result->text;
    enum pgm_status status = PGM_OK;
    if (options->init_format == PGM_INIT_JSON) {
        put_json(&json, result);
        text = &json;
    }
    if (path && !(path[0] == '-' && !path[1]))
        status = pgm_init_save(&options->init, result, text, error);
    else if (fwrite(text->data, 1, text->bytes, stdout) != text->bytes || fflush(stdout) != 0)
        status = pgm_fail(error, PGM_FAILED, "cannot write to standard output");
    pgm_buf_free(&json);
    return status;
}

static void say(const struct pgm_init_result *result, const struct pgm_init_options *options)
{
    char tables[PGM_HUMAN_BYTES], columns[PGM_HUMAN_BYTES], masked[PGM_HUMAN_BYTES],
        review[PGM_HUMAN_BYTES];
    if (options->update && !result->changed) {
        fprintf(stderr, "%s covers the database: nothing to add\n", options->output);
        return;
    }
    fprintf(stderr, "%s: %s new table%s, %s column%s, %s masked, %s to review\n",
            options->output ? options->output : "-", pgm_human_grouped(tables, result->new_tables),
            result->new_tables == 1 ? "" : "s", pgm_human_grouped(columns, result->new_columns),
            result->new_columns == 1 ? "" : "s", pgm_human_grouped(masked, result->masked_columns),
            pgm_human_grouped(review, result->review_columns));
}

enum pgm_status pgm_cli_init(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cli_job job;
    struct pgm_init_result result = {0};
    struct pgm_init_options init = options->init;
    if (init.update && options->init_format == PGM_INIT_JSON)
        return pgm_fail(error, PGM_BAD_USAGE, "--update adds to rules: it has no --format json");
    PGM_TRY(pgm_cli_job_begin(&job, &options->init.job, error));
    init.job = job.options;
    enum pgm_status status = pgm_init(&init, &job.cancel, &result, error);
    if (status == PGM_OK)
        status = write_out(options, &result, error);
    if (result.warnings.count)
        pgm_log_view_report(&result.warnings, PGM_LOG_WARNING);
    if (status == PGM_OK && !options->quiet && options->log_format == PGM_LOG_TEXT)
        say(&result, &init);
    pgm_cli_job_end(&job, status, &result.report, error);
    pgm_init_result_free(&result);
    return status;
}
