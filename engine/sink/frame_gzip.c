/*
 * frame_gzip.c: gzip members (RFC 1952), each made by whichever of two encoders is worth its time.
 *
 *   a sample of the block ── both ──> the thorough one much smaller? ── yes ──> libdeflate
 *                                                └──────────────────── no ───> ISA-L, 3-4 times as fast
 *
 * Text compresses nearly as well either way. Columns of numbers do not: their matches are short, and
 * the one that saves most has to be looked for. A sample is enough to tell, for neighbouring rows are of
 * one table. Users mean zlib's levels, and for each the output over a whole shop's COPY text is at most
 * 1.05 times as large as zlib's; a table of numbers alone may be more above it (bench/NOTES.md).
 */
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stdlib.h>

#include "frame_internal.h"

#define SAMPLE_BYTES 32768
/* Below which share of the quick encoder's size the thorough one's pays, in percent. */
#define WORTH_PERCENT 94

enum choice { QUICK, WHICHEVER, THOROUGH };

/* For each of zlib's levels. The thorough encoder takes over, too, what the quick one cannot fit. */
static const struct {
    enum choice choice;
    int thorough_level;
} levels[] = {
    [1] = {QUICK, 1},     [2] = {QUICK, 1},     [3] = {QUICK, 1},
    [4] = {WHICHEVER, 5}, [5] = {WHICHEVER, 5}, [6] = {WHICHEVER, 5},
    [7] = {THOROUGH, 5},  [8] = {THOROUGH, 5},  [9] = {THOROUGH, 6},
};

struct state {
    enum choice choice;
    struct libdeflate_compressor *thorough;
    struct isal_zstream stream;
    uint8_t tables[ISAL_DEF_LVL3_EXTRA_LARGE];
    uint8_t sample[2 * SAMPLE_BYTES]; /* as it was compressed; nobody looks at it */
};

static void *open_state(int level)
{
    struct state *state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    state->choice = levels[level].choice;
    state->thorough = libdeflate_alloc_compressor(levels[level].thorough_level);
    if (!state->thorough) {
        free(state);
        return NULL;
    }
    return state;
}

static void close_state(void *opened)
{
    struct state *state = opened;
    libdeflate_free_compressor(state->thorough);
    free(state);
}

static size_t bound(void *opened, size_t bytes)
{
    const struct state *state = opened;
    return libdeflate_gzip_compress_bound(state->thorough, bytes);
}

/* 0: it did not fit. */
static size_t encode_quickly(struct state *state, const uint8_t *data, size_t bytes, uint8_t *out,
                             size_t capacity)
{
    struct isal_zstream *stream = &state->stream;
    if (bytes > UINT32_MAX || capacity > UINT32_MAX)
        return 0;
    isal_deflate_init(stream);
    stream->gzip_flag = IGZIP_GZIP;
    stream->level = 3;
    stream->level_buf = state->tables;
    stream->level_buf_size = sizeof state->tables;
    stream->end_of_stream = 1;
    stream->next_in = (uint8_t *)data; /* only read */
    stream->avail_in = (uint32_t)bytes;
    stream->next_out = out;
    stream->avail_out = (uint32_t)capacity;
    if (isal_deflate(stream) != COMP_OK || stream->internal_state.state != ZSTATE_END)
        return 0;
    return stream->total_out;
}

static bool is_worth_more(struct state *state, const uint8_t *data, size_t bytes)
{
    const size_t sample_bytes = bytes < SAMPLE_BYTES ? bytes : SAMPLE_BYTES;
    const uint8_t *sample = data + (bytes - sample_bytes) / 2;
    const size_t quick =
        encode_quickly(state, sample, sample_bytes, state->sample, sizeof state->sample);
    const size_t thorough = libdeflate_gzip_compress(state->thorough, sample, sample_bytes,
                                                     state->sample, sizeof state->sample);
    return quick == 0 || 100 * thorough < WORTH_PERCENT * quick;
}

static size_t encode(void *opened, const uint8_t *data, size_t bytes, uint8_t *out, size_t capacity)
{
    struct state *state = opened;
    size_t made = 0;
    if (state->choice == QUICK ||
        (state->choice == WHICHEVER && !is_worth_more(state, data, bytes)))
        made = encode_quickly(state, data, bytes, out, capacity);
    if (made == 0)
        made = libdeflate_gzip_compress(state->thorough, data, bytes, out, capacity);
    return made;
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
