/*
 * decimal.c: see decimal.h.
 *
 *   digits    [ 0 0 1 2 | 5 0 ]       one decimal digit a byte, the point only remembered;
 *              whole      fraction     schoolbook arithmetic from the right, one pass
 */
#include "decimal.h"

#include <string.h>

#include "chars.h"

#define FLOAT4_OID         700
#define NUMERIC_DIGITS_MAX 131072 /* before the point, PostgreSQL's own limit */

struct pgm_decimal_limits pgm_decimal_limits_of(const struct pgm_type *type)
{
    if (type->kind == PGM_KIND_FLOAT) { /* 3.4e38 and 1.2e-38, 1.8e308 and 2.2e-308 */
        const bool is_float4 = type->base_oid == FLOAT4_OID;
        return (struct pgm_decimal_limits){is_float4 ? 38 : 308, is_float4 ? -36 : -306};
    }
    const bool is_limited = type->kind == PGM_KIND_NUMERIC && type->precision > 0;
    return (struct pgm_decimal_limits){
        is_limited ? type->precision - type->scale : NUMERIC_DIGITS_MAX, INT32_MIN};
}

#define UNIT               UINT32_C(100000000) /* multipliers are in units of 10^-8 */
#define UNIT_DIGITS        8
#define EXPONENT_LIMIT     100000
#define UNITS_WHOLE_DIGITS 12

static struct pgm_span read_digits(const uint8_t **at, const uint8_t *end)
{
    const uint8_t *start = *at;
    while (*at < end && pgm_is_digit(**at))
        (*at)++;
    return (struct pgm_span){start, (size_t)(*at - start)};
}

static bool read_exponent(const uint8_t **at, const uint8_t *end, struct pgm_decimal *decimal)
{
    const uint8_t *start = (*at)++; /* the e */
    const bool negative = *at < end && **at == '-';
    if (*at < end && (**at == '-' || **at == '+'))
        (*at)++;
    const struct pgm_span digits = read_digits(at, end);
    int value = 0;
    for (size_t i = 0; i < digits.bytes && value < EXPONENT_LIMIT; i++)
        value = value * 10 + digits.data[i] - '0';
    value = value > EXPONENT_LIMIT ? EXPONENT_LIMIT : value;
    decimal->exponent = (struct pgm_span){start, (size_t)(*at - start)};
    decimal->exponent_value = negative ? -value : value;
    return digits.bytes > 0;
}

bool pgm_decimal_parse(struct pgm_span text, struct pgm_decimal *decimal)
{
    const uint8_t *at = text.data, *end = text.data + text.bytes;
    *decimal = (struct pgm_decimal){.negative = at < end && *at == '-'};
    at += decimal->negative;
    decimal->whole = read_digits(&at, end);
    decimal->fraction = decimal->exponent = (struct pgm_span){at, 0};
    if (at < end && *at == '.') {
        at++;
        decimal->fraction = read_digits(&at, end);
    }
    if (decimal->whole.bytes + decimal->fraction.bytes == 0)
        return false;
    if (at < end && (*at == 'e' || *at == 'E') && !read_exponent(&at, end, decimal))
        return false;
    return at == end;
}

bool pgm_decimal_is_special(struct pgm_span text)
{
    return pgm_span_equal(text, pgm_span_of("NaN")) ||
           pgm_span_equal(text, pgm_span_of("Infinity")) ||
           pgm_span_equal(text, pgm_span_of("-Infinity"));
}

static size_t leading_zeros(struct pgm_span digits)
{
    size_t count = 0;
    while (count < digits.bytes && digits.data[count] == '0')
        count++;
    return count;
}

bool pgm_decimal_is_zero(const struct pgm_decimal *decimal)
{
    return leading_zeros(decimal->whole) == decimal->whole.bytes &&
           leading_zeros(decimal->fraction) == decimal->fraction.bytes;
}

int pgm_decimal_magnitude(const struct pgm_decimal *decimal)
{
    const size_t zeros = leading_zeros(decimal->whole);
    if (zeros < decimal->whole.bytes)
        return (int)(decimal->whole.bytes - zeros) - 1 + decimal->exponent_value;
    return -(int)leading_zeros(decimal->fraction) - 1 + decimal->exponent_value;
}

bool pgm_decimal_units(struct pgm_span text, unsigned places, int64_t *units)
{
    struct pgm_decimal decimal;
    if (!pgm_decimal_parse(text, &decimal) || decimal.exponent.bytes > 0 ||
        decimal.whole.bytes > UNITS_WHOLE_DIGITS)
        return false;
    *units = 0;
    for (size_t i = 0; i < decimal.whole.bytes; i++)
        *units = *units * 10 + decimal.whole.data[i] - '0';
    for (size_t i = 0; i < places; i++)
        *units = *units * 10 + (i < decimal.fraction.bytes ? decimal.fraction.data[i] - '0' : 0);
    if (decimal.negative)
        *units = -*units;
    for (size_t i = places; i < decimal.fraction.bytes; i++)
        if (decimal.fraction.data[i] != '0')
            return false;
    return true;
}

/* Digit i of whole and fraction read as one number. */
static uint32_t digit_at(const struct pgm_decimal *value, size_t i)
{
    const uint8_t c = i < value->whole.bytes ? value->whole.data[i]
                                             : value->fraction.data[i - value->whole.bytes];
    return (uint32_t)(c - '0');
}

/*
 * Turns `count` digits (as bytes 0 to 9), of which `scale` stand behind the point, into text in
 * place: they lie at out + 2, so that sign and a leading zero have room before them.
 */
static size_t write_number(bool negative, size_t count, size_t scale, struct pgm_span exponent,
                           uint8_t *out)
{
    const uint8_t *digits = out + 2;
    size_t skip = 0;
    while (skip + 1 + scale < count && digits[skip] == 0)
        skip++;
    bool zero = true;
    for (size_t i = skip; i < count && zero; i++)
        zero = digits[i] == 0;
    uint8_t *at = out;
    if (negative && !zero)
        *at++ = '-';
    const size_t whole = count - scale - skip;
    for (size_t i = 0; i < whole; i++)
        *at++ = (uint8_t)(digits[skip + i] + '0');
    if (scale > 0) {
        /* The point moves everything behind it by a byte; before it at least two were gained. */
        memmove(at + 1, digits + skip + whole, scale);
        *at++ = '.';
        for (size_t i = 0; i < scale; i++)
            *at++ += '0';
    }
    memcpy(at, exponent.data, exponent.bytes);
    return (size_t)(at - out) + exponent.bytes;
}

size_t pgm_decimal_scale(const struct pgm_decimal *value, uint32_t multiplier, uint8_t *out)
{
    const size_t count = value->whole.bytes + value->fraction.bytes;
    /* The product is below 2 * 10^8 * 10^count: the digits that stay need one more place, and one
     * further so that ".5" gets its leading zero. */
    uint8_t *digits = out + 2;
    uint64_t carry = 0;
    uint32_t round_digit = 0;
    for (size_t done = 0; done < count + UNIT_DIGITS + 2; done++) {
        if (done < count)
            carry += (uint64_t)digit_at(value, count - 1 - done) * multiplier;
        if (done >= UNIT_DIGITS)
            digits[count + UNIT_DIGITS + 1 - done] = (uint8_t)(carry % 10);
        else
            round_digit = (uint32_t)(carry % 10);
        carry /= 10;
    }
    for (size_t i = count + 2; round_digit >= 5 && i-- > 0;) {
        round_digit = digits[i] == 9 ? 9 : 0; /* on as long as it carries */
        digits[i] = digits[i] == 9 ? 0 : (uint8_t)(digits[i] + 1);
    }
    return write_number(value->negative, count + 2, value->fraction.bytes, value->exponent, out);
}

/* Adds or subtracts the magnitude `amount` at the digit that stands `offset` places from the right.
 * Returns whether the result fell below zero (then it is in ten's complement). */
static bool add_magnitude(uint8_t *digits, size_t count, unsigned __int128 amount, size_t offset,
                          bool subtract)
{
    int carry = 0;
    for (size_t i = count - offset; i-- > 0 && (amount != 0 || carry != 0); amount /= 10) {
        const int step = (int)(amount % 10) + carry;
        const int sum = subtract ? digits[i] - step : digits[i] + step;
        carry = sum < 0 || sum > 9;
        digits[i] = (uint8_t)(sum < 0 ? sum + 10 : sum > 9 ? sum - 10 : sum);
    }
    return subtract && carry;
}

static void complement(uint8_t *digits, size_t count)
{
    int carry = 1;
    for (size_t i = count; i-- > 0;) {
        const int digit = 9 - digits[i] + carry;
        carry = digit > 9;
        digits[i] = (uint8_t)(digit > 9 ? 0 : digit);
    }
}

size_t pgm_decimal_add(const struct pgm_decimal *value, __int128 delta, unsigned places,
                       uint8_t *out)
{
    /* Room in front for all digits of delta: 20 of an amount and one of a carry. */
    enum { FRONT = 21 };
    const size_t scale = value->fraction.bytes, count = FRONT + value->whole.bytes + scale;
    uint8_t *digits = out + 2;
    memset(digits, 0, FRONT);
    for (size_t i = 0; i < count - FRONT; i++)
        digits[FRONT + i] = (uint8_t)digit_at(value, i);
    const bool subtract = (delta < 0) != value->negative;
    const unsigned __int128 amount = (unsigned __int128)(delta < 0 ? -delta : delta);
    const bool below = add_magnitude(digits, count, amount, scale - places, subtract);
    if (below)
        complement(digits, count);
    return write_number(value->negative != below, count, scale, value->exponent, out);
}
