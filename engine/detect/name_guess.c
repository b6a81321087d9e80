/*
 * name_guess.c: words of a name that are in no phrase may be the beginnings of some.
 *
 *   disp_id      disp -> dispositivo ...   dispositivo id -> device_id, a guess
 *   nr_dow       nr dow -> numer dowodu    -> national_id, a guess
 *
 * Many words begin alike, so a guess counts only where the values of the column say the same (judge.c),
 * and is marked for review.
 */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"

/* A shorter one must have another word beside it. */
#define LETTERS_ALONE_MIN 3
/* So many words that begin alike are looked at; most abbreviations have fewer. */
#define WORDS_MAX     64
#define FOLLOWERS_MAX 4

/* Words that stand in phrases of every kind. */
static bool is_common(const struct pgm_tokens *tokens, size_t index)
{
    static const char *const words[] = {"number", "code", "name", "date", "id",  "text", "data",
                                        "last",   "cod",  "type", "user", "nom", "num",  "new"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == tokens->bytes[index] &&
            memcmp(words[i], tokens->text[index], tokens->bytes[index]) == 0)
            return true;
    return false;
}

static void add_uses(const struct pgm_phrase *phrase, size_t letters, size_t end,
                     struct pgm_name_matches *matches)
{
    for (const struct pgm_phrase_use *use = phrase->uses; use; use = use->next)
        if (!use->entry->keeps)
            pgm_match_put(matches, (struct pgm_name_match){.entry = use->entry,
                                                           .strength = PGM_NAME_GUESS,
                                                           .words = 1,
                                                           .letters = (uint8_t)letters,
                                                           .end = (uint8_t)end});
}

/* The phrases that begin so, `max` words at most. */
static void add_phrases(const struct pgm_detector *detector, const char *text, size_t bytes,
                        size_t end, size_t max, struct pgm_name_matches *matches)
{
    for (size_t i = pgm_words_from(detector, text, bytes), n = 0;
         i < detector->sorted_count && n < max && strncmp(detector->sorted[i], text, bytes) == 0;
         i++, n++) {
        const struct pgm_phrase *phrase =
            pgm_map_get(&detector->phrases, pgm_span_of(detector->sorted[i]));
        if (phrase)
            add_uses(phrase, bytes, end, matches);
    }
}

static size_t join(char *out, const char *first, size_t first_bytes,
                   const struct pgm_tokens *tokens, size_t second)
{
    memcpy(out, first, first_bytes);
    memcpy(out + first_bytes, tokens->text[second], tokens->bytes[second]);
    return first_bytes + tokens->bytes[second];
}

/* Of "f nac": each word that begins with f, and what begins with nac behind it. */
static void add_pairs(const struct pgm_detector *detector, const struct pgm_tokens *tokens,
                      size_t first, struct pgm_name_matches *matches)
{
    const char *text = tokens->text[first];
    const size_t bytes = tokens->bytes[first];
    char joined[3 * PGM_TOKEN_BYTES];
    for (size_t i = pgm_words_from(detector, text, bytes), n = 0;
         i < detector->sorted_count && n < WORDS_MAX &&
         strncmp(detector->sorted[i], text, bytes) == 0;
         i++) {
        const size_t word = strlen(detector->sorted[i]);
        if (word >= PGM_TOKEN_BYTES ||
            !pgm_map_get(&detector->words, pgm_span_of(detector->sorted[i])))
            continue;
        n++;
        add_phrases(detector, joined, join(joined, detector->sorted[i], word, tokens, first + 1),
                    first + 2, FOLLOWERS_MAX, matches);
    }
}

void pgm_name_guess(const struct pgm_detector *detector, const struct pgm_tokens *tokens,
                    uint32_t covered, struct pgm_name_matches *matches)
{
    char joined[2 * PGM_TOKEN_BYTES];
    for (size_t i = 0; i < tokens->count; i++) {
        if (covered >> i & 1 || pgm_is_digit((uint8_t)tokens->text[i][0]))
            continue;
        /* Two words together say more than one. */
        if (i > 0 && !pgm_is_digit((uint8_t)tokens->text[i - 1][0]))
            add_phrases(detector, joined,
                        join(joined, tokens->text[i - 1], tokens->bytes[i - 1], tokens, i), i + 1,
                        WORDS_MAX, matches);
        if (i + 1 < tokens->count && !pgm_is_digit((uint8_t)tokens->text[i + 1][0]))
            add_pairs(detector, tokens, i, matches);
        if (tokens->bytes[i] >= LETTERS_ALONE_MIN && !is_common(tokens, i))
            add_phrases(detector, tokens->text[i], tokens->bytes[i], i + 1, WORDS_MAX, matches);
    }
}
