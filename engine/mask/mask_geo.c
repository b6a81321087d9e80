/*
 * mask_geo.c: geo_jitter, geo_truncate.
 *
 *   "(13.404954,52.520008)"   ─ thousand millionths of a degree, whole numbers ─>  moved or cut
 *
 * A jittered place lies in a ring around its original: never at it or within a tenth of the way ("donut",
 * Hampton et al., "Mapping Health Data: Improved Privacy Protection With Donut Method Geomasking", American
 * Journal of Epidemiology 2010). All is done in whole numbers: sines of a floating-point library may
 * differ from one CPU to the next, fakes must not.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "draw.h"

#define POINT_OID    600
#define NANO         INT64_C(1000000000) /* a degree */
#define NANO_DIGITS  9
#define METRE_NANO   8983 /* 10^9 / 111,320: a degree of a great circle in metres */
#define WHOLE_DIGITS 4    /* what has more is no degree, and becomes 0 */
#define NUMBER_BYTES 16   /* "-9999.999999999" */
#define POINT_BYTES  (2 * NUMBER_BYTES + 3)
#define RING_BITS    20
#define RING_RADIUS  (INT64_C(1) << RING_BITS)
#define RING_TRIES   64
#define DIGITS_SHOWN 6 /* at least, behind the point: 0.1 metres */

/* cos(0), cos(1), ... cos(89 degrees), in millionths. */
static const int32_t cosines[90] = {
    1000000, 999848, 999391, 998630, 997564, 996195, 994522, 992546, 990268, 987688, 984808, 981627,
    978148,  974370, 970296, 965926, 961262, 956305, 951057, 945519, 939693, 933580, 927184, 920505,
    913545,  906308, 898794, 891007, 882948, 874620, 866025, 857167, 848048, 838671, 829038, 819152,
    809017,  798636, 788011, 777146, 766044, 754710, 743145, 731354, 719340, 707107, 694658, 681998,
    669131,  656059, 642788, 629320, 615661, 601815, 587785, 573576, 559193, 544639, 529919, 515038,
    500000,  484810, 469472, 453990, 438371, 422618, 406737, 390731, 374607, 358368, 342020, 325568,
    309017,  292372, 275637, 258819, 241922, 224951, 207912, 190809, 173648, 156434, 139173, 121869,
    104528,  87156,  69756,  52336,  34899,  17452,
};

enum axis { AXIS_BOTH, AXIS_LATITUDE, AXIS_LONGITUDE };

struct geo {
    enum axis axis;
    int64_t radius;  /* in nanodegrees of a great circle */
    int32_t cosine;  /* of the latitude that longitudes are taken at, in millionths */
    unsigned digits; /* geo_truncate: kept behind the point */
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
    (void)mask;
    return in_bytes > POINT_BYTES ? in_bytes : POINT_BYTES;
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
    if (setup->type->kind != PGM_KIND_OTHER || setup->type->base_oid == POINT_OID)
        return true;
    pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                   "it takes point, numeric and floating point", "mask %s does not take type %s",
                   mask->class->name, setup->type->name);
    return false;
}

static int64_t power_of_ten(unsigned exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* ---- geo_jitter ---------------------------------------------------------------------------- */

static enum pgm_status jitter_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct geo *geo = PGM_ARENA_NEW(setup->arena, struct geo);
    const struct pgm_arg *axis = pgm_arg_get(mask, "axis"), *metres = pgm_arg_get(mask, "metres");
    mask->state = geo;
    geo->radius = metres->integer * METRE_NANO;
    geo->cosine = cosines[pgm_arg_get(mask, "at")->integer];
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

/* In the ring between a tenth of the radius and all of it, in 2^-RING_BITS of the radius. */
static void draw_in_ring(struct pgm_draw *draw, int64_t *dx, int64_t *dy)
{
    for (int tries = 0; tries < RING_TRIES; tries++) {
        *dx = (int64_t)pgm_draw_below(draw, 2 * RING_RADIUS + 1) - RING_RADIUS;
        *dy = (int64_t)pgm_draw_below(draw, 2 * RING_RADIUS + 1) - RING_RADIUS;
        const int64_t square = *dx * *dx + *dy * *dy;
        if (square <= RING_RADIUS * RING_RADIUS && square * 100 >= RING_RADIUS * RING_RADIUS)
            return;
    }
    *dx = *dy = RING_RADIUS / 2;
}

/* The same on a line: a distance, and to which side. */
static int64_t draw_on_line(struct pgm_draw *draw, int64_t radius)
{
    const int64_t least = radius / 10;
    const uint64_t word = pgm_draw_next(draw);
    const int64_t distance = least + (int64_t)pgm_reduce(word, (uint64_t)(radius - least) + 1);
    return pgm_draw_next(draw) >> 63 ? distance : -distance;
}

static int64_t wrapped_longitude(int64_t nano)
{
    nano %= 360 * NANO;
    return nano > 180 * NANO ? nano - 360 * NANO : nano < -180 * NANO ? nano + 360 * NANO : nano;
}

/* Over a pole and down on the other side. */
static int64_t folded_latitude(int64_t nano)
{
    nano = wrapped_longitude(nano);
    return nano > 90 * NANO ? 180 * NANO - nano : nano < -90 * NANO ? -180 * NANO - nano : nano;
}

static int32_t cosine_at(int64_t latitude)
{
    const int64_t degree = (latitude < 0 ? -latitude : latitude) / NANO;
    return cosines[degree < 89 ? degree : 89];
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
    draw_in_ring(&draw, &dx, &dy);
    y.nano = folded_latitude(y.nano);
    dx = dx * geo->radius / RING_RADIUS * 1000000 / cosine_at(y.nano);
    dy = dy * geo->radius / RING_RADIUS;
    return write_point(wrapped_longitude(x.nano + dx), digits_shown(type, x.digits),
                       folded_latitude(y.nano + dy), digits_shown(type, y.digits), out);
}

static uint8_t *jitter_number(const struct geo *geo, struct pgm_digest digest,
                              const struct pgm_type *type, struct degrees degrees, uint8_t *out)
{
    const bool is_latitude = geo->axis == AXIS_LATITUDE;
    struct pgm_draw draw =
        pgm_draw_from(digest, is_latitude ? PGM_DRAW_LATITUDE : PGM_DRAW_LONGITUDE);
    const int64_t radius = is_latitude ? geo->radius : geo->radius * 1000000 / geo->cosine;
    const int64_t nano = degrees.nano + draw_on_line(&draw, radius);
    return write_degrees(is_latitude ? folded_latitude(nano) : wrapped_longitude(nano),
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
        if (geo->axis == AXIS_BOTH)
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

static const struct pgm_arg_input jitter_example[] = {{.name = "axis", .text = "latitude"},
                                                      {.name = NULL}};

const struct pgm_mask_class pgm_mask_geo_jitter = {
    .name = "geo_jitter",
    .family = "place",
    .summary = "moves a place by some metres, never by less than a tenth of them: a point of "
               "longitude and latitude, or one of the two in a number column. by: moves both alike",
    .keeps = "the neighbourhood; NaN, Infinity of numbers",
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

static void truncate_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const unsigned digits = ((const struct geo *)mask->state)->digits;
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span text = batch->in->bytes[i];
        struct degrees x = {0}, y = {0};
        uint8_t *end;
        if (mask->type->kind == PGM_KIND_OTHER) {
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
               "eleven. Where few people live, that may still be one house",
    .keeps = "the neighbourhood; equal places; NaN, Infinity of numbers",
    .example_in = "52.520008",
    .kinds = GEO_KINDS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "decimals",
             .type = PGM_ARG_INT,
             .default_text = "2",
             .min = 0,
             .max = 6,
             .help = "digits that stay behind the point"},
            {.name = NULL},
        },
    .prepare = truncate_prepare,
    .bound = geo_bound,
    .apply = truncate_apply,
};
