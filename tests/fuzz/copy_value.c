/* copy_value.c: what a codec takes, it writes within its bound, without a byte to escape, and reads
 * back as the same value. The first byte chooses the type. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* In the order of the first byte: '0' is int2. */
static const struct pgm_type types[] = {
    {.kind = PGM_KIND_INT, .int_bytes = 2},
    {.kind = PGM_KIND_INT, .int_bytes = 4},
    {.kind = PGM_KIND_INT, .int_bytes = 8},
    {.kind = PGM_KIND_DATE},
    {.kind = PGM_KIND_TIMESTAMP},
    {.kind = PGM_KIND_TIMESTAMPTZ},
    {.kind = PGM_KIND_UUID},
    {.kind = PGM_KIND_INET},
    {.kind = PGM_KIND_INET, .cidr = true},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    if (bytes == 0)
        return 0;
    const struct pgm_type *type = &types[(uint8_t)(data[0] - '0') % (sizeof types / sizeof *types)];
    uint64_t elements[2][8] = {0};
    struct pgm_vector first = {
        .repr = pgm_repr_of(type->kind), .count = 1, .ints = (int64_t *)elements[0]};
    struct pgm_vector second = {.repr = first.repr, .count = 1, .ints = (int64_t *)elements[1]};
    if (!pgm_value_decode(type, (struct pgm_span){data + 1, bytes - 1}, &first, 0))
        return 0;

    uint8_t text[2][PGM_ENCODED_BYTES_MAX];
    const size_t text_bytes = pgm_value_encode(type, &first, 0, text[0]);
    require(text_bytes > 0 && text_bytes <= PGM_ENCODED_BYTES_MAX);
    require(!pgm_copy_needs_escape(text[0], text_bytes));
    require(pgm_value_decode(type, (struct pgm_span){text[0], text_bytes}, &second, 0));
    require(memcmp(elements[0], elements[1], pgm_repr_element_bytes(first.repr)) == 0);
    require(pgm_value_encode(type, &second, 0, text[1]) == text_bytes);
    require(memcmp(text[0], text[1], text_bytes) == 0);

    uint8_t canonical[2][24];
    const size_t canonical_bytes = pgm_value_canonical(&first, 0, canonical[0]);
    require(canonical_bytes > 0 && canonical_bytes <= sizeof canonical[0]);
    require(pgm_value_canonical(&second, 0, canonical[1]) == canonical_bytes);
    require(memcmp(canonical[0], canonical[1], canonical_bytes) == 0);
    return 0;
}
