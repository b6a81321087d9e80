/* journal.c: see the header. */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

#include "manifest.h"

static const char tables_sql[] =
    "CREATE SCHEMA pgmirage_journal;"
    "REVOKE ALL ON SCHEMA pgmirage_journal FROM PUBLIC;"
    "CREATE TABLE pgmirage_journal.run (fact text PRIMARY KEY, value text NOT NULL);"
    "CREATE TABLE pgmirage_journal.chunk (oid oid NOT NULL, schema text NOT NULL,"
    " name text NOT NULL, first bigint NOT NULL, last bigint NOT NULL, filenode bigint NOT NULL,"
    " weight bigint NOT NULL, position int NOT NULL, rows bigint, bytes bigint,"
    " PRIMARY KEY (oid, first));"
    "CREATE TABLE pgmirage_journal.step (step text PRIMARY KEY);";

/* The facts in the order in which they are told. */
#define FACT_COUNT 6
static const char *const fact_names[FACT_COUNT] = {"key",    "rules",    "algorithms",
                                                   "source", "snapshot", "ranges"};
#define FACT_SNAPSHOT 4

static void fact_values(const struct pgm_journal_facts *facts, const char *values[FACT_COUNT])
{
    const char *const all[FACT_COUNT] = {facts->commitment, facts->rules,    facts->algorithms,
                                         facts->source,     facts->snapshot, facts->ranges};
    memcpy(values, all, sizeof all);
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

enum pgm_status pgm_journal_facts_make(struct pgm_journal_facts *facts, struct pgm_job *job,
                                       const struct pgm_snapshot *snapshot, struct pgm_pg *source,
                                       struct pgm_arena *arena, struct pgm_error *error)
{
    static const char source_sql[] =
        "SELECT s.system_identifier::text || '/' || (SELECT oid FROM pg_catalog.pg_database"
        " WHERE datname = pg_catalog.current_database())::text FROM pg_catalog.pg_control_system() "
        "s";
    PGresult *result = NULL;
    pgm_key_commitment(job->key, facts->commitment);
    facts->rules = job->rules.hash;
    facts->algorithms = PGM_ALGORITHMS_TEXT;
    facts->snapshot = snapshot->id;
    facts->lsn = snapshot->lsn;
    facts->ranges = ranges_of(&job->plan, arena);
    PGM_TRY(pgm_pg_exec(source, source_sql, "asking who the source is", &result, error));
    facts->source = pgm_arena_strdup(arena, PQgetvalue(result, 0, 0));
    PQclear(result);
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
        add_fact(&sql, fact_names[i], values[i]);
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
    pgm_journal_step_sql("schema", &sql);
    pgm_buf_puts(&sql, "COMMIT");
    const enum pgm_status status = pgm_pg_exec(pg, sql.data, "writing the journal", NULL, error);
    pgm_buf_free(&sql);
    return status;
}

void pgm_journal_chunk_sql(const struct pgm_run_part *part, struct pgm_buf *sql)
{
    const struct pgm_chunk *chunk = part->chunk;
    pgm_buf_printf(sql,
                   "UPDATE pgmirage_journal.chunk SET rows = %llu, bytes = %llu"
                   " WHERE oid = %u AND first = %lld;",
                   (unsigned long long)part->rows, (unsigned long long)part->bytes_in,
                   chunk->table->table->oid, (long long)chunk->first_page);
}

void pgm_journal_step_sql(const char *step, struct pgm_buf *sql)
{
    pgm_buf_puts(sql, "INSERT INTO pgmirage_journal.step VALUES (");
    pgm_buf_literal(sql, step);
    pgm_buf_puts(sql, ");");
}

enum pgm_status pgm_journal_drop(struct pgm_pg *pg, struct pgm_error *error)
{
    return pgm_pg_exec(pg, "DROP SCHEMA pgmirage_journal CASCADE", "dropping the journal", NULL,
                       error);
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

enum pgm_status pgm_journal_read(struct pgm_journal *journal, struct pgm_pg *pg,
                                 struct pgm_error *error)
{
    static const char there_sql[] =
        "SELECT pg_catalog.to_regclass('pgmirage_journal.step') IS NOT NULL";
    PGresult *there = NULL;
    PGM_TRY(pgm_pg_exec(pg, there_sql, "looking for the journal", &there, error));
    const bool exists = pgm_pg_bool(there, 0, 0);
    PQclear(there);
    if (!exists)
        return PGM_OK;
    PGM_TRY(pgm_pg_exec(pg, "SELECT fact, value FROM pgmirage_journal.run", "reading the journal",
                        &journal->facts, error));
    PGM_TRY(pgm_pg_exec(pg, "SELECT step FROM pgmirage_journal.step", "reading the journal",
                        &journal->steps, error));
    PGM_TRY(pgm_pg_exec(pg,
                        "SELECT oid, first, last, filenode, weight, rows, bytes, schema, name"
                        " FROM pgmirage_journal.chunk ORDER BY position",
                        "reading the journal", &journal->chunks, error));
    journal->snapshot = fact(journal, "snapshot");
    journal->lsn = fact(journal, "lsn");
    journal->is_planned = pgm_journal_has(journal, "schema");
    return PGM_OK;
}

enum pgm_status pgm_journal_compare(const struct pgm_journal *journal,
                                    const struct pgm_journal_facts *facts, bool mixed,
                                    struct pgm_error *error)
{
    static const char *const meanings[FACT_COUNT] = {
        "the key",    "the rules file",        "pgmirage's algorithms",
        "the source", "the source's snapshot", "the range of permuted keys",
    };
    const char *values[FACT_COUNT];
    fact_values(facts, values);
    for (size_t i = 0; i < FACT_COUNT; i++) {
        if ((mixed && i == FACT_SNAPSHOT) || strcmp(fact(journal, fact_names[i]), values[i]) == 0)
            continue;
        (void)pgm_fail(error, PGM_FAILED, "the broken run cannot be resumed: %s is another one",
                       meanings[i]);
        pgm_hint(error, "run again without --resume, which begins anew");
        return error->status;
    }
    return PGM_OK;
}

static enum pgm_status apply_row(const PGresult *rows, int row, struct pgm_chunks *chunks,
                                 const struct pgm_plan *plan, struct pgm_error *error)
{
    const struct pgm_table *table =
        pgm_catalog_table(plan->catalog, (uint32_t)pgm_pg_int(rows, row, 0));
    if (!table || table->current_filenode != pgm_pg_int(rows, row, 3) ||
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
    chunks->items = PGM_ARENA_ARRAY(&chunks->arena, struct pgm_chunk, (size_t)count + 1);
    chunks->count = 0;
    chunks->weight_bytes = 0;
    for (int row = 0; row < count; row++)
        PGM_TRY(apply_row(journal->chunks, row, chunks, plan, error));
    return PGM_OK;
}

void pgm_journal_free(struct pgm_journal *journal)
{
    PQclear(journal->facts);
    PQclear(journal->chunks);
    PQclear(journal->steps);
    *journal = (struct pgm_journal){0};
}
