/* Every example of rules/README.md is a valid rules file. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "rules.h"

static struct pgm_buf load(const char *path)
{
    struct pgm_buf text = {0};
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    char piece[4096];
    for (size_t bytes; (bytes = fread(piece, 1, sizeof piece, file)) > 0;)
        pgm_buf_add(&text, piece, bytes);
    fclose(file);
    return text;
}

/* Includes are the one thing that rules in memory cannot have. */
static bool is_include(const struct pgm_finding *finding)
{
    return strstr(finding->message, "cannot include others") != NULL;
}

static void check(const char *example, size_t bytes)
{
    struct pgm_rules rules;
    struct pgm_report report = {0};
    pgm_rules_parse(&rules, "example.yaml", example, bytes, &report);
    for (const struct pgm_finding *f = report.first; f; f = f->next)
        cr_expect(is_include(f), "line %u of\n%.*s: %s", f->place.line, (int)bytes, example,
                  f->message);
    pgm_rules_free(&rules);
    pgm_report_free(&report);
}

Test(rules_readme, examples_are_valid)
{
    static const char opening[] = "```yaml\n", closing[] = "```\n";
    struct pgm_buf text = load(TEST_SOURCE_DIR "/rules/README.md");
    const char *at = pgm_buf_text(&text);
    size_t count = 0;
    while ((at = strstr(at, opening))) {
        at += strlen(opening);
        const char *end = strstr(at, closing);
        cr_assert(end);
        check(at, (size_t)(end - at));
        at = end + strlen(closing);
        count++;
    }
    cr_assert_geq(count, 8);
    pgm_buf_free(&text);
}
