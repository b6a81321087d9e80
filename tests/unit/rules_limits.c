/* Large and hostile files: the work stays linear. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "buf.h"
#include "rules.h"

/* Seconds of processor time. A quadratic way would take minutes, so that sanitizers may be slow. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define A_SECOND 15.0
#else
#define A_SECOND 1.0
#endif

static struct pgm_rules rules;
static struct pgm_report report;

static double parse(const struct pgm_buf *text)
{
    struct timespec start, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    pgm_rules_parse(&rules, "large.yaml", pgm_buf_text(text), text->bytes, &report);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

static void drop(void)
{
    pgm_rules_free(&rules);
    pgm_report_free(&report);
}

TestSuite(rules_limits, .fini = drop);

Test(rules_limits, twenty_thousand_columns_in_a_second)
{
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, "version: 1\ntables:\n");
    for (int table = 0; table < 20; table++) {
        pgm_buf_printf(&text, "  public.t%d:\n    columns:\n", table);
        for (int column = 0; column < 1000; column++)
            pgm_buf_printf(&text, "      column_%d: {mask: email, by: id, days: 3}\n", column);
    }
    cr_assert_lt(parse(&text), A_SECOND);
    cr_assert_eq(report.count, 0);
    cr_assert_eq(rules.table_count, 20);
    cr_assert_eq(rules.tables[19].column_count, 1000);
    pgm_buf_free(&text);
}

Test(rules_limits, twenty_thousand_duplicates_in_a_second)
{
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, "version: 1\ntables:\n  public.t:\n    columns:\n");
    for (int i = 0; i < 20000; i++)
        pgm_buf_puts(&text, "      a: keep\n");
    cr_assert_lt(parse(&text), A_SECOND);
    cr_assert_eq(report.count, 19999);
    cr_assert_eq(report.last->place.line, 20004);
    cr_assert(strstr(report.last->message, "on line 5"), "%s", report.last->message);
    cr_assert_eq(rules.tables[0].column_count, 1);
    pgm_buf_free(&text);
}

Test(rules_limits, ten_megabytes_are_read)
{
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, "version: 1\ntables:\n");
    size_t count = 0;
    for (; text.bytes < 10u * 1024 * 1024; count++)
        pgm_buf_printf(&text, "  schema_%zu.table_%zu: {rows: none, columns: {a: email}}\n",
                       count % 7, count);
    cr_assert_lt(parse(&text), 15.0 * A_SECOND);
    cr_assert_eq(report.count, 0);
    cr_assert_eq(rules.table_count, count);
    pgm_buf_free(&text);
}

Test(rules_limits, nesting_is_limited_not_recursed_into)
{
    static const char *const openings[] = {"[", "{a: ", "- ", "? "};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        struct pgm_buf text = {0};
        for (int depth = 0; depth < 20000; depth++)
            pgm_buf_puts(&text, openings[i]);
        parse(&text);
        cr_assert_eq(report.count, 1);
        cr_assert(strstr(report.first->message, "deeper than 64") ||
                      strstr(report.first->message, "not valid YAML"),
                  "%s", report.first->message);
        pgm_buf_free(&text);
        drop();
    }
}

Test(rules_limits, sixty_four_levels_are_fine)
{
    struct pgm_buf text = {0};
    /* The rules, tables, the table, columns, the rule: five maps around the lists. */
    pgm_buf_puts(&text, "version: 1\ntables: {t: {columns: {a: {mask: json, paths: ");
    for (int depth = 0; depth < 59; depth++)
        pgm_buf_puts(&text, "[");
    for (int depth = 0; depth < 59; depth++)
        pgm_buf_puts(&text, "]");
    pgm_buf_puts(&text, "}}}}\n");
    parse(&text);
    cr_assert_eq(report.count, 0, "%s", report.first ? report.first->message : "");
    pgm_buf_free(&text);
}

Test(rules_limits, many_problems_are_all_kept)
{
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, "version: 1\n");
    for (int i = 0; i < 5000; i++)
        pgm_buf_printf(&text, "unknown_%d: 1\n", i);
    cr_assert_lt(parse(&text), 2.0);
    cr_assert_eq(report.count, 5000);
    pgm_buf_free(&text);
}
