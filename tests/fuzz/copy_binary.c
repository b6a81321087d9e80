/* copy_binary.c: whatever bytes come as rows of the binary format, what is rendered is rows of COPY text
 * with just the separators that are said to be there. The first byte is the number of fields, one byte for
 * each of them its form. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "binary_field.h"
#include "scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define FIELDS_MAX 6
#define ROWS_MAX   64
#define ROOM       (1 << 20)
#define SLACK      64

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_bytes)
{
    struct pgm_binary_field fields[FIELDS_MAX];
    const size_t field_count = input_bytes ? 1 + input[0] % FIELDS_MAX : 1;
    if (input_bytes < 1 + field_count)
        return 0;
    for (size_t i = 0; i < field_count; i++) {
        const uint8_t form = input[1 + i];
        fields[i] = (struct pgm_binary_field){.form = form % (PGM_BINARY_ARRAY + 1),
                                              .element = form / 16 % PGM_BINARY_ARRAY,
                                              .delimiter = ','};
        if (fields[i].element == PGM_BINARY_NUMERIC) /* refused by pgm_binary_field_of */
            fields[i].element = PGM_BINARY_TEXT;
    }
    const size_t bytes = input_bytes - 1 - field_count;
    uint8_t *const data = calloc(1, bytes + 16), *const text = malloc(ROOM + SLACK);
    uint32_t offsets[FIELDS_MAX * ROWS_MAX], found[FIELDS_MAX * ROWS_MAX + SLACK];
    require(data && text);
    if (bytes)
        memcpy(data, input + 1 + field_count, bytes);
    struct pgm_binary_rows rows = {
        .fields = fields, .field_count = field_count, .data = data, .end = data + bytes};
    const size_t count = pgm_binary_render(&rows, ROWS_MAX, text, ROOM, offsets);
    if (count != SIZE_MAX && count > 0) {
        const size_t separators = count * field_count, end = offsets[separators - 1] + (size_t)1;
        require(count <= ROWS_MAX && end <= ROOM && rows.data <= rows.end);
        require(pgm_scan_separators(text, end, found, FIELDS_MAX * ROWS_MAX) == separators);
        require(memcmp(found, offsets, separators * sizeof *offsets) == 0);
        require(pgm_scan_rows(text, offsets, separators, field_count) == count);
    }
    free(data);
    free(text);
    return 0;
}
