/*
 * mask_amount.c: amount.
 *
 *   -1234.50  ── a keyed share of it, up to percent ──>  -1391.07     sign and scale stay
 *
 * Never zero, never the original, never a digit more than its type has room for. Money keeps the
 * layout of its currency: "$1,234.56" has as many digits before as after.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "loops.h"

#define PERCENT_UNITS    (PGM_DECIMAL_UNIT / 100)
#define MONEY_DIGITS_MAX 19

struct amount {
    int64_t share_max;
    struct pgm_decimal_limits limits;
};

static enum pgm_status amount_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct amount *amount = PGM_ARENA_NEW(setup->arena, struct amount);
    *amount = (struct amount){pgm_arg_get(mask, "percent")->integer * PERCENT_UNITS,
                              pgm_decimal_limits_of(setup->type)};
    mask->state = amount;
    return PGM_OK;
}

/* A number above 0 within [low, high], which holds more than it. */
static uint64_t moved(uint64_t value, int64_t share, uint64_t low, uint64_t high)
{
    __int128 delta = pgm_decimal_divide((__int128)value * share, PGM_DECIMAL_UNIT);
    if (delta == 0)
        delta = share < 0 ? -1 : 1;
    if (value + delta < low || value + delta > high)
        delta = -delta; /* as far away, on the side where there is room */
    const __int128 fake = value + delta;
    if (fake >= low && fake <= high)
        return (uint64_t)fake;
    return value == high ? low : high; /* the move is longer than what is left on either side */
}

static int64_t moved_int(int64_t value, int int_bytes, int64_t share)
{
    if (value == 0)
        return 0;
    const uint64_t high = (UINT64_C(1) << (8 * int_bytes - 1)) - 1;
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const uint64_t fake = moved(size, share, 1, high);
    return value < 0 ? -(int64_t)fake : (int64_t)fake;
}

/* ---- numeric and float --------------------------------------------------------------------- */

/* The last digit moved by one, towards the middle: no more digits, and never all zeros. */
static void nudge(uint8_t *text, size_t bytes)
{
    const uint8_t *exponent = memchr(text, 'e', bytes);
    size_t last = exponent ? (size_t)(exponent - text) : bytes;
    while (last > 0 && !pgm_is_digit(text[last - 1]))
        last--;
    if (last > 0)
        text[last - 1] = (uint8_t)(text[last - 1] + (text[last - 1] < '5' ? 1 : -1));
}

static bool is_good(const struct amount *amount, struct pgm_span original, const uint8_t *text,
                    size_t bytes)
{
    struct pgm_decimal fake;
    const struct pgm_span span = {text, bytes};
    return pgm_decimal_parse(span, &fake) && !pgm_decimal_is_zero(&fake) &&
           pgm_decimal_magnitude(&fake) < amount->limits.digits_max &&
           !pgm_span_equal(span, original);
}

static size_t moved_text(const struct amount *amount, struct pgm_span text, int64_t share,
                         uint8_t *out)
{
    struct pgm_decimal value;
    if (pgm_decimal_parse(text, &value) && !pgm_decimal_is_zero(&value)) {
        if (pgm_decimal_magnitude(&value) < amount->limits.magnitude_min && share < 0)
            share = -share;
        size_t bytes = pgm_decimal_scale(&value, (uint32_t)(PGM_DECIMAL_UNIT + share), out);
        if (is_good(amount, text, out, bytes))
            return bytes;
        bytes = pgm_decimal_scale(&value, (uint32_t)(PGM_DECIMAL_UNIT - share), out);
        if (is_good(amount, text, out, bytes) &&
            pgm_decimal_magnitude(&value) >= amount->limits.magnitude_min)
            return bytes;
        memcpy(out, text.data, text.bytes);
        nudge(out, text.bytes);
        return text.bytes;
    }
    memcpy(out, text.data, text.bytes); /* zero, NaN, Infinity */
    return text.bytes;
}

/* ---- money --------------------------------------------------------------------------------- */

/* Whatever the currency, its digits are one number and keep their places. */
static size_t moved_money(struct pgm_span text, int64_t share, uint8_t *out)
{
    uint64_t value = 0, low = 1;
    size_t digits = 0;
    memcpy(out, text.data, text.bytes);
    for (size_t i = 0; i < text.bytes; i++) {
        if (!pgm_is_digit(text.data[i]) || (value == 0 && text.data[i] == '0'))
            continue;
        if (++digits > MONEY_DIGITS_MAX)
            return text.bytes; /* no money: the server writes none of so many digits */
        low = value == 0 ? 1 : low * 10;
        value = value * 10 + (text.data[i] - (uint64_t)'0');
    }
    if (value == 0)
        return text.bytes;
    const uint64_t all_nines = low * 9 + (low - 1);
    value = moved(value, share, low, all_nines < INT64_MAX ? all_nines : INT64_MAX);
    for (size_t i = text.bytes; i-- > 0 && digits > 0;) {
        if (!pgm_is_digit(out[i]))
            continue;
        out[i] = (uint8_t)('0' + value % 10);
        value /= 10;
        digits--;
    }
    return text.bytes;
}

/* -------------------------------------------------------------------------------------------- */

static size_t amount_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return PGM_DECIMAL_BOUND(in_bytes);
}

static int64_t amount_of_int(const struct pgm_mask *mask, struct pgm_draw *draw, int64_t value)
{
    const struct amount *amount = mask->state;
    return moved_int(value, mask->type->int_bytes, pgm_draw_move(draw, amount->share_max));
}

static size_t amount_of_text(const struct pgm_mask *mask, struct pgm_draw *draw,
                             struct pgm_span text, uint8_t *out)
{
    const struct amount *amount = mask->state;
    const int64_t share = pgm_draw_move(draw, amount->share_max);
    return mask->type->kind == PGM_KIND_MONEY ? moved_money(text, share, out)
                                              : moved_text(amount, text, share, out);
}

static void amount_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_numbers(mask, batch, PGM_DRAW_AMOUNT, amount_of_int, amount_of_text);
}

const struct pgm_mask_class pgm_mask_amount = {
    .name = "amount",
    .family = "money",
    .summary = "moves an amount by a keyed share of it; exact decimals, never zero and never the "
               "original",
    .keeps = "sign, scale, order of magnitude; zero, NaN, Infinity; of money the currency and the "
             "number of digits",
    .example_in = "1234.50",
    .kinds = PGM_KINDS_OF_NUMBERS | PGM_KIND_BIT(PGM_KIND_MONEY),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "percent",
             .type = PGM_ARG_INT,
             .default_text = "20",
             .min = 1,
             .max = 99,
             .help = "the largest change, in percent of the amount"},
            {.name = NULL},
        },
    .prepare = amount_prepare,
    .bound = amount_bound,
    .apply = amount_apply,
};
