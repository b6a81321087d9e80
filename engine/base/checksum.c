/* checksum.c: a sum of row hashes, so that the order of rows does not matter. */
#include "checksum.h"

#include <stdio.h>

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

void pgm_checksum_merge(struct pgm_checksum *sum, const struct pgm_checksum *other)
{
    add(sum, other->low, other->high);
}

void pgm_checksum_format(const struct pgm_checksum *sum, char text[33])
{
    snprintf(text, 33, "%016llx%016llx", (unsigned long long)sum->high,
             (unsigned long long)sum->low);
}
