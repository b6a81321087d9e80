/*
 * dump.h: `pgmirage dump`, a masked directory archive of a live database.
 */
#ifndef PGM_DUMP_H
#define PGM_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "cancel.h"
#include "frame.h"
#include "picture.h"
#include "progress.h"
#include "result.h"
#include "writer.h"

enum pgm_large_objects { PGM_LARGE_OBJECTS_SKIP, PGM_LARGE_OBJECTS_EMPTY, PGM_LARGE_OBJECTS_KEEP };

struct pgm_dump_options {
    struct pgm_job_options job;
    struct pgm_picture_options picture;
    struct pgm_pace pace;
    const char *output;           /* -f */
    const char *compression_text; /* -Z as written; NULL: the default of --for-version */
    int for_version;              /* major version that restores; 0: pg_dump's own */
    enum pgm_large_objects large_objects;
    enum pgm_io io;
};

/* Runs it. `progress` may be watched from another thread meanwhile; `cancel` may be pulled by a
 * signal handler. On a status other than PGM_OK the output folder holds no toc.dat. */
enum pgm_status pgm_dump(const struct pgm_dump_options *options, struct pgm_cancel *cancel,
                         struct pgm_progress *progress, struct pgm_result *result,
                         struct pgm_error *error) PGM_MUST_CHECK;

#endif
