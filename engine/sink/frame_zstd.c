/* frame_zstd.c: zstd frames (RFC 8878) with content size and checksum. */
#include <zstd.h>

#include "frame_internal.h"

static void *open_state(int level)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (context && (ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) ||
                    ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)))) {
        ZSTD_freeCCtx(context);
        return NULL;
    }
    return context;
}

static void close_state(void *state)
{
    ZSTD_freeCCtx(state);
}

static size_t bound(void *state, size_t bytes)
{
    (void)state;
    return ZSTD_compressBound(bytes);
}

static size_t encode(void *state, const uint8_t *data, size_t bytes, uint8_t *out, size_t capacity)
{
    const size_t result = ZSTD_compress2(state, out, capacity, data, bytes);
    return ZSTD_isError(result) ? 0 : result;
}

/* The lowest level is ZSTD_minCLevel(), which is no constant. */
const struct pgm_codec pgm_codec_zstd = {.name = "zstd",
                                         .suffix = ".zst",
                                         .level_min = -(1 << 17),
                                         .level_max = 22,
                                         .level_default = 3,
                                         .open = open_state,
                                         .close = close_state,
                                         .bound = bound,
                                         .encode = encode};
