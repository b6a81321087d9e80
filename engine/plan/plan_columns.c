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
        if (entry->is_pattern && (!entry->schema || pgm_rules_glob(entry->schema, table->schema)) &&
            pgm_rules_glob(entry->name, table->name) && rule_in(entry, column->name))
            return rule_in(entry, column->name);
    }
    for (size_t i = 0; i < plan->rules->pattern_count; i++) {
        const struct pgm_rule_pattern *pattern = &plan->rules->patterns[i];
        if (pgm_rules_glob(pattern->column, column->name) &&
            (!pattern->schema || pgm_rules_glob(pattern->schema, table->schema)) &&
            (!pattern->table || pgm_rules_glob(pattern->table, table->name)) &&
            (!pattern->type ||
             strncmp(column->type.name, pattern->type, strlen(pattern->type)) == 0))
            return &pattern->rule;
    }
    return NULL;
}

static const struct pgm_rule_domain *domain_rule(const struct pgm_plan *plan, const char *name)
{
    for (size_t i = 0; name && i < plan->rules->domain_count; i++)
        if (strcmp(plan->rules->domains[i].name, name) == 0)
            return &plan->rules->domains[i];
    return NULL;
}

static void unknown_mask(const struct pgm_plan_column *bound, const char *name,
                         struct pgm_place place, struct pgm_report *report)
{
    const char *near = pgm_mask_class_suggest(name);
    pgm_report_add(report, PGM_BAD_USAGE, place, bound->name,
                   near ? pgm_arena_printf(&report->arena, "did you mean %s?", near)
                        : "`pgmirage masks` lists them",
                   "there is no mask %s", name);
}

/* The rule's mask, or its domain's. */
static void take_rule(struct pgm_plan *plan, struct pgm_plan_column *bound,
                      const struct pgm_rule_mask *rule, enum pgm_origin origin,
                      struct pgm_report *report)
{
    bound->rule = rule;
    bound->origin = origin;
    bound->domain_rule = domain_rule(plan, rule->domain);
    const char *name = rule->mask;
    struct pgm_place place = rule->place;
    if (!name && bound->domain_rule) {
        name = bound->domain_rule->rule.mask;
        place = bound->domain_rule->place;
    }
    if (!name) {
        pgm_report_add(report, PGM_BAD_USAGE, rule->place, bound->name,
                       "say `mask:` here, or give the domain one under `domains:`",
                       "no mask: the domain %s is not defined", rule->domain ? rule->domain : "");
        return;
    }
    bound->class = pgm_mask_class_find(name);
    if (!bound->class && origin != PGM_ORIGIN_PARENT) /* said of the parent */
        unknown_mask(bound, name, place, report);
    if (rule->when)
        pgm_report_add(report, PGM_BAD_USAGE, rule->place, bound->name,
                       "leave it out: the mask then holds for every row",
                       "`when` is not supported by this version");
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

static void take_unlisted(struct pgm_plan *plan, struct pgm_plan_column *bound)
{
    const struct pgm_rule_table *entry = bound->table->rule;
    enum pgm_unlisted unlisted = plan->rules->unlisted_column;
    if (plan->rules->unlisted_table == PGM_UNLISTED_KEEP && !bound->table->listed)
        unlisted = PGM_UNLISTED_KEEP;
    if (entry && entry->unlisted_column != PGM_UNLISTED_UNSET)
        unlisted = entry->unlisted_column;
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

static void report_uncovered(const struct pgm_plan_column *bound, struct pgm_report *report)
{
    const struct pgm_plan_table *table = bound->table;
    const bool said_of_parent = bound->column->parent != NULL;
    if (bound->origin != PGM_ORIGIN_NONE || !table->selected || table->rows == PGM_ROWS_NONE ||
        !table->listed || bound->column->generated || said_of_parent)
        return;
    const bool has_entry = table->rule != NULL;
    pgm_report_add(report, PGM_UNFIT, has_entry ? table->rule->place : PGM_NOWHERE, bound->name,
                   NULL, "the rules do not list this column (%s)", bound->column->type.name);
}

void pgm_bind_columns(struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            resolve(plan, &plan->tables[t].columns[c], report);
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            report_uncovered(&plan->tables[t].columns[c], report);
}
