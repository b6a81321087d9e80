/*
 * aes_aesni.c: AES-NI kernels, eight blocks in flight: an AESENC takes four cycles but one or two
 * can start in each, so eight independent ones keep the unit full (Gueron, "Intel Advanced
 * Encryption Standard (AES) New Instructions Set", 2012).
 */
#include "aes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <sodium.h>

#define AESNI  __attribute__((target("aes,sse4.1")))
#define LANES  8
#define ROUNDS 10

AESNI static inline __m128i load(const uint8_t *from)
{
    return _mm_loadu_si128((const __m128i *)from);
}

AESNI static inline __m128i next_round_key(__m128i key, __m128i assist)
{
    key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
    return _mm_xor_si128(key, _mm_shuffle_epi32(assist, 0xff));
}

/* The block that encrypts to zero (FIPS 197, 5.3.5, the equivalent inverse cipher). */
AESNI static __m128i decrypt_zero(const __m128i round[ROUNDS + 1])
{
    __m128i x = round[ROUNDS];
    for (int r = ROUNDS - 1; r > 0; r--)
        x = _mm_aesdec_si128(x, _mm_aesimc_si128(round[r]));
    return _mm_aesdeclast_si128(x, round[0]);
}

AESNI void pgm_aes_aesni_expand(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES])
{
    __m128i round[ROUNDS + 1];
    round[0] = load(secret);
/* The round constant must be an immediate. */
#define EXPAND(r, constant)                                                                        \
    round[r] = next_round_key(round[(r)-1], _mm_aeskeygenassist_si128(round[(r)-1], constant))
    EXPAND(1, 0x01);
    EXPAND(2, 0x02);
    EXPAND(3, 0x04);
    EXPAND(4, 0x08);
    EXPAND(5, 0x10);
    EXPAND(6, 0x20);
    EXPAND(7, 0x40);
    EXPAND(8, 0x80);
    EXPAND(9, 0x1b);
    EXPAND(10, 0x36);
#undef EXPAND
    for (size_t r = 0; r <= ROUNDS; r++)
        _mm_store_si128((__m128i *)key->round[r], round[r]);
    _mm_storeu_si128((__m128i *)key->idle, decrypt_zero(round));
    sodium_memzero(round, sizeof(round));
}

AESNI static inline void encrypt_lanes(const struct pgm_prf_key *key, __m128i x[LANES])
{
    __m128i round = load(key->round[0]);
#pragma GCC unroll 8
    for (size_t i = 0; i < LANES; i++)
        x[i] = _mm_xor_si128(x[i], round);
#pragma GCC unroll 9
    for (size_t r = 1; r < ROUNDS; r++) {
        round = load(key->round[r]);
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES; i++)
            x[i] = _mm_aesenc_si128(x[i], round);
    }
    round = load(key->round[ROUNDS]);
#pragma GCC unroll 8
    for (size_t i = 0; i < LANES; i++)
        x[i] = _mm_aesenclast_si128(x[i], round);
}

AESNI static void encrypt_one(const struct pgm_prf_key *key, uint8_t block[PGM_AES_BYTES])
{
    __m128i x = _mm_xor_si128(load(block), load(key->round[0]));
    for (size_t r = 1; r < ROUNDS; r++)
        x = _mm_aesenc_si128(x, load(key->round[r]));
    x = _mm_aesenclast_si128(x, load(key->round[ROUNDS]));
    _mm_storeu_si128((__m128i *)block, x);
}

AESNI static void encrypt(const struct pgm_prf_key *key, uint8_t (*blocks)[PGM_AES_BYTES],
                          size_t count)
{
    for (; count >= LANES; count -= LANES, blocks += LANES) {
        __m128i x[LANES];
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES; i++)
            x[i] = load(blocks[i]);
        encrypt_lanes(key, x);
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES; i++)
            _mm_storeu_si128((__m128i *)blocks[i], x[i]);
    }
    for (size_t i = 0; i < count; i++)
        encrypt_one(key, blocks[i]);
}

/* The last block of a value of 16 bytes and more, from its own last 16: those of the tail move to the
 * front, what is behind them becomes zero. */
AESNI static inline __m128i load_tail(const uint8_t *end, size_t tail_bytes)
{
    static const uint8_t shifts[2 * PGM_AES_BYTES] = {
        0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,
        11,   12,   13,   14,   15,   0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
    return _mm_shuffle_epi8(load(end - PGM_AES_BYTES), load(shifts + PGM_AES_BYTES - tail_bytes));
}

/* As pgm_aes_fill, which does the short ones. */
AESNI static void fill(const struct pgm_prf_key *key, const struct pgm_span *values,
                       const uint16_t *place, size_t count, struct pgm_digest *out,
                       struct pgm_chain *chains)
{
    static const uint8_t padding[2 * PGM_AES_BYTES] = {[PGM_AES_BYTES] = 0x80};
    for (size_t i = 0; i < count; i++) {
        const size_t bytes = values[i].bytes;
        if (!values[i].data || bytes < PGM_AES_BYTES) {
            pgm_aes_fill(key, &values[i], &place[i], 1, &out[i], chains);
            continue;
        }
        struct pgm_chain *chain = &chains[place[i]];
        chain->data = values[i].data;
        chain->blocks = pgm_aes_blocks(bytes);
        chain->out = &out[i];
        const size_t tail_bytes = bytes - (chain->blocks - 1) * PGM_AES_BYTES;
        const __m128i subkey = load(tail_bytes == PGM_AES_BYTES ? key->k1 : key->k2);
        const __m128i tail = load_tail(chain->data + bytes, tail_bytes);
        const __m128i pad = load(padding + PGM_AES_BYTES - tail_bytes);
        _mm_store_si128((__m128i *)chain->last, _mm_xor_si128(_mm_xor_si128(tail, pad), subkey));
    }
}

AESNI static void chain(const struct pgm_prf_key *key, const struct pgm_chain *chains, size_t count)
{
    for (; count > 0; count -= LANES, chains += LANES) {
        __m128i x[LANES];
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES; i++)
            x[i] = _mm_setzero_si128();
        for (size_t left = pgm_chain_most_blocks(chains, LANES); left > 1; left--) {
#pragma GCC unroll 8
            for (size_t i = 0; i < LANES; i++)
                x[i] = _mm_xor_si128(x[i], load(pgm_chain_block(&chains[i], left, key->idle)));
            encrypt_lanes(key, x);
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES; i++)
            x[i] = _mm_xor_si128(x[i], load(chains[i].last));
        encrypt_lanes(key, x);
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES; i++)
            _mm_storeu_si128((__m128i *)chains[i].out, x[i]);
    }
}

const struct pgm_aes pgm_aes_aesni = {.name = "aesni",
                                      .lanes = LANES,
                                      .expand = pgm_aes_aesni_expand,
                                      .encrypt = encrypt,
                                      .fill = fill,
                                      .chain = chain};
#endif
