/* What the rules hold after reading. */
#include <criterion/criterion.h>
#include <string.h>

#include "rules.h"

static struct pgm_rules rules;
static struct pgm_report report;

static void parse(const char *text)
{
    pgm_rules_parse(&rules, "test.yaml", text, strlen(text), &report);
}

static void parse_valid(const char *text)
{
    parse(text);
    cr_assert_eq(report.count, 0, "%s", report.first ? report.first->message : "");
}

static void drop(void)
{
    pgm_rules_free(&rules);
    pgm_report_free(&report);
    report = (struct pgm_report){0};
}

static const struct pgm_rule_table *table_of(const char *written)
{
    for (size_t i = 0; i < rules.table_count; i++)
        if (strcmp(rules.tables[i].written, written) == 0)
            return &rules.tables[i];
    cr_assert_fail("no table %s", written);
    return NULL;
}

static const struct pgm_rule_mask *rule_of(const struct pgm_rule_table *table, const char *column)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, column) == 0)
            return &table->columns[i].rule;
    cr_assert_fail("no column %s", column);
    return NULL;
}

TestSuite(rules_content, .fini = drop);

Test(rules_content, defaults_are_strict)
{
    parse_valid("version: 1\n");
    cr_assert_str_eq(rules.locale, "en_US");
    cr_assert_str_eq(rules.path, "test.yaml");
    cr_assert_eq(rules.unlisted_table, PGM_UNLISTED_ERROR);
    cr_assert_eq(rules.unlisted_column, PGM_UNLISTED_ERROR);
    cr_assert_eq(rules.table_count + rules.domain_count + rules.pattern_count, 0);
}

Test(rules_content, settings_are_read)
{
    parse_valid("version: 1\nlocale: de_DE\nunlisted: {table: skip, column: null}\n");
    cr_assert_str_eq(rules.locale, "de_DE");
    cr_assert_eq(rules.unlisted_table, PGM_UNLISTED_SKIP);
    cr_assert_eq(rules.unlisted_column, PGM_UNLISTED_NULL);
}

Test(rules_content, columns_have_short_and_long_forms)
{
    parse_valid("version: 1\n"
                "tables:\n"
                "  public.t:\n"
                "    columns:\n"
                "      a: email\n"
                "      b: {mask: email, domain: contact, by: id, when: b <> '', days: 30}\n"
                "      c: {domain: contact, by: [id, '\"x.y\"'], locale_from: '\"k\"', references: "
                "s.\"T t\".id}\n"
                "      d: {domain: contact, references: t.id}\n");
    const struct pgm_rule_table *table = table_of("public.t");
    cr_assert_str_eq(table->schema, "public");
    cr_assert_str_eq(table->name, "t");
    cr_assert_eq(table->column_count, 4);
    cr_assert_eq(table->rows, PGM_ROWS_UNSET);

    const struct pgm_rule_mask *a = rule_of(table, "a");
    cr_assert_str_eq(a->mask, "email");
    cr_assert_null(a->domain);
    cr_assert_eq(a->args.kind, PGM_NODE_MAP);
    cr_assert_eq(a->args.count, 0);
    cr_assert_eq(a->place.line, 5);
    cr_assert_eq(a->place.column, 10);
    cr_assert_str_eq(a->place.file, "test.yaml");

    const struct pgm_rule_mask *b = rule_of(table, "b");
    cr_assert_str_eq(b->domain, "contact");
    cr_assert_eq(b->by_count, 1);
    cr_assert_str_eq(b->by[0], "id");
    cr_assert_str_eq(b->when, "b <> ''");
    cr_assert_eq(b->args.count, 1);
    cr_assert_str_eq(b->args.keys[0], "days");
    cr_assert_str_eq(b->args.items[0].text, "30");
    cr_assert_eq(b->args.key_places[0].line, 6);

    const struct pgm_rule_mask *c = rule_of(table, "c");
    cr_assert_null(c->mask);
    cr_assert_eq(c->by_count, 2);
    cr_assert_str_eq(c->by[1], "x.y");
    cr_assert_str_eq(c->locale_from, "k");
    cr_assert_null(b->locale_from);
    cr_assert_str_eq(c->references_schema, "s");
    cr_assert_str_eq(c->references_table, "T t");
    cr_assert_str_eq(c->references_column, "id");

    const struct pgm_rule_mask *d = rule_of(table, "d");
    cr_assert_null(d->references_schema);
    cr_assert_str_eq(d->references_table, "t");
}

Test(rules_content, the_null_word_is_a_mask)
{
    parse_valid(
        "version: 1\ntables:\n  t: {columns: {a: null, b: ~, c: \"null\", d: {mask: null}}}\n");
    for (size_t i = 0; i < 4; i++)
        cr_assert_str_eq(rules.tables[0].columns[i].rule.mask, "null");
    cr_assert_null(rules.tables[0].schema);
}

Test(rules_content, arguments_keep_their_form)
{
    parse_valid("version: 1\ntables:\n  t:\n    columns:\n      a:\n        mask: json\n"
                "        list: [1, \"2\", ~, ]\n        empty:\n        text: |\n          x\n"
                "        paths: {\"$.a\": {mask: email}, \"$.b\": keep}\n");
    const struct pgm_node *args = &rule_of(table_of("t"), "a")->args;
    cr_assert_eq(args->count, 4);
    const struct pgm_node *list = &args->items[0];
    cr_assert_eq(list->kind, PGM_NODE_LIST);
    cr_assert_eq(list->count, 3);
    cr_assert_not(list->items[0].quoted);
    cr_assert(list->items[1].quoted);
    cr_assert(list->items[2].null);
    cr_assert_str_eq(list->items[2].text, "~");
    cr_assert(args->items[1].null);
    cr_assert_str_eq(args->items[1].text, "");
    cr_assert_str_eq(args->items[2].text, "x\n");
    const struct pgm_node *paths = &args->items[3];
    cr_assert_eq(paths->kind, PGM_NODE_MAP);
    cr_assert_str_eq(paths->keys[1], "$.b");
    cr_assert_eq(paths->items[0].kind, PGM_NODE_MAP);
    cr_assert_str_eq(paths->items[0].items[0].text, "email");
}

Test(rules_content, rows_and_unlisted_of_a_table)
{
    parse_valid("version: 1\ntables:\n"
                "  a: {rows: none}\n  b: {rows: all, unlisted: keep}\n"
                "  c: {rows: {where: \"x > 1\"}, unlisted: {column: null}}\n");
    cr_assert_eq(table_of("a")->rows, PGM_ROWS_NONE);
    cr_assert_eq(table_of("a")->unlisted_column, PGM_UNLISTED_UNSET);
    cr_assert_eq(table_of("b")->rows, PGM_ROWS_ALL);
    cr_assert_eq(table_of("b")->unlisted_column, PGM_UNLISTED_KEEP);
    cr_assert_eq(table_of("c")->rows, PGM_ROWS_WHERE);
    cr_assert_str_eq(table_of("c")->where, "x > 1");
    cr_assert_eq(table_of("c")->rows_place.line, 5);
    cr_assert_eq(table_of("c")->unlisted_column, PGM_UNLISTED_NULL);
}

Test(rules_content, exact_names_stand_before_patterns)
{
    parse_valid("version: 1\ntables:\n  \"*.*_log\": {rows: none}\n  \"p*\": {rows: none}\n"
                "  public.a: {rows: none}\n  '\"p*\"': {rows: none}\n");
    cr_assert_eq(rules.table_count, 4);
    cr_assert_str_eq(rules.tables[0].name, "a");
    cr_assert_str_eq(rules.tables[1].name, "p*");
    cr_assert_not(rules.tables[1].is_pattern);
    cr_assert(rules.tables[2].is_pattern);
    cr_assert_str_eq(rules.tables[2].schema, "*");
    cr_assert_str_eq(rules.tables[2].name, "*_log");
    cr_assert(rules.tables[3].is_pattern);
    cr_assert_null(rules.tables[3].schema);
}

Test(rules_content, domains_and_patterns)
{
    parse_valid("version: 1\n"
                "domains: {customer: {mask: permute, range: [1, 10]}, contact: email}\n"
                "patterns:\n"
                "  - {column: \"*email*\", type: text, mask: email}\n"
                "  - {column: '\"a*\"', table: \"hr.*\", domain: contact, by: id}\n");
    cr_assert_eq(rules.domain_count, 2);
    cr_assert_str_eq(rules.domains[0].name, "customer");
    cr_assert_str_eq(rules.domains[0].rule.mask, "permute");
    cr_assert_str_eq(rules.domains[0].rule.args.keys[0], "range");
    cr_assert_str_eq(rules.domains[1].rule.mask, "email");
    cr_assert_eq(rules.pattern_count, 2);
    cr_assert_str_eq(rules.patterns[0].column, "*email*");
    cr_assert_str_eq(rules.patterns[0].type, "text");
    cr_assert_null(rules.patterns[0].table);
    cr_assert_eq(rules.patterns[0].rule.args.count, 0);
    cr_assert_str_eq(rules.patterns[1].column, "a\\*");
    cr_assert_str_eq(rules.patterns[1].schema, "hr");
    cr_assert_str_eq(rules.patterns[1].table, "*");
    cr_assert_str_eq(rules.patterns[1].rule.by[0], "id");
}

Test(rules_content, a_fault_does_not_hide_the_rest)
{
    parse("version: 1\ntables:\n  t: {columns: {a: , b: email}}\n  u: {row: none}\n"
          "domains: {d: email}\n");
    cr_assert_eq(report.count, 2);
    cr_assert_eq(pgm_report_status(&report), PGM_BAD_USAGE);
    cr_assert_eq(rules.domain_count, 1);
    cr_assert_str_eq(rule_of(table_of("t"), "b")->mask, "email");
}

Test(rules_content, the_hash_is_of_the_bytes)
{
    parse_valid("version: 1\n");
    char first[33];
    memcpy(first, rules.hash, sizeof first);
    pgm_rules_free(&rules);
    parse_valid("version: 1\n");
    cr_assert_str_eq(rules.hash, first);
    pgm_rules_free(&rules);
    parse_valid("version: 1 \n");
    cr_assert_str_neq(rules.hash, first);
    /* XXH3-128 of nothing, from the specification's vectors. */
    pgm_rules_free(&rules);
    parse("");
    cr_assert_str_eq(rules.hash, "99aa06d3014798d86001c324468d497f");
}

Test(rules_content, memory_cannot_include)
{
    parse("version: 1\ninclude: [a.yaml, b.yaml]\n");
    cr_assert_eq(report.count, 2);
}
