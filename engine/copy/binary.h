/*
 * binary.h: rows of COPY's binary format (PostgreSQL manual, COPY, "Binary Format"): where their fields
 * are, and their values as COPY text, byte for byte what the server would have written, or as masks
 * take them.
 *
 *   binary   |2 fields|8 bytes|................|5 bytes|a \n b|      numbers are big-endian
 *   text     1234 \t a \ n b \n
 *
 * Times, uuids, addresses and longer texts the server writes binary at a good part less: no digits, no
 * escapes. That is more than the rendering costs here, for types whose text follows from their bytes
 * alone; of which tables, the plan says. Into another server rows go as they came, with other bytes where
 * a value is masked.
 */
#ifndef PGM_BINARY_H
#define PGM_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "scratch.h"
#include "type.h"
#include "value.h"

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
    PGM_BINARY_BYTEA,
    PGM_BINARY_ARRAY,
    PGM_BINARY_OPAQUE, /* not rendered: goes from server to server as it is */
};

struct pgm_binary_field {
    enum pgm_binary_form form, element; /* element: of an array, else unused */
    char delimiter;                     /* between an array's elements */
};

/* How a type is rendered; false: its text needs the server (floats, whose shortest digits are its own
 * business; types of extensions; what depends on settings), and its form is PGM_BINARY_OPAQUE.
 * `server_version` as of libpq. */
bool pgm_binary_field_of(const struct pgm_type *type, int server_version,
                         struct pgm_binary_field *field);
/* Whether the bytes of such a value mean the same to any other server: they hold no oid of what a user
 * made, and depend on no setting. */
bool pgm_binary_passes(const struct pgm_type *type);

/* In front of the first row: signature, flags, an extension without bytes. */
#define PGM_BINARY_HEADER_BYTES 19
extern const uint8_t pgm_binary_header[PGM_BINARY_HEADER_BYTES];
bool pgm_binary_is_header(const uint8_t *data, size_t bytes);
/* Behind the last row, instead of a count of fields. */
#define PGM_BINARY_TRAILER_BYTES 2
extern const uint8_t pgm_binary_trailer[PGM_BINARY_TRAILER_BYTES];
bool pgm_binary_is_trailer(const uint8_t *data);

/* The length of the row at `data`; 0: `bytes` do not hold it whole. */
size_t pgm_binary_row_bytes(const uint8_t *data, size_t bytes);

/* How many fields it says to have. */
static inline size_t pgm_binary_row_fields(const uint8_t *row)
{
    return (size_t)row[0] << 8 | row[1];
}

/* A field stands behind its length, the first of a row behind the count of the fields as well. */
#define PGM_BINARY_FIELD_LEAD 4
#define PGM_BINARY_ROW_LEAD   2
/*
 * Writes where the fields of whole rows end, as offsets from `data`, field_count >= 1 of them a row,
 * until `rows_max` or the end of the data. Returns the number of rows; SIZE_MAX where the bytes are no
 * rows of so many fields. bytes < 2^32.
 */
size_t pgm_binary_find_fields(const uint8_t *data, size_t bytes, size_t field_count,
                              size_t rows_max, uint32_t *ends);
/* Of a field found so. */
static inline bool pgm_binary_is_null(const uint8_t *field)
{
    uint32_t length;
    memcpy(&length, field - PGM_BINARY_FIELD_LEAD, sizeof length);
    return length == UINT32_MAX;
}

/* Room that the text of a value needs, escapes and what is written past its end included. */
size_t pgm_binary_bound(const struct pgm_binary_field *field, const uint8_t *data, size_t bytes);
/* Writes a value that is not NULL as it stands in COPY text; returns where it ends. NULL: it is not of
 * the form. 16 bytes behind the value are readable. */
uint8_t *pgm_binary_put(const struct pgm_binary_field *field, const uint8_t *data, size_t bytes,
                        uint8_t *out);
/* The text of a value that is not NULL, without escapes: the value itself, or made in scratch. Its data
 * is NULL where it is not of the form. */
struct pgm_span pgm_binary_text(const struct pgm_binary_field *field, const uint8_t *data,
                                size_t bytes, struct pgm_scratch *scratch);
/* Takes a value that is not NULL into a vector of a fixed-size representation, as pgm_value_decode()
 * would its text. */
bool pgm_binary_decode(const struct pgm_type *type, const struct pgm_binary_field *field,
                       const uint8_t *data, size_t bytes, struct pgm_vector *vector, size_t index);

/* Whether any text of a mask can be written in the form, and in a fixed-size representation any value. */
bool pgm_binary_encodes(enum pgm_binary_form form);
/* The vector's elements in that form, NULL for NULL; in scratch, or the elements' own bytes. A number
 * outside of the form's range gets a length that the server refuses. */
void pgm_binary_encode(enum pgm_binary_form form, const struct pgm_vector *vector,
                       struct pgm_scratch *scratch, struct pgm_span *values);

#endif
