/* binary_field.c: values of the binary format as text. */
#include "binary_field.h"

#include "bytes.h"
#include "text.h"
#include "value_codec.h"

/* An array's text to its bytes, at most: an interval with quotes and a brace for each dimension around
 * it, of 20 bytes. COPY's escapes double it. */
#define ARRAY_TEXT_FACTOR 8

static size_t array_text_bound(size_t bytes)
{
    return ARRAY_TEXT_FACTOR * bytes + PGM_BINARY_FIXED_BYTES_MAX;
}

size_t pgm_binary_bound(const struct pgm_binary_field *field, const uint8_t *data, size_t bytes)
{
    switch (field->form) {
    case PGM_BINARY_TEXT:
    case PGM_BINARY_JSONB:
    case PGM_BINARY_BYTEA:
        return 2 * bytes + 16;
    case PGM_BINARY_NUMERIC:
        return pgm_binary_numeric_bound(data, bytes);
    case PGM_BINARY_ARRAY:
        return 4 * array_text_bound(bytes);
    default:
        return PGM_BINARY_FIXED_BYTES_MAX;
    }
}

static pgm_bytes16 special_bytes(pgm_bytes16 x)
{
    return (pgm_bytes16)(x - 0x08 < 6) | (pgm_bytes16)(x == '\\');
}

/* Text that holds nothing to escape is copied while that is found out. */
static uint8_t *put_text(const uint8_t *text, size_t bytes, uint8_t *out)
{
    /* Read from 16 - n on, the first n of these are set. */
    static const uint8_t lanes[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    for (size_t at = 0;; at += 16) {
        const size_t left = bytes - at;
        const pgm_bytes16 x = pgm_bytes16_load(text + at);
        pgm_bytes16 special = special_bytes(x);
        if (left < 16)
            special &= pgm_bytes16_load(lanes + 16 - left);
        if (pgm_bytes16_any(special))
            return out + at + pgm_copy_escape(text + at, left, out + at);
        memcpy(out + at, &x, sizeof x);
        if (left <= 16)
            return out + bytes;
    }
}

bool pgm_binary_read_inet(const uint8_t *data, size_t bytes, struct pgm_inet *inet)
{
    enum { FAMILY_V4 = 2, FAMILY_V6 = 3 };
    if (bytes < 4 || bytes != (size_t)4 + data[3] ||
        !((data[0] == FAMILY_V4 && data[3] == 4) || (data[0] == FAMILY_V6 && data[3] == 16)))
        return false;
    *inet = (struct pgm_inet){
        .prefix_bits = data[1], .is_v6 = data[0] == FAMILY_V6, .is_cidr = data[2] != 0};
    memcpy(inet->address, data + 4, data[3]);
    return true;
}

static uint8_t *put_inet(const uint8_t *data, size_t bytes, uint8_t *out)
{
    struct pgm_inet inet;
    if (!pgm_binary_read_inet(data, bytes, &inet))
        return NULL;
    return out + pgm_value_encode_inet(inet.is_cidr, &inet, out);
}

static uint8_t *put_hex(const uint8_t *data, size_t bytes, uint8_t *out)
{
    for (size_t i = 0; i < bytes; i++) {
        *out++ = (uint8_t)pgm_hex_digits[data[i] >> 4];
        *out++ = (uint8_t)pgm_hex_digits[data[i] & 15];
    }
    return out;
}

static uint8_t *put_uuid(const uint8_t *data, uint8_t *out)
{
    struct pgm_uuid uuid;
    memcpy(uuid.bytes, data, sizeof uuid.bytes);
    return out + pgm_value_encode_uuid(&uuid, out);
}

size_t pgm_binary_fixed_bytes(enum pgm_binary_form form)
{
    switch (form) {
    case PGM_BINARY_BOOL:
        return 1;
    case PGM_BINARY_INT2:
        return 2;
    case PGM_BINARY_INT4:
    case PGM_BINARY_OID:
    case PGM_BINARY_DATE:
        return 4;
    case PGM_BINARY_INT8:
    case PGM_BINARY_TIME:
    case PGM_BINARY_TIMESTAMP:
    case PGM_BINARY_TIMESTAMPTZ:
        return 8;
    case PGM_BINARY_INTERVAL:
    case PGM_BINARY_INTERVAL_INFINITE:
    case PGM_BINARY_UUID:
        return 16;
    default:
        return 0;
    }
}

static uint8_t *put_time_of_day(const uint8_t *data, uint8_t *out)
{
    const int64_t micros = (int64_t)pgm_big_u64(data);
    if (micros < 0 || micros > PGM_DAY_MICROS)
        return NULL;
    return out + pgm_value_encode_time_of_day(micros, out);
}

uint8_t *pgm_binary_put_plain(enum pgm_binary_form form, const uint8_t *data, size_t bytes,
                              uint8_t *out)
{
    const size_t fixed = pgm_binary_fixed_bytes(form);
    if (fixed && bytes != fixed)
        return NULL;
    switch (form) {
    case PGM_BINARY_TEXT:
        memcpy(out, data, bytes);
        return out + bytes;
    case PGM_BINARY_BOOL:
        *out = data[0] ? 't' : 'f';
        return out + 1;
    case PGM_BINARY_INT2:
        return out + pgm_value_encode_int((int16_t)pgm_big_u16(data), out);
    case PGM_BINARY_INT4:
        return out + pgm_value_encode_int((int32_t)pgm_big_u32(data), out);
    case PGM_BINARY_INT8:
        return out + pgm_value_encode_int((int64_t)pgm_big_u64(data), out);
    case PGM_BINARY_OID:
        return out + pgm_digits_write(pgm_big_u32(data), out);
    case PGM_BINARY_NUMERIC:
        return pgm_binary_put_numeric(data, bytes, out);
    case PGM_BINARY_DATE:
        return out + pgm_value_encode_date((int32_t)pgm_big_u32(data), out);
    case PGM_BINARY_TIME:
        return put_time_of_day(data, out);
    case PGM_BINARY_TIMESTAMP:
    case PGM_BINARY_TIMESTAMPTZ:
        return out + pgm_value_encode_time(form == PGM_BINARY_TIMESTAMP ? PGM_KIND_TIMESTAMP
                                                                        : PGM_KIND_TIMESTAMPTZ,
                                           (int64_t)pgm_big_u64(data), out);
    case PGM_BINARY_INTERVAL:
    case PGM_BINARY_INTERVAL_INFINITE:
        return pgm_binary_put_interval(form == PGM_BINARY_INTERVAL_INFINITE, data, bytes, out);
    case PGM_BINARY_UUID:
        return put_uuid(data, out);
    case PGM_BINARY_INET:
        return put_inet(data, bytes, out);
    case PGM_BINARY_JSONB: /* the version of its format, which has been 1 ever since */
        if (bytes < 1 || data[0] != 1)
            return NULL;
        memcpy(out, data + 1, bytes - 1);
        return out + bytes - 1;
    case PGM_BINARY_BYTEA:
        memcpy(out, "\\x", 2);
        return put_hex(data, bytes, out + 2);
    case PGM_BINARY_ARRAY:
    case PGM_BINARY_OPAQUE:
        break;
    }
    return NULL;
}

/* Arrays are rare and short: their text is made further on in the room, and escaped from there. */
static uint8_t *put_array(const struct pgm_binary_field *field, const uint8_t *data, size_t bytes,
                          uint8_t *out)
{
    uint8_t *const text = out + 2 * array_text_bound(bytes);
    uint8_t *const element = text + array_text_bound(bytes);
    const uint8_t *end = pgm_binary_put_array(field, data, bytes, element, text);
    return end ? put_text(text, (size_t)(end - text), out) : NULL;
}

uint8_t *pgm_binary_put(const struct pgm_binary_field *field, const uint8_t *data, size_t bytes,
                        uint8_t *out)
{
    switch (field->form) {
    case PGM_BINARY_TEXT:
        return put_text(data, bytes, out);
    case PGM_BINARY_JSONB:
        return bytes >= 1 && data[0] == 1 ? put_text(data + 1, bytes - 1, out) : NULL;
    case PGM_BINARY_BYTEA:
        memcpy(out, "\\\\x", 3);
        return put_hex(data, bytes, out + 3);
    case PGM_BINARY_ARRAY:
        return put_array(field, data, bytes, out);
    default:
        return pgm_binary_put_plain(field->form, data, bytes, out);
    }
}

struct pgm_span pgm_binary_text(const struct pgm_binary_field *field, const uint8_t *data,
                                size_t bytes, struct pgm_scratch *scratch)
{
    if (field->form == PGM_BINARY_TEXT)
        return (struct pgm_span){data, bytes};
    if (field->form == PGM_BINARY_JSONB && bytes >= 1 && data[0] == 1)
        return (struct pgm_span){data + 1, bytes - 1};
    uint8_t *const text = pgm_scratch_alloc(scratch, pgm_binary_bound(field, data, bytes));
    const uint8_t *const end =
        field->form == PGM_BINARY_ARRAY
            ? pgm_binary_put_array(field, data, bytes, text + array_text_bound(bytes), text)
            : pgm_binary_put_plain(field->form, data, bytes, text);
    return end ? (struct pgm_span){text, (size_t)(end - text)} : (struct pgm_span){NULL, 0};
}
