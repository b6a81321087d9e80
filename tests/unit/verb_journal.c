/* The journal of a clone: what it says of a run that cannot be resumed, and what it gives back of one that can. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "journal.h"

static struct pgm_arena arena;

static const struct pgm_journal_facts facts = {
    .commitment = "pgmc1_abc",
    .rules = "0011",
    .algorithms = "aes 1",
    .source = "7/16384",
    .schema = "2233",
    .ranges = "person 1 99\n",
    .snapshot = "5:9:17",
    .id = "00000003-0000001B-1",
    .lsn = "",
};

/* ---- a journal as a server would give it ------------------------------------------------------ */

static PGresult *table_of(int columns)
{
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc description[16] = {0};
    for (int i = 0; i < columns; i++)
        description[i].name = (char *)(uintptr_t) "column";
    cr_assert(PQsetResultAttrs(result, columns, description));
    return result;
}

static void add_value(PGresult *result, int row, int column, const char *value)
{
    cr_assert(
        PQsetvalue(result, row, column, (char *)(uintptr_t)value, value ? (int)strlen(value) : -1));
}

static struct pgm_journal journal_of(const struct pgm_journal_facts *from, const char *step)
{
    const char *const rows[][2] = {
        {"key", from->commitment}, {"rules", from->rules},   {"algorithms", from->algorithms},
        {"source", from->source},  {"schema", from->schema}, {"snapshot", from->snapshot},
        {"ranges", from->ranges},  {"id", from->id},         {"lsn", from->lsn},
    };
    struct pgm_journal journal = {
        .facts = table_of(2), .steps = table_of(1), .chunks = table_of(9)};
    for (int row = 0; row < 9; row++)
        for (int column = 0; column < 2; column++)
            add_value(journal.facts, row, column, rows[row][column]);
    if (step)
        add_value(journal.steps, 0, 0, step);
    return journal;
}

/* oid, first, last, filenode, weight, rows, bytes, schema, name */
static void add_chunk(struct pgm_journal *journal, const char *const values[9])
{
    const int row = PQntuples(journal->chunks);
    for (int column = 0; column < 9; column++)
        add_value(journal->chunks, row, column, values[column]);
}

/* ---- facts -------------------------------------------------------------------------------------- */

static enum pgm_status compare(const struct pgm_journal_facts *now, const char *step, bool mixed,
                               struct pgm_error *error)
{
    struct pgm_journal journal = journal_of(&facts, step);
    *error = (struct pgm_error){0};
    const enum pgm_status status = pgm_journal_compare(&journal, now, mixed, error);
    pgm_journal_free(&journal);
    return status;
}

static void refused(struct pgm_journal_facts now, const char *what)
{
    struct pgm_error error;
    char message[128];
    snprintf(message, sizeof message, "the broken run cannot be resumed: %s is another one", what);
    cr_assert_eq(compare(&now, NULL, false, &error), PGM_FAILED);
    cr_assert_str_eq(error.message, message);
    cr_assert(strstr(error.hint, "run again without --resume, which begins anew"));
}

Test(verb_journal, the_same_run_is_resumed)
{
    struct pgm_error error;
    cr_assert_eq(compare(&facts, NULL, false, &error), PGM_OK);
    cr_assert_eq(error.message[0], '\0');
}

#define BUT(member, value)                                                                         \
    ({                                                                                             \
        struct pgm_journal_facts but_ = facts;                                                     \
        but_.member = (value);                                                                     \
        but_;                                                                                      \
    })

Test(verb_journal, what_differs_is_named)
{
    struct pgm_journal_facts other_key = facts;
    strcpy(other_key.commitment, "pgmc1_abd");
    refused(other_key, "the key");
    refused(BUT(rules, "0012"), "the rules file");
    refused(BUT(algorithms, "aes 2"), "pgmirage's way to make fakes");
    refused(BUT(source, "7/16385"), "the source");
    refused(BUT(schema, "2234"), "the source's list or definition of tables");
    refused(BUT(snapshot, "5:9:18"), "the source's snapshot");
    refused(BUT(ranges, "person 1 100\n"), "the range of permuted keys");
}

Test(verb_journal, a_range_that_moved_can_be_pinned)
{
    struct pgm_error error;
    const struct pgm_journal_facts other = BUT(ranges, "person 1 100\n");
    cr_assert_eq(compare(&other, NULL, false, &error), PGM_FAILED);
    cr_assert(strstr(error.hint, "range: [low, high]"));
}

/* The most basic difference is the one to look at. */
Test(verb_journal, one_difference_is_told)
{
    struct pgm_journal_facts other = BUT(rules, "0012");
    other.schema = "9999";
    refused(other, "the rules file");
}

Test(verb_journal, what_does_not_count_any_more)
{
    struct pgm_error error;
    const struct pgm_journal_facts later = BUT(snapshot, "6:9:17");
    const struct pgm_journal_facts wider = BUT(ranges, "person 1 100\n");
    const struct pgm_journal_facts unknown = BUT(schema, NULL);
    cr_assert_eq(compare(&later, NULL, true, &error), PGM_OK);
    cr_assert_eq(compare(&wider, NULL, true, &error), PGM_FAILED);
    cr_assert_eq(compare(&later, PGM_STEP_ROWS, false, &error), PGM_OK);
    cr_assert_eq(compare(&wider, PGM_STEP_ROWS, false, &error), PGM_OK);
    cr_assert_eq(compare(&later, PGM_STEP_SCHEMA, false, &error), PGM_FAILED);
    cr_assert_eq(compare(&unknown, NULL, false, &error), PGM_OK);
}

static void comment_refused(const char *text, struct pgm_journal_facts now, const char *what)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_journal_compare_text(text, &now, &error), PGM_FAILED);
    cr_assert(strstr(error.message, what), "%s", error.message);
}

/* A complete clone is compared by its comment, which may hold the words of others as well. */
Test(verb_journal, a_comment_knows_its_run)
{
    struct pgm_error error = {0};
    const char *text = pgm_journal_facts_text(&facts, &arena);
    cr_assert_str_eq(text, "key: pgmc1_abc\nrules: 0011\nalgorithms: aes 1\nsource: 7/16384\n");
    cr_assert_eq(pgm_journal_compare_text(text, &facts, &error), PGM_OK);
    const char *longer = pgm_arena_printf(&arena, "%spgmirage: complete clone for x", text);
    cr_assert_eq(pgm_journal_compare_text(longer, &facts, &error), PGM_OK);
    comment_refused(text, BUT(rules, "001"), "the rules file is another one");
    comment_refused(text, BUT(source, "8/16384"), "the source is another one");
    comment_refused("", facts, "the key is another one");
}

/* ---- chunks ------------------------------------------------------------------------------------- */

/* Two tables that are read, and what the run counts of them. */
struct stage {
    struct pgm_table tables[2];
    struct pgm_catalog catalog;
    struct pgm_plan_table planned[2];
    struct pgm_run_table runs[2];
    struct pgm_plan plan;
};

static void stage_init(struct stage *stage)
{
    *stage = (struct stage){0};
    stage->catalog.tables = stage->tables;
    stage->catalog.table_count = 2;
    stage->plan.catalog = &stage->catalog;
    stage->plan.tables = stage->planned;
    for (size_t i = 0; i < 2; i++) {
        stage->tables[i] = (struct pgm_table){.oid = 100 + (uint32_t)i,
                                              .schema = "public",
                                              .name = i ? "visits" : "people",
                                              .relkind = 'r',
                                              .current_filenode = 200 + (int64_t)i};
        stage->planned[i] = (struct pgm_plan_table){
            .table = &stage->tables[i], .selected = true, .run = &stage->runs[i]};
        pgm_map_put(&stage->catalog.tables_by_oid, pgm_map_oid_key(&stage->tables[i].oid),
                    &stage->tables[i]);
    }
}

static enum pgm_status apply(struct stage *stage, struct pgm_journal *journal,
                             struct pgm_chunks *chunks, struct pgm_error *error)
{
    *error = (struct pgm_error){0};
    const enum pgm_status status = pgm_journal_apply(journal, chunks, &stage->plan, error);
    pgm_journal_free(journal);
    pgm_map_free(&stage->catalog.tables_by_oid);
    return status;
}

Test(verb_journal, what_is_done_is_counted_and_the_rest_is_left)
{
    struct stage stage;
    struct pgm_chunks chunks = {0};
    struct pgm_error error;
    struct pgm_journal journal = journal_of(&facts, PGM_STEP_SCHEMA);
    stage_init(&stage);
    add_chunk(&journal,
              (const char *[]){"100", "0", "8", "200", "640", "7", "70", "public", "people"});
    add_chunk(&journal,
              (const char *[]){"100", "8", "-1", "200", "65", NULL, NULL, "public", "people"});
    add_chunk(&journal,
              (const char *[]){"101", "0", "0", "201", "9", NULL, NULL, "public", "visits"});
    cr_assert_eq(apply(&stage, &journal, &chunks, &error), PGM_OK, "%s", error.message);
    cr_assert_eq(chunks.count, 2);
    cr_assert_eq(chunks.weight_bytes, 74);
    cr_assert_eq(chunks.items[0].table, &stage.planned[0]);
    cr_assert_eq(chunks.items[0].first_page, 8);
    cr_assert_eq(chunks.items[0].last_page, -1);
    cr_assert_eq(chunks.items[1].table, &stage.planned[1]);
    cr_assert_eq(stage.runs[0].rows, 7);
    cr_assert_eq(stage.runs[0].bytes_in, 70);
    cr_assert_eq(stage.runs[1].rows, 0);
    pgm_chunks_free(&chunks);
}

/* Of a table that is gone, was rewritten or is no longer read, pages say nothing. */
static void refuse_chunk(const char *oid, const char *filenode, bool selected, const char *step,
                         enum pgm_status wanted)
{
    struct stage stage;
    struct pgm_chunks chunks = {0};
    struct pgm_error error;
    struct pgm_journal journal = journal_of(&facts, step);
    stage_init(&stage);
    stage.planned[0].selected = selected;
    add_chunk(&journal, (const char *[]){oid, "0", "0", filenode, "9", "1", "1", "a.b", "c"});
    cr_assert_eq(apply(&stage, &journal, &chunks, &error), wanted);
    if (wanted == PGM_FAILED) {
        cr_assert_str_eq(error.message, "the broken run cannot be resumed: a.b.c was changed or "
                                        "rewritten since");
        cr_assert_str_eq(error.hint, "run again without --resume, which begins anew");
    }
    pgm_chunks_free(&chunks);
}

Test(verb_journal, a_table_that_changed_is_refused)
{
    refuse_chunk("100", "200", true, NULL, PGM_OK);
    refuse_chunk("102", "200", true, NULL, PGM_FAILED);
    refuse_chunk("100", "199", true, NULL, PGM_FAILED);
    refuse_chunk("100", "200", false, NULL, PGM_FAILED);
    /* Its rows are not needed any more. */
    refuse_chunk("100", "199", true, PGM_STEP_ROWS, PGM_OK);
}

Test(verb_journal, steps_are_quoted)
{
    struct pgm_buf sql = {0};
    pgm_journal_step_sql("INDEX 17 public.\"it's\"", &sql);
    cr_assert_str_eq(sql.data,
                     "INSERT INTO pgmirage_journal.step VALUES ('INDEX 17 public.\"it''s\"');");
    pgm_buf_free(&sql);
}
