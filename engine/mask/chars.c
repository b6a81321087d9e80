/* chars.c: see chars.h. */
#include "chars.h"

#include <string.h>
#include <utf8proc.h>

#include "dictionary.h"

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
    uint8_t seen = 0;
    for (size_t i = 0; i < text.bytes; i++)
        seen |= text.data[i];
    return seen < 0x80;
}

/* The length of the character at `at` (at least 1 byte is left) and its code point, or one byte and
 * -1 for what is none. */
static size_t next_char(const uint8_t *at, size_t left, bool utf8, utf8proc_int32_t *code)
{
    *code = *at;
    if (*at < 0x80)
        return 1;
    *code = -1;
    if (!utf8)
        return 1;
    const utf8proc_ssize_t bytes = utf8proc_iterate(at, (utf8proc_ssize_t)left, code);
    return bytes > 0 ? (size_t)bytes : 1;
}

size_t pgm_chars_count(struct pgm_span text, bool utf8)
{
    if (!utf8 || pgm_chars_are_ascii(text))
        return text.bytes;
    size_t count = 0;
    utf8proc_int32_t code;
    for (size_t i = 0; i < text.bytes; count++)
        i += next_char(text.data + i, text.bytes - i, true, &code);
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

enum pgm_case pgm_chars_case(struct pgm_span text)
{
    size_t upper = 0, lower = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        upper += pgm_is_upper(text.data[i]);
        lower += pgm_is_lower(text.data[i]);
    }
    if (upper == 0 && lower > 0)
        return PGM_CASE_LOWER;
    return upper > 1 && lower == 0 ? PGM_CASE_UPPER : PGM_CASE_AS_IS;
}

void pgm_chars_set_case(uint8_t *text, size_t bytes, enum pgm_case letter_case)
{
    if (letter_case == PGM_CASE_AS_IS)
        return;
    const bool to_upper = letter_case == PGM_CASE_UPPER;
    for (size_t i = 0; i < bytes; i++)
        if (to_upper ? pgm_is_lower(text[i]) : pgm_is_upper(text[i]))
            text[i] ^= 0x20;
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

bool pgm_chars_have_word(struct pgm_span text, const char *word, size_t word_bytes)
{
    if (text.bytes < word_bytes)
        return false;
    const uint8_t first = (uint8_t)word[0] | 0x20, last = (uint8_t)word[word_bytes - 1] | 0x20;
    const size_t starts = text.bytes - word_bytes + 1;
    for (size_t i = 0; i < starts; i++) {
        if ((text.data[i] | 0x20) != first || (text.data[i + word_bytes - 1] | 0x20) != last)
            continue;
        const bool begins = i == 0 || !is_word_byte(text.data[i - 1]);
        const bool ends = i + word_bytes == text.bytes || !is_word_byte(text.data[i + word_bytes]);
        if (begins && ends && equal_folded(text.data + i, word, word_bytes))
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

size_t pgm_chars_redact(struct pgm_span text, bool utf8, int32_t max, unsigned what, uint8_t *out)
{
    const size_t bytes = pgm_chars_cut(text, utf8, max);
    size_t written = 0;
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
    return pgm_scratch_alloc(batch->scratch, bytes + 2 * PGM_WORD_TEXT_BYTES);
}

bool pgm_fakes_pass(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i)
{
    if (batch->in->null[i])
        return true;
    const struct pgm_span text = batch->in->bytes[i];
    if (text.bytes > 0 && !pgm_is_space(text.data[text.bytes - 1]))
        return false;
    if (pgm_chars_trim(text).bytes > 0)
        return false;
    batch->out->bytes[i] =
        (struct pgm_span){text.data, pgm_chars_cut(text, false, mask->max_chars)};
    return true;
}

uint8_t *pgm_fakes_put(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                       uint8_t *start, uint8_t *end)
{
    struct pgm_span fake = {start, (size_t)(end - start)};
    if (mask->max_chars > 0 && fake.bytes > (size_t)mask->max_chars)
        fake.bytes = pgm_chars_cut(fake, mask->utf8, mask->max_chars);
    batch->out->bytes[i] = fake;
    return start + fake.bytes;
}
