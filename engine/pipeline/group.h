/*
 * group.h: masking a group of rows column by column.
 *
 *   raw rows ── scan ──> separators ── per masked column: unescape, decode ──> vector
 *                                                         mask the whole column ──> vector
 *
 * Only masked columns and their subjects are looked at; everything between them is copied in one
 * piece by whoever writes the rows, and never decoded.
 */
#ifndef PGM_GROUP_H
#define PGM_GROUP_H

#include "limits.h"
#include "plan.h"
#include "scratch.h"

/* Whole rows of one table whose separators are known. */
struct pgm_group {
    const struct pgm_plan_table *table;
    uint8_t *data; /* a masked field of a row larger than a block is unescaped in place */
    const uint32_t *separators; /* separators_per_row of them a row */
    size_t first_row; /* of the scanned rows: the group is [first_row, first_row + count) */
    size_t row_count;
    struct pgm_vector *fakes; /* one a step of the table */
    const bool **kept;        /* one a step: rows whose `when` says no; NULL for all masked */
    /* One a step: the fakes as they stand in COPY text, NULL as \N. Of more than
     * PGM_GROUP_TEXT_BYTES it may lack its escapes: a copy would be as large once more. */
    struct pgm_span **texts;
};
#define PGM_GROUP_TEXT_BYTES (PGM_BLOCK_BYTES / 2)

/* Where field `index` of row `row` (counted over the scanned rows) begins and ends. */
static inline size_t pgm_group_field_begin(const struct pgm_group *group, size_t row, size_t index)
{
    const size_t at = row * group->table->separators_per_row + index;
    return at == 0 ? 0 : group->separators[at - 1] + 1;
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
