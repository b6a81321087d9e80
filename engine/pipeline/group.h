/*
 * group.h: masking a group of rows column by column.
 *
 *   raw rows ── scan ──> where fields end ── per masked column: unescape, decode ──> vector
 *                                                               mask the whole column ──> vector
 *
 * Only masked columns and what their masks look at are decoded; everything between them is copied or
 * rendered by whoever writes the rows.
 */
#ifndef PGM_GROUP_H
#define PGM_GROUP_H

#include "limits.h"
#include "plan.h"
#include "scratch.h"

/* Whole rows of one table. */
struct pgm_group {
    const struct pgm_plan_table *table;
    /* NULL: they are COPY text; else of the binary format, its fields of these forms. */
    const struct pgm_binary_field *binary;
    bool binary_out; /* binary rows stay such; false: they become text */
    uint8_t *data;   /* a masked field of a row larger than a block is unescaped in place */
    /* Where fields end, separators_per_row of them a row: in text at a tab or newline. */
    const uint32_t *separators;
    size_t first_row; /* of the scanned rows: the group is [first_row, first_row + count) */
    size_t row_count;
    struct pgm_vector *fakes; /* one a step of the table */
    const bool **kept;        /* one a step: rows whose `when` says no; NULL for all masked */
    /* One a step: the fakes as they stand in the output. In text NULL is \N, and what has more than
     * PGM_GROUP_TEXT_BYTES may lack its escapes: a copy would be as large once more. In binary rows
     * they have no length before them, and NULL is NULL. */
    struct pgm_span **texts;
};
#define PGM_GROUP_TEXT_BYTES (PGM_BLOCK_BYTES / 2)

/* Where field `index` of row `row` (counted over the scanned rows) begins and ends. */
static inline size_t pgm_group_field_begin(const struct pgm_group *group, size_t row, size_t index)
{
    const size_t at = row * group->table->separators_per_row + index;
    if (group->binary)
        return (at == 0 ? 0 : group->separators[at - 1]) + PGM_BINARY_FIELD_LEAD +
               (index == 0 ? PGM_BINARY_ROW_LEAD : 0);
    return at == 0 ? 0 : group->separators[at - 1] + (size_t)1;
}

static inline size_t pgm_group_field_end(const struct pgm_group *group, size_t row, size_t index)
{
    return group->separators[row * group->table->separators_per_row + index];
}

/* How many of the `row_count` scanned rows from `first_row` on fit one group; at least one. */
size_t pgm_group_fit(const struct pgm_group *group, size_t first_row, size_t row_count);

/* Runs all masks of the table; group->fakes and group->texts then hold the fakes, in scratch. */
enum pgm_status pgm_group_mask(struct pgm_group *group, struct pgm_scratch *scratch,
                               struct pgm_error *error) PGM_MUST_CHECK;

#endif
