/* copy_escapes.c: COPY text escapes against pairs taken from a server, and against a naive writer. */
#include <criterion/criterion.h>
#include <string.h>

#include "text.h"

struct pair {
    const char *field; /* as COPY FROM reads it */
    const char *value;
    size_t value_bytes;
};
#define PAIR(field, value)                                                                         \
    {                                                                                              \
        field, value, sizeof(value) - 1                                                            \
    }

/* Each was loaded into PostgreSQL 15 and read back, but for the empty one and those with NUL bytes, which
 * it refuses. */
static const struct pair pairs[] = {
    PAIR("", ""),
    PAIR("plain", "plain"),
    PAIR("\\b\\f\\n\\r\\t\\v", "\b\f\n\r\t\v"),
    PAIR("a\\\\b", "a\\b"),
    PAIR("\\\\N", "\\N"),
    PAIR("\\\\.", "\\."),
    PAIR("\\Nx", "Nx"),
    PAIR("x\\N", "xN"),
    PAIR("C:\\\\New", "C:\\New"),
    PAIR("\\C:\\New", "C:New"),
    PAIR("\\1", "\1"),
    PAIR("\\12", "\n"),
    PAIR("\\101", "A"),
    PAIR("\\1011", "A1"),
    PAIR("\\18", "\1"
                 "8"),
    PAIR("\\501", "A"),
    PAIR("\\8", "8"),
    PAIR("\\x41", "A"),
    PAIR("\\x411", "A1"),
    PAIR("\\x4", "\4"),
    PAIR("\\x4g", "\4g"),
    PAIR("\\xC3\\xbc", "\xc3\xbc"),
    PAIR("\\x", "x"),
    PAIR("\\xg", "xg"),
    PAIR("\\X41", "X41"),
    PAIR("\\'\\\"\\ \\a\\e\\N!", "'\" aeN!"),
    PAIR("tail\\", "tail"),
    PAIR("tail\\\\", "tail\\"),
    PAIR("\\", ""),
    PAIR("\\\\\\", "\\"),
    PAIR("\1\x7f", "\1\x7f"),
    PAIR("\b\f\v", "\b\f\v"),
    PAIR("\\0", "\0"),
    PAIR("\\400x\\x00", "\0x\0"),
};

Test(copy_escapes, unescape_reads_all_that_copy_from_takes)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const size_t bytes = strlen(pairs[i].field);
        uint8_t *const field = malloc(bytes + 1), *const out = malloc(bytes + 1);
        memcpy(field, pairs[i].field, bytes);
        cr_assert_eq(pgm_copy_unescape(field, bytes, out), pairs[i].value_bytes, "%s",
                     pairs[i].field);
        cr_assert_arr_eq(out, pairs[i].value, pairs[i].value_bytes);
        cr_assert_eq(pgm_copy_has_escape(field, bytes), memchr(field, '\\', bytes) != NULL);
        /* in place */
        cr_assert_eq(pgm_copy_unescape(field, bytes, field), pairs[i].value_bytes);
        cr_assert_arr_eq(field, pairs[i].value, pairs[i].value_bytes);
        free(field);
        free(out);
    }
}

Test(copy_escapes, null_is_two_raw_bytes)
{
    cr_assert(pgm_copy_is_null((const uint8_t *)"\\N", 2));
    cr_assert_not(pgm_copy_is_null((const uint8_t *)"\\N", 1));
    cr_assert_not(pgm_copy_is_null((const uint8_t *)"\\Nx", 3));
    cr_assert_not(pgm_copy_is_null((const uint8_t *)"\\n", 2));
    cr_assert_not(pgm_copy_is_null((const uint8_t *)"", 0));
}

static size_t naive_escape(const uint8_t *value, size_t bytes, uint8_t *out)
{
    static const char specials[] = "\b\t\n\v\f\r\\", letters[] = "btnvfr\\";
    size_t length = 0;
    for (size_t i = 0; i < bytes; i++) {
        const char *const special = value[i] ? strchr(specials, value[i]) : NULL;
        if (special)
            out[length++] = '\\';
        out[length++] = special ? (uint8_t)letters[special - specials] : value[i];
    }
    return length;
}

static void check_value(const uint8_t *bytes_of_value, size_t bytes)
{
    uint8_t *const value = malloc(bytes + 1), *const field = malloc(2 * bytes + 1);
    uint8_t *const expected = malloc(2 * bytes + 1), *const back = malloc(2 * bytes + 1);
    memcpy(value, bytes_of_value, bytes);
    field[2 * bytes] = 0xee;

    const size_t length = naive_escape(value, bytes, expected);
    cr_assert_eq(pgm_copy_escape(value, bytes, field), length);
    cr_assert_arr_eq(field, expected, length);
    cr_assert_eq(field[2 * bytes], 0xee);
    cr_assert_eq(pgm_copy_needs_escape(value, bytes), length != bytes);
    cr_assert(length == bytes || pgm_copy_has_escape(field, length));
    for (size_t i = 0; i < length; i++)
        cr_assert(field[i] < 0x08 || field[i] > 0x0d);

    cr_assert_eq(pgm_copy_unescape(field, length, back), bytes);
    cr_assert_arr_eq(back, value, bytes);
    cr_assert_eq(pgm_copy_unescape(field, length, field), bytes);
    cr_assert_arr_eq(field, value, bytes);
    free(value);
    free(field);
    free(expected);
    free(back);
}

Test(copy_escapes, every_byte_at_every_place)
{
    for (size_t bytes = 1; bytes <= 140; bytes += bytes < 40 ? 1 : 13)
        for (size_t at = 0; at < bytes; at++)
            for (unsigned byte = 0; byte < 256; byte += at % 16 ? 5 : 1) {
                uint8_t value[140];
                memset(value, 'v', sizeof value);
                value[at] = (uint8_t)byte;
                check_value(value, bytes);
            }
}

Test(copy_escapes, random_values_come_back)
{
    uint64_t random = 88172645463325252u;
    for (int round = 0; round < 20000; round++) {
        uint8_t value[300];
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        const size_t bytes = random % sizeof value;
        const unsigned density = random >> 32 & 3; /* of special bytes */
        for (size_t i = 0; i < bytes; i++) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            value[i] = (random >> 40 & 15) < density * 5
                           ? (uint8_t) "\b\t\n\v\f\r\\N.x0"[random % 11]
                           : (uint8_t)random;
        }
        check_value(value, bytes);
    }
    check_value((const uint8_t *)"", 0);
}

/* No value may come out as NULL or as the end of the data. */
Test(copy_escapes, markers_are_never_written)
{
    uint8_t field[8];
    cr_assert_eq(pgm_copy_escape((const uint8_t *)"\\N", 2, field), 3);
    cr_assert_not(pgm_copy_is_null(field, 3));
    cr_assert_eq(pgm_copy_escape((const uint8_t *)"\\.", 2, field), 3);
    cr_assert_arr_eq(field, "\\\\.", 3);
}
