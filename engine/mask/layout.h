/*
 * layout.h: identifiers apart from how they are laid out.
 *
 *   "GB 29 nwbk-60.16"  ── collect ──>  GB29NWBK6016   ── spread ──>  "GB 71 test-99.83"
 *                                           │   ▲
 *                                           └───┘ a fake: digits for digits, letters for letters
 *
 * The compact form has digits and capital letters of ASCII; the layout is everything else, and the
 * letters' case.
 */
#ifndef PGM_LAYOUT_H
#define PGM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw.h"
#include "prf.h"
#include "span.h"

/* The longest compact form that pgm_layout_permute() takes: 20 letters are less than 2^95. */
#define PGM_LAYOUT_CHARS_MAX 40

/* Writes the text's digits and letters, the letters as capitals; at most text.bytes. Their number. */
size_t pgm_layout_collect(struct pgm_span text, uint8_t *compact);
/* Puts them back, in place: as many as the text has digits and letters. A letter becomes small where
 * one stood that was small. */
void pgm_layout_spread(uint8_t *text, size_t bytes, const uint8_t *compact);

/* A digit for a digit, a capital letter for a letter; other characters stay. */
void pgm_layout_draw(struct pgm_draw *draw, uint8_t *compact, size_t count);

/*
 * A keyed bijection of the compact forms of one layout: an alternating Feistel network over numbers
 * in the mixed radices 10 and 26, with modular addition and ten rounds of AES, as FF1 of NIST SP
 * 800-38G has for one radix. In place, of at most PGM_LAYOUT_CHARS_MAX characters. Only those with
 * `moves[i]` change; the others neither change nor matter.
 */
void pgm_layout_permute(const struct pgm_prf_key *key, uint8_t *compact, const bool *moves,
                        size_t count);

#endif
