/*
 * text.h: COPY text escapes (PostgreSQL manual, COPY, "Text Format").
 *
 * On the way in all that COPY FROM accepts is understood: \b \f \n \r \t \v, \\, \NNN octal, \xHH, a
 * backslash before any other byte. On the way out only backslash and the six control characters are
 * escaped, as the server does. NULL is "\N" as raw bytes and is compared before unescaping.
 */
#ifndef PGM_TEXT_H
#define PGM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

static inline bool pgm_copy_is_null(const uint8_t *field, size_t bytes)
{
    return bytes == 2 && field[0] == '\\' && field[1] == 'N';
}

/* Writes the value of a raw field; at most `bytes` bytes. Returns its length. in == out is fine. A
 * lone backslash at the end is dropped, as by COPY FROM. None of these reads past `bytes`. */
size_t pgm_copy_unescape(const uint8_t *field, size_t bytes, uint8_t *out);
/* Writes the raw field of a value; at most 2 x bytes. Returns its length. Vectorised; `out` does not
 * overlap the value. */
size_t pgm_copy_escape(const uint8_t *value, size_t bytes, uint8_t *out);
/* Whether a value needs escaping at all / a raw field needs unescaping. */
bool pgm_copy_needs_escape(const uint8_t *value, size_t bytes);
bool pgm_copy_has_escape(const uint8_t *field, size_t bytes);

/* Many at once: the indices of the values (or raw fields) that hold a byte which is escaped, in order,
 * into `found`, which has room for `count`. Returns how many there are. */
size_t pgm_copy_find_special(const struct pgm_span *values, size_t count, uint32_t *found);
/* Writes pieces one behind the other and returns where they end. Up to PGM_COPY_JOIN_SLACK bytes
 * behind that end may be written over; nothing is read outside of the pieces. */
uint8_t *pgm_copy_join(const struct pgm_span *pieces, size_t count, uint8_t *out);
#define PGM_COPY_JOIN_SLACK 64

#endif
