/* suggest.c: the optimal string alignment distance over three rows of its matrix. */
#include "suggest.h"

#include <ctype.h>
#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int folded(char c)
{
    return tolower((unsigned char)c);
}

static size_t distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    size_t rows[3][PGM_SUGGEST_BYTES_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_bytes; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            const size_t differs = folded(a[i - 1]) != folded(b[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + differs);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_bytes];
}

void pgm_suggest_init(struct pgm_suggest *suggest, const char *word)
{
    *suggest = (struct pgm_suggest){.word = word, .bytes = strlen(word)};
    suggest->best_edits = suggest->bytes / 3 + 2; /* the first that is too far */
}

void pgm_suggest_offer(struct pgm_suggest *suggest, const char *candidate)
{
    const size_t bytes = strlen(candidate);
    if (bytes > PGM_SUGGEST_BYTES_MAX || suggest->bytes > PGM_SUGGEST_BYTES_MAX ||
        suggest->bytes == 0)
        return;
    const size_t edits = distance(suggest->word, suggest->bytes, candidate, bytes);
    if (edits < suggest->best_edits && edits < bytes) {
        suggest->best_edits = edits;
        suggest->best = candidate;
    }
}
