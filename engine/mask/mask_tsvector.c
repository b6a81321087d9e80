/* mask_tsvector.c: tsvector. Its words are those of the text it was made of, so none may stay; and a
 * restore loads the tables before it makes their triggers, so nothing fills it again by itself. */
#include "classes.h"

#define TSVECTOR_OID 3614

static enum pgm_status tsvector_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    mask->reads = PGM_READS_NULL;
    if (setup->type->base_oid != TSVECTOR_OID)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "mask empty empties other types", "mask tsvector does not take type %s",
                       setup->type->name);
    return PGM_OK;
}

static size_t tsvector_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    (void)in_bytes;
    return 0;
}

static void tsvector_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            batch->out->bytes[i] = pgm_span_of("");
}

const struct pgm_mask_class pgm_mask_tsvector = {
    .name = "tsvector",
    .family = "text",
    .summary =
        "an empty text search vector; fill it again after the restore, by an UPDATE that fires "
        "its trigger or by to_tsvector over the masked text (generated columns fill "
        "themselves, and take no rule)",
    .keeps = "NULL as NULL",
    .example_in = "'refund':3 'wants':2",
    .kinds = PGM_KIND_BIT(PGM_KIND_OTHER),
    .flags = PGM_MASK_CONSTANT,
    .prepare = tsvector_prepare,
    .bound = tsvector_bound,
    .apply = tsvector_apply,
};
