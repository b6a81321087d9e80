/*
 * scan.h: finding the fields of COPY text.
 *
 * In COPY text a raw tab or newline is always a separator (inside values they are written \t and
 * \n), so one pass that records the offset of every 0x09 and 0x0a is the whole scan: in a table of
 * c columns, row r's field k lies between separators r*c+k-1 and r*c+k, where each c-th is a
 * newline.
 *
 * Kernels: portable (8 bytes a step), AVX2, AVX-512 (compress-store); the same output on all.
 */
#ifndef PGM_SCAN_H
#define PGM_SCAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes the offsets (from `data`) of the separators in data[0, bytes), in order, until
 * `offsets_max` are found. Returns how many. `data` must be readable for 64 bytes past its end and
 * `offsets` have room for 64 more than `offsets_max` (vector stores); bytes < 2^32.
 */
size_t pgm_scan_separators(const uint8_t *data, size_t bytes, uint32_t *offsets,
                           size_t offsets_max);

typedef size_t pgm_scan_kernel(const uint8_t *, size_t, uint32_t *, size_t);
/* "portable", "avx2" or "avx512"; NULL where the name is unknown or this CPU lacks it. */
pgm_scan_kernel *pgm_scan_kernel_by_name(const char *name);

/* Rows whose separators are all known: checks that row r of `column_count` columns ends with a
 * newline and holds none before, for the longest prefix of whole rows among `separator_count`
 * separators, and that the incomplete row behind it holds none either. Returns the number of rows,
 * or SIZE_MAX where the structure is broken: the caller must then stop, for a misread row could
 * leak. `column_count` >= 1; `offsets` are consecutive separators of `data`, all of them between the
 * first and the last. */
size_t pgm_scan_rows(const uint8_t *data, const uint32_t *offsets, size_t separator_count,
                     size_t column_count);

#endif
