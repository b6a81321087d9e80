/*
 * sample.c: see the header.
 *
 *   pages ──TABLESAMPLE SYSTEM──> row addresses, in the order of their hash ──LIMIT──> rows ─> detect
 *
 * The addresses come from whole pages, spread over the table; the hash takes of their rows some of
 * each page, instead of all of the first. Rows are then fetched by address: an untaken row's large
 * values are never read. Equal tables give equal samples.
 */
#include "sample.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"

#define PAGE_BYTES 8192
/* A table of so many pages is read whole for its addresses. */
#define PAGES_WHOLE 256
/* Rows a page where the server has no estimate: few, so that rather too many pages are read. */
#define ROWS_PER_PAGE_GUESS 5
/* Pages are read for so many times the rows that are taken: pages may hold fewer than on average. */
#define OVERSAMPLE 4
/* A partition tree is known from so many of its leaves. */
#define LEAVES_MAX 32
/* Bytes of values a table, and the least a value is cut to. */
#define SAMPLE_BYTES    (32 * PGM_MIB)
#define VALUE_BYTES_MIN 256
/* Places of values: rows are fewer where columns are very many. */
#define VALUES_MAX ((size_t)2 << 20)

struct sampling {
    struct pgm_pg *leader;
    const struct pgm_catalog *catalog;
    struct pgm_detect *run;
    struct pgm_report *skipped;
    struct pgm_buf sql;
    struct pgm_span *values;
};

bool pgm_sample_is_readable(const struct pgm_catalog *catalog, const struct pgm_table *table)
{
    return table->can_use_schema && table->can_select && !table->row_security_applies &&
           !(table->persistence == 'u' && catalog->in_recovery);
}

static bool is_read(const struct pgm_column *column)
{
    return !column->generated && column->can_select;
}

/* What may be long is cut by the server, as text; the rest is told as COPY would. */
static bool is_cut(const struct pgm_column *column)
{
    switch (column->type.kind) {
    case PGM_KIND_TEXT:
    case PGM_KIND_JSON:
    case PGM_KIND_ARRAY:
    case PGM_KIND_XML:
    case PGM_KIND_HSTORE:
    case PGM_KIND_COMPOSITE:
    case PGM_KIND_OTHER:
        return true;
    default:
        return column->type.kind == PGM_KIND_BYTEA;
    }
}

static size_t value_bytes(const struct pgm_table *table, size_t rows)
{
    size_t cut = 0;
    for (size_t c = 0; c < table->column_count; c++)
        cut += is_read(&table->columns[c]) && is_cut(&table->columns[c]);
    const size_t share = SAMPLE_BYTES / (rows * (cut ? cut : 1));
    return share > PGM_DETECT_VALUE_BYTES_MAX ? PGM_DETECT_VALUE_BYTES_MAX
           : share < VALUE_BYTES_MIN          ? VALUE_BYTES_MIN
                                              : share;
}

static void put_columns(struct pgm_buf *sql, const struct pgm_table *table, size_t rows)
{
    const size_t bytes = value_bytes(table, rows);
    const char *separator = "SELECT ";
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_column *column = &table->columns[c];
        if (!is_read(column))
            continue;
        pgm_buf_puts(sql, separator);
        separator = ", ";
        if (!is_cut(column)) {
            pgm_buf_identifier(sql, column->name);
        } else if (column->type.kind == PGM_KIND_BYTEA) {
            pgm_buf_puts(sql, "pg_catalog.substr(");
            pgm_buf_identifier(sql, column->name);
            pgm_buf_printf(sql, "::bytea, 1, %zu)", bytes / 2); /* two digits a byte */
        } else {
            pgm_buf_puts(sql, "pg_catalog.left(");
            pgm_buf_identifier(sql, column->name);
            pgm_buf_printf(sql, "::text, %zu)", bytes);
        }
    }
}

/* The share of pages to read, in percent; 100: all of them. */
static double percent_of(const struct pgm_table *table, size_t rows, double factor)
{
    const double pages = (double)(table->heap_bytes / PAGE_BYTES);
    if (pages <= PAGES_WHOLE)
        return 100;
    const double per_page =
        table->estimated_rows > 0 ? table->estimated_rows / pages : ROWS_PER_PAGE_GUESS;
    double wanted = factor * OVERSAMPLE * (double)rows / per_page;
    wanted = wanted < PAGES_WHOLE ? PAGES_WHOLE : wanted;
    return wanted < pages ? 100 * wanted / pages : 100;
}

static bool has_addresses(const struct pgm_table *table)
{
    return table->access_method && strcmp(table->access_method, "heap") == 0;
}

/* The addresses of rows, of pages spread over the table. */
static void put_addresses(struct pgm_buf *sql, const struct pgm_table *table, size_t rows,
                          double percent)
{
    pgm_buf_puts(sql, "SELECT ctid FROM ONLY ");
    pgm_buf_qualified(sql, table->schema, table->name);
    if (percent < 100)
        pgm_buf_printf(sql, " TABLESAMPLE SYSTEM (%.9f) REPEATABLE (0)", percent);
    pgm_buf_printf(sql, " ORDER BY pg_catalog.hashtextextended(ctid::text, 0), ctid LIMIT %zu",
                   rows);
}

/* Gives back the lock that the statement before it took. */
static void make_query(struct sampling *s, const struct pgm_table *table, size_t rows,
                       double percent)
{
    struct pgm_buf *sql = &s->sql;
    pgm_buf_clear(sql);
    pgm_buf_puts(sql, "ROLLBACK TO pgmirage_sample; ");
    put_columns(sql, table, rows);
    pgm_buf_puts(sql, " FROM ONLY ");
    pgm_buf_qualified(sql, table->schema, table->name);
    if (!has_addresses(table)) {
        pgm_buf_printf(sql, " LIMIT %zu", rows);
        return;
    }
    pgm_buf_puts(sql, " WHERE ctid = ANY (ARRAY(");
    put_addresses(sql, table, rows, percent);
    pgm_buf_puts(sql, "))");
}

enum pgm_status pgm_sample_places(struct pgm_pg *leader, const struct pgm_table *table, size_t rows,
                                  struct pgm_buf *places, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    if (!has_addresses(table))
        return PGM_OK;
    put_addresses(&sql, table, rows, percent_of(table, rows, 1));
    const enum pgm_status status =
        pgm_pg_exec(leader, pgm_buf_text(&sql), "choosing sample rows", &result, error);
    for (int i = 0; status == PGM_OK && i < PQntuples(result); i++)
        pgm_buf_printf(places, "%s\"%s\"", i ? "," : "", PQgetvalue(result, i, 0));
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}

/* The server refused the statement: this table is passed over. Anything else ends the run. */
static bool is_refused(const struct sampling *s, enum pgm_status status)
{
    const char *sqlstate = pgm_pg_sqlstate(s->leader);
    return status == PGM_FAILED && *sqlstate && strncmp(sqlstate, "57", 2) != 0 &&
           strncmp(sqlstate, "08", 2) != 0 && PQstatus(s->leader->conn) == CONNECTION_OK;
}

static enum pgm_status ask(struct sampling *s, const struct pgm_table *table, size_t rows,
                           double factor, PGresult **result, struct pgm_error *error)
{
    struct pgm_error fault = {0};
    make_query(s, table, rows, percent_of(table, rows, factor));
    const enum pgm_status status =
        pgm_pg_exec(s->leader, pgm_buf_text(&s->sql), "reading a sample", result, &fault);
    if (is_refused(s, status)) {
        pgm_report_add(s->skipped, PGM_FAILED, (struct pgm_place){0},
                       pgm_arena_printf(&s->skipped->arena, "%s.%s", table->schema, table->name),
                       NULL, "judged by its names alone: %s", fault.message);
        *result = NULL;
        return PGM_OK;
    }
    if (status != PGM_OK)
        *error = fault;
    return status;
}

static void show(struct sampling *s, const struct pgm_table *table, const PGresult *result)
{
    const size_t rows = (size_t)PQntuples(result), columns = table->column_count;
    for (size_t r = 0; r < rows; r++) {
        int field = 0;
        for (size_t c = 0; c < columns; c++) {
            struct pgm_span *value = &s->values[r * columns + c];
            *value = (struct pgm_span){0};
            if (!is_read(&table->columns[c]))
                continue;
            if (!PQgetisnull(result, (int)r, field))
                *value = (struct pgm_span){(const uint8_t *)PQgetvalue(result, (int)r, field),
                                           (size_t)PQgetlength(result, (int)r, field)};
            field++;
        }
    }
    pgm_detect_look(s->run, table, &(struct pgm_detect_sample){rows, s->values});
}

static bool has_columns(const struct pgm_table *table)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (is_read(&table->columns[c]))
            return true;
    return false;
}

static enum pgm_status sample(struct sampling *s, const struct pgm_table *table, size_t rows,
                              struct pgm_error *error)
{
    const size_t most = VALUES_MAX / (table->column_count ? table->column_count : 1);
    rows = rows < most ? rows : most;
    if (!has_columns(table) || table->heap_bytes == 0)
        return PGM_OK;
    PGresult *result;
    PGM_TRY(ask(s, table, rows, 1, &result, error));
    /* Pages may be emptier than the estimate says: once more, over many more of them. */
    if (result && (size_t)PQntuples(result) < rows / 2 && percent_of(table, rows, 1) < 100) {
        PQclear(result);
        PGM_TRY(ask(s, table, rows, 16, &result, error));
    }
    if (result)
        show(s, table, result);
    PQclear(result);
    return PGM_OK;
}

/* --- which tables ------------------------------------------------------------------------------- */

static bool is_sampled(const struct sampling *s, const struct pgm_table *table)
{
    return table->relkind == 'r' && pgm_sample_is_readable(s->catalog, table);
}

/* Leaves by root: how many there are, and how many of them were met. */
struct leaves {
    size_t count, met;
};

static size_t index_of(const struct pgm_catalog *catalog, const struct pgm_table *table)
{
    return (size_t)(table - catalog->tables);
}

static void count_leaves(const struct sampling *s, struct leaves *leaves)
{
    for (size_t i = 0; i < s->catalog->table_count; i++) {
        const struct pgm_table *table = &s->catalog->tables[i];
        if (table->root && is_sampled(s, table) && table->heap_bytes > 0)
            leaves[index_of(s->catalog, table->root)].count++;
    }
}

/* How many rows this leaf contributes: of many leaves, some are taken, evenly spread. */
static size_t rows_of_leaf(struct leaves *of_root, size_t rows)
{
    const size_t n = of_root->met++;
    if (of_root->count <= LEAVES_MAX)
        return (rows + of_root->count - 1) / of_root->count;
    const bool taken = n * LEAVES_MAX / of_root->count != (n + 1) * LEAVES_MAX / of_root->count;
    return taken ? (rows + LEAVES_MAX - 1) / LEAVES_MAX : 0;
}

static enum pgm_status sample_all(struct sampling *s, pgm_plan_selector *wanted, void *argument,
                                  size_t rows, struct leaves *leaves, struct pgm_error *error)
{
    count_leaves(s, leaves);
    for (size_t i = 0; i < s->catalog->table_count; i++) {
        const struct pgm_table *table = &s->catalog->tables[i];
        size_t share = rows;
        if (!is_sampled(s, table) || !wanted(table->root ? table->root : table, argument))
            continue;
        if (table->root)
            share = table->heap_bytes > 0
                        ? rows_of_leaf(&leaves[index_of(s->catalog, table->root)], rows)
                        : 0;
        if (share > 0)
            PGM_TRY(sample(s, table, share, error));
    }
    return PGM_OK;
}

enum pgm_status pgm_sample_tables(struct pgm_pg *leader, const struct pgm_catalog *catalog,
                                  pgm_plan_selector *wanted, void *argument, size_t rows,
                                  struct pgm_detect *run, struct pgm_report *skipped,
                                  struct pgm_error *error)
{
    struct sampling s = {leader, catalog, run, skipped, {0}, NULL};
    struct pgm_arena arena = {0};
    struct leaves *leaves = PGM_ARENA_ARRAY(&arena, struct leaves, catalog->table_count + 1);
    rows = rows < PGM_DETECT_ROWS_MAX ? rows : PGM_DETECT_ROWS_MAX;
    size_t widest = 0;
    for (size_t i = 0; i < catalog->table_count; i++)
        widest =
            catalog->tables[i].column_count > widest ? catalog->tables[i].column_count : widest;
    const size_t places = rows * widest < VALUES_MAX ? rows * widest : VALUES_MAX;
    s.values = PGM_ARENA_ARRAY(&arena, struct pgm_span, places + 1);
    enum pgm_status status =
        pgm_pg_exec(leader, "SAVEPOINT pgmirage_sample", "setting a savepoint", NULL, error);
    if (status == PGM_OK)
        status = sample_all(&s, wanted, argument, rows, leaves, error);
    if (status == PGM_OK)
        status = pgm_pg_exec(leader, "ROLLBACK TO pgmirage_sample; RELEASE pgmirage_sample",
                             "releasing the savepoint", NULL, error);
    pgm_buf_free(&s.sql);
    pgm_arena_free(&arena);
    return status;
}
