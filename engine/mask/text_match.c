/* text_match.c: lists of matches, and the choice of a matcher. */
#include "text_match.h"

#include <stdlib.h>
#include <string.h>

#include "text_engine.h"

#define CAPACITY_FIRST   64
#define SORT_BY_HAND_MAX 64

void pgm_text_matches_add(struct pgm_text_matches *matches, struct pgm_text_match match)
{
    if (matches->count == matches->capacity) {
        const size_t capacity = matches->capacity ? 2 * matches->capacity : CAPACITY_FIRST;
        struct pgm_text_match *larger =
            pgm_scratch_alloc(matches->scratch, capacity * sizeof *larger);
        if (matches->count)
            memcpy(larger, matches->items, matches->count * sizeof *larger);
        matches->items = larger;
        matches->capacity = capacity;
    }
    matches->items[matches->count++] = match;
}

static int compare(const void *left, const void *right)
{
    const struct pgm_text_match *a = left, *b = right;
    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

/* Lists are short and almost in order, as a rule. */
static void sort(struct pgm_text_match *items, size_t count)
{
    if (count > SORT_BY_HAND_MAX) {
        qsort(items, count, sizeof *items, compare);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct pgm_text_match item = items[i];
        size_t k = i;
        for (; k > 0 && compare(&items[k - 1], &item) > 0; k--)
            items[k] = items[k - 1];
        items[k] = item;
    }
}

void pgm_text_resolve(struct pgm_text_matches *matches)
{
    sort(matches->items, matches->count);
    size_t kept = 0;
    uint32_t covered = 0;
    for (size_t i = 0; i < matches->count; i++) {
        struct pgm_text_match match = matches->items[i];
        if (match.end <= covered)
            continue;
        if (match.begin < covered) {
            match.begin = covered;
            match.kind = PGM_TEXT_REST;
        }
        covered = match.end;
        matches->items[kept++] = match;
    }
    matches->count = kept;
}

/* ---- matchers ------------------------------------------------------------------------------ */

const struct pgm_text_matcher *pgm_text_matcher_new(enum pgm_text_engine engine, uint32_t kinds,
                                                    struct pgm_arena *arena)
{
    const struct pgm_text_matcher *fast = NULL;
    if (engine == PGM_TEXT_ENGINE_HYPERSCAN ||
        (engine == PGM_TEXT_ENGINE_BEST && pgm_text_hyperscan_allowed()))
        fast = pgm_text_hyperscan_new(kinds, arena);
    if (fast || engine == PGM_TEXT_ENGINE_HYPERSCAN)
        return fast;
    struct pgm_text_matcher *portable = PGM_ARENA_NEW(arena, struct pgm_text_matcher);
    *portable = (struct pgm_text_matcher){
        .name = "portable", .kinds = kinds, .find = pgm_text_portable_find};
    return portable;
}

const char *pgm_text_matcher_name(const struct pgm_text_matcher *matcher)
{
    return matcher->name;
}

void *pgm_text_lease(const struct pgm_text_matcher *matcher)
{
    return matcher->lease ? matcher->lease(matcher) : NULL;
}

void pgm_text_lease_end(const struct pgm_text_matcher *matcher, void *lease)
{
    if (lease)
        matcher->lease_end(matcher, lease);
}

void pgm_text_find(const struct pgm_text_matcher *matcher, void *lease, struct pgm_span text,
                   struct pgm_text_matches *matches)
{
    struct pgm_text_scan scan;
    pgm_text_scan_begin(&scan, text, matcher->kinds, matches);
    matcher->find(matcher, lease, &scan);
}
