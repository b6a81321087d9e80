/* Many findings in one answer: their order, the status they add up to, and how they are printed. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "report.h"

#define NOWHERE ((struct pgm_place){0})

static char *printed(const struct pgm_report *report)
{
    char *text;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    cr_assert_not_null(stream);
    pgm_report_print(report, stream);
    fclose(stream);
    return text;
}

Test(base_report, empty)
{
    struct pgm_report report = {0};
    char *text = printed(&report);
    cr_assert_eq(pgm_report_status(&report), PGM_OK);
    cr_assert_str_eq(text, "");
    free(text);
    pgm_report_free(&report);
}

Test(base_report, printed_in_the_order_found)
{
    struct pgm_report report = {0};
    char object[] = "public.users.email", hint[] = "add a rule";
    pgm_report_add(&report, PGM_UNFIT, (struct pgm_place){"rules.yaml", 12, 5}, object, hint,
                   "column %s", "is not covered");
    memset(object, '#', sizeof object - 1); /* both were copied */
    memset(hint, '#', sizeof hint - 1);
    pgm_report_add(&report, PGM_UNFIT, (struct pgm_place){"rules.yaml", 0, 0}, NULL, NULL,
                   "has no version");
    pgm_report_add(&report, PGM_UNFIT, NOWHERE, "public.t", NULL, "is not listed");
    pgm_report_add(&report, PGM_UNFIT, NOWHERE, NULL, "do", "100%% wrong");
    cr_assert_eq(report.count, 4);
    char *text = printed(&report);
    cr_assert_str_eq(text, "rules.yaml:12:5: public.users.email: column is not covered\n"
                           "    hint: add a rule\n"
                           "rules.yaml: has no version\n"
                           "public.t: is not listed\n"
                           "100% wrong\n"
                           "    hint: do\n"
                           "4 problems found\n");
    free(text);
    pgm_report_free(&report);
    cr_assert_null(report.first);
    cr_assert_eq(report.count, 0);
}

Test(base_report, one_problem_is_no_plural)
{
    struct pgm_report report = {0};
    pgm_report_add(&report, PGM_FAILED, NOWHERE, NULL, NULL, "x");
    char *text = printed(&report);
    cr_assert_str_eq(text, "x\n1 problem found\n");
    free(text);
    pgm_report_free(&report);
}

Test(base_report, the_most_basic_status_counts)
{
    struct pgm_report report = {0};
    pgm_report_add(&report, PGM_CHECK_FAILED, NOWHERE, NULL, NULL, "d");
    cr_assert_eq(pgm_report_status(&report), PGM_CHECK_FAILED, "the only one there is");
    pgm_report_add(&report, PGM_FAILED, NOWHERE, NULL, NULL, "a");
    cr_assert_eq(pgm_report_status(&report), PGM_FAILED);
    pgm_report_add(&report, PGM_UNFIT, NOWHERE, NULL, NULL, "b");
    cr_assert_eq(pgm_report_status(&report), PGM_UNFIT);
    pgm_report_add(&report, PGM_BAD_USAGE, NOWHERE, NULL, NULL, "c");
    cr_assert_eq(pgm_report_status(&report), PGM_BAD_USAGE);
    pgm_report_add(&report, PGM_FAILED, NOWHERE, NULL, NULL, "a");
    cr_assert_eq(pgm_report_status(&report), PGM_BAD_USAGE);
    pgm_report_free(&report);
}

Test(base_report, long_messages_are_cut)
{
    struct pgm_report report = {0};
    pgm_report_add(&report, PGM_UNFIT, NOWHERE, NULL, NULL, "%9000d", 1);
    cr_assert_lt(strlen(report.first->message), 9000);
    cr_assert_gt(strlen(report.first->message), 1000);
    pgm_report_free(&report);
}

/* One rule may hold for many columns: its fault is told once, what does not fit is told of each. */
Test(base_report, faults_of_the_rules_told_once)
{
    struct pgm_report report = {0};
    const struct pgm_place place = {"rules.yaml", 3, 7};
    for (int i = 0; i < 3; i++) {
        pgm_report_add(&report, PGM_BAD_USAGE, place, i ? "s.b" : "s.a", NULL, "no argument x");
        pgm_report_add(&report, PGM_UNFIT, place, i ? "s.b" : "s.a", NULL, "too narrow");
    }
    pgm_report_add(&report, PGM_BAD_USAGE, place, "s.a", NULL, "no argument y");
    pgm_report_add(&report, PGM_BAD_USAGE, NOWHERE, "s.a", NULL, "no argument x");
    char *text = printed(&report);
    cr_assert_str_eq(text, "rules.yaml:3:7: s.a: no argument x\n"
                           "rules.yaml:3:7: s.a: too narrow\n"
                           "rules.yaml:3:7: s.b: too narrow\n"
                           "rules.yaml:3:7: s.b: too narrow\n"
                           "rules.yaml:3:7: s.a: no argument y\n"
                           "s.a: no argument x\n"
                           "6 problems found\n");
    free(text);
    pgm_report_free(&report);
}

Test(base_report, says_what_the_last_finding_is_about)
{
    struct pgm_report report = {0};
    char name[] = "s.t";
    pgm_report_add(&report, PGM_UNFIT, (struct pgm_place){0}, "s.t.c", NULL, "first");
    pgm_report_about(&report, PGM_FINDING_NEW_COLUMN, name, "c");
    name[0] = 'x'; /* copied */
    pgm_report_add(&report, PGM_UNFIT, (struct pgm_place){0}, NULL, NULL, "second");
    cr_assert_eq(report.first->kind, PGM_FINDING_NEW_COLUMN);
    cr_assert_str_eq(report.first->table, "s.t");
    cr_assert_str_eq(report.first->column, "c");
    cr_assert_eq(report.last->kind, PGM_FINDING_OTHER);
    cr_assert_null(report.last->table);
    pgm_report_free(&report);
}
