/* keep, null, constant, redact, hash, lorem. */
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

static void open_class(const char *class, enum pgm_kind kind, const char *name, const char *text)
{
    rig = (struct rig){.class = class, .kind = kind};
    if (name) {
        rig.inputs[0] = (struct pgm_arg_input){.name = name, .text = text};
        rig.input_count = 1;
    }
    rig_open(&rig);
}

TestSuite(mask_text, .fini = close_rig);

Test(mask_text, keep_keeps)
{
    static const struct {
        enum pgm_kind kind;
        const char *text;
    } cases[] = {
        {PGM_KIND_TEXT, "Ann\xff"},    {PGM_KIND_INT, "-42"},
        {PGM_KIND_DATE, "1999-12-31"}, {PGM_KIND_UUID, "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11"},
        {PGM_KIND_INET, "10.0.0.1/8"}, {PGM_KIND_JSON, "{\"a\": 1}"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_class("keep", cases[i].kind, NULL, NULL);
        cr_assert_str_eq(rig_text(&rig, cases[i].text), cases[i].text);
        rig_close(&rig);
    }
    open_class("null", PGM_KIND_INT, NULL, NULL);
    cr_assert_null(rig_text(&rig, "1"));
}

Test(mask_text, constants_are_of_the_type)
{
    static const struct {
        enum pgm_kind kind;
        const char *original, *value;
    } good[] = {{PGM_KIND_TEXT, "x", "hello"},
                {PGM_KIND_INT, "1", "-42"},
                {PGM_KIND_DATE, "2001-01-01", "1999-12-31"},
                {PGM_KIND_INET, "::1", "10.0.0.1"},
                {PGM_KIND_UUID, "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11",
                 "00000000-0000-0000-0000-000000000000"},
                {PGM_KIND_BOOL, "f", "true"},
                {PGM_KIND_NUMERIC, "1", "0.50"},
                {PGM_KIND_JSON, "[]", "{}"},
                {PGM_KIND_TEXT, "x", ""}};
    static const struct {
        enum pgm_kind kind;
        const char *value;
    } bad[] = {{PGM_KIND_INT, "x"},      {PGM_KIND_INT, "9223372036854775808"},
               {PGM_KIND_DATE, "soon"},  {PGM_KIND_UUID, "1"},
               {PGM_KIND_INET, "home"},  {PGM_KIND_BOOL, "maybe"},
               {PGM_KIND_NUMERIC, "12e"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        open_class("constant", good[i].kind, "value", good[i].value);
        cr_assert_str_eq(rig_text(&rig, good[i].original), good[i].value);
        rig_close(&rig);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        open_class("constant", bad[i].kind, "value", bad[i].value);
        cr_assert_null(rig.mask, "%s", bad[i].value);
        cr_assert_eq(rig.report.count, 1);
        rig_close(&rig);
    }
    rig =
        (struct rig){.class = "constant", .kind = PGM_KIND_TEXT, .max_chars = 4, .input_count = 1};
    rig.inputs[0] = (struct pgm_arg_input){.name = "value", .text = "12345"};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

Test(mask_text, redact_keeps_the_layout_only)
{
    open_class("redact", PGM_KIND_TEXT, NULL, NULL);
    cr_assert_str_eq(rig_text(&rig, "Flat 12b, Elm-House!"), "Xxxx 00x, Xxx-Xxxxx!");
    cr_assert_str_eq(rig_text(&rig, "M\xc3\xbcller \xc3\x84"), "Xxxxxx X");
    cr_assert_str_eq(rig_text(&rig, "\xe4\xb8\xad\xe6\x96\x87\xe3\x80\x82"), "xx\xe3\x80\x82");
    cr_assert_str_eq(rig_text(&rig, "\xd9\xa1\xd9\xa2\xc2\xbd"), "000");
    cr_assert_str_eq(rig_text(&rig, "a\xcc\x88 \xe2\x82\xac\xf0\x9f\x98\x80"),
                     "xx \xe2\x82\xac\xf0\x9f\x98\x80");
    cr_assert_str_eq(rig_text(&rig, "a\xff\xc3"), "xxx");
    rig.mask->utf8 = false;
    cr_assert_str_eq(rig_text(&rig, "M\xc3\xbcller"), "Xxxxxxx");
}

Test(mask_text, hash_is_injective_on_exact_values)
{
    open_class("hash", PGM_KIND_TEXT, NULL, NULL);
    cr_assert_eq(strlen(rig_text(&rig, "Ann")), 32);
    cr_assert_str_neq(rig_text(&rig, "Ann"), rig_text(&rig, "ann"));
    cr_assert_str_neq(rig_text(&rig, "ann "), rig_text(&rig, "ann"));
    cr_assert_str_eq(rig_text(&rig, ""), "");
    rig.domain.case_insensitive = true;
    cr_assert_str_eq(rig_text(&rig, "Ann"), rig_text(&rig, "ann"));
    rig_close(&rig);
    open_class("hash", PGM_KIND_TEXT, "format", "base32");
    const char *hash = rig_text(&rig, "Ann");
    cr_assert_eq(strlen(hash), 25);
    cr_assert_eq(strspn(hash, "abcdefghijklmnopqrstuvwxyz234567"), 25);
    rig_close(&rig);
    open_class("hash", PGM_KIND_TEXT, "length", "7");
    cr_assert_eq(strlen(rig_text(&rig, "Ann")), 7);
}

Test(mask_text, hash_refuses_too_few_bits_where_unique)
{
    static const struct {
        const char *format, *length;
        int32_t max_chars;
        bool good;
    } cases[] = {{"hex", "20", 0, true},     {"hex", "19", 0, false},    {"base32", "16", 0, true},
                 {"base32", "15", 0, false}, {"hex", "32", 19, false},   {"base32", "26", 0, false},
                 {"base32", "25", 16, true}, {"base32", "25", 15, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig = (struct rig){.class = "hash",
                           .kind = PGM_KIND_TEXT,
                           .unique = true,
                           .max_chars = cases[i].max_chars,
                           .input_count = 2};
        rig.inputs[0] = (struct pgm_arg_input){.name = "format", .text = cases[i].format};
        rig.inputs[1] = (struct pgm_arg_input){.name = "length", .text = cases[i].length};
        rig_open(&rig);
        cr_assert_eq(rig.mask != NULL, cases[i].good, "case %zu", i);
        rig_close(&rig);
    }
    open_class("hash", PGM_KIND_TEXT, NULL, NULL);
}

Test(mask_text, lorem_keeps_length_and_lines)
{
    open_class("lorem", PGM_KIND_TEXT, NULL, NULL);
    uint64_t seed = 21;
    for (int round = 0; round < 3000; round++) {
        char text[200];
        const size_t bytes = 1 + rig_random(&seed) % (sizeof text - 1);
        for (size_t i = 0; i < bytes; i++)
            text[i] =
                rig_random(&seed) % 30 ? (char)('a' + rig_random(&seed) % 26) : "\n\r\t "[i % 4];
        text[bytes == sizeof text ? bytes - 1 : bytes] = '\0';
        const char *fake = rig_text(&rig, text);
        cr_assert_eq(strlen(fake), strlen(text));
        const struct pgm_span blank = pgm_chars_trim(pgm_span_of(text));
        for (size_t i = 0; blank.bytes > 0 && text[i]; i++) {
            cr_assert_eq(text[i] == '\n' || text[i] == '\r', fake[i] == '\n' || fake[i] == '\r');
            cr_assert(fake[i] != ' ' || (fake[i + 1] != '\0' && fake[i + 1] != '\n'));
        }
    }
    cr_assert_eq(strlen(rig_text(&rig, "M\xc3\xbcller\n\xe4\xb8\xad")), 8);
}
