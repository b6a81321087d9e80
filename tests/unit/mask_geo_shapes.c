/* geo_jitter and geo_truncate of PostGIS's shapes, in the binary form that its manual describes. */
#include <stdlib.h>

#include "ewkb.h"
#include "mask_rig.h"

#define METRES_PER_DEGREE 111320.0
#define COORDINATES_MAX   64
#define Z                 0x80000000u
#define M                 0x40000000u
#define SRID              0x20000000u

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_geo_shapes, .fini = close_rig);

/* The type's name is the rig's; the catalog gives it as format_type() does. */
static void open_type(const char *class, const char *type_name, const char *const inputs[][2],
                      size_t count)
{
    rig = (struct rig){.class = class, .kind = PGM_KIND_OTHER, .base_oid = 20001};
    rig.type_name = type_name;
    rig.input_count = count;
    for (size_t i = 0; i < count; i++)
        rig.inputs[i] = (struct pgm_arg_input){.name = inputs[i][0], .text = inputs[i][1]};
    rig_open(&rig);
}

/* ---- writing shapes ------------------------------------------------------------------------ */

struct shape {
    bool is_big;
    uint8_t bytes[2048];
    size_t count;
    size_t at[COORDINATES_MAX]; /* where the coordinates are */
    size_t coordinates;
};

static void put(struct shape *shape, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        shape->bytes[shape->count + i] =
            (uint8_t)(number >> 8 * (shape->is_big ? size - 1 - i : i));
    shape->count += size;
}

static void put_head(struct shape *shape, uint32_t type, uint32_t srid)
{
    put(shape, shape->is_big ? 0 : 1, 1);
    put(shape, type, 4);
    if (type & SRID)
        put(shape, srid, 4);
}

static void put_doubles(struct shape *shape, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        cr_assert_lt(shape->coordinates, COORDINATES_MAX);
        shape->at[shape->coordinates++] = shape->count;
        put(shape, bits, 8);
    }
}

static double get(const struct shape *shape, size_t coordinate)
{
    uint64_t bits = 0;
    double value;
    for (size_t i = 0; i < 8; i++)
        bits |= (uint64_t)shape->bytes[shape->at[coordinate] + i]
                << 8 * (shape->is_big ? 7 - i : i);
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const char *to_hex(const struct shape *shape)
{
    char *text = pgm_arena_alloc(&rig.arena, 2 * shape->count + 1);
    for (size_t i = 0; i < shape->count; i++)
        snprintf(text + 2 * i, 3, "%02X", shape->bytes[i]);
    return text;
}

/* The fake of a shape, which differs from it in its coordinates alone. */
static struct shape fake_of(const struct shape *shape)
{
    struct shape fake = *shape;
    const char *text = rig_text(&rig, to_hex(shape));
    cr_assert_eq(strlen(text), 2 * shape->count, "%s", text);
    cr_assert_eq(strspn(text, "0123456789ABCDEF"), 2 * shape->count);
    for (size_t i = 0; i < shape->count; i++) {
        const char byte[] = {text[2 * i], text[2 * i + 1], '\0'};
        fake.bytes[i] = (uint8_t)strtoul(byte, NULL, 16);
    }
    size_t next = 0;
    for (size_t i = 0; i < shape->count; i++) {
        if (next < shape->coordinates && i == shape->at[next]) {
            i += 7;
            next++;
        } else
            cr_assert_eq(shape->bytes[i], fake.bytes[i], "byte %zu", i);
    }
    return fake;
}

/* Sorts of shapes with `axes` coordinates a point, and flags that say so. */
enum sort { POINT, LINE, POLYGON, MULTI_POINT, COLLECTION, CURVE_POLYGON, TIN, SORTS };

static void put_ring(struct shape *shape, unsigned axes)
{
    static const double corners[5][2] = {{13.404954, 60.520008},
                                         {13.5, 60.6},
                                         {13.25, 60.75},
                                         {13.125, 60.5},
                                         {13.404954, 60.520008}};
    put(shape, 5, 4);
    for (int i = 0; i < 5; i++) {
        put_doubles(shape, corners[i], 2);
        put_doubles(shape, (const double[]){34.567, 1700000000.25}, axes - 2);
    }
}

static struct shape make(enum sort sort, bool is_big, unsigned axes, uint32_t flags, uint32_t srid)
{
    struct shape shape = {.is_big = is_big};
    static const uint32_t types[SORTS] = {1, 2, 3, 4, 7, 10, 16};
    const double place[] = {13.404954, 60.520008, 34.567, 1700000000.25};
    put_head(&shape, types[sort] + flags, srid);
    const uint32_t inner = flags & ~SRID;
    switch (sort) {
    case POINT:
        put_doubles(&shape, place, axes);
        break;
    case LINE:
        put_ring(&shape, axes);
        break;
    case POLYGON:
        put(&shape, 2, 4);
        put_ring(&shape, axes);
        put_ring(&shape, axes);
        break;
    case MULTI_POINT:
        put(&shape, 2, 4);
        for (int i = 0; i < 2; i++) {
            put_head(&shape, 1 + inner, 0);
            put_doubles(&shape, place, axes);
        }
        break;
    case COLLECTION: /* of a line, and a collection of a point in the other byte order */
        put(&shape, 2, 4);
        put_head(&shape, 2 + inner, 0);
        put_ring(&shape, axes);
        put_head(&shape, 7 + inner, 0);
        put(&shape, 1, 4);
        put_head(&shape, 1 + inner, 0);
        put_doubles(&shape, place, axes);
        break;
    case CURVE_POLYGON: /* of a circular string, and of one of two parts */
        put(&shape, 2, 4);
        put_head(&shape, 8 + inner, 0);
        put_ring(&shape, axes);
        put_head(&shape, 9 + inner, 0);
        put(&shape, 1, 4);
        put_head(&shape, 2 + inner, 0);
        put_ring(&shape, axes);
        break;
    default: /* a triangle */
        put(&shape, 1, 4);
        put_head(&shape, 17 + inner, 0);
        put(&shape, 1, 4);
        put_ring(&shape, axes);
    }
    return shape;
}

static const struct {
    unsigned axes;
    uint32_t flags;
} layouts[] = {{2, 0},    {3, Z},    {3, M},        {4, Z | M},        {3, 1000},       {3, 2000},
               {4, 3000}, {2, SRID}, {3, SRID | Z}, {4, SRID | Z | M}, {3, SRID | 2000}};
#define LAYOUT_COUNT (sizeof layouts / sizeof *layouts)

/* Of the length of a move, so that no mathematical library is needed. */
static double squared(double x, double y)
{
    return x * x + y * y;
}

/* ---- geo_jitter ---------------------------------------------------------------------------- */

/* All points of all layouts, in both byte orders, by one move; heights and measures stay. */
Test(mask_geo_shapes, shapes_move_as_a_whole)
{
    for (unsigned way = 0; way < SORTS * LAYOUT_COUNT * 2; way++) {
        const enum sort sort = way / 2 % SORTS;
        const unsigned axes = layouts[way / 2 / SORTS].axes;
        open_type("geo_jitter", "public.geometry",
                  (const char *const[][2]){{"metres", "500"}, {"unit", "degrees"}}, 2);
        const struct shape shape = make(sort, way & 1, axes, layouts[way / 2 / SORTS].flags, 4326);
        const struct shape fake = fake_of(&shape);
        const double dx = get(&fake, 0) - get(&shape, 0), dy = get(&fake, 1) - get(&shape, 1);
        const double moved = squared(dx * METRES_PER_DEGREE / 2, dy * METRES_PER_DEGREE);
        cr_assert(moved >= 49 * 49 && moved <= 510 * 510, "%f", moved);
        for (size_t i = 0; i < shape.coordinates; i++) {
            const unsigned axis = (unsigned)(i % axes);
            const double difference = get(&fake, i) - get(&shape, i);
            cr_assert_float_eq(difference, axis == 0 ? dx : axis == 1 ? dy : 0, 1e-12);
        }
        /* A ring that was closed is. */
        if (sort == LINE)
            cr_assert(get(&fake, 0) == get(&fake, 4 * axes) &&
                      get(&fake, 1) == get(&fake, 4 * axes + 1));
        rig_close(&rig);
    }
    open_type("geo_jitter", "geometry", NULL, 0);
}

static struct shape point(uint32_t srid, double x, double y)
{
    struct shape shape = {.is_big = false};
    put_head(&shape, 1 | (srid ? SRID : 0), srid);
    put_doubles(&shape, (const double[]){x, y}, 2);
    return shape;
}

Test(mask_geo_shapes, the_unit_is_of_the_spatial_reference)
{
    static const struct {
        const char *type, *unit;
        uint32_t srid;
        bool degrees;
    } cases[] = {
        {"geometry(Point,4326)", NULL, 4326, true},
        {"geometry", NULL, 4258, true},
        {"geometry", NULL, 3857, false},
        {"geometry", NULL, 25832, false},
        {"geometry", NULL, 0, false},
        {"geometry", "degrees", 0, true},
        {"geometry", "metres", 4326, false},
        {"extra.geography(Point,4326)", NULL, 0, true},
        {"geography", NULL, 104199, true},
        {"\"a.b(c\".geometry", NULL, 4269, true},
    };
    open_type("geo_jitter", "geometry", NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        const char *const unit[][2] = {{"unit", cases[i].unit}};
        open_type("geo_jitter", cases[i].type, unit, cases[i].unit ? 1 : 0);
        double least = 1e18, most = 0;
        for (int k = 0; k < 300; k++) {
            const struct shape shape = point(cases[i].srid, 10 + k / 16.0, 60 + k / 1024.0);
            const struct shape fake = fake_of(&shape);
            const double x = get(&fake, 0) - get(&shape, 0), y = get(&fake, 1) - get(&shape, 1);
            const double moved = cases[i].degrees
                                     ? squared(x * METRES_PER_DEGREE / 2, y * METRES_PER_DEGREE)
                                     : squared(x, y);
            least = moved < least ? moved : least;
            most = moved > most ? moved : most;
        }
        cr_assert(least >= 99 * 99 && most <= 1010 * 1010 && most > 900 * 900, "%zu: %f %f", i,
                  least, most);
    }
}

Test(mask_geo_shapes, shapes_stay_on_the_globe)
{
    static const double places[][2] = {{180, 90},     {-180, -90}, {179.9999, 0},
                                       {0, 89.99999}, {-180, 0},   {0, 0}};
    open_type("geo_jitter", "geography", (const char *const[][2]){{"metres", "1000000"}}, 1);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct shape shape = point(4326, places[i][0], places[i][1]);
        const struct shape fake = fake_of(&shape);
        const double x = get(&fake, 0), y = get(&fake, 1);
        cr_assert(x >= -180 && x <= 180 && y >= -90 && y <= 90, "%f %f", x, y);
        cr_assert(x != places[i][0] || y != places[i][1]);
    }
}

Test(mask_geo_shapes, a_subject_moves_all_its_shapes_alike)
{
    rig = (struct rig){.class = "geo_jitter", .kind = PGM_KIND_OTHER, .with_subject = true};
    rig.type_name = "geometry";
    rig_open(&rig);
    struct shape a = point(3857, 1000, 2000), b = point(3857, 5000, 7000);
    const char *fake_a = rig_by(&rig, to_hex(&a), "7");
    const char *fake_b = rig_by(&rig, to_hex(&b), "7");
    struct pgm_ewkb shape_a, shape_b;
    uint8_t room[2][128];
    cr_assert(pgm_ewkb_read(pgm_span_of(fake_a), room[0], &shape_a));
    cr_assert(pgm_ewkb_read(pgm_span_of(fake_b), room[1], &shape_b));
    cr_assert_float_eq(shape_b.low[0] - shape_a.low[0], 4000, 1e-9);
    cr_assert_float_eq(shape_b.low[1] - shape_a.low[1], 5000, 1e-9);
}

/* ---- geo_truncate -------------------------------------------------------------------------- */

Test(mask_geo_shapes, every_coordinate_is_cut)
{
    for (unsigned way = 0; way < SORTS * LAYOUT_COUNT * 2; way++) {
        const enum sort sort = way / 2 % SORTS;
        const unsigned axes = layouts[way / 2 / SORTS].axes;
        open_type("geo_truncate", "geometry",
                  (const char *const[][2]){{"decimals", "2"}, {"unit", "degrees"}}, 2);
        const struct shape shape = make(sort, way & 1, axes, layouts[way / 2 / SORTS].flags, 4326);
        const struct shape fake = fake_of(&shape);
        for (size_t i = 0; i < shape.coordinates; i++) {
            const double value = get(&shape, i);
            cr_assert(get(&fake, i) == (value > 1e9 ? 0 : (double)(int64_t)(value * 100) / 100),
                      "%f %f", value, get(&fake, i));
        }
        rig_close(&rig);
    }
    open_type("geo_truncate", "geometry", NULL, 0);
}

Test(mask_geo_shapes, metres_are_cut_as_coarsely_as_degrees)
{
    static const struct {
        const char *decimals;
        double x, y;
    } cases[] = {{"0", 500000, -400000},
                 {"2", 512000, -496000},
                 {"5", 512345, -496543},
                 {"6", 512345.6, -496543.2}};
    open_type("geo_truncate", "geometry", NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_type("geo_truncate", "geometry(Point,25832)",
                  (const char *const[][2]){{"decimals", cases[i].decimals}}, 1);
        const struct shape shape = point(25832, 512345.678, -496543.21);
        const struct shape fake = fake_of(&shape);
        cr_assert_float_eq(get(&fake, 0), cases[i].x, 1e-9, "%f", get(&fake, 0));
        cr_assert_float_eq(get(&fake, 1), cases[i].y, 1e-9, "%f", get(&fake, 1));
    }
}

/* As the manual of PostGIS prints them: ST_AsHEXEWKB's polygon and ST_AsEWKB's, with its twin. */
Test(mask_geo_shapes, shapes_of_the_manual)
{
    static const char polygon[] =
        "0103000020E6100000010000000500000000000000000000000000000000000000000000000000000000000000"
        "0000F03F000000000000F03F000000000000F03F000000000000F03F0000000000000000000000000000000000"
        "00000000000000";
    struct pgm_ewkb shape;
    uint8_t room[sizeof polygon];
    cr_assert(pgm_ewkb_read(pgm_span_of(polygon), room, &shape));
    cr_assert_eq(shape.srid, 4326);
    cr_assert(shape.low[0] == 0 && shape.high[0] == 1 && shape.low[1] == 0 && shape.high[1] == 1);
    uint8_t *end = pgm_ewkb_write(&shape, room);
    cr_assert_arr_eq(room, polygon, sizeof polygon - 1);
    cr_assert_eq((size_t)(end - room), sizeof polygon - 1);
    open_type("geo_truncate", "geometry", NULL, 0);
    cr_assert_str_eq(rig_text(&rig, polygon), polygon); /* whole degrees already */
}

/* ---- what has no place --------------------------------------------------------------------- */

Test(mask_geo_shapes, empty_shapes_stay_empty)
{
    static const char *const empties[] = {
        "0101000000000000000000F87F000000000000F87F", /* POINT EMPTY */
        "0101000020E6100000000000000000F87F000000000000F87F",
        "010200000000000000",
        "010300000000000000",
        "010700000000000000",
        "010F00000000000000",
    };
    static const char *const classes[] = {"geo_jitter", "geo_truncate"};
    for (size_t c = 0; c < 2; c++) {
        open_type(classes[c], "geometry", NULL, 0);
        for (size_t i = 0; i < sizeof empties / sizeof *empties; i++)
            cr_assert_str_eq(rig_text(&rig, empties[i]), empties[i]);
        rig_close(&rig);
    }
    open_type("geo_jitter", "geometry", NULL, 0);
}

/* Nothing of what cannot be read comes out. */
Test(mask_geo_shapes, what_is_no_shape_is_emptied)
{
    static const char *const bad[] = {
        "",
        "POINT(1 2)",
        "01",
        "0101000000",
        "0201000000000000000000F03F000000000000F03F",         /* byte order 2 */
        "0101000000000000000000F03F000000000000F0",           /* cut off */
        "0101000000000000000000F03F000000000000F03",          /* half a byte */
        "0101000000000000000000F03F000000000000F03F00",       /* one too many */
        "0101000000000000000000F03F000000000000G03F",         /* no digit */
        "010D00000000000000",                                 /* an abstract curve */
        "011200000000000000",                                 /* no type */
        "01A10F0000000000000000F03F000000000000F03F",         /* 4001 */
        "0102000000FFFFFFFF000000000000F03F000000000000F03F", /* more points than bytes */
        "0107000000FFFFFFFF",
        "0103000000FFFFFFFF",
        "0101000000000000000000F03F000000000000F87F",   /* half a place */
        "010100000000000000205FA002420000000000000000", /* 10^13 metres... and a byte too many */
        "01010000002052C2C4E39E4142000000000000F03F",   /* farther out than any place */
    };
    static const struct {
        const char *type, *empty;
    } types[] = {{"geometry", "GEOMETRYCOLLECTION EMPTY"},
                 {"public.geometry(PointZ,4326)", "PointZ EMPTY"},
                 {"geography(MultiPolygon)", "MultiPolygon EMPTY"},
                 {"geometry(GeometryZ,4326)", "GEOMETRYCOLLECTION Z EMPTY"}};
    open_type("geo_jitter", "geometry", NULL, 0);
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        rig_close(&rig);
        open_type("geo_jitter", types[t].type, NULL, 0);
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
            cr_assert_str_eq(rig_text(&rig, bad[i]), types[t].empty, "%s", bad[i]);
    }
    /* Deeper than the server allows. */
    char *deep = pgm_arena_alloc(&rig.arena, 300 * 18 + 1);
    for (int i = 0; i < 300; i++)
        memcpy(deep + i * 18, i < 299 ? "010700000001000000" : "010700000000000000", 19);
    cr_assert_str_eq(rig_text(&rig, deep), "GEOMETRYCOLLECTION Z EMPTY");
    cr_assert_str_neq(rig_text(&rig, deep + 120 * 18), "GEOMETRYCOLLECTION Z EMPTY");
}

Test(mask_geo_shapes, other_types_and_units_are_refused)
{
    static const char *const names[] = {"geometry_dump", "geometr", "box2d",
                                        "geographyx",    "raster",  "\"geometry(x)\".thing"};
    open_type("geo_jitter", "geometry", NULL, 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        rig_close(&rig);
        open_type("geo_jitter", names[i], NULL, 0);
        cr_assert_null(rig.mask, "%s", names[i]);
    }
    rig_close(&rig);
    rig = (struct rig){.class = "geo_truncate", .kind = PGM_KIND_FLOAT, .input_count = 1};
    rig.inputs[0] = (struct pgm_arg_input){.name = "unit", .text = "metres"};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

/* ---- the mask empty ------------------------------------------------------------------------ */

Test(mask_geo_shapes, types_have_their_empty_values)
{
    static const struct {
        enum pgm_kind kind;
        uint32_t oid;
        const char *type, *in, *out;
    } cases[] = {
        {PGM_KIND_HSTORE, 20001, "hstore", "\"a\"=>\"b\"", ""},
        {PGM_KIND_RANGE, 3912, "daterange", "[2024-01-01,2024-02-01)", "empty"},
        {PGM_KIND_RANGE, 4535, "datemultirange", "{[2024-01-01,2024-02-01)}", "{}"},
        {PGM_KIND_OTHER, 1562, "bit varying(8)", "101", ""},
        {PGM_KIND_OTHER, 30, "oidvector", "1 2", ""},
        {PGM_KIND_OTHER, 20001, "x.ltree", "a.b", ""},
        {PGM_KIND_OTHER, 20001, "cube", "(1, 2)", "()"},
        {PGM_KIND_OTHER, 20001, "geometry(Point,4326)", "0101", "Point EMPTY"},
        {PGM_KIND_OTHER, 20001, "geography", "0101", "GEOMETRYCOLLECTION EMPTY"},
        {PGM_KIND_JSON, 3802, "jsonb", " [1]", "[]"},
        {PGM_KIND_BYTEA, 17, "bytea", "\\x00", "\\x"},
    };
    open_type("empty", "geometry", NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        rig = (struct rig){.class = "empty", .kind = cases[i].kind, .base_oid = cases[i].oid};
        rig.type_name = cases[i].type;
        rig_open(&rig);
        cr_assert_not_null(rig.mask, "%s", cases[i].type);
        cr_assert_str_eq(rig_text(&rig, cases[i].in), cases[i].out, "%s", cases[i].type);
    }
    static const char *const none[] = {"box", "bit(3)", "money_box", "ltreex", "pg_lsn"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        rig_close(&rig);
        open_type("empty", none[i], NULL, 0);
        cr_assert_null(rig.mask, "%s", none[i]);
    }
}
