/*
 * leaves.c: the parts of structured values, each path with a tally of its own.
 *
 *   {"user": {"mail": "ann@x.org"}, "n": [1, 2]}   ->   $.user.mail (text)   $.n[*] (number)
 *   "mail"=>"ann@x.org"                            ->   mail
 *   <p mail="ann@x.org"><name>Ann</name></p>       ->   //@mail   //name
 *   {ann@x.org,bob@x.org}                          ->   (the elements)
 *   (Ann,12)                                       ->   the fields by their names
 *
 * Keys that do not look like ones of a schema may be data (a map from addresses to something): their
 * places become `*`, and no rule ever holds them. Values are bounded, and so is the depth.
 */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"
#include "json_scan.h"
#include "xml_scan.h"

#define DEPTH_MAX      8
#define PATH_BYTES_MAX 256
#define KEY_BYTES_MAX  40

struct walk {
    const struct pgm_detector *detector;
    struct pgm_tally *tally;
    struct pgm_arena *arena;
    struct pgm_scratch *scratch;
};

static struct pgm_leaf *leaf_of(const struct walk *walk, const char *path, const char *name,
                                const struct pgm_type *type)
{
    struct pgm_leaves *leaves = walk->tally->leaves;
    for (size_t i = 0; i < leaves->count; i++)
        if (strcmp(leaves->items[i]->path, path) == 0)
            return leaves->items[i];
    if (leaves->count == PGM_LEAVES_MAX) {
        leaves->is_full = true;
        return NULL;
    }
    struct pgm_leaf *leaf = PGM_ARENA_NEW(walk->arena, struct pgm_leaf);
    leaf->path = pgm_arena_strdup(walk->arena, path);
    leaf->name = pgm_arena_strdup(walk->arena, name);
    leaf->type = *type;
    leaf->tally.is_leaf = true;
    leaves->items[leaves->count++] = leaf;
    return leaf;
}

static void count(const struct walk *walk, const char *path, const char *name,
                  const struct pgm_type *type, struct pgm_span text)
{
    struct pgm_leaf *leaf = leaf_of(walk, path, name, type);
    if (!leaf)
        return;
    if (leaf->type.kind != type->kind && type->kind == PGM_KIND_TEXT)
        leaf->type = *type; /* a number here, a text there */
    pgm_tally_add(walk->detector, &leaf->tally, &leaf->type, text, 0, walk->arena, walk->scratch);
}

/* Of a schema: a letter, then letters, digits, _ and -. */
static bool is_key(struct pgm_span key)
{
    if (key.bytes == 0 || key.bytes > KEY_BYTES_MAX)
        return false;
    size_t digits = 0;
    for (size_t i = 0; i < key.bytes; i++) {
        const uint8_t c = key.data[i];
        digits += pgm_is_digit(c);
        if (!pgm_is_letter(c) && !pgm_is_digit(c) && c != '_' && (c != '-' || i == 0))
            return false;
    }
    return !pgm_is_digit(key.data[0]) && 2 * digits <= key.bytes;
}

/* ---- JSON ---------------------------------------------------------------------------------------- */

struct json_path {
    char text[PATH_BYTES_MAX];
    size_t ends[DEPTH_MAX + 2]; /* of the path to each open container */
    char name[KEY_BYTES_MAX + 1];
    char names[DEPTH_MAX + 2][KEY_BYTES_MAX + 1]; /* of the key above each */
    bool is_array[DEPTH_MAX + 2];
    size_t depth;
    uint8_t decoded[PGM_DETECT_VALUE_BYTES_MAX];
};

static void put(struct json_path *path, const char *text)
{
    const size_t at = path->ends[path->depth], bytes = strlen(text);
    path->text[at] = '\0';
    if (at + bytes < PATH_BYTES_MAX)
        memcpy(path->text + at, text, bytes + 1);
}

static void put_key(struct json_path *path, struct pgm_span key)
{
    char step[KEY_BYTES_MAX + 2] = ".*";
    path->name[0] = '\0';
    if (is_key(key)) {
        const bool dashed = memchr(key.data, '-', key.bytes) != NULL;
        char quoted[KEY_BYTES_MAX + 8];
        memcpy(path->name, key.data, key.bytes);
        path->name[key.bytes] = '\0';
        snprintf(quoted, sizeof quoted, dashed ? "['%s']" : ".%s", path->name);
        put(path, quoted);
        return;
    }
    put(path, step);
}

/* An element stands at [*] and has the name of the array's key. */
static void enter_value(struct json_path *path)
{
    if (path->depth == 0 || !path->is_array[path->depth])
        return;
    put(path, "[*]");
    memcpy(path->name, path->names[path->depth], sizeof path->name);
}

static void open_container(struct json_path *path, bool is_array)
{
    enter_value(path);
    const size_t end = strlen(path->text);
    path->depth++;
    path->ends[path->depth] = end;
    path->is_array[path->depth] = is_array;
    memcpy(path->names[path->depth], path->name, sizeof path->name);
}

static void close_container(struct json_path *path)
{
    path->depth--;
    path->text[path->ends[path->depth]] = '\0';
}

static void count_scalar(const struct walk *walk, struct json_path *path,
                         const struct pgm_json_scan *scan, enum pgm_json_token token)
{
    static const struct pgm_type text = {.kind = PGM_KIND_TEXT},
                                 number = {.kind = PGM_KIND_NUMERIC},
                                 flag = {.kind = PGM_KIND_BOOL};
    struct pgm_span value = {scan->data + scan->begin, scan->end - scan->begin};
    const struct pgm_type *type = token == PGM_JSON_NUMBER ? &number : &flag;
    enter_value(path);
    if (token == PGM_JSON_STRING) {
        value = pgm_json_inside(scan);
        value = (struct pgm_span){path->decoded, pgm_json_decode(value, path->decoded)};
        type = &text;
    }
    if (token != PGM_JSON_NULL)
        count(walk, path->text, path->name, type, value);
}

/* What was cut ends as invalid: what came before counts. */
static void walk_json(const struct walk *walk, struct pgm_span text)
{
    struct pgm_json_scan *scan = malloc(sizeof *scan);
    struct json_path *path = calloc(1, sizeof *path);
    size_t skip = 0; /* open containers below the depth that is looked at */
    if (!scan || !path)
        goto out;
    pgm_json_begin(scan, text);
    memcpy(path->text, "$", 2);
    path->ends[0] = 1;
    for (;;) {
        const enum pgm_json_token token = pgm_json_next(scan);
        if (token == PGM_JSON_INVALID || token == PGM_JSON_END)
            break;
        const bool opens = token == PGM_JSON_OBJECT || token == PGM_JSON_ARRAY;
        const bool closes = token == PGM_JSON_OBJECT_END || token == PGM_JSON_ARRAY_END;
        if (skip || (opens && path->depth == DEPTH_MAX))
            skip = skip + opens - closes;
        else if (opens)
            open_container(path, token == PGM_JSON_ARRAY);
        else if (closes)
            close_container(path);
        else if (token == PGM_JSON_KEY)
            put_key(path, pgm_json_inside(scan));
        else
            count_scalar(walk, path, scan, token);
    }
out:
    free(scan);
    free(path);
}

/* ---- XML ----------------------------------------------------------------------------------------- */

static void count_xml(const struct walk *walk, const char *lead, struct pgm_span name,
                      struct pgm_span inside)
{
    static const struct pgm_type type = {.kind = PGM_KIND_TEXT};
    char path[KEY_BYTES_MAX + 8], key[KEY_BYTES_MAX + 1];
    inside = pgm_chars_trim(inside);
    if (!is_key(name) || inside.bytes == 0)
        return;
    memcpy(key, name.data, name.bytes);
    key[name.bytes] = '\0';
    snprintf(path, sizeof path, "%s%s", lead, key);
    count(walk, path, key, &type, inside);
}

static void walk_xml(const struct walk *walk, struct pgm_span text)
{
    struct pgm_span names[DEPTH_MAX] = {{NULL, 0}};
    struct pgm_xml_scan scan;
    size_t depth = 0;
    pgm_xml_begin(&scan, text);
    for (;;) {
        const enum pgm_xml_token token = pgm_xml_next(&scan);
        if (token == PGM_XML_INVALID || token == PGM_XML_END)
            return;
        if (token == PGM_XML_OPEN) {
            if (depth < DEPTH_MAX)
                names[depth] = scan.name;
            depth++;
        } else if (token == PGM_XML_CLOSE) {
            depth -= depth > 0;
        } else if (token == PGM_XML_ATTRIBUTE) {
            count_xml(walk, "//@", scan.name, pgm_xml_inside(&scan));
        } else if ((token == PGM_XML_TEXT || token == PGM_XML_CDATA) && depth > 0 &&
                   depth <= DEPTH_MAX) {
            count_xml(walk, "//", names[depth - 1], pgm_xml_inside(&scan));
        }
    }
}

/* ---- hstore, arrays, composites: quoted lists ----------------------------------------------------- */

/* Unquotes what begins at `at` (behind its quote, if any) into `out`; returns where it ends, behind the
 * closing quote. `ends` are the bytes that end what is not quoted. */
static size_t read_item(struct pgm_span text, size_t at, const char *ends, uint8_t *out,
                        size_t *bytes)
{
    const bool quoted = at < text.bytes && text.data[at] == '"';
    *bytes = 0;
    for (at += quoted; at < text.bytes; at++) {
        const uint8_t c = text.data[at];
        if (quoted ? c == '"' : c != '\0' && strchr(ends, c) != NULL) {
            if (!quoted || at + 1 >= text.bytes || text.data[at + 1] != '"')
                break;
            at++; /* a doubled quote, as composites have */
        } else if (c == '\\' && at + 1 < text.bytes) {
            at++;
        }
        out[(*bytes)++] = text.data[at];
    }
    return at + (quoted && at < text.bytes);
}

static void walk_hstore(const struct walk *walk, struct pgm_span text, uint8_t *room)
{
    static const struct pgm_type type = {.kind = PGM_KIND_TEXT};
    uint8_t *key = room, *value = room + text.bytes;
    for (size_t at = 0; at < text.bytes;) {
        size_t key_bytes, bytes;
        char name[KEY_BYTES_MAX + 1];
        at = read_item(text, at, "=", key, &key_bytes);
        if (at + 2 >= text.bytes || text.data[at] != '=')
            return;
        at = read_item(text, at + 2, ",", value, &bytes);
        const struct pgm_span span = {key, key_bytes};
        if (is_key(span)) {
            memcpy(name, key, key_bytes);
            name[key_bytes] = '\0';
            count(walk, name, name, &type, (struct pgm_span){value, bytes});
        }
        while (at < text.bytes && (text.data[at] == ',' || text.data[at] == ' '))
            at++;
    }
}

static void walk_array(const struct walk *walk, const struct pgm_type *type, struct pgm_span text,
                       uint8_t *room)
{
    const char ends[] = {type->delimiter ? type->delimiter : ',', '}', '{', '\0'};
    const uint8_t *open = memchr(text.data, '{', text.bytes);
    size_t at = open ? (size_t)(open - text.data) : text.bytes;
    while (at < text.bytes) {
        size_t bytes;
        if (strchr(ends, text.data[at])) {
            at++;
            continue;
        }
        at = read_item(text, at, ends, room, &bytes);
        if (type->element)
            count(walk, "", "", type->element, (struct pgm_span){room, bytes});
    }
}

static void walk_composite(const struct walk *walk, const struct pgm_type *type,
                           struct pgm_span text, uint8_t *room)
{
    size_t at = 1;
    for (uint16_t f = 0; f < type->field_count && at < text.bytes; f++) {
        size_t bytes;
        at = read_item(text, at, ",)", room, &bytes);
        count(walk, type->fields[f].name, type->fields[f].name, type->fields[f].type,
              bytes ? (struct pgm_span){room, bytes} : (struct pgm_span){NULL, 0});
        at++;
    }
}

void pgm_leaves_add(const struct pgm_detector *detector, struct pgm_tally *tally,
                    const struct pgm_type *type, const struct pgm_value *value, uint64_t shapes,
                    struct pgm_arena *arena, struct pgm_scratch *scratch)
{
    const struct walk walk = {detector, tally, arena, scratch};
    const bool json = type->kind == PGM_KIND_JSON || (shapes & PGM_SHAPE_BIT(json));
    const bool xml = type->kind == PGM_KIND_XML || (shapes & PGM_SHAPE_BIT(xml));
    const bool listed = type->kind == PGM_KIND_HSTORE || type->kind == PGM_KIND_ARRAY ||
                        type->kind == PGM_KIND_COMPOSITE;
    if (tally->is_leaf || (!json && !xml && !listed))
        return;
    const enum pgm_kind kind = listed ? type->kind : json ? PGM_KIND_JSON : PGM_KIND_XML;
    if (!tally->leaves) {
        tally->leaves = PGM_ARENA_NEW(arena, struct pgm_leaves);
        tally->leaves->kind = kind;
    }
    if (tally->leaves->kind != kind)
        return;
    if (kind == PGM_KIND_JSON) {
        walk_json(&walk, value->text);
    } else if (kind == PGM_KIND_XML) {
        walk_xml(&walk, value->text);
    } else {
        uint8_t *room = malloc(2 * value->text.bytes + 2);
        if (room && kind == PGM_KIND_HSTORE)
            walk_hstore(&walk, value->text, room);
        else if (room && kind == PGM_KIND_ARRAY)
            walk_array(&walk, type, value->text, room);
        else if (room)
            walk_composite(&walk, type, value->text, room);
        free(room);
    }
}
