/* span.h: bytes that somebody else owns. */
#ifndef PGM_SPAN_H
#define PGM_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pgm_span {
    const uint8_t *data; /* NULL: the SQL NULL; an empty string has a pointer and 0 bytes */
    size_t bytes;
};

static inline struct pgm_span pgm_span_of(const char *text)
{
    return (struct pgm_span){(const uint8_t *)text, text ? strlen(text) : 0};
}

static inline int pgm_span_equal(struct pgm_span a, struct pgm_span b)
{
    return a.bytes == b.bytes && (a.bytes == 0 || memcmp(a.data, b.data, a.bytes) == 0);
}

#endif
