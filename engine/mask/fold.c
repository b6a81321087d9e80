/* fold.c: see fold.h. */
#include "fold.h"

#include <string.h>
#include <utf8proc.h>

#include "chars.h"
#include "words.h"

#define TRIES_MAX 8

/* Letters of names that are no letter with a mark to Unicode, so that decomposing leaves them. */
static const struct {
    utf8proc_int32_t code;
    const char *ascii;
} plain_letters[] = {
    {0x00e6, "ae"}, /* æ */
    {0x00f0, "d"},  /* ð */
    {0x00f8, "o"},  /* ø */
    {0x00fe, "th"}, /* þ */
    {0x0111, "d"},  /* đ */
    {0x0127, "h"},  /* ħ */
    {0x0131, "i"},  /* ı */
    {0x0133, "ij"}, /* ĳ */
    {0x0142, "l"},  /* ł */
    {0x014b, "n"},  /* ŋ */
    {0x0153, "oe"}, /* œ */
    {0x0167, "t"},  /* ŧ */
};

/* Nothing for what has no place in an address. */
static const char *find_ascii(utf8proc_int32_t code, char letter[static 2])
{
    letter[0] = letter[1] = '\0';
    if (code < 0x80 && (pgm_is_letter((uint8_t)code) || pgm_is_digit((uint8_t)code)))
        letter[0] = (char)code;
    for (size_t i = 0; i < sizeof plain_letters / sizeof *plain_letters; i++)
        if (plain_letters[i].code == code)
            return plain_letters[i].ascii;
    return letter;
}

uint8_t pgm_fold_name(struct pgm_span name, char out[static PGM_WORD_TEXT_BYTES])
{
    utf8proc_int32_t codes[4 * PGM_WORD_TEXT_BYTES];
    /* Case folding makes ss of a sharp s. */
    const utf8proc_ssize_t count =
        utf8proc_decompose(name.data, (utf8proc_ssize_t)name.bytes, codes,
                           sizeof codes / sizeof *codes, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
    memset(out, 0, PGM_WORD_TEXT_BYTES);
    size_t bytes = 0;
    for (utf8proc_ssize_t i = 0; i < count && i < (utf8proc_ssize_t)(sizeof codes / sizeof *codes);
         i++) {
        char letter[2];
        for (const char *at = find_ascii(codes[i], letter); *at; at++)
            if (bytes < PGM_WORD_TEXT_BYTES - 1)
                out[bytes++] = *at;
    }
    return (uint8_t)bytes;
}

/* NULL: a name has no letter that ASCII knows. */
static struct pgm_word *fold_words(const struct pgm_dictionary *names, struct pgm_arena *arena,
                                   uint8_t *bytes_max)
{
    struct pgm_word *words = pgm_arena_alloc(arena, names->count * sizeof *words);
    *bytes_max = 0;
    for (uint32_t i = 0; i < names->count; i++) {
        const struct pgm_word *name = &names->words[i];
        words[i].bytes = pgm_fold_name((struct pgm_span){(const uint8_t *)name->text, name->bytes},
                                       words[i].text);
        if (words[i].bytes == 0)
            return NULL;
        *bytes_max = words[i].bytes > *bytes_max ? words[i].bytes : *bytes_max;
    }
    return words;
}

struct pgm_folded pgm_folded_find(const struct pgm_mask_setup *setup, const char *name,
                                  const char *ascii_name)
{
    struct pgm_folded folded = {.names = pgm_words_find(setup, name)};
    if (!folded.names)
        return folded;
    const struct pgm_dictionary *romanised =
        pgm_dictionary_find(pgm_mask_setup_locale(setup), ascii_name);
    const struct pgm_dictionary *source =
        romanised && romanised->count == folded.names->count ? romanised : folded.names;
    if (source->letters) {
        folded.words = source->words;
        folded.bytes_max = source->bytes_max;
    } else {
        folded.words = fold_words(source, setup->arena, &folded.bytes_max);
    }
    if (!folded.words)
        pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                       "such a locale needs a dictionary of them romanised",
                       "locale %s has %s that cannot stand in an address",
                       pgm_mask_setup_locale(setup), name);
    return folded;
}

const struct pgm_word *pgm_folded_draw(const struct pgm_folded *folded, struct pgm_draw *draw,
                                       struct pgm_span original)
{
    const struct pgm_dictionary *names = folded->names;
    uint32_t slot = 0;
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        const struct pgm_word *name = pgm_words_draw(names, draw, original, 0);
        slot = (uint32_t)(name - names->words);
        const struct pgm_word *word = &folded->words[slot];
        if (word == name || !pgm_chars_have_word(original, word->text, word->bytes))
            return word;
    }
    /* A text full of names: any that is not there in either form. */
    for (uint32_t i = 0; i < names->count; i++) {
        slot = slot + 1 < names->count ? slot + 1 : 0;
        const struct pgm_word *name = &names->words[slot], *word = &folded->words[slot];
        if (!pgm_chars_have_word(original, word->text, word->bytes) &&
            !pgm_chars_have_word(original, name->text, name->bytes))
            break;
    }
    return &folded->words[slot];
}
