/* Translations: placeholders, labels, and that nothing is lost in silence. */
#include <criterion/criterion.h>
#include <string.h>

#include "import_internal.h"
#include "rules.h"

static bool write_word(void *argument, const char *name, size_t name_bytes, char form,
                       struct pgm_buf *out)
{
    const char *const *words = argument;
    for (; *words; words += 2)
        if (strlen(*words) == name_bytes && strncmp(*words, name, name_bytes) == 0)
            return pgm_import_write_value(words[1], form, out);
    return false;
}

static const char *filled(const char *rule, const char *const *words)
{
    static struct pgm_buf out;
    const struct pgm_import_parameters parameters = {write_word, (void *)(uintptr_t)words};
    pgm_buf_clear(&out);
    return pgm_import_fill(rule, &parameters, &out) ? pgm_buf_text(&out) : NULL;
}

Test(verb_import, placeholders_are_filled)
{
    static const char *const words[] = {
        "a", "5",        "b",     "it's",   "share", "0.125",     "days", "1 week 2 days",
        "t", "00:02:03", "range", "[5,10)", "open",  "(0.1,0.9]", "part", "month",
        NULL};
    cr_assert_str_eq(filled("{mask: range, min: $a}", words), "{mask: range, min: 5}");
    cr_assert_str_eq(filled("{x: $b}", words), "{x: \"it's\"}");
    cr_assert_str_eq(filled("$none|a", words), "5");
    cr_assert_str_eq(filled("{m<, a: $a><, n: $none>}", words), "{m, a: 5}");
    cr_assert_str_eq(filled("$%share", words), "12.5");
    cr_assert_str_eq(filled("$@days", words), "9");
    cr_assert_str_eq(filled("$#t", words), "123");
    cr_assert_str_eq(filled("$(range $)range", words), "5 9");
    cr_assert_str_eq(filled("$(open $)open", words), "0.1 0.9");
    cr_assert_str_eq(filled("$^part", words), "month");
    cr_assert_null(filled("$none", words));
    cr_assert_null(filled("$@t", words)); /* less than a day */
    cr_assert_null(filled("$%b", words));
    cr_assert_null(filled("$(a", words));
    cr_assert_null(filled("$^b", words));
    cr_assert_null(filled("$~a", words));
}

/* The rule that a label gives the column `c`; NULL: it is lost. */
static const char *rule_of(const char *label)
{
    static struct pgm_import_result result;
    struct pgm_import import = {.result = &result, .origin = "test", .semantics = ""};
    pgm_import_result_free(&result);
    import.last = &import.tables;
    import.last_lost = &result.lost;
    struct pgm_import_table *table = pgm_import_table_of(&import, "public", "t");
    pgm_import_label(&import, table, "c", label);
    cr_assert_eq(result.translated_count + result.lost_count, 1, "%s", label);
    return table->columns->rule;
}

Test(verb_import, labels)
{
    cr_assert_str_eq(rule_of("MASKED WITH FUNCTION anon.fake_email()"), "email");
    cr_assert_str_eq(rule_of(" masked\twith  function  anon.fake_email ( ) ; "), "email");
    cr_assert_str_eq(rule_of("MASKED WITH VALUE NULL"), "'null'");
    cr_assert_str_eq(rule_of("MASKED WITH VALUE 'it''s'::text"),
                     "{mask: constant, value: \"it's\"}");
    cr_assert_str_eq(rule_of("MASKED WITH VALUE $x$a$$b$x$"), "{mask: constant, value: 'a$$b'}");
    cr_assert_str_eq(rule_of("MASKED WITH VALUE -1.5"), "{mask: constant, value: -1.5}");
    cr_assert_str_eq(rule_of("MASKED WITH VALUE now()"), "{mask: sql, expression: 'now()'}");
    cr_assert_str_eq(rule_of("MASKED WITH FUNCTION anon.random_in(ARRAY[1, 2])"),
                     "{mask: choose, values: [1, 2]}");
    cr_assert_str_eq(rule_of("MASKED WITH FUNCTION anon.pseudo_city(id)"), "{mask: city, by: id}");
    cr_assert_str_eq(rule_of("MASKED WITH FUNCTION anon.pseudo_city(c)"), "{mask: city}");
    cr_assert_str_eq(rule_of("MASKED WITH FUNCTION md5(c || 'anon' || 'canon.x')"),
                     "{mask: sql, expression: \"md5(c || 'anon' || 'canon.x')\"}");
    cr_assert_null(rule_of("MASKED WITH FUNCTION anon.no_such_function()"));
    cr_assert_null(rule_of("MASKED WITH FUNCTION lower(anon.fake_city())"));
    cr_assert_null(rule_of("MASKED WITH FUNCTION lower(\"anon\".fake_city())"));
    cr_assert_null(rule_of("MASKED WITH FUNCTION anon.random_string(n + 1)"));
    cr_assert_null(rule_of("MASKED WITH FUNCTION anon.fake_city() || 'x'"));
    cr_assert_null(rule_of("MASKED WITH FUNCTION anon.fake_city("));
    cr_assert_null(rule_of("MASKED WITH FUNCTION anon.random_string('5"));
    cr_assert_null(rule_of("MASKED"));
    cr_assert_null(rule_of(""));
}

/* A function of the map gives a rule whose YAML is read. */
Test(verb_import, every_function_gives_a_rule_that_is_read)
{
    size_t translated = 0;
    for (size_t i = 0; i < pgm_anon_entry_count; i++) {
        char label[256];
        snprintf(label, sizeof label, "MASKED WITH FUNCTION anon.%s('1', '1 day', 'c', 4)",
                 pgm_anon_entries[i].name);
        const char *rule = rule_of(label);
        if (!rule)
            continue;
        struct pgm_buf text = {0};
        struct pgm_rules rules = {0};
        struct pgm_report report = {0};
        pgm_buf_printf(&text, "version: 1\ntables: {t: {columns: {c: %s}}}\n", rule);
        pgm_rules_parse(&rules, "test", text.data, text.bytes, &report);
        cr_assert_eq(report.count, 0, "%s: %s", label, text.data);
        pgm_rules_free(&rules);
        pgm_report_free(&report);
        pgm_buf_free(&text);
        translated++;
    }
    cr_assert_gt(translated, 70);
}
