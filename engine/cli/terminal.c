/* terminal.c: text that is safe to show, and its width. */
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

static bool locale_is_utf8(void)
{
    /* A locale object of our own: the library must not change its host's. */
    const locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (!locale)
        return false;
    const bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

struct pgm_terminal pgm_terminal_of(int fd, bool no_color)
{
    const char *const term = getenv("TERM"), *const no_color_said = getenv("NO_COLOR");
    struct pgm_terminal terminal = {.is_terminal = isatty(fd), .utf8 = locale_is_utf8()};
    terminal.moves_cursor = terminal.is_terminal && term && *term && strcmp(term, "dumb") != 0;
    terminal.colour = terminal.moves_cursor && !no_color && !(no_color_said && *no_color_said);
    return terminal;
}

unsigned pgm_terminal_width(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

/* One character; *bytes gets its length. -1: invalid, one byte. */
static utf8proc_int32_t next_character(const char *text, size_t *bytes)
{
    utf8proc_int32_t character;
    const utf8proc_ssize_t length = utf8proc_iterate(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)strnlen(text, 4), &character);
    *bytes = length > 0 ? (size_t)length : 1;
    return length > 0 ? character : -1;
}

static bool is_shown(utf8proc_int32_t character)
{
    if (character < 0)
        return false;
    switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_CC: /* control: escape sequences */
    case UTF8PROC_CATEGORY_CF: /* format: changes of direction, invisible joiners */
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

static size_t character_columns(utf8proc_int32_t character)
{
    return is_shown(character) ? (size_t)utf8proc_charwidth(character) : 1;
}

static size_t span_columns(const char *text, const char *end)
{
    size_t columns = 0;
    for (size_t bytes; text < end; text += bytes)
        columns += character_columns(next_character(text, &bytes));
    return columns;
}

size_t pgm_text_columns(const char *text)
{
    return span_columns(text, text + strlen(text));
}

size_t pgm_text_clean(struct pgm_buf *out, const char *text, size_t columns_max, bool lines)
{
    const bool cut = !lines && pgm_text_columns(text) > columns_max;
    const size_t room = cut && columns_max ? columns_max - 1 : columns_max;
    size_t columns = 0;
    for (size_t bytes; *text; text += bytes) {
        const utf8proc_int32_t character = next_character(text, &bytes);
        const size_t width = character_columns(character);
        if (columns + width > room)
            break;
        columns += width;
        if (is_shown(character) || (lines && character == '\n'))
            pgm_buf_add(out, text, bytes);
        else
            pgm_buf_putc(out, '?');
    }
    if (cut && columns_max) {
        pgm_buf_putc(out, '~');
        columns++;
    }
    return columns;
}

const char *pgm_text_cleaned(struct pgm_arena *arena, const char *text)
{
    struct pgm_buf buf = {0};
    pgm_text_clean(&buf, text, SIZE_MAX, false);
    const char *const copy = pgm_arena_strdup(arena, pgm_buf_text(&buf));
    pgm_buf_free(&buf);
    return copy;
}

void pgm_text_wrap(struct pgm_buf *out, const char *text, size_t column, size_t indent,
                   size_t width)
{
    bool first = true;
    while (*text) {
        const char *const blank = strchrnul(text, ' ');
        const size_t columns = span_columns(text, blank);
        if (!first && column + 1 + columns > width) {
            pgm_buf_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            pgm_buf_putc(out, ' ');
            column++;
        }
        pgm_buf_add(out, text, (size_t)(blank - text));
        column += columns;
        first = false;
        text = *blank ? blank + 1 : blank;
    }
}

void pgm_text_json(struct pgm_buf *out, const char *text)
{
    pgm_buf_putc(out, '"');
    for (size_t bytes; *text; text += bytes) {
        const utf8proc_int32_t character = next_character(text, &bytes);
        if (character < 0)
            pgm_buf_puts(out, "\\ufffd");
        else if (character == '"' || character == '\\')
            pgm_buf_printf(out, "\\%c", (int)character);
        else if (character < 0x20)
            pgm_buf_printf(out, "\\u%04x", (unsigned)character);
        else
            pgm_buf_add(out, text, bytes);
    }
    pgm_buf_putc(out, '"');
}

void pgm_text_table_add(struct pgm_text_table *table, const char *cell)
{
    if (table->cell_count == table->cell_capacity) {
        const size_t capacity = table->cell_capacity ? table->cell_capacity * 2 : 64;
        const char **const cells = PGM_ARENA_ARRAY(table->arena, const char *, capacity);
        if (table->cell_count)
            memcpy(cells, table->cells, table->cell_count * sizeof *cells);
        table->cells = cells;
        table->cell_capacity = capacity;
    }
    table->cells[table->cell_count++] = pgm_text_cleaned(table->arena, cell);
}

void pgm_text_table_print(const struct pgm_text_table *table, size_t indent, bool bold,
                          FILE *stream)
{
    const size_t columns = table->column_count;
    size_t widths[PGM_TEXT_TABLE_COLUMNS_MAX] = {0};
    for (size_t i = 0; i < table->cell_count; i++) {
        const size_t width = pgm_text_columns(table->cells[i]);
        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    struct pgm_buf line = {0};
    for (size_t i = 0; i < table->cell_count; i++) {
        const size_t column = i % columns;
        const char *const cell = table->cells[i];
        const int pad = (int)(widths[column] - pgm_text_columns(cell));
        const bool right = table->right >> column & 1;
        pgm_buf_printf(&line, "%*s%s%*s", right ? pad : 0, "", cell, right ? 0 : pad, "");
        if (column + 1 < columns) {
            pgm_buf_puts(&line, "  ");
            continue;
        }
        while (line.bytes && line.data[line.bytes - 1] == ' ')
            line.data[--line.bytes] = 0;
        const bool head = bold && i < columns;
        fprintf(stream, "%*s%s%s%s\n", (int)indent, "", head ? "\033[1m" : "", pgm_buf_text(&line),
                head ? "\033[0m" : "");
        pgm_buf_clear(&line);
    }
    pgm_buf_free(&line);
}
