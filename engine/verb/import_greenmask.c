/*
 * import_greenmask.c: dump.transformation of a Greenmask configuration.
 *
 *   transformers ─ name ─> import_greenmask_map.c ─ params ─> a rule, and what it does not take over
 *                  └────── Dict, RegexpReplace, Json: built here
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "import_internal.h"
#include "limits.h"
#include "rules_write.h"
#include "yaml.h"

#define FILE_BYTES_MAX (16 * PGM_MIB)

struct transformer {
    struct pgm_import *import;
    struct pgm_import_table *table;
    const char *name;
    const struct pgm_node *params;
    const char *column;
};

static const char *text_of(const struct pgm_node *map, const char *key)
{
    const struct pgm_node *node = map ? pgm_yaml_get(map, key) : NULL;
    return node && node->kind == PGM_NODE_SCALAR && !node->null ? node->text : NULL;
}

/* --- parameters ----------------------------------------------------------------------------------- */

static bool write_list(const struct pgm_node *list, struct pgm_buf *out)
{
    pgm_buf_putc(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != PGM_NODE_SCALAR)
            return false;
        pgm_buf_puts(out, i ? ", " : "");
        pgm_import_write_scalar(list->items[i].text, out);
    }
    pgm_buf_putc(out, ']');
    return list->count > 0;
}

static bool write_parameter(void *argument, const char *name, size_t name_bytes, char form,
                            struct pgm_buf *out)
{
    const struct pgm_node *params = argument;
    for (size_t i = 0; params && i < params->count; i++) {
        const struct pgm_node *value = &params->items[i];
        if (strlen(params->keys[i]) != name_bytes ||
            strncmp(params->keys[i], name, name_bytes) != 0)
            continue;
        if (value->kind == PGM_NODE_LIST && !form)
            return write_list(value, out);
        return value->kind == PGM_NODE_SCALAR && !value->null &&
               pgm_import_write_value(value->text, form, out);
    }
    return false;
}

/* What every mask here does: keyed, checked against the type, NULL stays NULL. */
static bool is_given(const char *key, const struct pgm_node *value)
{
    static const char *const words[] = {"column", "columns", "engine", "validate", "salt"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return strcmp(key, "keep_null") == 0 && value->kind == PGM_NODE_SCALAR &&
           strcmp(value->text, "true") == 0;
}

static void add_untaken(struct pgm_buf *comment, const struct pgm_node *params, const char *taken)
{
    bool first = true;
    for (size_t i = 0; params && i < params->count; i++) {
        if (is_given(params->keys[i], &params->items[i]) || strstr(taken, params->keys[i]))
            continue;
        pgm_buf_printf(comment, "%s%s%s", comment->bytes && first ? "; " : "",
                       first ? "not taken over: " : ", ", params->keys[i]);
        first = false;
    }
}

static void add(const struct transformer *t, const char *column, const char *rule, const char *note,
                const char *taken, const struct pgm_node *params)
{
    struct pgm_buf comment = {0};
    pgm_buf_puts(&comment, note ? note : "");
    add_untaken(&comment, params, taken);
    pgm_import_add(t->import, t->table, column, rule, t->name, pgm_buf_text(&comment));
    pgm_buf_free(&comment);
}

/* By a line of the map. */
static void translate(const struct transformer *t, const struct pgm_import_entry *entry,
                      const char *column, const struct pgm_node *params)
{
    const struct pgm_import_parameters parameters = {write_parameter, (void *)(uintptr_t)params};
    const char *const rules[] = {entry->rule, entry->otherwise};
    struct pgm_buf rule = {0};
    if (!entry->rule) {
        pgm_import_lose(t->import, t->table, column, NULL, t->name, "%s", entry->note);
        return;
    }
    for (size_t i = 0; i < 2 && rules[i]; i++) {
        pgm_buf_clear(&rule);
        if (!pgm_import_fill(rules[i], &parameters, &rule))
            continue;
        char taken[256];
        /* The part of a name behind the slash was looked at, too. */
        snprintf(taken, sizeof taken, "%s%s", rules[i],
                 strchr(entry->name, '/') ? " type template" : "");
        add(t, column, rule.data, entry->note, taken, params);
        pgm_buf_free(&rule);
        return;
    }
    pgm_import_lose(t->import, t->table, column, NULL, t->name,
                    "a parameter it needs is missing or has no counterpart (%s)", entry->rule);
    pgm_buf_free(&rule);
}

/* --- built here ----------------------------------------------------------------------------------- */

static void add_sql(const struct transformer *t, const struct pgm_buf *expression, const char *note,
                    const char *taken)
{
    struct pgm_buf rule = {0};
    pgm_buf_puts(&rule, "{mask: sql, expression: ");
    pgm_rules_write_text(&rule, pgm_buf_text(expression));
    pgm_buf_putc(&rule, '}');
    add(t, t->column, rule.data, note, taken, t->params);
    pgm_buf_free(&rule);
}

static void add_value(struct pgm_buf *sql, const char *text)
{
    if (strcmp(text, "\\N") == 0)
        pgm_buf_puts(sql, "NULL");
    else
        pgm_buf_literal(sql, text);
}

static void translate_dict(const struct transformer *t)
{
    const struct pgm_node *values = pgm_yaml_get(t->params, "values");
    const char *otherwise = text_of(t->params, "default"),
               *fails = text_of(t->params, "fail_not_matched");
    struct pgm_buf sql = {0};
    if (!values || values->kind != PGM_NODE_MAP || !values->count) {
        pgm_import_lose(t->import, t->table, t->column, NULL, t->name, "it has no values");
        return;
    }
    pgm_buf_puts(&sql, "CASE ");
    pgm_buf_identifier(&sql, t->column);
    pgm_buf_puts(&sql, "::text");
    for (size_t i = 0; i < values->count; i++) {
        pgm_buf_puts(&sql, " WHEN ");
        pgm_buf_literal(&sql, values->keys[i]);
        pgm_buf_puts(&sql, " THEN ");
        add_value(&sql, values->items[i].kind == PGM_NODE_SCALAR ? values->items[i].text : "\\N");
    }
    pgm_buf_puts(&sql, " ELSE ");
    if (otherwise)
        add_value(&sql, otherwise);
    else if (fails && strcmp(fails, "false") == 0) {
        pgm_buf_identifier(&sql, t->column);
        pgm_buf_puts(&sql, "::text");
    } else
        pgm_buf_puts(&sql, "NULL");
    pgm_buf_puts(&sql, " END");
    add_sql(t, &sql,
            otherwise ? NULL
                      : "what stands in no line becomes NULL instead of an error, or stays where "
                        "fail_not_matched is false",
            "values default fail_not_matched");
    pgm_buf_free(&sql);
}

static void translate_regexp(const struct transformer *t)
{
    const char *regexp = text_of(t->params, "regexp"), *with = text_of(t->params, "replace");
    struct pgm_buf sql = {0}, replacement = {0};
    if (!regexp || !with) {
        pgm_import_lose(t->import, t->table, t->column, NULL, t->name,
                        "regexp or replace is missing");
        return;
    }
    for (const char *c = with; *c; c++) /* $1 and ${1} of Go are \1 here */
        if (*c == '\\')
            pgm_buf_puts(&replacement, "\\\\");
        else if (*c == '$' && isdigit((unsigned char)c[1]))
            pgm_buf_printf(&replacement, "\\%c", *++c);
        else if (*c == '$' && c[1] == '{' && isdigit((unsigned char)c[2]) && c[3] == '}') {
            pgm_buf_printf(&replacement, "\\%c", c[2]);
            c += 3;
        } else
            pgm_buf_putc(&replacement, *c);
    pgm_buf_puts(&sql, "pg_catalog.regexp_replace(");
    pgm_buf_identifier(&sql, t->column);
    pgm_buf_puts(&sql, "::text, ");
    pgm_buf_literal(&sql, regexp);
    pgm_buf_puts(&sql, ", ");
    pgm_buf_literal(&sql, pgm_buf_text(&replacement));
    pgm_buf_puts(&sql, ", 'g')");
    add_sql(t, &sql,
            "review: PostgreSQL's regular expressions are not Go's, and what does not match stays",
            "regexp replace");
    pgm_buf_free(&replacement);
    pgm_buf_free(&sql);
}

/* sjson's "a.0.b" as "$.a[0].b"; false: it holds what is no plain path. */
static bool write_path(const char *path, struct pgm_buf *out)
{
    pgm_buf_puts(out, "\"$");
    while (*path) {
        const size_t bytes = strcspn(path, ".");
        const bool index = bytes && strspn(path, "0123456789") >= bytes;
        for (size_t i = 0; i < bytes; i++)
            if (!isalnum((unsigned char)path[i]) && path[i] != '_')
                return false;
        if (!bytes)
            return false;
        pgm_buf_printf(out, index ? "[%.*s]" : ".%.*s", (int)bytes, path);
        path += bytes + (path[bytes] == '.');
    }
    pgm_buf_putc(out, '"');
    return true;
}

static bool translate_operation(const struct transformer *t, const struct pgm_node *operation,
                                bool first, struct pgm_buf *rule)
{
    const char *path = text_of(operation, "path"), *what = text_of(operation, "operation");
    const struct pgm_node *value = pgm_yaml_get(operation, "value");
    struct pgm_buf written = {0};
    const bool readable = path && what && write_path(path, &written);
    if (readable) {
        pgm_buf_printf(rule, "%s%s: ", first ? "" : ", ", written.data);
        if (strcmp(what, "delete") == 0 || (value && value->null))
            pgm_buf_puts(rule, "'null'");
        else if (value && value->kind == PGM_NODE_SCALAR) {
            pgm_buf_puts(rule, "{mask: constant, value: ");
            pgm_import_write_scalar(value->text, rule);
            pgm_buf_putc(rule, '}');
        } else
            pgm_buf_puts(rule, "redact");
    }
    if (!readable)
        pgm_import_lose(t->import, t->table, t->column, NULL, t->name,
                        "an operation's path is none that paths: can say");
    else if (strcmp(what, "delete") != 0 && (!value || value->kind != PGM_NODE_SCALAR))
        pgm_import_lose(t->import, t->table, t->column, NULL, t->name,
                        "%s is set to what is no single value: it is redacted", path);
    pgm_buf_free(&written);
    return readable;
}

static void translate_json(const struct transformer *t)
{
    const struct pgm_node *operations = pgm_yaml_get(t->params, "operations");
    struct pgm_buf rule = {0};
    size_t written = 0;
    pgm_buf_puts(&rule, "{mask: json, unlisted: keep, paths: {");
    for (size_t i = 0; operations && operations->kind == PGM_NODE_LIST && i < operations->count;
         i++)
        written += translate_operation(t, &operations->items[i], written == 0, &rule);
    pgm_buf_puts(&rule, "}}");
    if (written)
        add(t, t->column, rule.data,
            "only where a path leads to something; what would be deleted becomes null",
            "operations", t->params);
    else
        pgm_import_lose(t->import, t->table, t->column, NULL, t->name,
                        "it has no operation that could be translated");
    pgm_buf_free(&rule);
}

/* --- a transformer -------------------------------------------------------------------------------- */

/* "{{ .FirstName }} {{ .LastName }}" as ".FirstName.LastName" */
static void add_fields(struct pgm_buf *out, const char *template)
{
    for (; *template; template ++)
        if (!strchr("{} \t", *template))
            pgm_buf_putc(out, *template);
}

static const struct pgm_import_entry *find_entry(const char *name, const char *detail)
{
    const struct pgm_import_entry *entry = NULL;
    struct pgm_buf whole = {0};
    if (detail) {
        pgm_buf_printf(&whole, "%s/", name);
        add_fields(&whole, detail);
        entry = pgm_import_entry_find(pgm_greenmask_entries, pgm_greenmask_entry_count, whole.data);
    }
    pgm_buf_free(&whole);
    return entry ? entry
                 : pgm_import_entry_find(pgm_greenmask_entries, pgm_greenmask_entry_count, name);
}

static void translate_columns(const struct transformer *t, const struct pgm_node *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct pgm_node *item = &columns->items[i];
        const char *column = item->kind == PGM_NODE_SCALAR ? item->text : text_of(item, "name");
        const struct pgm_import_entry *entry = find_entry(t->name, text_of(item, "template"));
        if (!column)
            pgm_import_lose(t->import, t->table, NULL, NULL, t->name,
                            "one of its columns has no name");
        else if (!entry)
            pgm_import_lose(t->import, t->table, column, NULL, t->name,
                            "it is no transformer of Greenmask's own");
        else
            translate(t, entry, column, t->params);
    }
}

static void translate_transformer(const struct transformer *t)
{
    const struct pgm_import_entry *entry = find_entry(t->name, text_of(t->params, "type"));
    const struct pgm_node *columns = t->params ? pgm_yaml_get(t->params, "columns") : NULL;
    if (columns && columns->kind == PGM_NODE_LIST && columns->count)
        translate_columns(t, columns);
    else if (!entry)
        pgm_import_lose(t->import, t->table, t->column, NULL, t->name,
                        "it is no transformer of Greenmask's own; a mask of one's own is a plugin");
    else if (!t->column)
        pgm_import_lose(t->import, t->table, NULL, NULL, t->name, "it names no column");
    else if (strcmp(t->name, "Dict") == 0)
        translate_dict(t);
    else if (strcmp(t->name, "RegexpReplace") == 0)
        translate_regexp(t);
    else if (strcmp(t->name, "Json") == 0)
        translate_json(t);
    else
        translate(t, entry, t->column, t->params);
}

static void read_transformer(struct pgm_import *import, struct pgm_import_table *table,
                             const struct pgm_node *node)
{
    const struct pgm_node *params = pgm_yaml_get(node, "params");
    const struct pgm_node *dynamic = pgm_yaml_get(node, "dynamic_params");
    const struct transformer t = {.import = import,
                                  .table = table,
                                  .name = text_of(node, "name"),
                                  .params = params,
                                  .column = text_of(params, "column")};
    if (!t.name) {
        pgm_import_lose(import, table, NULL, NULL, "a transformer", "it has no name");
        return;
    }
    if (dynamic && dynamic->count) {
        pgm_import_lose(
            import, table, t.column, NULL, t.name,
            "its parameters come from other columns (dynamic_params); see the mask sql");
        return;
    }
    translate_transformer(&t);
    if (text_of(node, "when"))
        pgm_import_lose(
            import, table, NULL, NULL, "when",
            "%s%s%s: the condition is written in another language, so every row is masked; "
            "say it as `when:` in SQL",
            t.name, t.column ? " of " : "", t.column ? t.column : "");
}

/* --- a table -------------------------------------------------------------------------------------- */

static void read_rows(struct pgm_import *import, struct pgm_import_table *table,
                      const struct pgm_node *conditions)
{
    struct pgm_buf where = {0};
    for (size_t i = 0; i < conditions->count; i++)
        if (conditions->items[i].kind == PGM_NODE_SCALAR)
            pgm_buf_printf(&where, "%s(%s)", where.bytes ? " AND " : "", conditions->items[i].text);
    if (where.bytes) {
        table->where = pgm_arena_strdup(&import->result->arena, where.data);
        table->comment = "subset_conds; rows of other tables that reference these are not left out "
                         "by themselves: `pgmirage check` names them";
        import->result->translated_count++;
    }
    pgm_buf_free(&where);
}

static void read_table(struct pgm_import *import, const struct pgm_node *node)
{
    const char *schema = text_of(node, "schema"), *name = text_of(node, "name");
    const struct pgm_node *transformers = pgm_yaml_get(node, "transformers");
    const struct pgm_node *conditions = pgm_yaml_get(node, "subset_conds");
    if (!name) {
        pgm_import_lose(import, NULL, NULL, "a table", "transformation", "it has no name");
        return;
    }
    struct pgm_import_table *table = pgm_import_table_of(import, schema ? schema : "public", name);
    if (conditions && conditions->kind == PGM_NODE_LIST)
        read_rows(import, table, conditions);
    if (text_of(node, "query"))
        pgm_import_lose(
            import, table, NULL, NULL, "query",
            "rows are read from the table itself; see rows: {where: ...} and the mask sql");
    if (text_of(node, "when"))
        pgm_import_lose(import, table, NULL, NULL, "when",
                        "the condition is written in another language, so every row is masked");
    if (pgm_yaml_get(node, "columns_type_override"))
        pgm_import_lose(import, table, NULL, NULL, "columns_type_override",
                        "masks work on the columns' real types");
    for (size_t i = 0;
         transformers && transformers->kind == PGM_NODE_LIST && i < transformers->count; i++)
        read_transformer(import, table, &transformers->items[i]);
}

static void read_dump(struct pgm_import *import, const struct pgm_node *dump)
{
    const struct pgm_node *tables = pgm_yaml_get(dump, "transformation");
    const struct pgm_node *references = pgm_yaml_get(dump, "virtual_references");
    for (size_t i = 0; tables && tables->kind == PGM_NODE_LIST && i < tables->count; i++)
        read_table(import, &tables->items[i]);
    for (size_t i = 0; references && references->kind == PGM_NODE_LIST && i < references->count;
         i++)
        pgm_import_lose(import, NULL, NULL, text_of(&references->items[i], "name"),
                        "virtual_references",
                        "say `references: schema.table.column` at the columns");
}

/* --------------------------------------------------------------------------------------------------- */

static const char semantics[] =
    "#\n"
    "# Masks here are keyed: the same value gets the same fake in every table, where Greenmask "
    "draws\n"
    "# anew (engine: random) or hashes; NULL stays NULL. Columns that are not listed stop the "
    "run;\n"
    "# Greenmask copies them as they are. `pgmirage init --update` proposes rules for them, and\n"
    "# `unlisted: {table: keep, column: keep}` would do as Greenmask does.\n";

enum pgm_status pgm_import_greenmask(struct pgm_import *import, const char *path,
                                     struct pgm_error *error)
{
    struct pgm_arena *arena = &import->result->arena;
    struct pgm_buf text = {0};
    struct pgm_node root;
    const char *slash = strrchr(path, '/');
    import->origin = slash ? slash + 1 : path;
    import->semantics = semantics;
    struct stat was;
    enum pgm_status status = pgm_file_read(path, FILE_BYTES_MAX, &text, &was, error);
    if (status == PGM_OK && !pgm_yaml_read(path, pgm_buf_text(&text), text.bytes, arena,
                                           &import->result->report, &root))
        status = pgm_fail(error, PGM_BAD_USAGE, "%s cannot be read", path);
    if (status == PGM_OK) {
        const struct pgm_node *dump = pgm_yaml_get(&root, "dump");
        if (!dump || !pgm_yaml_get(dump, "transformation"))
            status =
                pgm_fail(error, PGM_BAD_USAGE,
                         "%s holds no dump.transformation: is it a Greenmask configuration?", path);
        else
            read_dump(import, dump);
    }
    pgm_buf_free(&text);
    return status;
}
