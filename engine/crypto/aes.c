/* aes.c: which AES kernels this CPU gets. */
#include "aes.h"

#include <string.h>

#include "cpu.h"

const struct pgm_aes *pgm_aes_get(void)
{
    return pgm_aes_by_name(pgm_cpu_name());
}

const struct pgm_aes *pgm_aes_by_name(const char *name)
{
#if defined(__x86_64__)
    const struct pgm_cpu *cpu = pgm_cpu_get();
    if (cpu->vaes && strcmp(name, pgm_aes_vaes.name) == 0)
        return &pgm_aes_vaes;
    if (cpu->aesni && strcmp(name, pgm_aes_aesni.name) == 0)
        return &pgm_aes_aesni;
#endif
    return strcmp(name, pgm_aes_portable.name) == 0 ? &pgm_aes_portable : NULL;
}
