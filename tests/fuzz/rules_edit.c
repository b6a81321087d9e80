/* Any file of rules, added to: what the parser accepted it accepts afterwards, every byte of it is still
 * there and in order, and so is what was added. A file may be refused, but not be harmed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rules_edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void must(int condition)
{
    if (!condition)
        abort();
}

static bool parse(struct pgm_rules *rules, const char *text, size_t bytes)
{
    struct pgm_report report = {0};
    pgm_rules_parse(rules, "fuzz.yaml", text, bytes, &report);
    const bool good = report.count == 0;
    pgm_report_free(&report);
    return good;
}

static bool has_column(const struct pgm_rules *rules, const char *written, const char *column)
{
    for (size_t t = 0; t < rules->table_count; t++)
        for (size_t c = 0;
             strcmp(rules->tables[t].written, written) == 0 && c < rules->tables[t].column_count;
             c++)
            if (strcmp(rules->tables[t].columns[c].name, column) == 0)
                return true;
    return false;
}

/* Whether `whole` is `part` with insertions. */
static bool holds(const char *whole, size_t whole_bytes, const uint8_t *part, size_t part_bytes)
{
    size_t p = 0;
    for (size_t i = 0; i < whole_bytes && p < part_bytes; i++)
        p += (uint8_t)whole[i] == part[p];
    return p == part_bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_rules_added_column columns[] = {
        {"added", "email", "name: e-mail; 9 of 10", "{mask: redact}"},
        {"Odd. name\n", "{mask: given_name, by: added}", NULL, NULL},
        {NULL, NULL, "a note\nof two lines", NULL},
    };
    struct pgm_rules old, new;
    struct pgm_rules_added_table tables[4];
    size_t count = 0;
    if (parse(&old, (const char *)data, bytes)) {
        for (size_t t = 0; t < old.table_count && count < 3; t++)
            if (!has_column(&old, old.tables[t].written, "added") &&
                !has_column(&old, old.tables[t].written, "Odd. name\n"))
                tables[count++] = (struct pgm_rules_added_table){
                    .written = old.tables[t].written, .columns = columns, .column_count = 3};
        if (!has_column(&old, "schema.added", "added"))
            tables[count++] = (struct pgm_rules_added_table){"schema", "added", NULL, "a table",
                                                             false,    columns, 3};
        struct pgm_buf out = {0};
        struct pgm_error error = {0};
        if (pgm_rules_edit((const char *)data, bytes, tables, count, &out, &error) == PGM_OK) {
            must(holds(out.data, out.bytes, data, bytes));
            must(parse(&new, out.data, out.bytes));
            for (size_t t = 0; t < count; t++)
                must(has_column(&new, tables[t].written ? tables[t].written : "schema.added",
                                "added"));
            pgm_rules_free(&new);
        } else {
            must(error.status == PGM_BAD_USAGE);
        }
        pgm_buf_free(&out);
    }
    pgm_rules_free(&old);
    return 0;
}
