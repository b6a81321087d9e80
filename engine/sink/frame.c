/*
 * frame.c: one frame a block, in a buffer that is sized before the first.
 *
 *   block of rows ──codec──> | frame |      a file is | frame | frame | ... |, in any order
 */
#include "frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "frame_internal.h"
#include "limits.h"

#define FORMS "use none, 0 to 9, gzip[:1-9], lz4[:1-12] or zstd[:1-22]"

struct pgm_framer {
    const struct pgm_codec *codec; /* NULL: no compression */
    void *state;
    uint8_t *buffer;
    size_t capacity;
    size_t capacity_usual; /* holds the frame of any block that is not oversize */
};

#define CODEC_COUNT ((size_t)PGM_COMPRESSION_ZSTD + 1)

static const struct pgm_codec *const codecs[CODEC_COUNT] = {
    [PGM_COMPRESSION_NONE] = NULL,
    [PGM_COMPRESSION_GZIP] = &pgm_codec_gzip,
    [PGM_COMPRESSION_LZ4] = &pgm_codec_lz4,
    [PGM_COMPRESSION_ZSTD] = &pgm_codec_zstd};

static enum pgm_status check_level(const struct pgm_codec *codec, long level,
                                   struct pgm_error *error)
{
    if (level >= codec->level_min && level <= codec->level_max)
        return PGM_OK;
    const enum pgm_status status =
        pgm_fail(error, PGM_BAD_USAGE, "%s has no compression level %ld", codec->name, level);
    pgm_hint(error, FORMS);
    return status;
}

static enum pgm_status set_capacity(struct pgm_framer *framer, size_t capacity,
                                    struct pgm_error *error)
{
    free(framer->buffer); /* its bytes are not wanted any more */
    framer->buffer = malloc(capacity);
    framer->capacity = framer->buffer ? capacity : 0;
    return framer->buffer ? PGM_OK : pgm_fail_memory(error);
}

static enum pgm_status set_up(struct pgm_framer *framer, int level, struct pgm_error *error)
{
    if (!framer->codec)
        return PGM_OK;
    if (level == 0)
        level = framer->codec->level_default;
    PGM_TRY(check_level(framer->codec, level, error));
    framer->state = framer->codec->open(level);
    if (!framer->state)
        return pgm_fail_memory(error);
    framer->capacity_usual = framer->codec->bound(framer->state, PGM_BLOCK_BYTES);
    return set_capacity(framer, framer->capacity_usual, error);
}

struct pgm_framer *pgm_framer_new(enum pgm_compression compression, int level,
                                  struct pgm_error *error)
{
    struct pgm_framer *framer = calloc(1, sizeof *framer);
    if (!framer) {
        pgm_fail_memory(error);
        return NULL;
    }
    framer->codec = codecs[compression];
    if (set_up(framer, level, error) != PGM_OK) {
        pgm_framer_free(framer);
        return NULL;
    }
    return framer;
}

void pgm_framer_free(struct pgm_framer *framer)
{
    if (!framer)
        return;
    if (framer->state)
        framer->codec->close(framer->state);
    free(framer->buffer);
    free(framer);
}

enum pgm_status pgm_framer_encode(struct pgm_framer *framer, const uint8_t *data, size_t bytes,
                                  const uint8_t **out, size_t *out_bytes, struct pgm_error *error)
{
    if (!framer->codec) {
        *out = data;
        *out_bytes = bytes;
        return PGM_OK;
    }
    /* The memory of an oversize row goes with the next block of a usual size. */
    const size_t needed = framer->codec->bound(framer->state, bytes);
    const bool oversize_over =
        needed <= framer->capacity_usual && framer->capacity > framer->capacity_usual;
    if (needed > framer->capacity || oversize_over)
        PGM_TRY(set_capacity(
            framer, needed > framer->capacity_usual ? needed : framer->capacity_usual, error));
    *out = framer->buffer;
    *out_bytes =
        framer->codec->encode(framer->state, data, bytes, framer->buffer, framer->capacity);
    if (*out_bytes == 0)
        return pgm_fail(error, PGM_FAILED, "%s could not compress a block", framer->codec->name);
    return PGM_OK;
}

static enum pgm_status bad_form(const char *text, struct pgm_error *error)
{
    const enum pgm_status status =
        pgm_fail(error, PGM_BAD_USAGE, "\"%.64s\" is no compression", text);
    pgm_hint(error, FORMS);
    return status;
}

/* A whole text as a number. */
static bool read_number(const char *text, long *number)
{
    char *end;
    errno = 0;
    *number = strtol(text, &end, 10);
    const bool begins_as_number = *text == '-' || (*text >= '0' && *text <= '9');
    return begins_as_number && end != text && *end == '\0' && errno == 0;
}

enum pgm_status pgm_compression_parse(const char *text, enum pgm_compression *compression,
                                      int *level, struct pgm_error *error)
{
    long number;
    *compression = PGM_COMPRESSION_NONE;
    *level = 0;
    if (strcmp(text, "none") == 0 || strcmp(text, "0") == 0)
        return PGM_OK;
    if (read_number(text, &number)) { /* pg_dump's old form is gzip's level */
        PGM_TRY(check_level(&pgm_codec_gzip, number, error));
        *compression = PGM_COMPRESSION_GZIP;
        *level = (int)number;
        return PGM_OK;
    }
    const size_t name_bytes = strcspn(text, ":");
    size_t i = PGM_COMPRESSION_GZIP;
    while (i < CODEC_COUNT &&
           (strncmp(text, codecs[i]->name, name_bytes) != 0 || codecs[i]->name[name_bytes] != '\0'))
        i++;
    if (i == CODEC_COUNT)
        return bad_form(text, error);
    if (text[name_bytes] == ':') {
        const char *detail = text + name_bytes + 1;
        if (strncmp(detail, "level=", 6) == 0)
            detail += 6;
        if (!read_number(detail, &number))
            return bad_form(text, error);
        /* 0 would be taken for the default; pg_dump has it for zstd only, where it means that. */
        if (number != 0 || i != PGM_COMPRESSION_ZSTD)
            PGM_TRY(check_level(codecs[i], number, error));
        *level = (int)number;
    }
    *compression = (enum pgm_compression)i;
    return PGM_OK;
}

const char *pgm_compression_name(enum pgm_compression compression)
{
    return codecs[compression] ? codecs[compression]->name : "none";
}

const char *pgm_compression_suffix(enum pgm_compression compression)
{
    return codecs[compression] ? codecs[compression]->suffix : "";
}
