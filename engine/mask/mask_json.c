/*
 * mask_json.c: json.
 *
 *   {"email": "ann@x.org", "age": 41, "tags": ["a"]}      paths: {"$.email": email}
 *             └ rule $.email ┐     │           └ no rule: redacted by its type
 *                            ▼     ▼           ▼
 *   {"email": "mary...@e...", "age": 0, "tags": ["x"]}
 *
 * One walk over the tokens, with a stack of the open containers: the state of the path set at each, and
 * the rule that holds in it. A rule for a container holds for all that is inside, until a path leads
 * further down. Keys, order, spacing and whatever is kept stay byte for byte.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "json_scan.h"
#include "path_set.h"
#include "weave.h"

struct json {
    struct pgm_path_set paths;
    const struct pgm_inner *rules; /* parallel to the paths */
    struct pgm_inner_set inners;
    enum pgm_unlisted_parts unlisted;
};

/* Of a part: what it was, so that its fake is written as that again. */
enum json_style { JSON_STRING, JSON_NUMBER, JSON_BOOLEAN, JSON_STYLES = 0x0f };

/* ---- preparing ----------------------------------------------------------------------------- */

static enum pgm_status json_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "paths");
    struct json *json = PGM_ARENA_NEW(setup->arena, struct json);
    struct pgm_path *paths = PGM_ARENA_ARRAY(setup->arena, struct pgm_path, arg->rule_count);
    struct pgm_inner *rules = PGM_ARENA_ARRAY(setup->arena, struct pgm_inner, arg->rule_count);
    for (size_t i = 0; i < arg->rule_count; i++) {
        const struct pgm_inner_rule *rule = &arg->rules[i];
        const char *problem = pgm_path_parse_json(rule->key, setup->arena, &paths[i]);
        if (problem)
            pgm_report_add(setup->report, PGM_BAD_USAGE, rule->place, setup->column,
                           "as in $.email, $.items[*].name, $[\"two words\"], $..phone",
                           "the path %s %s", rule->key, problem);
        else
            pgm_inner_prepare(&rules[i], &json->inners, setup, rule);
    }
    json->rules = rules;
    json->unlisted = pgm_inner_unlisted(mask);
    mask->state = json;
    if (!pgm_path_set_compile(paths, arg->rule_count, setup->arena, &json->paths))
        pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column,
                       "name the places without `..`", "the paths are too many to be combined");
    mask->keeps_parts = json->inners.keeps || json->unlisted == PGM_PARTS_KEEP;
    return PGM_OK;
}

/* ---- walking ------------------------------------------------------------------------------- */

/* An open container. */
struct frame {
    uint32_t state; /* of the path set */
    uint32_t rule;  /* holds for what no path names inside, or PGM_PATH_NO_RULE */
    uint32_t next;  /* arrays: the index of the next element */
};

struct walk {
    const struct json *json;
    struct pgm_weave weave;
    struct pgm_scratch *scratch; /* of the stack */
    struct frame *frames;
    size_t capacity, depth;
    struct frame at; /* the value that comes next */
    struct pgm_json_scan scan;
};

static void enter(struct walk *walk)
{
    if (walk->depth == walk->capacity) {
        const size_t capacity = walk->capacity ? 2 * walk->capacity : 32;
        struct frame *larger = pgm_scratch_alloc(walk->scratch, capacity * sizeof *larger);
        if (walk->depth)
            memcpy(larger, walk->frames, walk->depth * sizeof *larger);
        walk->frames = larger;
        walk->capacity = capacity;
    }
    walk->frames[walk->depth++] = walk->at;
}

/* Sets what holds for the child at `state` of the innermost container. */
static void descend(struct walk *walk, const struct frame *parent, uint32_t state)
{
    const uint32_t rule = walk->json->paths.states[state].rule;
    walk->at = (struct frame){state, rule == PGM_PATH_NO_RULE ? parent->rule : rule, 0};
}

static void descend_element(struct walk *walk)
{
    struct frame *parent = &walk->frames[walk->depth - 1];
    const uint32_t state = parent->state == PGM_PATH_DEAD
                               ? PGM_PATH_DEAD
                               : pgm_path_indexed(&walk->json->paths, parent->state, parent->next);
    parent->next++;
    descend(walk, parent, state);
}

/* A string's text: inside the value, or resolved in the scratch of the parts. */
static struct pgm_span text_of(struct walk *walk)
{
    const struct pgm_span inside = pgm_json_inside(&walk->scan);
    if (!walk->scan.has_escape)
        return inside;
    uint8_t *text = pgm_scratch_alloc(walk->weave.scratch, inside.bytes);
    return (struct pgm_span){text, pgm_json_decode(inside, text)};
}

static void descend_member(struct walk *walk)
{
    const struct frame *parent = &walk->frames[walk->depth - 1];
    uint32_t state = PGM_PATH_DEAD;
    if (parent->state != PGM_PATH_DEAD)
        state = pgm_path_named(&walk->json->paths, parent->state, text_of(walk));
    descend(walk, parent, state);
}

/* ---- leaves -------------------------------------------------------------------------------- */

static void replace(struct walk *walk, struct pgm_span bytes)
{
    pgm_weave_bytes(&walk->weave, walk->scan.begin, walk->scan.end, bytes);
}

static void redact_string(struct walk *walk)
{
    const unsigned what = PGM_REDACT_LETTERS | PGM_REDACT_DIGITS;
    const bool utf8 = walk->weave.mask->utf8;
    const struct pgm_span text = text_of(walk);
    uint8_t *redacted = pgm_scratch_alloc(walk->weave.scratch, text.bytes + 2);
    const size_t bytes = pgm_chars_redact(text, utf8, 0, what, redacted + 1);
    if (!walk->scan.has_escape) { /* what needed none needs none now */
        redacted[0] = redacted[bytes + 1] = '"';
        replace(walk, (struct pgm_span){redacted, bytes + 2});
        return;
    }
    uint8_t *encoded = pgm_scratch_alloc(walk->weave.scratch, 6 * bytes + 2);
    const struct pgm_span plain = {redacted + 1, bytes};
    replace(walk, (struct pgm_span){encoded, pgm_json_encode(plain, utf8, encoded)});
}

static void redact_leaf(struct walk *walk, enum pgm_json_token token)
{
    if (token == PGM_JSON_STRING)
        redact_string(walk);
    else if (token == PGM_JSON_NUMBER)
        replace(walk, pgm_span_of("0"));
    else if (token == PGM_JSON_TRUE)
        replace(walk, pgm_span_of("false"));
}

static void unlisted_leaf(struct walk *walk, enum pgm_json_token token)
{
    if (walk->json->unlisted == PGM_PARTS_REDACT)
        redact_leaf(walk, token);
    else if (walk->json->unlisted == PGM_PARTS_NULL)
        replace(walk, pgm_span_of("null"));
}

static void mask_leaf(struct walk *walk, enum pgm_json_token token)
{
    const struct pgm_inner *rule = &walk->json->rules[walk->at.rule];
    const struct pgm_inner_set *inners = &walk->json->inners;
    struct pgm_span text = {walk->scan.data + walk->scan.begin, walk->scan.end - walk->scan.begin};
    uint16_t inner = PGM_INNER_NONE;
    uint8_t style = JSON_STRING;
    if (rule->keeps)
        return;
    switch (token) {
    case PGM_JSON_STRING:
        text = text_of(walk);
        inner = pgm_inner_of_text(rule, inners, &text, &style, walk->weave.scratch);
        break;
    case PGM_JSON_NUMBER:
        style = JSON_NUMBER;
        inner = pgm_inner_of_number(rule, inners, text);
        break;
    case PGM_JSON_TRUE:
    case PGM_JSON_FALSE:
        style = JSON_BOOLEAN;
        inner = rule->by_kind[PGM_KIND_BOOL];
        break;
    default: /* null stays null */
        return;
    }
    if (inner == PGM_INNER_NONE)
        redact_leaf(walk, token);
    else
        pgm_weave_fake(&walk->weave, walk->scan.begin, walk->scan.end, text, inner, style);
}

static size_t json_encode(const struct pgm_weave *weave, const struct pgm_part *part,
                          struct pgm_span fake, uint8_t *out)
{
    static const char truth[] = "true", untruth[] = "false";
    switch ((enum json_style)(part->style & JSON_STYLES)) {
    case JSON_NUMBER: /* a fake that is no number would change the type: the leaf is redacted */
        if (!pgm_json_is_number(fake))
            fake = pgm_span_of("0");
        break;
    case JSON_BOOLEAN:
        fake = pgm_span_of(pgm_span_equal(fake, pgm_span_of(truth)) ||
                                   pgm_span_equal(fake, pgm_span_of("t"))
                               ? truth
                               : untruth);
        break;
    default:
        return pgm_json_encode(fake, weave->mask->utf8, out);
    }
    memcpy(out, fake.data, fake.bytes);
    return fake.bytes;
}

static const struct pgm_weave_form json_form = {
    .null_text = "null", .expansion = 6, .encode = json_encode};

/* ---- values -------------------------------------------------------------------------------- */

static void walk_leaf(struct walk *walk, enum pgm_json_token token)
{
    if (walk->at.rule == PGM_PATH_NO_RULE)
        unlisted_leaf(walk, token);
    else
        mask_leaf(walk, token);
}

/* False: not JSON, or too deep. */
static bool walk_value(struct walk *walk, struct pgm_span value)
{
    const struct frame nowhere = {PGM_PATH_DEAD, PGM_PATH_NO_RULE, 0};
    bool in_array = false;
    pgm_json_begin(&walk->scan, value);
    walk->depth = 0;
    descend(walk, &nowhere, PGM_PATH_ROOT);
    for (;;) {
        const enum pgm_json_token token = pgm_json_next(&walk->scan);
        const bool begins_value =
            token != PGM_JSON_KEY && token != PGM_JSON_OBJECT_END && token != PGM_JSON_ARRAY_END;
        if (token == PGM_JSON_INVALID || token == PGM_JSON_END)
            return token == PGM_JSON_END;
        if (in_array && begins_value)
            descend_element(walk);
        switch (token) {
        case PGM_JSON_OBJECT:
        case PGM_JSON_ARRAY:
            enter(walk);
            break;
        case PGM_JSON_OBJECT_END:
        case PGM_JSON_ARRAY_END:
            walk->depth--;
            break;
        case PGM_JSON_KEY:
            descend_member(walk);
            break;
        default:
            walk_leaf(walk, token);
        }
        in_array = walk->depth > 0 && !pgm_json_in_object(&walk->scan);
    }
}

static void json_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct json *json = mask->state;
    struct walk walk;
    walk.json = json;
    walk.scratch = batch->scratch;
    walk.frames = NULL;
    walk.capacity = 0;
    pgm_weave_begin(&walk.weave, mask, batch, &json->inners, &json_form);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span value = batch->in->bytes[i];
        pgm_weave_row(&walk.weave, i);
        if (walk_value(&walk, value))
            pgm_weave_row_end(&walk.weave);
        else if (mask->type->kind == PGM_KIND_TEXT)
            pgm_weave_row_redact(&walk.weave);
        else
            pgm_weave_row_replace(&walk.weave, pgm_span_of("null"));
    }
    pgm_weave_end(&walk.weave);
}

static size_t json_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return pgm_weave_bound(&((const struct json *)mask->state)->inners, &json_form, in_bytes);
}

const struct pgm_mask_class pgm_mask_json = {
    .name = "json",
    .family = "structure",
    .summary = "masks inside a json document by path; what no path names is redacted by its type, "
               "and all other bytes stay",
    .keeps = "keys and their order, spacing, array lengths, null; in what is redacted the lengths "
             "of words",
    .example_in = "{\"email\": \"rosalind@mail.example\", \"age\": 41, \"tags\": [\"Loud\"]}",
    .kinds = PGM_KIND_BIT(PGM_KIND_JSON) | PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_SUBJECT | PGM_MASK_PARTS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "paths",
             .type = PGM_ARG_RULES,
             .help = "a map from JSON paths ($.email, $.items[*].name, $..phone) to masks; a path "
                     "to an object or array holds for all inside that no longer path names"},
            PGM_INNER_UNLISTED_SPEC,
            {.name = NULL},
        },
    .example_rule = "{mask: json, paths: {\"$.email\": email}}",
    .example_inputs =
        (const struct pgm_arg_input[]){
            {.name = "paths",
             .kind = PGM_ARG_INPUT_MAP,
             .rules = (const struct pgm_inner_rule[]){{.key = "$.email", .mask = "email"}},
             .rule_count = 1},
            {.name = NULL},
        },
    .prepare = json_prepare,
    .bound = json_bound,
    .apply = json_apply,
};
