/*
 * mask_shuffle.c: shuffle.
 *
 *   column ─ the server, beforehand ─> sample (struct pgm_domain) ─ decode, once ─> values
 *   value ─ digest ─> a place in the sample                                          │
 *                            └────────────────────────── fake <───────────────────────┘
 *
 * The sample is the same for all threads, so the fakes do not depend on how the work is cut.
 */
#include <string.h>

#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"

struct shuffle {
    struct pgm_vector values;
    size_t bytes_max;
};

/* 294277-01-01 and later: the server has dates where this program, like timestamps, has none. */
static bool is_far_date(const struct pgm_type *type, struct pgm_span text)
{
    size_t digits = 0;
    while (digits < text.bytes && pgm_is_digit(text.data[digits]))
        digits++;
    return type->kind == PGM_KIND_DATE && digits >= 6 && digits < text.bytes &&
           text.data[digits] == '-';
}

static void report_misfit(const struct pgm_mask_setup *setup, struct pgm_span text)
{
    if (is_far_date(setup->type, text))
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "keep the column, or mask it with null or sql",
                       "a date is past the year 294276, up to which dates are masked");
    else
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "give columns of other types domains of their own",
                       "the values of its domain's other columns are not of type %s",
                       setup->type->name);
}

static enum pgm_status shuffle_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_domain *domain = setup->domain;
    struct shuffle *shuffle = PGM_ARENA_NEW(setup->arena, struct shuffle);
    const enum pgm_repr repr = pgm_repr_of(setup->type->kind);
    mask->state = shuffle;
    if (!domain->samples) {
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "inside of values use choose or range",
                       "mask shuffle draws from a whole column, and works on columns only");
        return PGM_OK;
    }
    if (domain->sample_missed)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "use lorem, redact or null, which need no sample",
                       "all values are longer than the 1,000 bytes that mask shuffle takes from a "
                       "sample");
    shuffle->values = (struct pgm_vector){
        .repr = repr,
        .count = domain->sample_count,
        .bytes =
            pgm_arena_alloc(setup->arena, domain->sample_count * pgm_repr_element_bytes(repr) + 1)};
    for (size_t i = 0; i < domain->sample_count; i++) {
        const struct pgm_span text = domain->samples[i];
        shuffle->bytes_max = text.bytes > shuffle->bytes_max ? text.bytes : shuffle->bytes_max;
        if (pgm_value_decode(setup->type, text, &shuffle->values, i))
            continue;
        report_misfit(setup, text);
        break;
    }
    return PGM_OK;
}

static size_t shuffle_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const size_t most = ((const struct shuffle *)mask->state)->bytes_max;
    return in_bytes > most ? in_bytes : most;
}

static void shuffle_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct shuffle *shuffle = mask->state;
    const struct pgm_vector *values = &shuffle->values;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const size_t element_bytes = pgm_repr_element_bytes(values->repr);
    const bool is_text = mask->type->kind == PGM_KIND_TEXT;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i] || (is_text && pgm_fakes_pass(mask, batch, i)))
            continue;
        if (values->count == 0) {
            batch->fault = "no sample was found for a column that is shuffled";
            batch->out->null[i] = true;
            continue;
        }
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_SHUFFLE);
        const size_t drawn = pgm_draw_below(&draw, values->count);
        memcpy((uint8_t *)batch->out->bytes + i * element_bytes,
               (const uint8_t *)values->bytes + drawn * element_bytes, element_bytes);
        if (is_text) {
            const struct pgm_span text = values->bytes[drawn];
            batch->out->bytes[i].bytes = pgm_chars_cut(text, mask->utf8, mask->max_chars);
        }
    }
}

const struct pgm_mask_class pgm_mask_shuffle = {
    .name = "shuffle",
    .family = "number",
    .summary =
        "a value of some other row of the column, of a sample of up to 10,000 that the server "
        "takes beforehand (values of up to 1,000 bytes). Say by: with the row's key; else equal "
        "values get one fake, and a column of few values has fewer. They are real values, and a "
        "rare one tells whose row it came from: not for names, addresses or text",
    .keeps = "type, NULLs; with by: the column's distribution",
    .example_in = "1250",
    .kinds = (1u << PGM_KIND_COUNT) - 1,
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_SAMPLE,
    .prepare = shuffle_prepare,
    .bound = shuffle_bound,
    .apply = shuffle_apply,
};
