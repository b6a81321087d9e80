/*
 * chars.h: what masks of text share: characters and their classes, letter case, words, and the room
 * a batch of fakes is written into.
 *
 * Text is UTF-8 where `utf8` is said, else bytes of an unknown encoding that has ASCII as its lower
 * half, as all server encodings of PostgreSQL have. A byte that is no part of a character counts as
 * one. No function allocates.
 */
#ifndef PGM_CHARS_H
#define PGM_CHARS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bytes.h"
#include "mask.h"

static inline bool pgm_is_digit(uint8_t c)
{
    return (unsigned)c - '0' < 10;
}

static inline bool pgm_is_upper(uint8_t c)
{
    return (unsigned)c - 'A' < 26;
}

static inline bool pgm_is_lower(uint8_t c)
{
    return (unsigned)c - 'a' < 26;
}

static inline bool pgm_is_letter(uint8_t c)
{
    return pgm_is_lower(c | 0x20);
}

/* ASCII white space: what is trimmed before a value is hashed. */
static inline bool pgm_is_space(uint8_t c)
{
    return c == ' ' || (unsigned)c - '\t' < 5;
}

/* Whether all characters of UTF-8 text are code points up to code_max: 0x7f, 0xff, or 0 for any. */
bool pgm_chars_fit(struct pgm_span text, int32_t code_max);

/* The value without white space at its ends; of an all-blank value nothing. */
struct pgm_span pgm_chars_trim(struct pgm_span text);
bool pgm_chars_are_ascii(struct pgm_span text);
size_t pgm_chars_count(struct pgm_span text, bool utf8);
/* The bytes of the first `max` characters (0: of all). */
size_t pgm_chars_cut(struct pgm_span text, bool utf8, int32_t max);

enum pgm_case { PGM_CASE_AS_IS, PGM_CASE_LOWER, PGM_CASE_UPPER };
/* UPPER for two letters or more without a lower one, LOWER for lower ones only, else AS_IS. Letters are
 * those of ASCII and, where the bytes are UTF-8, those above. */
enum pgm_case pgm_chars_case_of_all(struct pgm_span text);
static inline enum pgm_case pgm_chars_case(struct pgm_span text)
{
    /* As names begin, which settles it. */
    if (text.bytes > 1 && pgm_is_upper(text.data[0]) && pgm_is_lower(text.data[1]))
        return PGM_CASE_AS_IS;
    return pgm_chars_case_of_all(text);
}
/* Of ASCII or UTF-8. A letter whose other case has more or fewer bytes stays as it is. */
void pgm_chars_set_case(uint8_t *text, size_t bytes, enum pgm_case letter_case);

/* The top bit of every byte that is `c` or C (and, harmlessly, of a few that are not). */
static inline uint64_t pgm_chars_find(uint64_t eight, uint8_t c)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = 0x80 * ones;
    const uint64_t zero = (eight | 0x20 * ones) ^ (c | 0x20) * ones;
    return (zero - ones) & ~zero & high;
}

/* Not zero where the eight bytes may hold three letters in a row. */
static inline uint64_t pgm_chars_find_three(uint64_t eight, const uint8_t letters[3])
{
    return pgm_chars_find(eight, letters[0]) & pgm_chars_find(eight, letters[1]) >> 8 &
           pgm_chars_find(eight, letters[2]) >> 16;
}

static inline uint64_t pgm_chars_load_eight(const uint8_t *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return le64toh(eight);
}

/* The same for longer texts: sixteen places beginning at `at`, of 18 bytes. */
static inline pgm_bytes16 pgm_chars_see_three(const uint8_t *at, const uint8_t letters[3])
{
    return (pgm_bytes16)((pgm_bytes16_load(at) | 0x20) == letters[0]) &
           (pgm_bytes16)((pgm_bytes16_load(at + 1) | 0x20) == letters[1]) &
           (pgm_bytes16)((pgm_bytes16_load(at + 2) | 0x20) == letters[2]);
}

/*
 * False: `text` surely does not hold `word`, for its first three letters stand nowhere in a row, as in
 * most texts. True: it may. Each step looks at all places of 8 or 16 bytes at once; those of the usual
 * lengths take no loop.
 */
static inline bool pgm_chars_may_have_word(struct pgm_span text, const char *word,
                                           size_t word_bytes)
{
    const uint8_t *at = text.data;
    const size_t bytes = text.bytes;
    if (bytes < word_bytes)
        return false;
    if (word_bytes < 3 || bytes < 8)
        return true;
    const uint8_t letters[3] = {(uint8_t)word[0] | 0x20, (uint8_t)word[1] | 0x20,
                                (uint8_t)word[2] | 0x20};
    if (bytes <= 20)
        return (pgm_chars_find_three(pgm_chars_load_eight(at), letters) |
                pgm_chars_find_three(pgm_chars_load_eight(at + (bytes - 8) / 2), letters) |
                pgm_chars_find_three(pgm_chars_load_eight(at + bytes - 8), letters)) != 0;
    pgm_bytes16 found =
        pgm_chars_see_three(at, letters) | pgm_chars_see_three(at + bytes - 18, letters);
    for (size_t i = 16; i + 18 < bytes; i += 16)
        found |= pgm_chars_see_three(at + i, letters);
    return pgm_bytes16_any(found);
}

/* Whether `text` holds `word` (ASCII letters, not empty) as a word of its own, in any ASCII case. A
 * word ends where neither an ASCII letter nor a byte above ASCII follows; one in a script that does
 * without spaces between words (kana, Chinese characters, Hangul) may stand anywhere. */
bool pgm_chars_have_word(struct pgm_span text, const char *word, size_t word_bytes);

enum pgm_redact_what { PGM_REDACT_LETTERS = 1, PGM_REDACT_DIGITS = 2 };
/*
 * Writes the first `max` characters (0: all) with letters as x or X and digits as 0; at most
 * text.bytes bytes. A character above ASCII becomes x or X unless it is punctuation, a symbol or a
 * space; digits above ASCII become 0 always, bytes that are no character x. Returns the length.
 */
size_t pgm_chars_redact(struct pgm_span text, bool utf8, int32_t max, unsigned what, uint8_t *out);

/* Room in the batch's scratch for the fakes of all rows, each within the class's bound, and
 * PGM_WORD_BYTES and more behind the last. */
uint8_t *pgm_fakes_room(const struct pgm_mask *mask, struct pgm_batch *batch);

/* Sets the output of row i, which is blank, to itself, cut to the mask's limit. True: it was. */
bool pgm_fakes_pass_blank(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i);

/* Whether row i needs no fake, because it is NULL, empty or all blank; its output is then set. */
static inline bool pgm_fakes_pass(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i)
{
    if (batch->in->null[i])
        return true;
    const struct pgm_span text = batch->in->bytes[i];
    const bool is_blank = text.bytes == 0 || pgm_is_space(text.data[text.bytes - 1]);
    return is_blank && pgm_fakes_pass_blank(mask, batch, i);
}

/* Row i's fake is [start, end), cut to the mask's limit. Returns where the next may start. */
static inline uint8_t *pgm_fakes_put(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                                     uint8_t *start, uint8_t *end)
{
    struct pgm_span fake = {start, (size_t)(end - start)};
    if (mask->max_chars > 0 && fake.bytes > (size_t)mask->max_chars)
        fake.bytes = pgm_chars_cut(fake, mask->utf8, mask->max_chars);
    batch->out->bytes[i] = fake;
    return start + fake.bytes;
}

#endif
