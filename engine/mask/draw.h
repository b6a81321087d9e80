/*
 * draw.h: a stream of random words out of one digest.
 *
 * The digest is the keyed part (prf.h); from it SplitMix64 (Steele, Lea, Flood, "Fast Splittable
 * Pseudorandom Number Generators", OOPSLA 2014) makes as many words as a fake needs. What is drawn
 * for one purpose does not depend on how much was drawn for another: a person's given name is the
 * same whether or not a street was drawn, too.
 */
#ifndef PGM_DRAW_H
#define PGM_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "prf.h"

/* Part of the result: never renumber. */
enum pgm_draw_purpose {
    PGM_DRAW_GIVEN = 1,
    PGM_DRAW_FAMILY,
    PGM_DRAW_MAIL_NUMBER,
    PGM_DRAW_MAIL_CASE,
    PGM_DRAW_PHONE,
    PGM_DRAW_STREET,
    PGM_DRAW_CITY,
    PGM_DRAW_POSTAL_CODE,
    PGM_DRAW_COMPANY,
    PGM_DRAW_CARD,
    PGM_DRAW_IP,
    PGM_DRAW_DATE,
    PGM_DRAW_NOISE,
    PGM_DRAW_LOREM,
    PGM_DRAW_BYTES = 64,
    PGM_DRAW_TEXT = 72,
    PGM_DRAW_AGENT = 96,
    PGM_DRAW_TOKEN,
    PGM_DRAW_JITTER,
    PGM_DRAW_RANGE,
    PGM_DRAW_SHUFFLE,
    PGM_DRAW_LATITUDE,
    PGM_DRAW_LONGITUDE,
    PGM_DRAW_CHOOSE,
    PGM_DRAW_TEMPLATE,
    PGM_DRAW_SCRAMBLE,
    PGM_DRAW_VALUES,
    PGM_DRAW_ID = 128,
    PGM_DRAW_BIRTH_DATE,
    PGM_DRAW_AMOUNT,
    PGM_DRAW_SYLLABLES,
    PGM_DRAW_COUNTRY,
    PGM_DRAW_REGION,
    PGM_DRAW_JOB_TITLE,
};

struct pgm_draw {
    uint64_t state, pad;
};

static inline struct pgm_draw pgm_draw_from(struct pgm_digest digest, enum pgm_draw_purpose purpose)
{
    return (struct pgm_draw){digest.word[0] + (uint64_t)purpose * UINT64_C(0xd1342543de82ef95),
                             digest.word[1]};
}

static inline uint64_t pgm_draw_next(struct pgm_draw *draw)
{
    uint64_t x = (draw->state += UINT64_C(0x9e3779b97f4a7c15)) ^ draw->pad;
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* In [0, n). */
static inline uint64_t pgm_draw_below(struct pgm_draw *draw, uint64_t n)
{
    return pgm_reduce(pgm_draw_next(draw), n);
}

/* Writes a decimal digit a draw. */
static inline void pgm_draw_digits(struct pgm_draw *draw, uint8_t *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (uint8_t)('0' + pgm_draw_below(draw, 10));
}

/* In [-most, most] without 0: a move that is one. */
static inline int64_t pgm_draw_move(struct pgm_draw *draw, int64_t most)
{
    const int64_t drawn = (int64_t)pgm_draw_below(draw, 2 * (uint64_t)most) - most;
    return drawn < 0 ? drawn : drawn + 1;
}

#endif
