/*
 * binary_compound.c: numerics, intervals and arrays of the binary format as text.
 *
 *   numeric    ndigits, weight, sign, dscale, then digits of base 10000:
 *              12345.6 is 1 | 2345 | 6000, weight 1 (the power of 10000 of the first), dscale 1
 *   interval   microseconds, days, months
 *   array      dimensions, a flag, the element's oid, a length and a lower bound for each dimension,
 *              then the elements, each behind its length
 */
#include "binary_field.h"

#include <stdlib.h>
#include <strings.h>

#include "value_codec.h"

/* ---- numeric ------------------------------------------------------------------------------- */

#define NUMERIC_HEADER_BYTES 8
#define NUMERIC_NEGATIVE     0x4000

size_t pgm_binary_numeric_bound(const uint8_t *data, size_t bytes)
{
    if (bytes < NUMERIC_HEADER_BYTES)
        return PGM_BINARY_FIXED_BYTES_MAX;
    const int16_t weight = (int16_t)pgm_big_u16(data + 2);
    const size_t whole_digits = weight < 0 ? 1 : 4 * ((size_t)weight + 1);
    return whole_digits + pgm_big_u16(data + 6) + 16;
}

static uint8_t *put_numeric_name(unsigned sign, uint8_t *out)
{
    const char *name = sign == 0xc000 ? "NaN" : sign == 0xd000 ? "Infinity" : "-Infinity";
    if (sign != 0xc000 && sign != 0xd000 && sign != 0xf000)
        return NULL;
    const size_t bytes = strlen(name);
    memcpy(out, name, bytes);
    return out + bytes;
}

/* The digit of weight `weight - i`: a number below 10000. */
static uint32_t numeric_digit(const uint8_t *data, int count, int i)
{
    return i >= 0 && i < count ? pgm_big_u16(data + NUMERIC_HEADER_BYTES + 2 * i) : 0;
}

uint8_t *pgm_binary_put_numeric(const uint8_t *data, size_t bytes, uint8_t *out)
{
    if (bytes < NUMERIC_HEADER_BYTES)
        return NULL;
    const int count = pgm_big_u16(data), weight = (int16_t)pgm_big_u16(data + 2);
    const unsigned sign = pgm_big_u16(data + 4), scale = pgm_big_u16(data + 6);
    if (bytes != NUMERIC_HEADER_BYTES + 2 * (size_t)count)
        return NULL;
    if (sign != 0 && sign != NUMERIC_NEGATIVE)
        return put_numeric_name(sign, out);
    for (int i = 0; i < count; i++)
        if (numeric_digit(data, count, i) > 9999)
            return NULL;
    if (sign)
        *out++ = '-';
    if (weight < 0)
        *out++ = '0';
    else
        out += pgm_digits_write(numeric_digit(data, count, 0), out);
    for (int i = 1; i <= weight; i++)
        out = pgm_digits_four(out, numeric_digit(data, count, i));
    if (scale == 0)
        return out;
    *out++ = '.';
    uint8_t *const fraction = out;
    for (int i = weight + 1; out < fraction + scale; i++)
        out = pgm_digits_four(out, numeric_digit(data, count, i));
    return fraction + scale;
}

/* ---- interval ------------------------------------------------------------------------------ */

struct interval_text {
    uint8_t *start, *out;
    bool after_negative; /* the part before was below zero, so that the next needs a sign */
};

static void put_interval_part(struct interval_text *text, int64_t value, const char *unit)
{
    if (value == 0)
        return;
    if (text->out > text->start)
        *text->out++ = ' ';
    if (text->after_negative && value > 0)
        *text->out++ = '+';
    text->out += pgm_value_encode_int(value, text->out);
    *text->out++ = ' ';
    const size_t unit_bytes = strlen(unit);
    memcpy(text->out, unit, unit_bytes);
    text->out += unit_bytes;
    if (value != 1)
        *text->out++ = 's';
    text->after_negative = value < 0;
}

/* Hours may have more digits than a time of day has. */
static void put_interval_time(struct interval_text *text, int64_t micros)
{
    if (micros == 0 && text->out > text->start)
        return;
    if (text->out > text->start)
        *text->out++ = ' ';
    if (micros < 0)
        *text->out++ = '-';
    else if (text->after_negative)
        *text->out++ = '+';
    const uint64_t magnitude = micros < 0 ? -(uint64_t)micros : (uint64_t)micros;
    const uint64_t hour_micros = UINT64_C(3600000000), hours = magnitude / hour_micros;
    if (hours < 10)
        *text->out++ = '0';
    text->out += pgm_digits_write(hours, text->out);
    uint8_t rest[32];
    const size_t rest_bytes =
        pgm_value_encode_time_of_day((int64_t)(magnitude % hour_micros), rest);
    memcpy(text->out, rest + 2, rest_bytes - 2); /* behind its hours: ":05:00.25" */
    text->out += rest_bytes - 2;
}

uint8_t *pgm_binary_put_interval(bool may_be_infinite, const uint8_t *data, size_t bytes,
                                 uint8_t *out)
{
    if (bytes != 16)
        return NULL;
    const int64_t micros = (int64_t)pgm_big_u64(data);
    const int32_t days = (int32_t)pgm_big_u32(data + 8), months = (int32_t)pgm_big_u32(data + 12);
    const bool most = micros == INT64_MAX && days == INT32_MAX && months == INT32_MAX;
    const bool least = micros == INT64_MIN && days == INT32_MIN && months == INT32_MIN;
    if (may_be_infinite && (most || least)) {
        memcpy(out, least ? "-infinity" : "infinity ", 9);
        return out + (least ? 9 : 8);
    }
    struct interval_text text = {.start = out, .out = out};
    put_interval_part(&text, months / 12, "year");
    put_interval_part(&text, months % 12, "mon");
    put_interval_part(&text, days, "day");
    put_interval_time(&text, micros);
    return text.out;
}

/* ---- arrays -------------------------------------------------------------------------------- */

#define DIMENSIONS_MAX 6 /* MAXDIM */

struct array {
    int dimensions;
    int32_t lengths[DIMENSIONS_MAX], lower[DIMENSIONS_MAX];
    int64_t item_count;
};

/* Returns what is behind the head; NULL: it is none. */
static const uint8_t *read_array(const uint8_t *data, size_t bytes, struct array *array)
{
    if (bytes < 12 || pgm_big_u32(data) > DIMENSIONS_MAX)
        return NULL;
    *array = (struct array){.dimensions = (int)pgm_big_u32(data)};
    if (bytes < 12 + 8 * (size_t)array->dimensions)
        return NULL;
    array->item_count = array->dimensions > 0;
    for (int d = 0; d < array->dimensions; d++) {
        array->lengths[d] = (int32_t)pgm_big_u32(data + 12 + 8 * d);
        array->lower[d] = (int32_t)pgm_big_u32(data + 16 + 8 * d);
        /* Each item takes four bytes at least. */
        if (array->lengths[d] < 0 ||
            __builtin_mul_overflow(array->item_count, array->lengths[d], &array->item_count) ||
            array->item_count > (int64_t)bytes)
            return NULL;
    }
    return data + 12 + 8 * array->dimensions;
}

/* "[2:4][0:1]=" where a dimension does not begin at 1. */
static uint8_t *put_bounds(const struct array *array, uint8_t *out)
{
    bool usual = true;
    for (int d = 0; d < array->dimensions; d++)
        usual = usual && array->lower[d] == 1;
    if (usual)
        return out;
    for (int d = 0; d < array->dimensions; d++) {
        *out++ = '[';
        out += pgm_value_encode_int(array->lower[d], out);
        *out++ = ':';
        out += pgm_value_encode_int((int64_t)array->lower[d] + array->lengths[d] - 1, out);
        *out++ = ']';
    }
    *out++ = '=';
    return out;
}

static bool needs_quotes(const uint8_t *text, size_t bytes, char delimiter)
{
    if (bytes == 0 || (bytes == 4 && strncasecmp((const char *)text, "null", 4) == 0))
        return true;
    for (size_t i = 0; i < bytes; i++) {
        const uint8_t c = text[i];
        if (c == '"' || c == '\\' || c == '{' || c == '}' || c == (uint8_t)delimiter || c == ' ' ||
            (c >= '\t' && c <= '\r'))
            return true;
    }
    return false;
}

static uint8_t *put_element(const uint8_t *text, size_t bytes, char delimiter, uint8_t *out)
{
    if (!needs_quotes(text, bytes, delimiter)) {
        memcpy(out, text, bytes);
        return out + bytes;
    }
    *out++ = '"';
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '"' || text[i] == '\\')
            *out++ = '\\';
        *out++ = text[i];
    }
    *out++ = '"';
    return out;
}

/* Reads one element, and moves *at behind it. */
static uint8_t *put_item(const struct pgm_binary_field *field, const uint8_t **at,
                         const uint8_t *end, uint8_t *element, uint8_t *out)
{
    if (end - *at < 4)
        return NULL;
    const uint32_t bytes = pgm_big_u32(*at);
    *at += 4;
    if (bytes == UINT32_MAX) {
        memcpy(out, "NULL", 4);
        return out + 4;
    }
    if (bytes > (size_t)(end - *at))
        return NULL;
    const uint8_t *text_end = pgm_binary_put_plain(field->element, *at, bytes, element);
    *at += bytes;
    return text_end ? put_element(element, (size_t)(text_end - element), field->delimiter, out)
                    : NULL;
}

uint8_t *pgm_binary_put_array(const struct pgm_binary_field *field, const uint8_t *data,
                              size_t bytes, uint8_t *element, uint8_t *out)
{
    struct array array;
    const uint8_t *at = read_array(data, bytes, &array), *const end = data + bytes;
    if (!at)
        return NULL;
    if (array.item_count == 0) {
        memcpy(out, "{}", 2);
        return at == end ? out + 2 : NULL;
    }
    int32_t place[DIMENSIONS_MAX] = {0};
    int open = 0; /* how many dimensions have an open brace */
    out = put_bounds(&array, out);
    for (int64_t i = 0; i < array.item_count; i++) {
        for (; open < array.dimensions; open++)
            *out++ = '{';
        out = put_item(field, &at, end, element, out);
        if (!out)
            return NULL;
        while (open > 0 && ++place[open - 1] == array.lengths[open - 1]) {
            place[--open] = 0;
            *out++ = '}';
        }
        if (open > 0)
            *out++ = (uint8_t)field->delimiter;
    }
    return at == end ? out : NULL;
}
