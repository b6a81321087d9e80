/*
 * progress.h: what a run tells about itself while it runs. Written by the pipeline's threads with
 * relaxed atomics (a display may lag), read by whoever shows it.
 */
#ifndef PGM_PROGRESS_H
#define PGM_PROGRESS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define PGM_PROGRESS_STREAMS_MAX 256

enum pgm_phase {
    PGM_PHASE_CONNECT,
    PGM_PHASE_LOCK,
    PGM_PHASE_SCHEMA,
    PGM_PHASE_CHECK,
    PGM_PHASE_ROWS,
    PGM_PHASE_FINISH,
    PGM_PHASE_DONE,
};

struct pgm_progress {
    atomic_int phase; /* enum pgm_phase */
    atomic_uint_least64_t rows;
    atomic_uint_least64_t bytes_in;              /* COPY text read */
    atomic_uint_least64_t bytes_out;             /* written, compressed */
    atomic_uint_least64_t work_done, work_total; /* heap and TOAST bytes, for the bar and the ETA */
    atomic_uint tables_done, tables_total;
    unsigned stream_count;
    /* "schema.table" each stream is reading, NULL while idle; the texts outlive the run. */
    _Atomic(const char *) stream_table[PGM_PROGRESS_STREAMS_MAX];
};

const char *pgm_phase_name(enum pgm_phase phase); /* "rows" */

#endif
