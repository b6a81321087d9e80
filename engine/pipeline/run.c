/* run.c: threads, what they share, and the order in which they end. */
#include "run.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "limits.h"
#include "queue.h"

struct run {
    const struct pgm_run_options *options;
    struct pgm_snapshot *snapshot;
    struct pgm_chunks *chunks;
    struct pgm_sink *sink;
    struct pgm_cancel *cancel;
    struct pgm_progress *progress;
    struct pgm_block_pool pool;
    struct pgm_queue blocks;  /* from streams to workers */
    struct pgm_queue refused; /* chunks that only the leader can lock */
    struct pgm_rate rate;
    atomic_uint streams_left;
    atomic_bool unreachable; /* somebody found the server dead: nobody needs to ask it anything */
    pthread_mutex_t mutex;   /* of what follows */
    struct pgm_error *error;
    pthread_cond_t ended_changed;
    bool ended;
};

struct member {
    pthread_t thread;
    struct run *run;
    unsigned index;
    struct pgm_worker worker;  /* whoever ends a table writes its end mark: all have one */
    struct pgm_run_part *part; /* being read */
    uint64_t weight_left;      /* of its chunk, not yet told to the progress */
};

static void run_fail(struct run *run, const struct pgm_error *error)
{
    pthread_mutex_lock(&run->mutex);
    if (!error->interrupted) {
        (void)pgm_fail(run->error, error->status, "%s", error->message);
        pgm_hint(run->error, "%s", error->hint);
    }
    pthread_mutex_unlock(&run->mutex);
    pgm_cancel_pull(run->cancel, error->status);
    pgm_block_pool_close(&run->pool);
    pgm_queue_close(&run->blocks);
    pgm_queue_close(&run->refused);
    if (run->sink->class->close)
        run->sink->class->close(run->sink);
}

/* The progress counts a chunk's weight in step with the bytes read, the rest of it at its end. */
static void tell_weight(struct member *self, uint64_t bytes)
{
    const uint64_t told = bytes < self->weight_left ? bytes : self->weight_left;
    self->weight_left -= told;
    atomic_fetch_add_explicit(&self->run->progress->work_done, told, memory_order_relaxed);
}

/* Opens the part's outlet if nobody has; thereafter the pointer does not change until the end. */
static enum pgm_status open_part(struct run *run, struct pgm_run_part *part,
                                 struct pgm_error *error)
{
    pthread_mutex_lock(&part->mutex);
    enum pgm_status status = PGM_OK;
    if (!part->outlet)
        status = run->sink->class->open(run->sink, part, error);
    pthread_mutex_unlock(&part->mutex);
    return status;
}

/* Gives up one hold on the part; the last one finishes it. */
static enum pgm_status release(struct run *run, struct pgm_run_part *part,
                               struct pgm_worker *worker, struct pgm_error *error)
{
    const struct pgm_sink_class *class = run->sink->class;
    struct pgm_run_table *table = part->table;
    /* Acquire and release: the last holder sees all that the others wrote. */
    if (atomic_fetch_sub_explicit(&part->pending, 1, memory_order_acq_rel) != 1)
        return PGM_OK;
    if (class->has_end_marks)
        PGM_TRY(pgm_worker_end_mark(worker, part, error));
    PGM_TRY(class->finish(run->sink, part, error));
    part->outlet = NULL;
    if (atomic_fetch_sub_explicit(&table->parts_left, 1, memory_order_acq_rel) != 1)
        return PGM_OK;
    atomic_fetch_add_explicit(&run->progress->tables_done, 1, memory_order_relaxed);
    return class->complete ? class->complete(run->sink, table, error) : PGM_OK;
}

static enum pgm_status process(struct run *run, struct pgm_worker *worker, struct pgm_block *block,
                               struct pgm_error *error)
{
    struct pgm_run_part *part = block->table;
    const enum pgm_status status = pgm_worker_block(worker, part, block, run->progress, error);
    pgm_block_put(&run->pool, block);
    return status == PGM_OK ? release(run, part, worker, error) : status;
}

/* A server on the same machine wakes a stream for each 8 kB that it sends. Else the kernel would take the
 * processor from it each time, for what is too little to work on (sched(7), SCHED_BATCH). No harm where that
 * is not allowed, and who chose a policy keeps it. */
static void await_turn(void)
{
    const struct sched_param parameters = {0};
    if (sched_getscheduler(0) == SCHED_OTHER)
        (void)sched_setscheduler(0, SCHED_BATCH, &parameters);
}

static void *worker_main(void *argument)
{
    struct member *self = argument;
    struct run *run = self->run;
    struct pgm_error error = {0};
    enum pgm_status status = PGM_OK;
    await_turn();
    for (struct pgm_block *block; (block = pgm_queue_pop(&run->blocks));) {
        if (status != PGM_OK) {
            pgm_block_put(&run->pool, block);
            continue;
        }
        /* Who drops a block tells all: somebody may wait for what its part holds. */
        if (pgm_cancel_pulled(run->cancel)) {
            pgm_block_put(&run->pool, block);
            status = pgm_cancel_fail(run->cancel, &error);
        } else {
            status = process(run, &self->worker, block, &error);
        }
        if (status != PGM_OK)
            run_fail(run, &error);
    }
    return NULL;
}

static enum pgm_status deliver(void *argument, struct pgm_block *block, struct pgm_error *error)
{
    struct member *self = argument;
    struct run *run = self->run;
    block->table = self->part;
    tell_weight(self, block->bytes);
    atomic_fetch_add_explicit(&self->part->pending, 1, memory_order_relaxed);
    /* Who reads lends a hand where the workers have enough to do, and does it all where there are none. */
    if (pgm_queue_push_below(&run->blocks, block, run->options->workers))
        return PGM_OK;
    return process(run, &self->worker, block, error);
}

static enum pgm_status read_chunk(struct member *self, struct pgm_pg *pg,
                                  const struct pgm_chunk *chunk, bool lock, bool *refused,
                                  struct pgm_error *error)
{
    struct run *run = self->run;
    struct pgm_stream stream = {
        .pg = pg, .pool = &run->pool, .rate = &run->rate, .deliver = deliver, .argument = self};
    /* Small frames would compress worse. */
    if (run->options->workers == 0 && run->options->compression == PGM_COMPRESSION_NONE)
        stream.eager_bytes = PGM_EAGER_BYTES;
    struct pgm_progress *progress = run->progress;
    const struct pgm_run_table *table = chunk->table->run;
    self->part = chunk->part;
    self->weight_left = (uint64_t)chunk->weight_bytes;
    /* Release: the watcher reads the text behind the pointer. */
    atomic_store_explicit(&progress->stream_table[self->index], table->name, memory_order_release);
    enum pgm_status status = open_part(run, self->part, error);
    *refused = false;
    /* No page at the snapshot, no row in it: nothing to ask the server for. */
    if (status == PGM_OK &&
        (chunk->table->table->heap_bytes > 0 || !chunk->table->table->access_method))
        status = pgm_stream_read(&stream, chunk, lock, refused, error);
    atomic_store_explicit(&progress->stream_table[self->index], NULL, memory_order_relaxed);
    if (status != PGM_OK || *refused)
        return status;
    tell_weight(self, UINT64_MAX);
    return release(run, self->part, &self->worker, error);
}

static enum pgm_status read_chunks(struct member *self, struct pgm_pg *pg, struct pgm_error *error)
{
    struct run *run = self->run;
    PGM_TRY(pgm_snapshot_join(pg, run->snapshot, error));
    for (struct pgm_chunk *chunk; (chunk = pgm_chunks_take(run->chunks));) {
        bool refused;
        PGM_TRY(read_chunk(self, pg, chunk, true, &refused, error));
        if (!refused)
            continue;
        PGM_TRY(pgm_snapshot_join(pg, run->snapshot, error));
        if (!pgm_queue_push(&run->refused, chunk))
            return pgm_cancel_fail(run->cancel, error);
    }
    return PGM_OK;
}

static void *stream_main(void *argument)
{
    struct member *self = argument;
    struct run *run = self->run;
    struct pgm_error error = {0};
    struct pgm_pg pg = {0};
    await_turn();
    enum pgm_status status = pgm_pg_connect(&pg, run->options->source, run->cancel, &error);
    if (status == PGM_OK)
        status = read_chunks(self, &pg, &error);
    if (pg.unreachable)
        atomic_store(&run->unreachable, true);
    if (status != PGM_OK)
        run_fail(run, &error);
    pg.unreachable = atomic_load(&run->unreachable);
    pgm_pg_close(&pg);
    /* The last stream to end tells the leader that no more chunks will be refused. */
    if (atomic_fetch_sub(&run->streams_left, 1) == 1)
        pgm_queue_close(&run->refused);
    return NULL;
}

/* The leader reads what was refused to the others, in the calling thread. */
static enum pgm_status leader_main(struct member *self, struct pgm_error *error)
{
    struct run *run = self->run;
    for (struct pgm_chunk *chunk; (chunk = pgm_queue_pop(&run->refused));) {
        bool refused;
        if (pgm_cancel_pulled(run->cancel))
            continue;
        PGM_TRY(read_chunk(self, &run->snapshot->leader, chunk, false, &refused, error));
    }
    return PGM_OK;
}

/* Waits for the end of the run or the snapshot's age limit, whichever comes first. */
static void *age_main(void *argument)
{
    struct member *self = argument;
    struct run *run = self->run;
    const int64_t end_ms =
        run->snapshot->taken_ms + (int64_t)run->options->max_snapshot_age_s * 1000;
    struct timespec until = {end_ms / 1000, (long)(end_ms % 1000) * 1000000};
    pthread_mutex_lock(&run->mutex);
    int waited = 0;
    while (!run->ended && waited == 0)
        waited = pthread_cond_clockwait(&run->ended_changed, &run->mutex, CLOCK_MONOTONIC, &until);
    const bool late = !run->ended;
    pthread_mutex_unlock(&run->mutex);
    if (late) {
        struct pgm_error error = {0};
        (void)pgm_fail(&error, PGM_FAILED, "the snapshot is older than --max-snapshot-age (%d s)",
                       run->options->max_snapshot_age_s);
        pgm_hint(&error, "an old snapshot holds back vacuum; use more streams (-j), a standby, or "
                         "a higher limit");
        run_fail(run, &error);
    }
    return NULL;
}

static enum pgm_status start(struct member *member, void *(*function)(void *),
                             struct pgm_error *error)
{
    const int problem = pthread_create(&member->thread, NULL, function, member);
    return problem ? pgm_fail_errno(error, problem, "cannot start a thread") : PGM_OK;
}

/* Starts everybody, works as the leader, and joins them in the order of the data's way. */
static void run_threads(struct run *run, struct member *leader, struct member *streams,
                        struct member *workers, struct member *age)
{
    const struct pgm_run_options *options = run->options;
    struct pgm_error error = {0};
    unsigned workers_started = 0, streams_started = 0;
    bool age_started = false;
    enum pgm_status status = PGM_OK;
    atomic_init(&run->streams_left, options->connections);
    while (status == PGM_OK && workers_started < options->workers) {
        status = start(&workers[workers_started], worker_main, &error);
        workers_started += status == PGM_OK;
    }
    while (status == PGM_OK && streams_started < options->connections) {
        status = start(&streams[streams_started], stream_main, &error);
        streams_started += status == PGM_OK;
    }
    if (status == PGM_OK && options->max_snapshot_age_s) {
        status = start(age, age_main, &error);
        age_started = status == PGM_OK;
    }
    if (status == PGM_OK)
        status = leader_main(leader, &error);
    if (status != PGM_OK)
        run_fail(run, &error);
    for (unsigned i = 0; i < streams_started; i++)
        pthread_join(streams[i].thread, NULL);
    run->snapshot->leader.unreachable |= atomic_load(&run->unreachable);
    pgm_queue_close(&run->blocks);
    for (unsigned i = 0; i < workers_started; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_mutex_lock(&run->mutex);
    run->ended = true;
    pthread_cond_signal(&run->ended_changed);
    pthread_mutex_unlock(&run->mutex);
    if (age_started)
        pthread_join(age->thread, NULL);
}

static enum pgm_status members_init(struct run *run, struct member *members, unsigned count,
                                    struct pgm_error *error)
{
    for (unsigned i = 0; i < count; i++) {
        members[i].run = run;
        members[i].index = i;
        PGM_TRY(pgm_worker_init(&members[i].worker, run->options->compression, run->options->level,
                                error));
    }
    return PGM_OK;
}

/* Chunks of one table stand beside one another. */
static void parts_init(const struct pgm_sink *sink, struct pgm_chunks *chunks,
                       struct pgm_run_part *parts)
{
    struct pgm_run_part *part = NULL;
    for (size_t i = 0; i < chunks->count; i++) {
        struct pgm_chunk *chunk = &chunks->items[i];
        struct pgm_run_table *table = chunk->table->run;
        if (!part || part->table != table || sink->class->part_per_chunk) {
            part = part ? part + 1 : parts;
            *part = (struct pgm_run_part){.table = table, .chunk = chunk};
            pthread_mutex_init(&part->mutex, NULL);
            atomic_fetch_add_explicit(&table->parts_left, 1, memory_order_relaxed);
        }
        atomic_fetch_add_explicit(&part->pending, 1, memory_order_relaxed);
        chunk->part = part;
    }
}

static void parts_free(struct pgm_chunks *chunks, struct pgm_run_part *parts)
{
    for (size_t i = 0; i < chunks->count && parts[i].table; i++)
        pthread_mutex_destroy(&parts[i].mutex);
    free(parts);
}

static void tables_init(struct pgm_run_table *tables, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pthread_mutex_init(&tables[i].mutex, NULL);
        atomic_init(&tables[i].parts_left, 0);
    }
}

static enum pgm_status run_members(struct run *run, struct member *members, struct pgm_error *error)
{
    /* streams, the leader behind them (so that its index is free in the progress), workers */
    const unsigned streams = run->options->connections, workers = run->options->workers;
    struct member age = {.run = run};
    PGM_TRY(members_init(run, members, streams + 1, error));
    PGM_TRY(members_init(run, members + streams + 1, workers, error));
    run->progress->stream_count = streams + 1;
    run_threads(run, members + streams, members, members + streams + 1, &age);
    return error->status;
}

enum pgm_status pgm_run(const struct pgm_run_options *options, struct pgm_snapshot *snapshot,
                        struct pgm_chunks *chunks, struct pgm_run_table *tables, size_t table_count,
                        struct pgm_sink *sink, struct pgm_cancel *cancel,
                        struct pgm_progress *progress, struct pgm_error *error)
{
    struct run run = {.options = options,
                      .snapshot = snapshot,
                      .chunks = chunks,
                      .sink = sink,
                      .cancel = cancel,
                      .progress = progress,
                      .mutex = PTHREAD_MUTEX_INITIALIZER,
                      .ended_changed = PTHREAD_COND_INITIALIZER,
                      .error = error};
    const unsigned member_count = options->connections + 1 + options->workers;
    const size_t block_count =
        options->input_blocks
            ? options->input_blocks
            : (size_t)(options->connections + 1) * PGM_BLOCKS_PER_STREAM + options->workers;
    struct member *members = calloc(member_count, sizeof *members);
    struct pgm_run_part *parts = calloc(chunks->count + 1, sizeof *parts);
    enum pgm_status status = members && parts ? pgm_block_pool_init(&run.pool, block_count, error)
                                              : pgm_fail_memory(error);
    if (status != PGM_OK) {
        free(members);
        free(parts);
        return status;
    }
    pgm_queue_init(&run.blocks, block_count + 1); /* the oversize one */
    pgm_queue_init(&run.refused, chunks->count + 1);
    pgm_rate_init(&run.rate, options->rate_bytes_per_s);
    tables_init(tables, table_count);
    parts_init(sink, chunks, parts);
    status = run_members(&run, members, error);
    for (unsigned i = 0; i < member_count; i++)
        pgm_worker_free(&members[i].worker);
    parts_free(chunks, parts);
    for (size_t i = 0; i < table_count; i++)
        pthread_mutex_destroy(&tables[i].mutex);
    pgm_queue_free(&run.blocks);
    pgm_queue_free(&run.refused);
    pgm_block_pool_free(&run.pool);
    pgm_rate_free(&run.rate);
    free(members);
    /* Pulled from outside: by a signal, or by the writer, which tells why when drained. */
    return status == PGM_OK && pgm_cancel_pulled(cancel) ? pgm_cancel_fail(cancel, error) : status;
}
