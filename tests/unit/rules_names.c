/* Names as in SQL, and globs. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "rules_file.h"

static const char *parse(struct pgm_arena *arena, const char *text, struct pgm_rules_name *name)
{
    return pgm_rules_name(arena, text, name);
}

Test(rules_names, split_at_dots_outside_quotes)
{
    static const struct {
        const char *text;
        size_t count;
        const char *parts[3];
    } cases[] = {
        {"customers", 1, {"customers"}},
        {"public.customers", 2, {"public", "customers"}},
        {"a.b.c", 3, {"a", "b", "c"}},
        {"\"Weird Name\".\"Col.umn\"", 2, {"Weird Name", "Col.umn"}},
        {"firstName", 1, {"firstName"}}, /* not folded to lower case */
        {"\"a\"\"b\"", 1, {"a\"b"}},
        {"\"*\".\"?\\\"", 2, {"*", "?\\"}}, /* literal: nothing to escape without wildcards */
        {"back\\slash", 1, {"back\\slash"}},
        {"stra\xc3\x9f"
         "e.\xe8\xa1\xa8",
         2,
         {"stra\xc3\x9f"
          "e",
          "\xe8\xa1\xa8"}},
        {"\"\n\".t", 2, {"\n", "t"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pgm_arena arena = {0};
        struct pgm_rules_name name;
        cr_assert_null(parse(&arena, cases[i].text, &name), "%s", cases[i].text);
        cr_assert_eq(name.count, cases[i].count, "%s", cases[i].text);
        cr_assert_not(name.is_pattern);
        for (size_t p = 0; p < name.count; p++)
            cr_assert_str_eq(name.parts[p], cases[i].parts[p]);
        pgm_arena_free(&arena);
    }
}

Test(rules_names, are_patterns_by_wildcards_outside_quotes)
{
    struct pgm_arena arena = {0};
    struct pgm_rules_name name;
    cr_assert_null(parse(&arena, "\"a*\\\".?_log", &name));
    cr_assert(name.is_pattern);
    cr_assert_str_eq(name.parts[0], "a\\*\\\\");
    cr_assert_str_eq(name.parts[1], "?_log");
    cr_assert(pgm_rules_glob(name.parts[0], "a*\\"));
    cr_assert_not(pgm_rules_glob(name.parts[0], "ab\\"));

    cr_assert_null(parse(&arena, "\"a*\"", &name));
    cr_assert_not(name.is_pattern);
    cr_assert_str_eq(name.parts[0], "a*");
    cr_assert(pgm_rules_glob(name.globs[0], "a*"));
    cr_assert_not(pgm_rules_glob(name.globs[0], "ab"));
    pgm_arena_free(&arena);
}

Test(rules_names, refuse_what_is_no_name)
{
    static const char *const cases[] = {"",       ".",      "a.",      ".a",     "a..b",  "\"\"",
                                        "a.\"\"", "\"open", "\"a\"b",  "a\"b\"", "a b",   " a",
                                        "a ",     "a\tb",   "a.b.c.d", "\"",     "\"\"\""};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pgm_arena arena = {0};
        struct pgm_rules_name name;
        cr_assert_not_null(parse(&arena, cases[i], &name), "%s", cases[i]);
        pgm_arena_free(&arena);
    }
}

Test(rules_names, match_globs)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything", true},
        {"?", "", false},
        {"?", "a", true},
        {"?", "\xc3\xa9", true}, /* one character of two bytes */
        {"??", "\xc3\xa9", false},
        {"*???",
         "\xe2\x82\xac"
         "e",
         false},
        {"*_log", "access_log", true},
        {"*_log", "_log", true},
        {"*_log", "access_logs", false},
        {"*_log", "a_log_log", true},
        {"*email*", "contact_email_2", true},
        {"*email*", "contact_EMAIL", false},
        {"a*b*c", "aXbXbXc", true},
        {"a*b*c", "aXbXbX", false},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"\\*", "*", true},
        {"\\*", "a", false},
        {"\\?a", "?a", true},
        {"\\\\", "\\", true},
        {"a\\", "a\\", true}, /* nothing to escape: itself */
        {"*\\**", "a*b", true},
        {"*\\**", "ab", false},
        {"abc", "ab", false},
        {"ab", "abc", false},
        {"**", "x", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert_eq(pgm_rules_glob(cases[i].pattern, cases[i].text), cases[i].matches,
                     "'%s' on '%s'", cases[i].pattern, cases[i].text);
}

Test(rules_names, match_hostile_globs_in_time)
{
    char text[4001], pattern[201];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i + 1 < sizeof pattern; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[sizeof pattern - 1] = '\0';
    const clock_t start = clock();
    cr_assert(pgm_rules_glob(pattern, text));
    pattern[sizeof pattern - 2] = 'b';
    cr_assert_not(pgm_rules_glob(pattern, text)); /* 2^n steps if every star were tried again */
    cr_assert_lt(clock() - start, CLOCKS_PER_SEC);
}

Test(rules_names, are_shown_without_control_characters)
{
    struct pgm_arena arena = {0};
    cr_assert_str_eq(pgm_rules_show(&arena, "a\x1b[31m\n\x7f"), "a?[31m??");
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    memcpy(name + 79, "\xc3\xa9", 2); /* the cut falls into it */
    const char *shown = pgm_rules_show(&arena, name);
    cr_assert_eq(strlen(shown), 79 + 3);
    cr_assert_str_eq(shown + 79, "...");
    pgm_arena_free(&arena);
}
