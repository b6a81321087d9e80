/* journal.c: see the header. */
#include "journal.h"

#include <stdio.h>
#include <string.h>

#include "checksum.h"
#include "manifest.h"

static const char tables_sql[] =
    "CREATE SCHEMA pgmirage_journal;"
    "REVOKE ALL ON SCHEMA pgmirage_journal FROM PUBLIC;"
    "CREATE TABLE pgmirage_journal.run (fact text PRIMARY KEY, value text NOT NULL);"
    "CREATE TABLE pgmirage_journal.chunk (oid oid NOT NULL, schema text NOT NULL,"
    " name text NOT NULL, first bigint NOT NULL, last bigint NOT NULL, filenode bigint NOT NULL,"
    " weight bigint NOT NULL, position int NOT NULL, PRIMARY KEY (oid, first));"
    /* A line is inserted in the transaction of the rows: its key keeps them from being there twice,
     * should a session of the broken run still end while the resumed one works. */
    "CREATE TABLE pgmirage_journal.done (oid oid NOT NULL, first bigint NOT NULL,"
    " rows bigint NOT NULL, bytes bigint NOT NULL, PRIMARY KEY (oid, first));"
    "CREATE TABLE pgmirage_journal.step (step text PRIMARY KEY);";

/* The facts in the order in which they are told; those before SCHEMA hold for a complete clone, too. */
enum {
    FACT_KEY,
    FACT_RULES,
    FACT_ALGORITHMS,
    FACT_SOURCE,
    FACT_SCHEMA,
    FACT_SNAPSHOT,
    FACT_RANGES
};
#define FACT_COUNT (FACT_RANGES + 1)
static const struct {
    const char *name, *meaning;
} fact_names[FACT_COUNT] = {
    [FACT_KEY] = {"key", "the key"},
    [FACT_RULES] = {"rules", "the rules file"},
    [FACT_ALGORITHMS] = {"algorithms", "pgmirage's way to make fakes"},
    [FACT_SOURCE] = {"source", "the source"},
    [FACT_SCHEMA] = {"schema", "the source's list or definition of tables"},
    [FACT_SNAPSHOT] = {"snapshot", "the source's snapshot"},
    [FACT_RANGES] = {"ranges", "the range of permuted keys"},
};

static void fact_values(const struct pgm_journal_facts *facts, const char *values[FACT_COUNT])
{
    const char *const all[FACT_COUNT] = {
        facts->commitment, facts->rules,    facts->algorithms, facts->source,
        facts->schema,     facts->snapshot, facts->ranges,
    };
    memcpy(values, all, sizeof all);
}

static enum pgm_status is_another(size_t fact, struct pgm_error *error)
{
    (void)pgm_fail(error, PGM_FAILED, "the broken run cannot be resumed: %s is another one",
                   fact_names[fact].meaning);
    pgm_hint(error, "run again without --resume, which begins anew%s",
             fact == FACT_RANGES ? "; one that the rules pin (range: [low, high]) stays" : "");
    return error->status;
}

static const char *ranges_of(const struct pgm_plan *plan, struct pgm_arena *arena)
{
    struct pgm_buf text = {0};
    for (size_t i = 0; i < plan->domain_count; i++) {
        const struct pgm_domain *domain = &plan->domains[i]->domain;
        if (domain->permutation)
            pgm_buf_printf(&text, "%s %lld %lld\n", domain->name, (long long)domain->range_low,
                           (long long)domain->range_high);
    }
    const char *ranges = pgm_arena_strdup(arena, pgm_buf_text(&text));
    pgm_buf_free(&text);
    return ranges;
}

/* Of the entries of tables alone: what else changes, a view or a function, is taken as it is now. */
static const char *schema_of(const struct pgm_toc *toc, struct pgm_arena *arena)
{
    struct pgm_checksum sum = {0};
    struct pgm_buf text = {0};
    char hash[33];
    for (size_t i = 0; i < toc->entry_count; i++) {
        const struct pgm_toc_entry *entry = &toc->entries[i];
        if (!entry->desc || strcmp(entry->desc, "TABLE") != 0)
            continue;
        pgm_buf_clear(&text);
        pgm_buf_qualified(&text, entry->schema, entry->tag);
        pgm_buf_puts(&text, entry->defn ? entry->defn : "");
        pgm_checksum_row(&sum, text.data, text.bytes);
    }
    pgm_buf_free(&text);
    pgm_checksum_format(&sum, hash);
    return pgm_arena_strdup(arena, hash);
}

enum pgm_status pgm_journal_facts_make(struct pgm_journal_facts *facts, const struct pgm_job *job,
                                       struct pgm_pg *source, struct pgm_arena *arena,
                                       struct pgm_error *error)
{
    static const char source_sql[] =
        "SELECT s.system_identifier::text || '/' || (SELECT oid FROM pg_catalog.pg_database"
        " WHERE datname = pg_catalog.current_database())::text FROM pg_catalog.pg_control_system() "
        "s";
    PGresult *result = NULL;
    pgm_key_commitment(job->key, facts->commitment);
    facts->rules = job->rules.hash;
    facts->algorithms = PGM_ALGORITHMS_TEXT;
    PGM_TRY(pgm_pg_exec(source, source_sql, "asking who the source is", &result, error));
    facts->source = pgm_arena_strdup(arena, PQgetvalue(result, 0, 0));
    PQclear(result);
    return PGM_OK;
}

void pgm_journal_facts_add(struct pgm_journal_facts *facts, const struct pgm_job *job,
                           const struct pgm_snapshot *snapshot, const struct pgm_toc *toc,
                           struct pgm_arena *arena)
{
    facts->schema = schema_of(toc, arena);
    facts->ranges = ranges_of(&job->plan, arena);
    facts->snapshot = snapshot->seen;
    facts->id = snapshot->id;
    /* Elsewhere the place moves on between the snapshot and the question for it. */
    facts->lsn = snapshot->is_frozen ? snapshot->lsn : "";
}

static void add_line(struct pgm_buf *text, size_t fact, const char *value)
{
    pgm_buf_printf(text, "%s: %s\n", fact_names[fact].name, value);
}

const char *pgm_journal_facts_text(const struct pgm_journal_facts *facts, struct pgm_arena *arena)
{
    struct pgm_buf text = {0};
    const char *values[FACT_COUNT];
    fact_values(facts, values);
    for (size_t i = 0; i < FACT_SCHEMA; i++)
        add_line(&text, i, values[i]);
    const char *kept = pgm_arena_strdup(arena, text.data);
    pgm_buf_free(&text);
    return kept;
}

enum pgm_status pgm_journal_compare_text(const char *text, const struct pgm_journal_facts *facts,
                                         struct pgm_error *error)
{
    const char *values[FACT_COUNT];
    fact_values(facts, values);
    for (size_t i = 0; i < FACT_SCHEMA; i++) {
        struct pgm_buf line = {0};
        add_line(&line, i, values[i]);
        const bool same = strstr(text, line.data) != NULL;
        pgm_buf_free(&line);
        if (!same)
            return is_another(i, error);
    }
    return PGM_OK;
}

static void add_fact(struct pgm_buf *sql, const char *fact, const char *value)
{
    pgm_buf_puts(sql, "INSERT INTO pgmirage_journal.run VALUES (");
    pgm_buf_literal(sql, fact);
    pgm_buf_puts(sql, ", ");
    pgm_buf_literal(sql, value);
    pgm_buf_puts(sql, ");");
}

enum pgm_status pgm_journal_begin(struct pgm_pg *pg, const struct pgm_journal_facts *facts,
                                  struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    const char *values[FACT_COUNT];
    fact_values(facts, values);
    pgm_buf_puts(&sql, "BEGIN;");
    pgm_buf_puts(&sql, tables_sql);
    for (size_t i = 0; i < FACT_COUNT; i++)
        add_fact(&sql, fact_names[i].name, values[i]);
    add_fact(&sql, "id", facts->id);
    add_fact(&sql, "lsn", facts->lsn);
    pgm_buf_puts(&sql, "COMMIT");
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "making the journal", NULL, error);
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_journal_plan(struct pgm_pg *pg, const struct pgm_chunks *chunks,
                                 struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_buf_puts(&sql, "BEGIN;");
    for (size_t i = 0; i < chunks->count; i++) {
        const struct pgm_chunk *chunk = &chunks->items[i];
        const struct pgm_table *table = chunk->table->table;
        pgm_buf_printf(&sql, "INSERT INTO pgmirage_journal.chunk VALUES (%u, ", table->oid);
        pgm_buf_literal(&sql, table->schema);
        pgm_buf_puts(&sql, ", ");
        pgm_buf_literal(&sql, table->name);
        pgm_buf_printf(&sql, ", %lld, %lld, %lld, %lld, %zu);", (long long)chunk->first_page,
                       (long long)chunk->last_page, (long long)table->current_filenode,
                       (long long)chunk->weight_bytes, i);
    }
    pgm_journal_step_sql(PGM_STEP_SCHEMA, &sql);
    pgm_buf_puts(&sql, "COMMIT");
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "writing the journal", NULL, error);
    pgm_buf_free(&sql);
    return status;
}

void pgm_journal_chunk_sql(const struct pgm_run_part *part, struct pgm_buf *sql)
{
    const struct pgm_chunk *chunk = part->chunk;
    pgm_buf_printf(sql, "INSERT INTO pgmirage_journal.done VALUES (%u, %lld, %llu, %llu);",
                   chunk->table->table->oid, (long long)chunk->first_page,
                   (unsigned long long)part->rows, (unsigned long long)part->bytes_in);
}

void pgm_journal_step_sql(const char *step, struct pgm_buf *sql)
{
    pgm_buf_puts(sql, "INSERT INTO pgmirage_journal.step VALUES (");
    pgm_buf_literal(sql, step);
    pgm_buf_puts(sql, ");");
}

enum pgm_status pgm_journal_step(struct pgm_pg *pg, const char *step, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    pgm_journal_step_sql(step, &sql);
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "writing the journal", NULL, error);
    pgm_buf_free(&sql);
    return status;
}

enum pgm_status pgm_journal_drop(struct pgm_pg *pg, struct pgm_error *error)
{
    /* The source's event triggers are there by now, and our schema is no affair of theirs. */
    static const char drop_sql[] =
        "SELECT pg_catalog.set_config('session_replication_role', 'replica', true)"
        " FROM pg_catalog.pg_roles WHERE rolname = current_user AND rolsuper;"
        "DROP SCHEMA IF EXISTS pgmirage_journal CASCADE";
    return pgm_pg_exec(pg, drop_sql, "dropping the journal", NULL, error);
}

static const char *fact(const struct pgm_journal *journal, const char *name)
{
    for (int row = 0; row < PQntuples(journal->facts); row++)
        if (strcmp(PQgetvalue(journal->facts, row, 0), name) == 0)
            return PQgetvalue(journal->facts, row, 1);
    return "";
}

bool pgm_journal_has(const struct pgm_journal *journal, const char *step)
{
    for (int row = 0; row < PQntuples(journal->steps); row++)
        if (strcmp(PQgetvalue(journal->steps, row, 0), step) == 0)
            return true;
    return false;
}

static enum pgm_status read_chunks(struct pgm_journal *journal, struct pgm_pg *pg,
                                   struct pgm_error *error)
{
    PQclear(journal->chunks);
    journal->chunks = NULL;
    return pgm_pg_exec(pg,
                       "SELECT oid, first, last, filenode, weight, d.rows, d.bytes, schema, name"
                       " FROM pgmirage_journal.chunk LEFT JOIN pgmirage_journal.done d"
                       " USING (oid, first) ORDER BY position",
                       "reading the journal", &journal->chunks, error);
}

/* A backend whose client was killed ends its statements, and even their COMMIT, where these were sent
 * as one. Other roles' sessions are not ours to end; what they did is told by the keys of the journal. */
static enum pgm_status end_sessions(struct pgm_pg *pg, struct pgm_error *error)
{
    static const char sql[] =
        "SELECT pg_catalog.pg_terminate_backend(pid%s) FROM pg_catalog.pg_stat_activity"
        " WHERE datname = pg_catalog.current_database() AND usename = session_user"
        " AND pid <> pg_catalog.pg_backend_pid()";
    char text[sizeof sql + 16];
    snprintf(text, sizeof text, sql, pg->server_version >= 140000 ? ", 10000" : "");
    return pgm_pg_exec(pg, text, "ending the sessions of the broken run", NULL, error);
}

enum pgm_status pgm_journal_read(struct pgm_journal *journal, struct pgm_pg *pg,
                                 struct pgm_error *error)
{
    static const char there_sql[] =
        "SELECT pg_catalog.to_regclass('pgmirage_journal.step') IS NOT NULL";
    PGresult *there = NULL;
    PGM_TRY(end_sessions(pg, error));
    PGM_TRY(pgm_pg_exec(pg, there_sql, "looking for the journal", &there, error));
    const bool exists = pgm_pg_bool(there, 0, 0);
    PQclear(there);
    if (!exists)
        return PGM_OK;
    PGM_TRY(pgm_pg_exec(pg, "SELECT fact, value FROM pgmirage_journal.run", "reading the journal",
                        &journal->facts, error));
    PGM_TRY(pgm_pg_exec(pg, "SELECT step FROM pgmirage_journal.step", "reading the journal",
                        &journal->steps, error));
    PGM_TRY(read_chunks(journal, pg, error));
    journal->snapshot = fact(journal, "snapshot");
    journal->id = fact(journal, "id");
    journal->lsn = fact(journal, "lsn");
    journal->is_planned = pgm_journal_has(journal, PGM_STEP_SCHEMA);
    return PGM_OK;
}

enum pgm_status pgm_journal_compare(const struct pgm_journal *journal,
                                    const struct pgm_journal_facts *facts, bool mixed,
                                    struct pgm_error *error)
{
    const char *values[FACT_COUNT];
    const bool has_rows = pgm_journal_has(journal, PGM_STEP_ROWS);
    fact_values(facts, values);
    for (size_t i = 0; i < FACT_COUNT; i++) {
        if (i == FACT_SNAPSHOT && (mixed || has_rows))
            continue;
        if (!values[i] || (i == FACT_RANGES && has_rows))
            continue;
        if (strcmp(fact(journal, fact_names[i].name), values[i]) != 0)
            return is_another(i, error);
    }
    return PGM_OK;
}

static void set_fact(struct pgm_buf *sql, const char *name, const char *value)
{
    pgm_buf_puts(sql, "UPDATE pgmirage_journal.run SET value = ");
    pgm_buf_literal(sql, value);
    pgm_buf_puts(sql, " WHERE fact = ");
    pgm_buf_literal(sql, name);
    pgm_buf_putc(sql, ';');
}

/* Rows that changed between two moments may have moved between the parts of a table. */
static const char forget_sql[] =
    "DO $$ DECLARE part record; BEGIN"
    " FOR part IN SELECT oid, schema, name FROM pgmirage_journal.chunk"
    "  LEFT JOIN pgmirage_journal.done USING (oid, first) GROUP BY oid, schema, name"
    "  HAVING count(rows) BETWEEN 1 AND count(*) - 1 LOOP"
    "  EXECUTE format('TRUNCATE ONLY %I.%I', part.schema, part.name);"
    "  DELETE FROM pgmirage_journal.done WHERE oid = part.oid;"
    " END LOOP; END $$;";

/* Rows that came through the root of a tree lie in any leaf: a part of them cannot be taken back. */
static enum pgm_status refuse_scattered(const struct pgm_journal *journal,
                                        const struct pgm_plan *plan, struct pgm_error *error)
{
    const PGresult *rows = journal->chunks;
    for (int row = 1; row < PQntuples(rows); row++) {
        const struct pgm_table *table =
            pgm_catalog_table(plan->catalog, (uint32_t)pgm_pg_int(rows, row, 0));
        /* Pieces of one table stand beside one another. */
        const bool is_cut = strcmp(PQgetvalue(rows, row, 0), PQgetvalue(rows, row - 1, 0)) == 0 &&
                            PQgetisnull(rows, row, 5) != PQgetisnull(rows, row - 1, 5);
        if (!is_cut || !table || !pgm_plan_table_of(plan, table)->load_via_root)
            continue;
        (void)pgm_fail(error, PGM_FAILED,
                       "the broken run cannot be resumed: %s.%s was loaded in part, through the "
                       "root of its partitions, and rows of another moment do not fit to it",
                       PQgetvalue(rows, row, 7), PQgetvalue(rows, row, 8));
        pgm_hint(error, "run again without --resume, which begins anew");
        return error->status;
    }
    return PGM_OK;
}

enum pgm_status pgm_journal_move(struct pgm_journal *journal, struct pgm_pg *pg,
                                 const struct pgm_journal_facts *facts, const struct pgm_plan *plan,
                                 bool other, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    if (other)
        PGM_TRY(refuse_scattered(journal, plan, error));
    pgm_buf_puts(&sql, "BEGIN;");
    set_fact(&sql, "snapshot", facts->snapshot);
    set_fact(&sql, "id", facts->id);
    set_fact(&sql, "lsn", facts->lsn);
    if (other) {
        pgm_buf_puts(&sql, forget_sql);
        pgm_buf_puts(&sql, "INSERT INTO pgmirage_journal.step VALUES ('" PGM_STEP_MIXED
                           "') ON CONFLICT DO NOTHING;");
    }
    pgm_buf_puts(&sql, "COMMIT");
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "writing the journal", NULL, error);
    pgm_buf_free(&sql);
    PGM_TRY(status);
    return read_chunks(journal, pg, error);
}

static enum pgm_status apply_row(const PGresult *rows, int row, bool has_rows,
                                 struct pgm_chunks *chunks, const struct pgm_plan *plan,
                                 struct pgm_error *error)
{
    const struct pgm_table *table =
        pgm_catalog_table(plan->catalog, (uint32_t)pgm_pg_int(rows, row, 0));
    if (!table || (!has_rows && table->current_filenode != pgm_pg_int(rows, row, 3)) ||
        !pgm_plan_is_read(pgm_plan_table_of(plan, table))) {
        (void)pgm_fail(error, PGM_FAILED,
                       "the broken run cannot be resumed: %s.%s was changed or rewritten since",
                       PQgetvalue(rows, row, 7), PQgetvalue(rows, row, 8));
        pgm_hint(error, "run again without --resume, which begins anew");
        return error->status;
    }
    struct pgm_plan_table *planned = pgm_plan_table_of(plan, table);
    if (!PQgetisnull(rows, row, 5)) {
        struct pgm_run_table *run = planned->run;
        run->rows += (uint64_t)pgm_pg_int(rows, row, 5);
        run->bytes_in += (uint64_t)pgm_pg_int(rows, row, 6);
        return PGM_OK;
    }
    struct pgm_chunk *chunk = &chunks->items[chunks->count++];
    *chunk = (struct pgm_chunk){.table = planned,
                                .first_page = pgm_pg_int(rows, row, 1),
                                .last_page = pgm_pg_int(rows, row, 2),
                                .weight_bytes = pgm_pg_int(rows, row, 4)};
    chunks->weight_bytes += chunk->weight_bytes;
    return PGM_OK;
}

enum pgm_status pgm_journal_apply(const struct pgm_journal *journal, struct pgm_chunks *chunks,
                                  const struct pgm_plan *plan, struct pgm_error *error)
{
    const int count = PQntuples(journal->chunks);
    const bool has_rows = pgm_journal_has(journal, PGM_STEP_ROWS);
    chunks->items = PGM_ARENA_ARRAY(&chunks->arena, struct pgm_chunk, (size_t)count + 1);
    chunks->count = 0;
    chunks->weight_bytes = 0;
    for (int row = 0; row < count; row++)
        PGM_TRY(apply_row(journal->chunks, row, has_rows, chunks, plan, error));
    return PGM_OK;
}

void pgm_journal_free(struct pgm_journal *journal)
{
    PQclear(journal->facts);
    PQclear(journal->chunks);
    PQclear(journal->steps);
    *journal = (struct pgm_journal){0};
}
