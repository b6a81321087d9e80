/* ewkb.c: see ewkb.h. */
#include "ewkb.h"

#include <math.h>
#include <string.h>

#define TYPE_Z     0x80000000u
#define TYPE_M     0x40000000u
#define TYPE_SRID  0x20000000u
#define TYPE_CODE  0x0fffffffu
#define DEPTH_MAX  200 /* PostGIS refuses deeper ones (LW_PARSER_MAX_DEPTH) */
#define COUNT_SIZE 4

enum {
    WKB_POINT = 1,
    WKB_LINE,
    WKB_POLYGON,
    WKB_MULTI_POINT,
    WKB_MULTI_LINE,
    WKB_MULTI_POLYGON,
    WKB_COLLECTION,
    WKB_CIRCULAR,
    WKB_COMPOUND,
    WKB_CURVE_POLYGON,
    WKB_MULTI_CURVE,
    WKB_MULTI_SURFACE,
    WKB_POLYHEDRAL = 15,
    WKB_TIN,
    WKB_TRIANGLE,
};

struct walk {
    uint8_t *at;
    const uint8_t *end;
    bool is_big;
    unsigned axes;
    uint32_t srid; /* of the outermost shape */
    pgm_ewkb_change *change;
    void *how;
};

static size_t left_of(const struct walk *walk)
{
    return (size_t)(walk->end - walk->at);
}

static uint64_t read_number(const struct walk *walk, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number |= (uint64_t)walk->at[i] << 8 * (walk->is_big ? size - 1 - i : i);
    return number;
}

static bool read_count(struct walk *walk, uint32_t *count)
{
    if (left_of(walk) < COUNT_SIZE)
        return false;
    *count = (uint32_t)read_number(walk, COUNT_SIZE);
    walk->at += COUNT_SIZE;
    return true;
}

static void walk_coordinate(struct walk *walk, unsigned axis)
{
    uint64_t bits = read_number(walk, sizeof bits);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (isfinite(value)) {
        value = walk->change(walk->how, axis, value);
        memcpy(&bits, &value, sizeof bits);
        for (size_t i = 0; i < sizeof bits; i++)
            walk->at[walk->is_big ? sizeof bits - 1 - i : i] = (uint8_t)(bits >> 8 * i);
    }
    walk->at += sizeof bits;
}

static bool walk_points(struct walk *walk, uint32_t count)
{
    if (count > left_of(walk) / (walk->axes * sizeof(double)))
        return false;
    for (uint32_t i = 0; i < count; i++)
        for (unsigned axis = 0; axis < walk->axes; axis++)
            walk_coordinate(walk, axis);
    return true;
}

static bool walk_line(struct walk *walk)
{
    uint32_t count;
    return read_count(walk, &count) && walk_points(walk, count);
}

static bool walk_rings(struct walk *walk)
{
    uint32_t count;
    bool good = read_count(walk, &count);
    while (good && count-- > 0)
        good = walk_line(walk);
    return good;
}

/* Byte order, type, SRID. */
static bool walk_head(struct walk *walk, uint32_t *code, bool is_outermost)
{
    uint32_t type, srid = 0;
    if (left_of(walk) < 1 || *walk->at > 1)
        return false;
    walk->is_big = *walk->at++ == 0;
    if (!read_count(walk, &type) || ((type & TYPE_SRID) && !read_count(walk, &srid)))
        return false;
    const uint32_t iso = (type & TYPE_CODE) / 1000;
    const bool has_z = (type & TYPE_Z) || (iso & 1), has_m = (type & TYPE_M) || (iso & 2);
    walk->axes = 2u + has_z + has_m;
    walk->srid = is_outermost ? srid : walk->srid;
    *code = (type & TYPE_CODE) % 1000;
    return iso <= 3;
}

static bool walk_shape(struct walk *walk, unsigned depth)
{
    uint32_t code, count;
    if (depth > DEPTH_MAX || !walk_head(walk, &code, depth == 0))
        return false;
    switch (code) {
    case WKB_POINT:
        return walk_points(walk, 1);
    case WKB_LINE:
    case WKB_CIRCULAR:
        return walk_line(walk);
    case WKB_POLYGON:
    case WKB_TRIANGLE:
        return walk_rings(walk);
    case WKB_MULTI_POINT:
    case WKB_MULTI_LINE:
    case WKB_MULTI_POLYGON:
    case WKB_COLLECTION:
    case WKB_COMPOUND:
    case WKB_CURVE_POLYGON:
    case WKB_MULTI_CURVE:
    case WKB_MULTI_SURFACE:
    case WKB_POLYHEDRAL:
    case WKB_TIN:
        break;
    default:
        return false;
    }
    bool good = read_count(walk, &count);
    while (good && count-- > 0)
        good = walk_shape(walk, depth + 1);
    return good;
}

/* ---- reading and writing ------------------------------------------------------------------- */

static double measure(void *how, unsigned axis, double value)
{
    struct pgm_ewkb *shape = how;
    if (axis < 2) {
        shape->low[axis] = value < shape->low[axis] ? value : shape->low[axis];
        shape->high[axis] = value > shape->high[axis] ? value : shape->high[axis];
    }
    return value;
}

static bool read_digit(uint8_t c, uint8_t *digit)
{
    *digit = (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

bool pgm_ewkb_read(struct pgm_span digits, uint8_t *out, struct pgm_ewkb *shape)
{
    const size_t bytes = digits.bytes / 2;
    /* In the second half of the room, where writing reaches a byte only after it was read. */
    *shape = (struct pgm_ewkb){.data = out + bytes,
                               .bytes = bytes,
                               .low = {HUGE_VAL, HUGE_VAL},
                               .high = {-HUGE_VAL, -HUGE_VAL}};
    if (digits.bytes % 2 != 0)
        return false;
    for (size_t i = 0; i < bytes; i++) {
        uint8_t high, low;
        if (!read_digit(digits.data[2 * i], &high) || !read_digit(digits.data[2 * i + 1], &low))
            return false;
        shape->data[i] = (uint8_t)(high << 4 | low);
    }
    struct walk walk = {
        .at = shape->data, .end = shape->data + bytes, .change = measure, .how = shape};
    const bool good = walk_shape(&walk, 0) && walk.at == walk.end;
    shape->srid = walk.srid;
    return good;
}

void pgm_ewkb_map(struct pgm_ewkb *shape, pgm_ewkb_change *change, void *how)
{
    struct walk walk = {
        .at = shape->data, .end = shape->data + shape->bytes, .change = change, .how = how};
    (void)walk_shape(&walk, 0); /* it was read so */
}

uint8_t *pgm_ewkb_write(const struct pgm_ewkb *shape, uint8_t *out)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < shape->bytes; i++) {
        const uint8_t byte = shape->data[i];
        *out++ = (uint8_t)digits[byte >> 4];
        *out++ = (uint8_t)digits[byte & 15];
    }
    return out;
}

bool pgm_ewkb_is_geographic(uint32_t srid)
{
    static const uint16_t known[] = {
        4326, 4322, 4055,                         /* the world: WGS 84, WGS 72 */
        4258, 4230, 4277, 4314, 4312, 4275, 4171, /* Europe */
        4289, 4313, 4265, 4149, 4150, 4124, 4619, 4156, 4284, 4179, 4670,
        4123, 4121, 4269, 4267, 4152, 4759, 6318, 4617, 4674, 4618, /* the Americas */
        4612, 6668, 4490, 4214, 4610, 4737, 4272, 4167,             /* Asia and the Pacific */
        4283, 7844, 4148, 4240, 4232,
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i] == srid)
            return true;
    return false;
}
