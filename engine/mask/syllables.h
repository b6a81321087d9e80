/*
 * syllables.h: invented words, to go on where a dictionary ends.
 *
 *   Bessie  +  42 bits of the value's digest  ─>  Bessie-Kovarutilosena     ベシ  ─>  ベシケラミロタナソ
 *
 * `cardinality: keep` gives as many distinct names as there were: two originals get the same syllables
 * with a probability of 2^-42. Seven syllables of 64 each hold those bits.
 */
#ifndef PGM_SYLLABLES_H
#define PGM_SYLLABLES_H

#include "draw.h"
#include "mask.h"

#define PGM_SYLLABLES           7
#define PGM_SYLLABLES_BYTES_MAX (1 + 3 * PGM_SYLLABLES) /* with a hyphen in front */

/* What a mask with the argument keeps of it. */
struct pgm_syllables {
    bool wanted;
    bool kana; /* katakana: for names written without letters */
};

/* The argument's table entry. */
#define PGM_SYLLABLES_ARG                                                                          \
    {                                                                                              \
        .name = "cardinality", .type = PGM_ARG_CHOICE, .default_text = "natural",                  \
        .choices = "natural|keep",                                                                 \
        .help = "keep: as many distinct fakes as originals, by invented syllables behind the word" \
    }

/* Reads `cardinality:`; reports it beside `by:`, which makes fakes follow from something else, and in
 * columns too narrow for all syllables. */
struct pgm_syllables pgm_syllables_read(const struct pgm_mask *mask,
                                        const struct pgm_mask_setup *setup);

/* Digests of the exact values, for the syllables; NULL where none are wanted. In scratch. */
const struct pgm_digest *pgm_syllables_digests(const struct pgm_mask *mask,
                                               const struct pgm_syllables *syllables,
                                               struct pgm_batch *batch);

/* Adds syllables to the word in [start, end); where the mask's limit has no room for both they stand
 * alone, with a capital. PGM_SYLLABLES_BYTES_MAX of room. Returns the new end. */
uint8_t *pgm_syllables_add(const struct pgm_mask *mask, const struct pgm_syllables *syllables,
                           struct pgm_digest digest, uint8_t *start, uint8_t *end);

/* The syllables alone, with a capital, instead of a fake in [start, end) that is longer than the mask's
 * limit, and would lose some of them where it is cut. Returns the new end. */
uint8_t *pgm_syllables_fit(const struct pgm_mask *mask, const struct pgm_syllables *syllables,
                           struct pgm_digest digest, uint8_t *start, uint8_t *end);

#endif
