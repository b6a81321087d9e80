/* copy_scan.c: every kernel equals the naive scan, and rows are accepted just where they are whole.
 * The first byte is the number of columns, the second the limit of separators. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define SLACK 64

static void require(bool holds)
{
    if (!holds)
        abort();
}

static size_t naive_scan(const uint8_t *data, size_t bytes, uint32_t *offsets, size_t offsets_max)
{
    size_t found = 0;
    for (size_t i = 0; i < bytes && found < offsets_max; i++)
        if (data[i] == '\t' || data[i] == '\n')
            offsets[found++] = (uint32_t)i;
    return found;
}

static size_t naive_rows(const uint8_t *data, const uint32_t *offsets, size_t count,
                         size_t column_count)
{
    for (size_t i = 0; i < count; i++)
        if ((data[offsets[i]] == '\n') != (i % column_count == column_count - 1))
            return SIZE_MAX;
    return count / column_count;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_bytes)
{
    if (input_bytes < 2)
        return 0;
    const size_t column_count = 1 + input[0] % 16, offsets_max = input[1] * 4u,
                 bytes = input_bytes - 2;
    uint8_t *const data = calloc(1, bytes + SLACK);
    uint32_t *const expected = malloc((offsets_max + 1) * sizeof *expected);
    uint32_t *const offsets = malloc((offsets_max + SLACK) * sizeof *offsets);
    require(data && expected && offsets);
    if (bytes)
        memcpy(data, input + 2, bytes);

    const size_t count = naive_scan(data, bytes, expected, offsets_max);
    static const char *const names[] = {"portable", "avx2", "avx512"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pgm_scan_kernel *const kernel = pgm_scan_kernel_by_name(names[i]);
        if (!kernel)
            continue;
        require(kernel(data, bytes, offsets, offsets_max) == count);
        require(memcmp(offsets, expected, count * sizeof *expected) == 0);
    }
    require(pgm_scan_separators(data, bytes, offsets, offsets_max) == count);
    require(pgm_scan_rows(data, offsets, count, column_count) ==
            naive_rows(data, offsets, count, column_count));

    free(data);
    free(expected);
    free(offsets);
    return 0;
}
