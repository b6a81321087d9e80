/* mask_cases.h: what mask_bench.c measures: for each mask of the registry a case or more, of usual
 * values. */
#ifndef MASK_CASES_H
#define MASK_CASES_H

#include "args.h"
#include "mask.h"

enum case_flags {
    CASE_UNIQUE = 1,  /* in a unique index */
    CASE_BY = 2,      /* with a subject */
    CASE_DEFAULT = 4, /* without the arguments of the class's example */
};

struct mask_case {
    const char *class;
    const struct pgm_type *type;
    const char *pattern; /* of a value; each # becomes a number of four digits */
    unsigned flags;
    const struct pgm_arg_input *inputs; /* NULL: those of the class's example, if it has one */
};

static const struct pgm_type case_text = {.kind = PGM_KIND_TEXT, .oid = 25, .name = "text"};
static const struct pgm_type case_int = {
    .kind = PGM_KIND_INT, .oid = 20, .name = "bigint", .int_bytes = 8};
static const struct pgm_type case_numeric = {
    .kind = PGM_KIND_NUMERIC, .oid = 1700, .name = "numeric"};
static const struct pgm_type case_key = {
    .kind = PGM_KIND_NUMERIC, .oid = 1700, .name = "numeric(9,0)", .precision = 9};
static const struct pgm_type case_float = {
    .kind = PGM_KIND_FLOAT, .oid = 701, .name = "double precision"};
static const struct pgm_type case_date = {.kind = PGM_KIND_DATE, .oid = 1082, .name = "date"};
static const struct pgm_type case_time = {
    .kind = PGM_KIND_TIMESTAMP, .oid = 1114, .name = "timestamp"};
static const struct pgm_type case_uuid = {.kind = PGM_KIND_UUID, .oid = 2950, .name = "uuid"};
static const struct pgm_type case_inet = {.kind = PGM_KIND_INET, .oid = 869, .name = "inet"};
static const struct pgm_type case_json = {.kind = PGM_KIND_JSON, .oid = 3802, .name = "jsonb"};
static const struct pgm_type case_bytea = {.kind = PGM_KIND_BYTEA, .oid = 17, .name = "bytea"};
static const struct pgm_type case_xml = {.kind = PGM_KIND_XML, .oid = 142, .name = "xml"};
static const struct pgm_type case_hstore = {.kind = PGM_KIND_HSTORE, .name = "hstore"};
static const struct pgm_type case_array = {
    .kind = PGM_KIND_ARRAY, .name = "text[]", .element = &case_text, .delimiter = ','};
static const struct pgm_type case_range = {
    .kind = PGM_KIND_RANGE, .name = "daterange", .element = &case_date};
static const struct pgm_type_field case_fields[] = {{"street", &case_text}, {"floor", &case_int}};
static const struct pgm_type case_row = {
    .kind = PGM_KIND_COMPOSITE, .name = "place", .fields = case_fields, .field_count = 2};
static const struct pgm_type case_words = {
    .kind = PGM_KIND_OTHER, .oid = 3614, .base_oid = 3614, .name = "tsvector"};
static const struct pgm_type case_point = {
    .kind = PGM_KIND_OTHER, .oid = 600, .base_oid = 600, .name = "point"};
static const struct pgm_type case_shape = {.kind = PGM_KIND_OTHER, .name = "geometry(Point,4326)"};

#define CASE_INPUTS(...) ((const struct pgm_arg_input[]){__VA_ARGS__, {.name = NULL}})
#define CASE_SCALAR(argument, value)                                                               \
    {                                                                                              \
        .name = argument, .text = value                                                            \
    }
#define CASE_RULE(argument, inner)                                                                 \
    {                                                                                              \
        .name = argument, .kind = PGM_ARG_INPUT_SCALAR, .text = inner, .rule = {.mask = inner }    \
    }
#define CASE_RULES(argument, path, inner)                                                          \
    {                                                                                              \
        .name = argument, .kind = PGM_ARG_INPUT_MAP, .rule_count = 1,                              \
        .rules = (const struct pgm_inner_rule[])                                                   \
        {                                                                                          \
            {                                                                                      \
                .key = path, .mask = inner                                                         \
            }                                                                                      \
        }                                                                                          \
    }

static const struct mask_case mask_cases[] = {
    {"choose", &case_text, "platinum#", 0, NULL},
    {"constant", &case_text, "platinum#", 0, CASE_INPUTS(CASE_SCALAR("value", "gold"))},
    {"ff1", &case_text, "4929-1234-#", CASE_UNIQUE, NULL},
    {"hash", &case_text, "a-token-of-some-length-#", CASE_UNIQUE, NULL},
    {"keep", &case_text, "platinum#", 0, NULL},
    {"null", &case_text, "platinum#", 0, NULL},
    {"permute", &case_int, "#", CASE_UNIQUE, NULL},
    {"permute", &case_key, "#", CASE_UNIQUE, NULL},
    {"permute", &case_text, "0#", CASE_UNIQUE, NULL},
    {"redact", &case_text, "Flat #b, Elm House, Springwater", 0, NULL},
    {"scramble", &case_text, "Flat #b, Elm House, Springwater", 0, NULL},
    {"template", &case_text, "Rosalind Thackeray, no. #", CASE_BY, NULL},
    {"truncate_text", &case_text, "#-4307", 0, NULL},

    {"account_number", &case_text, "0532 0130 #", CASE_UNIQUE, NULL},
    {"amount", &case_numeric, "#.50", 0, NULL},
    {"bic", &case_text, "N#GB2LXXX", 0, NULL},
    {"card", &case_text, "4929 1234 5678 #", 0, NULL},
    {"iban", &case_text, "GB29 NWBK 6016 1331 92#", 0, NULL},
    {"iban", &case_text, "GB29 NWBK 6016 1331 92#", CASE_UNIQUE, NULL},
    {"tax_id", &case_text, "DE13669#", 0, NULL},

    {"hostname", &case_text, "db#.corp.test", CASE_UNIQUE, NULL},
    {"ip", &case_inet, "2001:470::#", 0, NULL},
    {"mac", &case_text, "08:00:2b:01:#", 0, NULL},
    {"password_hash", &case_text, "$2b$12$0000000000000000000000000000000000000000000000000#", 0,
     NULL},
    {"token", &case_text, "sk_live_0aB1cD2eF3gH4iJ5kL6m#", CASE_UNIQUE, NULL},
    {"url", &case_text, "https://www.corp.test/users/#/report.pdf?id=7", 0, NULL},
    {"url", &case_text, "https://www.corp.test/users/#/report.pdf?id=7", CASE_UNIQUE, NULL},
    {"user_agent", &case_text, "Mozilla/5.0 (X11; own build #)", 0, NULL},
    {"uuid", &case_uuid, "8d1f5c0a-3b7e-4c55-9a40-6f2d0000#", CASE_UNIQUE, NULL},

    {"bucket", &case_numeric, "#.50", 0, NULL},
    {"noise", &case_int, "#0000", 0, NULL},
    {"noise", &case_numeric, "#.50", 0, NULL},
    {"range", &case_numeric, "#.50", 0, NULL},
    {"round", &case_int, "#7", 0, NULL},
    {"round", &case_numeric, "#.50", 0, NULL},
    {"shuffle", &case_numeric, "#.50", CASE_BY, NULL},

    {"birth_date", &case_date, "#-03-17", CASE_BY, NULL},
    {"city", &case_text, "Springwater#", CASE_BY, NULL},
    {"city", &case_text, "\xc5\x81\xc3\xb3\x64\xc5\xba-G\xc3\xb3rna #", 0, NULL},
    {"company", &case_text, "Globular Widgets # Ltd", CASE_BY, NULL},
    {"country", &case_text, "Freedonia#", CASE_BY, NULL},
    {"email", &case_text, "rosalind.thackeray#@mail.example", 0, NULL},
    {"email", &case_text, "rosalind.thackeray#@mail.example", CASE_UNIQUE | CASE_BY, NULL},
    {"email", &case_text, "Rosalind.Thackeray#@mail.example", CASE_UNIQUE | CASE_BY, NULL},
    {"family_name", &case_text, "Thackeray#", CASE_BY, NULL},
    {"full_name", &case_text, "Rosalind Thackeray#", CASE_BY, NULL},
    {"given_name", &case_text, "Rosa#", 0, NULL},
    {"given_name", &case_text, "Rosa#", CASE_BY, NULL},
    {"job_title", &case_text, "Chief Widget Officer #", CASE_BY, NULL},
    {"license_plate", &case_text, "B-MX #", 0, NULL},
    {"national_id", &case_text, "536-22-#", 0, NULL},
    {"national_id", &case_text, "536-22-#", CASE_UNIQUE, NULL},
    {"national_id", &case_int, "53622#", 0, NULL},
    {"passport", &case_text, "C01X#", 0, NULL},
    {"phone", &case_text, "+1 212 736 #", 0, NULL},
    {"postal_code", &case_text, "0#", CASE_BY, NULL},
    {"region", &case_text, "Lower Saxony #", CASE_BY, NULL},
    {"street", &case_text, "# Bakery Street", CASE_BY, NULL},
    {"username", &case_text, "rosalind#", CASE_UNIQUE | CASE_BY, NULL},

    {"geo_jitter", &case_float, "52.#", CASE_BY, NULL},
    {"geo_jitter", &case_point, "(13.404954,52.#)", CASE_DEFAULT, NULL},
    {"geo_jitter", &case_shape, "0101000020E610000048E17A14#2A40A69BC420B0424A40", CASE_DEFAULT,
     NULL},
    {"geo_truncate", &case_float, "52.#", 0, NULL},

    {"array", &case_array, "{Rosalind,\"#, Elm House\",Springwater}", 0,
     CASE_INPUTS(CASE_RULE("items", "redact"))},
    {"bounds", &case_range, "[#-03-17,2024-05-01)", 0,
     CASE_INPUTS(CASE_RULE("bounds", "date_shift"))},
    {"bytea", &case_bytea, "\\x00112233#8899aabbccddeeff", 0,
     CASE_INPUTS(CASE_SCALAR("value", "random"))},
    {"composite", &case_row, "(\"# Elm Street\",7)", 0,
     CASE_INPUTS(CASE_RULES("fields", "street", "street"))},
    {"hstore", &case_hstore, "\"email\"=>\"p#@corp.test\", \"size\"=>\"7\"", 0,
     CASE_INPUTS(CASE_RULES("keys", "email", "email"))},
    {"json", &case_json, "{\"email\": \"p#@corp.test\", \"tags\": [\"a\", 7]}", 0,
     CASE_INPUTS(CASE_RULES("paths", "$.email", "email"))},
    {"xml", &case_xml, "<p id=\"#\"><mail>p@corp.test</mail>Ann</p>", 0,
     CASE_INPUTS(CASE_RULES("paths", "//mail", "email"))},

    {"empty", &case_text, "Called # times, wants a refund.", 0, NULL},
    {"lorem", &case_text, "Called # times, wants a refund, was told to write again.", 0, NULL},
    {"lorem", &case_text,
     "Hello,\n\nThe parcel # was left with the neighbours.\n\nRegards, Zo\xc3\xab", 0, NULL},
    {"text", &case_text, "Ticket #: write to p#@corp.test or call her tomorrow, please.", 0, NULL},
    {"tsvector", &case_words, "'elm':2 'hous':3 '#':1", 0, NULL},

    {"age_band", &case_date, "#-03-17", 0, NULL},
    {"date_shift", &case_time, "#-03-17 10:00:00.5", 0, NULL},
    {"date_trunc", &case_time, "#-03-17 10:00:00.5", 0, NULL},
    {"time_jitter", &case_time, "#-03-17 10:00:00.5", 0, NULL},
};
#define CASE_COUNT (sizeof mask_cases / sizeof *mask_cases)

#endif
