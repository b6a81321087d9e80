/*
 * terminal.h: what may be written to a terminal and how wide it is there.
 *
 * Names of tables come from the database, and a name may hold anything: what a terminal would obey
 * instead of showing is replaced before it is printed.
 */
#ifndef PGM_TERMINAL_H
#define PGM_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "arena.h"
#include "buf.h"

struct pgm_terminal {
    bool is_terminal;
    bool moves_cursor; /* a terminal that is not "dumb" */
    bool colour;
    bool utf8; /* the locale's character set */
};

/* Asks once, before threads start: reads the environment. */
struct pgm_terminal pgm_terminal_of(int fd, bool no_color);
unsigned pgm_terminal_width(int fd); /* columns; 80 where nobody knows */

/* Columns the text takes; invalid UTF-8 counts one a byte. */
size_t pgm_text_columns(const char *text);
/* Appends the text with control and format characters and invalid UTF-8 as '?', up to
 * `columns_max` columns; a text that is cut ends with "~". Line feeds stay if `lines` says so.
 * Returns the columns taken. */
size_t pgm_text_clean(struct pgm_buf *out, const char *text, size_t columns_max, bool lines);
/* The same, whole, as a copy in the arena. */
const char *pgm_text_cleaned(struct pgm_arena *arena, const char *text);
/* Appends words, broken into lines at blanks and indented; `column` is where the cursor stands. The
 * last line is not ended. */
void pgm_text_wrap(struct pgm_buf *out, const char *text, size_t column, size_t indent,
                   size_t width);
/* Appends a JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void pgm_text_json(struct pgm_buf *out, const char *text);

/* Rows of cells, printed with aligned columns. Cells are copied cleaned; cell 0 is on the left. */
struct pgm_text_table {
    struct pgm_arena *arena;
    size_t column_count;
    unsigned right; /* bit i: column i is aligned to the right */
    const char **cells;
    size_t cell_count, cell_capacity;
};
#define PGM_TEXT_TABLE_COLUMNS_MAX 16
void pgm_text_table_add(struct pgm_text_table *table, const char *cell);
/* `indent` blanks before each row, two between columns; the first row is bold where `bold`. */
void pgm_text_table_print(const struct pgm_text_table *table, size_t indent, bool bold,
                          FILE *stream);

#endif
