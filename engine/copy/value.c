/*
 * value.c: which codec a type has, and the bytes of a value that are hashed.
 *
 *   type.kind ──> representation ──> value_int.c, value_time.c, value_uuid.c, value_inet.c
 */
#include "value.h"

#include <assert.h>

#include "value_codec.h"

const char pgm_hex_digits[16] = "0123456789abcdef";

/* A row is 16 bytes: '0' to '9' stand in the row of 0x30, the letters in those of 0x40 and 0x60. */
#define NO      0xff
#define NONE    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO
#define DIGITS  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, NO, NO, NO, NO, NO, NO
#define LETTERS NO, 10, 11, 12, 13, 14, 15, NO, NO, NO, NO, NO, NO, NO, NO, NO
const uint8_t pgm_hex_values[256] = {NONE, NONE, NONE, DIGITS, LETTERS, NONE, LETTERS, NONE,
                                     NONE, NONE, NONE, NONE,   NONE,    NONE, NONE,    NONE};

enum pgm_repr pgm_repr_of(enum pgm_kind kind)
{
    switch (kind) {
    case PGM_KIND_INT:
        return PGM_REPR_INT;
    case PGM_KIND_DATE:
    case PGM_KIND_TIMESTAMP:
    case PGM_KIND_TIMESTAMPTZ:
        return PGM_REPR_TIME;
    case PGM_KIND_UUID:
        return PGM_REPR_UUID;
    case PGM_KIND_INET:
        return PGM_REPR_INET;
    default:
        return PGM_REPR_BYTES;
    }
}

size_t pgm_repr_element_bytes(enum pgm_repr repr)
{
    static const size_t element_bytes[] = {
        [PGM_REPR_BYTES] = sizeof(struct pgm_span), [PGM_REPR_INT] = sizeof(int64_t),
        [PGM_REPR_TIME] = sizeof(int64_t),          [PGM_REPR_UUID] = sizeof(struct pgm_uuid),
        [PGM_REPR_INET] = sizeof(struct pgm_inet),
    };
    return element_bytes[repr];
}

bool pgm_value_decode(const struct pgm_type *type, struct pgm_span text, struct pgm_vector *vector,
                      size_t index)
{
    assert(vector->repr == pgm_repr_of(type->kind) && index < vector->count);
    switch (vector->repr) {
    case PGM_REPR_BYTES:
        vector->bytes[index] = text;
        return true;
    case PGM_REPR_INT:
        return pgm_value_decode_int(type, text, &vector->ints[index]);
    case PGM_REPR_TIME:
        return pgm_value_decode_time(type->kind, text, &vector->times[index]);
    case PGM_REPR_UUID:
        return pgm_value_decode_uuid(text, &vector->uuids[index]);
    case PGM_REPR_INET:
        return pgm_value_decode_inet(type->cidr, text, &vector->inets[index]);
    }
    return false;
}

size_t pgm_value_encode(const struct pgm_type *type, const struct pgm_vector *vector, size_t index,
                        uint8_t *out)
{
    assert(vector->repr == pgm_repr_of(type->kind) && index < vector->count);
    assert(vector->repr != PGM_REPR_BYTES);
    switch (vector->repr) {
    case PGM_REPR_BYTES:
        break;
    case PGM_REPR_INT:
        return pgm_value_encode_int(vector->ints[index], out);
    case PGM_REPR_TIME:
        return pgm_value_encode_time(type->kind, vector->times[index], out);
    case PGM_REPR_UUID:
        return pgm_value_encode_uuid(&vector->uuids[index], out);
    case PGM_REPR_INET:
        return pgm_value_encode_inet(type->cidr, &vector->inets[index], out);
    }
    return 0;
}

/* Little-endian whatever the CPU: a kept key gives the same fakes everywhere. */
static size_t write_int64(uint8_t *out, int64_t value)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)((uint64_t)value >> 8 * i);
    return 8;
}

size_t pgm_value_canonical(const struct pgm_vector *vector, size_t index, uint8_t out[24])
{
    assert(index < vector->count);
    switch (vector->repr) {
    case PGM_REPR_BYTES:
        break;
    case PGM_REPR_INT:
        return write_int64(out, vector->ints[index]);
    case PGM_REPR_TIME:
        return write_int64(out, vector->times[index]);
    case PGM_REPR_UUID:
        memcpy(out, vector->uuids[index].bytes, 16);
        return 16;
    case PGM_REPR_INET: {
        const struct pgm_inet *inet = &vector->inets[index];
        const size_t address_bytes = inet->is_v6 ? 16 : 4;
        out[0] = inet->is_v6 ? 6 : 4;
        out[1] = inet->prefix_bits;
        memcpy(out + 2, inet->address, address_bytes);
        return 2 + address_bytes;
    }
    }
    return 0;
}
