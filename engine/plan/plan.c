/* plan.c: the plan's skeleton and its look-ups. */
#include "plan.h"

#include <string.h>

#include "plan_internal.h"

struct pgm_plan_table *pgm_plan_table_of(const struct pgm_plan *plan, const struct pgm_table *table)
{
    return &plan->tables[table - plan->catalog->tables];
}

struct pgm_plan_column *pgm_plan_column_of(const struct pgm_plan *plan,
                                           const struct pgm_column *column)
{
    return &pgm_plan_table_of(plan, column->table)->columns[column - column->table->columns];
}

static void make_table(struct pgm_plan *plan, const struct pgm_table *table,
                       struct pgm_plan_table *made)
{
    made->table = table;
    made->name = pgm_arena_printf(&plan->arena, "%s.%s", table->schema, table->name);
    made->column_count = table->column_count;
    made->columns = PGM_ARENA_ARRAY(&plan->arena, struct pgm_plan_column, table->column_count);
    made->copied =
        PGM_ARENA_ARRAY(&plan->arena, const struct pgm_plan_column *, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        struct pgm_plan_column *column = &made->columns[i];
        column->column = &table->columns[i];
        column->table = made;
        column->name = pgm_arena_printf(&plan->arena, "%s.%s", made->name, column->column->name);
        column->copy_index = SIZE_MAX;
        if (!column->column->generated) {
            column->copy_index = made->copied_count;
            made->copied[made->copied_count++] = column;
        }
    }
    made->separators_per_row = made->copied_count ? made->copied_count : 1;
}

void pgm_plan_bind(struct pgm_plan *plan, const struct pgm_catalog *catalog,
                   const struct pgm_rules *rules, pgm_plan_selector *selector, void *argument,
                   struct pgm_report *report)
{
    *plan = (struct pgm_plan){.catalog = catalog,
                              .rules = rules,
                              .registry = plan->registry,
                              .to_server = plan->to_server};
    plan->utf8 = strcmp(catalog->encoding, "SQL_ASCII") != 0;
    plan->code_max = strcmp(catalog->encoding, "UTF8") == 0     ? 0
                     : strcmp(catalog->encoding, "LATIN1") == 0 ? 0xff
                                                                : 0x7f;
    plan->tables = PGM_ARENA_ARRAY(&plan->arena, struct pgm_plan_table, catalog->table_count);
    for (size_t i = 0; i < catalog->table_count; i++) {
        make_table(plan, &catalog->tables[i], &plan->tables[i]);
        plan->tables[i].selected = !selector || selector(&catalog->tables[i], argument);
    }
    pgm_bind_tables(plan, report);
    pgm_bind_references(plan, report);
    pgm_bind_columns(plan, report);
    pgm_bind_domains(plan, report);
}

void pgm_plan_free(struct pgm_plan *plan)
{
    for (size_t i = 0; i < plan->domain_count && plan->domains; i++) {
        struct pgm_domain *domain = &plan->domains[i]->domain;
        pgm_domain_free_permutations(domain);
        pgm_prf_key_clear(&domain->key);
        explicit_bzero(domain->secret, sizeof domain->secret);
    }
    pgm_map_free(&plan->domains_by_name);
    pgm_arena_free(&plan->arena);
    *plan = (struct pgm_plan){0};
}
