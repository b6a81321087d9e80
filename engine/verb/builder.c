/* builder.c: see the header. */
#include "builder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queue.h"

#define PG_CLASS_OID      1259
#define PG_CONSTRAINT_OID 2606

#define SECTION_NONE      1
#define SECTION_POST_DATA 4

struct task {
    const char *sql, *step; /* step: its name in the journal */
    struct site *site;
};

/* A table and what is built on it; or a tree of partitions, whose leaves are sites of their own. */
struct site {
    const struct pgm_table *table;
    struct site *tree; /* of a leaf; NULL: none */
    const char *what;  /* "building indexes of shop.orders" */
    struct task *tasks;
    size_t task_count;
    struct task **keys; /* statements once all indexes are there */
    size_t key_count;
    atomic_size_t left; /* tasks not done; one more until the table is loaded. Of a tree: leaves */
    struct task last;   /* keys, then ANALYZE */
    bool has_foreign;   /* a tree that ANALYZE would ask another server about */
    size_t awaited;     /* a tree loaded via its root: leaves whose rows may still come anywhere */
};

struct pgm_builder {
    struct pgm_arena arena;
    const struct pgm_plan *plan;
    const struct pgm_catalog *catalog;
    const struct pgm_pg_options *target;
    const struct pgm_journal *journal;
    struct pgm_cancel *cancel;
    struct site *sites; /* parallel to catalog->tables */
    struct site trees;  /* indexes of partitioned tables, over those of their leaves */
    struct pgm_queue queue;
    pthread_t *threads;
    unsigned started;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t settled;
    size_t open_count; /* sites begun and not done; and what the trees await */
    bool ended;        /* early: something failed, or the cancel was pulled */
    struct pgm_error error;
    PGresult *key_indexes;
    struct pgm_map key_rows; /* oid as text -> row + 1 of key_indexes */
};

static void builder_fail(struct pgm_builder *builder, const struct pgm_error *error)
{
    pthread_mutex_lock(&builder->mutex);
    if (!error->interrupted && builder->error.status == PGM_OK)
        builder->error = *error;
    builder->ended = true;
    pthread_cond_signal(&builder->settled);
    pthread_mutex_unlock(&builder->mutex);
    pgm_cancel_pull(builder->cancel, error->status);
}

static void count_open(struct pgm_builder *builder, int change)
{
    pthread_mutex_lock(&builder->mutex);
    builder->open_count += (size_t)change;
    if (builder->open_count == 0)
        pthread_cond_signal(&builder->settled);
    pthread_mutex_unlock(&builder->mutex);
}

/* The task and its line in the journal are one transaction. */
static enum pgm_status run_task(struct pgm_builder *builder, struct pgm_pg *pg,
                                const struct task *task, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    if (builder->journal && pgm_journal_has(builder->journal, task->step))
        return PGM_OK;
    pgm_buf_puts(&sql, "BEGIN; ");
    pgm_buf_puts(&sql, task->sql);
    pgm_buf_putc(&sql, ';');
    pgm_journal_step_sql(task->step, &sql);
    pgm_buf_puts(&sql, "COMMIT");
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, task->site->what, NULL, error);
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_builder_join_trees(struct pgm_builder *builder, struct pgm_pg *pg,
                                       struct pgm_error *error)
{
    for (size_t i = 0; i < builder->trees.task_count; i++)
        PGM_TRY(run_task(builder, pg, &builder->trees.tasks[i], error));
    return PGM_OK;
}

static void analyze_sql(const struct site *site, struct pgm_buf *sql)
{
    pgm_buf_puts(sql, "ANALYZE ");
    pgm_buf_qualified(sql, site->table->schema, site->table->name);
}

static enum pgm_status run_last(struct pgm_builder *builder, struct pgm_pg *pg, struct site *site,
                                struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    for (size_t i = 0; i < site->key_count; i++)
        PGM_TRY(run_task(builder, pg, site->keys[i], error));
    /* ANALYZE of a tree takes its leaves along. */
    if (site->has_foreign || (site->tree && !site->tree->has_foreign))
        return PGM_OK;
    analyze_sql(site, &sql);
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, site->what, NULL, error);
    pgm_buf_free(&sql);
    return status;
}

/* Gives up one hold; the last one lets the keys follow. */
static void release(struct pgm_builder *builder, struct site *site)
{
    if (atomic_fetch_sub(&site->left, 1) == 1)
        (void)!pgm_queue_push(&builder->queue, &site->last); /* never full */
}

/* The last leaf lets its tree follow. */
static void site_done(struct pgm_builder *builder, struct site *site)
{
    if (site->tree) {
        count_open(builder, 1);
        if (atomic_fetch_sub(&site->tree->left, 1) == 1)
            (void)!pgm_queue_push(&builder->queue, &site->tree->last); /* never full */
        else
            count_open(builder, -1);
    }
    count_open(builder, -1);
}

static void *thread_main(void *argument)
{
    struct pgm_builder *builder = argument;
    struct pgm_pg pg = {0};
    struct pgm_error error = {0};
    for (struct task *task; (task = pgm_queue_pop(&builder->queue));) {
        enum pgm_status status = PGM_OK;
        if (pgm_cancel_pulled(builder->cancel))
            status = pgm_cancel_fail(builder->cancel, &error);
        else if (!pg.conn)
            status = pgm_pg_connect(&pg, builder->target, builder->cancel, &error);
        if (status == PGM_OK)
            status = task->sql ? run_task(builder, &pg, task, &error)
                               : run_last(builder, &pg, task->site, &error);
        if (status != PGM_OK)
            builder_fail(builder, &error);
        else if (task->sql)
            release(builder, task->site);
        else
            site_done(builder, task->site);
    }
    pgm_pg_close(&pg);
    return NULL;
}

/* The table, or tree, whose entry is among the dependencies of an index or a key. */
static const struct pgm_table *table_of(const struct pgm_catalog *catalog,
                                        const struct pgm_toc_entry *entry,
                                        const struct pgm_map *tables)
{
    for (size_t d = 0; d < entry->dependency_count; d++) {
        const struct pgm_toc_entry *owner =
            pgm_map_get(tables, pgm_span_of(entry->dependencies[d]));
        const struct pgm_table *table = owner ? pgm_catalog_table(catalog, owner->oid) : NULL;
        if (table && (table->relkind == 'r' || table->relkind == 'p'))
            return table;
    }
    return NULL;
}

static const char *with_tablespace(struct pgm_builder *builder, const char *sql,
                                   const char *tablespace, bool no_tablespaces)
{
    if (no_tablespaces || !tablespace || !*tablespace)
        return sql;
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, "SET LOCAL default_tablespace = ");
    pgm_buf_identifier(&text, tablespace);
    pgm_buf_printf(&text, "; %s", sql);
    const char *kept = pgm_arena_strdup(&builder->arena, text.data);
    pgm_buf_free(&text);
    return kept;
}

/* The row of a key's index; -1: it is no plain one, or its entry says more than one statement. */
static int key_row(const struct pgm_builder *builder, const struct pgm_toc_entry *entry)
{
    const char *end = strstr(entry->defn, ";\n");
    if (entry->tableoid != PG_CONSTRAINT_OID || !end || end[2])
        return -1;
    char oid[16];
    snprintf(oid, sizeof oid, "%u", entry->oid);
    const void *found = pgm_map_get(&builder->key_rows, pgm_span_of(oid));
    return found ? (int)((intptr_t)found - 1) : -1;
}

static void add_entry(struct pgm_builder *builder, struct site *site,
                      const struct pgm_toc_entry *entry, bool no_tablespaces)
{
    struct pgm_arena *arena = &builder->arena;
    struct task *task = &site->tasks[site->task_count++];
    struct pgm_buf name = {0};
    const int row = strcmp(entry->desc, "CONSTRAINT") == 0 ? key_row(builder, entry) : -1;
    const char *sql = row < 0 ? entry->defn : PQgetvalue(builder->key_indexes, row, 1);
    task->site = site;
    /* With quotes, and the source's oid: the tag of a key is two names. */
    pgm_buf_qualified(&name, entry->schema, entry->tag);
    task->step = pgm_arena_printf(arena, "%s %u %s", entry->desc, entry->oid, name.data);
    pgm_buf_free(&name);
    task->sql =
        with_tablespace(builder, pgm_arena_strdup(arena, sql), entry->tablespace, no_tablespaces);
    if (row < 0)
        return;
    struct task *key = PGM_ARENA_NEW(arena, struct task);
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, "ALTER TABLE ONLY ");
    pgm_buf_qualified(&text, site->table->schema, site->table->name);
    pgm_buf_puts(&text, PQgetvalue(builder->key_indexes, row, 2));
    *key = (struct task){.sql = pgm_arena_strdup(arena, text.data),
                         .step = pgm_arena_printf(arena, "KEY OF %s", task->step),
                         .site = site};
    site->keys[site->key_count++] = key;
    pgm_buf_free(&text);
}

/* The index of each plain key, and the clause that makes a key of it. */
static const char keys_sql[] =
    "SELECT c.oid, pg_catalog.pg_get_indexdef(c.conindid), ' ADD CONSTRAINT '"
    " || quote_ident(c.conname) || CASE c.contype WHEN 'p' THEN ' PRIMARY KEY' ELSE ' UNIQUE' END"
    " || ' USING INDEX ' || quote_ident(i.relname)"
    " || CASE WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END"
    " || CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END"
    " FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class t ON t.oid = c.conrelid"
    " JOIN pg_catalog.pg_class i ON i.oid = c.conindid"
    " JOIN pg_catalog.pg_am a ON a.oid = i.relam"
    " WHERE c.contype IN ('p', 'u') AND t.relkind = 'r' AND a.amname = 'btree'";

/* Where an entry is built: at its table, behind the tables of a tree, or (NULL) not here. Made again by
 * pg_restore, a tree's index would take those of its leaves along when the broken one is dropped. */
static struct site *site_of(struct pgm_builder *builder, const struct pgm_toc_entry *entry,
                            const struct pgm_map *tables)
{
    if (strcmp(entry->desc, "INDEX ATTACH") == 0)
        return &builder->trees;
    if (strcmp(entry->desc, "INDEX") != 0 && strcmp(entry->desc, "CONSTRAINT") != 0)
        return NULL;
    const struct pgm_table *table = table_of(builder->catalog, entry, tables);
    if (!table)
        return NULL;
    return table->relkind == 'p' ? &builder->trees
                                 : &builder->sites[table - builder->catalog->tables];
}

static size_t make_room(struct pgm_arena *arena, struct site *site)
{
    const size_t count = site->task_count + 1;
    site->tasks = PGM_ARENA_ARRAY(arena, struct task, count);
    site->keys = PGM_ARENA_ARRAY(arena, struct task *, count);
    site->task_count = 0;
    return count;
}

/* A comment has no section of its own: pg_restore takes it for one of the entry before it
 * (src/bin/pg_dump/pg_backup_archiver.c, ProcessArchiveRestoreOptions), which may be taken out. */
static void tell_sections(struct pgm_toc *toc)
{
    bool behind = false;
    for (size_t i = 0; i < toc->entry_count; i++) {
        struct pgm_toc_entry *entry = &toc->entries[i];
        if (entry->section != SECTION_NONE)
            behind = entry->section == SECTION_POST_DATA;
        else if (behind)
            entry->section = SECTION_POST_DATA;
    }
}

/* Moves entries from the table of contents to the sites of their tables. */
static size_t take_entries(struct pgm_builder *builder, struct pgm_toc *toc, bool no_tablespaces)
{
    struct pgm_map tables = {0};
    const struct pgm_catalog *catalog = builder->catalog;
    struct pgm_arena *arena = &builder->arena;
    struct site **owners = PGM_ARENA_ARRAY(arena, struct site *, toc->entry_count + 1);
    size_t total = 0;
    tell_sections(toc);
    for (size_t i = 0; i < toc->entry_count; i++) {
        struct pgm_toc_entry *entry = &toc->entries[i];
        if (entry->tableoid == PG_CLASS_OID && strcmp(entry->desc, "TABLE") == 0)
            pgm_map_put(&tables, pgm_span_of(pgm_arena_printf(arena, "%d", entry->dump_id)), entry);
    }
    for (size_t i = 0; i < toc->entry_count; i++) {
        owners[i] = site_of(builder, &toc->entries[i], &tables);
        if (owners[i])
            owners[i]->task_count++;
    }
    builder->trees.what = "building indexes of partitioned tables";
    (void)make_room(arena, &builder->trees);
    for (size_t i = 0; i < catalog->table_count; i++)
        total += make_room(arena, &builder->sites[i]);
    for (size_t i = 0; i < toc->entry_count; i++)
        if (owners[i]) {
            add_entry(builder, owners[i], &toc->entries[i], no_tablespaces);
            toc->entries[i].desc = NULL;
        }
    pgm_toc_compact(toc);
    pgm_map_free(&tables);
    return total;
}

static enum pgm_status start_threads(struct pgm_builder *builder, unsigned count,
                                     struct pgm_error *error)
{
    builder->threads = calloc(count, sizeof *builder->threads);
    if (!builder->threads)
        return pgm_fail_memory(error);
    for (; builder->started < count; builder->started++) {
        const int problem =
            pthread_create(&builder->threads[builder->started], NULL, thread_main, builder);
        if (problem)
            return pgm_fail_errno(error, problem, "cannot start a thread");
    }
    return PGM_OK;
}

/* Ties the leaves that are selected to the sites of their trees. */
static void tie_trees(struct pgm_builder *builder)
{
    const struct pgm_catalog *catalog = builder->catalog;
    for (size_t i = 0; i < catalog->table_count; i++) {
        const struct pgm_table *table = &catalog->tables[i];
        const struct pgm_plan_table *planned = &builder->plan->tables[i];
        struct site *tree = table->root ? &builder->sites[table->root - catalog->tables] : NULL;
        if (!tree)
            continue;
        tree->has_foreign |= table->relkind == 'f';
        if (table->relkind != 'r' || !planned->selected)
            continue;
        builder->sites[i].tree = tree;
        atomic_fetch_add(&tree->left, 1);
        tree->awaited += planned->load_via_root;
    }
}

enum pgm_status pgm_builder_new(struct pgm_builder **out, struct pgm_toc *toc,
                                const struct pgm_plan *plan, struct pgm_pg *source,
                                const struct pgm_pg_options *target, bool no_tablespaces,
                                const struct pgm_journal *journal, unsigned count,
                                struct pgm_cancel *cancel, struct pgm_error *error)
{
    struct pgm_builder *builder = *out = calloc(1, sizeof *builder);
    if (!builder)
        return pgm_fail_memory(error);
    const struct pgm_catalog *catalog = plan->catalog;
    builder->plan = plan;
    builder->catalog = catalog;
    builder->target = target;
    builder->journal = journal;
    builder->cancel = cancel;
    pthread_mutex_init(&builder->mutex, NULL);
    pthread_cond_init(&builder->settled, NULL);
    builder->sites = PGM_ARENA_ARRAY(&builder->arena, struct site, catalog->table_count + 1);
    const enum pgm_status status = pgm_pg_exec(source, keys_sql, "reading the definitions of keys",
                                               &builder->key_indexes, error);
    for (size_t i = 0; i < catalog->table_count; i++)
        builder->sites[i].table = &catalog->tables[i];
    for (int row = 0; row < PQntuples(builder->key_indexes); row++)
        pgm_map_put(&builder->key_rows, pgm_span_of(PQgetvalue(builder->key_indexes, row, 0)),
                    (void *)(intptr_t)(row + 1));
    const size_t total = status == PGM_OK ? take_entries(builder, toc, no_tablespaces) : 0;
    pgm_queue_init(&builder->queue, total + 1);
    for (size_t i = 0; i < catalog->table_count; i++) {
        struct site *site = &builder->sites[i];
        site->last.site = site;
        site->what = pgm_arena_printf(&builder->arena, "building indexes of %s.%s",
                                      site->table->schema, site->table->name);
        atomic_init(&site->left, site->table->relkind == 'p' ? 0 : site->task_count + 1);
    }
    tie_trees(builder);
    return status == PGM_OK ? start_threads(builder, count, error) : status;
}

static void begin(struct pgm_builder *builder, struct site *site)
{
    count_open(builder, 1);
    for (size_t i = 0; i < site->task_count; i++)
        (void)!pgm_queue_push(&builder->queue, &site->tasks[i]); /* never full */
    release(builder, site);
}

/* Whether rows of another leaf's chunk may still come into the tree. */
static bool must_wait(struct pgm_builder *builder, struct site *tree)
{
    pthread_mutex_lock(&builder->mutex);
    const bool waits = --tree->awaited > 0;
    pthread_mutex_unlock(&builder->mutex);
    return waits;
}

void pgm_builder_add(struct pgm_builder *builder, const struct pgm_table *table)
{
    const size_t index = (size_t)(table - builder->catalog->tables);
    struct site *site = &builder->sites[index];
    if (!builder->plan->tables[index].load_via_root) {
        begin(builder, site);
        return;
    }
    if (must_wait(builder, site->tree))
        return;
    for (size_t i = 0; i < builder->catalog->table_count; i++)
        if (builder->sites[i].tree == site->tree)
            begin(builder, &builder->sites[i]);
}

static void join(struct pgm_builder *builder)
{
    pgm_queue_close(&builder->queue);
    for (; builder->started; builder->started--)
        pthread_join(builder->threads[builder->started - 1], NULL);
}

enum pgm_status pgm_builder_finish(struct pgm_builder *builder, struct pgm_error *error)
{
    pthread_mutex_lock(&builder->mutex);
    while (builder->open_count && !builder->ended)
        pthread_cond_wait(&builder->settled, &builder->mutex);
    pthread_mutex_unlock(&builder->mutex);
    join(builder);
    if (builder->error.status != PGM_OK) {
        *error = builder->error;
        return error->status;
    }
    return builder->ended ? pgm_cancel_fail(builder->cancel, error) : PGM_OK;
}

void pgm_builder_free(struct pgm_builder *builder)
{
    if (!builder)
        return;
    join(builder);
    pgm_queue_free(&builder->queue);
    pthread_cond_destroy(&builder->settled);
    pthread_mutex_destroy(&builder->mutex);
    pgm_map_free(&builder->key_rows);
    PQclear(builder->key_indexes);
    free(builder->threads);
    pgm_arena_free(&builder->arena);
    free(builder);
}
