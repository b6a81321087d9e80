/* Values in a few columns of a terminal: widths, escapes, cuts. */
#include <criterion/criterion.h>
#include <string.h>

#include "cell.h"

static struct pgm_buf out;

static const char *shown(const char *text, size_t columns_max, bool utf8)
{
    pgm_buf_clear(&out);
    const size_t columns = pgm_cell_add(&out, text, strlen(text), columns_max, utf8);
    cr_assert_leq(columns, columns_max, "%s", text);
    cr_assert_eq(columns, pgm_cell_columns(out.data, out.bytes, true), "%s", text);
    return pgm_buf_text(&out);
}

Test(cli_cell, short_values_are_whole)
{
    cr_assert_str_eq(shown("plain", 5, true), "plain");
    cr_assert_str_eq(shown("", 5, true), "");
    cr_assert_str_eq(shown("\xe4\xb8\xad\xe6\x96\x87", 4, true), "\xe4\xb8\xad\xe6\x96\x87");
    cr_assert_str_eq(shown("e\xcc\x81", 1, true), "e\xcc\x81");
}

Test(cli_cell, long_values_end_in_an_ellipsis)
{
    cr_assert_str_eq(shown("plain", 4, true), "pla\xe2\x80\xa6");
    cr_assert_str_eq(shown("plain", 4, false), "pla~");
    cr_assert_str_eq(shown("plain", 1, true), "\xe2\x80\xa6");
    /* A wide character is not cut in two. */
    cr_assert_str_eq(shown("\xe4\xb8\xad\xe6\x96\x87", 3, true), "\xe4\xb8\xad\xe2\x80\xa6");
    cr_assert_str_eq(shown("\xe4\xb8\xad\xe6\x96\x87", 2, true), "\xe2\x80\xa6");
    /* Nor is an escape, nor a letter from its accent. */
    cr_assert_str_eq(shown("a\x1b[31m", 4, true), "a\xe2\x80\xa6");
    cr_assert_str_eq(shown("ae\xcc\x81xy", 3, true), "ae\xcc\x81\xe2\x80\xa6");
}

Test(cli_cell, what_a_terminal_would_obey_is_spelled)
{
    cr_assert_str_eq(shown("a\nb\tc\r\x1b\x07\x7f", 40, true), "a\\nb\\tc\\r\\x1b\\a\\x7f");
    cr_assert_str_eq(shown("\xe2\x80\xae"
                           "rtl",
                           40, true),
                     "\\u202ertl");
    cr_assert_str_eq(shown("\xc2\x9b"
                           "31m",
                           40, true),
                     "\\u009b31m");
    cr_assert_str_eq(shown("\xff\xfe", 40, true), "\\xff\\xfe");
    cr_assert_str_eq(shown("\xe4\xb8", 40, true), "\\xe4\\xb8");
    cr_assert_str_eq(shown("\xe4\xb8\xad"
                           "a",
                           40, false),
                     "?a");
}

Test(cli_cell, any_bytes_stay_within_their_columns)
{
    unsigned seed = 17;
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        const size_t length = (size_t)(round % 24);
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1103515245 + 12345;
            bytes[i] = (char)(seed >> 16);
        }
        const size_t most = 1 + (size_t)(round % 31);
        pgm_buf_clear(&out);
        const size_t columns = pgm_cell_add(&out, bytes, length, most, true);
        cr_assert_leq(columns, most);
        for (size_t i = 0; i < out.bytes; i++)
            cr_assert((unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7f);
    }
}
