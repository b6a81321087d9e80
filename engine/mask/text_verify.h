/*
 * text_verify.h: what stands at a place of a text. Shared by the matchers; internal to the layer.
 *
 * A look is a way of examining a place. Each one widens the place to a region that depends on the text
 * alone (all digits and separators around it, all that may stand in an address, ...), reports every
 * match in it, and never enters it again: the work is linear in the text, whatever the text is.
 */
#ifndef PGM_TEXT_VERIFY_H
#define PGM_TEXT_VERIFY_H

#include "text_match.h"

enum pgm_text_look {
    PGM_LOOK_MAIL,     /* at an '@' */
    PGM_LOOK_LINK,     /* at the ':' of "://" */
    PGM_LOOK_WWW,      /* at the first w of "www." */
    PGM_LOOK_NUMBER,   /* at any digit of a run of digits and separators: phone, card, IPv4, SSN */
    PGM_LOOK_LETTERED, /* at a digit behind two letters (and perhaps a space): IBAN, NINO */
    PGM_LOOK_COLON,    /* at a ':' between hexadecimal digits: IPv6 */
    PGM_LOOK_TOKEN,    /* inside a run of PGM_TOKEN_RUN_MIN characters of tokens */
    PGM_LOOK_PEM,      /* at "-----BEGIN " */
    PGM_LOOK_COUNT,
};

/* Every token has so many of [A-Za-z0-9+/_-] in a row. */
#define PGM_TOKEN_RUN_MIN 16
/* What opens a block of RFC 7468 (PEM). */
#define PGM_PEM_BEGIN "-----BEGIN "
/* A number of interest has at least so many digits, with at most PGM_NUMBER_GAP_MAX separators between
 * two; IPv4 addresses alone are shorter. */
#define PGM_NUMBER_DIGITS_MIN 7
#define PGM_NUMBER_GAP_MAX    3

struct pgm_text_scan {
    const uint8_t *data;
    size_t bytes;
    uint32_t kinds; /* bits of the kinds wanted */
    struct pgm_text_matches *matches;
    size_t done[PGM_LOOK_COUNT]; /* the end of the last region of each look */
};

typedef void pgm_text_look(struct pgm_text_scan *scan, size_t at);
pgm_text_look pgm_text_look_mail, pgm_text_look_link, pgm_text_look_www, pgm_text_look_number,
    pgm_text_look_lettered, pgm_text_look_colon, pgm_text_look_token, pgm_text_look_pem;

static inline void pgm_text_scan_begin(struct pgm_text_scan *scan, struct pgm_span text,
                                       uint32_t kinds, struct pgm_text_matches *matches)
{
    *scan = (struct pgm_text_scan){text.data, text.bytes, kinds, matches, {0}};
}

static inline bool pgm_text_wants(const struct pgm_text_scan *scan, enum pgm_text_kind kind)
{
    return scan->kinds >> kind & 1;
}

/* Adds [begin, end) if its kind is wanted. */
void pgm_text_hit(struct pgm_text_scan *scan, size_t begin, size_t end, enum pgm_text_kind kind);

/* Whether a match of letters and digits may begin, or end, before the byte `at`: no ASCII letter or digit
 * on the side that is not the match. */
bool pgm_text_begins(const struct pgm_text_scan *scan, size_t at);
bool pgm_text_ends(const struct pgm_text_scan *scan, size_t at);

/* ---- check digits and shapes, for themselves ---- */

/* ISO/IEC 7812-1, annex B (Luhn): digits as '0' to '9'. */
bool pgm_text_luhn(const uint8_t *digits, size_t count);
/* ISO 7064 MOD 97-10 over an IBAN's letters and digits, in either case, without spaces, its first four
 * characters taken as the last: 1 for a valid one (ISO 13616-1). */
unsigned pgm_text_iban_mod97(const uint8_t *iban, size_t bytes);
/* How long an IBAN of the country is (ISO 13616 registry), 0 for none. */
size_t pgm_text_iban_length(const uint8_t country[2]);

#endif
