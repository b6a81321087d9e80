/*
 * What users read about faulty rules: each rules/NAME.yaml gives exactly the messages of
 * rules/NAME.txt. Files without a fault have an empty one. PGMIRAGE_GOLDEN=write writes them anew;
 * then read the difference.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "rules.h"

#define FOLDER TEST_SOURCE_DIR "/tests/golden/rules"
/* The value that the cases give to masks: it must not be in any message. */
#define SECRET "hunter2"

static char *messages_of(const char *path, enum pgm_status *status)
{
    struct pgm_rules rules;
    struct pgm_report report = {0};
    char *text = NULL;
    size_t bytes = 0;
    pgm_rules_read(&rules, path, "presets", &report);
    pgm_rules_free(&rules); /* before the printing: findings must not point into the rules */
    FILE *stream = open_memstream(&text, &bytes);
    cr_assert(stream);
    pgm_report_print(&report, stream);
    fclose(stream);
    *status = pgm_report_status(&report);
    pgm_report_free(&report);
    return text;
}

static struct pgm_buf expected_of(const char *path)
{
    struct pgm_buf text = {0};
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s is missing", path);
    char piece[4096];
    for (size_t bytes; (bytes = fread(piece, 1, sizeof piece, file)) > 0;)
        pgm_buf_add(&text, piece, bytes);
    fclose(file);
    return text;
}

static void write_expected(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    fputs(text, file);
    fclose(file);
}

static void check_case(const char *name)
{
    char golden[512];
    snprintf(golden, sizeof golden, "%.*s.txt", (int)(strlen(name) - strlen(".yaml")), name);
    enum pgm_status status;
    char *text = messages_of(name, &status);
    const char *mode = getenv("PGMIRAGE_GOLDEN");
    if (mode && strcmp(mode, "write") == 0)
        write_expected(golden, text);
    struct pgm_buf expected = expected_of(golden);
    cr_expect_str_eq(text, pgm_buf_text(&expected), "%s gives:\n%s", name, text);
    cr_expect_eq(status, *text ? PGM_BAD_USAGE : PGM_OK, "%s", name);
    cr_expect_null(strstr(text, SECRET), "%s shows a value", name);
    pgm_buf_free(&expected);
    free(text);
}

Test(rules_messages, are_the_golden_ones)
{
    cr_assert_eq(chdir(FOLDER), 0); /* the paths in the messages are as on the command line */
    DIR *folder = opendir(".");
    cr_assert(folder);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        const char *end = strrchr(entry->d_name, '.');
        if (end && strcmp(end, ".yaml") == 0) {
            check_case(entry->d_name);
            count++;
        }
    }
    closedir(folder);
    cr_assert_geq(count, 30);
}
