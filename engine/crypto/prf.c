/*
 * prf.c: AES-128-CMAC (NIST SP 800-38B, RFC 4493) over batches.
 *
 *   values ─ count blocks ─> sort ─> chains (whole blocks in place, last block copied,
 *                                            padded, xored with K1 or K2)
 *                                      └─ kernel, a message a lane ─> out[i]
 *
 * A group of values is sorted by its number of blocks, so that the lanes of a batch end at about
 * the same step.
 */
#include "prf.h"

#include <endian.h>
#include <sodium.h>
#include <string.h>

#include "aes.h"
#include "aes_block.h"

/* Up to this many blocks each length has a bucket of its own; longer ones share one for each power
 * of two, so that a batch runs at most about twice as long as its shortest lane. */
#define EXACT_BLOCKS 16
#define BUCKETS      32

static size_t bucket_of(size_t blocks)
{
    if (blocks <= EXACT_BLOCKS)
        return blocks - 1;
    const size_t doublings = 63 - (size_t)__builtin_clzll(blocks / EXACT_BLOCKS);
    return doublings < BUCKETS - EXACT_BLOCKS ? EXACT_BLOCKS + doublings : BUCKETS - 1;
}

/* Finds the place of each value among the chains, the shortest first, and NULLs behind them; returns
 * how many are not NULL. A bucket has a counter for even and one for odd values: with one, each value of
 * a column of equal lengths would wait for the increment of the value before. */
static size_t sort_values(const struct pgm_span *values, size_t count,
                          uint16_t place[PGM_CHAIN_GROUP])
{
    uint16_t next[2 * BUCKETS + 2] = {0};
    uint8_t slot[PGM_CHAIN_GROUP];
    for (size_t i = 0; i < count; i++) {
        const size_t bucket = values[i].data ? bucket_of(pgm_aes_blocks(values[i].bytes)) : BUCKETS;
        slot[i] = (uint8_t)(2 * bucket + i % 2);
        next[slot[i]]++;
    }
    uint16_t filled = 0;
    for (size_t i = 0; i < 2 * BUCKETS; i++) {
        const uint16_t here = next[i];
        next[i] = filled;
        filled = (uint16_t)(filled + here);
    }
    next[2 * BUCKETS] = next[2 * BUCKETS + 1] = PGM_CHAIN_GROUP; /* not looked at */
    for (size_t i = 0; i < count; i++)
        place[i] = next[slot[i]]++;
    return filled;
}

static void prf_with(const struct pgm_aes *aes, const struct pgm_prf_key *key,
                     const struct pgm_span *values, size_t count, struct pgm_digest *out)
{
    static const struct pgm_span nothing = {(const uint8_t *)"", 0};
    struct pgm_chain chains[PGM_CHAIN_GROUP];
    uint16_t place[PGM_CHAIN_GROUP];
    struct pgm_digest spare; /* where the lanes that pad the last batch end */
    while (count > 0) {
        const size_t group = count < PGM_CHAIN_GROUP ? count : PGM_CHAIN_GROUP;
        size_t filled = sort_values(values, group, place);
        aes->fill(key, values, place, group, out, chains);
        for (; filled % aes->lanes; filled++)
            aes->fill(key, &nothing, &(uint16_t){(uint16_t)filled}, 1, &spare, chains);
        if (filled)
            aes->chain(key, chains, filled);
        values += group;
        out += group;
        count -= group;
    }
}

/* Twice a block in GF(2^128), the byte order of SP 800-38B, 6.1. */
static void double_block(uint8_t out[PGM_AES_BYTES], const uint8_t in[PGM_AES_BYTES])
{
    const uint8_t carry = in[0] >> 7;
    for (size_t i = 0; i + 1 < PGM_AES_BYTES; i++)
        out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
    out[PGM_AES_BYTES - 1] = (uint8_t)(in[PGM_AES_BYTES - 1] << 1 ^ (0x87 & -carry));
}

void pgm_prf_key_init(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES])
{
    const struct pgm_aes *aes = pgm_aes_get();
    aes->expand(key, secret);
    uint8_t zero[1][PGM_AES_BYTES] = {{0}};
    aes->encrypt(key, zero, 1);
    double_block(key->k1, zero[0]);
    double_block(key->k2, key->k1);
    double_block(key->mask, key->k2);
    sodium_memzero(zero, sizeof(zero));
}

void pgm_prf_key_clear(struct pgm_prf_key *key)
{
    sodium_memzero(key, sizeof(*key));
}

void pgm_prf(const struct pgm_prf_key *key, const struct pgm_span *values, size_t count,
             struct pgm_digest *out)
{
    prf_with(pgm_aes_get(), key, values, count, out);
}

void pgm_prf_expand(const struct pgm_prf_key *key, uint64_t tag, const struct pgm_digest *in,
                    size_t count, struct pgm_digest *out)
{
    const struct pgm_aes *aes = pgm_aes_get();
    const uint128 k1 = load_block(key->k1);
    uint8_t blocks[PGM_CHAIN_GROUP][PGM_AES_BYTES];
    while (count > 0) {
        const size_t group = count < PGM_CHAIN_GROUP ? count : PGM_CHAIN_GROUP;
        for (size_t i = 0; i < group; i++)
            store_block(blocks[i], k1 ^ ((uint128)(in[i].word[1] ^ tag) << 64 | in[i].word[0]));
        aes->encrypt(key, blocks, group);
        for (size_t i = 0; i < group; i++)
            out[i] = (struct pgm_digest){{load_u64(blocks[i]), load_u64(blocks[i] + 8)}};
        in += group;
        out += group;
        count -= group;
    }
}

static void prf_portable(const struct pgm_prf_key *key, const struct pgm_span *values, size_t count,
                         struct pgm_digest *out)
{
    prf_with(&pgm_aes_portable, key, values, count, out);
}

#if defined(__x86_64__)
static void prf_aesni(const struct pgm_prf_key *key, const struct pgm_span *values, size_t count,
                      struct pgm_digest *out)
{
    prf_with(&pgm_aes_aesni, key, values, count, out);
}

static void prf_vaes(const struct pgm_prf_key *key, const struct pgm_span *values, size_t count,
                     struct pgm_digest *out)
{
    prf_with(&pgm_aes_vaes, key, values, count, out);
}
#endif

pgm_prf_kernel *pgm_prf_kernel_by_name(const char *name)
{
    const struct pgm_aes *aes = pgm_aes_by_name(name);
#if defined(__x86_64__)
    if (aes == &pgm_aes_vaes)
        return prf_vaes;
    if (aes == &pgm_aes_aesni)
        return prf_aesni;
#endif
    return aes ? prf_portable : NULL;
}
