/*
 * decimal.h: exact arithmetic on decimal text of any length, as PostgreSQL writes numeric and float.
 *
 *   "-0012.50e-07"  =  sign, integer digits, fraction digits, exponent
 *
 * Nothing goes through a double: 12345678901234567890.123456 keeps its last digit.
 */
#ifndef PGM_DECIMAL_H
#define PGM_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"
#include "type.h"

struct pgm_decimal {
    bool negative;
    struct pgm_span whole;    /* digits before the point; may be empty */
    struct pgm_span fraction; /* digits behind it; may be empty */
    struct pgm_span exponent; /* "e-07", empty where there is none */
    int exponent_value;       /* clamped to +-100,000 */
};

/* What a type has room for. */
struct pgm_decimal_limits {
    int digits_max;    /* before the point */
    int magnitude_min; /* below it a shrinking float may underflow */
};
struct pgm_decimal_limits pgm_decimal_limits_of(const struct pgm_type *type);

/* Spans point into the text. False: not a decimal number. */
bool pgm_decimal_parse(struct pgm_span text, struct pgm_decimal *decimal);
/* NaN, Infinity, -Infinity as the server writes them. */
bool pgm_decimal_is_special(struct pgm_span text);
bool pgm_decimal_is_zero(const struct pgm_decimal *decimal);
/* The power of ten of the first digit that is not zero, exponent included: 2 for 123.4, -3 for
 * 0.0012. Of zero: any. */
int pgm_decimal_magnitude(const struct pgm_decimal *decimal);

/* A decimal without an exponent in units of 10^-places, places at most 6. False: it has more than 12
 * digits before the point, or more than `places` behind it that are not 0. */
bool pgm_decimal_units(struct pgm_span text, unsigned places, int64_t *units);

/* Bytes that the functions below may write for a text of in_bytes. */
#define PGM_DECIMAL_BOUND(in_bytes) ((in_bytes) + 32)

/* Shares of a value are in units of 10^-8. */
#define PGM_DECIMAL_UNIT 100000000

/* value / by, rounded half away from zero. */
static inline __int128 pgm_decimal_divide(__int128 value, __int128 by)
{
    return (value < 0 ? value - by / 2 : value + by / 2) / by;
}

/* value * multiplier / 10^8, rounded half away from zero to the value's own scale; multiplier at
 * most 2 * 10^8. Writes the text, returns its length. */
size_t pgm_decimal_scale(const struct pgm_decimal *value, uint32_t multiplier, uint8_t *out);

/* value + delta / 10^places for a value without an exponent and with `places` digits in the fraction
 * or more. Writes the text, returns its length. */
size_t pgm_decimal_add(const struct pgm_decimal *value, __int128 delta, unsigned places,
                       uint8_t *out);

#endif
