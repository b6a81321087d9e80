/*
 * value_inet.c: inet and cidr, in the spelling PostgreSQL prints.
 *
 *   10.0.0.1   10.0.0.0/8   2001:db8::1   ::ffff:10.0.0.1   fe80::/64
 *
 * The forms of IPv6 are those of RFC 4291, section 2.2. Written is the longest run of zero words as
 * "::", the first of equals, of two words at least, and the dotted tail where the upper six words are
 * zero (::a.b.c.d) or end in ffff.
 */
#include "value_codec.h"

#include <string.h>

#define WORD_COUNT 8

static unsigned address_bits(const struct pgm_inet *inet)
{
    return inet->is_v6 ? 128 : 32;
}

static bool read_v4(struct pgm_cursor *cursor, uint8_t address[4])
{
    for (int i = 0; i < 4; i++) {
        uint32_t number;
        if ((i > 0 && !pgm_cursor_skip(cursor, '.')) || !pgm_cursor_number(cursor, 1, 3, &number) ||
            number > 255)
            return false;
        address[i] = (uint8_t)number;
    }
    return true;
}

/* One to four hexadecimal digits. */
static bool read_word(struct pgm_cursor *cursor, uint8_t address[2])
{
    uint32_t word = 0;
    int digits = 0;
    for (; digits < 4 && cursor->at < cursor->end; digits++, cursor->at++) {
        const uint8_t value = pgm_hex_values[*cursor->at];
        if (value > 15)
            break;
        word = word << 4 | value;
    }
    address[0] = (uint8_t)(word >> 8);
    address[1] = (uint8_t)word;
    return digits > 0;
}

static bool at_address_end(const struct pgm_cursor *cursor)
{
    return cursor->at == cursor->end || *cursor->at == '/';
}

/* Reads words into address from the left until the address ends. *gap is the word before which "::"
 * stood, -1 where it did not. Returns the number of words, -1 for a fault. */
static int read_words(struct pgm_cursor *cursor, uint8_t address[16], int *gap)
{
    int count = 0;
    *gap = -1;
    if (pgm_cursor_is_at(cursor, ':')) {
        cursor->at++;
        if (!pgm_cursor_skip(cursor, ':'))
            return -1;
        *gap = 0;
        if (at_address_end(cursor))
            return 0;
    }
    while (count < WORD_COUNT) {
        struct pgm_cursor tail = *cursor;
        if (!read_word(cursor, address + 2 * count))
            return -1;
        if (pgm_cursor_is_at(cursor, '.')) {
            if (count > WORD_COUNT - 2 || !read_v4(&tail, address + 2 * count))
                return -1;
            *cursor = tail;
            return at_address_end(cursor) ? count + 2 : -1;
        }
        count++;
        if (at_address_end(cursor))
            return count;
        if (!pgm_cursor_skip(cursor, ':'))
            return -1;
        if (pgm_cursor_skip(cursor, ':')) {
            if (*gap >= 0)
                return -1;
            *gap = count;
            if (at_address_end(cursor))
                return count;
        }
    }
    return -1; /* a ninth word */
}

static bool read_v6(struct pgm_cursor *cursor, uint8_t address[16])
{
    int gap;
    const int count = read_words(cursor, address, &gap);
    if (count < 0)
        return false;
    if (gap < 0)
        return count == WORD_COUNT;
    if (count == WORD_COUNT)
        return false; /* "::" stands for one word at least */
    const size_t behind_bytes = 2 * (size_t)(count - gap);
    memmove(address + 16 - behind_bytes, address + 2 * gap, behind_bytes);
    memset(address + 2 * gap, 0, 2 * (size_t)(WORD_COUNT - count));
    return true;
}

/* Whether all bits right of the prefix are zero. */
static bool is_network(const struct pgm_inet *inet)
{
    const unsigned bits = address_bits(inet);
    for (unsigned i = inet->prefix_bits; i < bits; i++)
        if (inet->address[i / 8] & 0x80 >> i % 8)
            return false;
    return true;
}

bool pgm_value_decode_inet(bool cidr, struct pgm_span text, struct pgm_inet *inet)
{
    struct pgm_cursor cursor = {text.data, text.data + text.bytes};
    const bool is_v6 = text.bytes > 0 && memchr(text.data, ':', text.bytes) != NULL;
    *inet = (struct pgm_inet){.is_v6 = is_v6, .is_cidr = cidr};
    if (is_v6 ? !read_v6(&cursor, inet->address) : !read_v4(&cursor, inet->address))
        return false;

    uint32_t prefix_bits = address_bits(inet);
    if (pgm_cursor_skip(&cursor, '/') && !pgm_cursor_number(&cursor, 1, 3, &prefix_bits))
        return false;
    if (cursor.at != cursor.end || prefix_bits > address_bits(inet))
        return false;
    inet->prefix_bits = (uint8_t)prefix_bits;
    return !cidr || is_network(inet);
}

static uint8_t *write_v4(uint8_t *out, const uint8_t address[4])
{
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            *out++ = '.';
        out += pgm_digits_write(address[i], out);
    }
    return out;
}

static uint8_t *write_word(uint8_t *out, unsigned word)
{
    for (int shift = 12; shift >= 0; shift -= 4)
        if (word >> shift || shift == 0)
            *out++ = (uint8_t)pgm_hex_digits[word >> shift & 15];
    return out;
}

struct zero_run {
    int first, count;
};

static struct zero_run longest_zero_run(const unsigned words[WORD_COUNT])
{
    struct zero_run best = {-1, 1}; /* a single zero is no run */
    for (int first = 0, count; first < WORD_COUNT; first += count + 1) {
        for (count = 0; first + count < WORD_COUNT && words[first + count] == 0;)
            count++;
        if (count > best.count)
            best = (struct zero_run){first, count};
    }
    return best;
}

static uint8_t *write_v6(uint8_t *out, const uint8_t address[16])
{
    unsigned words[WORD_COUNT];
    for (int i = 0; i < WORD_COUNT; i++)
        words[i] = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
    const struct zero_run gap = longest_zero_run(words);
    const bool dotted_tail =
        gap.first == 0 && (gap.count == 6 || (gap.count == 5 && words[5] == 0xffff));

    for (int i = 0; i < WORD_COUNT;) {
        if (i == gap.first) {
            *out++ = ':';
            i += gap.count;
            if (i == WORD_COUNT)
                *out++ = ':';
            continue;
        }
        if (i > 0)
            *out++ = ':';
        if (i == 6 && dotted_tail)
            return write_v4(out, address + 12);
        out = write_word(out, words[i++]);
    }
    return out;
}

size_t pgm_value_encode_inet(bool cidr, const struct pgm_inet *inet, uint8_t *out)
{
    uint8_t *const start = out;
    out = inet->is_v6 ? write_v6(out, inet->address) : write_v4(out, inet->address);
    if (cidr || inet->is_cidr || inet->prefix_bits != address_bits(inet)) {
        *out++ = '/';
        out += pgm_digits_write(inet->prefix_bits, out);
    }
    return (size_t)(out - start);
}
