/*
 * prf.h: the one primitive, AES-128-CMAC (NIST SP 800-38B, RFC 4493), over batches of values.
 *
 * Kernels: portable (OpenSSL's AES), AES-NI in 8 lanes, VAES-512 in 8 x 4; the same output on all.
 * The kernel is chosen once from cpu.h. Values are grouped by length inside, so callers need not
 * sort.
 */
#ifndef PGM_PRF_H
#define PGM_PRF_H

#include <stddef.h>
#include <stdint.h>

#include "key.h"
#include "span.h"

struct pgm_digest {
    uint64_t word[2]; /* the CMAC's 16 bytes, little-endian */
};

/* An expanded key: round keys and the two CMAC subkeys. 64-byte aligned; read-only in use, so any
 * number of threads may share it. Zero it with pgm_prf_key_clear. */
struct pgm_prf_key {
    _Alignas(64) uint8_t round[11][16];
    uint8_t k1[16], k2[16];
};

void pgm_prf_key_init(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES]);
void pgm_prf_key_clear(struct pgm_prf_key *key);

/* out[i] = CMAC(key, values[i]); a span with data NULL gives a zero digest. Does not allocate. */
void pgm_prf(const struct pgm_prf_key *key, const struct pgm_span *values, size_t count,
             struct pgm_digest *out);

/* out[i] = CMAC(key, tag || in[i]): further independent draws from digests, one AES block each
 * (the message is 16 bytes: `in[i]` with the tag xored into its last 8 bytes). */
void pgm_prf_expand(const struct pgm_prf_key *key, uint64_t tag, const struct pgm_digest *in,
                    size_t count, struct pgm_digest *out);

/* One kernel by name, for tests and benches; NULL where this CPU lacks it. */
typedef void pgm_prf_kernel(const struct pgm_prf_key *, const struct pgm_span *, size_t,
                            struct pgm_digest *);
pgm_prf_kernel *pgm_prf_kernel_by_name(const char *name);

/* A number in [0, n) from 64 random bits (Lemire, "Fast random integer generation in an interval",
 * without the rejection: the bias is below n / 2^64). */
static inline uint64_t pgm_reduce(uint64_t word, uint64_t n)
{
    return (uint64_t)(((unsigned __int128)word * n) >> 64);
}

#endif
