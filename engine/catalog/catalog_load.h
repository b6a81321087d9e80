/*
 * catalog_load.h: what the files of this folder share while the catalog is being filled.
 *
 *   tables ─> types ─> columns ─> hierarchy ─┬─> indexes
 *                                            ├─> foreign keys, checks
 *                                            └─> sequences
 *
 * Each query reads one family for the whole database and leaves out, by FIRST_USER_OID, what initdb
 * made; rows of a table that the first query did not give (a temporary one, a TOAST table) are
 * skipped here. Relations are qualified in all queries; functions and operators need not be, since
 * with an empty search_path only pg_catalog is searched for them.
 *
 * Result columns are named by an enum beside each query, in the order of its SELECT list.
 */
#ifndef PGM_CATALOG_LOAD_H
#define PGM_CATALOG_LOAD_H

#include "catalog.h"

/* FirstNormalObjectId of PostgreSQL's access/transam.h: below it are the objects of initdb. */
#define FIRST_USER_OID "16384"

enum pgm_status pgm_catalog_load_tables(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                        struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_catalog_load_columns(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                         struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_catalog_load_hierarchy(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                           struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_catalog_load_indexes(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                         struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_catalog_load_constraints(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                             struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_catalog_load_sequences(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                           struct pgm_error *error) PGM_MUST_CHECK;

/* In SQL: whether the table of this oid may be opened, as pg_relation_size() and whatever tells a definition
 * in words do (pg_get_expr(), pg_get_indexdef(), pg_get_partkeydef()). */
const char *pgm_catalog_may_open(struct pgm_catalog *catalog, const char *oid);

/* The types in use, found by declared type and modifier while the columns are read. */
struct pgm_type_entry {
    struct {
        uint32_t oid;
        int32_t typmod;
    } key;
    struct pgm_type type;
};
struct pgm_type_table {
    struct pgm_map by_key;
};
enum pgm_status pgm_catalog_load_types(struct pgm_catalog *catalog, struct pgm_type_table *types,
                                       struct pgm_pg *pg, struct pgm_error *error) PGM_MUST_CHECK;
/* NULL: the type was dropped or changed after the snapshot. */
const struct pgm_type *pgm_type_table_find(const struct pgm_type_table *types, uint32_t oid,
                                           int32_t typmod);
void pgm_type_table_free(struct pgm_type_table *types);

/* Orders tables by schema and name, for qsort() and bsearch(). */
int pgm_catalog_compare_tables(const void *a, const void *b);

/* A list of columns as the server prints attribute numbers ("1 0 3", "{1,3}"): at most `limit` of
 * them, NULL for the number 0. *count is 0 and NULL returned where `numbers` is NULL or empty. */
struct pgm_column **pgm_catalog_columns(struct pgm_arena *arena, const struct pgm_table *table,
                                        const char *numbers, size_t limit, size_t *count);
/* The same for the numbers found in expression trees, where 0 stands for the whole row. */
struct pgm_column **pgm_catalog_mentioned(struct pgm_arena *arena, const struct pgm_table *table,
                                          const char *numbers, size_t *count);
/* NULL: dropped, or a system column. */
struct pgm_column *pgm_catalog_column(const struct pgm_table *table, int attnum);

/* The columns that the trees of pg_node_tree columns (SQL expressions) refer to. All their Vars
 * belong to the one table. pg_depend will not do: it does not list a whole-row reference, and mixes
 * in the plain columns. Names and constants inside a tree cannot look like this: outfuncs.c
 * escapes the blank and writes constants as bytes. */
#define PGM_MENTIONED_SQL(trees)                                                                   \
    "(SELECT string_agg(DISTINCT m[1], ' ')"                                                       \
    " FROM regexp_matches(concat(" trees "), ':varattno ([0-9]+)', 'g') m)"

static inline uint32_t pgm_catalog_oid(const PGresult *result, int row, int column)
{
    return (uint32_t)pgm_pg_int(result, row, column);
}

static inline char *pgm_catalog_text(struct pgm_catalog *catalog, const PGresult *result, int row,
                                     int column)
{
    return pgm_arena_strdup(&catalog->arena, pgm_pg_text(result, row, column));
}

#endif
