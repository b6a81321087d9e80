/* mask_scramble.c: scramble, truncate_text. */
#include "args.h"
#include "canonical.h"
#include "classes.h"
#include "scramble.h"

static size_t bound_same(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/* ---- scramble ------------------------------------------------------------------------------ */

struct scramble {
    int32_t code_max;
};

static enum pgm_status scramble_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct scramble *scramble = PGM_ARENA_NEW(setup->arena, struct scramble);
    scramble->code_max = setup->code_max;
    mask->state = scramble;
    return PGM_OK;
}

static void scramble_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct scramble *scramble = mask->state;
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_SCRAMBLE);
        const size_t bytes = pgm_scramble(batch->in->bytes[i], mask->utf8, scramble->code_max,
                                          mask->max_chars, &draw, at);
        at = pgm_fakes_put(mask, batch, i, at, at + bytes);
    }
}

const struct pgm_mask_class pgm_mask_scramble = {
    .name = "scramble",
    .family = "general",
    .summary =
        "letters for letters and digits for digits, each another one of its own alphabet and "
        "case",
    .keeps = "length, letter case, alphabet, punctuation, the lengths of words",
    .example_in = "Flat 12b, Elm House",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .prepare = scramble_prepare,
    .bound = bound_same,
    .apply = scramble_apply,
};

/* ---- truncate_text ------------------------------------------------------------------------- */

static enum pgm_status truncate_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    (void)setup;
    mask->state = (void *)&pgm_arg_get(mask, "chars")->integer;
    return PGM_OK;
}

static void truncate_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const int32_t chars = (int32_t)(*(const int64_t *)mask->state);
    const int32_t max = mask->max_chars > 0 && mask->max_chars < chars ? mask->max_chars : chars;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span text = batch->in->bytes[i];
        batch->out->bytes[i] = (struct pgm_span){text.data, pgm_chars_cut(text, mask->utf8, max)};
    }
}

const struct pgm_mask_class pgm_mask_truncate_text = {
    .name = "truncate_text",
    .family = "general",
    .summary = "the first characters of a text, which are the original's; a text that short stays",
    .keeps = "its beginning",
    .example_in = "02139-4307",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "chars",
             .type = PGM_ARG_INT,
             .default_text = "1",
             .min = 1,
             .max = INT32_MAX,
             .help = "how many are kept"},
            {.name = NULL},
        },
    .prepare = truncate_prepare,
    .bound = bound_same,
    .apply = truncate_apply,
};
