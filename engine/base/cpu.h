/*
 * cpu.h: what this processor can do, asked once from CPUID and XGETBV.
 *
 * PGMIRAGE_CPU=portable|aesni|vaes lowers the answer, for tests: `portable` switches everything
 * off, `aesni` allows AES-NI and AVX2, `vaes` allows all.
 */
#ifndef PGM_CPU_H
#define PGM_CPU_H

#include <stdbool.h>

struct pgm_cpu {
    bool avx2;
    bool aesni;  /* AES-NI with SSE4.1 */
    bool avx512; /* F, BW, VL, and VBMI2 for compress-store */
    bool vaes;   /* VAES with AVX-512 */
};

/* Thread-safe; the same answer for the life of the process. */
const struct pgm_cpu *pgm_cpu_get(void);
const char *pgm_cpu_name(void); /* "portable", "aesni" or "vaes", for the summary */

#endif
