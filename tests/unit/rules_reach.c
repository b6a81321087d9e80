/* Which rules let the rows of one table hang on those of others. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "rules.h"

static bool reach(const char *text)
{
    struct pgm_rules rules = {0};
    struct pgm_report report = {0};
    pgm_rules_parse(&rules, "test.yaml", text, strlen(text), &report);
    cr_assert_eq(report.count, 0, "%s: %s", text, report.first ? report.first->message : "");
    const bool reaches = pgm_rules_reach_others(&rules);
    pgm_rules_free(&rules);
    pgm_report_free(&report);
    return reaches;
}

static bool column_reaches(const char *rule)
{
    char text[512];
    snprintf(text, sizeof text, "version: 1\ntables:\n  public.t: {columns: {c: %s}}\n", rule);
    return reach(text);
}

Test(rules_reach, masks_of_the_row_itself_do_not)
{
    cr_assert_not(reach("version: 1\n"));
    cr_assert_not(column_reaches("keep"));
    cr_assert_not(column_reaches("{mask: email, by: id}"));
    cr_assert_not(column_reaches("{mask: text, known: [first_name, last_name]}"));
    cr_assert_not(column_reaches("{mask: constant, value: a sql text}"));
    cr_assert_not(column_reaches("{mask: json, paths: {\"$.email\": email, \"$.theme\": keep}}"));
    cr_assert_not(reach("version: 1\ntables:\n  public.t: {rows: none}\n"));
    cr_assert_not(reach("version: 1\ndomains: {d: {mask: permute, range: [1, 9]}}\n"));
}

Test(rules_reach, sql_and_known_values_of_others_do)
{
    cr_assert(column_reaches("{mask: sql, expression: lower(c)}"));
    cr_assert(column_reaches("{mask: email, when: \"id > 3\"}"));
    cr_assert(column_reaches("{mask: text, known: {via: customer_id, columns: [name]}}"));
    cr_assert(column_reaches(
        "{mask: json, paths: {\"$.a\": {mask: text, known: {via: who, columns: [n]}}}}"));
    cr_assert(reach(
        "version: 1\ntables:\n  public.t: {rows: {where: \"id > 3\"}, columns: {c: keep}}\n"));
    cr_assert(reach("version: 1\ndomains: {d: {mask: sql, expression: lower(c)}}\n"));
    cr_assert(
        reach("version: 1\npatterns:\n  - {column: \"*c*\", mask: email, when: \"id > 3\"}\n"));
}

/* One among many is enough, wherever it stands. */
Test(rules_reach, the_last_one_counts)
{
    cr_assert(reach("version: 1\ntables:\n  public.a: {columns: {b: keep, c: email}}\n"
                    "  public.t: {columns: {b: keep, c: {mask: email, when: \"id > 3\"}}}\n"));
}
