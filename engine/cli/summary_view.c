/* summary_view.c: the end of a run on one screen: what was written, from what moment, under which
 * key, what is still real in it, and how to restore it. */
#include "summary_view.h"

#include <stdlib.h>
#include <string.h>

#include "humanize.h"

#define LABEL_COLUMNS 10
#define WIDTH         100
#define MANIFEST      "pgmirage.json"

struct summary {
    const struct pgm_result *result;
    const struct pgm_terminal *terminal;
    FILE *stream;
    struct pgm_arena arena;
};

static int larger_first(const void *a, const void *b)
{
    const struct pgm_table_result *const x = *(const void *const *)a, *const y =
                                                                          *(const void *const *)b;
    if (x->bytes_in != y->bytes_in)
        return x->bytes_in < y->bytes_in ? 1 : -1;
    return strcmp(x->name, y->name);
}

static void add_row(struct pgm_text_table *table, const char *name, uint64_t rows, uint64_t in,
                    uint64_t out, const char *masked, const char *kept)
{
    char text[PGM_HUMAN_BYTES];
    pgm_text_table_add(table, name);
    pgm_text_table_add(table, pgm_human_grouped(text, rows));
    pgm_text_table_add(table, pgm_human_bytes(text, in));
    pgm_text_table_add(table, pgm_human_bytes(text, out));
    pgm_text_table_add(table, masked);
    pgm_text_table_add(table, kept);
}

static void print_tables(struct summary *summary)
{
    const struct pgm_result *const result = summary->result;
    const size_t count = result->table_count;
    if (count == 0)
        return;
    const struct pgm_table_result **const order =
        PGM_ARENA_ARRAY(&summary->arena, const struct pgm_table_result *, count);
    for (size_t i = 0; i < count; i++)
        order[i] = &result->tables[i];
    qsort(order, count, sizeof *order, larger_first);

    struct pgm_text_table table = {.arena = &summary->arena, .column_count = 6, .right = 0x3e};
    static const char *const heads[] = {"table", "rows", "read", "written", "masked", "kept"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        pgm_text_table_add(&table, heads[i]);
    struct pgm_table_result rest = {0};
    for (size_t i = 0; i < count; i++) {
        const struct pgm_table_result *const one = order[i];
        char masked[16], kept[16];
        if (i < PGM_SUMMARY_TABLES_MAX) {
            snprintf(masked, sizeof masked, "%u", one->masked_columns);
            snprintf(kept, sizeof kept, "%u", one->kept_columns);
            add_row(&table, one->name, one->rows, one->bytes_in, one->bytes_out, masked, kept);
            continue;
        }
        rest.rows += one->rows;
        rest.bytes_in += one->bytes_in;
        rest.bytes_out += one->bytes_out;
    }
    if (count > PGM_SUMMARY_TABLES_MAX) {
        const char *const more =
            pgm_arena_printf(&summary->arena, "... and %zu more", count - PGM_SUMMARY_TABLES_MAX);
        add_row(&table, more, rest.rows, rest.bytes_in, rest.bytes_out, "", "");
    }
    const char *const all =
        pgm_arena_printf(&summary->arena, "%zu table%s", count, count == 1 ? "" : "s");
    add_row(&table, all, result->rows, result->bytes_in, result->bytes_out, "", "");
    pgm_text_table_print(&table, 0, summary->terminal->colour, summary->stream);
    fputc('\n', summary->stream);
}

/* "Time      wrapped text", nothing for an empty one. */
static void print_line(struct summary *summary, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    struct pgm_buf line = {0};
    pgm_buf_printf(&line, "%-*s", LABEL_COLUMNS, label);
    pgm_text_wrap(&line, pgm_text_cleaned(&summary->arena, text), LABEL_COLUMNS, LABEL_COLUMNS,
                  WIDTH);
    fprintf(summary->stream, "%s\n", pgm_buf_text(&line));
    pgm_buf_free(&line);
}

/* "Kept      2 columns, values as in the source: a, b" */
static void print_names(struct summary *summary, const char *label, const char *noun,
                        const char *what, const char *const *names, size_t count)
{
    if (count == 0)
        return;
    struct pgm_buf text = {0};
    pgm_buf_printf(&text, "%zu %s%s, %s: ", count, noun, count == 1 ? "" : "s", what);
    for (size_t i = 0; i < count && i < PGM_SUMMARY_NAMES_MAX; i++)
        pgm_buf_printf(&text, "%s%s", i ? ", " : "", names[i]);
    if (count > PGM_SUMMARY_NAMES_MAX)
        pgm_buf_printf(&text, " and %zu more%s", count - PGM_SUMMARY_NAMES_MAX,
                       summary->result->compression ? ", all listed in " MANIFEST : "");
    print_line(summary, label, pgm_buf_text(&text));
    pgm_buf_free(&text);
}

static void print_cost(struct summary *summary)
{
    const struct pgm_result *const result = summary->result;
    const double seconds = result->seconds > 0.001 ? result->seconds : 0.001;
    char time[PGM_HUMAN_BYTES], rows[PGM_HUMAN_BYTES], bytes[PGM_HUMAN_BYTES],
        user[PGM_HUMAN_BYTES], system[PGM_HUMAN_BYTES], memory[PGM_HUMAN_BYTES];
    print_line(
        summary, "Time",
        pgm_arena_printf(&summary->arena,
                         "%s (%s rows/s, %s/s read); CPU %s user, %s system; peak memory %s",
                         pgm_human_seconds(time, result->seconds),
                         pgm_human_count(rows, (uint64_t)((double)result->rows / seconds)),
                         pgm_human_bytes(bytes, (uint64_t)((double)result->bytes_in / seconds)),
                         pgm_human_seconds(user, result->cpu_user_s),
                         pgm_human_seconds(system, result->cpu_system_s),
                         pgm_human_bytes(memory, result->peak_memory_bytes)));
}

/* "label text, label text" of what is known. */
static void print_known(struct summary *summary, const char *label, const char *const *pairs)
{
    struct pgm_buf text = {0};
    for (; *pairs; pairs += 2)
        if (pairs[1])
            pgm_buf_printf(&text, "%s%s%s%s", text.bytes ? ", " : "", pairs[0],
                           pairs[0][0] ? " " : "", pairs[1]);
    print_line(summary, label, pgm_buf_text(&text));
    pgm_buf_free(&text);
}

/* A path as one word of a shell. */
static const char *shell_word(struct pgm_arena *arena, const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-";
    if (*path && path[strspn(path, plain)] == 0)
        return path;
    struct pgm_buf word = {0};
    pgm_buf_putc(&word, '\'');
    for (; *path; path++) {
        if (*path == '\'')
            pgm_buf_puts(&word, "'\\'");
        pgm_buf_putc(&word, *path);
    }
    pgm_buf_putc(&word, '\'');
    const char *const copy = pgm_arena_strdup(arena, pgm_buf_text(&word));
    pgm_buf_free(&word);
    return copy;
}

static void print_notes(struct summary *summary)
{
    for (const struct pgm_note *note = summary->result->notes.first; note; note = note->next)
        print_line(summary, "Note", note->text);
}

void pgm_summary_print_notes(const struct pgm_result *result, const struct pgm_terminal *terminal,
                             FILE *stream)
{
    struct summary summary = {.result = result, .terminal = terminal, .stream = stream};
    print_notes(&summary);
    pgm_arena_free(&summary.arena);
}

void pgm_summary_print(const struct pgm_result *result, unsigned connections,
                       const struct pgm_terminal *terminal, FILE *stream)
{
    struct summary summary = {.result = result, .terminal = terminal, .stream = stream};
    print_tables(&summary);
    print_cost(&summary);
    print_known(&summary, "Source",
                (const char *const[]){"PostgreSQL", result->server_version, "snapshot",
                                      result->snapshot, "LSN", result->lsn, NULL});
    print_known(&summary, result->compression ? "Archive" : "Programs",
                (const char *const[]){"", result->compression, "pg_dump", result->pg_dump_version,
                                      "written by", result->io, "processor", result->cpu, NULL});
    print_line(&summary, "Key", result->key);
    print_names(&summary, "Kept", "column", "values as in the source", result->kept_columns,
                result->kept_column_count);
    print_names(&summary, "Skipped", "table", "no rows", result->skipped_tables,
                result->skipped_table_count);
    print_notes(&summary);
    if (result->output && !result->compression)
        print_line(&summary, "Clone", result->output);
    else if (result->output)
        fprintf(stream, "%-*spg_restore -j %u -d TARGET %s\n", LABEL_COLUMNS, "Restore",
                connections, shell_word(&summary.arena, result->output));
    pgm_arena_free(&summary.arena);
}
