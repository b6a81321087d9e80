/* chars.c: see chars.h. */
#include "chars.h"

#include <string.h>
#include <utf8proc.h>

#include "bytes.h"
#include "dictionary.h"

#define SHARP_S 0xdf /* has no capital that is in use: in capitals it is SS, also of two bytes */

struct pgm_span pgm_chars_trim(struct pgm_span text)
{
    while (text.bytes > 0 && pgm_is_space(text.data[text.bytes - 1]))
        text.bytes--;
    while (text.bytes > 0 && pgm_is_space(text.data[0])) {
        text.data++;
        text.bytes--;
    }
    return text;
}

bool pgm_chars_are_ascii(struct pgm_span text)
{
    return !pgm_bytes16_any_high(pgm_bytes_union(text.data, text.bytes));
}

/* The length of the character at `at` (at least 1 byte is left) and its code point, or one byte and
 * -1 for what is none. Two bytes, as the letters of Europe have, are read here. */
static inline size_t next_char(const uint8_t *at, size_t left, bool utf8, utf8proc_int32_t *code)
{
    *code = *at;
    if (*at < 0x80)
        return 1;
    *code = -1;
    if (!utf8)
        return 1;
    if (*at >= 0xc2 && *at <= 0xdf && left > 1 && (at[1] & 0xc0) == 0x80) {
        *code = (at[0] & 0x1f) << 6 | (at[1] & 0x3f);
        return 2;
    }
    const utf8proc_ssize_t bytes = utf8proc_iterate(at, (utf8proc_ssize_t)left, code);
    return bytes > 0 ? (size_t)bytes : 1;
}

bool pgm_chars_fit(struct pgm_span text, int32_t code_max)
{
    /* The lead bytes of U+0080 to U+00FF are 0xc2 and 0xc3. */
    const uint8_t limit = code_max == 0 ? 0xff : code_max >= 0xff ? 0xc3 : 0x7f;
    for (size_t i = 0; i < text.bytes; i++)
        if (text.data[i] > limit)
            return false;
    return true;
}

#define HIGH UINT64_C(0x8080808080808080)

size_t pgm_chars_count(struct pgm_span text, bool utf8)
{
    if (!utf8 || pgm_chars_are_ascii(text))
        return text.bytes;
    size_t count = 0, i = 0;
    utf8proc_int32_t code;
    while (i < text.bytes) {
        uint64_t eight = HIGH;
        if (i + sizeof eight <= text.bytes)
            memcpy(&eight, text.data + i, sizeof eight);
        /* Characters of one byte are counted together. */
        const size_t step =
            eight & HIGH ? next_char(text.data + i, text.bytes - i, true, &code) : sizeof eight;
        count += eight & HIGH ? 1 : sizeof eight;
        i += step;
    }
    return count;
}

size_t pgm_chars_cut(struct pgm_span text, bool utf8, int32_t max)
{
    if (max <= 0 || text.bytes <= (size_t)max)
        return text.bytes;
    if (!utf8)
        return (size_t)max;
    size_t at = 0;
    utf8proc_int32_t code;
    for (int32_t count = 0; count < max && at < text.bytes; count++)
        at += next_char(text.data + at, text.bytes - at, true, &code);
    return at;
}

/* The case of a letter above ASCII; its length. */
static size_t see_wide_case(const uint8_t *at, size_t left, size_t *upper, bool *lower)
{
    utf8proc_int32_t code;
    const size_t length = next_char(at, left, true, &code);
    const utf8proc_category_t category = utf8proc_category(code); /* of -1 none */
    *upper += category == UTF8PROC_CATEGORY_LU;
    *lower |= category == UTF8PROC_CATEGORY_LL;
    return length;
}

static enum pgm_case case_by_letter(struct pgm_span text)
{
    size_t upper = 0;
    bool lower = false;
    for (size_t i = 0; i < text.bytes;) {
        const uint8_t c = text.data[i];
        upper += pgm_is_upper(c);
        lower |= pgm_is_lower(c);
        i += c < 0x80 ? 1 : see_wide_case(text.data + i, text.bytes - i, &upper, &lower);
        if (upper > 0 && lower) /* mostly the second letter tells */
            return PGM_CASE_AS_IS;
    }
    if (lower)
        return PGM_CASE_LOWER;
    return upper > 1 ? PGM_CASE_UPPER : PGM_CASE_AS_IS;
}

enum pgm_case pgm_chars_case_of_all(struct pgm_span text)
{
    if (text.bytes < 16)
        return case_by_letter(text);
    pgm_bytes16 all = {0}, upper = {0}, lower = {0};
    for (size_t i = 0;; i = i + 16 < text.bytes - 16 ? i + 16 : text.bytes - 16) {
        const pgm_bytes16 x = pgm_bytes16_load(text.data + i);
        all |= x;
        upper |= (pgm_bytes16)(x - 'A' < 26);
        lower |= (pgm_bytes16)(x - 'a' < 26);
        if (i == text.bytes - 16)
            break;
    }
    if (pgm_bytes16_any_high(all) || !pgm_bytes16_any(lower))
        return case_by_letter(text);
    return pgm_bytes16_any(upper) ? PGM_CASE_AS_IS : PGM_CASE_LOWER;
}

/* One letter above ASCII, in place. */
static void set_wide_case(uint8_t *text, size_t bytes, utf8proc_int32_t code, bool to_upper)
{
    if (code == SHARP_S && to_upper) {
        text[0] = text[1] = 'S';
        return;
    }
    uint8_t other[4];
    const utf8proc_int32_t cased = to_upper ? utf8proc_toupper(code) : utf8proc_tolower(code);
    if ((size_t)utf8proc_encode_char(cased, other) == bytes)
        memcpy(text, other, bytes);
}

void pgm_chars_set_case(uint8_t *text, size_t bytes, enum pgm_case letter_case)
{
    if (letter_case == PGM_CASE_AS_IS)
        return;
    const bool to_upper = letter_case == PGM_CASE_UPPER;
    for (size_t i = 0; i < bytes;) {
        if (text[i] < 0x80) {
            text[i] ^= (to_upper ? pgm_is_lower(text[i]) : pgm_is_upper(text[i])) ? 0x20 : 0;
            i++;
            continue;
        }
        utf8proc_int32_t code;
        const size_t length = next_char(text + i, bytes - i, true, &code);
        if (code >= 0)
            set_wide_case(text + i, length, code, to_upper);
        i += length;
    }
}

static bool is_word_byte(uint8_t c)
{
    return pgm_is_letter(c) || c >= 0x80;
}

static bool equal_folded(const uint8_t *text, const char *word, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if ((text[i] | 0x20) != ((uint8_t)word[i] | 0x20))
            return false;
    return true;
}

#define UNSPACED_LEAD 0xe3 /* begins U+3000 and what is above it, in UTF-8 */

bool pgm_chars_have_word(struct pgm_span text, const char *word, size_t word_bytes)
{
    if (!pgm_chars_may_have_word(text, word, word_bytes))
        return false;
    const uint8_t first = (uint8_t)word[0] | 0x20, last = (uint8_t)word[word_bytes - 1] | 0x20;
    const size_t starts = text.bytes - word_bytes + 1;
    for (size_t i = 0; i < starts; i++) {
        if ((text.data[i] | 0x20) != first || (text.data[i + word_bytes - 1] | 0x20) != last)
            continue;
        const bool begins = i == 0 || !is_word_byte(text.data[i - 1]);
        const bool ends = i + word_bytes == text.bytes || !is_word_byte(text.data[i + word_bytes]);
        if (((begins && ends) || (uint8_t)word[0] >= UNSPACED_LEAD) &&
            equal_folded(text.data + i, word, word_bytes))
            return true;
    }
    return false;
}

/* What stands for a character above ASCII, or 0: it stays. Unknown and private characters may be
 * anything, so they go. */
static uint8_t redacted_code(utf8proc_int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return '0';
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return 'X';
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return 0;
    default:
        return 'x';
    }
}

static uint8_t redacted_ascii(uint8_t c, unsigned what)
{
    if (pgm_is_letter(c))
        return what & PGM_REDACT_LETTERS ? 'X' | (c & 0x20) : c;
    return pgm_is_digit(c) && what & PGM_REDACT_DIGITS ? '0' : c;
}

static inline pgm_bytes16 redact_letters(pgm_bytes16 x)
{
    const pgm_bytes16 letter = (pgm_bytes16)((x | 0x20) - 'a' < 26);
    return (x & ~letter) | (((x & 0x20) | 'X') & letter);
}

static inline pgm_bytes16 redact_digits(pgm_bytes16 x)
{
    const pgm_bytes16 digit = (pgm_bytes16)(x - '0' < 10);
    return (x & ~digit) | ('0' & digit);
}

static inline pgm_bytes16 redact_both(pgm_bytes16 x)
{
    return redact_letters(redact_digits(x));
}

/* All bytes as ASCII; returns them or'ed. */
static pgm_bytes16 redact_bytes(struct pgm_span text, unsigned what, uint8_t *out)
{
    switch (what) {
    case PGM_REDACT_LETTERS:
        return pgm_bytes_map(text.data, text.bytes, out, redact_letters).bytes;
    case PGM_REDACT_DIGITS:
        return pgm_bytes_map(text.data, text.bytes, out, redact_digits).bytes;
    case PGM_REDACT_LETTERS | PGM_REDACT_DIGITS:
        return pgm_bytes_map(text.data, text.bytes, out, redact_both).bytes;
    default:
        memmove(out, text.data, text.bytes);
        return pgm_bytes_union(text.data, text.bytes);
    }
}

size_t pgm_chars_redact(struct pgm_span text, bool utf8, int32_t max, unsigned what, uint8_t *out)
{
    const size_t bytes = pgm_chars_cut(text, utf8, max);
    size_t written = 0;
    text.bytes = bytes;
    if (!pgm_bytes16_any_high(redact_bytes(text, what, out)))
        return bytes;
    for (size_t i = 0; i < bytes;) {
        const uint8_t c = text.data[i];
        if (c < 0x80) {
            out[written++] = redacted_ascii(c, what);
            i++;
            continue;
        }
        utf8proc_int32_t code;
        const size_t length = next_char(text.data + i, bytes - i, utf8, &code);
        const uint8_t fake = code < 0 ? 'x' : redacted_code(code);
        if (fake) {
            out[written++] = fake;
        } else {
            memmove(out + written, text.data + i, length);
            written += length;
        }
        i += length;
    }
    return written;
}

uint8_t *pgm_fakes_room(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    size_t bytes = 0;
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            bytes += mask->class->bound(mask, batch->in->bytes[i].bytes);
    return pgm_scratch_alloc(batch->scratch, bytes + 2 * PGM_WORD_BYTES);
}

bool pgm_fakes_pass_blank(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i)
{
    const struct pgm_span text = batch->in->bytes[i];
    if (pgm_chars_trim(text).bytes > 0)
        return false;
    batch->out->bytes[i] =
        (struct pgm_span){text.data, pgm_chars_cut(text, false, mask->max_chars)};
    return true;
}
