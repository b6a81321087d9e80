/* aes_block.h: a block of 16 bytes as a number, its first byte lowest. */
#ifndef PGM_AES_BLOCK_H
#define PGM_AES_BLOCK_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 uint128;

static inline uint64_t load_u64(const uint8_t *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof(word));
    return le64toh(word);
}

static inline uint128 load_block(const uint8_t *from)
{
    return (uint128)load_u64(from + 8) << 64 | load_u64(from);
}

static inline void store_block(uint8_t *to, uint128 block)
{
    const uint64_t words[2] = {htole64((uint64_t)block), htole64((uint64_t)(block >> 64))};
    memcpy(to, words, sizeof(words));
}

#endif
