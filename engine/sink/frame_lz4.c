/*
 * frame_lz4.c: LZ4 frames with content size and checksum.
 *
 * Begin, update and end on one context: LZ4F_compressFrame would make a context for each call.
 * Independent blocks with autoFlush need no buffer inside the context either.
 */
#include <lz4frame.h>
#include <stdlib.h>

#include "frame_internal.h"

struct state {
    LZ4F_cctx *context;
    LZ4F_preferences_t preferences;
};

static void *open_state(int level)
{
    struct state *state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    state->preferences.frameInfo.blockSizeID = LZ4F_max1MB;
    state->preferences.frameInfo.blockMode = LZ4F_blockIndependent;
    state->preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    state->preferences.compressionLevel = level;
    state->preferences.autoFlush = 1;
    if (LZ4F_isError(LZ4F_createCompressionContext(&state->context, LZ4F_VERSION))) {
        free(state);
        return NULL;
    }
    return state;
}

static void close_state(void *opened)
{
    struct state *state = opened;
    LZ4F_freeCompressionContext(state->context);
    free(state);
}

static size_t bound(void *opened, size_t bytes)
{
    const struct state *state = opened;
    return LZ4F_compressFrameBound(bytes, &state->preferences);
}

static size_t encode(void *opened, const uint8_t *data, size_t bytes, uint8_t *out, size_t capacity)
{
    struct state *state = opened;
    static const LZ4F_compressOptions_t options = {.stableSrc = 1};
    state->preferences.frameInfo.contentSize = bytes;
    const size_t begin = LZ4F_compressBegin(state->context, out, capacity, &state->preferences);
    if (LZ4F_isError(begin))
        return 0;
    const size_t body =
        LZ4F_compressUpdate(state->context, out + begin, capacity - begin, data, bytes, &options);
    if (LZ4F_isError(body))
        return 0;
    const size_t end =
        LZ4F_compressEnd(state->context, out + begin + body, capacity - begin - body, &options);
    return LZ4F_isError(end) ? 0 : begin + body + end;
}

const struct pgm_codec pgm_codec_lz4 = {.name = "lz4",
                                        .suffix = ".lz4",
                                        .level_min = 1,
                                        .level_max = 12,
                                        .level_default = 1,
                                        .open = open_state,
                                        .close = close_state,
                                        .bound = bound,
                                        .encode = encode};
