/*
 * mask_xml.c: xml.
 *
 *   <person id="17"><name>Ann Lee</name><!-- Ann called --></person>    paths: {"//name": full_name}
 *   <person id="00"><name>Jo Reed</name><!-- Xxx xxxxxx --></person>
 *
 * A rule for an element holds for all text inside it, until a path leads further down; attributes have
 * paths of their own, and comments none. Tags, declarations and white space at the ends of text stay.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "path_set.h"
#include "weave.h"
#include "xml_scan.h"

/* Deeper documents are not read; libxml2 itself stops at 256 levels, or 2048 when told to. */
#define DEPTH_MAX 4096

struct xml {
    struct pgm_path_set paths;
    const struct pgm_inner *rules; /* parallel to the paths */
    struct pgm_inner_set inners;
    enum pgm_unlisted_parts unlisted;
};

/* ---- preparing ----------------------------------------------------------------------------- */

static enum pgm_status xml_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "paths");
    struct xml *xml = PGM_ARENA_NEW(setup->arena, struct xml);
    struct pgm_path *paths = PGM_ARENA_ARRAY(setup->arena, struct pgm_path, arg->rule_count);
    struct pgm_inner *rules = PGM_ARENA_ARRAY(setup->arena, struct pgm_inner, arg->rule_count);
    for (size_t i = 0; i < arg->rule_count; i++) {
        const struct pgm_inner_rule *rule = &arg->rules[i];
        const char *problem = pgm_path_parse_xml(rule->key, setup->arena, &paths[i]);
        if (problem)
            pgm_report_add(setup->report, PGM_BAD_USAGE, rule->place, setup->column,
                           "as in /person/name, //email, //@id, /a/*/text()", "the path %s %s",
                           rule->key, problem);
        else
            pgm_inner_prepare(&rules[i], &xml->inners, setup, rule);
    }
    xml->rules = rules;
    xml->unlisted = pgm_inner_unlisted(mask);
    mask->state = xml;
    if (!pgm_path_set_compile(paths, arg->rule_count, setup->arena, &xml->paths))
        pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column,
                       "name the places without //", "the paths are too many to be combined");
    mask->keeps_parts = xml->inners.keeps || xml->unlisted == PGM_PARTS_KEEP;
    return PGM_OK;
}

/* ---- walking ------------------------------------------------------------------------------- */

/* An open element. */
struct frame {
    struct pgm_span name;
    uint32_t state; /* of the path set */
    uint32_t rule;  /* of the text inside, or PGM_PATH_NO_RULE */
};

struct walk {
    const struct xml *xml;
    struct pgm_weave weave;
    struct frame *frames; /* DEPTH_MAX and the document itself */
    size_t depth;
    struct pgm_xml_scan scan;
};

static void open_element(struct walk *walk)
{
    const struct frame *parent = &walk->frames[walk->depth++];
    const uint32_t state = pgm_path_named(&walk->xml->paths, parent->state, walk->scan.name);
    const uint32_t rule = walk->xml->paths.states[state].rule;
    walk->frames[walk->depth] =
        (struct frame){walk->scan.name, state, rule == PGM_PATH_NO_RULE ? parent->rule : rule};
}

/* The rule for the text of the innermost element. */
static uint32_t text_rule(const struct walk *walk)
{
    const struct frame *at = &walk->frames[walk->depth];
    const uint32_t state = pgm_path_listed(&walk->xml->paths, at->state, pgm_span_of("text()"));
    const uint32_t rule = walk->xml->paths.states[state].rule;
    return rule == PGM_PATH_NO_RULE ? at->rule : rule;
}

/* The rule for the attribute. That of the element holds for it only if it keeps everything. */
static uint32_t attribute_rule(const struct walk *walk)
{
    const struct frame *at = &walk->frames[walk->depth];
    const struct pgm_path_set *paths = &walk->xml->paths;
    uint8_t *name = pgm_scratch_alloc(walk->weave.scratch, walk->scan.name.bytes + 1);
    name[0] = '@';
    memcpy(name + 1, walk->scan.name.data, walk->scan.name.bytes);
    uint32_t state =
        pgm_path_listed(paths, at->state, (struct pgm_span){name, walk->scan.name.bytes + 1});
    if (paths->states[state].rule == PGM_PATH_NO_RULE)
        state = pgm_path_listed(paths, at->state, pgm_span_of("@*"));
    if (paths->states[state].rule != PGM_PATH_NO_RULE)
        return paths->states[state].rule;
    const bool keeps = at->rule != PGM_PATH_NO_RULE && walk->xml->rules[at->rule].keeps;
    return keeps ? at->rule : PGM_PATH_NO_RULE;
}

static void redact(struct walk *walk, size_t begin, size_t end, struct pgm_span text,
                   enum pgm_xml_place place)
{
    struct pgm_span redacted;
    const bool utf8 = walk->weave.mask->utf8;
    pgm_inner_redact(pgm_inner_type(NULL), text, utf8, walk->weave.scratch, &redacted);
    uint8_t *written = pgm_scratch_alloc(walk->weave.scratch, PGM_XML_EXPANSION * redacted.bytes);
    const size_t bytes = pgm_xml_encode(redacted, place, utf8, written);
    pgm_weave_bytes(&walk->weave, begin, end, (struct pgm_span){written, bytes});
}

/* What is inside the token, less the white space around it. False: a reference nobody knows. */
static bool take_text(struct walk *walk, uint32_t rule_index, enum pgm_xml_place place)
{
    const struct pgm_span core = pgm_chars_trim(pgm_xml_inside(&walk->scan));
    const struct pgm_inner *rule =
        rule_index == PGM_PATH_NO_RULE ? NULL : &walk->xml->rules[rule_index];
    struct pgm_span text = core;
    if (core.bytes == 0 || (rule ? rule->keeps : walk->xml->unlisted == PGM_PARTS_KEEP))
        return true;
    const size_t begin = (size_t)(core.data - walk->scan.data), end = begin + core.bytes;
    if (place != PGM_XML_IN_CDATA && memchr(core.data, '&', core.bytes)) {
        uint8_t *decoded = pgm_scratch_alloc(walk->weave.scratch, core.bytes);
        text.data = decoded;
        if (!pgm_xml_decode(core, decoded, &text.bytes))
            return false;
    }
    uint8_t style = (uint8_t)place;
    const uint16_t inner =
        rule ? pgm_inner_of_text(rule, &walk->xml->inners, &text, &style, walk->weave.scratch)
             : PGM_INNER_NONE;
    if (inner != PGM_INNER_NONE)
        pgm_weave_fake(&walk->weave, begin, end, text, inner, style);
    else if (!rule && walk->xml->unlisted == PGM_PARTS_NULL)
        pgm_weave_bytes(&walk->weave, begin, end, pgm_span_of(""));
    else
        redact(walk, begin, end, text, place);
    return true;
}

static bool is_namespace(struct pgm_span name)
{
    return name.bytes >= 5 && memcmp(name.data, "xmlns", 5) == 0 &&
           (name.bytes == 5 || name.data[5] == ':');
}

static bool take_comment(struct walk *walk)
{
    const struct pgm_span inside = pgm_xml_inside(&walk->scan);
    struct pgm_span redacted;
    if (walk->xml->unlisted == PGM_PARTS_KEEP)
        return true;
    pgm_inner_redact(pgm_inner_type(NULL), inside, walk->weave.mask->utf8, walk->weave.scratch,
                     &redacted);
    pgm_weave_bytes(&walk->weave, walk->scan.begin, walk->scan.end, redacted);
    return true;
}

static bool close_element(struct walk *walk)
{
    if (walk->depth == 0)
        return false;
    const struct pgm_span opened = walk->frames[walk->depth--].name;
    return walk->scan.name.bytes == 0 || pgm_span_equal(opened, walk->scan.name);
}

/* False: not well-formed, as far as we look. */
static bool take_token(struct walk *walk, enum pgm_xml_token token)
{
    switch (token) {
    case PGM_XML_OPEN:
        if (walk->depth == DEPTH_MAX)
            return false;
        open_element(walk);
        return true;
    case PGM_XML_CLOSE:
        return close_element(walk);
    case PGM_XML_ATTRIBUTE:
        return is_namespace(walk->scan.name) ||
               take_text(walk, attribute_rule(walk), PGM_XML_IN_ATTRIBUTE);
    case PGM_XML_TEXT:
        return take_text(walk, text_rule(walk), PGM_XML_IN_TEXT);
    case PGM_XML_CDATA:
        return take_text(walk, text_rule(walk), PGM_XML_IN_CDATA);
    case PGM_XML_COMMENT:
        return take_comment(walk);
    case PGM_XML_OTHER:
        return true;
    default:
        return false;
    }
}

static bool walk_value(struct walk *walk, struct pgm_span value)
{
    pgm_xml_begin(&walk->scan, value);
    walk->depth = 0;
    walk->frames[0] = (struct frame){{NULL, 0}, PGM_PATH_ROOT, PGM_PATH_NO_RULE};
    for (;;) {
        const enum pgm_xml_token token = pgm_xml_next(&walk->scan);
        if (token == PGM_XML_END)
            return walk->depth == 0;
        if (!take_token(walk, token))
            return false;
    }
}

/* ---- values -------------------------------------------------------------------------------- */

static size_t xml_encode(const struct pgm_weave *weave, const struct pgm_part *part,
                         struct pgm_span fake, uint8_t *out)
{
    return pgm_xml_encode(fake, (enum pgm_xml_place)(part->style & 3), weave->mask->utf8, out);
}

static const struct pgm_weave_form xml_form = {
    .null_text = "", .expansion = PGM_XML_EXPANSION, .encode = xml_encode};

static void xml_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct xml *xml = mask->state;
    struct walk walk = {.xml = xml};
    walk.frames = pgm_scratch_alloc(batch->scratch, (DEPTH_MAX + 1) * sizeof *walk.frames);
    pgm_weave_begin(&walk.weave, mask, batch, &xml->inners, &xml_form);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        pgm_weave_row(&walk.weave, i);
        if (walk_value(&walk, batch->in->bytes[i]))
            pgm_weave_row_end(&walk.weave);
        else if (mask->type->kind == PGM_KIND_TEXT)
            pgm_weave_row_redact(&walk.weave);
        else
            pgm_weave_row_replace(&walk.weave, pgm_span_of(""));
    }
    pgm_weave_end(&walk.weave);
}

static size_t xml_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return pgm_weave_bound(&((const struct xml *)mask->state)->inners, &xml_form, in_bytes);
}

const struct pgm_mask_class pgm_mask_xml = {
    .name = "xml",
    .family = "structure",
    .summary = "masks text and attributes inside an XML document by path; what no path names is "
               "redacted, comments too",
    .keeps = "tags and the names of attributes, declarations, namespaces, processing instructions",
    .example_in = "<person id=\"17\"><name>Rosalind Thackeray</name><!-- Loud --></person>",
    .kinds = PGM_KIND_BIT(PGM_KIND_XML) | PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_SUBJECT | PGM_MASK_PARTS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "paths",
             .type = PGM_ARG_RULES,
             .help = "a map from paths (/person/name, //email, //@id, /a/text()) to masks; a path "
                     "to an element holds for all text inside that no longer path names"},
            PGM_INNER_UNLISTED_SPEC,
            {.name = NULL},
        },
    .example_rule = "{mask: xml, paths: {//name: full_name}}",
    .example_inputs =
        (const struct pgm_arg_input[]){
            {.name = "paths",
             .kind = PGM_ARG_INPUT_MAP,
             .rules = (const struct pgm_inner_rule[]){{.key = "//name", .mask = "full_name"}},
             .rule_count = 1},
            {.name = NULL},
        },
    .prepare = xml_prepare,
    .bound = xml_bound,
    .apply = xml_apply,
};
