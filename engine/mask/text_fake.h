/*
 * text_fake.h: what comes in the place of matches for which the catalogue has no mask of its own.
 * Classes like others, but not in the registry: they take what text_verify.c has checked.
 */
#ifndef PGM_TEXT_FAKE_H
#define PGM_TEXT_FAKE_H

#include "mask.h"

/* A block of PEM, drawn but for the lines that open and close it. */
extern const struct pgm_mask_class pgm_text_fake_block;
/* Redacted. */
extern const struct pgm_mask_class pgm_text_fake_id;

#endif
