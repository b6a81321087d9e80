/*
 * picture.h: one consistent picture of the source, for the verbs that copy it.
 *
 *   -t, -n: pg_dump, for which tables to lock
 *   locks, then snapshot ─> catalog ─────────────────┐
 *   pg_dump in the same snapshot ─> table of contents ┴─ of the same moment, without secrets
 */
#ifndef PGM_PICTURE_H
#define PGM_PICTURE_H

#include "archive.h"
#include "job.h"
#include "note.h"
#include "progress.h"
#include "snapshot.h"
#include "toc.h"

/* What is read, and by which pg_dump. */
struct pgm_picture_options {
    const char *pg_dump_path; /* NULL: "pg_dump" from the PATH */
    struct pgm_texts schemas, exclude_schemas, tables, exclude_tables; /* -n -N -t -T, to pg_dump */
    bool foreign_servers; /* --include-foreign-servers: keep foreign servers */
    bool large_objects;   /* their entries, not their bytes */
};

/* How hard and for how long the source is used. */
struct pgm_pace {
    unsigned connections;      /* -j */
    int workers;               /* -1: one for each processor that has no stream */
    uint64_t split_bytes;      /* --split-tables-larger-than */
    uint64_t rate_bytes_per_s; /* --rate-limit; 0 none */
    int lock_wait_timeout_ms;  /* 0: wait for ever */
    int max_snapshot_age_s;    /* 0: no limit */
    int stall_timeout_s;       /* a single stream silent for so long ends the run; 0: never */
};
/* The two numbers as they are meant: at least one connection, a worker a processor. */
unsigned pgm_pace_connections(const struct pgm_pace *pace);
unsigned pgm_pace_workers(const struct pgm_pace *pace);

/* Zeroed but for the caller's part, it holds nothing. */
struct pgm_picture {
    const struct pgm_picture_options *options;
    const struct pgm_pace *pace;
    struct pgm_job *job; /* its catalog is filled */
    struct pgm_notes *notes;
    const char *wanted_snapshot;  /* another session's; NULL: one of our own */
    const char *wanted_lsn;       /* its place, by which a paused standby shows the same rows */
    bool takes_another;           /* a wanted one that is gone is replaced */
    bool is_same_lsn, is_other;   /* told: it was gone; the same rows, or other ones, are seen */
    struct pgm_pg_options source; /* the job's, with the pace's time-outs; outlives the snapshot */
    int pg_dump_version;          /* 150004 */
    const char *pg_dump_text;     /* "15.4", in the notes' arena */
    const char
        *only; /* the tables that are locked, "{1,2}" of oids; NULL: all that the role may read */
    struct pgm_snapshot snapshot;
    struct pgm_toc toc;
    struct pgm_archive_index index;
};

/* Asks pg_dump for its version, before anything is locked. */
enum pgm_status pgm_picture_begin(struct pgm_picture *picture,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Takes it. */
enum pgm_status pgm_picture_take(struct pgm_picture *picture, struct pgm_progress *progress,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Lets the source go. */
void pgm_picture_free(struct pgm_picture *picture);

#endif
