/*
 * rules_edit.c: insertions into the text of a rules file.
 *
 *   text ─spots─> where maps end ─> insertions, by place ─> new text ─> read again: all that was there
 *                                                                       is there, and what was added
 *
 *   block:   behind the last line of the map, and behind comments that follow it as deep as its keys
 *   flow:    behind the last value, before the brace
 *   nothing: below the key, or behind its colon
 */
#include "rules_edit.h"

#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "rules_file.h"
#include "rules_spots.h"
#include "rules_write.h"

#define INDENT_STEP 2
/* Columns of text that rules and comments are lined up to; wider ones stand out. */
#define KEY_COLUMNS_MAX  24
#define RULE_COLUMNS_MAX 60

struct insertion {
    size_t at;
    bool lines; /* whole lines: they begin where a line does */
    struct pgm_buf text;
};

struct edit {
    const char *text;
    size_t bytes;
    const char *newline;
    struct insertion *items; /* in the order of the text for equal places */
    size_t count, capacity;
    struct pgm_arena arena;
    bool failed; /* there is no place for something */
};

static struct pgm_buf *insert(struct edit *edit, size_t at, bool lines)
{
    if (edit->count == edit->capacity) {
        edit->capacity = edit->capacity ? 2 * edit->capacity : 16;
        struct insertion *larger = PGM_ARENA_ARRAY(&edit->arena, struct insertion, edit->capacity);
        if (edit->count)
            memcpy(larger, edit->items, edit->count * sizeof *larger);
        edit->items = larger;
    }
    edit->items[edit->count] = (struct insertion){.at = at, .lines = lines};
    return &edit->items[edit->count++].text;
}

/* --- places ------------------------------------------------------------------------------------- */

static size_t next_line(const struct edit *edit, size_t at)
{
    if (at == edit->bytes || (at > 0 && edit->text[at - 1] == '\n'))
        return at;
    const char *newline = memchr(edit->text + at, '\n', edit->bytes - at);
    return newline ? (size_t)(newline - edit->text) + 1 : edit->bytes;
}

/* Behind a comment that has the line to itself and stands at least that deep; else `at`. */
static size_t behind_comment(const struct edit *edit, size_t at, unsigned indent)
{
    size_t first = at;
    while (first < edit->bytes && edit->text[first] == ' ')
        first++;
    const bool is_one =
        first < edit->bytes && edit->text[first] == '#' && first - at >= (size_t)indent;
    return is_one ? next_line(edit, first + 1) : at;
}

static size_t behind_lines(const struct edit *edit, size_t end, unsigned indent)
{
    size_t at = next_line(edit, end), next;
    while ((next = behind_comment(edit, at, indent)) != at)
        at = next;
    return at;
}

/* Behind the colon of a key in a flow map; `bytes` if it has none. */
static size_t behind_colon(const struct edit *edit, size_t at)
{
    while (at < edit->bytes && strchr(" \t\r\n", edit->text[at]))
        at++;
    return at < edit->bytes && edit->text[at] == ':' ? at + 1 : edit->bytes;
}

/* Where a flow map grows, with the comma that it then needs. */
static struct pgm_buf *insert_flow(struct edit *edit, const struct pgm_spot *map)
{
    if (map->count == 0)
        return insert(edit, map->begin, false);
    const struct pgm_spot_entry *last = &map->entries[map->count - 1];
    size_t at = last->value.end;
    if (last->value.kind == PGM_SPOT_MISSING) {
        at = behind_colon(edit, last->key_end);
        edit->failed |= at == edit->bytes;
    }
    struct pgm_buf *out = insert(edit, at, false);
    pgm_buf_puts(out, ", ");
    return out;
}

/* The value of a key that has none, in a flow map. */
static struct pgm_buf *insert_missing(struct edit *edit, const struct pgm_spot_entry *entry)
{
    const size_t at = behind_colon(edit, entry->key_end);
    edit->failed |= at == edit->bytes;
    struct pgm_buf *out = insert(edit, at, false);
    pgm_buf_putc(out, ' ');
    return out;
}

/* --- what is written ---------------------------------------------------------------------------- */

static void put_spaces(struct pgm_buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pgm_buf_putc(out, ' ');
}

/* Control characters as '?', so that the comment ends where its line does. */
static void put_note(struct pgm_buf *out, const char *note)
{
    for (const unsigned char *c = (const unsigned char *)note; *c; c++)
        pgm_buf_putc(out, *c < 0x20 || *c == 0x7f ? '?' : (char)*c);
}

static void put_comment(const struct edit *edit, struct pgm_buf *out, size_t indent,
                        const char *note)
{
    put_spaces(out, indent);
    pgm_buf_puts(out, "# ");
    put_note(out, note);
    pgm_buf_puts(out, edit->newline);
}

/* Characters, so that comments line up: continuation bytes of UTF-8 take no column. */
static size_t columns_of(const char *text, size_t bytes)
{
    size_t columns = 0;
    for (size_t i = 0; i < bytes; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

static size_t put_key(struct pgm_buf *out, const char *name)
{
    const size_t before = out->bytes;
    pgm_rules_write_column(out, name);
    pgm_buf_putc(out, ':');
    return columns_of(out->data + before, out->bytes - before);
}

static size_t padding(size_t columns, size_t width)
{
    return columns < width ? width - columns : 0;
}

/* The widths of keys and of rules that lines are filled up to. */
static void measure(const struct pgm_rules_added_table *table, size_t *keys, size_t *rules)
{
    struct pgm_buf key = {0};
    *keys = *rules = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pgm_rules_added_column *column = &table->columns[i];
        if (!column->name)
            continue;
        pgm_buf_clear(&key);
        const size_t key_columns = put_key(&key, column->name);
        const size_t rule_columns = columns_of(column->rule, strlen(column->rule));
        if (key_columns > *keys && key_columns <= KEY_COLUMNS_MAX)
            *keys = key_columns;
        if (rule_columns > *rules && rule_columns <= RULE_COLUMNS_MAX)
            *rules = rule_columns;
    }
    pgm_buf_free(&key);
}

static void put_columns(const struct edit *edit, struct pgm_buf *out,
                        const struct pgm_rules_added_table *table, size_t indent)
{
    size_t key_width, rule_width;
    measure(table, &key_width, &rule_width);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pgm_rules_added_column *column = &table->columns[i];
        if (!column->name) {
            put_comment(edit, out, indent, column->note);
            continue;
        }
        put_spaces(out, indent);
        const size_t key = put_key(out, column->name);
        put_spaces(out, padding(key, key_width) + 1);
        pgm_buf_puts(out, column->rule);
        if (column->note) {
            put_spaces(out, padding(columns_of(column->rule, strlen(column->rule)), rule_width));
            pgm_buf_puts(out, "  # ");
            put_note(out, column->note);
        }
        pgm_buf_puts(out, edit->newline);
        if (!column->alternative)
            continue;
        put_spaces(out, indent);
        pgm_buf_puts(out, "# ");
        (void)put_key(out, column->name);
        pgm_buf_printf(out, " %s%s", column->alternative, edit->newline);
    }
}

static void put_columns_flow(struct pgm_buf *out, const struct pgm_rules_added_table *table)
{
    const char *separator = "";
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pgm_rules_added_column *column = &table->columns[i];
        if (!column->name)
            continue;
        pgm_buf_puts(out, separator);
        (void)put_key(out, column->name);
        pgm_buf_printf(out, " %s", column->rule);
        separator = ", ";
    }
}

static bool has_columns(const struct pgm_rules_added_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].name)
            return true;
    return false;
}

static void put_table_name(struct pgm_buf *out, const struct pgm_rules_added_table *table)
{
    if (table->written)
        pgm_rules_write_text(out, table->written);
    else
        pgm_rules_write_table(out, table->schema, table->name);
    pgm_buf_putc(out, ':');
}

static void put_table(const struct edit *edit, struct pgm_buf *out,
                      const struct pgm_rules_added_table *table, size_t indent)
{
    if (table->note)
        put_comment(edit, out, indent, table->note);
    if (table->note_only)
        return;
    put_spaces(out, indent);
    put_table_name(out, table);
    pgm_buf_puts(out, edit->newline);
    put_spaces(out, indent + INDENT_STEP);
    pgm_buf_printf(out, "%s%s", has_columns(table) ? "columns:" : "rows: all", edit->newline);
    put_columns(edit, out, table, indent + (has_columns(table) ? 2 * INDENT_STEP : INDENT_STEP));
}

static void put_table_flow(struct pgm_buf *out, const struct pgm_rules_added_table *table)
{
    put_table_name(out, table);
    if (has_columns(table)) {
        pgm_buf_puts(out, " {columns: {");
        put_columns_flow(out, table);
        pgm_buf_puts(out, "}}");
    } else {
        pgm_buf_puts(out, " {rows: all}");
    }
}

/* --- columns of a table that has an entry ------------------------------------------------------- */

static void extend_columns(struct edit *edit, const struct pgm_spot *entry,
                           struct pgm_spot_entry *columns,
                           const struct pgm_rules_added_table *table)
{
    const struct pgm_spot *map = &columns->value;
    if (map->kind == PGM_SPOT_MISSING && entry->flow) {
        struct pgm_buf *out = insert_missing(edit, columns);
        pgm_buf_putc(out, '{');
        put_columns_flow(out, table);
        pgm_buf_putc(out, '}');
    } else if (map->kind == PGM_SPOT_MISSING) {
        put_columns(edit, insert(edit, next_line(edit, columns->key_end), true), table,
                    columns->indent + INDENT_STEP);
    } else if (map->kind == PGM_SPOT_MAP && map->flow) {
        put_columns_flow(insert_flow(edit, map), table);
    } else if (map->kind == PGM_SPOT_MAP && map->count > 0) {
        const unsigned indent = map->entries->indent;
        put_columns(edit, insert(edit, behind_lines(edit, map->end, indent), true), table, indent);
    } else {
        edit->failed = true;
    }
}

static void extend_table(struct edit *edit, const struct pgm_spot *entry,
                         const struct pgm_rules_added_table *table)
{
    struct pgm_spot_entry *columns = pgm_rules_spot(entry, "columns");
    if (!has_columns(table))
        return;
    if (columns) {
        extend_columns(edit, entry, columns, table);
    } else if (entry->kind == PGM_SPOT_MAP && entry->flow) {
        struct pgm_buf *out = insert_flow(edit, entry);
        pgm_buf_puts(out, "columns: {");
        put_columns_flow(out, table);
        pgm_buf_putc(out, '}');
    } else if (entry->kind == PGM_SPOT_MAP && entry->count > 0) {
        const unsigned indent = entry->entries->indent;
        struct pgm_buf *out = insert(edit, behind_lines(edit, entry->end, indent), true);
        put_spaces(out, indent);
        pgm_buf_printf(out, "columns:%s", edit->newline);
        put_columns(edit, out, table, indent + INDENT_STEP);
    } else {
        edit->failed = true;
    }
}

/* --- new entries -------------------------------------------------------------------------------- */

struct fresh {
    const struct pgm_rules_added_table **tables;
    size_t count;
};

static void put_tables(const struct edit *edit, struct pgm_buf *out, const struct fresh *fresh,
                       size_t indent, bool spaced)
{
    for (size_t i = 0; i < fresh->count; i++) {
        if (spaced && i)
            pgm_buf_puts(out, edit->newline);
        put_table(edit, out, fresh->tables[i], indent);
    }
}

static void put_tables_flow(struct pgm_buf *out, const struct fresh *fresh)
{
    const char *separator = "";
    for (size_t i = 0; i < fresh->count; i++) {
        if (fresh->tables[i]->note_only)
            continue;
        pgm_buf_puts(out, separator);
        put_table_flow(out, fresh->tables[i]);
        separator = ", ";
    }
}

static void add_map(struct edit *edit, const struct pgm_spot *root, const struct fresh *fresh)
{
    if (root->flow) {
        struct pgm_buf *out = insert_flow(edit, root);
        pgm_buf_puts(out, "tables: {");
        put_tables_flow(out, fresh);
        pgm_buf_putc(out, '}');
        return;
    }
    const unsigned indent = root->entries->indent;
    struct pgm_buf *out = insert(edit, behind_lines(edit, root->end, indent), true);
    put_spaces(out, indent);
    pgm_buf_printf(out, "tables:%s", edit->newline);
    put_tables(edit, out, fresh, indent + INDENT_STEP, true);
}

static void add_tables(struct edit *edit, const struct pgm_spot *root, const struct fresh *fresh)
{
    const struct pgm_spot_entry *tables = pgm_rules_spot(root, "tables");
    const struct pgm_spot *map = tables ? &tables->value : NULL;
    if (!map) {
        add_map(edit, root, fresh);
    } else if (map->kind == PGM_SPOT_MISSING && root->flow) {
        struct pgm_buf *out = insert_missing(edit, tables);
        pgm_buf_putc(out, '{');
        put_tables_flow(out, fresh);
        pgm_buf_putc(out, '}');
    } else if (map->kind == PGM_SPOT_MISSING) {
        put_tables(edit, insert(edit, next_line(edit, tables->key_end), true), fresh,
                   tables->indent + INDENT_STEP, true);
    } else if (map->flow) {
        put_tables_flow(insert_flow(edit, map), fresh);
    } else {
        const unsigned indent = map->entries->indent;
        put_tables(edit, insert(edit, behind_lines(edit, map->end, indent), true), fresh, indent,
                   false);
    }
}

/* Each table goes into its entry, or among the new ones. */
static void plan_edit(struct edit *edit, const struct pgm_spot *root,
                      const struct pgm_rules_added_table *tables, size_t table_count)
{
    const struct pgm_spot_entry *written = pgm_rules_spot(root, "tables");
    const struct pgm_spot *map = written ? &written->value : NULL;
    struct fresh fresh = {
        PGM_ARENA_ARRAY(&edit->arena, const struct pgm_rules_added_table *, table_count + 1), 0};
    struct pgm_map entries = {0};
    bool needs_map = false;
    for (size_t i = 0; map && map->kind == PGM_SPOT_MAP && i < map->count; i++)
        pgm_map_put(&entries, pgm_span_of(map->entries[i].key), &map->entries[i].value);
    for (size_t i = 0; i < table_count; i++) {
        const struct pgm_spot *entry =
            tables[i].written ? pgm_map_get(&entries, pgm_span_of(tables[i].written)) : NULL;
        if (entry) {
            extend_table(edit, entry, &tables[i]);
        } else {
            fresh.tables[fresh.count++] = &tables[i];
            needs_map |= !tables[i].note_only;
        }
    }
    if (needs_map)
        add_tables(edit, root, &fresh);
    pgm_map_free(&entries);
}

/* --- the new text ------------------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
    const struct insertion *left = a, *right = b;
    return left->at < right->at ? -1 : left->at > right->at;
}

static void apply(struct edit *edit, struct pgm_buf *out)
{
    const size_t begin = out->bytes;
    size_t at = 0;
    if (edit->count) /* of equal places there are none but of one map, which is edited once */
        qsort(edit->items, edit->count, sizeof *edit->items, compare_places);
    for (size_t i = 0; i < edit->count; i++) {
        const struct insertion *item = &edit->items[i];
        pgm_buf_add(out, edit->text + at, item->at - at);
        at = item->at;
        if (item->lines && out->bytes > begin && out->data[out->bytes - 1] != '\n')
            pgm_buf_puts(out, edit->newline);
        pgm_buf_add(out, item->text.data, item->text.bytes);
    }
    pgm_buf_add(out, edit->text + at, edit->bytes - at);
}

/* Whether all of `old` is in `new`, in its order; maps may have grown, and nothing become a map. */
static bool holds(const struct pgm_node *new, const struct pgm_node *old)
{
    if (pgm_rules_is_missing(old) && new->kind == PGM_NODE_MAP)
        return true;
    if (new->kind != old->kind || new->quoted != old->quoted || strcmp(new->text, old->text) != 0 ||
        new->count < old->count || (old->kind == PGM_NODE_LIST && new->count != old->count))
        return false;
    for (size_t i = 0; i < old->count; i++)
        if ((old->kind == PGM_NODE_MAP && strcmp(new->keys[i], old->keys[i]) != 0) ||
            !holds(&new->items[i], &old->items[i]))
            return false;
    return true;
}

static bool holds_added(const struct pgm_rules_file *file,
                        const struct pgm_rules_added_table *tables, size_t table_count)
{
    size_t wanted = 0, found = 0;
    for (size_t i = 0; i < table_count; i++)
        for (size_t c = 0; c < tables[i].column_count; c++)
            wanted += tables[i].columns[c].name != NULL;
    for (size_t i = 0; i < file->table_count; i++)
        found += file->tables[i].column_count;
    return found >= wanted;
}

/* No insertion is believed: the parser has the last word. */
static bool verify(const char *old, size_t old_bytes, const char *new, size_t new_bytes,
                   const struct pgm_rules_added_table *tables, size_t table_count)
{
    struct pgm_arena arena = {0};
    struct pgm_report report = {0};
    struct pgm_rules_file was = {.path = "old", .arena = &arena, .report = &report};
    struct pgm_rules_file is = {.path = "new", .arena = &arena, .report = &report};
    struct pgm_node old_root, new_root;
    bool good = pgm_rules_nodes(&was, old, old_bytes, &old_root) &&
                pgm_rules_nodes(&is, new, new_bytes, &new_root) && holds(&new_root, &old_root);
    if (good) {
        pgm_rules_tree(&was, &old_root);
        pgm_rules_tree(&is, &new_root);
        good = report.count == 0 && holds_added(&is, tables, table_count);
    }
    pgm_report_free(&report);
    pgm_arena_free(&arena);
    return good;
}

enum pgm_status pgm_rules_edit(const char *text, size_t bytes,
                               const struct pgm_rules_added_table *tables, size_t table_count,
                               struct pgm_buf *out, struct pgm_error *error)
{
    struct edit edit = {.text = text, .bytes = bytes};
    struct pgm_spot root;
    const char *first_newline = memchr(text, '\n', bytes);
    edit.newline =
        first_newline && first_newline > text && first_newline[-1] == '\r' ? "\r\n" : "\n";
    const size_t before = out->bytes;
    bool good = pgm_rules_spots(text, bytes, &edit.arena, &root) && root.kind == PGM_SPOT_MAP;
    if (good) {
        plan_edit(&edit, &root, tables, table_count);
        good = !edit.failed;
    }
    if (good) {
        apply(&edit, out);
        good = verify(text, bytes, out->data + before, out->bytes - before, tables, table_count);
    }
    for (size_t i = 0; i < edit.count; i++)
        pgm_buf_free(&edit.items[i].text);
    pgm_arena_free(&edit.arena);
    if (good)
        return PGM_OK;
    (void)pgm_fail(error, PGM_BAD_USAGE,
                   "the rules file is written in a way that cannot be added to; nothing was "
                   "changed");
    pgm_hint(error, "write `tables:` and `columns:` as indented lines: `column: mask`");
    return error ? error->status : PGM_BAD_USAGE;
}
