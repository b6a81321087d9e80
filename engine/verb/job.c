/* job.c: see the header. */
#include "job.h"

#include <stdio.h>

#include "archive.h"
#include "plan_aside.h"
#include "plan_ranges.h"
#include "preflight.h"
#include "rights.h"

#ifndef PGM_PRESET_DIRECTORY
#define PGM_PRESET_DIRECTORY "/usr/share/pgmirage/rules"
#endif

static void add_matter(struct pgm_buf *text, bool is_so, const char *words)
{
    if (is_so)
        pgm_buf_printf(text, "%s%s", text->bytes ? ", and " : "", words);
}

/* What the findings are about, in one sentence: who lacks a role or a right need not look at the rules. */
enum pgm_status pgm_job_reported(const struct pgm_job *job, struct pgm_error *error)
{
    const enum pgm_status status = pgm_report_status(job->report);
    struct pgm_buf text = {0};
    if (status == PGM_OK)
        return PGM_OK;
    if (status == PGM_BAD_USAGE)
        return pgm_fail(error, status, "the rules cannot be used");
    add_matter(&text, job->report->count > job->denied_count + job->lacking_count,
               "the rules do not fit this database");
    add_matter(&text, job->denied_count, "this role may not read all that it should");
    add_matter(&text, job->lacking_count, "the target lacks what this database needs");
    (void)pgm_fail(error, status, "%s%s", pgm_buf_text(&text),
                   job->goes_on ? "" : "; nothing was written");
    pgm_buf_free(&text);
    return status;
}

void pgm_job_check_rights(struct pgm_job *job, const struct pgm_archive_index *index)
{
    const size_t before = job->report->count;
    pgm_rights_check(&job->catalog, index, job->report);
    job->denied_count += job->report->count - before;
}

static enum pgm_status load_plugins(struct pgm_job *job, struct pgm_error *error)
{
    const struct pgm_texts *paths = &job->options->plugins;
    for (size_t i = 0; i < paths->count; i++)
        PGM_TRY(pgm_plugins_load(&job->plugins, paths->items[i], error));
    job->plan.registry = &job->plugins.registry;
    return PGM_OK;
}

const char *pgm_job_presets(const struct pgm_job *job)
{
    const char *presets = job->options->preset_directory;
    return presets ? presets : PGM_PRESET_DIRECTORY;
}

static enum pgm_status read_rules(struct pgm_job *job, struct pgm_error *error)
{
    if (!job->options->rules_path)
        return pgm_fail(error, PGM_BAD_USAGE, "--rules FILE is needed");
    pgm_rules_read(&job->rules, job->options->rules_path, pgm_job_presets(job), job->report);
    return pgm_job_reported(job, error);
}

static enum pgm_status read_key(struct pgm_job *job, struct pgm_error *error)
{
    PGM_TRY(pgm_crypto_init(error));
    /* Always read, so that the variable is gone from the environment in any case. */
    job->key = pgm_key_from_environment(error);
    if (!job->key && error->status != PGM_OK)
        return error->status;
    if (job->options->key_file) {
        pgm_key_free(job->key);
        job->key = pgm_key_from_file(job->options->key_file, error);
    } else if (!job->key) {
        job->key = pgm_key_random(error);
    }
    return job->key ? PGM_OK : error->status;
}

enum pgm_status pgm_job_begin(struct pgm_job *job, struct pgm_error *error)
{
    PGM_TRY(load_plugins(job, error));
    return read_key(job, error);
}

enum pgm_status pgm_job_load(struct pgm_job *job, struct pgm_error *error)
{
    PGM_TRY(load_plugins(job, error));
    PGM_TRY(read_rules(job, error));
    return read_key(job, error);
}

const char *pgm_job_key_text(const struct pgm_job *job)
{
    static const char *const states[] = {
        [PGM_KEY_RANDOM] = "random, thrown away: two runs cannot be linked",
        [PGM_KEY_FILE] = "kept (key file): the same values give the same fakes in every run",
        [PGM_KEY_ENVIRONMENT] =
            "kept (PGMIRAGE_KEY): the same values give the same fakes in every run",
    };
    return states[pgm_key_origin(job->key)];
}

enum pgm_status pgm_job_look(struct pgm_job *job, struct pgm_pg *leader, struct pgm_error *error)
{
    char begin[128];
    snprintf(begin, sizeof begin,
             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = %d",
             job->options->lock_wait_timeout_ms);
    PGM_TRY(pgm_pg_connect(leader, &job->options->source, job->cancel, error));
    PGM_TRY(pgm_pg_exec(leader, begin, "beginning a transaction", NULL, error));
    PGM_TRY(pgm_catalog_read(&job->catalog, leader, error));
    return pgm_catalog_read_sequences(&job->catalog, leader, error);
}

/* A pgm_plan_selector: what pg_dump takes where nobody selects. */
static bool selects_all(const struct pgm_table *table, void *unused)
{
    (void)unused;
    return pgm_rights_is_dumped(table);
}

/* Between two stages. */
static enum pgm_status end_stage(struct pgm_job *job, struct pgm_error *error)
{
    if (!job->goes_on)
        return pgm_job_reported(job, error);
    pgm_plan_set_aside(&job->plan, job->report);
    return PGM_OK;
}

enum pgm_status pgm_job_plan(struct pgm_job *job, struct pgm_pg *leader,
                             const struct pgm_archive_index *index, struct pgm_error *error)
{
    struct pgm_plan *plan = &job->plan;
    struct pgm_report *report = job->report;
    pgm_job_check_rights(job, index);
    pgm_plan_bind(plan, &job->catalog, &job->rules, index ? pgm_archive_selects : selects_all,
                  (void *)(uintptr_t)index, report);
    pgm_plan_domain_settings(plan, report);
    pgm_plan_check(plan, report);
    PGM_TRY(end_stage(job, error));
    PGM_TRY(pgm_preflight_ranges(leader, plan, report, error));
    PGM_TRY(pgm_preflight_samples(leader, plan, error));
    PGM_TRY(pgm_plan_prepare(plan, job->key, report, error));
    pgm_plan_check_prepared(plan, report);
    PGM_TRY(end_stage(job, error));
    PGM_TRY(pgm_preflight_expressions(leader, plan, report, error));
    PGM_TRY(end_stage(job, error));
    if (!job->reads_no_rows)
        PGM_TRY(pgm_preflight_checks(leader, plan, report, error));
    return pgm_job_reported(job, error);
}

void pgm_job_free(struct pgm_job *job)
{
    pgm_plan_free(&job->plan);
    pgm_plugins_free(&job->plugins);
    pgm_catalog_free(&job->catalog);
    pgm_key_free(job->key);
    pgm_rules_free(&job->rules);
}
