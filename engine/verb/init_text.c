/*
 * init_text.c: the rules file as people read it. Within a table the surest findings come first, then
 * those to be reviewed, then what is kept, then what follows by itself, in the order of the columns
 * where all is equal; so equal databases give equal files.
 */
#include <stdlib.h>
#include <string.h>

#include "init_internal.h"
#include "rights.h"
#include "rules_edit.h"
#include "rules_write.h"

static bool is_kept(const struct pgm_init_item *item)
{
    return item->rule && strcmp(item->rule, "keep") == 0;
}

/* 0 first */
static int group_of(const struct pgm_init_item *item)
{
    if (item->way != PGM_INIT_LISTED)
        return 3 + (int)item->way;
    return item->review ? 1 : is_kept(item) ? 2 : 0;
}

static int compare_items(const void *a, const void *b)
{
    const struct pgm_init_item *left = *(struct pgm_init_item *const *)a;
    const struct pgm_init_item *right = *(struct pgm_init_item *const *)b;
    const int groups = group_of(left) - group_of(right);
    if (groups)
        return groups;
    if (group_of(left) < 2 && left->detection->certainty != right->detection->certainty)
        return right->detection->certainty - left->detection->certainty;
    return left->column->attnum - right->column->attnum;
}

/* --- lines -------------------------------------------------------------------------------------- */

static const char *column_name(struct pgm_arena *arena, const char *name)
{
    struct pgm_buf written = {0};
    pgm_rules_write_column(&written, name);
    const char *copy = pgm_arena_strdup(arena, pgm_buf_text(&written));
    pgm_buf_free(&written);
    return copy;
}

/* The name behind `mask:`, or the rule's only word; NULL: it has its domain's. */
static const char *mask_of(struct pgm_arena *arena, const char *rule)
{
    const char *at = rule;
    if (!rule)
        return NULL;
    if (*rule == '{') {
        at = strstr(rule, "mask:");
        if (!at)
            return NULL;
        at += strlen("mask:");
    }
    at += strspn(at, " '\"");
    return pgm_arena_strndup(arena, at, strcspn(at, " ,}'\""));
}

/* Longer ones are told by their mask. */
#define RULE_TOLD_MAX 40

static const char *comment_of(struct pgm_arena *arena, const struct pgm_init_item *item)
{
    const char *reason = item->detection->reason;
    const char *first = item->detection->rule;
    const char *told = first && strlen(first) > RULE_TOLD_MAX
                           ? pgm_arena_printf(arena, "%s as first proposed", mask_of(arena, first))
                           : first;
    if (item->included)
        reason = pgm_arena_printf(arena, "%s; not %s, which an included file says: %s", reason,
                                  item->included, item->refused);
    else if (item->refused && first && strcmp(first, item->rule) != 0)
        reason = strstr(item->rule, "domain:") && !strstr(first, "domain:")
                     ? pgm_arena_printf(arena, "%s; alone in its domain: %s", reason, item->refused)
                     : pgm_arena_printf(arena, "%s; not %s: %s", reason, told, item->refused);
    return item->review ? pgm_arena_printf(arena, "review: %s", reason) : reason;
}

static const char *following(struct pgm_arena *arena, const struct pgm_init_item *item)
{
    const char *name = column_name(arena, item->column->name);
    const struct pgm_column *other = item->follows;
    switch (item->way) {
    case PGM_INIT_KEY:
        return pgm_arena_printf(arena, "%s: follows %s.%s.%s, which it references", name,
                                other->table->schema, other->table->name, other->name);
    case PGM_INIT_PARENT:
        return pgm_arena_printf(arena, "%s: follows %s.%s.%s, of the parent", name,
                                other->table->schema, other->table->name, other->name);
    case PGM_INIT_GENERATED:
        return pgm_arena_printf(arena, "%s: generated; computed again from masked values", name);
    default:
        return pgm_arena_printf(arena, "%s: %s, by an included file", name,
                                item->included ? item->included : "covered");
    }
}

static void make_line(struct pgm_arena *arena, const struct pgm_init_item *item,
                      struct pgm_rules_added_column *line)
{
    if (item->way != PGM_INIT_LISTED) {
        *line = (struct pgm_rules_added_column){.note = following(arena, item)};
        return;
    }
    const bool first = item->rule == item->detection->rule;
    *line = (struct pgm_rules_added_column){
        .name = item->column->name,
        .rule = item->rule,
        .note = comment_of(arena, item),
        .alternative = first ? item->detection->alternative : NULL,
    };
}

/* An entry of the rules gets its new columns; a new one says what becomes of all. */
static void make_lines(struct pgm_arena *arena, const struct pgm_init_table *table,
                       struct pgm_rules_added_table *added)
{
    const size_t count = table->table->column_count;
    struct pgm_init_item **sorted = PGM_ARENA_ARRAY(arena, struct pgm_init_item *, count + 1);
    struct pgm_rules_added_column *lines =
        PGM_ARENA_ARRAY(arena, struct pgm_rules_added_column, count + 1);
    size_t taken = 0;
    for (size_t c = 0; c < count; c++)
        if (table->is_new || table->items[c].way == PGM_INIT_LISTED)
            sorted[taken++] = &table->items[c];
    if (taken)
        qsort(sorted, taken, sizeof *sorted, compare_items);
    for (size_t i = 0; i < taken; i++)
        make_line(arena, sorted[i], &lines[i]);
    added->columns = lines;
    added->column_count = taken;
}

/* A child whose columns are all its parent's needs no entry. */
static bool is_all_parents(const struct pgm_init_table *table)
{
    for (size_t c = 0; c < table->table->column_count; c++)
        if (table->items[c].way != PGM_INIT_PARENT)
            return false;
    return table->table->inherits_count > 0 && table->table->column_count > 0;
}

static void make_table(struct pgm_arena *arena, const struct pgm_init_table *table,
                       struct pgm_rules_added_table *added)
{
    const struct pgm_table *t = table->table;
    *added = (struct pgm_rules_added_table){
        .schema = t->schema, .name = t->name, .written = table->written};
    if (table->is_new && is_all_parents(table)) {
        added->note_only = true;
        added->note = pgm_arena_printf(arena, "%s.%s: follows %s.%s, its parent", t->schema,
                                       t->name, t->inherits[0]->schema, t->inherits[0]->name);
        return;
    }
    make_lines(arena, table, added);
}

/* --- the file ----------------------------------------------------------------------------------- */

static void count(const struct pgm_init_run *run)
{
    struct pgm_init_result *result = run->result;
    result->new_tables = result->new_columns = 0;
    result->masked_columns = result->review_columns = 0;
    for (size_t t = 0; t < run->job.catalog.table_count; t++) {
        const struct pgm_init_table *table = &run->tables[t];
        result->new_tables += table->is_new;
        for (size_t c = 0; c < table->table->column_count; c++) {
            struct pgm_init_item *item = &table->items[c];
            const struct pgm_init_item *source = pgm_init_source(run, item);
            const bool listed = item->way == PGM_INIT_LISTED || item->way == PGM_INIT_KEY;
            const bool included = item->way == PGM_INIT_COVERED && item->included;
            result->new_columns += listed || included;
            result->masked_columns += included || (listed && source->rule && !is_kept(source));
            result->review_columns += item->way == PGM_INIT_LISTED && item->review;
        }
    }
}

static void put_presets(const struct pgm_init_run *run, struct pgm_buf *text)
{
    const struct pgm_texts *presets = &run->options->presets;
    for (size_t i = 0; i < presets->count; i++) {
        pgm_buf_puts(text, i ? ", " : "include: [");
        pgm_rules_write_text(
            text, pgm_arena_printf(&run->result->arena, "presets/%s.yaml", presets->items[i]));
    }
    if (presets->count)
        pgm_buf_puts(text, "]\n");
}

void pgm_init_skeleton(const struct pgm_init_run *run, struct pgm_buf *text)
{
    const struct pgm_init_result *result = run->result;
    const char *locale = run->options->locale;
    if (!locale)
        locale = run->detect ? pgm_detect_locale(run->detect) : "en_US";
    pgm_buf_printf(
        text,
        "# Rules for pgmirage: what becomes of every table and column of a database.\n"
        "#\n"
        "# Written by `pgmirage init` from the catalog and up to %u rows a table: %zu tables,\n"
        "# %zu columns, %zu of them masked, %zu marked `review`, for which the evidence is thin.\n"
        "# Within a table the surest come first and those that are kept last. Comments hold names\n"
        "# and counts, no values.\n"
        "#\n"
        "#   pgmirage check --rules %s -d SOURCE      do they cover and fit the database?\n"
        "#   pgmirage init --update -f %s -d SOURCE   add what is new since\n"
        "#   pgmirage dump --rules %s -d SOURCE -f FOLDER\n",
        run->options->sample_rows, result->new_tables, result->new_columns, result->masked_columns,
        result->review_columns, run->path, run->path, run->path);
    pgm_buf_puts(text, "version: 1\nlocale: ");
    pgm_rules_write_text(text, locale);
    pgm_buf_putc(text, '\n');
    put_presets(run, text);
    pgm_buf_puts(text, "unlisted: {table: error, column: error}\n"
                       "tables:\n");
}

enum pgm_status pgm_init_write_text(struct pgm_init_run *run, struct pgm_error *error)
{
    struct pgm_arena arena = {0};
    struct pgm_buf old = {0};
    struct pgm_rules_added_table *added =
        PGM_ARENA_ARRAY(&arena, struct pgm_rules_added_table, run->job.catalog.table_count + 1);
    size_t taken = 0;
    for (size_t t = 0; t < run->job.catalog.table_count; t++)
        if (run->tables[t].has_new)
            make_table(&arena, &run->tables[t], &added[taken++]);
    count(run);
    if (run->options->update)
        pgm_buf_add(&old, run->old, run->old_bytes);
    else
        pgm_init_skeleton(run, &old);
    pgm_buf_clear(&run->result->text);
    const enum pgm_status status =
        pgm_rules_edit(pgm_buf_text(&old), old.bytes, added, taken, &run->result->text, error);
    pgm_buf_free(&old);
    pgm_arena_free(&arena);
    return status;
}

/* --- for programs ------------------------------------------------------------------------------- */

static void list_column(struct pgm_init_run *run, struct pgm_init_item *item,
                        struct pgm_init_column *column)
{
    struct pgm_arena *arena = &run->result->arena;
    const struct pgm_table *table = item->column->table;
    const struct pgm_init_item *source = pgm_init_source(run, item);
    *column = (struct pgm_init_column){
        .table = pgm_arena_printf(arena, "%s.%s", table->schema, table->name),
        .column = pgm_arena_strdup(arena, item->column->name),
        .way = item->way,
        .kind = pgm_arena_strdup(arena, item->detection->kind),
        .rule = pgm_arena_strdup(arena, item->column->generated ? NULL : source->rule),
        .reason = pgm_arena_strdup(arena, item->detection->reason),
        .certainty = item->detection->certainty,
        .review = item->way == PGM_INIT_LISTED && item->review,
    };
    column->mask = mask_of(arena, column->rule);
}

void pgm_init_list(struct pgm_init_run *run)
{
    const struct pgm_catalog *catalog = &run->job.catalog;
    struct pgm_init_result *result = run->result;
    size_t most = 0;
    for (size_t t = 0; t < catalog->table_count; t++)
        most += catalog->tables[t].column_count;
    result->columns = PGM_ARENA_ARRAY(&result->arena, struct pgm_init_column, most + 1);
    for (size_t t = 0; t < catalog->table_count; t++) {
        const struct pgm_table *table = &catalog->tables[t];
        if (table->is_partition || !pgm_rights_is_dumped(table))
            continue;
        for (size_t c = 0; c < table->column_count; c++)
            list_column(run, &run->tables[t].items[c], &result->columns[result->column_count++]);
    }
}
