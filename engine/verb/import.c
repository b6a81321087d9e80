/* import.c: what both origins share: what is collected, and how it is written. */
#include "import_internal.h"

#include <string.h>

#include "rules_write.h"

struct pgm_import_table *pgm_import_table_of(struct pgm_import *import, const char *schema,
                                             const char *name)
{
    struct pgm_arena *arena = &import->result->arena;
    for (struct pgm_import_table *t = import->tables; t; t = t->next)
        if (strcmp(t->schema, schema) == 0 && strcmp(t->name, name) == 0)
            return t;
    struct pgm_import_table *table = PGM_ARENA_NEW(arena, struct pgm_import_table);
    table->schema = pgm_arena_strdup(arena, schema);
    table->name = pgm_arena_strdup(arena, name);
    table->last = &table->columns;
    *import->last = table;
    import->last = &table->next;
    return table;
}

static struct pgm_import_column *add_column(struct pgm_import *import,
                                            struct pgm_import_table *table, const char *name)
{
    struct pgm_import_column *column =
        PGM_ARENA_NEW(&import->result->arena, struct pgm_import_column);
    column->name = pgm_arena_strdup(&import->result->arena, name);
    *table->last = column;
    table->last = &column->next;
    return column;
}

void pgm_import_add(struct pgm_import *import, struct pgm_import_table *table, const char *column,
                    const char *rule, const char *origin, const char *comment)
{
    struct pgm_arena *arena = &import->result->arena;
    for (const struct pgm_import_column *c = table->columns; c; c = c->next)
        if (c->rule && strcmp(c->name, column) == 0) {
            pgm_import_lose(import, table, column, NULL, origin,
                            "the column has a rule already, and one is all it can have");
            return;
        }
    struct pgm_import_column *added = add_column(import, table, column);
    added->rule = pgm_arena_strdup(arena, rule);
    added->comment = comment && *comment ? pgm_arena_printf(arena, "%s; %s", origin, comment)
                                         : pgm_arena_strdup(arena, origin);
    import->result->translated_count++;
}

void pgm_import_lose(struct pgm_import *import, struct pgm_import_table *table, const char *column,
                     const char *object, const char *rule, const char *reason, ...)
{
    struct pgm_arena *arena = &import->result->arena;
    struct pgm_import_lost *lost = PGM_ARENA_NEW(arena, struct pgm_import_lost);
    char text[512];
    va_list arguments;
    va_start(arguments, reason);
    vsnprintf(text, sizeof text, reason, arguments);
    va_end(arguments);
    if (table)
        object = pgm_arena_printf(arena, "%s.%s%s%s", table->schema, table->name, column ? "." : "",
                                  column ? column : "");
    lost->object = pgm_arena_strdup(arena, object);
    lost->rule = pgm_arena_strdup(arena, rule);
    lost->reason = pgm_arena_strdup(arena, text);
    *import->last_lost = lost;
    import->last_lost = &lost->next;
    import->result->lost_count++;
    if (table && column)
        add_column(import, table, column)->comment =
            pgm_arena_printf(arena, "%s is not translated: %s", rule, text);
}

/* --- translations --------------------------------------------------------------------------------- */

const struct pgm_import_entry *pgm_import_entry_find(const struct pgm_import_entry *entries,
                                                     size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i].name, name) == 0)
            return &entries[i];
    return NULL;
}

/* A placeholder behind its `$`; *at moves behind it. */
static bool fill_placeholder(const char **at, const struct pgm_import_parameters *parameters,
                             struct pgm_buf *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    const char form = strchr("%@#~()^", **at) ? *(*at)++ : '\0';
    bool found = false;
    for (bool more = true; more;) {
        const size_t bytes = strspn(*at, letters);
        found = found || parameters->write(parameters->argument, *at, bytes, form, out);
        *at += bytes;
        more = **at == '|';
        *at += more;
    }
    return found;
}

bool pgm_import_fill(const char *rule, const struct pgm_import_parameters *parameters,
                     struct pgm_buf *out)
{
    bool complete = true, optional = false, left_out = false;
    size_t begin = 0;
    for (const char *at = rule; *at;) {
        if (*at == '<') {
            begin = out->bytes;
            optional = true;
            left_out = false;
            at++;
        } else if (*at == '>' && optional) {
            if (left_out)
                out->data[out->bytes = begin] = '\0';
            optional = false;
            at++;
        } else if (*at == '$') {
            at++;
            if (fill_placeholder(&at, parameters, out))
                continue;
            left_out = true;
            complete = complete && optional;
        } else {
            pgm_buf_putc(out, *at++);
        }
    }
    return complete;
}

static bool is_number(const char *text)
{
    const char *digits = *text == '-' ? text + 1 : text;
    return *digits && strspn(digits, "0123456789.") == strlen(digits) &&
           digits[strspn(digits, ".")] != '\0';
}

void pgm_import_write_scalar(const char *text, struct pgm_buf *out)
{
    if (is_number(text) || strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        pgm_buf_puts(out, text);
    else
        pgm_rules_write_text(out, text);
}

/* "1 year 2 mons 3 days 04:05:06" in seconds, months of 30 days; below 0: it is none. */
static double interval_seconds(const char *text)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {
        {"year", 365 * 86400.0}, {"mon", 30 * 86400.0}, {"week", 7 * 86400.0}, {"day", 86400.0},
        {"hour", 3600.0},        {"min", 60.0},         {"sec", 1.0}};
    double sum = 0;
    int hours = 0, minutes = 0, length = 0;
    float seconds = 0;
    for (; *text; text += strspn(text, " ")) {
        char unit[16];
        double count;
        if (sscanf(text, "%d:%d:%f%n", &hours, &minutes, &seconds, &length) == 3) {
            sum += hours * 3600.0 + minutes * 60.0 + (double)seconds;
            text += length;
            continue;
        }
        if (sscanf(text, "%lf %15[a-z]%n", &count, unit, &length) != 2)
            return -1;
        size_t u = 0;
        while (u < sizeof units / sizeof *units &&
               strncmp(unit, units[u].unit, strlen(units[u].unit)) != 0)
            u++;
        if (u == sizeof units / sizeof *units)
            return -1;
        sum += count * units[u].seconds;
        text += length;
    }
    return sum > 0 ? sum : -1;
}

/* Of "[5,10)" or "(0.1,0.9]": of whole numbers the bounds themselves are among the values, or not. */
static bool write_bound(const char *text, bool upper, struct pgm_buf *out)
{
    double low, high;
    char open, close;
    if (sscanf(text, " %c %lf , %lf %c", &open, &low, &high, &close) != 4 || low > high)
        return false;
    const bool whole = !strchr(text, '.');
    if (upper)
        pgm_buf_printf(out, "%.15g", high - (whole && close == ')'));
    else
        pgm_buf_printf(out, "%.15g", low + (whole && open == '('));
    return true;
}

static bool is_date_part(const char *text)
{
    static const char *const parts[] = {"year", "quarter", "month", "week", "day", "hour"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i], text) == 0)
            return true;
    return false;
}

bool pgm_import_write_value(const char *text, char form, struct pgm_buf *out)
{
    double number;
    char rest;
    switch (form) {
    case '%':
        if (sscanf(text, "%lf%c", &number, &rest) != 1 || number <= 0)
            return false;
        pgm_buf_printf(out, "%.6g", number * 100);
        return true;
    case '@':
        number = interval_seconds(text) / 86400;
        if (number < 1)
            return false;
        pgm_buf_printf(out, "%.0f", number);
        return true;
    case '#':
        number = interval_seconds(text);
        if (number < 1)
            return false;
        pgm_buf_printf(out, "%.0f", number);
        return true;
    case '(':
    case ')':
        return write_bound(text, form == ')', out);
    case '^':
        pgm_buf_puts(out, text);
        return is_date_part(text);
    case '~':
        return false;
    default:
        pgm_import_write_scalar(text, out);
        return true;
    }
}

/* --- the file ------------------------------------------------------------------------------------- */

/* Words of others in a comment: they must not leave it. */
static void add_comment_text(struct pgm_buf *out, const char *text)
{
    for (; *text; text++)
        pgm_buf_putc(out, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
}

static void write_head(struct pgm_import *import)
{
    const struct pgm_import_result *result = import->result;
    struct pgm_buf *out = &import->result->text;
    pgm_buf_puts(out, "# Written by `pgmirage import` from ");
    add_comment_text(out, import->origin);
    pgm_buf_printf(out, ": %zu rule%s translated, %zu not.\n", result->translated_count,
                   result->translated_count == 1 ? "" : "s", result->lost_count);
    pgm_buf_puts(out, import->semantics);
    if (result->lost_count)
        pgm_buf_puts(out, "#\n# Not translated:\n");
    for (const struct pgm_import_lost *lost = result->lost; lost; lost = lost->next) {
        pgm_buf_puts(out, "#   ");
        add_comment_text(out, lost->object ? lost->object : "");
        pgm_buf_puts(out, ": ");
        add_comment_text(out, lost->rule);
        pgm_buf_puts(out, ": ");
        add_comment_text(out, lost->reason);
        pgm_buf_putc(out, '\n');
    }
    pgm_buf_puts(out, "version: 1\n");
}

static void write_column(struct pgm_buf *out, const struct pgm_import_column *column)
{
    pgm_buf_puts(out, column->rule ? "      " : "      # ");
    if (column->rule) {
        pgm_rules_write_column(out, column->name);
        pgm_buf_printf(out, ": %s", column->rule);
    } else {
        add_comment_text(out, column->name);
    }
    pgm_buf_puts(out, column->rule ? "  # " : ": ");
    add_comment_text(out, column->comment);
    pgm_buf_putc(out, '\n');
}

static void write_table(struct pgm_buf *out, const struct pgm_import_table *table)
{
    bool has_rule = false;
    for (const struct pgm_import_column *c = table->columns; c; c = c->next)
        has_rule = has_rule || c->rule;
    pgm_buf_puts(out, "  ");
    pgm_rules_write_table(out, table->schema, table->name);
    pgm_buf_puts(out, ":\n");
    if (table->where) {
        pgm_buf_puts(out, "    rows: {where: ");
        pgm_rules_write_text(out, table->where);
        pgm_buf_puts(out, "}\n");
    }
    if (table->comment) {
        pgm_buf_puts(out, "    # ");
        add_comment_text(out, table->comment);
        pgm_buf_putc(out, '\n');
    }
    pgm_buf_puts(out, has_rule ? "    columns:\n" : "    columns: {}\n");
    for (const struct pgm_import_column *c = table->columns; c; c = c->next)
        write_column(out, c);
}

void pgm_import_write(struct pgm_import *import)
{
    struct pgm_buf *out = &import->result->text;
    write_head(import);
    pgm_buf_puts(out, import->tables ? "tables:\n" : "tables: {}\n");
    for (const struct pgm_import_table *t = import->tables; t; t = t->next)
        write_table(out, t);
}

enum pgm_status pgm_import(const struct pgm_import_options *options, struct pgm_cancel *cancel,
                           struct pgm_import_result *result, struct pgm_error *error)
{
    struct pgm_import import = {.result = result};
    import.last = &import.tables;
    import.last_lost = &result->lost;
    if (!options->path == !options->security_labels)
        return pgm_fail(error, PGM_BAD_USAGE,
                        "import takes a Greenmask file, or --security-labels with a database");
    if (options->path)
        PGM_TRY(pgm_import_greenmask(&import, options->path, error));
    else
        PGM_TRY(pgm_import_labels(&import, &options->source, cancel, error));
    pgm_import_write(&import);
    return PGM_OK;
}

void pgm_import_result_free(struct pgm_import_result *result)
{
    pgm_report_free(&result->report);
    pgm_buf_free(&result->text);
    pgm_arena_free(&result->arena);
    *result = (struct pgm_import_result){0};
}
