/*
 * ewkb.h: shapes as PostGIS writes them: extended well-known binary, in hexadecimal digits.
 *
 *   01 01000020 E6100000 0000000000002A40 0000000000404A40
 *   │  │        │        └ coordinates, doubles; a point without any has NaN
 *   │  │        └ SRID, where bit 29 of the type says that there is one
 *   │  └ type: 1 point, 2 line, ...; bits 31 and 30: with Z, with M. ISO's codes say the same by 1000,
 *   │    2000 or 3000 more
 *   └ byte order, of this shape alone: 1 little-endian, 0 big-endian
 *
 * The format is described in PostGIS's manual (Extended Well-Known Binary), on top of OGC 06-103r4,
 * section 8, and of ISO 13249-3 for curves, surfaces and its codes of Z and M. All types of PostGIS
 * are known but the abstract 13 and 14, of which there are no values.
 */
#ifndef PGM_EWKB_H
#define PGM_EWKB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

struct pgm_ewkb {
    uint8_t *data;
    size_t bytes;
    uint32_t srid; /* 0: none */
    /* Of the finite coordinates; low > high: there are none. */
    double low[2], high[2];
};

/* Reads hexadecimal digits. `out` has room for as many bytes as there are digits, and holds the shape
 * until pgm_ewkb_write(). False: they are no shape. */
bool pgm_ewkb_read(struct pgm_span digits, uint8_t *out, struct pgm_ewkb *shape);

/* Replaces every finite coordinate: axis 0 is x, 1 y, and what follows Z or M. */
typedef double pgm_ewkb_change(void *how, unsigned axis, double value);
void pgm_ewkb_map(struct pgm_ewkb *shape, pgm_ewkb_change *change, void *how);

/* The shape's digits, into the room it was read with. Returns behind the last. */
uint8_t *pgm_ewkb_write(const struct pgm_ewkb *shape, uint8_t *out);

/* Whether coordinates of the spatial reference are known to be degrees: the geographic systems of EPSG
 * that databases use. */
bool pgm_ewkb_is_geographic(uint32_t srid);

#endif
