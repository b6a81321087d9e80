/*
 * writer_internal.h: what the parts of the writer share; tests include it to inject faults.
 *
 *   writer.c        files, appends, finishing          appender's thread
 *   writer_op.c     what becomes of an answered write  whoever got the answer
 *   writer_stage.c  aligned memory
 *   writer_probe.c  what this kernel, limit and file system allow
 *   writer_uring.c, writer_pwrite.c   the two backends
 *
 * Locks: a file's mutex may be held while the writer's is taken, never the other way round. The
 * ring has its own, taken last. Only the file's appenders take its mutex, so that one of them may
 * wait for a stage with the mutex held: what it waits for is completed by others.
 */
#ifndef PGM_WRITER_INTERNAL_H
#define PGM_WRITER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "writer.h"

/* Finished files that wait for their fsync. Enough for the journal to commit many at once, few
 * enough for the usual limit of 1,024 descriptors. */
#define PGM_CLOSING_MAX 64

enum pgm_op_kind { PGM_OP_WRITE, PGM_OP_SYNC };

/* One request to the kernel. `data`, `bytes` and `offset` say what is left of a write. */
struct pgm_op {
    enum pgm_op_kind kind;
    struct pgm_file *file;
    struct pgm_stage *stage; /* a write's */
    const uint8_t *data;
    size_t bytes;
    uint64_t offset;
    bool direct; /* handed in under O_DIRECT: EINVAL is about the alignment */
};

struct pgm_stage {
    struct pgm_op op;
    uint8_t *data; /* PGM_STAGE_BYTES, aligned to PGM_IO_ALIGNMENT */
    size_t bytes;
    bool extra; /* not of the slab: allocated for a file beyond `open_files` */
    struct pgm_stage *next;
};

struct pgm_file {
    struct pgm_outlet outlet;
    struct pgm_writer *writer;
    char *name;
    int fd;
    pthread_mutex_t mutex; /* guards tail, length, direct_tried */
    struct pgm_stage *tail;
    uint64_t length;
    bool direct_tried;
    /* Guarded by the writer's mutex. */
    bool direct;   /* O_DIRECT is on: lengths must be aligned */
    bool padded;   /* the last write went past `length` */
    bool finished; /* no appender will come any more */
    size_t writes_in_flight;
    struct pgm_op sync;
    struct pgm_file *previous, *next;
};

/* Set by tests only. `ask` shortens what is asked of the kernel; `answer` replaces its answer
 * (bytes or -errno). Both may be called by several threads at once. */
struct pgm_writer_faults {
    void *context;
    size_t (*ask)(void *context, const struct pgm_op *op, size_t bytes);
    ssize_t (*answer)(void *context, const struct pgm_op *op, ssize_t result);
};

struct pgm_io_backend {
    /* Hands a request in. Its answer goes through pgm_op_answered, perhaps before this returns. */
    void (*submit)(struct pgm_writer *writer, struct pgm_op *op);
    /* Nothing is in flight any more. */
    void (*stop)(struct pgm_writer *writer);
};

struct pgm_stage_pool {
    uint8_t *slab;
    size_t slab_bytes;
    struct pgm_stage *stages; /* the slab's */
    struct pgm_stage *free_stages, *free_extras;
    size_t extra_count;
};

struct pgm_writer {
    int directory_fd;
    struct pgm_cancel *cancel; /* may be NULL */
    const struct pgm_io_backend *backend;
    struct pgm_ring *ring;
    bool direct; /* the file system takes O_DIRECT */
    struct pgm_writer_faults faults;
    char description[256];

    pthread_mutex_t mutex;      /* guards all below */
    pthread_cond_t stage_freed; /* or the writer failed */
    pthread_cond_t settled;     /* a file was closed, nothing is in flight, or the writer failed */
    atomic_bool failed;     /* written under the mutex, read without: appends look at it first */
    struct pgm_error error; /* the first failure */
    struct pgm_stage_pool pool;
    struct pgm_file *files; /* every file that is not closed */
    size_t open_expected;
    size_t open_count;    /* not finished yet */
    size_t closing_count; /* finished, not closed yet */
    size_t ops_in_flight;
};

/* writer_stage.c */
enum pgm_status pgm_stage_pool_init(struct pgm_stage_pool *pool, size_t count,
                                    struct pgm_error *error) PGM_MUST_CHECK;
void pgm_stage_pool_free(struct pgm_stage_pool *pool);
/* Waits for a free stage. Fails, with *stage NULL, only when the writer has failed. */
enum pgm_status pgm_stage_take(struct pgm_writer *writer, struct pgm_stage **stage,
                               struct pgm_error *error) PGM_MUST_CHECK;
void pgm_stage_put_locked(struct pgm_writer *writer, struct pgm_stage *stage);
/* Keeps as many extra stages as files are open beyond the expected number. */
enum pgm_status pgm_stage_extend_locked(struct pgm_writer *writer,
                                        struct pgm_error *error) PGM_MUST_CHECK;
void pgm_stage_trim_locked(struct pgm_writer *writer);

/* writer_op.c */
/* How much of a write to ask for now. */
size_t pgm_op_ask(const struct pgm_writer *writer, const struct pgm_op *op);
/* Takes the kernel's answer (bytes or -errno). Returns what is to be handed in next: the rest of
 * the same write, the fsync of a file that is complete, or NULL. */
struct pgm_op *pgm_op_answered(struct pgm_writer *writer, struct pgm_op *op,
                               ssize_t result) PGM_MUST_CHECK;
/* For a finished file with nothing in flight: cuts it and returns its fsync, or NULL when the
 * writer has failed and the file was closed. */
struct pgm_op *pgm_file_complete(struct pgm_file *file) PGM_MUST_CHECK;
/* Records the first failure, pulls the cancel and wakes everybody who waits. */
void pgm_writer_fail(struct pgm_writer *writer, int errno_value, const char *what,
                     const char *file_name);
/* Copies the recorded failure. */
enum pgm_status pgm_writer_failure(struct pgm_writer *writer, struct pgm_error *error);

/* writer_probe.c: sets `direct`, `backend`, `ring` and `description`. */
enum pgm_status pgm_writer_probe(struct pgm_writer *writer, enum pgm_io io,
                                 struct pgm_error *error) PGM_MUST_CHECK;

/* writer_uring.c: false with a reason when the ring cannot be made or cannot write to `probe_fd`.
 * *buffers says which kind of memory it writes from. */
bool pgm_uring_start(struct pgm_writer *writer, int probe_fd, const char **buffers, char *reason,
                     size_t reason_bytes) PGM_MUST_CHECK;

extern const struct pgm_io_backend pgm_uring_backend, pgm_pwrite_backend;

#endif
