/*
 * id_number.h: identifiers that columns hold as integers, without their leading zeros.
 *
 *   2070803628  ── as many digits as the shortest form that has room ──>  02070803628
 *                                                                             │ another of the kind
 *   84091500015 <────────────────────────────────────────────────────────  84091500015
 *
 * The digits are those of the text, so that a number and its spelling in full have the same fake.
 */
#ifndef PGM_ID_NUMBER_H
#define PGM_ID_NUMBER_H

#include "id_kind.h"
#include "mask.h"

/* Holds the kinds against an integer column: one kind, of digits alone, all of whose forms fit the
 * type. Findings go to the report. */
void pgm_id_number_check(const struct pgm_mask_setup *setup, const struct pgm_id_set *set);
/* Masks a batch of integers. `unique`: by a bijection of those that the type holds. */
void pgm_id_number_apply(const struct pgm_mask *mask, struct pgm_batch *batch,
                         const struct pgm_id_set *set, bool unique);

#endif
