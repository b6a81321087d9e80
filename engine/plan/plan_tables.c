/* plan_tables.c: which table entry holds for which table, and how many of its rows are read. */
#include <string.h>

#include "plan_internal.h"
#include "suggest.h"

const struct pgm_table *pgm_plan_find_table(const struct pgm_plan *plan, const char *schema,
                                            const char *name)
{
    if (schema)
        return pgm_catalog_find(plan->catalog, schema, name);
    const struct pgm_table *found = NULL;
    for (size_t i = 0; i < plan->catalog->table_count; i++) {
        const struct pgm_table *table = &plan->catalog->tables[i];
        if (strcmp(table->name, name) == 0) {
            if (found)
                return NULL; /* a bare name must be the only one */
            found = table;
        }
    }
    return found;
}

const char *pgm_plan_suggest_table(const struct pgm_plan *plan, const char *name,
                                   struct pgm_report *report)
{
    struct pgm_suggest nearest;
    pgm_suggest_init(&nearest, name);
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        pgm_suggest_offer(&nearest, plan->catalog->tables[i].name);
    if (!nearest.best)
        return NULL;
    for (size_t i = 0; i < plan->catalog->table_count; i++) {
        const struct pgm_table *table = &plan->catalog->tables[i];
        if (table->name == nearest.best)
            return pgm_arena_printf(&report->arena, "did you mean %s.%s?", table->schema,
                                    table->name);
    }
    return NULL;
}

const char *pgm_plan_suggest_column(const struct pgm_table *table, const char *name,
                                    struct pgm_report *report)
{
    struct pgm_suggest nearest;
    pgm_suggest_init(&nearest, name);
    for (size_t i = 0; i < table->column_count; i++)
        pgm_suggest_offer(&nearest, table->columns[i].name);
    return nearest.best ? pgm_arena_printf(&report->arena, "did you mean %s?", nearest.best) : NULL;
}

static bool lists(const struct pgm_rule_table *rule, const char *column)
{
    for (size_t i = 0; i < rule->column_count; i++)
        if (strcmp(rule->columns[i].name, column) == 0)
            return true;
    return false;
}

/* A column that would need a rule here: not of a parent, and no part of a key it could follow. */
static bool needs_rule(const struct pgm_plan *plan, const struct pgm_column *column)
{
    for (size_t i = 0; i < plan->catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &plan->catalog->foreign_keys[i];
        for (size_t k = 0; key->table == column->table && k < key->column_count; k++)
            if (key->columns[k] == column)
                return false;
    }
    return !column->generated && !column->parent;
}

/* What a column that is gone may be called now: the one that is spelled nearly so, else the only one
 * that has no rule. */
static const char *suggest_renamed(const struct pgm_plan *plan, const struct pgm_table *table,
                                   const struct pgm_rule_table *rule, const char *name,
                                   struct pgm_report *report)
{
    const struct pgm_column *fresh = NULL;
    size_t fresh_count = 0, gone_count = 0;
    const char *nearest = pgm_plan_suggest_column(table, name, report);
    for (size_t i = 0; i < table->column_count; i++)
        if (!lists(rule, table->columns[i].name) && needs_rule(plan, &table->columns[i])) {
            fresh = &table->columns[i];
            fresh_count++;
        }
    for (size_t i = 0; i < rule->column_count; i++)
        gone_count += pgm_table_column(table, rule->columns[i].name) == NULL;
    if (!nearest && fresh_count == 1 && gone_count == 1)
        nearest = pgm_arena_printf(&report->arena, "was it renamed to %s?", fresh->name);
    return nearest ? nearest : "remove its rule";
}

static void report_gone(const struct pgm_plan *plan, const struct pgm_plan_table *bound,
                        const struct pgm_rule_table *rule, const struct pgm_rule_column *named,
                        struct pgm_report *report)
{
    pgm_report_add(report, PGM_UNFIT, named->place,
                   pgm_arena_printf(&report->arena, "%s.%s", bound->name, named->name),
                   suggest_renamed(plan, bound->table, rule, named->name, report),
                   "the rules list this column, which its table does not have");
    pgm_report_about(report, PGM_FINDING_GONE_COLUMN, bound->name, named->name);
}

/* At least two of the entry's columns, and half of them. */
static bool resembles(const struct pgm_table *table, const struct pgm_rule_table *rule)
{
    size_t found = 0;
    for (size_t i = 0; i < rule->column_count; i++)
        found += pgm_table_column(table, rule->columns[i].name) != NULL;
    return found >= 2 && 2 * found >= rule->column_count;
}

static bool has_entry(const struct pgm_plan *plan, const struct pgm_table *table)
{
    for (size_t i = 0; i < plan->rules->table_count; i++) {
        const struct pgm_rule_table *rule = &plan->rules->tables[i];
        if (!rule->is_pattern && strcmp(rule->name, table->name) == 0 &&
            (!rule->schema || strcmp(rule->schema, table->schema) == 0))
            return true;
    }
    return false;
}

/* What a table that is gone may be called now: the one that is spelled nearly so, else the only one
 * without an entry that has its columns. */
static const char *suggest_renamed_table(const struct pgm_plan *plan,
                                         const struct pgm_rule_table *rule,
                                         struct pgm_report *report)
{
    const struct pgm_table *fresh = NULL;
    size_t fresh_count = 0;
    const char *nearest = pgm_plan_suggest_table(plan, rule->name, report);
    for (size_t i = 0; !nearest && i < plan->catalog->table_count; i++) {
        const struct pgm_table *table = &plan->catalog->tables[i];
        if (!table->is_partition && resembles(table, rule) && !has_entry(plan, table)) {
            fresh = table;
            fresh_count++;
        }
    }
    if (fresh_count == 1)
        nearest = pgm_arena_printf(&report->arena, "was it renamed to %s.%s?", fresh->schema,
                                   fresh->name);
    return nearest ? nearest : "remove the entry, or write it as schema.table";
}

static void bind_exact(struct pgm_plan *plan, const struct pgm_rule_table *rule,
                       struct pgm_report *report)
{
    const struct pgm_table *table = pgm_plan_find_table(plan, rule->schema, rule->name);
    if (!table) {
        pgm_report_add(report, PGM_UNFIT, rule->place, rule->written,
                       suggest_renamed_table(plan, rule, report),
                       "the rules list this table, which the database does not have");
        pgm_report_about(report, PGM_FINDING_GONE_TABLE, rule->written, NULL);
        return;
    }
    struct pgm_plan_table *bound = pgm_plan_table_of(plan, table);
    if (bound->rule) {
        pgm_report_add(report, PGM_BAD_USAGE, rule->place, bound->name,
                       "write the table's name in one way, with its schema",
                       "two entries name this table");
        return;
    }
    if (table->is_partition && rule->column_count) {
        pgm_report_add(report, PGM_UNFIT, rule->place, bound->name,
                       "move its columns to the entry of the partitioned table",
                       "a partition takes the rules of %s.%s", table->root->schema,
                       table->root->name);
        return;
    }
    for (size_t i = 0; i < rule->column_count; i++) {
        const struct pgm_rule_column *named = &rule->columns[i];
        const struct pgm_column *column = pgm_table_column(table, named->name);
        if (!column)
            report_gone(plan, bound, rule, named, report);
        else if (column->generated)
            pgm_report_add(report, PGM_UNFIT, named->place, bound->name,
                           "remove its rule: the server computes it again from masked values",
                           "the column %s is generated", named->name);
    }
    bound->rule = rule;
}

bool pgm_plan_pattern_matches(const struct pgm_rule_table *rule, const struct pgm_table *table)
{
    return rule->is_pattern && (!rule->schema || pgm_rules_glob(rule->schema, table->schema)) &&
           pgm_rules_glob(rule->name, table->name);
}

/* Of the table's own entry, else of the nearest ancestor's that says it: NULL where none does. */
static const struct pgm_rule_table *rows_rule(const struct pgm_plan *plan,
                                              const struct pgm_table *table)
{
    const struct pgm_rule_table *rule = pgm_plan_table_of(plan, table)->rule;
    if (rule && rule->rows != PGM_ROWS_UNSET)
        return rule;
    rule = table->parent ? rows_rule(plan, table->parent) : NULL;
    for (size_t i = 0; !rule && i < table->inherits_count; i++)
        rule = rows_rule(plan, table->inherits[i]);
    return rule;
}

static bool has_listed_ancestor(const struct pgm_plan *plan, const struct pgm_table *table)
{
    for (; table; table = table->parent)
        if (pgm_plan_table_of(plan, table)->rule)
            return true;
    return false;
}

/* rows: of an entry that names the table or an ancestor, else of the first pattern. */
static void bind_rows(struct pgm_plan *plan, struct pgm_plan_table *bound)
{
    const struct pgm_rule_table *rule = rows_rule(plan, bound->table);
    const struct pgm_table *root = bound->table->root;
    bound->listed = has_listed_ancestor(plan, bound->table);
    for (size_t i = 0; i < plan->rules->table_count; i++) {
        const struct pgm_rule_table *pattern = &plan->rules->tables[i];
        if (!pgm_plan_pattern_matches(pattern, bound->table) &&
            !(root && pgm_plan_pattern_matches(pattern, root)))
            continue;
        bound->listed = true;
        if (!rule && pattern->rows != PGM_ROWS_UNSET)
            rule = pattern;
    }
    bound->rows = rule ? rule->rows : PGM_ROWS_ALL;
    bound->where = bound->rows == PGM_ROWS_WHERE ? rule->where : NULL;
}

/* A root that takes part is reported itself, its leaves need not be. */
static bool said_of_root(const struct pgm_plan *plan, const struct pgm_table *table)
{
    const struct pgm_plan_table *root = table->root ? pgm_plan_table_of(plan, table->root) : NULL;
    return root && root->selected && !root->listed;
}

static void bind_unlisted(struct pgm_plan *plan, struct pgm_plan_table *bound,
                          struct pgm_report *report)
{
    if (bound->listed || !bound->selected || bound->table->relkind == 'f')
        return;
    /* A child is covered by its parent's entry; only its further columns then need rules. */
    for (const struct pgm_table *t = bound->table; t->inherits_count; t = t->inherits[0])
        if (pgm_plan_table_of(plan, t->inherits[0])->listed) {
            bound->listed = true;
            return;
        }
    switch (plan->rules->unlisted_table) {
    case PGM_UNLISTED_SKIP:
        bound->rows = PGM_ROWS_NONE;
        break;
    case PGM_UNLISTED_KEEP:
        break;
    default:
        if (said_of_root(plan, bound->table))
            return;
        pgm_report_add(report, PGM_UNFIT, PGM_NOWHERE, bound->name,
                       bound->table->is_extension_config
                           ? "it is a configuration table of an extension; list it like any other, "
                             "with `rows: none` or its columns"
                           : NULL,
                       "the rules do not list this table");
        pgm_report_about(report, PGM_FINDING_NEW_TABLE, bound->name, NULL);
    }
}

void pgm_bind_tables(struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->rules->table_count; i++)
        if (!plan->rules->tables[i].is_pattern)
            bind_exact(plan, &plan->rules->tables[i], report);
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        bind_rows(plan, &plan->tables[i]);
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        bind_unlisted(plan, &plan->tables[i], report);
}
