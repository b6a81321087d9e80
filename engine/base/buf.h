/* buf.h: a growable byte string, for SQL texts, tables of contents and reports. Always
 * NUL-terminated behind its bytes. Allocation failure ends the process, as in arena.h. */
#ifndef PGM_BUF_H
#define PGM_BUF_H

#include <stddef.h>

#include "span.h"
#include "status.h"

struct pgm_buf {
    char *data; /* NULL while empty and never grown */
    size_t bytes;
    size_t capacity;
};

void pgm_buf_reserve(struct pgm_buf *buf, size_t more_bytes);
void pgm_buf_add(struct pgm_buf *buf, const void *data, size_t bytes);
void pgm_buf_puts(struct pgm_buf *buf, const char *text);
void pgm_buf_putc(struct pgm_buf *buf, char byte);
void pgm_buf_printf(struct pgm_buf *buf, const char *format, ...) PGM_PRINTF(2, 3);
/* An SQL identifier, always quoted, and an SQL literal (E'' form where a backslash needs it). */
void pgm_buf_identifier(struct pgm_buf *buf, const char *name);
void pgm_buf_qualified(struct pgm_buf *buf, const char *schema, const char *name);
void pgm_buf_literal(struct pgm_buf *buf, const char *text);
const char *pgm_buf_text(const struct pgm_buf *buf); /* "" while empty */
void pgm_buf_clear(struct pgm_buf *buf);             /* keeps the memory */
void pgm_buf_free(struct pgm_buf *buf);

#endif
