/*
 * mask_geo.c: geo_jitter, geo_truncate.
 *
 *   "(13.404954,52.520008)"   ─ thousand millionths of a degree, whole numbers ─>  moved or cut
 *   0101000020E6100000...     ─ PostGIS (ewkb.h): all its coordinates by one move, or each cut ─>
 *
 * A jittered place lies in a ring around its original: never at it or within a tenth of the way ("donut",
 * Hampton et al., "Mapping Health Data: Improved Privacy Protection With Donut Method Geomasking", American
 * Journal of Epidemiology 2010).
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "draw.h"
#include "empty.h"
#include "ewkb.h"
#include "globe.h"

#define POINT_OID    600
#define NANO_DIGITS  9
#define WHOLE_DIGITS 4  /* what has more is no degree, and becomes 0 */
#define NUMBER_BYTES 16 /* "-9999.999999999" */
#define POINT_BYTES  (2 * NUMBER_BYTES + 3)
#define DIGITS_SHOWN 6 /* at least, behind the point: 0.1 metres */

#define MILLI           INT64_C(1000) /* a metre */
#define DEGREE_METRE    5             /* a degree is some 10^5 metres */
#define MAX_DEGREES     1e4 /* what lies farther out is no place, and the shape is emptied */
#define MAX_METRES      1e9
#define LONGITUDE_RANGE 180.0
#define LATITUDE_RANGE  90.0

enum axis { AXIS_BOTH, AXIS_LATITUDE, AXIS_LONGITUDE };

enum unit { UNIT_BY_SRID, UNIT_DEGREES, UNIT_METRES };

struct geo {
    enum axis axis;
    int64_t metres;
    int64_t radius;  /* in nanodegrees of a great circle */
    int32_t cosine;  /* of the latitude that longitudes are taken at, in millionths */
    unsigned digits; /* geo_truncate: kept behind the point */
    enum pgm_shape_type shape;
    enum unit unit;
    struct pgm_span no_shape; /* for what is none */
};

struct degrees {
    int64_t nano;
    unsigned digits; /* behind the point, as written */
};

/* ---- reading and writing ------------------------------------------------------------------- */

/* False: NaN, Infinity, or no number. What is too large for a degree is 0. */
static bool read_degrees(struct pgm_span text, struct degrees *degrees)
{
    struct pgm_decimal value;
    *degrees = (struct degrees){0, NANO_DIGITS};
    if (!pgm_decimal_parse(text, &value))
        return false;
    if (value.exponent.bytes == 0 && value.fraction.bytes < NANO_DIGITS)
        degrees->digits = (unsigned)value.fraction.bytes;
    if (pgm_decimal_is_zero(&value) || pgm_decimal_magnitude(&value) >= WHOLE_DIGITS)
        return true;
    /* Digit by digit from the power of ten of the first down to 10^-9. */
    const int64_t whole = (int64_t)value.whole.bytes;
    const int64_t all = whole + (int64_t)value.fraction.bytes;
    const int64_t last = whole + value.exponent_value + NANO_DIGITS;
    for (int64_t i = 0; i < last; i++) {
        int64_t digit = 0;
        if (i < all)
            digit = (i < whole ? value.whole.data[i] : value.fraction.data[i - whole]) - '0';
        degrees->nano = degrees->nano * 10 + digit;
    }
    degrees->nano = value.negative ? -degrees->nano : degrees->nano;
    return true;
}

static uint8_t *write_degrees(int64_t nano, unsigned digits, uint8_t *out)
{
    uint64_t rest = nano < 0 ? 0 - (uint64_t)nano : (uint64_t)nano;
    for (unsigned i = digits; i < NANO_DIGITS; i++)
        rest /= 10;
    if (nano < 0 && rest > 0)
        *out++ = '-';
    uint8_t reversed[NUMBER_BYTES];
    size_t count = 0;
    for (; rest > 0 || count <= digits; rest /= 10)
        reversed[count++] = (uint8_t)('0' + rest % 10);
    while (count > 0) {
        if (count == digits)
            *out++ = '.';
        *out++ = reversed[--count];
    }
    return out;
}

/* "(x,y)", x the longitude. False: no such text, or no finite numbers. */
static bool read_point(struct pgm_span text, struct degrees *x, struct degrees *y)
{
    const uint8_t *comma = memchr(text.data, ',', text.bytes);
    if (!comma || text.bytes < 5 || text.data[0] != '(' || text.data[text.bytes - 1] != ')')
        return false;
    const uint8_t *end = text.data + text.bytes - 1;
    return read_degrees((struct pgm_span){text.data + 1, (size_t)(comma - text.data - 1)}, x) &&
           read_degrees((struct pgm_span){comma + 1, (size_t)(end - comma - 1)}, y);
}

static uint8_t *write_point(int64_t x, unsigned x_digits, int64_t y, unsigned y_digits,
                            uint8_t *out)
{
    *out++ = '(';
    out = write_degrees(x, x_digits, out);
    *out++ = ',';
    out = write_degrees(y, y_digits, out);
    *out++ = ')';
    return out;
}

static size_t geo_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct geo *geo = mask->state;
    const size_t least = geo->no_shape.bytes > POINT_BYTES ? geo->no_shape.bytes : POINT_BYTES;
    return in_bytes > least ? in_bytes : least;
}

/* The column's own scale, where it has one. */
static unsigned scale_of(const struct pgm_type *type)
{
    const bool bounded = type->kind == PGM_KIND_NUMERIC && type->precision > 0;
    return bounded && type->scale < NANO_DIGITS ? (unsigned)(type->scale > 0 ? type->scale : 0)
                                                : NANO_DIGITS;
}

static bool takes_type(const struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct geo *geo = mask->state;
    const struct pgm_arg *unit = pgm_arg_get(mask, "unit");
    geo->shape = pgm_shape_type_of(setup->type);
    if (geo->shape) {
        geo->no_shape = pgm_span_of(pgm_empty_text(setup->type, setup->arena));
        geo->unit = unit->given ? (*unit->text == 'd' ? UNIT_DEGREES : UNIT_METRES) : UNIT_BY_SRID;
        return true;
    }
    if (unit->given)
        pgm_report_add(setup->report, PGM_BAD_USAGE, unit->place, setup->column, "leave it out",
                       "unit: is for PostGIS's types, not for the type %s", setup->type->name);
    if (setup->type->kind != PGM_KIND_OTHER || setup->type->base_oid == POINT_OID)
        return true;
    pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                   "it takes point, numeric, floating point, and PostGIS's geometry and geography",
                   "mask %s does not take type %s", mask->class->name, setup->type->name);
    return false;
}

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* ---- shapes -------------------------------------------------------------------------------- */

static bool is_in_degrees(const struct geo *geo, const struct pgm_ewkb *shape)
{
    if (geo->unit != UNIT_BY_SRID)
        return geo->unit == UNIT_DEGREES;
    return geo->shape == PGM_SHAPE_GEOGRAPHY || pgm_ewkb_is_geographic(shape->srid);
}

/* A shape whose coordinates are of a size that places have; one without coordinates, too. */
static bool read_shape(const struct geo *geo, struct pgm_span text, uint8_t *out,
                       struct pgm_ewkb *shape, bool *degrees)
{
    if (!pgm_ewkb_read(text, out, shape))
        return false;
    *degrees = is_in_degrees(geo, shape);
    const double most = *degrees ? MAX_DEGREES : MAX_METRES;
    for (int axis = 0; axis < 2; axis++)
        if (shape->low[axis] < -most || (shape->high[axis] > most))
            return false;
    return true;
}

static uint8_t *write_no_shape(const struct geo *geo, uint8_t *out)
{
    return (uint8_t *)memcpy(out, geo->no_shape.data, geo->no_shape.bytes) + geo->no_shape.bytes;
}

/* A product by itself: fused with what is done to it, as some processors can, it would be rounded
 * otherwise than on others. */
static __attribute__((noinline)) double times(double value, double factor)
{
    return value * factor;
}

/* In units of 1 / `parts`, to the nearest one. */
static int64_t to_whole(double value, int64_t parts)
{
    const double product = times(value, (double)parts);
    const int64_t whole = (int64_t)product;
    const double rest = product - (double)whole;
    return whole + (rest >= 0.5) - (rest <= -0.5);
}

/* ---- geo_jitter ---------------------------------------------------------------------------- */

static enum pgm_status jitter_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct geo *geo = PGM_ARENA_NEW(setup->arena, struct geo);
    const struct pgm_arg *axis = pgm_arg_get(mask, "axis"), *metres = pgm_arg_get(mask, "metres");
    mask->state = geo;
    geo->metres = metres->integer;
    geo->radius = metres->integer * PGM_METRE_NANO;
    geo->cosine = pgm_globe_cosine(pgm_arg_get(mask, "at")->integer * PGM_DEGREE_NANO);
    if (!takes_type(mask, setup))
        return PGM_OK;
    if (setup->type->kind == PGM_KIND_OTHER)
        return PGM_OK;
    if (!axis->given)
        pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                       "say axis: latitude or axis: longitude",
                       "mask geo_jitter does not know which coordinate this column holds");
    else
        geo->axis = strcmp(axis->text, "latitude") == 0 ? AXIS_LATITUDE : AXIS_LONGITUDE;
    if (geo->radius / 10 < power_of_ten(NANO_DIGITS - scale_of(setup->type)))
        pgm_report_add(setup->report, PGM_UNFIT, metres->place, setup->column, "say more metres",
                       "the type %s is too coarse to show the move", setup->type->name);
    return PGM_OK;
}

static unsigned digits_shown(const struct pgm_type *type, unsigned digits)
{
    const unsigned scale = scale_of(type);
    digits = digits < DIGITS_SHOWN ? DIGITS_SHOWN : digits;
    return digits < scale ? digits : scale;
}

static uint8_t *jitter_point(const struct geo *geo, struct pgm_digest digest,
                             const struct pgm_type *type, struct degrees x, struct degrees y,
                             uint8_t *out)
{
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_LATITUDE);
    int64_t dx, dy;
    pgm_globe_draw_in_ring(&draw, &dx, &dy);
    y.nano = pgm_globe_latitude(y.nano);
    dx = dx * geo->radius / PGM_RING_RADIUS * 1000000 / pgm_globe_cosine(y.nano);
    dy = dy * geo->radius / PGM_RING_RADIUS;
    return write_point(pgm_globe_longitude(x.nano + dx), digits_shown(type, x.digits),
                       pgm_globe_latitude(y.nano + dy), digits_shown(type, y.digits), out);
}

/* A move of all points, or back where that would leave the globe; none in a shape that spans it. */
static double fitting_move(const struct pgm_ewkb *shape, int axis, double move)
{
    const double most = axis == 0 ? LONGITUDE_RANGE : LATITUDE_RANGE;
    const double low = shape->low[axis], high = shape->high[axis];
    const bool is_outside = low < -most || high > most;
    if (is_outside || (low + move >= -most && high + move <= most))
        return move;
    return low - move >= -most && high - move <= most ? -move : 0;
}

static double move_by(void *how, unsigned axis, double value)
{
    return axis < 2 ? value + ((const double *)how)[axis] : value;
}

static uint8_t *jitter_shape(const struct geo *geo, struct pgm_digest digest, struct pgm_span text,
                             uint8_t *out)
{
    struct pgm_ewkb shape;
    bool degrees;
    if (!read_shape(geo, text, out, &shape, &degrees))
        return write_no_shape(geo, out);
    const bool has_x = shape.low[0] <= shape.high[0], has_y = shape.low[1] <= shape.high[1];
    if (!has_x && !has_y)
        return pgm_ewkb_write(&shape, out); /* empty: nowhere */
    if (!has_x || !has_y)
        return write_no_shape(geo, out);
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_LATITUDE);
    int64_t dx, dy;
    double moves[2];
    pgm_globe_draw_in_ring(&draw, &dx, &dy);
    if (degrees) {
        const int64_t latitude = pgm_globe_latitude(to_whole(shape.low[1], PGM_DEGREE_NANO));
        dx = dx * geo->radius / PGM_RING_RADIUS * 1000000 / pgm_globe_cosine(latitude);
        moves[0] =
            fitting_move(&shape, 0, (double)pgm_globe_longitude(dx) / (double)PGM_DEGREE_NANO);
        moves[1] = fitting_move(
            &shape, 1, (double)(dy * geo->radius / PGM_RING_RADIUS) / (double)PGM_DEGREE_NANO);
    } else {
        moves[0] = (double)(dx * geo->metres * MILLI / PGM_RING_RADIUS) / (double)MILLI;
        moves[1] = (double)(dy * geo->metres * MILLI / PGM_RING_RADIUS) / (double)MILLI;
    }
    pgm_ewkb_map(&shape, move_by, moves);
    return pgm_ewkb_write(&shape, out);
}

static uint8_t *jitter_number(const struct geo *geo, struct pgm_digest digest,
                              const struct pgm_type *type, struct degrees degrees, uint8_t *out)
{
    const bool is_latitude = geo->axis == AXIS_LATITUDE;
    struct pgm_draw draw =
        pgm_draw_from(digest, is_latitude ? PGM_DRAW_LATITUDE : PGM_DRAW_LONGITUDE);
    const int64_t radius = is_latitude ? geo->radius : geo->radius * 1000000 / geo->cosine;
    const int64_t nano = degrees.nano + pgm_globe_draw_on_line(&draw, radius);
    return write_degrees(is_latitude ? pgm_globe_latitude(nano) : pgm_globe_longitude(nano),
                         digits_shown(type, degrees.digits), out);
}

static void jitter_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct geo *geo = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span text = batch->in->bytes[i];
        struct degrees x, y;
        uint8_t *end;
        if (geo->shape)
            end = jitter_shape(geo, digests[i], text, at);
        else if (geo->axis == AXIS_BOTH)
            end = read_point(text, &x, &y) ? jitter_point(geo, digests[i], mask->type, x, y, at)
                                           : write_point(0, 0, 0, 0, at);
        else if (read_degrees(text, &x))
            end = jitter_number(geo, digests[i], mask->type, x, at);
        else /* NaN, Infinity */
            end = (uint8_t *)memcpy(at, text.data, text.bytes) + text.bytes;
        batch->out->bytes[i] = (struct pgm_span){at, (size_t)(end - at)};
        at = end;
    }
}

#define GEO_KINDS                                                                                  \
    (PGM_KIND_BIT(PGM_KIND_NUMERIC) | PGM_KIND_BIT(PGM_KIND_FLOAT) | PGM_KIND_BIT(PGM_KIND_OTHER))

#define UNIT_SPEC                                                                                  \
    {                                                                                              \
        .name = "unit", .type = PGM_ARG_CHOICE, .choices = "degrees|metres",                       \
        .help = "of PostGIS's coordinates; without it degrees in geography and under the usual "   \
                "geographic SRIDs (4326, 4269, 4258, ...), else metres"                            \
    }

static const struct pgm_arg_input jitter_example[] = {{.name = "axis", .text = "latitude"},
                                                      {.name = NULL}};

const struct pgm_mask_class pgm_mask_geo_jitter = {
    .name = "geo_jitter",
    .family = "place",
    .summary = "moves a place by some metres, never by less than a tenth of them: a point of "
               "longitude and latitude, one of the two in a number column, or a shape of PostGIS "
               "as a whole. by: moves all of a subject alike",
    .keeps =
        "the neighbourhood; NaN, Infinity of numbers; a shape's size and form, its heights and "
        "measures",
    .example_in = "52.520008",
    .kinds = GEO_KINDS,
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "metres",
             .type = PGM_ARG_INT,
             .default_text = "1000",
             .min = 1,
             .max = 1000000,
             .help = "the longest move; in number columns, that of each coordinate"},
            {.name = "axis",
             .type = PGM_ARG_CHOICE,
             .choices = "latitude|longitude",
             .help = "what a number column holds, in degrees"},
            {.name = "at",
             .type = PGM_ARG_INT,
             .default_text = "0",
             .max = 89,
             .help = "the latitude that most rows are at: degrees of longitude are shorter there"},
            UNIT_SPEC,
            {.name = NULL},
        },
    .example_rule = "{mask: geo_jitter, axis: latitude}",
    .example_inputs = jitter_example,
    .prepare = jitter_prepare,
    .bound = geo_bound,
    .apply = jitter_apply,
};

/* ---- geo_truncate -------------------------------------------------------------------------- */

static enum pgm_status truncate_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct geo *geo = PGM_ARENA_NEW(setup->arena, struct geo);
    const struct pgm_arg *decimals = pgm_arg_get(mask, "decimals");
    geo->digits = (unsigned)decimals->integer;
    mask->state = geo;
    if (takes_type(mask, setup) && scale_of(setup->type) <= geo->digits)
        pgm_report_add(setup->report, PGM_UNFIT, decimals->place, setup->column,
                       "say fewer decimals", "values of type %s would stay as they are",
                       setup->type->name);
    return PGM_OK;
}

/* Whole numbers of 1 / parts are cut to multiples of the grid. */
struct cut {
    int64_t parts, grid;
};

static double cut_off(void *how, unsigned axis, double value)
{
    const struct cut *cut = how;
    (void)axis;
    if (value > MAX_METRES || value < -MAX_METRES)
        return 0; /* a height or measure out of reason */
    const int64_t whole = to_whole(value, cut->parts);
    return (double)(whole - whole % cut->grid) / (double)cut->parts;
}

static uint8_t *truncate_shape(const struct geo *geo, struct pgm_span text, uint8_t *out)
{
    struct pgm_ewkb shape;
    bool degrees;
    if (!read_shape(geo, text, out, &shape, &degrees))
        return write_no_shape(geo, out);
    struct cut cut = {PGM_DEGREE_NANO, power_of_ten(NANO_DIGITS - geo->digits)};
    if (!degrees)
        cut = (struct cut){MILLI, power_of_ten(3 + DEGREE_METRE - geo->digits)};
    pgm_ewkb_map(&shape, cut_off, &cut);
    return pgm_ewkb_write(&shape, out);
}

static void truncate_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct geo *geo = mask->state;
    const unsigned digits = geo->digits;
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span text = batch->in->bytes[i];
        struct degrees x = {0}, y = {0};
        uint8_t *end;
        if (geo->shape) {
            end = truncate_shape(geo, text, at);
        } else if (mask->type->kind == PGM_KIND_OTHER) {
            if (!read_point(text, &x, &y))
                x = y = (struct degrees){0};
            end = write_point(x.nano, digits, y.nano, digits, at);
        } else if (read_degrees(text, &x)) {
            end = write_degrees(x.nano, digits, at);
        } else { /* NaN, Infinity */
            end = (uint8_t *)memcpy(at, text.data, text.bytes) + text.bytes;
        }
        batch->out->bytes[i] = (struct pgm_span){at, (size_t)(end - at)};
        at = end;
    }
}

const struct pgm_mask_class pgm_mask_geo_truncate = {
    .name = "geo_truncate",
    .family = "place",
    .summary = "coordinates with few decimals, the rest cut off: two are about a kilometre, one is "
               "eleven. Where few people live, that may still be one house. A shape of PostGIS has "
               "each of its points cut, heights and measures too, and may fall into one place",
    .keeps = "the neighbourhood; equal places; NaN, Infinity of numbers; closed rings",
    .example_in = "52.520008",
    .kinds = GEO_KINDS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "decimals",
             .type = PGM_ARG_INT,
             .default_text = "2",
             .min = 0,
             .max = 6,
             .help = "digits that stay behind the point, of degrees; in metres as much: of 2 "
                     "whole kilometres stay"},
            UNIT_SPEC,
            {.name = NULL},
        },
    .prepare = truncate_prepare,
    .bound = geo_bound,
    .apply = truncate_apply,
};
