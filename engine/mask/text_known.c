/* text_known.c: see text_known.h. */
#include "text_known.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "chars.h"

#define VALUE_CHARS_MIN 2 /* of a value that is looked for */
#define WORD_CHARS_MIN  3 /* of a word of one that is looked for on its own */
/* From here on scripts are written without spaces between words (Han, Kana, Hangul with particles): a
 * word may begin and end anywhere. */
#define CODE_UNSPACED 0x2e80

/* ---- characters ---------------------------------------------------------------------------- */

/* The character at `at`; a byte that is part of none is one, of a negative code. */
static size_t read_char(struct pgm_span text, size_t at, bool utf8, utf8proc_int32_t *code)
{
    *code = text.data[at];
    if (*code < 0x80)
        return 1;
    const utf8proc_ssize_t bytes =
        utf8 ? utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.bytes - at), code) : -1;
    if (bytes > 0)
        return (size_t)bytes;
    *code = -(utf8proc_int32_t)text.data[at];
    return 1;
}

static size_t char_before(struct pgm_span text, size_t at, bool utf8, utf8proc_int32_t *code)
{
    size_t begin = at - 1;
    while (utf8 && begin > 0 && at - begin < 4 && (text.data[begin] & 0xc0) == 0x80)
        begin--;
    if (read_char(text, begin, utf8, code) == at - begin)
        return begin;
    *code = -(utf8proc_int32_t)text.data[at - 1];
    return at - 1;
}

enum class { CLASS_OTHER, CLASS_LETTER, CLASS_DIGIT };

static enum class class_of(utf8proc_int32_t code) {
    if (code < 0x80){if (code < 0) /* a byte of another encoding: a letter, most likely */
                     return CLASS_LETTER;
                     if (pgm_is_digit((uint8_t)code)) return CLASS_DIGIT;
                     return pgm_is_letter((uint8_t)code) ? CLASS_LETTER : CLASS_OTHER;}
if (code >= CODE_UNSPACED) return CLASS_OTHER;
switch (utf8proc_category(code)) {
case UTF8PROC_CATEGORY_LU:
case UTF8PROC_CATEGORY_LL:
case UTF8PROC_CATEGORY_LT:
case UTF8PROC_CATEGORY_LM:
case UTF8PROC_CATEGORY_LO:
case UTF8PROC_CATEGORY_MN:
case UTF8PROC_CATEGORY_MC:
    return CLASS_LETTER;
case UTF8PROC_CATEGORY_ND:
    return CLASS_DIGIT;
default:
    return CLASS_OTHER;
}
}

/* Whether a word may begin or end at `at`. */
static bool is_border(struct pgm_span text, size_t at, bool utf8)
{
    if (at == 0 || at == text.bytes)
        return true;
    utf8proc_int32_t before = text.data[at - 1], after = text.data[at];
    if (pgm_is_letter((uint8_t)before) && pgm_is_letter((uint8_t)after)) /* mostly */
        return false;
    (void)char_before(text, at, utf8, &before);
    (void)read_char(text, at, utf8, &after);
    const enum class class = class_of(before);
    return class == CLASS_OTHER || class != class_of(after);
}

/* What may stand between the words of a value where it has a space. */
static bool is_joint(uint8_t c)
{
    return pgm_is_space(c) || c == '-' || c == '_' || c == '.' || c == '+';
}

/* In lower case, into at most 2 bytes a byte (U+0130 grows from two to three). */
static size_t fold(struct pgm_span text, bool utf8, uint8_t *out)
{
    size_t written = 0;
    utf8proc_int32_t code;
    for (size_t at = 0; at < text.bytes;) {
        const size_t bytes = read_char(text, at, utf8, &code);
        if (code >= 0) {
            written += (size_t)utf8proc_encode_char(
                code < 0x80 ? code | (pgm_is_upper((uint8_t)code) ? 0x20 : 0)
                            : utf8proc_tolower(code),
                out + written);
        } else {
            out[written++] = text.data[at];
        }
        at += bytes;
    }
    return written;
}

/* ---- the values of a row ------------------------------------------------------------------- */

/* The next word from *at on: what stands between white space. False: none is left. */
static bool next_word(struct pgm_span text, size_t *at, struct pgm_span *word)
{
    while (*at < text.bytes && pgm_is_space(text.data[*at]))
        ++*at;
    const size_t begin = *at;
    while (*at < text.bytes && !pgm_is_space(text.data[*at]))
        ++*at;
    *word = (struct pgm_span){text.data + begin, *at - begin};
    return word->bytes > 0;
}

static size_t count_words(struct pgm_span text)
{
    size_t count = 0, at = 0;
    for (struct pgm_span word; next_word(text, &at, &word);)
        count++;
    return count;
}

/* The word of that number, or the last where there are fewer. */
static struct pgm_span word_at(struct pgm_span text, size_t number)
{
    struct pgm_span word, last = {text.data, 0};
    size_t at = 0;
    for (size_t i = 0; i <= number && next_word(text, &at, &word); i++)
        last = word;
    return last;
}

/* Words that names and addresses have in common with any text. */
static bool is_common(struct pgm_span word)
{
    static const char words[] = " the and for ltd inc llc gmbh von van der den del des dos las los "
                                "street road avenue ";
    char padded[10] = " ";
    if (word.bytes > sizeof padded - 3)
        return false;
    memcpy(padded + 1, word.data, word.bytes);
    padded[1 + word.bytes] = ' ';
    pgm_chars_set_case((uint8_t *)padded, word.bytes + 1, PGM_CASE_LOWER);
    return strstr(words, padded) != NULL;
}

static size_t count_letters(struct pgm_span text, bool utf8)
{
    size_t count = 0;
    utf8proc_int32_t code;
    for (size_t at = 0; at < text.bytes;) {
        at += read_char(text, at, utf8, &code);
        count += code >= CODE_UNSPACED || class_of(code) == CLASS_LETTER;
    }
    return count;
}

/* Each byte that a character may begin with, in either case. */
static void mark_first(struct pgm_known *known, struct pgm_span folded)
{
    utf8proc_int32_t code;
    uint8_t upper[4] = {folded.data[0]};
    (void)read_char(folded, 0, known->utf8, &code);
    if (code >= 0)
        (void)utf8proc_encode_char(utf8proc_toupper(code), upper);
    known->first[folded.data[0] / 64] |= UINT64_C(1) << folded.data[0] % 64;
    known->first[upper[0] / 64] |= UINT64_C(1) << upper[0] % 64;
}

static void add(struct pgm_known *known, struct pgm_span original, struct pgm_span fake,
                struct pgm_scratch *scratch)
{
    uint8_t *folded = pgm_scratch_alloc(scratch, 2 * original.bytes + 4);
    struct pgm_known_value *value = &known->values[known->count];
    *value = (struct pgm_known_value){original, fake, {folded, 0}, count_words(original)};
    value->folded.bytes = fold(original, known->utf8, folded);
    mark_first(known, value->folded);
    known->count++;
}

static void add_words(struct pgm_known *known, struct pgm_span original, struct pgm_span fake,
                      struct pgm_scratch *scratch)
{
    size_t at = 0, number = 0;
    for (struct pgm_span word; next_word(original, &at, &word); number++)
        if (count_letters(word, known->utf8) >= WORD_CHARS_MIN && !is_common(word))
            add(known, word, word_at(fake, number), scratch);
}

/* The longest first; of equal ones the first companion's, which add() put first. */
static void sort(struct pgm_known *known)
{
    for (size_t i = 1; i < known->count; i++) {
        const struct pgm_known_value value = known->values[i];
        size_t k = i;
        for (; k > 0 && known->values[k - 1].folded.bytes < value.folded.bytes; k--)
            known->values[k] = known->values[k - 1];
        known->values[k] = value;
    }
}

void pgm_known_row(struct pgm_known *known, const struct pgm_batch *batch, size_t row, bool utf8,
                   struct pgm_scratch *scratch)
{
    size_t most = 0;
    for (size_t k = 0; k < batch->companion_count; k++)
        if (!batch->companions[k]->null[row])
            most += 1 + count_words(batch->companions[k]->bytes[row]);
    if (most > known->capacity) {
        known->values = pgm_scratch_alloc(scratch, 2 * most * sizeof *known->values);
        known->capacity = 2 * most;
    }
    known->utf8 = utf8;
    known->count = 0;
    memset(known->first, 0, sizeof known->first);
    for (size_t k = 0; k < batch->companion_count; k++) {
        if (batch->companions[k]->null[row])
            continue;
        const struct pgm_span original = pgm_chars_trim(batch->companions[k]->bytes[row]);
        const bool gone = batch->companion_fakes[k]->null[row];
        const struct pgm_span fake =
            gone ? pgm_span_of("") : pgm_chars_trim(batch->companion_fakes[k]->bytes[row]);
        if (pgm_chars_count(original, utf8) < VALUE_CHARS_MIN || pgm_span_equal(original, fake))
            continue;
        add(known, original, fake, scratch);
        if (count_words(original) > 1)
            add_words(known, original, fake, scratch);
    }
    sort(known);
}

/* ---- finding ------------------------------------------------------------------------------- */

/* Where the value that begins at `at` ends; 0: it is not there. */
static size_t match_at(const struct pgm_known *known, const struct pgm_known_value *value,
                       struct pgm_span text, size_t at)
{
    const struct pgm_span wanted = value->folded;
    for (size_t i = 0; i < wanted.bytes;) {
        if (at == text.bytes)
            return 0;
        if (pgm_is_space(wanted.data[i])) {
            const size_t begin = at;
            while (i < wanted.bytes && pgm_is_space(wanted.data[i]))
                i++;
            while (at < text.bytes && at - begin < 3 && is_joint(text.data[at]))
                at++;
            if (at == begin)
                return 0;
            continue;
        }
        uint8_t c = text.data[at];
        if (c < 0x80) {
            c |= pgm_is_upper(c) ? 0x20 : 0;
            if (c != wanted.data[i++])
                return 0;
            at++;
            continue;
        }
        uint8_t folded[8];
        utf8proc_int32_t code;
        const size_t bytes = read_char(text, at, known->utf8, &code);
        const size_t count = fold((struct pgm_span){text.data + at, bytes}, known->utf8, folded);
        if (count > wanted.bytes - i || memcmp(folded, wanted.data + i, count) != 0)
            return 0;
        i += count;
        at += bytes;
    }
    return at;
}

static bool may_begin(const struct pgm_known *known, uint8_t c)
{
    return known->first[c / 64] >> c % 64 & 1;
}

void pgm_known_find(const struct pgm_known *known, struct pgm_span text,
                    struct pgm_text_matches *matches)
{
    for (size_t at = 0; known->count && at < text.bytes; at++) {
        if (!may_begin(known, text.data[at]) || !is_border(text, at, known->utf8))
            continue;
        for (size_t k = 0; k < known->count; k++) {
            const size_t end = match_at(known, &known->values[k], text, at);
            if (end == 0 || !is_border(text, end, known->utf8))
                continue;
            pgm_text_matches_add(matches, (struct pgm_text_match){(uint32_t)at, (uint32_t)end,
                                                                  PGM_TEXT_KNOWN, (uint32_t)k});
            at = end - 1;
            break;
        }
    }
}

/* ---- replacing ----------------------------------------------------------------------------- */

/* Writes `fake` as `seen` is written where `original` is the value's own writing. */
static size_t write_styled(struct pgm_span seen, struct pgm_span original, struct pgm_span fake,
                           bool utf8, uint8_t *out)
{
    memcpy(out, fake.data, fake.bytes);
    if (fake.bytes == 0 || pgm_span_equal(seen, original))
        return fake.bytes;
    const enum pgm_case style = pgm_chars_case(seen);
    utf8proc_int32_t code;
    if (style == PGM_CASE_AS_IS && pgm_chars_case(original) != PGM_CASE_AS_IS) {
        /* Ann, where the column has ann or ANN. */
        (void)read_char(seen, 0, utf8, &code);
        const bool capital = code > 0 && utf8proc_tolower(code) != code;
        const size_t first = read_char(fake, 0, utf8, &code);
        pgm_chars_set_case(out, fake.bytes, PGM_CASE_LOWER);
        pgm_chars_set_case(out, first, capital ? PGM_CASE_UPPER : PGM_CASE_LOWER);
    } else {
        pgm_chars_set_case(out, fake.bytes, style);
    }
    return fake.bytes;
}

/* Word by word, with what the text has between them. */
static size_t write_words(struct pgm_span seen, const struct pgm_known_value *value, bool utf8,
                          uint8_t *out)
{
    size_t at = 0, original_at = 0, fake_at = 0, written = 0;
    struct pgm_span original, fake;
    while (next_word(value->original, &original_at, &original) &&
           next_word(value->fake, &fake_at, &fake)) {
        const size_t joint = at;
        while (written > 0 && at < seen.bytes && is_joint(seen.data[at]))
            at++;
        memcpy(out + written, seen.data + joint, at - joint);
        written += at - joint;
        size_t chars = pgm_chars_count(original, utf8);
        const size_t begin = at;
        utf8proc_int32_t code;
        for (; chars > 0 && at < seen.bytes; chars--)
            at += read_char(seen, at, utf8, &code);
        written += write_styled((struct pgm_span){seen.data + begin, at - begin}, original, fake,
                                utf8, out + written);
    }
    return written;
}

/* A fake of several words in the place of a slug: joined as the slug is. */
static void join_words(struct pgm_span seen, uint8_t *text, size_t bytes)
{
    uint8_t joint = ' ';
    for (size_t i = 0; i < seen.bytes && joint == ' '; i++)
        if (seen.data[i] == '-' || seen.data[i] == '_' || seen.data[i] == '.')
            joint = seen.data[i];
    for (size_t i = 0; i < bytes && joint != ' '; i++)
        text[i] = text[i] == ' ' ? joint : text[i];
}

struct pgm_span pgm_known_fake(const struct pgm_known *known, const struct pgm_text_match *match,
                               struct pgm_span text, struct pgm_scratch *scratch)
{
    const struct pgm_known_value *value = &known->values[match->value];
    const struct pgm_span seen = {text.data + match->begin, match->end - match->begin};
    uint8_t *out = pgm_scratch_alloc(scratch, value->fake.bytes + 2 * seen.bytes + 8);
    struct pgm_span fake = {out, 0};
    if (value->fake.bytes == 0) /* NULL or empty: nothing to say instead */
        fake.bytes =
            pgm_chars_redact(seen, known->utf8, 0, PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, out);
    else if (value->words > 1 && count_words(value->fake) == value->words)
        fake.bytes = write_words(seen, value, known->utf8, out);
    else {
        fake.bytes = write_styled(seen, value->original, value->fake, known->utf8, out);
        if (value->words > 1)
            join_words(seen, out, fake.bytes);
    }
    const size_t most = PGM_TEXT_EXPANSION * seen.bytes;
    if (fake.bytes > most) {
        fake.bytes = most;
        while (known->utf8 && fake.bytes > 0 && (out[fake.bytes] & 0xc0) == 0x80)
            fake.bytes--; /* not within a character */
    }
    return fake;
}
