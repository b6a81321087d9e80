/* binary_value.c: values of the binary format as masks take them, and back. */
#include "binary_field.h"

#include "value_codec.h"

static bool decode_int(enum pgm_binary_form form, const uint8_t *data, int64_t *value)
{
    switch (form) {
    case PGM_BINARY_INT2:
        *value = (int16_t)pgm_big_u16(data);
        return true;
    case PGM_BINARY_INT4:
        *value = (int32_t)pgm_big_u32(data);
        return true;
    case PGM_BINARY_INT8:
        *value = (int64_t)pgm_big_u64(data);
        return true;
    default:
        return false;
    }
}

/* Days become microseconds; those of the infinities are the same numbers in 32 bits. */
static bool decode_time(enum pgm_binary_form form, const uint8_t *data, int64_t *time_micros)
{
    if (form == PGM_BINARY_DATE) {
        const int32_t days = (int32_t)pgm_big_u32(data);
        if (days == INT32_MAX || days == INT32_MIN)
            *time_micros = days == INT32_MAX ? PGM_TIME_INFINITY : PGM_TIME_MINUS_INFINITY;
        else if (__builtin_mul_overflow(days, PGM_DAY_MICROS, time_micros))
            return false;
    } else if (form == PGM_BINARY_TIMESTAMP || form == PGM_BINARY_TIMESTAMPTZ) {
        *time_micros = (int64_t)pgm_big_u64(data);
    } else {
        return false;
    }
    return !pgm_time_is_finite(*time_micros) ||
           (*time_micros >= PGM_TIME_MIN && *time_micros <= PGM_TIME_MAX);
}

bool pgm_binary_decode(const struct pgm_type *type, const struct pgm_binary_field *field,
                       const uint8_t *data, size_t bytes, struct pgm_vector *vector, size_t index)
{
    const size_t fixed = pgm_binary_fixed_bytes(field->form);
    if (fixed && bytes != fixed)
        return false;
    switch (vector->repr) {
    case PGM_REPR_BYTES:
        break;
    case PGM_REPR_INT:
        return decode_int(field->form, data, &vector->ints[index]);
    case PGM_REPR_TIME:
        return decode_time(field->form, data, &vector->times[index]);
    case PGM_REPR_UUID:
        memcpy(vector->uuids[index].bytes, data, 16);
        return field->form == PGM_BINARY_UUID;
    case PGM_REPR_INET: {
        struct pgm_inet *inet = &vector->inets[index];
        if (field->form != PGM_BINARY_INET || !pgm_binary_read_inet(data, bytes, inet))
            return false;
        inet->is_cidr = type->cidr;
        return true;
    }
    }
    return false;
}

bool pgm_binary_encodes(enum pgm_binary_form form)
{
    switch (form) {
    case PGM_BINARY_TEXT:
    case PGM_BINARY_INT2:
    case PGM_BINARY_INT4:
    case PGM_BINARY_INT8:
    case PGM_BINARY_DATE:
    case PGM_BINARY_TIMESTAMP:
    case PGM_BINARY_TIMESTAMPTZ:
    case PGM_BINARY_UUID:
    case PGM_BINARY_INET:
    case PGM_BINARY_JSONB:
        return true;
    default:
        return false;
    }
}

/* Eight bytes where it does not fit: the server then refuses it, instead of taking another number. */
static size_t encode_number(int64_t number, size_t bytes, uint8_t *out)
{
    const int unused_bits = 64 - 8 * (int)bytes;
    if ((int64_t)((uint64_t)number << unused_bits) >> unused_bits != number)
        bytes = 8;
    const uint64_t big = htobe64((uint64_t)number << (64 - 8 * bytes));
    memcpy(out, &big, bytes);
    return bytes;
}

static size_t encode_date(int64_t time_micros, uint8_t *out)
{
    /* Whole days, counted down below zero. */
    int64_t days = time_micros / PGM_DAY_MICROS - (time_micros % PGM_DAY_MICROS < 0);
    if (!pgm_time_is_finite(time_micros))
        days = time_micros == PGM_TIME_INFINITY ? INT32_MAX : INT32_MIN;
    return encode_number(days, 4, out);
}

static size_t encode_inet(const struct pgm_inet *inet, uint8_t *out)
{
    const size_t address_bytes = inet->is_v6 ? 16 : 4;
    out[0] = inet->is_v6 ? 3 : 2;
    out[1] = inet->prefix_bits;
    out[2] = inet->is_cidr;
    out[3] = (uint8_t)address_bytes;
    memcpy(out + 4, inet->address, address_bytes);
    return 4 + address_bytes;
}

#define ENCODED_BYTES_MAX 20 /* an IPv6 address */

static size_t encode_fixed(enum pgm_binary_form form, const struct pgm_vector *vector, size_t i,
                           uint8_t *out)
{
    switch (vector->repr) {
    case PGM_REPR_BYTES:
        break;
    case PGM_REPR_INT:
        return encode_number(vector->ints[i], pgm_binary_fixed_bytes(form), out);
    case PGM_REPR_TIME:
        return form == PGM_BINARY_DATE ? encode_date(vector->times[i], out)
                                       : encode_number(vector->times[i], 8, out);
    case PGM_REPR_UUID:
        memcpy(out, vector->uuids[i].bytes, 16);
        return 16;
    case PGM_REPR_INET:
        return encode_inet(&vector->inets[i], out);
    }
    return 0;
}

static struct pgm_span encode_jsonb(struct pgm_span text, struct pgm_scratch *scratch)
{
    uint8_t *const out = pgm_scratch_alloc(scratch, text.bytes + 1);
    out[0] = 1; /* the version of its format */
    memcpy(out + 1, text.data, text.bytes);
    return (struct pgm_span){out, text.bytes + 1};
}

void pgm_binary_encode(enum pgm_binary_form form, const struct pgm_vector *vector,
                       struct pgm_scratch *scratch, struct pgm_span *values)
{
    const bool fixed = vector->repr != PGM_REPR_BYTES;
    uint8_t *out = fixed ? pgm_scratch_alloc(scratch, vector->count * ENCODED_BYTES_MAX) : NULL;
    for (size_t i = 0; i < vector->count; i++) {
        values[i] = (struct pgm_span){NULL, 0};
        if (vector->null[i])
            continue;
        if (fixed)
            values[i] = (struct pgm_span){out, encode_fixed(form, vector, i, out)};
        else if (form == PGM_BINARY_JSONB)
            values[i] = encode_jsonb(vector->bytes[i], scratch);
        else
            values[i] = vector->bytes[i];
        out += fixed ? values[i].bytes : 0;
    }
}
