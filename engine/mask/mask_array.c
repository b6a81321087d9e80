/*
 * mask_array.c: array.
 *
 *   [2:3]={ann@x.org,"Bob \"B\" <bob@x.org>",NULL}      as array_out of arrayfuncs.c writes them
 *   └ bounds stay
 *          {mary...@example.com,jack...@example.com,NULL}
 *
 * Braces, bounds, NULLs and the number of elements stay; each element is masked as a value of the
 * element's type.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "weave.h"

struct array {
    const struct pgm_type *element;
    bool has_rule;
    struct pgm_inner rule;
    struct pgm_inner_set inners;
    uint8_t delimiter; /* a comma, for box a semicolon */
};

static enum pgm_status array_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *items = pgm_arg_get(mask, "items");
    struct array *array = PGM_ARENA_NEW(setup->arena, struct array);
    array->element = pgm_inner_type(setup->type->element);
    array->delimiter = setup->type->delimiter ? (uint8_t)setup->type->delimiter : ',';
    array->has_rule = items->given;
    if (items->given)
        pgm_inner_prepare_typed(&array->rule, &array->inners, setup, items->rules, array->element);
    mask->state = array;
    mask->keeps_parts = array->inners.keeps;
    return PGM_OK;
}

/* ---- writing ------------------------------------------------------------------------------- */

/* What array_out would put into quotes. */
static bool needs_quotes(struct pgm_span text, uint8_t delimiter)
{
    if (text.bytes == 0)
        return true;
    if (text.bytes == 4 && (text.data[0] | 0x20) == 'n' && (text.data[1] | 0x20) == 'u' &&
        (text.data[2] | 0x20) == 'l' && (text.data[3] | 0x20) == 'l')
        return true;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        if (c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter || pgm_is_space(c))
            return true;
    }
    return false;
}

static size_t write_element(struct pgm_span text, uint8_t delimiter, uint8_t *out)
{
    uint8_t *at = out;
    if (!needs_quotes(text, delimiter)) {
        memcpy(out, text.data, text.bytes);
        return text.bytes;
    }
    *at++ = '"';
    for (size_t i = 0; i < text.bytes; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            *at++ = '\\';
        *at++ = text.data[i];
    }
    *at++ = '"';
    return (size_t)(at - out);
}

static size_t array_encode(const struct pgm_weave *weave, const struct pgm_part *part,
                           struct pgm_span fake, uint8_t *out)
{
    (void)part;
    return write_element(fake, ((const struct array *)weave->mask->state)->delimiter, out);
}

static const struct pgm_weave_form array_form = {
    .null_text = "NULL", .expansion = 2, .encode = array_encode};

/* ---- walking ------------------------------------------------------------------------------- */

static void take_element(struct pgm_weave *weave, const struct array *array, size_t begin,
                         size_t end, struct pgm_span text)
{
    struct pgm_span redacted;
    if (array->has_rule) {
        if (!array->rule.keeps)
            pgm_weave_fake(weave, begin, end, text, array->rule.by_kind[array->element->kind], 0);
    } else if (pgm_inner_redact(array->element, text, weave->mask->utf8, weave->scratch,
                                &redacted)) {
        uint8_t *written = pgm_scratch_alloc(weave->scratch, 2 * redacted.bytes + 2);
        const size_t bytes = write_element(redacted, array->delimiter, written);
        pgm_weave_bytes(weave, begin, end, (struct pgm_span){written, bytes});
    } else {
        pgm_weave_bytes(weave, begin, end, pgm_span_of("NULL"));
    }
}

/* Behind the element that begins at `at`; 0: it does not end. */
static size_t walk_element(struct pgm_weave *weave, const struct array *array,
                           struct pgm_span value, size_t at)
{
    const size_t begin = at;
    const bool quoted = value.data[at] == '"';
    bool escaped = false;
    for (at += quoted; at < value.bytes; at++) {
        const uint8_t c = value.data[at];
        if (c == '"' || (!quoted && (c == array->delimiter || c == '}' || c == '{')))
            break;
        escaped = escaped || c == '\\';
        at += c == '\\';
    }
    if (at >= value.bytes)
        return 0;
    struct pgm_span text = {value.data + begin + quoted, at - begin - quoted};
    if (escaped) {
        uint8_t *plain = pgm_scratch_alloc(weave->scratch, text.bytes);
        size_t bytes = 0;
        for (size_t i = 0; i < text.bytes; i++) {
            i += text.data[i] == '\\';
            plain[bytes++] = text.data[i];
        }
        text = (struct pgm_span){plain, bytes};
    }
    at += quoted;
    if (at >= value.bytes || (value.data[at] != array->delimiter && value.data[at] != '}'))
        return 0; /* a quote in the middle, or no end */
    if (quoted || escaped || !pgm_span_equal(text, pgm_span_of("NULL")))
        take_element(weave, array, begin, at, text);
    return at;
}

/* False: not an array as the server writes it. */
static bool walk_array(struct pgm_weave *weave, const struct array *array, struct pgm_span value)
{
    size_t at = 0, depth = 0;
    if (value.bytes && value.data[0] == '[') {
        const uint8_t *equals = memchr(value.data, '=', value.bytes);
        if (!equals)
            return false;
        at = (size_t)(equals - value.data) + 1;
    }
    do {
        if (at >= value.bytes)
            return false;
        const uint8_t c = value.data[at];
        if (c == '{') {
            depth++;
            at++;
        } else if (depth == 0) {
            return false;
        } else if (c == '}') {
            depth--;
            at++;
        } else if (c == array->delimiter) {
            at++;
        } else {
            at = walk_element(weave, array, value, at);
            if (at == 0)
                return false;
        }
    } while (depth > 0);
    return at == value.bytes;
}

static void array_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct array *array = mask->state;
    struct pgm_weave weave;
    pgm_weave_begin(&weave, mask, batch, &array->inners, &array_form);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        pgm_weave_row(&weave, i);
        if (walk_array(&weave, array, batch->in->bytes[i]))
            pgm_weave_row_end(&weave);
        else
            pgm_weave_row_replace(&weave, pgm_span_of("{}"));
    }
    pgm_weave_end(&weave);
}

static size_t array_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return pgm_weave_bound(&((const struct array *)mask->state)->inners, &array_form, in_bytes);
}

const struct pgm_mask_class pgm_mask_array = {
    .name = "array",
    .family = "structure",
    .summary = "masks every element of an array of any dimension; without items: they are redacted "
               "by their type",
    .keeps = "dimensions, bounds, the number of elements, NULLs",
    .example_in = "{rosalind@mail.example,NULL}",
    .kinds = PGM_KIND_BIT(PGM_KIND_ARRAY),
    .flags = PGM_MASK_SUBJECT | PGM_MASK_PARTS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "items", .type = PGM_ARG_RULE, .help = "the mask of the elements"},
            {.name = NULL},
        },
    .example_rule = "{mask: array, items: email}",
    .example_inputs =
        (const struct pgm_arg_input[]){
            {.name = "items",
             .kind = PGM_ARG_INPUT_SCALAR,
             .text = "email",
             .rule = {.mask = "email"}},
            {.name = NULL},
        },
    .prepare = array_prepare,
    .bound = array_bound,
    .apply = array_apply,
};
