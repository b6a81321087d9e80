/*
 * rules_tree.c: the nodes of one file are checked against the grammar (rules/README.md), which
 * stands here as tables of keys. No reader stops at a fault: it reports, and its object stays unset.
 */
#include "rules_file.h"

#include <stdarg.h>
#include <string.h>

#include "map.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- shared by the readers ---------------------------------------------------------------------- */

void pgm_rules_problem(struct pgm_rules_file *file, struct pgm_place place, const char *object,
                       const char *hint, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    pgm_report_add(file->report, PGM_BAD_USAGE, place,
                   object ? pgm_rules_show(file->arena, object) : NULL, hint, "%s", message);
}

bool pgm_rules_is_missing(const struct pgm_node *value)
{
    return value->kind == PGM_NODE_SCALAR && value->null && !*value->text;
}

const char *pgm_rules_text(struct pgm_rules_file *file, const struct pgm_node *value,
                           const char *what)
{
    if (value->kind == PGM_NODE_SCALAR && !value->null && *value->text)
        return value->text;
    pgm_rules_problem(file, value->place, NULL, NULL, "%s must be a text", what);
    return NULL;
}

static void report_unknown(struct pgm_rules_file *file, struct pgm_place place, const char *key,
                           const char *what, const struct pgm_rules_key *keys, size_t key_count)
{
    struct pgm_buf known = {0};
    const char *names[16];
    for (size_t i = 0; i < key_count && i < COUNT(names); i++) {
        names[i] = keys[i].name;
        pgm_buf_printf(&known, "%s%s", i ? ", " : "it takes ", keys[i].name);
    }
    const char *hint = pgm_rules_did_you_mean(file->arena, key, names, key_count);
    pgm_rules_problem(file, place, NULL, hint ? hint : pgm_buf_text(&known),
                      "unknown key '%s' in %s", pgm_rules_show(file->arena, key), what);
    pgm_buf_free(&known);
}

static void extra_add(struct pgm_arena *arena, struct pgm_node *extra, const struct pgm_node *map,
                      size_t index)
{
    if (!extra->items) {
        extra->items = PGM_ARENA_ARRAY(arena, struct pgm_node, map->count);
        extra->keys = PGM_ARENA_ARRAY(arena, const char *, map->count);
        extra->key_places = PGM_ARENA_ARRAY(arena, struct pgm_place, map->count);
    }
    extra->items[extra->count] = map->items[index];
    extra->keys[extra->count] = map->keys[index];
    extra->key_places[extra->count++] = map->key_places[index];
}

void pgm_rules_keys(struct pgm_rules_file *file, const struct pgm_node *map, const char *what,
                    const struct pgm_rules_key *keys, size_t key_count, void *object,
                    struct pgm_node *extra)
{
    for (size_t i = 0; i < map->count; i++) {
        size_t k = 0;
        while (k < key_count && strcmp(keys[k].name, map->keys[i]) != 0)
            k++;
        if (k < key_count)
            keys[k].read(file, &map->items[i], object);
        else if (extra)
            extra_add(file->arena, extra, map, i);
        else
            report_unknown(file, map->key_places[i], map->keys[i], what, keys, key_count);
    }
}

/* True for a map with something in it. Nothing behind the colon is allowed, since somebody may have
 * commented out every entry, and says nothing. */
static bool is_map(struct pgm_rules_file *file, const struct pgm_node *value, const char *object,
                   const char *what)
{
    if (value->kind == PGM_NODE_MAP)
        return true;
    if (!pgm_rules_is_missing(value))
        pgm_rules_problem(file, value->place, object, NULL, "%s must be a map of keys and values",
                          what);
    return false;
}

struct word {
    const char *text;
    int value;
};

/* One of the words; 0 after a report. */
static int read_word(struct pgm_rules_file *file, const struct pgm_node *value, const char *object,
                     const char *what, const struct word *words, size_t count)
{
    const char *names[4];
    struct pgm_buf known = {0};
    for (size_t i = 0; i < count; i++) {
        if (value->kind == PGM_NODE_SCALAR && strcmp(words[i].text, value->text) == 0) {
            pgm_buf_free(&known);
            return words[i].value;
        }
        names[i] = words[i].text;
        pgm_buf_printf(&known, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", words[i].text);
    }
    const char *hint = value->kind == PGM_NODE_SCALAR
                           ? pgm_rules_did_you_mean(file->arena, value->text, names, count)
                           : NULL;
    pgm_rules_problem(file, value->place, object, hint, "%s must be %s", what,
                      pgm_buf_text(&known));
    pgm_buf_free(&known);
    return 0;
}

/* --- tables ------------------------------------------------------------------------------------- */

static const struct word unlisted_column_words[] = {
    {"error", PGM_UNLISTED_ERROR}, {"null", PGM_UNLISTED_NULL}, {"keep", PGM_UNLISTED_KEEP}};

static void read_columns(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    struct pgm_rule_table *table = object;
    if (!is_map(file, value, table->written, "columns"))
        return;
    table->columns = PGM_ARENA_ARRAY(file->arena, struct pgm_rule_column, value->count);
    struct pgm_map seen = {0}; /* `a` and `"a"` are one column, though two keys */
    for (size_t i = 0; i < value->count; i++) {
        const struct pgm_place place = value->key_places[i];
        const char *name = pgm_rules_column_name(file, value->keys[i], place, table->written);
        if (!name)
            continue;
        struct pgm_rule_column *column = &table->columns[table->column_count];
        const struct pgm_rule_column *first = pgm_map_put(&seen, pgm_span_of(name), column);
        const char *path = pgm_arena_printf(file->arena, "%s.%s", table->written, value->keys[i]);
        if (first != column) {
            pgm_rules_problem(file, place, path, "keep one of the two",
                              "the column has a rule already, on line %u", first->place.line);
            continue;
        }
        *column = (struct pgm_rule_column){.name = name, .place = place};
        pgm_rules_mask(file, &value->items[i], path, &column->rule);
        if (table->is_pattern)
            pgm_rules_never_keep(file, &column->rule, path);
        table->column_count++;
    }
    pgm_map_free(&seen);
}

static void read_where(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    struct pgm_rule_table *table = object;
    table->where = pgm_rules_text(file, value, "where");
    if (table->where)
        table->rows = PGM_ROWS_WHERE;
}

static void read_rows(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    static const struct pgm_rules_key keys[] = {{"where", read_where}};
    static const struct word words[] = {{"none", PGM_ROWS_NONE}, {"all", PGM_ROWS_ALL}};
    struct pgm_rule_table *table = object;
    table->rows_place = value->place;
    if (value->kind == PGM_NODE_MAP && value->count > 0)
        pgm_rules_keys(file, value, "rows", keys, COUNT(keys), table, NULL);
    else if (value->kind == PGM_NODE_SCALAR)
        table->rows =
            (enum pgm_rows)read_word(file, value, table->written, "rows", words, COUNT(words));
    else
        pgm_rules_problem(file, value->place, table->written, "write {where: \"a condition\"}",
                          "rows must be none, all or a map with where");
}

static void read_table_unlisted_column(struct pgm_rules_file *file, const struct pgm_node *value,
                                       void *object)
{
    struct pgm_rule_table *table = object;
    table->unlisted_column =
        (enum pgm_unlisted)read_word(file, value, table->written, "unlisted", unlisted_column_words,
                                     COUNT(unlisted_column_words));
    if (table->is_pattern && table->unlisted_column == PGM_UNLISTED_KEEP)
        pgm_rules_problem(file, value->place, table->written,
                          "keep columns of a table that is named exactly",
                          "a pattern never keeps a column");
}

static void read_table_unlisted(struct pgm_rules_file *file, const struct pgm_node *value,
                                void *object)
{
    static const struct pgm_rules_key keys[] = {{"column", read_table_unlisted_column}};
    if (value->kind == PGM_NODE_MAP)
        pgm_rules_keys(file, value, "a table's unlisted", keys, COUNT(keys), object, NULL);
    else
        read_table_unlisted_column(file, value, object);
}

static bool table_name(struct pgm_rules_file *file, struct pgm_rule_table *table)
{
    struct pgm_rules_name name;
    const char *problem = pgm_rules_name(file->arena, table->written, &name);
    const char *hint = "a name with dots, spaces or wildcards goes into double quotes, and these "
                       "into single ones: '\"a b\".\"c.d\"'";
    if (!problem && name.count > 2) {
        problem = "has too many parts";
        hint = "write schema.table; the database is not part of the name";
    }
    if (problem) {
        pgm_rules_problem(file, table->place, table->written, hint, "the table name %s", problem);
        return false;
    }
    table->schema = name.count == 2 ? name.parts[0] : NULL;
    table->name = name.parts[name.count - 1];
    table->is_pattern = name.is_pattern;
    return true;
}

static bool read_table(struct pgm_rules_file *file, const struct pgm_node *value,
                       struct pgm_rule_table *table)
{
    static const struct pgm_rules_key keys[] = {
        {"columns", read_columns}, {"rows", read_rows}, {"unlisted", read_table_unlisted}};
    if (!table_name(file, table))
        return false;
    if (value->kind != PGM_NODE_MAP || value->count == 0) {
        pgm_rules_problem(file, value->place, table->written,
                          "write {columns: {...}} or {rows: none}", "the table has no rule");
        return false;
    }
    pgm_rules_keys(file, value, "a table", keys, COUNT(keys), table, NULL);
    return true;
}

static void read_tables(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    (void)object;
    if (!is_map(file, value, NULL, "tables"))
        return;
    file->tables = PGM_ARENA_ARRAY(file->arena, struct pgm_rule_table, value->count);
    struct pgm_map seen = {0};
    for (size_t i = 0; i < value->count; i++) {
        struct pgm_rule_table *table = &file->tables[file->table_count];
        *table = (struct pgm_rule_table){.written = value->keys[i], .place = value->key_places[i]};
        if (!read_table(file, &value->items[i], table))
            continue;
        const struct pgm_rule_table *first =
            pgm_map_put(&seen, pgm_rules_table_key(file->arena, table), table);
        if (first == table)
            file->table_count++;
        else
            pgm_rules_problem(file, table->place, table->written, "keep one of the two",
                              "the table has rules already, on line %u", first->place.line);
    }
    pgm_map_free(&seen);
}

/* --- domains and patterns ----------------------------------------------------------------------- */

/* A domain is one mask with its arguments; what belongs to a column has no place there. */
static void check_domain(struct pgm_rules_file *file, const struct pgm_rule_domain *domain)
{
    const struct pgm_rule_mask *rule = &domain->rule;
    if (rule->domain)
        pgm_rules_problem(file, rule->place, domain->name, "give it a mask",
                          "a domain cannot stand in another domain");
    if (rule->by || rule->locale_from || rule->references || rule->when)
        pgm_rules_problem(
            file, rule->place, domain->name, "say it at each column of the domain",
            "by, locale_from, references and when belong to columns, not to a domain");
}

static void read_domains(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    (void)object;
    if (!is_map(file, value, NULL, "domains"))
        return;
    file->domains = PGM_ARENA_ARRAY(file->arena, struct pgm_rule_domain, value->count);
    for (size_t i = 0; i < value->count; i++) {
        struct pgm_rule_domain *domain = &file->domains[file->domain_count++];
        *domain = (struct pgm_rule_domain){.name = value->keys[i], .place = value->key_places[i]};
        pgm_rules_mask(file, &value->items[i], domain->name, &domain->rule);
        check_domain(file, domain);
    }
}

static void read_pattern_column(struct pgm_rules_file *file, const struct pgm_node *value,
                                void *object)
{
    struct pgm_rule_pattern *pattern = object;
    const char *text = pgm_rules_text(file, value, "column");
    pattern->column = "";
    struct pgm_rules_name name;
    const char *problem = text ? pgm_rules_name(file->arena, text, &name) : NULL;
    if (text && !problem && name.count > 1)
        problem = "has a dot";
    if (problem)
        pgm_rules_problem(file, value->place, NULL, "write {table: ..., column: ...}",
                          "the column pattern %s", problem);
    else if (text)
        pattern->column = name.globs[0];
}

static void read_pattern_table(struct pgm_rules_file *file, const struct pgm_node *value,
                               void *object)
{
    struct pgm_rule_pattern *pattern = object;
    const char *text = pgm_rules_text(file, value, "table");
    if (!text)
        return;
    struct pgm_rules_name name;
    const char *problem = pgm_rules_name(file->arena, text, &name);
    if (!problem && name.count > 2)
        problem = "has too many parts";
    if (problem) {
        pgm_rules_problem(file, value->place, NULL, "write schema.table or table, with * and ?",
                          "the table pattern %s", problem);
        return;
    }
    pattern->schema = name.count == 2 ? name.globs[0] : NULL;
    pattern->table = name.globs[name.count - 1];
}

static void read_pattern_type(struct pgm_rules_file *file, const struct pgm_node *value,
                              void *object)
{
    struct pgm_rule_pattern *pattern = object;
    pattern->type = pgm_rules_text(file, value, "type");
}

static void read_pattern(struct pgm_rules_file *file, const struct pgm_node *value,
                         struct pgm_rule_pattern *pattern)
{
    static const struct pgm_rules_key keys[] = {{"column", read_pattern_column},
                                                {"table", read_pattern_table},
                                                {"type", read_pattern_type}};
    struct pgm_node rest = {.kind = PGM_NODE_MAP, .place = value->place, .text = ""};
    pgm_rules_keys(file, value, NULL, keys, COUNT(keys), pattern, &rest);
    pgm_rules_mask(file, &rest, NULL, &pattern->rule);
    if (!pattern->column)
        pgm_rules_problem(file, value->place, NULL, "write {column: \"*email*\", mask: email}",
                          "the pattern names no column");
    pgm_rules_never_keep(file, &pattern->rule, NULL);
}

static void read_patterns(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    (void)object;
    if (pgm_rules_is_missing(value))
        return;
    if (value->kind != PGM_NODE_LIST) {
        pgm_rules_problem(file, value->place, NULL, "write - {column: \"*email*\", mask: email}",
                          "patterns must be a list");
        return;
    }
    file->patterns = PGM_ARENA_ARRAY(file->arena, struct pgm_rule_pattern, value->count);
    for (size_t i = 0; i < value->count; i++) {
        struct pgm_rule_pattern *pattern = &file->patterns[file->pattern_count++];
        *pattern = (struct pgm_rule_pattern){.place = value->items[i].place};
        if (value->items[i].kind == PGM_NODE_MAP)
            read_pattern(file, &value->items[i], pattern);
        else
            pgm_rules_problem(file, pattern->place, NULL,
                              "write - {column: \"*email*\", mask: email}",
                              "a pattern must be a map");
    }
}

/* --- the file ----------------------------------------------------------------------------------- */

static void read_locale(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    (void)object;
    file->locale = pgm_rules_text(file, value, "locale");
}

static void read_includes(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    (void)object;
    if (pgm_rules_is_missing(value))
        return;
    const bool is_list = value->kind == PGM_NODE_LIST;
    const struct pgm_node *items = is_list ? value->items : value;
    const size_t count = is_list ? value->count : 1;
    file->includes = PGM_ARENA_ARRAY(file->arena, struct pgm_rules_include, count);
    for (size_t i = 0; i < count; i++) {
        const char *path = pgm_rules_text(file, &items[i], "the name of a file to include");
        if (path)
            file->includes[file->include_count++] =
                (struct pgm_rules_include){path, items[i].place};
    }
}

static void read_unlisted_table(struct pgm_rules_file *file, const struct pgm_node *value,
                                void *object)
{
    static const struct word words[] = {
        {"error", PGM_UNLISTED_ERROR}, {"skip", PGM_UNLISTED_SKIP}, {"keep", PGM_UNLISTED_KEEP}};
    (void)object;
    file->unlisted_table =
        (enum pgm_unlisted)read_word(file, value, NULL, "unlisted table", words, COUNT(words));
}

static void read_unlisted_column(struct pgm_rules_file *file, const struct pgm_node *value,
                                 void *object)
{
    (void)object;
    file->unlisted_column = (enum pgm_unlisted)read_word(
        file, value, NULL, "unlisted column", unlisted_column_words, COUNT(unlisted_column_words));
}

static void read_unlisted(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    static const struct pgm_rules_key keys[] = {{"table", read_unlisted_table},
                                                {"column", read_unlisted_column}};
    if (value->kind == PGM_NODE_MAP)
        pgm_rules_keys(file, value, "unlisted", keys, COUNT(keys), object, NULL);
    else
        pgm_rules_problem(file, value->place, NULL, "write unlisted: {table: error, column: error}",
                          "unlisted must be a map with table and column");
}

/* Checked before everything else. */
static void read_version(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    (void)file, (void)value, (void)object;
}

/* True if the file is written in the grammar that this program knows. */
static bool check_version(struct pgm_rules_file *file, const struct pgm_node *root)
{
    for (size_t i = 0; i < root->count; i++) {
        if (strcmp(root->keys[i], "version") != 0)
            continue;
        const struct pgm_node *value = &root->items[i];
        if (value->kind == PGM_NODE_SCALAR && strcmp(value->text, "1") == 0)
            return true;
        pgm_rules_problem(file, value->place, NULL, "write `version: 1`, or use a newer pgmirage",
                          "the version of these rules is unknown: this program reads version 1");
        return false; /* another grammar: every further message would be a guess */
    }
    pgm_rules_problem(file, root->place, NULL, "begin the file with `version: 1`",
                      "the version of these rules is missing");
    return true;
}

void pgm_rules_tree(struct pgm_rules_file *file, const struct pgm_node *root)
{
    static const struct pgm_rules_key keys[] = {
        {"version", read_version},   {"locale", read_locale},   {"include", read_includes},
        {"unlisted", read_unlisted}, {"domains", read_domains}, {"tables", read_tables},
        {"patterns", read_patterns},
    };
    if (pgm_rules_is_missing(root))
        pgm_rules_problem(file, root->place, NULL, "begin it with `version: 1`",
                          "the file holds no rules");
    else if (root->kind != PGM_NODE_MAP)
        pgm_rules_problem(file, root->place, NULL, "begin the file with `version: 1`",
                          "rules must be a map of keys and values");
    else if (check_version(file, root))
        pgm_rules_keys(file, root, "the rules", keys, COUNT(keys), NULL, NULL);
}
