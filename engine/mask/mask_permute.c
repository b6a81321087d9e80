/*
 * mask_permute.c: permute.
 *
 *   int2, int4, int8, numeric(p,0)   the permutation of the domain's range
 *   text of digits                   one permutation for each length, so that "007" keeps its zeros
 *   text, enum, with values:         a permutation of the values that are listed
 *
 * What lies outside (of the range, of the list; text that is not of digits) ends the run: let through, or
 * mapped onto another's, it would be worse than no output.
 */
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "draw.h"
#include "literal.h"

#define NUMBER_DIGITS_MAX 18 /* of a numeric, so that it fits an int8 */
#define NUMBER_BYTES_MAX  20

struct value {
    struct pgm_span text;
    size_t to; /* the place of the value that stands for it */
};

/* `values:`, sorted by their bytes. */
struct values {
    struct value *values;
    size_t count, bytes_max;
};

/* ---- digit strings of a domain -------------------------------------------------------------- */

enum pgm_status pgm_domain_permute_digits(struct pgm_domain *domain, struct pgm_error *error)
{
    uint64_t count = 10;
    const int most = domain->max_chars > 0 && domain->max_chars < PGM_PERMUTE_DIGITS_MAX
                         ? domain->max_chars
                         : PGM_PERMUTE_DIGITS_MAX;
    for (int digits = 1; digits <= most; digits++, count *= 10) {
        domain->by_digits[digits] = pgm_permutation_new(domain->secret, count, error);
        if (!domain->by_digits[digits])
            return PGM_FAILED;
    }
    return PGM_OK;
}

void pgm_domain_free_permutations(struct pgm_domain *domain)
{
    pgm_permutation_free(domain->permutation);
    for (int digits = 0; digits <= PGM_PERMUTE_DIGITS_MAX; digits++)
        pgm_permutation_free(domain->by_digits[digits]);
}

/* ---- preparing ----------------------------------------------------------------------------- */

static int compare_values(const void *a, const void *b)
{
    const struct pgm_span *x = &((const struct value *)a)->text,
                          *y = &((const struct value *)b)->text;
    const size_t shared = x->bytes < y->bytes ? x->bytes : y->bytes;
    const int order = memcmp(x->data, y->data, shared);
    return order ? order : (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

/* Durstenfeld's shuffle (CACM 1964), drawn from the domain's key. */
static void shuffle(struct values *values, const struct pgm_prf_key *key)
{
    const struct pgm_span label = pgm_span_of("pgmirage values v1");
    struct pgm_digest digest;
    pgm_prf(key, &label, 1, &digest);
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_VALUES);
    for (size_t i = 0; i < values->count; i++) {
        const size_t other = pgm_draw_below(&draw, i + 1);
        values->values[i].to = values->values[other].to; /* of itself: set in the next line */
        values->values[other].to = i;
    }
}

static enum pgm_status prepare_values(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                                      const struct pgm_arg *arg)
{
    struct values *values = PGM_ARENA_NEW(setup->arena, struct values);
    mask->state = values;
    values->values = PGM_ARENA_ARRAY(setup->arena, struct value, arg->text_count + 1);
    for (size_t i = 0; i < arg->text_count; i++) {
        struct pgm_literal literal;
        const char *text = arg->texts[i] ? arg->texts[i] : "";
        if (!pgm_literal_read(setup, arg->place,
                              pgm_arena_printf(setup->arena, "value %zu of mask permute", i + 1),
                              text, &literal))
            continue;
        const struct pgm_span span = literal.value.span;
        values->values[values->count++].text = span;
        values->bytes_max = span.bytes > values->bytes_max ? span.bytes : values->bytes_max;
    }
    qsort(values->values, values->count, sizeof *values->values, compare_values);
    for (size_t i = 1; i < values->count; i++)
        if (compare_values(&values->values[i - 1], &values->values[i]) == 0) {
            pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column, NULL,
                           "a value of mask permute is listed twice");
            break;
        }
    if (setup->domain->case_insensitive)
        pgm_report_add(setup->report, PGM_UNFIT, arg->place, setup->column,
                       "use hash, which knows its equality",
                       "mask permute takes no values: for columns that ignore letter case");
    shuffle(values, &setup->domain->key);
    return PGM_OK;
}

static void check_numbers(const struct pgm_mask_setup *setup, const struct pgm_arg *range)
{
    const struct pgm_domain *domain = setup->domain;
    int64_t low, high;
    if (range->given && !pgm_arg_range(range, &low, &high))
        pgm_report_add(setup->report, PGM_BAD_USAGE, range->place, setup->column,
                       "as in range: [1, 1000000]",
                       "the range of mask permute must be two whole numbers, the lower first");
    else if (setup->type->kind == PGM_KIND_NUMERIC && setup->type->scale != 0)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column, "use noise",
                       "mask permute takes whole numbers, not the type %s", setup->type->name);
    else if (!domain->permutation || domain->range_low > domain->range_high)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "pin it with range: [low, high] in the domain",
                       "the range of domain %s is not known", domain->name);
}

static void check_digits(const struct pgm_mask_setup *setup)
{
    const struct pgm_domain *domain = setup->domain;
    if (domain->permutation)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "give the text a domain of its own, and the numbers theirs",
                       "mask permute gives text and numbers different fakes, so they cannot share "
                       "domain %s",
                       domain->name);
    else if (!domain->by_digits[1]) /* no column of it is text: the text is inside of a value */
        pgm_report_add(
            setup->report, PGM_UNFIT, setup->place, setup->column,
            "for numbers pin it with range: [low, high] in the domain, for text use hash",
            "the range of domain %s is not known", domain->name);
}

static enum pgm_status permute_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *values = pgm_arg_get(mask, "values");
    mask->state = NULL;
    switch (setup->type->kind) {
    case PGM_KIND_INT:
    case PGM_KIND_NUMERIC:
        check_numbers(setup, pgm_arg_get(mask, "range"));
        break;
    case PGM_KIND_TEXT:
        if (!values->given)
            check_digits(setup);
        break;
    case PGM_KIND_ENUM:
        if (!values->given)
            pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                           "as in values: [new, paid, sent]",
                           "mask permute needs the values of an enumeration");
        break;
    default:
        break;
    }
    if (!values->given)
        return PGM_OK;
    if (setup->type->kind == PGM_KIND_TEXT || setup->type->kind == PGM_KIND_ENUM)
        return prepare_values(mask, setup, values);
    pgm_report_add(setup->report, PGM_BAD_USAGE, values->place, setup->column, NULL,
                   "mask permute takes values: for text and enumerations only");
    return PGM_OK;
}

/* ---- numbers ------------------------------------------------------------------------------- */

/* Replaces numbers by their fakes; those that `skip` says are not looked at. */
static void permute_numbers(const struct pgm_mask *mask, struct pgm_batch *batch, const int64_t *in,
                            const bool *skip, int64_t *out)
{
    const int64_t low = mask->domain->range_low, high = mask->domain->range_high;
    uint64_t *values = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *values);
    bool outside = false;
    for (size_t i = 0; i < batch->count; i++) {
        const bool inside = !skip[i] && in[i] >= low && in[i] <= high;
        outside |= !inside && !skip[i];
        values[i] = inside ? (uint64_t)in[i] - (uint64_t)low : 0;
    }
    if (outside)
        batch->fault = "a value lies outside the range of its domain";
    pgm_permutation_apply(mask->domain->permutation, values, batch->count);
    for (size_t i = 0; i < batch->count; i++)
        out[i] = (int64_t)(values[i] + (uint64_t)low);
}

/* A whole number of at most 18 digits. */
static bool read_number(struct pgm_span text, int64_t *number)
{
    struct pgm_decimal decimal;
    *number = 0;
    if (!pgm_decimal_parse(text, &decimal) || decimal.exponent.bytes > 0 ||
        decimal.whole.bytes > NUMBER_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < decimal.fraction.bytes; i++)
        if (decimal.fraction.data[i] != '0')
            return false;
    for (size_t i = 0; i < decimal.whole.bytes; i++)
        *number = *number * 10 + decimal.whole.data[i] - '0';
    *number = decimal.negative ? -*number : *number;
    return true;
}

/* Decimal digits, `digits` of them at least. */
static uint8_t *write_number(uint64_t number, size_t digits, uint8_t *out)
{
    uint8_t reversed[NUMBER_BYTES_MAX];
    size_t count = 0;
    for (; number > 0 || count < digits; number /= 10)
        reversed[count++] = (uint8_t)('0' + number % 10);
    while (count > 0)
        *out++ = reversed[--count];
    return out;
}

static void apply_to_decimals(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const size_t count = batch->count;
    int64_t *numbers = pgm_scratch_alloc(batch->scratch, count * sizeof *numbers);
    bool *skip = pgm_scratch_alloc(batch->scratch, count * sizeof *skip);
    for (size_t i = 0; i < count; i++) {
        skip[i] = batch->in->null[i];
        if (!skip[i] && !read_number(batch->in->bytes[i], &numbers[i])) {
            batch->fault = "a value is no whole number of up to 18 digits";
            skip[i] = true;
        }
    }
    permute_numbers(mask, batch, numbers, skip, numbers);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < count; i++) {
        if (batch->in->null[i])
            continue;
        uint8_t *end = at;
        if (numbers[i] < 0)
            *end++ = '-';
        end =
            write_number(numbers[i] < 0 ? 0 - (uint64_t)numbers[i] : (uint64_t)numbers[i], 1, end);
        batch->out->bytes[i] = (struct pgm_span){at, (size_t)(end - at)};
        at = end;
    }
}

/* ---- digit strings ------------------------------------------------------------------------- */

/* How many digits the text has that is of digits alone, with the number they make; else 0. */
static size_t read_digits(struct pgm_span text, uint64_t *number)
{
    *number = 0;
    if (text.bytes > PGM_PERMUTE_DIGITS_MAX)
        return 0;
    for (size_t i = 0; i < text.bytes; i++) {
        if (!pgm_is_digit(text.data[i]))
            return 0;
        *number = *number * 10 + text.data[i] - '0';
    }
    return text.bytes;
}

/* The numbers of one length at a time, so that AES lanes stay full. */
static void permute_length(const struct pgm_permutation *permutation, const size_t *digits,
                           size_t length, uint64_t *numbers, size_t count, uint64_t *room)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (digits[i] == length)
            room[found++] = numbers[i];
    pgm_permutation_apply(permutation, room, found);
    found = 0;
    for (size_t i = 0; i < count; i++)
        if (digits[i] == length)
            numbers[i] = room[found++];
}

static void apply_to_digits(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const size_t count = batch->count;
    const struct pgm_span *exact = pgm_exact_batch(mask, batch);
    size_t *digits = pgm_scratch_alloc(batch->scratch, count * sizeof *digits);
    uint64_t *numbers = pgm_scratch_alloc(batch->scratch, count * sizeof *numbers);
    uint64_t *room = pgm_scratch_alloc(batch->scratch, count * sizeof *room);
    uint32_t lengths = 0;
    for (size_t i = 0; i < count; i++) {
        digits[i] = batch->in->null[i] ? 0 : read_digits(exact[i], &numbers[i]);
        if (digits[i] > 0 && !mask->domain->by_digits[digits[i]])
            digits[i] = 0; /* longer than the domain's narrowest column */
        lengths |= 1u << digits[i];
    }
    for (size_t length = 1; length <= PGM_PERMUTE_DIGITS_MAX; length++)
        if (lengths >> length & 1)
            permute_length(mask->domain->by_digits[length], digits, length, numbers, count, room);

    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        if (digits[i] == 0)
            batch->fault =
                "a text is not of 1 to 18 digits, as mask permute needs it, or is longer "
                "than the narrowest column of its domain";
        at = pgm_fakes_put(mask, batch, i, at,
                           write_number(digits[i] ? numbers[i] : 0, digits[i], at));
    }
}

/* ---- values -------------------------------------------------------------------------------- */

static void apply_to_values(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct values *values = mask->state;
    const struct pgm_span *exact = pgm_exact_batch(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct value wanted = {.text = exact[i]};
        const struct value *found =
            bsearch(&wanted, values->values, values->count, sizeof *values->values, compare_values);
        if (!found)
            batch->fault = "a value is not among those that mask permute was given";
        batch->out->bytes[i] = found ? values->values[found->to].text : pgm_span_of("");
    }
}

/* -------------------------------------------------------------------------------------------- */

static void permute_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    if (mask->state)
        apply_to_values(mask, batch);
    else if (mask->type->kind == PGM_KIND_INT)
        permute_numbers(mask, batch, batch->in->ints, batch->in->null, batch->out->ints);
    else if (mask->type->kind == PGM_KIND_NUMERIC)
        apply_to_decimals(mask, batch);
    else
        apply_to_digits(mask, batch);
}

static size_t permute_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct values *values = mask->state;
    const size_t most = values ? values->bytes_max : NUMBER_BYTES_MAX;
    return in_bytes > most ? in_bytes : most;
}

const struct pgm_mask_class pgm_mask_permute = {
    .name = "permute",
    .family = "general",
    .summary =
        "a secret permutation: keys stay unique and still join. Of whole numbers in the range "
        "of the domain, of text of up to 18 digits by length, of listed values; for uuids there is "
        "the mask uuid",
    .keeps = "type, uniqueness, joins; the range of the domain, or the number of digits",
    .example_in = "4711",
    .kinds = PGM_KIND_BIT(PGM_KIND_INT) | PGM_KIND_BIT(PGM_KIND_NUMERIC) |
             PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_ENUM),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE | PGM_MASK_RANGE,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "range",
             .type = PGM_ARG_TEXTS,
             .help = "[low, high], to pin what is otherwise taken from the data"},
            {.name = "values",
             .type = PGM_ARG_TEXTS,
             .literal = true,
             .help = "all values of a text or enumeration, which are permuted among each other"},
            {.name = NULL},
        },
    .prepare = permute_prepare,
    .bound = permute_bound,
    .apply = permute_apply,
};
