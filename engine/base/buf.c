/* buf.c: a byte string that doubles. */
#include "buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fatal.h"

void pgm_buf_reserve(struct pgm_buf *buf, size_t more_bytes)
{
    if (more_bytes > SIZE_MAX / 4 || buf->bytes > SIZE_MAX / 4)
        pgm_fatal_memory();
    const size_t needed = buf->bytes + more_bytes + 1; /* the NUL */
    if (needed <= buf->capacity)
        return;
    size_t capacity = buf->capacity ? 2 * buf->capacity : 256;
    while (capacity < needed)
        capacity *= 2;
    char *data = realloc(buf->data, capacity);
    if (!data)
        pgm_fatal_memory();
    buf->data = data;
    buf->capacity = capacity;
}

void pgm_buf_add(struct pgm_buf *buf, const void *data, size_t bytes)
{
    pgm_buf_reserve(buf, bytes);
    if (bytes)
        memcpy(buf->data + buf->bytes, data, bytes);
    buf->bytes += bytes;
    buf->data[buf->bytes] = '\0';
}

void pgm_buf_puts(struct pgm_buf *buf, const char *text)
{
    pgm_buf_add(buf, text, strlen(text));
}

void pgm_buf_putc(struct pgm_buf *buf, char byte)
{
    pgm_buf_add(buf, &byte, 1);
}

void pgm_buf_printf(struct pgm_buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int bytes = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (bytes > 0) {
        pgm_buf_reserve(buf, (size_t)bytes);
        vsnprintf(buf->data + buf->bytes, (size_t)bytes + 1, format, again);
        buf->bytes += (size_t)bytes;
    }
    va_end(again);
}

static void add_doubled(struct pgm_buf *buf, const char *text, char doubled, bool backslash_too)
{
    for (; *text; text++) {
        if (*text == doubled || (backslash_too && *text == '\\'))
            pgm_buf_putc(buf, *text);
        pgm_buf_putc(buf, *text);
    }
}

void pgm_buf_identifier(struct pgm_buf *buf, const char *name)
{
    pgm_buf_putc(buf, '"');
    add_doubled(buf, name, '"', false);
    pgm_buf_putc(buf, '"');
}

void pgm_buf_qualified(struct pgm_buf *buf, const char *schema, const char *name)
{
    pgm_buf_identifier(buf, schema);
    pgm_buf_putc(buf, '.');
    pgm_buf_identifier(buf, name);
}

void pgm_buf_literal(struct pgm_buf *buf, const char *text)
{
    const bool escaped = strchr(text, '\\') != NULL;
    pgm_buf_puts(buf, escaped ? " E'" : "'");
    add_doubled(buf, text, '\'', escaped);
    pgm_buf_putc(buf, '\'');
}

const char *pgm_buf_text(const struct pgm_buf *buf)
{
    return buf->data ? buf->data : "";
}

void pgm_buf_clear(struct pgm_buf *buf)
{
    buf->bytes = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

void pgm_buf_free(struct pgm_buf *buf)
{
    free(buf->data);
    *buf = (struct pgm_buf){0};
}
