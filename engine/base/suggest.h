/* suggest.h: "did you mean": the nearest of the words offered. */
#ifndef PGM_SUGGEST_H
#define PGM_SUGGEST_H

#include <stddef.h>

/* Longer words are nobody's misspelling. */
#define PGM_SUGGEST_BYTES_MAX 63

struct pgm_suggest {
    const char *word;
    size_t bytes;
    size_t best_edits;
    const char *best; /* NULL: nothing is near */
};

void pgm_suggest_init(struct pgm_suggest *suggest, const char *word);
/* Keeps `candidate` (borrowed) if it is nearer than those before, and near at all: one edit, and one
 * more for every three letters. Letter case does not count. Distance: optimal string alignment
 * (Damerau, CACM 7(3), 1964). */
void pgm_suggest_offer(struct pgm_suggest *suggest, const char *candidate);

#endif
