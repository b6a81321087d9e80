/* layout.c: see layout.h. */
#include "layout.h"

#include <assert.h>

#include "chars.h"

#define ROUNDS 10
/* Tells the rounds' draws from those of values. Part of the result. */
#define LAYOUT_TAG UINT64_C(0x6c61796f7574203a)

typedef unsigned __int128 wide;

size_t pgm_layout_collect(struct pgm_span text, uint8_t *compact)
{
    size_t count = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        if (pgm_is_digit(c))
            compact[count++] = c;
        else if (pgm_is_letter(c))
            compact[count++] = c & (uint8_t)~0x20;
    }
    return count;
}

void pgm_layout_spread(uint8_t *text, size_t bytes, const uint8_t *compact)
{
    for (size_t i = 0; i < bytes; i++) {
        if (!pgm_is_digit(text[i]) && !pgm_is_letter(text[i]))
            continue;
        const uint8_t c = *compact++;
        text[i] = pgm_is_lower(text[i]) && pgm_is_upper(c) ? c | 0x20 : c;
    }
}

void pgm_layout_draw(struct pgm_draw *draw, uint8_t *compact, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pgm_is_digit(compact[i]))
            compact[i] = (uint8_t)('0' + pgm_draw_below(draw, 10));
        else if (pgm_is_upper(compact[i]))
            compact[i] = (uint8_t)('A' + pgm_draw_below(draw, 26));
    }
}

/* ---- the bijection ------------------------------------------------------------------------- */

/* One half: the places that move in [begin, end), read as a number below `size`. */
struct half {
    size_t begin, end;
    wide number, size;
};

static void read_half(struct half *half, const uint8_t *compact, const bool *moves)
{
    half->number = 0;
    half->size = 1;
    for (size_t i = half->begin; i < half->end; i++) {
        if (!moves[i])
            continue;
        const bool digit = pgm_is_digit(compact[i]);
        half->number = half->number * (digit ? 10 : 26) + compact[i] - (digit ? '0' : 'A');
        half->size *= digit ? 10 : 26;
    }
}

static void write_half(const struct half *half, uint8_t *compact, const bool *moves)
{
    wide rest = half->number;
    for (size_t i = half->end; i-- > half->begin;) {
        if (!moves[i])
            continue;
        const bool digit = pgm_is_digit(compact[i]);
        compact[i] = (uint8_t)((digit ? '0' : 'A') + rest % (digit ? 10 : 26));
        rest /= digit ? 10 : 26;
    }
}

/* In [0, size), from the other half. The bias is at most 2^-32. */
static wide round_number(const struct pgm_prf_key *key, uint64_t tag, wide other, wide size)
{
    struct pgm_digest digest = {{(uint64_t)other, (uint64_t)(other >> 64)}};
    pgm_prf_expand(key, tag, &digest, 1, &digest);
    if (size < (wide)1 << 32)
        return pgm_reduce(digest.word[0], (uint64_t)size);
    return ((wide)digest.word[1] << 64 | digest.word[0]) % size;
}

/* A half without places would leave the other as it is: one place alone moves by a secret step. */
static void step(const struct pgm_prf_key *key, uint64_t tag, struct half *half)
{
    if (half->size > 1)
        half->number = (half->number + 1 + round_number(key, tag, 0, half->size - 1)) % half->size;
}

void pgm_layout_permute(const struct pgm_prf_key *key, uint8_t *compact, const bool *moves,
                        size_t count)
{
    assert(count <= PGM_LAYOUT_CHARS_MAX);
    size_t places = 0, middle = 0;
    for (size_t i = 0; i < count; i++)
        places += moves[i];
    for (size_t seen = 0; seen < places / 2; middle++)
        seen += moves[middle];
    struct half left = {.begin = 0, .end = middle}, right = {.begin = middle, .end = count};
    read_half(&left, compact, moves);
    read_half(&right, compact, moves);
    uint64_t tag = LAYOUT_TAG ^ (uint64_t)left.size * UINT64_C(0x9e3779b97f4a7c15) ^
                   (uint64_t)right.size * UINT64_C(0xd1342543de82ef95);
    if (left.size == 1) {
        step(key, tag, &right);
    } else {
        for (unsigned i = 0; i < ROUNDS; i++, tag += UINT64_C(0xbf58476d1ce4e5b9)) {
            struct half *to = i % 2 ? &right : &left, *from = i % 2 ? &left : &right;
            const wide sum = to->number + round_number(key, tag, from->number, to->size);
            to->number = sum < to->size ? sum : sum - to->size;
        }
    }
    write_half(&left, compact, moves);
    write_half(&right, compact, moves);
}
