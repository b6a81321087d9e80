/*
 * copy_bench.c: scanning, escaping and unescaping COPY text, and the codecs of values.
 *
 * The text is a block of rows as they come from the server; the limit is memcpy of as many bytes. Each
 * instruction set is compared with the portable one, what is unescaped with what was escaped, and each
 * decoded value with its text, before anything is timed.
 */
#include "bench.h"
#include "copy_isa.h"
#include "limits.h"
#include "text.h"
#include "value.h"

#define BLOCK  PGM_BLOCK_BYTES
#define FIELDS 65536
#define SLACK  64

static const char *const isa_names[] = {"portable", "avx2", "avx512"};
static uint8_t block[BLOCK + SLACK], other[2 * BLOCK + SLACK];
static uint32_t offsets[BLOCK + SLACK], portable_offsets[BLOCK + SLACK];
static double copy_gbs;

/* Rows of fields of 0 to 2 x mean bytes; one byte in `special` (0: none) is one that COPY escapes, in
 * its escaped form. */
static void make_rows(size_t mean, size_t special)
{
    uint64_t state = 7;
    size_t left = 0, fields = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        if (left == 0) {
            block[i] = ++fields % 20 ? '\t' : '\n';
            left = 1 + bench_draw(&state) % (2 * mean);
            continue;
        }
        left--;
        block[i] = (uint8_t)('a' + bench_draw(&state) % 26);
        if (special && left > 0 && i + 1 < BLOCK && bench_draw(&state) % special == 0) {
            block[i++] = '\\';
            block[i] = 'n';
            left--;
        }
    }
    block[BLOCK - 1] = '\n';
}

struct scan_call {
    pgm_scan_kernel *kernel;
    uint32_t *out;
    size_t found;
};

static void scan_once(void *argument)
{
    struct scan_call *call = argument;
    call->found = call->kernel(block, BLOCK, call->out, BLOCK);
}

static void bench_scan(const char *on, size_t mean)
{
    make_rows(mean, 0);
    struct scan_call wanted = {pgm_scan_kernel_by_name("portable"), portable_offsets, 0};
    scan_once(&wanted);
    for (size_t i = 0; i < sizeof isa_names / sizeof *isa_names; i++) {
        struct scan_call call = {pgm_scan_kernel_by_name(isa_names[i]), offsets, 0};
        if (!call.kernel)
            continue;
        scan_once(&call);
        bench_must(call.found == wanted.found &&
                       memcmp(offsets, portable_offsets, call.found * sizeof *offsets) == 0,
                   "scan", isa_names[i]);
        bench_print("scan for separators", isa_names[i], on, bench_best(scan_once, &call),
                    call.found, BLOCK, copy_gbs, "memcpy, 1 MiB");
    }
}

struct plain_call {
    const struct pgm_copy_isa *isa;
    size_t field_bytes;
};

/* As escaping does: field by field, each to its own end. */
static void copy_plain_once(void *argument)
{
    const struct plain_call *call = argument;
    for (size_t at = 0; at + call->field_bytes <= BLOCK; at += call->field_bytes)
        call->isa->copy_plain(block + at, call->field_bytes, other + at);
}

static void bench_plain(const char *on, size_t field_bytes)
{
    memset(block, 'x', BLOCK);
    for (size_t i = 0; i < sizeof isa_names / sizeof *isa_names; i++) {
        struct plain_call call = {pgm_copy_isa_by_name(isa_names[i]), field_bytes};
        if (!call.isa)
            continue;
        memset(other, 0, sizeof other);
        copy_plain_once(&call);
        const size_t fields = BLOCK / field_bytes;
        bench_must(memcmp(block, other, fields * field_bytes) == 0, "plain", isa_names[i]);
        bench_print("copy what needs no escape", isa_names[i], on,
                    bench_best(copy_plain_once, &call), fields, fields * field_bytes, copy_gbs,
                    "memcpy, 1 MiB");
    }
}

struct text_call {
    const uint8_t *in;
    size_t bytes, out_bytes;
    uint8_t *out;
};

static void unescape_once(void *argument)
{
    struct text_call *call = argument;
    call->out_bytes = pgm_copy_unescape(call->in, call->bytes, call->out);
}

static void escape_once(void *argument)
{
    struct text_call *call = argument;
    call->out_bytes = pgm_copy_escape(call->in, call->bytes, call->out);
}

/* One field of 1 MiB without separators: escaped form -> value -> escaped form. */
static void bench_escape(const char *on, size_t special)
{
    static uint8_t again[2 * BLOCK + SLACK];
    make_rows(40, special);
    for (size_t i = 0; i < BLOCK; i++)
        if (block[i] == '\t' || block[i] == '\n')
            block[i] = ' ';
    struct text_call in = {block, BLOCK, 0, other};
    unescape_once(&in);
    struct text_call out = {other, in.out_bytes, 0, again};
    escape_once(&out);
    bench_must(out.out_bytes == BLOCK && memcmp(again, block, BLOCK) == 0, "escape", "best");
    bench_print("unescape", "best", on, bench_best(unescape_once, &in), 0, BLOCK, copy_gbs,
                "memcpy, 1 MiB");
    bench_print("escape", "best", on, bench_best(escape_once, &out), 0, BLOCK, copy_gbs,
                "memcpy, 1 MiB");
}

struct codec_call {
    const struct pgm_type *type;
    struct pgm_vector *vector;
    struct pgm_span texts[1024];
};
enum { CODEC_VALUES = 1024 };

static void decode_once(void *argument)
{
    struct codec_call *call = argument;
    for (size_t i = 0; i < CODEC_VALUES; i++)
        if (!pgm_value_decode(call->type, call->texts[i], call->vector, i))
            exit(1);
}

static void encode_once(void *argument)
{
    struct codec_call *call = argument;
    static uint8_t out[PGM_ENCODED_BYTES_MAX];
    for (size_t i = 0; i < CODEC_VALUES; i++)
        (void)pgm_value_encode(call->type, call->vector, i, out);
}

/* `form` with a number of up to four digits in it is a text of the type, as PostgreSQL prints it. */
static void bench_codec(const struct pgm_type *type, const char *form)
{
    static char texts[CODEC_VALUES][PGM_ENCODED_BYTES_MAX];
    static union {
        int64_t number;
        struct pgm_uuid uuid;
        struct pgm_inet inet;
    } values[CODEC_VALUES];
    static bool null[CODEC_VALUES];
    static struct codec_call call;
    struct pgm_vector vector = {pgm_repr_of(type->kind), CODEC_VALUES, null, {(void *)values}};
    size_t bytes = 0;
    call.type = type;
    call.vector = &vector;
    for (size_t i = 0; i < CODEC_VALUES; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        const int length = snprintf(texts[i], sizeof texts[i], form, (unsigned)(100 + i % 100));
#pragma GCC diagnostic pop
        call.texts[i] = (struct pgm_span){(uint8_t *)texts[i], (size_t)length};
        bytes += (size_t)length;
    }
    decode_once(&call);
    for (size_t i = 0; i < CODEC_VALUES; i++) {
        uint8_t out[PGM_ENCODED_BYTES_MAX];
        const size_t length = pgm_value_encode(type, &vector, i, out);
        bench_must(length == call.texts[i].bytes && memcmp(out, texts[i], length) == 0, "codec",
                   type->name);
    }
    bench_print("decode", "-", type->name, bench_best(decode_once, &call), CODEC_VALUES, bytes,
                copy_gbs, "memcpy, 1 MiB");
    bench_print("encode", "-", type->name, bench_best(encode_once, &call), CODEC_VALUES, bytes,
                copy_gbs, "memcpy, 1 MiB");
}

int main(void)
{
    copy_gbs = bench_memcpy_gbs(BLOCK);
    bench_scan("fields of 5 bytes", 5);
    bench_scan("fields of 20 bytes", 20);
    bench_plain("fields of 20 bytes", 20);
    bench_plain("fields of 200 bytes", 200);
    bench_escape("nothing to escape", 0);
    bench_escape("one byte in 100", 100);
    static const struct pgm_type types[] = {
        {.kind = PGM_KIND_INT, .name = "bigint", .int_bytes = 8},
        {.kind = PGM_KIND_DATE, .name = "date"},
        {.kind = PGM_KIND_TIMESTAMPTZ, .name = "timestamptz"},
        {.kind = PGM_KIND_UUID, .name = "uuid"},
        {.kind = PGM_KIND_INET, .name = "inet"},
    };
    static const char *const forms[] = {"8714%u", "1%u-02-28", "2%u-02-28 13:59:07.123+00",
                                        "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7%u", "77.12.9.%u"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        bench_codec(&types[i], forms[i]);
    return 0;
}
