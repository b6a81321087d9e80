/*
 * run.h: the one place that knows source, mask and sink at once.
 *
 *   chunks ─┬─ stream 1 ─┐            ┌─ worker 1 ─┐
 *           ├─ stream 2 ─┼─ queue ════┼─ worker 2 ─┼─> outlets ─> disk or server
 *   refused └─ leader ───┘            └─ ...       ┘
 *
 * A stream waits for an outlet, then for free input blocks; a worker for room in its outlet; that one
 * for the disk or the server: nobody waits for a stage before it, so full pools cannot lock each other
 * out. A stream that waits for an outlet holds no block. The first failure
 * pulls the cancel; every thread then ends, the streams cancelling what they run. A stream masks a block
 * itself where as many wait as there are workers, and so all of them where there are none.
 */
#ifndef PGM_RUN_H
#define PGM_RUN_H

#include "chunk.h"
#include "rate.h"
#include "snapshot.h"
#include "stream.h"
#include "worker.h"
#include "writer.h"

/* What an archive and a server do differently. */
struct pgm_sink;
struct pgm_sink_class {
    bool part_per_chunk; /* an outlet for each chunk; false: for each table */
    bool has_end_marks;  /* rows end with the mark of COPY text in files */
    /* Sets part->outlet. By the thread that reads, before its first row; may wait for other parts. */
    enum pgm_status (*open)(struct pgm_sink *sink, struct pgm_run_part *part,
                            struct pgm_error *error);
    /* Everything was appended: makes it last. */
    enum pgm_status (*finish)(struct pgm_sink *sink, struct pgm_run_part *part,
                              struct pgm_error *error);
    /* Every part of a table was finished. NULL: nothing to do. */
    enum pgm_status (*complete)(struct pgm_sink *sink, struct pgm_run_table *table,
                                struct pgm_error *error);
    /* The run ends early: whoever waits in open must come back, with a failure. NULL: nobody can. */
    void (*close)(struct pgm_sink *sink);
};
struct pgm_sink {
    const struct pgm_sink_class *class;
};

struct pgm_archive_sink {
    struct pgm_sink sink;
    struct pgm_writer *writer;
};
/* Files of `writer`, one a table (archive_sink.c). */
void pgm_archive_sink_init(struct pgm_archive_sink *archive, struct pgm_writer *writer);

struct pgm_loaders;
/* What happens besides loading. */
struct pgm_server_hooks {
    /* Adds statements to a chunk's transaction, before its COMMIT. */
    void (*record)(void *argument, const struct pgm_run_part *part, struct pgm_buf *sql);
    /* Every chunk of the table is there. */
    enum pgm_status (*complete)(void *argument, struct pgm_run_table *table,
                                struct pgm_error *error);
    void *argument;
};
struct pgm_server_sink {
    struct pgm_sink sink;
    struct pgm_loaders *loaders;
    struct pgm_server_hooks hooks;
};
/* Tables of another server, a transaction a chunk (server_sink.c). */
void pgm_server_sink_init(struct pgm_server_sink *server, struct pgm_loaders *loaders,
                          const struct pgm_server_hooks *hooks);

struct pgm_run_options {
    const struct pgm_pg_options *source;
    unsigned connections; /* >= 1 */
    unsigned workers;     /* besides the streams, which mask what these have no time for */
    enum pgm_compression compression;
    int level;
    uint64_t rate_bytes_per_s;
    int max_snapshot_age_s; /* 0: no limit */
    /* 0: the default of limits.h. At least connections + 2: each stream and the leader hold one, and
     * hold a second while an unfinished row moves to it. For tests of back-pressure. */
    size_t input_blocks;
};

/* Reads all chunks and writes their rows into the sink; each table of `tables` has its plan, its names
 * and a zero of everything else, and plan->run points to it. On success every part was finished. */
enum pgm_status pgm_run(const struct pgm_run_options *options, struct pgm_snapshot *snapshot,
                        struct pgm_chunks *chunks, struct pgm_run_table *tables, size_t table_count,
                        struct pgm_sink *sink, struct pgm_cancel *cancel,
                        struct pgm_progress *progress, struct pgm_error *error) PGM_MUST_CHECK;

#endif
