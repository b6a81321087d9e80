/* copy_binary.c: whatever bytes come as rows of the binary format, a field that is rendered is one field of
 * COPY text, which without its escapes is the text that masks see. The first byte is the number of
 * fields, one byte for each of them its form. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "binary_field.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define FIELDS_MAX 6
#define ROWS_MAX   64
#define SLACK      16

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_field(const struct pgm_binary_field *field, const uint8_t *data, size_t bytes,
                        struct pgm_scratch *scratch)
{
    const size_t bound = pgm_binary_bound(field, data, bytes);
    uint8_t *const text = malloc(bound), *const plain = malloc(bound);
    require(text && plain);
    pgm_scratch_reset(scratch);
    const struct pgm_span value = pgm_binary_text(field, data, bytes, scratch);
    const uint8_t *const end = pgm_binary_put(field, data, bytes, text);
    require((end == NULL) == (value.data == NULL));
    if (end) {
        const size_t text_bytes = (size_t)(end - text);
        require(text_bytes < bound || bound == 0);
        for (size_t i = 0; i < text_bytes; i++)
            require(text[i] != '\t' && text[i] != '\n');
        require(pgm_copy_unescape(text, text_bytes, plain) == value.bytes);
        require(value.bytes == 0 || memcmp(plain, value.data, value.bytes) == 0);
    }
    free(text);
    free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_bytes)
{
    struct pgm_binary_field fields[FIELDS_MAX];
    static struct pgm_scratch scratch;
    const size_t field_count = input_bytes ? 1 + input[0] % FIELDS_MAX : 1;
    if (input_bytes < 1 + field_count)
        return 0;
    if (!scratch.data)
        require(pgm_scratch_init(&scratch, 1 << 20, NULL) == PGM_OK);
    for (size_t i = 0; i < field_count; i++) {
        const uint8_t form = input[1 + i];
        fields[i] = (struct pgm_binary_field){.form = form % (PGM_BINARY_OPAQUE + 1),
                                              .element = form / 16 % PGM_BINARY_ARRAY,
                                              .delimiter = ','};
        if (fields[i].element == PGM_BINARY_NUMERIC) /* refused by pgm_binary_field_of */
            fields[i].element = PGM_BINARY_TEXT;
    }
    const size_t bytes = input_bytes - 1 - field_count;
    uint8_t *const data = calloc(1, bytes + SLACK);
    uint32_t ends[FIELDS_MAX * ROWS_MAX];
    require(data != NULL);
    if (bytes)
        memcpy(data, input + 1 + field_count, bytes);
    const size_t rows = pgm_binary_find_fields(data, bytes, field_count, ROWS_MAX, ends);
    require(rows == SIZE_MAX || rows <= ROWS_MAX);
    for (size_t at = 0; rows != SIZE_MAX && at < rows * field_count; at++) {
        const size_t index = at % field_count;
        const size_t begin = (at ? ends[at - 1] : 0) + (size_t)PGM_BINARY_FIELD_LEAD +
                             (index == 0 ? PGM_BINARY_ROW_LEAD : 0);
        require(begin <= ends[at] && ends[at] <= bytes);
        if (!pgm_binary_is_null(data + begin))
            check_field(&fields[index], data + begin, ends[at] - begin, &scratch);
    }
    free(data);
    return 0;
}
