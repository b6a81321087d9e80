/* array: every element, nothing else. */
#include "parts_rig.h"

static const struct pgm_type text = {.kind = PGM_KIND_TEXT, .name = "text"};
static const struct pgm_type integer = {
    .kind = PGM_KIND_INT, .name = "integer", .int_bytes = 4, .base_oid = 23};

static void open_array(struct rig *rig, const struct pgm_type *element, const char *items)
{
    *rig = (struct rig){.class = "array", .kind = PGM_KIND_ARRAY, .element = element, .key = 5};
    if (items)
        parts_open_one(rig, "items", items);
    else
        parts_open(rig, NULL, NULL);
}

Test(mask_array, what_no_rule_names_is_redacted_by_type)
{
    static const struct {
        enum pgm_kind kind;
        const char *in, *wanted;
    } cases[] = {
        {PGM_KIND_TEXT, "{Ann,\"Bob B. 7\",NULL,\"\"}", "{Xxx,\"Xxx X. 0\",NULL,\"\"}"},
        {PGM_KIND_INT, "{1,-20,NULL}", "{0,0,NULL}"},
        {PGM_KIND_NUMERIC, "{1.50,NaN}", "{0,0}"},
        {PGM_KIND_BOOL, "{t,f}", "{f,f}"},
        {PGM_KIND_DATE, "{1984-03-17}", "{2000-01-01}"},
        {PGM_KIND_TIMESTAMPTZ, "{\"1984-03-17 10:00:00+00\"}", "{\"2000-01-01 00:00:00+00\"}"},
        {PGM_KIND_UUID, "{8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11}",
         "{00000000-0000-0000-0000-000000000000}"},
        {PGM_KIND_INET, "{203.0.113.7}", "{0.0.0.0/32}"},
        {PGM_KIND_BYTEA, "{\"\\\\x6162\"}", "{\"\\\\x\"}"},
        {PGM_KIND_JSON, "{\"{\\\"a\\\": 1}\"}", "{\"null\"}"},
        {PGM_KIND_ENUM, "{good}", "{NULL}"},
        {PGM_KIND_OTHER, "{\"(1,2)\",\"(3,4)\"}", "{NULL,NULL}"},
        {PGM_KIND_RANGE, "{\"[1,2)\"}", "{empty}"},
        {PGM_KIND_COMPOSITE, "{\"(Ann,1)\"}", "{NULL}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pgm_type element = {.kind = cases[i].kind, .name = "element", .int_bytes = 4};
        struct rig rig;
        open_array(&rig, &element, NULL);
        parts_expect(&rig, cases[i].in, cases[i].wanted);
        rig_close(&rig);
    }
}

Test(mask_array, shape_stays)
{
    struct rig rig;
    open_array(&rig, &text, "redact");
    parts_expect(&rig, "{}", "{}");
    parts_expect(&rig, "{{Ann,Bob},{Cid,NULL}}", "{{Xxx,Xxx},{Xxx,NULL}}");
    parts_expect(&rig, "[2:3]={Ann,Bob}", "[2:3]={Xxx,Xxx}");
    parts_expect(&rig, "[-1:0][5:5]={{Ann},{Bob}}", "[-1:0][5:5]={{Xxx},{Xxx}}");
    parts_expect(&rig, "{{{{{{a}}}}}}", "{{{{{{x}}}}}}");
    rig_close(&rig);
}

Test(mask_array, quoting)
{
    struct rig rig;
    open_array(&rig, &text, "redact");
    parts_expect(&rig, "{\"a,b\",\"{c}\",\"d e\",\"\\\"f\\\"\",\"g\\\\h\",\"NULL\",\"null\"}",
                 "{\"x,x\",\"{x}\",\"x x\",\"\\\"x\\\"\",\"x\\\\x\",XXXX,xxxx}");
    parts_expect(&rig, "{M\xc3\xbcller,\"a\nb\"}", "{Xxxxxx,\"x\nx\"}");
    rig_close(&rig);
    struct rig keep;
    open_array(&keep, &text, "keep");
    parts_expect(&keep, "[0:0]={\"NULL\"}", "[0:0]={\"NULL\"}");
    cr_assert(keep.mask->keeps_parts);
    rig_close(&keep);
    struct rig null;
    open_array(&null, &text, "null");
    parts_expect(&null, "{Ann,\"Bob B\"}", "{NULL,NULL}");
    rig_close(&null);
}

Test(mask_array, elements_are_masked_by_their_type)
{
    struct rig rig;
    open_array(&rig, &text, "email");
    const char *ann = parts_alone(&rig, "email", "ann@x.org", &rig.arena);
    const char *bob = parts_alone(&rig, "email", "bob, b@x.org", &rig.arena);
    parts_expect(&rig, "{ann@x.org,NULL,\"bob, b@x.org\",ann@x.org}",
                 pgm_arena_printf(&rig.arena, "{%s,NULL,%s,%s}", ann, bob, ann));
    rig_close(&rig);

    struct rig ints;
    open_array(&ints, &integer, "noise");
    const char *fake = rig_text(&ints, "{100000,NULL}");
    cr_assert_eq(fake[0], '{');
    char *end;
    const long value = strtol(fake + 1, &end, 10);
    cr_assert(value != 100000 && value >= 90000 && value <= 110000, "%s", fake);
    cr_assert_str_eq(end, ",NULL}");
    cr_assert_null(ints.fault);
    rig_text(&ints, "{no}");
    cr_assert_not_null(ints.fault); /* never let through */
    rig_close(&ints);
}

Test(mask_array, other_delimiters)
{
    static const struct pgm_type box = {.kind = PGM_KIND_OTHER, .name = "box"};
    struct rig rig = {.class = "array", .kind = PGM_KIND_ARRAY, .element = &box, .delimiter = ';'};
    parts_open(&rig, NULL, NULL);
    parts_expect(&rig, "{(1,2),(0,0);(3,4),(1,1)}", "{NULL;NULL}");
    rig_close(&rig);
    struct rig words = {
        .class = "array", .kind = PGM_KIND_ARRAY, .element = &text, .delimiter = ';'};
    parts_open(&words, NULL, NULL);
    parts_expect(&words, "{a,b;\"c;d\"}", "{x,x;\"x;x\"}");
    rig_close(&words);
}

Test(mask_array, narrow_elements)
{
    static const struct pgm_type narrow = {
        .kind = PGM_KIND_TEXT, .name = "character varying(4)", .max_chars = 4};
    struct rig rig;
    open_array(&rig, &narrow, NULL);
    parts_expect(&rig, "{abcd,ab}", "{xxxx,xx}");
    rig_close(&rig);
}

Test(mask_array, not_an_array)
{
    static const char *const bad[] = {"",         "Ann",      "{Ann",   "{\"Ann}",    "{a\"b\"}",
                                      "{\"a\"b}", "{a{b}}",   "{Ann}}", "[1:2]{Ann}", "Ann}",
                                      "{a\"b\"}", "{\"a\"b}", "{a{b}}", "{Ann}x",     "{\"a\\}",
                                      "{a\\",     "[=",       "x={Ann}"};
    struct rig rig;
    open_array(&rig, &text, "keep");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        parts_expect(&rig, bad[i], "{}");
    rig_close(&rig);
}
