/*
 * text_bench.c: megabytes a second of free text on one core, for both matchers and for the whole mask.
 *
 * The matchers are checked first (the same matches in every text), then timed: the best of several runs.
 *
 *   text_bench
 *   cc -O3 ... bench/kernels/text_bench.c libpgm_mask.a libpgm_crypto.a libpgm_copy.a libpgm_base.a -lhs
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "args.h"
#include "limits.h"
#include "mask.h"
#include "text_match.h"

#define ROWS      1000
#define RUNS      15
#define ALL_KINDS (((UINT32_C(1) << PGM_TEXT_REST) - 1) & ~(UINT32_C(1) << PGM_TEXT_KNOWN))

static struct pgm_arena arena;
static struct pgm_report report;
static struct pgm_scratch scratch;
static struct pgm_domain domain;
static struct pgm_span texts[ROWS];
static size_t text_bytes;

static const char *const prose[] = {
    "The customer called twice today and wants to know when the parcel will arrive. ",
    "We have looked into the matter and found nothing wrong with the account itself. ",
    "Please let us know whether the problem still exists after the latest update. ",
    "I tried to sign in from my office and from home, without any luck so far. ",
    "Thank you for your patience, we are sorry for the trouble this has caused. ",
};
static const char *const personal[] = {
    "Write to rosalind.thackeray%zu@mail.example, please. ",
    "Her number is +44 7911 12%04zu, best after six. ",
    "Paid with 4929 1234 5678 9015 on the %zu of March. ",
    "See https://crm.corp.example/tickets/%zu for the history. ",
    "Rosalind Thackeray signed it, file rosalind-thackeray-%zu.pdf. ",
};
static const char *const logged[] = {
    "2026-11-22 15:30:40.123 INFO [worker-%zu] request took 1234.56 ms, 17 rows, id=77123 ",
    "GET /api/v2/orders/%zu?page=12&size=50 HTTP/1.1 200 5120 0.034 203.0.113.7 ",
};

static double now_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time); /* others may share the core */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Texts of about a kilobyte; one sentence in `every` (0: none) is of the second list. */
static void make_texts(const char *const *usual, size_t usual_count, size_t every)
{
    text_bytes = 0;
    for (size_t i = 0; i < ROWS; i++) {
        char *text = pgm_arena_alloc(&arena, 1400);
        size_t bytes = 0;
        for (size_t k = 0; bytes < 1000; k++) {
            const char *form = usual[(i * 7 + k) % usual_count];
            if (every && k % every == every - 1)
                form = personal[(i + k / every) % (sizeof personal / sizeof *personal)];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            bytes += (size_t)snprintf(text + bytes, 200, form, i);
#pragma GCC diagnostic pop
        }
        texts[i] = (struct pgm_span){(uint8_t *)text, bytes};
        text_bytes += bytes;
    }
}

static size_t match_all(const struct pgm_text_matcher *matcher)
{
    size_t count = 0;
    struct pgm_text_matches matches = {.scratch = &scratch};
    void *lease = pgm_text_lease(matcher);
    for (size_t i = 0; i < ROWS; i++) {
        matches.count = 0;
        pgm_text_find(matcher, lease, texts[i], &matches);
        pgm_text_resolve(&matches);
        count += matches.count;
    }
    pgm_text_lease_end(matcher, lease);
    pgm_scratch_reset(&scratch);
    return count;
}

static double time_matcher(const struct pgm_text_matcher *matcher)
{
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        const double start = now_s();
        match_all(matcher);
        const double seconds = now_s() - start;
        best = seconds < best ? seconds : best;
    }
    return (double)text_bytes / best / 1e6;
}

static const struct pgm_mask *inner(const struct pgm_mask_setup *outer,
                                    const struct pgm_inner_rule *rule, const struct pgm_type *type)
{
    const struct pgm_mask_class *class = pgm_mask_class_find(rule->mask);
    struct pgm_mask_setup setup = *outer;
    setup.type = type;
    setup.args =
        pgm_args_check(class, rule->inputs, rule->input_count, &arena, &report, rule->place);
    return pgm_mask_prepare(class, &setup);
}

static double time_mask(bool with_known)
{
    static const struct pgm_type type = {.kind = PGM_KIND_TEXT, .name = "text"};
    const struct pgm_mask_class *class = pgm_mask_class_find("text");
    const struct pgm_mask_setup setup = {
        .type = &type,
        .domain = &domain,
        .args = pgm_args_check(class, NULL, 0, &arena, &report, (struct pgm_place){0}),
        .column = "bench",
        .utf8 = true,
        .arena = &arena,
        .report = &report,
        .inner = inner,
    };
    const struct pgm_mask *mask = pgm_mask_prepare(class, &setup);
    static bool null[ROWS];
    static struct pgm_span fakes[ROWS], names[4][ROWS];
    static const char *const values[4] = {"Rosalind", "Thackeray", "Mary", "Lee"};
    struct pgm_vector in = {PGM_REPR_BYTES, ROWS, null, {texts}},
                      out = {PGM_REPR_BYTES, ROWS, null, {fakes}};
    struct pgm_vector vectors[4];
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < ROWS; i++)
            names[k][i] = pgm_span_of(values[k]);
        vectors[k] = (struct pgm_vector){PGM_REPR_BYTES, ROWS, null, {names[k]}};
    }
    const struct pgm_vector *const known[4] = {&vectors[0], &vectors[1], &vectors[2], &vectors[3]};
    double best = 1e9;
    for (int run = 0; mask && run < RUNS; run++) {
        struct pgm_batch batch = {.count = ROWS,
                                  .in = &in,
                                  .out = &out,
                                  .companions = known,
                                  .companion_fakes = known + 2,
                                  .companion_count = with_known ? 2 : 0,
                                  .scratch = &scratch};
        const double start = now_s();
        class->apply(mask, &batch);
        const double seconds = now_s() - start;
        best = seconds < best ? seconds : best;
        pgm_scratch_reset(&scratch);
    }
    return (double)text_bytes / best / 1e6;
}

static void bench(const char *name)
{
    const struct pgm_text_matcher *portable =
        pgm_text_matcher_new(PGM_TEXT_ENGINE_PORTABLE, ALL_KINDS, &arena);
    const struct pgm_text_matcher *fast =
        pgm_text_matcher_new(PGM_TEXT_ENGINE_HYPERSCAN, ALL_KINDS, &arena);
    const size_t count = match_all(portable);
    if (fast && match_all(fast) != count) {
        fprintf(stderr, "%s: the matchers differ\n", name);
        exit(1);
    }
    printf("%-28s %8zu %10.0f %10.0f %10.0f %10.0f\n", name, count, time_matcher(portable),
           fast ? time_matcher(fast) : 0.0, time_mask(false), time_mask(true));
}

int main(void)
{
    if (pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL) != PGM_OK)
        return 1;
    domain = (struct pgm_domain){.name = "bench", .locale = "en_US"};
    pgm_prf_key_init(&domain.key, domain.secret);
    const double start = now_s();
    (void)pgm_text_matcher_new(PGM_TEXT_ENGINE_BEST, ALL_KINDS, &arena);
    printf("compiling the patterns: %.1f ms\n\n", (now_s() - start) * 1e3);
    printf("MB/s of one core             matches   portable  hyperscan       mask with known\n");
    make_texts(prose, sizeof prose / sizeof *prose, 0);
    bench("prose");
    make_texts(prose, sizeof prose / sizeof *prose, 5);
    bench("tickets, 1 in 5 personal");
    make_texts(prose, sizeof prose / sizeof *prose, 2);
    bench("tickets, 1 in 2 personal");
    make_texts(logged, sizeof logged / sizeof *logged, 0);
    bench("logs: numbers everywhere");
    pgm_scratch_free(&scratch);
    pgm_report_free(&report);
    pgm_arena_free(&arena);
    return 0;
}
