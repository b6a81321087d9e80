/*
 * words.h: drawing words that the original does not hold.
 *
 * The draws of one purpose come in a fixed order, and the first word that is none of the original's
 * is taken. Columns with one subject therefore agree: whoever is `Mary` in first_name is `Mary` in
 * full_name and in her e-mail.
 *
 *   subject ─ digest ─> Mary, Peter, Ann, ...        original "Ann"        ─> Mary
 *                                                    original "Mary"       ─> Peter
 *                                                    original "Mary Smith" ─> Peter
 *
 * They part only where a drawn word stands in one original and not in the other, as the given name
 * Taylor drawn for Ann Taylor: her first_name may become Taylor, her full_name may not. That is rarer
 * than 1 in 1,000 for usual names; no draw without a look at the row's other columns can avoid it.
 */
#ifndef PGM_WORDS_H
#define PGM_WORDS_H

#include "chars.h"
#include "dictionary.h"
#include "draw.h"
#include "mask.h"

/* The dictionary of the setup's locale; that of en_US for words of no language (syllables of
 * companies, filler) where the locale has none. NULL: there is none, or it does not fit the database's
 * encoding (reported). */
const struct pgm_dictionary *pgm_words_find(const struct pgm_mask_setup *setup, const char *name);

/* Whether text may hold all letters of a locale, whichever of its dictionaries are drawn from. */
bool pgm_words_fit(const struct pgm_mask_setup *setup, const char *locale);

/* `word` is drawn; the next of the stream where it may not be taken. */
const struct pgm_word *pgm_words_draw_on(const struct pgm_dictionary *dictionary,
                                         const struct pgm_word *word, struct pgm_draw *draw,
                                         struct pgm_span original, int32_t max_chars);

/* The next word of the stream whose first `max_chars` characters (0: all) are no word of
 * `original`. */
static inline const struct pgm_word *pgm_words_draw(const struct pgm_dictionary *dictionary,
                                                    struct pgm_draw *draw, struct pgm_span original,
                                                    int32_t max_chars)
{
    const struct pgm_word *word =
        &dictionary->words[pgm_dictionary_draw(dictionary, pgm_draw_next(draw))];
    const bool is_whole = max_chars <= 0 || word->bytes <= max_chars;
    if (is_whole && dictionary->ascii &&
        !pgm_chars_may_have_word(original, word->text, word->bytes))
        return word;
    return pgm_words_draw_on(dictionary, word, draw, original, max_chars);
}

/* Copies a word's text; PGM_WORD_BYTES of room. Returns behind it. */
static inline uint8_t *pgm_words_write(const struct pgm_word *word, uint8_t *out)
{
    memcpy(out, word, PGM_WORD_BYTES);
    return out + word->bytes;
}

#endif
