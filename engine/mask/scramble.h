/*
 * scramble.h: text whose letters and digits are drawn anew, each from its own class.
 *
 *   "Müller 12b"  ─ draws ─>  "Kætzob 70x"      capitals, small letters, digits, umlauts stay such
 *
 * A character never stands for itself, so no letter or digit of the original stays in its place.
 */
#ifndef PGM_SCRAMBLE_H
#define PGM_SCRAMBLE_H

#include "chars.h"
#include "draw.h"

/* One letter or digit of ASCII; any other byte stays. */
uint8_t pgm_scramble_ascii(uint8_t c, struct pgm_draw *draw);

/*
 * Writes the first `max` characters (0: all), at most text.bytes bytes. A letter above ASCII becomes
 * another of its alphabet, where that is known and of code points up to code_max (0: any); else a
 * letter or digit of ASCII. Punctuation, symbols and spaces stay. Returns the length.
 */
size_t pgm_scramble(struct pgm_span text, bool utf8, int32_t code_max, int32_t max,
                    struct pgm_draw *draw, uint8_t *out);

#endif
