/* copy_isa.c: which table of copy_isa.h this process uses. */
#include "copy_isa.h"

#include <string.h>

#include "cpu.h"

/* Written once by the constructor below, while there is a single thread; read only from then on. */
static const struct pgm_copy_isa *best = &pgm_copy_portable;

const struct pgm_copy_isa *pgm_copy_isa_by_name(const char *name)
{
    if (strcmp(name, "portable") == 0)
        return &pgm_copy_portable;
#if defined(__x86_64__)
    const struct pgm_cpu *cpu = pgm_cpu_get();
    if (strcmp(name, "avx2") == 0 && cpu->avx2)
        return &pgm_copy_avx2;
    if (strcmp(name, "avx512") == 0 && cpu->avx512)
        return &pgm_copy_avx512;
#endif
    return NULL;
}

const struct pgm_copy_isa *pgm_copy_isa_best(void)
{
    return best;
}

/* A lazy choice would cost every escaped value a check; before main() it costs none. */
__attribute__((constructor)) static void choose(void)
{
    static const char *const names[] = {"avx512", "avx2"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct pgm_copy_isa *isa = pgm_copy_isa_by_name(names[i]);
        if (isa) {
            best = isa;
            return;
        }
    }
}
