/* detect_rig.h: a catalog made by hand, and rows for it, for the tests of detection. */
#ifndef DETECT_RIG_H
#define DETECT_RIG_H

#include <criterion/criterion.h>
#include <string.h>

#include "detect_internal.h"

#define RIG_TABLES_MAX  8
#define RIG_COLUMNS_MAX 12
#define RIG_INDEXES_MAX 8
#define RIG_ROWS_MAX    100

static struct pgm_detector *rig_detector;
static struct pgm_catalog rig_catalog;
static struct pgm_table rig_tables[RIG_TABLES_MAX];
static struct pgm_column rig_columns[RIG_TABLES_MAX][RIG_COLUMNS_MAX];
static struct pgm_index rig_indexes[RIG_INDEXES_MAX];
static struct pgm_column *rig_keys[RIG_INDEXES_MAX][1];
static struct pgm_foreign_key rig_references[RIG_INDEXES_MAX];
static struct pgm_column *rig_ends[RIG_INDEXES_MAX][2];
static struct pgm_detect *rig_run;

static void rig_open(void)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_detector_new(&rig_detector, &error), PGM_OK, "%s", error.message);
    rig_catalog = (struct pgm_catalog){
        .tables = rig_tables, .indexes = rig_indexes, .foreign_keys = rig_references};
}

static void rig_close(void)
{
    pgm_detect_free(rig_run);
    pgm_detector_free(rig_detector);
    rig_run = NULL;
}

__attribute__((unused)) static struct pgm_table *rig_table(const char *name)
{
    const size_t index = rig_catalog.table_count++;
    struct pgm_table *table = &rig_tables[index];
    *table = (struct pgm_table){
        .schema = "public", .name = name, .relkind = 'r', .columns = rig_columns[index]};
    return table;
}

__attribute__((unused)) static struct pgm_column *rig_column(struct pgm_table *table,
                                                             const char *name, enum pgm_kind kind)
{
    struct pgm_column *column = &table->columns[table->column_count++];
    *column = (struct pgm_column){.name = name, .table = table, .type = {.kind = kind, .name = ""}};
    return column;
}

__attribute__((unused)) static struct pgm_index *rig_key(struct pgm_column *column,
                                                         enum pgm_index_kind kind)
{
    const size_t at = rig_catalog.index_count++;
    rig_keys[at][0] = column;
    rig_indexes[at] = (struct pgm_index){.name = "key",
                                         .table = column ? column->table : NULL,
                                         .kind = kind,
                                         .columns = rig_keys[at],
                                         .column_count = 1,
                                         .valid = true};
    return &rig_indexes[at];
}

__attribute__((unused)) static void rig_reference(struct pgm_column *from, struct pgm_column *to)
{
    const size_t at = rig_catalog.foreign_key_count++;
    rig_ends[at][0] = from;
    rig_ends[at][1] = to;
    rig_references[at] = (struct pgm_foreign_key){.name = "reference",
                                                  .table = from->table,
                                                  .referenced = to->table,
                                                  .columns = &rig_ends[at][0],
                                                  .referenced_columns = &rig_ends[at][1],
                                                  .column_count = 1};
}

/* `rows` of them; the value of a column in a row is made by `value`. */
__attribute__((unused)) static void rig_look(struct pgm_table *table, size_t rows,
                                             const char *(*value)(size_t row, size_t column))
{
    static struct pgm_span values[RIG_ROWS_MAX * RIG_COLUMNS_MAX];
    static char texts[RIG_ROWS_MAX * RIG_COLUMNS_MAX][128];
    if (!rig_run)
        rig_run = pgm_detect_begin(rig_detector, &rig_catalog);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < table->column_count; c++) {
            const size_t at = r * table->column_count + c;
            const char *text = value(r, c);
            snprintf(texts[at], sizeof texts[at], "%s", text ? text : "");
            values[at] = text ? pgm_span_of(texts[at]) : (struct pgm_span){NULL, 0};
        }
    pgm_detect_look(rig_run, table, &(struct pgm_detect_sample){rows, values});
}

__attribute__((unused)) static const struct pgm_detection *rig_of(const struct pgm_column *column)
{
    return pgm_detect_of(rig_run, column);
}

__attribute__((unused)) static void rig_finish(void)
{
    if (!rig_run)
        rig_run = pgm_detect_begin(rig_detector, &rig_catalog);
    pgm_detect_finish(rig_run);
}

#endif
