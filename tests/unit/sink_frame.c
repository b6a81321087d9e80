/* Compression: frames restore one behind the other, by the libraries and by the usual programs, and
 * pg_dump's -Z forms are understood. */
#include <criterion/criterion.h>
#include <libdeflate.h>
#include <lz4frame.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "buf.h"
#include "frame.h"
#include "frame_internal.h"
#include "limits.h"

#define COMPRESSED_FIRST PGM_COMPRESSION_GZIP
#define COMPRESSED_LAST  PGM_COMPRESSION_ZSTD

/* Rows of COPY text, the same for the same seed. */
static struct pgm_buf rows(size_t bytes, uint32_t seed)
{
    struct pgm_buf buf = {0};
    for (unsigned id = 1; buf.bytes < bytes; id++) {
        seed = seed * 1664525 + 1013904223;
        pgm_buf_printf(&buf, "%u\tuser%u@example.org\t%u.%02u\t\\N\t{\"theme\": \"%s\"}\n", id,
                       seed >> 8, seed >> 20, seed % 100, seed & 4096 ? "dark" : "light");
    }
    return buf;
}

static struct pgm_framer *framer_new(enum pgm_compression compression, int level)
{
    struct pgm_error error = {0};
    struct pgm_framer *framer = pgm_framer_new(compression, level, &error);
    cr_assert(framer, "%s", error.message);
    return framer;
}

static void encode_onto(struct pgm_framer *framer, const void *data, size_t bytes,
                        struct pgm_buf *file)
{
    const uint8_t *out;
    size_t out_bytes;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_framer_encode(framer, data, bytes, &out, &out_bytes, &error), PGM_OK, "%s",
                 error.message);
    pgm_buf_add(file, out, out_bytes);
}

static void decode_gzip(const struct pgm_buf *file, uint8_t *out, size_t bytes)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    size_t at = 0, made = 0;
    while (at < file->bytes) {
        size_t used, given;
        cr_assert_eq(libdeflate_gzip_decompress_ex(decompressor, file->data + at, file->bytes - at,
                                                   out + made, bytes - made, &used, &given),
                     LIBDEFLATE_SUCCESS);
        at += used;
        made += given;
    }
    cr_assert_eq(made, bytes);
    libdeflate_free_decompressor(decompressor);
}

static void decode_lz4(const struct pgm_buf *file, uint8_t *out, size_t bytes)
{
    LZ4F_dctx *context;
    cr_assert(!LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)));
    size_t at = 0, made = 0;
    while (at < file->bytes) {
        size_t used = file->bytes - at, given = bytes - made;
        cr_assert(!LZ4F_isError(
            LZ4F_decompress(context, out + made, &given, file->data + at, &used, NULL)));
        cr_assert(used + given > 0);
        at += used;
        made += given;
    }
    cr_assert_eq(made, bytes);
    LZ4F_freeDecompressionContext(context);
}

static void decode(enum pgm_compression compression, const struct pgm_buf *file, uint8_t *out,
                   size_t bytes)
{
    if (compression == PGM_COMPRESSION_GZIP)
        decode_gzip(file, out, bytes);
    else if (compression == PGM_COMPRESSION_LZ4)
        decode_lz4(file, out, bytes);
    else
        cr_assert_eq(ZSTD_decompress(out, bytes, file->data, file->bytes), bytes);
}

static void assert_decodes(enum pgm_compression compression, const struct pgm_buf *file,
                           const struct pgm_buf *plain)
{
    uint8_t *out = malloc(plain->bytes + 1);
    decode(compression, file, out, plain->bytes);
    cr_assert(memcmp(out, plain->data, plain->bytes) == 0);
    free(out);
}

/* Blocks of all sizes around the limits, an empty one and an oversize one among them. */
Test(sink_frame, concatenated_frames_come_back)
{
    static const size_t sizes[] = {1, 0, 100, PGM_BLOCK_BYTES, 65536, 9 * PGM_MIB, 65537, 3};
    for (int c = COMPRESSED_FIRST; c <= COMPRESSED_LAST; c++) {
        struct pgm_buf plain = rows(12 * PGM_MIB, 7), file = {0};
        struct pgm_framer *framer = framer_new((enum pgm_compression)c, 0);
        size_t at = 0;
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            encode_onto(framer, plain.data + at, sizes[i], &file);
            at += sizes[i];
        }
        plain.bytes = at;
        assert_decodes((enum pgm_compression)c, &file, &plain);
        cr_assert_lt(file.bytes, plain.bytes / 2);
        pgm_framer_free(framer);
        pgm_buf_free(&plain);
        pgm_buf_free(&file);
    }
}

Test(sink_frame, every_level_comes_back)
{
    struct pgm_buf plain = rows(200000, 3);
    for (int c = COMPRESSED_FIRST; c <= COMPRESSED_LAST; c++) {
        const int most = c == PGM_COMPRESSION_GZIP ? 9 : c == PGM_COMPRESSION_LZ4 ? 12 : 22;
        for (int level = 0; level <= most; level++) {
            struct pgm_buf file = {0};
            struct pgm_framer *framer = framer_new((enum pgm_compression)c, level);
            encode_onto(framer, plain.data, plain.bytes, &file);
            assert_decodes((enum pgm_compression)c, &file, &plain);
            pgm_framer_free(framer);
            pgm_buf_free(&file);
        }
    }
    pgm_buf_free(&plain);
}

Test(sink_frame, bytes_that_do_not_compress_fit)
{
    uint32_t seed = 1;
    struct pgm_buf plain = {0};
    while (plain.bytes < PGM_BLOCK_BYTES) {
        seed = seed * 1664525 + 1013904223;
        pgm_buf_putc(&plain, (char)(seed >> 24));
    }
    for (int c = COMPRESSED_FIRST; c <= COMPRESSED_LAST; c++) {
        struct pgm_buf file = {0};
        struct pgm_framer *framer = framer_new((enum pgm_compression)c, 0);
        encode_onto(framer, plain.data, plain.bytes, &file);
        assert_decodes((enum pgm_compression)c, &file, &plain);
        pgm_framer_free(framer);
        pgm_buf_free(&file);
    }
    pgm_buf_free(&plain);
}

/* Mostly what no match can be found for. */
static struct pgm_buf tokens(size_t bytes)
{
    uint32_t seed = 9;
    struct pgm_buf buf = {0};
    while (buf.bytes < bytes) {
        pgm_buf_puts(&buf, "token\t");
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525 + 1013904223;
            pgm_buf_putc(&buf, (char)('A' + (seed >> 16) % 26));
            pgm_buf_putc(&buf, (char)('a' + (seed >> 24) % 26));
            pgm_buf_putc(&buf, (char)('0' + (seed >> 20) % 10));
        }
        pgm_buf_putc(&buf, '\n');
    }
    return buf;
}

static struct pgm_buf numbers(size_t bytes)
{
    uint32_t seed = 4;
    struct pgm_buf buf = {0};
    for (unsigned row = 1; buf.bytes < bytes; row++) {
        seed = seed * 1664525 + 1013904223;
        pgm_buf_printf(&buf, "%u\t2024-03-%02u\t%u\t%u\t%u.99\n", 100000 + row / 3,
                       1 + row / 900 % 28, 1 + row % 3, 1 + (seed >> 20), seed >> 29);
    }
    return buf;
}

static size_t encoded_bytes(int level, const struct pgm_buf *plain)
{
    struct pgm_buf file = {0};
    struct pgm_framer *framer = framer_new(PGM_COMPRESSION_GZIP, level);
    encode_onto(framer, plain->data, plain->bytes, &file);
    assert_decodes(PGM_COMPRESSION_GZIP, &file, plain);
    const size_t bytes = file.bytes;
    pgm_framer_free(framer);
    pgm_buf_free(&file);
    return bytes;
}

/* Level 1 is always quick and level 7 always thorough; 6 is like one or the other. */
Test(sink_frame, gzip_takes_its_time_for_numbers_only)
{
    struct pgm_buf text = tokens(PGM_BLOCK_BYTES), table = numbers(PGM_BLOCK_BYTES);
    cr_assert_eq(encoded_bytes(6, &text), encoded_bytes(1, &text));
    cr_assert_eq(encoded_bytes(6, &table), encoded_bytes(7, &table));
    cr_assert_neq(encoded_bytes(7, &text), encoded_bytes(1, &text));
    cr_assert_lt(encoded_bytes(6, &table), encoded_bytes(1, &table) * 94 / 100);
    pgm_buf_free(&text);
    pgm_buf_free(&table);
}

Test(sink_frame, none_is_the_input_itself)
{
    struct pgm_framer *framer = framer_new(PGM_COMPRESSION_NONE, 0);
    const uint8_t row[] = "1\tone\n";
    const uint8_t *out;
    size_t bytes;
    cr_assert_eq(pgm_framer_encode(framer, row, 6, &out, &bytes, NULL), PGM_OK);
    cr_assert_eq(out, row);
    cr_assert_eq(bytes, 6);
    pgm_framer_free(framer);
}

/* The programs that users have. */
Test(sink_frame, programs_restore_the_files)
{
    static const char *const programs[] = {[PGM_COMPRESSION_GZIP] = "gzip",
                                           [PGM_COMPRESSION_LZ4] = "lz4",
                                           [PGM_COMPRESSION_ZSTD] = "zstd"};
    for (int c = COMPRESSED_FIRST; c <= COMPRESSED_LAST; c++) {
        char command[256], path[] = "/tmp/pgmirage-frame-XXXXXX";
        snprintf(command, sizeof command, "command -v %s >/dev/null", programs[c]);
        if (system(command) != 0) {
            fprintf(stderr, "skipped: no %s here\n", programs[c]);
            continue;
        }
        struct pgm_buf plain = rows(300000, 5), file = {0};
        struct pgm_framer *framer = framer_new((enum pgm_compression)c, 0);
        encode_onto(framer, plain.data, 100000, &file);
        encode_onto(framer, plain.data + 100000, plain.bytes - 100000, &file);
        const int fd = mkstemp(path);
        cr_assert(fd >= 0 && write(fd, file.data, file.bytes) == (ssize_t)file.bytes);
        close(fd);
        snprintf(command, sizeof command, "%s -dc < %s", programs[c], path);
        FILE *pipe = popen(command, "r");
        char *out = malloc(plain.bytes + 1);
        cr_assert_eq(fread(out, 1, plain.bytes + 1, pipe), plain.bytes);
        cr_assert_eq(pclose(pipe), 0);
        cr_assert(memcmp(out, plain.data, plain.bytes) == 0);
        free(out);
        unlink(path);
        pgm_framer_free(framer);
        pgm_buf_free(&plain);
        pgm_buf_free(&file);
    }
}

Test(sink_frame, forms_of_pg_dump_are_understood)
{
    static const struct {
        const char *text;
        enum pgm_compression compression;
        int level;
    } cases[] = {
        {"none", PGM_COMPRESSION_NONE, 0},
        {"0", PGM_COMPRESSION_NONE, 0},
        {"1", PGM_COMPRESSION_GZIP, 1},
        {"9", PGM_COMPRESSION_GZIP, 9},
        {"gzip", PGM_COMPRESSION_GZIP, 0},
        {"gzip:9", PGM_COMPRESSION_GZIP, 9},
        {"gzip:level=2", PGM_COMPRESSION_GZIP, 2},
        {"zstd", PGM_COMPRESSION_ZSTD, 0},
        {"zstd:3", PGM_COMPRESSION_ZSTD, 3},
        {"zstd:22", PGM_COMPRESSION_ZSTD, 22},
        {"zstd:-5", PGM_COMPRESSION_ZSTD, -5},
        {"zstd:0", PGM_COMPRESSION_ZSTD, 0},
        {"lz4", PGM_COMPRESSION_LZ4, 0},
        {"lz4:1", PGM_COMPRESSION_LZ4, 1},
        {"lz4:12", PGM_COMPRESSION_LZ4, 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum pgm_compression compression;
        int level;
        struct pgm_error error = {0};
        cr_assert_eq(pgm_compression_parse(cases[i].text, &compression, &level, &error), PGM_OK,
                     "%s: %s", cases[i].text, error.message);
        cr_assert_eq(compression, cases[i].compression, "%s", cases[i].text);
        cr_assert_eq(level, cases[i].level, "%s", cases[i].text);
        pgm_framer_free(framer_new(compression, level));
    }
}

Test(sink_frame, other_forms_are_refused_with_a_hint)
{
    static const char *const texts[] = {"",
                                        "10",
                                        "-1",
                                        "00x",
                                        "gz",
                                        "gzipp",
                                        "gzip:",
                                        "gzip:0",
                                        "gzip:10",
                                        "lz4:0",
                                        "lz4:13",
                                        "zstd:23",
                                        "zstd:3x",
                                        "none:1",
                                        "GZIP",
                                        "gzip: 3",
                                        ":3",
                                        "zstd:long",
                                        "zstd:3,long",
                                        "zstd:level=",
                                        "gzip:99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        enum pgm_compression compression;
        int level;
        struct pgm_error error = {0};
        cr_assert_eq(pgm_compression_parse(texts[i], &compression, &level, &error), PGM_BAD_USAGE,
                     "%s", texts[i]);
        cr_assert(error.message[0] && error.hint[0]);
    }
}

Test(sink_frame, names_suffixes_and_limits)
{
    cr_assert_str_eq(pgm_compression_name(PGM_COMPRESSION_NONE), "none");
    cr_assert_str_eq(pgm_compression_suffix(PGM_COMPRESSION_NONE), "");
    cr_assert_str_eq(pgm_compression_suffix(PGM_COMPRESSION_GZIP), ".gz");
    cr_assert_str_eq(pgm_compression_suffix(PGM_COMPRESSION_LZ4), ".lz4");
    cr_assert_str_eq(pgm_compression_suffix(PGM_COMPRESSION_ZSTD), ".zst");
    cr_assert_str_eq(pgm_compression_name(PGM_COMPRESSION_ZSTD), "zstd");
    cr_assert_eq(pgm_codec_zstd.level_min, ZSTD_minCLevel());
    cr_assert_eq(pgm_codec_zstd.level_max, ZSTD_maxCLevel());
    cr_assert_eq(pgm_codec_lz4.level_max, LZ4F_compressionLevel_max());
    struct pgm_error error = {0};
    cr_assert_null(pgm_framer_new(PGM_COMPRESSION_GZIP, 10, &error));
    cr_assert_eq(error.status, PGM_BAD_USAGE);
}
