/*
 * clone.c: the order of a masked clone.
 *
 *   target: lock the name ─> rules, key ─> source: locks, snapshot, schema ─> plan, preflight, needs
 *                                                                              │ nothing written so far
 *   new database ─> journal ─> schema ─> rows ═ indexes as tables are loaded ─> sequences ─> foreign keys,
 *   triggers ─> statistics ─> hooks, checks ─> swap of names
 *
 * The old database is untouched until the swap. What a broken run leaves is marked as unfinished: it can
 * be resumed, or cleaned. One that lacks nothing but its name is marked as complete, and has no journal
 * any more: a resumed run goes straight to the swap.
 */
#include "clone.h"

#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "hooks.h"
#include "journal.h"
#include "large_objects.h"
#include "loader.h"
#include "metrics.h"
#include "pg_restore.h"

/* All that a clone holds; zeroed, it holds nothing. */
struct clone {
    const struct pgm_clone_options *options;
    struct pgm_cancel *cancel;
    struct pgm_progress *progress;
    struct pgm_result *result;
    struct pgm_job job;
    struct pgm_picture picture;
    struct pgm_target_options target_options; /* the user's, with settings as statements */
    struct pgm_target target;
    struct pgm_pg work; /* a session in the new database */
    struct pgm_journal_facts facts;
    struct pgm_journal journal; /* of the run that is resumed */
    bool resumes;
    struct pgm_chunks chunks;
    struct pgm_run_table *tables; /* parallel to result->tables */
    struct pgm_builder *builder;
    struct pgm_loaders *loaders;
};

static void enter(struct clone *clone, enum pgm_phase phase)
{
    atomic_store_explicit(&clone->progress->phase, (int)phase, memory_order_relaxed);
}

/* NAME=VALUE as a statement; quoted by us, for it comes from a command line. */
static enum pgm_status add_settings(struct clone *clone, struct pgm_error *error)
{
    const struct pgm_texts *settings = &clone->options->settings;
    struct pgm_buf sql = {0};
    enum pgm_status status = PGM_OK;
    for (size_t i = 0; i < settings->count && status == PGM_OK; i++) {
        const char *value = strchr(settings->items[i], '=');
        if (!value || value == settings->items[i]) {
            status = pgm_fail(error, PGM_BAD_USAGE, "--target-setting wants NAME=VALUE");
            break;
        }
        const char *name = pgm_arena_printf(&clone->result->arena, "%.*s",
                                            (int)(value - settings->items[i]), settings->items[i]);
        pgm_buf_puts(&sql, "SELECT pg_catalog.set_config(");
        pgm_buf_literal(&sql, name);
        pgm_buf_puts(&sql, ", ");
        pgm_buf_literal(&sql, value + 1);
        pgm_buf_puts(&sql, ", false);");
    }
    clone->target_options.settings = pgm_arena_strdup(&clone->result->arena, pgm_buf_text(&sql));
    pgm_buf_free(&sql);
    return status;
}

static enum pgm_status load(struct clone *clone, struct pgm_error *error)
{
    const struct pgm_texts *plugins = &clone->options->job.plugins;
    PGM_TRY(pgm_job_load(&clone->job, error));
    for (size_t i = 0; i < plugins->count; i++)
        pgm_note(&clone->result->notes, "masks of the plugin %s were loaded", plugins->items[i]);
    clone->result->key = pgm_job_key_text(&clone->job);
    if (clone->options->resume && pgm_key_origin(clone->job.key) == PGM_KEY_RANDOM) {
        (void)pgm_fail(error, PGM_BAD_USAGE, "--resume needs the key of the broken run");
        pgm_hint(error, "a random key is gone with its run: run again without --resume, and with "
                        "--key-file where runs are to be resumed");
        return error->status;
    }
    PGM_TRY(pgm_picture_begin(&clone->picture, error));
    clone->result->pg_dump_version = clone->picture.pg_dump_text;
    return PGM_OK;
}

/* Compares with what the broken run was, before the source is locked: another one does not know the
 * snapshot. */
static enum pgm_status recognise(struct clone *clone, struct pgm_error *error)
{
    struct pgm_target *target = &clone->target;
    struct pgm_journal_facts *facts = &clone->facts;
    struct pgm_pg source = {0};
    enum pgm_status status;
    PGM_TRY_OUT(pgm_pg_connect(&source, &clone->options->job.source, clone->cancel, error));
    PGM_TRY_OUT(pgm_target_refuse_source(target, &source, error));
    PGM_TRY_OUT(pgm_journal_facts_make(facts, &clone->job, &source, &clone->result->arena, error));
    status = target->complete ? pgm_journal_compare_text(target->complete, facts, error)
                              : pgm_journal_compare(&clone->journal, facts, false, error);
out:
    pgm_pg_close(&source);
    return status;
}

/* The database that a broken run left, if it came as far as its rows or to its end. */
static enum pgm_status find_broken(struct clone *clone, struct pgm_error *error)
{
    struct pgm_target *target = &clone->target;
    if (!clone->options->resume)
        return PGM_OK;
    PGM_TRY(pgm_target_adopt(target, error));
    if (!target->made) {
        pgm_note(&clone->result->notes, "there was no broken run to resume: this one began anew");
        return PGM_OK;
    }
    PGM_TRY(pgm_pg_connect(&clone->work, &target->work_options, clone->cancel, error));
    PGM_TRY(pgm_journal_read(&clone->journal, &clone->work, error));
    clone->resumes = clone->journal.is_planned;
    if (clone->resumes || target->complete)
        return recognise(clone, error);
    unsigned count;
    pgm_pg_close(&clone->work);
    target->made = false;
    pgm_note(&clone->result->notes, "the broken run had no rows yet: this one began anew");
    return pgm_target_clean(target, &count, error);
}

/* Whether a broken run needs no more of the source's rows. */
static bool has_rows(const struct clone *clone)
{
    return clone->resumes && pgm_journal_has(&clone->journal, PGM_STEP_ROWS);
}

static enum pgm_status check_target(struct clone *clone, struct pgm_error *error)
{
    struct pgm_picture *picture = &clone->picture;
    struct pgm_pg *leader = &picture->snapshot.leader;
    struct pgm_report *report = &clone->result->report;
    const size_t before = report->count;
    PGM_TRY(pgm_target_refuse_source(&clone->target, leader, error));
    PGM_TRY(pgm_target_lacks(&clone->target, leader, &picture->toc, report, error));
    clone->job.lacking_count = report->count - before;
    return PGM_OK;
}

/* Everything that can be found wrong before a byte is written. */
static enum pgm_status prepare(struct clone *clone, struct pgm_error *error)
{
    struct pgm_result *result = clone->result;
    struct pgm_picture *picture = &clone->picture;
    struct pgm_pg *leader = &picture->snapshot.leader;
    picture->wanted_snapshot = clone->options->snapshot ? clone->options->snapshot
                               : clone->resumes         ? clone->journal.id
                                                        : NULL;
    picture->wanted_lsn = clone->resumes ? clone->journal.lsn : NULL;
    picture->takes_another = clone->resumes && (clone->options->mixed || has_rows(clone));
    PGM_TRY(pgm_picture_take(picture, clone->progress, error));
    result->snapshot = pgm_arena_strdup(&result->arena, picture->snapshot.id);
    result->lsn = pgm_arena_strdup(&result->arena, picture->snapshot.lsn);
    result->server_version =
        pgm_arena_strdup(&result->arena, clone->job.catalog.server_version_text);
    enter(clone, PGM_PHASE_CHECK);
    PGM_TRY(check_target(clone, error));
    clone->job.plan.to_server = true;
    PGM_TRY(pgm_job_plan(&clone->job, leader, &picture->index, error));
    PGM_TRY(pgm_journal_facts_make(&clone->facts, &clone->job, leader, &result->arena, error));
    pgm_journal_facts_add(&clone->facts, &clone->job, &picture->snapshot, &picture->toc,
                          &result->arena);
    return PGM_OK;
}

static struct pgm_restore restore_of(struct clone *clone, bool again)
{
    return (struct pgm_restore){.path = clone->options->pg_restore_path,
                                .options = &clone->target_options,
                                .toc = &clone->picture.toc,
                                .pg = &clone->work,
                                .cancel = clone->cancel,
                                .jobs = pgm_pace_connections(&clone->options->pace),
                                .again = again};
}

/* The new database with its schema and no rows. */
static enum pgm_status begin_database(struct clone *clone, struct pgm_error *error)
{
    struct pgm_target *target = &clone->target;
    const struct pgm_restore restore = restore_of(clone, false);
    PGM_TRY(pgm_target_create(target, &clone->picture.snapshot.leader, error));
    PGM_TRY(pgm_pg_connect(&clone->work, &target->work_options, clone->cancel, error));
    PGM_TRY(pgm_journal_begin(&clone->work, &clone->facts, error));
    PGM_TRY(pgm_restore_section(&restore, PGM_PRE_DATA, error));
    return pgm_journal_plan(&clone->work, &clone->chunks, error);
}

static enum pgm_status take_up_database(struct clone *clone, struct pgm_error *error)
{
    struct pgm_journal *journal = &clone->journal;
    const struct pgm_picture *picture = &clone->picture;
    const bool may_differ = picture->takes_another || picture->is_same_lsn;
    const bool moved = strcmp(journal->snapshot, clone->facts.snapshot) != 0 && !has_rows(clone);
    const bool other = moved && !picture->is_same_lsn;
    PGM_TRY(pgm_journal_compare(journal, &clone->facts, may_differ, error));
    if (moved)
        PGM_TRY(
            pgm_journal_move(journal, &clone->work, &clone->facts, &clone->job.plan, other, error));
    PGM_TRY(pgm_journal_apply(journal, &clone->chunks, &clone->job.plan, error));
    pgm_note(&clone->result->notes, "resumed: %d of %d pieces were there already",
             PQntuples(clone->journal.chunks) - (int)clone->chunks.count,
             PQntuples(clone->journal.chunks));
    if (other || pgm_journal_has(journal, PGM_STEP_MIXED))
        pgm_note(&clone->result->notes,
                 "its rows are of two moments (--allow-mixed-snapshots): references between "
                 "tables may not hold");
    return PGM_OK;
}

static void record(void *argument, const struct pgm_run_part *part, struct pgm_buf *sql)
{
    (void)argument;
    pgm_journal_chunk_sql(part, sql);
}

static enum pgm_status complete(void *argument, struct pgm_run_table *table,
                                struct pgm_error *error)
{
    (void)error;
    pgm_builder_add(((struct clone *)argument)->builder, table->plan->table);
    return PGM_OK;
}

/* Tables that no chunk will complete: those without rows, and those that the broken run loaded. */
static void add_complete(struct clone *clone)
{
    const struct pgm_plan *plan = &clone->job.plan;
    bool *awaited = calloc(plan->catalog->table_count + 1, sizeof *awaited);
    if (!awaited)
        abort();
    for (size_t i = 0; i < clone->chunks.count; i++)
        awaited[clone->chunks.items[i].table - plan->tables] = true;
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        if (plan->tables[i].selected && plan->tables[i].table->relkind == 'r' && !awaited[i])
            pgm_builder_add(clone->builder, plan->tables[i].table);
    free(awaited);
}

static enum pgm_status copy_rows(struct clone *clone, struct pgm_error *error)
{
    const struct pgm_pace *pace = &clone->options->pace;
    const struct pgm_run_options options = {
        .source = &clone->picture.source,
        .connections = pgm_pace_connections(pace),
        .workers = pgm_pace_workers(pace),
        .compression = PGM_COMPRESSION_NONE,
        .rate_bytes_per_s = pace->rate_bytes_per_s,
        .max_snapshot_age_s = pace->max_snapshot_age_s,
    };
    const struct pgm_server_hooks hooks = {record, complete, clone};
    struct pgm_server_sink sink;
    struct pgm_error fault = {0};
    atomic_store(&clone->progress->tables_total, (unsigned)clone->result->table_count);
    atomic_store(&clone->progress->work_total, (uint64_t)clone->chunks.weight_bytes);
    enter(clone, PGM_PHASE_ROWS);
    PGM_TRY(pgm_builder_new(
        &clone->builder, &clone->picture.toc, &clone->job.plan, &clone->picture.snapshot.leader,
        &clone->target.work_options, clone->options->target.no_tablespaces,
        clone->resumes ? &clone->journal : NULL, options.connections, clone->cancel, error));
    add_complete(clone);
    PGM_TRY(pgm_loaders_new(&clone->loaders, &clone->target.work_options, options.connections,
                            clone->cancel, error));
    pgm_server_sink_init(&sink, clone->loaders, &hooks);
    enum pgm_status status =
        pgm_run(&options, &clone->picture.snapshot, &clone->chunks, clone->tables,
                clone->result->table_count, &sink.sink, clone->cancel, clone->progress, &fault);
    /* An interruption that no signal brought may be the builder's, which knows why. */
    if (status == PGM_OK || fault.interrupted) {
        pgm_result_count(clone->result, clone->tables);
        const enum pgm_status built = pgm_builder_finish(clone->builder, error);
        status = status == PGM_OK ? built : status;
    }
    if (status != PGM_OK && error->status == PGM_OK)
        *error = fault;
    return status;
}

static enum pgm_status set_sequences(struct clone *clone, struct pgm_error *error)
{
    struct pgm_toc *toc = &clone->picture.toc;
    if (has_rows(clone))
        return PGM_OK;
    pgm_archive_add_sequences(toc, &clone->picture.index, &clone->job.plan, &clone->result->notes);
    for (size_t i = 0; i < toc->entry_count; i++)
        if (strcmp(toc->entries[i].desc, "SEQUENCE SET") == 0)
            PGM_TRY(
                pgm_pg_exec(&clone->work, toc->entries[i].defn, "setting a sequence", NULL, error));
    return pgm_journal_step(&clone->work, PGM_STEP_ROWS, error);
}

/* What keys and triggers are left; those of a broken run are made again. */
static enum pgm_status restore_rest(struct clone *clone, struct pgm_error *error)
{
    const bool again = clone->resumes && pgm_journal_has(&clone->journal, PGM_STEP_POST);
    const struct pgm_restore restore = restore_of(clone, again);
    if (!again)
        PGM_TRY(pgm_journal_step(&clone->work, PGM_STEP_POST, error));
    return pgm_restore_section(&restore, PGM_POST_DATA, error);
}

/* Filled behind everything else, and not by us. */
static enum pgm_status analyze_views(struct clone *clone, struct pgm_error *error)
{
    static const char views_sql[] =
        "SELECT 'ANALYZE ' || c.oid::pg_catalog.regclass FROM pg_catalog.pg_class c"
        " WHERE c.relkind = 'm' AND c.relispopulated ORDER BY c.oid";
    PGresult *views = NULL;
    enum pgm_status status =
        pgm_pg_exec(&clone->work, views_sql, "listing materialized views", &views, error);
    for (int row = 0; status == PGM_OK && row < PQntuples(views); row++)
        status = pgm_pg_exec(&clone->work, PQgetvalue(views, row, 0), "gathering statistics", NULL,
                             error);
    PQclear(views);
    return status;
}

/* In a session of their own, with the settings that the server gives everybody: whatever they leave open
 * or set ends with it. */
static enum pgm_status run_hooks(struct clone *clone, struct pgm_error *error)
{
    const struct pgm_clone_options *options = clone->options;
    struct pgm_pg_options server = clone->target.work_options;
    struct pgm_pg pg = {0};
    enum pgm_status status = PGM_OK;
    if (!options->before_swap && !options->verify_sql)
        return PGM_OK;
    server.session = PGM_HOOK_SESSION;
    PGM_TRY_OUT(pgm_pg_connect(&pg, &server, clone->cancel, error));
    if (options->before_swap)
        PGM_TRY_OUT(pgm_hook_run(&pg, options->before_swap, error));
    if (options->verify_sql)
        PGM_TRY_OUT(pgm_hook_verify(&pg, options->verify_sql, error));
out:
    pgm_pg_close(&pg);
    return status;
}

static enum pgm_status tell_large_objects(struct clone *clone, struct pgm_error *error)
{
    int64_t count;
    PGM_TRY(pgm_large_objects_count(&clone->picture.snapshot.leader, &count, error));
    if (count > 0)
        pgm_note(&clone->result->notes, "%lld large objects left out", (long long)count);
    return PGM_OK;
}

/* From rows to a database that could be used. */
static enum pgm_status finish(struct clone *clone, struct pgm_error *error)
{
    PGM_TRY(tell_large_objects(clone, error));
    PGM_TRY(set_sequences(clone, error));
    /* The source has given all that is needed: its snapshot holds back vacuum. */
    pgm_snapshot_release(&clone->picture.snapshot);
    enter(clone, PGM_PHASE_FINISH);
    PGM_TRY(pgm_builder_join_trees(clone->builder, &clone->work, error));
    PGM_TRY(restore_rest(clone, error));
    PGM_TRY(analyze_views(clone, error));
    return run_hooks(clone, error);
}

static enum pgm_status swap(struct clone *clone, struct pgm_error *error)
{
    const struct pgm_clone_options *options = clone->options;
    pgm_loaders_free(clone->loaders);
    clone->loaders = NULL;
    PGM_TRY(pgm_target_complete(
        &clone->target, pgm_journal_facts_text(&clone->facts, &clone->result->arena), error));
    PGM_TRY(pgm_journal_drop(&clone->work, error));
    pgm_pg_close(&clone->work);
    PGM_TRY(pgm_target_dress(&clone->target, error));
    return pgm_target_swap(&clone->target, options->swap_timeout_ms, options->keep, error);
}

static enum pgm_status copy(struct clone *clone, struct pgm_error *error)
{
    const struct pgm_clone_options *options = clone->options;
    PGM_TRY(find_broken(clone, error));
    if (clone->target.complete) {
        pgm_note(&clone->result->notes, "resumed: the broken run had all but the name");
        return swap(clone, error);
    }
    PGM_TRY(prepare(clone, error));
    clone->tables = pgm_result_list(clone->result, &clone->job.plan, NULL, NULL);
    for (size_t i = 0; i < clone->result->table_count; i++)
        clone->tables[i].what =
            pgm_arena_printf(&clone->result->arena, "loading %s", clone->tables[i].name);
    pgm_chunks_make(&clone->chunks, &clone->job.plan, options->pace.split_bytes,
                    pgm_pace_connections(&options->pace));
    PGM_TRY(clone->resumes ? take_up_database(clone, error) : begin_database(clone, error));
    PGM_TRY(copy_rows(clone, error));
    PGM_TRY(finish(clone, error));
    return swap(clone, error);
}

static enum pgm_status clean(struct clone *clone, struct pgm_error *error)
{
    unsigned count;
    PGM_TRY(pgm_target_clean(&clone->target, &count, error));
    pgm_note(&clone->result->notes, "%u unfinished clones of %s dropped", count,
             clone->target.name);
    return PGM_OK;
}

static void tell_left(struct clone *clone, struct pgm_error *error)
{
    if (clone->target.made)
        pgm_hint(error,
                 "%s is unfinished and stays: --resume takes it up where the key was kept, "
                 "`pgmirage clone --clean` drops it; %s is as it was",
                 clone->target.work, clone->target.name);
}

enum pgm_status pgm_clone(const struct pgm_clone_options *options, struct pgm_cancel *cancel,
                          struct pgm_progress *progress, struct pgm_result *result,
                          struct pgm_error *error)
{
    struct clone clone = {
        .options = options,
        .cancel = cancel,
        .progress = progress,
        .result = result,
        .job = {.options = &options->job, .cancel = cancel, .report = &result->report},
        .picture = {.options = &options->picture,
                    .pace = &options->pace,
                    .job = &clone.job,
                    .notes = &result->notes},
        .target_options = options->target,
        .target = {.options = &clone.target_options, .notes = &result->notes, .cancel = cancel},
    };
    const int64_t started_ms = pgm_result_now_ms();
    enum pgm_status status;
    pgm_result_init(result);
    enter(&clone, PGM_PHASE_CONNECT);
    PGM_TRY_OUT(add_settings(&clone, error));
    if (!options->clean)
        PGM_TRY_OUT(load(&clone, error));
    PGM_TRY_OUT(pgm_target_open(&clone.target, error));
    result->output = clone.target.name;
    status = options->clean ? clean(&clone, error) : copy(&clone, error);
out:
    if (status == PGM_OK) {
        enter(&clone, PGM_PHASE_DONE);
    } else {
        pgm_cancel_pull(cancel, status);
        tell_left(&clone, error);
    }
    pgm_result_measure(result, started_ms);
    pgm_builder_free(clone.builder);
    pgm_loaders_free(clone.loaders);
    pgm_pg_close(&clone.work);
    pgm_target_close(&clone.target);
    pgm_journal_free(&clone.journal);
    pgm_chunks_free(&clone.chunks);
    pgm_picture_free(&clone.picture);
    pgm_job_free(&clone.job);
    if (options->metrics_file && !options->clean)
        status = pgm_metrics_write(options->metrics_file, result, status, error);
    return status;
}
