/*
 * text_match.h: what in a text looks personal, and where.
 *
 *   text ── matcher ──> places worth a look ── text_verify.c ──> matches ── pgm_text_resolve ──> in
 *           Hyperscan,  ('@', "://", a digit    borders, shapes,                order, none within
 *           or a loop    and six more, ...)     check digits                   another
 *
 * Both matchers only say where to look. Whether something is there, and from where to where, is decided
 * by the text around that place alone, so that both give the same matches.
 */
#ifndef PGM_TEXT_MATCH_H
#define PGM_TEXT_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "scratch.h"
#include "span.h"

/* In order of precedence between matches of the same bytes. */
enum pgm_text_kind {
    PGM_TEXT_KNOWN, /* not a pattern: a known value of the row (text_known.h) */
    PGM_TEXT_NATIONAL_ID,
    PGM_TEXT_CARD,
    PGM_TEXT_IBAN,
    PGM_TEXT_EMAIL,
    PGM_TEXT_URL,
    PGM_TEXT_IP,
    PGM_TEXT_BLOCK, /* of PEM */
    PGM_TEXT_TOKEN,
    PGM_TEXT_PHONE,
    PGM_TEXT_REST, /* what is left of a match that another one cut: redacted */
    PGM_TEXT_KIND_COUNT,
};

struct pgm_text_match {
    uint32_t begin, end;
    uint8_t kind;   /* enum pgm_text_kind */
    uint32_t value; /* known values: which */
};

/* A list that grows in a scratch; zeroed but for `scratch` it is empty. */
struct pgm_text_matches {
    struct pgm_text_match *items;
    size_t count, capacity;
    struct pgm_scratch *scratch;
};

void pgm_text_matches_add(struct pgm_text_matches *matches, struct pgm_text_match match);
/* Orders the list and takes overlaps out: the match that begins first stays, of several the longest,
 * of those the first by kind. What of a dropped match reaches beyond the one that stays becomes
 * PGM_TEXT_REST, so that no byte of any match is left as it was. */
void pgm_text_resolve(struct pgm_text_matches *matches);

/* ---- matchers ---- */

struct pgm_text_matcher;

enum pgm_text_engine {
    PGM_TEXT_ENGINE_BEST,     /* Hyperscan where it was built in, the processor can run it, and
                               * PGMIRAGE_CPU does not forbid it */
    PGM_TEXT_ENGINE_PORTABLE, /* the loop */
    PGM_TEXT_ENGINE_HYPERSCAN /* NULL where it cannot be had */
};

/* Looks for the kinds whose bits (1 << kind) are set. Lives in the arena; immutable but for its pool of
 * working memory, so any number of threads may share it. */
const struct pgm_text_matcher *pgm_text_matcher_new(enum pgm_text_engine engine, uint32_t kinds,
                                                    struct pgm_arena *arena);
const char *pgm_text_matcher_name(const struct pgm_text_matcher *matcher);

/* Working memory for one thread: taken before a batch of texts, given back after it. NULL is a value
 * like others (the portable matcher needs none). */
void *pgm_text_lease(const struct pgm_text_matcher *matcher);
void pgm_text_lease_end(const struct pgm_text_matcher *matcher, void *lease);

/* Adds what is found in the text (at most PGM_ROW_BYTES_MAX) to `matches`, in any order, overlapping.
 * Any bytes will do: what is no UTF-8 belongs to no match, or to the inside of one. */
void pgm_text_find(const struct pgm_text_matcher *matcher, void *lease, struct pgm_span text,
                   struct pgm_text_matches *matches);

#endif
