/* pipeline_group.c: any bytes as a block of a table: refused exactly where they are not whole rows,
 * and otherwise masked as the naive way of pipeline_rig.h does it, every kept field unchanged.
 *
 *   input  |columns|rows a scan|mask of column 1|mask of 2|...|block ......|
 */
#include "../support/pipeline_rig.h"

#include "emit.h"
#include "limits.h"
#include "scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define COLUMNS_MAX 8
/* Twenty times as much, every byte escaped, still fits the emitter's buffer: no file is needed. */
#define BYTES_MAX ((size_t)16 * 1024)

static struct pgm_scratch scratch;
static struct pgm_emitter emitter;
static uint32_t separators[PGM_GROUP_SEPARATORS_MAX + 64];

static void open_once(void)
{
    if (scratch.data)
        return;
    require(pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL) == PGM_OK);
    require(pgm_emitter_init(&emitter, PGM_COMPRESSION_NONE, 0, NULL) == PGM_OK);
}

/* As a worker goes over a block. False: refused. */
static bool mask(const struct rig_table *table, uint8_t *block, size_t bytes, size_t rows_max)
{
    const size_t per_row = table->plan.separators_per_row;
    struct pgm_error error = {0};
    for (size_t at = 0; at < bytes;) {
        struct pgm_group group = {
            .table = &table->plan, .data = block + at, .separators = separators};
        const size_t found =
            pgm_scan_separators(group.data, bytes - at, separators, per_row * rows_max);
        const size_t rows = pgm_scan_rows(group.data, separators, found, per_row);
        if (rows == 0 || rows == SIZE_MAX)
            return false;
        for (size_t row = 0; row < rows; row += group.row_count) {
            group.first_row = row;
            group.row_count = pgm_group_fit(&group, row, rows - row);
            require(group.row_count > 0 && group.row_count <= rows - row);
            pgm_scratch_reset(&scratch);
            require(pgm_group_mask(&group, &scratch, &error) == PGM_OK);
            require(pgm_emit_group(&emitter, &group, &scratch, &error) == PGM_OK);
        }
        at += separators[rows * per_row - 1] + 1;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_bytes)
{
    enum rig_mask masks[COLUMNS_MAX];
    struct rig_table table = {.subject_indexes = {0, 0}};
    struct pgm_buf expected = {0};
    struct pgm_checksum sum = {0};
    if (input_bytes < 2)
        return 0;
    const size_t columns = 1 + input[0] % COLUMNS_MAX, rows_max = 1 + input[1] % 64;
    if (input_bytes < 2 + columns || input_bytes > BYTES_MAX)
        return 0;
    for (size_t c = 0; c < columns; c++)
        masks[c] = input[2 + c] % RIG_COMPANION; /* what follows takes no text, or other columns */
    table.subject_count = columns > 1 ? 1 + input[0] / 8 % 2 : 1;
    table.subject_indexes[1] = columns - 1;
    rig_table_init(&table, masks, columns);
    open_once();
    pgm_emit_begin(&emitter, NULL);
    emitter.used = 0;

    const size_t bytes = input_bytes - 2 - columns;
    uint8_t *block = malloc(bytes + 64);
    require(block);
    memcpy(block, input + 2 + columns, bytes);
    memset(block + bytes, '\n', 64); /* readable, and not part of it */
    const size_t row_count = rig_expect(&table, block, bytes, &expected, &sum);
    const bool accepted = mask(&table, block, bytes, rows_max);

    require(accepted == (row_count != SIZE_MAX));
    if (accepted) {
        require(emitter.rows == row_count);
        require(emitter.used == expected.bytes);
        require(memcmp(emitter.data, pgm_buf_text(&expected), expected.bytes) == 0);
        require(memcmp(&emitter.checksum, &sum, sizeof sum) == 0);
    }
    free(block);
    pgm_buf_free(&expected);
    rig_table_free(&table);
    return 0;
}
