/*
 * aes.h: AES-128 (FIPS 197) over many blocks at once, in one set of kernels an instruction set.
 * Internal to crypto: the PRF and the permutations are built of it.
 *
 *   encrypt   independent blocks, for a PRF of one block, Feistel rounds and counter mode
 *   chain     the CBC-MAC chains of a group of messages, one message a lane:
 *
 *     lane 0   .  .  .  d0 d1 last      Chains end together, so a batch stores once. A lane that
 *     lane 1   .  .  .  .  d0 last      has not begun is fed the block that AES turns into zero,
 *     lane 2   d0 d1 d2 d3 d4 last      which leaves its chain at the zero that CBC-MAC begins
 *     lane 3   .  d0 d1 d2 d3 last      with: lanes of any lengths mix, without masks.
 */
#ifndef PGM_AES_H
#define PGM_AES_H

#include <stddef.h>
#include <stdint.h>

#include "prf.h"

#define PGM_AES_BYTES 16

/* Messages in a group: enough to fill the widest kernel several times over after sorting, small
 * enough (12 KiB of chains) for the stack and the L1 cache. A multiple of every kernel's lanes. */
#define PGM_CHAIN_GROUP 256

/* One message on its way. Only its whole blocks are read in place: the last one is a copy, so
 * that nothing behind a value is ever touched. */
struct pgm_chain {
    const uint8_t *data; /* blocks - 1 whole blocks */
    size_t blocks;       /* >= 1, the last included */
    struct pgm_digest *out;
    _Alignas(16) uint8_t last[PGM_AES_BYTES]; /* padded, and xored with its CMAC subkey */
};

struct pgm_aes {
    const char *name;
    size_t lanes;
    /* Fills the round keys (round[0] is the secret) and, where the kernel needs it, `idle`. */
    void (*expand)(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES]);
    void (*encrypt)(const struct pgm_prf_key *key, uint8_t (*blocks)[PGM_AES_BYTES], size_t count);
    /* Fills chains[place[i]] of values[i], whose digest goes to out[i], for `count` values; those that
     * are NULL have none. */
    void (*fill)(const struct pgm_prf_key *key, const struct pgm_span *values,
                 const uint16_t *place, size_t count, struct pgm_digest *out,
                 struct pgm_chain *chains);
    /* `count` is a multiple of `lanes`, at most PGM_CHAIN_GROUP; neighbours should have about the
     * same number of blocks, since a batch runs as long as its longest lane. */
    void (*chain)(const struct pgm_prf_key *key, const struct pgm_chain *chains, size_t count);
};

extern const struct pgm_aes pgm_aes_portable;
#if defined(__x86_64__)
extern const struct pgm_aes pgm_aes_aesni;
extern const struct pgm_aes pgm_aes_vaes;
void pgm_aes_aesni_expand(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES]);
#endif

/* The widest kernels this CPU has. */
const struct pgm_aes *pgm_aes_get(void);
/* "portable", "aesni" or "vaes"; NULL: unknown, or this CPU (or PGMIRAGE_CPU) lacks it. */
const struct pgm_aes *pgm_aes_by_name(const char *name);

/* `fill` in C. */
void pgm_aes_fill(const struct pgm_prf_key *key, const struct pgm_span *values,
                  const uint16_t *place, size_t count, struct pgm_digest *out,
                  struct pgm_chain *chains);

static inline size_t pgm_aes_blocks(size_t bytes)
{
    return (bytes + PGM_AES_BYTES - 1) / PGM_AES_BYTES + (bytes == 0);
}

/* The longest of a batch, in blocks. */
static inline size_t pgm_chain_most_blocks(const struct pgm_chain *chains, size_t count)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++)
        most = chains[i].blocks > most ? chains[i].blocks : most;
    return most;
}

/* What a lane takes in while it and its batch still have `left` >= 2 blocks to go. */
static inline const uint8_t *pgm_chain_block(const struct pgm_chain *chain, size_t left,
                                             const uint8_t *idle)
{
    return chain->blocks >= left ? chain->data + (chain->blocks - left) * PGM_AES_BYTES : idle;
}

#endif
