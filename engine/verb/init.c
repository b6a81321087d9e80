/* init.c: the order of `init`; see the header. */
#include "init.h"

#include <string.h>
#include <unistd.h>

#include "file.h"
#include "init_internal.h"
#include "limits.h"
#include "rights.h"
#include "sample.h"

/* As the rules are limited to. */
#define FILE_BYTES_MAX (64 * PGM_MIB)

static bool names_file(const struct pgm_init_options *options)
{
    return options->output && strcmp(options->output, "-") != 0;
}

/* Before any work is done. */
static enum pgm_status check_output(const struct pgm_init_options *options, struct pgm_error *error)
{
    if (options->update && !names_file(options))
        return pgm_fail(error, PGM_BAD_USAGE, "--update needs the file to add to: -f FILE");
    if (options->update && options->presets.count)
        return pgm_fail(error, PGM_BAD_USAGE,
                        "--update leaves `include:` as it is: write a preset there yourself");
    if (options->update || !names_file(options) || access(options->output, F_OK) != 0)
        return PGM_OK;
    (void)pgm_fail(error, PGM_BAD_USAGE, "%s exists already", options->output);
    pgm_hint(error, "--update adds what is new to it; else give another name with -f");
    return error->status;
}

/* A pgm_plan_selector: what a dump takes where nobody selects. */
static bool is_dumped(const struct pgm_table *table, void *unused)
{
    (void)unused;
    return pgm_rights_is_dumped(table);
}

/* Another: whose rows tell something about what is new. Of parents, children tell as well. */
static bool is_looked_at(const struct pgm_table *table, void *argument)
{
    const struct pgm_init_run *run = argument;
    if (!pgm_rights_is_dumped(table))
        return false;
    for (size_t i = 0; i < table->inherits_count; i++)
        if (is_looked_at(table->inherits[i], argument))
            return true;
    return run->tables[table - run->job.catalog.tables].has_new;
}

/* The rules as they are: those of the file, or none but the presets. */
static enum pgm_status read_old(struct pgm_init_run *run, struct pgm_error *error)
{
    struct pgm_buf text = {0};
    if (run->options->update)
        pgm_buf_add(&text, run->old, run->old_bytes);
    else
        pgm_init_skeleton(run, &text);
    pgm_rules_read_text(&run->job.rules, run->path, pgm_buf_text(&text), text.bytes, run->presets,
                        run->job.report);
    pgm_buf_free(&text);
    return pgm_job_reported(&run->job, error);
}

/* What the old rules name and the database does not have; they stay. */
static void warn_of_gone(struct pgm_init_run *run, const struct pgm_report *report)
{
    for (const struct pgm_finding *f = report->first; f; f = f->next)
        if (f->kind == PGM_FINDING_GONE_TABLE || f->kind == PGM_FINDING_GONE_COLUMN)
            pgm_report_add(&run->result->warnings, f->status, f->place, f->object, f->hint, "%s",
                           f->message);
}

/* Which tables and columns the old rules leave open. *any: some. */
static void compare(struct pgm_init_run *run, bool *any)
{
    struct pgm_report report = {0};
    pgm_plan_bind(&run->job.plan, &run->job.catalog, &run->job.rules, is_dumped, NULL, &report);
    run->job.report = &report;
    pgm_init_find_new(run);
    run->job.report = &run->result->report;
    *any = false;
    for (size_t t = 0; t < run->job.catalog.table_count; t++)
        *any |= run->tables[t].has_new;
    if (!*any)
        warn_of_gone(run, &report);
    pgm_report_free(&report);
}

static enum pgm_status detect(struct pgm_init_run *run, struct pgm_error *error)
{
    PGM_TRY(pgm_detector_new(&run->detector, error));
    run->detect = pgm_detect_begin(run->detector, &run->job.catalog);
    PGM_TRY(pgm_sample_tables(&run->leader, &run->job.catalog, is_looked_at, run,
                              run->options->sample_rows, run->detect, &run->result->warnings,
                              error));
    pgm_detect_finish(run->detect);
    return PGM_OK;
}

static enum pgm_status propose(struct pgm_init_run *run, struct pgm_error *error)
{
    bool any;
    PGM_TRY(pgm_job_begin(&run->job, error));
    PGM_TRY(read_old(run, error));
    PGM_TRY(pgm_job_look(&run->job, &run->leader, error));
    compare(run, &any);
    run->result->changed = any || !run->options->update;
    if (!run->result->changed) {
        pgm_buf_add(&run->result->text, run->old, run->old_bytes);
        return PGM_OK;
    }
    PGM_TRY(detect(run, error));
    pgm_init_choose(run);
    PGM_TRY(pgm_init_fit(run, error));
    pgm_init_list(run);
    return PGM_OK;
}

enum pgm_status pgm_init(const struct pgm_init_options *options, struct pgm_cancel *cancel,
                         struct pgm_init_result *result, struct pgm_error *error)
{
    struct pgm_buf old = {0};
    struct pgm_init_run run = {
        .options = options,
        .result = result,
        .job = {.options = &options->job, .cancel = cancel, .report = &result->report},
        .path = names_file(options) ? options->output : "rules.yaml",
    };
    run.presets = pgm_job_presets(&run.job);
    enum pgm_status status = check_output(options, error);
    if (status == PGM_OK && options->update)
        status = pgm_file_read(options->output, FILE_BYTES_MAX, &old, &result->was, error);
    run.old = pgm_buf_text(&old);
    run.old_bytes = old.bytes;
    if (status == PGM_OK)
        status = propose(&run, error);
    pgm_pg_close(&run.leader);
    pgm_detect_free(run.detect);
    pgm_detector_free(run.detector);
    pgm_job_free(&run.job);
    pgm_buf_free(&old);
    return status;
}

enum pgm_status pgm_init_save(const struct pgm_init_options *options,
                              const struct pgm_init_result *result, const struct pgm_buf *text,
                              struct pgm_error *error)
{
    if (!names_file(options) || !result->changed)
        return PGM_OK;
    if (options->update)
        return pgm_file_replace(options->output, &result->was, text->data, text->bytes, error);
    return pgm_file_create(options->output, text->data, text->bytes, error);
}

void pgm_init_result_free(struct pgm_init_result *result)
{
    pgm_buf_free(&result->text);
    pgm_report_free(&result->report);
    pgm_report_free(&result->warnings);
    pgm_arena_free(&result->arena);
    *result = (struct pgm_init_result){0};
}
