/*
 * dump.c: the order of a masked dump.
 *
 *   rules, key ─> locks, snapshot ─> pg_dump's schema ─> catalog ─> plan, preflight
 *                                                                        │ nothing written so far
 *   toc.dat <─ manifest <─ files on disk <─ rows masked <─ output folder ┘
 *
 * The first failure leaves through one exit, which removes what was written.
 */
#include "dump.h"

#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "file.h"
#include "large_objects.h"
#include "manifest.h"
#include "run.h"

/* All that a dump holds; zeroed, it holds nothing. */
struct dump {
    const struct pgm_dump_options *options;
    struct pgm_cancel *cancel;
    struct pgm_progress *progress;
    struct pgm_result *result;
    struct pgm_job job;
    struct pgm_picture picture;
    struct pgm_chunks chunks;
    struct pgm_folder folder;
    struct pgm_writer *writer;
    struct pgm_run_table *tables; /* parallel to result->tables */
    enum pgm_compression compression;
    int level;
    int64_t started_ms;
};

static void enter(struct dump *dump, enum pgm_phase phase)
{
    atomic_store_explicit(&dump->progress->phase, (int)phase, memory_order_relaxed);
}

static enum pgm_status load(struct dump *dump, struct pgm_error *error)
{
    const struct pgm_texts *plugins = &dump->options->job.plugins;
    if (!dump->options->output)
        return pgm_fail(error, PGM_BAD_USAGE, "a dump needs --file FOLDER");
    PGM_TRY(pgm_job_load(&dump->job, error));
    for (size_t i = 0; i < plugins->count; i++)
        pgm_note(&dump->result->notes, "masks of the plugin %s were loaded", plugins->items[i]);
    dump->result->key = pgm_job_key_text(&dump->job);
    return PGM_OK;
}

/* pg_restore of which major version must read the archive: the archive's format and the compression
 * follow from it. */
static enum pgm_status check_versions(struct dump *dump, struct pgm_error *error)
{
    const struct pgm_dump_options *options = dump->options;
    PGM_TRY(pgm_picture_begin(&dump->picture, error));
    dump->result->pg_dump_version = dump->picture.pg_dump_text;
    const int own = dump->picture.pg_dump_version / 10000;
    const int target = options->for_version ? options->for_version : own;
    const int oldest = own >= 17 ? 17 : own >= 16 ? 16 : 12;
    if (target < oldest) {
        (void)pgm_fail(error, PGM_BAD_USAGE,
                       "pg_dump %d writes an archive that pg_restore %d cannot read", own, target);
        pgm_hint(error, "give --pg-dump the path of a pg_dump %d", target);
        return error->status;
    }
    const char *text = options->compression_text;
    PGM_TRY(pgm_compression_parse(text           ? text
                                  : target >= 16 ? "zstd"
                                                 : "gzip",
                                  &dump->compression, &dump->level, error));
    if (target < 16 &&
        (dump->compression == PGM_COMPRESSION_ZSTD || dump->compression == PGM_COMPRESSION_LZ4)) {
        (void)pgm_fail(error, PGM_BAD_USAGE, "pg_restore %d cannot read %s", target,
                       pgm_compression_name(dump->compression));
        pgm_hint(error, "use -Z gzip or -Z none, or --for-version 16 or newer");
        return error->status;
    }
    if (own >= 17 && options->large_objects != PGM_LARGE_OBJECTS_SKIP) {
        (void)pgm_fail(error, PGM_BAD_USAGE,
                       "--large-objects keep and empty need a pg_dump of version 16 or older");
        pgm_hint(error, "leave them out, or give --pg-dump the path of an older one");
        return error->status;
    }
    dump->result->compression =
        dump->level ? pgm_arena_printf(&dump->result->arena, "%s:%d",
                                       pgm_compression_name(dump->compression), dump->level)
                    : pgm_compression_name(dump->compression);
    return PGM_OK;
}

static void tell_picture(struct dump *dump)
{
    struct pgm_result *result = dump->result;
    result->snapshot = pgm_arena_strdup(&result->arena, dump->picture.snapshot.id);
    result->lsn = pgm_arena_strdup(&result->arena, dump->picture.snapshot.lsn);
    result->server_version =
        pgm_arena_strdup(&result->arena, dump->job.catalog.server_version_text);
}

static enum pgm_status write_large_objects(struct dump *dump, struct pgm_error *error)
{
    int64_t count;
    PGM_TRY(pgm_large_objects_count(&dump->picture.snapshot.leader, &count, error));
    if (count == 0)
        return PGM_OK;
    if (dump->options->large_objects == PGM_LARGE_OBJECTS_KEEP)
        return pgm_large_objects_dump(&dump->picture.snapshot.leader, dump->writer,
                                      dump->compression, dump->level, &dump->picture.toc,
                                      dump->result, error);
    pgm_note(&dump->result->notes, "%lld large objects left %s (--large-objects)", (long long)count,
             dump->options->large_objects == PGM_LARGE_OBJECTS_SKIP ? "out" : "empty");
    return PGM_OK;
}

static enum pgm_status write_rows(struct dump *dump, struct pgm_error *error)
{
    const struct pgm_dump_options *options = dump->options;
    const struct pgm_run_options run_options = {
        .source = &dump->picture.source,
        .connections = pgm_pace_connections(&options->pace),
        .workers = pgm_pace_workers(&options->pace),
        .compression = dump->compression,
        .level = dump->level,
        .rate_bytes_per_s = options->pace.rate_bytes_per_s,
        .max_snapshot_age_s = options->pace.max_snapshot_age_s,
    };
    const char **files =
        pgm_archive_add_tables(&dump->picture.toc, &dump->picture.index, &dump->job.plan);
    dump->tables = pgm_result_list(dump->result, &dump->job.plan, files,
                                   pgm_compression_suffix(dump->compression));
    pgm_chunks_make(&dump->chunks, &dump->job.plan, options->pace.split_bytes,
                    run_options.connections);
    PGM_TRY(pgm_folder_open(&dump->folder, options->output, error));
    PGM_TRY(pgm_writer_new(&dump->writer, dump->folder.fd, options->io,
                           run_options.connections + run_options.workers + 1, dump->cancel, error));
    dump->result->io = pgm_arena_strdup(&dump->result->arena, pgm_writer_description(dump->writer));
    atomic_store(&dump->progress->tables_total, (unsigned)dump->result->table_count);
    atomic_store(&dump->progress->work_total, (uint64_t)dump->chunks.weight_bytes);
    enter(dump, PGM_PHASE_ROWS);
    struct pgm_archive_sink archive;
    pgm_archive_sink_init(&archive, dump->writer);
    PGM_TRY(pgm_run(&run_options, &dump->picture.snapshot, &dump->chunks, dump->tables,
                    dump->result->table_count, &archive.sink, dump->cancel, dump->progress, error));
    pgm_result_count(dump->result, dump->tables);
    enter(dump, PGM_PHASE_FINISH);
    PGM_TRY(write_large_objects(dump, error));
    return pgm_writer_drain(dump->writer, error);
}

/* The header's compression is advisory; the readers look at the files' suffixes. */
static void set_header(struct dump *dump)
{
    dump->picture.toc.compression = dump->compression;
    dump->picture.toc.compression_level = dump->compression == PGM_COMPRESSION_NONE ? 0
                                          : dump->level                             ? dump->level
                                                                                    : -1;
}

static enum pgm_status finish(struct dump *dump, struct pgm_error *error)
{
    char commitment[PGM_COMMITMENT_TEXT_BYTES];
    pgm_key_commitment(dump->job.key, commitment);
    pgm_archive_add_sequences(&dump->picture.toc, &dump->picture.index, &dump->job.plan,
                              &dump->result->notes);
    pgm_archive_order(&dump->picture.toc);
    set_header(dump);
    PGM_TRY(pgm_manifest_write(dump->result, &dump->job.plan, commitment,
                               pgm_key_origin(dump->job.key) != PGM_KEY_RANDOM, dump->folder.fd,
                               error));
    if (pgm_cancel_pulled(dump->cancel))
        return pgm_cancel_fail(dump->cancel, error);
    return pgm_archive_commit(&dump->picture.toc, dump->folder.fd, error);
}

/* An interruption that no signal brought is the writer's, which knows why. */
static void tell_cause(struct dump *dump, enum pgm_status status, struct pgm_error *error)
{
    struct pgm_error cause = {0};
    if (status == PGM_FAILED && error->interrupted && dump->writer &&
        pgm_writer_drain(dump->writer, &cause) != PGM_OK)
        *error = cause;
}

enum pgm_status pgm_dump(const struct pgm_dump_options *options, struct pgm_cancel *cancel,
                         struct pgm_progress *progress, struct pgm_result *result,
                         struct pgm_error *error)
{
    struct pgm_picture_options what = options->picture;
    struct dump dump = {
        .options = options,
        .job = {.options = &options->job, .cancel = cancel, .report = &result->report},
        .picture = {.options = &what,
                    .pace = &options->pace,
                    .job = &dump.job,
                    .notes = &result->notes},
        .cancel = cancel,
        .progress = progress,
        .result = result,
        .folder = {.fd = -1},
        .started_ms = pgm_result_now_ms()};
    enum pgm_status status;
    what.large_objects = options->large_objects != PGM_LARGE_OBJECTS_SKIP;
    pgm_result_init(result);
    result->output = options->output;
    enter(&dump, PGM_PHASE_CONNECT);
    PGM_TRY_OUT(load(&dump, error));
    PGM_TRY_OUT(check_versions(&dump, error));
    PGM_TRY_OUT(pgm_picture_take(&dump.picture, progress, error));
    tell_picture(&dump);
    enter(&dump, PGM_PHASE_CHECK);
    PGM_TRY_OUT(pgm_job_plan(&dump.job, &dump.picture.snapshot.leader, &dump.picture.index, error));
    PGM_TRY_OUT(write_rows(&dump, error));
    PGM_TRY_OUT(finish(&dump, error));
    enter(&dump, PGM_PHASE_DONE);
out:
    pgm_result_measure(result, dump.started_ms);
    tell_cause(&dump, status, error);
    pgm_writer_free(dump.writer);
    if (status != PGM_OK)
        pgm_folder_discard(&dump.folder);
    pgm_folder_close(&dump.folder);
    pgm_chunks_free(&dump.chunks);
    pgm_picture_free(&dump.picture);
    pgm_job_free(&dump.job);
    return status;
}
