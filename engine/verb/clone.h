/*
 * clone.h: `pgmirage clone`, a masked database on another server (or the same one) that takes the place
 * of the last one when it is complete, and not before.
 */
#ifndef PGM_CLONE_H
#define PGM_CLONE_H

#include "picture.h"
#include "progress.h"
#include "result.h"
#include "target.h"

struct pgm_clone_options {
    struct pgm_job_options job;
    struct pgm_picture_options picture;
    struct pgm_pace pace;
    struct pgm_target_options target;
    struct pgm_texts settings;   /* --target-setting NAME=VALUE */
    const char *pg_restore_path; /* NULL: "pg_restore" from the PATH */
    const char *before_swap;     /* --before-swap FILE.sql */
    const char *verify_sql;      /* --verify-sql FILE.sql */
    const char *snapshot;        /* --snapshot ID: of another session */
    const char *metrics_file;    /* --metrics-file */
    int swap_timeout_ms;
    unsigned keep;             /* previous clones */
    bool resume, mixed, clean; /* --resume, --allow-mixed-snapshots, --clean */
};

/* Runs it. Until the swap the old database is untouched; after a failure it serves on. */
enum pgm_status pgm_clone(const struct pgm_clone_options *options, struct pgm_cancel *cancel,
                          struct pgm_progress *progress, struct pgm_result *result,
                          struct pgm_error *error) PGM_MUST_CHECK;

#endif
