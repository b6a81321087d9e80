/*
 * aes_vaes.c: VAES kernels on 512-bit registers, four blocks a register and eight registers in
 * flight: 32 messages at a time.
 */
#include "aes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VAES      __attribute__((target("avx512f,avx512bw,avx512vl,vaes")))
#define REGISTERS 8
#define LANES     (4 * REGISTERS)
#define ROUNDS    10

VAES static inline __m512i load_round(const struct pgm_prf_key *key, size_t r)
{
    return _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)key->round[r]));
}

VAES static inline void encrypt_lanes(const struct pgm_prf_key *key, __m512i x[REGISTERS])
{
    __m512i round = load_round(key, 0);
#pragma GCC unroll 8
    for (size_t i = 0; i < REGISTERS; i++)
        x[i] = _mm512_xor_si512(x[i], round);
#pragma GCC unroll 9
    for (size_t r = 1; r < ROUNDS; r++) {
        round = load_round(key, r);
#pragma GCC unroll 8
        for (size_t i = 0; i < REGISTERS; i++)
            x[i] = _mm512_aesenc_epi128(x[i], round);
    }
    round = load_round(key, ROUNDS);
#pragma GCC unroll 8
    for (size_t i = 0; i < REGISTERS; i++)
        x[i] = _mm512_aesenclast_epi128(x[i], round);
}

VAES static void encrypt(const struct pgm_prf_key *key, uint8_t (*blocks)[PGM_AES_BYTES],
                         size_t count)
{
    for (; count >= LANES; count -= LANES, blocks += LANES) {
        __m512i x[REGISTERS];
#pragma GCC unroll 8
        for (size_t i = 0; i < REGISTERS; i++)
            x[i] = _mm512_loadu_si512(blocks[4 * i]);
        encrypt_lanes(key, x);
#pragma GCC unroll 8
        for (size_t i = 0; i < REGISTERS; i++)
            _mm512_storeu_si512(blocks[4 * i], x[i]);
    }
    pgm_aes_aesni.encrypt(key, blocks, count);
}

/* As pgm_aes_fill, with a masked load in place of cases by length. */
VAES static void fill(const struct pgm_prf_key *key, const struct pgm_span *values,
                      const uint16_t *place, size_t count, struct pgm_digest *out,
                      struct pgm_chain *chains)
{
    const __m128i k1 = _mm_loadu_si128((const __m128i *)key->k1);
    const __m128i k2 = _mm_loadu_si128((const __m128i *)key->k2);
    for (size_t i = 0; i < count; i++) {
        if (!values[i].data) {
            out[i] = (struct pgm_digest){{0, 0}};
            continue;
        }
        struct pgm_chain *chain = &chains[place[i]];
        chain->data = values[i].data;
        chain->blocks = pgm_aes_blocks(values[i].bytes);
        chain->out = &out[i];
        const size_t before = (chain->blocks - 1) * PGM_AES_BYTES;
        const uint32_t end =
            1u << (values[i].bytes - before); /* 2^16 of a whole block: no padding */
        const __mmask8 whole = (__mmask8) - (int)(end >> 16);
        const __m128i tail = _mm_mask_loadu_epi8(_mm_maskz_set1_epi8((__mmask16)end, (char)0x80),
                                                 (__mmask16)(end - 1), chain->data + before);
        const __m128i subkey = _mm_mask_mov_epi64(k2, whole, k1);
        _mm_store_si128((__m128i *)chain->last, _mm_xor_si128(tail, subkey));
    }
}

VAES static inline __m512i join(const uint8_t *a, const uint8_t *b, const uint8_t *c,
                                const uint8_t *d)
{
    __m512i x = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)a));
    x = _mm512_inserti32x4(x, _mm_loadu_si128((const __m128i *)b), 1);
    x = _mm512_inserti32x4(x, _mm_loadu_si128((const __m128i *)c), 2);
    return _mm512_inserti32x4(x, _mm_loadu_si128((const __m128i *)d), 3);
}

VAES static inline void absorb(__m512i x[REGISTERS], const struct pgm_chain *chains, size_t left,
                               const uint8_t *idle)
{
#pragma GCC unroll 8
    for (size_t i = 0; i < REGISTERS; i++) {
        const struct pgm_chain *four = chains + 4 * i;
        x[i] = _mm512_xor_si512(x[i], join(pgm_chain_block(&four[0], left, idle),
                                           pgm_chain_block(&four[1], left, idle),
                                           pgm_chain_block(&four[2], left, idle),
                                           pgm_chain_block(&four[3], left, idle)));
    }
}

VAES static inline void store(const struct pgm_chain four[4], __m512i x)
{
    _mm_storeu_si128((__m128i *)four[0].out, _mm512_castsi512_si128(x));
    _mm_storeu_si128((__m128i *)four[1].out, _mm512_extracti32x4_epi32(x, 1));
    _mm_storeu_si128((__m128i *)four[2].out, _mm512_extracti32x4_epi32(x, 2));
    _mm_storeu_si128((__m128i *)four[3].out, _mm512_extracti32x4_epi32(x, 3));
}

VAES static void chain(const struct pgm_prf_key *key, const struct pgm_chain *chains, size_t count)
{
    for (; count > 0; count -= LANES, chains += LANES) {
        __m512i x[REGISTERS];
#pragma GCC unroll 8
        for (size_t i = 0; i < REGISTERS; i++)
            x[i] = _mm512_setzero_si512();
        for (size_t left = pgm_chain_most_blocks(chains, LANES); left > 1; left--) {
            absorb(x, chains, left, key->idle);
            encrypt_lanes(key, x);
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < REGISTERS; i++) {
            const struct pgm_chain *four = chains + 4 * i;
            x[i] = _mm512_xor_si512(x[i],
                                    join(four[0].last, four[1].last, four[2].last, four[3].last));
        }
        encrypt_lanes(key, x);
#pragma GCC unroll 8
        for (size_t i = 0; i < REGISTERS; i++)
            store(chains + 4 * i, x[i]);
    }
}

const struct pgm_aes pgm_aes_vaes = {.name = "vaes",
                                     .lanes = LANES,
                                     .expand = pgm_aes_aesni_expand,
                                     .encrypt = encrypt,
                                     .fill = fill,
                                     .chain = chain};
#endif
