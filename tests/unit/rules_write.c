/* What is written is read back as it was: names and texts of every kind. */
#include <criterion/criterion.h>
#include <string.h>

#include "rules.h"
#include "rules_write.h"

static void round_trip(const char *schema, const char *table, const char *column, const char *text)
{
    struct pgm_buf file = {0};
    struct pgm_rules rules = {0};
    struct pgm_report report = {0};
    pgm_buf_puts(&file, "version: 1\ntables:\n  ");
    pgm_rules_write_table(&file, schema, table);
    pgm_buf_puts(&file, ":\n    columns:\n      ");
    pgm_rules_write_column(&file, column);
    pgm_buf_puts(&file, ": {mask: constant, value: ");
    pgm_rules_write_text(&file, text);
    pgm_buf_puts(&file, "}\n");
    pgm_rules_parse(&rules, "test", file.data, file.bytes, &report);
    cr_assert_eq(report.count, 0, "%s\n%s", report.first ? report.first->message : "", file.data);
    cr_assert_eq(rules.table_count, 1);
    cr_assert_not(rules.tables[0].is_pattern, "%s", file.data);
    cr_assert_str_eq(rules.tables[0].schema, schema);
    cr_assert_str_eq(rules.tables[0].name, table);
    cr_assert_str_eq(rules.tables[0].columns[0].name, column);
    const struct pgm_node *value = &rules.tables[0].columns[0].rule.args.items[0];
    cr_assert_str_eq(value->text, text);
    cr_assert_not(value->null, "%s", file.data);
    pgm_rules_free(&rules);
    pgm_report_free(&report);
    pgm_buf_free(&file);
}

Test(rules_write, is_read_back)
{
    static const char *const names[] = {
        "people",
        "First Name",
        "a.b",
        "it's",
        "\"quoted\"",
        "50% *",
        "what?",
        "null",
        "true",
        "on",
        "~",
        "1st",
        "-dash",
        "#tag",
        "key: value",
        "new\nline",
        "tab\t",
        "back\\slash",
        "stra\xc3\x9f"
        "e",
        "{flow}",
        "[list]",
        "a, b",
        "&anchor",
        "*alias",
        "!tag",
        "%dir",
        "\"",
        "'",
        "''",
        " lead",
        "trail ",
        "@at",
        "`tick",
        "a\xe2\x80\xa8",
        "b\xc2\x85 c",
        "\xef\xbb\xbfx",
        "\x01",
        "\x7f",
        "a\"b'c\\d\n",
    };
    const size_t count = sizeof names / sizeof *names;
    for (size_t i = 0; i < count; i++)
        round_trip(names[i], names[(i + 1) % count], names[(i + 2) % count], names[i]);
    round_trip("public", "people", "id", "");
    round_trip("public", "people", "id", "2024-01-31");
    round_trip("public", "people", "id", "0.5");
}

static const char *written(const char *schema, const char *name)
{
    static struct pgm_buf buf;
    pgm_buf_clear(&buf);
    pgm_rules_write_table(&buf, schema, name);
    return pgm_buf_text(&buf);
}

Test(rules_write, quotes_no_more_than_needed)
{
    cr_assert_str_eq(written("public", "people"), "public.people");
    cr_assert_str_eq(written("public", "First Name"), "'public.\"First Name\"'");
    cr_assert_str_eq(written("1st", "people"), "'1st.people'");
}
