/*
 * ff1.c: see ff1.h.
 *
 *   A = first u numerals, B = last v;     ten times:
 *
 *     B ─ as a number, in b bytes ─> CBC-MAC(P || Q) ─> d bytes ─ as a number ─> y
 *     C = A + y mod radix^m;  A = B;  B = C
 *
 * Nothing is done in wide integers: y becomes numerals by long division, of which only the last m are
 * wanted, and those are added to A's one by one, so that the carry that is dropped is the modulus.
 */
#include "ff1.h"

#include <string.h>

#include "aes.h"

#define ROUNDS     10
#define HALF_MAX   (PGM_FF1_CHARS_MAX / 2)
#define BYTES_MAX  HALF_MAX             /* b: a numeral is below 2^8 */
#define STREAM_MAX (BYTES_MAX + 8 + 16) /* d = 4 ceil(b / 4) + 4, in whole blocks */
#define Q_MAX      (PGM_FF1_TWEAK_MAX + 16 + BYTES_MAX + 16)

struct ff1 {
    const struct pgm_prf_key *key;
    unsigned radix;
    size_t b, d; /* bytes */
    uint8_t p[PGM_AES_BYTES];
    uint8_t q[Q_MAX];
    size_t q_bytes;
};

size_t pgm_ff1_chars_min(unsigned radix)
{
    size_t chars = 1;
    for (uint64_t domain = radix; domain < PGM_FF1_DOMAIN_MIN; domain *= radix)
        chars++;
    return chars < 2 ? 2 : chars;
}

/* The numerals as a number, big-endian in `bytes` bytes, which hold it. */
static void to_bytes(const uint8_t *numerals, size_t count, unsigned radix, uint8_t *out,
                     size_t bytes)
{
    memset(out, 0, bytes);
    for (size_t i = 0; i < count; i++) {
        unsigned carry = numerals[i];
        for (size_t k = bytes; k-- > 0; carry >>= 8) {
            carry += out[k] * radix;
            out[k] = (uint8_t)carry;
        }
    }
}

/* The last `count` numerals of a big-endian number, which is used up. */
static void to_numerals(uint8_t *number, size_t bytes, unsigned radix, uint8_t *numerals,
                        size_t count)
{
    for (size_t i = count; i-- > 0;) {
        unsigned rest = 0;
        for (size_t k = 0; k < bytes; k++) {
            rest = rest << 8 | number[k];
            number[k] = (uint8_t)(rest / radix);
            rest %= radix;
        }
        numerals[i] = (uint8_t)rest;
    }
}

/* b: the bytes of the largest number of v numerals. */
static size_t bytes_of(size_t v, unsigned radix)
{
    uint8_t numerals[HALF_MAX], number[BYTES_MAX];
    memset(numerals, (int)radix - 1, v);
    to_bytes(numerals, v, radix, number, sizeof number);
    size_t zeros = 0;
    while (number[zeros] == 0)
        zeros++;
    return sizeof number - zeros;
}

static void encrypt_block(const struct ff1 *ff1, uint8_t block[PGM_AES_BYTES])
{
    pgm_aes_get()->encrypt(ff1->key, (uint8_t(*)[PGM_AES_BYTES])block, 1);
}

static void xor_block(uint8_t *block, const uint8_t *with)
{
    for (size_t i = 0; i < PGM_AES_BYTES; i++)
        block[i] ^= with[i];
}

/* Step 1 to 5 of the standard, but for the round's number and B, which end Q. */
static void begin(struct ff1 *ff1, const uint8_t *tweak, size_t tweak_bytes, size_t u, size_t n)
{
    const size_t zeros = (16 - (tweak_bytes + ff1->b + 1) % 16) % 16;
    const uint8_t p[PGM_AES_BYTES] = {1,
                                      2,
                                      1,
                                      0,
                                      (uint8_t)(ff1->radix >> 8),
                                      (uint8_t)ff1->radix,
                                      10,
                                      (uint8_t)u,
                                      0,
                                      0,
                                      (uint8_t)(n >> 8),
                                      (uint8_t)n,
                                      0,
                                      0,
                                      0,
                                      (uint8_t)tweak_bytes};
    memcpy(ff1->p, p, sizeof p);
    encrypt_block(ff1, ff1->p); /* the CBC-MAC's first block is the same in all rounds */
    memset(ff1->q, 0, sizeof ff1->q);
    if (tweak_bytes > 0) /* else it may be NULL */
        memcpy(ff1->q, tweak, tweak_bytes);
    ff1->q_bytes = tweak_bytes + zeros + 1 + ff1->b;
}

/* Step 6: d bytes of the round's stream, R and then AES(R xor 1), AES(R xor 2), ... */
static void make_stream(struct ff1 *ff1, unsigned round, const uint8_t *numerals, size_t count,
                        uint8_t stream[STREAM_MAX])
{
    uint8_t *b = ff1->q + ff1->q_bytes - ff1->b;
    b[-1] = (uint8_t)round;
    to_bytes(numerals, count, ff1->radix, b, ff1->b);
    memcpy(stream, ff1->p, PGM_AES_BYTES);
    for (size_t i = 0; i < ff1->q_bytes; i += PGM_AES_BYTES) {
        xor_block(stream, ff1->q + i);
        encrypt_block(ff1, stream);
    }
    for (size_t block = 1; block * PGM_AES_BYTES < ff1->d; block++) {
        uint8_t *next = stream + block * PGM_AES_BYTES;
        memcpy(next, stream, PGM_AES_BYTES);
        next[PGM_AES_BYTES - 1] ^= (uint8_t)block;
        encrypt_block(ff1, next);
    }
}

static void add(uint8_t *numerals, const uint8_t *other, size_t count, unsigned radix)
{
    unsigned carry = 0;
    for (size_t i = count; i-- > 0;) {
        const unsigned sum = numerals[i] + other[i] + carry;
        carry = sum >= radix;
        numerals[i] = (uint8_t)(carry ? sum - radix : sum);
    }
}

bool pgm_ff1_encrypt(const struct pgm_prf_key *key, unsigned radix, const uint8_t *tweak,
                     size_t tweak_bytes, uint8_t *numerals, size_t count)
{
    if (count < pgm_ff1_chars_min(radix) || count > PGM_FF1_CHARS_MAX ||
        tweak_bytes > PGM_FF1_TWEAK_MAX)
        return false;
    const size_t u = count / 2, v = count - u;
    struct ff1 ff1 = {.key = key, .radix = radix, .b = bytes_of(v, radix)};
    ff1.d = 4 * ((ff1.b + 3) / 4) + 4;
    begin(&ff1, tweak, tweak_bytes, u, count);
    uint8_t halves[2][HALF_MAX], stream[STREAM_MAX], added[HALF_MAX];
    memcpy(halves[0], numerals, u);
    memcpy(halves[1], numerals + u, v);
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint8_t *a = halves[round % 2], *b = halves[1 - round % 2];
        const size_t m = round % 2 ? v : u;
        make_stream(&ff1, round, b, count - m, stream);
        to_numerals(stream, ff1.d, radix, added, m);
        add(a, added, m, radix);
    }
    memcpy(numerals, halves[0], u);
    memcpy(numerals + u, halves[1], v);
    return true;
}
