/* base32.h: RFC 4648's alphabet in lower case: letters and digits that survive every case folding. */
#ifndef PGM_BASE32_H
#define PGM_BASE32_H

#include <stddef.h>
#include <stdint.h>

#include "prf.h"

#define PGM_BASE32_DIGEST_CHARS 25 /* 125 of a digest's 128 bits */
#define PGM_HEX_DIGEST_CHARS    32

/* The first `chars` (at most 25) characters of a digest; returns behind them. */
static inline uint8_t *pgm_base32_write(struct pgm_digest digest, size_t chars, uint8_t *out)
{
    unsigned __int128 bits = (unsigned __int128)digest.word[1] << 64 | digest.word[0];
    for (size_t i = 0; i < chars; i++, bits >>= 5)
        out[i] = (uint8_t) "abcdefghijklmnopqrstuvwxyz234567"[bits & 31];
    return out + chars;
}

/* The same in hexadecimal, at most 32. */
static inline uint8_t *pgm_hex_write(struct pgm_digest digest, size_t chars, uint8_t *out)
{
    unsigned __int128 bits = (unsigned __int128)digest.word[1] << 64 | digest.word[0];
    for (size_t i = 0; i < chars; i++, bits >>= 4)
        out[i] = (uint8_t) "0123456789abcdef"[bits & 15];
    return out + chars;
}

#endif
