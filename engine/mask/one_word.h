/*
 * one_word.h: masks whose fake is one word of a list (names, cities, regions, ...), with syllables
 * behind it where as many distinct fakes are wanted as there are originals.
 *
 *   "Ada"  ─ digest ─>  Rosa            cardinality: keep  ─>  Rosa-Kovarutilosena
 */
#ifndef PGM_ONE_WORD_H
#define PGM_ONE_WORD_H

#include "dictionary.h"
#include "draw.h"
#include "mask.h"
#include "syllables.h"

struct pgm_one_word {
    const struct pgm_dictionary *words;
    /* Codes of two and of three letters that go with the words line by line, for originals that look
     * like one; NULL: there are none. */
    const struct pgm_dictionary *two, *three;
    struct pgm_syllables syllables;
};

/* Makes it the mask's state. */
enum pgm_status pgm_one_word_set(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                                 struct pgm_one_word word);
/* The same for the dictionary `name` alone, with the argument PGM_SYLLABLES_ARG. */
enum pgm_status pgm_one_word_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                                     const char *name);
size_t pgm_one_word_bound(const struct pgm_mask *mask, size_t in_bytes);
void pgm_one_word_apply(const struct pgm_mask *mask, struct pgm_batch *batch,
                        enum pgm_draw_purpose purpose);

/* What the classes of these masks have in common. */
#define PGM_ONE_WORD_CLASS(prepare_it, apply_it)                                                   \
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),                                                          \
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE, .prepare = prepare_it,           \
    .bound = pgm_one_word_bound, .apply = apply_it

#endif
