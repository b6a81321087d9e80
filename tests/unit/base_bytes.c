/* Short texts 16 bytes at a time: every length, against loops over single bytes. */
#include "bytes.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define BYTES_MAX 70

static pgm_bytes16 raise(pgm_bytes16 x)
{
    return x | (((pgm_bytes16)(x - 'A' < 26)) & 0x20);
}

/* On the heap, without a byte to spare, so that the sanitizers see one that is read or written past. */
static uint8_t *exact_copy(const uint8_t *text, size_t bytes)
{
    uint8_t *copy = malloc(bytes ? bytes : 1);
    cr_assert_not_null(copy);
    memcpy(copy, text, bytes);
    return copy;
}

Test(bytes, map_and_union_of_every_length)
{
    for (size_t bytes = 0; bytes <= BYTES_MAX; bytes++)
        for (size_t special = 0; special <= bytes; special++)
            for (int kind = 0; kind < 3; kind++) {
                uint8_t text[BYTES_MAX + 1];
                for (size_t i = 0; i < bytes; i++)
                    text[i] = (uint8_t)('a' + i % 26);
                text[special] = (uint8_t[]){'Q', 0xc5, '['}[kind];
                uint8_t *in = exact_copy(text, bytes), *out = exact_copy(text, bytes);
                const struct pgm_bytes_seen seen = pgm_bytes_map(in, bytes, out, raise);
                const bool there = special < bytes;
                cr_assert_eq(pgm_bytes16_any(seen.changes), there && kind == 0);
                cr_assert_eq(pgm_bytes16_any_high(seen.bytes), there && kind == 1);
                cr_assert_eq(pgm_bytes16_any_high(pgm_bytes_union(in, bytes)), there && kind == 1);
                for (size_t i = 0; i < bytes; i++)
                    cr_assert_eq(out[i], i == special && kind == 0 ? 'q' : text[i]);
                (void)pgm_bytes_map(in, bytes, in, raise);
                cr_assert_arr_eq(in, out, bytes);
                free(in);
                free(out);
            }
}

Test(bytes, gather_and_scatter_are_inverse)
{
    for (size_t bytes = 0; bytes <= 16; bytes++) {
        uint8_t text[17] = {0};
        for (size_t i = 0; i < bytes; i++)
            text[i] = (uint8_t)(200 + i);
        uint8_t *in = exact_copy(text, bytes), *out = malloc(bytes ? bytes : 1);
        pgm_bytes16_scatter(pgm_bytes16_gather(in, bytes), bytes, out);
        cr_assert_arr_eq(out, text, bytes);
        free(in);
        free(out);
    }
}
