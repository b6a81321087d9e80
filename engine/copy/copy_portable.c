/*
 * copy_portable.c: the loops of copy_isa.h on 8 bytes in a general register.
 *
 * Each test leaves the top bit of every byte that matches and nothing else:
 *
 *   byte       .. 61 09 62 0a ..
 *   matches    .. 00 80 00 80 ..      its lowest bit / 8 is the index of the first match
 *
 * The usual (x - 0x01..) & ~x test is exact for the first match only, since its borrow runs on; these
 * tests add to 7-bit parts, where no carry leaves its byte.
 */
#include "bytes.h"
#include "copy_isa.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define TOP_BITS   EACH(0x80)
#define LOW_BITS   EACH(0x7f)

/* Little-endian, so that the first byte in memory is the lowest. */
static uint64_t load(const uint8_t *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return le64toh(word);
}

static uint64_t match_byte(uint64_t word, uint8_t byte)
{
    const uint64_t x = word ^ EACH(byte);
    return ~(((x & LOW_BITS) + LOW_BITS) | x) & TOP_BITS;
}

static uint64_t match_special(uint64_t word)
{
    const uint64_t low = word & LOW_BITS;
    const uint64_t from_08 = low + EACH(0x80 - 0x08);
    const uint64_t from_0e = low + EACH(0x80 - 0x0e);
    return (from_08 & ~from_0e & ~word & TOP_BITS) | match_byte(word, '\\');
}

static bool is_special(uint8_t byte)
{
    return (byte >= 0x08 && byte <= 0x0d) || byte == '\\';
}

static size_t first_match(uint64_t matches)
{
    return (size_t)__builtin_ctzll(matches) / 8;
}

static size_t scan(const uint8_t *data, size_t bytes, uint32_t *offsets, size_t offsets_max)
{
    size_t found = 0;
    for (size_t at = 0; at < bytes && found < offsets_max; at += 8) {
        const uint64_t word = load(data + at);
        uint64_t matches = match_byte(word, '\t') | match_byte(word, '\n');
        if (bytes - at < 8)
            matches &= (UINT64_C(1) << (bytes - at) * 8) - 1;
        for (; matches; matches &= matches - 1)
            offsets[found++] = (uint32_t)(at + first_match(matches));
    }
    return found < offsets_max ? found : offsets_max;
}

static size_t count_newlines(const uint8_t *data, size_t bytes)
{
    size_t count = 0, at = 0;
    for (; bytes - at >= 8; at += 8)
        count += (size_t)__builtin_popcountll(match_byte(load(data + at), '\n'));
    for (; at < bytes; at++)
        count += data[at] == '\n';
    return count;
}

static size_t plain_prefix(const uint8_t *in, size_t bytes)
{
    size_t at = 0;
    for (; bytes - at >= 8; at += 8) {
        const uint64_t matches = match_special(load(in + at));
        if (matches)
            return at + first_match(matches);
    }
    while (at < bytes && !is_special(in[at]))
        at++;
    return at;
}

static size_t copy_plain(const uint8_t *in, size_t bytes, uint8_t *out)
{
    size_t at = 0;
    for (; bytes - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, in + at, sizeof word);
        if (match_special(le64toh(word)))
            break;
        memcpy(out + at, &word, sizeof word);
    }
    for (; at < bytes && !is_special(in[at]); at++)
        out[at] = in[at];
    return at;
}

static pgm_bytes16 special_bytes(pgm_bytes16 x)
{
    return (pgm_bytes16)(x - 0x08 < 6) | (pgm_bytes16)(x == '\\');
}

static bool has_special(const uint8_t *data, size_t bytes)
{
    if (bytes < 16)
        return pgm_bytes16_any(special_bytes(pgm_bytes16_gather(data, bytes)));
    for (size_t at = 0; at + 16 < bytes; at += 16)
        if (pgm_bytes16_any(special_bytes(pgm_bytes16_load(data + at))))
            return true;
    return pgm_bytes16_any(special_bytes(pgm_bytes16_load(data + bytes - 16)));
}

static size_t find_special(const struct pgm_span *values, size_t count, uint32_t *found)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        found[n] = (uint32_t)i;
        n += has_special(values[i].data, values[i].bytes);
    }
    return n;
}

static uint8_t *join(const struct pgm_span *pieces, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        const size_t bytes = pieces[i].bytes;
        if (bytes <= 16)
            pgm_bytes16_scatter(pgm_bytes16_gather(pieces[i].data, bytes), bytes, out);
        else
            memcpy(out, pieces[i].data, bytes);
        out += bytes;
    }
    return out;
}

const struct pgm_copy_isa pgm_copy_portable = {
    .name = "portable",
    .scan = scan,
    .count_newlines = count_newlines,
    .plain_prefix = plain_prefix,
    .copy_plain = copy_plain,
    .find_special = find_special,
    .join = join,
};
