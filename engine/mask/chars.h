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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
enum pgm_case pgm_chars_case(struct pgm_span text);
/* Of ASCII or UTF-8. A letter whose other case has more or fewer bytes stays as it is. */
void pgm_chars_set_case(uint8_t *text, size_t bytes, enum pgm_case letter_case);

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
 * PGM_WORD_TEXT_BYTES and more behind the last. */
uint8_t *pgm_fakes_room(const struct pgm_mask *mask, struct pgm_batch *batch);

/* Whether row i needs no fake, because it is NULL, empty or all blank; its output is then set. */
bool pgm_fakes_pass(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i);

/* Row i's fake is [start, end), cut to the mask's limit. Returns where the next may start. */
uint8_t *pgm_fakes_put(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                       uint8_t *start, uint8_t *end);

#endif
