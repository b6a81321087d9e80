/*
 * bench.h: what the micro-benchmarks share: a clock, the best of many runs, limits to compare with, and
 * the line they print (read by bench/harness/kernels.py).
 */
#ifndef PGM_BENCH_H
#define PGM_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BENCH_RUNS  25
#define BENCH_RUN_S 0.004 /* long against the clock's step, short against other processes' turns */

static inline double bench_seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Seconds of one call: the best of many runs, in this thread's own time, since others may share the
 * core. */
static inline double bench_best(void (*call)(void *), void *argument)
{
    size_t calls = 1;
    double best = 1e9;
    for (int run = 0; run < BENCH_RUNS;) {
        const double start = bench_seconds(CLOCK_THREAD_CPUTIME_ID);
        for (size_t i = 0; i < calls; i++)
            call(argument);
        const double seconds = bench_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
        if (seconds < BENCH_RUN_S) {
            calls *= 2;
            continue;
        }
        best = seconds / (double)calls < best ? seconds / (double)calls : best;
        run++;
    }
    return best;
}

struct bench_copy {
    uint8_t *to;
    const uint8_t *from;
    size_t bytes;
};

static inline void bench_copy_once(void *argument)
{
    const struct bench_copy *copy = argument;
    memcpy(copy->to, copy->from, copy->bytes);
    __asm__ volatile("" ::"r"(copy->to) : "memory");
}

/* GB/s of memcpy between two places of that size: what a pass over the bytes costs at least. */
static inline double bench_memcpy_gbs(size_t bytes)
{
    uint8_t *memory = malloc(2 * bytes);
    if (!memory)
        exit(1);
    memset(memory, 1, 2 * bytes);
    struct bench_copy copy = {memory + bytes, memory, bytes};
    const double seconds = bench_best(bench_copy_once, &copy);
    free(memory);
    return (double)bytes / seconds / 1e9;
}

/* `values` 0: the figure a value is left out. `limit_gbs` 0: there is no limit. */
static inline void bench_print(const char *kernel, const char *isa, const char *on, double seconds,
                               size_t values, size_t bytes, double limit_gbs, const char *limit)
{
    printf("%s\t%s\t%s\t", kernel, isa, on);
    printf(values ? "%.3f\t" : "-\t", values ? seconds * 1e9 / (double)values : 0.0);
    printf("%.3f\t", (double)bytes / seconds / 1e9);
    printf(limit_gbs > 0 ? "%.3f\t" : "-\t", limit_gbs);
    printf("%s\n", limit);
}

/* Ends the program: a kernel that gives something else is not worth a time. */
static inline void bench_must(int holds, const char *kernel, const char *isa)
{
    if (!holds) {
        fprintf(stderr, "%s, %s: wrong output\n", kernel, isa);
        exit(1);
    }
}

/* Evenly spread numbers from a seed (Marsaglia's xorshift64), the same in every run. */
static inline uint64_t bench_draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

#endif
