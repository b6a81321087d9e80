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

typedef unsigned __int128 uint128; /* a block as a number, its first byte lowest */

/* Up to this many blocks each length has a bucket of its own; longer ones share one for each power
 * of two, so that a batch runs at most about twice as long as its shortest lane. */
#define EXACT_BLOCKS 16
#define BUCKETS      32

static size_t count_blocks(size_t bytes)
{
    return (bytes + PGM_AES_BYTES - 1) / PGM_AES_BYTES + (bytes == 0);
}

static size_t bucket_of(size_t blocks)
{
    if (blocks <= EXACT_BLOCKS)
        return blocks - 1;
    const size_t doublings = 63 - (size_t)__builtin_clzll(blocks / EXACT_BLOCKS);
    return doublings < BUCKETS - EXACT_BLOCKS ? EXACT_BLOCKS + doublings : BUCKETS - 1;
}

static uint64_t load_u32(const uint8_t *from)
{
    uint32_t word;
    memcpy(&word, from, sizeof(word));
    return le32toh(word);
}

static uint64_t load_u64(const uint8_t *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof(word));
    return le64toh(word);
}

static uint128 load_block(const uint8_t *from)
{
    return (uint128)load_u64(from + 8) << 64 | load_u64(from);
}

static void store_block(uint8_t *to, uint128 block)
{
    const uint64_t words[2] = {htole64((uint64_t)block), htole64((uint64_t)(block >> 64))};
    memcpy(to, words, sizeof(words));
}

/* The last `tail_bytes` (0 to 16) of a value, zeroes above, read without touching a byte outside of
 * the value: from its own last 16 bytes, or from two loads that overlap. */
static inline uint128 load_tail(const uint8_t *data, size_t bytes, size_t tail_bytes)
{
    if (bytes >= 16)
        return load_block(data + bytes - 16) >> (8 * (16 - tail_bytes));
    if (bytes >= 8)
        return load_u64(data) | (uint128)load_u64(data + bytes - 8) << (8 * (bytes - 8));
    if (bytes >= 4)
        return load_u32(data) | load_u32(data + bytes - 4) << (8 * (bytes - 4));
    uint64_t word = 0;
    for (size_t i = 0; i < bytes; i++)
        word |= (uint64_t)data[i] << (8 * i);
    return word;
}

static inline void fill_chain(struct pgm_chain *chain, const struct pgm_prf_key *key,
                              struct pgm_span value, struct pgm_digest *out)
{
    /* Read from 16 - tail_bytes on, this is a block with the padding's bit behind the tail, or
     * without any behind a whole block: lengths vary at random, so a branch would be guessed. */
    static const uint8_t padding[2 * PGM_AES_BYTES] = {[PGM_AES_BYTES] = 0x80};
    chain->data = value.data;
    chain->blocks = count_blocks(value.bytes);
    chain->out = out;
    const size_t tail_bytes = value.bytes - (chain->blocks - 1) * PGM_AES_BYTES;
    const uint8_t *subkey = tail_bytes == PGM_AES_BYTES ? key->k1 : key->k2;
    store_block(chain->last, load_tail(value.data, value.bytes, tail_bytes) ^
                                 load_block(padding + PGM_AES_BYTES - tail_bytes) ^
                                 load_block(subkey));
}

/* Fills `chains` with the values that are not NULL, the shortest first; returns their number. A
 * bucket has a counter for even and one for odd values: with one, each value of a column of equal
 * lengths would wait for the increment of the value before. */
static size_t sort_chains(struct pgm_chain chains[PGM_CHAIN_GROUP], const struct pgm_prf_key *key,
                          const struct pgm_span *values, size_t count, struct pgm_digest *out)
{
    uint32_t next[2 * BUCKETS] = {0};
    uint8_t slot[PGM_CHAIN_GROUP];
    for (size_t i = 0; i < count; i++) {
        slot[i] = (uint8_t)(2 * bucket_of(count_blocks(values[i].bytes)) + i % 2);
        next[slot[i]] += values[i].data != NULL;
    }
    uint32_t filled = 0;
    for (size_t i = 0; i < 2 * BUCKETS; i++) {
        const uint32_t here = next[i];
        next[i] = filled;
        filled += here;
    }
    for (size_t i = 0; i < count; i++) {
        if (values[i].data)
            fill_chain(&chains[next[slot[i]]++], key, values[i], &out[i]);
        else
            out[i] = (struct pgm_digest){{0, 0}};
    }
    return filled;
}

static void prf_with(const struct pgm_aes *aes, const struct pgm_prf_key *key,
                     const struct pgm_span *values, size_t count, struct pgm_digest *out)
{
    struct pgm_chain chains[PGM_CHAIN_GROUP];
    struct pgm_digest spare; /* where the lanes that pad the last batch end */
    const uint8_t nothing[1] = {0};
    while (count > 0) {
        const size_t group = count < PGM_CHAIN_GROUP ? count : PGM_CHAIN_GROUP;
        size_t filled = sort_chains(chains, key, values, group, out);
        while (filled % aes->lanes)
            fill_chain(&chains[filled++], key, (struct pgm_span){nothing, 0}, &spare);
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
