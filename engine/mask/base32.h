/* base32.h: RFC 4648's alphabet in lower case: letters and digits that survive every case folding. */
#ifndef PGM_BASE32_H
#define PGM_BASE32_H

#include <stddef.h>
#include <stdint.h>

#include "prf.h"

#define PGM_BASE32_DIGEST_CHARS 25 /* 125 of a digest's 128 bits */
#define PGM_HEX_DIGEST_CHARS    32

static inline uint8_t *pgm_digest_write(struct pgm_digest digest, const char *alphabet,
                                        unsigned char_bits, size_t chars, uint8_t *out)
{
    unsigned __int128 bits = (unsigned __int128)digest.word[1] << 64 | digest.word[0];
    const unsigned at_once = 60 / char_bits; /* from one word: shifts of 128 bits are dearer */
    while (chars > 0) {
        const size_t part = chars < at_once ? chars : at_once;
        uint64_t word = (uint64_t)bits;
        for (size_t i = 0; i < part; i++, word >>= char_bits)
            out[i] = (uint8_t)alphabet[word & ((1u << char_bits) - 1)];
        out += part;
        chars -= part;
        bits >>= 60;
    }
    return out;
}

/* The first `chars` (at most 25) characters of a digest, lowest bits first; returns behind them. */
static inline uint8_t *pgm_base32_write(struct pgm_digest digest, size_t chars, uint8_t *out)
{
    return pgm_digest_write(digest, "abcdefghijklmnopqrstuvwxyz234567", 5, chars, out);
}

/* The same in hexadecimal, at most 32. */
static inline uint8_t *pgm_hex_write(struct pgm_digest digest, size_t chars, uint8_t *out)
{
    return pgm_digest_write(digest, "0123456789abcdef", 4, chars, out);
}

#endif
