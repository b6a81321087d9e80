/*
 * permutation.h: keyed bijections of [0, n).
 *
 *   n <= PGM_PERMUTATION_TABLE_MAX   a Fisher-Yates table shuffled by AES-CTR: an exactly uniform
 *                                    permutation (up to the generator), shared by all threads
 *   larger, up to 2^64               a Feistel network of ten rounds of AES on pairs of digits in
 *                                    base ceil(sqrt(n)), with cycle walking (Black & Rogaway,
 *                                    CT-RSA 2002): some 25 ns a value with VAES, 35 with AES-NI
 *
 * Both draw from a key of their own, derived from the secret and n: the secret may serve a PRF too,
 * and permutations of two sizes have nothing in common.
 *
 * The inverse exists only for tests.
 */
#ifndef PGM_PERMUTATION_H
#define PGM_PERMUTATION_H

#include <stddef.h>
#include <stdint.h>

#include "prf.h"

#define PGM_PERMUTATION_TABLE_MAX ((uint64_t)4000000)

struct pgm_permutation; /* opaque, immutable, shared by threads */

/* n >= 1, or 0 for 2^64, all words there are. NULL: no memory (recorded). */
struct pgm_permutation *pgm_permutation_new(const uint8_t secret[PGM_DOMAIN_KEY_BYTES], uint64_t n,
                                            struct pgm_error *error);
void pgm_permutation_free(struct pgm_permutation *permutation);
/* values[i] < n, in place; batched so that AES lanes stay full. */
void pgm_permutation_apply(const struct pgm_permutation *permutation, uint64_t *values,
                           size_t count);
uint64_t pgm_permutation_invert(const struct pgm_permutation *permutation, uint64_t value);
/* A bijection of all 16-byte strings under the key (one AES block each), for uuid bits: in place.
 * Independent of the PRF under the same key. */
void pgm_permutation_blocks(const struct pgm_prf_key *key, uint8_t (*blocks)[16], size_t count);

#endif
