/* catalog_constraints.c: foreign keys and checks. Those that PostgreSQL keeps for single partitions
 * of a partitioned foreign key (conparentid) are left out: the parent's says it all. */
#include "buf.h"
#include "catalog_load.h"

/* %s: whether it is enforced, a question only PG 18 and later ask. */
#define FOREIGN_KEYS_SQL                                                                           \
    "SELECT o.conrelid, o.confrelid, o.conname, o.conkey, o.confkey, o.confmatchtype = 'f',"       \
    " o.convalidated, %s\n"                                                                        \
    "FROM pg_catalog.pg_constraint o\n"                                                            \
    "WHERE o.contype = 'f' AND o.conparentid = 0 AND o.conrelid >= " FIRST_USER_OID                \
    " ORDER BY o.conrelid, o.conname"
enum {
    F_TABLE,
    F_REFERENCED,
    F_NAME,
    F_COLUMNS,
    F_REFERENCED_COLUMNS,
    F_MATCH_FULL,
    F_VALIDATED,
    F_ENFORCED
};

/* A domain's checks have no conrelid. pg_get_constraintdef() would fail for a table that was dropped
 * after the snapshot, pg_get_expr() gives NULL. */
#define CHECKS_SQL                                                                                 \
    "SELECT o.conrelid, o.conname,"                                                                \
    " coalesce(CASE WHEN %s THEN pg_get_expr(o.conbin, o.conrelid) END, ''), o.conkey,"            \
    " o.convalidated, %s\n"                                                                        \
    "FROM pg_catalog.pg_constraint o\n"                                                            \
    "WHERE o.contype = 'c' AND o.conrelid >= " FIRST_USER_OID " ORDER BY o.conrelid, o.conname"
enum { C_TABLE, C_NAME, C_EXPRESSION, C_COLUMNS, C_VALIDATED, C_ENFORCED };

static void fill_foreign_key(struct pgm_catalog *catalog, struct pgm_foreign_key *key,
                             const PGresult *result, int row)
{
    size_t referenced_count;
    key->name = pgm_catalog_text(catalog, result, row, F_NAME);
    key->columns =
        pgm_catalog_columns(&catalog->arena, key->table, pgm_pg_text(result, row, F_COLUMNS),
                            SIZE_MAX, &key->column_count);
    /* The server keeps both lists of one length. */
    key->referenced_columns = pgm_catalog_columns(&catalog->arena, key->referenced,
                                                  pgm_pg_text(result, row, F_REFERENCED_COLUMNS),
                                                  key->column_count, &referenced_count);
    key->match_full = pgm_pg_bool(result, row, F_MATCH_FULL);
    key->validated = pgm_pg_bool(result, row, F_VALIDATED);
    key->enforced = pgm_pg_bool(result, row, F_ENFORCED);
}

static void fill_foreign_keys(struct pgm_catalog *catalog, const PGresult *result)
{
    const int rows = PQntuples(result);
    catalog->foreign_keys = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_foreign_key, rows);
    for (int row = 0; row < rows; row++) {
        struct pgm_foreign_key *key = &catalog->foreign_keys[catalog->foreign_key_count];
        key->table = pgm_catalog_table(catalog, pgm_catalog_oid(result, row, F_TABLE));
        key->referenced = pgm_catalog_table(catalog, pgm_catalog_oid(result, row, F_REFERENCED));
        if (!key->table || !key->referenced)
            continue;
        fill_foreign_key(catalog, key, result, row);
        catalog->foreign_key_count++;
    }
}

static void fill_checks(struct pgm_catalog *catalog, const PGresult *result)
{
    const int rows = PQntuples(result);
    catalog->checks = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_check, rows);
    for (int row = 0; row < rows; row++) {
        struct pgm_table *table = pgm_catalog_table(catalog, pgm_catalog_oid(result, row, C_TABLE));
        if (!table)
            continue;
        struct pgm_check *check = &catalog->checks[catalog->check_count++];
        check->table = table;
        check->name = pgm_catalog_text(catalog, result, row, C_NAME);
        check->expression = pgm_catalog_text(catalog, result, row, C_EXPRESSION);
        check->columns =
            pgm_catalog_columns(&catalog->arena, table, pgm_pg_text(result, row, C_COLUMNS),
                                SIZE_MAX, &check->column_count);
        check->validated = pgm_pg_bool(result, row, C_VALIDATED);
        check->enforced = pgm_pg_bool(result, row, C_ENFORCED);
    }
}

enum pgm_status pgm_catalog_load_constraints(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                             struct pgm_error *error)
{
    const char *enforced = catalog->server_version >= 180000 ? "o.conenforced" : "true";
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    enum pgm_status status;
    pgm_buf_printf(&sql, FOREIGN_KEYS_SQL, enforced);
    PGM_TRY_OUT(pgm_pg_exec(pg, pgm_buf_text(&sql), "reading the foreign keys", &result, error));
    fill_foreign_keys(catalog, result);
    PQclear(result);
    result = NULL;
    pgm_buf_clear(&sql);
    pgm_buf_printf(&sql, CHECKS_SQL, pgm_catalog_may_open(catalog, "o.conrelid"), enforced);
    PGM_TRY_OUT(pgm_pg_exec(pg, pgm_buf_text(&sql), "reading the checks", &result, error));
    fill_checks(catalog, result);
out:
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}
