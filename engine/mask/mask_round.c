/*
 * mask_round.c: round, bucket. Exact on decimals of any length; neither has a key.
 *
 *   "-12345.675"   ─>   0 ... 0 1 2 3 4 5 6 7 5 0 0 0 | tail      digits down to 10^-6, and whether
 *                                                                 what is behind them counts
 *   remainder of the multiple (one pass), then that much less, or as much more as the multiple lacks
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"

#define PLACES          6 /* of a unit, 10^-6 */
#define UNIT            INT64_C(1000000)
#define MULTIPLE_DIGITS 20  /* of a multiple in units, and one more */
#define EXPONENT_MAX    400 /* of a float; numeric is written without */

struct round {
    int64_t multiple; /* in units, above 0 */
    size_t places;    /* behind the point that it needs */
    size_t whole_max; /* digits before the point that the type holds */
    bool floor;       /* bucket: downwards; else to the nearest, half away from zero */
};

static void set_limits(struct round *round, const struct pgm_type *type)
{
    round->whole_max = (size_t)pgm_decimal_limits_of(type).digits_max;
    int64_t unit = UNIT;
    while (round->places < PLACES && round->multiple % unit != 0) {
        round->places++;
        unit /= 10;
    }
}

static enum pgm_status prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                               const struct pgm_arg *arg, int64_t multiple, bool floor)
{
    struct round *round = PGM_ARENA_NEW(setup->arena, struct round);
    const struct pgm_type *type = setup->type;
    *round = (struct round){.multiple = multiple, .floor = floor};
    mask->state = round;
    const char *fault = NULL, *hint = NULL;
    if (multiple <= 0) {
        fault = "must be above 0";
        hint = "at most 12 digits before the point and 6 behind it";
    } else if (type->kind == PGM_KIND_INT && (multiple % UNIT != 0 || multiple == UNIT)) {
        fault = "is not a whole number above 1, and integers would stay as they are";
    } else if (type->kind == PGM_KIND_NUMERIC && type->precision > 0 && type->scale >= 0 &&
               type->scale < PLACES) {
        int64_t step = UNIT;
        for (int i = 0; i < type->scale; i++)
            step /= 10;
        if (multiple <= step)
            fault = "is as fine as the type: its values would stay as they are";
    }
    if (fault)
        pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column, hint,
                       "what mask %s goes by %s", mask->class->name, fault);
    else
        set_limits(round, type);
    return PGM_OK;
}

static int64_t units_of(const char *text)
{
    int64_t units;
    return pgm_decimal_units(pgm_span_of(text), PLACES, &units) ? units : 0;
}

static int64_t rounded_int(const struct round *round, int int_bytes, int64_t value)
{
    const __int128 high = ((__int128)1 << (8 * int_bytes - 1)) - 1, low = -high - 1;
    const __int128 multiple = round->multiple / UNIT;
    __int128 below = value / multiple * multiple; /* towards zero */
    const __int128 rest = value - below, away = value < 0 ? below - multiple : below + multiple;
    const bool goes_away = round->floor ? rest < 0 : 2 * (rest < 0 ? -rest : rest) >= multiple;
    if (goes_away && away >= low && away <= high)
        below = away;
    return (int64_t)below;
}

/* ---- decimals ------------------------------------------------------------------------------ */

/* Digits as bytes 0 to 9, the last PLACES behind the point. */
struct plain {
    uint8_t *digits;
    size_t count;
    bool tail;      /* something stands behind the digits */
    bool tail_half; /* that is half a unit or more */
};

/* Digit i of whole and fraction read as one number, 0 outside. */
static uint8_t digit_of(const struct pgm_decimal *value, int64_t i)
{
    const int64_t whole = (int64_t)value->whole.bytes, all = whole + (int64_t)value->fraction.bytes;
    if (i < 0 || i >= all)
        return 0;
    return (uint8_t)((i < whole ? value->whole.data[i] : value->fraction.data[i - whole]) - '0');
}

static size_t plain_room(size_t bytes)
{
    return bytes + MULTIPLE_DIGITS + PLACES + EXPONENT_MAX;
}

static struct plain spell_out(const struct pgm_decimal *value, uint8_t *room)
{
    const int exponent = value->exponent_value > EXPONENT_MAX    ? EXPONENT_MAX
                         : value->exponent_value < -EXPONENT_MAX ? -EXPONENT_MAX
                                                                 : value->exponent_value;
    const int64_t all = (int64_t)(value->whole.bytes + value->fraction.bytes);
    const int64_t point = (int64_t)value->whole.bytes + exponent;
    const int64_t front = MULTIPLE_DIGITS, whole = point > 0 ? point : 0;
    struct plain plain = {.digits = room, .count = (size_t)(front + whole + PLACES)};
    memset(room, 0, plain.count);
    for (int64_t i = point - whole; i < point + PLACES; i++)
        room[front + i - (point - whole)] = digit_of(value, i);
    plain.tail_half = digit_of(value, point + PLACES) >= 5;
    for (int64_t i = point + PLACES; i < all && !plain.tail; i++)
        plain.tail = digit_of(value, i) != 0;
    return plain;
}

static int64_t remainder_of(const struct plain *plain, int64_t multiple)
{
    uint64_t rest = 0; /* below 10^18, so that ten times as much fits */
    for (size_t i = 0; i < plain->count; i++) {
        rest = rest * 10 + plain->digits[i];
        if (rest >= (uint64_t)multiple) /* a division is dear, and few digits need one */
            rest %= (uint64_t)multiple;
    }
    return (int64_t)rest;
}

/* Adds to the digits; what it takes away is never more than there is. */
static void add(struct plain *plain, int64_t units)
{
    int64_t carry = units;
    for (size_t i = plain->count; i-- > 0 && carry != 0;) {
        carry += plain->digits[i];
        const int64_t digit = (carry % 10 + 10) % 10;
        plain->digits[i] = (uint8_t)digit;
        carry = (carry - digit) / 10;
    }
}

static size_t whole_digits(const struct plain *plain)
{
    size_t zeros = 0;
    while (zeros < plain->count - PLACES && plain->digits[zeros] == 0)
        zeros++;
    return plain->count - PLACES - zeros;
}

static size_t write_plain(const struct plain *plain, bool negative, size_t places, uint8_t *out)
{
    const size_t whole = whole_digits(plain);
    const uint8_t *digit = plain->digits + plain->count - PLACES - whole;
    uint8_t *at = out;
    bool zero = true;
    for (size_t i = 0; i < whole + places; i++)
        zero &= digit[i] == 0;
    if (negative && !zero)
        *at++ = '-';
    if (whole == 0)
        *at++ = '0';
    for (size_t i = 0; i < whole; i++)
        *at++ = (uint8_t)('0' + *digit++);
    if (places > 0)
        *at++ = '.';
    for (size_t i = 0; i < places; i++)
        *at++ = (uint8_t)('0' + *digit++);
    return (size_t)(at - out);
}

static size_t rounded_text(const struct round *round, struct pgm_span text, uint8_t *room,
                           uint8_t *out)
{
    struct pgm_decimal value;
    if (!pgm_decimal_parse(text, &value)) { /* NaN, Infinity */
        memcpy(out, text.data, text.bytes);
        return text.bytes;
    }
    struct plain plain = spell_out(&value, room);
    const int64_t rest = remainder_of(&plain, round->multiple);
    const int64_t lacks = round->multiple - rest;
    const bool is_half = rest > lacks || rest == lacks || (rest + 1 == lacks && plain.tail_half);
    const bool goes_away = round->floor ? value.negative && (rest > 0 || plain.tail) : is_half;
    add(&plain, goes_away ? lacks : -rest);
    if (goes_away && whole_digits(&plain) > round->whole_max)
        add(&plain, -round->multiple);
    const size_t own = value.fraction.bytes < PLACES ? value.fraction.bytes : PLACES;
    const size_t places = own > round->places ? own : round->places;
    return write_plain(&plain, value.negative, places, out);
}

static size_t round_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return plain_room(in_bytes) + 3; /* sign, zero, point */
}

static void round_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct round *round = mask->state;
    const bool is_int = batch->in->repr == PGM_REPR_INT;
    size_t longest = 0;
    for (size_t i = 0; !is_int && i < batch->count; i++)
        if (!batch->in->null[i] && batch->in->bytes[i].bytes > longest)
            longest = batch->in->bytes[i].bytes;
    uint8_t *room = is_int ? NULL : pgm_scratch_alloc(batch->scratch, plain_room(longest));
    uint8_t *at = is_int ? NULL : pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        if (is_int) {
            batch->out->ints[i] = rounded_int(round, mask->type->int_bytes, batch->in->ints[i]);
            continue;
        }
        const size_t bytes = rounded_text(round, batch->in->bytes[i], room, at);
        batch->out->bytes[i] = (struct pgm_span){at, bytes};
        at += bytes;
    }
}

/* ---- round --------------------------------------------------------------------------------- */

static enum pgm_status round_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *to = pgm_arg_get(mask, "to"), *digits = pgm_arg_get(mask, "digits");
    if (!digits->given)
        return prepare(mask, setup, to, units_of(to->given ? to->text : "10"), false);
    if (to->given)
        pgm_report_add(setup->report, PGM_BAD_USAGE, to->place, setup->column, NULL,
                       "mask round takes to or digits, not both");
    int64_t multiple = 1;
    for (int64_t place = PLACES; place > digits->integer; place--)
        multiple *= 10;
    return prepare(mask, setup, digits, multiple, false);
}

const struct pgm_mask_class pgm_mask_round = {
    .name = "round",
    .family = "number",
    .summary = "the nearest multiple of a number, 10 unless said; exact decimals. A number that is "
               "one already stays",
    .keeps = "type, order, sums on average; NaN, Infinity",
    .example_in = "1234.50",
    .kinds = PGM_KINDS_OF_NUMBERS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "to", .type = PGM_ARG_NUMBER, .help = "the multiple: 50, 0.25"},
            {.name = "digits",
             .type = PGM_ARG_INT,
             .min = -11,
             .max = PLACES,
             .help = "digits behind the point instead; -3 rounds to thousands"},
            {.name = NULL},
        },
    .prepare = round_prepare,
    .bound = round_bound,
    .apply = round_apply,
};

/* ---- bucket -------------------------------------------------------------------------------- */

static enum pgm_status bucket_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *width = pgm_arg_get(mask, "width");
    return prepare(mask, setup, width, units_of(width->text), true);
}

const struct pgm_mask_class pgm_mask_bucket = {
    .name = "bucket",
    .family = "number",
    .summary =
        "the lower bound of the bucket a number falls into; exact decimals. A number that is "
        "a bound already stays",
    .keeps = "type, order, how many rows fall into each bucket; NaN, Infinity",
    .example_in = "1234.50",
    .kinds = PGM_KINDS_OF_NUMBERS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "width",
             .type = PGM_ARG_NUMBER,
             .default_text = "10",
             .help = "of each bucket; they begin at its multiples"},
            {.name = NULL},
        },
    .prepare = bucket_prepare,
    .bound = round_bound,
    .apply = round_apply,
};
