/* masks_view.h: `pgmirage masks`: the catalogue of masks, from what each class says of itself. */
#ifndef PGM_MASKS_VIEW_H
#define PGM_MASKS_VIEW_H

#include "mask.h"
#include "terminal.h"
#include "verbs.h"

/* All masks by family. Markdown is the README's table. */
void pgm_masks_list(const struct pgm_mask_registry *registry, enum pgm_masks_format format,
                    const struct pgm_terminal *terminal, FILE *stream);
/* One mask with its arguments and an example. */
void pgm_masks_explain(const struct pgm_mask_class *class, enum pgm_masks_format format,
                       const struct pgm_terminal *terminal, FILE *stream);

/* The JSON Schema of the rules file (schema_view.c). */
void pgm_masks_schema(const struct pgm_mask_registry *registry, FILE *stream);

/* Masks the class's example value with its default arguments under a demonstration key of zeros, so
 * that the same line stands in every build's documentation (masks_example.c). The text lives in the
 * arena; NULL where the class has no example or cannot do without arguments. */
const char *pgm_masks_example(const struct pgm_mask_class *class, struct pgm_arena *arena);
/* A type of the kind, as an example; NULL for kinds without one. */
const struct pgm_type *pgm_masks_type(enum pgm_kind kind);

#endif
