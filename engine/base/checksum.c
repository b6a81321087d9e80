/* checksum.c: a sum of row hashes, so that the order of rows does not matter. */
#include "checksum.h"

#include <stdio.h>

#include "fatal.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static void add(struct pgm_checksum *sum, uint64_t low, uint64_t high)
{
    sum->low += low;
    sum->high += high + (sum->low < low);
}

void pgm_checksum_row(struct pgm_checksum *sum, const void *row, size_t bytes)
{
    const XXH128_hash_t hash = XXH3_128bits(row, bytes);
    add(sum, hash.low64, hash.high64);
}

struct pgm_checksum_stream *pgm_checksum_stream_new(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        pgm_fatal_memory();
    return (struct pgm_checksum_stream *)state;
}

void pgm_checksum_stream_free(struct pgm_checksum_stream *stream)
{
    XXH3_freeState((XXH3_state_t *)stream);
}

void pgm_checksum_row_begin(struct pgm_checksum_stream *stream)
{
    XXH3_128bits_reset((XXH3_state_t *)stream);
}

void pgm_checksum_row_update(struct pgm_checksum_stream *stream, const void *data, size_t bytes)
{
    XXH3_128bits_update((XXH3_state_t *)stream, data, bytes);
}

void pgm_checksum_row_end(struct pgm_checksum_stream *stream, struct pgm_checksum *sum)
{
    const XXH128_hash_t hash = XXH3_128bits_digest((XXH3_state_t *)stream);
    add(sum, hash.low64, hash.high64);
}

void pgm_checksum_merge(struct pgm_checksum *sum, const struct pgm_checksum *other)
{
    add(sum, other->low, other->high);
}

void pgm_checksum_format(const struct pgm_checksum *sum, char text[33])
{
    snprintf(text, 33, "%016llx%016llx", (unsigned long long)sum->high,
             (unsigned long long)sum->low);
}
