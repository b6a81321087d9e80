/* words.c: see words.h. */
#include "words.h"

#include <string.h>

#include "chars.h"

#define TRIES_MAX      8
#define NEUTRAL_LOCALE "en_US"

/* Invented, of no language: a locale may have its own, else it takes these. */
static const char *const neutral_names[] = {"company_heads", "company_tails", "lorem_words"};

static bool is_neutral(const char *name)
{
    for (size_t i = 0; i < sizeof neutral_names / sizeof *neutral_names; i++)
        if (strcmp(neutral_names[i], name) == 0)
            return true;
    return false;
}

static bool fits(const struct pgm_dictionary *dictionary, const struct pgm_mask_setup *setup)
{
    if (dictionary->ascii || !setup->utf8)
        return dictionary->ascii;
    for (uint32_t i = 0; i < dictionary->count; i++)
        if (!pgm_chars_fit(pgm_span_of(dictionary->words[i].text), setup->code_max))
            return false;
    return true;
}

bool pgm_words_fit(const struct pgm_mask_setup *setup, const char *locale)
{
    for (size_t i = 0; i < pgm_dictionary_count; i++)
        if (strcmp(pgm_dictionaries[i].locale, locale) == 0 && !fits(&pgm_dictionaries[i], setup))
            return false;
    return true;
}

const struct pgm_dictionary *pgm_words_find(const struct pgm_mask_setup *setup, const char *name)
{
    const struct pgm_dictionary *found = pgm_dictionary_find(pgm_mask_setup_locale(setup), name);
    if (!found && is_neutral(name))
        found = pgm_dictionary_find(NEUTRAL_LOCALE, name);
    if (!found)
        pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                       "rules/locales has the locales there are", "locale %s has no %s",
                       pgm_mask_setup_locale(setup), name);
    else if (!fits(found, setup)) {
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "choose locale en_US for this domain",
                       "the database's encoding may not hold all letters of locale %s; UTF8 does",
                       pgm_mask_setup_locale(setup));
        found = NULL;
    }
    return found;
}

/* The search knows the letter cases of ASCII. A word beyond it is looked for as it will be written. */
static bool is_of_original(const struct pgm_dictionary *dictionary, const struct pgm_word *word,
                           struct pgm_span original, int32_t max_chars)
{
    uint8_t cased[PGM_WORD_TEXT_BYTES];
    struct pgm_span text = {(const uint8_t *)word->text, word->bytes};
    if (!dictionary->ascii) {
        memcpy(cased, word->text, sizeof cased);
        pgm_chars_set_case(cased, word->bytes, pgm_chars_case(original));
        text.data = cased;
    }
    text.bytes = pgm_chars_cut(text, true, max_chars);
    return pgm_chars_have_word(original, (const char *)text.data, text.bytes);
}

/* A text full of names, or a column of one character: any word behind `word` that is not there. */
static const struct pgm_word *any_but(const struct pgm_dictionary *dictionary,
                                      const struct pgm_word *word, struct pgm_span original,
                                      int32_t max_chars)
{
    uint32_t slot = (uint32_t)(word - dictionary->words);
    for (uint32_t i = 0; i < dictionary->count; i++) {
        slot = slot + 1 < dictionary->count ? slot + 1 : 0;
        if (!is_of_original(dictionary, &dictionary->words[slot], original, max_chars))
            break;
    }
    return &dictionary->words[slot];
}

const struct pgm_word *pgm_words_draw_on(const struct pgm_dictionary *dictionary,
                                         const struct pgm_word *word, struct pgm_draw *draw,
                                         struct pgm_span original, int32_t max_chars)
{
    for (int tries = 1; is_of_original(dictionary, word, original, max_chars); tries++) {
        if (tries == TRIES_MAX)
            return any_but(dictionary, word, original, max_chars);
        word = &dictionary->words[pgm_dictionary_draw(dictionary, pgm_draw_next(draw))];
    }
    return word;
}
