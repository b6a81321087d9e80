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

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "archive.h"
#include "child.h"
#include "cpu.h"
#include "file.h"
#include "large_objects.h"
#include "limits.h"
#include "manifest.h"
#include "rights.h"
#include "run.h"

/* All that a dump holds; zeroed, it holds nothing. */
struct dump {
    const struct pgm_dump_options *options;
    struct pgm_pg_options source; /* the user's, with what a dump adds */
    struct pgm_cancel *cancel;
    struct pgm_progress *progress;
    struct pgm_dump_result *result;
    struct pgm_job job;
    struct pgm_snapshot snapshot;
    struct pgm_toc toc;
    struct pgm_archive_index index;
    struct pgm_chunks chunks;
    struct pgm_folder folder;
    struct pgm_writer *writer;
    struct pgm_run_table *tables; /* parallel to result->tables */
    enum pgm_compression compression;
    int level;
    int pg_dump_version;
    int64_t started_ms;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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
        pgm_dump_note(dump->result, "masks of the plugin %s were loaded", plugins->items[i]);
    dump->result->key = pgm_job_key_text(&dump->job);
    return PGM_OK;
}

/* pg_restore of which major version must read the archive: the archive's format and the compression
 * follow from it. */
static enum pgm_status check_versions(struct dump *dump, struct pgm_error *error)
{
    const struct pgm_dump_options *options = dump->options;
    const char *path = options->pg_dump_path ? options->pg_dump_path : "pg_dump";
    PGM_TRY(pgm_child_version(path, dump->cancel, &dump->pg_dump_version,
                              &dump->result->pg_dump_version, &dump->result->arena, error));
    const int own = dump->pg_dump_version / 10000;
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

static enum pgm_status check_server(const struct dump *dump, struct pgm_error *error)
{
    const int server = dump->snapshot.leader.server_version / 10000;
    if (server <= dump->pg_dump_version / 10000)
        return PGM_OK;
    (void)pgm_fail(error, PGM_FAILED, "the server is PostgreSQL %d, newer than pg_dump %d", server,
                   dump->pg_dump_version / 10000);
    pgm_hint(error, "install the package postgresql-client-%d and give --pg-dump its pg_dump",
             server);
    return error->status;
}

/* Where pg_dump failed for want of a right: which it is, in place of its fault. */
static enum pgm_status list_rights(struct dump *dump, struct pgm_error *error)
{
    pgm_rights_check(&dump->job.catalog, NULL, &dump->result->report);
    if (!dump->result->report.count)
        return error->status;
    *error = (struct pgm_error){0};
    return pgm_fail(error, PGM_UNFIT,
                    "this role may not read all that it should; nothing was written");
}

/* Locks, snapshot, catalog and the table of contents, all of the same moment. */
static enum pgm_status read_source(struct dump *dump, struct pgm_error *error)
{
    const struct pgm_dump_options *options = dump->options;
    enter(dump, PGM_PHASE_LOCK);
    PGM_TRY(pgm_snapshot_take(&dump->snapshot, &dump->source, dump->cancel,
                              options->lock_wait_timeout_ms, error));
    PGM_TRY(check_server(dump, error));
    dump->result->snapshot = pgm_arena_strdup(&dump->result->arena, dump->snapshot.id);
    dump->result->lsn = pgm_arena_strdup(&dump->result->arena, dump->snapshot.lsn);
    enter(dump, PGM_PHASE_SCHEMA);
    PGM_TRY(pgm_catalog_read(&dump->job.catalog, &dump->snapshot.leader, error));
    dump->result->server_version =
        pgm_arena_strdup(&dump->result->arena, dump->job.catalog.server_version_text);
    struct pgm_buf archive = {0};
    bool denied = false;
    enum pgm_status status = pgm_child_schema(options, &dump->snapshot, dump->pg_dump_version,
                                              strcmp(dump->job.catalog.encoding, "SQL_ASCII") == 0,
                                              dump->cancel, &archive, &denied, error);
    if (denied)
        status = list_rights(dump, error);
    if (status == PGM_OK)
        status = pgm_toc_parse(&dump->toc, (const uint8_t *)pgm_buf_text(&archive), archive.bytes,
                               error);
    /* It may hold passwords of user mappings and subscriptions. */
    if (archive.data)
        explicit_bzero(archive.data, archive.capacity);
    pgm_buf_free(&archive);
    PGM_TRY(status);
    pgm_archive_drop_secrets(&dump->toc, options->foreign_servers, dump->result);
    pgm_archive_index_make(&dump->index, &dump->toc);
    return pgm_catalog_read_sequences(&dump->job.catalog, &dump->snapshot.leader, error);
}

/* A column that partitions and children share is listed once, under its topmost name. */
static void list_kept(struct dump *dump, const struct pgm_plan_column *column)
{
    struct pgm_dump_result *result = dump->result;
    struct pgm_plan_column *top = pgm_plan_column_of(
        &dump->job.plan, column->column->parent ? column->column->parent : column->column);
    if (!top->is_listed_kept)
        result->kept_columns[result->kept_column_count++] = pgm_arena_printf(
            &result->arena, "%s%s", top->name, pgm_plan_is_kept(column) ? "" : " (parts)");
    top->is_listed_kept = true;
}

static void list_table(struct dump *dump, const struct pgm_plan_table *table,
                       struct pgm_dump_table_result *listed)
{
    listed->name = pgm_arena_strdup(&dump->result->arena, table->name);
    for (size_t c = 0; c < table->copied_count; c++)
        if (!pgm_plan_is_kept(table->copied[c])) {
            listed->masked_columns++;
            if (table->copied[c]->mask && table->copied[c]->mask->keeps_parts)
                list_kept(dump, table->copied[c]);
        } else {
            listed->kept_columns++;
            list_kept(dump, table->copied[c]);
        }
}

/* What `text` leaves in a column is not known before somebody reads it: said in every summary. */
static void note_best_effort(struct dump *dump, const struct pgm_plan_table *table)
{
    struct pgm_buf names = {0};
    for (size_t c = 0; c < table->copied_count; c++) {
        const struct pgm_plan_column *column = table->copied[c];
        if (!column->mask || !(column->class->flags & PGM_MASK_KNOWN))
            continue;
        struct pgm_plan_column *top = pgm_plan_column_of(
            &dump->job.plan, column->column->parent ? column->column->parent : column->column);
        if (!top->is_listed_text)
            pgm_buf_printf(&names, "%s%s", names.bytes ? ", " : "", top->name);
        top->is_listed_text = true;
    }
    if (names.bytes)
        pgm_dump_note(dump->result,
                      "%s: masked as free text, best effort: names that are no known values stay",
                      pgm_buf_text(&names));
    pgm_buf_free(&names);
}

/* The lists of the summary, and a run table for each table that is read. */
static void list_tables(struct dump *dump, const char *const *files)
{
    struct pgm_dump_result *result = dump->result;
    const size_t most = dump->job.catalog.table_count + 1;
    size_t columns = 1;
    for (size_t i = 0; i < dump->job.catalog.table_count; i++)
        columns += dump->job.plan.tables[i].copied_count;
    result->tables = PGM_ARENA_ARRAY(&result->arena, struct pgm_dump_table_result, most);
    result->kept_columns = PGM_ARENA_ARRAY(&result->arena, const char *, columns);
    result->skipped_tables = PGM_ARENA_ARRAY(&result->arena, const char *, most);
    dump->tables = PGM_ARENA_ARRAY(&dump->job.plan.arena, struct pgm_run_table, most);
    for (size_t i = 0; i < dump->job.catalog.table_count; i++) {
        struct pgm_plan_table *table = &dump->job.plan.tables[i];
        if (!files[i]) {
            if (table->selected && table->rows == PGM_ROWS_NONE && table->table->relkind == 'r')
                result->skipped_tables[result->skipped_table_count++] =
                    pgm_arena_strdup(&result->arena, table->name);
            continue;
        }
        struct pgm_run_table *run_table = &dump->tables[result->table_count];
        run_table->plan = table;
        run_table->file_name = pgm_arena_printf(&dump->job.plan.arena, "%s%s", files[i],
                                                pgm_compression_suffix(dump->compression));
        table->run = run_table;
        list_table(dump, table, &result->tables[result->table_count]);
        note_best_effort(dump, table);
        run_table->name = result->tables[result->table_count++].name;
    }
}

static void take_counts(struct dump *dump)
{
    struct pgm_dump_result *result = dump->result;
    for (size_t i = 0; i < result->table_count; i++) {
        const struct pgm_run_table *run_table = &dump->tables[i];
        struct pgm_dump_table_result *table = &result->tables[i];
        table->rows = run_table->rows;
        table->bytes_in = run_table->bytes_in;
        table->bytes_out = run_table->bytes_out;
        pgm_checksum_format(&run_table->checksum, table->checksum);
        result->rows += table->rows;
        result->bytes_in += table->bytes_in;
        result->bytes_out += table->bytes_out;
    }
}

static enum pgm_status write_large_objects(struct dump *dump, struct pgm_error *error)
{
    int64_t count;
    PGM_TRY(pgm_large_objects_count(&dump->snapshot.leader, &count, error));
    if (count == 0)
        return PGM_OK;
    if (dump->options->large_objects == PGM_LARGE_OBJECTS_KEEP)
        return pgm_large_objects_dump(&dump->snapshot.leader, dump->writer, dump->compression,
                                      dump->level, &dump->toc, dump->result, error);
    pgm_dump_note(dump->result, "%lld large objects left %s (--large-objects)", (long long)count,
                  dump->options->large_objects == PGM_LARGE_OBJECTS_SKIP ? "out" : "empty");
    return PGM_OK;
}

static unsigned processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

static enum pgm_status write_rows(struct dump *dump, struct pgm_error *error)
{
    const struct pgm_dump_options *options = dump->options;
    const struct pgm_run_options run_options = {
        .source = &dump->source,
        .connections = options->connections ? options->connections : 1,
        .workers = options->workers < 0 ? processors() : (unsigned)options->workers,
        .compression = dump->compression,
        .level = dump->level,
        .rate_bytes_per_s = options->rate_bytes_per_s,
        .max_snapshot_age_s = options->max_snapshot_age_s,
    };
    const char **files = pgm_archive_add_tables(&dump->toc, &dump->index, &dump->job.plan);
    list_tables(dump, files);
    pgm_chunks_make(&dump->chunks, &dump->job.plan, options->split_bytes, run_options.connections);
    PGM_TRY(pgm_folder_open(&dump->folder, options->output, error));
    PGM_TRY(pgm_writer_new(&dump->writer, dump->folder.fd, options->io,
                           run_options.connections + run_options.workers + 1, dump->cancel, error));
    dump->result->io = pgm_arena_strdup(&dump->result->arena, pgm_writer_description(dump->writer));
    atomic_store(&dump->progress->tables_total, (unsigned)dump->result->table_count);
    atomic_store(&dump->progress->work_total, (uint64_t)dump->chunks.weight_bytes);
    enter(dump, PGM_PHASE_ROWS);
    struct pgm_archive_sink archive;
    pgm_archive_sink_init(&archive, dump->writer);
    PGM_TRY(pgm_run(&run_options, &dump->snapshot, &dump->chunks, dump->tables,
                    dump->result->table_count, &archive.sink, dump->cancel, dump->progress, error));
    take_counts(dump);
    enter(dump, PGM_PHASE_FINISH);
    PGM_TRY(write_large_objects(dump, error));
    return pgm_writer_drain(dump->writer, error);
}

/* The header's compression is advisory; the readers look at the files' suffixes. */
static void set_header(struct dump *dump)
{
    dump->toc.compression = dump->compression;
    dump->toc.compression_level = dump->compression == PGM_COMPRESSION_NONE ? 0
                                  : dump->level                             ? dump->level
                                                                            : -1;
}

static enum pgm_status finish(struct dump *dump, struct pgm_error *error)
{
    char commitment[PGM_COMMITMENT_TEXT_BYTES];
    pgm_key_commitment(dump->job.key, commitment);
    pgm_archive_add_sequences(&dump->toc, &dump->index, &dump->job.plan, dump->result);
    pgm_archive_order(&dump->toc);
    set_header(dump);
    PGM_TRY(pgm_manifest_write(dump->result, &dump->job.plan, commitment,
                               pgm_key_origin(dump->job.key) != PGM_KEY_RANDOM, dump->folder.fd,
                               error));
    if (pgm_cancel_pulled(dump->cancel))
        return pgm_cancel_fail(dump->cancel, error);
    return pgm_archive_commit(&dump->toc, dump->folder.fd, error);
}

/* An interruption that no signal brought is the writer's, which knows why. */
static void tell_cause(struct dump *dump, enum pgm_status status, struct pgm_error *error)
{
    struct pgm_error cause = {0};
    if (status == PGM_FAILED && error->interrupted && dump->writer &&
        pgm_writer_drain(dump->writer, &cause) != PGM_OK)
        *error = cause;
}

static void measure(struct dump *dump)
{
    struct rusage usage;
    struct pgm_dump_result *result = dump->result;
    getrusage(RUSAGE_SELF, &usage);
    result->seconds = (double)(now_ms() - dump->started_ms) / 1000.0;
    result->cpu_user_s = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
    result->cpu_system_s = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    result->peak_memory_bytes = (uint64_t)usage.ru_maxrss * 1024;
}

enum pgm_status pgm_dump(const struct pgm_dump_options *options, struct pgm_cancel *cancel,
                         struct pgm_progress *progress, struct pgm_dump_result *result,
                         struct pgm_error *error)
{
    struct dump dump = {
        .options = options,
        .job = {.options = &options->job, .cancel = cancel, .report = &result->report},
        .source = options->job.source,
        .cancel = cancel,
        .progress = progress,
        .result = result,
        .folder = {.fd = -1},
        .started_ms = now_ms()};
    enum pgm_status status;
    dump.source.stall_timeout_ms = options->stall_timeout_s * 1000;
    result->cpu = pgm_cpu_name();
    result->output = options->output;
    enter(&dump, PGM_PHASE_CONNECT);
    PGM_TRY_OUT(load(&dump, error));
    PGM_TRY_OUT(check_versions(&dump, error));
    PGM_TRY_OUT(read_source(&dump, error));
    enter(&dump, PGM_PHASE_CHECK);
    PGM_TRY_OUT(pgm_job_plan(&dump.job, &dump.snapshot.leader, &dump.index, error));
    PGM_TRY_OUT(write_rows(&dump, error));
    PGM_TRY_OUT(finish(&dump, error));
    enter(&dump, PGM_PHASE_DONE);
out:
    measure(&dump);
    tell_cause(&dump, status, error);
    pgm_writer_free(dump.writer);
    if (status != PGM_OK)
        pgm_folder_discard(&dump.folder);
    pgm_folder_close(&dump.folder);
    pgm_chunks_free(&dump.chunks);
    pgm_archive_index_free(&dump.index);
    pgm_toc_free(&dump.toc);
    pgm_snapshot_release(&dump.snapshot);
    pgm_job_free(&dump.job);
    return status;
}

void pgm_dump_result_free(struct pgm_dump_result *result)
{
    pgm_report_free(&result->report);
    pgm_arena_free(&result->arena);
    *result = (struct pgm_dump_result){0};
}
