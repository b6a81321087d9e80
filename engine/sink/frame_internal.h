/* frame_internal.h: what a compression offers to frame.c; one constant a file. */
#ifndef PGM_FRAME_INTERNAL_H
#define PGM_FRAME_INTERNAL_H

#include "frame.h"

struct pgm_codec {
    const char *name, *suffix;
    int level_min, level_max, level_default;
    void *(*open)(int level); /* everything later calls need; NULL: no memory */
    void (*close)(void *state);
    size_t (*bound)(void *state, size_t bytes);
    /* One whole frame. `capacity` is at least bound(bytes). 0: failed. */
    size_t (*encode)(void *state, const uint8_t *data, size_t bytes, uint8_t *out, size_t capacity);
};

extern const struct pgm_codec pgm_codec_gzip, pgm_codec_lz4, pgm_codec_zstd;

#endif
