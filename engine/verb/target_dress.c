/*
 * target_dress.c: what belongs to the name rather than to the data: owner, privileges, settings of the
 * database and of roles in it, comment. pg_dump tells them only with --create; here they are those of
 * the database that is replaced, for they suit the place it is in.
 */
#include <stdlib.h>
#include <string.h>

#include "target_internal.h"

/* Statements the server writes itself, quoted by it; %u is the old database's oid, %s the new name as
 * a literal. Lists of names are stored as identifiers, and are taken apart to be literals: "" is none
 * (src/bin/pg_dump/dumputils.c, variable_is_guc_list_quote, SplitGUCList). */
static const char statements_sql[] =
    "SELECT 'REVOKE ALL ON DATABASE ' || quote_ident(n) || ' FROM PUBLIC'"
    "  FROM (SELECT %s::text AS n) x, pg_catalog.pg_database d"
    "  WHERE d.oid = %u AND d.datacl IS NOT NULL"
    " UNION ALL SELECT 'GRANT ' || a.privilege_type || ' ON DATABASE ' || quote_ident(n) || ' TO '"
    "  || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE "
    "quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END"
    "  || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"
    "  FROM (SELECT %s::text AS n) x, pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) a"
    "  WHERE d.oid = %u AND a.grantee <> d.datdba"
    " UNION ALL SELECT 'ALTER ' || CASE s.setrole WHEN 0 THEN 'DATABASE ' || quote_ident(n)"
    "  ELSE 'ROLE ' || quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) || ' IN DATABASE '"
    "  || quote_ident(n) END || ' SET ' || quote_ident(pg_catalog.split_part(c, '=', 1)) || ' TO '"
    "  || CASE WHEN pg_catalog.lower(pg_catalog.split_part(c, '=', 1)) IN "
    "('local_preload_libraries',"
    "  'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces',"
    "  'unix_socket_directories') THEN (SELECT pg_catalog.string_agg(quote_literal(coalesce("
    "  pg_catalog.replace(m.parts[1], '\"\"', '\"'), m.parts[2])), ', ')"
    "  FROM pg_catalog.regexp_matches(v, '\"((?:[^\"]|\"\")*)\"|([^\",[:space:]]+)', 'g') AS "
    "m(parts))"
    "  ELSE quote_literal(v) END"
    "  FROM (SELECT %s::text AS n) x, pg_catalog.pg_db_role_setting s,"
    "  pg_catalog.unnest(s.setconfig) c,"
    "  LATERAL (SELECT pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) AS v) y"
    "  WHERE s.setdatabase = %u"
    " UNION ALL SELECT 'ALTER DATABASE ' || quote_ident(n) || ' CONNECTION LIMIT ' || "
    "d.datconnlimit"
    "  FROM (SELECT %s::text AS n) x, pg_catalog.pg_database d"
    "  WHERE d.oid = %u AND d.datconnlimit <> -1"
    " UNION ALL SELECT 'ALTER DATABASE ' || quote_ident(n) || ' OWNER TO '"
    "  || quote_ident(pg_catalog.pg_get_userbyid(d.datdba))"
    "  FROM (SELECT %s::text AS n) x, pg_catalog.pg_database d WHERE d.oid = %u AND d.datdba"
    "  <> (SELECT datdba FROM pg_catalog.pg_database WHERE datname = n)";

/* One after the other; what this role may not set is told and left. */
static enum pgm_status run_statements(struct pgm_target *target, const PGresult *statements,
                                      struct pgm_error *error)
{
    unsigned refused = 0;
    for (int row = 0; row < PQntuples(statements); row++) {
        struct pgm_error fault = {0};
        const enum pgm_status status =
            pgm_pg_exec(&target->admin, PQgetvalue(statements, row, 0),
                        "copying privileges and settings of the database", NULL, &fault);
        if (status != PGM_OK && strcmp(pgm_pg_sqlstate(&target->admin), "42501") != 0) {
            *error = fault;
            return status;
        }
        refused += status != PGM_OK;
    }
    if (refused)
        pgm_note(target->notes,
                 "%u privileges or settings of %s were not copied: the target's role may not set "
                 "them",
                 refused, target->name);
    return PGM_OK;
}

static enum pgm_status read_statements(struct pgm_target *target, PGresult **statements,
                                       struct pgm_error *error)
{
    struct pgm_buf name = {0}, sql = {0};
    const uint32_t oid = target->old_oid;
    pgm_buf_literal(&name, target->work);
    pgm_buf_printf(&sql, statements_sql, name.data, oid, name.data, oid, name.data, oid, name.data,
                   oid, name.data, oid);
    const enum pgm_status status =
        pgm_pg_exec(&target->admin, sql.data, "reading privileges and settings of the database",
                    statements, error);
    pgm_buf_free(&name);
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_target_dress(struct pgm_target *target, struct pgm_error *error)
{
    PGresult *statements = NULL;
    if (!target->old_oid)
        return PGM_OK;
    PGM_TRY(read_statements(target, &statements, error));
    const enum pgm_status status = run_statements(target, statements, error);
    PQclear(statements);
    return status;
}
