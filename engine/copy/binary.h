/*
 * binary.h: rows of COPY's binary format as COPY text, byte for byte what the server would have
 * written in that format (PostgreSQL manual, COPY, "Binary Format").
 *
 *   binary   |2 fields|8 bytes|................|5 bytes|a \n b|      numbers are big-endian
 *   text     1234 \t a \ n b \n
 *
 * The server writes binary at a good part less than text: no digits, no escapes. What it saves is
 * more than the rendering costs here, for types whose text follows from their bytes alone.
 */
#ifndef PGM_BINARY_H
#define PGM_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "type.h"

enum pgm_binary_form {
    PGM_BINARY_TEXT, /* whose bytes are its text: text, varchar, char(n), name, citext, json, enums */
    PGM_BINARY_BOOL,
    PGM_BINARY_INT2,
    PGM_BINARY_INT4,
    PGM_BINARY_INT8,
    PGM_BINARY_OID,
    PGM_BINARY_NUMERIC,
    PGM_BINARY_DATE,
    PGM_BINARY_TIME,
    PGM_BINARY_TIMESTAMP,
    PGM_BINARY_TIMESTAMPTZ,
    PGM_BINARY_INTERVAL,
    PGM_BINARY_INTERVAL_INFINITE, /* that of PostgreSQL 17 and later, which may be infinite */
    PGM_BINARY_UUID,
    PGM_BINARY_INET,
    PGM_BINARY_JSONB,
    PGM_BINARY_ARRAY,
};

struct pgm_binary_field {
    enum pgm_binary_form form, element; /* element: of an array, else unused */
    char delimiter;                     /* between an array's elements */
};

/* How a type is rendered; false: its text needs the server (floats, whose shortest digits are its own
 * business; types of extensions; what depends on settings). `server_version` as of libpq. */
bool pgm_binary_field_of(const struct pgm_type *type, int server_version,
                         struct pgm_binary_field *field);

/* In front of the first row: signature, flags, an extension without bytes. */
#define PGM_BINARY_HEADER_BYTES 19
bool pgm_binary_is_header(const uint8_t *data, size_t bytes);
/* Behind the last row, instead of a count of fields. */
#define PGM_BINARY_TRAILER_BYTES 2
bool pgm_binary_is_trailer(const uint8_t *data);

/* The length of the row at `data`; 0: `bytes` do not hold it whole. */
size_t pgm_binary_row_bytes(const uint8_t *data, size_t bytes);

/* Whole rows that are still to be rendered; 16 bytes behind their end are readable. */
struct pgm_binary_rows {
    const struct pgm_binary_field *fields;
    size_t field_count;
    const uint8_t *data, *end;
};

/*
 * Renders rows until `rows_max`, the end of the rows, or the end of the room: `capacity` bytes at
 * `out`. `offsets` takes what pgm_scan_separators() would find: a tab or newline for each field.
 * Returns the number of rows, and moves rows->data behind them; 0 where the first does not fit the
 * room; SIZE_MAX where they are no rows of these fields.
 */
size_t pgm_binary_render(struct pgm_binary_rows *rows, size_t rows_max, uint8_t *out,
                         size_t capacity, uint32_t *offsets);

#endif
