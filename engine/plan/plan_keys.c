/*
 * plan_keys.c: whether foreign keys and domains still hold. Equal values of one domain get equal
 * fakes, under the same arguments and, where fakes are drawn from a subject, for the same subject;
 * and every row that is pointed to must be part of the copy.
 */
#include <string.h>

#include "plan_check.h"

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_argument(const struct pgm_arg *a, const struct pgm_arg *b)
{
    bool same = is_same_text(a->text, b->text) && a->integer == b->integer &&
                a->boolean == b->boolean && a->text_count == b->text_count && !a->rule_count &&
                !b->rule_count;
    for (size_t i = 0; same && i < a->text_count; i++)
        same = is_same_text(a->texts[i], b->texts[i]);
    return same;
}

static bool has_same_arguments(const struct pgm_plan_column *a, const struct pgm_plan_column *b)
{
    if (a->rule == b->rule)
        return true;
    bool same = a->args && b->args;
    for (size_t i = 0; same && a->class->args && a->class->args[i].name; i++)
        same = is_same_argument(&a->args[i], &b->args[i]);
    return same;
}

/* key NULL: a reference that is only written. */
static bool is_pair(const struct pgm_foreign_key *key, const struct pgm_plan_column *from,
                    const struct pgm_plan_column *to)
{
    for (size_t k = 0; key && k < key->column_count; k++)
        if (key->columns[k] == from->column && key->referenced_columns[k] == to->column)
            return true;
    return !key && from->references == to;
}

static bool has_same_subjects(const struct pgm_foreign_key *key, const struct pgm_plan_column *from,
                              const struct pgm_plan_column *to)
{
    bool same = from->by_count == to->by_count;
    for (size_t i = 0; same && i < from->by_count; i++)
        same = is_pair(key, from->by[i], to->by[i]);
    return same;
}

static bool has_same_locale(const struct pgm_foreign_key *key, const struct pgm_plan_column *from,
                            const struct pgm_plan_column *to)
{
    return (!from->locale_from && !to->locale_from) ||
           (from->locale_from && to->locale_from &&
            is_pair(key, from->locale_from, to->locale_from));
}

static void check_pair(const char *name, const struct pgm_foreign_key *key,
                       const struct pgm_plan_column *from, const struct pgm_plan_column *to,
                       struct pgm_report *report)
{
    if (pgm_plan_makes_null(from) || !from->class || !to->class)
        return;
    if (pgm_plan_is_kept(from) && pgm_plan_is_kept(to))
        return;
    const bool same_domain = from->domain && from->domain == to->domain && from->class == to->class;
    const char *fault = !same_domain                        ? "is masked otherwise"
                        : !has_same_arguments(from, to)     ? "has other arguments"
                        : !has_same_subjects(key, from, to) ? "draws from another subject"
                        : !has_same_locale(key, from, to)   ? "takes its locale from elsewhere"
                                                            : NULL;
    if (pgm_plan_is_kept(from) || pgm_plan_is_kept(to))
        fault = pgm_plan_is_kept(from) ? "is kept" : "is masked";
    if (!fault)
        return;
    const bool by_row = same_domain && has_same_arguments(from, to);
    pgm_report_add(
        report, PGM_UNFIT, pgm_plan_place(from), from->name,
        by_row ? "`by:` and `locale_from:` must name columns that the same foreign key ties "
                 "to those that the key it points to names; else leave them out at both"
               : pgm_arena_printf(&report->arena,
                                  "leave its rule out (it then follows %s), or give both "
                                  "the same domain and arguments",
                                  to->name),
        "the foreign key %s would not hold: %s %s, %s is %s", name, from->name, fault, to->name,
        pgm_plan_is_kept(to) ? "kept" : "masked");
}

static bool is_below(const struct pgm_table *table, const struct pgm_table *above)
{
    for (; table; table = table->parent)
        if (table == above)
            return true;
    return false;
}

/* The table or, of a partitioned one, a partition, of which all rows (or some) are left out. */
static const struct pgm_plan_table *find_without(const struct pgm_plan *plan,
                                                 const struct pgm_table *table)
{
    if (!table->partition_strategy) {
        const struct pgm_plan_table *own = pgm_plan_table_of(plan, table);
        return own->rows != PGM_ROWS_ALL ? own : NULL;
    }
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        if (plan->tables[i].table->relkind == 'r' && plan->tables[i].rows != PGM_ROWS_ALL &&
            is_below(plan->tables[i].table, table))
            return &plan->tables[i];
    return NULL;
}

static bool has_any_rows(const struct pgm_plan *plan, const struct pgm_table *table)
{
    if (pgm_plan_has_rows(pgm_plan_table_of(plan, table)))
        return true;
    for (size_t i = 0; table->partition_strategy && i < plan->catalog->table_count; i++)
        if (pgm_plan_has_rows(&plan->tables[i]) && is_below(plan->tables[i].table, table))
            return true;
    return false;
}

static void check_rows(const struct pgm_plan *plan, const struct pgm_foreign_key *key,
                       struct pgm_report *report)
{
    const struct pgm_plan_table *without = find_without(plan, key->referenced);
    if (without)
        pgm_report_add(report, PGM_UNFIT, without->rule ? without->rule->rows_place : PGM_NOWHERE,
                       without->name,
                       "say `rows: none` for the referencing table, too, or read all rows here",
                       "`rows: %s` on a table that the kept rows of %s reference (%s)",
                       without->rows == PGM_ROWS_NONE ? "none" : "where",
                       pgm_plan_table_of(plan, key->table)->name, key->name);
}

static void check_key(const struct pgm_plan *plan, const struct pgm_foreign_key *key,
                      struct pgm_report *report)
{
    size_t nulled = 0;
    for (size_t k = 0; k < key->column_count; k++) {
        if (!key->columns[k] || !key->referenced_columns[k])
            continue;
        const struct pgm_plan_column *from = pgm_plan_column_of(plan, key->columns[k]);
        nulled += pgm_plan_makes_null(from);
        check_pair(key->name, key, from, pgm_plan_column_of(plan, key->referenced_columns[k]),
                   report);
    }
    if (!key->validated)
        return;
    if (!nulled)
        check_rows(plan, key, report);
    else if (key->match_full && nulled < key->column_count)
        pgm_report_add(
            report, PGM_UNFIT, PGM_NOWHERE, pgm_plan_table_of(plan, key->table)->name,
            "mask all of its columns with null, or none",
            "the foreign key %s is MATCH FULL: either all of its columns are NULL or none",
            key->name);
}

/* `references:` is a promise of the rules' author; nothing in the copy enforces it. */
static void check_written(const struct pgm_plan_table *table, struct pgm_report *report)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_plan_column *column = &table->columns[c];
        if (column->origin == PGM_ORIGIN_LISTED && column->rule->references && column->references)
            check_pair(column->rule->references, NULL, column, column->references, report);
    }
}

/* Columns that name one domain promise equal fakes for equal values, key or no key. */
static void check_domain(const struct pgm_plan_domain *domain, struct pgm_report *report)
{
    const struct pgm_plan_column *first = NULL;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
        if (!c->rule || !c->rule->domain || c->class != domain->class || !c->args)
            continue;
        if (!first)
            first = c;
        else if (!has_same_arguments(first, c))
            pgm_report_add(report, PGM_BAD_USAGE, pgm_plan_place(c), c->name,
                           "say them once, under domains:",
                           "its arguments differ from those of %s, which is of the same domain %s",
                           first->name, domain->domain.name);
    }
}

void pgm_plan_check_keys(const struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->domain_count; i++)
        check_domain(plan->domains[i], report);
    for (size_t i = 0; i < plan->catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &plan->catalog->foreign_keys[i];
        if (has_any_rows(plan, key->table) && pgm_plan_table_of(plan, key->referenced)->selected)
            check_key(plan, key, report);
    }
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        if (pgm_plan_has_rows(&plan->tables[t]))
            check_written(&plan->tables[t], report);
}
