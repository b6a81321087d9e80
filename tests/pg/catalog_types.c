/* Types: kinds, limits, domains over domains. */
#include "catalog_live.h"

TestSuite(catalog_types, .fini = live_drop);

Test(catalog_types, kinds_of_builtin_types)
{
    static const struct {
        const char *type;
        enum pgm_kind kind;
    } cases[] = {
        {"text", PGM_KIND_TEXT},
        {"varchar", PGM_KIND_TEXT},
        {"char(3)", PGM_KIND_TEXT},
        {"name", PGM_KIND_TEXT},
        {"\"char\"", PGM_KIND_TEXT},
        {"smallint", PGM_KIND_INT},
        {"integer", PGM_KIND_INT},
        {"bigint", PGM_KIND_INT},
        {"numeric", PGM_KIND_NUMERIC},
        {"real", PGM_KIND_FLOAT},
        {"double precision", PGM_KIND_FLOAT},
        {"boolean", PGM_KIND_BOOL},
        {"date", PGM_KIND_DATE},
        {"timestamp(3)", PGM_KIND_TIMESTAMP},
        {"timestamptz", PGM_KIND_TIMESTAMPTZ},
        {"time", PGM_KIND_TIME},
        {"timetz", PGM_KIND_OTHER},
        {"interval", PGM_KIND_OTHER},
        {"uuid", PGM_KIND_UUID},
        {"inet", PGM_KIND_INET},
        {"cidr", PGM_KIND_INET},
        {"macaddr", PGM_KIND_OTHER},
        {"json", PGM_KIND_JSON},
        {"jsonb", PGM_KIND_JSON},
        {"bytea", PGM_KIND_BYTEA},
        {"money", PGM_KIND_MONEY},
        {"xml", PGM_KIND_XML},
        {"point", PGM_KIND_OTHER},
        {"bit(3)", PGM_KIND_OTHER},
        {"int4range", PGM_KIND_RANGE},
        {"tsvector", PGM_KIND_OTHER},
        {"regclass", PGM_KIND_OTHER},
        {"oid", PGM_KIND_OTHER},
        {"int2vector", PGM_KIND_OTHER},
        {"oidvector", PGM_KIND_OTHER},
        {"text[]", PGM_KIND_ARRAY},
        {"varchar(7)[][]", PGM_KIND_ARRAY},
        {"name[]", PGM_KIND_ARRAY},
        {"feeling", PGM_KIND_ENUM},
        {"feeling[]", PGM_KIND_ARRAY},
        {"pair", PGM_KIND_COMPOSITE},
        {"pair[]", PGM_KIND_ARRAY},
        {"stretch", PGM_KIND_RANGE},
    };
    enum { CASES = sizeof cases / sizeof *cases };
    char sql[8192];
    size_t at = (size_t)snprintf(sql, sizeof sql,
                                 "CREATE TYPE feeling AS ENUM ('good', 'bad');"
                                 "CREATE TYPE pair AS (a int, b text);"
                                 "CREATE TYPE stretch AS RANGE (subtype = float8);"
                                 "CREATE TABLE t (dropped int");
    for (int i = 0; i < CASES; i++)
        at += (size_t)snprintf(sql + at, sizeof sql - at, ", c%d %s", i, cases[i].type);
    snprintf(sql + at, sizeof sql - at, "); ALTER TABLE t DROP COLUMN dropped");
    live_read(sql);
    for (int i = 0; i < CASES; i++) {
        const struct pgm_type *type = &live_table("t")->columns[i].type;
        cr_assert_eq(type->kind, cases[i].kind, "%s has kind %d", cases[i].type, type->kind);
        cr_assert_not(type->is_domain);
        cr_assert_eq(type->oid, type->base_oid);
        cr_assert_eq(type->element_oid != 0, type->kind == PGM_KIND_ARRAY, "%s", cases[i].type);
        cr_assert_eq(type->cidr, strcmp(cases[i].type, "cidr") == 0);
    }
}

Test(catalog_types, limits_of_text)
{
    live_read("CREATE TABLE t (a varchar(20), b varchar, c char(5), d char, e name, f \"char\","
              " g text, h bpchar, i varchar(10485760), j varchar(1))");
    cr_assert_eq(live_column("t", "a")->type.max_chars, 20);
    cr_assert_str_eq(live_column("t", "a")->type.name, "character varying(20)");
    cr_assert_eq(live_column("t", "b")->type.max_chars, 0);
    cr_assert_eq(live_column("t", "c")->type.max_chars, 5);
    cr_assert(live_column("t", "c")->type.blank_padded);
    cr_assert_eq(live_column("t", "d")->type.max_chars, 1);
    cr_assert_eq(live_column("t", "e")->type.max_chars, 63);
    cr_assert_eq(live_column("t", "f")->type.max_chars, 1);
    cr_assert_eq(live_column("t", "g")->type.max_chars, 0);
    cr_assert_not(live_column("t", "g")->type.blank_padded);
    cr_assert_eq(live_column("t", "h")->type.max_chars, 0);
    cr_assert(live_column("t", "h")->type.blank_padded, "its trailing blanks do not count either");
    cr_assert_eq(live_column("t", "i")->type.max_chars, 10485760);
    cr_assert_eq(live_column("t", "j")->type.max_chars, 1);
}

static void expect_numeric(const char *column, int precision, int scale)
{
    const struct pgm_type *type = &live_column("t", column)->type;
    cr_assert_eq(type->kind, PGM_KIND_NUMERIC);
    cr_assert_eq(type->precision, precision, "%s: precision %d", column, type->precision);
    cr_assert_eq(type->scale, scale, "%s: scale %d", column, type->scale);
}

Test(catalog_types, limits_of_numbers)
{
    live_create("", "CREATE TABLE t (a numeric(10,2), b numeric(5), c numeric,"
                    " d numeric(1000,1000), e smallint, f integer, g bigint, h float8)");
    const bool signed_scale = live_version() >= 150000;
    if (signed_scale)
        live_run(live.conninfo,
                 "ALTER TABLE t ADD i numeric(3,-1000), ADD j numeric(2,-3), ADD k numeric(3,5)");
    live_connect(NULL);
    live_load();
    expect_numeric("a", 10, 2);
    expect_numeric("b", 5, 0);
    expect_numeric("c", 0, 0);
    expect_numeric("d", 1000, 1000);
    if (signed_scale) {
        expect_numeric("i", 3, -1000);
        expect_numeric("j", 2, -3);
        expect_numeric("k", 3, 5);
    }
    cr_assert_eq(live_column("t", "e")->type.int_bytes, 2);
    cr_assert_eq(live_column("t", "f")->type.int_bytes, 4);
    cr_assert_eq(live_column("t", "g")->type.int_bytes, 8);
    cr_assert_eq(live_column("t", "h")->type.int_bytes, 0);
}

Test(catalog_types, domains_over_domains)
{
    live_read("CREATE SCHEMA s; CREATE DOMAIN s.short AS varchar(20);"
              "CREATE DOMAIN filled AS s.short NOT NULL;"
              "CREATE DOMAIN upper_case AS filled CHECK (VALUE = upper(VALUE));"
              "CREATE DOMAIN outermost AS upper_case;"
              "CREATE DOMAIN list AS int[]; CREATE DOMAIN money_t AS numeric(12,4);"
              "CREATE DOMAIN checked_once AS int CONSTRAINT c CHECK (VALUE > 0);"
              "CREATE TABLE t (a outermost, b s.short, c upper_case[], d list, e money_t,"
              " f checked_once, g filled, h varchar(20))");
    const struct pgm_type *type = &live_column("t", "a")->type;
    cr_assert_eq(type->kind, PGM_KIND_TEXT);
    cr_assert_eq(type->max_chars, 20);
    cr_assert(type->is_domain && type->domain_not_null && type->domain_checked);
    cr_assert_str_eq(type->name, "public.outermost");
    cr_assert_eq(type->base_oid, live_column("t", "h")->type.oid);
    cr_assert_neq(type->oid, type->base_oid);
    cr_assert_not(live_column("t", "a")->not_null, "the column itself has no NOT NULL");

    type = &live_column("t", "b")->type;
    cr_assert(type->is_domain && !type->domain_not_null && !type->domain_checked);
    cr_assert_str_eq(type->name, "s.short");
    cr_assert_eq(type->max_chars, 20);

    type = &live_column("t", "c")->type;
    cr_assert_eq(type->kind, PGM_KIND_ARRAY);
    cr_assert_not(type->is_domain, "an array of a domain is none itself");

    type = &live_column("t", "d")->type;
    cr_assert_eq(type->kind, PGM_KIND_ARRAY);
    cr_assert(type->is_domain);
    cr_assert_eq(type->element_oid, 23);

    expect_numeric("e", 12, 4);
    cr_assert(live_column("t", "f")->type.domain_checked);
    cr_assert_not(live_column("t", "f")->type.domain_not_null);
    cr_assert(live_column("t", "g")->type.domain_not_null);
    cr_assert_not(live_column("t", "g")->type.domain_checked);
    cr_assert_not(live_column("t", "h")->type.is_domain);
}

Test(catalog_types, a_type_merely_called_citext_is_none)
{
    live_read("CREATE DOMAIN citext AS text; CREATE SCHEMA own;"
              "CREATE TYPE own.citext AS ENUM ('a'); CREATE TABLE t (a citext, b own.citext)");
    cr_assert_not(live_column("t", "a")->type.case_insensitive);
    cr_assert_eq(live_column("t", "b")->type.kind, PGM_KIND_ENUM);
    cr_assert_not(live_column("t", "b")->type.case_insensitive);
}

Test(catalog_types, citext)
{
    live_create("", "SELECT 1");
    if (!live_has_extension("citext"))
        live_skip("citext is not installed");
    live_run(live.conninfo, "CREATE SCHEMA x; CREATE EXTENSION citext SCHEMA x;"
                            "CREATE DOMAIN mail AS x.citext CHECK (VALUE LIKE '%@%');"
                            "CREATE TABLE t (a x.citext, b mail, c x.citext[])");
    live_connect(NULL);
    live_load();
    cr_assert_eq(live_column("t", "a")->type.kind, PGM_KIND_TEXT);
    cr_assert(live_column("t", "a")->type.case_insensitive);
    cr_assert_str_eq(live_column("t", "a")->type.name, "x.citext");
    cr_assert(live_column("t", "b")->type.case_insensitive);
    cr_assert_eq(live_column("t", "b")->type.kind, PGM_KIND_TEXT);
    cr_assert(live_column("t", "b")->type.domain_checked);
    cr_assert_eq(live_column("t", "c")->type.kind, PGM_KIND_ARRAY);
    cr_assert_eq(live_column("t", "c")->type.element_oid, live_column("t", "a")->type.oid);
    cr_assert_not(live_column("t", "c")->type.case_insensitive);
}

Test(catalog_types, insides)
{
    live_read("CREATE DOMAIN short AS varchar(9);"
              "CREATE TYPE part AS (street varchar(30), gone int, zip short, list numeric(8,2)[]);"
              "ALTER TYPE part DROP ATTRIBUTE gone;"
              "CREATE DOMAIN parts AS part[];"
              "CREATE TYPE whole AS (inside part, boxes box[]);"
              "CREATE TABLE t (a varchar(20)[], b part, c parts, d whole, e daterange,"
              " f int8range[], g text)");
    const struct pgm_type *a = &live_column("t", "a")->type;
    cr_assert_eq(a->kind, PGM_KIND_ARRAY);
    cr_assert_eq(a->delimiter, ',');
    cr_assert_eq(a->max_chars, 0);
    cr_assert_eq(a->element->kind, PGM_KIND_TEXT);
    cr_assert_eq(a->element->max_chars, 20);

    const struct pgm_type *b = &live_column("t", "b")->type;
    cr_assert_eq(b->kind, PGM_KIND_COMPOSITE);
    cr_assert_eq(b->field_count, 3);
    cr_assert_str_eq(b->fields[0].name, "street");
    cr_assert_eq(b->fields[0].type->max_chars, 30);
    cr_assert_str_eq(b->fields[1].name, "zip");
    cr_assert(b->fields[1].type->is_domain);
    cr_assert_eq(b->fields[1].type->max_chars, 9);
    cr_assert_eq(b->fields[2].type->kind, PGM_KIND_ARRAY);
    cr_assert_eq(b->fields[2].type->element->precision, 8);
    cr_assert_eq(b->fields[2].type->element->scale, 2);

    const struct pgm_type *c = &live_column("t", "c")->type;
    cr_assert_eq(c->kind, PGM_KIND_ARRAY);
    cr_assert(c->is_domain);
    cr_assert_eq(c->element->kind, PGM_KIND_COMPOSITE);
    cr_assert_eq(c->element->field_count, 3);

    const struct pgm_type *d = &live_column("t", "d")->type;
    cr_assert_eq(d->fields[0].type->fields[0].type->max_chars, 30);
    cr_assert_eq(d->fields[1].type->delimiter, ';');
    cr_assert_eq(d->fields[1].type->element->kind, PGM_KIND_OTHER);

    cr_assert_eq(live_column("t", "e")->type.kind, PGM_KIND_RANGE);
    cr_assert_eq(live_column("t", "e")->type.element->kind, PGM_KIND_DATE);
    cr_assert_eq(live_column("t", "f")->type.element->kind, PGM_KIND_RANGE);
    cr_assert_eq(live_column("t", "f")->type.element->element->int_bytes, 8);
    cr_assert_null(live_column("t", "g")->type.element);
}

Test(catalog_types, multiranges)
{
    live_create("", "SELECT 1");
    if (live_version() < 140000)
        live_skip("multiranges begin with PostgreSQL 14");
    live_run(live.conninfo, "CREATE TABLE t (a tsmultirange)");
    live_connect(NULL);
    live_load();
    cr_assert_eq(live_column("t", "a")->type.kind, PGM_KIND_RANGE);
    cr_assert_eq(live_column("t", "a")->type.element->kind, PGM_KIND_TIMESTAMP);
}

Test(catalog_types, hstore)
{
    live_create("", "SELECT 1");
    if (!live_has_extension("hstore"))
        live_skip("hstore is not installed");
    live_run(live.conninfo, "CREATE SCHEMA own; CREATE TYPE own.hstore AS (a int);"
                            "CREATE EXTENSION hstore; CREATE TABLE t (a hstore, b own.hstore)");
    live_connect(NULL);
    live_load();
    cr_assert_eq(live_column("t", "a")->type.kind, PGM_KIND_HSTORE);
    cr_assert_eq(live_column("t", "b")->type.kind, PGM_KIND_COMPOSITE);
}
