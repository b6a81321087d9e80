/*
 * text_known.h: values of a row that stand in its texts, too.
 *
 *   known        Rosalind Thackeray ──> Mary Lee
 *   text         "rosalind_thackeray.pdf, for Ms THACKERAY"
 *   becomes      "mary_lee.pdf, for Ms LEE"
 *
 * A value is found in any letter case where it stands as words of its own; a word ends between a letter
 * and what is none, so `-`, `_`, `.` and digits end one. Between words of a value a space, `-`, `_` or
 * `.` may stand. Words of three letters or more of a value of several are found on their own.
 */
#ifndef PGM_TEXT_KNOWN_H
#define PGM_TEXT_KNOWN_H

#include "mask.h"
#include "text_match.h"

/* A replacement has at most so many bytes for each byte it replaces: the bound that the mask declares. */
#define PGM_TEXT_EXPANSION ((size_t)16)

struct pgm_known_value {
    struct pgm_span original, fake; /* as their columns have them */
    struct pgm_span folded;         /* the original in lower case */
    size_t words;                   /* of the original */
};

/* The known values of one row. */
struct pgm_known {
    bool utf8;
    struct pgm_known_value *values; /* the longest first */
    size_t count, capacity;
    uint64_t first[4]; /* a bit for each byte that a value may begin with */
};

/* Takes the row's companions; the memory is the scratch's. */
void pgm_known_row(struct pgm_known *known, const struct pgm_batch *batch, size_t row, bool utf8,
                   struct pgm_scratch *scratch);
/* Adds where they stand, from the left, the longest first, none within another. */
void pgm_known_find(const struct pgm_known *known, struct pgm_span text,
                    struct pgm_text_matches *matches);
/* What comes in the place of a match: the fake as the original was written. In the scratch. */
struct pgm_span pgm_known_fake(const struct pgm_known *known, const struct pgm_text_match *match,
                               struct pgm_span text, struct pgm_scratch *scratch);

#endif
