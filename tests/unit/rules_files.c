/* Files: what is found where, who wins, and what cannot be read. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules.h"

static char folder[] = "/tmp/pgmirage-rules-XXXXXX";
static struct pgm_rules rules;
static struct pgm_report report;

static void enter(void)
{
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(mkdir("installed", 0700), 0);
    cr_assert_eq(mkdir("project", 0700), 0);
}

static void leave(void)
{
    pgm_rules_free(&rules);
    pgm_report_free(&report);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
}

static void read_rules(const char *path)
{
    pgm_rules_free(&rules);
    pgm_report_free(&report);
    pgm_rules_read(&rules, path, "installed", &report);
}

static void read_valid(const char *path)
{
    read_rules(path);
    cr_assert_eq(report.count, 0, "%s", report.first ? report.first->message : "");
}

static void expect_only(const char *part)
{
    cr_assert_eq(report.count, 1);
    cr_assert(strstr(report.first->message, part), "%s", report.first->message);
    cr_assert_eq(pgm_report_status(&report), PGM_BAD_USAGE);
}

TestSuite(rules_files, .init = enter, .fini = leave);

Test(rules_files, includes_are_beside_then_installed)
{
    put("project/main.yaml", "version: 1\ninclude: [near.yaml, both.yaml, far.yaml]\n");
    put("project/near.yaml", "version: 1\ndomains: {near: email}\n");
    put("project/both.yaml", "version: 1\ndomains: {both: email}\n");
    put("installed/both.yaml", "version: 1\ndomains: {wrong: email}\n");
    put("installed/far.yaml", "version: 1\ninclude: further.yaml\n");
    put("installed/further.yaml", "version: 1\ndomains: {far: email}\n");
    read_valid("project/main.yaml");
    cr_assert_eq(rules.domain_count, 3);
    cr_assert_str_eq(rules.domains[0].name, "near");
    cr_assert_str_eq(rules.domains[1].name, "both");
    cr_assert_str_eq(rules.domains[2].name, "far");
    cr_assert_str_eq(rules.domains[2].place.file, "installed/further.yaml");
}

Test(rules_files, the_users_file_wins)
{
    put("main.yaml", "version: 1\ninclude: [one.yaml, two.yaml]\nunlisted: {table: keep}\n"
                     "domains: {d: {mask: permute}}\n"
                     "tables:\n"
                     "  \"*.own_*\": {rows: none}\n"
                     "  public.t: {columns: {b: redact, a: keep}}\n");
    put("one.yaml",
        "version: 1\nlocale: fr_FR\nunlisted: {table: skip, column: null}\n"
        "domains: {d: {mask: hash}, e: email}\n"
        "tables:\n"
        "  '\"public\".t': {rows: none, unlisted: keep, columns: {a: email, c: phone}}\n"
        "  public.u: {columns: {x: email}}\n"
        "patterns: [{column: \"*1\", mask: email}]\n");
    put("two.yaml", "version: 1\nlocale: de_DE\n"
                    "tables: {\"*.two_*\": {rows: none},"
                    " public.t: {rows: all, columns: {c: keep, d: keep}}}\n"
                    "patterns: [{column: \"*2\", mask: email}]\n");
    read_valid("main.yaml");
    cr_assert_str_eq(rules.locale, "fr_FR");
    cr_assert_eq(rules.unlisted_table, PGM_UNLISTED_KEEP);
    cr_assert_eq(rules.unlisted_column, PGM_UNLISTED_NULL);
    cr_assert_eq(rules.domain_count, 2);
    cr_assert_str_eq(rules.domains[0].rule.mask, "permute");

    cr_assert_eq(rules.table_count, 4);
    const struct pgm_rule_table *t = &rules.tables[0];
    cr_assert_str_eq(t->written, "public.t");
    cr_assert_eq(t->rows, PGM_ROWS_NONE);
    cr_assert_eq(t->unlisted_column, PGM_UNLISTED_KEEP);
    static const char *const expected[][2] = {
        {"b", "redact"}, {"a", "keep"}, {"c", "phone"}, {"d", "keep"}};
    cr_assert_eq(t->column_count, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_str_eq(t->columns[i].name, expected[i][0]);
        cr_assert_str_eq(t->columns[i].rule.mask, expected[i][1]);
    }
    cr_assert_str_eq(rules.tables[1].name, "u"); /* exact, so before the pattern */
    cr_assert_str_eq(rules.tables[2].name, "own_*");
    cr_assert_str_eq(rules.tables[3].name, "two_*");
    cr_assert_eq(rules.pattern_count, 2);
    cr_assert_str_eq(rules.patterns[0].column, "*1");
}

Test(rules_files, the_hash_covers_every_file_once)
{
    put("main.yaml", "version: 1\ninclude: [one.yaml, one.yaml]\n");
    put("one.yaml", "version: 1\n");
    read_valid("main.yaml");
    char with_include[33];
    memcpy(with_include, rules.hash, sizeof with_include);
    pgm_rules_free(&rules);
    static const char both[] = "version: 1\ninclude: [one.yaml, one.yaml]\nversion: 1\n";
    pgm_rules_parse(&rules, "memory", both, strlen(both), &report);
    cr_assert_str_eq(rules.hash, with_include);
    put("one.yaml", "version: 1\n# changed\n");
    read_valid("main.yaml");
    cr_assert_str_neq(rules.hash, with_include);
}

Test(rules_files, problems_of_all_files_come_at_once)
{
    put("main.yaml", "version: 1\ninclude: [one.yaml, nowhere.yaml, two.yaml]\nx: 1\n");
    put("one.yaml", "version: 1\ny: 1\n");
    put("two.yaml", "version: 1\ntables: [\n");
    read_rules("main.yaml");
    cr_assert_eq(report.count, 4);
    cr_assert_str_eq(report.first->place.file, "main.yaml");
    cr_assert_str_eq(report.last->place.file, "two.yaml");
}

Test(rules_files, what_cannot_be_read_says_why)
{
    read_rules("nowhere.yaml");
    expect_only("cannot read nowhere.yaml: No such file or directory");
    read_rules("project");
    expect_only("it is a folder");
    cr_assert_eq(symlink("loop.yaml", "loop.yaml"), 0);
    read_rules("loop.yaml");
    expect_only("Too many levels of symbolic links");
    put("main.yaml", "version: 1\ninclude: loop.yaml\n");
    read_rules("main.yaml");
    expect_only("Too many levels of symbolic links");
    cr_assert_eq(report.first->place.line, 2);
    read_rules("/proc/self/mem"); /* opens, and fails when read */
    expect_only("Input/output error");
}

Test(rules_files, too_large_is_refused_unread)
{
    put("large.yaml", "version: 1\n");
    cr_assert_eq(truncate("large.yaml", (off_t)64 * 1024 * 1024 + 1), 0);
    read_rules("large.yaml");
    expect_only("larger than 64 MiB");
    read_rules("/dev/zero"); /* no size, and no end */
    expect_only("larger than 64 MiB");
}

Test(rules_files, a_pipe_is_a_file)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    static const char text[] = "version: 1\ndomains: {d: email}\n";
    cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    read_valid(path);
    cr_assert_eq(rules.domain_count, 1);
    close(ends[0]);
}

Test(rules_files, a_loop_by_another_name_is_a_loop)
{
    put("main.yaml", "version: 1\ninclude: other.yaml\n");
    cr_assert_eq(symlink("main.yaml", "other.yaml"), 0);
    read_rules("main.yaml");
    expect_only("loop of includes");
}

Test(rules_files, a_chain_of_includes_has_an_end)
{
    for (int i = 0; i < 20; i++) {
        char path[32], text[64];
        snprintf(path, sizeof path, "%d.yaml", i);
        snprintf(text, sizeof text, "version: 1\ninclude: %d.yaml\n", i + 1);
        put(path, text);
    }
    read_rules("0.yaml");
    expect_only("nested deeper than 16 files");
    put("16.yaml", "version: 1\n");
    read_valid("0.yaml");
}
