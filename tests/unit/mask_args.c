/* Arguments and classes: types, ranges, choices, names, places and hints. */
#include "mask_rig.h"

static const struct pgm_arg_spec specs[] = {
    {.name = "days", .type = PGM_ARG_INT, .default_text = "30", .min = 1, .max = 100},
    {.name = "share", .type = PGM_ARG_NUMBER, .default_text = "0.5"},
    {.name = "deep", .type = PGM_ARG_BOOL, .default_text = "false"},
    {.name = "format", .type = PGM_ARG_CHOICE, .choices = "hex|base32", .default_text = "hex"},
    {.name = "words", .type = PGM_ARG_TEXTS},
    {.name = "value", .type = PGM_ARG_TEXT, .required = true},
    {.name = NULL},
};
static const struct pgm_mask_class class = {.name = "probe", .args = specs};
enum { DAYS, SHARE, DEEP, FORMAT, WORDS, VALUE };

static struct pgm_arena arena;
static struct pgm_report report;

static const struct pgm_arg *check(const struct pgm_arg_input *inputs, size_t count)
{
    pgm_report_free(&report);
    report = (struct pgm_report){.first = NULL};
    return pgm_args_check(&class, inputs, count, &arena, &report,
                          (struct pgm_place){"r.yaml", 3, 1});
}

static const struct pgm_arg *check_one(const char *name, const char *text)
{
    const struct pgm_arg_input inputs[] = {{.name = "value", .text = "v"},
                                           {.name = name, .text = text, .place = {"r.yaml", 5, 9}}};
    return check(inputs, 2);
}

static void clean_up(void)
{
    pgm_report_free(&report);
    pgm_arena_free(&arena);
}

TestSuite(mask_args, .fini = clean_up);

Test(mask_args, defaults_fill_what_is_not_given)
{
    const struct pgm_arg *args = check(&(struct pgm_arg_input){.name = "value", .text = "v"}, 1);
    cr_assert_not_null(args);
    cr_assert(args[VALUE].given);
    cr_assert_str_eq(args[VALUE].text, "v");
    cr_assert(!args[DAYS].given);
    cr_assert_eq(args[DAYS].integer, 30);
    cr_assert_str_eq(args[SHARE].text, "0.5");
    cr_assert(!args[DEEP].boolean);
    cr_assert_str_eq(args[FORMAT].text, "hex");
    cr_assert_null(args[WORDS].texts);
}

Test(mask_args, values_are_typed)
{
    cr_assert_eq(check_one("days", "100")[DAYS].integer, 100);
    cr_assert_str_eq(check_one("share", "-12.50")[SHARE].text, "-12.50");
    cr_assert(check_one("deep", "true")[DEEP].boolean);
    cr_assert_str_eq(check_one("format", "base32")[FORMAT].text, "base32");
    const struct pgm_arg *words = &check_one("words", "one")[WORDS];
    cr_assert_eq(words->text_count, 1);
    cr_assert_str_eq(words->texts[0], "one");
    const char *const texts[] = {"a", "b"};
    const struct pgm_arg_input list[] = {
        {.name = "value", .text = "v"},
        {.name = "words", .kind = PGM_ARG_INPUT_LIST, .texts = texts, .text_count = 2}};
    cr_assert_eq(check(list, 2)[WORDS].text_count, 2);
}

Test(mask_args, wrong_values_are_refused_with_their_place)
{
    static const char *const wrong[][2] = {
        {"days", "0"},
        {"days", "101"},
        {"days", "x"},
        {"days", "1.5"},
        {"days", ""},
        {"days", " 7"},
        {"days", "99999999999999999999"},
        {"share", "1e3"},
        {"share", "."},
        {"share", "1.2.3"},
        {"share", ""},
        {"share", "-"},
        {"deep", "yes"},
        {"deep", "True"},
        {"format", "he"},
        {"format", "hexx"},
        {"format", "|"},
        {"format", ""},
        {"format", "hex|base32"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_null(check_one(wrong[i][0], wrong[i][1]), "%s: %s", wrong[i][0], wrong[i][1]);
        cr_assert_eq(report.count, 1);
        cr_assert_eq(report.first->status, PGM_BAD_USAGE);
        cr_assert_eq(report.first->place.line, 5);
        cr_assert_eq(report.first->place.column, 9);
    }
}

Test(mask_args, quoted_numbers_are_texts)
{
    const struct pgm_arg_input inputs[] = {{.name = "value", .text = "1", .quoted = true},
                                           {.name = "days", .text = "7", .quoted = true}};
    cr_assert_not_null(check(inputs, 1));
    cr_assert_null(check(inputs, 2));
}

Test(mask_args, structures_go_where_they_belong_only)
{
    const struct pgm_arg_input list[] = {{.name = "value", .kind = PGM_ARG_INPUT_LIST}};
    cr_assert_null(check(list, 1));
    const struct pgm_arg_input map[] = {{.name = "value", .text = "v"},
                                        {.name = "words", .kind = PGM_ARG_INPUT_OTHER}};
    cr_assert_null(check(map, 2));
}

Test(mask_args, unknown_names_get_a_hint)
{
    cr_assert_null(check_one("dasy", "7"));
    cr_assert_str_eq(report.first->hint, "did you mean days?");
    cr_assert_null(check_one("completely_else", "7"));
    cr_assert_null(report.first->hint);
}

Test(mask_args, all_problems_come_at_once)
{
    const struct pgm_arg_input inputs[] = {{.name = "days", .text = "0"},
                                           {.name = "nope", .text = "1"},
                                           {.name = "days", .text = "5"}};
    cr_assert_null(check(inputs, 3));
    cr_assert_eq(report.count, 4); /* range, unknown, twice, value is missing */
    cr_assert_eq(report.last->place.line, 3);
}

Test(mask_args, no_table_takes_no_arguments)
{
    const struct pgm_mask_class *keep = pgm_mask_class_find("keep");
    cr_assert_not_null(
        pgm_args_check(keep, NULL, 0, &arena, &report, (struct pgm_place){.file = NULL}));
    const struct pgm_arg_input input = {.name = "x", .text = "1"};
    cr_assert_null(
        pgm_args_check(keep, &input, 1, &arena, &report, (struct pgm_place){.file = NULL}));
    cr_assert_str_eq(report.first->hint, "this mask takes no arguments");
}

Test(mask_args, ranges)
{
    int64_t low, high;
    const char *good[] = {"-5", "9223372036854775807"}, *bad[] = {"7", "6"}, *junk[] = {"1", "x"};
    cr_assert(pgm_arg_range(&(struct pgm_arg){.texts = good, .text_count = 2}, &low, &high));
    cr_assert_eq(low, -5);
    cr_assert_eq(high, INT64_MAX);
    cr_assert(!pgm_arg_range(&(struct pgm_arg){.texts = bad, .text_count = 2}, &low, &high));
    cr_assert(!pgm_arg_range(&(struct pgm_arg){.texts = junk, .text_count = 2}, &low, &high));
    cr_assert(!pgm_arg_range(&(struct pgm_arg){.texts = good, .text_count = 1}, &low, &high));
}

/* ---- classes ------------------------------------------------------------------------------- */

Test(mask_args, classes_are_whole_and_ordered)
{
    static const char *const expected[] = {
        "keep",      "null",  "constant", "redact",     "hash",  "given_name",  "family_name",
        "full_name", "email", "phone",    "street",     "city",  "postal_code", "company",
        "uuid",      "ip",    "card",     "date_shift", "noise", "permute",     "lorem"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        cr_assert_not_null(pgm_mask_class_find(expected[i]), "%s", expected[i]);
    const struct pgm_mask_class *before = NULL;
    for (size_t i = 0; pgm_mask_classes[i]; before = pgm_mask_classes[i++]) {
        const struct pgm_mask_class *now = pgm_mask_classes[i];
        cr_assert(now->name && now->family && now->summary && now->keeps);
        cr_assert(now->example_in || (now->flags & PGM_MASK_SQL), "%s", now->name);
        cr_assert(now->apply && now->kinds);
        cr_assert(!(now->kinds & PGM_KIND_BIT(PGM_KIND_TEXT)) || now->bound, "%s", now->name);
        if (before) {
            const int family = strcmp(before->family, now->family);
            cr_assert(family < 0 || (family == 0 && strcmp(before->name, now->name) < 0), "%s",
                      now->name);
        }
    }
    cr_assert_null(pgm_mask_class_find("nothing"));
    cr_assert_str_eq(pgm_mask_class_suggest("emial"), "email");
    cr_assert_null(pgm_mask_class_suggest("xyzxyzxyz"));
}

Test(mask_args, prepare_refuses_types_and_subjects_that_do_not_fit)
{
    struct rig rig = {.class = "email", .kind = PGM_KIND_INT};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_eq(pgm_report_status(&rig.report), PGM_UNFIT);
    cr_assert_eq(rig.report.first->place.line, 7);
    rig_close(&rig);
    struct rig subject = {.class = "redact", .kind = PGM_KIND_TEXT, .with_subject = true};
    rig_open(&subject);
    cr_assert_null(subject.mask);
    cr_assert_eq(pgm_report_status(&subject.report), PGM_BAD_USAGE);
    rig_close(&subject);
}

Test(mask_args, prepare_refuses_an_unknown_locale)
{
    struct rig rig = {.class = "keep", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
    rig.domain.locale = "xx_XX";
    const struct pgm_mask_class *full = pgm_mask_class_find("full_name");
    const struct pgm_mask_setup setup = {.type = &rig.type,
                                         .domain = &rig.domain,
                                         .args =
                                             pgm_args_check(full, NULL, 0, &rig.arena, &rig.report,
                                                            (struct pgm_place){.file = NULL}),
                                         .column = "t.c",
                                         .arena = &rig.arena,
                                         .report = &rig.report};
    cr_assert_null(pgm_mask_prepare(full, &setup));
    cr_assert_geq(rig.report.count, 1);
    rig_close(&rig);
}
