/* catalog_tables.c: tables of kind r, p and f, with sizes, privileges and extension membership, in
 * one query. */
#include <stdlib.h>

#include "buf.h"
#include "catalog_load.h"

/* Schemas of the system and of temporary tables are left out by name, as pg_dump does, but for
 * configuration tables that an extension keeps there (Citus). Functions that take an oid give NULL
 * for a table dropped since. */
#define TABLES_SQL                                                                                 \
    "WITH config AS (SELECT u.relation, u.condition FROM pg_catalog.pg_extension x,"               \
    " unnest(x.extconfig, x.extcondition) AS u(relation, condition))\n"                            \
    "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence,"                             \
    " CASE WHEN c.relkind = 'r' THEN m.amname END, pg_get_userbyid(c.relowner), c.relispartition," \
    " row_security_active(c.oid),"                                                                 \
    " has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT'),"                 \
    " CASE WHEN c.relkind = 'r' AND o.may_open THEN pg_relation_size(c.oid) ELSE 0 END,"           \
    " CASE WHEN c.relkind = 'r' AND o.may_open AND c.reltoastrelid <> 0"                           \
    " THEN pg_relation_size(c.reltoastrelid) ELSE 0 END,"                                          \
    " c.relfilenode, coalesce(pg_relation_filenode(c.oid), 0),"                                    \
    " CASE WHEN c.relpages = 0 AND c.reltuples <= 0 THEN -1 ELSE c.reltuples END,"                 \
    " x.oid, x.extname, k.relation IS NOT NULL, coalesce(k.condition, ''), o.may_open\n"           \
    "FROM pg_catalog.pg_class c CROSS JOIN LATERAL (SELECT %s AS may_open) o JOIN "                \
    "pg_catalog.pg_namespace n ON n.oid = c.relnamespace"                                          \
    " LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam"                                             \
    " LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass"             \
    " AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'"                                  \
    " AND d.refclassid = 'pg_catalog.pg_extension'::regclass"                                      \
    " LEFT JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid"                                   \
    " LEFT JOIN config k ON k.relation = c.oid\n"                                                  \
    "WHERE c.oid >= " FIRST_USER_OID " AND c.relkind IN ('r', 'p', 'f')"                           \
    " AND (n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' OR k.relation IS NOT NULL)"

enum {
    T_OID,
    T_SCHEMA,
    T_NAME,
    T_RELKIND,
    T_PERSISTENCE,
    T_ACCESS_METHOD,
    T_OWNER,
    T_IS_PARTITION,
    T_ROW_SECURITY,
    T_USAGE,
    T_SELECT,
    T_HEAP_BYTES,
    T_TOAST_BYTES,
    T_RELFILENODE,
    T_CURRENT_FILENODE,
    T_ROWS,
    T_EXTENSION_OID,
    T_EXTENSION,
    T_IS_CONFIG,
    T_CONDITION,
    T_MAY_OPEN,
};

static void fill_table(struct pgm_catalog *catalog, struct pgm_table *table, const PGresult *result,
                       int row)
{
    table->oid = pgm_catalog_oid(result, row, T_OID);
    table->schema = pgm_catalog_text(catalog, result, row, T_SCHEMA);
    table->name = pgm_catalog_text(catalog, result, row, T_NAME);
    table->relkind = *PQgetvalue(result, row, T_RELKIND);
    table->persistence = *PQgetvalue(result, row, T_PERSISTENCE);
    table->access_method = pgm_catalog_text(catalog, result, row, T_ACCESS_METHOD);
    table->owner = pgm_catalog_text(catalog, result, row, T_OWNER);
    table->is_partition = pgm_pg_bool(result, row, T_IS_PARTITION);
    table->row_security_applies = pgm_pg_bool(result, row, T_ROW_SECURITY);
    table->can_use_schema = pgm_pg_bool(result, row, T_USAGE);
    table->is_granted = pgm_pg_bool(result, row, T_SELECT);
    table->can_lock = table->can_use_schema && table->is_granted;
    table->can_select = table->can_lock;
    table->is_stored_elsewhere = table->relkind == 'f';
    table->heap_bytes = pgm_pg_int(result, row, T_HEAP_BYTES);
    table->toast_bytes = pgm_pg_int(result, row, T_TOAST_BYTES);
    table->relfilenode = pgm_pg_int(result, row, T_RELFILENODE);
    table->current_filenode = pgm_pg_int(result, row, T_CURRENT_FILENODE);
    table->estimated_rows = strtod(PQgetvalue(result, row, T_ROWS), NULL);
    table->extension_oid = pgm_catalog_oid(result, row, T_EXTENSION_OID);
    table->extension = pgm_catalog_text(catalog, result, row, T_EXTENSION);
    table->is_extension_config = pgm_pg_bool(result, row, T_IS_CONFIG);
    table->extension_condition = pgm_catalog_text(catalog, result, row, T_CONDITION);
    table->may_open = pgm_pg_bool(result, row, T_MAY_OPEN);
}

enum pgm_status pgm_catalog_load_tables(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                        struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result;
    pgm_buf_printf(&sql, TABLES_SQL, pgm_catalog_may_open(catalog, "c.oid"));
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "reading the tables", &result, error);
    pgm_buf_free(&sql);
    PGM_TRY(status);
    catalog->table_count = (size_t)PQntuples(result);
    catalog->tables = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_table, catalog->table_count);
    for (size_t i = 0; i < catalog->table_count; i++)
        fill_table(catalog, &catalog->tables[i], result, (int)i);
    PQclear(result);
    /* Sorted here and not by the server, whose encoding may order names otherwise than ours. */
    if (catalog->table_count > 0)
        qsort(catalog->tables, catalog->table_count, sizeof *catalog->tables,
              pgm_catalog_compare_tables);
    for (size_t i = 0; i < catalog->table_count; i++)
        pgm_map_put(&catalog->tables_by_oid, pgm_map_oid_key(&catalog->tables[i].oid),
                    &catalog->tables[i]);
    return PGM_OK;
}
