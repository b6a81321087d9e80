/*
 * copy_avx512.c: the loops of copy_isa.h on 64 bytes a step. A mask register says which bytes count,
 * so that the end of the data is no special case: what is masked off is neither read nor written.
 *
 *   bytes ── compare ──> 64-bit mask ── compress the bytes 0, 1, 2 .. 63 ──> indices, 16 widened a store
 */
#include "copy_isa.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt")))

/* The first min(count, 64) lanes; count > 0. */
AVX512 static inline __mmask64 first_lanes(size_t count)
{
    return count < 64 ? ~UINT64_C(0) >> (64 - count) : ~UINT64_C(0);
}

AVX512 static inline __mmask64 match_separators(__m512i chunk)
{
    return _mm512_cmpeq_epi8_mask(chunk, _mm512_set1_epi8('\t')) |
           _mm512_cmpeq_epi8_mask(chunk, _mm512_set1_epi8('\n'));
}

AVX512 static inline __mmask64 match_special(__m512i chunk)
{
    const __m512i from_08 = _mm512_sub_epi8(chunk, _mm512_set1_epi8(0x08));
    return _mm512_cmplt_epu8_mask(from_08, _mm512_set1_epi8(6)) |
           _mm512_cmpeq_epi8_mask(chunk, _mm512_set1_epi8('\\'));
}

/* Every lane below the lowest set bit; all lanes where none is set. */
AVX512 static inline __mmask64 lanes_before(__mmask64 special)
{
    return (special - 1) & ~special;
}

AVX512 static inline void store_16(uint32_t *offsets, __m128i indices, __m512i base)
{
    const __m512i wide = _mm512_add_epi32(_mm512_cvtepu8_epi32(indices), base);
    _mm512_storeu_si512((void *)offsets, wide);
}

/* Writes base + the index of every set bit, rounded up to 16 of them. */
AVX512 static inline void store_indices(__mmask64 matches, size_t count, uint32_t base_offset,
                                        uint32_t *offsets)
{
    const __m512i iota = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i indices = _mm512_maskz_compress_epi8(matches, iota);
    const __m512i base = _mm512_set1_epi32((int)base_offset);

    /* Nearly every chunk of real rows has at most 16: the branch is foreseen. */
    store_16(offsets, _mm512_castsi512_si128(indices), base);
    if (__builtin_expect(count > 16, 0)) {
        store_16(offsets + 16, _mm512_extracti32x4_epi32(indices, 1), base);
        store_16(offsets + 32, _mm512_extracti32x4_epi32(indices, 2), base);
        store_16(offsets + 48, _mm512_extracti32x4_epi32(indices, 3), base);
    }
}

AVX512 static size_t scan(const uint8_t *data, size_t bytes, uint32_t *offsets, size_t offsets_max)
{
    size_t found = 0;
    for (size_t at = 0; at < bytes && found < offsets_max; at += 64) {
        const __m512i chunk = _mm512_maskz_loadu_epi8(first_lanes(bytes - at), data + at);
        const __mmask64 matches = match_separators(chunk);
        const size_t count = (size_t)__builtin_popcountll(matches);
        store_indices(matches, count, (uint32_t)at, offsets + found);
        found += count;
    }
    return found < offsets_max ? found : offsets_max;
}

AVX512 static size_t count_newlines(const uint8_t *data, size_t bytes)
{
    size_t count = 0;
    for (size_t at = 0; at < bytes; at += 64) {
        const __m512i chunk = _mm512_maskz_loadu_epi8(first_lanes(bytes - at), data + at);
        const __mmask64 matches = _mm512_cmpeq_epi8_mask(chunk, _mm512_set1_epi8('\n'));
        count += (size_t)__builtin_popcountll(matches);
    }
    return count;
}

AVX512 static size_t plain_prefix(const uint8_t *in, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += 64) {
        const __m512i chunk = _mm512_maskz_loadu_epi8(first_lanes(bytes - at), in + at);
        const __mmask64 special = match_special(chunk); /* a masked-off lane is 0: not special */
        if (special)
            return at + (size_t)__builtin_ctzll(special);
    }
    return bytes;
}

AVX512 static size_t copy_plain(const uint8_t *in, size_t bytes, uint8_t *out)
{
    for (size_t at = 0; at < bytes; at += 64) {
        const __mmask64 lanes = first_lanes(bytes - at);
        const __m512i chunk = _mm512_maskz_loadu_epi8(lanes, in + at);
        const __mmask64 special = match_special(chunk);
        _mm512_mask_storeu_epi8(out + at, lanes & lanes_before(special), chunk);
        if (special)
            return at + (size_t)__builtin_ctzll(special);
    }
    return bytes;
}

AVX512 static size_t find_special(const struct pgm_span *values, size_t count, uint32_t *found)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *in = values[i].data;
        size_t left = values[i].bytes;
        __mmask64 special = 0;
        for (; left > 64 && !special; left -= 64, in += 64)
            special = match_special(_mm512_loadu_si512(in));
        if (left > 0)
            special |= match_special(_mm512_maskz_loadu_epi8(first_lanes(left), in));
        found[n] = (uint32_t)i;
        n += special != 0;
    }
    return n;
}

AVX512 static uint8_t *join(const struct pgm_span *pieces, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t *in = pieces[i].data;
        size_t left = pieces[i].bytes;
        for (; left > 64; left -= 64, in += 64, out += 64)
            _mm512_storeu_si512(out, _mm512_loadu_si512(in));
        if (left > 0)
            _mm512_storeu_si512(out, _mm512_maskz_loadu_epi8(first_lanes(left), in));
        out += left;
    }
    return out;
}

const struct pgm_copy_isa pgm_copy_avx512 = {
    .name = "avx512",
    .scan = scan,
    .count_newlines = count_newlines,
    .plain_prefix = plain_prefix,
    .copy_plain = copy_plain,
    .find_special = find_special,
    .join = join,
};
#endif
