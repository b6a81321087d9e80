/* composite: fields by name. */
#include "parts_rig.h"

static const struct pgm_type text = {.kind = PGM_KIND_TEXT, .name = "text"};
static const struct pgm_type integer = {.kind = PGM_KIND_INT, .name = "integer", .int_bytes = 4};
static const struct pgm_type list = {.kind = PGM_KIND_ARRAY, .name = "text[]", .element = &text};
static const struct pgm_type_field fields[] = {
    {"street", &text}, {"zip", &text}, {"floor", &integer}, {"tags", &list}};

static void open_composite(struct rig *rig, const char *const *rules, const char *unlisted)
{
    *rig = (struct rig){.class = "composite",
                        .kind = PGM_KIND_COMPOSITE,
                        .fields = fields,
                        .field_count = 4,
                        .key = 5};
    if (unlisted)
        parts_unlisted(rig, unlisted);
    parts_open(rig, rules ? "fields" : NULL, rules);
}

Test(mask_composite, unlisted_fields)
{
    struct rig rig;
    open_composite(&rig, NULL, NULL);
    parts_expect(&rig, "(\"12 Elm St\",BA1,3,\"{a,b}\")", "(\"00 Xxx Xx\",XX0,0,{})");
    parts_expect(&rig, "(,,,)", "(,,,)");
    parts_expect(&rig, "(\"\",a,,)", "(\"\",x,,)");
    cr_assert_not(rig.mask->keeps_parts);
    rig_close(&rig);
    open_composite(&rig, (const char *[]){"zip=redact", NULL}, "keep");
    parts_expect(&rig, "(\"12 Elm St\",BA1,3,\"{a,b}\")", "(\"12 Elm St\",XX0,3,\"{a,b}\")");
    cr_assert(rig.mask->keeps_parts);
    rig_close(&rig);
    open_composite(&rig, (const char *[]){"zip=redact", NULL}, "null");
    parts_expect(&rig, "(\"12 Elm St\",BA1,3,\"{a,b}\")", "(,XX0,,)");
    rig_close(&rig);
}

Test(mask_composite, quoting)
{
    struct rig rig;
    open_composite(&rig, (const char *[]){"street=redact", "zip=redact", NULL}, "keep");
    parts_expect(&rig, "(\"a \"\"b\"\" c\",\"d\\\\e\",,)", "(\"x \"\"x\"\" x\",\"x\\\\x\",,)");
    parts_expect(&rig, "(\"a,b\",\"(c)\",,)", "(\"x,x\",\"(x)\",,)");
    parts_expect(&rig, "(\"\"\"a\"\"\",\"b\"\"\",,)", "(\"\"\"x\"\"\",\"x\"\"\",,)");
    parts_expect(&rig, "(\"\"\"\"\"\",\"\\\\\",,)", "(\"\"\"\"\"\",\"\\\\\",,)");
    rig_close(&rig);
}

Test(mask_composite, fields_are_masked_by_their_type)
{
    struct rig rig;
    open_composite(&rig,
                   (const char *[]){"street=street", "floor=noise", "tags=array", "zip=null", NULL},
                   NULL);
    const char *street = parts_alone(&rig, "street", "12 Elm St", &rig.arena);
    const char *got = rig_text(&rig, "(\"12 Elm St\",BA1,30000,\"{\"\"a b\"\",c}\")");
    const char *head = pgm_arena_printf(&rig.arena, "(\"%s\",,", street);
    cr_assert_eq(strncmp(got, head, strlen(head)), 0, "%s", got);
    char *end;
    const long floor = strtol(got + strlen(head), &end, 10);
    cr_assert(floor != 30000 && floor > 26000 && floor < 34000, "%s", got);
    cr_assert_str_eq(end, ",\"{\"\"x x\"\",x}\")");
    rig_close(&rig);
}

Test(mask_composite, not_a_row_of_the_type)
{
    static const char *const bad[] = {"",          "Ann",    "(Ann)",       "(a,b,1,{},x)",
                                      "(a,b,1,{}", "(a,\"b", "(a,b,1,{})x", "a,b,1,{}",
                                      "(a,b,1,\\", "()"};
    struct rig rig;
    open_composite(&rig, NULL, "keep");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        parts_expect(&rig, bad[i], "(,,,)");
    rig_close(&rig);
}

Test(mask_composite, unknown_field)
{
    struct rig rig = {
        .class = "composite", .kind = PGM_KIND_COMPOSITE, .fields = fields, .field_count = 4};
    const struct pgm_inner_rule rule = {.key = "stret", .mask = "street"};
    rig.inputs[rig.input_count++] = (struct pgm_arg_input){
        .name = "fields", .kind = PGM_ARG_INPUT_MAP, .rules = &rule, .rule_count = 1};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_not_null(strstr(rig.report.first->message, "has no field stret"));
    cr_assert_str_eq(rig.report.first->hint, "did you mean street?");
    rig_close(&rig);
}
