/* locales.c: see locales.h. */
#include "locales.h"

#include <stdbool.h>
#include <string.h>

#include "chars.h"
#include "dictionary.h"

#define WORD_BYTES_MAX   (PGM_WORD_TEXT_BYTES - 1) /* no key is longer */
#define TAG_BYTES_MAX    64
#define SUBTAG_BYTES_MAX 8 /* RFC 5646, 2.1 */

/* ---- building ------------------------------------------------------------------------------ */

static void put(struct pgm_locales *locales, struct pgm_map *map, struct pgm_arena *arena,
                const struct pgm_word *word, size_t index)
{
    char *key = pgm_arena_strndup(arena, word->text, word->bytes);
    pgm_chars_set_case((uint8_t *)key, word->bytes, PGM_CASE_LOWER);
    pgm_map_put(map, pgm_span_of(key), &locales->names[index]);
}

/* The lists of countries and of their codes go with one another line by line. */
static bool is_of_countries(const struct pgm_dictionary *dictionary)
{
    return strcmp(dictionary->name, "countries") == 0 ||
           strcmp(dictionary->name, "country_codes_2") == 0 ||
           strcmp(dictionary->name, "country_codes_3") == 0;
}

static void put_country(struct pgm_locales *locales, struct pgm_arena *arena, uint32_t line,
                        size_t index)
{
    for (size_t i = 0; i < pgm_dictionary_count; i++)
        if (is_of_countries(&pgm_dictionaries[i]) && line < pgm_dictionaries[i].count)
            put(locales, &locales->words, arena, &pgm_dictionaries[i].words[line], index);
}

static bool is_language(struct pgm_span word)
{
    return word.bytes == 2 && pgm_is_lower(word.data[0]) && pgm_is_lower(word.data[1]);
}

static void put_home(struct pgm_locales *locales, struct pgm_arena *arena,
                     const struct pgm_word *word, size_t index)
{
    const struct pgm_dictionary *codes = pgm_dictionary_find("en_US", "country_codes_2");
    if (is_language(pgm_span_of(word->text))) {
        put(locales, &locales->languages, arena, word, index);
        return;
    }
    put(locales, &locales->words, arena, word, index);
    for (uint32_t line = 0; codes && line < codes->count; line++)
        if (strcmp(codes->words[line].text, word->text) == 0)
            put_country(locales, arena, line, index);
}

static void release(void *object)
{
    struct pgm_locales *locales = object;
    pgm_map_free(&locales->words);
    pgm_map_free(&locales->languages);
}

const struct pgm_locales *pgm_locales_new(struct pgm_arena *arena)
{
    struct pgm_locales *locales = PGM_ARENA_NEW(arena, struct pgm_locales);
    pgm_arena_defer(arena, release, locales);
    for (size_t i = 0; i < pgm_dictionary_count && locales->count < PGM_LOCALES_MAX; i++) {
        const struct pgm_dictionary *homes = &pgm_dictionaries[i];
        if (strcmp(homes->name, "homes") != 0)
            continue;
        const size_t index = locales->count++;
        locales->names[index] = homes->locale;
        for (uint32_t k = 0; k < homes->count; k++)
            put_home(locales, arena, &homes->words[k], index);
    }
    return locales;
}

/* ---- finding ------------------------------------------------------------------------------- */

/* In any letter case; NULL: not there. */
static const char *const *find(const struct pgm_map *map, struct pgm_span word)
{
    uint8_t lower[WORD_BYTES_MAX];
    if (word.bytes == 0 || word.bytes > sizeof lower)
        return NULL;
    memcpy(lower, word.data, word.bytes);
    pgm_chars_set_case(lower, word.bytes, PGM_CASE_LOWER);
    return pgm_map_get(map, (struct pgm_span){lower, word.bytes});
}

struct tag {
    struct pgm_span language, region; /* region.data NULL: none */
};

static size_t subtag_bytes(struct pgm_span text, size_t at)
{
    size_t end = at;
    while (end < text.bytes && (pgm_is_letter(text.data[end]) || pgm_is_digit(text.data[end])))
        end++;
    return end - at;
}

/* `de-AT`, `zh_Hant_TW`, `de_DE.UTF-8@euro`. False: it is no tag of more than a language. */
static bool read_tag(struct pgm_span text, struct tag *tag)
{
    size_t at = subtag_bytes(text, 0);
    *tag = (struct tag){.language = {text.data, at}};
    if (text.bytes > TAG_BYTES_MAX || at < 2 || at > 3 || at == text.bytes)
        return false;
    while (at < text.bytes && (text.data[at] == '-' || text.data[at] == '_')) {
        const size_t bytes = subtag_bytes(text, ++at);
        if (bytes == 0 || bytes > SUBTAG_BYTES_MAX)
            return false;
        if (bytes == 2 && !tag->region.data)
            tag->region = (struct pgm_span){text.data + at, bytes};
        at += bytes;
    }
    /* What POSIX puts behind it, the character set and a modifier, says nothing here. */
    return at == text.bytes || text.data[at] == '.' || text.data[at] == '@';
}

/* The language decides; of its locales that of the region, if there is one. */
static const char *const *find_tag(const struct pgm_locales *locales, const struct tag *tag)
{
    const char *const *of_language = find(&locales->languages, tag->language);
    const char *const *of_region = tag->region.data ? find(&locales->words, tag->region) : NULL;
    const bool agree = of_language && of_region && strncmp(*of_language, *of_region, 3) == 0;
    return agree ? of_region : of_language;
}

uint8_t pgm_locales_find(const struct pgm_locales *locales, struct pgm_span value)
{
    const struct pgm_span word = pgm_chars_trim(value);
    const char *const *found = NULL;
    struct tag tag;
    if (is_language(word))
        found = find(&locales->languages, word);
    if (!found)
        found = find(&locales->words, word);
    if (!found)
        found = read_tag(word, &tag) ? find_tag(locales, &tag) : find(&locales->languages, word);
    return found ? (uint8_t)(found - locales->names) : PGM_LOCALE_OWN;
}
