/*
 * text_fake.h: what comes in the place of matches for which the catalogue has no mask of its own.
 * Classes like others, but not in the registry: they take what text_verify.c has checked.
 */
#ifndef PGM_TEXT_FAKE_H
#define PGM_TEXT_FAKE_H

#include "mask.h"

extern const struct pgm_mask_class
    pgm_text_fake_url,   /* a host under example.com, the rest redacted */
    pgm_text_fake_iban,  /* same country and layout, right check digits */
    pgm_text_fake_token, /* same alphabet, a prefix that nobody takes */
    pgm_text_fake_id;    /* redacted */

#endif
