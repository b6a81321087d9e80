/* The growable byte string, and SQL quoting. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "buf.h"

static const char *quoted(void (*quote)(struct pgm_buf *, const char *), const char *text)
{
    static struct pgm_buf buf;
    pgm_buf_clear(&buf);
    quote(&buf, text);
    return pgm_buf_text(&buf);
}

Test(base_buf, empty)
{
    struct pgm_buf buf = {0};
    cr_assert_str_eq(pgm_buf_text(&buf), "");
    cr_assert_null(buf.data);
    pgm_buf_clear(&buf);
    cr_assert_str_eq(pgm_buf_text(&buf), "");
    pgm_buf_add(&buf, NULL, 0);
    cr_assert_eq(buf.bytes, 0);
    cr_assert_str_eq(pgm_buf_text(&buf), "");
    pgm_buf_free(&buf);
    pgm_buf_free(&buf);
}

Test(base_buf, grows_and_stays_terminated)
{
    struct pgm_buf buf = {0};
    for (size_t i = 0; i < 100000; i++) {
        pgm_buf_putc(&buf, (char)(i * 31));
        cr_assert_eq(buf.bytes, i + 1);
        cr_assert_lt(buf.bytes, buf.capacity);
        cr_assert_eq(buf.data[buf.bytes], '\0');
    }
    for (size_t i = 0; i < 100000; i++)
        cr_assert_eq(buf.data[i], (char)(i * 31));
    const size_t capacity = buf.capacity;
    pgm_buf_clear(&buf);
    cr_assert_eq(buf.bytes, 0);
    cr_assert_eq(buf.capacity, capacity, "the memory is kept");
    cr_assert_str_eq(pgm_buf_text(&buf), "");
    pgm_buf_free(&buf);
    cr_assert_null(buf.data);
}

Test(base_buf, reserve)
{
    struct pgm_buf buf = {0};
    pgm_buf_puts(&buf, "abc");
    pgm_buf_reserve(&buf, 1 << 20);
    cr_assert_geq(buf.capacity, (1 << 20) + 4);
    cr_assert_str_eq(pgm_buf_text(&buf), "abc");
    const char *before = buf.data;
    for (int i = 0; i < 1 << 20; i++)
        pgm_buf_putc(&buf, 'x');
    cr_assert_eq(buf.data, before, "what was reserved does not move");
    pgm_buf_free(&buf);
}

Test(base_buf, an_impossible_size_ends_the_process, .exit_code = 1)
{
    struct pgm_buf buf = {0};
    pgm_buf_reserve(&buf, SIZE_MAX / 2);
}

Test(base_buf, bytes_may_be_anything)
{
    struct pgm_buf buf = {0};
    pgm_buf_add(&buf, "a\0b", 3);
    pgm_buf_add(&buf, "\0", 1);
    cr_assert_eq(buf.bytes, 4);
    cr_assert_arr_eq(buf.data, "a\0b\0", 5);
    pgm_buf_free(&buf);
}

Test(base_buf, printf)
{
    struct pgm_buf buf = {0};
    char *wide = malloc(5001);
    memset(wide, 'w', 5000);
    wide[5000] = '\0';
    pgm_buf_printf(&buf, "%s", "");
    cr_assert_eq(buf.bytes, 0);
    pgm_buf_printf(&buf, "%d-%s.", 7, wide);
    pgm_buf_printf(&buf, "%c", 'e');
    cr_assert_eq(buf.bytes, 5004);
    cr_assert_eq(strncmp(buf.data, "7-www", 5), 0);
    cr_assert_str_eq(buf.data + 5001, "w.e");
    free(wide);
    pgm_buf_free(&buf);
}

Test(base_buf, identifiers)
{
    cr_assert_str_eq(quoted(pgm_buf_identifier, "users"), "\"users\"");
    cr_assert_str_eq(quoted(pgm_buf_identifier, ""), "\"\"");
    cr_assert_str_eq(quoted(pgm_buf_identifier, "a\"b"), "\"a\"\"b\"");
    cr_assert_str_eq(quoted(pgm_buf_identifier, "\"\""), "\"\"\"\"\"\"");
    cr_assert_str_eq(quoted(pgm_buf_identifier, "back\\slash 'n\n"), "\"back\\slash 'n\n\"");
    cr_assert_str_eq(quoted(pgm_buf_identifier, "x\"; DROP TABLE t; --"),
                     "\"x\"\"; DROP TABLE t; --\"");

    struct pgm_buf buf = {0};
    pgm_buf_qualified(&buf, "a.b", "c\"d");
    cr_assert_str_eq(pgm_buf_text(&buf), "\"a.b\".\"c\"\"d\"");
    pgm_buf_free(&buf);
}

Test(base_buf, literals)
{
    cr_assert_str_eq(quoted(pgm_buf_literal, "plain"), "'plain'");
    cr_assert_str_eq(quoted(pgm_buf_literal, ""), "''");
    cr_assert_str_eq(quoted(pgm_buf_literal, "O'Brien"), "'O''Brien'");
    cr_assert_str_eq(quoted(pgm_buf_literal, "'"), "''''");
    /* Right under both settings of standard_conforming_strings; apart from what stands before. */
    cr_assert_str_eq(quoted(pgm_buf_literal, "C:\\New"), " E'C:\\\\New'");
    cr_assert_str_eq(quoted(pgm_buf_literal, "\\'"), " E'\\\\'''");
    cr_assert_str_eq(quoted(pgm_buf_literal, "\\"), " E'\\\\'");
}
