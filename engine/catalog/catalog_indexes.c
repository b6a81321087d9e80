/* catalog_indexes.c: unique, primary and exclusion indexes; plain ones promise nothing. */
#include "buf.h"
#include "catalog_load.h"

/* First %s: whether NULLs count as equal, which only PG 15 and later know. */
#define INDEXES_SQL                                                                                \
    "SELECT i.indrelid, c.relname, i.indisprimary, i.indisexclusion, i.indkey, i.indnkeyatts,"     \
    " CASE WHEN o.may_open THEN pg_get_indexdef(i.indexrelid) END,"                                \
    " CASE WHEN o.may_open THEN pg_get_expr(i.indexprs, i.indrelid) END,"                          \
    " CASE WHEN o.may_open THEN pg_get_expr(i.indpred, i.indrelid) END,"                           \
    " CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN " PGM_MENTIONED_SQL(          \
        "i.indexprs, i.indpred") " END,"                                                           \
                                 " CASE WHEN i.indpred IS NOT NULL THEN " PGM_MENTIONED_SQL(       \
                                     "i.indpred") " END,"                                          \
                                                  " i.indisvalid, %s\n"                            \
                                                  "FROM pg_catalog.pg_index i JOIN "               \
                                                  "pg_catalog.pg_class c ON c.oid = i.indexrelid"  \
                                                  " JOIN pg_catalog.pg_class r ON r.oid = "        \
                                                  "i.indrelid"                                     \
                                                  " CROSS JOIN LATERAL (SELECT %s AS may_open) "   \
                                                  "o\n"                                            \
                                                  "WHERE i.indrelid >= " FIRST_USER_OID            \
                                                  " AND r.relkind IN ('r', 'p')"                   \
                                                  " AND (i.indisunique OR i.indisexclusion)\n"     \
                                                  "ORDER BY i.indrelid, c.relname"

enum {
    X_TABLE,
    X_NAME,
    X_IS_PRIMARY,
    X_IS_EXCLUSION,
    X_COLUMNS,
    X_KEY_COUNT,
    X_DEFINITION,
    X_EXPRESSIONS,
    X_PREDICATE,
    X_MENTIONED,
    X_CONDITIONS,
    X_IS_VALID,
    X_NULLS_EQUAL,
};

/* WITHOUT OVERLAPS makes an index that is both: the exclusion is the promise to keep, since equal
 * keys are allowed where the ranges do not meet. */
static enum pgm_index_kind index_kind(const PGresult *result, int row)
{
    if (pgm_pg_bool(result, row, X_IS_EXCLUSION))
        return PGM_INDEX_EXCLUSION;
    return pgm_pg_bool(result, row, X_IS_PRIMARY) ? PGM_INDEX_PRIMARY : PGM_INDEX_UNIQUE;
}

static void fill_index(struct pgm_catalog *catalog, struct pgm_index *index,
                       struct pgm_table *table, const PGresult *result, int row)
{
    index->name = pgm_catalog_text(catalog, result, row, X_NAME);
    index->table = table;
    index->kind = index_kind(result, row);
    index->columns =
        pgm_catalog_columns(&catalog->arena, table, pgm_pg_text(result, row, X_COLUMNS),
                            (size_t)pgm_pg_int(result, row, X_KEY_COUNT), &index->column_count);
    index->definition = pgm_catalog_text(catalog, result, row, X_DEFINITION);
    index->expressions = pgm_catalog_text(catalog, result, row, X_EXPRESSIONS);
    index->predicate = pgm_catalog_text(catalog, result, row, X_PREDICATE);
    index->mentioned = pgm_catalog_mentioned(
        &catalog->arena, table, pgm_pg_text(result, row, X_MENTIONED), &index->mentioned_count);
    index->conditions = pgm_catalog_mentioned(
        &catalog->arena, table, pgm_pg_text(result, row, X_CONDITIONS), &index->condition_count);
    index->valid = pgm_pg_bool(result, row, X_IS_VALID);
    index->nulls_not_distinct = pgm_pg_bool(result, row, X_NULLS_EQUAL);
}

enum pgm_status pgm_catalog_load_indexes(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                         struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result;
    pgm_buf_printf(&sql, INDEXES_SQL,
                   catalog->server_version >= 150000 ? "i.indnullsnotdistinct" : "false",
                   pgm_catalog_may_open(catalog, "i.indrelid"));
    const enum pgm_status status =
        pgm_pg_exec(pg, pgm_buf_text(&sql), "reading the indexes", &result, error);
    pgm_buf_free(&sql);
    PGM_TRY(status);
    const int rows = PQntuples(result);
    catalog->indexes = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_index, rows);
    for (int row = 0; row < rows; row++) {
        struct pgm_table *table = pgm_catalog_table(catalog, pgm_catalog_oid(result, row, X_TABLE));
        if (table)
            fill_index(catalog, &catalog->indexes[catalog->index_count++], table, result, row);
    }
    PQclear(result);
    return PGM_OK;
}
