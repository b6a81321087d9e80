/* value_int.c: int2, int4 and int8 as decimal text. */
#include "value_codec.h"

#include <string.h>

/* 19 digits never overflow 64 unsigned bits, and int8 has no more. */
#define INT_DIGITS_MAX 19

/* The largest magnitude of the type, on the positive side; 0 where the width is none of the three. */
static uint64_t positive_max(int16_t int_bytes)
{
    switch (int_bytes) {
    case 2:
        return INT16_MAX;
    case 4:
        return INT32_MAX;
    case 8:
        return INT64_MAX;
    default:
        return 0;
    }
}

bool pgm_value_decode_int(const struct pgm_type *type, struct pgm_span text, int64_t *value)
{
    struct pgm_cursor cursor = {text.data, text.data + text.bytes};
    const bool negative = pgm_cursor_skip(&cursor, '-');
    const size_t digits = (size_t)(cursor.end - cursor.at);
    const uint64_t max = positive_max(type->int_bytes);
    if (digits == 0 || digits > INT_DIGITS_MAX || max == 0)
        return false;

    uint64_t magnitude = 0;
    for (; cursor.at < cursor.end; cursor.at++) {
        const uint32_t digit = (uint32_t)*cursor.at - '0';
        if (digit > 9)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    if (magnitude > max + negative)
        return false;
    /* Through unsigned: -(2^63) has no positive counterpart. */
    *value = (int64_t)(negative ? -magnitude : magnitude);
    return true;
}

const char pgm_digit_pairs[201] = "00010203040506070809101112131415161718192021222324"
                                  "25262728293031323334353637383940414243444546474849"
                                  "50515253545556575859606162636465666768697071727374"
                                  "75767778798081828384858687888990919293949596979899";

/* 1233 / 4096 is a little more than log 2: a power of ten decides. */
static unsigned count_digits(uint64_t number)
{
    static const uint64_t powers[20] = {
        1u,
        10u,
        100u,
        1000u,
        10000u,
        100000u,
        1000000u,
        10000000u,
        100000000u,
        1000000000u,
        10000000000u,
        100000000000u,
        1000000000000u,
        10000000000000u,
        100000000000000u,
        1000000000000000u,
        10000000000000000u,
        100000000000000000u,
        1000000000000000000u,
        10000000000000000000u,
    };
    number |= 1; /* of 0, which has a digit too */
    const unsigned guess = (64 - (unsigned)__builtin_clzll(number)) * 1233 >> 12;
    return guess + (number >= powers[guess]);
}

size_t pgm_digits_write(uint64_t number, uint8_t *out)
{
    const unsigned digits = count_digits(number);
    uint8_t *at = out + digits;
    for (; number >= 100; number /= 100)
        pgm_digits_two(at -= 2, (uint32_t)(number % 100));
    if (number >= 10)
        pgm_digits_two(at - 2, (uint32_t)number);
    else
        at[-1] = (uint8_t)('0' + number);
    return digits;
}

size_t pgm_value_encode_int(int64_t value, uint8_t *out)
{
    const bool negative = value < 0;
    *out = '-';
    return negative +
           pgm_digits_write(negative ? -(uint64_t)value : (uint64_t)value, out + negative);
}
