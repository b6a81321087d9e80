/* picture.c: see the header. */
#include "picture.h"

#include <sched.h>
#include <string.h>

#include "pg_dump.h"
#include "progress.h"

static unsigned processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

unsigned pgm_pace_connections(const struct pgm_pace *pace)
{
    return pace->connections ? pace->connections : 1;
}

unsigned pgm_pace_workers(const struct pgm_pace *pace)
{
    return pace->workers < 0 ? processors() : (unsigned)pace->workers;
}

enum pgm_status pgm_picture_begin(struct pgm_picture *picture, struct pgm_error *error)
{
    picture->source = picture->job->options->source;
    picture->source.stall_timeout_ms = picture->pace->stall_timeout_s * 1000;
    return pgm_pg_dump_version(picture->options->pg_dump_path, picture->job->cancel,
                               &picture->pg_dump_version, &picture->pg_dump_text,
                               picture->notes->arena, error);
}

static enum pgm_status check_server(const struct pgm_picture *picture, struct pgm_error *error)
{
    const int server = picture->snapshot.leader.server_version / 10000;
    const int own = picture->pg_dump_version / 10000;
    if (server <= own)
        return PGM_OK;
    (void)pgm_fail(error, PGM_FAILED, "the server is PostgreSQL %d, newer than pg_dump %d", server,
                   own);
    pgm_hint(error, "install the package postgresql-client-%d and give --pg-dump its pg_dump",
             server);
    return error->status;
}

/* Where pg_dump failed for want of a right: which it is, in place of its fault. */
static enum pgm_status list_rights(struct pgm_job *job, struct pgm_error *error)
{
    pgm_job_check_rights(job, NULL);
    if (!job->denied_count)
        return error->status;
    *error = (struct pgm_error){0};
    return pgm_job_reported(job, error);
}

/* The schema as pg_dump tells it, without what carries passwords or values. */
static enum pgm_status read_schema(struct pgm_picture *picture, struct pgm_error *error)
{
    struct pgm_job *job = picture->job;
    struct pgm_buf archive = {0};
    bool denied = false;
    enum pgm_status status = pgm_pg_dump_schema(picture, &archive, &denied, error);
    if (denied)
        status = list_rights(job, error);
    if (status == PGM_OK)
        status = pgm_toc_parse(&picture->toc, (const uint8_t *)pgm_buf_text(&archive),
                               archive.bytes, error);
    /* It may hold passwords of user mappings and subscriptions. */
    if (archive.data)
        explicit_bzero(archive.data, archive.capacity);
    pgm_buf_free(&archive);
    PGM_TRY(status);
    pgm_archive_drop_secrets(&picture->toc, picture->options->foreign_servers, picture->notes);
    pgm_archive_index_make(&picture->index, &picture->toc);
    return PGM_OK;
}

/* The wanted snapshot, or what can stand for it. */
static enum pgm_status take_snapshot(struct pgm_picture *picture, struct pgm_error *error)
{
    const int lock_wait_ms = picture->pace->lock_wait_timeout_ms;
    struct pgm_snapshot *snapshot = &picture->snapshot;
    bool gone = false;
    if (picture->wanted_snapshot)
        PGM_TRY(pgm_snapshot_adopt(snapshot, &picture->source, picture->job->cancel,
                                   picture->wanted_snapshot, lock_wait_ms, &gone, error));
    if (picture->wanted_snapshot && !gone)
        return PGM_OK;
    PGM_TRY(
        pgm_snapshot_take(snapshot, &picture->source, picture->job->cancel, lock_wait_ms, error));
    if (!gone)
        return PGM_OK;
    picture->is_same_lsn = picture->wanted_lsn && snapshot->is_frozen &&
                           strcmp(snapshot->lsn, picture->wanted_lsn) == 0;
    picture->is_other = !picture->is_same_lsn;
    if (picture->is_same_lsn || picture->takes_another)
        return PGM_OK;
    (void)pgm_fail(error, PGM_FAILED, "the snapshot is gone: whoever held it has ended");
    pgm_hint(error,
             "hold one with `pgmirage snapshot`, read from a standby whose replay is paused, "
             "or accept rows of two moments with --allow-mixed-snapshots");
    return error->status;
}

enum pgm_status pgm_picture_take(struct pgm_picture *picture, struct pgm_progress *progress,
                                 struct pgm_error *error)
{
    struct pgm_job *job = picture->job;
    struct pgm_pg *leader = &picture->snapshot.leader;
    atomic_store_explicit(&progress->phase, PGM_PHASE_LOCK, memory_order_relaxed);
    PGM_TRY(take_snapshot(picture, error));
    PGM_TRY(check_server(picture, error));
    atomic_store_explicit(&progress->phase, PGM_PHASE_SCHEMA, memory_order_relaxed);
    PGM_TRY(pgm_catalog_read(&job->catalog, leader, error));
    PGM_TRY(read_schema(picture, error));
    return pgm_catalog_read_sequences(&job->catalog, leader, error);
}

void pgm_picture_free(struct pgm_picture *picture)
{
    pgm_archive_index_free(&picture->index);
    pgm_toc_free(&picture->toc);
    pgm_snapshot_release(&picture->snapshot);
}
