/* cpu.c: CPUID leaves 1 and 7, and XGETBV for what the system saves of the wide registers (Intel SDM
 * vol. 1, 13.3 and 14.3). Asked by hand: clang 14 knows no __builtin_cpu_supports("vaes"). */
#include "cpu.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

static struct pgm_cpu cpu;
static pthread_once_t asked = PTHREAD_ONCE_INIT;

#if defined(__x86_64__)
static unsigned long long read_xcr0(void)
{
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((unsigned long long)high << 32) | low;
}

static void detect(void)
{
    unsigned eax, ebx, ecx, edx;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx))
        return;
    const bool sse41 = ecx & (1u << 19), aes = ecx & (1u << 25), osxsave = ecx & (1u << 27);
    cpu.aesni = sse41 && aes;
    const unsigned long long saved = osxsave ? read_xcr0() : 0;
    const bool saves_ymm = (saved & 0x06) == 0x06, saves_zmm = (saved & 0xe6) == 0xe6;
    if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
        return;
    cpu.avx2 = saves_ymm && (ebx & (1u << 5));
    const bool f = ebx & (1u << 16), bw = ebx & (1u << 30), vl = ebx & (1u << 31);
    const bool vbmi2 = ecx & (1u << 6), vaes = ecx & (1u << 9);
    cpu.avx512 = saves_zmm && f && bw && vl && vbmi2;
    cpu.vaes = cpu.avx512 && cpu.aesni && vaes;
}
#else
static void detect(void)
{
}
#endif

static void ask(void)
{
    detect();
    const char *limit = getenv("PGMIRAGE_CPU");
    if (!limit)
        return;
    if (strcmp(limit, "portable") == 0)
        cpu = (struct pgm_cpu){0};
    if (strcmp(limit, "aesni") == 0)
        cpu.avx512 = cpu.vaes = false;
}

const struct pgm_cpu *pgm_cpu_get(void)
{
    pthread_once(&asked, ask);
    return &cpu;
}

const char *pgm_cpu_name(void)
{
    const struct pgm_cpu *here = pgm_cpu_get();
    return here->vaes ? "vaes" : here->aesni ? "aesni" : "portable";
}
