/*
 * catalog_hierarchy.c: who is whose partition, what the partition keys are, who inherits from whom,
 * and which column of a parent a column stands for.
 *
 *   root  a b c      columns are matched by name: a partition or child may have them in another
 *    └ mid  c a b    order, and PostgreSQL merges columns of one name, so the name says it all
 *       └ leaf b c a
 */
#include <string.h>

#include "buf.h"
#include "catalog_load.h"

/* enum_ops of hash: the operator class whose hash values depend on oids of labels, for which pg_dump
 * loads through the root. */
#define PARTITIONED_SQL                                                                            \
    "SELECT p.partrelid, p.partstrat, p.partattrs, p.partdefid <> 0,"                              \
    " CASE WHEN %s THEN pg_get_partkeydef(p.partrelid) END, " PGM_MENTIONED_SQL(                   \
        "p.partexprs") ","                                                                         \
                       " p.partstrat = 'h' AND EXISTS (SELECT FROM pg_catalog.pg_opclass o"        \
                       " JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod WHERE o.opcname = "        \
                       "'enum_ops'"                                                                \
                       " AND m.amname = 'hash' AND o.oid = ANY (p.partclass))\n"                   \
                       "FROM pg_catalog.pg_partitioned_table p"
enum { P_TABLE, P_STRATEGY, P_COLUMNS, P_HAS_DEFAULT, P_KEY, P_MENTIONED, P_HASH_ON_ENUM };

static const char inherits_sql[] =
    "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits"
    " WHERE inhrelid >= " FIRST_USER_OID " ORDER BY inhrelid, inhseqno";
enum { I_CHILD, I_PARENT };

static enum pgm_status load_partitioned(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                        struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result;
    pgm_buf_printf(&sql, PARTITIONED_SQL, pgm_catalog_may_open(catalog, "p.partrelid"));
    const enum pgm_status status =
        pgm_pg_exec(pg, sql.data, "reading the partition keys", &result, error);
    pgm_buf_free(&sql);
    PGM_TRY(status);
    for (int row = 0; row < PQntuples(result); row++) {
        struct pgm_table *table = pgm_catalog_table(catalog, pgm_catalog_oid(result, row, P_TABLE));
        if (!table)
            continue;
        table->partition_strategy = *PQgetvalue(result, row, P_STRATEGY);
        table->partition_key = pgm_catalog_text(catalog, result, row, P_KEY);
        table->has_default_partition = pgm_pg_bool(result, row, P_HAS_DEFAULT);
        table->hash_on_enum = pgm_pg_bool(result, row, P_HASH_ON_ENUM);
        table->partition_columns =
            pgm_catalog_columns(&catalog->arena, table, pgm_pg_text(result, row, P_COLUMNS),
                                SIZE_MAX, &table->partition_column_count);
        table->partition_mentioned =
            pgm_catalog_mentioned(&catalog->arena, table, pgm_pg_text(result, row, P_MENTIONED),
                                  &table->partition_mentioned_count);
    }
    PQclear(result);
    return PGM_OK;
}

/* Rows first..end-1 tell the parents of one table, in order. */
static void set_parents(struct pgm_catalog *catalog, struct pgm_table *table,
                        const PGresult *result, int first, int end)
{
    if (table->is_partition) {
        table->parent = pgm_catalog_table(catalog, pgm_catalog_oid(result, first, I_PARENT));
        return;
    }
    table->inherits = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_table *, end - first);
    for (int row = first; row < end; row++) {
        struct pgm_table *parent =
            pgm_catalog_table(catalog, pgm_catalog_oid(result, row, I_PARENT));
        if (parent)
            table->inherits[table->inherits_count++] = parent;
    }
}

static enum pgm_status load_parents(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                    struct pgm_error *error)
{
    PGresult *result;
    PGM_TRY(pgm_pg_exec(pg, inherits_sql, "reading the inheritance", &result, error));
    const int rows = PQntuples(result);
    int end;
    for (int first = 0; first < rows; first = end) {
        const uint32_t oid = pgm_catalog_oid(result, first, I_CHILD);
        for (end = first + 1; end < rows && pgm_catalog_oid(result, end, I_CHILD) == oid;)
            end++;
        struct pgm_table *table = pgm_catalog_table(catalog, oid);
        if (table)
            set_parents(catalog, table, result, first, end);
    }
    PQclear(result);
    return PGM_OK;
}

static struct pgm_table *topmost_table(struct pgm_table *table)
{
    while (table->parent)
        table = table->parent;
    return table;
}

/* The column of that name; mostly it stands at the same place as in the child. */
static const struct pgm_column *same_column(const struct pgm_table *table,
                                            const struct pgm_column *column)
{
    const size_t index = (size_t)(column - column->table->columns);
    if (index < table->column_count && strcmp(table->columns[index].name, column->name) == 0)
        return &table->columns[index];
    return pgm_table_column(table, column->name);
}

/* One step up, NULL at the top. */
static const struct pgm_column *column_above(const struct pgm_column *column)
{
    const struct pgm_table *table = column->table;
    const struct pgm_column *above = NULL;
    if (table->parent)
        above = same_column(table->parent, column);
    for (size_t i = 0; !above && i < table->inherits_count; i++)
        above = same_column(table->inherits[i], column);
    return above;
}

static void set_column_parents(struct pgm_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pgm_column *above = &table->columns[i];
        while ((above = column_above(above)))
            table->columns[i].parent = above;
    }
}

enum pgm_status pgm_catalog_load_hierarchy(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                           struct pgm_error *error)
{
    PGM_TRY(load_partitioned(catalog, pg, error));
    PGM_TRY(load_parents(catalog, pg, error));
    for (size_t i = 0; i < catalog->table_count; i++) {
        struct pgm_table *table = &catalog->tables[i];
        if (table->parent)
            table->root = topmost_table(table);
        set_column_parents(table);
    }
    return PGM_OK;
}
