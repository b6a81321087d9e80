/* bounds: of ranges and multiranges. */
#include "parts_rig.h"

static const struct pgm_type date = {.kind = PGM_KIND_DATE, .name = "date"};
static const struct pgm_type stamp = {.kind = PGM_KIND_TIMESTAMPTZ, .name = "timestamptz"};
static const struct pgm_type integer = {.kind = PGM_KIND_INT, .name = "integer", .int_bytes = 4};
static const struct pgm_type numeric = {.kind = PGM_KIND_NUMERIC, .name = "numeric"};

static void open_bounds(struct rig *rig, const struct pgm_type *element, const char *mask)
{
    *rig = (struct rig){.class = "bounds", .kind = PGM_KIND_RANGE, .element = element, .key = 5};
    if (mask)
        parts_open_one(rig, "bounds", mask);
    else
        parts_open(rig, NULL, NULL);
}

static int64_t micros(const struct pgm_type *type, const char *text)
{
    int64_t time;
    bool null = false;
    struct pgm_vector one = {PGM_REPR_TIME, 1, &null, {.times = &time}};
    cr_assert(pgm_value_decode(type, pgm_span_of(text), &one, 0), "%s", text);
    return time;
}

Test(mask_bounds, without_a_rule_every_range_is_empty)
{
    struct rig rig;
    open_bounds(&rig, &integer, NULL);
    parts_expect(&rig, "[1,5)", "empty");
    parts_expect(&rig, "empty", "empty");
    parts_expect(&rig, "{[1,5),[7,9)}", "{}");
    parts_expect(&rig, "{}", "{}");
    rig_close(&rig);
}

Test(mask_bounds, date_shift_keeps_the_length)
{
    struct rig rig;
    open_bounds(&rig, &date, "date_shift");
    for (int day = 1; day < 28; day++) {
        char from[16], to[16];
        const char *got =
            rig_text(&rig, pgm_arena_printf(&rig.arena, "[2024-01-%02d,2024-02-15)", day));
        cr_assert_eq(sscanf(got, "[%10[0-9-],%10[0-9-])", from, to), 2, "%s", got);
        cr_assert_eq((micros(&date, to) - micros(&date, from)) / PGM_DAY_MICROS, 31 + 15 - day);
        cr_assert_neq(micros(&date, to), micros(&date, "2024-02-15"));
    }
    rig_close(&rig);
}

Test(mask_bounds, shape_stays)
{
    struct rig rig;
    open_bounds(&rig, &integer, "noise");
    parts_expect(&rig, "(,)", "(,)");
    parts_expect(&rig, "empty", "empty");
    parts_expect(&rig, "{}", "{}");
    const char *got = rig_text(&rig, "{(,100000],[200000,300000),(400000,)}");
    int a, b, c, d;
    char close[8];
    cr_assert_eq(sscanf(got, "{(,%d],[%d,%d),(%d,%7s", &a, &b, &c, &d, close), 5, "%s", got);
    cr_assert_str_eq(close, ")}");
    cr_assert(a != 100000 && b != 200000 && b <= c);
    rig_close(&rig);
    open_bounds(&rig, &stamp, "date_shift");
    got = rig_text(&rig, "[\"2024-01-01 10:00:00+00\",)");
    cr_assert_eq(strncmp(got, "[\"20", 4), 0, "%s", got);
    cr_assert_str_eq(got + strlen(got) - 14, "10:00:00+00\",)");
    rig_close(&rig);
    open_bounds(&rig, &date, "null");
    parts_expect(&rig, "[2024-01-01,2024-01-05)", "[,)");
    rig_close(&rig);
    open_bounds(&rig, &date, "keep");
    parts_expect(&rig, "[2024-01-01,2024-01-05)", "[2024-01-01,2024-01-05)");
    cr_assert(rig.mask->keeps_parts);
    rig_close(&rig);
}

/* permute knows nothing of order: the fakes are turned where they must be. */
Test(mask_bounds, lower_stays_below_upper)
{
    struct rig rig = {.class = "bounds",
                      .kind = PGM_KIND_RANGE,
                      .element = &integer,
                      .range_low = 1,
                      .range_high = 1000};
    parts_open_one(&rig, "bounds", "permute");
    size_t moved = 0;
    for (int i = 1; i < 1000; i++) {
        int low, high;
        const char *got = rig_text(&rig, pgm_arena_printf(&rig.arena, "[%d,%d)", i, i + 1));
        cr_assert_eq(sscanf(got, "[%d,%d)", &low, &high), 2, "%s", got);
        cr_assert_lt(low, high);
        moved += low != i;
    }
    cr_assert_gt(moved, 900);
    rig_close(&rig);
}

Test(mask_bounds, decimals_in_order)
{
    struct rig rig;
    open_bounds(&rig, &numeric, "noise");
    static const char *const ranges[] = {"[1.50,1.51)",  "[-2,-1.999)", "[-0.001,0.001]", "[0,0]",
                                         "[-5,12345.6)", "[9,10]",      "[99.99,100]"};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        double low, high;
        const char *got = rig_text(&rig, ranges[i]);
        cr_assert_eq(sscanf(got, "[%lf,%lf", &low, &high), 2, "%s", got);
        cr_assert_leq(low, high, "%s", got);
    }
    parts_expect(&rig, "[NaN,NaN]", "[NaN,NaN]");
    rig_close(&rig);
}

Test(mask_bounds, not_a_range)
{
    static const struct {
        const char *in, *wanted;
    } bad[] = {{"", "empty"},         {"Ann", "empty"},      {"[1", "empty"},
               {"[1,2", "empty"},     {"[1)", "empty"},      {"[1,2,3)", "empty"},
               {"[1,2)Ann", "empty"}, {"{[1,2),Ann}", "{}"}, {"{[1,2)", "{[,)"},
               {"[\"1,2)", "empty"},  {"[1,\"2\\", "empty"}};
    struct rig rig;
    open_bounds(&rig, &integer, "null");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        parts_expect(&rig, bad[i].in, bad[i].wanted);
    rig_close(&rig);
}

Test(mask_bounds, types_without_an_order_here)
{
    static const struct pgm_type text = {.kind = PGM_KIND_TEXT, .name = "text"};
    struct rig rig = {.class = "bounds", .kind = PGM_KIND_RANGE, .element = &text};
    rig.inputs[rig.input_count++] =
        (struct pgm_arg_input){.name = "bounds", .text = "redact", .rule = {.mask = "redact"}};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_not_null(strstr(rig.report.first->message, "order of type text"));
    rig_close(&rig);
}
