/*
 * mask_choose.c: choose.
 *
 *   values:   a    b    c         weights up to each:  3   4   6      a draw of 0 to 5: the first value
 *   weights:  3    1    2                                             whose sum is above it
 */
#include <string.h>

#include "args.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"
#include "literal.h"

#define WEIGHT_DIGITS_MAX 9

struct choose {
    struct pgm_literal *values;
    uint64_t *sums;
    size_t count, bytes_max;
};

/* A whole number of at most nine digits, or UINT64_MAX. */
static uint64_t read_weight(const char *text)
{
    uint64_t weight = 0;
    const size_t digits = text ? strspn(text, "0123456789") : 0;
    if (digits == 0 || text[digits] != '\0' || digits > WEIGHT_DIGITS_MAX)
        return UINT64_MAX;
    for (; *text; text++)
        weight = weight * 10 + (uint64_t)(*text - '0');
    return weight;
}

static void read_weights(struct choose *choose, const struct pgm_arg *weights,
                         const struct pgm_mask_setup *setup)
{
    uint64_t sum = 0;
    const char *fault = NULL;
    if (weights->given && weights->text_count != choose->count)
        fault = "must be as many as there are values";
    for (size_t i = 0; i < choose->count && !fault; i++) {
        const uint64_t weight = weights->given ? read_weight(weights->texts[i]) : 1;
        if (weight == UINT64_MAX)
            fault = "must be whole numbers of at most 9 digits";
        sum += weight;
        choose->sums[i] = sum;
    }
    if (!fault && sum == 0)
        fault = "must not all be 0";
    if (fault)
        pgm_report_add(setup->report, PGM_BAD_USAGE, weights->place, setup->column,
                       "as in weights: [3, 1]", "the weights of mask choose %s", fault);
}

static enum pgm_status choose_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct choose *choose = PGM_ARENA_NEW(setup->arena, struct choose);
    const struct pgm_arg *values = pgm_arg_get(mask, "values");
    choose->count = values->text_count;
    choose->values = PGM_ARENA_ARRAY(setup->arena, struct pgm_literal, choose->count + 1);
    choose->sums = PGM_ARENA_ARRAY(setup->arena, uint64_t, choose->count + 1);
    mask->state = choose;
    if (choose->count == 0)
        pgm_report_add(setup->report, PGM_BAD_USAGE, values->place, setup->column, NULL,
                       "mask choose has no values");
    for (size_t i = 0; i < choose->count; i++) {
        const char *text = values->texts[i] ? values->texts[i] : "";
        const size_t bytes = strlen(text);
        choose->bytes_max = bytes > choose->bytes_max ? bytes : choose->bytes_max;
        pgm_literal_read(setup, values->place,
                         pgm_arena_printf(setup->arena, "value %zu of mask choose", i + 1), text,
                         &choose->values[i]);
    }
    read_weights(choose, pgm_arg_get(mask, "weights"), setup);
    return PGM_OK;
}

static size_t choose_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const size_t most = ((const struct choose *)mask->state)->bytes_max;
    return in_bytes > most ? in_bytes : most;
}

static size_t find(const struct choose *choose, uint64_t drawn)
{
    size_t low = 0, high = choose->count - 1;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (choose->sums[middle] > drawn)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void choose_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct choose *choose = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const bool is_text = mask->type->kind == PGM_KIND_TEXT;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i] || (is_text && pgm_fakes_pass(mask, batch, i)))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_CHOOSE);
        const uint64_t drawn = pgm_draw_below(&draw, choose->sums[choose->count - 1]);
        pgm_literal_put(&choose->values[find(choose, drawn)], batch->out, i);
    }
}

static const struct pgm_arg_input choose_example[] = {
    {.name = "values",
     .kind = PGM_ARG_INPUT_LIST,
     .texts = (const char *const[]){"gold", "silver", "none"},
     .text_count = 3},
    {.name = "weights",
     .kind = PGM_ARG_INPUT_LIST,
     .texts = (const char *const[]){"1", "3", "6"},
     .text_count = 3},
    {.name = NULL}};

const struct pgm_mask_class pgm_mask_choose = {
    .name = "choose",
    .family = "general",
    .summary = "one of the values of a list, by their weights; it may be the original",
    .keeps = "type; equal values stay equal",
    .example_in = "platinum",
    .kinds = (1u << PGM_KIND_COUNT) - 1,
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "values",
             .type = PGM_ARG_TEXTS,
             .required = true,
             .literal = true,
             .help = "a list of values of the column's type"},
            {.name = "weights",
             .type = PGM_ARG_TEXTS,
             .help = "how often each is drawn, in whole numbers; all alike unless said"},
            {.name = NULL},
        },
    .example_rule = "{mask: choose, values: [gold, silver, none], weights: [1, 3, 6]}",
    .example_inputs = choose_example,
    .prepare = choose_prepare,
    .bound = choose_bound,
    .apply = choose_apply,
};
