/* mask_number.c: noise. */
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "loops.h"

#define PERCENT_DIGITS 6 /* behind the point, so that a percent is 10^6 units */

struct noise {
    int64_t share;   /* relative: at most so many units of the value; 0: absolute */
    __int128 amount; /* absolute: at most so many units of 10^-PERCENT_DIGITS */
    struct pgm_decimal_limits limits;
};

/* 0 for what does not fit. */
static int64_t parse_units(const char *text)
{
    int64_t units;
    return pgm_decimal_units(pgm_span_of(text), PERCENT_DIGITS, &units) ? units : 0;
}

static enum pgm_status noise_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct noise *noise = PGM_ARENA_NEW(setup->arena, struct noise);
    const struct pgm_arg *percent = pgm_arg_get(mask, "percent");
    const struct pgm_arg *amount = pgm_arg_get(mask, "amount");
    mask->state = noise;
    noise->limits = pgm_decimal_limits_of(setup->type);
    if (amount->given) {
        noise->amount = parse_units(amount->text);
        if (percent->given)
            pgm_report_add(setup->report, PGM_BAD_USAGE, amount->place, setup->column, NULL,
                           "mask noise takes percent or amount, not both");
        else if (setup->type->kind == PGM_KIND_FLOAT)
            pgm_report_add(setup->report, PGM_BAD_USAGE, amount->place, setup->column,
                           "use percent", "mask noise takes no amount for floating point");
        else if (noise->amount <= 0)
            pgm_report_add(setup->report, PGM_BAD_USAGE, amount->place, setup->column,
                           "at most 12 digits before the point and 6 behind it",
                           "the amount of mask noise must be above 0");
        return PGM_OK;
    }
    noise->share = parse_units(percent->text);
    if (noise->share <= 0 || noise->share > PGM_DECIMAL_UNIT)
        pgm_report_add(setup->report, PGM_BAD_USAGE, percent->place, setup->column,
                       "at most 6 digits behind the point",
                       "the percent of mask noise must lie above 0 and at most at 100");
    return PGM_OK;
}

/* The absolute change in units of 10^-places, places at most PERCENT_DIGITS. */
static __int128 draw_delta(const struct noise *noise, struct pgm_draw *draw, unsigned places)
{
    __int128 divisor = PGM_DECIMAL_UNIT;
    for (unsigned i = places; i < PERCENT_DIGITS; i++)
        divisor *= 10;
    return pgm_decimal_divide(noise->amount * pgm_draw_move(draw, PGM_DECIMAL_UNIT), divisor);
}

static int64_t noisy_int(const struct noise *noise, int int_bytes, int64_t value,
                         struct pgm_draw *draw)
{
    const __int128 high = ((__int128)1 << (8 * int_bytes - 1)) - 1, low = -high - 1;
    const __int128 delta =
        noise->share > 0 ? pgm_decimal_divide((__int128)value * pgm_draw_move(draw, noise->share),
                                              PGM_DECIMAL_UNIT)
                         : draw_delta(noise, draw, 0);
    __int128 noisy = value + delta;
    if (noisy < low || noisy > high)
        noisy = value - delta; /* mirrored: as far away, on the side where there is room */
    return (int64_t)(noisy < low ? low : noisy > high ? high : noisy);
}

static bool fits(const struct noise *noise, const uint8_t *text, size_t bytes)
{
    struct pgm_decimal result;
    return pgm_decimal_parse((struct pgm_span){text, bytes}, &result) &&
           (pgm_decimal_is_zero(&result) ||
            pgm_decimal_magnitude(&result) < noise->limits.digits_max);
}

static size_t scaled(const struct noise *noise, const struct pgm_decimal *value, int64_t share,
                     uint8_t *out)
{
    if (share < 0 && pgm_decimal_magnitude(value) < noise->limits.magnitude_min)
        share = -share;
    const size_t bytes = pgm_decimal_scale(value, (uint32_t)(PGM_DECIMAL_UNIT + share), out);
    if (share < 0 || fits(noise, out, bytes))
        return bytes;
    return pgm_decimal_scale(value, (uint32_t)(PGM_DECIMAL_UNIT - share), out);
}

static size_t noisy_text(const struct noise *noise, struct pgm_span text, struct pgm_draw *draw,
                         uint8_t *out)
{
    struct pgm_decimal value;
    if (!pgm_decimal_parse(text, &value) || pgm_decimal_is_zero(&value)) {
        memcpy(out, text.data, text.bytes);
        if (noise->share > 0 || !pgm_decimal_parse(text, &value))
            return text.bytes; /* NaN and Infinity, and zero where the change is relative */
    }
    if (noise->share > 0)
        return scaled(noise, &value, pgm_draw_move(draw, noise->share), out);
    const unsigned places =
        value.fraction.bytes < PERCENT_DIGITS ? (unsigned)value.fraction.bytes : PERCENT_DIGITS;
    const __int128 delta = draw_delta(noise, draw, places);
    size_t bytes = pgm_decimal_add(&value, delta, places, out);
    if (!fits(noise, out, bytes))
        bytes = pgm_decimal_add(&value, -delta, places, out);
    if (!fits(noise, out, bytes)) /* the amount is larger than the type's whole range */
        bytes = scaled(noise, &value, -(int64_t)pgm_draw_below(draw, PGM_DECIMAL_UNIT), out);
    return bytes;
}

static size_t noise_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return PGM_DECIMAL_BOUND(in_bytes);
}

static int64_t noise_of_int(const struct pgm_mask *mask, struct pgm_draw *draw, int64_t value)
{
    return noisy_int(mask->state, mask->type->int_bytes, value, draw);
}

static size_t noise_of_text(const struct pgm_mask *mask, struct pgm_draw *draw,
                            struct pgm_span text, uint8_t *out)
{
    return noisy_text(mask->state, text, draw, out);
}

static void noise_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_numbers(mask, batch, PGM_DRAW_NOISE, noise_of_int, noise_of_text);
}

const struct pgm_mask_class pgm_mask_noise = {
    .name = "noise",
    .family = "number",
    .summary = "moves a number by a keyed share of it, or by a keyed amount; exact decimals. Small "
               "whole numbers may come out as they were",
    .keeps = "type, scale, order of magnitude; zero (with percent), NaN, Infinity",
    .example_in = "1234.50",
    .kinds = PGM_KINDS_OF_NUMBERS,
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "percent",
             .type = PGM_ARG_NUMBER,
             .default_text = "10",
             .help = "the largest change, in percent of the value"},
            {.name = "amount",
             .type = PGM_ARG_NUMBER,
             .help = "the largest change itself, instead of percent"},
            {.name = NULL},
        },
    .prepare = noise_prepare,
    .bound = noise_bound,
    .apply = noise_apply,
};
