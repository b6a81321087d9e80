/*
 * globe.h: places on a globe, and moves of them, in whole thousand millionths of a degree.
 *
 * All is done in whole numbers: sines of a floating-point library may differ from one CPU to the next,
 * fakes must not.
 */
#ifndef PGM_GLOBE_H
#define PGM_GLOBE_H

#include <stdint.h>

#include "draw.h"

#define PGM_DEGREE_NANO INT64_C(1000000000)
#define PGM_METRE_NANO  8983 /* 10^9 / 111,320: a degree of a great circle in metres */
#define PGM_RING_RADIUS (INT64_C(1) << 20)

/* A move within the ring between a tenth of the radius and all of it, the radius being
 * PGM_RING_RADIUS. */
void pgm_globe_draw_in_ring(struct pgm_draw *draw, int64_t *dx, int64_t *dy);
/* The same on a line: a distance, and to which side. */
int64_t pgm_globe_draw_on_line(struct pgm_draw *draw, int64_t radius);
/* Round the globe. */
int64_t pgm_globe_longitude(int64_t nano);
/* Over a pole and down on the other side. */
int64_t pgm_globe_latitude(int64_t nano);
/* How much shorter degrees of longitude are at a latitude, in millionths; at the poles as at 89
 * degrees. */
int32_t pgm_globe_cosine(int64_t latitude);

#endif
