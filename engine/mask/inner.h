/*
 * inner.h: rules for parts of values, prepared for the types those parts may have.
 *
 * A part of a json, hstore or xml value is text or a number without a declared type. A rule for it is
 * prepared for every type its mask takes, and each part goes to the instance that fits it: a text to
 * the one for text, else, for masks of dates, uuids and addresses alone, to the one whose type the text
 * is a value of.
 */
#ifndef PGM_INNER_H
#define PGM_INNER_H

#include "mask.h"

/* No instance takes this part: it is redacted. */
#define PGM_INNER_NONE UINT16_MAX

/* Bits of a part's style: a timestamp was written as in ISO 8601, `T` for the blank, and `Z` or an
 * offset behind it. The lower bits are the form's. */
#define PGM_STYLE_T 0x40
#define PGM_STYLE_Z 0x80

/* All inner masks of one outer mask, by number. */
struct pgm_inner_set {
    const struct pgm_mask **masks;
    uint32_t count, capacity;
    bool keeps; /* one of them lets originals through, whole or in part */
};

/* One rule. */
struct pgm_inner {
    bool keeps;                       /* the mask keep: the part stays as it is */
    uint16_t by_kind[PGM_KIND_COUNT]; /* numbers in the set, or PGM_INNER_NONE */
};

/* For parts without a declared type. False: no type fits, and it was reported. */
bool pgm_inner_prepare(struct pgm_inner *inner, struct pgm_inner_set *set,
                       const struct pgm_mask_setup *setup, const struct pgm_inner_rule *rule);
/* For parts of this one. */
bool pgm_inner_prepare_typed(struct pgm_inner *inner, struct pgm_inner_set *set,
                             const struct pgm_mask_setup *setup, const struct pgm_inner_rule *rule,
                             const struct pgm_type *type);

/* The instance for a text, or PGM_INNER_NONE. *text may then be another writing of it, in `scratch`,
 * and *style has bits added. */
uint16_t pgm_inner_of_text(const struct pgm_inner *inner, const struct pgm_inner_set *set,
                           struct pgm_span *text, uint8_t *style, struct pgm_scratch *scratch);
/* The instance for a decimal number. */
uint16_t pgm_inner_of_number(const struct pgm_inner *inner, const struct pgm_inner_set *set,
                             struct pgm_span text);

/* What stands for a part of a declared type that no rule names: text redacted, 0, false, the first day
 * of 2000, the zero uuid, ... False: NULL, for types that have no such value. In `scratch` or
 * constant. */
bool pgm_inner_redact(const struct pgm_type *type, struct pgm_span text, bool utf8,
                      struct pgm_scratch *scratch, struct pgm_span *out);
/* pgm_value_decode() that looks at decimals, too: a mask of numbers lets through what is none (NaN). */
bool pgm_inner_decode(const struct pgm_type *type, struct pgm_span text, struct pgm_vector *vector,
                      size_t index);
/* The type, or text where the catalog does not know it. */
const struct pgm_type *pgm_inner_type(const struct pgm_type *type);

/* Takes the style's bits out of an encoded timestamp; room for 1 byte more. Returns the length. */
size_t pgm_inner_restyle(uint8_t *text, size_t bytes, uint8_t style);

/* `unlisted:` of the masks of structures. */
enum pgm_unlisted_parts { PGM_PARTS_REDACT, PGM_PARTS_KEEP, PGM_PARTS_NULL };
enum pgm_unlisted_parts pgm_inner_unlisted(const struct pgm_mask *mask);
#define PGM_INNER_UNLISTED_SPEC                                                                    \
    {                                                                                              \
        .name = "unlisted", .type = PGM_ARG_CHOICE, .default_text = "redact",                      \
        .choices = "redact|keep|null", .help = "what happens to parts that no rule names"          \
    }

#endif
