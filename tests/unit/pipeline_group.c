/* Groups of rows: how many fit, where their fields are, subjects, and what a failure says. */
#include "pipeline_rig.h"

#include <criterion/criterion.h>

#include "group.h"
#include "limits.h"
#include "scan.h"

static uint32_t separators[PGM_GROUP_SEPARATORS_MAX + 64];
static struct pgm_scratch scratch;
static struct pgm_buf rows;
static struct rig_table table;
static struct pgm_error error;

static void setup(void)
{
    cr_assert_eq(pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL), PGM_OK);
}

static void teardown(void)
{
    pgm_scratch_free(&scratch);
    pgm_buf_free(&rows);
    rig_table_free(&table);
}

TestSuite(pipeline_group, .init = setup, .fini = teardown);

/* All rows of `rows` as one group. */
static struct pgm_group scan(void)
{
    pgm_buf_reserve(&rows, 64);
    struct pgm_group group = {
        .table = &table.plan, .data = (uint8_t *)rows.data, .separators = separators};
    const size_t found =
        pgm_scan_separators(group.data, rows.bytes, separators, PGM_GROUP_SEPARATORS_MAX);
    group.row_count = pgm_scan_rows(group.data, separators, found, table.plan.separators_per_row);
    cr_assert_neq(group.row_count, SIZE_MAX);
    return group;
}

static const char *fake(const struct pgm_group *group, size_t step, size_t i)
{
    static char text[256];
    const struct pgm_vector *vector = &group->fakes[step];
    if (vector->null[i])
        return "NULL";
    snprintf(text, sizeof text, "%.*s", (int)vector->bytes[i].bytes, vector->bytes[i].data);
    return text;
}

static void use(const enum rig_mask *masks, size_t count)
{
    rig_table_init(&table, masks, count);
}

Test(pipeline_group, fields)
{
    use((enum rig_mask[]){RIG_KEEP, RIG_KEEP, RIG_KEEP}, 3);
    pgm_buf_puts(&rows, "ab\t\tc\n\t\\N\t\n\t\t\n");
    const struct pgm_group group = scan();
    static const size_t fields[3][3][2] = {
        {{0, 2}, {3, 3}, {4, 5}}, {{6, 6}, {7, 9}, {10, 10}}, {{11, 11}, {12, 12}, {13, 13}}};
    cr_assert_eq(group.row_count, 3);
    for (size_t row = 0; row < 3; row++)
        for (size_t c = 0; c < 3; c++) {
            cr_assert_eq(pgm_group_field_begin(&group, row, c), fields[row][c][0]);
            cr_assert_eq(pgm_group_field_end(&group, row, c), fields[row][c][1]);
        }
}

Test(pipeline_group, at_most_so_many_rows)
{
    use((enum rig_mask[]){RIG_MIRROR}, 1);
    for (int i = 0; i < 3000; i++)
        pgm_buf_puts(&rows, "x\n");
    const struct pgm_group group = scan();
    cr_assert_eq(pgm_group_fit(&group, 0, 3000), PGM_GROUP_ROWS_MAX);
    cr_assert_eq(pgm_group_fit(&group, 2500, 500), 500);
    cr_assert_eq(pgm_group_fit(&group, 2999, 1), 1);
}

Test(pipeline_group, what_a_group_may_cost)
{
    use((enum rig_mask[]){RIG_MIRROR, RIG_MIRROR, RIG_KEEP}, 3);
    for (int i = 0; i < 100; i++)
        pgm_buf_printf(&rows, "%0*d\tb\tc\n", 9996, i);
    const struct pgm_group group = scan();
    const size_t cost = PGM_ROW_COST_FACTOR * 10000 + 2 * PGM_VALUE_COST_BYTES;
    cr_assert_eq(pgm_group_fit(&group, 0, 100), PGM_SCRATCH_BYTES / cost);
    cr_assert_eq(pgm_group_fit(&group, 95, 5), 5);
}

Test(pipeline_group, a_row_that_is_too_large_is_a_group)
{
    use((enum rig_mask[]){RIG_MIRROR}, 1);
    pgm_buf_printf(&rows, "a\n%0*d\nb\n", (int)(2 * PGM_MIB), 0);
    const struct pgm_group group = scan();
    cr_assert_eq(pgm_group_fit(&group, 0, 3), 1);
    cr_assert_eq(pgm_group_fit(&group, 1, 2), 1);
    cr_assert_eq(pgm_group_fit(&group, 2, 1), 1);
}

Test(pipeline_group, rows_in_the_middle)
{
    use((enum rig_mask[]){RIG_KEEP, RIG_MIRROR}, 2);
    for (int i = 0; i < 10; i++)
        pgm_buf_printf(&rows, "k%d\t\\x4%d\\t\n", i, i);
    struct pgm_group group = scan();
    group.first_row = 4;
    group.row_count = 3;
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    cr_assert_str_eq(fake(&group, 0, 0), "D\t");
    cr_assert_str_eq(fake(&group, 0, 2), "F\t");
}

Test(pipeline_group, nulls)
{
    use((enum rig_mask[]){RIG_NULLS, RIG_CONSTANT, RIG_EMPTY}, 3);
    pgm_buf_puts(&rows, "\\N\t\\N\t\\N\nx\tx\tx\nxy\t\t\n\\\\N\t\\\\N\ty\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    static const char *const expected[4][3] = {{"NULL", "NULL", "NULL"},
                                               {"NULL", rig_constant, ""},
                                               {"xy", rig_constant, ""},
                                               {"\\N", rig_constant, ""}};
    for (size_t i = 0; i < 4; i++)
        for (size_t s = 0; s < 3; s++)
            cr_assert_str_eq(fake(&group, s, i), expected[i][s], "row %zu, step %zu", i, s);
}

/* The server sent no value, or one that is none of the type: nobody looks. */
Test(pipeline_group, values_that_are_not_read)
{
    use((enum rig_mask[]){RIG_CONSTANT, RIG_NEGATE}, 2);
    pgm_buf_puts(&rows, "\t\n\\N\t\\N\n\\x41\tno number\n");
    table.instances[RIG_CONSTANT].reads = table.instances[RIG_NEGATE].reads = PGM_READS_NULL;
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    static const bool null[] = {false, true, false};
    for (size_t i = 0; i < 3; i++) {
        cr_assert_str_eq(fake(&group, 0, i), null[i] ? "NULL" : rig_constant);
        cr_assert_eq(group.fakes[1].null[i], null[i]);
        cr_assert(null[i] || group.fakes[1].ints[i] == 0);
    }
}

Test(pipeline_group, a_condition_reads_what_the_mask_does_not)
{
    table.hidden_count = 1;
    table.when = (const size_t[]){1};
    use((enum rig_mask[]){RIG_CONSTANT}, 1);
    table.instances[RIG_CONSTANT].reads = PGM_READS_NULL;
    pgm_buf_puts(&rows, "Ann\tf\nBob\tt\n\\N\tf\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    cr_assert_str_eq(fake(&group, 0, 0), "Ann");
    cr_assert_str_eq(fake(&group, 0, 1), rig_constant);
    cr_assert_str_eq(fake(&group, 0, 2), "NULL");
}

Test(pipeline_group, who_else_reads_a_field)
{
    table.subject_count = 1;
    table.companion_index = 1;
    use((enum rig_mask[]){RIG_CONSTANT, RIG_CONSTANT, RIG_COMPANION, RIG_SUBJECT, RIG_MIRROR}, 5);
    static const bool once[] = {false, false, true, true, true}; /* a subject, a companion */
    for (size_t s = 0; s < table.plan.step_count; s++)
        cr_assert_eq(pgm_plan_is_read_once(&table.plan, &table.steps[s]),
                     once[table.steps[s].copy_index], "step %zu", s);
}

Test(pipeline_group, one_subject_is_its_bytes)
{
    table.subject_count = 1;
    table.subject_indexes[0] = 2; /* behind the column that it rules */
    use((enum rig_mask[]){RIG_SUBJECT, RIG_SUBJECT, RIG_MIRROR}, 3);
    pgm_buf_puts(&rows, "a\tb\t\\x41nn\n\\N\tb\tBob\na\tb\t\\N\na\tb\t\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    cr_assert_str_eq(fake(&group, 0, 0), "Ann");
    cr_assert_str_eq(fake(&group, 1, 0), "Ann");
    cr_assert_str_eq(fake(&group, 0, 1), "NULL");
    cr_assert_str_eq(fake(&group, 1, 1), "Bob");
    cr_assert_str_eq(fake(&group, 0, 2), "none");
    cr_assert_str_eq(fake(&group, 0, 3), "", "an empty subject is one");
}

/* Spellings of one person give one subject. */
Test(pipeline_group, subjects_of_text_are_canonical)
{
    table.subject_count = 1;
    table.subject_indexes[0] = 2;
    use((enum rig_mask[]){RIG_SUBJECT, RIG_SUBJECT, RIG_MIRROR}, 3);
    table.subject_types[0] = &rig_text_type;
    pgm_buf_puts(&rows, "a\tb\t Ann \na\tb\tANN\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    cr_assert_str_eq(fake(&group, 0, 0), "ann");
    cr_assert_str_eq(fake(&group, 0, 1), "ann");
}

Test(pipeline_group, two_subjects_do_not_run_together)
{
    table.subject_count = 2;
    table.subject_indexes[1] = 1;
    use((enum rig_mask[]){RIG_KEEP, RIG_KEEP, RIG_SUBJECT}, 3);
    pgm_buf_puts(&rows, "ab\tc\tx\na\tbc\tx\nab\tc\tx\n\\N\tc\tx\na\t\\N\tx\n\t\tx\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    const struct pgm_span *fakes = group.fakes[0].bytes;
    cr_assert_not(pgm_span_equal(fakes[0], fakes[1]));
    cr_assert(pgm_span_equal(fakes[0], fakes[2]));
    cr_assert_str_eq(fake(&group, 0, 3), "none");
    cr_assert_str_eq(fake(&group, 0, 4), "none");
    cr_assert_eq(fakes[5].bytes, 8, "two empty parts and their lengths");
}

Test(pipeline_group, values_through_a_codec)
{
    use((enum rig_mask[]){RIG_NEGATE}, 1);
    pgm_buf_puts(&rows, "17\n\\N\n-9223372036854775807\n\\x31\\060\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_OK);
    cr_assert_eq(group.fakes[0].ints[0], -17);
    cr_assert(group.fakes[0].null[1]);
    cr_assert_eq(group.fakes[0].ints[2], INT64_MAX);
    cr_assert_eq(group.fakes[0].ints[3], -10);
}

Test(pipeline_group, a_value_that_does_not_decode_is_not_shown)
{
    use((enum rig_mask[]){RIG_NEGATE}, 1);
    pgm_buf_puts(&rows, "17\nAnn Smith 1980\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_FAILED);
    cr_assert_str_eq(error.message,
                     "masking public.t.c: a value is not in the form of its type bigint");
}

static void refuse(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    batch->fault = "a value is outside the range";
}

Test(pipeline_group, a_masks_fault_ends_the_run)
{
    static const struct pgm_mask_class refusing = {.name = "refusing", .apply = refuse};
    use((enum rig_mask[]){RIG_MIRROR}, 1);
    table.instances[RIG_MIRROR].class = &refusing;
    pgm_buf_puts(&rows, "Ann\n");
    struct pgm_group group = scan();
    cr_assert_eq(pgm_group_mask(&group, &scratch, &error), PGM_FAILED);
    cr_assert_str_eq(error.message, "masking public.t.c: a value is outside the range");
}
