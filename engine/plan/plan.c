/* plan.c: the plan's skeleton, its look-ups and its COPY statements. */
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
    *plan = (struct pgm_plan){.catalog = catalog, .rules = rules};
    plan->utf8 = strcmp(catalog->encoding, "SQL_ASCII") != 0;
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
        pgm_permutation_free(domain->permutation);
        pgm_prf_key_clear(&domain->key);
        explicit_bzero(domain->secret, sizeof domain->secret);
    }
    pgm_map_free(&plan->domains_by_name);
    pgm_arena_free(&plan->arena);
    *plan = (struct pgm_plan){0};
}

static void add_columns(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    for (size_t i = 0; i < table->copied_count; i++) {
        if (i)
            pgm_buf_puts(sql, ", ");
        pgm_buf_identifier(sql, table->copied[i]->column->name);
    }
}

static void add_column_list(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    /* COPY takes no empty parentheses: without columns the list is left out. */
    if (table->copied_count == 0)
        return;
    pgm_buf_puts(sql, " (");
    add_columns(table, sql);
    pgm_buf_putc(sql, ')');
}

void pgm_plan_copy_out(const struct pgm_plan_table *table, int64_t first_page, int64_t last_page,
                       struct pgm_buf *sql)
{
    const struct pgm_table *t = table->table;
    const char *condition = t->extension_condition && *t->extension_condition
                                ? t->extension_condition
                                : NULL; /* begins with WHERE */
    const bool ranged = first_page != 0 || last_page != 0;
    if (!ranged && !table->where && !condition) {
        pgm_buf_puts(sql, "COPY ");
        pgm_buf_qualified(sql, t->schema, t->name);
        add_column_list(table, sql);
        pgm_buf_puts(sql, " TO STDOUT");
        return;
    }
    pgm_buf_puts(sql, "COPY (SELECT ");
    add_columns(table, sql);
    pgm_buf_puts(sql, " FROM ONLY ");
    pgm_buf_qualified(sql, t->schema, t->name);
    pgm_buf_printf(sql, " %s", condition ? condition : "WHERE true");
    if (table->where)
        pgm_buf_printf(sql, " AND (%s\n)", table->where); /* the newline ends a comment inside */
    if (ranged)
        pgm_buf_printf(sql, " AND ctid >= '(%lld,0)'::pg_catalog.tid", (long long)first_page);
    if (ranged && last_page >= 0)
        pgm_buf_printf(sql, " AND ctid < '(%lld,0)'::pg_catalog.tid", (long long)last_page);
    pgm_buf_puts(sql, ") TO STDOUT");
}

void pgm_plan_copy_in(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    const struct pgm_table *t = table->load_via_root ? table->table->root : table->table;
    pgm_buf_puts(sql, "COPY ");
    pgm_buf_qualified(sql, t->schema, t->name);
    if (table->copied_count == 0)
        pgm_buf_putc(sql, ' '); /* as pg_dump writes it */
    add_column_list(table, sql);
    pgm_buf_puts(sql, " FROM stdin;\n");
}
