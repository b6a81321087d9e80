/* id_number.c: see id_number.h. */
#include "id_number.h"

#include <string.h>

#define DIGITS_MAX 19 /* of 2^63 */
#define TRIES_MAX  64

/* The digits of one integer. */
struct number {
    uint8_t digits[DIGITS_MAX];
    size_t count;
    bool is_longer;       /* than the shortest form: it does not begin with a zero */
    uint64_t least, most; /* that the type holds of its sign */
};

static size_t digits_of(uint64_t value)
{
    size_t count = 1;
    while (value >= 10) {
        value /= 10;
        count++;
    }
    return count;
}

static uint64_t largest_of(const struct pgm_type *type)
{
    return type->int_bytes == 2 ? INT16_MAX : type->int_bytes == 4 ? INT32_MAX : INT64_MAX;
}

void pgm_id_number_check(const struct pgm_mask_setup *setup, const struct pgm_id_set *set)
{
    size_t lengths[4];
    const size_t count = set->count == 1 ? pgm_id_digit_forms(set->kinds, lengths) : 0;
    const size_t room = digits_of(largest_of(setup->type)) - 1;
    if (set->count != 1)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "say kind: and which, of digits alone",
                       "numbers of type %s do not tell their country", setup->type->name);
    else if (count == 0)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "use permute, or keep such numbers as text",
                       "the type %s cannot hold numbers of kind %s, which have letters",
                       setup->type->name, set->kinds->name);
    else if (lengths[count - 1] > room)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "use permute, or a wider type",
                       "the type %s has room for any %zu digits, and a %s may have %zu",
                       setup->type->name, room, set->kinds->name, lengths[count - 1]);
}

/* ---- digits -------------------------------------------------------------------------------- */

static void read_number(struct number *number, int64_t value, const struct pgm_type *type,
                        const size_t *lengths, size_t length_count)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const size_t own = digits_of(rest);
    size_t form = 0;
    while (form < length_count && lengths[form] < own)
        form++;
    number->count = form < length_count ? lengths[form] : own;
    number->is_longer = form > 0;
    number->least = value < 0;
    number->most = largest_of(type) + (value < 0);
    for (size_t i = number->count; i-- > 0; rest /= 10)
        number->digits[i] = (uint8_t)('0' + rest % 10);
}

static uint64_t value_of(const struct number *number)
{
    return pgm_check_number(number->digits, number->count);
}

/* Whether the digits are those of an integer that read_number() would take apart in this way. */
static bool is_number(const struct number *number)
{
    const uint64_t value = value_of(number);
    return value >= number->least && value <= number->most &&
           !(number->is_longer && number->digits[0] == '0');
}

/* ---- fakes --------------------------------------------------------------------------------- */

/* A walk along a cycle: it ends, at its start if nowhere else. */
static void permute(struct number *number, const struct pgm_id_set *set,
                    const struct pgm_prf_key *key)
{
    do
        pgm_id_permute(set, key, number->digits, number->count);
    while (!is_number(number));
}

static void draw(struct number *number, const struct pgm_id_set *set, struct pgm_digest digest)
{
    const struct number original = *number;
    struct pgm_draw stream = pgm_draw_from(digest, PGM_DRAW_ID);
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        *number = original;
        pgm_id_draw(set, &stream, number->digits, number->count);
        if (is_number(number))
            return;
    }
    memset(number->digits, '0', number->count);
}

void pgm_id_number_apply(const struct pgm_mask *mask, struct pgm_batch *batch,
                         const struct pgm_id_set *set, bool unique)
{
    const size_t count = batch->count;
    size_t lengths[4];
    const size_t length_count = pgm_id_digit_forms(set->kinds, lengths);
    struct number *numbers = pgm_scratch_alloc(batch->scratch, count * sizeof *numbers);
    struct pgm_span *spans = pgm_scratch_alloc(batch->scratch, count * sizeof *spans);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, count * sizeof *digests);
    for (size_t i = 0; i < count; i++) {
        spans[i] = (struct pgm_span){NULL, 0};
        if (batch->in->null[i])
            continue;
        read_number(&numbers[i], batch->in->ints[i], mask->type, lengths, length_count);
        spans[i] = (struct pgm_span){numbers[i].digits, numbers[i].count};
    }
    if (!unique)
        pgm_prf(&mask->domain->key, spans, count, digests);
    for (size_t i = 0; i < count; i++) {
        if (!spans[i].data)
            continue;
        if (unique)
            permute(&numbers[i], set, &mask->domain->key);
        else
            draw(&numbers[i], set, digests[i]);
        const uint64_t fake = value_of(&numbers[i]);
        batch->out->ints[i] = (int64_t)(batch->in->ints[i] < 0 ? 0 - fake : fake);
    }
}
