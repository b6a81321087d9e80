/* mask_range.c: range. */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "loops.h"

#define PLACES_MAX 6
#define UNIT       INT64_C(1000000) /* of PLACES_MAX places */
#define TEXT_BYTES 24

struct range {
    int64_t low; /* in units of 10^-places */
    uint64_t count;
    unsigned places;
};

/* Digits behind the point, without zeros at the end. */
static unsigned places_of(int64_t units)
{
    unsigned places = PLACES_MAX;
    for (; places > 0 && units % 10 == 0; places--)
        units /= 10;
    return places;
}

static const char *fault_of(const struct pgm_type *type, const struct range *range, int64_t high)
{
    const int64_t largest = high > -range->low ? high : -range->low;
    int64_t unit = 1;
    for (unsigned i = 0; i < range->places; i++)
        unit *= 10;
    if (type->kind == PGM_KIND_INT) {
        const int64_t type_high =
            type->int_bytes == 8 ? INT64_MAX : (INT64_C(1) << (8 * type->int_bytes - 1)) - 1;
        if (range->places > 0)
            return "must be whole numbers for an integer column";
        if (high > type_high || range->low < -type_high - 1)
            return "do not fit the column's type";
    }
    if (type->kind == PGM_KIND_NUMERIC && type->precision > 0) {
        int whole = 0;
        for (int64_t rest = largest / unit; rest > 0; rest /= 10)
            whole++;
        if (whole > type->precision - type->scale)
            return "do not fit the column's type";
        if ((int)range->places > (type->scale > 0 ? type->scale : 0))
            return "have more digits behind the point than the column's type";
    }
    return NULL;
}

static enum pgm_status range_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct range *range = PGM_ARENA_NEW(setup->arena, struct range);
    const struct pgm_arg *min = pgm_arg_get(mask, "min"), *max = pgm_arg_get(mask, "max");
    int64_t low, high;
    mask->state = range;
    const char *fault = "must have at most 12 digits before the point and 6 behind it";
    if (pgm_decimal_units(pgm_span_of(min->text), PLACES_MAX, &low) &&
        pgm_decimal_units(pgm_span_of(max->text), PLACES_MAX, &high)) {
        const unsigned of_low = places_of(low), of_high = places_of(high);
        range->places = of_low > of_high ? of_low : of_high;
        for (unsigned i = range->places; i < PLACES_MAX; i++) {
            low /= 10;
            high /= 10;
        }
        range->low = low;
        range->count = (uint64_t)(high - low) + 1;
        fault = low > high ? "must be the lower one first" : fault_of(setup->type, range, high);
    }
    if (fault)
        pgm_report_add(setup->report, PGM_BAD_USAGE, max->place, setup->column, NULL,
                       "min and max of mask range %s", fault);
    return PGM_OK;
}

static size_t write_units(int64_t units, unsigned places, uint8_t *out)
{
    uint8_t digits[TEXT_BYTES];
    size_t count = 0, bytes = 0;
    uint64_t rest = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
    for (; rest > 0 || count <= places; rest /= 10)
        digits[count++] = (uint8_t)('0' + rest % 10);
    if (units < 0)
        out[bytes++] = '-';
    while (count > 0) {
        if (count == places)
            out[bytes++] = '.';
        out[bytes++] = digits[--count];
    }
    return bytes;
}

static size_t range_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > TEXT_BYTES ? in_bytes : TEXT_BYTES;
}

/* Whatever the original is. */
static int64_t range_of_int(const struct pgm_mask *mask, struct pgm_draw *draw, int64_t value)
{
    const struct range *range = mask->state;
    (void)value;
    return range->low + (int64_t)pgm_draw_below(draw, range->count);
}

static size_t range_of_text(const struct pgm_mask *mask, struct pgm_draw *draw,
                            struct pgm_span text, uint8_t *out)
{
    const struct range *range = mask->state;
    (void)text;
    return write_units(range_of_int(mask, draw, 0), range->places, out);
}

static void range_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_numbers(mask, batch, PGM_DRAW_RANGE, range_of_int, range_of_text);
}

static const struct pgm_arg_input range_example[] = {
    {.name = "min", .text = "18"}, {.name = "max", .text = "99"}, {.name = NULL}};

const struct pgm_mask_class pgm_mask_range = {
    .name = "range",
    .family = "number",
    .summary =
        "a number between two others, all as likely; with as many digits behind the point as "
        "they have",
    .keeps = "type; equal values stay equal",
    .example_in = "4711",
    .kinds = PGM_KINDS_OF_NUMBERS,
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "min", .type = PGM_ARG_NUMBER, .required = true, .help = "the smallest fake"},
            {.name = "max", .type = PGM_ARG_NUMBER, .required = true, .help = "the largest"},
            {.name = NULL},
        },
    .example_rule = "{mask: range, min: 18, max: 99}",
    .example_inputs = range_example,
    .prepare = range_prepare,
    .bound = range_bound,
    .apply = range_apply,
};
