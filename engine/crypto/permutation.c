/*
 * permutation.c: keyed bijections, as a table or as a Feistel network.
 *
 *   secret ─ BLAKE2b("pgmirage permutation v1", n) ─> a key of its own, so that no block of a PRF
 *                                                     under the same secret is ever seen here
 *
 * Small n: Fisher-Yates (Durstenfeld, CACM 1964) driven by AES in counter mode, without bias.
 *
 * Large n: the generalized Feistel network and cycle walking of Black & Rogaway, "Ciphers with
 * Arbitrary Finite Domains", CT-RSA 2002. A value is a pair of digits in base a = ceil(sqrt(n)),
 * which wastes next to nothing: a^2 exceeds n by less than 2 sqrt(n) + 1, so that almost no value
 * walks, where halves of whole bits would walk up to four times.
 *
 *   value = left * a + right        each round: (left, right) = (right, left + F(round, right) mod a)
 *
 * Ten rounds, as many as FF1 (NIST SP 800-38G) takes for domains of this size.
 */
#include "permutation.h"

#include <assert.h>
#include <endian.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "aes.h"

#define ROUNDS 10
#define GROUP  256
#define LABEL  "pgmirage permutation v1"

struct pgm_permutation {
    struct pgm_prf_key key;
    uint64_t last;   /* n - 1 */
    uint64_t base;   /* a of the Feistel network, at most 2^32 */
    uint32_t *table; /* NULL: Feistel */
};

static void derive_key(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES],
                       uint64_t n)
{
    uint8_t own[PGM_DOMAIN_KEY_BYTES];
    const uint64_t n_le = htole64(n);
    uint8_t message[sizeof(LABEL) + sizeof(n_le)]; /* with LABEL's NUL as the border */
    memcpy(message, LABEL, sizeof(LABEL));
    memcpy(message + sizeof(LABEL), &n_le, sizeof(n_le));
    crypto_generichash(own, sizeof(own), message, sizeof(message), secret, PGM_DOMAIN_KEY_BYTES);
    pgm_prf_key_init(key, own);
    sodium_memzero(own, sizeof(own));
}

static void put_block(uint8_t block[PGM_AES_BYTES], uint64_t low, uint64_t high)
{
    const uint64_t words[2] = {htole64(low), htole64(high)};
    memcpy(block, words, sizeof(words));
}

static uint64_t get_word(const uint8_t *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof(word));
    return le64toh(word);
}

/* Counter mode: 64 random bits at a time. */
struct stream {
    const struct pgm_prf_key *key;
    uint64_t counter;
    size_t next; /* word of `blocks` */
    uint8_t blocks[GROUP][PGM_AES_BYTES];
};

static uint64_t stream_next(struct stream *stream)
{
    if (stream->next == 2 * GROUP) {
        for (size_t i = 0; i < GROUP; i++)
            put_block(stream->blocks[i], stream->counter++, 0);
        pgm_aes_get()->encrypt(stream->key, stream->blocks, GROUP);
        stream->next = 0;
    }
    return get_word((const uint8_t *)stream->blocks + 8 * stream->next++);
}

/* Uniform in [0, n): Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019,
 * with its rejection of the few words that would be one too many. */
static uint64_t stream_below(struct stream *stream, uint64_t n)
{
    unsigned __int128 product = (unsigned __int128)stream_next(stream) * n;
    if ((uint64_t)product < n) {
        const uint64_t surplus = -n % n; /* 2^64 mod n */
        while ((uint64_t)product < surplus)
            product = (unsigned __int128)stream_next(stream) * n;
    }
    return (uint64_t)(product >> 64);
}

static void shuffle_table(struct pgm_permutation *permutation)
{
    struct stream stream = {.key = &permutation->key, .next = 2 * GROUP};
    uint32_t *table = permutation->table;
    for (uint64_t i = 0; i <= permutation->last; i++) {
        const uint64_t j = stream_below(&stream, i + 1);
        table[i] = table[j]; /* j == i copies what the next line overwrites */
        table[j] = (uint32_t)i;
    }
    sodium_memzero(&stream, sizeof(stream));
}

/* ceil(sqrt(last + 1)), bit by bit: no floating point, whose rounding fails near 2^64. */
static uint64_t root_ceiling(uint64_t last)
{
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1)
        if ((root + bit) * (root + bit) <= last)
            root += bit;
    return root + 1;
}

struct pgm_permutation *pgm_permutation_new(const uint8_t secret[PGM_DOMAIN_KEY_BYTES], uint64_t n,
                                            struct pgm_error *error)
{
    struct pgm_permutation *permutation =
        aligned_alloc(_Alignof(struct pgm_permutation), sizeof(*permutation));
    if (!permutation) {
        pgm_fail_memory(error);
        return NULL;
    }
    *permutation = (struct pgm_permutation){.last = n - 1};
    derive_key(&permutation->key, secret, n);
    if (permutation->last >= PGM_PERMUTATION_TABLE_MAX) {
        permutation->base = root_ceiling(permutation->last);
        return permutation;
    }
    permutation->table = calloc((size_t)n, sizeof(*permutation->table));
    if (!permutation->table) {
        pgm_permutation_free(permutation);
        pgm_fail_memory(error);
        return NULL;
    }
    shuffle_table(permutation);
    return permutation;
}

void pgm_permutation_free(struct pgm_permutation *permutation)
{
    if (!permutation)
        return;
    if (permutation->table)
        sodium_memzero(permutation->table,
                       (size_t)(permutation->last + 1) * sizeof(*permutation->table));
    free(permutation->table);
    sodium_memzero(permutation, sizeof(*permutation));
    free(permutation);
}

/* One pass of the network over values that are already pairs. */
static void feistel(const struct pgm_permutation *permutation, uint64_t *left, uint64_t *right,
                    size_t count)
{
    const struct pgm_aes *aes = pgm_aes_get();
    const uint64_t base = permutation->base;
    uint8_t blocks[GROUP][PGM_AES_BYTES];
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++)
            put_block(blocks[i], right[i], round);
        aes->encrypt(&permutation->key, blocks, count);
        for (size_t i = 0; i < count; i++) {
            const uint64_t sum = left[i] + pgm_reduce(get_word(blocks[i]), base);
            left[i] = right[i];
            right[i] = sum < base ? sum : sum - base;
        }
    }
}

static void walk_group(const struct pgm_permutation *permutation, uint64_t *values, size_t count)
{
    uint64_t left[GROUP], right[GROUP];
    uint16_t pending[GROUP]; /* indexes of values that are not below n yet */
    for (size_t i = 0; i < count; i++)
        pending[i] = (uint16_t)i;
    while (count > 0) {
        for (size_t i = 0; i < count; i++) {
            left[i] = values[pending[i]] / permutation->base;
            right[i] = values[pending[i]] % permutation->base;
        }
        feistel(permutation, left, right, count);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            const uint16_t index = pending[i];
            values[index] = left[i] * permutation->base + right[i];
            if (values[index] > permutation->last)
                pending[kept++] = index;
        }
        count = kept;
    }
}

void pgm_permutation_apply(const struct pgm_permutation *permutation, uint64_t *values,
                           size_t count)
{
    if (permutation->table) {
        for (size_t i = 0; i < count; i++) {
            assert(values[i] <= permutation->last);
            values[i] = permutation->table[values[i]];
        }
        return;
    }
    while (count > 0) {
        const size_t group = count < GROUP ? count : GROUP;
        walk_group(permutation, values, group);
        values += group;
        count -= group;
    }
}

static uint64_t feistel_back(const struct pgm_permutation *permutation, uint64_t value)
{
    const uint64_t base = permutation->base;
    uint64_t left = value / base, right = value % base;
    uint8_t block[1][PGM_AES_BYTES];
    for (uint64_t round = ROUNDS; round-- > 0;) {
        put_block(block[0], left, round);
        pgm_aes_get()->encrypt(&permutation->key, block, 1);
        const uint64_t drawn = pgm_reduce(get_word(block[0]), base);
        const uint64_t before = right >= drawn ? right - drawn : right + base - drawn;
        right = left;
        left = before;
    }
    return left * base + right;
}

uint64_t pgm_permutation_invert(const struct pgm_permutation *permutation, uint64_t value)
{
    assert(value <= permutation->last);
    if (permutation->table) {
        uint64_t i = 0;
        while (permutation->table[i] != value)
            i++;
        return i;
    }
    do
        value = feistel_back(permutation, value);
    while (value > permutation->last);
    return value;
}

static void xor_mask(uint8_t (*blocks)[PGM_AES_BYTES], size_t count,
                     const uint8_t mask[PGM_AES_BYTES])
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < PGM_AES_BYTES; j++)
            blocks[i][j] ^= mask[j];
}

void pgm_permutation_blocks(const struct pgm_prf_key *key, uint8_t (*blocks)[16], size_t count)
{
    /* The mask on both sides keeps these blocks apart from those that CMAC gives to AES under the
     * same key (XEX: Rogaway, "Efficient Instantiations of Tweakable Blockciphers", ASIACRYPT
     * 2004). */
    while (count > 0) {
        const size_t group = count < GROUP ? count : GROUP;
        xor_mask(blocks, group, key->mask);
        pgm_aes_get()->encrypt(key, blocks, group);
        xor_mask(blocks, group, key->mask);
        blocks += group;
        count -= group;
    }
}
