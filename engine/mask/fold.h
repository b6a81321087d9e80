/*
 * fold.h: names as they stand in addresses, of ASCII letters and digits.
 *
 *   given_names     Łukasz   Anne-Marie   翔太    the same draws, so the same person
 *   folded          lukasz   annemarie    Shota
 *
 * Letters of Latin scripts lose their marks (fold.c). What has no Latin letters is romanised by a
 * dictionary of its own that goes with the other word by word, given_names_ascii.
 */
#ifndef PGM_FOLD_H
#define PGM_FOLD_H

#include "dictionary.h"
#include "draw.h"
#include "mask.h"

/* Writes the name's ASCII letters and digits, zero padded; returns how many there are. */
uint8_t pgm_fold_name(struct pgm_span name, char out[static PGM_WORD_TEXT_BYTES]);

struct pgm_folded {
    const struct pgm_dictionary *names; /* NULL: reported */
    const struct pgm_word *words;       /* as many, folded; of each only text and bytes count */
    uint8_t bytes_max;                  /* of the longest folded word */
};

/* The dictionary `name` of the domain's locale, folded, or as its dictionary `ascii_name` has it.
 * Lives as long as setup->arena; findings go to setup->report. */
struct pgm_folded pgm_folded_find(const struct pgm_mask_setup *setup, const char *name,
                                  const char *ascii_name);

/* The next name of the stream that stands in `original` neither as it is nor folded: its folded form.
 * Names drawn with pgm_words_draw() are the same but where one form alone stands in an original. */
const struct pgm_word *pgm_folded_draw(const struct pgm_folded *folded, struct pgm_draw *draw,
                                       struct pgm_span original);

#endif
