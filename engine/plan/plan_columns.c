/*
 * plan_columns.c: which rule holds for which column. In this order:
 *
 *   1. the table's own entry, or, for a column that a partition or child inherits, the ancestor's
 *   2. the rule of the column that its foreign key (or `references:`) points to
 *   3. the first table pattern that names it, then the first of `patterns:`
 *   4. `unlisted: {column: ...}`; by default that is an error, so that a new column stops the run
 */
#include <string.h>

#include "plan_internal.h"

static const struct pgm_rule_mask *rule_in(const struct pgm_rule_table *entry, const char *column)
{
    for (size_t i = 0; entry && i < entry->column_count; i++)
        if (strcmp(entry->columns[i].name, column) == 0)
            return &entry->columns[i].rule;
    return NULL;
}

static const struct pgm_rule_mask *rule_in_patterns(const struct pgm_plan *plan,
                                                    const struct pgm_plan_column *bound)
{
    const struct pgm_table *table = bound->table->table;
    const struct pgm_column *column = bound->column;
    for (size_t i = 0; i < plan->rules->table_count; i++) {
        const struct pgm_rule_table *entry = &plan->rules->tables[i];
        if (pgm_plan_pattern_matches(entry, table) && rule_in(entry, column->name))
            return rule_in(entry, column->name);
    }
    for (size_t i = 0; i < plan->rules->pattern_count; i++) {
        const struct pgm_rule_pattern *pattern = &plan->rules->patterns[i];
        if (pgm_rules_glob(pattern->column, column->name) &&
            (!pattern->schema || pgm_rules_glob(pattern->schema, table->schema)) &&
            (!pattern->table || pgm_rules_glob(pattern->table, table->name)) &&
            (!pattern->type || pgm_type_is_called(&column->type, pattern->type)))
            return &pattern->rule;
    }
    return NULL;
}

const struct pgm_rule_domain *pgm_plan_domain_rule(const struct pgm_plan *plan, const char *name)
{
    for (size_t i = 0; name && i < plan->rules->domain_count; i++)
        if (strcmp(plan->rules->domains[i].name, name) == 0)
            return &plan->rules->domains[i];
    return NULL;
}

/* Said of the rule, not of its columns: one rule may hold for many, or for none. */
static void check_mask(const struct pgm_mask_registry *registry, const struct pgm_rule_mask *rule,
                       const char *object, struct pgm_report *report)
{
    if (!rule->mask || pgm_mask_registry_find(registry, rule->mask))
        return;
    const char *near = pgm_mask_registry_suggest(registry, rule->mask);
    pgm_report_add(report, PGM_BAD_USAGE, rule->place, object,
                   near ? pgm_arena_printf(&report->arena, "did you mean %s?", near)
                        : "`pgmirage masks` lists them",
                   "there is no mask %s", rule->mask);
}

static void check_masks(const struct pgm_plan *plan, struct pgm_report *report)
{
    const struct pgm_rules *rules = plan->rules;
    for (size_t i = 0; i < rules->domain_count; i++)
        check_mask(plan->registry, &rules->domains[i].rule, rules->domains[i].name, report);
    for (size_t t = 0; t < rules->table_count; t++)
        for (size_t c = 0; c < rules->tables[t].column_count; c++) {
            const struct pgm_rule_column *column = &rules->tables[t].columns[c];
            check_mask(
                plan->registry, &column->rule,
                pgm_arena_printf(&report->arena, "%s.%s", rules->tables[t].written, column->name),
                report);
        }
    for (size_t i = 0; i < rules->pattern_count; i++)
        check_mask(plan->registry, &rules->patterns[i].rule, rules->patterns[i].column, report);
}

/* The rule's mask, or its domain's. */
static void take_rule(struct pgm_plan *plan, struct pgm_plan_column *bound,
                      const struct pgm_rule_mask *rule, enum pgm_origin origin,
                      struct pgm_report *report)
{
    bound->rule = rule;
    bound->origin = origin;
    bound->domain_rule = pgm_plan_domain_rule(plan, rule->domain);
    const char *name = rule->mask;
    if (!name && bound->domain_rule)
        name = bound->domain_rule->rule.mask;
    if (!name) {
        pgm_report_add(report, PGM_BAD_USAGE, rule->place, bound->name,
                       "say `mask:` here, or give the domain one under `domains:`",
                       "no mask: the domain %s is not defined", rule->domain ? rule->domain : "");
        return;
    }
    bound->class = pgm_mask_registry_find(plan->registry, name);
}

/* Takes over what another column was given. */
static void take_from(struct pgm_plan_column *bound, const struct pgm_plan_column *other,
                      enum pgm_origin origin)
{
    bound->rule = other->rule;
    bound->domain_rule = other->domain_rule;
    bound->class = other->class;
    bound->origin = origin;
}

/* Of the table's own entry, else of the first pattern that says it, else of the file. */
static enum pgm_unlisted unlisted_of(const struct pgm_plan *plan,
                                     const struct pgm_plan_table *table)
{
    if (table->rule && table->rule->unlisted_column != PGM_UNLISTED_UNSET)
        return table->rule->unlisted_column;
    for (size_t i = 0; i < plan->rules->table_count; i++) {
        const struct pgm_rule_table *entry = &plan->rules->tables[i];
        if (entry->unlisted_column != PGM_UNLISTED_UNSET &&
            pgm_plan_pattern_matches(entry, table->table))
            return entry->unlisted_column;
    }
    if (plan->rules->unlisted_table == PGM_UNLISTED_KEEP && !table->listed)
        return PGM_UNLISTED_KEEP;
    return plan->rules->unlisted_column;
}

static void take_unlisted(struct pgm_plan *plan, struct pgm_plan_column *bound)
{
    const enum pgm_unlisted unlisted = unlisted_of(plan, bound->table);
    if (unlisted != PGM_UNLISTED_KEEP && unlisted != PGM_UNLISTED_NULL)
        return;
    bound->class = pgm_mask_class_find(unlisted == PGM_UNLISTED_KEEP ? "keep" : "null");
    bound->origin = PGM_ORIGIN_UNLISTED;
}

static void resolve(struct pgm_plan *plan, struct pgm_plan_column *bound, struct pgm_report *report)
{
    if (bound->resolve != PGM_RESOLVE_NEW)
        return; /* done; or a circle of keys, which gives no rule */
    bound->resolve = PGM_RESOLVE_BUSY;
    const char *name = bound->column->name;
    const struct pgm_rule_mask *rule = rule_in(bound->table->rule, name);
    if (rule) {
        take_rule(plan, bound, rule, PGM_ORIGIN_LISTED, report);
    } else if (bound->column->parent) {
        struct pgm_plan_column *parent = pgm_plan_column_of(plan, bound->column->parent);
        resolve(plan, parent, report);
        if (parent->origin != PGM_ORIGIN_NONE)
            take_from(bound, parent, PGM_ORIGIN_PARENT);
    }
    if (bound->origin == PGM_ORIGIN_NONE && bound->references) {
        resolve(plan, bound->references, report);
        if (bound->references->origin != PGM_ORIGIN_NONE)
            take_from(bound, bound->references, PGM_ORIGIN_KEY);
    }
    if (bound->origin == PGM_ORIGIN_NONE && (rule = rule_in_patterns(plan, bound)))
        take_rule(plan, bound, rule, PGM_ORIGIN_PATTERN, report);
    if (bound->origin == PGM_ORIGIN_NONE)
        take_unlisted(plan, bound);
    bound->resolve = PGM_RESOLVE_DONE;
}

static void link(struct pgm_plan *plan, const struct pgm_column *from, const struct pgm_column *to)
{
    struct pgm_plan_column *column = pgm_plan_column_of(plan, from);
    struct pgm_plan_column *target = pgm_plan_column_of(plan, to);
    if (!column->references && column != target)
        column->references = target;
}

static void link_written(struct pgm_plan *plan, struct pgm_plan_column *bound,
                         const struct pgm_rule_mask *rule, struct pgm_report *report)
{
    const struct pgm_table *table =
        pgm_plan_find_table(plan, rule->references_schema, rule->references_table);
    const struct pgm_column *target =
        table ? pgm_table_column(table, rule->references_column) : NULL;
    if (target)
        bound->references = pgm_plan_column_of(plan, target);
    else
        pgm_report_add(report, PGM_UNFIT, rule->place, bound->name,
                       "write schema.table.column as the catalog spells it",
                       "references: there is no column %s", rule->references);
}

void pgm_bind_references(struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &plan->catalog->foreign_keys[i];
        for (size_t k = 0; k < key->column_count; k++)
            if (key->columns[k] && key->referenced_columns[k])
                link(plan, key->columns[k], key->referenced_columns[k]);
    }
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            struct pgm_plan_column *bound = &plan->tables[t].columns[c];
            const struct pgm_rule_mask *rule = rule_in(plan->tables[t].rule, bound->column->name);
            if (rule && rule->references)
                link_written(plan, bound, rule, report);
        }
}

static bool is_uncovered(const struct pgm_plan_column *bound)
{
    const struct pgm_plan_table *table = bound->table;
    return bound->origin == PGM_ORIGIN_NONE && table->selected && table->rows != PGM_ROWS_NONE &&
           table->listed && !bound->column->generated && table->table->relkind != 'f';
}

/* A column of a parent is reported there alone, but only if rows of the parent are read, too. */
static void report_uncovered(const struct pgm_plan *plan, const struct pgm_plan_column *bound,
                             struct pgm_report *report)
{
    const struct pgm_plan_table *table = bound->table;
    const struct pgm_column *parent = bound->column->parent;
    if (!is_uncovered(bound) || (parent && is_uncovered(pgm_plan_column_of(plan, parent))))
        return;
    pgm_report_add(report, PGM_UNFIT, table->rule ? table->rule->place : PGM_NOWHERE, bound->name,
                   parent ? pgm_arena_printf(&report->arena, "list it at %s.%s",
                                             parent->table->schema, parent->table->name)
                          : NULL,
                   "the rules do not list this column (%s)", bound->column->type.name);
    pgm_report_about(report, PGM_FINDING_NEW_COLUMN, table->name, bound->column->name);
}

void pgm_bind_columns(struct pgm_plan *plan, struct pgm_report *report)
{
    check_masks(plan, report);
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            resolve(plan, &plan->tables[t].columns[c], report);
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            report_uncovered(plan, &plan->tables[t].columns[c], report);
}
