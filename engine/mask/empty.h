/* empty.h: the empty values of types, and the types that are known by their names. */
#ifndef PGM_EMPTY_H
#define PGM_EMPTY_H

#include "arena.h"
#include "type.h"

/* The text form of the type's empty value; NULL where it has none, or (json, ranges) one for each sort
 * of value. Constant, or in the arena. */
const char *pgm_empty_text(const struct pgm_type *type, struct pgm_arena *arena);

/* PostGIS's types, which have no fixed OIDs. */
enum pgm_shape_type { PGM_SHAPE_NONE, PGM_SHAPE_GEOMETRY, PGM_SHAPE_GEOGRAPHY };
enum pgm_shape_type pgm_shape_type_of(const struct pgm_type *type);

#endif
