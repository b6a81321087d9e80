/* target_needs.c: what the source's schema asks of the target, checked before a row is read. */
#include <string.h>

#include "map.h"
#include "target_internal.h"

#define NOWHERE ((struct pgm_place){0})

/* Names, each once, with what the target says of it. */
struct names {
    struct pgm_map map;
    PGresult *result; /* holds the texts */
};

static enum pgm_status names_read(struct names *names, struct pgm_pg *pg, const char *sql,
                                  const char *what, struct pgm_error *error)
{
    PGM_TRY(pgm_pg_exec(pg, sql, what, &names->result, error));
    for (int row = 0; row < PQntuples(names->result); row++)
        pgm_map_put(&names->map, pgm_span_of(PQgetvalue(names->result, row, 0)),
                    PQgetvalue(names->result, row, 1));
    return PGM_OK;
}

static void names_free(struct names *names)
{
    pgm_map_free(&names->map);
    PQclear(names->result);
}

static void check_extensions(const struct names *extensions, const struct pgm_toc *toc,
                             struct pgm_report *report)
{
    for (size_t i = 0; i < toc->entry_count; i++) {
        const struct pgm_toc_entry *entry = &toc->entries[i];
        if (strcmp(entry->desc, "EXTENSION") != 0)
            continue;
        const char *allowed = pgm_map_get(&extensions->map, pgm_span_of(entry->tag));
        if (!allowed)
            pgm_report_add(report, PGM_UNFIT, NOWHERE, entry->tag,
                           "install its package on the target's server",
                           "the target has no such extension");
        else if (*allowed != 't')
            pgm_report_add(report, PGM_UNFIT, NOWHERE, entry->tag,
                           "clone as a superuser, or leave the extension out of the source",
                           "this role may not create this extension on the target");
    }
}

static enum pgm_status read_extensions(struct pgm_target *target, const struct pgm_toc *toc,
                                       struct pgm_report *report, struct pgm_error *error)
{
    static const char trusted_sql[] =
        "SELECT e.name, bool_or(NOT coalesce((pg_catalog.to_jsonb(v)->>'superuser')::bool, true)"
        " OR coalesce((pg_catalog.to_jsonb(v)->>'trusted')::bool, false)"
        " OR (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user))"
        " FROM pg_catalog.pg_available_extensions e"
        " JOIN pg_catalog.pg_available_extension_versions v ON v.name = e.name"
        " AND v.version = e.default_version GROUP BY e.name";
    struct names extensions = {0};
    const enum pgm_status status =
        names_read(&extensions, &target->admin, trusted_sql, "listing extensions", error);
    if (status == PGM_OK)
        check_extensions(&extensions, toc, report);
    names_free(&extensions);
    return status;
}

static void check_role(const struct names *roles, const char *role, bool as_owner,
                       struct pgm_map *told, struct pgm_report *report)
{
    const struct pgm_span key = pgm_span_of(role);
    if (!*role || pgm_map_get(told, key))
        return;
    const char *member = pgm_map_get(&roles->map, key);
    if (member && (*member == 't' || !as_owner))
        return;
    pgm_map_put(told, key, told);
    if (!member)
        pgm_report_add(report, PGM_UNFIT, NOWHERE, role,
                       "create it there, or say --no-owner and --no-privileges",
                       "the target has no such role");
    else
        pgm_report_add(report, PGM_UNFIT, NOWHERE, role,
                       "grant it to the target's role, or say --no-owner",
                       "this role owns objects, and the target's role is no member of it");
}

/* Roles with privileges or in policies; owners are in the table of contents. */
static const char grantees_sql[] =
    "SELECT DISTINCT r.rolname, s.deptype FROM pg_catalog.pg_shdepend s"
    " JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid"
    " WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.deptype <> 'o'"
    " AND s.dbid = (SELECT oid FROM pg_catalog.pg_database"
    " WHERE datname = pg_catalog.current_database()) ORDER BY 1";

static enum pgm_status read_roles(struct pgm_target *target, struct pgm_pg *source,
                                  const struct pgm_toc *toc, struct pgm_report *report,
                                  struct pgm_error *error)
{
    static const char roles_sql[] =
        "SELECT rolname, pg_catalog.pg_has_role(oid, 'MEMBER') FROM pg_catalog.pg_roles";
    const struct pgm_target_options *options = target->options;
    struct names roles = {0};
    struct pgm_map told = {0};
    PGresult *grantees = NULL;
    enum pgm_status status = PGM_OK;
    PGM_TRY_OUT(names_read(&roles, &target->admin, roles_sql, "listing roles", error));
    PGM_TRY_OUT(pgm_pg_exec(source, grantees_sql, "listing roles", &grantees, error));
    for (size_t i = 0; i < toc->entry_count && !options->no_owner; i++)
        if (toc->entries[i].owner)
            check_role(&roles, toc->entries[i].owner, true, &told, report);
    for (int row = 0; row < PQntuples(grantees); row++)
        if (*PQgetvalue(grantees, row, 1) == 'r' || !options->no_privileges)
            check_role(&roles, PQgetvalue(grantees, row, 0), false, &told, report);
out:
    PQclear(grantees);
    pgm_map_free(&told);
    names_free(&roles);
    return status;
}

static enum pgm_status read_tablespaces(struct pgm_target *target, const struct pgm_toc *toc,
                                        struct pgm_report *report, struct pgm_error *error)
{
    struct names spaces = {0};
    if (target->options->no_tablespaces)
        return PGM_OK;
    const enum pgm_status status =
        names_read(&spaces, &target->admin, "SELECT spcname, true FROM pg_catalog.pg_tablespace",
                   "listing tablespaces", error);
    for (size_t i = 0; status == PGM_OK && i < toc->entry_count; i++) {
        const char *space = toc->entries[i].tablespace;
        if (!space || !*space || pgm_map_get(&spaces.map, pgm_span_of(space)))
            continue;
        pgm_report_add(report, PGM_UNFIT, NOWHERE, space,
                       "create it there, or say --no-tablespaces",
                       "the target has no such tablespace");
        pgm_map_put(&spaces.map, pgm_span_of(space), &spaces); /* told */
    }
    names_free(&spaces);
    return status;
}

static enum pgm_status read_rights(struct pgm_target *target, struct pgm_report *report,
                                   struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    PGresult *result = NULL;
    pgm_buf_printf(&sql,
                   "SELECT (SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles"
                   " WHERE rolname = current_user), coalesce((SELECT"
                   " pg_catalog.pg_has_role(datdba, 'MEMBER') FROM pg_catalog.pg_database"
                   " WHERE oid = %u), true)",
                   target->old_oid);
    const enum pgm_status status =
        pgm_pg_exec(&target->admin, sql.data, "asking for rights", &result, error);
    if (status == PGM_OK && !pgm_pg_bool(result, 0, 0))
        pgm_report_add(report, PGM_UNFIT, NOWHERE, target->name, "ALTER ROLE ... CREATEDB",
                       "the target's role may not create databases");
    if (status == PGM_OK && !pgm_pg_bool(result, 0, 1))
        pgm_report_add(report, PGM_UNFIT, NOWHERE, target->name,
                       "clone as its owner, as a member of it, or as a superuser",
                       "the target's role does not own the database it is to replace");
    PQclear(result);
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_target_lacks(struct pgm_target *target, struct pgm_pg *source,
                                 const struct pgm_toc *toc, struct pgm_report *report,
                                 struct pgm_error *error)
{
    PGM_TRY(read_rights(target, report, error));
    PGM_TRY(read_extensions(target, toc, report, error));
    PGM_TRY(read_roles(target, source, toc, report, error));
    return read_tablespaces(target, toc, report, error);
}
