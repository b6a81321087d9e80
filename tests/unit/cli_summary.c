/* The summary: what it lists, how it caps, and that names cannot do harm. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "summary_view.h"

static const struct pgm_terminal plain_terminal = {0};

static char *summary(const struct pgm_result *result)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *const stream = open_memstream(&text, &bytes);
    pgm_summary_print(result, 4, &plain_terminal, stream);
    fclose(stream);
    return text;
}

static struct pgm_result result_of(struct pgm_table_result *tables, size_t count)
{
    return (struct pgm_result){
        .tables = tables,
        .table_count = count,
        .rows = 1000,
        .bytes_in = 2048,
        .bytes_out = 1024,
        .seconds = 2,
        .cpu_user_s = 1,
        .cpu_system_s = 0.5,
        .peak_memory_bytes = 64 << 20,
        .server_version = "15.4",
        .snapshot = "00000003-0000001B-1",
        .lsn = "0/1A2B3C4",
        .compression = "gzip:6",
        .key = "random, thrown away",
        .output = "out.dir",
    };
}

Test(summary, whole)
{
    struct pgm_table_result tables[] = {
        {.name = "public.small", .rows = 1, .bytes_in = 10, .bytes_out = 5, .kept_columns = 2},
        {.name = "public.large",
         .rows = 999,
         .bytes_in = 2038,
         .bytes_out = 1019,
         .masked_columns = 3},
    };
    const char *kept[] = {"public.small.id", "public.small.note"};
    struct pgm_note note = {.text = "Large objects were left out."};
    struct pgm_result result = result_of(tables, 2);
    result.kept_columns = kept;
    result.kept_column_count = 2;
    result.notes.first = &note;
    char *const text = summary(&result);
    cr_assert_str_eq(text,
                     "table          rows    read  written  masked  kept\n"
                     "public.large    999  2.0 kB   1019 B       3     0\n"
                     "public.small      1    10 B      5 B       0     2\n"
                     "2 tables      1,000  2.0 kB   1.0 kB\n"
                     "\n"
                     "Time      2.00 s (500 rows/s, 1.0 kB/s read); CPU 1.00 s user, 0.50 s "
                     "system; peak memory 64.0 MB\n"
                     "Source    PostgreSQL 15.4, snapshot 00000003-0000001B-1, LSN 0/1A2B3C4\n"
                     "Archive   gzip:6\n"
                     "Key       random, thrown away\n"
                     "Kept      2 columns, values as in the source: public.small.id, "
                     "public.small.note\n"
                     "Note      Large objects were left out.\n"
                     "Restore   pg_restore -j 4 -d TARGET out.dir\n");
    free(text);
}

Test(summary, of_a_clone)
{
    struct pgm_table_result tables[] = {{.name = "public.small", .rows = 1, .bytes_in = 10}};
    struct pgm_result result = result_of(tables, 1);
    result.compression = NULL; /* no archive */
    result.output = "shop_test";
    result.pg_dump_version = "15.4";
    char *const text = summary(&result);
    cr_assert_not_null(strstr(text, "\nPrograms  pg_dump 15.4\n"));
    cr_assert_not_null(strstr(text, "\nClone     shop_test\n"));
    cr_assert_null(strstr(text, "Restore"));
    cr_assert_null(strstr(text, "Archive"));
    free(text);
}

Test(summary, caps_its_lists)
{
    enum { TABLES = 1000, COLUMNS = 500 };
    static struct pgm_table_result tables[TABLES];
    static const char *kept[COLUMNS];
    for (size_t i = 0; i < TABLES; i++)
        tables[i] = (struct pgm_table_result){.name = "s.t", .rows = 2, .bytes_in = i};
    for (size_t i = 0; i < COLUMNS; i++)
        kept[i] = "s.t.c";
    struct pgm_result result = result_of(tables, TABLES);
    result.kept_columns = kept;
    result.kept_column_count = COLUMNS;
    char *const text = summary(&result);
    cr_assert_not_null(strstr(text, "... and 980 more  1,960"));
    cr_assert_not_null(strstr(text, "500 columns, values"));
    cr_assert_not_null(strstr(text, "and 480 more"));
    cr_assert_not_null(strstr(text, "pgmirage.json"));
    cr_assert_lt(strlen(text), 4000);
    free(text);
}

Test(summary, nothing_read)
{
    struct pgm_result result = {.compression = "gzip", .output = "it's here"};
    char *const text = summary(&result);
    cr_assert_not_null(strstr(text, "Time      0.00 s (0 rows/s"));
    cr_assert_not_null(strstr(text, "-d TARGET 'it'\\''s here'\n"));
    free(text);
}

Test(summary, names_cannot_reach_the_terminal)
{
    struct pgm_table_result table = {.name = "public.\033]0;x\a\n"};
    const char *kept[] = {"public.\033[2J"};
    struct pgm_result result = result_of(&table, 1);
    result.kept_columns = result.skipped_tables = kept;
    result.kept_column_count = result.skipped_table_count = 1;
    char *const text = summary(&result);
    cr_assert_null(strchr(text, '\033'));
    cr_assert_null(strchr(text, '\a'));
    cr_assert_not_null(strstr(text, "Skipped   1 table, no rows: public.?[2J"));
    free(text);
}
