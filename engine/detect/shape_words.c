/*
 * shape_words.c: words: names of people, places and firms by dictionary and by look, streets, prose.
 */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"

#define NAME_WORDS_MAX  6
#define PROSE_WORDS_MIN 4
/* A house number, that of a flat, and a postal code behind them. */
#define MARKED_DIGITS_MAX 12
#define PLAIN_WORDS_MAX   1

struct words {
    size_t count;
    struct pgm_span items[NAME_WORDS_MAX + 1]; /* the last is "and more" */
};

static bool is_word_byte(uint8_t c)
{
    return pgm_is_letter(c) || pgm_is_digit(c) || c >= 0x80 || c == '\'';
}

static void split(struct pgm_span text, struct words *words)
{
    words->count = 0;
    for (size_t at = 0; at < text.bytes && words->count <= NAME_WORDS_MAX;) {
        while (at < text.bytes && !is_word_byte(text.data[at]))
            at++;
        const size_t begin = at;
        while (at < text.bytes && is_word_byte(text.data[at]))
            at++;
        if (at > begin)
            words->items[words->count++] = (struct pgm_span){text.data + begin, at - begin};
    }
}

static void count_locales(uint32_t *counts, uint32_t locales)
{
    for (size_t i = 0; i < PGM_LOCALES_MAX; i++)
        counts[i] += locales >> i & 1;
}

/* Letters, few words, no digits, a capital first, nothing that names do not have. */
static bool is_name_like(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    if (value->digits || value->words > NAME_WORDS_MAX || text.bytes > 80 ||
        value->letters + value->above_ascii < 2)
        return false;
    for (size_t i = 0; i < text.bytes; i++)
        if (!pgm_is_letter(text.data[i]) && text.data[i] < 0x80 &&
            (text.data[i] == '\0' || !strchr(" .,'-`()&/", text.data[i])))
            return false;
    return pgm_is_upper(text.data[0]) || text.data[0] >= 0x80;
}

/* "A. Miller" */
static bool is_initial(struct pgm_span text)
{
    return text.bytes > 2 && pgm_is_upper(text.data[0]) && text.data[1] == '.';
}

/* The dictionaries' bits of the whole value, then of its words. */
static uint64_t dictionary_shapes(const struct pgm_detector *detector,
                                  const struct pgm_value *value, const struct words *words,
                                  uint32_t *locales)
{
    const struct pgm_known_word *whole = pgm_known_word(detector, value->text);
    const uint32_t bits = whole ? whole->bits : 0;
    uint64_t shapes = 0;
    shapes |= bits & PGM_WORD_CITY ? PGM_SHAPE_BIT(city) : 0;
    shapes |= bits & PGM_WORD_COUNTRY ? PGM_SHAPE_BIT(country) : 0;
    shapes |= bits & PGM_WORD_REGION ? PGM_SHAPE_BIT(region) : 0;
    shapes |= bits & PGM_WORD_JOB ? PGM_SHAPE_BIT(job_title) : 0;
    shapes |=
        bits & PGM_WORD_COUNTRY_CODE && value->text.bytes <= 3 ? PGM_SHAPE_BIT(country_code) : 0;
    uint32_t all_given = words->count ? UINT32_MAX : 0, all_family = all_given;
    size_t given = 0, family = 0, pairs = 0;
    uint32_t before = 0;
    for (size_t i = 0; i < words->count && i < NAME_WORDS_MAX; i++) {
        const struct pgm_known_word *known = pgm_known_word(detector, words->items[i]);
        const uint32_t word_bits = known ? known->bits : 0;
        /* A first name beside a last one, in either order; many are both. */
        pairs += (before & PGM_WORD_GIVEN && word_bits & PGM_WORD_FAMILY) ||
                 (before & PGM_WORD_FAMILY && word_bits & PGM_WORD_GIVEN) ||
                 (i == 1 && word_bits & PGM_WORD_FAMILY && is_initial(value->text));
        before = word_bits;
        given += (word_bits & PGM_WORD_GIVEN) != 0;
        family += (word_bits & PGM_WORD_FAMILY) != 0;
        if (word_bits & (PGM_WORD_GIVEN | PGM_WORD_FAMILY | PGM_WORD_CITY))
            count_locales(locales, known->locales);
        if (i + 1 == words->count && (word_bits & PGM_WORD_COMPANY) && words->count > 1)
            shapes |= PGM_SHAPE_BIT(company);
        all_given &= word_bits & PGM_WORD_GIVEN ? UINT32_MAX : 0;
        all_family &= word_bits & PGM_WORD_FAMILY ? UINT32_MAX : 0;
    }
    const bool name_like = is_name_like(value);
    if (words->count <= 2 && name_like) {
        shapes |= all_given || bits & PGM_WORD_GIVEN ? PGM_SHAPE_BIT(given_name) : 0;
        shapes |= all_family || bits & PGM_WORD_FAMILY ? PGM_SHAPE_BIT(family_name) : 0;
    }
    if (words->count >= 2 && words->count <= 5 && name_like && given + family > 0 &&
        !(shapes & PGM_SHAPE_BIT(company)))
        shapes |= PGM_SHAPE_BIT(full_name);
    if (words->count >= 2 && pairs > 0)
        shapes |= PGM_SHAPE_BIT(names_inside);
    if (name_like && words->count <= 3 && shapes & PGM_SHAPE_BIT(names_inside))
        shapes |= PGM_SHAPE_BIT(name_pair);
    return shapes | (name_like ? PGM_SHAPE_BIT(name_like) : 0);
}

static bool is_name_part(const struct pgm_detector *detector, struct pgm_span text)
{
    const struct pgm_known_word *known = pgm_known_word(detector, text);
    return text.bytes >= 3 && known && known->bits & (PGM_WORD_GIVEN | PGM_WORD_FAMILY);
}

/* "tmiller", "millert": a name that is long enough to be no accident, and an initial. */
static bool is_name_and_initial(const struct pgm_detector *detector, struct pgm_span text)
{
    return text.bytes > 4 &&
           (is_name_part(detector, (struct pgm_span){text.data + 1, text.bytes - 1}) ||
            is_name_part(detector, (struct pgm_span){text.data, text.bytes - 1}));
}

/* Small letters, as user names are made: "anna.miller2", "miller_a", behind "CORP\" perhaps. */
static bool is_login_name(const struct pgm_detector *detector, const struct pgm_value *value)
{
    const uint8_t *domain = memrchr(value->text.data, '\\', value->text.bytes);
    const uint8_t *at = domain ? domain + 1 : value->text.data + (value->text.data[0] == '@');
    const uint8_t *end = value->text.data + value->text.bytes;
    size_t parts = 0, names = 0;
    while (end > at && pgm_is_digit(end[-1]))
        end--;
    for (const uint8_t *begin = at; at <= end; at++) {
        if (at < end && pgm_is_lower(*at))
            continue;
        if (at < end && *at != '.' && *at != '_')
            return false;
        const struct pgm_span part = {begin, (size_t)(at - begin)};
        names += is_name_part(detector, part);
        if (parts == 0 && at == end)
            return is_name_and_initial(detector, part);
        if (part.bytes > 1 && !is_name_part(detector, part))
            return false;
        parts++;
        begin = at + 1;
    }
    return names > 0;
}

/* A word for a street in it, as a word or as the end of one (Hauptstrasse). */
static bool has_street_word(const struct pgm_detector *detector, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        char folded[PGM_TOKEN_BYTES];
        const size_t bytes = pgm_fold_text(words->items[i], folded, sizeof folded);
        const struct pgm_span word = {(uint8_t *)folded, bytes};
        /* A short mark is one at the beginning alone. */
        if (pgm_map_get(&detector->street_words, word) ||
            ((i == 0 || bytes > 3) && pgm_map_get(&detector->street_marks, word)))
            return true;
        for (size_t cut = 3; cut + 3 <= bytes; cut++)
            if (bytes - cut >= 3 &&
                pgm_map_get(&detector->street_words,
                            (struct pgm_span){(uint8_t *)folded + cut, bytes - cut}))
                return true;
    }
    return false;
}

/* Small words that do not belong into streets: a sentence has many. */
static size_t count_plain_words(const struct pgm_detector *detector, const struct words *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++) {
        char folded[PGM_TOKEN_BYTES];
        const size_t bytes = pgm_fold_text(words->items[i], folded, sizeof folded);
        const struct pgm_span word = {(uint8_t *)folded, bytes};
        count += pgm_is_lower(words->items[i].data[0]) && bytes > 1 &&
                 !pgm_map_get(&detector->street_words, word) &&
                 !pgm_map_get(&detector->street_marks, word) &&
                 !pgm_map_get(&detector->particles, word);
    }
    return count;
}

/* ", 12345 Town": what stands in front of it is a street. */
static bool has_postal_part(struct pgm_span text)
{
    const uint8_t *at = memrchr(text.data, ',', text.bytes);
    const uint8_t *end = text.data + text.bytes;
    size_t digits = 0;
    for (at = at ? at + 1 : end; at < end && *at == ' ';)
        at++;
    for (; at < end && (pgm_is_digit(*at) || *at == '-' || (digits == 0 && pgm_is_upper(*at)));
         at++)
        digits += pgm_is_digit(*at);
    return digits >= 4 && digits <= 9 && at + 2 < end && *at == ' ' &&
           (pgm_is_upper(at[1]) || at[1] >= 0x80);
}

/* A number at one end and a name, or a word for a street and some number. */
static bool is_street(const struct pgm_detector *detector, const struct pgm_value *value,
                      const struct words *words)
{
    const struct pgm_span text = value->text;
    if (value->letters + value->above_ascii < 4 || words->count < 2 || text.bytes > 120 ||
        memchr(text.data, '@', text.bytes) || value->lowers == 0 ||
        memchr(text.data, ':', text.bytes))
        return false;
    if (has_postal_part(text))
        return true;
    if (has_street_word(detector, words))
        return count_plain_words(detector, words) <= PLAIN_WORDS_MAX;
    const struct pgm_span last = words->items[words->count - 1];
    const bool ahead = pgm_is_digit(text.data[0]);
    const bool behind = pgm_is_digit(last.data[0]);
    return value->digits > 0 && value->digits <= 6 && (ahead || behind) && words->count <= 5 &&
           value->letters + value->above_ascii >= 6 && (pgm_is_upper(text.data[0]) || ahead) &&
           value->uppers <= words->count;
}

static bool is_code(const struct pgm_value *value)
{
    return !value->spaces && value->text.bytes <= 24 && !value->above_ascii &&
           value->letters + value->digits > 0 && value->others * 2 < value->text.bytes;
}

uint64_t pgm_shape_words(const struct pgm_detector *detector, const struct pgm_value *value,
                         uint32_t *locales)
{
    struct words words;
    uint64_t shapes = 0;
    split(value->text, &words);
    if (value->letters + value->above_ascii > 0)
        shapes |= dictionary_shapes(detector, value, &words, locales);
    if (is_street(detector, value, &words)) {
        shapes |= PGM_SHAPE_BIT(street);
        if (value->digits && value->digits <= MARKED_DIGITS_MAX &&
            (has_street_word(detector, &words) || has_postal_part(value->text)))
            shapes |= PGM_SHAPE_BIT(street_marked);
    }
    shapes |= pgm_shape_person(detector, value);
    if (shapes & PGM_SHAPE_BIT(company))
        shapes &= ~(PGM_SHAPE_BIT(full_name) | PGM_SHAPE_BIT(name_pair));
    if (!value->spaces && is_login_name(detector, value))
        shapes |= PGM_SHAPE_BIT(login_name);
    if (is_code(value))
        shapes |= PGM_SHAPE_BIT(code);
    if (value->words == 1 && value->letters == value->text.bytes && value->text.bytes <= 24)
        shapes |= PGM_SHAPE_BIT(word);
    if (value->words >= PROSE_WORDS_MIN &&
        !(shapes & (PGM_SHAPE_BIT(street_marked) | PGM_SHAPE_BIT(full_name))) &&
        2 * value->letters + value->above_ascii > value->text.bytes)
        shapes |= PGM_SHAPE_BIT(prose);
    return shapes;
}
