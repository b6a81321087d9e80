/* look.c: see the header. */
#include "look.h"

#define SPARE 2.0 /* pages differ in how many rows they hold */

static bool is_readable(const struct pgm_catalog *catalog, const struct pgm_table *table)
{
    return table->relkind != 'f' && table->can_select && table->can_use_schema &&
           !table->row_security_applies && !(table->persistence == 'u' && catalog->in_recovery) &&
           table->column_count > 0;
}

/* Some pages of a large table rather than its first ones. */
static void make_query(const struct pgm_table *table, unsigned rows, bool sampled,
                       struct pgm_buf *sql)
{
    pgm_buf_puts(sql, "SELECT ");
    for (size_t i = 0; i < table->column_count; i++) {
        pgm_buf_puts(sql, i ? ", " : "");
        if (table->columns[i].generated) {
            pgm_buf_puts(sql, "NULL");
            continue;
        }
        pgm_buf_puts(sql, "pg_catalog.left(");
        pgm_buf_identifier(sql, table->columns[i].name);
        pgm_buf_printf(sql, "::text, %d)", PGM_DETECT_VALUE_BYTES_MAX);
    }
    pgm_buf_puts(sql, " FROM ");
    pgm_buf_qualified(sql, table->schema, table->name);
    if (sampled)
        pgm_buf_printf(sql, " TABLESAMPLE SYSTEM (%.6f) REPEATABLE (0)",
                       100.0 * SPARE * rows / table->estimated_rows);
    pgm_buf_printf(sql, " LIMIT %u", rows);
}

static void show(const struct pgm_table *table, const PGresult *result, struct pgm_detect *run)
{
    struct pgm_arena arena = {0};
    const size_t rows = (size_t)PQntuples(result), columns = table->column_count;
    struct pgm_span *values = PGM_ARENA_ARRAY(&arena, struct pgm_span, rows * columns + 1);
    for (size_t row = 0; row < rows; row++)
        for (size_t c = 0; c < columns; c++)
            if (!PQgetisnull(result, (int)row, (int)c))
                values[row * columns + c] =
                    (struct pgm_span){(const uint8_t *)PQgetvalue(result, (int)row, (int)c),
                                      (size_t)PQgetlength(result, (int)row, (int)c)};
    pgm_detect_look(run, table, &(struct pgm_detect_sample){.row_count = rows, .values = values});
    pgm_arena_free(&arena);
}

enum pgm_status pgm_look(struct pgm_pg *leader, const struct pgm_catalog *catalog,
                         const struct pgm_table *table, unsigned rows, struct pgm_detect *run,
                         struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    enum pgm_status status = PGM_OK;
    if (!rows || !is_readable(catalog, table))
        return PGM_OK;
    const bool sampled = table->estimated_rows > 2 * SPARE * rows;
    make_query(table, rows, sampled, &sql);
    status = pgm_pg_exec(leader, sql.data, "looking at rows", &result, error);
    if (status == PGM_OK && sampled && PQntuples(result) < (int)rows / 2) { /* an old estimate */
        PQclear(result);
        result = NULL;
        pgm_buf_clear(&sql);
        make_query(table, rows, false, &sql);
        status = pgm_pg_exec(leader, sql.data, "looking at rows", &result, error);
    }
    if (status == PGM_OK)
        show(table, result, run);
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}
