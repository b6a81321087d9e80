/* copy_rows.c: rows are whole or refused. The kernels are compared in isa/copy_kernels.c. */
#include <criterion/criterion.h>
#include <string.h>

#include "scan.h"

#define SEPARATORS_MAX 256

/* Rows found in a text, SIZE_MAX for a broken one. */
static size_t rows_of(const char *text, size_t column_count)
{
    uint8_t data[512] = {0};
    uint32_t offsets[SEPARATORS_MAX + 64];
    const size_t bytes = strlen(text);
    cr_assert_leq(bytes + 64, sizeof data);
    memcpy(data, text, bytes);
    const size_t count = pgm_scan_separators(data, bytes, offsets, SEPARATORS_MAX);
    return pgm_scan_rows(data, offsets, count, column_count);
}

Test(copy_rows, offsets_of_a_row)
{
    uint8_t data[128] = "ab\tcde\tf\ng\t\thi\n";
    uint32_t offsets[6 + 64];
    static const uint32_t expected[] = {2, 6, 8, 10, 11, 14};
    cr_assert_eq(pgm_scan_separators(data, 15, offsets, 6), 6);
    cr_assert_arr_eq(offsets, expected, sizeof expected);
    cr_assert_eq(pgm_scan_separators(data, 14, offsets, 6), 5); /* the last lies outside */
    cr_assert_eq(pgm_scan_separators(data, 15, offsets, 4), 4);
    cr_assert_eq(pgm_scan_separators(data, 15, offsets, 0), 0);
    cr_assert_eq(pgm_scan_separators(data, 0, offsets, 6), 0);
    cr_assert_eq(pgm_scan_rows(data, expected, 6, 3), 2);
    cr_assert_eq(pgm_scan_rows(data, expected + 3, 3, 3), 1); /* offsets of a later group */
}

Test(copy_rows, whole_rows_are_counted)
{
    cr_assert_eq(rows_of("", 1), 0);
    cr_assert_eq(rows_of("\n\n\n", 1), 3);
    cr_assert_eq(rows_of("a\nb\n", 1), 2);
    cr_assert_eq(rows_of("a\tb\nc\td\n", 2), 2);
    cr_assert_eq(rows_of("a\tb\nc\td", 2), 1); /* a row that goes on behind the data */
    cr_assert_eq(rows_of("a\tb\tc\nd\te", 3), 1);
    cr_assert_eq(rows_of("no separator", 3), 0);
    cr_assert_eq(rows_of("a\\tb\t\\N\\n\n", 2), 1); /* escapes are no separators */
}

Test(copy_rows, broken_rows_are_refused)
{
    cr_assert_eq(rows_of("a\tb\n", 1), SIZE_MAX);
    cr_assert_eq(rows_of("a\nb\n", 2), SIZE_MAX);
    cr_assert_eq(rows_of("a\tb\tc\n", 2), SIZE_MAX);
    cr_assert_eq(rows_of("a\tb\nc\nd\te\n", 2), SIZE_MAX);
    cr_assert_eq(rows_of("a\nb\tc\n", 3), SIZE_MAX);    /* a newline for the first tab */
    cr_assert_eq(rows_of("a\tb\tc\nd\n", 3), SIZE_MAX); /* within the incomplete row */
    cr_assert_eq(rows_of("a\nb", 2), SIZE_MAX);
    cr_assert_eq(rows_of("a\n", 0), SIZE_MAX);
}

/* One byte of many rows turned into its sibling is seen wherever it stands. */
Test(copy_rows, a_single_flipped_separator_is_seen)
{
    enum { COLUMNS = 5, ROWS = 40, SEPARATORS = COLUMNS * ROWS };
    uint8_t data[SEPARATORS * 3 + 64] = {0};
    uint32_t offsets[SEPARATORS + 64];
    for (size_t i = 0; i < SEPARATORS; i++)
        memcpy(data + 3 * i, (i + 1) % COLUMNS ? "ab\t" : "ab\n", 3);
    cr_assert_eq(pgm_scan_separators(data, 3 * SEPARATORS, offsets, SEPARATORS), SEPARATORS);
    cr_assert_eq(pgm_scan_rows(data, offsets, SEPARATORS, COLUMNS), ROWS);
    for (size_t i = 0; i < SEPARATORS; i++) {
        data[offsets[i]] ^= '\t' ^ '\n';
        cr_assert_eq(pgm_scan_rows(data, offsets, SEPARATORS, COLUMNS), SIZE_MAX, "separator %zu",
                     i);
        data[offsets[i]] ^= '\t' ^ '\n';
    }
}

Test(copy_rows, unknown_kernels_are_null)
{
    cr_assert_not_null(pgm_scan_kernel_by_name("portable"));
    cr_assert_null(pgm_scan_kernel_by_name("neon"));
    cr_assert_null(pgm_scan_kernel_by_name(""));
}
