/* catalog.c: the order in which the catalog is read, and the look-ups in it. */
#include "catalog.h"

#include <stdlib.h>
#include <string.h>

#include "catalog_load.h"

static enum pgm_status load_server(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                   struct pgm_error *error)
{
    enum { VERSION_TEXT, DATABASE, ENCODING, IN_RECOVERY };
    PGresult *result;
    PGM_TRY(pgm_pg_exec(pg,
                        "SELECT current_setting('server_version'), current_database(),"
                        " current_setting('server_encoding'), pg_is_in_recovery()",
                        "reading the server's version", &result, error));
    catalog->server_version = pg->server_version;
    catalog->server_version_text = pgm_catalog_text(catalog, result, 0, VERSION_TEXT);
    catalog->database = pgm_catalog_text(catalog, result, 0, DATABASE);
    catalog->encoding = pgm_catalog_text(catalog, result, 0, ENCODING);
    catalog->in_recovery = pgm_pg_bool(result, 0, IN_RECOVERY);
    PQclear(result);
    return PGM_OK;
}

const char *pgm_catalog_may_open(struct pgm_catalog *catalog, const char *oid)
{
    return catalog->only ? pgm_arena_printf(&catalog->arena, "%s = ANY ('%s'::pg_catalog.oid[])",
                                            oid, catalog->only)
                         : "true";
}

enum pgm_status pgm_catalog_read(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                 struct pgm_error *error)
{
    return pgm_catalog_read_only(catalog, pg, NULL, error);
}

enum pgm_status pgm_catalog_read_only(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                      const char *only, struct pgm_error *error)
{
    *catalog = (struct pgm_catalog){.only = only};
    PGM_TRY(load_server(catalog, pg, error));
    PGM_TRY(pgm_catalog_load_tables(catalog, pg, error));
    PGM_TRY(pgm_catalog_load_columns(catalog, pg, error));
    PGM_TRY(pgm_catalog_load_hierarchy(catalog, pg, error));
    PGM_TRY(pgm_catalog_load_indexes(catalog, pg, error));
    PGM_TRY(pgm_catalog_load_constraints(catalog, pg, error));
    return pgm_catalog_load_sequences(catalog, pg, error);
}

void pgm_catalog_free(struct pgm_catalog *catalog)
{
    pgm_map_free(&catalog->tables_by_oid);
    pgm_arena_free(&catalog->arena);
    *catalog = (struct pgm_catalog){0};
}

struct pgm_table *pgm_catalog_table(const struct pgm_catalog *catalog, uint32_t oid)
{
    return pgm_map_get(&catalog->tables_by_oid, pgm_map_oid_key(&oid));
}

int pgm_catalog_compare_tables(const void *a, const void *b)
{
    const struct pgm_table *left = a, *right = b;
    const int schemas = strcmp(left->schema, right->schema);
    return schemas ? schemas : strcmp(left->name, right->name);
}

struct pgm_table *pgm_catalog_find(const struct pgm_catalog *catalog, const char *schema,
                                   const char *name)
{
    const struct pgm_table wanted = {.schema = schema, .name = name};
    if (catalog->table_count == 0)
        return NULL;
    return bsearch(&wanted, catalog->tables, catalog->table_count, sizeof wanted,
                   pgm_catalog_compare_tables);
}

const struct pgm_column *pgm_table_column(const struct pgm_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

struct pgm_column *pgm_catalog_column(const struct pgm_table *table, int attnum)
{
    /* Without dropped columns before it, column n stands at n - 1; else further left. */
    size_t at = (size_t)(attnum > 0 ? attnum : 0);
    if (at > table->column_count)
        at = table->column_count;
    while (at > 0 && table->columns[at - 1].attnum > attnum)
        at--;
    return at > 0 && table->columns[at - 1].attnum == attnum ? &table->columns[at - 1] : NULL;
}

/* The next number of the text, false at its end. The separators do not matter. */
static bool next_number(const char **text, long *number)
{
    const char *at = *text + strcspn(*text, "-0123456789");
    char *end;
    *number = strtol(at, &end, 10);
    *text = end;
    return end != at;
}

struct pgm_column **pgm_catalog_columns(struct pgm_arena *arena, const struct pgm_table *table,
                                        const char *numbers, size_t limit, size_t *count)
{
    struct pgm_column **columns = NULL;
    long number;
    size_t total = 0;
    *count = 0;
    for (const char *at = numbers; at && total < limit && next_number(&at, &number);)
        total++;
    if (total > 0)
        columns = PGM_ARENA_ARRAY(arena, struct pgm_column *, total);
    for (const char *at = numbers; *count < total && next_number(&at, &number); (*count)++)
        columns[*count] = pgm_catalog_column(table, (int)number);
    return columns;
}

static struct pgm_column **whole_row(struct pgm_arena *arena, const struct pgm_table *table,
                                     size_t *count)
{
    struct pgm_column **columns = PGM_ARENA_ARRAY(arena, struct pgm_column *, table->column_count);
    for (size_t i = 0; i < table->column_count; i++)
        columns[i] = &table->columns[i];
    *count = table->column_count;
    return columns;
}

struct pgm_column **pgm_catalog_mentioned(struct pgm_arena *arena, const struct pgm_table *table,
                                          const char *numbers, size_t *count)
{
    struct pgm_column **columns =
        pgm_catalog_columns(arena, table, numbers, table->column_count + 1, count);
    for (size_t i = 0; i < *count; i++)
        if (!columns[i])
            return whole_row(arena, table, count);
    return columns;
}
