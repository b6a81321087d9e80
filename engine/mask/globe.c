/* globe.c: see globe.h. */
#include "globe.h"

#define RING_TRIES 64

/* cos(0), cos(1), ... cos(89 degrees), in millionths. */
static const int32_t cosines[90] = {
    1000000, 999848, 999391, 998630, 997564, 996195, 994522, 992546, 990268, 987688, 984808, 981627,
    978148,  974370, 970296, 965926, 961262, 956305, 951057, 945519, 939693, 933580, 927184, 920505,
    913545,  906308, 898794, 891007, 882948, 874620, 866025, 857167, 848048, 838671, 829038, 819152,
    809017,  798636, 788011, 777146, 766044, 754710, 743145, 731354, 719340, 707107, 694658, 681998,
    669131,  656059, 642788, 629320, 615661, 601815, 587785, 573576, 559193, 544639, 529919, 515038,
    500000,  484810, 469472, 453990, 438371, 422618, 406737, 390731, 374607, 358368, 342020, 325568,
    309017,  292372, 275637, 258819, 241922, 224951, 207912, 190809, 173648, 156434, 139173, 121869,
    104528,  87156,  69756,  52336,  34899,  17452,
};

void pgm_globe_draw_in_ring(struct pgm_draw *draw, int64_t *dx, int64_t *dy)
{
    for (int tries = 0; tries < RING_TRIES; tries++) {
        *dx = (int64_t)pgm_draw_below(draw, 2 * PGM_RING_RADIUS + 1) - PGM_RING_RADIUS;
        *dy = (int64_t)pgm_draw_below(draw, 2 * PGM_RING_RADIUS + 1) - PGM_RING_RADIUS;
        const int64_t square = *dx * *dx + *dy * *dy;
        if (square <= PGM_RING_RADIUS * PGM_RING_RADIUS &&
            square * 100 >= PGM_RING_RADIUS * PGM_RING_RADIUS)
            return;
    }
    *dx = *dy = PGM_RING_RADIUS / 2;
}

int64_t pgm_globe_draw_on_line(struct pgm_draw *draw, int64_t radius)
{
    const int64_t least = radius / 10;
    const uint64_t word = pgm_draw_next(draw);
    const int64_t distance = least + (int64_t)pgm_reduce(word, (uint64_t)(radius - least) + 1);
    return pgm_draw_next(draw) >> 63 ? distance : -distance;
}

int64_t pgm_globe_longitude(int64_t nano)
{
    nano %= 360 * PGM_DEGREE_NANO;
    return nano > 180 * PGM_DEGREE_NANO    ? nano - 360 * PGM_DEGREE_NANO
           : nano < -180 * PGM_DEGREE_NANO ? nano + 360 * PGM_DEGREE_NANO
                                           : nano;
}

int64_t pgm_globe_latitude(int64_t nano)
{
    nano = pgm_globe_longitude(nano);
    return nano > 90 * PGM_DEGREE_NANO    ? 180 * PGM_DEGREE_NANO - nano
           : nano < -90 * PGM_DEGREE_NANO ? -180 * PGM_DEGREE_NANO - nano
                                          : nano;
}

int32_t pgm_globe_cosine(int64_t latitude)
{
    const int64_t degree = (latitude < 0 ? -latitude : latitude) / PGM_DEGREE_NANO;
    return cosines[degree < 89 ? degree : 89];
}
