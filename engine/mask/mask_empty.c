/* mask_empty.c: empty, tsvector. */
#include <string.h>

#include "classes.h"

#define TSVECTOR_OID 3614
#define TSQUERY_OID  3615

/* What is empty in each type that has such a value, in its text form. */
static const char *empty_text(const struct pgm_type *type)
{
    switch (type->kind) {
    case PGM_KIND_TEXT:
    case PGM_KIND_XML: /* content, which may be nothing */
        return "";
    case PGM_KIND_BYTEA:
        return "\\x";
    case PGM_KIND_ARRAY:
        return "{}";
    case PGM_KIND_OTHER: {
        const char *dot = strrchr(type->name, '.');
        const char *name = dot ? dot + 1 : type->name;
        const bool known = type->base_oid == TSVECTOR_OID || type->base_oid == TSQUERY_OID ||
                           strcmp(name, "hstore") == 0 || strcmp(name, "ltree") == 0;
        return known ? "" : NULL;
    }
    default:
        return NULL;
    }
}

/* An object stays an object and a list a list; a scalar becomes null, the one value without content. */
static const char *empty_json(struct pgm_span text)
{
    size_t at = 0;
    while (at < text.bytes && strchr(" \t\r\n", text.data[at]))
        at++;
    const uint8_t first = at < text.bytes ? text.data[at] : 'n';
    return first == '{' ? "{}" : first == '[' ? "[]" : first == '"' ? "\"\"" : "null";
}

static enum pgm_status empty_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    mask->state = (void *)(uintptr_t)empty_text(setup->type);
    if (!mask->state && setup->type->kind != PGM_KIND_JSON)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "use null, or constant with a value of the type",
                       "mask empty: the type %s has no empty value", setup->type->name);
    return PGM_OK;
}

static size_t empty_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    (void)in_bytes;
    return sizeof "null" - 1;
}

static void empty_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            batch->out->bytes[i] =
                pgm_span_of(mask->state ? mask->state : empty_json(batch->in->bytes[i]));
}

const struct pgm_mask_class pgm_mask_empty = {
    .name = "empty",
    .family = "text",
    .summary = "the empty value of the type: no characters, bytes, elements or fields",
    .keeps = "NULL as NULL",
    .example_in = "Called twice, wants a refund.",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_XML) |
             PGM_KIND_BIT(PGM_KIND_BYTEA) | PGM_KIND_BIT(PGM_KIND_ARRAY) |
             PGM_KIND_BIT(PGM_KIND_JSON) | PGM_KIND_BIT(PGM_KIND_OTHER),
    .flags = PGM_MASK_CONSTANT,
    .prepare = empty_prepare,
    .bound = empty_bound,
    .apply = empty_apply,
};
