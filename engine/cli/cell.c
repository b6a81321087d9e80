/* cell.c: see the header. */
#include "cell.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

/* One character as it is shown. */
struct glyph {
    char text[16];
    size_t bytes, columns;
    size_t taken; /* of the value */
};

static bool is_shown(utf8proc_int32_t character)
{
    switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF: /* changes of direction, invisible joiners */
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO: /* nobody knows how wide */
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

static void escape(struct glyph *glyph, utf8proc_int32_t character)
{
    static const char named[] = "\a\b\t\n\v\f\r", letters[] = "abtnvfr";
    const char *const at = character > 0 && character < 0x20 ? strchr(named, character) : NULL;
    int bytes;
    if (at)
        bytes = snprintf(glyph->text, sizeof glyph->text, "\\%c", letters[at - named]);
    else
        bytes = snprintf(glyph->text, sizeof glyph->text, character < 0x80 ? "\\x%02x" : "\\u%04x",
                         (unsigned)character);
    glyph->bytes = glyph->columns = (size_t)bytes;
}

static struct glyph next_glyph(const char *data, size_t bytes, bool utf8)
{
    struct glyph glyph = {.taken = 1};
    utf8proc_int32_t character;
    const utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)data, (utf8proc_ssize_t)bytes, &character);
    if (length <= 0) {
        snprintf(glyph.text, sizeof glyph.text, "\\x%02x", (unsigned char)*data);
        glyph.bytes = glyph.columns = 4;
        return glyph;
    }
    glyph.taken = (size_t)length;
    if (!is_shown(character)) {
        escape(&glyph, character);
        return glyph;
    }
    const bool passes = utf8 || character < 0x80;
    memcpy(glyph.text, passes ? data : "?", passes ? glyph.taken : 1);
    glyph.bytes = passes ? glyph.taken : 1;
    glyph.columns = passes ? (size_t)utf8proc_charwidth(character) : 1;
    return glyph;
}

size_t pgm_cell_columns(const char *data, size_t bytes, bool utf8)
{
    size_t columns = 0;
    for (size_t at = 0; at < bytes;) {
        const struct glyph glyph = next_glyph(data + at, bytes - at, utf8);
        columns += glyph.columns;
        at += glyph.taken;
    }
    return columns;
}

size_t pgm_cell_add(struct pgm_buf *out, const char *data, size_t bytes, size_t columns_max,
                    bool utf8)
{
    /* Where the ellipsis goes, should the value turn out to be too long. */
    size_t columns = 0, cut_bytes = out->bytes, cut_columns = 0;
    for (size_t at = 0; at < bytes;) {
        const struct glyph glyph = next_glyph(data + at, bytes - at, utf8);
        if (columns + glyph.columns > columns_max) {
            out->bytes = cut_bytes;
            pgm_buf_puts(out, utf8 ? "\xe2\x80\xa6" : "~");
            return cut_columns + 1;
        }
        pgm_buf_add(out, glyph.text, glyph.bytes);
        columns += glyph.columns;
        at += glyph.taken;
        if (columns < columns_max) {
            cut_bytes = out->bytes;
            cut_columns = columns;
        }
    }
    return columns;
}
