/* catalog_columns.c: the columns of all tables in one query, grouped by table. */
#include "catalog_load.h"

/* A grant on a column shows in attacl, so that the privilege is asked for only there. */
static const char columns_sql[] =
    "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,"
    " a.attgenerated <> '', a.attidentity, a.atthasdef,"
    " coalesce(NOT o.collisdeterministic, false),"
    " CASE WHEN a.attacl IS NULL THEN false"
    " ELSE has_schema_privilege(c.relnamespace, 'USAGE')"
    " AND has_column_privilege(c.oid, a.attnum, 'SELECT') END,"
    " CASE WHEN a.attgenerated <> '' THEN " PGM_MENTIONED_SQL(
        "g.adbin") " END\n"
                   "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
                   " LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation"
                   " LEFT JOIN pg_catalog.pg_attrdef g ON a.attgenerated <> '' AND g.adrelid = "
                   "a.attrelid"
                   " AND g.adnum = a.attnum\n"
                   "WHERE a.attrelid >= " FIRST_USER_OID " AND a.attnum > 0 AND NOT a.attisdropped"
                   " AND c.relkind IN ('r', 'p', 'f')\n"
                   "ORDER BY a.attrelid, a.attnum";

enum {
    A_TABLE,
    A_NUMBER,
    A_NAME,
    A_TYPE,
    A_TYPMOD,
    A_NOT_NULL,
    A_GENERATED,
    A_IDENTITY,
    A_HAS_DEFAULT,
    A_NONDETERMINISTIC,
    A_GRANTED,
    A_GENERATED_FROM,
};

static enum pgm_status fill_column(struct pgm_catalog *catalog, struct pgm_column *column,
                                   const struct pgm_type_table *types, const PGresult *result,
                                   int row, struct pgm_error *error)
{
    column->name = pgm_catalog_text(catalog, result, row, A_NAME);
    column->attnum = (int16_t)pgm_pg_int(result, row, A_NUMBER);
    column->not_null = pgm_pg_bool(result, row, A_NOT_NULL);
    column->generated = pgm_pg_bool(result, row, A_GENERATED);
    column->identity = *PQgetvalue(result, row, A_IDENTITY);
    column->has_default = pgm_pg_bool(result, row, A_HAS_DEFAULT) && !column->generated;
    column->nondeterministic_collation = pgm_pg_bool(result, row, A_NONDETERMINISTIC);
    column->can_select = column->table->can_lock || pgm_pg_bool(result, row, A_GRANTED);
    const struct pgm_type *type = pgm_type_table_find(types, pgm_catalog_oid(result, row, A_TYPE),
                                                      (int32_t)pgm_pg_int(result, row, A_TYPMOD));
    if (!type)
        return pgm_fail(error, PGM_FAILED, "%s.%s: the type of column %s changed meanwhile",
                        column->table->schema, column->table->name, column->name);
    column->type = *type;
    return PGM_OK;
}

/* Column grants alone suffice where they cover all that is copied. */
static bool all_granted(const struct pgm_table *table)
{
    size_t copied = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct pgm_column *column = &table->columns[i];
        if (column->generated)
            continue;
        if (!column->can_select)
            return false;
        copied++;
    }
    return copied > 0;
}

static enum pgm_status fill_table(struct pgm_catalog *catalog, struct pgm_table *table,
                                  const struct pgm_type_table *types, const PGresult *result,
                                  int first, int end, struct pgm_error *error)
{
    table->column_count = (size_t)(end - first);
    table->columns = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_column, table->column_count);
    for (int row = first; row < end; row++) {
        struct pgm_column *column = &table->columns[row - first];
        column->table = table;
        PGM_TRY(fill_column(catalog, column, types, result, row, error));
    }
    for (int row = first; row < end; row++) { /* now that all columns have their numbers */
        struct pgm_column *column = &table->columns[row - first];
        column->generated_from = pgm_catalog_mentioned(&catalog->arena, table,
                                                       pgm_pg_text(result, row, A_GENERATED_FROM),
                                                       &column->generated_from_count);
    }
    table->can_select = table->can_lock || all_granted(table);
    return PGM_OK;
}

static enum pgm_status fill_tables(struct pgm_catalog *catalog, const struct pgm_type_table *types,
                                   const PGresult *result, struct pgm_error *error)
{
    const int rows = PQntuples(result);
    int end;
    for (int first = 0; first < rows; first = end) {
        const uint32_t oid = pgm_catalog_oid(result, first, A_TABLE);
        for (end = first + 1; end < rows && pgm_catalog_oid(result, end, A_TABLE) == oid;)
            end++;
        struct pgm_table *table = pgm_catalog_table(catalog, oid);
        if (table)
            PGM_TRY(fill_table(catalog, table, types, result, first, end, error));
    }
    return PGM_OK;
}

enum pgm_status pgm_catalog_load_columns(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                         struct pgm_error *error)
{
    struct pgm_type_table types = {0};
    PGresult *result = NULL;
    enum pgm_status status;
    PGM_TRY_OUT(pgm_catalog_load_types(catalog, &types, pg, error));
    PGM_TRY_OUT(pgm_pg_exec(pg, columns_sql, "reading the columns", &result, error));
    status = fill_tables(catalog, &types, result, error);
out:
    PQclear(result);
    pgm_type_table_free(&types);
    return status;
}
