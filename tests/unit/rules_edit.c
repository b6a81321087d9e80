/* Additions to rules files: every style of writing keeps its bytes, and what is added is read. */
#include <criterion/criterion.h>
#include <string.h>

#include "rules_edit.h"

static const struct pgm_rules_added_column one[] = {
    {"email", "email", "name: e-mail; 9 of 10", "{mask: hash}"}};
static const struct pgm_rules_added_table to_a = {
    .schema = "public", .name = "a", .written = "a", .columns = one, .column_count = 1};
static const struct pgm_rules_added_table fresh = {
    .schema = "s", .name = "new", .columns = one, .column_count = 1};

static enum pgm_status edit(const char *text, const struct pgm_rules_added_table *tables,
                            size_t count, struct pgm_buf *out)
{
    struct pgm_error error = {0};
    const enum pgm_status status = pgm_rules_edit(text, strlen(text), tables, count, out, &error);
    cr_assert_eq(status, error.status);
    return status;
}

static void expect(const char *before, const struct pgm_rules_added_table *table, const char *after)
{
    struct pgm_buf out = {0};
    cr_assert_eq(edit(before, table, 1, &out), PGM_OK, "%s", before);
    cr_assert_str_eq(pgm_buf_text(&out), after);
    pgm_buf_free(&out);
}

#define LINE        "email: email  # name: e-mail; 9 of 10\n"
#define ALTERNATIVE "# email: {mask: hash}\n"

Test(edit, columns_in_block_style)
{
    expect("version: 1\ntables:\n  a:\n    columns:\n      id:   keep # mine\n      # and "
           "mine\n\n# end\n",
           &to_a,
           "version: 1\ntables:\n  a:\n    columns:\n      id:   keep # mine\n      # and mine\n"
           "      " LINE "      " ALTERNATIVE "\n# end\n");
}

Test(edit, columns_of_their_own_indentation)
{
    expect(
        "version: 1\ntables:\n a:\n   rows: all\n   columns:\n           id: keep\n           x:\n"
        "             mask: email\n b: {rows: none}\n",
        &to_a,
        "version: 1\ntables:\n a:\n   rows: all\n   columns:\n           id: keep\n           x:\n"
        "             mask: email\n           " LINE "           " ALTERNATIVE
        " b: {rows: none}\n");
}

Test(edit, columns_in_flow_style)
{
    expect(
        "version: 1\ntables:\n  a: {columns: {id: keep, x: {mask: email, by: id} }, rows: all} # "
        "y\n",
        &to_a,
        "version: 1\ntables:\n  a: {columns: {id: keep, x: {mask: email, by: id}, email: email }, "
        "rows: all} # y\n");
    expect("version: 1\ntables:\n  a:\n    columns: {id: keep,\n      x: email, # y\n    }\n",
           &to_a,
           "version: 1\ntables:\n  a:\n    columns: {id: keep,\n      x: email, email: email, # y\n"
           "    }\n");
    expect("{version: 1, tables: {a: {\"columns\": {\"id\": \"keep\"}}}}", &to_a,
           "{version: 1, tables: {a: {\"columns\": {\"id\": \"keep\", email: email}}}}");
}

Test(edit, columns_where_there_are_none)
{
    expect("version: 1\ntables:\n  a: {rows: {where: \"x\"}}\n", &to_a,
           "version: 1\ntables:\n  a: {rows: {where: \"x\"}, columns: {email: email}}\n");
    expect("version: 1\ntables:\n  a:\n    rows: all # x\n  b: {rows: none}\n", &to_a,
           "version: 1\ntables:\n  a:\n    rows: all # x\n    columns:\n      " LINE
           "      " ALTERNATIVE "  b: {rows: none}\n");
    expect("version: 1\ntables:\n  a:\n    columns: # none yet\n    rows: all\n", &to_a,
           "version: 1\ntables:\n  a:\n    columns: # none yet\n      " LINE "      " ALTERNATIVE
           "    rows: all\n");
    expect("version: 1\ntables: {a: {columns: , rows: all}}\n", &to_a,
           "version: 1\ntables: {a: {columns: {email: email} , rows: all}}\n");
    expect("version: 1\ntables: {a: {rows: all, columns: {}}}\n", &to_a,
           "version: 1\ntables: {a: {rows: all, columns: {email: email}}}\n");
}

#define TABLE "  s.new:\n    columns:\n      " LINE "      " ALTERNATIVE

/* The marks of quoted keys and values stand inside of their quotes. */
Test(edit, quoted_keys)
{
    expect(
        "version: 1\ntables:\n  'a':\n    columns:\n      \"id\": 'keep'\n      x: \"keep\" # y\n",
        &to_a,
        "version: 1\ntables:\n  'a':\n    columns:\n      \"id\": 'keep'\n      x: \"keep\" # y\n"
        "      " LINE "      " ALTERNATIVE);
    expect("\"version\": 1\n'tables':\n  'b': {rows: \"none\"}\n", &fresh,
           "\"version\": 1\n'tables':\n  'b': {rows: \"none\"}\n" TABLE);
}

Test(edit, tables)
{
    expect("version: 1\ntables:\n  a: {rows: none}\n\n# domains\ndomains: {}\n", &fresh,
           "version: 1\ntables:\n  a: {rows: none}\n" TABLE "\n# domains\ndomains: {}\n");
    expect("version: 1\ntables:\nlocale: de_DE\n", &fresh,
           "version: 1\ntables:\n" TABLE "locale: de_DE\n");
    expect("version: 1\nunlisted: {table: error}\n", &fresh,
           "version: 1\nunlisted: {table: error}\ntables:\n" TABLE);
    expect("version: 1\ntables: {}\n", &fresh,
           "version: 1\ntables: {s.new: {columns: {email: email}}}\n");
    expect("{version: 1}", &fresh, "{version: 1, tables: {s.new: {columns: {email: email}}}}");
    expect("  version: 1\n  tables:\n     a:\n       rows: none\n", &fresh,
           "  version: 1\n  tables:\n     a:\n       rows: none\n     s.new:\n       columns:\n"
           "         " LINE "         " ALTERNATIVE);
}

Test(edit, line_ends)
{
    expect("version: 1\r\ntables:\r\n  a:\r\n    columns:\r\n      id: keep\r\n", &to_a,
           "version: 1\r\ntables:\r\n  a:\r\n    columns:\r\n      id: keep\r\n"
           "      email: email  # name: e-mail; 9 of 10\r\n      # email: {mask: hash}\r\n");
    expect("version: 1\ntables:\n  a:\n    columns:\n      id: keep", &to_a,
           "version: 1\ntables:\n  a:\n    columns:\n      id: keep\n      " LINE
           "      " ALTERNATIVE);
    expect("version: 1\ntables:\n  a: {rows: none} # no end", &fresh,
           "version: 1\ntables:\n  a: {rows: none} # no end\n" TABLE);
}

/* The text of a block scalar reaches to the next line that is less deep; blank lines may belong to it. */
Test(edit, behind_scalars_of_many_lines)
{
    expect("version: 1\ntables:\n  a:\n    columns:\n      id:\n        mask: constant\n        "
           "value: |+\n"
           "          one\n\n\n  b: {rows: none}\n",
           &to_a,
           "version: 1\ntables:\n  a:\n    columns:\n      id:\n        mask: constant\n        "
           "value: |+\n"
           "          one\n\n\n      " LINE "      " ALTERNATIVE "  b: {rows: none}\n");
    expect("version: 1\ntables:\n  a:\n    columns:\n      id: {mask: constant, value: 'one\n\n"
           "        two'} # x\n",
           &to_a,
           "version: 1\ntables:\n  a:\n    columns:\n      id: {mask: constant, value: 'one\n\n"
           "        two'} # x\n      " LINE "      " ALTERNATIVE);
}

Test(edit, document_marks)
{
    expect("---\nversion: 1\ntables:\n  a: {rows: none}\n...\n", &fresh,
           "---\nversion: 1\ntables:\n  a: {rows: none}\n" TABLE "...\n");
    expect("# only this\nversion: 1 # x\n", &fresh, "# only this\nversion: 1 # x\ntables:\n" TABLE);
}

Test(edit, nothing_to_add_changes_nothing)
{
    struct pgm_buf out = {0};
    const char text[] = "version: 1 \r\ntables: {a: {rows: none}}\n\n\n";
    cr_assert_eq(edit(text, NULL, 0, &out), PGM_OK);
    cr_assert_str_eq(pgm_buf_text(&out), text);
    pgm_buf_free(&out);
}

Test(edit, several_places_at_once)
{
    const struct pgm_rules_added_column two[] = {
        {"x", "keep", NULL, NULL},
        {"Odd.Name", "{mask: given_name, by: x}", "n", NULL},
        {NULL, NULL, "y: follows\nx", NULL}};
    const struct pgm_rules_added_table tables[] = {
        {.written = "b", .columns = two, .column_count = 3},
        {.schema = "s", .name = "T 1", .note = "a note", .columns = two, .column_count = 3},
        {.written = "a", .columns = one, .column_count = 1},
        {.schema = "s", .name = "empty", .columns = &two[2], .column_count = 1},
        {.schema = "s", .name = "child", .note = "s.child: follows", .note_only = true},
    };
    struct pgm_buf out = {0};
    cr_assert_eq(
        edit(
            "version: 1\ntables:\n  a: {columns: {id: keep}}\n  b:\n    columns:\n      id: keep\n",
            tables, 5, &out),
        PGM_OK);
    cr_assert_str_eq(
        pgm_buf_text(&out),
        "version: 1\ntables:\n  a: {columns: {id: keep, email: email}}\n  b:\n    columns:\n"
        "      id: keep\n"
        "      x:            keep\n"
        "      '\"Odd.Name\"': {mask: given_name, by: x}  # n\n"
        "      # y: follows?x\n"
        "  # a note\n"
        "  's.\"T 1\"':\n    columns:\n"
        "      x:            keep\n"
        "      '\"Odd.Name\"': {mask: given_name, by: x}  # n\n"
        "      # y: follows?x\n"
        "  s.empty:\n    rows: all\n    # y: follows?x\n"
        "  # s.child: follows\n");
    pgm_buf_free(&out);
}

/* Names of every sort come back as the catalog spells them. */
Test(edit, names_survive)
{
    static const char *const names[] = {"id",
                                        "select",
                                        "null",
                                        "true",
                                        "~",
                                        "n",
                                        "1",
                                        "-",
                                        "a.b",
                                        "a b",
                                        "\"q\"",
                                        "it's",
                                        "*",
                                        "a?",
                                        "\\",
                                        "#x",
                                        "a: b",
                                        "a #b",
                                        "{x}",
                                        "[x]",
                                        "a,b",
                                        "é",
                                        "日本語",
                                        "new\nline",
                                        "tab\t",
                                        "\x7f",
                                        "$1",
                                        "%s",
                                        "@x",
                                        "`",
                                        "!t",
                                        "&a",
                                        "|",
                                        ">",
                                        "\xc2\xa0",
                                        "\xe2\x80\xa8",
                                        "\xef\xbb\xbf",
                                        " ",
                                        "x ",
                                        "<<",
                                        "=",
                                        "-1",
                                        "1.5",
                                        "0x1",
                                        ":"};
    enum { COUNT = sizeof names / sizeof *names };
    struct pgm_rules_added_column columns[COUNT];
    struct pgm_rules_added_table tables[COUNT + 1];
    for (size_t i = 0; i < COUNT; i++) {
        columns[i] = (struct pgm_rules_added_column){names[i], "keep", names[i], NULL};
        tables[i] = (struct pgm_rules_added_table){.schema = names[COUNT - 1 - i],
                                                   .name = names[i],
                                                   .columns = columns,
                                                   .column_count = COUNT};
    }
    static const char *const forms[] = {"version: 1\n", "{version: 1}"};
    for (size_t f = 0; f < 2; f++) {
        struct pgm_buf out = {0};
        struct pgm_rules rules;
        struct pgm_report report = {0};
        cr_assert_eq(edit(forms[f], tables, COUNT, &out), PGM_OK);
        pgm_rules_parse(&rules, "names", out.data, out.bytes, &report);
        cr_assert_eq(report.count, 0, "%s", report.first ? report.first->message : "");
        cr_assert_eq(rules.table_count, COUNT);
        for (size_t t = 0; t < COUNT; t++) {
            cr_assert_str_eq(rules.tables[t].name, names[t]);
            cr_assert_str_eq(rules.tables[t].schema, names[COUNT - 1 - t]);
            cr_assert_eq(rules.tables[t].column_count, COUNT);
            for (size_t c = 0; c < COUNT; c++)
                cr_assert_str_eq(rules.tables[t].columns[c].name, names[c]);
        }
        pgm_rules_free(&rules);
        pgm_report_free(&report);
        pgm_buf_free(&out);
    }
}

/* What cannot be read afterwards is not handed out. */
Test(edit, refuses_what_would_not_be_read)
{
    const struct pgm_rules_added_column broken[] = {{"x", "{mask: ", NULL, NULL}};
    const struct pgm_rules_added_column twice[] = {{"id", "email", NULL, NULL}};
    struct pgm_rules_added_table table = {.written = "a", .columns = broken, .column_count = 1};
    struct pgm_buf out = {0};
    const char text[] = "version: 1\ntables:\n  a:\n    columns:\n      id: keep\n";
    cr_assert_eq(edit(text, &table, 1, &out), PGM_BAD_USAGE);
    table.columns = twice;
    cr_assert_eq(edit(text, &table, 1, &out), PGM_BAD_USAGE);
    cr_assert_eq(edit("", &table, 1, &out), PGM_BAD_USAGE);
    cr_assert_eq(edit("- version\n", &table, 1, &out), PGM_BAD_USAGE);
    pgm_buf_free(&out);
}

/* Ten thousand tables at once, in a file that has as many. */
Test(edit, large_files, .timeout = 60)
{
    enum { COUNT = 10000 };
    struct pgm_arena arena = {0};
    struct pgm_buf text = {0}, out = {0};
    struct pgm_rules_added_table *tables =
        PGM_ARENA_ARRAY(&arena, struct pgm_rules_added_table, 2 * COUNT);
    pgm_buf_puts(&text, "version: 1\ntables:\n");
    for (size_t i = 0; i < COUNT; i++) {
        pgm_buf_printf(&text, "  s.old%zu:\n    columns:\n      id: keep\n", i);
        tables[2 * i] = (struct pgm_rules_added_table){
            .written = pgm_arena_printf(&arena, "s.old%zu", i), .columns = one, .column_count = 1};
        tables[2 * i + 1] =
            (struct pgm_rules_added_table){.schema = "s",
                                           .name = pgm_arena_printf(&arena, "new%zu", i),
                                           .columns = one,
                                           .column_count = 1};
    }
    cr_assert_eq(edit(text.data, tables, 2 * COUNT, &out), PGM_OK);
    pgm_buf_free(&text);
    pgm_buf_free(&out);
    pgm_arena_free(&arena);
}
