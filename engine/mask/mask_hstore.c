/*
 * mask_hstore.c: hstore.
 *
 *   "email"=>"ann@x.org", "age"=>"41", "note"=>NULL      as hstore_out writes them: always in quotes,
 *                                                        with a backslash before " and \
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "weave.h"

struct hstore {
    const struct pgm_inner_rule *keys; /* only their names are read */
    const struct pgm_inner *rules;     /* parallel to the keys */
    size_t rule_count;
    struct pgm_inner_set inners;
    enum pgm_unlisted_parts unlisted;
};

static enum pgm_status hstore_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *keys = pgm_arg_get(mask, "keys");
    struct hstore *hstore = PGM_ARENA_NEW(setup->arena, struct hstore);
    struct pgm_inner *rules = PGM_ARENA_ARRAY(setup->arena, struct pgm_inner, keys->rule_count);
    for (size_t i = 0; i < keys->rule_count; i++)
        pgm_inner_prepare(&rules[i], &hstore->inners, setup, &keys->rules[i]);
    hstore->keys = keys->rules;
    hstore->rules = rules;
    hstore->rule_count = keys->rule_count;
    hstore->unlisted = pgm_inner_unlisted(mask);
    mask->state = hstore;
    mask->keeps_parts = hstore->inners.keeps || hstore->unlisted == PGM_PARTS_KEEP;
    return PGM_OK;
}

/* ---- writing ------------------------------------------------------------------------------- */

static size_t write_quoted(struct pgm_span text, uint8_t *out)
{
    uint8_t *at = out;
    *at++ = '"';
    for (size_t i = 0; i < text.bytes; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            *at++ = '\\';
        *at++ = text.data[i];
    }
    *at++ = '"';
    return (size_t)(at - out);
}

static size_t hstore_encode(const struct pgm_weave *weave, const struct pgm_part *part,
                            struct pgm_span fake, uint8_t *out)
{
    (void)weave;
    (void)part;
    return write_quoted(fake, out);
}

static const struct pgm_weave_form hstore_form = {
    .null_text = "NULL", .expansion = 2, .encode = hstore_encode};

/* ---- walking ------------------------------------------------------------------------------- */

static const struct pgm_inner *rule_of(const struct hstore *hstore, struct pgm_span key)
{
    for (size_t i = 0; i < hstore->rule_count; i++)
        if (pgm_span_equal(key, pgm_span_of(hstore->keys[i].key)))
            return &hstore->rules[i];
    return NULL;
}

/* The text of the quoted string at *at, which then stands behind it. False: there is none. */
static bool read_quoted(struct pgm_span value, size_t *at, struct pgm_scratch *scratch,
                        struct pgm_span *text)
{
    if (*at >= value.bytes || value.data[*at] != '"')
        return false;
    const size_t begin = ++*at;
    bool escaped = false;
    for (; *at < value.bytes && value.data[*at] != '"'; ++*at) {
        escaped = escaped || value.data[*at] == '\\';
        *at += value.data[*at] == '\\';
    }
    if (*at >= value.bytes)
        return false;
    *text = (struct pgm_span){value.data + begin, *at - begin};
    ++*at;
    if (!escaped)
        return true;
    uint8_t *plain = pgm_scratch_alloc(scratch, text->bytes);
    size_t bytes = 0;
    for (size_t i = 0; i < text->bytes; i++) {
        i += text->data[i] == '\\';
        plain[bytes++] = text->data[i];
    }
    *text = (struct pgm_span){plain, bytes};
    return true;
}

static bool skip(struct pgm_span value, size_t *at, const char *word)
{
    const size_t bytes = strlen(word);
    if (value.bytes - *at < bytes || memcmp(value.data + *at, word, bytes) != 0)
        return false;
    *at += bytes;
    return true;
}

static void take_value(struct pgm_weave *weave, const struct hstore *hstore,
                       const struct pgm_inner *rule, size_t begin, size_t end, struct pgm_span text)
{
    uint8_t style = 0;
    uint16_t inner = PGM_INNER_NONE;
    if (rule ? rule->keeps : hstore->unlisted == PGM_PARTS_KEEP)
        return;
    if (rule)
        inner = pgm_inner_of_text(rule, &hstore->inners, &text, &style, weave->scratch);
    if (inner != PGM_INNER_NONE) {
        pgm_weave_fake(weave, begin, end, text, inner, style);
    } else if (!rule && hstore->unlisted == PGM_PARTS_NULL) {
        pgm_weave_bytes(weave, begin, end, pgm_span_of("NULL"));
    } else {
        struct pgm_span redacted;
        pgm_inner_redact(pgm_inner_type(NULL), text, weave->mask->utf8, weave->scratch, &redacted);
        uint8_t *written = pgm_scratch_alloc(weave->scratch, 2 * redacted.bytes + 2);
        const size_t bytes = write_quoted(redacted, written);
        pgm_weave_bytes(weave, begin, end, (struct pgm_span){written, bytes});
    }
}

/* False: not as the server writes it. */
static bool walk_pairs(struct pgm_weave *weave, const struct hstore *hstore, struct pgm_span value)
{
    for (size_t at = 0; at < value.bytes;) {
        struct pgm_span key, text;
        if (at > 0 && !skip(value, &at, ", "))
            return false;
        if (!read_quoted(value, &at, weave->scratch, &key) || !skip(value, &at, "=>"))
            return false;
        const struct pgm_inner *rule = rule_of(hstore, key);
        if (skip(value, &at, "NULL"))
            continue;
        const size_t begin = at;
        if (!read_quoted(value, &at, weave->scratch, &text))
            return false;
        take_value(weave, hstore, rule, begin, at, text);
    }
    return true;
}

static void hstore_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct hstore *hstore = mask->state;
    struct pgm_weave weave;
    pgm_weave_begin(&weave, mask, batch, &hstore->inners, &hstore_form);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        pgm_weave_row(&weave, i);
        if (walk_pairs(&weave, hstore, batch->in->bytes[i]))
            pgm_weave_row_end(&weave);
        else
            pgm_weave_row_replace(&weave, pgm_span_of(""));
    }
    pgm_weave_end(&weave);
}

static size_t hstore_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return pgm_weave_bound(&((const struct hstore *)mask->state)->inners, &hstore_form, in_bytes);
}

const struct pgm_mask_class pgm_mask_hstore = {
    .name = "hstore",
    .family = "structure",
    .summary = "masks values of an hstore by key; the values of keys that keys: does not name are "
               "redacted",
    .keeps = "all keys, NULLs",
    .example_in = "\"email\"=>\"rosalind@mail.example\", \"size\"=>\"XL 42\"",
    .kinds = PGM_KIND_BIT(PGM_KIND_HSTORE),
    .flags = PGM_MASK_SUBJECT | PGM_MASK_PARTS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "keys", .type = PGM_ARG_RULES, .help = "a map from keys to masks"},
            PGM_INNER_UNLISTED_SPEC,
            {.name = NULL},
        },
    .example_rule = "{mask: hstore, keys: {email: email}}",
    .example_inputs =
        (const struct pgm_arg_input[]){
            {.name = "keys",
             .kind = PGM_ARG_INPUT_MAP,
             .rules = (const struct pgm_inner_rule[]){{.key = "email", .mask = "email"}},
             .rule_count = 1},
            {.name = NULL},
        },
    .prepare = hstore_prepare,
    .bound = hstore_bound,
    .apply = hstore_apply,
};
