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

/* An expanded key: round keys and what CMAC derives. 64-byte aligned; read-only in use, so any
 * number of threads may share it. Zero it with pgm_prf_key_clear. */
struct pgm_prf_key {
    _Alignas(64) uint8_t round[11][16]; /* from 1 only where the CPU has AES instructions */
    uint8_t k1[16], k2[16];             /* the CMAC subkeys: 2 E(0), 4 E(0) */
    uint8_t mask[16];                   /* 8 E(0), which sets pgm_permutation_blocks apart */
    uint8_t idle[16]; /* E(idle) = 0, for lanes that wait; AES instructions only */
};

void pgm_prf_key_init(struct pgm_prf_key *key, const uint8_t secret[PGM_DOMAIN_KEY_BYTES]);
void pgm_prf_key_clear(struct pgm_prf_key *key);

/* out[i] = CMAC(key, values[i]); a span with data NULL gives a zero digest. Reads no byte
 * outside of the spans. Does not allocate (the portable kernel: one OpenSSL context a group). */
void pgm_prf(const struct pgm_prf_key *key, const struct pgm_span *values, size_t count,
             struct pgm_digest *out);

/* out[i] = CMAC(key, in[i] ^ tag): further independent draws from digests, one AES block each. The
 * message is the digest's 16 bytes with the tag, little-endian, xored into the last 8 of them.
 * `out` may be `in`. Does not allocate (with AES instructions). */
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
