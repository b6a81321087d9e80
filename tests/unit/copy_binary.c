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

static size_t render(const uint8_t *data, size_t count, size_t rows_max, uint8_t *out,
                     size_t capacity, uint32_t *offsets)
{
    struct pgm_binary_rows rows = {
        .fields = fields, .field_count = FIELDS, .data = data, .end = data + count};
    return pgm_binary_render(&rows, rows_max, out, capacity, offsets);
}

Test(binary, rows_become_text_and_separators)
{
    struct bytes bytes = {.count = 0};
    uint8_t out[8192];
    uint32_t offsets[4 * FIELDS];
    for (int i = 0; i < 3; i++)
        add_row(&bytes);
    cr_assert_eq(render(bytes.data, bytes.count, 8, out, sizeof out, offsets), 3);
    const size_t bytes_a_row = sizeof row_text - 1;
    for (size_t row = 0; row < 3; row++) {
        cr_assert_arr_eq(out + row * bytes_a_row, row_text, bytes_a_row);
        cr_assert_eq(offsets[row * FIELDS], row * bytes_a_row + 2);
        cr_assert_eq(offsets[row * FIELDS + FIELDS - 1], (row + 1) * bytes_a_row - 1);
    }
    cr_assert_eq(render(bytes.data, bytes.count, 2, out, sizeof out, offsets), 2);
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

/* Each in memory of its own, so that the sanitizers see a byte that is read past it. */
static size_t render_alone(const uint8_t *data, size_t count, size_t capacity)
{
    uint8_t *in = malloc(count + 16), *out = malloc(capacity + SLACK);
    uint32_t offsets[4 * FIELDS];
    memcpy(in, data, count);
    memset(in + count, 0x5c, 16);
    const size_t rows = render(in, count, 4, out, capacity, offsets);
    free(in);
    free(out);
    return rows;
}

Test(binary, cut_rows_are_broken)
{
    struct bytes bytes = {.count = 0};
    add_row(&bytes);
    for (size_t count = 1; count < bytes.count; count++)
        cr_assert_eq(render_alone(bytes.data, count, 8192), SIZE_MAX, "%zu bytes", count);
    cr_assert_eq(render_alone(bytes.data, bytes.count, 8192), 1);
}

Test(binary, no_byte_may_be_anything)
{
    struct bytes bytes = {.count = 0};
    add_row(&bytes);
    for (size_t at = 0; at < bytes.count; at++)
        for (unsigned value = 0; value < 256; value++) {
            struct bytes changed = bytes;
            changed.data[at] = (uint8_t)value;
            const size_t rows = render_alone(changed.data, changed.count, 1 << 20);
            cr_assert(rows == 0 || rows == 1 || rows == SIZE_MAX);
        }
}

Test(binary, room_is_asked_for_before_it_is_used)
{
    struct bytes bytes = {.count = 0};
    add_row(&bytes);
    bool fitted = false;
    for (size_t capacity = 0; capacity < 8192; capacity++) {
        const size_t rows = render_alone(bytes.data, bytes.count, capacity);
        cr_assert(rows == 1 || (rows == 0 && !fitted), "%zu bytes", capacity);
        fitted = rows == 1;
    }
    cr_assert(fitted);
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
