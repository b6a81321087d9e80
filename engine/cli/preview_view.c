/*
 * preview_view.c: see the header. Columns side by side, in as many bands as the terminal's width needs:
 *
 *   public.people   5 of about 100 rows, 2 of 3 columns masked
 *   #  id       email                            country
 *      permute  email                            keep
 *   1  17 → 93  ann@x.test → joseph@example.com  GB
 *
 * Where not even one column fits, each row becomes a list. What may not be shown (the values that leave
 * as they came, where nobody watches a terminal) is named instead.
 */
#include "preview_view.h"

#include <string.h>

#include "cell.h"

#define VALUE_COLUMNS_MAX 28 /* of one of a pair, so that several pairs stand beside each other */
#define VALUE_COLUMNS_MIN 10 /* below, a list reads better */
#define GAP               2
#define KEPT              "(kept)"

struct view {
    const struct pgm_preview_look *look;
    const struct pgm_preview_table *table;
    FILE *stream;
    size_t value_columns; /* room for one of a pair */
    size_t number_columns;
    struct pgm_buf line;
};

/* How wide a column is shown. */
struct width {
    size_t before, after, all;
};

static const char *arrow(const struct view *view)
{
    return view->look->terminal.utf8 ? " \xe2\x86\x92 " : " > ";
}
#define ARROW_COLUMNS 3

static bool is_same(const struct pgm_preview_cell *a, const struct pgm_preview_cell *b)
{
    return (a->data == NULL) == (b->data == NULL) && a->bytes == b->bytes &&
           (!a->data || memcmp(a->data, b->data, a->bytes) == 0);
}

static bool is_changed(const struct pgm_preview_column *column, size_t row)
{
    return column->unread || !is_same(&column->before[row], &column->after[row]);
}

static bool is_listed(const struct view *view, const struct pgm_preview_column *column)
{
    bool changed = !view->look->only_changed;
    for (size_t row = 0; !changed && row < view->table->row_count; row++)
        changed = is_changed(column, row);
    return changed;
}

/* Both are shown; else one value stands for the cell. */
static bool is_pair(const struct view *view, const struct pgm_preview_column *column, size_t row)
{
    return view->look->originals && !column->unread && is_changed(column, row);
}

/* --- values --------------------------------------------------------------------------------------- */

static void value_text(const struct pgm_preview_cell *cell, const char **data, size_t *bytes)
{
    *data = cell->data ? cell->data : "NULL";
    *bytes = cell->data ? cell->bytes : 4;
    if (cell->data && cell->bytes == 0) {
        *data = "''";
        *bytes = 2;
    }
}

static size_t value_columns(const struct view *view, const struct pgm_preview_cell *cell)
{
    const char *data;
    size_t bytes;
    value_text(cell, &data, &bytes);
    const size_t columns = pgm_cell_columns(data, bytes, view->look->terminal.utf8);
    return columns < view->value_columns ? columns : view->value_columns;
}

static void add_blanks(struct pgm_buf *out, size_t count)
{
    while (count--)
        pgm_buf_putc(out, ' ');
}

/* Returns the columns it takes. */
static size_t add_text(struct view *view, const char *data, size_t bytes, const char *colour,
                       size_t columns_max)
{
    const bool coloured = view->look->terminal.colour && colour;
    if (coloured)
        pgm_buf_puts(&view->line, colour);
    const size_t columns =
        pgm_cell_add(&view->line, data, bytes, columns_max, view->look->terminal.utf8);
    if (coloured)
        pgm_buf_puts(&view->line, "\033[0m");
    return columns;
}

#define BOLD   "\033[1m"
#define DIM    "\033[2m"
#define BEFORE "\033[31m"
#define AFTER  "\033[32m"

static size_t add_value(struct view *view, const struct pgm_preview_cell *cell, const char *colour)
{
    const char *data;
    size_t bytes;
    value_text(cell, &data, &bytes);
    return add_text(view, data, bytes, cell->data ? colour : DIM, view->value_columns);
}

/* The whole cell of a row; returns the columns it takes. `before` is padded to that many columns. */
static size_t add_cell(struct view *view, const struct pgm_preview_column *column, size_t row,
                       size_t before)
{
    if (is_pair(view, column, row)) {
        const size_t taken = add_value(view, &column->before[row], BEFORE);
        const size_t wide = taken < before ? before : taken;
        add_blanks(&view->line, wide - taken);
        pgm_buf_puts(&view->line, arrow(view));
        return wide + ARROW_COLUMNS + add_value(view, &column->after[row], AFTER);
    }
    if (column->kept[row] && !view->look->originals)
        return add_text(view, KEPT, strlen(KEPT), DIM, view->value_columns);
    return add_value(view, &column->after[row], is_changed(column, row) ? AFTER : NULL);
}

/* --- bands ---------------------------------------------------------------------------------------- */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t text_columns(const struct view *view, const char *text)
{
    const size_t columns = pgm_cell_columns(text, strlen(text), view->look->terminal.utf8);
    return columns < view->value_columns ? columns : view->value_columns;
}

static struct width measure(const struct view *view, const struct pgm_preview_column *column)
{
    struct width width = {
        .all = larger(text_columns(view, column->name), text_columns(view, column->mask))};
    size_t single = 0;
    for (size_t row = 0; row < view->table->row_count; row++)
        if (is_pair(view, column, row)) {
            width.before = larger(width.before, value_columns(view, &column->before[row]));
            width.after = larger(width.after, value_columns(view, &column->after[row]));
        } else if (column->kept[row] && !view->look->originals) {
            single = larger(single, strlen(KEPT));
        } else {
            single = larger(single, value_columns(view, &column->after[row]));
        }
    if (width.after)
        width.all = larger(width.all, width.before + ARROW_COLUMNS + width.after);
    width.all = larger(width.all, single);
    return width;
}

static void end_line(struct view *view)
{
    while (view->line.bytes && view->line.data[view->line.bytes - 1] == ' ')
        view->line.data[--view->line.bytes] = '\0';
    fprintf(view->stream, "%s\n", pgm_buf_text(&view->line));
    pgm_buf_clear(&view->line);
}

/* A line over columns [first, end) of the table: what `row` holds, or their names or masks. */
enum { ROW_NAMES = -2, ROW_MASKS = -1 };

static void print_line(struct view *view, const struct width *widths, size_t first, size_t end,
                       long row)
{
    if (row >= 0)
        pgm_buf_printf(&view->line, "%*ld", (int)view->number_columns, row + 1);
    else
        pgm_buf_printf(&view->line, "%*s", (int)view->number_columns, row == ROW_NAMES ? "#" : "");
    size_t pad = GAP;
    for (size_t i = first; i < end; i++) {
        const struct pgm_preview_column *column = &view->table->columns[i];
        if (!is_listed(view, column))
            continue;
        const char *head = row == ROW_NAMES ? column->name : column->mask;
        add_blanks(&view->line, pad);
        const size_t taken = row >= 0
                                 ? add_cell(view, column, (size_t)row, widths[i].before)
                                 : add_text(view, head, strlen(head), row == ROW_NAMES ? BOLD : DIM,
                                            view->value_columns);
        pad = widths[i].all - taken + GAP;
    }
    end_line(view);
}

static void print_bands(struct view *view, struct pgm_arena *arena)
{
    const size_t count = view->table->column_count;
    struct width *widths = PGM_ARENA_ARRAY(arena, struct width, count + 1);
    for (size_t i = 0; i < count; i++)
        widths[i] = measure(view, &view->table->columns[i]);
    for (size_t first = 0; first < count;) {
        size_t end = first, columns = view->number_columns, listed = 0;
        for (; end < count; end++) {
            if (!is_listed(view, &view->table->columns[end]))
                continue;
            if (listed && columns + GAP + widths[end].all > view->look->width)
                break;
            columns += GAP + widths[end].all;
            listed++;
        }
        for (long row = ROW_NAMES; listed && row < (long)view->table->row_count; row++)
            print_line(view, widths, first, end, row);
        if (listed)
            fputc('\n', view->stream);
        first = end;
    }
}

/* --- lists ---------------------------------------------------------------------------------------- */

static void print_lists(struct view *view)
{
    const size_t indent = 4;
    for (size_t row = 0; row < view->table->row_count; row++) {
        fprintf(view->stream, "row %zu\n", row + 1);
        for (size_t i = 0; i < view->table->column_count; i++) {
            const struct pgm_preview_column *column = &view->table->columns[i];
            if (!is_listed(view, column))
                continue;
            add_blanks(&view->line, 2);
            add_text(view, column->name, strlen(column->name), BOLD, view->look->width);
            end_line(view);
            if (is_pair(view, column, row)) {
                add_blanks(&view->line, indent);
                add_value(view, &column->before[row], BEFORE);
                end_line(view);
                pgm_buf_puts(&view->line, arrow(view));
                add_blanks(&view->line, indent - ARROW_COLUMNS);
                add_value(view, &column->after[row], AFTER);
            } else {
                add_blanks(&view->line, indent);
                add_cell(view, column, row, 0);
            }
            end_line(view);
        }
    }
    fputc('\n', view->stream);
}

/* --------------------------------------------------------------------------------------------------- */

static void print_head(struct view *view)
{
    const struct pgm_preview_table *table = view->table;
    add_text(view, table->name, strlen(table->name), BOLD, SIZE_MAX);
    pgm_buf_printf(&view->line, "   %zu row%s", table->row_count, table->row_count == 1 ? "" : "s");
    if (table->estimated_rows > (double)table->row_count)
        pgm_buf_printf(&view->line, " of about %.0f", table->estimated_rows);
    pgm_buf_printf(&view->line, ", %zu of %zu column%s masked", table->masked_count,
                   table->column_count, table->column_count == 1 ? "" : "s");
    end_line(view);
}

static void print_table(struct view *view, struct pgm_arena *arena)
{
    const size_t room = view->look->width;
    view->number_columns = view->table->row_count > 9 ? 2 : 1;
    while (view->number_columns < 4 && view->table->row_count > 99)
        view->number_columns++;
    const size_t around = view->number_columns + GAP + ARROW_COLUMNS;
    view->value_columns = room > around ? (room - around) / 2 : 1;
    print_head(view);
    if (view->value_columns < VALUE_COLUMNS_MIN) {
        view->value_columns = room > 5 ? room - 4 : 1;
        print_lists(view);
        return;
    }
    if (view->value_columns > VALUE_COLUMNS_MAX)
        view->value_columns = VALUE_COLUMNS_MAX;
    print_bands(view, arena);
}

void pgm_preview_print(const struct pgm_preview_result *result, const struct pgm_preview_look *look,
                       FILE *stream)
{
    struct pgm_arena arena = {0};
    struct view view = {.look = look, .stream = stream};
    for (view.table = result->tables; view.table; view.table = view.table->next)
        print_table(&view, &arena);
    if (result->tables)
        fprintf(stream, "Key: %s\n", result->key);
    if (result->more_count)
        fprintf(stream, "%zu more table%s masked columns: name one to see it\n", result->more_count,
                result->more_count == 1 ? " has" : "s have");
    if (result->left_out_count)
        fprintf(stream,
                "%zu table%s left out, for the rules do not fit: `pgmirage check` says why\n",
                result->left_out_count, result->left_out_count == 1 ? " is" : "s are");
    pgm_buf_free(&view.line);
    pgm_arena_free(&arena);
}

/* --- JSON ----------------------------------------------------------------------------------------- */

static void add_json_value(struct pgm_buf *out, const char *name,
                           const struct pgm_preview_cell *cell)
{
    pgm_buf_printf(out, ", \"%s\": ", name);
    if (cell->data)
        pgm_text_json(out, cell->data);
    else
        pgm_buf_puts(out, "null");
}

/* {"mask": "email", "before": "...", "after": "..."}; of a value that leaves as it came neither, unless
 * originals may be shown. */
static void add_json_cell(struct pgm_buf *out, const struct pgm_preview_column *column, size_t row,
                          bool originals)
{
    pgm_text_json(out, column->name);
    pgm_buf_puts(out, ": {\"mask\": ");
    pgm_text_json(out, column->mask);
    if (column->kept[row])
        pgm_buf_puts(out, ", \"kept\": true");
    if (originals && !column->unread)
        add_json_value(out, "before", &column->before[row]);
    if (originals || !column->kept[row])
        add_json_value(out, "after", &column->after[row]);
    pgm_buf_putc(out, '}');
}

static void add_json_table(struct pgm_buf *out, const struct view *view)
{
    const struct pgm_preview_table *table = view->table;
    pgm_buf_puts(out, "\n  {\"table\": ");
    pgm_text_json(out, table->name);
    pgm_buf_printf(out, ", \"columns\": %zu, \"masked\": %zu, \"rows\": [", table->column_count,
                   table->masked_count);
    for (size_t row = 0; row < table->row_count; row++) {
        bool first = true;
        pgm_buf_puts(out, row ? ",\n    {" : "\n    {");
        for (size_t i = 0; i < table->column_count; i++) {
            if (!is_listed(view, &table->columns[i]))
                continue;
            pgm_buf_puts(out, first ? "" : ", ");
            first = false;
            add_json_cell(out, &table->columns[i], row, view->look->originals);
        }
        pgm_buf_putc(out, '}');
    }
    pgm_buf_puts(out, "]}");
}

void pgm_preview_print_json(const struct pgm_preview_result *result,
                            const struct pgm_preview_look *look, FILE *stream)
{
    struct pgm_buf out = {0};
    struct view view = {.look = look, .stream = stream};
    pgm_buf_puts(&out, "{\"tables\": [");
    for (view.table = result->tables; view.table; view.table = view.table->next) {
        pgm_buf_puts(&out, view.table == result->tables ? "" : ",");
        add_json_table(&out, &view);
    }
    pgm_buf_printf(&out,
                   "],\n \"more_tables\": %zu, \"left_out\": %zu, \"key\": ", result->more_count,
                   result->left_out_count);
    pgm_text_json(&out, result->key ? result->key : "");
    pgm_buf_puts(&out, "}\n");
    fputs(out.data, stream);
    pgm_buf_free(&out);
}
