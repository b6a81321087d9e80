/* binary_field.h: one field of COPY's binary format. Internal to the layer and its tests. */
#ifndef PGM_BINARY_FIELD_H
#define PGM_BINARY_FIELD_H

#include <endian.h>
#include <string.h>

#include "binary.h"

static inline uint16_t pgm_big_u16(const uint8_t *data)
{
    uint16_t word;
    memcpy(&word, data, sizeof word);
    return be16toh(word);
}

static inline uint32_t pgm_big_u32(const uint8_t *data)
{
    uint32_t word;
    memcpy(&word, data, sizeof word);
    return be32toh(word);
}

static inline uint64_t pgm_big_u64(const uint8_t *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return be64toh(word);
}

/* The longest text of a form of fixed size, an interval's included. */
#define PGM_BINARY_FIXED_BYTES_MAX 128

/* How long a value of the form is; 0: it varies. */
size_t pgm_binary_fixed_bytes(enum pgm_binary_form form);
bool pgm_binary_read_inet(const uint8_t *data, size_t bytes, struct pgm_inet *inet);
/* Without escapes; of any form but arrays. */
uint8_t *pgm_binary_put_plain(enum pgm_binary_form form, const uint8_t *data, size_t bytes,
                              uint8_t *out);
/* "{a,\"b c\",NULL}", without the escapes of COPY; `out` has room for it and `element` for the text of
 * any element. */
uint8_t *pgm_binary_put_array(const struct pgm_binary_field *field, const uint8_t *data,
                              size_t bytes, uint8_t *element, uint8_t *out);
uint8_t *pgm_binary_put_numeric(const uint8_t *data, size_t bytes, uint8_t *out);
size_t pgm_binary_numeric_bound(const uint8_t *data, size_t bytes);
uint8_t *pgm_binary_put_interval(bool may_be_infinite, const uint8_t *data, size_t bytes,
                                 uint8_t *out);

#endif
