/*
 * import_anon.c: one security label of PostgreSQL Anonymizer.
 *
 *   MASKED WITH FUNCTION anon.fake_email()      by import_anon_map.c
 *   MASKED WITH FUNCTION pg_catalog.md5(a)      an expression, which the mask sql takes as it is
 *   MASKED WITH VALUE NULL | 'text' | 1         null, constant, else an expression
 *   NOT MASKED                                  keep
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "import_internal.h"
#include "rules_write.h"

#define ARGUMENTS_MAX 8

struct call {
    struct pgm_arena *arena;
    const char *schema, *name;            /* schema NULL: none is written */
    const char *arguments[ARGUMENTS_MAX]; /* as written, blanks around them cut */
    size_t argument_count;
    const char *column; /* the label's own */
};

/* --- SQL as text ---------------------------------------------------------------------------------- */

/* Behind a quoted text that begins at `at`: 'x', "x", $$x$$, $tag$x$tag$; `at` where none does. */
static const char *skip_quoted(const char *at)
{
    if (*at == '\'' || *at == '"') {
        const char *end = at + 1;
        while (*end && (*end != *at || end[1] == *at))
            end += *end == *at ? 2 : 1;
        return *end ? end + 1 : end;
    }
    if (*at != '$')
        return at;
    const size_t tag = strcspn(at + 1, "$");
    if (at[tag + 1] != '$')
        return at;
    for (const char *end = at + tag + 2; *end; end++)
        if (strncmp(end, at, tag + 2) == 0)
            return end + tag + 2;
    return at + strlen(at);
}

/* Up to the first of `stops` outside quotes and parentheses, or the end. */
static const char *skip_to(const char *at, const char *stops)
{
    for (int depth = 0; *at;) {
        const char *const behind = skip_quoted(at);
        if (behind != at) {
            at = behind;
            continue;
        }
        if (depth == 0 && strchr(stops, *at))
            return at;
        depth += (strchr("([", *at) != NULL) - (strchr(")]", *at) != NULL);
        at++;
    }
    return at;
}

static const char *trimmed(struct pgm_arena *arena, const char *begin, const char *end)
{
    while (begin < end && isspace((unsigned char)*begin))
        begin++;
    while (end > begin && isspace((unsigned char)end[-1]))
        end--;
    return pgm_arena_strndup(arena, begin, (size_t)(end - begin));
}

/* A literal's text, casts behind it left out; NULL: it is none. */
static const char *literal(struct pgm_arena *arena, const char *sql)
{
    const char *end = skip_quoted(sql);
    const size_t digits = strspn(sql + (*sql == '-'), "0123456789.") + (*sql == '-');
    if (end == sql && digits > (size_t)(*sql == '-'))
        end = sql + digits;
    if (end == sql || *sql == '"' || (*end && strncmp(end, "::", 2) != 0))
        return NULL;
    if (*sql == '$')
        return pgm_arena_strndup(arena, strchr(sql + 1, '$') + 1,
                                 (size_t)(end - sql) - 2 * (strcspn(sql + 1, "$") + 2));
    if (*sql != '\'')
        return pgm_arena_strndup(arena, sql, digits);
    char *text = pgm_arena_strndup(arena, sql + 1, (size_t)(end - sql) - 2), *to = text;
    for (const char *from = text; *from; from++) {
        from += *from == '\'' && from[1] == '\'';
        *to++ = *from;
    }
    *to = '\0';
    return text;
}

static bool is_name(const char *sql)
{
    return *sql && !isdigit((unsigned char)*sql) &&
           strspn(sql, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               strlen(sql);
}

/* Names something of the extension, which a copy's source may not have. */
static bool mentions_anon(const char *sql)
{
    for (const char *at = sql; (at = strcasestr(at, "anon")); at += 4)
        if ((at == sql || !(isalnum((unsigned char)at[-1]) || at[-1] == '_')) &&
            (at[4] == '.' || (at[4] == '"' && at[5] == '.')))
            return true;
    return false;
}

/* schema.name(argument, ...) and nothing behind it. */
static bool parse_call(struct pgm_arena *arena, const char *sql, struct call *call)
{
    const char *const open = skip_to(sql, "(");
    const char *name = trimmed(arena, sql, open), *dot = strchr(name, '.');
    if (*open != '(' || !*name)
        return false;
    call->schema = dot ? pgm_arena_strndup(arena, name, (size_t)(dot - name)) : NULL;
    call->name = dot ? dot + 1 : name;
    for (const char *at = open + 1; call->argument_count < ARGUMENTS_MAX;) {
        const char *const end = skip_to(at, ",)");
        const char *argument = trimmed(arena, at, end);
        if (*argument || *end == ',')
            call->arguments[call->argument_count++] = argument;
        if (*end == ')')
            return end[1 + strspn(end + 1, " \t\r\n;")] == '\0';
        if (*end != ',')
            return false;
        at = end + 1;
    }
    return false;
}

/* --- rules ---------------------------------------------------------------------------------------- */

/* ARRAY['a', 'b'] as [a, b] */
static bool write_array(struct pgm_arena *arena, const char *sql, struct pgm_buf *out)
{
    const char *at = strncasecmp(sql, "array", 5) == 0 ? strchr(sql, '[') : NULL;
    bool any = false;
    if (!at)
        return false;
    pgm_buf_putc(out, '[');
    for (at++; *at && *at != ']';) {
        const char *const end = skip_to(at, ",]");
        const char *const text = literal(arena, trimmed(arena, at, end));
        if (!text)
            return false;
        pgm_buf_puts(out, any ? ", " : "");
        pgm_import_write_scalar(text, out);
        any = true;
        at = *end == ',' ? end + 1 : end;
    }
    pgm_buf_putc(out, ']');
    return any;
}

static bool write_argument(void *argument, const char *name, size_t name_bytes, char form,
                           struct pgm_buf *out)
{
    const struct call *call = argument;
    const size_t index = (size_t)(*name - '1');
    if (name_bytes != 1 || index >= call->argument_count)
        return false;
    const char *const sql = call->arguments[index];
    if (form == '~') {
        if (!is_name(sql) || strcmp(sql, call->column) == 0)
            return false;
        pgm_rules_write_column(out, sql);
        return true;
    }
    const char *const text = literal(call->arena, sql);
    if (text)
        return pgm_import_write_value(text, form, out);
    return !form && write_array(call->arena, sql, out);
}

static void add_expression(struct pgm_import *import, struct pgm_import_table *table,
                           const char *column, const char *sql, const char *origin,
                           const char *note)
{
    struct pgm_buf rule = {0};
    pgm_buf_puts(&rule, "{mask: sql, expression: ");
    pgm_rules_write_text(&rule, sql);
    pgm_buf_putc(&rule, '}');
    pgm_import_add(import, table, column, rule.data, origin, note);
    pgm_buf_free(&rule);
}

/* anon.partial(value, prefix, padding, suffix) in the server's own words */
static void add_partial(struct pgm_import *import, struct pgm_import_table *table,
                        const struct call *call)
{
    struct pgm_buf sql = {0};
    pgm_buf_printf(&sql,
                   "pg_catalog.left((%s)::text, %s) || %s || pg_catalog.right((%s)::text, %s)",
                   call->arguments[0], call->arguments[1], call->arguments[2], call->arguments[0],
                   call->arguments[3]);
    add_expression(import, table, call->column, sql.data, "anon.partial",
                   "review: characters of the original stay");
    pgm_buf_free(&sql);
}

static void add_random_label(struct pgm_import *import, struct pgm_import_table *table,
                             const struct call *call)
{
    struct pgm_buf name = {0}, sql = {0};
    pgm_buf_identifier(&name, call->column);
    pgm_buf_printf(&sql,
                   "(pg_catalog.enum_range(%s))[1 + pg_catalog.floor(pg_catalog.random() * "
                   "pg_catalog.cardinality(pg_catalog.enum_range(%s)))::int]",
                   name.data, name.data);
    add_expression(import, table, call->column, sql.data, "anon.random_in_enum",
                   "the source draws it, anew in every run");
    pgm_buf_free(&name);
    pgm_buf_free(&sql);
}

/* dummy_city_name_locale('fr_FR') is dummy_city_name(); *locale says so. */
static const struct pgm_import_entry *find_entry(struct pgm_arena *arena, const char *name,
                                                 bool *locale)
{
    static const char suffix[] = "_locale";
    const size_t bytes = strlen(name);
    *locale = bytes > sizeof suffix && strcmp(name + bytes - sizeof suffix + 1, suffix) == 0;
    if (*locale)
        name = pgm_arena_strndup(arena, name, bytes - sizeof suffix + 1);
    return pgm_import_entry_find(pgm_anon_entries, pgm_anon_entry_count, name);
}

static void translate_call(struct pgm_import *import, struct pgm_import_table *table,
                           struct call *call)
{
    const struct pgm_import_parameters parameters = {write_argument, call};
    const char *const origin = pgm_arena_printf(call->arena, "anon.%s", call->name);
    bool locale;
    const struct pgm_import_entry *entry = find_entry(call->arena, call->name, &locale);
    struct pgm_buf rule = {0};
    if (strcmp(call->name, "partial") == 0 && call->argument_count == 4) {
        add_partial(import, table, call);
        return;
    }
    if (strcmp(call->name, "random_in_enum") == 0) {
        add_random_label(import, table, call);
        return;
    }
    if (!entry || !entry->rule) {
        pgm_import_lose(import, table, call->column, NULL, origin, "%s",
                        entry && entry->note ? entry->note
                                             : "it has no counterpart that is known here");
        return;
    }
    bool filled = pgm_import_fill(entry->rule, &parameters, &rule);
    if (!filled && entry->otherwise) {
        pgm_buf_clear(&rule);
        filled = pgm_import_fill(entry->otherwise, &parameters, &rule);
    }
    if (filled)
        pgm_import_add(import, table, call->column, rule.data, origin,
                       locale ? "its locale is to be said: `locale:` of the file, or of a domain"
                              : entry->note);
    else
        pgm_import_lose(import, table, call->column, NULL, origin,
                        "an argument is an expression, or has no counterpart (%s)", entry->rule);
    pgm_buf_free(&rule);
}

static void translate_function(struct pgm_import *import, struct pgm_import_table *table,
                               const char *column, const char *sql)
{
    struct call call = {.arena = &import->result->arena, .column = column};
    const bool is_call = parse_call(call.arena, sql, &call);
    bool nested = false;
    for (size_t i = 0; i < call.argument_count; i++)
        nested = nested || mentions_anon(call.arguments[i]);
    if (is_call && !nested && call.schema && strcasecmp(call.schema, "anon") == 0)
        translate_call(import, table, &call);
    else if (mentions_anon(sql))
        pgm_import_lose(import, table, column, NULL, "MASKED WITH FUNCTION",
                        "an expression over functions of the extension");
    else
        add_expression(import, table, column, sql, "MASKED WITH FUNCTION",
                       "review: the source computes it");
}

static void translate_value(struct pgm_import *import, struct pgm_import_table *table,
                            const char *column, const char *sql)
{
    static const char origin[] = "MASKED WITH VALUE";
    const char *const text = literal(&import->result->arena, sql);
    struct pgm_buf rule = {0};
    if (strcasecmp(sql, "null") == 0) {
        pgm_import_add(import, table, column, "'null'", origin, NULL);
    } else if (text) {
        pgm_buf_puts(&rule, "{mask: constant, value: ");
        pgm_import_write_scalar(text, &rule);
        pgm_buf_putc(&rule, '}');
        pgm_import_add(import, table, column, rule.data, origin, "NULL stays NULL");
    } else if (mentions_anon(sql)) {
        pgm_import_lose(import, table, column, NULL, origin,
                        "an expression over functions of the extension; see `when:`");
    } else {
        add_expression(import, table, column, sql, origin, "review: the source computes it");
    }
    pgm_buf_free(&rule);
}

/* Behind the words, whatever their case and the blanks between them; NULL: it begins otherwise. */
static const char *behind(const char *label, const char *words)
{
    label += strspn(label, " \t\r\n");
    for (; *words; words++) {
        if (*words == ' ') {
            const size_t blanks = strspn(label, " \t\r\n");
            if (!blanks)
                return NULL;
            label += blanks;
        } else if (tolower((unsigned char)*label++) != tolower((unsigned char)*words)) {
            return NULL;
        }
    }
    return label;
}

void pgm_import_label(struct pgm_import *import, struct pgm_import_table *table, const char *column,
                      const char *label)
{
    struct pgm_arena *arena = &import->result->arena;
    const char *sql;
    if ((sql = behind(label, "MASKED WITH FUNCTION ")))
        translate_function(import, table, column, trimmed(arena, sql, sql + strlen(sql)));
    else if ((sql = behind(label, "MASKED WITH VALUE ")))
        translate_value(import, table, column, trimmed(arena, sql, sql + strlen(sql)));
    else if (behind(label, "NOT MASKED"))
        pgm_import_add(import, table, column, "keep", "NOT MASKED", NULL);
    else
        pgm_import_lose(import, table, column, NULL, "a label",
                        "it is none that the extension documents");
}
