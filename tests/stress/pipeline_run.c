/*
 * Whole runs against a live server, with input blocks at their minimum: any number of streams and
 * workers, outputs twenty times their inputs, rows of 3 to 20 MB from several tables at once, locks
 * refused, connections killed, writes failing, and the cancel pulled at any moment. Every run ends;
 * those that succeed have the same rows and checksums.
 *
 * Needs PGMIRAGE_TEST_CLUSTER (tests/run.sh sets it); ends at once without it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "stress_stage.h"
#include "writer_internal.h"

/* ThreadSanitizer is slow enough for every other pair of streams and workers; each number of either
 * still has its turn. */
#if defined(__SANITIZE_THREAD__)
#define SETTINGS_STEP 2
#else
#define SETTINGS_STEP 1
#endif

#define SPLIT_BYTES (64 * PGM_KIB)

/* A deadlock ends the program, and so the test. */
#define GUARD_S 240
/* From the pull of the cancel to the end of the run; a slow machine under ThreadSanitizer included. */
#define END_MS_MAX 8000

static const char schema_sql[] =
    "DO $$ BEGIN"
    " FOR i IN 1..40 LOOP"
    "  EXECUTE format('CREATE TABLE small_%s (id int, name text, note text)', i);"
    "  EXECUTE format('INSERT INTO small_%s SELECT n, ''name '' || n, CASE n %% 3 WHEN 0 THEN NULL"
    "   ELSE E''a\\tb\\\\c'' END FROM generate_series(1, %s) AS n', i, i * 7 % 40);"
    " END LOOP;"
    " FOR i IN 1..3 LOOP"
    "  EXECUTE format('CREATE TABLE big_%s (id int, name text, note text)', i);"
    "  EXECUTE format('INSERT INTO big_%s SELECT n, ''name '' || n, repeat(chr(65 + n %% 26), n %% "
    "60)"
    "   FROM generate_series(1, 6000) AS n', i);"
    "  EXECUTE format('CREATE TABLE huge_%s (id int, body text, note text)', i);"
    "  EXECUTE format('INSERT INTO huge_%s SELECT n, CASE WHEN n %% 100 = 50 THEN"
    "   repeat(repeat(''Ann Smith, '', 30) || E''\t\\\\\n'', (ARRAY[10000, 10000, 30000, 60000])[n "
    "/ 100 + %s])"
    "   ELSE ''x'' END, ''note '' || n FROM generate_series(1, 199) AS n', i, i);"
    " END LOOP; END $$;"
    "CREATE TABLE no_column ();"
    "INSERT INTO no_column SELECT FROM generate_series(1, 500);";

/* A row of a big table has about 50 bytes. */
static const char rules_head[] =
    "version: 1\n"
    "tables:\n"
    "  public.no_column: {columns: {}}\n"
    "  public.huge_1: {columns: {id: keep, body: redact, note: keep}}\n"
    "  public.huge_2: {columns: {id: keep, body: keep, note: redact}}\n"
    "  public.huge_3: {columns: {id: keep, body: keep, note: keep}}\n"
    "  \"public.small_*\": {columns: {id: noise, name: full_name, note: lorem}}\n"
    "  \"public.big_*\": {columns: {id: noise, note: redact, name: {mask: constant, value: \"";

static struct stage {
    struct stress_source source;
    char folder[256];
    uint64_t seed;
    int64_t usual_ms; /* what a whole run takes here */
} stage;

/* What a run is like, and what came of it. */
struct attempt {
    unsigned connections, workers;
    size_t input_blocks;
    uint64_t split_bytes;
    bool without_huge;
    enum pgm_compression compression;
    struct pgm_writer_faults faults;
    PGconn *waiter; /* asks for ACCESS EXCLUSIVE locks behind the leader's */
    struct stress_disturber disturber;

    enum pgm_status status;
    struct pgm_error error;
    struct pgm_run_table *tables;
    size_t table_count;
    int64_t end_ms; /* from the disturbance to the end */
};

/* ---- the stage ----------------------------------------------------------------------------- */

static void make_plan(void)
{
    struct pgm_buf text = {0};
    pgm_buf_puts(&text, rules_head);
    for (int i = 0; i < 100; i++)
        pgm_buf_puts(&text, "0123456789");
    pgm_buf_puts(&text, "\"}}}\n");
    stress_plan(&stage.source, text.data, false);
    pgm_buf_free(&text);
}

static bool is_huge(const struct pgm_plan_table *table)
{
    return strncmp(table->table->name, "huge_", 5) == 0;
}

/* ---- one run ------------------------------------------------------------------------------- */

static void make_tables(struct attempt *attempt, struct pgm_arena *arena)
{
    attempt->tables =
        PGM_ARENA_ARRAY(arena, struct pgm_run_table, stage.source.catalog.table_count);
    attempt->table_count = 0;
    for (size_t i = 0; i < stage.source.catalog.table_count; i++) {
        struct pgm_plan_table *plan = &stage.source.plan.tables[i];
        plan->selected = !(attempt->without_huge && is_huge(plan));
        if (!plan->selected)
            continue;
        struct pgm_run_table *table = &attempt->tables[attempt->table_count++];
        table->plan = plan;
        table->file_name = pgm_arena_printf(arena, "%zu.dat", i);
        plan->run = table;
    }
}

/* The request queues behind the leader's lock: streams are refused theirs, and the leader reads. */
static void queue_lock(PGconn *waiter)
{
    CHECK(PQsendQuery(waiter, "LOCK TABLE big_1, huge_1, small_9 IN ACCESS EXCLUSIVE MODE") == 1);
    while (admin_number(stage.source.base.admin,
                        "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
        continue;
}

static enum pgm_status run_in(struct attempt *attempt, int folder_fd, struct pgm_cancel *cancel)
{
    struct pgm_error *error = &attempt->error;
    struct pgm_snapshot snapshot = {0};
    struct pgm_chunks chunks = {0};
    struct pgm_archive_sink archive;
    struct pgm_writer *writer = NULL;
    struct pgm_progress *progress = calloc(1, sizeof *progress);
    const struct pgm_run_options options = {
        .source = &stage.source.options,
        .connections = attempt->connections,
        .workers = attempt->workers,
        .compression = attempt->compression,
        .input_blocks = attempt->input_blocks,
        .max_snapshot_age_s = attempt->connections % 2 ? 3600 : 0,
    };
    enum pgm_status status;
    CHECK(progress);
    PGM_TRY_OUT(pgm_snapshot_take(&snapshot, &stage.source.options, cancel, 0, NULL, error));
    if (attempt->waiter)
        queue_lock(attempt->waiter);
    pgm_chunks_make(&chunks, &stage.source.plan, attempt->split_bytes, attempt->connections);
    PGM_TRY_OUT(pgm_writer_new(&writer, folder_fd, PGM_IO_AUTO,
                               attempt->connections + attempt->workers + 1, cancel, error));
    writer->faults = attempt->faults;
    pgm_archive_sink_init(&archive, writer);
    PGM_TRY_OUT(pgm_run(&options, &snapshot, &chunks, attempt->tables, attempt->table_count,
                        &archive.sink, cancel, progress, error));
    CHECK(progress->tables_done == attempt->table_count);
    CHECK(progress->work_done == (uint64_t)chunks.weight_bytes || attempt->split_bytes);
    status = pgm_writer_drain(writer, error);
out:
    if (status == PGM_FAILED && error->interrupted && writer) {
        *error = (struct pgm_error){0}; /* pulled by the writer, which knows why */
        CHECK(pgm_writer_drain(writer, error) == PGM_FAILED);
    }
    pgm_writer_free(writer);
    pgm_chunks_free(&chunks);
    pgm_snapshot_release(&snapshot);
    free(progress);
    return status;
}

/* Removes the output; of a run that succeeded, every file is there and as long as was counted. */
static void remove_output(const struct attempt *attempt, int folder_fd)
{
    for (size_t i = 0; i < attempt->table_count; i++) {
        const struct pgm_run_table *table = &attempt->tables[i];
        struct stat facts;
        const bool found = fstatat(folder_fd, table->file_name, &facts, 0) == 0;
        if (attempt->status == PGM_OK)
            CHECK(found && (uint64_t)facts.st_size == table->bytes_out);
        if (found)
            CHECK(unlinkat(folder_fd, table->file_name, 0) == 0);
    }
}

static void run(struct attempt *attempt, struct pgm_arena *arena)
{
    struct pgm_cancel cancel;
    CHECK(pgm_cancel_init(&cancel, NULL) == PGM_OK);
    make_tables(attempt, arena);
    const int folder_fd = open(stage.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(folder_fd >= 0);
    attempt->disturber.cancel = &cancel;
    stress_disturb(&attempt->disturber);
    attempt->status = run_in(attempt, folder_fd, &cancel);
    CHECK(stress_disturbed_ms(&attempt->disturber) < END_MS_MAX);
    CHECK(attempt->status == attempt->error.status);
    CHECK(attempt->status == PGM_OK || attempt->error.message[0]);
    remove_output(attempt, folder_fd);
    close(folder_fd);
    pgm_cancel_free(&cancel);
}

/* ---- what a run must give ------------------------------------------------------------------ */

/* Kept tables are what COPY says; every run is what the first was. */
static struct expectation {
    uint64_t rows;
    struct pgm_checksum sum;
    bool known;
} * expected; /* one a table of the catalog */

static void expect_copy(const char *name, struct expectation *expectation)
{
    char sql[128], *row;
    int bytes;
    snprintf(sql, sizeof sql, "COPY %s TO STDOUT", name);
    PGresult *result = PQexec(stage.source.base.admin, sql);
    CHECK(PQresultStatus(result) == PGRES_COPY_OUT);
    PQclear(result);
    while ((bytes = PQgetCopyData(stage.source.base.admin, &row, 0)) > 0) {
        pgm_checksum_row(&expectation->sum, row, (size_t)bytes);
        expectation->rows++;
        PQfreemem(row);
    }
    CHECK(bytes == -1);
    result = PQgetResult(stage.source.base.admin);
    CHECK(PQresultStatus(result) == PGRES_COMMAND_OK);
    PQclear(result);
    CHECK(!PQgetResult(stage.source.base.admin));
    expectation->known = true;
}

static void expect(void)
{
    expected = calloc(stage.source.catalog.table_count, sizeof *expected);
    CHECK(expected);
    for (size_t i = 0; i < stage.source.catalog.table_count; i++)
        if (stage.source.plan.tables[i].step_count == 0)
            expect_copy(stage.source.catalog.tables[i].name, &expected[i]);
}

static void check_output(const struct attempt *attempt)
{
    for (size_t i = 0; i < attempt->table_count; i++) {
        const struct pgm_run_table *table = &attempt->tables[i];
        struct expectation *expectation = &expected[table->plan - stage.source.plan.tables];
        if (!expectation->known) {
            char sql[128];
            snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table->plan->table->name);
            *expectation = (struct expectation){
                (uint64_t)admin_number(stage.source.base.admin, sql), table->checksum, true};
        }
        CHECK(table->rows == expectation->rows);
        CHECK(memcmp(&table->checksum, &expectation->sum, sizeof table->checksum) == 0);
    }
}

/* ---- the programme ------------------------------------------------------------------------- */

static struct attempt attempt_new(unsigned connections, unsigned workers)
{
    return (struct attempt){
        .connections = connections, .workers = workers, .input_blocks = connections + 2};
}

static void run_checked(struct attempt *attempt)
{
    struct pgm_arena arena = {0};
    run(attempt, &arena);
    if (attempt->status != PGM_OK)
        fprintf(stderr, "-j %u, %u workers: %s\n", attempt->connections, attempt->workers,
                attempt->error.message);
    CHECK(attempt->status == PGM_OK);
    check_output(attempt);
    pgm_arena_free(&arena);
}

static void all_settings(void)
{
    for (unsigned connections = 1; connections <= 6; connections++)
        for (unsigned workers = connections % SETTINGS_STEP; workers <= 5;
             workers += SETTINGS_STEP) {
            struct attempt attempt = attempt_new(connections, workers);
            attempt.without_huge = (connections + 2 * workers) % 6 != 0;
            attempt.split_bytes = (connections + workers) % 4 < 2 ? SPLIT_BYTES : 0;
            attempt.compression = workers % 3 == 1 ? PGM_COMPRESSION_LZ4 : PGM_COMPRESSION_NONE;
            run_checked(&attempt);
        }
    struct attempt usual = attempt_new(3, 2);
    const int64_t started_ms = now_ms();
    usual.input_blocks = 0;
    run_checked(&usual);
    stage.usual_ms = now_ms() - started_ms;
}

static void kill_one(struct pgm_cancel *cancel)
{
    (void)cancel;
    stress_kill_session(&stage.source);
}

/* What failed is told, in the status that fits, and within the time. Returns how many failed. */
static int disturbed(int count, void (*disturb)(struct pgm_cancel *), enum pgm_status fitting)
{
    int failed = 0;
    for (int i = 0; i < count; i++) {
        struct pgm_arena arena = {0};
        struct attempt attempt = attempt_new(1 + (unsigned)(stress_random(&stage.seed) % 6),
                                             (unsigned)(stress_random(&stage.seed) % 6));
        attempt.disturber.disturb = disturb;
        attempt.disturber.after_ms =
            (int)(stress_random(&stage.seed) % (uint64_t)(stage.usual_ms / (i % 4 ? 1 : 10) + 1));
        attempt.split_bytes = i % 2 ? SPLIT_BYTES : 0;
        run(&attempt, &arena);
        if (attempt.status == PGM_OK)
            check_output(&attempt);
        else
            CHECK(attempt.status == fitting);
        failed += attempt.status != PGM_OK;
        pgm_arena_free(&arena);
    }
    return failed;
}

struct answers {
    atomic_uint count;
    unsigned fail_after;
};

static ssize_t answer(void *context, const struct pgm_op *op, ssize_t result)
{
    struct answers *answers = context;
    (void)op;
    return atomic_fetch_add(&answers->count, 1) + 1 >= answers->fail_after ? -EIO : result;
}

static void failing_writes(void)
{
    for (int i = 0; i < 4; i++) {
        struct pgm_arena arena = {0};
        struct answers answers = {.fail_after = 1 + (unsigned)(stress_random(&stage.seed) % 80)};
        struct attempt attempt = attempt_new(1 + (unsigned)(stress_random(&stage.seed) % 6),
                                             (unsigned)(stress_random(&stage.seed) % 6));
        attempt.faults = (struct pgm_writer_faults){.context = &answers, .answer = answer};
        run(&attempt, &arena);
        CHECK(attempt.status == PGM_FAILED);
        CHECK(strstr(attempt.error.message, "Input/output error"));
        pgm_arena_free(&arena);
    }
}

static void refused_locks(void)
{
    PGconn *waiter = PQconnectdb(stage.source.base.conninfo);
    CHECK(PQstatus(waiter) == CONNECTION_OK);
    for (int i = 0; i < 3; i++) {
        struct attempt attempt = attempt_new(1 + (unsigned)i, (unsigned)(i * 2 % 3));
        admin(waiter, "BEGIN");
        attempt.waiter = waiter;
        attempt.split_bytes = i % 2 ? SPLIT_BYTES : 0;
        run_checked(&attempt);
        for (PGresult *result; (result = PQgetResult(waiter));)
            PQclear(result);
        admin(waiter, "ROLLBACK");
    }
    PQfinish(waiter);
}

int main(void)
{
    const char *cluster = getenv("PGMIRAGE_TEST_CLUSTER"), *tmp = getenv("PGMIRAGE_TEST_TMP");
    if (!cluster) {
        puts("skipped: PGMIRAGE_TEST_CLUSTER is not set");
        return 0;
    }
    alarm(GUARD_S);
    setvbuf(stdout, NULL, _IOLBF, 0);
    stage.seed = stress_seed();
    snprintf(stage.folder, sizeof stage.folder, "%s/stress-XXXXXX", tmp ? tmp : "/tmp");
    CHECK(mkdtemp(stage.folder));
    stress_base_make(&stage.source.base, cluster, "run", schema_sql);
    make_plan();
    expect();
    const int64_t started_ms = now_ms();
    all_settings();
    printf("all settings: %lld ms\n", (long long)(now_ms() - started_ms));
    refused_locks();
    printf("cancelled: %d\n", disturbed(12, stress_pull, PGM_INTERRUPTED));
    printf("killed: %d\n", disturbed(6, kill_one, PGM_FAILED));
    failing_writes();
    printf("all: %lld ms\n", (long long)(now_ms() - started_ms));
    stress_base_drop(&stage.source.base, cluster);
    CHECK(rmdir(stage.folder) == 0);
    stress_source_free(&stage.source);
    free(expected);
    return 0;
}
