/*
 * rules_merge.c: several files become one set of rules.
 *
 *   own file ─ include 1 ─ its includes ─ include 2 ...      the first that says something wins:
 *   a setting and a domain as a whole, a table column by column.
 */
#include "rules_file.h"

#include <string.h>

#include "map.h"

struct pgm_span pgm_rules_table_key(struct pgm_arena *arena, const struct pgm_rule_table *table)
{
    /* The length keeps a dot inside a name from being taken for the one between the names. */
    const size_t schema_bytes = table->schema ? strlen(table->schema) : 0;
    return pgm_span_of(pgm_arena_printf(arena, "%c%c%zu.%s%s", table->is_pattern ? '*' : '=',
                                        table->schema ? 's' : '-', schema_bytes,
                                        table->schema ? table->schema : "", table->name));
}

static void merge_settings(struct pgm_rules *rules, const struct pgm_rules_file *files)
{
    for (const struct pgm_rules_file *file = files; file; file = file->next) {
        if (!rules->locale)
            rules->locale = file->locale;
        if (rules->unlisted_table == PGM_UNLISTED_UNSET)
            rules->unlisted_table = file->unlisted_table;
        if (rules->unlisted_column == PGM_UNLISTED_UNSET)
            rules->unlisted_column = file->unlisted_column;
    }
    if (!rules->locale)
        rules->locale = "en_US";
    if (rules->unlisted_table == PGM_UNLISTED_UNSET)
        rules->unlisted_table = PGM_UNLISTED_ERROR;
    if (rules->unlisted_column == PGM_UNLISTED_UNSET)
        rules->unlisted_column = PGM_UNLISTED_ERROR;
}

static void merge_domains(struct pgm_rules *rules, const struct pgm_rules_file *files,
                          struct pgm_map *domains)
{
    size_t count = 0;
    for (const struct pgm_rules_file *file = files; file; file = file->next)
        count += file->domain_count;
    rules->domains = PGM_ARENA_ARRAY(&rules->arena, struct pgm_rule_domain, count);
    for (const struct pgm_rules_file *file = files; file; file = file->next)
        for (size_t i = 0; i < file->domain_count; i++) {
            struct pgm_rule_domain *domain = &rules->domains[rules->domain_count];
            *domain = file->domains[i];
            if (pgm_map_put(domains, pgm_span_of(domain->name), domain) == domain)
                rules->domain_count++;
        }
}

static void merge_columns(struct pgm_arena *arena, struct pgm_rule_table *table,
                          const struct pgm_rule_table *included)
{
    struct pgm_rule_column *columns = PGM_ARENA_ARRAY(arena, struct pgm_rule_column,
                                                      table->column_count + included->column_count);
    struct pgm_map seen = {0};
    size_t count = 0;
    for (; count < table->column_count; count++) {
        columns[count] = table->columns[count];
        pgm_map_put(&seen, pgm_span_of(columns[count].name), &columns[count]);
    }
    for (size_t i = 0; i < included->column_count; i++)
        if (!pgm_map_get(&seen, pgm_span_of(included->columns[i].name)))
            columns[count++] = included->columns[i];
    pgm_map_free(&seen);
    table->columns = columns;
    table->column_count = count;
}

static void merge_table(struct pgm_arena *arena, struct pgm_rule_table *table,
                        const struct pgm_rule_table *included)
{
    if (table->rows == PGM_ROWS_UNSET) {
        table->rows = included->rows;
        table->where = included->where;
        table->rows_place = included->rows_place;
    }
    if (table->unlisted_column == PGM_UNLISTED_UNSET)
        table->unlisted_column = included->unlisted_column;
    if (included->column_count > 0)
        merge_columns(arena, table, included);
}

/* The first of its name is a new entry, in which every further one fills the gaps. */
static void take_table(struct pgm_rules *rules, const struct pgm_rule_table *table,
                       struct pgm_map *seen)
{
    struct pgm_rule_table *entry = &rules->tables[rules->table_count];
    *entry = *table;
    struct pgm_rule_table *first =
        pgm_map_put(seen, pgm_rules_table_key(&rules->arena, table), entry);
    if (first == entry)
        rules->table_count++;
    else
        merge_table(&rules->arena, first, table);
}

static void merge_tables(struct pgm_rules *rules, const struct pgm_rules_file *files)
{
    size_t count = 0;
    for (const struct pgm_rules_file *file = files; file; file = file->next)
        count += file->table_count;
    rules->tables = PGM_ARENA_ARRAY(&rules->arena, struct pgm_rule_table, count);
    struct pgm_map seen = {0};
    for (int patterns = 0; patterns <= 1; patterns++)
        for (const struct pgm_rules_file *file = files; file; file = file->next)
            for (size_t i = 0; i < file->table_count; i++)
                if (file->tables[i].is_pattern == patterns)
                    take_table(rules, &file->tables[i], &seen);
    pgm_map_free(&seen);
}

static void merge_patterns(struct pgm_rules *rules, const struct pgm_rules_file *files)
{
    size_t count = 0;
    for (const struct pgm_rules_file *file = files; file; file = file->next)
        count += file->pattern_count;
    rules->patterns = PGM_ARENA_ARRAY(&rules->arena, struct pgm_rule_pattern, count);
    for (const struct pgm_rules_file *file = files; file; file = file->next)
        for (size_t i = 0; i < file->pattern_count; i++)
            rules->patterns[rules->pattern_count++] = file->patterns[i];
}

/* A rule {domain: x} has the domain's mask, which another file may declare: whether a pattern would
 * keep a column by it shows only here. */
static void check_kept_by_domain(struct pgm_rules_file *file, const struct pgm_map *domains,
                                 const struct pgm_rule_mask *rule, const char *object)
{
    if (rule->mask || !rule->domain)
        return;
    const struct pgm_rule_domain *domain = pgm_map_get(domains, pgm_span_of(rule->domain));
    if (!domain)
        return;
    struct pgm_rule_mask effective = domain->rule;
    effective.place = rule->place;
    pgm_rules_never_keep(file, &effective, object);
}

static void check_patterns(struct pgm_rules_file *files, const struct pgm_map *domains)
{
    for (struct pgm_rules_file *file = files; file; file = file->next) {
        for (size_t i = 0; i < file->pattern_count; i++)
            check_kept_by_domain(file, domains, &file->patterns[i].rule, NULL);
        for (size_t i = 0; i < file->table_count; i++) {
            const struct pgm_rule_table *table = &file->tables[i];
            for (size_t c = 0; table->is_pattern && c < table->column_count; c++) {
                const struct pgm_rule_column *column = &table->columns[c];
                const char *path =
                    pgm_arena_printf(file->arena, "%s.%s", table->written, column->name);
                check_kept_by_domain(file, domains, &column->rule, path);
            }
        }
    }
}

void pgm_rules_merge(struct pgm_rules *rules, struct pgm_rules_file *files)
{
    struct pgm_map domains = {0};
    merge_settings(rules, files);
    merge_domains(rules, files, &domains);
    merge_tables(rules, files);
    merge_patterns(rules, files);
    check_patterns(files, &domains);
    pgm_map_free(&domains);
}
