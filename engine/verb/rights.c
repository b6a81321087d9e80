/* rights.c: see the header. */
#include "rights.h"

#include <string.h>

#define ALL_DATA "pg_read_all_data (PostgreSQL 14+)"

static void check_schema(const char *schema, const char **last, struct pgm_report *report)
{
    /* Tables come ordered by schema, so that the last one told is the only one to compare with. */
    if (*last && strcmp(*last, schema) == 0)
        return;
    *last = schema;
    pgm_report_add(report, PGM_UNFIT, (struct pgm_place){0}, schema,
                   "GRANT USAGE ON SCHEMA, or " ALL_DATA " to the role",
                   "no right to use this schema");
}

static void check_table(const struct pgm_table *table, struct pgm_report *report)
{
    const char *name = pgm_arena_printf(&report->arena, "%s.%s", table->schema, table->name);
    if (table->can_select)
        pgm_report_add(report, PGM_UNFIT, (struct pgm_place){0}, name,
                       "GRANT SELECT on the whole table, or " ALL_DATA " to the role",
                       "SELECT is granted on its columns alone, but a lock on the table needs it "
                       "on the table");
    else
        pgm_report_add(report, PGM_UNFIT, (struct pgm_place){0}, name,
                       "GRANT SELECT on it, or " ALL_DATA
                       " to the role, or leave the table out with -T",
                       "no right to read this table");
}

static void check_sequence(const struct pgm_catalog *catalog, const struct pgm_sequence *sequence,
                           struct pgm_report *report)
{
    if (sequence->is_granted || (sequence->is_unlogged && catalog->in_recovery))
        return;
    pgm_report_add(report, PGM_UNFIT, (struct pgm_place){0},
                   pgm_arena_printf(&report->arena, "%s.%s", sequence->schema, sequence->name),
                   "GRANT SELECT on it, or " ALL_DATA " to the role",
                   "no right to read this sequence");
}

static bool is_sequence_selected(const struct pgm_sequence *sequence,
                                 const struct pgm_archive_index *index)
{
    if (sequence->extension && !sequence->extension_oid)
        return false;
    return !index || sequence->extension_oid ||
           pgm_map_get(&index->sequences, pgm_map_oid_key(&sequence->oid));
}

bool pgm_rights_is_dumped(const struct pgm_table *table)
{
    return table->relkind != 'f' && (!table->extension || table->is_extension_config);
}

static bool is_table_selected(const struct pgm_table *table, const struct pgm_archive_index *index)
{
    if (!pgm_rights_is_dumped(table))
        return false;
    return !index || pgm_archive_selects(table, (void *)(uintptr_t)index);
}

void pgm_rights_check(const struct pgm_catalog *catalog, const struct pgm_archive_index *index,
                      struct pgm_report *report)
{
    const char *last = NULL;
    for (size_t i = 0; i < catalog->table_count; i++) {
        const struct pgm_table *table = &catalog->tables[i];
        if (!is_table_selected(table, index))
            continue;
        if (!table->can_use_schema)
            check_schema(table->schema, &last, report);
        if (!table->is_granted)
            check_table(table, report);
    }
    for (size_t i = 0; i < catalog->sequence_count; i++)
        if (is_sequence_selected(&catalog->sequences[i], index))
            check_sequence(catalog, &catalog->sequences[i], report);
}
