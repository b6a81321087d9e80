/* catalog_sequences.c: sequences in one query, the defaults that use them in another, and where they
 * stand in a statement for every few hundred of them. */
#include "buf.h"
#include "catalog_load.h"

/* What an extension creates depends on it (e), what a column owns depends on the column: a for OWNED
 * BY and serial, i for identity. An unlogged sequence cannot be read on a standby. */
static const char sequences_sql[] =
    "WITH config AS (SELECT x.oid AS extension, u.relation FROM pg_catalog.pg_extension x,"
    " unnest(x.extconfig) AS u(relation))\n"
    "SELECT c.oid, n.nspname, c.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax,"
    " s.seqcycle, has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'SELECT')"
    " AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery()), c.relpersistence = 'u',"
    " has_sequence_privilege(c.oid, 'SELECT'),"
    " d.refobjid, d.refobjsubid, k.extension, x.extname\n"
    "FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass"
    " AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('a', 'i')"
    " AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0"
    " LEFT JOIN pg_catalog.pg_depend e ON e.classid = 'pg_catalog.pg_class'::regclass"
    " AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e'"
    " AND e.refclassid = 'pg_catalog.pg_extension'::regclass"
    " LEFT JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid"
    " LEFT JOIN config k ON k.relation = c.oid\n"
    "WHERE c.oid >= " FIRST_USER_OID
    " AND (n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' OR k.relation IS NOT NULL)\n"
    "ORDER BY c.oid";

/* In the order of sequences_sql, so that both lists are walked once. */
static const char feeds_sql[] =
    "SELECT d.refobjid, a.adrelid, a.adnum FROM pg_catalog.pg_depend d"
    " JOIN pg_catalog.pg_attrdef a ON a.oid = d.objid"
    " JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.refobjid\n"
    "WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass"
    " AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid >= " FIRST_USER_OID "\n"
    "ORDER BY d.refobjid, a.adrelid, a.adnum";
enum { D_SEQUENCE, D_TABLE, D_COLUMN };

enum {
    S_OID,
    S_SCHEMA,
    S_NAME,
    S_START,
    S_INCREMENT,
    S_MINIMUM,
    S_MAXIMUM,
    S_CYCLES,
    S_SELECT,
    S_IS_UNLOGGED,
    S_IS_GRANTED,
    S_OWNER_TABLE,
    S_OWNER_COLUMN,
    S_CONFIG_OF,
    S_EXTENSION,
};

static void fill_sequence(struct pgm_catalog *catalog, struct pgm_sequence *sequence,
                          const PGresult *result, int row)
{
    sequence->oid = pgm_catalog_oid(result, row, S_OID);
    sequence->schema = pgm_catalog_text(catalog, result, row, S_SCHEMA);
    sequence->name = pgm_catalog_text(catalog, result, row, S_NAME);
    sequence->start = pgm_pg_int(result, row, S_START);
    sequence->increment = pgm_pg_int(result, row, S_INCREMENT);
    sequence->minimum = pgm_pg_int(result, row, S_MINIMUM);
    sequence->maximum = pgm_pg_int(result, row, S_MAXIMUM);
    sequence->cycles = pgm_pg_bool(result, row, S_CYCLES);
    sequence->can_select = pgm_pg_bool(result, row, S_SELECT);
    sequence->is_granted = pgm_pg_bool(result, row, S_IS_GRANTED);
    sequence->is_unlogged = pgm_pg_bool(result, row, S_IS_UNLOGGED);
    sequence->extension_oid = pgm_catalog_oid(result, row, S_CONFIG_OF);
    sequence->extension = pgm_catalog_text(catalog, result, row, S_EXTENSION);
    sequence->last_value = sequence->start;
    const struct pgm_table *owner =
        pgm_catalog_table(catalog, pgm_catalog_oid(result, row, S_OWNER_TABLE));
    if (owner)
        sequence->owner = pgm_catalog_column(owner, (int)pgm_pg_int(result, row, S_OWNER_COLUMN));
}

/* Rows first..end-1 are those of one sequence. */
static void fill_feeds(struct pgm_catalog *catalog, struct pgm_sequence *sequence,
                       const PGresult *result, int first, int end)
{
    sequence->feeds = PGM_ARENA_ARRAY(&catalog->arena, struct pgm_column *, end - first);
    for (int row = first; row < end; row++) {
        const struct pgm_table *table =
            pgm_catalog_table(catalog, pgm_catalog_oid(result, row, D_TABLE));
        struct pgm_column *column =
            table ? pgm_catalog_column(table, (int)pgm_pg_int(result, row, D_COLUMN)) : NULL;
        if (column)
            sequence->feeds[sequence->feed_count++] = column;
    }
}

static enum pgm_status load_feeds(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                  struct pgm_error *error)
{
    PGresult *result;
    PGM_TRY(pgm_pg_exec(pg, feeds_sql, "reading the defaults of sequences", &result, error));
    const int rows = PQntuples(result);
    size_t at = 0;
    int end;
    for (int first = 0; first < rows; first = end) {
        const uint32_t oid = pgm_catalog_oid(result, first, D_SEQUENCE);
        for (end = first + 1; end < rows && pgm_catalog_oid(result, end, D_SEQUENCE) == oid;)
            end++;
        while (at < catalog->sequence_count && catalog->sequences[at].oid < oid)
            at++;
        if (at < catalog->sequence_count && catalog->sequences[at].oid == oid)
            fill_feeds(catalog, &catalog->sequences[at], result, first, end);
    }
    PQclear(result);
    return PGM_OK;
}

enum pgm_status pgm_catalog_load_sequences(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                           struct pgm_error *error)
{
    PGresult *result;
    PGM_TRY(pgm_pg_exec(pg, sequences_sql, "reading the sequences", &result, error));
    catalog->sequence_count = (size_t)PQntuples(result);
    catalog->sequences =
        PGM_ARENA_ARRAY(&catalog->arena, struct pgm_sequence, catalog->sequence_count);
    for (size_t i = 0; i < catalog->sequence_count; i++)
        fill_sequence(catalog, &catalog->sequences[i], result, (int)i);
    PQclear(result);
    return load_feeds(catalog, pg, error);
}

/* Every sequence read is locked until its (sub)transaction ends. Rolling back to a savepoint after
 * each statement gives the locks back, so that ten thousand sequences do not fill the server's lock
 * table; 200 are well below its smallest usual size. */
#define SEQUENCES_PER_STATEMENT 200
#define BACK                    "ROLLBACK TO SAVEPOINT pgm_sequences;"

/* Takes readable sequences from *next on into one statement; false: there are none left. */
static bool build_statement(const struct pgm_catalog *catalog, size_t *next, struct pgm_buf *sql)
{
    size_t taken = 0;
    pgm_buf_clear(sql);
    pgm_buf_puts(sql, BACK);
    for (; *next < catalog->sequence_count && taken < SEQUENCES_PER_STATEMENT; (*next)++) {
        const struct pgm_sequence *sequence = &catalog->sequences[*next];
        if (!sequence->can_select)
            continue;
        pgm_buf_printf(sql, "%s SELECT %zu, last_value, is_called FROM ",
                       taken++ ? " UNION ALL" : "", *next);
        pgm_buf_qualified(sql, sequence->schema, sequence->name);
    }
    return taken > 0;
}

enum pgm_status pgm_catalog_read_sequences(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                           struct pgm_error *error)
{
    enum { INDEX, LAST_VALUE, IS_CALLED };
    struct pgm_buf sql = {0};
    size_t next = 0;
    enum pgm_status status;
    PGM_TRY_OUT(pgm_pg_exec(pg, "SAVEPOINT pgm_sequences", "reading sequences", NULL, error));
    while (build_statement(catalog, &next, &sql)) {
        PGresult *result;
        PGM_TRY_OUT(pgm_pg_exec(pg, pgm_buf_text(&sql), "reading sequences", &result, error));
        for (int row = 0; row < PQntuples(result); row++) {
            struct pgm_sequence *sequence = &catalog->sequences[pgm_pg_int(result, row, INDEX)];
            sequence->last_value = pgm_pg_int(result, row, LAST_VALUE);
            sequence->is_called = pgm_pg_bool(result, row, IS_CALLED);
        }
        PQclear(result);
    }
    status =
        pgm_pg_exec(pg, BACK "RELEASE SAVEPOINT pgm_sequences", "reading sequences", NULL, error);
out:
    pgm_buf_free(&sql);
    return status;
}
