/* value_uuid.c: uuid as 8-4-4-4-12 hexadecimal digits (RFC 9562, section 4). */
#include "value_codec.h"

#define UUID_TEXT_BYTES 36

/* Where each byte's two digits stand. */
static const uint8_t digit_offsets[16] = {0,  2,  4,  6,  9,  11, 14, 16,
                                          19, 21, 24, 26, 28, 30, 32, 34};
static const uint8_t hyphen_offsets[4] = {8, 13, 18, 23};

bool pgm_value_decode_uuid(struct pgm_span text, struct pgm_uuid *uuid)
{
    if (text.bytes != UUID_TEXT_BYTES)
        return false;
    for (size_t i = 0; i < sizeof hyphen_offsets; i++)
        if (text.data[hyphen_offsets[i]] != '-')
            return false;
    uint8_t seen = 0; /* 0xff of a byte that is no digit leaves its upper bits here */
    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        const uint8_t high = pgm_hex_values[text.data[digit_offsets[i]]];
        const uint8_t low = pgm_hex_values[text.data[digit_offsets[i] + 1]];
        seen |= high | low;
        uuid->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return seen < 16;
}

size_t pgm_value_encode_uuid(const struct pgm_uuid *uuid, uint8_t *out)
{
    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        out[digit_offsets[i]] = (uint8_t)pgm_hex_digits[uuid->bytes[i] >> 4];
        out[digit_offsets[i] + 1] = (uint8_t)pgm_hex_digits[uuid->bytes[i] & 15];
    }
    for (size_t i = 0; i < sizeof hyphen_offsets; i++)
        out[hyphen_offsets[i]] = '-';
    return UUID_TEXT_BYTES;
}
