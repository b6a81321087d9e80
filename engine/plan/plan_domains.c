/*
 * plan_domains.c: consistency domains. A domain's fakes depend on its key and the value alone, so
 * everything else that could change them (width, uniqueness, locale, range) is taken over all of its
 * columns here.
 */
#include <string.h>

#include "locales.h"
#include "plan_internal.h"

struct pgm_plan_domain *pgm_plan_domain_get(struct pgm_plan *plan, const char *name)
{
    struct pgm_plan_domain *domain = pgm_map_get(&plan->domains_by_name, pgm_span_of(name));
    if (domain)
        return domain;
    domain = PGM_ARENA_NEW(&plan->arena, struct pgm_plan_domain);
    domain->domain.name = pgm_arena_strdup(&plan->arena, name);
    domain->domain.locale = plan->rules->locale;
    domain->domain.range_low = 1; /* low > high: not known */
    domain->last = &domain->first;
    pgm_map_put(&plan->domains_by_name, pgm_span_of(domain->domain.name), domain);
    if (plan->domain_count == plan->domain_capacity) {
        plan->domain_capacity = plan->domain_capacity ? 2 * plan->domain_capacity : 32;
        struct pgm_plan_domain **larger =
            PGM_ARENA_ARRAY(&plan->arena, struct pgm_plan_domain *, plan->domain_capacity);
        if (plan->domain_count)
            memcpy(larger, plan->domains, plan->domain_count * sizeof(struct pgm_plan_domain *));
        plan->domains = larger;
    }
    plan->domains[plan->domain_count++] = domain;
    return domain;
}

/* The key column at the end of a chain of references. A partition's or child's column stands for its
 * topmost ancestor's, which the catalog gives the keys. */
static struct pgm_plan_column *key_root(const struct pgm_plan *plan, struct pgm_plan_column *column)
{
    struct pgm_plan_column *at = column;
    for (int hops = 0; hops < 64; hops++) {
        if (at->references)
            at = at->references;
        else if (at->column->parent)
            at = pgm_plan_column_of(plan, at->column->parent);
        else
            break;
    }
    return at;
}

static const char *domain_name(struct pgm_plan *plan, struct pgm_plan_column *column)
{
    if (column->rule && column->rule->domain)
        return column->rule->domain;
    struct pgm_plan_column *root = key_root(plan, column);
    if (root != column && root->rule && root->rule->domain && root->class == column->class)
        return root->rule->domain;
    /* What draws from the values of a column must not meet those of another, which may be names. */
    if (column->class->flags & PGM_MASK_SAMPLE)
        return pgm_arena_printf(&plan->arena, "%s %s", column->class->name, root->name);
    return column->class->name;
}

static void narrow(struct pgm_plan_domain *domain, const struct pgm_plan_column *column)
{
    const struct pgm_type *type = &column->column->type;
    struct pgm_domain *shared = &domain->domain;
    if (type->max_chars && (!shared->max_chars || type->max_chars < shared->max_chars))
        shared->max_chars = type->max_chars;
    shared->unique = shared->unique || column->in_unique_index;
    shared->case_insensitive = shared->case_insensitive || type->case_insensitive ||
                               column->column->nondeterministic_collation;
}

static void join(struct pgm_plan *plan, struct pgm_plan_column *column, struct pgm_report *report)
{
    struct pgm_plan_domain *domain = pgm_plan_domain_get(plan, domain_name(plan, column));
    if (!domain->class) {
        domain->class = column->class;
        domain->place = column->rule ? column->rule->place : PGM_NOWHERE;
    } else if (domain->class != column->class) {
        pgm_report_add(report, PGM_BAD_USAGE, column->rule ? column->rule->place : PGM_NOWHERE,
                       column->name, "one domain, one mask: give one of them a domain of its own",
                       "its domain %s has the mask %s, this column the mask %s",
                       domain->domain.name, domain->class->name, column->class->name);
    }
    column->domain = domain;
    *domain->last = column;
    domain->last = &column->next_in_domain;
    narrow(domain, column);
}

/* Composite, partial and expression indexes count, too: each of their columns must stay distinct. */
static void mark_unique(struct pgm_plan *plan)
{
    for (size_t i = 0; i < plan->catalog->index_count; i++) {
        const struct pgm_index *index = &plan->catalog->indexes[i];
        if (index->kind == PGM_INDEX_EXCLUSION)
            continue;
        for (size_t k = 0; k < index->column_count; k++)
            if (index->columns[k])
                pgm_plan_column_of(plan, index->columns[k])->in_unique_index = true;
        for (size_t k = 0; k < index->mentioned_count; k++)
            pgm_plan_column_of(plan, index->mentioned[k])->in_unique_index = true;
    }
}

static struct pgm_plan_column *sibling(const struct pgm_plan_column *column, const char *name)
{
    for (size_t i = 0; i < column->table->column_count; i++)
        if (strcmp(column->table->columns[i].column->name, name) == 0)
            return &column->table->columns[i];
    return NULL;
}

/* The domain whose originals identify the person: of the key that `by:` ends at, masked or kept. */
static struct pgm_plan_domain *subject_domain(struct pgm_plan *plan, struct pgm_plan_column *by)
{
    struct pgm_plan_column *root = key_root(plan, by);
    if (root->domain)
        return root->domain;
    return pgm_plan_domain_get(plan, root->name);
}

/* What `key:` names, or NULL with a finding. */
static struct pgm_plan_column *stored_sibling(const struct pgm_plan_column *column, const char *key,
                                              const char *name, struct pgm_report *report)
{
    struct pgm_plan_column *found = sibling(column, name);
    if (found && !found->column->generated)
        return found;
    pgm_report_add(report, PGM_UNFIT, column->rule->place, column->name,
                   pgm_plan_suggest_column(column->table->table, name, report),
                   "%s: this table has no stored column %s", key, name);
    return NULL;
}

static void bind_subject(struct pgm_plan *plan, struct pgm_plan_column *column,
                         struct pgm_report *report)
{
    const struct pgm_rule_mask *rule = column->rule;
    /* A key's `by:` names columns of the key's table: what follows it has to name its own. */
    if (!rule || !rule->by_count || column->origin == PGM_ORIGIN_KEY)
        return;
    if (!(column->class->flags & PGM_MASK_SUBJECT)) {
        pgm_report_add(report, PGM_BAD_USAGE, rule->place, column->name, "remove `by:`",
                       "the mask %s does not draw from a subject", column->class->name);
        return;
    }
    column->by = PGM_ARENA_ARRAY(&plan->arena, struct pgm_plan_column *, rule->by_count);
    for (size_t i = 0; i < rule->by_count; i++) {
        struct pgm_plan_column *by = stored_sibling(column, "by", rule->by[i], report);
        if (!by)
            return;
        column->by[column->by_count++] = by;
    }
    column->subject_domain = subject_domain(plan, column->by[0]);
}

static void bind_locale(struct pgm_plan *plan, struct pgm_plan_column *column,
                        struct pgm_report *report)
{
    const struct pgm_rule_mask *rule = column->rule;
    if (!rule || !rule->locale_from || column->origin == PGM_ORIGIN_KEY)
        return; /* of a key's table, as above */
    if (!pgm_mask_takes_locale(column->class)) {
        pgm_report_add(report, PGM_BAD_USAGE, rule->place, column->name, "remove `locale_from:`",
                       "the mask %s draws no words of a locale", column->class->name);
        return;
    }
    if (!plan->locales)
        plan->locales = pgm_locales_new(&plan->arena);
    column->locale_from = stored_sibling(column, "locale_from", rule->locale_from, report);
}

/* Within a domain all columns name a subject or none does, and likewise a country: else equal values
 * get unequal fakes. */
static void check_agreement(const struct pgm_plan_domain *domain, struct pgm_report *report)
{
    bool any_by = false, any_locale = false;
    if (domain->class && (domain->class->flags & PGM_MASK_PARTS))
        return; /* it draws nothing itself */
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
        any_by = any_by || c->by_count;
        any_locale = any_locale || c->locale_from;
    }
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
        if (c->origin != PGM_ORIGIN_LISTED || !c->table->selected)
            continue;
        if (any_by && !c->by_count)
            pgm_report_add(report, PGM_UNFIT, c->rule->place, c->name,
                           "say `by:` here, too, or give this column a domain of its own",
                           "other columns of its domain %s draw from a subject (`by:`), this one "
                           "does not",
                           domain->domain.name);
        if (any_locale && !c->locale_from)
            pgm_report_add(report, PGM_UNFIT, c->rule->place, c->name,
                           "say `locale_from:` here, too, or give this column a domain of its own",
                           "other columns of its domain %s take their locale from the row "
                           "(`locale_from:`), this one does not",
                           domain->domain.name);
    }
}

void pgm_bind_domains(struct pgm_plan *plan, struct pgm_report *report)
{
    mark_unique(plan);
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            struct pgm_plan_column *column = &plan->tables[t].columns[c];
            if (column->class && !pgm_plan_is_kept(column) && !column->column->generated)
                join(plan, column, report);
        }
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            if (plan->tables[t].columns[c].domain) {
                bind_subject(plan, &plan->tables[t].columns[c], report);
                bind_locale(plan, &plan->tables[t].columns[c], report);
            }
    for (size_t i = 0; i < plan->domain_count; i++)
        check_agreement(plan->domains[i], report);
}
