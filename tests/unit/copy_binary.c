/* COPY's binary format as text: rows that are broken, cut or too large, and the walk over them. That
 * values come out as the server writes them is tested against a server (tests/pg/binary.sh). */
#include "binary_field.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define SLACK 64

struct bytes {
    uint8_t data[4096];
    size_t count;
};

static void add(struct bytes *bytes, const void *data, size_t count)
{
    cr_assert_leq(bytes->count + count, sizeof bytes->data - SLACK);
    memcpy(bytes->data + bytes->count, data, count);
    bytes->count += count;
}

static void add_number(struct bytes *bytes, uint64_t number, size_t size)
{
    for (size_t i = size; i-- > 0;)
        add(bytes, &(uint8_t){(uint8_t)(number >> 8 * i)}, 1);
}

static void add_field(struct bytes *bytes, const void *data, size_t count)
{
    add_number(bytes, count, 4);
    add(bytes, data, count);
}

static const struct pgm_binary_field fields[] = {
    {.form = PGM_BINARY_INT4},
    {.form = PGM_BINARY_TEXT},
    {.form = PGM_BINARY_NUMERIC},
    {.form = PGM_BINARY_ARRAY, .element = PGM_BINARY_TEXT, .delimiter = ','},
    {.form = PGM_BINARY_INET},
};
#define FIELDS (sizeof fields / sizeof *fields)

/* -7, "a\tb", 1234.50, {x,NULL}, 10.0.0.1 */
static void add_row(struct bytes *bytes)
{
    add_number(bytes, FIELDS, 2);
    add_field(bytes, "\xff\xff\xff\xf9", 4);
    add_field(bytes, "a\tb", 3);
    add_field(bytes, "\0\2\0\0\0\0\0\2\x04\xd2\x13\x88", 12);
    add_field(bytes, "\0\0\0\1\0\0\0\1\0\0\0\x19\0\0\0\2\0\0\0\1\0\0\0\1x\xff\xff\xff\xff", 29);
    add_field(bytes, "\2\x20\0\4\x0a\0\0\1", 8);
}
static const char row_text[] = "-7\ta\\tb\t1234.50\t{x,NULL}\t10.0.0.1\n";

/* What stands in the way of a row in *text: nothing, or a field that is not of its form. */
static bool render_row(const uint8_t *data, const uint32_t *ends, size_t row, uint8_t *text,
                       size_t *bytes)
{
    uint8_t *out = text;
    for (size_t i = 0; i < FIELDS; i++) {
        const size_t at = row * FIELDS + i;
        const uint32_t begin =
            (at ? ends[at - 1] : 0) + PGM_BINARY_FIELD_LEAD + (i ? 0 : PGM_BINARY_ROW_LEAD);
        if (pgm_binary_is_null(data + begin)) {
            memcpy(out, "\\N", 2);
            out += 2;
        } else {
            /* Exactly the room that is asked for, so that the sanitizers see a byte past it. */
            const size_t room = pgm_binary_bound(&fields[i], data + begin, ends[at] - begin);
            uint8_t *const value = malloc(room);
            const uint8_t *const end =
                pgm_binary_put(&fields[i], data + begin, ends[at] - begin, value);
            if (end)
                memcpy(out, value, (size_t)(end - value));
            out += end ? end - value : 0;
            free(value);
            if (!end)
                return false;
        }
        *out++ = i + 1 < FIELDS ? '\t' : '\n';
    }
    *bytes = (size_t)(out - text);
    return true;
}

Test(binary, rows_become_text)
{
    struct bytes bytes = {.count = 0};
    uint8_t text[4096];
    uint32_t ends[4 * FIELDS];
    size_t text_bytes;
    for (int i = 0; i < 3; i++)
        add_row(&bytes);
    cr_assert_eq(pgm_binary_find_fields(bytes.data, bytes.count, FIELDS, 4, ends), 3);
    cr_assert_eq(ends[3 * FIELDS - 1], bytes.count);
    for (size_t row = 0; row < 3; row++) {
        cr_assert(render_row(bytes.data, ends, row, text, &text_bytes));
        cr_assert_eq(text_bytes, sizeof row_text - 1);
        cr_assert_arr_eq(text, row_text, text_bytes);
    }
    cr_assert_eq(pgm_binary_find_fields(bytes.data, bytes.count, FIELDS, 2, ends), 2);
    cr_assert_eq(pgm_binary_find_fields(bytes.data, bytes.count, FIELDS + 1, 4, ends), SIZE_MAX);
    cr_assert_eq(pgm_binary_find_fields(bytes.data, bytes.count, FIELDS - 1, 4, ends), SIZE_MAX);
}

Test(binary, a_row_is_known_by_its_lengths)
{
    struct bytes bytes = {.count = 0};
    add_row(&bytes);
    for (size_t count = 0; count < bytes.count; count++)
        cr_assert_eq(pgm_binary_row_bytes(bytes.data, count), 0);
    cr_assert_eq(pgm_binary_row_bytes(bytes.data, bytes.count), bytes.count);
    cr_assert_eq(pgm_binary_row_bytes(bytes.data, bytes.count + 1), bytes.count);
}

/* In memory of its own, so that the sanitizers see a byte that is read past it. Whether all of it was one
 * row of these fields. */
static bool is_row(const uint8_t *data, size_t count)
{
    uint8_t *in = malloc(count + 16), *text = malloc(1 << 22);
    uint32_t ends[4 * FIELDS];
    size_t text_bytes;
    memcpy(in, data, count);
    memset(in + count, 0x5c, 16);
    const size_t rows = pgm_binary_find_fields(in, count, FIELDS, 4, ends);
    const bool whole = rows == 1 && render_row(in, ends, 0, text, &text_bytes);
    free(in);
    free(text);
    return whole;
}

Test(binary, cut_rows_are_broken)
{
    struct bytes bytes = {.count = 0};
    add_row(&bytes);
    for (size_t count = 0; count < bytes.count; count++)
        cr_assert_not(is_row(bytes.data, count), "%zu bytes", count);
    cr_assert(is_row(bytes.data, bytes.count));
}

/* No reading out of bounds, whatever a byte is. */
Test(binary, any_byte_may_be_anything)
{
    struct bytes bytes = {.count = 0};
    size_t whole = 0;
    add_row(&bytes);
    for (size_t at = 0; at < bytes.count; at++)
        for (unsigned value = 0; value < 256; value++) {
            struct bytes changed = bytes;
            changed.data[at] = (uint8_t)value;
            whole += is_row(changed.data, changed.count);
        }
    cr_assert_gt(whole, bytes.count, "the bytes of a text may be anything");
}

Test(binary, arrays_have_bounds)
{
    static const struct {
        const char *head;
        size_t bytes;
        bool good;
    } heads[] = {
        {"\0\0\0\0\0\0\0\0\0\0\0\x19", 12, true},
        {"\0\0\0\7\0\0\0\0\0\0\0\x19", 12, false},                         /* 7 dimensions */
        {"\0\0\0\1\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\0\0\0\1", 20, false}, /* -1 elements */
        {"\0\0\0\1\0\0\0\0\0\0\0\x19\x7f\xff\xff\xff\0\0\0\1", 20, false}, /* too many */
        {"\0\0\0\2\0\0\0\0\0\0\0\x19\x10\0\0\0\0\0\0\1\x10\0\0\0\0\0\0\1", 28, false},
        {"\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\0\0\0\0\1", 20, true},            /* none */
        {"\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\2x", 25, false},  /* cut */
        {"\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\1xy", 26, false}, /* too long */
        {"\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\1x", 25, true},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        uint8_t in[64], out[4096];
        memcpy(in, heads[i].head, heads[i].bytes);
        cr_assert_eq(pgm_binary_put(&fields[3], in, heads[i].bytes, out) != NULL, heads[i].good,
                     "case %zu", i);
    }
}

Test(binary, only_known_types_are_rendered)
{
    struct pgm_binary_field field;
    const struct pgm_type text = {.kind = PGM_KIND_TEXT, .base_oid = 25};
    const struct pgm_type float8 = {.kind = PGM_KIND_FLOAT, .base_oid = 701};
    const struct pgm_type numeric = {.kind = PGM_KIND_NUMERIC, .base_oid = 1700};
    const struct pgm_type interval = {.kind = PGM_KIND_OTHER, .base_oid = 1186};
    const struct pgm_type others = {.kind = PGM_KIND_TEXT, .base_oid = 20000};
    struct pgm_type array = {.kind = PGM_KIND_ARRAY, .delimiter = ',', .element = &text};
    cr_assert(pgm_binary_field_of(&text, 150000, &field) && field.form == PGM_BINARY_TEXT);
    cr_assert_not(pgm_binary_field_of(&float8, 150000, &field));
    cr_assert_eq(field.form, PGM_BINARY_OPAQUE);
    cr_assert_not(pgm_binary_field_of(&others, 150000, &field));
    cr_assert(pgm_binary_field_of(&interval, 160000, &field) && field.form == PGM_BINARY_INTERVAL);
    cr_assert(pgm_binary_field_of(&interval, 170000, &field) &&
              field.form == PGM_BINARY_INTERVAL_INFINITE);
    cr_assert(pgm_binary_field_of(&array, 150000, &field) && field.element == PGM_BINARY_TEXT);
    array.element = &numeric;
    cr_assert_not(pgm_binary_field_of(&array, 150000, &field));
    array.element = &float8;
    cr_assert_not(pgm_binary_field_of(&array, 150000, &field));
}

Test(binary, intervals_may_be_infinite_since_17)
{
    static const uint8_t most[16] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff};
    static const uint8_t least[16] = {0x80, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x80};
    uint8_t out[PGM_BINARY_FIXED_BYTES_MAX];
    size_t bytes = (size_t)(pgm_binary_put_interval(true, most, 16, out) - out);
    cr_assert(bytes == 8 && memcmp(out, "infinity", 8) == 0);
    bytes = (size_t)(pgm_binary_put_interval(true, least, 16, out) - out);
    cr_assert(bytes == 9 && memcmp(out, "-infinity", 9) == 0);
    static const char finite[] = "178956970 years 7 mons 2147483647 days 2562047788:00:54.775807";
    bytes = (size_t)(pgm_binary_put_interval(false, most, 16, out) - out);
    cr_assert(bytes == sizeof finite - 1 && memcmp(out, finite, bytes) == 0);
}

Test(binary, header_and_trailer)
{
    uint8_t header[PGM_BINARY_HEADER_BYTES] = "PGCOPY\n\xff\r\n";
    cr_assert(pgm_binary_is_header(header, sizeof header));
    cr_assert_not(pgm_binary_is_header(header, sizeof header - 1));
    for (size_t i = 0; i < sizeof header; i++) {
        header[i] ^= 1;
        cr_assert_not(pgm_binary_is_header(header, sizeof header), "byte %zu", i);
        header[i] ^= 1;
    }
    cr_assert(pgm_binary_is_trailer((const uint8_t *)"\xff\xff"));
    cr_assert_not(pgm_binary_is_trailer((const uint8_t *)"\xff\xfe"));
}

Test(binary, only_what_means_the_same_everywhere_passes)
{
    const struct pgm_type text = {.kind = PGM_KIND_TEXT, .base_oid = 25};
    const struct pgm_type float8 = {.kind = PGM_KIND_FLOAT, .base_oid = 701};
    const struct pgm_type money = {.kind = PGM_KIND_MONEY, .base_oid = 790};
    const struct pgm_type regclass = {.kind = PGM_KIND_OTHER, .base_oid = 2205};
    const struct pgm_type mood = {.kind = PGM_KIND_ENUM, .base_oid = 20000};
    const struct pgm_type composite = {.kind = PGM_KIND_COMPOSITE, .base_oid = 20001};
    struct pgm_type array = {.kind = PGM_KIND_ARRAY, .element = &text, .element_oid = 25};
    cr_assert(pgm_binary_passes(&text) && pgm_binary_passes(&float8) && pgm_binary_passes(&mood));
    cr_assert(pgm_binary_passes(&array));
    cr_assert_not(pgm_binary_passes(&money) || pgm_binary_passes(&regclass) ||
                  pgm_binary_passes(&composite));
    array.element = &mood; /* the array's bytes hold the oid of the enum */
    array.element_oid = 20000;
    cr_assert_not(pgm_binary_passes(&array));
}

static struct pgm_scratch scratch;

/* One value there and back. */
static void check_value(const struct pgm_type *type, const void *data, size_t bytes)
{
    struct pgm_binary_field field;
    struct pgm_vector vector = pgm_vector_new(&scratch, pgm_repr_of(type->kind), 2);
    struct pgm_span back[2];
    uint8_t text[PGM_ENCODED_BYTES_MAX];
    uint8_t in[64] = {0};
    memcpy(in, data, bytes);
    vector.null[0] = false;
    vector.null[1] = true;
    cr_assert(pgm_binary_field_of(type, 150000, &field));
    cr_assert(pgm_binary_decode(type, &field, in, bytes, &vector, 0));
    pgm_binary_encode(field.form, &vector, &scratch, back);
    cr_assert_eq(back[0].bytes, bytes);
    cr_assert_arr_eq(back[0].data, data, bytes);
    cr_assert_null(back[1].data);
    /* The same value as its text gives. */
    const struct pgm_span plain = pgm_binary_text(&field, in, bytes, &scratch);
    struct pgm_vector read = pgm_vector_new(&scratch, vector.repr, 1);
    cr_assert(pgm_value_decode(type, plain, &read, 0));
    read.null[0] = false;
    const size_t text_bytes = pgm_value_encode(type, &vector, 0, text);
    cr_assert_eq(text_bytes, plain.bytes);
    cr_assert_arr_eq(text, plain.data, text_bytes);
    cr_assert_not(pgm_binary_decode(type, &field, in, bytes - 1, &read, 0));
}

Test(binary, values_go_there_and_back)
{
    const struct pgm_type int2 = {.kind = PGM_KIND_INT, .base_oid = 21, .int_bytes = 2};
    const struct pgm_type int4 = {.kind = PGM_KIND_INT, .base_oid = 23, .int_bytes = 4};
    const struct pgm_type int8 = {.kind = PGM_KIND_INT, .base_oid = 20, .int_bytes = 8};
    const struct pgm_type date = {.kind = PGM_KIND_DATE, .base_oid = 1082};
    const struct pgm_type timestamp = {.kind = PGM_KIND_TIMESTAMP, .base_oid = 1114};
    const struct pgm_type timestamptz = {.kind = PGM_KIND_TIMESTAMPTZ, .base_oid = 1184};
    const struct pgm_type uuid = {.kind = PGM_KIND_UUID, .base_oid = 2950};
    const struct pgm_type inet = {.kind = PGM_KIND_INET, .base_oid = 869};
    const struct pgm_type cidr = {.kind = PGM_KIND_INET, .base_oid = 650, .cidr = true};
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 20, NULL), PGM_OK);
    check_value(&int2, "\x80\0", 2);
    check_value(&int4, "\xff\xff\xff\xf9", 4);
    check_value(&int8, "\x7f\xff\xff\xff\xff\xff\xff\xff", 8);
    check_value(&date, "\xff\xff\xff\xff", 4);
    check_value(&date, "\0\0\x22\x38", 4);
    check_value(&date, "\x7f\xff\xff\xff", 4);
    check_value(&date, "\x80\0\0\0", 4);
    check_value(&timestamp, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    check_value(&timestamptz, "\x80\0\0\0\0\0\0\0", 8);
    check_value(&uuid, "0123456789abcdef", 16);
    check_value(&inet, "\2\x20\0\4\x0a\0\0\1", 8);
    check_value(&inet,
                "\3\x40\0\x10"
                "0123456789abcdef",
                20);
    check_value(&cidr, "\2\x08\1\4\x0a\0\0\0", 8);
    pgm_scratch_free(&scratch);
}

Test(binary, a_number_that_does_not_fit_is_not_cut)
{
    int64_t numbers[] = {32767, 32768, -32768, -32769};
    bool null[4] = {0};
    struct pgm_vector vector = {.repr = PGM_REPR_INT, .count = 4, .null = null, .ints = numbers};
    struct pgm_span values[4];
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 20, NULL), PGM_OK);
    pgm_binary_encode(PGM_BINARY_INT2, &vector, &scratch, values);
    cr_assert_eq(values[0].bytes, 2);
    cr_assert_eq(values[1].bytes, 8, "a length that the server refuses");
    cr_assert_eq(values[2].bytes, 2);
    cr_assert_eq(values[3].bytes, 8);
    pgm_scratch_free(&scratch);
}
