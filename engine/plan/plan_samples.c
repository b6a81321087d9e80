/* plan_samples.c: see the header. */
#include "plan_samples.h"

#include <string.h>

#define TABLES_MAX      64 /* a domain of more tables is sampled from the first of them */
#define VALUE_BYTES_MAX 1000
#define LARGE_ROWS      500000 /* above it, not all pages are read */
#define LARGE_WANTED    (8 * PGM_PLAN_SAMPLE_ROWS)

bool pgm_plan_is_sampled(const struct pgm_plan_domain *domain)
{
    return domain->class && (domain->class->flags & PGM_MASK_SAMPLE);
}

static bool is_read(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind != 'f';
}

/* A partition whose root is asked, with the same condition. */
static bool is_part(const struct pgm_plan *plan, const struct pgm_plan_table *table)
{
    const struct pgm_table *root = table->table->root;
    const struct pgm_plan_table *of_root = root ? pgm_plan_table_of(plan, root) : NULL;
    if (!of_root || of_root == table || !is_read(of_root))
        return false;
    return of_root->where && table->where ? strcmp(of_root->where, table->where) == 0
                                          : of_root->where == table->where;
}

/* Whether the root stands for all of its partitions. */
static bool is_asked(const struct pgm_plan *plan, const struct pgm_plan_table *table)
{
    if (!is_read(table) || is_part(plan, table))
        return false;
    for (size_t i = 0; table->table->relkind == 'p' && i < plan->catalog->table_count; i++)
        if (plan->tables[i].table->root == table->table && is_read(&plan->tables[i]) &&
            !is_part(plan, &plan->tables[i]))
            return false;
    return true;
}

static void add_from(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    pgm_buf_puts(sql, table->table->relkind == 'p' ? " FROM " : " FROM ONLY ");
    pgm_buf_qualified(sql, table->table->schema, table->table->name);
}

/* The rows in the order of a hash of their place: any, but always the same. */
static void add_table(const struct pgm_plan_column *column, bool whole, struct pgm_buf *sql)
{
    const struct pgm_plan_table *table = column->table;
    pgm_buf_puts(sql, "(SELECT ");
    pgm_buf_identifier(sql, column->column->name);
    pgm_buf_puts(sql, "::text AS v");
    add_from(table, sql);
    if (!whole && table->table->estimated_rows > LARGE_ROWS)
        pgm_buf_printf(sql, " TABLESAMPLE SYSTEM (%.6f) REPEATABLE (0)",
                       100.0 * LARGE_WANTED / table->table->estimated_rows);
    pgm_buf_puts(sql, " WHERE pg_catalog.octet_length(");
    pgm_buf_identifier(sql, column->column->name);
    pgm_buf_printf(sql, "::text) <= %d", VALUE_BYTES_MAX);
    if (table->where)
        pgm_buf_printf(sql, " AND (%s\n)", table->where);
    pgm_buf_printf(sql,
                   " ORDER BY pg_catalog.hashtextextended(ctid::text, 0), ctid, tableoid LIMIT %d)",
                   PGM_PLAN_SAMPLE_ROWS);
}

bool pgm_plan_sample_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                         bool whole, struct pgm_buf *sql)
{
    size_t parts = 0;
    for (const struct pgm_plan_column *c = domain->first;
         pgm_plan_is_sampled(domain) && c && parts < TABLES_MAX; c = c->next_in_domain) {
        if (!is_asked(plan, c->table))
            continue;
        pgm_buf_puts(sql, parts++ ? " UNION ALL " : "SELECT v FROM (");
        add_table(c, whole, sql);
    }
    if (parts)
        pgm_buf_printf(sql,
                       ") AS sample ORDER BY pg_catalog.hashtextextended(v, 0), v COLLATE \"C\""
                       " LIMIT %d",
                       PGM_PLAN_SAMPLE_ROWS);
    return parts > 0;
}

bool pgm_plan_sample_any_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                             struct pgm_buf *sql)
{
    size_t parts = 0;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
        if (!is_asked(plan, c->table))
            continue;
        pgm_buf_puts(sql, parts++ ? " OR EXISTS (SELECT" : "SELECT EXISTS (SELECT");
        add_from(c->table, sql);
        pgm_buf_puts(sql, " WHERE ");
        pgm_buf_identifier(sql, c->column->name);
        pgm_buf_puts(sql, " IS NOT NULL");
        if (c->table->where)
            pgm_buf_printf(sql, " AND (%s\n)", c->table->where);
        pgm_buf_putc(sql, ')');
    }
    return parts > 0;
}

void pgm_plan_sample_set(struct pgm_plan *plan, struct pgm_plan_domain *domain,
                         const struct pgm_span *texts, size_t count)
{
    struct pgm_span *samples = PGM_ARENA_ARRAY(&plan->arena, struct pgm_span, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *copy =
            pgm_arena_strndup(&plan->arena, (const char *)texts[i].data, texts[i].bytes);
        samples[i] = (struct pgm_span){(const uint8_t *)copy, texts[i].bytes};
    }
    domain->domain.samples = samples;
    domain->domain.sample_count = count;
}
