/*
 * init_columns.c: which columns need a line of their own, and the rules to try for it.
 *
 * A column that follows another by itself (along a foreign key, from an inheritance parent) gets none:
 * the reader changes one line, and all that holds the same value changes with it.
 */
#include <string.h>

#include "init_internal.h"
#include "plan_check.h"
#include "rules_write.h"

#define HOPS_MAX 64

struct pgm_init_item *pgm_init_item_of(const struct pgm_init_run *run,
                                       const struct pgm_column *column)
{
    const struct pgm_table *table = column->table;
    return &run->tables[table - run->job.catalog.tables].items[column - table->columns];
}

struct pgm_init_item *pgm_init_source(const struct pgm_init_run *run, struct pgm_init_item *item)
{
    for (int hops = 0; item->follows && hops < HOPS_MAX; hops++)
        item = pgm_init_item_of(run, item->follows);
    return item;
}

/* --- what is new -------------------------------------------------------------------------------- */

static bool is_new_table(const struct pgm_init_run *run, const struct pgm_plan_table *table)
{
    return table->selected && !table->listed && !table->table->is_partition &&
           table->rows != PGM_ROWS_NONE && run->job.rules.unlisted_table == PGM_UNLISTED_ERROR;
}

static void look_at_column(struct pgm_init_table *table, const struct pgm_plan_column *bound,
                           struct pgm_init_item *item)
{
    const struct pgm_column *column = bound->column;
    item->column = column;
    item->way = PGM_INIT_COVERED;
    if (column->parent && (bound->origin == PGM_ORIGIN_NONE || bound->origin == PGM_ORIGIN_PARENT))
        item->way = PGM_INIT_PARENT;
    else if (table->is_new && column->generated)
        item->way = PGM_INIT_GENERATED;
    else if (table->is_new && bound->references && bound->references->table->selected &&
             (bound->origin == PGM_ORIGIN_NONE || bound->origin == PGM_ORIGIN_KEY))
        item->way = PGM_INIT_KEY;
    else if (table->is_new && bound->origin == PGM_ORIGIN_NONE)
        item->way = PGM_INIT_LISTED;
    if (table->is_new && bound->origin == PGM_ORIGIN_PATTERN && bound->class)
        item->included = bound->class->name;
    if (item->way == PGM_INIT_PARENT)
        item->follows = column->parent;
    if (item->way == PGM_INIT_KEY)
        item->follows = bound->references->column;
}

/* A column that an entry of the rules leaves out; it may follow one that is new itself. */
static void take_new_column(struct pgm_init_run *run, const struct pgm_plan_column *bound)
{
    struct pgm_init_item *item = pgm_init_item_of(run, bound->column);
    item->way = PGM_INIT_LISTED;
    if (bound->references && bound->references->table->selected) {
        item->way = PGM_INIT_KEY;
        item->follows = bound->references->column;
    }
}

/* Keys in a circle give no rule: the first of the circle is listed. */
static void break_circle(const struct pgm_init_run *run, struct pgm_init_item *item)
{
    const struct pgm_init_item *at = item;
    for (int hops = 0; at->follows; hops++) {
        at = pgm_init_item_of(run, at->follows);
        if (at == item || hops == HOPS_MAX) {
            item->way = PGM_INIT_LISTED;
            item->follows = NULL;
            return;
        }
    }
}

static void look_at_table(struct pgm_init_run *run, size_t index)
{
    const struct pgm_plan_table *bound = &run->job.plan.tables[index];
    struct pgm_init_table *table = &run->tables[index];
    table->table = bound->table;
    table->is_new = is_new_table(run, bound);
    table->has_new = table->is_new;
    table->written =
        bound->rule ? pgm_arena_strdup(&run->result->arena, bound->rule->written) : NULL;
    table->items =
        PGM_ARENA_ARRAY(&run->result->arena, struct pgm_init_item, bound->column_count + 1);
    for (size_t c = 0; c < bound->column_count; c++)
        look_at_column(table, &bound->columns[c], &table->items[c]);
}

void pgm_init_find_new(struct pgm_init_run *run)
{
    const struct pgm_catalog *catalog = &run->job.catalog;
    struct pgm_plan_names names;
    run->tables =
        PGM_ARENA_ARRAY(&run->result->arena, struct pgm_init_table, catalog->table_count + 1);
    for (size_t t = 0; t < catalog->table_count; t++)
        look_at_table(run, t);
    pgm_plan_names_make(&names, &run->job.plan);
    for (const struct pgm_finding *f = run->job.report->first; f; f = f->next) {
        const struct pgm_plan_column *bound = pgm_plan_column_named(&names, f->object);
        if (f->kind == PGM_FINDING_NEW_COLUMN && bound)
            take_new_column(run, bound);
    }
    pgm_plan_names_free(&names);
    for (size_t t = 0; t < catalog->table_count; t++)
        for (size_t c = 0; c < catalog->tables[t].column_count; c++) {
            struct pgm_init_item *item = &run->tables[t].items[c];
            if (item->way == PGM_INIT_KEY)
                break_circle(run, item);
            run->tables[t].has_new |= item->way == PGM_INIT_LISTED;
        }
}

/* --- rules to try ------------------------------------------------------------------------------- */

void pgm_init_choose(struct pgm_init_run *run)
{
    for (size_t t = 0; t < run->job.catalog.table_count; t++)
        for (size_t c = 0; c < run->job.catalog.tables[t].column_count; c++) {
            struct pgm_init_item *item = &run->tables[t].items[c];
            item->detection = pgm_detect_of(run->detect, item->column);
            if (item->way != PGM_INIT_LISTED)
                continue;
            item->rule = item->detection->rule ? item->detection->rule : "keep";
            item->review = item->detection->review || !item->detection->rule;
        }
}

static bool is_word(const char *rule, const char *word)
{
    return strcmp(rule, word) == 0;
}

/* The same rule in a domain of the column's own, for what its neighbours in the domain forbid. NULL: it
 * names one already, or needs none. */
static const char *in_own_domain(struct pgm_arena *arena, const struct pgm_column *column,
                                 const char *rule)
{
    if (is_word(rule, "keep") || is_word(rule, "null") || strstr(rule, "domain:") ||
        (*rule == '{' && rule[strlen(rule) - 1] != '}'))
        return NULL;
    struct pgm_buf domain = {0};
    pgm_rules_write_text(&domain,
                         pgm_arena_printf(arena, "%s.%s", column->table->name, column->name));
    const char *own =
        *rule == '{'
            ? pgm_arena_printf(arena, "%.*s, domain: %s}", (int)strlen(rule) - 1, rule, domain.data)
            : pgm_arena_printf(arena, "{mask: %s, domain: %s}", rule, domain.data);
    pgm_buf_free(&domain);
    return own;
}

/* What stands where nothing that detection proposes does: by the type alone, `keep` at last. */
static const char *const last_text[] = {"hash", "scramble", "redact", "\"null\"", "keep", NULL};
static const char *const last_other[] = {"redact", "\"null\"", "keep", NULL};

static const char *nth_rule(struct pgm_init_run *run, const struct pgm_init_item *item, size_t n)
{
    const struct pgm_detection *detection = item->detection;
    const char *first = detection->rule ? detection->rule : "keep";
    const char *own = in_own_domain(&run->result->arena, item->column, first);
    if (n == 0)
        return first;
    if (own && --n == 0)
        return own;
    for (const char *const *f = detection->fallbacks; f && *f; f++)
        if (--n == 0)
            return *f;
    const char *const *last = item->column->type.kind == PGM_KIND_TEXT ? last_text : last_other;
    for (; *last; last++)
        if (--n == 0)
            return *last;
    return NULL;
}

bool pgm_init_step(struct pgm_init_run *run, struct pgm_init_item *item, const char *why)
{
    const char *next;
    if (!item->refused)
        item->refused = pgm_arena_strdup(&run->result->arena, why);
    if (item->way == PGM_INIT_COVERED) { /* the user's file goes before those it includes */
        item->way = PGM_INIT_LISTED;
        item->rule = nth_rule(run, item, 0);
        item->review = item->detection->review;
        return true;
    }
    do
        next = nth_rule(run, item, ++item->attempt);
    while (next && strcmp(next, item->rule) == 0);
    if (!next) {
        item->review = true;
        return false;
    }
    item->rule = next;
    item->review = item->detection->review || is_word(next, "keep");
    return true;
}
