/*
 * frame_bench.c: compressing blocks of rows into frames. Each frame is decompressed by its library and
 * compared before it is timed. The row says what a frame of these rows comes to; the limit is memcpy.
 */
#include <libdeflate.h>
#include <lz4frame.h>
#include <zstd.h>

#include "bench.h"
#include "frame.h"
#include "limits.h"

#define BLOCK PGM_BLOCK_BYTES

static uint8_t block[BLOCK], again[BLOCK];

struct frame_call {
    struct pgm_framer *framer;
    const uint8_t *out;
    size_t out_bytes;
    struct pgm_error error;
};

/* Rows like a shop's orders: numbers that rise, names and towns from short lists, times. */
static void make_rows(void)
{
    static const char *const names[] = {"Anna Miller", "Peter Young",  "Laura Clark",
                                        "Maria Lewis", "James Walker", "Emma Wilson"};
    static const char *const towns[] = {"Hallstatt", "Skagen", "Uzes", "Noto", "Egerszalok"};
    uint64_t state = 5;
    size_t bytes = 0;
    for (unsigned id = 1; bytes < BLOCK; id++) {
        char row[256];
        const uint64_t draw = bench_draw(&state);
        const int length =
            snprintf(row, sizeof row, "%u\t2024-%02u-%02u\t%llu\t%s\t%s\t%05u\t%u.%02u\t\\N\n", id,
                     (unsigned)(1 + draw % 12), (unsigned)(1 + (draw >> 8) % 28),
                     (unsigned long long)(draw >> 40), names[(draw >> 16) % 6],
                     towns[(draw >> 20) % 5], (unsigned)((draw >> 24) % 100000),
                     (unsigned)((draw >> 30) % 1000), (unsigned)((draw >> 45) % 100));
        const size_t piece = (size_t)length < BLOCK - bytes ? (size_t)length : BLOCK - bytes;
        memcpy(block + bytes, row, piece);
        bytes += piece;
    }
}

static void frame_once(void *argument)
{
    struct frame_call *call = argument;
    if (pgm_framer_encode(call->framer, block, BLOCK, &call->out, &call->out_bytes, &call->error) !=
        PGM_OK)
        exit(1);
}

static size_t decompress(enum pgm_compression compression, const uint8_t *frame, size_t bytes)
{
    size_t got = 0;
    if (compression == PGM_COMPRESSION_GZIP) {
        struct libdeflate_decompressor *state = libdeflate_alloc_decompressor();
        if (libdeflate_gzip_decompress(state, frame, bytes, again, BLOCK, &got) !=
            LIBDEFLATE_SUCCESS)
            got = 0;
        libdeflate_free_decompressor(state);
    } else if (compression == PGM_COMPRESSION_ZSTD) {
        got = ZSTD_decompress(again, BLOCK, frame, bytes);
    } else {
        LZ4F_dctx *state;
        size_t in_bytes = bytes;
        got = BLOCK;
        if (LZ4F_isError(LZ4F_createDecompressionContext(&state, LZ4F_VERSION)) ||
            LZ4F_decompress(state, again, &got, frame, &in_bytes, NULL) != 0)
            got = 0;
        LZ4F_freeDecompressionContext(state);
    }
    return got;
}

static void bench_frame(const char *name, double copy_gbs)
{
    struct frame_call call = {0};
    enum pgm_compression compression;
    int level;
    if (pgm_compression_parse(name, &compression, &level, &call.error) != PGM_OK)
        exit(1);
    call.framer = pgm_framer_new(compression, level, &call.error);
    if (!call.framer)
        exit(1);
    frame_once(&call);
    memset(again, 0, BLOCK);
    bench_must(decompress(compression, call.out, call.out_bytes) == BLOCK &&
                   memcmp(again, block, BLOCK) == 0,
               "frame", name);
    char on[64];
    snprintf(on, sizeof on, "rows, to %.1f %%", 100.0 * (double)call.out_bytes / BLOCK);
    bench_print("compress a block", name, on, bench_best(frame_once, &call), 0, BLOCK, copy_gbs,
                "memcpy, 1 MiB");
    pgm_framer_free(call.framer);
}

int main(void)
{
    static const char *const names[] = {"gzip:1", "gzip", "gzip:9", "zstd:1", "zstd", "lz4"};
    const double copy_gbs = bench_memcpy_gbs(BLOCK);
    make_rows();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        bench_frame(names[i], copy_gbs);
    return 0;
}
