/*
 * copy_isa.h: the loops of this layer that gain from an instruction set, one table an ISA.
 *
 *   copy_portable.c   8 bytes a step in a general register: right on any CPU
 *   copy_avx2.c       32 bytes a step
 *   copy_avx512.c     64 bytes a step, masked ends, compress-store (VBMI2)
 *
 * Internal to the layer and its tests; all tables give the same results.
 */
#ifndef PGM_COPY_ISA_H
#define PGM_COPY_ISA_H

#include <stddef.h>
#include <stdint.h>

#include "scan.h"
#include "span.h"

struct pgm_copy_isa {
    const char *name;
    /* As pgm_scan_separators. */
    pgm_scan_kernel *scan;
    /* How many bytes of data[0, bytes) are newlines. */
    size_t (*count_newlines)(const uint8_t *data, size_t bytes);
    /* The length of the longest prefix without a special byte (0x08-0x0d, backslash). Reads nothing
     * past `bytes`. */
    size_t (*plain_prefix)(const uint8_t *in, size_t bytes);
    /* The same, and copies that prefix. Writes nothing past it, so that `out` may be `in` or lie
     * anywhere below it. */
    size_t (*copy_plain)(const uint8_t *in, size_t bytes, uint8_t *out);
    /* As pgm_copy_find_special and pgm_copy_join. */
    size_t (*find_special)(const struct pgm_span *values, size_t count, uint32_t *found);
    uint8_t *(*join)(const struct pgm_span *pieces, size_t count, uint8_t *out);
};

extern const struct pgm_copy_isa pgm_copy_portable;
#if defined(__x86_64__)
extern const struct pgm_copy_isa pgm_copy_avx2;
extern const struct pgm_copy_isa pgm_copy_avx512;
#endif

/* "portable", "avx2" or "avx512"; NULL where the name is unknown or this CPU lacks it. */
const struct pgm_copy_isa *pgm_copy_isa_by_name(const char *name);
/* The widest this CPU has; chosen once, before main(). */
const struct pgm_copy_isa *pgm_copy_isa_best(void);

#endif
