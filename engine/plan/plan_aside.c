/* plan_aside.c: see the header. */
#include "plan_aside.h"

#include <string.h>

void pgm_plan_names_make(struct pgm_plan_names *names, const struct pgm_plan *plan)
{
    *names = (struct pgm_plan_names){0};
    for (size_t t = 0; t < plan->catalog->table_count; t++) {
        struct pgm_plan_table *table = &plan->tables[t];
        pgm_map_put(&names->tables, pgm_span_of(table->name), table);
        for (size_t c = 0; c < table->column_count; c++)
            pgm_map_put(&names->columns, pgm_span_of(table->columns[c].name), &table->columns[c]);
    }
    for (size_t i = 0; i < plan->domain_count; i++)
        pgm_map_put(&names->domains, pgm_span_of(plan->domains[i]->domain.name), plan->domains[i]);
}

void pgm_plan_names_free(struct pgm_plan_names *names)
{
    pgm_map_free(&names->tables);
    pgm_map_free(&names->columns);
    pgm_map_free(&names->domains);
}

static void *named(const struct pgm_map *map, const char *object)
{
    return object ? pgm_map_get(map, pgm_span_of(object)) : NULL;
}

struct pgm_plan_table *pgm_plan_table_named(const struct pgm_plan_names *names, const char *object)
{
    return named(&names->tables, object);
}

struct pgm_plan_column *pgm_plan_column_named(const struct pgm_plan_names *names,
                                              const char *object)
{
    return named(&names->columns, object);
}

struct pgm_plan_domain *pgm_plan_domain_named(const struct pgm_plan_names *names,
                                              const char *object)
{
    return named(&names->domains, object);
}

static void set_aside_column(struct pgm_plan_column *column)
{
    column->class = pgm_mask_class_find("keep");
    column->args = NULL;
    column->origin = PGM_ORIGIN_NONE;
}

/* What has no rule, or a rule whose arguments or domain are wrong, of which findings may name only the
 * place. */
static bool is_unusable(const struct pgm_plan_column *column)
{
    return !column->class ||
           (!pgm_plan_is_kept(column) &&
            (!column->args || (column->domain && column->domain->class != column->class) ||
             (column->rule && column->origin != PGM_ORIGIN_KEY &&
              column->by_count != column->rule->by_count)));
}

void pgm_plan_set_aside(struct pgm_plan *plan, const struct pgm_report *report)
{
    struct pgm_plan_names names;
    if (!report->count)
        return;
    pgm_plan_names_make(&names, plan);
    for (const struct pgm_finding *f = report->first; f; f = f->next) {
        struct pgm_plan_table *table = pgm_plan_table_named(&names, f->object);
        struct pgm_plan_column *column = pgm_plan_column_named(&names, f->object);
        const struct pgm_plan_domain *domain = pgm_plan_domain_named(&names, f->object);
        if (table)
            table->selected = false;
        if (column)
            set_aside_column(column);
        for (column = domain ? domain->first : NULL; column; column = column->next_in_domain)
            set_aside_column(column);
    }
    for (size_t t = 0; t < plan->catalog->table_count; t++) {
        struct pgm_plan_table *table = &plan->tables[t];
        if (!table->table->can_use_schema || !table->table->can_select)
            table->selected = false; /* the finding may name its schema */
        for (size_t c = 0; c < table->column_count; c++)
            if (is_unusable(&table->columns[c]))
                set_aside_column(&table->columns[c]);
    }
    pgm_plan_names_free(&names);
}
