/*
 * json_scan.h: JSON text, token by token (RFC 8259), strictly and without recursion.
 *
 *   {"a": [1, "x\n"]}   ->   { key [ number string ] }
 *    each token with the bytes it takes, so that everything between them can be left as it is
 */
#ifndef PGM_JSON_SCAN_H
#define PGM_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

/* One bit a level. PostgreSQL's own parser, at its default max_stack_depth, ends far below it. */
#define PGM_JSON_DEPTH_MAX 65536

enum pgm_json_token {
    PGM_JSON_INVALID, /* not JSON, or too deep; the scan is over */
    PGM_JSON_END,     /* one whole value was read */
    PGM_JSON_OBJECT,
    PGM_JSON_OBJECT_END,
    PGM_JSON_ARRAY,
    PGM_JSON_ARRAY_END,
    PGM_JSON_KEY, /* its colon is behind it */
    PGM_JSON_STRING,
    PGM_JSON_NUMBER,
    PGM_JSON_TRUE,
    PGM_JSON_FALSE,
    PGM_JSON_NULL,
};

struct pgm_json_scan {
    const uint8_t *data;
    size_t bytes, at;
    size_t begin, end; /* of the token; of strings and keys with their quotes */
    bool has_escape;   /* strings and keys: there is a backslash */
    uint8_t expected;  /* what may come next; internal */
    uint32_t depth;    /* open containers */
    uint64_t in_object[PGM_JSON_DEPTH_MAX / 64];
};

void pgm_json_begin(struct pgm_json_scan *scan, struct pgm_span text);
enum pgm_json_token pgm_json_next(struct pgm_json_scan *scan);

/* Whether the innermost open container is an object; there is one. */
static inline bool pgm_json_in_object(const struct pgm_json_scan *scan)
{
    const uint32_t level = scan->depth - 1;
    return scan->in_object[level / 64] >> level % 64 & 1;
}

/* The text between the quotes of a string or key token, escapes not resolved. */
static inline struct pgm_span pgm_json_inside(const struct pgm_json_scan *scan)
{
    return (struct pgm_span){scan->data + scan->begin + 1, scan->end - scan->begin - 2};
}

/* Resolves the escapes of what pgm_json_inside() gave, into at most as many bytes. A surrogate without
 * its other half becomes three bytes that are no UTF-8. Returns the length. */
size_t pgm_json_decode(struct pgm_span inside, uint8_t *out);
/* Writes a string with its quotes, at most 6 bytes a byte and 2. With `utf8`, bytes that are none
 * become `?`; without, bytes above ASCII are left as they are. Returns the length. */
size_t pgm_json_encode(struct pgm_span text, bool utf8, uint8_t *out);

/* Whether the bytes are one JSON number, nothing before or behind. */
bool pgm_json_is_number(struct pgm_span text);

#endif
