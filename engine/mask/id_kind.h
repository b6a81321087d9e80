/*
 * id_kind.h: kinds of identifiers with check characters, and fakes of them.
 *
 *   form    9999999999C      what the compact form (layout.h) looks like
 *   draw    5182736409.      free places drawn, digits for digits and letters for letters
 *   fit     0182736409.      a date that exists, a range that is never issued
 *   seal    01827364098      the check characters; or: no such number, draw again
 *
 * A kind is a line of a table and two small functions. Where fakes must be unique nothing is drawn:
 * the free places go through a keyed bijection again and again until seal takes the result, so that
 * valid numbers go to valid ones and all others to others.
 */
#ifndef PGM_ID_KIND_H
#define PGM_ID_KIND_H

#include "check_digit.h"
#include "layout.h"

/*
 * Forms, one character for each of the compact form:
 *   9   a digit                      C   a check character, digit or letter: written by seal
 *   A   a letter                     =   digit or letter that says what the rest means: it stays,
 *   X   digit or letter                  unless fit changes it
 *                                    K   a letter that stays
 * Others stand for themselves, letters in lower case. A * at the end repeats what is before it.
 */
struct pgm_id_kind {
    const char *name;
    const char *forms[4]; /* the first that matches counts */
    /* Puts drawn values within what the number may hold, in a range never issued where there is
     * one. NULL: whatever was drawn will do. */
    void (*fit)(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count);
    /* Writes the check characters; false where no number has these places. NULL: none. */
    bool (*seal)(const struct pgm_id_kind *kind, uint8_t *id, size_t count);
    /* What seal computes with, where several kinds share one. */
    const uint8_t *weights;
    uint8_t modulus;
    uint8_t prefix;     /* characters before what is computed with */
    uint8_t bank_chars; /* IBANs: of the bank's code, behind prefix */
    bool lettered;      /* a place that is C or = may hold a letter */
};

/* Kinds of one rule, neighbours in a table: what a number is, its form tells. */
struct pgm_id_set {
    const struct pgm_id_kind *kinds;
    size_t count; /* 0: only the layout counts */
};

/* The first kind with a form for the compact form, and which of its places are free; or NULL. */
const struct pgm_id_kind *pgm_id_match(const struct pgm_id_set *set, const uint8_t *id,
                                       size_t count, bool *moves);
/* Draws another number in place, of the kind its form tells; never the one that was there. */
void pgm_id_draw(const struct pgm_id_set *set, struct pgm_draw *draw, uint8_t *id, size_t count);
/* The bijection, in place; at most PGM_LAYOUT_CHARS_MAX characters. */
void pgm_id_permute(const struct pgm_id_set *set, const struct pgm_prf_key *key, uint8_t *id,
                    size_t count);

/* The lengths of its forms of digits alone, as integer columns can hold them, ascending; their
 * number. */
size_t pgm_id_digit_forms(const struct pgm_id_kind *kind, size_t lengths[4]);

/* Tables end with a NULL name. */
const struct pgm_id_kind *pgm_id_kind_find(const struct pgm_id_kind *const *tables,
                                           const char *name);
/* How many kinds a table holds. */
size_t pgm_id_kinds_count(const struct pgm_id_kind *table);
extern const struct pgm_id_kind pgm_national_ids_west[], pgm_national_ids_north[],
    pgm_national_ids_east[], pgm_national_ids_world[];
extern const struct pgm_id_kind pgm_tax_ids[];
extern const struct pgm_id_kind pgm_vat_ids[]; /* of the European Union and Britain */
extern const struct pgm_id_kind pgm_ibans[];   /* the last one is of any country */
extern const struct pgm_id_kind pgm_bics[];
/* Of all persons' numbers, ends with NULL. */
extern const struct pgm_id_kind *const pgm_national_id_tables[];

/* ---- for fit and seal ---------------------------------------------------------------------- */

/* Two digits. */
static inline unsigned pgm_id_two(const uint8_t *id)
{
    return 10 * (id[0] - (unsigned)'0') + (id[1] - (unsigned)'0');
}

static inline void pgm_id_put_two(uint8_t *id, unsigned number)
{
    id[0] = (uint8_t)('0' + number / 10 % 10);
    id[1] = (uint8_t)('0' + number % 10);
}

/* `digits` digits of a number drawn from [low, high]. */
void pgm_id_put(struct pgm_draw *draw, uint8_t *id, size_t digits, uint64_t low, uint64_t high);
/* One of the characters of `choices`. */
void pgm_id_pick(struct pgm_draw *draw, uint8_t *id, const char *choices);

/* A date of the years [low, high] (of four digits), as `order` has it: "ymd", "dmy"; the year takes
 * two digits. More is added to month and day where numbers tell a century or a sex so. */
struct pgm_id_date {
    const char *order;
    unsigned year_low, year_high, month_more, day_more;
};
void pgm_id_put_date(struct pgm_draw *draw, uint8_t *id, const struct pgm_id_date *date);
/* Whether month and day exist in some year; both without what is added to them. */
bool pgm_id_is_day(unsigned month, unsigned day);

/* Every place behind the prefix but the last is weighted; the last gets (modulus - sum % modulus) %
 * modulus, and none where that is 10 or more. */
bool pgm_id_seal_weighted(const struct pgm_id_kind *kind, uint8_t *id, size_t count);
/* The same with the sum's remainder itself. */
bool pgm_id_seal_remainder(const struct pgm_id_kind *kind, uint8_t *id, size_t count);
bool pgm_id_seal_luhn(const struct pgm_id_kind *kind, uint8_t *id, size_t count);
/* ISO 7064, MOD 11,10. */
bool pgm_id_seal_mod_11_10(const struct pgm_id_kind *kind, uint8_t *id, size_t count);

#endif
