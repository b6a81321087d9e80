/*
 * propose_parts.c: the rule of a structured column: a mask for each part that is known, personal or
 * not. Whatever the rule does not name is redacted, so that a key that comes tomorrow is safe.
 *
 *   {mask: json, paths: {"$.email": email, "$.theme": keep}, by: id}
 *   {mask: array, items: phone}     {mask: composite, fields: {street: street}}
 */
#include <string.h>

#include "detect_internal.h"
#include "mask.h"

#define TEXT_SHARE_MIN 80 /* percent of a text column's values that are JSON or XML */
#define KEEP_CERTAINTY 60

struct parts {
    struct pgm_detect *run;
    const struct pgm_look *look;
    uint32_t sorts;
    struct pgm_buf rules;
    bool has_secret;
    size_t personal, kept, unknown;
    unsigned certainty;
};

/* Structures by type, and text that holds one. */
static enum pgm_kind kind_of(const struct pgm_look *look)
{
    const enum pgm_kind kind = look->column->type.kind;
    const struct pgm_tally *tally = look->tally;
    if (kind == PGM_KIND_JSON || kind == PGM_KIND_XML || kind == PGM_KIND_HSTORE ||
        kind == PGM_KIND_ARRAY || kind == PGM_KIND_COMPOSITE)
        return kind;
    if (kind != PGM_KIND_TEXT || !tally || !tally->leaves || tally->count == 0)
        return PGM_KIND_OTHER;
    const uint32_t hits = tally->leaves->kind == PGM_KIND_JSON ? tally->shapes[PGM_SHAPE_json]
                                                               : tally->shapes[PGM_SHAPE_xml];
    return pgm_percent(hits, tally->count) >= TEXT_SHARE_MIN ? tally->leaves->kind : PGM_KIND_OTHER;
}

static const char *mask_name(enum pgm_kind kind)
{
    return kind == PGM_KIND_JSON     ? "json"
           : kind == PGM_KIND_XML    ? "xml"
           : kind == PGM_KIND_HSTORE ? "hstore"
           : kind == PGM_KIND_ARRAY  ? "array"
                                     : "composite";
}

static const char *mask_for(struct pgm_arena *arena, const struct pgm_judgement *judgement,
                            const struct pgm_tally *tally, enum pgm_kind kind)
{
    for (size_t i = 0; i < judgement->entry->mask_count; i++) {
        const char *mask = pgm_mask_of_entry(arena, judgement, tally, kind, i);
        /* What draws from a column's values has none here. */
        if (mask && pgm_mask_takes(mask, kind) &&
            !(pgm_mask_flags_of(mask) & (PGM_MASK_SAMPLE | PGM_MASK_RANGE)))
            return mask;
    }
    return NULL;
}

/* NULL: nothing is known, so that it is redacted. */
static const char *judge_part(struct parts *parts, const char *name, const struct pgm_type *type,
                              const struct pgm_tally *tally, const struct pgm_name_matches *matches)
{
    struct pgm_name_matches own;
    if (!matches) {
        pgm_name_match(parts->run->detector, name, &own);
        matches = &own;
    }
    uint32_t bits = pgm_type_bits(type);
    if (bits & PGM_KIND_BIT(PGM_KIND_NUMERIC))
        bits |= PGM_KIND_BIT(PGM_KIND_INT);
    const struct pgm_judgement judgement =
        pgm_judge(parts->run->detector, bits, matches, parts->sorts, tally);
    if (type->kind == PGM_KIND_BOOL && !judgement.entry) {
        parts->kept++;
        return "keep";
    }
    if (!judgement.entry) {
        parts->unknown++;
        return NULL;
    }
    if (judgement.entry->keeps) {
        parts->kept += judgement.certainty >= KEEP_CERTAINTY;
        parts->unknown += judgement.certainty < KEEP_CERTAINTY;
        return judgement.certainty >= KEEP_CERTAINTY ? "keep" : NULL;
    }
    parts->personal++;
    parts->has_secret = parts->has_secret || pgm_is_kind(judgement.entry, "secret");
    parts->certainty =
        judgement.certainty > parts->certainty ? judgement.certainty : parts->certainty;
    return mask_for(&parts->run->arena, &judgement, tally, type->kind);
}

static void put_part(struct parts *parts, const char *key, const char *mask)
{
    if (!mask)
        return;
    pgm_buf_puts(&parts->rules, parts->rules.bytes ? ", " : "");
    pgm_put_scalar(&parts->rules, key);
    pgm_buf_printf(&parts->rules, ": " PGM_PART_FORMAT, mask);
}

static void add_leaves(struct parts *parts, const struct pgm_leaves *leaves)
{
    for (size_t i = 0; leaves && i < leaves->count; i++) {
        const struct pgm_leaf *leaf = leaves->items[i];
        const uint32_t about = pgm_name_sorts(parts->run->detector, leaf->path);
        const uint32_t sorts = parts->sorts;
        parts->sorts = about ? about : sorts;
        put_part(parts, leaf->path, judge_part(parts, leaf->name, &leaf->type, &leaf->tally, NULL));
        parts->sorts = sorts;
    }
}

/* The fields are known without a value. */
static void add_fields(struct parts *parts, const struct pgm_type *type,
                       const struct pgm_leaves *leaves)
{
    for (uint16_t f = 0; f < type->field_count; f++) {
        const struct pgm_tally *tally = NULL;
        for (size_t i = 0; leaves && i < leaves->count; i++)
            if (strcmp(leaves->items[i]->path, type->fields[f].name) == 0)
                tally = &leaves->items[i]->tally;
        put_part(parts, type->fields[f].name,
                 judge_part(parts, type->fields[f].name, type->fields[f].type, tally, NULL));
    }
}

/* Elements share the column's name. */
static const char *judge_items(struct parts *parts, const struct pgm_leaves *leaves)
{
    static const struct pgm_type text = {.kind = PGM_KIND_TEXT};
    const struct pgm_type *element = parts->look->column->type.element;
    const struct pgm_tally *tally = leaves && leaves->count ? &leaves->items[0]->tally : NULL;
    const char *mask =
        judge_part(parts, NULL, element ? element : &text, tally, &parts->look->names);
    const bool few =
        tally && tally->count >= 40 && tally->distinct <= PGM_DISTINCT_MAX &&
        tally->distinct * 5 <= tally->count &&
        pgm_percent(tally->shapes[PGM_SHAPE_given_name] + tally->shapes[PGM_SHAPE_full_name] +
                        tally->shapes[PGM_SHAPE_personal_inside],
                    tally->count) < 20;
    if (!mask && parts->personal == 0 && few) {
        parts->unknown = 0;
        parts->kept++;
        mask = "keep";
    }
    return mask;
}

static const char *write_mask(struct parts *parts, enum pgm_kind kind, const char *items)
{
    struct pgm_arena *arena = &parts->run->arena;
    const char *name = mask_name(kind);
    const char *list = kind == PGM_KIND_HSTORE      ? "keys"
                       : kind == PGM_KIND_COMPOSITE ? "fields"
                                                    : "paths";
    if (kind == PGM_KIND_ARRAY)
        return !items ? name : pgm_arena_printf(arena, "%s, items: " PGM_PART_FORMAT, name, items);
    if (!parts->rules.bytes)
        return name;
    return pgm_arena_printf(arena, "%s, %s: {%s}", name, list, pgm_buf_text(&parts->rules));
}

static void conclude(const struct parts *parts, const struct pgm_look *look,
                     struct pgm_proposal *proposal)
{
    const struct pgm_detector_entry *entry = look->judgement.entry;
    const bool harmless = parts->personal == 0 && parts->unknown == 0 && parts->kept > 0;
    if (entry && !entry->keeps && look->judgement.certainty >= 70) {
        proposal->kind = entry->kind;
        proposal->certainty = look->judgement.certainty;
    } else if (parts->personal > 0) {
        proposal->kind =
            look->column->type.kind == PGM_KIND_ARRAY && parts->has_secret ? "secret" : "structure";
        proposal->certainty = parts->certainty;
    } else {
        proposal->kind = "none";
        proposal->certainty = harmless ? 75 : 30;
        proposal->review = !harmless;
    }
    proposal->why = parts->personal ? "some of its parts are personal"
                    : harmless      ? "its parts are known, and none is personal"
                                    : "nothing is known of some of its parts";
}

bool pgm_propose_parts(struct pgm_detect *run, const struct pgm_look *look,
                       struct pgm_proposal *proposal)
{
    const enum pgm_kind kind = kind_of(look);
    const struct pgm_leaves *leaves = look->tally ? look->tally->leaves : NULL;
    struct parts parts = {
        .run = run,
        .look = look,
        .sorts = run->tables[look->column->table - run->catalog->tables].sorts,
    };
    if (kind == PGM_KIND_OTHER)
        return false;
    const char *items = NULL;
    if (kind == PGM_KIND_ARRAY)
        items = judge_items(&parts, leaves);
    else if (kind == PGM_KIND_COMPOSITE)
        add_fields(&parts, &look->column->type, leaves);
    else
        add_leaves(&parts, leaves);
    conclude(&parts, look, proposal);
    /* A list of one sort of harmless values needs no mask. */
    const bool keeps = kind == PGM_KIND_ARRAY && items && strcmp(items, "keep") == 0;
    proposal->masks[proposal->mask_count++] = keeps ? "keep" : write_mask(&parts, kind, items);
    if (!keeps)
        proposal->masks[proposal->mask_count++] = mask_name(kind);
    pgm_buf_free(&parts.rules);
    return true;
}
