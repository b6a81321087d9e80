/*
 * mask_bench.c: nanoseconds a value for every mask, over batches as a worker makes them.
 *
 * Each mask is first checked (the same output one by one as in a batch), then timed: the best of
 * several runs over the same rows. The PRF's share is timed alone, for comparison.
 *
 *   mask_bench [MASK]
 *   cc -O3 ... bench/kernels/mask_bench.c libpgm_mask.a libpgm_crypto.a libpgm_copy.a libpgm_base.a
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "args.h"
#include "cpu.h"
#include "limits.h"
#include "mask.h"

#define ROWS  PGM_GROUP_ROWS_MAX
#define RUNS  30
#define LOOPS 20

static const struct {
    const char *class;
    enum pgm_kind kind;
    const char *format; /* of a value, with its row's number */
    bool unique, by;
} cases[] = {
    {"given_name", PGM_KIND_TEXT, "Rosa%d", false, false},
    {"given_name", PGM_KIND_TEXT, "Rosa%d", false, true},
    {"family_name", PGM_KIND_TEXT, "Thackeray%d", false, true},
    {"full_name", PGM_KIND_TEXT, "Rosalind Thackeray%d", false, true},
    {"email", PGM_KIND_TEXT, "rosalind.thackeray%d@mail.example", false, false},
    {"email", PGM_KIND_TEXT, "rosalind.thackeray%d@mail.example", true, true},
    {"email", PGM_KIND_TEXT, "Rosalind.Thackeray%d@mail.example", true, true},
    {"phone", PGM_KIND_TEXT, "+1 212 736 %04d", false, false},
    {"street", PGM_KIND_TEXT, "%d Bakery Street", false, true},
    {"city", PGM_KIND_TEXT, "Springwater%d", false, true},
    {"postal_code", PGM_KIND_TEXT, "0%04d", false, true},
    {"company", PGM_KIND_TEXT, "Globular Widgets %d Ltd", false, true},
    {"username", PGM_KIND_TEXT, "rosalind%d", true, true},
    {"country", PGM_KIND_TEXT, "Freedonia%d", false, true},
    {"national_id", PGM_KIND_TEXT, "536-22-%04d", false, false},
    {"national_id", PGM_KIND_TEXT, "536-22-%04d", true, false},
    {"card", PGM_KIND_TEXT, "4929 1234 5678 %04d", false, false},
    {"iban", PGM_KIND_TEXT, "GB29 NWBK 6016 1331 92%04d", false, false},
    {"iban", PGM_KIND_TEXT, "GB29 NWBK 6016 1331 92%04d", true, false},
    {"tax_id", PGM_KIND_TEXT, "DE13669%04d", false, false},
    {"account_number", PGM_KIND_TEXT, "0532 0130 %04d", true, false},
    {"amount", PGM_KIND_NUMERIC, "%d.50", false, false},
    {"hash", PGM_KIND_TEXT, "a-token-of-some-length-%d", true, false},
    {"redact", PGM_KIND_TEXT, "Flat %db, Elm House, Springwater", false, false},
    {"lorem", PGM_KIND_TEXT, "Called %d times, wants a refund, was told to write again.", false,
     false},
    {"uuid", PGM_KIND_UUID, "8d1f5c0a-3b7e-4c55-9a40-6f2d%08d", true, false},
    {"ip", PGM_KIND_INET, "2001:470::%d", false, false},
    {"noise", PGM_KIND_INT, "%d0000", false, false},
    {"noise", PGM_KIND_NUMERIC, "%d.50", false, false},
    {"date_shift", PGM_KIND_INT, "%d", false, false}, /* kind set below */
    {"permute", PGM_KIND_INT, "%d", true, false},
    {"permute", PGM_KIND_NUMERIC, "%d", true, false},
    {"ff1", PGM_KIND_TEXT, "4929-1234-%04d", true, false},
    {"choose", PGM_KIND_TEXT, "platinum%d", false, false},
    {"scramble", PGM_KIND_TEXT, "Flat %db, Elm House, Springwater", false, false},
    {"template", PGM_KIND_TEXT, "Rosalind Thackeray, no. %d", false, true},
    {"truncate_text", PGM_KIND_TEXT, "%d-4307", false, false},
    {"hostname", PGM_KIND_TEXT, "db%d.corp.test", true, false},
    {"mac", PGM_KIND_TEXT, "08:00:2b:01:%04d", false, false},
    {"token", PGM_KIND_TEXT, "sk_live_0aB1cD2eF3gH4iJ5kL6m%04d", true, false},
    {"url", PGM_KIND_TEXT, "https://www.corp.test/users/%d/report.pdf?id=7", false, false},
    {"url", PGM_KIND_TEXT, "https://www.corp.test/users/%d/report.pdf?id=7", true, false},
    {"user_agent", PGM_KIND_TEXT, "Mozilla/5.0 (X11; own build %d)", false, false},
    {"password_hash", PGM_KIND_TEXT, "$2b$12$%053d", false, false},
    {"round", PGM_KIND_INT, "%d", false, false},
    {"round", PGM_KIND_NUMERIC, "%d.50", false, false},
    {"bucket", PGM_KIND_NUMERIC, "%d.50", false, false},
    {"range", PGM_KIND_NUMERIC, "%d.50", false, false},
    {"shuffle", PGM_KIND_NUMERIC, "%d.50", false, true},
    {"geo_jitter", PGM_KIND_FLOAT, "52.%06d", false, true},
    {"geo_truncate", PGM_KIND_FLOAT, "52.%06d", false, false},
    {"time_jitter", PGM_KIND_TIMESTAMP, "%d", false, false},
    {"date_trunc", PGM_KIND_TIMESTAMP, "%d", false, false},
    {"age_band", PGM_KIND_TIMESTAMP, "%d", false, false},
};

static struct pgm_arena arena;
static struct pgm_report report;
static struct pgm_scratch scratch;
static struct pgm_domain domain, subjects;
static struct pgm_span by[ROWS];

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static struct pgm_vector make_vector(enum pgm_repr repr)
{
    return (struct pgm_vector){.repr = repr,
                               .count = ROWS,
                               .null = PGM_ARENA_ARRAY(&arena, bool, ROWS),
                               .bytes =
                                   pgm_arena_alloc(&arena, ROWS * pgm_repr_element_bytes(repr))};
}

static void apply(const struct pgm_mask *mask, const struct pgm_vector *in, struct pgm_vector *out,
                  bool with_subject)
{
    struct pgm_batch batch = {.count = in->count,
                              .in = in,
                              .out = out,
                              .subject = with_subject ? by : NULL,
                              .scratch = &scratch};
    mask->class->apply(mask, &batch);
}

/* Row 7 alone must give what it gives among the others. */
static void check(const struct pgm_mask *mask, const struct pgm_vector *in, struct pgm_vector *out,
                  bool with_subject)
{
    const size_t bytes = pgm_repr_element_bytes(in->repr);
    struct pgm_vector one = make_vector(in->repr), alone = make_vector(in->repr);
    one.count = alone.count = 1;
    memcpy(one.bytes, (const uint8_t *)in->bytes + 7 * bytes, bytes);
    const struct pgm_span first = by[0];
    apply(mask, in, out, with_subject);
    by[0] = by[7];
    apply(mask, &one, &alone, with_subject);
    by[0] = first;
    const bool same =
        in->repr == PGM_REPR_BYTES
            ? pgm_span_equal(alone.bytes[0], out->bytes[7])
            : memcmp(alone.bytes, (const uint8_t *)out->bytes + 7 * bytes, bytes) == 0;
    if (!same) {
        fprintf(stderr, "%s: a row depends on its batch\n", mask->class->name);
        exit(1);
    }
    pgm_scratch_reset(&scratch);
}

static double time_mask(const struct pgm_mask *mask, const struct pgm_vector *in,
                        struct pgm_vector *out, bool with_subject)
{
    double best = 1e18;
    for (int run = 0; run < RUNS; run++) {
        const double start = now_ns();
        for (int loop = 0; loop < LOOPS; loop++) {
            apply(mask, in, out, with_subject);
            pgm_scratch_reset(&scratch);
        }
        const double spent = (now_ns() - start) / LOOPS / ROWS;
        best = spent < best ? spent : best;
    }
    return best;
}

static double time_prf(const struct pgm_span *values)
{
    struct pgm_digest digests[ROWS];
    double best = 1e18;
    for (int run = 0; run < RUNS; run++) {
        const double start = now_ns();
        for (int loop = 0; loop < LOOPS; loop++)
            pgm_prf(&domain.key, values, ROWS, digests);
        const double spent = (now_ns() - start) / LOOPS / ROWS;
        best = spent < best ? spent : best;
    }
    return best;
}

/* The arguments of the class's example, where it has one. */
static const struct pgm_arg *make_args(const struct pgm_mask_class *class)
{
    size_t count = 0;
    while (class->example_inputs && class->example_inputs[count].name)
        count++;
    return pgm_args_check(class, class->example_inputs, count, &arena, &report,
                          (struct pgm_place){.file = NULL});
}

static void run_case(size_t index)
{
    const enum pgm_kind kind =
        strcmp(cases[index].class, "date_shift") == 0 ? PGM_KIND_TIMESTAMP : cases[index].kind;
    const struct pgm_type type = {.kind = kind, .name = "a type", .int_bytes = 8};
    const struct pgm_mask_class *class = pgm_mask_class_find(cases[index].class);
    domain.unique = cases[index].unique;
    const struct pgm_mask_setup setup = {
        .type = &type,
        .domain = &domain,
        .subject_domain = cases[index].by ? &subjects : NULL,
        .args = make_args(class),
        .column = "bench",
        .utf8 = true,
        .arena = &arena,
        .report = &report,
    };
    const struct pgm_mask *mask = pgm_mask_prepare(class, &setup);
    if (!mask) {
        pgm_report_print(&report, stderr);
        exit(1);
    }
    struct pgm_vector in = make_vector(pgm_repr_of(kind)), out = make_vector(pgm_repr_of(kind));
    for (int i = 0; i < ROWS; i++) {
        char text[80];
        snprintf(text, sizeof text, cases[index].format, i);
        if (kind == PGM_KIND_TIMESTAMP)
            in.times[i] = i * PGM_DAY_MICROS;
        else if (!pgm_value_decode(&type, pgm_span_of(pgm_arena_strdup(&arena, text)), &in,
                                   (size_t)i))
            exit(1);
    }
    check(mask, &in, &out, cases[index].by);
    printf("%-13s %-6s %-3s %7.1f", cases[index].class, cases[index].unique ? "unique" : "",
           cases[index].by ? "by" : "", time_mask(mask, &in, &out, cases[index].by));
    if (in.repr == PGM_REPR_BYTES)
        printf("   (prf alone %4.1f)", time_prf(in.bytes));
    printf("\n");
}

int main(int argc, char **argv)
{
    uint8_t secret[PGM_DOMAIN_KEY_BYTES] = {1};
    struct pgm_error error = {.status = PGM_OK};
    domain = (struct pgm_domain){.name = "bench", .locale = "en_US", .range_high = 999999};
    static const struct pgm_span samples[] = {{(const uint8_t *)"1100", 4},
                                              {(const uint8_t *)"1300", 4}};
    domain.samples = samples;
    domain.sample_count = sizeof samples / sizeof *samples;
    pgm_prf_key_init(&domain.key, secret);
    pgm_prf_key_init(&subjects.key, secret);
    domain.permutation = pgm_permutation_new(secret, 1000000, &error);
    if (!domain.permutation || pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, &error) != PGM_OK)
        return 1;
    for (int i = 0; i < ROWS; i++)
        by[i] = pgm_span_of(pgm_arena_printf(&arena, "%08d", i));
    printf("%s, rows a batch: %d\nmask                      ns a value\n", pgm_cpu_name(), ROWS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (argc < 2 || strcmp(argv[1], cases[i].class) == 0)
            run_case(i);
    pgm_scratch_free(&scratch);
    pgm_permutation_free(domain.permutation);
    pgm_arena_free(&arena);
    pgm_report_free(&report);
    return 0;
}
