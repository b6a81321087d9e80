/*
 * aes_fill.c: where chains begin and end. Whole blocks stay in place; the last one is copied, padded and
 * xored with its subkey (NIST SP 800-38B, 6.2).
 */
#include "aes.h"
#include "aes_block.h"

#include <endian.h>
#include <string.h>

static uint64_t load_u32(const uint8_t *from)
{
    uint32_t word;
    memcpy(&word, from, sizeof(word));
    return le32toh(word);
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
    chain->blocks = pgm_aes_blocks(value.bytes);
    chain->out = out;
    const size_t tail_bytes = value.bytes - (chain->blocks - 1) * PGM_AES_BYTES;
    const uint8_t *subkey = tail_bytes == PGM_AES_BYTES ? key->k1 : key->k2;
    store_block(chain->last, load_tail(value.data, value.bytes, tail_bytes) ^
                                 load_block(padding + PGM_AES_BYTES - tail_bytes) ^
                                 load_block(subkey));
}

void pgm_aes_fill(const struct pgm_prf_key *key, const struct pgm_span *values,
                  const uint16_t *place, size_t count, struct pgm_digest *out,
                  struct pgm_chain *chains)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i].data)
            fill_chain(&chains[place[i]], key, values[i], &out[i]);
        else
            out[i] = (struct pgm_digest){{0, 0}};
    }
}
