/*
 * mask_bench.c: nanoseconds a value, and millions of values a second, for every mask, over batches as
 * a worker makes them.
 *
 *   case ── prepare ──> rows ── check ──> digest of the fakes ── time ──> a line
 *                                │              │
 *                                │              └ the same under each set of instructions, asked of
 *                                │                this program run again (PGMIRAGE_CPU)
 *                                └ codec, bound, row by row as in the batch, nothing let through
 *
 * Nothing is timed that was not checked. A mask of the registry without a case, or one whose fakes are
 * wrong, ends the program with 1 and the mask's name.
 *
 *   bench_mask [--quick] [MASK]      --quick: as a test, with times that mean little
 *   bench_mask --digests             a digest a case, for the comparison
 *   bench_mask --spoil MASK          makes its fakes wrong, to see that it is noticed
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checksum.h"
#include "cpu.h"
#include "decimal.h"
#include "limits.h"
#include "mask_cases.h"

#define ROWS         PGM_GROUP_ROWS_MAX
#define FIRST_NUMBER 1000
#define RANGE_HIGH   9999999
#define DIGEST_BYTES 33

/* One mask on one column, and what is known of its fakes. */
struct bench {
    const struct mask_case *of;
    const struct pgm_mask *mask;
    struct pgm_domain domain;
    struct pgm_arena arena;
    struct pgm_vector in, out;
    struct pgm_span by[ROWS];
    char digest[DIGEST_BYTES];
    bool is_checked;
};

static struct pgm_scratch scratch;
static struct pgm_report report;
static struct pgm_domain subjects;
static const char *spoilt;

static PGM_PRINTF(2, 3) _Noreturn void fail(const struct bench *bench, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "%s (%s): ", bench->of->class, bench->of->type->name);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    pgm_report_print(&report, stderr);
    exit(1);
}

/* ---- making -------------------------------------------------------------------------------- */

static struct pgm_vector make_vector(struct bench *bench, size_t count)
{
    const enum pgm_repr repr = pgm_repr_of(bench->of->type->kind);
    return (struct pgm_vector){
        .repr = repr,
        .count = count,
        .null = PGM_ARENA_ARRAY(&bench->arena, bool, count),
        .bytes = pgm_arena_alloc(&bench->arena, count * pgm_repr_element_bytes(repr))};
}

static const struct pgm_arg *make_args(struct bench *bench, const struct pgm_mask_class *class)
{
    const struct pgm_arg_input *inputs = bench->of->inputs;
    size_t count = 0;
    if (!inputs && !(bench->of->flags & CASE_DEFAULT))
        inputs = class->example_inputs;
    while (inputs && inputs[count].name)
        count++;
    return pgm_args_check(class, inputs, count, &bench->arena, &report, (struct pgm_place){0});
}

/* A mask inside another draws from its domain. */
static const struct pgm_mask *make_inner(const struct pgm_mask_setup *outer,
                                         const struct pgm_inner_rule *rule,
                                         const struct pgm_type *type)
{
    const struct pgm_mask_class *class = pgm_mask_class_find(rule->mask);
    struct pgm_mask_setup setup = *outer;
    setup.type = type;
    setup.args = pgm_args_check(class, rule->inputs, rule->input_count, outer->arena, outer->report,
                                rule->place);
    return setup.args ? pgm_mask_prepare(class, &setup) : NULL;
}

static void make_domain(struct bench *bench, const struct pgm_mask_class *class)
{
    static const struct pgm_span samples[] = {{(const uint8_t *)"1100", 4},
                                              {(const uint8_t *)"1300", 4}};
    struct pgm_domain *domain = &bench->domain;
    *domain = (struct pgm_domain){.name = "bench",
                                  .locale = "en_US",
                                  .unique = bench->of->flags & CASE_UNIQUE,
                                  .range_high = RANGE_HIGH,
                                  .secret = {1},
                                  .samples = samples,
                                  .sample_count = sizeof samples / sizeof *samples};
    pgm_prf_key_init(&domain->key, domain->secret);
    if (!(class->flags & PGM_MASK_RANGE))
        return;
    if (bench->of->type->kind == PGM_KIND_TEXT) {
        if (pgm_domain_permute_digits(domain, NULL) != PGM_OK)
            fail(bench, "no memory");
        return;
    }
    domain->permutation = pgm_permutation_new(domain->secret, RANGE_HIGH + 1, NULL);
}

/* The pattern with numbers put in. */
static const char *make_text(struct bench *bench, int number)
{
    char text[256] = "";
    size_t at = 0;
    for (const char *from = bench->of->pattern; *from && at + 8 < sizeof text; from++) {
        if (*from == '#')
            at += (size_t)snprintf(text + at, sizeof text - at, "%d", number);
        else
            text[at++] = *from;
    }
    return pgm_arena_strndup(&bench->arena, text, at);
}

static void make_values(struct bench *bench)
{
    bench->in = make_vector(bench, ROWS);
    bench->out = make_vector(bench, ROWS);
    for (int i = 0; i < ROWS; i++) {
        const char *text = make_text(bench, FIRST_NUMBER + i);
        if (!pgm_value_decode(bench->of->type, pgm_span_of(text), &bench->in, (size_t)i))
            fail(bench, "%s is no value of its type", text);
        bench->by[i] = pgm_span_of(pgm_arena_printf(&bench->arena, "%08d", i));
    }
}

static struct bench *open_bench(const struct mask_case *of)
{
    const struct pgm_mask_class *class = pgm_mask_class_find(of->class);
    struct bench *bench = aligned_alloc(_Alignof(struct bench), sizeof *bench);
    memset(bench, 0, sizeof *bench);
    bench->of = of;
    if (!class)
        fail(bench, "there is no such mask");
    make_domain(bench, class);
    const struct pgm_mask_setup setup = {
        .type = of->type,
        .domain = &bench->domain,
        .subject_domain = of->flags & CASE_BY ? &subjects : NULL,
        .args = make_args(bench, class),
        .column = "bench",
        .utf8 = true,
        .arena = &bench->arena,
        .report = &report,
        .inner = make_inner,
    };
    bench->mask = setup.args ? pgm_mask_prepare(class, &setup) : NULL;
    if (!bench->mask)
        fail(bench, "it was not prepared");
    make_values(bench);
    return bench;
}

static void close_bench(struct bench *bench)
{
    pgm_domain_free_permutations(&bench->domain);
    pgm_arena_free(&bench->arena);
    free(bench);
}

/* ---- checking ------------------------------------------------------------------------------ */

/* Rows [first, first + in->count) of the case. */
static void apply(const struct bench *bench, const struct pgm_vector *in, struct pgm_vector *out,
                  size_t first)
{
    struct pgm_batch batch = {.count = in->count,
                              .in = in,
                              .out = out,
                              .subject = bench->of->flags & CASE_BY ? bench->by + first : NULL,
                              .scratch = &scratch};
    memcpy(out->null, in->null, in->count * sizeof *in->null);
    bench->mask->class->apply(bench->mask, &batch);
    if (batch.fault)
        fail(bench, "%s", batch.fault);
}

/* A fake as it goes out, in the arena: through the codec and back, and within the mask's bound. */
static struct pgm_span written(struct bench *bench, const struct pgm_vector *out, size_t row,
                               size_t in_bytes)
{
    const struct pgm_type *type = bench->of->type;
    if (out->repr == PGM_REPR_BYTES) {
        const struct pgm_span fake = out->bytes[row];
        struct pgm_decimal decimal;
        if (fake.bytes > bench->mask->class->bound(bench->mask, in_bytes))
            fail(bench, "row %zu: %zu bytes are more than its bound", row, fake.bytes);
        if ((type->kind == PGM_KIND_NUMERIC || type->kind == PGM_KIND_FLOAT) &&
            !pgm_decimal_parse(fake, &decimal))
            fail(bench, "row %zu: its fake is no number", row);
        return (struct pgm_span){
            (const uint8_t *)pgm_arena_strndup(&bench->arena, (const char *)fake.data, fake.bytes),
            fake.bytes};
    }
    uint8_t *text = pgm_arena_alloc(&bench->arena, PGM_ENCODED_BYTES_MAX);
    const struct pgm_span fake = {text, pgm_value_encode(type, out, row, text)};
    struct pgm_vector again = make_vector(bench, 1);
    const size_t bytes = pgm_repr_element_bytes(out->repr);
    if (fake.bytes > PGM_ENCODED_BYTES_MAX || !pgm_value_decode(type, fake, &again, 0) ||
        memcmp(again.bytes, (const uint8_t *)out->bytes + row * bytes, bytes) != 0)
        fail(bench, "row %zu: its fake does not come back through the codec", row);
    return fake;
}

static size_t in_bytes_of(const struct bench *bench, size_t row)
{
    return bench->in.repr == PGM_REPR_BYTES ? bench->in.bytes[row].bytes : 0;
}

/* Rows alone must give what they give among the others. */
static void check_rows(struct bench *bench, const struct pgm_span *fakes)
{
    const size_t bytes = pgm_repr_element_bytes(bench->in.repr);
    for (size_t row = 0; row < ROWS; row += row < 8 ? 1 : 101) {
        struct pgm_vector in = make_vector(bench, 1), out = make_vector(bench, 1);
        memcpy(in.bytes, (const uint8_t *)bench->in.bytes + row * bytes, bytes);
        pgm_scratch_reset(&scratch);
        apply(bench, &in, &out, row);
        if (out.null[0] != (fakes[row].data == NULL) ||
            (fakes[row].data &&
             !pgm_span_equal(written(bench, &out, 0, in_bytes_of(bench, row)), fakes[row])))
            fail(bench, "row %zu depends on its batch", row);
    }
}

/* The originals must be gone, up to a hundredth of them that chance may bring back; and what a key
 * draws is not one thing. */
static void check_changes(struct bench *bench, const struct pgm_span *fakes)
{
    size_t same = 0, alike = 0;
    for (size_t row = 0; row < ROWS; row++) {
        uint8_t text[PGM_ENCODED_BYTES_MAX];
        struct pgm_span original = {text, 0};
        if (bench->in.repr == PGM_REPR_BYTES)
            original = bench->in.bytes[row];
        else
            original.bytes = pgm_value_encode(bench->of->type, &bench->in, row, text);
        same += pgm_span_equal(fakes[row], original) ? 1 : 0;
        alike += pgm_span_equal(fakes[row], fakes[0]) ? 1 : 0;
    }
    if ((bench->mask->class->flags & PGM_MASK_KEYED) && alike == ROWS)
        fail(bench, "all its fakes are alike");
    const bool copies = bench->mask->class->flags & PGM_MASK_COPIES;
    if (copies ? same < ROWS : same > ROWS / 100)
        fail(bench, "%zu of %d fakes are their originals", same, ROWS);
}

static void check(struct bench *bench)
{
    struct pgm_checksum sum = {0};
    struct pgm_span fakes[ROWS];
    apply(bench, &bench->in, &bench->out, 0);
    for (size_t row = 0; row < ROWS; row++) {
        const bool null = bench->out.null[row];
        fakes[row] = (struct pgm_span){NULL, 0};
        if (null && !(bench->mask->class->flags & PGM_MASK_NULLS))
            fail(bench, "row %zu became NULL", row);
        if (!null)
            fakes[row] = written(bench, &bench->out, row, in_bytes_of(bench, row));
        if (row == 3 && spoilt && strcmp(spoilt, bench->of->class) == 0)
            fakes[row] = pgm_span_of("spoilt");
        pgm_checksum_row(&sum, fakes[row].data, fakes[row].bytes);
    }
    check_rows(bench, fakes);
    if (!(bench->mask->class->flags & PGM_MASK_NULLS))
        check_changes(bench, fakes);
    pgm_checksum_format(&sum, bench->digest);
    pgm_scratch_reset(&scratch);
    bench->is_checked = true;
}

/* ---- the same on every set of instructions ------------------------------------------------- */

static void print_digests(void)
{
    for (size_t i = 0; i < CASE_COUNT; i++) {
        struct bench *bench = open_bench(&mask_cases[i]);
        check(bench);
        puts(bench->digest);
        close_bench(bench);
    }
}

/* Runs this program with fewer instructions; its digests. */
static void read_digests(const char *program, const char *cpu,
                         char digests[CASE_COUNT][DIGEST_BYTES + 1])
{
    char command[4096];
    snprintf(command, sizeof command, "PGMIRAGE_CPU=%s '%s' --digests", cpu, program);
    FILE *pipe = popen(command, "r");
    for (size_t i = 0; i < CASE_COUNT; i++) {
        if (!pipe || !fgets(digests[i], DIGEST_BYTES + 1, pipe))
            exit(1);
        digests[i][DIGEST_BYTES - 1] = '\0';
    }
    if (pclose(pipe) != 0)
        exit(1);
}

/* ---- timing -------------------------------------------------------------------------------- */

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double time_case(const struct bench *bench, int runs, int loops)
{
    double best = 1e18;
    struct pgm_vector out = bench->out;
    if (!bench->is_checked)
        fail(bench, "its fakes were not checked");
    for (int run = 0; run < runs; run++) {
        const double start = now_ns();
        for (int loop = 0; loop < loops; loop++) {
            apply(bench, &bench->in, &out, 0);
            pgm_scratch_reset(&scratch);
        }
        const double spent = (now_ns() - start) / loops / ROWS;
        best = spent < best ? spent : best;
    }
    return best;
}

static void run_case(size_t index, char narrower[2][CASE_COUNT][DIGEST_BYTES + 1], bool is_quick)
{
    struct bench *bench = open_bench(&mask_cases[index]);
    check(bench);
    for (int cpu = 0; cpu < 2; cpu++)
        if (strcmp(bench->digest, narrower[cpu][index]) != 0)
            fail(bench, "its fakes depend on the processor");
    const double ns = is_quick ? time_case(bench, 1, 1) : time_case(bench, 30, 20);
    printf("%-15s %-20s %-6s %-2s %9.1f %9.2f\n", bench->of->class, bench->of->type->name,
           bench->of->flags & CASE_UNIQUE ? "unique" : "", bench->of->flags & CASE_BY ? "by" : "",
           ns, 1e3 / ns);
    close_bench(bench);
}

/* A mask that the server computes has nothing to measure here. */
static bool covers_registry(void)
{
    bool all = true;
    for (size_t c = 0; pgm_mask_classes[c]; c++) {
        bool found = pgm_mask_classes[c]->flags & PGM_MASK_SQL;
        for (size_t i = 0; i < CASE_COUNT; i++)
            found = found || strcmp(mask_cases[i].class, pgm_mask_classes[c]->name) == 0;
        if (!found)
            fprintf(stderr, "%s: no case measures this mask\n", pgm_mask_classes[c]->name);
        all = all && found;
    }
    return all;
}

int main(int argc, char **argv)
{
    static char narrower[2][CASE_COUNT][DIGEST_BYTES + 1];
    const char *only = NULL;
    bool is_quick = false, digests = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            is_quick = true;
        else if (strcmp(argv[i], "--digests") == 0)
            digests = true;
        else if (strcmp(argv[i], "--spoil") == 0 && i + 1 < argc)
            spoilt = argv[++i];
        else
            only = argv[i];
    }
    uint8_t secret[PGM_DOMAIN_KEY_BYTES] = {2};
    pgm_prf_key_init(&subjects.key, secret);
    if (!covers_registry() || pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL) != PGM_OK)
        return 1;
    if (digests) {
        print_digests();
    } else {
        read_digests(argv[0], "portable", narrower[0]);
        read_digests(argv[0], "aesni", narrower[1]);
        printf("%s, rows a batch: %d\n%-46s %9s %9s\n", pgm_cpu_name(), ROWS, "mask", "ns",
               "10^6/s");
        for (size_t i = 0; i < CASE_COUNT; i++)
            if (!only || strcmp(only, mask_cases[i].class) == 0)
                run_case(i, narrower, is_quick);
    }
    pgm_scratch_free(&scratch);
    pgm_report_free(&report);
    return 0;
}
