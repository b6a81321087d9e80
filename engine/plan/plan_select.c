/* plan_select.c: hidden columns, joins, and the statements that read and load a table. */
#include "plan_select.h"

#include <string.h>

#include "plan_internal.h"

/* A row joined over a foreign key. */
struct pgm_plan_join {
    const struct pgm_foreign_key *key;
    const char *alias;
    const struct pgm_column **columns; /* fetched */
    size_t column_count;
    struct pgm_plan_join *next;
};

size_t pgm_plan_hidden_add(struct pgm_plan *plan, struct pgm_plan_table *table,
                           const char *expression, const struct pgm_type *type, const char *name)
{
    for (size_t i = 0; i < table->hidden_count; i++)
        if (strcmp(table->hidden[i].expression, expression) == 0)
            return table->copied_count + i;
    struct pgm_plan_hidden *larger =
        PGM_ARENA_ARRAY(&plan->arena, struct pgm_plan_hidden, table->hidden_count + 1);
    if (table->hidden_count)
        memcpy(larger, table->hidden, table->hidden_count * sizeof *larger);
    larger[table->hidden_count] = (struct pgm_plan_hidden){expression, type, name};
    table->hidden = larger;
    table->separators_per_row = table->copied_count + ++table->hidden_count;
    return table->separators_per_row - 1;
}

const char *pgm_plan_join(struct pgm_plan *plan, struct pgm_plan_table *table,
                          const struct pgm_foreign_key *key)
{
    size_t count = 0;
    struct pgm_plan_join **end = &table->joins;
    for (; *end; end = &(*end)->next, count++)
        if ((*end)->key == key)
            return (*end)->alias;
    *end = PGM_ARENA_NEW(&plan->arena, struct pgm_plan_join);
    (*end)->key = key;
    (*end)->alias = pgm_arena_printf(&plan->arena, "pgm_k%zu", count + 1);
    return (*end)->alias;
}

const char *pgm_plan_joined(struct pgm_plan *plan, struct pgm_plan_table *table, const char *alias,
                            const struct pgm_column *column)
{
    struct pgm_plan_join *join = table->joins;
    while (strcmp(join->alias, alias) != 0)
        join = join->next;
    size_t at = 0;
    while (at < join->column_count && join->columns[at] != column)
        at++;
    if (at == join->column_count) {
        const struct pgm_column **larger =
            PGM_ARENA_ARRAY(&plan->arena, const struct pgm_column *, at + 1);
        if (at)
            memcpy(larger, join->columns, at * sizeof *larger);
        larger[at] = column;
        join->columns = larger;
        join->column_count++;
    }
    return pgm_arena_printf(&plan->arena, "%s.pgm_c%zu", alias, at + 1);
}

static void add_names(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    for (size_t i = 0; i < table->copied_count; i++) {
        if (i)
            pgm_buf_puts(sql, ", ");
        pgm_buf_identifier(sql, table->copied[i]->column->name);
    }
}

static void add_column_list(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    /* COPY takes no empty parentheses: without columns the list is left out. */
    if (table->copied_count == 0)
        return;
    pgm_buf_puts(sql, " (");
    add_names(table, sql);
    pgm_buf_putc(sql, ')');
}

/* Qualified: expressions of the rules may join other rows. */
static void add_column(const struct pgm_plan_table *table, const struct pgm_plan_column *column,
                       struct pgm_buf *sql)
{
    pgm_buf_identifier(sql, table->table->name);
    pgm_buf_putc(sql, '.');
    pgm_buf_identifier(sql, column->column->name);
}

/* DISTINCT FROM, for a row whose fields are NULL IS NULL, but is not stored as such. No value is
 * detoasted, rendered or sent for it. */
static void add_blind(const struct pgm_plan_table *table, const struct pgm_plan_column *column,
                      struct pgm_buf *sql)
{
    if (column->mask->reads == PGM_READS_NOTHING) {
        pgm_buf_puts(sql, "NULL::pg_catalog.text");
        return;
    }
    pgm_buf_puts(sql, "CASE WHEN ");
    add_column(table, column, sql);
    pgm_buf_puts(sql, " IS DISTINCT FROM NULL THEN ''::pg_catalog.text END");
}

/* The select list. A newline ends a comment inside an expression of the rules. */
static void add_expressions(const struct pgm_plan_table *table, enum pgm_plan_sight sight,
                            struct pgm_buf *sql)
{
    for (size_t i = 0; i < table->copied_count; i++) {
        const struct pgm_plan_column *column = table->copied[i];
        if (i)
            pgm_buf_puts(sql, ", ");
        if (column->sql)
            pgm_buf_printf(sql, "CAST((%s\n) AS %s)", column->sql, column->column->type.name);
        else if (column->is_blind && sight == PGM_SIGHT_OF_RUN)
            add_blind(table, column, sql);
        else
            add_column(table, column, sql);
    }
    for (size_t i = 0; i < table->hidden_count; i++)
        pgm_buf_printf(sql, "%s(%s\n)", i || table->copied_count ? ", " : "",
                       table->hidden[i].expression);
}

static void add_join(const struct pgm_plan_table *table, const struct pgm_plan_join *join,
                     struct pgm_buf *sql)
{
    const struct pgm_foreign_key *key = join->key;
    pgm_buf_puts(sql, " LEFT JOIN (SELECT ");
    for (size_t k = 0; k < key->column_count; k++) {
        pgm_buf_identifier(sql, key->referenced_columns[k]->name);
        pgm_buf_printf(sql, " AS pgm_key%zu, ", k + 1);
    }
    for (size_t c = 0; c < join->column_count; c++) {
        pgm_buf_identifier(sql, join->columns[c]->name);
        pgm_buf_printf(sql, " AS pgm_c%zu%s", c + 1, c + 1 < join->column_count ? ", " : "");
    }
    pgm_buf_puts(sql, key->referenced->relkind == 'p' ? " FROM " : " FROM ONLY ");
    pgm_buf_qualified(sql, key->referenced->schema, key->referenced->name);
    pgm_buf_printf(sql, ") AS %s ON ", join->alias);
    for (size_t k = 0; k < key->column_count; k++) {
        pgm_buf_printf(sql, "%s%s.pgm_key%zu = ", k ? " AND " : "", join->alias, k + 1);
        pgm_buf_identifier(sql, table->table->name);
        pgm_buf_putc(sql, '.');
        pgm_buf_identifier(sql, key->columns[k]->name);
    }
}

/* Whether the rules have no expressions for it. */
static bool is_plain(const struct pgm_plan_table *table)
{
    bool plain = !table->where && table->hidden_count == 0;
    for (size_t i = 0; plain && i < table->copied_count; i++)
        plain = table->copied[i]->sql == NULL;
    return plain;
}

/* Such a table is read by a SELECT, which costs the server some 45 ns a row more than COPY of a table. A short
 * value that is not sent saves next to nothing, a text of 115 bytes 90 ns, a jsonb of 146 bytes 800
 * (bench/NOTES.md). So narrow tables lose by it, a tenth at most: that is paid for the promise that such
 * values do not leave the server, which then holds for all of them. */
static bool has_blind(const struct pgm_plan_table *table)
{
    bool has = false;
    for (size_t i = 0; i < table->copied_count; i++)
        has = has || table->copied[i]->is_blind;
    return has;
}

static void add_select(const struct pgm_plan_table *table, const char *condition,
                       enum pgm_plan_sight sight, struct pgm_buf *sql)
{
    pgm_buf_puts(sql, "SELECT ");
    add_expressions(table, sight, sql);
    pgm_buf_puts(sql, " FROM ONLY ");
    pgm_buf_qualified(sql, table->table->schema, table->table->name);
    for (const struct pgm_plan_join *join = table->joins; join; join = join->next)
        add_join(table, join, sql);
    pgm_buf_printf(sql, " %s", condition ? condition : "WHERE true");
    if (table->where)
        pgm_buf_printf(sql, " AND (%s\n)", table->where);
}

static const char *extension_condition(const struct pgm_table *table)
{
    /* It begins with WHERE. */
    return table->extension_condition && *table->extension_condition ? table->extension_condition
                                                                     : NULL;
}

bool pgm_plan_select(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    if (is_plain(table))
        return false;
    add_select(table, extension_condition(table->table), PGM_SIGHT_OF_RUN, sql);
    return true;
}

void pgm_plan_sample(const struct pgm_plan_table *table, int rows, enum pgm_plan_sight sight,
                     struct pgm_buf *sql)
{
    add_select(table, extension_condition(table->table), sight, sql);
    pgm_buf_printf(sql, " LIMIT %d", rows);
}

void pgm_plan_pick(const struct pgm_plan_table *table, const char *places,
                   enum pgm_plan_sight sight, struct pgm_buf *sql)
{
    add_select(table, extension_condition(table->table), sight, sql);
    pgm_buf_puts(sql, " AND ");
    pgm_buf_identifier(sql, table->table->name);
    pgm_buf_printf(sql, ".ctid = ANY ('{%s}'::pg_catalog.tid[])", places);
}

/* What a value costs less in the binary format, and what it takes up in the heap: the server's time less what
 * rendering it costs here, in ns, by measurement (bench/NOTES.md). Of text it depends on the length. */
static const struct {
    int16_t saved_ns;
    uint8_t heap_bytes; /* 0: text, and the like */
} form_costs[] = {
    [PGM_BINARY_TEXT] = {-20, 0},
    [PGM_BINARY_BOOL] = {-16, 1},
    [PGM_BINARY_INT2] = {-14, 2},
    [PGM_BINARY_INT4] = {-14, 4},
    [PGM_BINARY_INT8] = {-6, 8},
    [PGM_BINARY_OID] = {-14, 4},
    [PGM_BINARY_NUMERIC] = {-30, 7},
    [PGM_BINARY_DATE] = {8, 4},
    [PGM_BINARY_TIME] = {30, 8},
    [PGM_BINARY_TIMESTAMP] = {40, 8},
    [PGM_BINARY_TIMESTAMPTZ] = {85, 8},
    [PGM_BINARY_INTERVAL] = {130, 16},
    [PGM_BINARY_INTERVAL_INFINITE] = {130, 16},
    [PGM_BINARY_UUID] = {90, 16},
    [PGM_BINARY_INET] = {65, 7},
    [PGM_BINARY_JSONB] = {-30, 0},
    [PGM_BINARY_BYTEA] = {-20, 0},
    [PGM_BINARY_ARRAY] = {-45, 40},
    [PGM_BINARY_OPAQUE] = {0, 0},
};
#define SAVED_NS_PER_TEXT_BYTE   0.85
#define TUPLE_BYTES              28 /* header and line pointer: storage.sgml, "Database Page Layout" */
#define TEXT_BYTES_WHERE_UNKNOWN 25.0

/* Whether the server saves more time on a row of the table than it costs here. */
static bool saves_time(const struct pgm_plan_table *table, const struct pgm_binary_field *fields)
{
    const double rows = table->table->estimated_rows;
    double saved_ns = 0, other_bytes = TUPLE_BYTES, texts = 0;
    for (size_t i = 0; i < table->copied_count; i++) {
        if (table->copied[i]->is_blind)
            continue;
        const enum pgm_binary_form form = fields[i].form;
        saved_ns += form_costs[form].saved_ns;
        other_bytes += form_costs[form].heap_bytes;
        texts += form_costs[form].heap_bytes == 0;
    }
    const double text_bytes = rows > 0 ? (double)table->table->heap_bytes / rows - other_bytes
                                       : texts * TEXT_BYTES_WHERE_UNKNOWN;
    return saved_ns + (texts > 0 ? text_bytes * SAVED_NS_PER_TEXT_BYTE : 0) > 0;
}

/* A table that is kept whole passes as it comes, which is cheaper than rendering it. Where TOAST outweighs
 * the heap, most of the server's time goes into reading it, and rows are large: as text they need no second
 * copy here. */
static bool reads_binary(const struct pgm_plan_table *table, const struct pgm_binary_field *fields)
{
    bool reads = table->step_count > 0 && table->table->toast_bytes <= table->table->heap_bytes;
    for (size_t i = 0; reads && i < table->copied_count; i++)
        reads = table->copied[i]->is_blind || fields[i].form != PGM_BINARY_OPAQUE;
    return reads && saves_time(table, fields);
}

/* Whether the column can go from server to server: as it came, or as a fake. */
static bool column_passes(const struct pgm_plan_column *column,
                          const struct pgm_binary_field *field)
{
    if (column->is_blind && column->mask->reads == PGM_READS_NOTHING)
        return true; /* NULL has no form */
    if (column->sql || pgm_plan_is_kept(column))
        return pgm_binary_passes(&column->column->type);
    return field->form != PGM_BINARY_OPAQUE && pgm_binary_encodes(field->form);
}

void pgm_plan_choose_format(struct pgm_plan *plan, struct pgm_plan_table *table)
{
    const size_t count = table->copied_count;
    const int version = plan->catalog->server_version;
    struct pgm_binary_field *fields =
        PGM_ARENA_ARRAY(&plan->arena, struct pgm_binary_field, count + table->hidden_count + 1);
    bool passes = plan->to_server, looked_at = count > 0;
    for (size_t i = 0; i < count; i++) {
        (void)pgm_binary_field_of(&table->copied[i]->column->type, version, &fields[i]);
        passes = passes && column_passes(table->copied[i], &fields[i]);
    }
    for (size_t i = 0; i < table->hidden_count; i++)
        looked_at =
            pgm_binary_field_of(table->hidden[i].type, version, &fields[count + i]) && looked_at;
    table->binary_out = looked_at && passes;
    table->binary = looked_at && (passes || reads_binary(table, fields)) ? fields : NULL;
}

void pgm_plan_copy_out(const struct pgm_plan_table *table, int64_t first_page, int64_t last_page,
                       struct pgm_buf *sql)
{
    const struct pgm_table *t = table->table;
    const char *condition = extension_condition(t);
    const bool ranged = first_page != 0 || last_page != 0;
    if (!ranged && !condition && is_plain(table) && !has_blind(table)) {
        pgm_buf_puts(sql, "COPY ");
        pgm_buf_qualified(sql, t->schema, t->name);
        add_column_list(table, sql);
        pgm_buf_puts(sql, table->binary ? " TO STDOUT (FORMAT binary)" : " TO STDOUT");
        return;
    }
    pgm_buf_puts(sql, "COPY (");
    add_select(table, condition, PGM_SIGHT_OF_RUN, sql);
    if (ranged) {
        pgm_buf_puts(sql, " AND ");
        pgm_buf_identifier(sql, t->name);
        pgm_buf_printf(sql, ".ctid >= '(%lld,0)'::pg_catalog.tid", (long long)first_page);
    }
    if (ranged && last_page >= 0) {
        pgm_buf_puts(sql, " AND ");
        pgm_buf_identifier(sql, t->name);
        pgm_buf_printf(sql, ".ctid < '(%lld,0)'::pg_catalog.tid", (long long)last_page);
    }
    pgm_buf_puts(sql, table->binary ? ") TO STDOUT (FORMAT binary)" : ") TO STDOUT");
}

void pgm_plan_copy_to(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    const struct pgm_table *t = table->load_via_root ? table->table->root : table->table;
    pgm_buf_puts(sql, "COPY ");
    pgm_buf_qualified(sql, t->schema, t->name);
    if (table->copied_count == 0)
        pgm_buf_putc(sql, ' '); /* as pg_dump writes it */
    add_column_list(table, sql);
    pgm_buf_puts(sql, " FROM stdin");
}

void pgm_plan_copy_in(const struct pgm_plan_table *table, struct pgm_buf *sql)
{
    pgm_plan_copy_to(table, sql);
    pgm_buf_puts(sql, ";\n");
}
