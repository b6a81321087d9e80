/*
 * localised.h: one mask in all locales, for rules that say `locale_from:`.
 *
 *   batch     Ann  Bob  Eve  Kim          locales   de  us  de  -
 *             ├────────┬───┘                        instance of de_DE:  [Ann, Eve]
 *             │   ┌────┴───────┐                    instance of en_US:  [Bob]
 *             ▼   ▼            ▼                    the domain's own:   [Kim]
 *   fakes    Uta  Joe  Jan  Amy
 *
 * The instances share the domain: its key, width and uniqueness. So a fake depends on key, value (or
 * subject) and locale alone, however rows are batched, and fits wherever one of the domain fits.
 */
#ifndef PGM_LOCALISED_H
#define PGM_LOCALISED_H

#include "mask.h"

/* An instance for setup->locales, of a class with PGM_MASK_LOCALE. A locale whose letters the
 * database's encoding may not hold is left out: its rows get the domain's own. NULL after a finding. */
struct pgm_mask *pgm_mask_localise(const struct pgm_mask_class *class,
                                   const struct pgm_mask_setup *setup);

#endif
