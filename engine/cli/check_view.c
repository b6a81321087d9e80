/*
 * check_view.c: see the header.
 *
 *   text    rules.yaml:4:3: public.people.mobile: the rules do not list this column (text)
 *               init would write:  mobile: phone  # name: phone
 *   github  ::error file=rules.yaml,line=4,title=new column public.people.mobile::...
 *   json    {"findings": [{"kind": "new_column", "table": "public.people", "column": "mobile", ...}]}
 */
#include "check_view.h"

#include <string.h>

#include "terminal.h"

static const char *const kind_names[] = {
    [PGM_CHECK_RULES] = "rules",
    [PGM_CHECK_UNFIT] = "unfit",
    [PGM_CHECK_NEW_TABLE] = "new_table",
    [PGM_CHECK_NEW_COLUMN] = "new_column",
    [PGM_CHECK_GONE_TABLE] = "gone_table",
    [PGM_CHECK_GONE_COLUMN] = "gone_column",
    [PGM_CHECK_CHANGED_COLUMN] = "changed_column",
    [PGM_CHECK_NOTE] = "note",
};
#define KIND_COUNT (sizeof kind_names / sizeof *kind_names)

static const char *const kind_words[KIND_COUNT][2] = {
    [PGM_CHECK_RULES] = {"fault of the rules", "faults of the rules"},
    [PGM_CHECK_UNFIT] = {"misfit", "misfits"},
    [PGM_CHECK_NEW_TABLE] = {"new table", "new tables"},
    [PGM_CHECK_NEW_COLUMN] = {"new column", "new columns"},
    [PGM_CHECK_GONE_TABLE] = {"table that is gone", "tables that are gone"},
    [PGM_CHECK_GONE_COLUMN] = {"column that is gone", "columns that are gone"},
    [PGM_CHECK_CHANGED_COLUMN] = {"column of another type", "columns of another type"},
    [PGM_CHECK_NOTE] = {"note", "notes"},
};

/* A name may hold anything: without line feeds it stays on its line. */
static void add_line(struct pgm_buf *out, const char *text)
{
    pgm_text_clean(out, text, SIZE_MAX, false);
}

/* `key: rule  # reason` as it would stand in the rules file. */
static void add_rule(struct pgm_buf *out, const struct pgm_check_item *item)
{
    pgm_buf_printf(out, "%s: %s", item->key, item->rule);
    if (item->reason)
        pgm_buf_printf(out, "  # %s%s", item->review ? "review: " : "", item->reason);
}

/* What `init` would write for the item and, of a new table, for the columns behind it. */
static void add_proposal(struct pgm_buf *out, const struct pgm_check_item *item,
                         const struct pgm_check_item *end, const char *indent)
{
    if (item->kind != PGM_CHECK_NEW_TABLE) {
        if (item->rule) {
            pgm_buf_puts(out, indent);
            pgm_buf_puts(out, "init would write:  ");
            add_rule(out, item);
            pgm_buf_putc(out, '\n');
        }
        return;
    }
    if (item + 1 == end || !item[1].of_new_table || !item[1].rule)
        return;
    pgm_buf_printf(out, "%sinit would write:\n%s  %s:\n%s    columns:\n", indent, indent, item->key,
                   indent);
    for (item++; item < end && item->of_new_table; item++) {
        if (!item->rule)
            continue;
        pgm_buf_printf(out, "%s      ", indent);
        add_rule(out, item);
        pgm_buf_putc(out, '\n');
    }
}

static void print_clean(const struct pgm_buf *text, FILE *stream)
{
    struct pgm_buf clean = {0};
    pgm_text_clean(&clean, pgm_buf_text(text), SIZE_MAX, true);
    fputs(pgm_buf_text(&clean), stream);
    pgm_buf_free(&clean);
}

static void print_text_item(const struct pgm_check_item *item, const struct pgm_check_item *end,
                            FILE *stream)
{
    struct pgm_buf text = {0};
    if (item->place.file && item->place.line)
        pgm_buf_printf(&text, "%s:%u:%u: ", item->place.file, item->place.line, item->place.column);
    if (item->kind == PGM_CHECK_NOTE)
        pgm_buf_puts(&text, "note: ");
    if (item->object) {
        add_line(&text, item->object);
        pgm_buf_puts(&text, ": ");
    }
    add_line(&text, item->message);
    if (item->hint) {
        pgm_buf_puts(&text, "\n    hint: ");
        add_line(&text, item->hint);
    }
    pgm_buf_putc(&text, '\n');
    add_proposal(&text, item, end, "    ");
    print_clean(&text, stream);
    pgm_buf_free(&text);
}

/* "2 new columns, 1 table that is gone"; false: nothing is wrong. Columns of new tables are part of
 * those. */
static bool add_counts(struct pgm_buf *out, const struct pgm_check_result *result)
{
    size_t counts[KIND_COUNT] = {0};
    for (size_t i = 0; i < result->item_count; i++)
        counts[result->items[i].kind] += !result->items[i].of_new_table;
    for (size_t kind = 0; kind < KIND_COUNT; kind++)
        if (counts[kind] && kind != PGM_CHECK_NOTE)
            pgm_buf_printf(out, "%s%zu %s", out->bytes ? ", " : "", counts[kind],
                           kind_words[kind][counts[kind] != 1]);
    return out->bytes > 0;
}

static void print_end(const struct pgm_check_result *result, enum pgm_status status, FILE *stream)
{
    struct pgm_buf counts = {0};
    if (add_counts(&counts, result))
        fprintf(stream, "%s\n", counts.data);
    else if (status == PGM_OK)
        fprintf(stream,
                "the rules fit: %zu table%s with %zu column%s, %zu of them masked and %zu kept\n",
                result->table_count, result->table_count == 1 ? "" : "s", result->column_count,
                result->column_count == 1 ? "" : "s", result->masked_count, result->kept_count);
    pgm_buf_free(&counts);
}

/* https://docs.github.com/actions: workflow commands end at a line feed and part at : and , */
static void add_escaped(struct pgm_buf *out, const char *text, bool property)
{
    for (; *text; text++)
        if (*text == '%' || *text == '\r' || *text == '\n' ||
            (property && (*text == ':' || *text == ',')))
            pgm_buf_printf(out, "%%%02X", (unsigned char)*text);
        else
            pgm_buf_putc(out, *text);
}

static void print_github_item(const struct pgm_check_item *item, const struct pgm_check_item *end,
                              const char *rules_path, FILE *stream)
{
    struct pgm_buf line = {0}, text = {0};
    pgm_buf_printf(&line, "::%s file=", item->kind == PGM_CHECK_NOTE ? "notice" : "error");
    add_escaped(&line, item->place.file ? item->place.file : rules_path, true);
    pgm_buf_printf(&line, ",line=%u", item->place.line ? item->place.line : 1);
    if (item->place.column)
        pgm_buf_printf(&line, ",col=%u", item->place.column);
    pgm_buf_puts(&line, ",title=");
    pgm_buf_printf(&text, "%s%s%s", kind_words[item->kind][0], item->object ? ": " : "",
                   item->object ? item->object : "");
    add_escaped(&line, text.data, true);
    pgm_buf_puts(&line, "::");
    pgm_buf_clear(&text);
    pgm_buf_puts(&text, item->message);
    if (item->hint)
        pgm_buf_printf(&text, "\n%s", item->hint);
    if (item->rule || item->kind == PGM_CHECK_NEW_TABLE) {
        pgm_buf_putc(&text, '\n');
        add_proposal(&text, item, end, "");
        while (text.data[text.bytes - 1] == '\n')
            text.data[--text.bytes] = '\0';
    }
    add_escaped(&line, text.data, false);
    pgm_buf_putc(&line, '\n');
    print_clean(&line, stream);
    pgm_buf_free(&text);
    pgm_buf_free(&line);
}

static void add_member(struct pgm_buf *out, const char *name, const char *text)
{
    pgm_buf_printf(out, ", \"%s\": ", name);
    if (text)
        pgm_text_json(out, text);
    else
        pgm_buf_puts(out, "null");
}

static void print_json(const struct pgm_check_result *result, const char *rules_path,
                       enum pgm_status status, FILE *stream)
{
    struct pgm_buf out = {0};
    pgm_buf_printf(&out, "{\"status\": %d", (int)status);
    add_member(&out, "rules", rules_path);
    pgm_buf_printf(&out,
                   ", \"tables\": %zu, \"columns\": %zu, \"masked\": %zu, \"kept\": %zu, "
                   "\"findings\": [",
                   result->table_count, result->column_count, result->masked_count,
                   result->kept_count);
    for (size_t i = 0; i < result->item_count; i++) {
        const struct pgm_check_item *item = &result->items[i];
        pgm_buf_printf(&out, "%s\n  {\"kind\": \"%s\"", i ? "," : "", kind_names[item->kind]);
        add_member(&out, "object", item->object);
        add_member(&out, "table", item->table);
        add_member(&out, "column", item->column);
        add_member(&out, "message", item->message);
        add_member(&out, "hint", item->hint);
        add_member(&out, "file", item->place.file ? item->place.file : rules_path);
        pgm_buf_printf(&out, ", \"line\": %u", item->place.line ? item->place.line : 1);
        add_member(&out, "suggestion", item->rule);
        add_member(&out, "reason", item->reason);
        pgm_buf_printf(&out, ", \"review\": %s}", item->review ? "true" : "false");
    }
    pgm_buf_puts(&out, "]}\n");
    fputs(out.data, stream);
    pgm_buf_free(&out);
}

void pgm_check_print(const struct pgm_check_result *result, const struct pgm_cli_options *options,
                     enum pgm_status status, FILE *stream)
{
    const char *const rules_path = options->check.job.rules_path;
    if (options->check_format == PGM_CHECK_JSON) {
        print_json(result, rules_path, status, stream);
        return;
    }
    const struct pgm_check_item *const end = result->items + result->item_count;
    for (const struct pgm_check_item *item = result->items; item < end; item++) {
        if (item->of_new_table || (options->quiet && item->kind == PGM_CHECK_NOTE))
            continue;
        if (options->check_format == PGM_CHECK_GITHUB)
            print_github_item(item, end, rules_path, stream);
        else
            print_text_item(item, end, stream);
    }
    if (!options->quiet)
        print_end(result, status, stream);
}
