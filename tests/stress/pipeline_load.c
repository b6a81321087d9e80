/*
 * Whole runs into a server: streams, workers and loaders, fewer of these than of those too, tables in one
 * piece and in many, as text and as the server's own binary rows, and rows that change their partition;
 * sessions killed on either side, and the cancel pulled at any moment. Every run ends; however it ended,
 * the target holds the rows of just those chunks whose lines are in the journal, each once.
 *
 * Needs PGMIRAGE_TEST_CLUSTER (tests/run.sh sets it); ends at once without it.
 */
#include "limits.h"
#include "loader.h"
#include "stress_stage.h"

/* ThreadSanitizer is slow enough for fewer. */
#if defined(__SANITIZE_THREAD__)
#define SETTINGS_STEP 3
#define DISTURBED     5
#else
#define SETTINGS_STEP 2
#define DISTURBED     8
#endif

#define SPLIT_BYTES (64 * PGM_KIB)
#define GUARD_S     240  /* a deadlock ends the program, and so the test */
#define END_MS_MAX  8000 /* from a disturbance to the end of the run */

/* Tables of both; every one has a row of its own in `done` for each of its chunks. */
static const char schema_sql[] =
    "CREATE TABLE tree (id int, region text, note text) PARTITION BY LIST (region);"
    "CREATE TABLE tree_north PARTITION OF tree FOR VALUES IN ('north');"
    "CREATE TABLE tree_south PARTITION OF tree FOR VALUES IN ('south');"
    "CREATE TABLE tree_rest PARTITION OF tree DEFAULT;"
    "CREATE TABLE kept (id int, at timestamptz, amount int8, note text);"
    "CREATE TABLE masked (id int, name text, note text);"
    "CREATE TABLE no_column ();"
    "DO $$ BEGIN FOR i IN 1..20 LOOP"
    " EXECUTE format('CREATE TABLE small_%s (id int, name text, note text)', i);"
    " END LOOP; END $$;";

static const char rows_sql[] =
    "INSERT INTO tree SELECT n, (ARRAY['north', 'south', 'east'])[1 + n % 3], repeat('t', n % 50)"
    " FROM generate_series(1, 6000) AS n;"
    "INSERT INTO kept SELECT n, timestamptz '2024-01-01' + n * interval '1 s', n * 1000003::int8,"
    " CASE n % 5 WHEN 0 THEN NULL ELSE E'a\\tb\\\\' || n END FROM generate_series(1, 20000) AS n;"
    "INSERT INTO masked SELECT n, 'name ' || n, repeat(chr(65 + n % 26), n % 60)"
    " FROM generate_series(1, 20000) AS n;"
    "INSERT INTO no_column SELECT FROM generate_series(1, 500);"
    "DO $$ BEGIN FOR i IN 1..20 LOOP"
    " EXECUTE format('INSERT INTO small_%s SELECT n, ''name '' || n, ''x'' FROM"
    "  generate_series(1, %s) AS n', i, i * 7 % 40);"
    " END LOOP; END $$;";

static const char journal_sql[] =
    "CREATE TABLE done (name text, first int8, rows int8, PRIMARY KEY (name, first));";

static const char rules_text[] =
    "version: 1\n"
    "domains: {region: {mask: permute, values: [north, south, east]}}\n"
    "tables:\n"
    "  public.tree: {columns: {id: keep, region: {domain: region}, note: redact}}\n"
    "  public.kept: {columns: {id: keep, at: keep, amount: keep, note: keep}}\n"
    "  public.masked: {columns: {id: noise, name: full_name, note: redact}}\n"
    "  public.no_column: {columns: {}}\n"
    "  \"public.small_*\": {columns: {id: noise, name: full_name, note: lorem}}\n";

static struct stage {
    struct stress_source source;
    struct stress_base target;
    struct pgm_pg_options load;
    uint64_t seed;
    int64_t usual_ms; /* what a whole run takes here */
} stage;

struct attempt {
    unsigned connections, workers, loaders;
    uint64_t split_bytes;
    struct stress_disturber disturber;
    enum pgm_status status;
    struct pgm_error error;
    struct pgm_run_table *tables;
    size_t table_count, chunk_count;
    atomic_size_t completed;
};

/* ---- one run ------------------------------------------------------------------------------- */

static void record(void *argument, const struct pgm_run_part *part, struct pgm_buf *sql)
{
    (void)argument;
    pgm_buf_puts(sql, "INSERT INTO public.done VALUES (");
    pgm_buf_literal(sql, part->chunk->table->table->name);
    pgm_buf_printf(sql, ", %lld, %llu);", (long long)part->chunk->first_page,
                   (unsigned long long)part->rows);
}

static enum pgm_status complete(void *argument, struct pgm_run_table *table,
                                struct pgm_error *error)
{
    (void)table;
    (void)error;
    atomic_fetch_add(&((struct attempt *)argument)->completed, 1);
    return PGM_OK;
}

static void make_tables(struct attempt *attempt, struct pgm_arena *arena)
{
    const struct pgm_catalog *catalog = &stage.source.catalog;
    attempt->tables = PGM_ARENA_ARRAY(arena, struct pgm_run_table, catalog->table_count);
    for (size_t i = 0; i < catalog->table_count; i++) {
        struct pgm_plan_table *plan = &stage.source.plan.tables[i];
        if (!pgm_plan_is_read(plan))
            continue;
        struct pgm_run_table *table = &attempt->tables[attempt->table_count++];
        table->plan = plan;
        table->name = plan->name;
        table->what = pgm_arena_printf(arena, "loading %s", plan->name);
        plan->run = table;
    }
}

static enum pgm_status run_in(struct attempt *attempt, struct pgm_cancel *cancel)
{
    struct pgm_error *error = &attempt->error;
    struct pgm_snapshot snapshot = {0};
    struct pgm_chunks chunks = {0};
    struct pgm_loaders *loaders = NULL;
    struct pgm_server_sink sink;
    struct pgm_progress *progress = calloc(1, sizeof *progress);
    const struct pgm_server_hooks hooks = {record, complete, attempt};
    const struct pgm_run_options options = {
        .source = &stage.source.options,
        .connections = attempt->connections,
        .workers = attempt->workers,
        .compression = PGM_COMPRESSION_NONE,
        .input_blocks = attempt->connections + 2,
    };
    enum pgm_status status;
    CHECK(progress);
    PGM_TRY_OUT(pgm_snapshot_take(&snapshot, &stage.source.options, cancel, 0, NULL, error));
    pgm_chunks_make(&chunks, &stage.source.plan, attempt->split_bytes, attempt->connections);
    PGM_TRY_OUT(pgm_loaders_new(&loaders, &stage.load, attempt->loaders, cancel, error));
    pgm_server_sink_init(&sink, loaders, &hooks);
    PGM_TRY_OUT(pgm_run(&options, &snapshot, &chunks, attempt->tables, attempt->table_count,
                        &sink.sink, cancel, progress, error));
    CHECK(atomic_load(&attempt->completed) == attempt->table_count);
    attempt->chunk_count = chunks.count;
out:
    pgm_loaders_free(loaders);
    pgm_chunks_free(&chunks);
    pgm_snapshot_release(&snapshot);
    free(progress);
    return status;
}

static void run(struct attempt *attempt)
{
    struct pgm_arena arena = {0};
    struct pgm_cancel cancel;
    CHECK(pgm_cancel_init(&cancel, NULL) == PGM_OK);
    make_tables(attempt, &arena);
    attempt->disturber.cancel = &cancel;
    stress_disturb(&attempt->disturber);
    attempt->status = run_in(attempt, &cancel);
    CHECK(stress_disturbed_ms(&attempt->disturber) < END_MS_MAX);
    CHECK(attempt->status == attempt->error.status);
    CHECK(attempt->status == PGM_OK || attempt->error.message[0]);
    pgm_cancel_free(&cancel);
    pgm_arena_free(&arena);
}

/* ---- what a run must leave ----------------------------------------------------------------- */

/* In one look, for a COMMIT of a run that broke may still come: both sides of it come together. */
static void check_journal(void)
{
    struct pgm_buf sql = {0};
    pgm_buf_puts(&sql, "SELECT count(*) FROM (VALUES ");
    for (size_t i = 0; i < stage.source.catalog.table_count; i++) {
        const struct pgm_table *table = &stage.source.catalog.tables[i];
        if (table->root) /* its rows may lie in any leaf */
            continue;
        pgm_buf_printf(&sql, "%s((SELECT count(*) FROM %s), '%s%%')", i ? ", " : "", table->name,
                       table->name);
    }
    pgm_buf_puts(&sql, ") AS t(rows, name) WHERE rows <> (SELECT coalesce(sum(d.rows), 0) FROM done"
                       " AS d WHERE d.name = rtrim(t.name, '%') OR t.name = 'tree%' AND d.name LIKE"
                       " 'tree\\_%')");
    CHECK(admin_number(stage.target.admin, sql.data) == 0);
    pgm_buf_free(&sql);
}

static int64_t kept_sum(PGconn *conn)
{
    return admin_number(conn, "SELECT sum(hashtext(k::text)::int8) FROM kept AS k");
}

static void check_all(const struct attempt *attempt)
{
    PGconn *source = stage.source.base.admin, *target = stage.target.admin;
    static const char *const counts[] = {
        "SELECT count(*) FROM tree", "SELECT count(*) FROM kept", "SELECT count(*) FROM masked",
        "SELECT count(*) FROM no_column", "SELECT count(*) FROM small_5"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        CHECK(admin_number(source, counts[i]) == admin_number(target, counts[i]));
    CHECK(admin_number(target, "SELECT count(*) FROM done") == (int64_t)attempt->chunk_count);
    CHECK(kept_sum(source) == kept_sum(target));
    CHECK(admin_number(target, "SELECT count(*) FROM masked WHERE note ~ '[B-WYZ]'") == 0);
}

/* Sessions of a run that broke may still be ending. */
static void clear_target(void)
{
    while (admin_number(stage.target.admin,
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'") > 0)
        continue;
    check_journal();
    admin(stage.target.admin, "DO $$ DECLARE t text; BEGIN FOR t IN SELECT relname FROM pg_class"
                              " WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace"
                              " = 'public'::regnamespace LOOP EXECUTE format('TRUNCATE %I', t);"
                              " END LOOP; END $$");
}

/* ---- the programme ------------------------------------------------------------------------- */

static void run_checked(struct attempt *attempt)
{
    run(attempt);
    if (attempt->status != PGM_OK)
        fprintf(stderr, "-j %u, %u workers, %u loaders: %s\n", attempt->connections,
                attempt->workers, attempt->loaders, attempt->error.message);
    CHECK(attempt->status == PGM_OK);
    check_journal();
    check_all(attempt);
    clear_target();
}

static void all_settings(void)
{
    for (unsigned connections = 1; connections <= 5; connections++)
        for (unsigned workers = connections % SETTINGS_STEP; workers <= 4;
             workers += SETTINGS_STEP) {
            struct attempt attempt = {.connections = connections,
                                      .workers = workers,
                                      .loaders = 1 + (connections + workers) % connections,
                                      .split_bytes = workers % 2 ? 0 : SPLIT_BYTES};
            const int64_t started_ms = now_ms();
            run_checked(&attempt);
            stage.usual_ms = now_ms() - started_ms;
        }
}

static void kill_source(struct pgm_cancel *cancel)
{
    (void)cancel;
    stress_kill_session(&stage.source);
}

static void kill_target(struct pgm_cancel *cancel)
{
    (void)cancel;
    admin(stage.target.admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                              " WHERE application_name = 'pgmirage-load'"
                              " AND datname = current_database() ORDER BY random() LIMIT 1");
}

/* What failed is told, in the status that fits, and within the time. Returns how many failed. */
static int disturbed(void (*disturb)(struct pgm_cancel *), enum pgm_status fitting)
{
    int failed = 0;
    for (int i = 0; i < DISTURBED; i++) {
        const unsigned connections = 1 + (unsigned)(stress_random(&stage.seed) % 5);
        struct attempt attempt = {
            .connections = connections,
            .workers = (unsigned)(stress_random(&stage.seed) % 5),
            .loaders = 1 + (unsigned)(stress_random(&stage.seed) % connections),
            .split_bytes = i % 2 ? SPLIT_BYTES : 0,
            .disturber = {.disturb = disturb,
                          .after_ms =
                              (int)(stress_random(&stage.seed) % (uint64_t)(stage.usual_ms + 1))}};
        run(&attempt);
        if (attempt.status != PGM_OK && attempt.status != fitting)
            fprintf(stderr, "status %d: %s\n", (int)attempt.status, attempt.error.message);
        CHECK(attempt.status == PGM_OK || attempt.status == fitting);
        if (attempt.status == PGM_OK)
            check_all(&attempt);
        clear_target();
        failed += attempt.status != PGM_OK;
    }
    return failed;
}

int main(void)
{
    const char *cluster = getenv("PGMIRAGE_TEST_CLUSTER");
    if (!cluster) {
        puts("skipped: PGMIRAGE_TEST_CLUSTER is not set");
        return 0;
    }
    alarm(GUARD_S);
    setvbuf(stdout, NULL, _IOLBF, 0);
    stage.seed = stress_seed();
    const int64_t started_ms = now_ms();
    stress_base_make(&stage.source.base, cluster, "from", schema_sql);
    admin(stage.source.base.admin, rows_sql);
    stress_base_make(&stage.target, cluster, "into", schema_sql);
    admin(stage.target.admin, journal_sql);
    stress_plan(&stage.source, rules_text, true);
    stage.load = (struct pgm_pg_options){.conninfo = stage.target.conninfo,
                                         .application_name = "pgmirage-load",
                                         .session = "SET default_transaction_read_only = off"};
    all_settings();
    printf("all settings: %lld ms\n", (long long)(now_ms() - started_ms));
    printf("cancelled: %d\n", disturbed(stress_pull, PGM_INTERRUPTED));
    printf("killed at the source: %d\n", disturbed(kill_source, PGM_FAILED));
    printf("killed at the target: %d\n", disturbed(kill_target, PGM_FAILED));
    printf("all: %lld ms\n", (long long)(now_ms() - started_ms));
    stress_base_drop(&stage.source.base, cluster);
    stress_base_drop(&stage.target, cluster);
    stress_source_free(&stage.source);
    return 0;
}
