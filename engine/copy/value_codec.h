/* value_codec.h: one codec a representation, and the digits they share. Internal to the layer. */
#ifndef PGM_VALUE_CODEC_H
#define PGM_VALUE_CODEC_H

#include "value.h"

/* Decoders take the whole text or return false; encoders return the length written. */
bool pgm_value_decode_int(const struct pgm_type *type, struct pgm_span text, int64_t *value);
size_t pgm_value_encode_int(int64_t value, uint8_t *out);
bool pgm_value_decode_time(enum pgm_kind kind, struct pgm_span text, int64_t *time_micros);
size_t pgm_value_encode_time(enum pgm_kind kind, int64_t time_micros, uint8_t *out);
/* Any day of PostgreSQL's, to the year 5874897, which is past what a time can be. */
size_t pgm_value_encode_date(int32_t days, uint8_t *out);
/* 0 to 24 hours: "07:05:00.25". */
size_t pgm_value_encode_time_of_day(int64_t micros, uint8_t *out);
bool pgm_value_decode_uuid(struct pgm_span text, struct pgm_uuid *uuid);
size_t pgm_value_encode_uuid(const struct pgm_uuid *uuid, uint8_t *out);
bool pgm_value_decode_inet(bool cidr, struct pgm_span text, struct pgm_inet *inet);
size_t pgm_value_encode_inet(bool cidr, const struct pgm_inet *inet, uint8_t *out);

/* What is left of a text while it is read. */
struct pgm_cursor {
    const uint8_t *at, *end;
};

static inline bool pgm_cursor_is_at(const struct pgm_cursor *cursor, char byte)
{
    return cursor->at < cursor->end && *cursor->at == (uint8_t)byte;
}

static inline bool pgm_cursor_skip(struct pgm_cursor *cursor, char byte)
{
    const bool there = pgm_cursor_is_at(cursor, byte);
    cursor->at += there;
    return there;
}

/* Reads digits_min to digits_max (at most 9) decimal digits. */
static inline bool pgm_cursor_number(struct pgm_cursor *cursor, int digits_min, int digits_max,
                                     uint32_t *number)
{
    int digits = 0;
    *number = 0;
    for (; digits < digits_max && cursor->at < cursor->end; digits++, cursor->at++) {
        const uint32_t digit = (uint32_t)*cursor->at - '0';
        if (digit > 9)
            break;
        *number = *number * 10 + digit;
    }
    return digits >= digits_min;
}

/* 0-15, 0xff for any other byte. */
extern const uint8_t pgm_hex_values[256];
extern const char pgm_hex_digits[16];

/* Writes a number in decimal without leading zeros; at most 20 bytes. */
size_t pgm_digits_write(uint64_t number, uint8_t *out);
extern const char pgm_digit_pairs[201]; /* "00" to "99" */
/* Two digits of a number below 100. */
static inline uint8_t *pgm_digits_two(uint8_t *out, uint32_t number)
{
    memcpy(out, pgm_digit_pairs + (size_t)2 * number, 2);
    return out + 2;
}
/* Four digits of a number below 10000. */
static inline uint8_t *pgm_digits_four(uint8_t *out, uint32_t number)
{
    return pgm_digits_two(pgm_digits_two(out, number / 100), number % 100);
}
/* Writes the last `digits` digits of a number, zeros in front. */
static inline uint8_t *pgm_digits_padded(uint8_t *out, uint32_t number, int digits)
{
    for (int i = digits; i-- > 0; number /= 10)
        out[i] = (uint8_t)('0' + number % 10);
    return out + digits;
}

#endif
