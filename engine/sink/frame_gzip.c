/*
 * frame_gzip.c: gzip members (RFC 1952) through libdeflate.
 *
 * Users mean zlib's levels. For each, the cheapest level of libdeflate whose output over COPY text
 * is at most 1.05 times as large as zlib's; for 9, which asks for the smallest, the cheapest one
 * that is never larger.
 */
#include <libdeflate.h>

#include "frame_internal.h"

static void *open_state(int level)
{
    static const int levels[] = {0, 1, 1, 1, 1, 4, 4, 5, 5, 6};
    return libdeflate_alloc_compressor(levels[level]);
}

static void close_state(void *state)
{
    libdeflate_free_compressor(state);
}

static size_t bound(void *state, size_t bytes)
{
    return libdeflate_gzip_compress_bound(state, bytes);
}

static size_t encode(void *state, const uint8_t *data, size_t bytes, uint8_t *out, size_t capacity)
{
    return libdeflate_gzip_compress(state, data, bytes, out, capacity);
}

const struct pgm_codec pgm_codec_gzip = {.name = "gzip",
                                         .suffix = ".gz",
                                         .level_min = 1,
                                         .level_max = 9,
                                         .level_default = 6,
                                         .open = open_state,
                                         .close = close_state,
                                         .bound = bound,
                                         .encode = encode};
