/* copy_text.c: escape and unescape are inverse; unescape of anything equals a naive reader. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool in_set(uint8_t byte, const char *set)
{
    return byte != 0 && strchr(set, byte) != NULL;
}

/* Written from the manual's table, one byte at a time. */
static size_t naive_unescape(const uint8_t *field, size_t bytes, uint8_t *out)
{
    static const char letters[] = "bfnrtv", controls[] = "\b\f\n\r\t\v";
    size_t length = 0;
    for (size_t i = 0; i < bytes;) {
        if (field[i] != '\\') {
            out[length++] = field[i++];
            continue;
        }
        if (++i == bytes)
            break;
        char digits[4] = "";
        const bool hex = field[i] == 'x';
        const char *const set = hex ? "0123456789abcdefABCDEF" : "01234567";
        size_t count = 0;
        while (count < (hex ? 2u : 3u) && i + hex + count < bytes &&
               in_set(field[i + hex + count], set)) {
            digits[count] = (char)field[i + hex + count];
            count++;
        }
        if (count > 0) {
            out[length++] = (uint8_t)strtoul(digits, NULL, hex ? 16 : 8);
            i += hex + count;
        } else {
            out[length++] = in_set(field[i], letters)
                                ? (uint8_t)controls[strchr(letters, field[i]) - letters]
                                : field[i];
            i++;
        }
    }
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    uint8_t *const field = malloc(2 * bytes + 1), *const back = malloc(2 * bytes + 1);
    uint8_t *const expected = malloc(bytes + 1);
    require(field && back && expected);

    const size_t field_bytes = pgm_copy_escape(data, bytes, field);
    require(field_bytes >= bytes && field_bytes <= 2 * bytes);
    require(pgm_copy_needs_escape(data, bytes) == (field_bytes != bytes));
    require(!pgm_copy_is_null(field, field_bytes));
    for (size_t i = 0; i < field_bytes; i++)
        require(field[i] < 0x08 || field[i] > 0x0d);
    require(pgm_copy_unescape(field, field_bytes, back) == bytes);
    require(bytes == 0 || memcmp(back, data, bytes) == 0);

    const size_t value_bytes = naive_unescape(data, bytes, expected);
    require(pgm_copy_unescape(data, bytes, back) == value_bytes);
    require(memcmp(back, expected, value_bytes) == 0);
    require(pgm_copy_has_escape(data, bytes) || value_bytes == bytes);
    if (bytes)
        memcpy(back, data, bytes);
    require(pgm_copy_unescape(back, bytes, back) == value_bytes);
    require(memcmp(back, expected, value_bytes) == 0);

    free(field);
    free(back);
    free(expected);
    return 0;
}
