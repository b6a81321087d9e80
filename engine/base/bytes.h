/*
 * bytes.h: short texts 16 bytes at a time.
 *
 * Values are mostly shorter than two vectors, where a loop over bytes guesses its end wrong and a call
 * costs more than the work. So nothing here takes a loop below 17 bytes, and nothing reads or writes a
 * byte outside of the text: its last step overlaps the one before, and a text shorter than a vector is
 * put together from two overlapping words.
 *
 *   5 bytes      abcd      20 bytes   ................
 *                 bcde                    ................
 */
#ifndef PGM_BYTES_H
#define PGM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PGM_INLINE static inline __attribute__((always_inline))

/* Sixteen bytes side by side; compilers make SSE2 or what the CPU has of it. */
typedef uint8_t pgm_bytes16 __attribute__((vector_size(16)));
typedef uint64_t pgm_words2 __attribute__((vector_size(16)));

PGM_INLINE bool pgm_bytes16_any(pgm_bytes16 x)
{
    const pgm_words2 words = (pgm_words2)x;
    return (words[0] | words[1]) != 0;
}

/* Whether one of the bytes is 0x80 or above. */
PGM_INLINE bool pgm_bytes16_any_high(pgm_bytes16 x)
{
    const pgm_words2 words = (pgm_words2)x;
    return ((words[0] | words[1]) & UINT64_C(0x8080808080808080)) != 0;
}

PGM_INLINE pgm_bytes16 pgm_bytes16_load(const uint8_t *from)
{
    pgm_bytes16 x;
    memcpy(&x, from, sizeof x);
    return x;
}

/* A text of at most 16 bytes in a vector, some of its bytes perhaps twice: from 4 bytes on its first
 * and its last 8 (or 4) bytes, below each byte. */
PGM_INLINE pgm_bytes16 pgm_bytes16_gather(const uint8_t *text, size_t bytes)
{
    uint64_t first = 0, last = 0;
    if (bytes >= 8) {
        memcpy(&first, text, 8);
        memcpy(&last, text + bytes - 8, 8);
    } else if (bytes >= 4) {
        memcpy(&first, text, 4);
        memcpy(&last, text + bytes - 4, 4);
    } else if (bytes > 0) {
        first =
            (uint64_t)text[0] | (uint64_t)text[bytes / 2] << 8 | (uint64_t)text[bytes - 1] << 16;
    }
    return (pgm_bytes16)(pgm_words2){first, last};
}

/* The way back. */
PGM_INLINE void pgm_bytes16_scatter(pgm_bytes16 x, size_t bytes, uint8_t *out)
{
    const pgm_words2 words = (pgm_words2)x;
    if (bytes >= 8) {
        memcpy(out, &words, 8);
        memcpy(out + bytes - 8, (const uint8_t *)&words + 8, 8);
    } else if (bytes >= 4) {
        memcpy(out, &words, 4);
        memcpy(out + bytes - 4, (const uint8_t *)&words + 8, 4);
    } else if (bytes > 0) {
        out[0] = x[0];
        out[bytes / 2] = x[1];
        out[bytes - 1] = x[2];
    }
}

/* What was seen of a text on the way: all its bytes, and all its changes, or'ed. */
struct pgm_bytes_seen {
    pgm_bytes16 bytes, changes;
};

/* out[i] = map(text[i]) for each byte, with a map that keeps 0 and changes nothing when applied
 * again; `out` may be `text`. */
PGM_INLINE struct pgm_bytes_seen pgm_bytes_map(const uint8_t *text, size_t bytes, uint8_t *out,
                                               pgm_bytes16 map(pgm_bytes16))
{
    if (bytes < 16) {
        const pgm_bytes16 x = pgm_bytes16_gather(text, bytes), y = map(x);
        pgm_bytes16_scatter(y, bytes, out);
        return (struct pgm_bytes_seen){x, x ^ y};
    }
    struct pgm_bytes_seen seen = {{0}, {0}};
    for (size_t i = 0;; i = i + 16 < bytes - 16 ? i + 16 : bytes - 16) {
        const pgm_bytes16 x = pgm_bytes16_load(text + i), y = map(x);
        memcpy(out + i, &y, sizeof y);
        seen.bytes |= x;
        seen.changes |= x ^ y;
        if (i == bytes - 16)
            return seen;
    }
}

/* All bytes of a text, or'ed. */
PGM_INLINE pgm_bytes16 pgm_bytes_union(const uint8_t *text, size_t bytes)
{
    if (bytes < 16)
        return pgm_bytes16_gather(text, bytes);
    pgm_bytes16 seen = {0};
    for (size_t i = 0; i + 16 < bytes; i += 16)
        seen |= pgm_bytes16_load(text + i);
    return seen | pgm_bytes16_load(text + bytes - 16);
}

#endif
