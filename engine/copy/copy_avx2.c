/*
 * copy_avx2.c: the loops of copy_isa.h on 32 bytes a step; what is left goes to the portable loop.
 *
 *   bytes ── compare ──> 0/ff a byte ── movemask ──> one bit a byte ── count trailing zeros ──> index
 */
#include "copy_isa.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))

AVX2 static inline __m256i load(const uint8_t *data)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)data);
}

AVX2 static inline uint32_t match_byte(__m256i chunk, char byte)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(chunk, _mm256_set1_epi8(byte)));
}

AVX2 static inline uint64_t match_separators(const uint8_t *data)
{
    const __m256i low = load(data), high = load(data + 32);
    const uint32_t low_bits = match_byte(low, '\t') | match_byte(low, '\n');
    const uint32_t high_bits = match_byte(high, '\t') | match_byte(high, '\n');
    return (uint64_t)high_bits << 32 | low_bits;
}

/* 0x08-0x0d: there is no unsigned compare, but x - 8 is its own minimum with 5 just there. */
AVX2 static inline uint32_t match_special(__m256i chunk)
{
    const __m256i from_08 = _mm256_sub_epi8(chunk, _mm256_set1_epi8(0x08));
    const __m256i control =
        _mm256_cmpeq_epi8(_mm256_min_epu8(from_08, _mm256_set1_epi8(5)), from_08);
    const __m256i backslash = _mm256_cmpeq_epi8(chunk, _mm256_set1_epi8('\\'));
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(control, backslash));
}

/* 64 bytes a step rather than 32: half as many loop ends to mispredict. */
AVX2 static size_t scan(const uint8_t *data, size_t bytes, uint32_t *offsets, size_t offsets_max)
{
    size_t found = 0;
    for (size_t at = 0; at < bytes && found < offsets_max; at += 64) {
        uint64_t matches = match_separators(data + at);
        if (bytes - at < 64)
            matches &= (UINT64_C(1) << (bytes - at)) - 1;
        for (; matches; matches &= matches - 1)
            offsets[found++] = (uint32_t)(at + (size_t)__builtin_ctzll(matches));
    }
    return found < offsets_max ? found : offsets_max;
}

AVX2 static size_t count_newlines(const uint8_t *data, size_t bytes)
{
    size_t count = 0, at = 0;
    for (; bytes - at >= 32; at += 32)
        count += (size_t)__builtin_popcount(match_byte(load(data + at), '\n'));
    return count + pgm_copy_portable.count_newlines(data + at, bytes - at);
}

AVX2 static size_t plain_prefix(const uint8_t *in, size_t bytes)
{
    size_t at = 0;
    for (; bytes - at >= 32; at += 32) {
        const uint32_t special = match_special(load(in + at));
        if (special)
            return at + (size_t)__builtin_ctz(special);
    }
    return at + pgm_copy_portable.plain_prefix(in + at, bytes - at);
}

AVX2 static size_t copy_plain(const uint8_t *in, size_t bytes, uint8_t *out)
{
    size_t at = 0;
    for (; bytes - at >= 32; at += 32) {
        const __m256i chunk = load(in + at);
        if (match_special(chunk))
            break;
        _mm256_storeu_si256((__m256i *)(void *)(out + at), chunk);
    }
    return at + pgm_copy_portable.copy_plain(in + at, bytes - at, out + at);
}

static size_t find_special(const struct pgm_span *values, size_t count, uint32_t *found)
{
    return pgm_copy_portable.find_special(values, count, found);
}

static uint8_t *join(const struct pgm_span *pieces, size_t count, uint8_t *out)
{
    return pgm_copy_portable.join(pieces, count, out);
}

const struct pgm_copy_isa pgm_copy_avx2 = {
    .name = "avx2",
    .scan = scan,
    .count_newlines = count_newlines,
    .plain_prefix = plain_prefix,
    .copy_plain = copy_plain,
    .find_special = find_special,
    .join = join,
};
#endif
