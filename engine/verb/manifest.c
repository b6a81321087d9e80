/* manifest.c: JSON (RFC 8259), written by hand: it is flat, and nothing here reads any. */
#include "manifest.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "file.h"

struct json {
    struct pgm_buf buf;
    bool comma; /* a value stands before, so the next needs one */
};

static void text(struct json *json, const char *value)
{
    struct pgm_buf *buf = &json->buf;
    pgm_buf_putc(buf, '"');
    for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
        if (*c == '"' || *c == '\\')
            pgm_buf_putc(buf, '\\');
        if (*c < 0x20)
            pgm_buf_printf(buf, "\\u%04x", *c);
        else
            pgm_buf_putc(buf, (char)*c);
    }
    pgm_buf_putc(buf, '"');
}

static void next(struct json *json, const char *key)
{
    if (json->comma)
        pgm_buf_putc(&json->buf, ',');
    pgm_buf_putc(&json->buf, '\n');
    json->comma = true;
    if (key) {
        text(json, key);
        pgm_buf_puts(&json->buf, ": ");
    }
}

static void add_text(struct json *json, const char *key, const char *value)
{
    next(json, key);
    if (value)
        text(json, value);
    else
        pgm_buf_puts(&json->buf, "null");
}

static void add_number(struct json *json, const char *key, uint64_t value)
{
    next(json, key);
    pgm_buf_printf(&json->buf, "%llu", (unsigned long long)value);
}

static void open(struct json *json, const char *key, char bracket)
{
    next(json, key);
    pgm_buf_putc(&json->buf, bracket);
    json->comma = false;
}

static void close(struct json *json, char bracket)
{
    pgm_buf_putc(&json->buf, '\n');
    pgm_buf_putc(&json->buf, bracket);
    json->comma = true;
}

static void add_ranges(struct json *json, const struct pgm_plan *plan)
{
    open(json, "ranges", '{');
    for (size_t i = 0; i < plan->domain_count; i++) {
        const struct pgm_domain *domain = &plan->domains[i]->domain;
        if (!domain->permutation)
            continue;
        next(json, domain->name);
        pgm_buf_printf(&json->buf, "[%lld, %lld]", (long long)domain->range_low,
                       (long long)domain->range_high);
    }
    close(json, '}');
}

static void add_tables(struct json *json, const struct pgm_result *result)
{
    open(json, "tables", '[');
    for (size_t i = 0; i < result->table_count; i++) {
        const struct pgm_table_result *table = &result->tables[i];
        open(json, NULL, '{');
        add_text(json, "table", table->name);
        add_number(json, "rows", table->rows);
        add_number(json, "bytes", table->bytes_in);
        add_number(json, "bytes_written", table->bytes_out);
        add_text(json, "checksum", table->checksum);
        add_number(json, "masked_columns", table->masked_columns);
        add_number(json, "kept_columns", table->kept_columns);
        close(json, '}');
    }
    close(json, ']');
}

static void add_list(struct json *json, const char *key, const char *const *items, size_t count)
{
    open(json, key, '[');
    for (size_t i = 0; i < count; i++)
        add_text(json, NULL, items[i]);
    close(json, ']');
}

enum pgm_status pgm_manifest_write(const struct pgm_result *result, const struct pgm_plan *plan,
                                   const char *key_commitment, bool key_kept, int directory_fd,
                                   struct pgm_error *error)
{
    struct json json = {0};
    char now[32];
    const time_t seconds = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    pgm_buf_putc(&json.buf, '{');
    add_number(&json, "manifest_version", 1);
    add_text(&json, "pgmirage", PGM_VERSION);
    add_text(&json, "finished", now);
    add_text(&json, "server", result->server_version);
    add_text(&json, "pg_dump", result->pg_dump_version);
    add_text(&json, "snapshot", result->snapshot);
    add_text(&json, "lsn", result->lsn);
    add_text(&json, "rules_hash", plan->rules->hash);
    add_text(&json, "key", key_kept ? "kept" : "random");
    add_text(&json, "key_commitment", key_commitment);
    open(&json, "algorithms", '{');
    add_text(&json, "prf", PGM_ALGORITHM_PRF);
    add_text(&json, "permutation", PGM_ALGORITHM_PERMUTATION);
    add_text(&json, "masks", PGM_ALGORITHM_MASKS);
    add_text(&json, "checksum", "xxh3-128, summed over rows");
    close(&json, '}');
    add_text(&json, "compression", result->compression);
    add_number(&json, "rows", result->rows);
    add_number(&json, "bytes", result->bytes_in);
    add_number(&json, "bytes_written", result->bytes_out);
    add_ranges(&json, plan);
    add_tables(&json, result);
    add_list(&json, "kept_columns", result->kept_columns, result->kept_column_count);
    add_list(&json, "tables_without_rows", result->skipped_tables, result->skipped_table_count);
    open(&json, "notes", '[');
    for (const struct pgm_note *note = result->notes.first; note; note = note->next)
        add_text(&json, NULL, note->text);
    close(&json, ']');
    close(&json, '}');
    pgm_buf_putc(&json.buf, '\n');
    const enum pgm_status status =
        pgm_write_whole(directory_fd, "pgmirage.json", json.buf.data, json.buf.bytes, error);
    pgm_buf_free(&json.buf);
    return status;
}
