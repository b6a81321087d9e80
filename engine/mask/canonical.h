/*
 * canonical.h: the bytes of a value that are hashed.
 *
 *   "  Ann@X.org "  ── trim ── NFC ── lower case ──>  "ann@x.org"     the canonical form: one for all
 *                                                                     spellings of the same thing
 *   "  Ann@X.org "  ─────────────────────────────>  "  Ann@X.org "    the exact form: one for what
 *                                                                     an index holds equal
 */
#ifndef PGM_CANONICAL_H
#define PGM_CANONICAL_H

#include "mask.h"

/* Longer texts are no names or addresses: their bytes are hashed as they are, so that a value of
 * hundreds of megabytes needs no copy of several times its size. */
#define PGM_CANONICAL_BYTES_MAX ((size_t)64 * 1024)

/*
 * Canonical forms of a vector's elements, into `out` (NULL entries give a NULL span):
 *   text             valid UTF-8: NFC, trimmed of white space, lower case; other bytes are only
 *                    trimmed, and ASCII letters lowered where `case_insensitive`
 *   numeric, float   without trailing zeros of the fraction: 1.50 as 1.5
 *   fixed sizes      pgm_value_canonical()
 *   others           their text form
 * Spans point into the vector or the scratch. Where text is canonical already, the span points into
 * the vector.
 */
void pgm_canonical_spans(const struct pgm_type *type, bool utf8, bool case_insensitive,
                         const struct pgm_vector *vector, struct pgm_scratch *scratch,
                         struct pgm_span *out);

/* The same of a batch of text, for its mask; in scratch. */
const struct pgm_span *pgm_canonical_batch(const struct pgm_mask *mask, struct pgm_batch *batch);

/* The exact form: the value's bytes, without the padding of char(n), in lower case where the domain
 * is case-insensitive. In the value or in scratch. */
struct pgm_span pgm_exact_span(const struct pgm_mask *mask, struct pgm_span text,
                               struct pgm_scratch *scratch);
const struct pgm_span *pgm_exact_batch(const struct pgm_mask *mask, struct pgm_batch *batch);

/* Digests of a group's subjects under one key: columns that share a subject share them. */
struct pgm_subject_digests {
    const struct pgm_prf_key *key;
    const struct pgm_span *subject; /* NULL: none yet */
    const struct pgm_digest *digests;
};

#endif
