/*
 * name_words.c: what the words of a name say.
 *
 *   kundenName2 ── split ──> kunden name 2 ── resolve ──> kunde name 2 ── every run of up to five
 *   geburtsdatum                              geburts datum     words, joined, is looked up
 *
 * A longer phrase hides those inside it ("user agent" hides "user"). A phrase is strong if the words
 * around it leave its meaning as it is: a person's, or one like "home" and "new".
 */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"
#include "fold.h"

#define PART_LETTERS_MIN        3
#define ABBREVIATION_MIN        5
#define PHRASE_ABBREVIATION_MIN 9
#define TELLING_LETTERS_MIN     5

size_t pgm_fold_text(struct pgm_span text, char *out, size_t room)
{
    size_t bytes = 0;
    for (size_t at = 0; at < text.bytes && bytes < room;) {
        if (text.data[at] < 0x80) {
            const uint8_t c = text.data[at++];
            if (pgm_is_digit(c) || pgm_is_letter(c))
                out[bytes++] = (char)(pgm_is_upper(c) ? c | 0x20 : c);
            continue;
        }
        size_t end = at;
        while (end < text.bytes && text.data[end] >= 0x80 && end - at < PGM_WORD_TEXT_BYTES / 2)
            end++;
        char folded[PGM_WORD_TEXT_BYTES];
        size_t count = pgm_fold_name((struct pgm_span){text.data + at, end - at}, folded);
        const char *from = folded;
        if (count == 0) { /* no Latin letters: as they are */
            from = (const char *)text.data + at;
            count = end - at;
        }
        count = count < room - bytes ? count : room - bytes;
        memcpy(out + bytes, from, count);
        bytes += count;
        at = end;
    }
    return bytes;
}

/* ---- splitting ----------------------------------------------------------------------------------- */

static void token_add(struct pgm_tokens *tokens, struct pgm_span text)
{
    if (tokens->count == PGM_TOKENS_MAX || text.bytes == 0)
        return;
    char *out = tokens->text[tokens->count];
    const size_t bytes = pgm_fold_text(text, out, PGM_TOKEN_BYTES);
    if (bytes > 0)
        tokens->bytes[tokens->count++] = (uint8_t)bytes;
}

static bool is_part(uint8_t c)
{
    return pgm_is_letter(c) || pgm_is_digit(c) || c >= 0x80;
}

/* Between a letter and a digit, before a capital behind a small letter, and before the last of several
 * capitals where a small letter follows: HTTPServer. */
static bool is_border(struct pgm_span name, size_t at)
{
    const uint8_t before = name.data[at - 1], here = name.data[at];
    if (pgm_is_digit(before) != pgm_is_digit(here))
        return true;
    if (!pgm_is_upper(here))
        return false;
    return !pgm_is_upper(before) || (at + 1 < name.bytes && pgm_is_lower(name.data[at + 1]));
}

static bool token_is(const struct pgm_tokens *tokens, size_t index, const char *word)
{
    const size_t bytes = strlen(word);
    return tokens->bytes[index] == bytes && memcmp(tokens->text[index], word, bytes) == 0;
}

static void token_remove(struct pgm_tokens *tokens, size_t index)
{
    tokens->count--;
    for (size_t i = index; i < tokens->count; i++) {
        memcpy(tokens->text[i], tokens->text[i + 1], PGM_TOKEN_BYTES);
        tokens->bytes[i] = tokens->bytes[i + 1];
    }
}

/* "kontonummer" as "kontonumber": the ends that mean a number are one. */
static void unify_number(char *text, uint8_t *bytes)
{
    static const char *const ends[] = {"nummer", "numero", "numer", "num", "nr"};
    static const char number[] = "number";
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const size_t cut = strlen(ends[i]);
        if (*bytes < cut + PART_LETTERS_MIN || memcmp(text + *bytes - cut, ends[i], cut) != 0 ||
            *bytes - cut + sizeof number > PGM_TOKEN_BYTES)
            continue;
        memcpy(text + *bytes - cut, number, sizeof number - 1);
        *bytes = (uint8_t)(*bytes - cut + sizeof number - 1);
        return;
    }
}

/* What differs between ways to say one thing: "numero de tarjeta", "num_tarjeta"; "card no", "card nr". */
static void normalize(struct pgm_tokens *tokens)
{
    static const char *const between[] = {"de", "del", "di",    "da",    "do",  "of",  "the", "la",
                                          "du", "des", "della", "dello", "van", "von", "der", "el"};
    static const char *const numbers[] = {"no",    "nr",  "num", "numero", "nummer",
                                          "numer", "nbr", "nro", "n"};
    for (size_t i = 0; i < tokens->count; i++) {
        if (i + 1 < tokens->count && token_is(tokens, i + 1, "of") &&
            (token_is(tokens, i, "number") || token_is(tokens, i, "num") ||
             token_is(tokens, i, "no") || token_is(tokens, i, "nr"))) {
            memcpy(tokens->text[i], "count", 5);
            tokens->bytes[i] = 5;
        }
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers && tokens->count > 1; k++)
            if (token_is(tokens, i, numbers[k])) {
                memcpy(tokens->text[i], "number", 6);
                tokens->bytes[i] = 6;
            }
        unify_number(tokens->text[i], &tokens->bytes[i]);
    }
    for (size_t i = tokens->count - (tokens->count > 0); i > 0; i--)
        for (size_t k = 0; k < sizeof between / sizeof *between; k++)
            if (i + 1 < tokens->count && token_is(tokens, i, between[k])) {
                token_remove(tokens, i);
                break;
            }
}

void pgm_tokens_split(struct pgm_span name, struct pgm_tokens *tokens)
{
    tokens->count = 0;
    size_t begin = 0;
    for (size_t at = 0; at <= name.bytes; at++) {
        const bool ends = at == name.bytes || !is_part(name.data[at]);
        if (ends || (at > begin && is_border(name, at))) {
            token_add(tokens, (struct pgm_span){name.data + begin, at - begin});
            begin = ends ? at + 1 : at;
        }
    }
    normalize(tokens);
}

/* ---- compounds and plurals ----------------------------------------------------------------------- */

static bool is_word(const struct pgm_detector *detector, const char *text, size_t bytes)
{
    const struct pgm_span key = {(const uint8_t *)text, bytes};
    return pgm_map_get(&detector->words, key) || pgm_map_get(&detector->phrases, key);
}

/* "customers" as "customer", "cities" as "city", "kunden" as "kunde". */
static bool singular(const struct pgm_detector *detector, char *text, uint8_t *bytes)
{
    static const struct {
        const char *ending, *instead;
    } endings[] = {{"ies", "y"}, {"es", ""}, {"s", ""},  {"en", ""}, {"n", ""},     {"er", ""},
                   {"y", ""},    {"i", ""},  {"i", "o"}, {"i", "e"}, {"oes", "ao"}, {"aux", "al"}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t cut = strlen(endings[i].ending), more = strlen(endings[i].instead);
        char shorter[PGM_TOKEN_BYTES];
        if (*bytes < cut + PART_LETTERS_MIN ||
            memcmp(text + *bytes - cut, endings[i].ending, cut) != 0)
            continue;
        memcpy(shorter, text, *bytes - cut);
        memcpy(shorter + *bytes - cut, endings[i].instead, more);
        if (is_word(detector, shorter, *bytes - cut + more)) {
            *bytes = (uint8_t)(*bytes - cut + more);
            memcpy(text, shorter, *bytes);
            return true;
        }
    }
    return false;
}

/* A phrase that speaks for a detector and is long enough to be no accident at the end of a word. */
static bool is_telling(const struct pgm_detector *detector, const char *text, size_t bytes)
{
    const struct pgm_phrase *phrase =
        pgm_map_get(&detector->phrases, (struct pgm_span){(const uint8_t *)text, bytes});
    return phrase && phrase->uses && bytes >= TELLING_LETTERS_MIN;
}

/* Two known words, perhaps joined by an s as in German: the longest first part that leaves one. */
static bool compound(const struct pgm_detector *detector, struct pgm_tokens *tokens, size_t index)
{
    const char *text = tokens->text[index];
    const size_t bytes = tokens->bytes[index];
    if (tokens->count == PGM_TOKENS_MAX || bytes < 2 * PART_LETTERS_MIN)
        return false;
    for (size_t cut = bytes - PART_LETTERS_MIN; cut >= PART_LETTERS_MIN; cut--) {
        char second[PGM_TOKEN_BYTES];
        uint8_t second_bytes = (uint8_t)(bytes - cut);
        memcpy(second, text + cut, second_bytes);
        size_t first = cut;
        if (!is_word(detector, text, first) && text[first - 1] == 's' && first > PART_LETTERS_MIN)
            first--;
        const bool known =
            is_word(detector, text, first) &&
            (is_word(detector, second, second_bytes) || singular(detector, second, &second_bytes));
        if (!known && !is_telling(detector, second, second_bytes))
            continue;
        for (size_t i = tokens->count; i > index + 1; i--) {
            memcpy(tokens->text[i], tokens->text[i - 1], PGM_TOKEN_BYTES);
            tokens->bytes[i] = tokens->bytes[i - 1];
        }
        tokens->count++;
        tokens->bytes[index] = (uint8_t)first;
        memcpy(tokens->text[index + 1], second, second_bytes);
        tokens->bytes[index + 1] = second_bytes;
        return true;
    }
    return false;
}

/* The first of the sorted words that is not before the text. */
size_t pgm_words_from(const struct pgm_detector *detector, const char *text, size_t bytes)
{
    size_t low = 0, high = detector->sorted_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strncmp(detector->sorted[middle], text, bytes) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* "geschl" as "geschlecht": the beginning of one known word, or of several that begin with one. */
static void complete(const struct pgm_detector *detector, char *text, uint8_t *bytes)
{
    const size_t at = pgm_words_from(detector, text, *bytes);
    if (*bytes < ABBREVIATION_MIN || at == detector->sorted_count ||
        strncmp(detector->sorted[at], text, *bytes) != 0)
        return;
    const char *shortest = detector->sorted[at];
    const size_t shortest_bytes = strlen(shortest);
    for (size_t i = at; i < detector->sorted_count; i++) {
        if (strncmp(detector->sorted[i], text, *bytes) != 0)
            break;
        if (strncmp(detector->sorted[i], shortest, shortest_bytes) != 0)
            return;
    }
    if (shortest_bytes < PGM_TOKEN_BYTES) {
        memcpy(text, shortest, shortest_bytes);
        *bytes = (uint8_t)shortest_bytes;
    }
}

void pgm_tokens_resolve(const struct pgm_detector *detector, struct pgm_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (is_word(detector, tokens->text[i], tokens->bytes[i]) ||
            singular(detector, tokens->text[i], &tokens->bytes[i]) || compound(detector, tokens, i))
            continue;
        complete(detector, tokens->text[i], &tokens->bytes[i]);
    }
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void pgm_words_sort(struct pgm_detector *detector)
{
    const struct pgm_map *words = &detector->words, *phrases = &detector->phrases;
    detector->sorted =
        PGM_ARENA_ARRAY(&detector->arena, const char *, words->count + phrases->count + 1);
    for (size_t i = 0; i < words->capacity; i++)
        if (words->slots[i].value)
            detector->sorted[detector->sorted_count++] = words->slots[i].value;
    for (size_t i = 0; i < phrases->capacity; i++) /* their keys end with a NUL */
        if (phrases->slots[i].value)
            detector->sorted[detector->sorted_count++] = (const char *)phrases->slots[i].key.data;
    qsort(detector->sorted, detector->sorted_count, sizeof *detector->sorted, compare_words);
}

/* ---- matching ------------------------------------------------------------------------------------ */

struct run {
    const struct pgm_phrase *phrase;
    size_t begin, end, letters, name_words;
    bool is_hidden;
};
#define RUNS_MAX (PGM_TOKENS_MAX * PGM_PHRASE_WORDS_MAX)

/* "codigo_seg" as "codigo seguridad": the whole name is how one phrase begins. */
static const struct pgm_phrase *complete_phrase(const struct pgm_detector *detector,
                                                const char *joined, size_t bytes)
{
    if (bytes < PHRASE_ABBREVIATION_MIN)
        return NULL;
    const size_t at = pgm_words_from(detector, joined, bytes);
    if (at == detector->sorted_count || strncmp(detector->sorted[at], joined, bytes) != 0)
        return NULL;
    return pgm_map_get(&detector->phrases, pgm_span_of(detector->sorted[at]));
}

static size_t find_runs(const struct pgm_detector *detector, const struct pgm_tokens *tokens,
                        struct run *runs)
{
    size_t count = 0;
    for (size_t begin = 0; begin < tokens->count; begin++) {
        char joined[PGM_PHRASE_WORDS_MAX * PGM_TOKEN_BYTES];
        size_t bytes = 0;
        for (size_t end = begin; end < tokens->count && end - begin < PGM_PHRASE_WORDS_MAX; end++) {
            memcpy(joined + bytes, tokens->text[end], tokens->bytes[end]);
            bytes += tokens->bytes[end];
            const struct pgm_phrase *phrase =
                pgm_map_get(&detector->phrases, (struct pgm_span){(uint8_t *)joined, bytes});
            if (!phrase && begin == 0 && end > 0 && end + 1 == tokens->count &&
                !is_word(detector, tokens->text[end], tokens->bytes[end]))
                phrase = complete_phrase(detector, joined, bytes);
            if (phrase)
                runs[count++] = (struct run){phrase, begin, end + 1, bytes, tokens->count, false};
        }
    }
    return count;
}

/* A run inside of a longer one says nothing by itself. */
static void hide_inner(struct run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            if (k != i && runs[k].begin <= runs[i].begin && runs[k].end >= runs[i].end &&
                runs[k].end - runs[k].begin > runs[i].end - runs[i].begin)
                runs[i].is_hidden = true;
}

static bool is_number(const struct pgm_tokens *tokens, size_t index)
{
    return pgm_is_digit((uint8_t)tokens->text[index][0]);
}

/* Whether the words outside of the run leave its meaning as it is. One that nobody knows does, beside a
 * phrase that is long enough to be no accident. */
static bool stands_alone(const struct pgm_tokens *tokens, const struct run *runs, size_t count,
                         const struct run *run)
{
    static const uint32_t harmless = PGM_SORT_BIT(person) | PGM_SORT_BIT(organisation) |
                                     PGM_SORT_BIT(neutral) | PGM_SORT_BIT(clinic);
    for (size_t word = 0; word < tokens->count; word++) {
        bool explained = (word >= run->begin && word < run->end) || is_number(tokens, word);
        bool known = false;
        for (size_t i = 0; i < count && !explained; i++) {
            const bool here = word >= runs[i].begin && word < runs[i].end && !runs[i].is_hidden;
            known = known || here;
            explained = here && (runs[i].phrase->sorts & harmless);
        }
        if (!explained && (known || run->letters < TELLING_LETTERS_MIN))
            return false;
    }
    return true;
}

void pgm_match_put(struct pgm_name_matches *matches, struct pgm_name_match match)
{
    for (size_t i = 0; i < matches->count; i++)
        if (matches->items[i].entry == match.entry) {
            if (match.strength > matches->items[i].strength)
                matches->items[i] = match;
            return;
        }
    if (matches->count < PGM_NAME_MATCHES_MAX)
        matches->items[matches->count++] = match;
}

/* The words that belong to some phrase, and numbers, as bits. */
static uint32_t words_known(const struct pgm_tokens *tokens, const struct run *runs, size_t count)
{
    uint32_t known = 0;
    for (size_t i = 0; i < count; i++)
        known |= (1u << runs[i].end) - (1u << runs[i].begin);
    for (size_t word = 0; word < tokens->count; word++)
        known |= is_number(tokens, word) ? 1u << word : 0;
    return known;
}

static void match_add(struct pgm_name_matches *matches, const struct pgm_phrase_use *use,
                      const struct run *run, bool alone, uint32_t around, uint32_t covered)
{
    if (use->entry->ends && (run->begin == 0 || run->end < run->name_words))
        return;
    const bool strong = (alone || use->entry->firm || use->entry->ends) && !use->is_weak;
    pgm_match_put(matches, (struct pgm_name_match){
                               .entry = use->entry,
                               .strength = strong ? PGM_NAME_STRONG : PGM_NAME_WEAK,
                               .words = (uint8_t)(run->end - run->begin),
                               .letters = (uint8_t)(run->letters < 255 ? run->letters : 255),
                               .end = (uint8_t)run->end,
                               .around = around,
                               .is_plain = (covered | ((1u << run->end) - (1u << run->begin))) ==
                                           (1u << run->name_words) - 1,
                           });
}

/* What the words outside of the run are about. */
static uint32_t sorts_around(const struct run *runs, size_t count, const struct run *run)
{
    uint32_t sorts = 0;
    for (size_t i = 0; i < count; i++)
        if (&runs[i] != run && !runs[i].is_hidden)
            sorts |= runs[i].phrase->sorts;
    return sorts;
}

/* "sender", "manager": only a word for a person. */
static void match_bare(const struct pgm_detector *detector, const struct pgm_tokens *tokens,
                       struct pgm_name_matches *matches)
{
    for (size_t i = 0; i < detector->entry_count; i++)
        if (detector->entries[i].bare)
            pgm_match_put(matches, (struct pgm_name_match){.entry = &detector->entries[i],
                                                           .strength = PGM_NAME_STRONG,
                                                           .words = 1,
                                                           .letters = 1,
                                                           .end = (uint8_t)tokens->count});
}

/* Every word is one for a person, or leaves the meaning as it is. */
static bool is_of_people(const struct pgm_tokens *tokens, const struct run *runs, size_t count)
{
    uint32_t people = 0, covered = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t word = runs[i].begin; word < runs[i].end; word++) {
            const uint32_t sorts = runs[i].phrase->sorts;
            covered |= sorts & (PGM_SORT_BIT(person) | PGM_SORT_BIT(neutral)) ? 1u << word : 0;
            people |= sorts & PGM_SORT_BIT(person);
        }
    for (size_t word = 0; word < tokens->count; word++)
        covered |= is_number(tokens, word) ? 1u << word : 0;
    return people && covered == (1u << tokens->count) - 1;
}

static bool has_strong(const struct pgm_name_matches *matches)
{
    for (size_t i = 0; i < matches->count; i++)
        if (matches->items[i].strength == PGM_NAME_STRONG)
            return true;
    return false;
}

void pgm_name_match(const struct pgm_detector *detector, const char *name,
                    struct pgm_name_matches *matches)
{
    static const uint32_t turning = PGM_SORT_BIT(turn) | PGM_SORT_BIT(neutral);
    struct pgm_tokens tokens;
    struct run runs[RUNS_MAX];
    *matches = (struct pgm_name_matches){0};
    pgm_tokens_split(pgm_span_of(name), &tokens);
    pgm_tokens_resolve(detector, &tokens);
    const size_t count = find_runs(detector, &tokens, runs);
    hide_inner(runs, count);
    const uint32_t covered = words_known(&tokens, runs, count);
    for (size_t i = 0; i < count; i++) {
        if (runs[i].is_hidden) { /* "author name" is about a person, too */
            matches->sorts |= runs[i].phrase->sorts & ~turning;
            continue;
        }
        matches->sorts |= runs[i].phrase->sorts;
        const bool alone = stands_alone(&tokens, runs, count, &runs[i]);
        for (const struct pgm_phrase_use *use = runs[i].phrase->uses; use; use = use->next)
            match_add(matches, use, &runs[i], alone, sorts_around(runs, count, &runs[i]), covered);
    }
    pgm_name_guess(detector, &tokens, covered, matches);
    matches->is_turned = matches->sorts & PGM_SORT_BIT(turn);
    if (!has_strong(matches) && is_of_people(&tokens, runs, count))
        match_bare(detector, &tokens, matches);
}

uint32_t pgm_name_sorts(const struct pgm_detector *detector, const char *name)
{
    static const uint32_t about = PGM_SORT_BIT(person) | PGM_SORT_BIT(organisation) |
                                  PGM_SORT_BIT(thing) | PGM_SORT_BIT(session) |
                                  PGM_SORT_BIT(audit) | PGM_SORT_BIT(job) | PGM_SORT_BIT(clinic) |
                                  PGM_SORT_BIT(setting);
    struct pgm_tokens tokens;
    struct run runs[RUNS_MAX];
    pgm_tokens_split(pgm_span_of(name), &tokens);
    pgm_tokens_resolve(detector, &tokens);
    size_t count = find_runs(detector, &tokens, runs);
    /* "items" is a word of some phrase, and here the plural of another. */
    const uint32_t known = words_known(&tokens, runs, count);
    for (size_t word = 0; word < tokens.count; word++)
        if (!(known >> word & 1))
            singular(detector, tokens.text[word], &tokens.bytes[word]);
    count = find_runs(detector, &tokens, runs);
    hide_inner(runs, count);
    uint32_t sorts = 0;
    size_t end = 0;
    for (size_t i = 0; i < count; i++)
        if (!runs[i].is_hidden && (runs[i].phrase->sorts & about) && runs[i].end >= end) {
            sorts = runs[i].phrase->sorts & about;
            end = runs[i].end;
        }
    return sorts;
}
