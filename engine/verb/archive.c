/* archive.c: what we take out of pg_dump's table of contents, and what we put in. */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "plan_ranges.h"

/* pg_class's own oid: the catalog an entry's oid is of. */
#define PG_CLASS_OID     1259
#define PG_EXTENSION_OID 3079

#define SECTION_DATA      3
#define SECTION_POST_DATA 4

void pgm_archive_index_make(struct pgm_archive_index *index, const struct pgm_toc *toc)
{
    *index = (struct pgm_archive_index){0};
    for (size_t i = 0; i < toc->entry_count; i++) {
        struct pgm_toc_entry *entry = &toc->entries[i];
        const struct pgm_span key = pgm_map_oid_key(&entry->oid);
        if (entry->tableoid == PG_CLASS_OID && strcmp(entry->desc, "TABLE") == 0)
            pgm_map_put(&index->tables, key, entry);
        else if (entry->tableoid == PG_CLASS_OID && strcmp(entry->desc, "SEQUENCE") == 0)
            pgm_map_put(&index->sequences, key, entry);
        else if (entry->tableoid == PG_EXTENSION_OID && strcmp(entry->desc, "EXTENSION") == 0)
            pgm_map_put(&index->extensions, key, entry);
    }
}

void pgm_archive_index_free(struct pgm_archive_index *index)
{
    pgm_map_free(&index->tables);
    pgm_map_free(&index->sequences);
    pgm_map_free(&index->extensions);
}

/* The entry that a table's data depends on: its own, or its extension's. */
static const struct pgm_toc_entry *owner_entry(const struct pgm_archive_index *index,
                                               const struct pgm_table *table)
{
    const struct pgm_toc_entry *entry = pgm_map_get(&index->tables, pgm_map_oid_key(&table->oid));
    if (!entry && table->is_extension_config)
        entry = pgm_map_get(&index->extensions, pgm_map_oid_key(&table->extension_oid));
    return entry;
}

bool pgm_archive_selects(const struct pgm_table *table, void *index)
{
    return owner_entry(index, table) != NULL;
}

/* Marks (desc NULL) every entry that depends on a marked one, until nothing changes. */
static size_t mark_dependents(struct pgm_toc *toc)
{
    bool *dropped = calloc((size_t)toc->max_dump_id + 1, sizeof *dropped);
    if (!dropped)
        abort();
    for (size_t i = 0; i < toc->entry_count; i++)
        if (!toc->entries[i].desc)
            dropped[toc->entries[i].dump_id] = true;
    size_t count = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < toc->entry_count; i++) {
            struct pgm_toc_entry *entry = &toc->entries[i];
            for (size_t d = 0; entry->desc && d < entry->dependency_count; d++) {
                const long id = strtol(entry->dependencies[d], NULL, 10);
                if (id > 0 && id <= toc->max_dump_id && dropped[id]) {
                    entry->desc = NULL;
                    dropped[entry->dump_id] = changed = true;
                    count++;
                }
            }
        }
    }
    free(dropped);
    return count;
}

static void drop_kind(struct pgm_toc *toc, const char *desc, const char *why,
                      struct pgm_notes *notes)
{
    size_t count = 0;
    for (size_t i = 0; i < toc->entry_count; i++)
        if (strcmp(toc->entries[i].desc, desc) == 0) {
            toc->entries[i].desc = NULL;
            count++;
        }
    if (!count)
        return;
    const size_t dependents = mark_dependents(toc);
    pgm_toc_compact(toc);
    if (dependents)
        pgm_note(notes, "%zu %s left out with %zu that depend on it: %s", count, desc, dependents,
                 why);
    else
        pgm_note(notes, "%zu %s left out: %s", count, desc, why);
}

void pgm_archive_drop_secrets(struct pgm_toc *toc, bool foreign_servers, struct pgm_notes *notes)
{
    drop_kind(toc, "USER MAPPING", "its options may hold a password", notes);
    drop_kind(toc, "SUBSCRIPTION", "its connection string may hold a password", notes);
    drop_kind(toc, "STATISTICS DATA", "it holds values of columns", notes);
    if (!foreign_servers)
        drop_kind(toc, "SERVER",
                  "a copy must not reach other servers "
                  "(--include-foreign-servers keeps it)",
                  notes);
}

const char **pgm_archive_add_tables(struct pgm_toc *toc, const struct pgm_archive_index *index,
                                    const struct pgm_plan *plan)
{
    const char **files = PGM_ARENA_ARRAY(&toc->arena, const char *, plan->catalog->table_count + 1);
    struct pgm_buf copy_in = {0};
    for (size_t i = 0; i < plan->catalog->table_count; i++) {
        const struct pgm_plan_table *table = &plan->tables[i];
        if (!pgm_plan_is_read(table))
            continue;
        /* Copied: adding an entry may move the others. */
        const struct pgm_toc_entry owner = *owner_entry(index, table->table);
        struct pgm_toc_entry *entry = pgm_toc_add(toc);
        pgm_buf_clear(&copy_in);
        pgm_plan_copy_in(table, &copy_in);
        entry->had_dumper = true;
        entry->oid = table->table->oid;
        entry->tag = pgm_arena_strdup(&toc->arena, table->table->name);
        entry->desc = "TABLE DATA";
        entry->section = SECTION_DATA;
        entry->copy_stmt = pgm_arena_strdup(&toc->arena, copy_in.data);
        entry->schema = pgm_arena_strdup(&toc->arena, table->table->schema);
        entry->owner = pgm_arena_strdup(&toc->arena, table->table->owner);
        if (table->load_via_root) {
            struct pgm_buf root = {0};
            pgm_buf_puts(&root, "-- load via partition root ");
            pgm_buf_qualified(&root, table->table->root->schema, table->table->root->name);
            entry->defn = pgm_arena_strdup(&toc->arena, root.data);
            pgm_buf_free(&root);
        }
        entry->dependencies = PGM_ARENA_ARRAY(&toc->arena, const char *, 1);
        entry->dependencies[0] = pgm_arena_printf(&toc->arena, "%d", owner.dump_id);
        entry->dependency_count = 1;
        entry->file_name = pgm_arena_printf(&toc->arena, "%d.dat", entry->dump_id);
        files[i] = entry->file_name;
    }
    pgm_buf_free(&copy_in);
    return files;
}

/* Where a sequence goes on: behind the permuted keys it numbers, else where it stood. */
static void next_value(const struct pgm_plan *plan, const struct pgm_sequence *sequence,
                       int64_t *value, bool *is_called)
{
    *value = sequence->last_value;
    *is_called = sequence->is_called;
    for (size_t i = 0; i < plan->domain_count; i++) {
        if (!pgm_plan_sequence_feeds(plan, sequence, plan->domains[i]))
            continue;
        const struct pgm_domain *domain = &plan->domains[i]->domain;
        const int64_t end = sequence->increment > 0 ? domain->range_high : domain->range_low;
        if (sequence->increment > 0 ? *value < end : *value > end) {
            *value = end;
            *is_called = true;
        }
    }
}

/* setval() takes nothing past the sequence's own end; what stands there gives no more numbers. */
static void clamp_value(const struct pgm_sequence *sequence, int64_t *value,
                        struct pgm_notes *notes)
{
    if (*value >= sequence->minimum && *value <= sequence->maximum)
        return;
    *value = *value > sequence->maximum ? sequence->maximum : sequence->minimum;
    pgm_note(notes, "the sequence %s.%s stands at its end: permuted keys lie past it",
             sequence->schema, sequence->name);
}

void pgm_archive_add_sequences(struct pgm_toc *toc, const struct pgm_archive_index *index,
                               const struct pgm_plan *plan, struct pgm_notes *notes)
{
    for (size_t i = 0; i < plan->catalog->sequence_count; i++) {
        const struct pgm_sequence *sequence = &plan->catalog->sequences[i];
        const struct pgm_toc_entry *found =
            pgm_map_get(&index->sequences, pgm_map_oid_key(&sequence->oid));
        if (!found && sequence->extension_oid)
            found = pgm_map_get(&index->extensions, pgm_map_oid_key(&sequence->extension_oid));
        if (!found)
            continue;
        const int32_t owner_id = found->dump_id; /* copied: adding an entry may move the others */
        const char *owner = found->owner;
        struct pgm_toc_entry *entry = pgm_toc_add(toc);
        struct pgm_buf name = {0}, defn = {0};
        int64_t value;
        bool is_called;
        next_value(plan, sequence, &value, &is_called);
        clamp_value(sequence, &value, notes);
        pgm_buf_qualified(&name, sequence->schema, sequence->name);
        pgm_buf_puts(&defn, "SELECT pg_catalog.setval(");
        pgm_buf_literal(&defn, name.data);
        pgm_buf_printf(&defn, ", %lld, %s);\n", (long long)value, is_called ? "true" : "false");
        entry->tag = pgm_arena_strdup(&toc->arena, sequence->name);
        entry->desc = "SEQUENCE SET";
        entry->section = SECTION_DATA;
        entry->defn = pgm_arena_strdup(&toc->arena, defn.data);
        entry->schema = pgm_arena_strdup(&toc->arena, sequence->schema);
        entry->owner = owner;
        entry->dependencies = PGM_ARENA_ARRAY(&toc->arena, const char *, 1);
        entry->dependencies[0] = pgm_arena_printf(&toc->arena, "%d", owner_id);
        entry->dependency_count = 1;
        pgm_buf_free(&name);
        pgm_buf_free(&defn);
    }
}

void pgm_archive_order(struct pgm_toc *toc)
{
    struct pgm_toc_entry *ordered =
        PGM_ARENA_ARRAY(&toc->arena, struct pgm_toc_entry, toc->entry_capacity);
    size_t count = 0, first_post = 0;
    while (first_post < toc->entry_count && toc->entries[first_post].section != SECTION_POST_DATA)
        first_post++;
    for (size_t i = 0; i < first_post; i++)
        if (toc->entries[i].section != SECTION_DATA)
            ordered[count++] = toc->entries[i];
    for (size_t i = 0; i < toc->entry_count; i++)
        if (toc->entries[i].section == SECTION_DATA)
            ordered[count++] = toc->entries[i];
    for (size_t i = first_post; i < toc->entry_count; i++)
        if (toc->entries[i].section != SECTION_DATA)
            ordered[count++] = toc->entries[i];
    memcpy(toc->entries, ordered, count * sizeof *ordered);
}

enum pgm_status pgm_archive_commit(const struct pgm_toc *toc, int directory_fd,
                                   struct pgm_error *error)
{
    struct pgm_buf bytes = {0};
    pgm_toc_write(toc, &bytes);
    const enum pgm_status status =
        pgm_write_whole(directory_fd, "toc.dat", bytes.data, bytes.bytes, error);
    pgm_buf_free(&bytes);
    return status;
}
