/*
 * dictionary_words.c: the embedded dictionaries of names and places as one table to look words up in,
 * folded: "Łukasz", "LUKASZ" and "lukasz" are one word. A word may be several things in several locales.
 */
#include <string.h>

#include "detect_internal.h"
#include "dictionary.h"

#define KEY_BYTES 48

static const struct {
    const char *name;
    uint32_t bit;
} wanted[] = {
    {"given_names", PGM_WORD_GIVEN},
    {"given_names_ascii", PGM_WORD_GIVEN},
    {"family_names", PGM_WORD_FAMILY},
    {"family_names_ascii", PGM_WORD_FAMILY},
    {"cities", PGM_WORD_CITY},
    {"countries", PGM_WORD_COUNTRY},
    {"regions", PGM_WORD_REGION},
    {"job_titles", PGM_WORD_JOB},
    {"company_suffixes", PGM_WORD_COMPANY},
    {"country_codes_2", PGM_WORD_COUNTRY_CODE},
    {"country_codes_3", PGM_WORD_COUNTRY_CODE},
};

static const char *const locale_names[] = {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT",
                                           "pt_BR", "nl_NL", "pl_PL", "sv_SE", "ja_JP"};
_Static_assert(sizeof locale_names / sizeof *locale_names <= PGM_LOCALES_MAX, "a bit for each");

const char *pgm_locale_name(size_t bit)
{
    return bit < sizeof locale_names / sizeof *locale_names ? locale_names[bit] : NULL;
}

static uint32_t locale_bit(const char *locale)
{
    for (size_t i = 0; i < sizeof locale_names / sizeof *locale_names; i++)
        if (strcmp(locale_names[i], locale) == 0)
            return 1u << i;
    return 0;
}

static void add(struct pgm_detector *detector, const struct pgm_word *word, uint32_t bit,
                uint32_t locale)
{
    char key[KEY_BYTES];
    const size_t bytes =
        pgm_fold_text((struct pgm_span){(const uint8_t *)word->text, word->bytes}, key, sizeof key);
    struct pgm_known_word *known =
        pgm_map_get(&detector->dictionary, (struct pgm_span){(uint8_t *)key, bytes});
    if (bytes == 0)
        return;
    if (!known) {
        const char *kept = pgm_arena_strndup(&detector->arena, key, bytes);
        known = PGM_ARENA_NEW(&detector->arena, struct pgm_known_word);
        pgm_map_put(&detector->dictionary, (struct pgm_span){(const uint8_t *)kept, bytes}, known);
    }
    known->bits |= bit;
    known->locales |= locale;
}

void pgm_dictionary_words_load(struct pgm_detector *detector)
{
    for (size_t d = 0; d < pgm_dictionary_count; d++) {
        const struct pgm_dictionary *dictionary = &pgm_dictionaries[d];
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
            for (uint32_t w = 0;
                 strcmp(wanted[i].name, dictionary->name) == 0 && w < dictionary->count; w++)
                add(detector, &dictionary->words[w], wanted[i].bit, locale_bit(dictionary->locale));
    }
}

const struct pgm_known_word *pgm_known_word(const struct pgm_detector *detector,
                                            struct pgm_span text)
{
    char key[KEY_BYTES];
    const size_t bytes = pgm_fold_text(text, key, sizeof key);
    return bytes > 0 && bytes < sizeof key
               ? pgm_map_get(&detector->dictionary, (struct pgm_span){(uint8_t *)key, bytes})
               : NULL;
}
