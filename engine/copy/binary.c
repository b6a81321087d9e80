/* binary.c: which types are rendered or pass, and the walk over rows. */
#include "binary.h"

#include "binary_field.h"

/* pg_type.dat; fixed for ever. */
static const struct {
    uint32_t oid;
    enum pgm_binary_form form;
} forms[] = {
    {16, PGM_BINARY_BOOL},        {17, PGM_BINARY_BYTEA},
    {19, PGM_BINARY_TEXT}, /* name */
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
    *field = (struct pgm_binary_field){.form = PGM_BINARY_OPAQUE};
    if (type->kind != PGM_KIND_ARRAY)
        return form_of(type, server_version, &field->form);
    /* A numeric's text may be tens of thousands of times as long as its bytes. */
    if (!type->element || !form_of(type->element, server_version, &field->element) ||
        field->element == PGM_BINARY_NUMERIC)
        return false;
    field->form = PGM_BINARY_ARRAY;
    field->delimiter = type->delimiter;
    return true;
}

/* Of types that are not rendered: their receiving functions take what the sending ones of any version
 * wrote. Not among them: money, whose scale is a setting's; xml, which may name an encoding; reg* and
 * composites, which hold oids. */
static bool is_opaque_known(uint32_t oid)
{
    static const uint32_t known[] = {
        18 /* "char" */,   600 /* point */,   601 /* lseg */,     602 /* path */,
        603 /* box */,     604 /* polygon */, 628 /* line */,     700 /* float4 */,
        701 /* float8 */,  718 /* circle */,  774 /* macaddr8 */, 829 /* macaddr */,
        1266 /* timetz */, 1560 /* bit */,    1562 /* varbit */,  3614 /* tsvector */,
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i] == oid)
            return true;
    return false;
}

bool pgm_binary_passes(const struct pgm_type *type)
{
    enum { USER_OID_MIN = 10000 }; /* FirstGenbkiObjectId: below it oids are the same everywhere */
    enum pgm_binary_form form;
    if (type->kind == PGM_KIND_ARRAY)
        return type->element && type->element_oid < USER_OID_MIN &&
               pgm_binary_passes(type->element);
    return form_of(type, 0, &form) || is_opaque_known(type->base_oid);
}

const uint8_t pgm_binary_header[PGM_BINARY_HEADER_BYTES] = {'P', 'G',  'C',  'O',  'P',
                                                            'Y', '\n', 0xff, '\r', '\n'};
const uint8_t pgm_binary_trailer[PGM_BINARY_TRAILER_BYTES] = {0xff, 0xff};

bool pgm_binary_is_header(const uint8_t *data, size_t bytes)
{
    return bytes >= sizeof pgm_binary_header &&
           memcmp(data, pgm_binary_header, sizeof pgm_binary_header) == 0;
}

bool pgm_binary_is_trailer(const uint8_t *data)
{
    return memcmp(data, pgm_binary_trailer, sizeof pgm_binary_trailer) == 0;
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

size_t pgm_binary_find_fields(const uint8_t *data, size_t bytes, size_t field_count,
                              size_t rows_max, uint32_t *ends)
{
    size_t at = 0, count = 0;
    for (; count < rows_max && at < bytes; count++) {
        if (bytes - at < PGM_BINARY_ROW_LEAD || pgm_big_u16(data + at) != field_count)
            return SIZE_MAX;
        at += PGM_BINARY_ROW_LEAD;
        for (size_t i = 0; i < field_count; i++) {
            if (bytes - at < PGM_BINARY_FIELD_LEAD)
                return SIZE_MAX;
            const uint32_t field_bytes = pgm_big_u32(data + at);
            at += PGM_BINARY_FIELD_LEAD;
            if (field_bytes != UINT32_MAX) {
                if (field_bytes > bytes - at)
                    return SIZE_MAX;
                at += field_bytes;
            }
            *ends++ = (uint32_t)at;
        }
    }
    return count;
}
