/* catalog_types.c: the types in use, domains resolved to what they stand on.
 *
 *   name_t  domain over short_t   NOT NULL      CHECK     the limits of all levels hold
 *   short_t domain over varchar   varchar(20)             the only level that can carry a modifier
 *   varchar base type             PGM_KIND_TEXT
 */

#include <string.h>

#include "buf.h"
#include "catalog_load.h"

/* What columns are of, and, down from there, what stands inside: base types of domains, elements of
 * arrays (which carry the modifier of the array), fields of composite types, bounds of ranges. A true
 * array is told from name, point or int2vector by its element's typarray. %s is a condition on
 * multiranges, which PostgreSQL has since 14. */
#define USED_SQL                                                                                   \
    "WITH RECURSIVE used AS (\n"                                                                   \
    " SELECT a.atttypid AS oid, a.atttypmod AS typmod"                                             \
    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"             \
    " WHERE a.attrelid >= " FIRST_USER_OID " AND a.attnum > 0 AND NOT a.attisdropped"              \
    " AND c.relkind IN ('r', 'p', 'f')\n"                                                          \
    " UNION\n"                                                                                     \
    " SELECT i.oid, i.typmod FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid,"              \
    " LATERAL (SELECT t.typbasetype AS oid, t.typtypmod AS typmod WHERE t.typtype = 'd'"           \
    " UNION ALL SELECT e.oid, u.typmod FROM pg_catalog.pg_type e"                                  \
    " WHERE e.oid = t.typelem AND e.typarray = t.oid"                                              \
    " UNION ALL SELECT a.atttypid, a.atttypmod FROM pg_catalog.pg_attribute a"                     \
    " WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped"   \
    " UNION ALL SELECT r.rngsubtype, -1 FROM pg_catalog.pg_range r"                                \
    " WHERE r.rngtypid = t.oid%s) i)"

/* One row for each type and modifier of these: a walk down the domains, of which the last step, the
 * base type, is kept. citext and hstore are told by their extensions, since anybody may call a type
 * so. */
static const char types_sql[] = USED_SQL
    ",\n"
    "checked AS (SELECT DISTINCT contypid AS oid FROM pg_catalog.pg_constraint"
    " WHERE contypid <> 0 AND contype = 'c'),\n"
    "walk AS (\n"
    " SELECT u.oid AS declared, u.typmod AS declared_typmod, t.oid, t.typtype, t.typbasetype,"
    " CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE u.typmod END AS typmod,"
    " t.typtype = 'd' AND t.typnotnull AS not_null,"
    " t.oid IN (SELECT oid FROM checked) AS checked"
    " FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid\n"
    " UNION ALL\n"
    " SELECT w.declared, w.declared_typmod, t.oid, t.typtype, t.typbasetype,"
    " CASE WHEN t.typtype = 'd' AND t.typtypmod >= 0 THEN t.typtypmod ELSE w.typmod END,"
    " w.not_null OR (t.typtype = 'd' AND t.typnotnull),"
    " w.checked OR t.oid IN (SELECT oid FROM checked)"
    " FROM walk w JOIN pg_catalog.pg_type t ON t.oid = w.typbasetype WHERE w.typtype = 'd')\n"
    "SELECT w.declared, w.declared_typmod, format_type(w.declared, w.declared_typmod), w.oid,"
    " w.typmod, w.not_null, w.checked, t.typlen, t.typtype, coalesce(e.oid, 0), e.typdelim,"
    " coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid%s), 0),"
    " (SELECT x.extname FROM pg_catalog.pg_depend d"
    " JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid"
    " WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'"
    " AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND x.extname = t.typname)\n"
    "FROM walk w JOIN pg_catalog.pg_type t ON t.oid = w.oid"
    " LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid\n"
    "WHERE w.typtype <> 'd'";

/* The fields of the composite types among them. */
static const char fields_sql[] =
    USED_SQL "\nSELECT t.oid, a.attname, a.atttypid, a.atttypmod"
             " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid"
             " WHERE t.typtype = 'c' AND t.oid IN (SELECT oid FROM used)"
             " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY t.oid, a.attnum";

static const char multirange_sql[] = " OR r.rngmultitypid = t.oid";

enum {
    Y_DECLARED,
    Y_DECLARED_TYPMOD,
    Y_NAME,
    Y_BASE,
    Y_TYPMOD,
    Y_NOT_NULL,
    Y_CHECKED,
    Y_LENGTH,
    Y_TYPTYPE,
    Y_ELEMENT,
    Y_DELIMITER,
    Y_BOUND,
    Y_EXTENSION,
};
enum { F_TYPE, F_NAME, F_FIELD_TYPE, F_FIELD_TYPMOD };

/* Oids of the built-in types, fixed for ever (pg_type.dat). */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_CHAR = 18,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_JSON = 114,
    OID_XML = 142,
    OID_CIDR = 650,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_MONEY = 790,
    OID_INET = 869,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
    OID_DATE = 1082,
    OID_TIME = 1083,
    OID_TIMESTAMP = 1114,
    OID_TIMESTAMPTZ = 1184,
    OID_NUMERIC = 1700,
    OID_UUID = 2950,
    OID_JSONB = 3802,
};

static const struct {
    uint32_t oid;
    enum pgm_kind kind;
} builtin_kinds[] = {
    {OID_BOOL, PGM_KIND_BOOL},
    {OID_BYTEA, PGM_KIND_BYTEA},
    {OID_CHAR, PGM_KIND_TEXT},
    {OID_NAME, PGM_KIND_TEXT},
    {OID_INT8, PGM_KIND_INT},
    {OID_INT2, PGM_KIND_INT},
    {OID_INT4, PGM_KIND_INT},
    {OID_TEXT, PGM_KIND_TEXT},
    {OID_JSON, PGM_KIND_JSON},
    {OID_XML, PGM_KIND_XML},
    {OID_CIDR, PGM_KIND_INET},
    {OID_FLOAT4, PGM_KIND_FLOAT},
    {OID_FLOAT8, PGM_KIND_FLOAT},
    {OID_MONEY, PGM_KIND_MONEY},
    {OID_INET, PGM_KIND_INET},
    {OID_BPCHAR, PGM_KIND_TEXT},
    {OID_VARCHAR, PGM_KIND_TEXT},
    {OID_DATE, PGM_KIND_DATE},
    {OID_TIME, PGM_KIND_TIME},
    {OID_TIMESTAMP, PGM_KIND_TIMESTAMP},
    {OID_TIMESTAMPTZ, PGM_KIND_TIMESTAMPTZ},
    {OID_NUMERIC, PGM_KIND_NUMERIC},
    {OID_UUID, PGM_KIND_UUID},
    {OID_JSONB, PGM_KIND_JSON},
};

static enum pgm_kind builtin_kind(uint32_t oid)
{
    for (size_t i = 0; i < sizeof builtin_kinds / sizeof *builtin_kinds; i++)
        if (builtin_kinds[i].oid == oid)
            return builtin_kinds[i].kind;
    return PGM_KIND_OTHER;
}

/* What the modifier and the base type say about lengths. A modifier counts from VARHDRSZ, 4. */
static void set_limits(struct pgm_type *type, int32_t typmod, int32_t length)
{
    switch (type->base_oid) {
    case OID_VARCHAR:
    case OID_BPCHAR:
        type->max_chars = typmod >= 4 ? typmod - 4 : 0;
        type->blank_padded = type->base_oid == OID_BPCHAR;
        break;
    case OID_NAME:
        type->max_chars = length - 1; /* NAMEDATALEN less its NUL */
        break;
    case OID_CHAR:
        type->max_chars = 1;
        break;
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        type->int_bytes = (int16_t)length;
        break;
    case OID_NUMERIC:
        if (typmod >= 4) {
            /* make_numeric_typmod() of numeric.c: 11 bits of scale in two's complement, which reads
             * the unsigned scale of versions before 15, at most 1000, just as well. */
            type->precision = (int16_t)((typmod - 4) >> 16 & 0xffff);
            type->scale = (int16_t)((((typmod - 4) & 0x7ff) ^ 0x400) - 0x400);
        }
        break;
    case OID_CIDR:
        type->cidr = true;
        break;
    default:
        break;
    }
}

/* Whether the type belongs to the extension of its own name. */
static bool is_of(const PGresult *result, int row, const char *extension)
{
    const char *name = pgm_pg_text(result, row, Y_EXTENSION);
    return name && strcmp(name, extension) == 0;
}

static enum pgm_kind kind_of(const struct pgm_type *type, const PGresult *result, int row)
{
    if (type->element_oid)
        return PGM_KIND_ARRAY;
    switch (*pgm_pg_text(result, row, Y_TYPTYPE)) {
    case 'e':
        return PGM_KIND_ENUM;
    case 'c':
        return PGM_KIND_COMPOSITE;
    case 'r':
    case 'm':
        return PGM_KIND_RANGE;
    default:
        break;
    }
    if (is_of(result, row, "citext"))
        return PGM_KIND_TEXT;
    return is_of(result, row, "hstore") ? PGM_KIND_HSTORE : builtin_kind(type->base_oid);
}

static void fill_type(struct pgm_catalog *catalog, struct pgm_type *type, const PGresult *result,
                      int row)
{
    type->oid = pgm_catalog_oid(result, row, Y_DECLARED);
    type->base_oid = pgm_catalog_oid(result, row, Y_BASE);
    type->name = pgm_catalog_text(catalog, result, row, Y_NAME);
    type->is_domain = type->oid != type->base_oid;
    type->domain_not_null = pgm_pg_bool(result, row, Y_NOT_NULL);
    type->domain_checked = pgm_pg_bool(result, row, Y_CHECKED);
    type->element_oid = pgm_catalog_oid(result, row, Y_ELEMENT);
    type->kind = kind_of(type, result, row);
    type->case_insensitive = type->kind == PGM_KIND_TEXT && is_of(result, row, "citext");
    if (type->element_oid)
        type->delimiter = *pgm_pg_text(result, row, Y_DELIMITER);
    set_limits(type, (int32_t)pgm_pg_int(result, row, Y_TYPMOD),
               (int32_t)pgm_pg_int(result, row, Y_LENGTH));
}

static enum pgm_status run(struct pgm_catalog *catalog, struct pgm_pg *pg, const char *sql,
                           PGresult **result, struct pgm_error *error)
{
    const char *multiranges = catalog->server_version >= 140000 ? multirange_sql : "";
    struct pgm_buf text = {0};
    for (const char *part; (part = strstr(sql, "%s")); sql = part + 2) {
        pgm_buf_add(&text, sql, (size_t)(part - sql));
        pgm_buf_puts(&text, multiranges);
    }
    pgm_buf_puts(&text, sql);
    const enum pgm_status status =
        pgm_pg_exec(pg, pgm_buf_text(&text), "reading the types", result, error);
    pgm_buf_free(&text);
    return status;
}

static void link_elements(struct pgm_type_table *types, struct pgm_type_entry *entries,
                          const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        struct pgm_type *type = &entries[row].type;
        const uint32_t bound = pgm_catalog_oid(result, row, Y_BOUND);
        if (type->element_oid)
            type->element = pgm_type_table_find(types, type->element_oid,
                                                (int32_t)pgm_pg_int(result, row, Y_TYPMOD));
        else if (bound)
            type->element = pgm_type_table_find(types, bound, -1);
    }
}

/* Every entry whose base is the composite type shares its fields: it and the domains over it. */
static void set_fields(struct pgm_type_entry *entries, int count, uint32_t oid,
                       const struct pgm_type_field *fields, uint16_t field_count)
{
    for (int i = 0; i < count; i++)
        if (entries[i].type.base_oid == oid) {
            entries[i].type.fields = fields;
            entries[i].type.field_count = field_count;
        }
}

static enum pgm_status load_fields(struct pgm_catalog *catalog, struct pgm_type_table *types,
                                   struct pgm_type_entry *entries, int count, struct pgm_pg *pg,
                                   struct pgm_error *error)
{
    PGresult *result;
    PGM_TRY(run(catalog, pg, fields_sql, &result, error));
    const int rows = PQntuples(result);
    struct pgm_type_field *fields = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_type_field, rows);
    for (int first = 0, row = 0; row < rows; row++) {
        const uint32_t oid = pgm_catalog_oid(result, row, F_TYPE);
        fields[row].name = pgm_catalog_text(catalog, result, row, F_NAME);
        fields[row].type = pgm_type_table_find(types, pgm_catalog_oid(result, row, F_FIELD_TYPE),
                                               (int32_t)pgm_pg_int(result, row, F_FIELD_TYPMOD));
        if (row + 1 == rows || pgm_catalog_oid(result, row + 1, F_TYPE) != oid) {
            set_fields(entries, count, oid, fields + first, (uint16_t)(row + 1 - first));
            first = row + 1;
        }
    }
    PQclear(result);
    return PGM_OK;
}

enum pgm_status pgm_catalog_load_types(struct pgm_catalog *catalog, struct pgm_type_table *types,
                                       struct pgm_pg *pg, struct pgm_error *error)
{
    PGresult *result;
    PGM_TRY(run(catalog, pg, types_sql, &result, error));
    const int rows = PQntuples(result);
    struct pgm_type_entry *entries = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_type_entry, rows);
    for (int row = 0; row < rows; row++) {
        struct pgm_type_entry *entry = &entries[row];
        fill_type(catalog, &entry->type, result, row);
        entry->key.oid = entry->type.oid;
        entry->key.typmod = (int32_t)pgm_pg_int(result, row, Y_DECLARED_TYPMOD);
        const struct pgm_span key = {(const uint8_t *)&entry->key, sizeof entry->key};
        pgm_map_put(&types->by_key, key, entry);
    }
    link_elements(types, entries, result);
    PQclear(result);
    return load_fields(catalog, types, entries, rows, pg, error);
}

const struct pgm_type *pgm_type_table_find(const struct pgm_type_table *types, uint32_t oid,
                                           int32_t typmod)
{
    const struct pgm_type_entry wanted = {.key = {oid, typmod}};
    const struct pgm_span key = {(const uint8_t *)&wanted.key, sizeof wanted.key};
    const struct pgm_type_entry *entry = pgm_map_get(&types->by_key, key);
    return entry ? &entry->type : NULL;
}

void pgm_type_table_free(struct pgm_type_table *types)
{
    pgm_map_free(&types->by_key);
}
