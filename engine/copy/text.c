/*
 * text.c: COPY text escapes, both ways.
 *
 *   value    J o \n D \ E          runs without a special byte are copied by the widest kernel,
 *            ───    ─   ─          the special bytes between them one at a time
 *   field    J o \ n D \ \ E
 */
#include "text.h"

#include "copy_isa.h"

/* 0x08 to 0x0d, in their order. */
static const uint8_t control_letters[6] = "btnvfr";

size_t pgm_copy_escape(const uint8_t *value, size_t bytes, uint8_t *out)
{
    const struct pgm_copy_isa *isa = pgm_copy_isa_best();
    uint8_t *const start = out;
    size_t at = 0;
    for (;;) {
        const size_t run_bytes = isa->copy_plain(value + at, bytes - at, out);
        at += run_bytes;
        out += run_bytes;
        if (at == bytes)
            return (size_t)(out - start);
        const uint8_t special = value[at++];
        *out++ = '\\';
        *out++ = special == '\\' ? special : control_letters[special - 0x08];
    }
}

/* -1: not a hexadecimal digit. */
static int hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const uint8_t lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static int octal_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '7' ? byte - '0' : -1;
}

/* Reads up to `digits_max` digits from *at on and moves it past them. Only the low 8 bits of the
 * number count: \777 is the byte 0xff. */
static uint8_t read_number(const uint8_t **at, const uint8_t *end, int digits_max, unsigned base,
                           int digit_of(uint8_t))
{
    unsigned number = 0;
    for (int i = 0; i < digits_max && *at < end && digit_of(**at) >= 0; i++, (*at)++)
        number = number * base + (unsigned)digit_of(**at);
    return (uint8_t)number;
}

/* The byte that a backslash and what follows stand for; *at is behind the backslash, before `end`. */
static uint8_t read_escape(const uint8_t **at, const uint8_t *end)
{
    if (octal_digit(**at) >= 0)
        return read_number(at, end, 3, 8, octal_digit);
    const uint8_t letter = *(*at)++;
    if (letter == 'x' && *at < end && hex_digit(**at) >= 0)
        return read_number(at, end, 2, 16, hex_digit);
    for (size_t i = 0; i < sizeof control_letters; i++)
        if (letter == control_letters[i])
            return (uint8_t)(0x08 + i);
    return letter;
}

size_t pgm_copy_unescape(const uint8_t *field, size_t bytes, uint8_t *out)
{
    const struct pgm_copy_isa *isa = pgm_copy_isa_best();
    const uint8_t *const end = field + bytes;
    uint8_t *const start = out;
    for (;;) {
        const size_t run_bytes = isa->copy_plain(field, (size_t)(end - field), out);
        field += run_bytes;
        out += run_bytes;
        if (field == end)
            return (size_t)(out - start);
        const uint8_t special = *field++;
        if (special != '\\')
            *out++ = special; /* a raw control character stands for itself */
        else if (field < end)
            *out++ = read_escape(&field, end);
        /* else: the server drops a backslash with nothing behind it, and so do we */
    }
}

bool pgm_copy_needs_escape(const uint8_t *value, size_t bytes)
{
    return pgm_copy_isa_best()->plain_prefix(value, bytes) < bytes;
}

bool pgm_copy_has_escape(const uint8_t *field, size_t bytes)
{
    return bytes > 0 && memchr(field, '\\', bytes) != NULL;
}

size_t pgm_copy_find_special(const struct pgm_span *values, size_t count, uint32_t *found)
{
    return pgm_copy_isa_best()->find_special(values, count, found);
}

uint8_t *pgm_copy_join(const struct pgm_span *pieces, size_t count, uint8_t *out)
{
    return pgm_copy_isa_best()->join(pieces, count, out);
}
