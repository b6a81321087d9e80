/*
 * mask_bounds.c: bounds, of ranges and multiranges.
 *
 *   {[2024-01-01,2024-02-01),["2024-05-01 00:00",)}     as range_out and multirange_out write them
 *     └ lower    └ upper ┘    └ quoted where needed └ none: infinite
 *
 * Both bounds of a range are masked with the range itself as their subject (or with that of the row,
 * where the rule says `by:`), so that masks which understand subjects move them alike: date_shift
 * keeps the length, noise the sign of it. Should a mask turn them round, they are turned back; a range
 * whose lower bound is above its upper one would not load.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "decimal.h"
#include "inner.h"

#define ORDERED_KINDS                                                                              \
    (PGM_KIND_BIT(PGM_KIND_INT) | PGM_KIND_BIT(PGM_KIND_NUMERIC) | PGM_KIND_BIT(PGM_KIND_FLOAT) |  \
     PGM_KIND_BIT(PGM_KIND_DATE) | PGM_KIND_BIT(PGM_KIND_TIMESTAMP) |                              \
     PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ))

struct bounds {
    const struct pgm_mask *inner; /* NULL: every range becomes empty */
    bool keeps;
};

/* One range of a row's value. */
struct range {
    uint32_t row, begin, end;
};

/* ---- preparing ----------------------------------------------------------------------------- */

static enum pgm_status bounds_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "bounds");
    const struct pgm_type *element = pgm_inner_type(setup->type->element);
    struct bounds *bounds = PGM_ARENA_NEW(setup->arena, struct bounds);
    mask->state = bounds;
    if (!arg->given)
        return PGM_OK;
    if (!(PGM_KIND_BIT(element->kind) & ORDERED_KINDS)) {
        pgm_report_add(setup->report, PGM_UNFIT, arg->place, setup->column,
                       "leave bounds: out, and every range becomes empty",
                       "the order of type %s is not known, so its bounds cannot be masked",
                       element->name);
        return PGM_OK;
    }
    struct pgm_mask_setup inside = *setup;
    if (!inside.subject_domain)
        inside.subject_domain = setup->domain;
    bounds->inner = setup->inner(&inside, arg->rules, element);
    bounds->keeps = bounds->inner && (bounds->inner->class->flags & PGM_MASK_COPIES);
    mask->keeps_parts = bounds->keeps;
    return PGM_OK;
}

/* ---- reading ------------------------------------------------------------------------------- */

/* Behind the bound at `at`: at the comma or the closing bracket; 0: it does not end. *text: NULL for an
 * infinite bound. */
static size_t read_bound(struct pgm_span value, size_t at, struct pgm_span *text)
{
    const size_t begin = at;
    bool quoted = false;
    for (; at < value.bytes; at++) {
        const uint8_t c = value.data[at];
        if (!quoted && (c == ',' || c == ')' || c == ']'))
            break;
        quoted = quoted != (c == '"');
        at += c == '\\';
    }
    if (at >= value.bytes)
        return 0;
    *text = (struct pgm_span){at == begin ? NULL : value.data + begin, at - begin};
    if (at == begin || value.data[begin] != '"')
        return at;
    /* Bounds of the types we take hold no quotes and backslashes: what is between two quotes. */
    text->data++;
    text->bytes -= text->bytes < 2 ? 1 : 2;
    return at;
}

/* The bounds of the range at [begin, end). */
static void read_range(struct pgm_span value, const struct range *range, struct pgm_span *lower,
                       struct pgm_span *upper)
{
    const size_t comma = read_bound(value, range->begin + 1, lower);
    read_bound(value, comma + 1, upper);
}

/* The next range from *at on, which then stands behind it. False: there is none more. */
static bool next_range(struct pgm_span value, size_t *at, struct range *range)
{
    struct pgm_span bound;
    while (*at < value.bytes && value.data[*at] != '[' && value.data[*at] != '(')
        ++*at;
    if (*at >= value.bytes)
        return false;
    range->begin = (uint32_t)*at;
    const size_t comma = read_bound(value, *at + 1, &bound);
    if (comma == 0 || value.data[comma] != ',')
        return false;
    const size_t last = read_bound(value, comma + 1, &bound);
    if (last == 0 || value.data[last] == ',')
        return false;
    range->end = (uint32_t)last + 1;
    *at = last + 1;
    return true;
}

/* ---- order --------------------------------------------------------------------------------- */

/* The digit of 10^power. */
static int digit_at(const struct pgm_decimal *decimal, int power)
{
    const int place = power - decimal->exponent_value;
    if (place >= 0)
        return (size_t)place < decimal->whole.bytes
                   ? decimal->whole.data[decimal->whole.bytes - 1 - (size_t)place] - '0'
                   : 0;
    const size_t index = (size_t)(-1 - place);
    return index < decimal->fraction.bytes ? decimal->fraction.data[index] - '0' : 0;
}

static int lowest_power(const struct pgm_decimal *decimal)
{
    return decimal->exponent_value - (int)decimal->fraction.bytes;
}

static int compare_magnitudes(const struct pgm_decimal *a, const struct pgm_decimal *b)
{
    const bool a_is_zero = pgm_decimal_is_zero(a), b_is_zero = pgm_decimal_is_zero(b);
    if (a_is_zero || b_is_zero)
        return b_is_zero - a_is_zero;
    const int highest = pgm_decimal_magnitude(a);
    if (highest != pgm_decimal_magnitude(b))
        return highest < pgm_decimal_magnitude(b) ? -1 : 1;
    const int lowest = lowest_power(a) < lowest_power(b) ? lowest_power(a) : lowest_power(b);
    for (int power = highest; power >= lowest; power--)
        if (digit_at(a, power) != digit_at(b, power))
            return digit_at(a, power) - digit_at(b, power);
    return 0;
}

/* Of two bounds as text; NaN and infinities compare as equal to all, for no mask moves them. */
static int compare_decimals(struct pgm_span a, struct pgm_span b)
{
    struct pgm_decimal x, y;
    if (!pgm_decimal_parse(a, &x) || !pgm_decimal_parse(b, &y))
        return 0;
    if (x.negative != y.negative)
        return pgm_decimal_is_zero(&x) && pgm_decimal_is_zero(&y) ? 0 : x.negative ? -1 : 1;
    return x.negative ? compare_magnitudes(&y, &x) : compare_magnitudes(&x, &y);
}

static bool is_above(const struct pgm_vector *vector, size_t lower, size_t upper)
{
    if (vector->null[lower] || vector->null[upper])
        return false;
    if (vector->repr == PGM_REPR_BYTES)
        return compare_decimals(vector->bytes[lower], vector->bytes[upper]) > 0;
    return vector->ints[lower] > vector->ints[upper]; /* times, too */
}

/* ---- masking ------------------------------------------------------------------------------- */

static struct range *find_ranges(struct pgm_batch *batch, struct pgm_scratch *scratch,
                                 size_t *count)
{
    size_t capacity = 2 * batch->count + 16;
    struct range *ranges = pgm_scratch_alloc(scratch, capacity * sizeof *ranges), found;
    *count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        for (size_t at = 0; next_range(batch->in->bytes[i], &at, &found);) {
            found.row = (uint32_t)i;
            if (*count == capacity) {
                struct range *larger = pgm_scratch_alloc(scratch, 2 * capacity * sizeof *ranges);
                memcpy(larger, ranges, capacity * sizeof *ranges);
                ranges = larger;
                capacity *= 2;
            }
            ranges[(*count)++] = found;
        }
    }
    return ranges;
}

/* Range k's bounds are elements 2k and 2k + 1; an infinite one is NULL. */
static struct pgm_vector mask_ranges(const struct pgm_mask *inner, struct pgm_batch *batch,
                                     const struct range *ranges, size_t count,
                                     struct pgm_scratch *scratch)
{
    const enum pgm_repr repr = pgm_repr_of(inner->type->kind);
    struct pgm_vector in = pgm_vector_new(scratch, repr, 2 * count);
    struct pgm_vector out = pgm_vector_new(scratch, repr, 2 * count);
    struct pgm_span *subject = pgm_scratch_alloc(scratch, 2 * count * sizeof *subject);
    for (size_t k = 0; k < count; k++) {
        const struct pgm_span value = batch->in->bytes[ranges[k].row];
        struct pgm_span texts[2];
        read_range(value, &ranges[k], &texts[0], &texts[1]);
        for (size_t i = 2 * k; i < 2 * k + 2; i++) {
            const struct pgm_span text = texts[i & 1];
            in.null[i] = !text.data;
            if (text.data && !pgm_inner_decode(inner->type, text, &in, i)) {
                in.null[i] = true;
                batch->fault = "a bound of a range is not in the form of its type";
            }
            subject[i] = batch->subject ? batch->subject[ranges[k].row]
                                        : (struct pgm_span){value.data + ranges[k].begin,
                                                            ranges[k].end - ranges[k].begin};
        }
    }
    memcpy(out.null, in.null, 2 * count * sizeof(bool));
    struct pgm_batch inside = {
        .count = 2 * count, .in = &in, .out = &out, .subject = subject, .scratch = scratch};
    inner->class->apply(inner, &inside);
    if (inside.fault)
        batch->fault = inside.fault;
    return out;
}

/* ---- writing ------------------------------------------------------------------------------- */

static uint8_t *write_bound(const struct pgm_type *type, const struct pgm_vector *fakes, size_t i,
                            uint8_t *out)
{
    uint8_t encoded[PGM_ENCODED_BYTES_MAX];
    struct pgm_span text = {encoded, 0};
    if (fakes->null[i])
        return out;
    if (fakes->repr == PGM_REPR_BYTES)
        text = fakes->bytes[i];
    else
        text.bytes = pgm_value_encode(type, fakes, i, encoded);
    const bool quotes = memchr(text.data, ' ', text.bytes);
    if (quotes)
        *out++ = '"';
    memcpy(out, text.data, text.bytes);
    out += text.bytes;
    if (quotes)
        *out++ = '"';
    return out;
}

/* Everything of the value but the bounds of its ranges is copied. */
static uint8_t *write_value(const struct pgm_mask *inner, struct pgm_span value,
                            const struct range *ranges, size_t first, size_t count,
                            const struct pgm_vector *fakes, uint8_t *out)
{
    size_t copied = 0;
    for (size_t k = first; k < first + count; k++) {
        const bool turned = is_above(fakes, 2 * k, 2 * k + 1);
        memcpy(out, value.data + copied, ranges[k].begin + 1 - copied);
        out += ranges[k].begin + 1 - copied;
        out = write_bound(inner->type, fakes, 2 * k + turned, out);
        *out++ = ',';
        out = write_bound(inner->type, fakes, 2 * k + !turned, out);
        copied = ranges[k].end - 1;
    }
    memcpy(out, value.data + copied, value.bytes - copied);
    return out + (value.bytes - copied);
}

/* Whether the value is what the server writes: nothing but its ranges, and punctuation of a multirange
 * around them. What is not understood must not be copied. */
static bool is_understood(struct pgm_span value, const struct range *ranges, size_t first,
                          size_t count)
{
    size_t at = 0;
    for (size_t k = first; k <= first + count; k++) {
        const size_t end = k < first + count ? ranges[k].begin : value.bytes;
        for (; at < end; at++)
            if (value.data[at] != '{' && value.data[at] != '}' && value.data[at] != ',')
                return false;
        at = k < first + count ? ranges[k].end : at;
    }
    return value.bytes > 0;
}

static struct pgm_span empty_like(struct pgm_span value)
{
    return pgm_span_of(value.bytes && value.data[0] == '{' ? "{}" : "empty");
}

static size_t longest(const struct pgm_vector *fakes)
{
    size_t most = PGM_ENCODED_BYTES_MAX;
    for (size_t i = 0; fakes->repr == PGM_REPR_BYTES && i < fakes->count; i++)
        if (!fakes->null[i] && fakes->bytes[i].bytes > most)
            most = fakes->bytes[i].bytes;
    return most;
}

static void bounds_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct bounds *bounds = mask->state;
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            batch->out->bytes[i] =
                bounds->keeps ? batch->in->bytes[i] : empty_like(batch->in->bytes[i]);
    if (!bounds->inner || bounds->keeps)
        return;
    struct pgm_scratch *scratch = pgm_scratch_below(batch->scratch);
    pgm_scratch_reset(scratch);
    size_t count;
    const struct range *ranges = find_ranges(batch, scratch, &count);
    const struct pgm_vector fakes = mask_ranges(bounds->inner, batch, ranges, count, scratch);
    const size_t room = 2 * (longest(&fakes) + 3);
    for (size_t i = 0, k = 0; i < batch->count; i++) {
        const struct pgm_span value = batch->in->bytes[i];
        if (batch->in->null[i])
            continue;
        const size_t first = k;
        while (k < count && ranges[k].row == i)
            k++;
        if (!is_understood(value, ranges, first, k - first))
            continue;
        uint8_t *out = pgm_scratch_alloc(batch->scratch, value.bytes + (k - first) * room);
        const uint8_t *end =
            write_value(bounds->inner, value, ranges, first, k - first, &fakes, out);
        batch->out->bytes[i] = (struct pgm_span){out, (size_t)(end - out)};
    }
    pgm_scratch_reset(scratch);
}

static size_t bounds_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct bounds *bounds = mask->state;
    size_t most = PGM_ENCODED_BYTES_MAX;
    if (bounds->inner && pgm_repr_of(bounds->inner->type->kind) == PGM_REPR_BYTES)
        most += bounds->inner->class->bound(bounds->inner, in_bytes);
    return in_bytes + (in_bytes / 3 + 1) * 2 * (most + 3) + sizeof "empty";
}

const struct pgm_mask_class pgm_mask_bounds = {
    .name = "bounds",
    .family = "structure",
    .summary = "masks the bounds of ranges and multiranges of numbers and times; without bounds: "
               "every range becomes empty",
    .keeps = "which bounds are included and which infinite, the number of ranges; with date_shift "
             "their lengths",
    .example_in = "[2024-01-01,2024-02-01)",
    .kinds = PGM_KIND_BIT(PGM_KIND_RANGE),
    .flags = PGM_MASK_SUBJECT | PGM_MASK_PARTS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "bounds", .type = PGM_ARG_RULE, .help = "the mask of both bounds"},
            {.name = NULL},
        },
    .example_rule = "{mask: bounds, bounds: date_shift}",
    .example_inputs =
        (const struct pgm_arg_input[]){
            {.name = "bounds",
             .kind = PGM_ARG_INPUT_SCALAR,
             .text = "date_shift",
             .rule = {.mask = "date_shift"}},
            {.name = NULL},
        },
    .prepare = bounds_prepare,
    .bound = bounds_bound,
    .apply = bounds_apply,
};
