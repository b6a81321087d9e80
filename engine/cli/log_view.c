/* log_view.c: see the header. JSON: RFC 8259, one object a line (https://jsonlines.org). */
#include "log_view.h"

#include <time.h>

#include "terminal.h"

static const char *const level_names[] = {"error", "warning", "info", "debug"};

/* Begins an object; the rest of its members follow. */
static void begin(struct pgm_buf *line, enum pgm_log_level level, const char *event)
{
    char now[32];
    struct tm utc;
    const time_t seconds = time(NULL);
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    pgm_buf_printf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", now,
                   level_names[level], event);
}

/* What is not known is left out. */
static void add_text(struct pgm_buf *line, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    pgm_buf_printf(line, ",\"%s\":", name);
    pgm_text_json(line, value);
}

static void add_number(struct pgm_buf *line, const char *name, uint64_t value)
{
    pgm_buf_printf(line, ",\"%s\":%llu", name, (unsigned long long)value);
}

static void add_texts(struct pgm_buf *line, const char *name, const char *const *items,
                      size_t count)
{
    pgm_buf_printf(line, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            pgm_buf_putc(line, ',');
        pgm_text_json(line, items[i]);
    }
    pgm_buf_putc(line, ']');
}

/* In one call, so that lines of threads do not mix. */
static void end(struct pgm_buf *line, FILE *stream)
{
    pgm_buf_puts(line, "}\n");
    fputs(line->data, stream);
    pgm_buf_free(line);
}

void pgm_log_view_warning(const char *message)
{
    struct pgm_buf line = {0};
    if (pgm_log_format() == PGM_LOG_TEXT) {
        pgm_log(PGM_LOG_WARNING, "%s", message);
        return;
    }
    begin(&line, PGM_LOG_WARNING, "warning");
    add_text(&line, "message", message);
    end(&line, stderr);
}

/* Messages may name things of the database, whose names may hold anything. */
static void print_error(const struct pgm_error *error)
{
    struct pgm_buf text = {0};
    if (error->message[0]) {
        pgm_buf_puts(&text, "pgmirage: error: ");
        pgm_text_clean(&text, error->message, SIZE_MAX, true);
        pgm_buf_putc(&text, '\n');
    }
    if (error->hint[0]) {
        pgm_buf_puts(&text, "hint: ");
        pgm_text_clean(&text, error->hint, SIZE_MAX, true);
        pgm_buf_putc(&text, '\n');
    }
    fputs(pgm_buf_text(&text), stderr);
    pgm_buf_free(&text);
}

void pgm_log_view_error(const struct pgm_error *error, enum pgm_status status)
{
    struct pgm_buf line = {0};
    if (pgm_log_format() == PGM_LOG_TEXT || (!error->message[0] && !error->hint[0])) {
        print_error(error);
        return;
    }
    begin(&line, PGM_LOG_ERROR, "end");
    add_text(&line, "message", error->message);
    add_text(&line, "hint", error->hint);
    add_number(&line, "exit_code", (uint64_t)status);
    end(&line, stderr);
}

void pgm_log_view_report(const struct pgm_report *report, enum pgm_log_level level)
{
    if (pgm_log_format() == PGM_LOG_TEXT) {
        pgm_report_print(report, stderr);
        return;
    }
    for (const struct pgm_finding *finding = report->first; finding; finding = finding->next) {
        struct pgm_buf line = {0};
        if (finding->repeats)
            continue;
        begin(&line, level, "finding");
        add_text(&line, "file", finding->place.file);
        if (finding->place.file && finding->place.line) {
            add_number(&line, "line", finding->place.line);
            add_number(&line, "column", finding->place.column);
        }
        add_text(&line, "object", finding->object);
        add_text(&line, "message", finding->message);
        add_text(&line, "hint", finding->hint);
        end(&line, stderr);
    }
}

static void add_notes(struct pgm_buf *line, const struct pgm_notes *notes)
{
    pgm_buf_puts(line, ",\"notes\":[");
    for (const struct pgm_note *note = notes->first; note; note = note->next) {
        if (note != notes->first)
            pgm_buf_putc(line, ',');
        pgm_text_json(line, note->text);
    }
    pgm_buf_putc(line, ']');
}

void pgm_log_view_summary(const char *verb, const struct pgm_result *result, FILE *stream)
{
    struct pgm_buf line = {0};
    begin(&line, PGM_LOG_INFO, "summary");
    add_text(&line, "verb", verb);
    add_text(&line, "output", result->output);
    add_number(&line, "tables", result->table_count);
    add_number(&line, "rows", result->rows);
    add_number(&line, "bytes_read", result->bytes_in);
    add_number(&line, "bytes_written", result->bytes_out);
    pgm_buf_printf(&line, ",\"seconds\":%.3f,\"cpu_seconds\":%.3f", result->seconds,
                   result->cpu_user_s + result->cpu_system_s);
    add_number(&line, "peak_memory_bytes", result->peak_memory_bytes);
    add_text(&line, "server", result->server_version);
    add_text(&line, "pg_dump", result->pg_dump_version);
    add_text(&line, "snapshot", result->snapshot);
    add_text(&line, "lsn", result->lsn);
    add_text(&line, "key", result->key);
    add_texts(&line, "kept_columns", result->kept_columns, result->kept_column_count);
    add_texts(&line, "tables_without_rows", result->skipped_tables, result->skipped_table_count);
    add_notes(&line, &result->notes);
    end(&line, stream);
}
