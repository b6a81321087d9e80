/*
 * scratch.h: a worker's memory for one group of rows. A bump allocator over one fixed piece; what
 * does not fit (the value of an oversize row) gets a mapping of its own, given back at the reset.
 */
#ifndef PGM_SCRATCH_H
#define PGM_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

struct pgm_scratch {
    uint8_t *data;
    size_t used, capacity;
    struct pgm_scratch_extra *extra;
    struct pgm_scratch *below; /* see pgm_scratch_below(); NULL until asked for */
};

enum pgm_status pgm_scratch_init(struct pgm_scratch *scratch, size_t capacity_bytes,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* 16-byte aligned, not zeroed, with 64 readable and writable bytes behind it. Never NULL: where not
 * even a mapping is to be had, the process ends with a message and exit code 1. */
void *pgm_scratch_alloc(struct pgm_scratch *scratch, size_t bytes);
void pgm_scratch_reset(struct pgm_scratch *scratch);
void pgm_scratch_free(struct pgm_scratch *scratch);

/* A second scratch of the same capacity, for what ends before the first does: a mask of structures puts
 * its output into the one and the work on the parts of a value into the other, which it resets again
 * and again. Made when first asked for, kept until the first is freed; resetting one leaves the other
 * alone. Never NULL. */
struct pgm_scratch *pgm_scratch_below(struct pgm_scratch *scratch);

#endif
