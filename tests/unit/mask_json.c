/* json: what is masked, what is redacted, and that every other byte stays. */
#include "chars.h"
#include "json_scan.h"
#include "parts_rig.h"

#define PATHS(...) ((const char *[]){__VA_ARGS__, NULL})

/* Not by value: the mask points into the rig. */
static void open_json(struct rig *rig, const char *const *paths)
{
    *rig = (struct rig){.class = "json", .kind = PGM_KIND_JSON, .key = 7};
    parts_open(rig, "paths", paths);
}

/* The fake that stands between `before` and `after` in the output. */
static const char *between(struct rig *rig, const char *in, const char *before, const char *after)
{
    const char *got = rig_text(rig, in);
    cr_assert_eq(strncmp(got, before, strlen(before)), 0, "%s -> %s", in, got);
    const size_t bytes = strlen(got), tail = strlen(after);
    cr_assert_geq(bytes, strlen(before) + tail, "%s", got);
    cr_assert_str_eq(got + bytes - tail, after, "%s -> %s", in, got);
    return pgm_arena_strndup(&rig->arena, got + strlen(before), bytes - tail - strlen(before));
}

Test(mask_json, unlisted_leaves_are_redacted_by_type)
{
    struct rig rig;
    open_json(&rig, PATHS("$.keep=keep"));
    parts_expect(
        &rig, "{\"a\": \"Ann Smith 12\", \"b\": -1.50e+7, \"c\": true, \"d\": false, \"e\": null}",
        "{\"a\": \"Xxx Xxxxx 00\", \"b\": 0, \"c\": false, \"d\": false, \"e\": null}");
    parts_expect(&rig, "\"Ann\"", "\"Xxx\"");
    parts_expect(&rig, "42", "0");
    parts_expect(&rig, " [ ] ", " [ ] ");
    parts_expect(&rig, "{}", "{}");
    parts_expect(&rig, "[1,[\"b\",{\"c\":[2]}],\"\"]", "[0,[\"x\",{\"c\":[0]}],\"\"]");
    parts_expect(&rig, "{\"name of Ann\": \"x1\"}", "{\"name of Ann\": \"x0\"}");
    rig_close(&rig);
}

Test(mask_json, what_is_kept_stays_byte_for_byte)
{
    struct rig rig;
    open_json(&rig, PATHS("$.keep=keep", "$.drop=null"));
    parts_expect(
        &rig,
        "\t{ \"keep\" :\r\n[1.10, 123456789012345678901234567890.5e-3 ,\"\\u0041\\/\", {\"b\" : "
        "[ ] , \"a\":true}], \"drop\":{\"x\":[1,\"y\"], \"z\":null} }  ",
        "\t{ \"keep\" :\r\n[1.10, 123456789012345678901234567890.5e-3 ,\"\\u0041\\/\", {\"b\" : "
        "[ ] , \"a\":true}], \"drop\":{\"x\":[null,null], \"z\":null} }  ");
    rig_close(&rig);
}

Test(mask_json, unlisted_keep_and_null)
{
    struct rig keep = {.class = "json", .kind = PGM_KIND_JSON};
    parts_unlisted(&keep, "keep");
    parts_open(&keep, "paths", PATHS("$.a=redact"));
    parts_expect(&keep, "{\"a\": \"Ann\", \"b\": [1, \"Bob\", true]}",
                 "{\"a\": \"Xxx\", \"b\": [1, \"Bob\", true]}");
    rig_close(&keep);
    struct rig null = {.class = "json", .kind = PGM_KIND_JSON};
    parts_unlisted(&null, "null");
    parts_open(&null, "paths", PATHS("$.a=redact"));
    parts_expect(&null, "{\"a\": \"Ann\", \"b\": [1, \"Bob\", true, {}]}",
                 "{\"a\": \"Xxx\", \"b\": [null, null, null, {}]}");
    rig_close(&null);
}

Test(mask_json, paths)
{
    struct rig rig;
    open_json(&rig, PATHS("$.a.b=keep", "$.list[1]=keep", "$.all[*].n=keep", "$..deep=keep",
                          "$[\"two words\"]=keep", "$.x.*=keep", "$['it\\'s']=keep"));
    parts_expect(&rig, "{\"a\": {\"b\": \"yes\", \"c\": \"no\"}}",
                 "{\"a\": {\"b\": \"yes\", \"c\": \"xx\"}}");
    parts_expect(&rig, "{\"b\": \"no\", \"a\": \"no\"}", "{\"b\": \"xx\", \"a\": \"xx\"}");
    parts_expect(&rig, "{\"list\": [\"a\", \"b\", \"c\"]}", "{\"list\": [\"x\", \"b\", \"x\"]}");
    parts_expect(&rig, "{\"all\": [{\"n\": 1}, {\"n\": 2, \"m\": 3}, 4]}",
                 "{\"all\": [{\"n\": 1}, {\"n\": 2, \"m\": 0}, 0]}");
    parts_expect(&rig, "{\"q\": [[{\"deep\": \"a\"}], {\"deep\": {\"z\": \"b\"}}], \"deep\": 5}",
                 "{\"q\": [[{\"deep\": \"a\"}], {\"deep\": {\"z\": \"b\"}}], \"deep\": 5}");
    parts_expect(&rig, "{\"two words\": 1, \"two\": 1}", "{\"two words\": 1, \"two\": 0}");
    parts_expect(&rig, "{\"it's\": 1}", "{\"it's\": 1}");
    parts_expect(&rig, "{\"x\": {\"p\": 1, \"q\": [1, 2]}, \"y\": {\"p\": 1}}",
                 "{\"x\": {\"p\": 1, \"q\": [1, 2]}, \"y\": {\"p\": 0}}");
    /* Written with escapes, a key is the same key; and twice the same key is twice masked. */
    parts_expect(&rig, "{\"\\u0061\": {\"b\": \"yes\"}, \"a\": {\"\\u0062\": \"yes\"}}",
                 "{\"\\u0061\": {\"b\": \"yes\"}, \"a\": {\"\\u0062\": \"yes\"}}");
    rig_close(&rig);
}

Test(mask_json, the_more_exact_path_holds)
{
    struct rig rig;
    open_json(&rig, PATHS("$..*=redact", "$.contact.*=null", "$.contact.city=keep",
                          "$.contact=keep", "$=keep"));
    parts_expect(&rig,
                 "{\"contact\": {\"city\": \"Bath\", \"street\": \"Elm\"}, \"name\": \"Ann\"}",
                 "{\"contact\": {\"city\": \"Bath\", \"street\": null}, \"name\": \"Xxx\"}");
    parts_expect(&rig, "\"Ann\"", "\"Ann\"");
    rig_close(&rig);
    /* A rule for a container holds inside it; one further down goes before it. */
    struct rig inside;
    open_json(&inside, PATHS("$.a=keep", "$.a.b=redact"));
    parts_expect(&inside, "{\"a\": {\"b\": [\"Bob\"], \"c\": [\"Cid\"]}}",
                 "{\"a\": {\"b\": [\"Xxx\"], \"c\": [\"Cid\"]}}");
    rig_close(&inside);
}

Test(mask_json, inner_fakes_are_those_of_the_mask_alone)
{
    struct rig rig;
    open_json(&rig, PATHS("$.email=email", "$..name=given_name"));
    const char *email = parts_alone(&rig, "email", "ann@mail.example", &rig.arena);
    const char *ann = parts_alone(&rig, "given_name", "Ann", &rig.arena);
    const char *bob = parts_alone(&rig, "given_name", "Bob", &rig.arena);
    parts_expect(
        &rig,
        "{\"name\":\"Ann\",\"email\":\"ann@mail.example\",\"kids\":[{\"name\":\"Bob\"},{"
        "\"name\":\"Ann\"}]}",
        pgm_arena_printf(
            &rig.arena,
            "{\"name\":\"%s\",\"email\":\"%s\",\"kids\":[{\"name\":\"%s\"},{\"name\":\"%s\"}]}",
            ann, email, bob, ann));
    /* Written with an escape it is the same name. */
    parts_expect(&rig, "{\"name\":\"\\u0041nn\"}",
                 pgm_arena_printf(&rig.arena, "{\"name\":\"%s\"}", ann));
    rig_close(&rig);
}

Test(mask_json, subjects_reach_the_leaves)
{
    struct rig rig = {.class = "json", .kind = PGM_KIND_JSON, .key = 3, .with_subject = true};
    parts_open(&rig, "paths", PATHS("$.n=given_name"));
    const char *one = rig_by(&rig, "{\"n\": \"Ann\"}", "17");
    cr_assert_str_eq(one, rig_by(&rig, "{\"n\": \"Annie\"}", "17"));
    size_t differ = 0;
    for (int i = 0; i < 20; i++)
        differ += strcmp(one, rig_by(&rig, "{\"n\": \"Ann\"}",
                                     pgm_arena_printf(&rig.arena, "s%d", i))) != 0;
    cr_assert_gt(differ, 10);
    rig_close(&rig);
}

Test(mask_json, numbers_stay_numbers)
{
    struct rig rig;
    open_json(&rig, PATHS("$.n=noise", "$.p=phone", "$.e=email", "$.h=hash"));
    for (int i = 0; i < 50; i++) {
        const char *in = pgm_arena_printf(&rig.arena, "{\"n\": %d.50}", 1000 + i);
        const char *n = between(&rig, in, "{\"n\": ", "}");
        cr_assert(pgm_json_is_number(pgm_span_of(n)), "%s", n);
        cr_assert_not_null(strchr(n, '.'), "%s", n);
        cr_assert(strtod(n, NULL) > 800 && strtod(n, NULL) < 1300, "%s", n);
    }
    const char *whole = between(&rig, "{\"n\": 100000}", "{\"n\": ", "}");
    cr_assert_null(strpbrk(whole, ".e"), "%s", whole);
    const char *phone = between(&rig, "{\"p\": 447911123456}", "{\"p\": ", "}");
    cr_assert(pgm_json_is_number(pgm_span_of(phone)), "%s", phone);
    cr_assert_str_neq(phone, "447911123456");
    parts_expect(&rig, "{\"e\": 12345}", "{\"e\": 0}"); /* an e-mail is no number */
    parts_expect(&rig, "{\"e\": true}", "{\"e\": false}");
    parts_expect(&rig, "{\"n\": \"no number\"}", "{\"n\": \"xx xxxxxx\"}");
    parts_expect(&rig, "{\"n\": [true, null]}", "{\"n\": [false, null]}");
    rig_close(&rig);
}

Test(mask_json, dates_in_strings)
{
    struct rig rig;
    open_json(&rig, PATHS("$.d=date_shift", "$.u=uuid"));
    const struct {
        const char *in, *shape;
    } cases[] = {{"1984-03-17", "dddd-dd-dd"},
                 {"2024-02-29 23:59:59", "dddd-dd-dd dd:dd:dd"},
                 {"2024-02-29T23:59:59Z", "dddd-dd-ddTdd:dd:ddZ"},
                 {"2024-02-29T23:59:59.125Z", "dddd-dd-ddTdd:dd:dd.dddZ"},
                 {"2024-02-29T23:59:59+02:00", "dddd-dd-ddTdd:dd:ddZ"},
                 {"2024-02-29 23:59:59+00", "dddd-dd-dd dd:dd:dd+dd"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got =
            between(&rig, pgm_arena_printf(&rig.arena, "{\"d\": \"%s\"}", cases[i].in),
                    "{\"d\": \"", "\"}");
        cr_assert_str_neq(got, cases[i].in);
        cr_assert_eq(strlen(got), strlen(cases[i].shape), "%s", got);
        for (size_t k = 0; got[k]; k++)
            cr_assert(cases[i].shape[k] == 'd' ? pgm_is_digit((uint8_t)got[k])
                                               : got[k] == cases[i].shape[k],
                      "%s", got);
    }
    parts_expect(&rig, "{\"d\": \"last Monday, 3 pm\"}", "{\"d\": \"xxxx Xxxxxx, 0 xx\"}");
    parts_expect(&rig, "{\"d\": 19840317}", "{\"d\": 0}");
    rig_close(&rig);
}

Test(mask_json, escapes)
{
    struct rig rig;
    open_json(&rig, PATHS("$.a=keep"));
    parts_expect(&rig, "\"Ann\\n\\\"Lee\\\"\\\\ \\t\\u00e9\\ud83d\\ude00\\/\"",
                 "\"Xxx\\n\\\"Xxx\\\"\\\\ \\tx\xf0\x9f\x98\x80/\"");
    parts_expect(&rig, "\"M\xc3\xbcller\"", "\"Xxxxxx\"");
    parts_expect(&rig, "\"\\ud800 and \\udc00\\ud83d\"", "\"xxx xxx xxxxxx\"");
    rig_close(&rig);
    uint8_t out[64];
    const uint8_t raw[] = {'a', '"', '\\', 0, 0x1f, '\n', 0x7f, 0xc3, 0xa9, 0xc3};
    const struct pgm_span text = {raw, sizeof raw};
    out[pgm_json_encode(text, true, out)] = 0;
    cr_assert_str_eq((char *)out, "\"a\\\"\\\\\\u0000\\u001f\\n\x7f\xc3\xa9?\"");
    out[pgm_json_encode(text, false, out)] = 0;
    cr_assert_str_eq((char *)out, "\"a\\\"\\\\\\u0000\\u001f\\n\x7f\xc3\xa9\xc3\"");
}

Test(mask_json, a_value_that_is_no_json)
{
    static const char *const bad[] = {
        "{\"a\": 1",   "{a: 1}",      "[1,]", "{\"a\":1,}", "[1 2]",  "01",  "1.",
        "+1",          ".5",          "1e",   "tru",        "nul",    "\"a", "\"a\nb\"",
        "\"\\x\"",     "\"\\u12g4\"", "[1]]", "{\"a\" 1}",  "{1: 2}", "]",   "{\"a\":}",
        "\"a\" \"b\"", "[,1]",        "-",    "[}",         "   "};
    struct rig json;
    open_json(&json, PATHS("$..*=keep"));
    struct rig text = {.class = "json", .kind = PGM_KIND_TEXT};
    parts_open(&text, "paths", PATHS("$..*=keep"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t redacted[32];
        redacted[pgm_chars_redact(pgm_span_of(bad[i]), true, 0,
                                  PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, redacted)] = 0;
        parts_expect(&json, bad[i], "null");
        parts_expect(&text, bad[i], (const char *)redacted);
    }
    parts_expect(&text, "", "");
    parts_expect(&text, "Called Ann, 12:30", "Xxxxxx Xxx, 00:00");
    rig_close(&text);
    rig_close(&json);
}

Test(mask_json, a_narrow_column_gets_no_cut_document)
{
    struct rig rig = {.class = "json", .kind = PGM_KIND_TEXT, .max_chars = 20};
    parts_open(&rig, "paths", PATHS("$.e=email"));
    parts_expect(&rig, "{\"e\": \"a@b.cd\"}", "{\"x\": \"x@x.xx\"}");
    parts_expect(&rig, "{\"e\": \"\"}", "{\"e\": \"\"}");
    rig_close(&rig);
}

Test(mask_json, ten_thousand_levels)
{
    enum { LEVELS = 10000 };
    struct rig rig;
    open_json(&rig, PATHS("$..*=keep", "$.a=keep"));
    char *in = malloc(PGM_JSON_DEPTH_MAX * 2 + 100);
    memset(in, '[', LEVELS);
    memcpy(in + LEVELS, "\"Ann\"", 5);
    memset(in + LEVELS + 5, ']', LEVELS);
    in[2 * LEVELS + 5] = 0;
    cr_assert_str_eq(rig_text(&rig, in), in);
    rig_close(&rig);
    open_json(&rig, PATHS("$.a=keep"));
    const char *out = rig_text(&rig, in);
    cr_assert_eq(strncmp(out + LEVELS - 1, "[\"Xxx\"]", 7), 0);
    rig_close(&rig);
    /* Deeper than we look: nothing of it gets out. */
    open_json(&rig, PATHS("$..*=keep"));
    memset(in, '[', PGM_JSON_DEPTH_MAX + 1);
    memset(in + PGM_JSON_DEPTH_MAX + 1, ']', PGM_JSON_DEPTH_MAX + 1);
    in[2 * PGM_JSON_DEPTH_MAX + 2] = 0;
    parts_expect(&rig, in, "null");
    in[PGM_JSON_DEPTH_MAX] = '1';
    in[2 * PGM_JSON_DEPTH_MAX + 1] = 0;
    cr_assert_str_eq(rig_text(&rig, in), in);
    rig_close(&rig);
    free(in);
}

/* More parts than one round takes, over rows and inside one: the fakes still find their places. */
Test(mask_json, rounds)
{
    struct rig rig;
    open_json(&rig, PATHS("$[*].e=hash"));
    const size_t count = 5000;
    char *in = malloc(count * 64), *wanted = malloc(count * 96);
    char *to = in, *want = wanted;
    to += sprintf(to, "[");
    want += sprintf(want, "[");
    for (size_t i = 0; i < count; i++) {
        const char *value = pgm_arena_printf(&rig.arena, "v%zu", i % 100);
        static const char *fakes[100];
        if (i < 100)
            fakes[i] = parts_alone(&rig, "hash", value, &rig.arena);
        to += sprintf(to, "%s{\"e\":\"%s\", \"n\": %zu}", i ? "," : "", value, i);
        want += sprintf(want, "%s{\"e\":\"%s\", \"n\": 0}", i ? "," : "", fakes[i % 100]);
    }
    strcpy(to, "]");
    strcpy(want, "]");
    cr_assert_str_eq(rig_text(&rig, in), wanted);
    /* The same, and then something that is no JSON: what was written already is taken back. */
    strcpy(to, "}");
    parts_expect(&rig, in, "null");
    strcpy(to, "]");
    struct pgm_vector rows = rig_vector(&rig, 3), out = rig_vector(&rig, 3);
    rows.bytes[0] = pgm_span_of(in);
    rows.null[1] = true;
    rows.bytes[2] = pgm_span_of("[{\"e\":\"v1\"}]");
    rig_apply(&rig, &rows, &out, NULL);
    cr_assert(pgm_span_equal(out.bytes[0], pgm_span_of(wanted)));
    cr_assert(out.null[1]);
    cr_assert_eq(out.bytes[2].bytes, strlen("[{\"e\":\"\"}]") + 32);
    rig_close(&rig);
    free(in);
    free(wanted);
}

Test(mask_json, many_rows_are_as_one_by_one)
{
    struct rig rig;
    open_json(&rig, PATHS("$.e=email", "$..n=noise", "$.d=date_shift"));
    enum { ROWS = 3000 };
    struct pgm_vector in = rig_vector(&rig, ROWS), out = rig_vector(&rig, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        in.null[i] = i % 7 == 3;
        in.bytes[i] = pgm_span_of(
            i % 11 == 5 ? "{\"e\": broken"
                        : pgm_arena_printf(&rig.arena,
                                           "{\"e\": \"u%zu@x.org\", \"q\": [{\"n\": %zu.5}, "
                                           "\"Zed\"], \"d\": \"2020-01-%02zu\"}",
                                           i % 500, i, i % 28 + 1));
    }
    rig_apply(&rig, &in, &out, NULL);
    struct pgm_span *together = PGM_ARENA_ARRAY(&rig.arena, struct pgm_span, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        if (!in.null[i])
            together[i] = pgm_span_of(
                pgm_arena_strndup(&rig.arena, (const char *)out.bytes[i].data, out.bytes[i].bytes));
    pgm_scratch_reset(&rig.scratch);
    for (size_t i = 0; i < ROWS; i += 13)
        if (!in.null[i])
            cr_assert_str_eq((const char *)together[i].data,
                             rig_text(&rig, (const char *)in.bytes[i].data));
    rig_close(&rig);
}

Test(mask_json, rules_that_cannot_be)
{
    static const struct {
        const char *path, *mask, *says;
    } cases[] = {{"email", "redact", "does not begin with $"},
                 {"$.", "redact", "no name behind a dot"},
                 {"$[a]", "redact", "in its brackets"},
                 {"$[-1]", "redact", "in its brackets"},
                 {"$[1:2]", "redact", "in its brackets"},
                 {"$[\"a]", "redact", "in its brackets"},
                 {"$a", "redact", "something other than"},
                 {"$.a b", "redact", "something other than"},
                 {"$.a", "json", NULL},
                 {"$.a", "constant", "value"},
                 {"$.a", "permute", "range"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig rig = {.class = "json", .kind = PGM_KIND_JSON};
        struct pgm_inner_rule rule = {.key = cases[i].path, .mask = cases[i].mask};
        rig.inputs[rig.input_count++] = (struct pgm_arg_input){
            .name = "paths", .kind = PGM_ARG_INPUT_MAP, .rules = &rule, .rule_count = 1};
        rig_open(&rig);
        if (cases[i].says) {
            cr_assert_null(rig.mask, "%s", cases[i].path);
            cr_assert_not_null(rig.report.first, "%s", cases[i].path);
            cr_assert_not_null(strstr(rig.report.first->message, cases[i].says), "%s: %s",
                               cases[i].path, rig.report.first->message);
        } else {
            cr_assert_not_null(rig.mask);
        }
        rig_close(&rig);
    }
}

Test(mask_json, a_constant_fits_where_it_can)
{
    const struct {
        const char *value, *in, *wanted;
    } cases[] = {{"none", "{\"a\": [\"Ann\", 5, true]}", "{\"a\": [\"none\", 0, false]}"},
                 {"7", "{\"a\": [\"Ann\", 5, 5.5, true]}", "{\"a\": [\"7\", 7, 7, false]}"},
                 {"true", "{\"a\": [\"Ann\", 5, false]}", "{\"a\": [\"true\", 0, true]}"}};
    for (size_t i = 0; i < 3; i++) {
        struct rig rig = {.class = "json", .kind = PGM_KIND_JSON};
        const struct pgm_arg_input value = {
            .name = "value", .kind = PGM_ARG_INPUT_SCALAR, .text = cases[i].value};
        struct pgm_inner_rule rule = {
            .key = "$.a", .mask = "constant", .inputs = &value, .input_count = 1};
        rig.inputs[rig.input_count++] = (struct pgm_arg_input){
            .name = "paths", .kind = PGM_ARG_INPUT_MAP, .rules = &rule, .rule_count = 1};
        rig_open(&rig);
        cr_assert_not_null(rig.mask);
        parts_expect(&rig, cases[i].in, cases[i].wanted);
        rig_close(&rig);
    }
}
