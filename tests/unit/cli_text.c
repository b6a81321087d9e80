/* Text for terminals: numbers, widths, cleaning, wrapping, JSON, tables. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "humanize.h"
#include "terminal.h"

static struct pgm_buf buf;

static const char *cleaned(const char *text, size_t columns)
{
    pgm_buf_clear(&buf);
    const size_t taken = pgm_text_clean(&buf, text, columns, false);
    cr_assert_leq(taken, columns);
    cr_assert_eq(taken, pgm_text_columns(pgm_buf_text(&buf)));
    return pgm_buf_text(&buf);
}

Test(humanize, counts)
{
    char out[PGM_HUMAN_BYTES];
    cr_assert_str_eq(pgm_human_grouped(out, 0), "0");
    cr_assert_str_eq(pgm_human_grouped(out, 999), "999");
    cr_assert_str_eq(pgm_human_grouped(out, 1000), "1,000");
    cr_assert_str_eq(pgm_human_grouped(out, UINT64_MAX), "18,446,744,073,709,551,615");
    cr_assert_str_eq(pgm_human_count(out, 9999), "9,999");
    cr_assert_str_eq(pgm_human_count(out, 12345), "12.3 k");
    cr_assert_str_eq(pgm_human_count(out, 999999), "1.0 M");
    cr_assert_str_eq(pgm_human_count(out, 310000000), "310 M");
    cr_assert_str_eq(pgm_human_count(out, UINT64_MAX), "18.4 E");
}

Test(humanize, bytes)
{
    char out[PGM_HUMAN_BYTES];
    cr_assert_str_eq(pgm_human_bytes(out, 0), "0 B");
    cr_assert_str_eq(pgm_human_bytes(out, 1023), "1023 B");
    cr_assert_str_eq(pgm_human_bytes(out, 1024), "1.0 kB");
    cr_assert_str_eq(pgm_human_bytes(out, 310 << 20), "310 MB");
    cr_assert_str_eq(pgm_human_bytes(out, UINT64_MAX), "16.0 EB");
}

Test(humanize, times)
{
    char out[PGM_HUMAN_BYTES];
    cr_assert_str_eq(pgm_human_clock(out, 42.9), "0:42");
    cr_assert_str_eq(pgm_human_clock(out, 3723), "1:02:03");
    cr_assert_str_eq(pgm_human_clock(out, -1), "0:00");
    cr_assert_str_eq(pgm_human_clock(out, 1e30), "999:00:00");
    cr_assert_str_eq(pgm_human_seconds(out, 0.421), "0.42 s");
    cr_assert_str_eq(pgm_human_seconds(out, 42.12), "42.1 s");
    cr_assert_str_eq(pgm_human_seconds(out, 83), "1:23 min");
    cr_assert_str_eq(pgm_human_seconds(out, 3723), "1:02:03 h");
}

Test(text, columns)
{
    cr_assert_eq(pgm_text_columns(""), 0);
    cr_assert_eq(pgm_text_columns("abc"), 3);
    cr_assert_eq(pgm_text_columns("Zürich"), 6);
    cr_assert_eq(pgm_text_columns("東京"), 4);
    cr_assert_eq(pgm_text_columns("e\u0301"), 1, "a combining accent takes no column");
    cr_assert_eq(pgm_text_columns("\xff\xfe"), 2);
}

Test(text, nothing_a_terminal_obeys_gets_through)
{
    cr_assert_str_eq(cleaned("a\033[31mb", 80), "a?[31mb");
    cr_assert_str_eq(cleaned("a\nb\tc\rd\x7f", 80), "a?b?c?d?");
    cr_assert_str_eq(cleaned("\xc2\x9b"
                             "31m",
                             80),
                     "?31m", "the one-byte escape of C1");
    cr_assert_str_eq(cleaned("a\u202eb", 80), "a?b", "a change of direction");
    cr_assert_str_eq(cleaned("\xff\xc3.", 80), "??.");
    cr_assert_str_eq(cleaned("\xe6\x9d", 80), "??", "a character cut short");
    pgm_buf_clear(&buf);
    pgm_text_clean(&buf, "a\nb\033", SIZE_MAX, true);
    cr_assert_str_eq(pgm_buf_text(&buf), "a\nb?");
    pgm_buf_free(&buf);
}

Test(text, cut_to_fit)
{
    cr_assert_str_eq(cleaned("abcdef", 6), "abcdef");
    cr_assert_str_eq(cleaned("abcdef", 5), "abcd~");
    cr_assert_str_eq(cleaned("abcdef", 1), "~");
    cr_assert_str_eq(cleaned("abcdef", 0), "");
    cr_assert_str_eq(cleaned("東京東京", 6), "東京~");
    pgm_buf_free(&buf);
}

Test(text, wrapped)
{
    pgm_text_wrap(&buf, "one two three four", 4, 2, 10);
    cr_assert_str_eq(pgm_buf_text(&buf), "one\n  two\n  three\n  four");
    pgm_buf_clear(&buf);
    pgm_text_wrap(&buf, "a-word-that-is-longer-than-a-line b", 0, 0, 10);
    cr_assert_str_eq(pgm_buf_text(&buf), "a-word-that-is-longer-than-a-line\nb");
    pgm_buf_free(&buf);
}

Test(text, json)
{
    pgm_text_json(&buf, "a\"b\\c\n\x01\xff東");
    cr_assert_str_eq(pgm_buf_text(&buf), "\"a\\\"b\\\\c\\u000a\\u0001\\ufffd東\"");
    pgm_buf_free(&buf);
}

Test(text, table)
{
    struct pgm_arena arena = {0};
    struct pgm_text_table table = {.arena = &arena, .column_count = 3, .right = 2};
    static const char *const cells[] = {"name", "rows", "note", "東京", "12,345",
                                        "",     "x\n",  "1",    "y"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        pgm_text_table_add(&table, cells[i]);
    char *text = NULL;
    size_t bytes = 0;
    FILE *const stream = open_memstream(&text, &bytes);
    pgm_text_table_print(&table, 1, false, stream);
    fclose(stream);
    cr_assert_str_eq(text, " name    rows  note\n 東京  12,345\n x?         1  y\n");
    free(text);
    pgm_arena_free(&arena);
}

Test(text, a_file_is_no_terminal)
{
    FILE *const file = tmpfile();
    const struct pgm_terminal terminal = pgm_terminal_of(fileno(file), false);
    cr_assert(!terminal.is_terminal && !terminal.moves_cursor && !terminal.colour);
    cr_assert_eq(pgm_terminal_width(fileno(file)), 80);
    fclose(file);
}
