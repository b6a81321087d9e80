/*
 * Any security label, and any configuration of Greenmask: no crash, each rule is translated or lost, and
 * the file that comes out is one that pgmirage reads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

#include "import_internal.h"
#include "rules.h"

static void check_file(const struct pgm_import_result *result)
{
    struct pgm_rules rules = {0};
    struct pgm_report report = {0};
    pgm_rules_parse(&rules, "imported", pgm_buf_text(&result->text), result->text.bytes, &report);
    for (const struct pgm_finding *f = report.first; f; f = f->next)
        if (!f->object) { /* rules of tables and columns have one: what stays is the YAML itself */
            fprintf(stderr, "%s\n%s\n", f->message, pgm_buf_text(&result->text));
            abort();
        }
    pgm_rules_free(&rules);
    pgm_report_free(&report);
}

static void take_label(const char *label)
{
    struct pgm_import_result result = {0};
    struct pgm_import import = {.result = &result, .origin = label, .semantics = ""};
    import.last = &import.tables;
    import.last_lost = &result.lost;
    pgm_import_label(&import, pgm_import_table_of(&import, "public", "people"), "c", label);
    if (result.translated_count + result.lost_count != 1)
        abort();
    pgm_import_write(&import);
    check_file(&result);
    pgm_import_result_free(&result);
}

static void take_configuration(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/pgmirage-fuzz.XXXXXX";
    const int fd = mkstemp(path);
    struct pgm_import_result result = {0};
    struct pgm_error error = {0};
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    close(fd);
    if (pgm_import(&(struct pgm_import_options){.path = path}, NULL, &result, &error) == PGM_OK)
        check_file(&result);
    unlink(path);
    pgm_import_result_free(&result);
}

static bool is_utf8(const uint8_t *data, size_t size)
{
    utf8proc_int32_t character;
    for (size_t at = 0; at < size;) {
        const utf8proc_ssize_t bytes =
            utf8proc_iterate(data + at, (utf8proc_ssize_t)(size - at), &character);
        if (bytes <= 0 || character == 0)
            return false;
        at += (size_t)bytes;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pgm_buf label = {0};
    if (size > 4096)
        return 0;
    pgm_buf_add(&label, data, size);
    if (is_utf8(data, size)) /* as the server sends it */
        take_label(pgm_buf_text(&label));
    take_configuration(data, size);
    pgm_buf_free(&label);
    return 0;
}
