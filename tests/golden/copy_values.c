/* copy_values.c: what PostgreSQL printed (data/copy_values.txt) decodes and encodes to the same bytes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "value.h"

static const struct {
    const char *name;
    struct pgm_type type;
} types[] = {
    {"int2", {.kind = PGM_KIND_INT, .int_bytes = 2}},
    {"int4", {.kind = PGM_KIND_INT, .int_bytes = 4}},
    {"int8", {.kind = PGM_KIND_INT, .int_bytes = 8}},
    {"date", {.kind = PGM_KIND_DATE}},
    {"timestamp", {.kind = PGM_KIND_TIMESTAMP}},
    {"timestamptz", {.kind = PGM_KIND_TIMESTAMPTZ}},
    {"uuid", {.kind = PGM_KIND_UUID}},
    {"inet", {.kind = PGM_KIND_INET}},
    {"cidr", {.kind = PGM_KIND_INET, .cidr = true}},
};
#define TYPE_COUNT (sizeof types / sizeof *types)

static size_t type_index(const char *name)
{
    size_t i = 0;
    while (i < TYPE_COUNT && strcmp(types[i].name, name) != 0)
        i++;
    cr_assert_lt(i, TYPE_COUNT, "unknown type %s", name);
    return i;
}

static void check(const struct pgm_type *type, const char *name, const char *text)
{
    uint64_t element[8]; /* more than any representation takes */
    struct pgm_vector vector = {
        .repr = pgm_repr_of(type->kind), .count = 1, .ints = (int64_t *)element};
    cr_assert_leq(pgm_repr_element_bytes(vector.repr), sizeof element);
    cr_assert(pgm_value_decode(type, pgm_span_of(text), &vector, 0), "%s %s", name, text);

    uint8_t out[PGM_ENCODED_BYTES_MAX + 1] = {0};
    const size_t bytes = pgm_value_encode(type, &vector, 0, out);
    cr_assert_leq(bytes, PGM_ENCODED_BYTES_MAX);
    cr_assert_eq(out[PGM_ENCODED_BYTES_MAX], 0);
    out[bytes] = 0;
    cr_assert_str_eq((const char *)out, text, "%s %s became %s", name, text, (const char *)out);
    cr_assert_not(pgm_copy_needs_escape(out, bytes));
}

Test(copy_values, equal_what_the_server_prints)
{
    FILE *file = fopen(TEST_SOURCE_DIR "/tests/golden/data/copy_values.txt", "r");
    cr_assert_not_null(file);
    size_t counts[TYPE_COUNT] = {0};
    char line[256];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *const tab = strchr(line, '\t');
        cr_assert_not_null(tab, "%s", line);
        *tab = 0;
        const size_t i = type_index(line);
        check(&types[i].type, types[i].name, tab + 1);
        counts[i]++;
    }
    fclose(file);
    for (size_t i = 0; i < TYPE_COUNT; i++)
        cr_assert_geq(counts[i], 100, "only %zu values of %s", counts[i], types[i].name);
}
