/*
 * mask_composite.c: composite.
 *
 *   ("12 Elm St",BA1 2AB,,"a ""b""")      as record_out of rowtypes.c writes them: a field that is
 *     street      zip    └ NULL          nothing is NULL, quotes and backslashes are doubled
 *   ("70 Prairie Street",QX7 4LC,,"x ""x""")
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "suggest.h"
#include "weave.h"

struct field {
    const struct pgm_type *type;
    bool has_rule;
    struct pgm_inner rule;
};

struct composite {
    struct field *fields;
    size_t field_count;
    struct pgm_inner_set inners;
    enum pgm_unlisted_parts unlisted;
    const char *blank; /* a row of NULLs */
};

/* ---- preparing ----------------------------------------------------------------------------- */

static void report_unknown(const struct pgm_mask_setup *setup, const struct pgm_inner_rule *rule)
{
    struct pgm_suggest suggest;
    pgm_suggest_init(&suggest, rule->key);
    for (size_t i = 0; i < setup->type->field_count; i++)
        pgm_suggest_offer(&suggest, setup->type->fields[i].name);
    pgm_report_add(setup->report, PGM_UNFIT, rule->place, setup->column,
                   suggest.best ? pgm_arena_printf(setup->arena, "did you mean %s?", suggest.best)
                                : "",
                   "the type %s has no field %s", setup->type->name, rule->key);
}

static void prepare_field(struct composite *composite, const struct pgm_mask_setup *setup,
                          const struct pgm_inner_rule *rule)
{
    size_t k = 0;
    while (k < composite->field_count && strcmp(setup->type->fields[k].name, rule->key) != 0)
        k++;
    if (k == composite->field_count) {
        report_unknown(setup, rule);
        return;
    }
    struct field *field = &composite->fields[k];
    field->has_rule =
        pgm_inner_prepare_typed(&field->rule, &composite->inners, setup, rule, field->type);
}

static enum pgm_status composite_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *fields = pgm_arg_get(mask, "fields");
    struct composite *composite = PGM_ARENA_NEW(setup->arena, struct composite);
    const size_t count = setup->type->field_count;
    composite->fields = PGM_ARENA_ARRAY(setup->arena, struct field, count);
    composite->field_count = count;
    composite->unlisted = pgm_inner_unlisted(mask);
    for (size_t i = 0; i < count; i++)
        composite->fields[i].type = pgm_inner_type(setup->type->fields[i].type);
    char *blank = pgm_arena_alloc(setup->arena, count + 3);
    memset(blank, ',', count + 1);
    blank[0] = '(';
    blank[count ? count : 1] = ')';
    blank[count ? count + 1 : 2] = '\0';
    composite->blank = blank;
    mask->state = composite;
    for (size_t i = 0; i < fields->rule_count; i++)
        prepare_field(composite, setup, &fields->rules[i]);
    mask->keeps_parts = composite->inners.keeps || composite->unlisted == PGM_PARTS_KEEP;
    return PGM_OK;
}

/* ---- writing ------------------------------------------------------------------------------- */

/* What record_out would put into quotes. */
static bool needs_quotes(struct pgm_span text)
{
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        if (c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || pgm_is_space(c))
            return true;
    }
    return text.bytes == 0;
}

static size_t write_field(struct pgm_span text, uint8_t *out)
{
    uint8_t *at = out;
    if (!needs_quotes(text)) {
        memcpy(out, text.data, text.bytes);
        return text.bytes;
    }
    *at++ = '"';
    for (size_t i = 0; i < text.bytes; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            *at++ = text.data[i];
        *at++ = text.data[i];
    }
    *at++ = '"';
    return (size_t)(at - out);
}

static size_t composite_encode(const struct pgm_weave *weave, const struct pgm_part *part,
                               struct pgm_span fake, uint8_t *out)
{
    (void)weave;
    (void)part;
    return write_field(fake, out);
}

static const struct pgm_weave_form composite_form = {
    .null_text = "", .expansion = 2, .encode = composite_encode};

/* ---- walking ------------------------------------------------------------------------------- */

static void take_field(struct pgm_weave *weave, const struct composite *composite, size_t index,
                       size_t begin, size_t end, struct pgm_span text)
{
    const struct field *field = &composite->fields[index];
    struct pgm_span redacted;
    if (field->has_rule) {
        if (!field->rule.keeps)
            pgm_weave_fake(weave, begin, end, text, field->rule.by_kind[field->type->kind], 0);
    } else if (composite->unlisted == PGM_PARTS_REDACT &&
               pgm_inner_redact(field->type, text, weave->mask->utf8, weave->scratch, &redacted)) {
        uint8_t *written = pgm_scratch_alloc(weave->scratch, 2 * redacted.bytes + 2);
        const size_t bytes = write_field(redacted, written);
        pgm_weave_bytes(weave, begin, end, (struct pgm_span){written, bytes});
    } else if (composite->unlisted != PGM_PARTS_KEEP) {
        pgm_weave_bytes(weave, begin, end, pgm_span_of(""));
    }
}

/* Behind the field that begins at `at`, which is not NULL: at the comma or parenthesis. 0: it does not
 * end. A field may begin or end with quotes anywhere inside. */
static size_t walk_field(struct pgm_weave *weave, const struct composite *composite, size_t index,
                         struct pgm_span value, size_t at)
{
    const size_t begin = at;
    bool quoted = false, plain = true;
    for (; at < value.bytes; at++) {
        const uint8_t c = value.data[at];
        if (!quoted && (c == ',' || c == ')'))
            break;
        plain = plain && c != '"' && c != '\\';
        if (c == '"')
            quoted = !quoted;
        at += c == '\\';
    }
    if (at >= value.bytes || index >= composite->field_count)
        return 0;
    struct pgm_span text = {value.data + begin, at - begin};
    if (!plain) {
        uint8_t *resolved = pgm_scratch_alloc(weave->scratch, text.bytes);
        size_t bytes = 0;
        quoted = false;
        for (size_t i = 0; i < text.bytes; i++) {
            if (text.data[i] == '"') {
                quoted = !quoted;
                if (!quoted || i == 0 || text.data[i - 1] != '"')
                    continue; /* the second of two inside of quotes opens them again: itself */
            }
            i += text.data[i] == '\\';
            resolved[bytes++] = text.data[i];
        }
        text = (struct pgm_span){resolved, bytes};
    }
    take_field(weave, composite, index, begin, at, text);
    return at;
}

/* False: not a row of the type as the server writes it. */
static bool walk_row(struct pgm_weave *weave, const struct composite *composite,
                     struct pgm_span value)
{
    if (value.bytes < 2 || value.data[0] != '(')
        return false;
    if (composite->field_count == 0)
        return value.bytes == 2 && value.data[1] == ')';
    size_t at = 1;
    for (size_t index = 0; at < value.bytes; index++, at++) {
        if (value.data[at] != ',' && value.data[at] != ')')
            at = walk_field(weave, composite, index, value, at);
        if (at == 0)
            return false;
        if (value.data[at] == ')')
            return index + 1 == composite->field_count && at + 1 == value.bytes;
    }
    return false;
}

static void composite_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct composite *composite = mask->state;
    struct pgm_weave weave;
    pgm_weave_begin(&weave, mask, batch, &composite->inners, &composite_form);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        pgm_weave_row(&weave, i);
        if (walk_row(&weave, composite, batch->in->bytes[i]))
            pgm_weave_row_end(&weave);
        else
            pgm_weave_row_replace(&weave, pgm_span_of(composite->blank));
    }
    pgm_weave_end(&weave);
}

static size_t composite_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct composite *composite = mask->state;
    return pgm_weave_bound(&composite->inners, &composite_form, in_bytes) + composite->field_count +
           2;
}

const struct pgm_mask_class pgm_mask_composite = {
    .name = "composite",
    .family = "structure",
    .summary = "masks fields of a composite type; what fields: does not name is redacted by its "
               "type",
    .keeps = "NULLs",
    .example_in = "(\"221 Bakery Street\",02139,Elsewhere)",
    .kinds = PGM_KIND_BIT(PGM_KIND_COMPOSITE),
    .flags = PGM_MASK_SUBJECT | PGM_MASK_PARTS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "fields",
             .type = PGM_ARG_RULES,
             .help = "a map from the type's fields to masks"},
            PGM_INNER_UNLISTED_SPEC,
            {.name = NULL},
        },
    .example_rule = "{mask: composite, fields: {street: street, zip: postal_code}}",
    .example_inputs =
        (const struct pgm_arg_input[]){
            {.name = "fields",
             .kind = PGM_ARG_INPUT_MAP,
             .rules = (const struct pgm_inner_rule[]){{.key = "street", .mask = "street"},
                                                      {.key = "zip", .mask = "postal_code"}},
             .rule_count = 2},
            {.name = NULL},
        },
    .prepare = composite_prepare,
    .bound = composite_bound,
    .apply = composite_apply,
};
