/* binary.c: which types are rendered, and the walk over rows. */
#include "binary.h"

#include "binary_field.h"

/* pg_type.dat; fixed for ever. */
static const struct {
    uint32_t oid;
    enum pgm_binary_form form;
} forms[] = {
    {16, PGM_BINARY_BOOL},        {19, PGM_BINARY_TEXT}, /* name */
    {20, PGM_BINARY_INT8},        {21, PGM_BINARY_INT2},
    {23, PGM_BINARY_INT4},        {25, PGM_BINARY_TEXT},
    {26, PGM_BINARY_OID},         {114, PGM_BINARY_TEXT}, /* json */
    {650, PGM_BINARY_INET},       /* cidr */ {869, PGM_BINARY_INET},
    {1042, PGM_BINARY_TEXT},      /* char(n) */ {1043, PGM_BINARY_TEXT},
    {1082, PGM_BINARY_DATE},      {1083, PGM_BINARY_TIME},
    {1114, PGM_BINARY_TIMESTAMP}, {1184, PGM_BINARY_TIMESTAMPTZ},
    {1186, PGM_BINARY_INTERVAL},  {1700, PGM_BINARY_NUMERIC},
    {2950, PGM_BINARY_UUID},      {3802, PGM_BINARY_JSONB},
};

static bool form_of(const struct pgm_type *type, int server_version, enum pgm_binary_form *form)
{
    if (type->kind == PGM_KIND_ENUM || (type->kind == PGM_KIND_TEXT && type->case_insensitive)) {
        *form = PGM_BINARY_TEXT;
        return true;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].oid != type->base_oid)
            continue;
        *form = forms[i].form;
        if (*form == PGM_BINARY_INTERVAL && server_version >= 170000)
            *form = PGM_BINARY_INTERVAL_INFINITE;
        return true;
    }
    return false;
}

bool pgm_binary_field_of(const struct pgm_type *type, int server_version,
                         struct pgm_binary_field *field)
{
    *field = (struct pgm_binary_field){.form = PGM_BINARY_TEXT};
    if (type->kind != PGM_KIND_ARRAY)
        return form_of(type, server_version, &field->form);
    field->form = PGM_BINARY_ARRAY;
    field->delimiter = type->delimiter;
    /* A numeric's text may be tens of thousands of times as long as its bytes. */
    return type->element && form_of(type->element, server_version, &field->element) &&
           field->element != PGM_BINARY_NUMERIC;
}

bool pgm_binary_is_header(const uint8_t *data, size_t bytes)
{
    static const uint8_t header[PGM_BINARY_HEADER_BYTES] = {'P', 'G',  'C',  'O',  'P',
                                                            'Y', '\n', 0xff, '\r', '\n'};
    return bytes >= sizeof header && memcmp(data, header, sizeof header) == 0;
}

bool pgm_binary_is_trailer(const uint8_t *data)
{
    return pgm_big_u16(data) == 0xffff;
}

size_t pgm_binary_row_bytes(const uint8_t *data, size_t bytes)
{
    if (bytes < 2)
        return 0;
    size_t at = 2;
    for (unsigned left = pgm_big_u16(data); left > 0; left--) {
        if (bytes - at < 4)
            return 0;
        const uint32_t field_bytes = pgm_big_u32(data + at);
        at += 4;
        if (field_bytes == UINT32_MAX)
            continue;
        if (bytes - at < field_bytes)
            return 0;
        at += field_bytes;
    }
    return at;
}

enum row_end { ROW_DONE, ROW_NO_ROOM, ROW_BROKEN };

/* One row; what of it was written where it has no room is written over by the next attempt. */
static enum row_end render_row(const struct pgm_binary_rows *rows, const uint8_t **data,
                               uint8_t *const start, uint8_t **out, const uint8_t *out_end,
                               uint32_t *offsets)
{
    const uint8_t *in = *data, *const end = rows->end;
    uint8_t *to = *out;
    if (end - in < 2 || pgm_big_u16(in) != rows->field_count)
        return ROW_BROKEN;
    in += 2;
    for (size_t i = 0; i < rows->field_count; i++) {
        if (end - in < 4)
            return ROW_BROKEN;
        const uint32_t bytes = pgm_big_u32(in);
        in += 4;
        if (bytes == UINT32_MAX) {
            if (out_end - to < 3)
                return ROW_NO_ROOM;
            memcpy(to, "\\N", 2);
            to += 2;
        } else {
            if (bytes > (size_t)(end - in))
                return ROW_BROKEN;
            if (pgm_binary_bound(&rows->fields[i], in, bytes) >= (size_t)(out_end - to))
                return ROW_NO_ROOM;
            to = pgm_binary_put(&rows->fields[i], in, bytes, to);
            if (!to)
                return ROW_BROKEN;
            in += bytes;
        }
        offsets[i] = (uint32_t)(to - start);
        *to++ = '\t';
    }
    if (rows->field_count == 0) {
        if (out_end == to)
            return ROW_NO_ROOM;
        offsets[0] = (uint32_t)(to - start);
        to++;
    }
    to[-1] = '\n';
    *data = in;
    *out = to;
    return ROW_DONE;
}

size_t pgm_binary_render(struct pgm_binary_rows *rows, size_t rows_max, uint8_t *out,
                         size_t capacity, uint32_t *offsets)
{
    const size_t per_row = rows->field_count ? rows->field_count : 1;
    uint8_t *to = out;
    size_t count = 0;
    for (; count < rows_max && rows->data < rows->end; count++, offsets += per_row) {
        const enum row_end ended = render_row(rows, &rows->data, out, &to, out + capacity, offsets);
        if (ended == ROW_BROKEN)
            return SIZE_MAX;
        if (ended == ROW_NO_ROOM)
            break;
    }
    return count;
}
