/*
 * aes_portable.c: the kernels for CPUs without AES instructions, on OpenSSL's AES-128-ECB.
 *
 * OpenSSL's cost is by the call, so each step of the chains is one call over the next blocks of
 * all messages that have one left:
 *
 *   block 0 of all ─> ECB ─> block 1 of those with two ─> ECB ─> ...
 */
#include "aes.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "fatal.h"

/* OpenSSL takes an int; a piece also stays in the L1 cache. */
#define PIECE_BLOCKS 1024

static void expand(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES])
{
    /* OpenSSL expands the key by itself; the first round key is the key. */
    sodium_memzero(key, sizeof(*key));
    memcpy(key->round[0], secret, PGM_AES_BYTES);
}

static EVP_CIPHER_CTX *open_cipher(const struct pgm_prf_key *key)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (!context || !EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, key->round[0], NULL) ||
        !EVP_CIPHER_CTX_set_padding(context, 0))
        pgm_fatal_memory(); /* pgm_crypto_init saw that the cipher exists */
    return context;
}

static void encrypt_with(EVP_CIPHER_CTX *context, uint8_t (*blocks)[PGM_AES_BYTES], size_t count)
{
    while (count > 0) {
        const size_t piece = count < PIECE_BLOCKS ? count : PIECE_BLOCKS;
        const int bytes = (int)(piece * PGM_AES_BYTES);
        int written;
        if (!EVP_EncryptUpdate(context, blocks[0], &written, blocks[0], bytes) || written != bytes)
            pgm_fatal_memory();
        blocks += piece;
        count -= piece;
    }
}

static void encrypt(const struct pgm_prf_key *key, uint8_t (*blocks)[PGM_AES_BYTES], size_t count)
{
    EVP_CIPHER_CTX *context = open_cipher(key);
    encrypt_with(context, blocks, count);
    EVP_CIPHER_CTX_free(context);
}

static void xor_block(uint8_t *to, const uint8_t *from)
{
    for (size_t i = 0; i < PGM_AES_BYTES; i++)
        to[i] ^= from[i];
}

static void store_digest(const uint8_t block[PGM_AES_BYTES], struct pgm_digest *out)
{
    for (size_t i = 0; i < 2; i++) {
        out->word[i] = 0;
        for (size_t j = 0; j < 8; j++)
            out->word[i] |= (uint64_t)block[8 * i + j] << (8 * j);
    }
}

static void chain(const struct pgm_prf_key *key, const struct pgm_chain *chains, size_t count)
{
    uint8_t state[PGM_CHAIN_GROUP][PGM_AES_BYTES] = {{0}};
    const struct pgm_chain *live[PGM_CHAIN_GROUP]; /* state[i] belongs to live[i] */
    for (size_t i = 0; i < count; i++)
        live[i] = &chains[i];
    EVP_CIPHER_CTX *context = open_cipher(key);
    for (size_t step = 0; count > 0; step++) {
        for (size_t i = 0; i < count; i++) {
            const bool last = step + 1 == live[i]->blocks;
            xor_block(state[i], last ? live[i]->last : live[i]->data + step * PGM_AES_BYTES);
        }
        encrypt_with(context, state, count);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            if (step + 1 == live[i]->blocks) {
                store_digest(state[i], live[i]->out);
                continue;
            }
            live[kept] = live[i];
            memmove(state[kept++], state[i], PGM_AES_BYTES);
        }
        count = kept;
    }
    EVP_CIPHER_CTX_free(context);
}

const struct pgm_aes pgm_aes_portable = {.name = "portable",
                                         .lanes = 1,
                                         .expand = expand,
                                         .encrypt = encrypt,
                                         .fill = pgm_aes_fill,
                                         .chain = chain};
