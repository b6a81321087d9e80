/*
 * ff1.h: FF1, format-preserving encryption of strings of numerals (NIST SP 800-38G, algorithm 7), with
 * AES-128: a bijection of all strings of one length.
 *
 * Patents are claimed on it until 2029; the permutations of permutation.h have none and are faster.
 */
#ifndef PGM_FF1_H
#define PGM_FF1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prf.h"

#define PGM_FF1_RADIX_MAX  256
#define PGM_FF1_CHARS_MAX  256     /* ours; the standard's is 2^32 */
#define PGM_FF1_DOMAIN_MIN 1000000 /* radix^chars, since revision 1 of the standard */
#define PGM_FF1_TWEAK_MAX  64

/* The fewest numerals of that radix (2 to PGM_FF1_RADIX_MAX) that the standard allows: two or more. */
size_t pgm_ff1_chars_min(unsigned radix);

/* Encrypts `count` numerals, each below radix, in place. False, and nothing was done: too few or too many
 * numerals, or too long a tweak. The key must serve nothing else. Does not allocate. */
bool pgm_ff1_encrypt(const struct pgm_prf_key *key, unsigned radix, const uint8_t *tweak,
                     size_t tweak_bytes, uint8_t *numerals, size_t count);

#endif
