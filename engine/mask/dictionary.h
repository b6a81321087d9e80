/*
 * dictionary.h: words to draw fakes from, weighted by how frequent they are.
 *
 * The build turns rules/locales/<locale>/<name>.txt into constants (embed/dictionary_embed.c), each
 * with an alias table (Walker 1977; built as in Vose, IEEE TSE 1991): one draw is one multiplication
 * and one look-up, whatever the weights. Nothing is built or allocated while running.
 */
#ifndef PGM_DICTIONARY_H
#define PGM_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prf.h"

#define PGM_WORD_TEXT_BYTES 25

/* A word is copied as one piece of this size, wherever its text ends: a fixed copy is a few
 * instructions. Writers keep as many bytes of room behind their output. */
#define PGM_WORD_BYTES 32

struct pgm_word {
    char text[PGM_WORD_TEXT_BYTES]; /* UTF-8, zero padded */
    uint8_t bytes;                  /* of text, without the NUL */
    uint8_t unused[PGM_WORD_BYTES - PGM_WORD_TEXT_BYTES - 1];
};
_Static_assert(sizeof(struct pgm_word) == PGM_WORD_BYTES, "two words a cache line");

/* Apart from the words: draws look at slots alone, which stay in the cache of a core. */
struct pgm_slot {
    uint32_t threshold; /* of 2^32: below it the slot's own word is drawn, else its alias */
    uint32_t alias;
};

struct pgm_dictionary {
    const char *locale; /* "en_US" */
    const char *name;   /* "given_names" */
    const struct pgm_word *words;
    const struct pgm_slot *slots; /* one a word */
    uint32_t count;
    uint8_t bytes_max; /* of the longest word */
    bool ascii;
    bool letters; /* ASCII letters only */
};

/* NULL: this locale has none of that name. */
const struct pgm_dictionary *pgm_dictionary_find(const char *locale, const char *name);

/* The word for 64 random bits: the high ones choose the slot, the low ones between it and its
 * alias. */
static inline uint32_t pgm_dictionary_draw(const struct pgm_dictionary *dictionary, uint64_t random)
{
    const uint32_t at = (uint32_t)pgm_reduce(random, dictionary->count);
    const struct pgm_slot *slot = &dictionary->slots[at];
    /* Without a branch: it would be guessed wrong every other time. */
    const uint32_t is_alias = 0u - ((uint32_t)random >= slot->threshold);
    return at ^ ((at ^ slot->alias) & is_alias);
}

/* What the generated file defines; `count` of them. */
extern const struct pgm_dictionary pgm_dictionaries[];
extern const size_t pgm_dictionary_count;

#endif
