/* geo_jitter, geo_truncate. */
#include <stdlib.h>

#include "mask_rig.h"

#define METRES_PER_DEGREE 111320.0

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_geo, .fini = close_rig);

static void open_with(const char *class, const struct rig *with, const char *const inputs[][2],
                      size_t count)
{
    rig = *with;
    rig.class = class;
    rig.input_count = count;
    for (size_t i = 0; i < count; i++)
        rig.inputs[i] = (struct pgm_arg_input){.name = inputs[i][0], .text = inputs[i][1]};
    rig_open(&rig);
}

static const struct rig point = {.kind = PGM_KIND_OTHER, .base_oid = 600};

static double square_root(double value)
{
    double root = value > 1 ? value : 1;
    for (int i = 0; i < 60; i++)
        root = (root + value / root) / 2;
    return root;
}

/* Metres between two places near each other, at a latitude of 60, whose cosine is a half. */
static double distance(const char *a, const char *b)
{
    double ax, ay, bx, by;
    cr_assert_eq(sscanf(a, "(%lf,%lf)", &ax, &ay), 2, "%s", a);
    cr_assert_eq(sscanf(b, "(%lf,%lf)", &bx, &by), 2, "%s", b);
    const double dx = (ax - bx) * METRES_PER_DEGREE * 0.5, dy = (ay - by) * METRES_PER_DEGREE;
    return square_root(dx * dx + dy * dy);
}

Test(mask_geo, points_move_within_a_ring)
{
    double least = 1e9, most = 0, sum_x = 0;
    open_with("geo_jitter", &point, (const char *const[][2]){{"metres", "500"}}, 1);
    for (int i = 0; i < 5000; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "(%d.%04d,60.%04d)", i % 180, i, i);
        const char *fake = rig_text(&rig, text);
        const double moved = distance(text, fake);
        least = moved < least ? moved : least;
        most = moved > most ? moved : most;
        sum_x += atof(fake + 1) - atof(text + 1);
    }
    cr_assert(least >= 49.5 && least < 60 && most <= 505 && most > 480, "%f %f", least, most);
    cr_assert(sum_x < 2 && sum_x > -2); /* to all sides */
}

Test(mask_geo, points_at_the_edges_stay_on_the_globe)
{
    static const char *const texts[] = {
        "(180,90)",       "(-180,-90)", "(0,89.9999)",  "(179.9999,0)", "(0,0)",
        "(1e-05,-1e-05)", "(NaN,1)",    "(Infinity,0)", "(1e+300,5)",   "(720,95)",
        "garbage",        "(1;2)",      "()",           "(,)"};
    open_with("geo_jitter", &point, (const char *const[][2]){{"metres", "1000000"}}, 1);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double x, y;
        const char *fake = rig_text(&rig, texts[i]);
        cr_assert_eq(sscanf(fake, "(%lf,%lf)", &x, &y), 2, "%s -> %s", texts[i], fake);
        cr_assert(x >= -180 && x <= 180 && y >= -90 && y <= 90, "%s -> %s", texts[i], fake);
        cr_assert_str_neq(fake, texts[i]);
    }
}

Test(mask_geo, numbers_move_along_their_axis)
{
    static const struct {
        const char *axis, *at;
        double most;
    } cases[] = {{"latitude", "0", 1000}, {"longitude", "0", 1000}, {"longitude", "60", 2000}};
    open_with("geo_jitter", &point, NULL, 0);
    for (size_t c = 0; c < 3; c++) {
        double low = 0, high = 0;
        rig_close(&rig);
        open_with("geo_jitter", &(struct rig){.kind = PGM_KIND_FLOAT},
                  (const char *const[][2]){{"axis", cases[c].axis}, {"at", cases[c].at}}, 2);
        for (int i = 0; i < 3000; i++) {
            const char *text = pgm_arena_printf(&rig.arena, "%d.%05d", i % 80, i);
            const double moved = (atof(rig_text(&rig, text)) - atof(text)) * METRES_PER_DEGREE;
            low = moved < low ? moved : low;
            high = moved > high ? moved : high;
            cr_assert(moved > cases[c].most * 0.099 || moved < -cases[c].most * 0.099, "%f", moved);
        }
        cr_assert(high > 0.95 * cases[c].most && high < 1.01 * cases[c].most, "%f", high);
        cr_assert(low < -0.95 * cases[c].most && low > -1.01 * cases[c].most, "%f", low);
        cr_assert_str_eq(rig_text(&rig, "NaN"), "NaN");
        cr_assert_str_eq(rig_text(&rig, "-Infinity"), "-Infinity");
    }
}

Test(mask_geo, numbers_keep_their_scale)
{
    const struct rig narrow = {.kind = PGM_KIND_NUMERIC, .precision = 5, .scale = 2};
    const char *const axis[][2] = {{"axis", "latitude"}, {"metres", "100000"}};
    open_with("geo_jitter", &narrow, axis, 2);
    const char *fake = rig_text(&rig, "52.52");
    cr_assert(strlen(fake) == 5 && strcmp(fake, "52.52") != 0, "%s", fake);
    rig_close(&rig);
    open_with("geo_jitter", &narrow, axis, 1); /* 100 metres are 0.0009 degrees */
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_with("geo_jitter", &(struct rig){.kind = PGM_KIND_FLOAT}, NULL, 0);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_with("geo_jitter", &(struct rig){.kind = PGM_KIND_OTHER, .base_oid = 3614}, NULL, 0);
    cr_assert_null(rig.mask);
}

Test(mask_geo, both_columns_of_a_subject_move_with_it)
{
    const char *const axis[][2] = {{"axis", "longitude"}};
    open_with("geo_jitter", &(struct rig){.kind = PGM_KIND_FLOAT, .with_subject = true}, axis, 1);
    const double a = atof(rig_by(&rig, "10", "7")), b = atof(rig_by(&rig, "20", "7"));
    cr_assert_float_eq(b - a, 10, 1e-9);
}

Test(mask_geo, coordinates_are_cut)
{
    static const char *const cases[][3] = {{"2", "52.520008", "52.52"}, {"2", "-0.009", "0.00"},
                                           {"0", "-52.9", "-52"},       {"1", "7", "7.0"},
                                           {"3", "1.5e-3", "0.001"},    {"6", "1e-09", "0.000000"},
                                           {"2", "NaN", "NaN"},         {"2", "179.999", "179.99"}};
    open_with("geo_truncate", &point, NULL, 0);
    cr_assert_str_eq(rig_text(&rig, "(13.404954,-52.520008)"), "(13.40,-52.52)");
    cr_assert_str_eq(rig_text(&rig, "(NaN,1)"), "(0.00,0.00)");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_with("geo_truncate", &(struct rig){.kind = PGM_KIND_FLOAT},
                  (const char *const[][2]){{"decimals", cases[i][0]}}, 1);
        cr_assert_str_eq(rig_text(&rig, cases[i][1]), cases[i][2], "%s: %s", cases[i][1],
                         rig_text(&rig, cases[i][1]));
    }
    rig_close(&rig);
    open_with("geo_truncate", &(struct rig){.kind = PGM_KIND_NUMERIC, .precision = 5, .scale = 2},
              NULL, 0);
    cr_assert_null(rig.mask);
}
