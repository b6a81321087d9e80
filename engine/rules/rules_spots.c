/* rules_spots.c: see the header. The events of libfyaml's parser carry the places of their bytes. */
#include "rules_spots.h"

#include <libfyaml.h>
#include <string.h>

#include "fatal.h"
#include "rules_file.h"

struct walk {
    struct fy_parser *parser;
    struct pgm_arena *arena;
    const char *text;
    size_t bytes;
    size_t last; /* behind the last byte that belongs to something */
    int depth;
    bool broken;
};

static bool read_value(struct walk *w, struct fy_event *event, struct pgm_spot *spot);

static size_t end_of(const struct walk *w, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_end_mark(event);
    return mark ? mark->input_pos : w->last;
}

/* A block scalar ends, for libfyaml, at the first byte of what follows. */
static size_t line_begin(const struct walk *w, size_t at)
{
    while (at > 0 && w->text[at - 1] == ' ')
        at--;
    return at;
}

/* Then its marks stand inside of the quotes. */
static bool is_quoted(struct fy_event *event)
{
    const enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
    return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

static void read_scalar(struct walk *w, struct fy_event *event, struct pgm_spot *spot)
{
    const enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
    size_t bytes = 0;
    const char *text = fy_token_get_text(event->scalar.value, &bytes);
    spot->kind = style == FYSS_PLAIN && (!text || bytes == 0) ? PGM_SPOT_MISSING : PGM_SPOT_SCALAR;
    if (spot->kind == PGM_SPOT_SCALAR)
        w->last = end_of(w, event);
    if (style == FYSS_LITERAL || style == FYSS_FOLDED)
        w->last = line_begin(w, w->last);
    if (is_quoted(event))
        w->last += w->last < w->bytes && strchr("'\"", w->text[w->last]) ? 1 : 0;
}

static void add_entry(struct walk *w, struct pgm_spot *map, const struct pgm_spot_entry *entry)
{
    const size_t n = map->count;
    if ((n & (n - 1)) == 0) { /* a power of two: full */
        struct pgm_spot_entry *larger =
            PGM_ARENA_ARRAY(w->arena, struct pgm_spot_entry, n ? 2 * n : 1);
        if (n)
            memcpy(larger, map->entries, n * sizeof *larger);
        map->entries = larger;
    }
    map->entries[map->count++] = *entry;
}

static bool read_entry(struct walk *w, struct fy_event *event, struct pgm_spot *map)
{
    struct pgm_spot_entry entry = {0};
    struct pgm_spot key = {0};
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (event->type == FYET_SCALAR) {
        size_t bytes = 0;
        const char *text = fy_token_get_text(event->scalar.value, &bytes);
        entry.key = pgm_arena_strndup(w->arena, text ? text : "", text ? bytes : 0);
    }
    entry.indent = mark ? (unsigned)mark->column : 0;
    if (entry.key && entry.indent && is_quoted(event))
        entry.indent--;
    bool good = entry.key && read_value(w, event, &key);
    entry.key_end = w->last;
    struct fy_event *value = fy_parser_parse(w->parser);
    good = good && value && read_value(w, value, &entry.value);
    fy_parser_event_free(w->parser, value);
    add_entry(w, map, &entry);
    return good;
}

/* Up to the event that closes what `event` opened. */
static bool read_container(struct walk *w, struct fy_event *event, struct pgm_spot *spot)
{
    const bool is_map = event->type == FYET_MAPPING_START;
    const enum fy_event_type close = is_map ? FYET_MAPPING_END : FYET_SEQUENCE_END;
    spot->kind = is_map ? PGM_SPOT_MAP : PGM_SPOT_LIST;
    spot->flow = fy_event_get_node_style(event) == FYNS_FLOW;
    w->last = end_of(w, event);
    spot->begin = w->last;
    bool good = ++w->depth <= PGM_RULES_DEPTH_MAX, closed = false;
    while (good && !closed) {
        struct pgm_spot item = {0};
        struct fy_event *next = fy_parser_parse(w->parser);
        good = next != NULL;
        closed = good && next->type == close;
        if (closed && spot->flow)
            w->last = end_of(w, next);
        else if (good && !closed)
            good = is_map ? read_entry(w, next, spot) : read_value(w, next, &item);
        fy_parser_event_free(w->parser, next);
    }
    w->depth--;
    return good;
}

static bool read_value(struct walk *w, struct fy_event *event, struct pgm_spot *spot)
{
    bool good = true;
    if (event->type == FYET_SCALAR)
        read_scalar(w, event, spot);
    else if (event->type == FYET_MAPPING_START || event->type == FYET_SEQUENCE_START)
        good = read_container(w, event, spot);
    else
        good = false;
    spot->end = w->last;
    return good;
}

bool pgm_rules_spots(const char *text, size_t bytes, struct pgm_arena *arena, struct pgm_spot *root)
{
    struct fy_diag_cfg quiet = {.fp = NULL, .level = FYET_ERROR};
    struct fy_diag *diag = fy_diag_create(&quiet);
    if (!diag)
        pgm_fatal_memory();
    const struct fy_parse_cfg config = {.flags = PGM_RULES_YAML_FLAGS, .diag = diag};
    struct walk w = {
        .parser = fy_parser_create(&config), .arena = arena, .text = text, .bytes = bytes};
    if (!w.parser || fy_parser_set_string(w.parser, text, bytes) != 0)
        pgm_fatal_memory();
    *root = (struct pgm_spot){0};
    bool good = true, found = false;
    while (good && !found) {
        struct fy_event *event = fy_parser_parse(w.parser);
        good = event && event->type != FYET_STREAM_END;
        found = good && event->type != FYET_STREAM_START && event->type != FYET_DOCUMENT_START;
        if (found)
            good = read_value(&w, event, root);
        fy_parser_event_free(w.parser, event);
    }
    fy_parser_destroy(w.parser);
    fy_diag_destroy(diag);
    return good;
}

struct pgm_spot_entry *pgm_rules_spot(const struct pgm_spot *map, const char *key)
{
    for (size_t i = 0; map->kind == PGM_SPOT_MAP && i < map->count; i++)
        if (strcmp(map->entries[i].key, key) == 0)
            return &map->entries[i];
    return NULL;
}
