/* What values show: by themselves, inside of structures, in other tables; and values made to harm. */
#include "detect_rig.h"

TestSuite(detect_values, .init = rig_open, .fini = rig_close);

static const char *const *examples;
static size_t example_count;

static const char *example(size_t row, size_t column)
{
    (void)column;
    return examples[row % example_count];
}

/* The proposal for a column of that name that holds the texts again and again. */
static const struct pgm_detection *look_at(const char *table, const char *column,
                                           enum pgm_kind kind, const char *const *texts,
                                           size_t count)
{
    struct pgm_table *t = rig_table(table);
    struct pgm_column *c = rig_column(t, column, kind);
    examples = texts;
    example_count = count;
    rig_look(t, 20, example);
    rig_finish();
    return rig_of(c);
}

#define LOOK(table, column, kind, ...)                                                             \
    look_at(table, column, kind, (const char *const[]){__VA_ARGS__},                               \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

Test(detect_values, addresses_need_no_name)
{
    const struct pgm_detection *d = LOOK("zzyzx", "qqq", PGM_KIND_TEXT, "rosalind@mail.example",
                                         "t.thackeray@corp.example", "jo@x.example");
    cr_expect_str_eq(d->kind, "email");
    cr_expect_str_eq(d->rule, "email");
    cr_expect_str_eq(d->reason, "20 of 20 values are addresses");
    cr_expect_not(d->review);
}

/* One in ten random numbers passes Luhn: a share of them is no evidence. */
Test(detect_values, a_few_numbers_that_pass_a_check_are_none)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "qqq", PGM_KIND_TEXT, "4111111111111111", "4111111111111112",
             "4111111111111113", "4111111111111114", "4111111111111115");
    cr_expect_str_neq(d->kind, "card");
}

Test(detect_values, cards_need_no_name)
{
    const struct pgm_detection *d = LOOK("zzyzx", "qqq", PGM_KIND_TEXT, "4111 1111 1111 1111",
                                         "5555555555554444", "4012-8888-8888-1881");
    cr_expect_str_eq(d->kind, "card");
}

Test(detect_values, a_name_that_the_values_deny_is_dropped)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "email", PGM_KIND_TEXT, "yes", "no", "daily", "weekly", "never");
    cr_expect_str_neq(d->kind, "email");
}

Test(detect_values, hashes_of_addresses_are_told_from_addresses)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "email", PGM_KIND_TEXT, "0bc83cb571cd1c50ba6f3e8a78ef1346",
             "5d41402abc4b2a76b9719d911017c592", "7d793037a0760186574b0282f2f435e7");
    cr_expect_str_eq(d->kind, "email_hash");
}

Test(detect_values, secrets_need_no_name_and_no_majority)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "qqq", PGM_KIND_TEXT, "on", "off", "blue", "12", "green", "red", "one", "two",
             "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcDEF123456789");
    cr_expect_str_eq(d->kind, "secret");
    cr_expect_str_neq(d->rule, "keep");
}

Test(detect_values, a_list_with_an_address_in_it_is_not_kept)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "status", PGM_KIND_TEXT, "new", "paid", "sent", "ask rosalind@mail.example");
    cr_expect_str_neq(d->rule, "keep");
}

Test(detect_values, parts_of_documents_get_masks_by_path)
{
    const struct pgm_detection *d = LOOK("zzyzx", "qqq", PGM_KIND_JSON,
                                         "{\"contact\": {\"email\": \"ann@x.example\"}, \"on\": "
                                         "true, \"list\": [{\"phone\": \"+44 7911 123456\"}]}");
    cr_expect_str_eq(d->kind, "structure");
    cr_expect_str_eq(d->rule, "{mask: json, paths: {\"$.contact.email\": email, \"$.on\": keep, "
                              "\"$.list[*].phone\": phone}}");
}

Test(detect_values, keys_that_may_be_data_stand_in_no_rule)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "qqq", PGM_KIND_JSON,
             "{\"rosalind@mail.example\": {\"phone\": \"+44 7911 123456\"}}");
    cr_expect_null(strstr(d->rule, "rosalind"), "%s", d->rule);
    cr_expect(strstr(d->rule, "\"$.*.phone\": phone") != NULL, "%s", d->rule);
}

Test(detect_values, text_may_hold_a_document)
{
    const struct pgm_detection *d =
        LOOK("zzyzx", "qqq", PGM_KIND_TEXT, "{\"email\": \"ann@x.example\"}", "{\"email\": null}");
    cr_expect_str_eq(d->rule, "{mask: json, paths: {\"$.email\": email}}");
}

Test(detect_values, hstore_xml_and_arrays_have_parts_too)
{
    const struct pgm_detection *d = LOOK("a", "qqq", PGM_KIND_HSTORE,
                                         "\"email\"=>\"ann@x.example\", \"size\"=>\"a \\\"b\\\"\"");
    cr_expect_str_eq(d->rule, "{mask: hstore, keys: {email: email, size: keep}}");
    pgm_detect_free(rig_run);
    rig_run = NULL;
    d = LOOK("b", "qqq", PGM_KIND_XML,
             "<p mail=\"ann@x.example\"><phone>+44 7911 123456</phone></p>");
    cr_expect(strstr(d->rule, "//phone\": phone") != NULL, "%s", d->rule);
    pgm_detect_free(rig_run);
    rig_run = NULL;
    d = LOOK("c", "qqq", PGM_KIND_ARRAY, "{ann@x.example,\"b@x.example\"}");
    cr_expect_str_eq(d->rule, "array", "its element's type is not known here");
}

static const char *people(size_t row, size_t column)
{
    static char text[32];
    snprintf(text, sizeof text, column ? "kraken%zu" : "%zu", row % 10);
    return text;
}

static const char *who(size_t row, size_t column)
{
    return column ? people(row * 3, 1) : "x";
}

Test(detect_values, values_of_a_known_column_are_known_elsewhere)
{
    struct pgm_table *users = rig_table("users"), *log = rig_table("zzyzx");
    rig_column(users, "id", PGM_KIND_INT);
    rig_column(users, "username", PGM_KIND_TEXT);
    rig_column(log, "a", PGM_KIND_TEXT);
    struct pgm_column *by = rig_column(log, "qqq", PGM_KIND_TEXT);
    rig_look(log, 50, who);
    rig_look(users, 10, people);
    rig_finish();
    cr_expect_str_eq(rig_of(by)->kind, "username");
}

/* ---- values made to harm ---- */

static void survive(enum pgm_kind kind, struct pgm_span text)
{
    const struct pgm_type type = {.kind = kind, .name = "", .delimiter = ','};
    struct pgm_arena arena = {0};
    struct pgm_scratch scratch = {0};
    struct pgm_tally tally = {0};
    struct pgm_error error = {0};
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 16, &error), PGM_OK);
    for (int i = 0; i < 3; i++)
        pgm_tally_add(rig_detector, &tally, &type, text, 0, &arena, &scratch);
    cr_expect_eq(tally.rows, 3);
    pgm_scratch_free(&scratch);
    pgm_arena_free(&arena);
}

static const enum pgm_kind kinds[] = {PGM_KIND_TEXT,  PGM_KIND_JSON,   PGM_KIND_XML,
                                      PGM_KIND_ARRAY, PGM_KIND_HSTORE, PGM_KIND_COMPOSITE,
                                      PGM_KIND_ENUM,  PGM_KIND_NUMERIC};

Test(detect_values, long_deep_and_broken_values_are_bounded)
{
    static char text[1 << 20];
    static const char fills[] = {'[', '{', '"', '<',  '(', '1',  'a',
                                 '@', '.', '-', '\\', ' ', '\n', '\xff'};
    for (size_t f = 0; f < sizeof fills; f++) {
        memset(text, fills[f], sizeof text);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            survive(kinds[k], (struct pgm_span){(const uint8_t *)text, sizeof text});
    }
}

Test(detect_values, every_cut_of_a_value_is_safe)
{
    static const char *const texts[] = {
        "{\"a\": {\"b\": [1, \"\\ud83d\\ude00\", {\"c\": null}]}, \"x-y\": \"z\"}",
        "<a b='c'><!-- d --><e>f</e>&amp;<![CDATA[g]]></a>",
        "\"k\"=>\"v\", \"w\"=>NULL, \"q\"=>\"\\\"\"",
        "{{a,\"b c\"},{NULL,\"\\\"\"}}",
        "(a,,\"b \"\"c\"\"\",)",
        "Rosalind <r.thackeray@mail.example>",
        "+44 (0) 7911-123456 x12",
        "GB29 NWBK 6016 1331 9268 19",
        "https://user:pw@[2001:db8::1]:80/p?q=1#f",
        "POINT(13.4 52.5)",
        "-----BEGIN PRIVATE KEY-----",
        "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
    };
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        for (size_t bytes = 0; bytes <= strlen(texts[t]); bytes++) {
            uint8_t *copy = malloc(bytes + 1); /* so that a read behind the end is seen */
            memcpy(copy, texts[t], bytes);
            for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
                survive(kinds[k], (struct pgm_span){copy, bytes});
            free(copy);
        }
}
