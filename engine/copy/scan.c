/*
 * scan.c: where the fields and rows of COPY text are.
 *
 *   data       a b \t c d e \t f \n g \t \t h i \n
 *   offsets        2        6    8     10 11    14      rows of 3 columns: every third is a newline
 */
#include "scan.h"

#include "copy_isa.h"

size_t pgm_scan_separators(const uint8_t *data, size_t bytes, uint32_t *offsets, size_t offsets_max)
{
    return pgm_copy_isa_best()->scan(data, bytes, offsets, offsets_max);
}

pgm_scan_kernel *pgm_scan_kernel_by_name(const char *name)
{
    const struct pgm_copy_isa *isa = pgm_copy_isa_by_name(name);
    return isa ? isa->scan : NULL;
}

/*
 * Looking at each separator would cost a dependent load a field. Instead: each row's last separator
 * is a newline, and between the first separator and the last there are as many newlines as rows.
 * Then no other separator is one. Counting runs over the bytes, 64 a step, and sees what the scan
 * may have missed.
 */
size_t pgm_scan_rows(const uint8_t *data, const uint32_t *offsets, size_t separator_count,
                     size_t column_count)
{
    if (column_count == 0)
        return SIZE_MAX;
    if (separator_count == 0)
        return 0;

    const size_t row_count = separator_count / column_count;
    const uint32_t *row_end = offsets + column_count - 1;
    for (size_t row = 0; row < row_count; row++, row_end += column_count)
        if (data[*row_end] != '\n')
            return SIZE_MAX;

    const uint32_t first = offsets[0], last = offsets[separator_count - 1];
    if (last < first)
        return SIZE_MAX;
    const size_t newline_count =
        pgm_copy_isa_best()->count_newlines(data + first, (size_t)last - first + 1);
    return newline_count == row_count ? row_count : SIZE_MAX;
}
