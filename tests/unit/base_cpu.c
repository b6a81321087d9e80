/* What the processor can do, and how PGMIRAGE_CPU lowers it. Each test is a process of its own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cpu.h"

static bool known(const char *name)
{
    return strcmp(name, "portable") == 0 || strcmp(name, "aesni") == 0 || strcmp(name, "vaes") == 0;
}

Test(base_cpu, names_agree_with_features)
{
    unsetenv("PGMIRAGE_CPU");
    const struct pgm_cpu *cpu = pgm_cpu_get();
    cr_assert(known(pgm_cpu_name()));
    cr_assert_eq(cpu->vaes, strcmp(pgm_cpu_name(), "vaes") == 0);
    cr_assert_eq(!cpu->vaes && cpu->aesni, strcmp(pgm_cpu_name(), "aesni") == 0);
    cr_assert(!cpu->vaes || (cpu->avx512 && cpu->aesni), "VAES stands on both");
}

Test(base_cpu, portable_switches_everything_off)
{
    setenv("PGMIRAGE_CPU", "portable", 1);
    const struct pgm_cpu *cpu = pgm_cpu_get();
    cr_assert_not(cpu->avx2 || cpu->aesni || cpu->avx512 || cpu->vaes);
    cr_assert_str_eq(pgm_cpu_name(), "portable");
}

Test(base_cpu, aesni_allows_no_wide_registers)
{
    setenv("PGMIRAGE_CPU", "aesni", 1);
    const struct pgm_cpu *cpu = pgm_cpu_get();
    cr_assert_not(cpu->avx512 || cpu->vaes);
    cr_assert_str_eq(pgm_cpu_name(), cpu->aesni ? "aesni" : "portable");
}

Test(base_cpu, other_words_change_nothing)
{
    setenv("PGMIRAGE_CPU", "fast", 1);
    const struct pgm_cpu *cpu = pgm_cpu_get();
    cr_assert(known(pgm_cpu_name()));
    cr_assert(!cpu->vaes || cpu->avx512);
}

Test(base_cpu, asked_once)
{
    unsetenv("PGMIRAGE_CPU");
    const char *name = pgm_cpu_name();
    const struct pgm_cpu before = *pgm_cpu_get();
    setenv("PGMIRAGE_CPU", "portable", 1);
    cr_assert_eq(memcmp(pgm_cpu_get(), &before, sizeof before), 0);
    cr_assert_str_eq(pgm_cpu_name(), name);
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
Test(base_cpu, agrees_with_the_compilers_own_answer)
{
    unsetenv("PGMIRAGE_CPU");
    const struct pgm_cpu *cpu = pgm_cpu_get();
    cr_assert_eq(cpu->avx2, __builtin_cpu_supports("avx2") != 0);
    cr_assert_eq(cpu->aesni,
                 __builtin_cpu_supports("aes") != 0 && __builtin_cpu_supports("sse4.1") != 0);
    cr_assert_eq(cpu->avx512,
                 __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2"));
}
#endif
