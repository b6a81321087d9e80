/* A table's checksum: no order of rows, no cut into parts and no cut of a row changes it; everything
 * else does. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "checksum.h"

#define ROWS 1000

static const char *text(const struct pgm_checksum *sum)
{
    static char formatted[33];
    pgm_checksum_format(sum, formatted);
    return formatted;
}

static size_t make_row(size_t index, char row[64])
{
    return (size_t)snprintf(row, 64, "%zu\tvalue %zu\n", index, index * index);
}

Test(base_checksum, order_and_parts_do_not_matter)
{
    struct pgm_checksum up = {0}, down = {0}, parts[7] = {{0}}, joined = {0};
    char row[64];
    for (size_t i = 0; i < ROWS; i++) {
        pgm_checksum_row(&up, row, make_row(i, row));
        pgm_checksum_row(&down, row, make_row(ROWS - 1 - i, row));
        pgm_checksum_row(&parts[i % 7], row, make_row(i, row));
    }
    for (size_t i = 0; i < 7; i++)
        pgm_checksum_merge(&joined, &parts[6 - i]);
    cr_assert(memcmp(&up, &down, sizeof up) == 0);
    cr_assert(memcmp(&up, &joined, sizeof up) == 0);
}

Test(base_checksum, it_is_the_sum_of_xxh3_128)
{
    struct pgm_checksum sum = {0};
    unsigned __int128 expected = 0;
    char row[64];
    for (size_t i = 0; i < ROWS; i++) {
        const size_t bytes = make_row(i, row);
        const XXH128_hash_t hash = XXH3_128bits(row, bytes);
        expected += (unsigned __int128)hash.high64 << 64 | hash.low64;
        pgm_checksum_row(&sum, row, bytes);
        cr_assert_eq(sum.low, (uint64_t)expected);
        cr_assert_eq(sum.high, (uint64_t)(expected >> 64), "a carry was lost at row %zu", i);
    }
}

Test(base_checksum, carries_in_a_merge)
{
    struct pgm_checksum sum = {.low = UINT64_MAX, .high = UINT64_MAX};
    pgm_checksum_merge(&sum, &(struct pgm_checksum){.low = 1, .high = 0});
    cr_assert(sum.low == 0 && sum.high == 0);
    sum = (struct pgm_checksum){.low = UINT64_MAX, .high = 5};
    pgm_checksum_merge(&sum, &(struct pgm_checksum){.low = UINT64_MAX, .high = UINT64_MAX});
    cr_assert(sum.low == UINT64_MAX - 1 && sum.high == 5);
}

Test(base_checksum, every_row_counts)
{
    struct pgm_checksum once = {0}, twice = {0}, other = {0}, joined = {0}, none = {0};
    pgm_checksum_row(&once, "a\n", 2);
    pgm_checksum_row(&twice, "a\n", 2);
    pgm_checksum_row(&twice, "a\n", 2);
    pgm_checksum_row(&other, "b\n", 2);
    pgm_checksum_row(&joined, "a\na\n", 4);
    cr_assert_neq(memcmp(&once, &twice, sizeof once), 0);
    cr_assert_neq(memcmp(&once, &other, sizeof once), 0);
    cr_assert_neq(memcmp(&twice, &joined, sizeof once), 0);
    cr_assert_neq(memcmp(&once, &none, sizeof once), 0);
}

Test(base_checksum, a_row_in_pieces)
{
    static const size_t sizes[] = {0, 1, 16, 17, 128, 240, 241, 1024, 100000};
    struct pgm_checksum_stream *stream = pgm_checksum_stream_new();
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        uint8_t *row = malloc(sizes[s] + 1);
        for (size_t i = 0; i < sizes[s]; i++)
            row[i] = (uint8_t)(i * 131 >> 3);
        struct pgm_checksum whole = {0}, pieces = {0};
        pgm_checksum_row(&whole, row, sizes[s]);
        pgm_checksum_row_begin(stream); /* the stream is used again and again */
        for (size_t at = 0, step = 1; at < sizes[s]; at += step, step = step * 3 + 1) {
            if (step > sizes[s] - at)
                step = sizes[s] - at;
            pgm_checksum_row_update(stream, row + at, step);
        }
        pgm_checksum_row_end(stream, &pieces);
        cr_assert(memcmp(&whole, &pieces, sizeof whole) == 0, "%zu bytes", sizes[s]);
        free(row);
    }
    pgm_checksum_stream_free(stream);
}

Test(base_checksum, an_unfinished_row_is_forgotten)
{
    struct pgm_checksum_stream *stream = pgm_checksum_stream_new();
    struct pgm_checksum expected = {0}, sum = {0};
    pgm_checksum_row_begin(stream);
    pgm_checksum_row_update(stream, "left over", 9);
    pgm_checksum_row_begin(stream);
    pgm_checksum_row_update(stream, "row\n", 4);
    pgm_checksum_row_end(stream, &sum);
    pgm_checksum_row(&expected, "row\n", 4);
    cr_assert(memcmp(&expected, &sum, sizeof sum) == 0);
    pgm_checksum_stream_free(stream);
}

Test(base_checksum, format)
{
    cr_assert_str_eq(text(&(struct pgm_checksum){0}), "00000000000000000000000000000000");
    cr_assert_str_eq(text(&(struct pgm_checksum){.low = 0xab, .high = 0x1}),
                     "000000000000000100000000000000ab");
}
