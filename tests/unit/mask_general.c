/* choose, template, scramble, truncate_text, ff1, redact beside text. */
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_general, .fini = close_rig);

static void open_text(const char *class, const char *name, const char *text)
{
    rig = (struct rig){.class = class, .kind = PGM_KIND_TEXT};
    if (name) {
        rig.inputs[0] = (struct pgm_arg_input){.name = name, .text = text};
        rig.input_count = 1;
    }
    rig_open(&rig);
}

static const char *number_text(int i)
{
    return pgm_arena_printf(&rig.arena, "%d", i);
}

/* ---- what is read --------------------------------------------------------------------------- */

static enum pgm_mask_reads reads(const struct rig *with, const char *name, const char *text)
{
    rig_close(&rig);
    rig = *with;
    if (name)
        rig.inputs[rig.input_count++] = (struct pgm_arg_input){.name = name, .text = text};
    rig_open(&rig);
    cr_assert_not_null(rig.mask, "%s", with->class);
    return rig.mask->reads;
}

/* What says that it reads less than the value makes the same fake of any two, and keeps NULL. */
Test(mask_general, masks_that_read_no_value)
{
    static const struct {
        struct rig rig;
        const char *name, *text;
    } blind[] = {
        {{.class = "constant", .kind = PGM_KIND_TEXT}, "value", "x"},
        {{.class = "constant", .kind = PGM_KIND_JSON}, "value", "{}"},
        {{.class = "constant", .kind = PGM_KIND_INT}, "value", "7"},
        {{.class = "empty", .kind = PGM_KIND_TEXT}, NULL, NULL},
        {{.class = "empty", .kind = PGM_KIND_ARRAY}, NULL, NULL},
        {{.class = "bytea", .kind = PGM_KIND_BYTEA}, NULL, NULL},
        {{.class = "tsvector", .kind = PGM_KIND_OTHER, .base_oid = 3614}, NULL, NULL},
        {{.class = "redact", .kind = PGM_KIND_NUMERIC}, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof blind / sizeof *blind; i++) {
        cr_assert_eq(reads(&blind[i].rig, blind[i].name, blind[i].text), PGM_READS_NULL, "%s",
                     blind[i].rig.class);
        const char *other = blind[i].rig.kind == PGM_KIND_INT ? "12" : "other value";
        const char *fake = rig_text(&rig, blind[i].rig.kind == PGM_KIND_INT ? "3" : "{\"a\": 1}");
        cr_assert_str_eq(rig_text(&rig, other), fake, "%s", blind[i].rig.class);
    }
    cr_assert_eq(reads(&(struct rig){.class = "null", .kind = PGM_KIND_TEXT}, NULL, NULL),
                 PGM_READS_NOTHING);
}

Test(mask_general, masks_that_read_values)
{
    static const struct {
        struct rig rig;
        const char *name, *text;
    } seeing[] = {
        {{.class = "redact", .kind = PGM_KIND_TEXT}, NULL, NULL},
        {{.class = "empty", .kind = PGM_KIND_JSON}, NULL, NULL},
        {{.class = "empty", .kind = PGM_KIND_RANGE}, NULL, NULL},
        {{.class = "bytea", .kind = PGM_KIND_BYTEA}, "value", "random"},
        {{.class = "password_hash", .kind = PGM_KIND_TEXT}, NULL, NULL},
        {{.class = "hash", .kind = PGM_KIND_TEXT}, NULL, NULL},
        {{.class = "lorem", .kind = PGM_KIND_TEXT}, NULL, NULL},
        {{.class = "keep", .kind = PGM_KIND_TEXT}, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof seeing / sizeof *seeing; i++)
        cr_assert_eq(reads(&seeing[i].rig, seeing[i].name, seeing[i].text), PGM_READS_VALUE, "%s",
                     seeing[i].rig.class);
}

/* ---- choose -------------------------------------------------------------------------------- */

static void open_choose(const struct rig *with, const char *const *values, size_t count,
                        const char *const *weights, size_t weight_count)
{
    rig = *with;
    rig.class = "choose";
    rig.inputs[0] = (struct pgm_arg_input){
        .name = "values", .kind = PGM_ARG_INPUT_LIST, .texts = values, .text_count = count};
    rig.inputs[1] = (struct pgm_arg_input){.name = "weights",
                                           .kind = PGM_ARG_INPUT_LIST,
                                           .texts = weights,
                                           .text_count = weight_count};
    rig.input_count = weights ? 2 : 1;
    rig_open(&rig);
}

Test(mask_general, choose_follows_the_weights)
{
    static const char *const values[] = {"a", "b", "c", "d"};
    static const char *const weights[] = {"5", "0", "3", "2"};
    size_t seen[4] = {0};
    open_choose(&(struct rig){.kind = PGM_KIND_ENUM}, values, 4, weights, 4);
    for (int i = 0; i < 10000; i++)
        seen[rig_text(&rig, number_text(i))[0] - 'a']++;
    cr_assert(seen[0] > 4800 && seen[0] < 5200 && seen[1] == 0 && seen[2] > 2800 &&
              seen[2] < 3200 && seen[3] > 1800 && seen[3] < 2200);
    rig_close(&rig);
    open_choose(&(struct rig){.kind = PGM_KIND_TEXT}, values, 4, NULL, 0);
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < 4000; i++)
        seen[rig_text(&rig, number_text(i))[0] - 'a']++;
    for (int i = 0; i < 4; i++)
        cr_assert(seen[i] > 880 && seen[i] < 1120);
}

Test(mask_general, choose_takes_values_of_the_type)
{
    static const char *const dates[] = {"2000-01-01", "infinity"}, *const numbers[] = {"1", "x"};
    open_choose(&(struct rig){.kind = PGM_KIND_DATE}, dates, 2, NULL, 0);
    const char *fake = rig_text(&rig, "1984-03-17");
    cr_assert(strcmp(fake, dates[0]) == 0 || strcmp(fake, dates[1]) == 0);
    rig_close(&rig);
    static const enum pgm_kind kinds[] = {PGM_KIND_INT,  PGM_KIND_NUMERIC, PGM_KIND_UUID,
                                          PGM_KIND_INET, PGM_KIND_BOOL,    PGM_KIND_TIMESTAMP};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        open_choose(&(struct rig){.kind = kinds[i]}, numbers, 2, NULL, 0);
        cr_assert_null(rig.mask, "kind %zu", i);
        rig_close(&rig);
    }
    open_choose(&(struct rig){.kind = PGM_KIND_TEXT, .max_chars = 5}, dates, 2, NULL, 0);
    cr_assert_null(rig.mask);
}

Test(mask_general, choose_refuses_bad_weights)
{
    static const char *const values[] = {"a", "b"};
    static const char *const bad[][2] = {
        {"0", "0"}, {"-1", "2"}, {"1.5", "2"}, {"", "1"}, {"1234567890", "1"}};
    open_choose(&(struct rig){.kind = PGM_KIND_TEXT}, values, 2, NULL, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rig_close(&rig);
        open_choose(&(struct rig){.kind = PGM_KIND_TEXT}, values, 2, bad[i], 2);
        cr_assert_null(rig.mask, "case %zu", i);
    }
    rig_close(&rig);
    open_choose(&(struct rig){.kind = PGM_KIND_TEXT}, values, 2, values, 1);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_choose(&(struct rig){.kind = PGM_KIND_TEXT}, values, 0, NULL, 0);
    cr_assert_null(rig.mask);
}

/* ---- template ------------------------------------------------------------------------------ */

Test(mask_general, templates_are_filled)
{
    open_text("template", "text", "{{{hex:8}}}-{digits:4}/{letters:3}.{base32:20}");
    for (int i = 0; i < 500; i++) {
        const char *fake = rig_text(&rig, number_text(i));
        cr_assert_eq(strlen(fake), 1 + 8 + 2 + 4 + 1 + 3 + 1 + 20, "%s", fake);
        cr_assert(fake[0] == '{' && strspn(fake + 1, "0123456789abcdef") == 8, "%s", fake);
        cr_assert(strncmp(fake + 9, "}-", 2) == 0 && strspn(fake + 11, "0123456789") == 4, "%s",
                  fake);
        cr_assert(fake[15] == '/' && fake[19] == '.', "%s", fake);
    }
    cr_assert_str_eq(rig_text(&rig, " 7 "), rig_text(&rig, "7"));
    cr_assert_str_eq(rig_text(&rig, ""), "");
}

Test(mask_general, words_of_a_template_agree_with_the_masks_of_their_names)
{
    rig = (struct rig){
        .class = "template",
        .kind = PGM_KIND_TEXT,
        .with_subject = true,
        .inputs = {{.name = "text", .text = "{given_name}|{family_name}|{given_name}"}},
        .input_count = 1};
    rig_open(&rig);
    struct rig given = {.class = "given_name", .kind = PGM_KIND_TEXT, .with_subject = true};
    rig_open(&given);
    for (int i = 0; i < 50; i++) {
        const char *subject = number_text(i), *fake = rig_by(&rig, "?", subject);
        const char *name = rig_by(&given, "?", subject), *end = strrchr(fake, '|') + 1;
        cr_assert_eq(strncmp(fake, name, strlen(name)), 0, "%s %s", fake, name);
        cr_assert_str_eq(end, name);
    }
    rig_close(&given);
}

Test(mask_general, templates_are_unique_with_a_tag_only)
{
    static const struct {
        const char *text;
        int32_t max_chars;
        bool unique, good;
    } cases[] = {
        {"{hex:32}", 0, true, false},
        {"{unique}", 0, true, true},
        {"{hex:32}", 0, false, true},
        {"id {unique}", 19, true, true},
        {"id {unique}", 18, true, false},
        {"{unique}{given_name}", 16, true, true},
        {"{given_name}{unique}", 20, true, false},
    };
    open_text("template", "text", "x");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        rig = (struct rig){.class = "template",
                           .kind = PGM_KIND_TEXT,
                           .unique = cases[i].unique,
                           .max_chars = cases[i].max_chars,
                           .inputs = {{.name = "text", .text = cases[i].text}},
                           .input_count = 1};
        rig_open(&rig);
        cr_assert_eq(rig.mask != NULL, cases[i].good, "case %zu", i);
        if (rig.mask && cases[i].unique)
            cr_assert_str_neq(rig_text(&rig, "Ann"), rig_text(&rig, "ann"));
    }
}

Test(mask_general, broken_templates_are_refused)
{
    static const char *const bad[] = {
        "",        "{",          "}",     "{hex:8",         "{hex}",
        "{hex:0}", "{hex:1001}", "{seq}", "{unique:3}",     "{}",
        "{hex:x}", "a}b",        "{{}",   "{given_name:3}", "{hex:99999999999999999999}"};
    open_text("template", "text", "x");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rig_close(&rig);
        open_text("template", "text", bad[i]);
        cr_assert_null(rig.mask, "%s", bad[i]);
    }
    rig_close(&rig);
    rig = (struct rig){.class = "template",
                       .kind = PGM_KIND_TEXT,
                       .ascii_only = true,
                       .inputs = {{.name = "text", .text = "M\xc3\xbcller {hex:4}"}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

/* ---- scramble, truncate_text --------------------------------------------------------------- */

Test(mask_general, scrambled_text_keeps_alphabet_and_case)
{
    static const char *const texts[] = {
        "Flat 12b, Elm House",
        "M\xc3\xbcLLER-L\xc3\x9c-HEIM",
        "\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0",                /* Moskva in Cyrillic */
        "\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd",                            /* Tokyo-to */
        "\xce\x91\xce\xb8\xce\xae\xce\xbd\xce\xb1",                        /* Athens in Greek */
        "\xc5\x81\xc3\xb3\xd9\xa3\xf0\x9f\x98\x80 \xff\xc3 \xe2\x80\x94"}; /* and what is no text */
    open_text("scramble", NULL, NULL);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct pgm_span in = pgm_span_of(texts[i]);
        const char *fake = rig_text(&rig, texts[i]);
        cr_assert_eq(pgm_chars_count(pgm_span_of(fake), true), pgm_chars_count(in, true), "%s",
                     fake);
        cr_assert_eq(pgm_chars_case(pgm_span_of(fake)), pgm_chars_case(in), "%s", fake);
        if (i < 5) /* each script stays, in bytes as well */
            cr_assert(strlen(fake) == in.bytes || i == 4, "%s", fake);
        for (size_t k = 0; k < 4 && i == 0; k++)
            cr_assert(fake[k] != texts[i][k] && fake[4] == ' ');
    }
    /* Letters that a case-insensitive column holds equal stay equal. */
    const char *upper = rig_text(&rig, "ANN"), *lower = rig_text(&rig, "ann");
    for (int k = 0; k < 3; k++)
        cr_assert_eq(upper[k] | 0x20, lower[k]);
}

Test(mask_general, truncated_text_is_its_beginning)
{
    open_text("truncate_text", "chars", "3");
    cr_assert_str_eq(rig_text(&rig, "02139-4307"), "021");
    cr_assert_str_eq(rig_text(&rig, "M\xc3\xbcller"), "M\xc3\xbcl");
    cr_assert_str_eq(rig_text(&rig, "ab"), "ab");
    cr_assert_str_eq(rig_text(&rig, ""), "");
    rig_close(&rig);
    open_text("truncate_text", "chars", "0");
    cr_assert_null(rig.mask);
}

/* ---- ff1 ----------------------------------------------------------------------------------- */

Test(mask_general, ff1_is_a_bijection_around_punctuation)
{
    static uint8_t seen[1000000];
    open_text("ff1", NULL, NULL);
    for (int i = 0; i < 20000; i++) {
        const char *fake =
            rig_text(&rig, pgm_arena_printf(&rig.arena, "%03d-%03d", i / 1000, i % 1000));
        cr_assert(strlen(fake) == 7 && fake[3] == '-', "%s", fake);
        cr_assert_eq(seen[atoi(fake) * 1000 + atoi(fake + 4)]++, 0);
    }
    /* The layout takes no part. */
    cr_assert_eq(atoi(rig_text(&rig, "000123")) % 1000, atoi(rig_text(&rig, "000-123") + 4));
    cr_assert_null(rig.fault);
    rig_close(&rig);
    open_text("ff1", "alphabet", "0123456789abcdef");
    cr_assert_eq(strspn(rig_text(&rig, "deadbeef"), "0123456789abcdef"), 8);
    cr_assert_null(rig.fault);
}

Test(mask_general, ff1_lets_nothing_through)
{
    static const char *const bad[] = {"12345", "1-2-3-4-5", "1234567a", "12345678\xc3\xbc", "Ann"};
    open_text("ff1", NULL, NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *fake = rig_text(&rig, bad[i]);
        cr_assert_not_null(rig.fault, "%s", bad[i]);
        cr_assert_eq(strspn(fake, "x"), strlen(bad[i]));
    }
    char digits[258];
    memset(digits, '7', 257);
    digits[257] = '\0';
    rig_text(&rig, digits);
    cr_assert_not_null(rig.fault);
    rig_text(&rig, digits + 1);
    cr_assert_null(rig.fault);
    rig_close(&rig);

    static const char *const alphabets[] = {"", "0", "00", "01 ", "0\xc3\xbc"};
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++) {
        open_text("ff1", "alphabet", alphabets[i]);
        cr_assert_null(rig.mask);
        rig_close(&rig);
    }
    rig = (struct rig){.class = "ff1", .kind = PGM_KIND_TEXT, .max_chars = 5};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    rig = (struct rig){.class = "ff1",
                       .kind = PGM_KIND_TEXT,
                       .case_insensitive = true,
                       .inputs = {{.name = "alphabet", .text = "abcABC"}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

/* ---- redact -------------------------------------------------------------------------------- */

Test(mask_general, blanks_stand_for_what_has_no_letters)
{
    static const struct {
        enum pgm_kind kind;
        const char *text, *blank;
    } cases[] = {
        {PGM_KIND_INT, "4711", "0"},
        {PGM_KIND_NUMERIC, "47.11", "0"},
        {PGM_KIND_FLOAT, "NaN", "0"},
        {PGM_KIND_BOOL, "t", "f"},
        {PGM_KIND_DATE, "1984-03-17", "2000-01-01"},
        {PGM_KIND_TIMESTAMP, "1984-03-17 12:00:00", "2000-01-01 00:00:00"},
        {PGM_KIND_TIMESTAMPTZ, "1984-03-17 12:00:00+00", "2000-01-01 00:00:00+00"},
        {PGM_KIND_TIME, "12:34:56.789", "00:00:00"},
        {PGM_KIND_UUID, "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11",
         "00000000-0000-0000-0000-000000000000"},
        {PGM_KIND_INET, "203.0.113.7", "0.0.0.0"},
        {PGM_KIND_MONEY, "$1,234.50", "0"},
    };
    open_text("redact", NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        rig = (struct rig){.class = "redact", .kind = cases[i].kind};
        rig_open(&rig);
        cr_assert_str_eq(rig_text(&rig, cases[i].text), cases[i].blank, "%s", cases[i].text);
    }
}
