/*
 * import_labels.c: the security labels of a database. pg_seclabel can be read without the extension.
 */
#include <string.h>

#include "import_internal.h"

/* Labels of columns in the order of tables and columns, then those of other things. A column of the
 * tables that has no label comes with an empty one. Other providers are policies of the extension where
 * their labels say MASKED. */
static const char labels_sql[] =
    "WITH l AS (SELECT objoid, classoid, objsubid, provider, label FROM pg_catalog.pg_seclabel"
    "  WHERE provider = 'anon' OR label ~* '^ *(NOT +)?MASKED|^ *TABLESAMPLE|^ *TRUSTED')"
    " SELECT n.nspname, c.relname, a.attname, l.provider, l.label, c.relkind, c.relispartition"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    "   AND a.attgenerated = ''"
    " LEFT JOIN l ON l.classoid = 'pg_catalog.pg_class'::regclass AND l.objoid = c.oid"
    "   AND l.objsubid = a.attnum"
    " WHERE EXISTS (SELECT FROM l AS any_label WHERE any_label.objoid = c.oid"
    "   AND any_label.classoid = 'pg_catalog.pg_class'::regclass AND any_label.objsubid > 0)"
    " ORDER BY n.nspname, c.relname, a.attnum, l.provider = 'anon' DESC, l.provider";

static const char others_sql[] =
    "SELECT objtype || ' ' || objname, provider, label FROM pg_catalog.pg_seclabels"
    " WHERE objtype <> 'column' AND (provider = 'anon'"
    "   OR label ~* '^ *(NOT +)?MASKED|^ *TABLESAMPLE|^ *TRUSTED') ORDER BY 1, 2";

static const char semantics[] =
    "#\n"
    "# Masks here are keyed: the same value gets the same fake in every table and, under a kept "
    "key, in\n"
    "# every run, where the extension draws anew; NULL stays NULL. Columns without a label are "
    "listed as\n"
    "# comments, and those of other tables not at all: both stop the run until they have a rule, "
    "where\n"
    "# the extension keeps them. `pgmirage init --update` proposes rules for them.\n";

static void add_unlabelled(struct pgm_import *import, struct pgm_import_table *table,
                           const char *column)
{
    table->comment =
        table->comment
            ? pgm_arena_printf(&import->result->arena, "%s, %s", table->comment, column)
            : pgm_arena_printf(&import->result->arena,
                               "without a label, so the extension keeps them: %s", column);
}

/* Of a database in SQL_ASCII nobody knows what such letters are, and a rules file is UTF-8. */
static bool has_unknown_letters(const struct pgm_pg *pg, const PGresult *result, int row)
{
    const char *encoding = PQparameterStatus(pg->conn, "server_encoding");
    bool found = false;
    for (int field = 0; field < 5; field++)
        for (const char *c = pgm_pg_text(result, row, field); c && *c; c++)
            found = found || (unsigned char)*c >= 0x80;
    return found && encoding && strcmp(encoding, "SQL_ASCII") == 0;
}

static void take_label(struct pgm_import *import, const struct pgm_pg *pg, const PGresult *result,
                       int row)
{
    const char *schema = pgm_pg_text(result, row, 0), *name = pgm_pg_text(result, row, 1);
    const char *column = pgm_pg_text(result, row, 2), *provider = pgm_pg_text(result, row, 3);
    const char *label = pgm_pg_text(result, row, 4), *kind = pgm_pg_text(result, row, 5);
    struct pgm_arena *arena = &import->result->arena;
    const char *object = pgm_arena_printf(arena, "%s.%s.%s", schema, name, column);
    if (has_unknown_letters(pg, result, row)) {
        if (label)
            pgm_import_lose(import, NULL, NULL, "a column of a database in SQL_ASCII", "a label",
                            "it or its name holds letters of an unknown encoding");
        return;
    }
    if (!strchr("rp", *kind)) {
        if (label)
            pgm_import_lose(import, NULL, NULL, object, label,
                            "it is on a view; a copy holds tables");
        return;
    }
    if (pgm_pg_bool(result, row, 6)) {
        if (label)
            pgm_import_lose(import, NULL, NULL, object, label,
                            "a partition takes the rules of its table, which must have them");
        return;
    }
    struct pgm_import_table *table = pgm_import_table_of(import, schema, name);
    if (!label)
        add_unlabelled(import, table, column);
    else if (strcmp(provider, "anon") != 0)
        pgm_import_lose(import, NULL, NULL, object, label,
                        "it is of the policy %s; a rules file is one policy", provider);
    else
        pgm_import_label(import, table, column, label);
}

static void take_other(struct pgm_import *import, const PGresult *result, int row)
{
    const char *label = pgm_pg_text(result, row, 2);
    const bool sampled = strcasestr(label, "TABLESAMPLE") != NULL;
    pgm_import_lose(
        import, NULL, NULL, pgm_pg_text(result, row, 0), label, "%s",
        sampled ? "a copy is whole; see rows: {where: ...}"
                : "who sees masked data, and what may be called, is not a matter of copies");
}

static enum pgm_status read_labels(struct pgm_import *import, struct pgm_pg *pg,
                                   struct pgm_error *error)
{
    PGresult *labels = NULL, *others = NULL;
    enum pgm_status status;
    PGM_TRY_OUT(pgm_pg_exec(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                            "beginning a transaction", NULL, error));
    PGM_TRY_OUT(pgm_pg_exec(pg, labels_sql, "reading security labels", &labels, error));
    PGM_TRY_OUT(pgm_pg_exec(pg, others_sql, "reading security labels", &others, error));
    for (int row = 0; row < PQntuples(labels); row++)
        take_label(import, pg, labels, row);
    for (int row = 0; row < PQntuples(others); row++)
        take_other(import, others, row);
    import->origin =
        pgm_arena_printf(&import->result->arena, "the security labels of %s", PQdb(pg->conn));
    import->semantics = semantics;
    if (!import->tables && !import->result->lost_count)
        status =
            pgm_fail(error, PGM_UNFIT, "this database has no security labels of the extension");
out:
    PQclear(labels);
    PQclear(others);
    return status;
}

enum pgm_status pgm_import_labels(struct pgm_import *import, const struct pgm_pg_options *source,
                                  struct pgm_cancel *cancel, struct pgm_error *error)
{
    struct pgm_pg pg = {0};
    enum pgm_status status = pgm_pg_connect(&pg, source, cancel, error);
    if (status == PGM_OK)
        status = read_labels(import, &pg, error);
    pgm_pg_close(&pg);
    return status;
}
