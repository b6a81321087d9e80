/*
 * rules_yaml.c: the events of libfyaml's parser become nodes with places.
 *
 *   MAP ─ key ─ value ─ key ─ LIST ─ value ─ value ─ END ─ END
 *    │                         │
 *   frames[0]                 frames[1] ...          a closed frame is a value of the one below
 *
 * The events are used rather than libfyaml's documents: they cost no second tree, name the place of
 * every key, and come before the library's own search for duplicate keys, which is quadratic.
 *
 * What rules do not use (aliases, anchors, tags, merge keys, keys that are no text) is reported and
 * left out of the tree, so that the rest can still be checked.
 */
#include "rules_file.h"

#include <libfyaml.h>
#include <string.h>

#include "fatal.h"
#include "map.h"

struct frame {
    struct pgm_node node;
    size_t capacity;
    bool has_key;  /* map: the next value belongs to `key` */
    bool drop;     /* the key was reported: leave its value out */
    bool reported; /* this container itself was reported: leave it out */
    const char *key;
    struct pgm_place key_place;
};

struct builder {
    struct pgm_rules_file *file;
    struct frame frames[PGM_RULES_DEPTH_MAX];
    size_t depth;
    struct pgm_node root;
    unsigned document_count;
    struct pgm_place last; /* of the last event that has one */
    unsigned alias_line;   /* of the last alias whose name took in a colon: an unquoted *_log: */
    bool stopped;
};

/* Something of which nothing is written has no mark: it stands behind what came last. */
static struct pgm_place place_of(struct builder *b, const struct fy_mark *mark)
{
    if (mark)
        b->last =
            (struct pgm_place){b->file->path, (unsigned)mark->line + 1, (unsigned)mark->column + 1};
    return b->last;
}

/* --- a container grows and closes --------------------------------------------------------------- */

static void *doubled(struct pgm_arena *arena, const void *items, size_t count, size_t item_bytes)
{
    void *larger = pgm_arena_alloc(arena, 2 * count * item_bytes);
    if (items)
        memcpy(larger, items, count * item_bytes);
    return larger;
}

static void append(struct builder *b, struct frame *frame, const struct pgm_node *value)
{
    struct pgm_node *node = &frame->node;
    struct pgm_arena *arena = b->file->arena;
    if (node->count == frame->capacity) {
        const size_t count = frame->capacity ? frame->capacity : 2;
        const struct pgm_node *items = node->count ? node->items : NULL;
        node->items = doubled(arena, items, count, sizeof *node->items);
        if (node->kind == PGM_NODE_MAP) {
            node->keys = doubled(arena, items ? node->keys : NULL, count, sizeof *node->keys);
            node->key_places =
                doubled(arena, items ? node->key_places : NULL, count, sizeof *node->key_places);
        }
        frame->capacity = 2 * count;
    }
    if (node->kind == PGM_NODE_MAP) {
        node->keys[node->count] = frame->key;
        node->key_places[node->count] = frame->key_place;
    }
    node->items[node->count++] = *value;
}

/* Reports every key that stands there already, and leaves the later ones out. */
static void drop_duplicates(struct builder *b, struct pgm_node *node)
{
    struct pgm_map seen = {0};
    size_t kept = 0;
    for (size_t i = 0; i < node->count; i++) {
        struct pgm_place *place = &node->key_places[i];
        const struct pgm_place *first =
            pgm_map_put(&seen, pgm_span_of(node->keys[i]), &node->key_places[kept]);
        if (first != &node->key_places[kept]) {
            pgm_rules_problem(b->file, *place, NULL, "keep one of the two",
                              "the key '%s' is there already, on line %u",
                              pgm_rules_show(b->file->arena, node->keys[i]), first->line);
            continue;
        }
        node->keys[kept] = node->keys[i];
        node->key_places[kept] = *place;
        node->items[kept++] = node->items[i];
    }
    node->count = kept;
    pgm_map_free(&seen);
}

static void take_key(struct builder *b, struct frame *frame, const struct pgm_node *key, bool drop)
{
    frame->has_key = true;
    frame->drop = drop;
    frame->key = key->text;
    frame->key_place = key->place;
    if (drop)
        return;
    frame->drop = true;
    if (key->kind != PGM_NODE_SCALAR)
        pgm_rules_problem(b->file, key->place, NULL,
                          "put a text that begins with { or [ into quotes", "a key must be a text");
    else if (!*key->text)
        pgm_rules_problem(b->file, key->place, NULL, NULL, "a key is missing before a colon");
    else if (strcmp(key->text, "<<") == 0 && !key->quoted)
        pgm_rules_problem(b->file, key->place, NULL, "write the keys out",
                          "merge keys are not used in rules");
    else
        frame->drop = false;
}

/* A whole value: it goes to the container that is open. */
static void take(struct builder *b, const struct pgm_node *value, bool drop)
{
    if (b->depth == 0) {
        b->root = *value;
        b->stopped |= drop;
        return;
    }
    struct frame *top = &b->frames[b->depth - 1];
    if (top->node.kind == PGM_NODE_MAP && !top->has_key) {
        take_key(b, top, value, drop);
        return;
    }
    if (!drop && !(top->node.kind == PGM_NODE_MAP && top->drop))
        append(b, top, value);
    top->has_key = false;
}

/* --- events ------------------------------------------------------------------------------------- */

/* True if the value carries an anchor or a tag; they are reported. */
static bool is_decorated(struct builder *b, struct fy_token *anchor, struct fy_token *tag)
{
    struct pgm_place place = place_of(b, fy_token_start_mark(anchor ? anchor : tag));
    if (anchor && place.column > 1)
        place.column--; /* libfyaml's mark stands behind the & */
    if (anchor)
        pgm_rules_problem(b->file, place, NULL, "put a text that begins with & into quotes",
                          "anchors (&name) are not used in rules");
    else if (tag)
        pgm_rules_problem(b->file, place, NULL, "put a text that begins with ! into quotes",
                          "tags (!name) are not used in rules");
    return anchor || tag;
}

static void on_start(struct builder *b, enum pgm_node_kind kind, const struct fy_mark *mark,
                     struct fy_token *anchor, struct fy_token *tag)
{
    const struct pgm_place place = place_of(b, mark);
    if (b->depth == PGM_RULES_DEPTH_MAX) {
        pgm_rules_problem(b->file, place, NULL, NULL, "nested deeper than %d levels",
                          PGM_RULES_DEPTH_MAX);
        b->stopped = true;
        return;
    }
    const bool reported = is_decorated(b, anchor, tag);
    b->frames[b->depth++] =
        (struct frame){.node = {.kind = kind, .place = place, .text = ""}, .reported = reported};
}

static void on_end(struct builder *b)
{
    struct frame *closed = &b->frames[--b->depth];
    if (closed->node.kind == PGM_NODE_MAP)
        drop_duplicates(b, &closed->node);
    const struct pgm_node node = closed->node;
    take(b, &node, closed->reported);
}

static bool is_null_word(const char *text)
{
    return !*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0 ||
           strcmp(text, "Null") == 0 || strcmp(text, "NULL") == 0;
}

static void on_scalar(struct builder *b, struct fy_event *event)
{
    size_t bytes = 0;
    const char *text = fy_token_get_text(event->scalar.value, &bytes);
    const bool plain = fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN;
    struct pgm_node node = {
        .kind = PGM_NODE_SCALAR,
        .place = place_of(b, fy_event_start_mark(event)),
        .text = pgm_arena_strndup(b->file->arena, text ? text : "", text ? bytes : 0),
        .quoted = !plain,
    };
    node.null = plain && is_null_word(node.text);
    bool drop = is_decorated(b, event->scalar.anchor, event->scalar.tag);
    if (!drop && text && memchr(text, 0, bytes)) {
        pgm_rules_problem(b->file, node.place, NULL, NULL, "a text with a NUL character");
        drop = true;
    }
    take(b, &node, drop);
}

static void on_alias(struct builder *b, struct fy_event *event)
{
    struct pgm_node node = {
        .kind = PGM_NODE_SCALAR, .place = place_of(b, fy_event_start_mark(event)), .text = ""};
    if (node.place.column > 1)
        node.place.column--; /* libfyaml's mark stands behind the * */
    pgm_rules_problem(b->file, node.place, NULL, pgm_rules_alias_hint,
                      "aliases (*name) are not used in rules");
    size_t bytes = 0;
    const char *name = fy_token_get_text(event->alias.anchor, &bytes);
    if (bytes > 0 && name[bytes - 1] == ':')
        b->alias_line = node.place.line;
    take(b, &node, true);
}

static void on_document(struct builder *b, struct fy_event *event)
{
    if (++b->document_count == 1)
        return;
    pgm_rules_problem(b->file, place_of(b, fy_event_start_mark(event)), NULL,
                      "split it into files and name them under `include:`",
                      "a second document in one file");
    b->stopped = true;
}

static void on_event(struct builder *b, struct fy_event *event)
{
    switch (event->type) {
    case FYET_DOCUMENT_START:
        on_document(b, event);
        break;
    case FYET_MAPPING_START:
        on_start(b, PGM_NODE_MAP, fy_event_start_mark(event), event->mapping_start.anchor,
                 event->mapping_start.tag);
        break;
    case FYET_SEQUENCE_START:
        on_start(b, PGM_NODE_LIST, fy_event_start_mark(event), event->sequence_start.anchor,
                 event->sequence_start.tag);
        break;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        on_end(b);
        break;
    case FYET_SCALAR:
        on_scalar(b, event);
        break;
    case FYET_ALIAS:
        on_alias(b, event);
        break;
    default: /* the stream's start and end, the document's end */
        break;
    }
}

/* --- the parser --------------------------------------------------------------------------------- */

/* The first error alone: what the parser says behind it follows from it. */
static void report_syntax(struct builder *b, struct fy_diag *diag, const char *text, size_t bytes)
{
    void *iterator = NULL;
    const struct fy_diag_error *error;
    while ((error = fy_diag_errors_iterate(diag, &iterator)))
        if (error->type == FYET_ERROR)
            break;
    struct pgm_place place = {b->file->path, 1, 1};
    if (error && error->line > 0)
        place.line = (unsigned)error->line;
    if (error && error->column > 0)
        place.column = (unsigned)error->column;
    /* That the colon is missing was said already, better. */
    if (b->alias_line == 0 || (place.line != b->alias_line && place.line != b->alias_line + 1))
        pgm_rules_syntax(b->file, text, bytes, place, error ? error->msg : "unreadable");
}

static bool parse(struct builder *b, struct fy_parser *parser)
{
    struct fy_event *event;
    bool ended = false;
    while (!ended && !b->stopped && (event = fy_parser_parse(parser))) {
        on_event(b, event);
        ended = event->type == FYET_STREAM_END;
        fy_parser_event_free(parser, event);
    }
    return ended || b->stopped;
}

bool pgm_rules_nodes(struct pgm_rules_file *file, const char *text, size_t bytes,
                     struct pgm_node *root)
{
    if (!pgm_rules_screen(file, text, bytes))
        return false;
    struct builder b = {.file = file, .last = {file->path, 1, 1}};
    /* Nothing may go to stderr: no stream, and errors collected instead of printed. */
    struct fy_diag_cfg quiet = {.fp = NULL, .level = FYET_ERROR};
    struct fy_diag *diag = fy_diag_create(&quiet);
    if (!diag)
        pgm_fatal_memory();
    fy_diag_set_collect_errors(diag, true);
    const struct fy_parse_cfg config = {
        .flags = PGM_RULES_YAML_FLAGS,
        .diag = diag,
    };
    struct fy_parser *parser = fy_parser_create(&config);
    if (!parser || (bytes && fy_parser_set_string(parser, text, bytes) != 0))
        pgm_fatal_memory();
    if (bytes && !parse(&b, parser)) {
        report_syntax(&b, diag, text, bytes);
        b.stopped = true;
    }
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    if (b.document_count == 0 && !b.stopped) {
        pgm_rules_problem(file, (struct pgm_place){file->path, 1, 1}, NULL,
                          "begin it with `version: 1`", "the file holds no rules");
        return false;
    }
    *root = b.root;
    return !b.stopped;
}
