/* xml_scan.c: see xml_scan.h. */
#include "xml_scan.h"

#include <string.h>
#include <utf8proc.h>

#include "chars.h"
#include "value_codec.h"

void pgm_xml_begin(struct pgm_xml_scan *scan, struct pgm_span text)
{
    *scan = (struct pgm_xml_scan){.data = text.data, .bytes = text.bytes};
}

/* ---- finding ------------------------------------------------------------------------------- */

static bool is_at(const struct pgm_xml_scan *scan, const char *word)
{
    const size_t bytes = strlen(word);
    return scan->bytes - scan->at >= bytes && memcmp(scan->data + scan->at, word, bytes) == 0;
}

static bool skip(struct pgm_xml_scan *scan, const char *word)
{
    const bool there = is_at(scan, word);
    scan->at += there ? strlen(word) : 0;
    return there;
}

static bool skip_space(struct pgm_xml_scan *scan)
{
    const size_t start = scan->at;
    while (scan->at < scan->bytes && pgm_is_space(scan->data[scan->at]))
        scan->at++;
    return scan->at > start;
}

/* What lies before `word` is inside; the scan goes on behind it. */
static enum pgm_xml_token until(struct pgm_xml_scan *scan, const char *word,
                                enum pgm_xml_token token)
{
    scan->begin = scan->at;
    const uint8_t *found =
        memmem(scan->data + scan->at, scan->bytes - scan->at, word, strlen(word));
    if (!found)
        return PGM_XML_INVALID;
    scan->end = (size_t)(found - scan->data);
    scan->at = scan->end + strlen(word);
    return token;
}

static bool read_name(struct pgm_xml_scan *scan)
{
    const size_t start = scan->at;
    while (scan->at < scan->bytes && !pgm_is_space(scan->data[scan->at]) &&
           !memchr("<>/=\"'&!?", scan->data[scan->at], 9))
        scan->at++;
    scan->name = (struct pgm_span){scan->data + start, scan->at - start};
    return scan->at > start;
}

/* <!DOCTYPE name SYSTEM "...">; one with declarations of its own may explain references, and hold
 * anything: it is not read. */
static enum pgm_xml_token read_doctype(struct pgm_xml_scan *scan)
{
    for (uint8_t quote = 0; scan->at < scan->bytes; scan->at++) {
        const uint8_t c = scan->data[scan->at];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            return PGM_XML_INVALID;
        } else if (c == '>') {
            scan->at++;
            return PGM_XML_OTHER;
        }
    }
    return PGM_XML_INVALID;
}

/* At a `<`. */
static enum pgm_xml_token read_markup(struct pgm_xml_scan *scan)
{
    if (skip(scan, "<!--"))
        return until(scan, "-->", PGM_XML_COMMENT);
    if (skip(scan, "<![CDATA["))
        return until(scan, "]]>", PGM_XML_CDATA);
    if (skip(scan, "<?"))
        return until(scan, "?>", PGM_XML_OTHER);
    if (skip(scan, "<!DOCTYPE"))
        return read_doctype(scan);
    if (skip(scan, "</")) {
        if (!read_name(scan))
            return PGM_XML_INVALID;
        skip_space(scan);
        return skip(scan, ">") ? PGM_XML_CLOSE : PGM_XML_INVALID;
    }
    scan->at++;
    scan->in_tag = true;
    return read_name(scan) ? PGM_XML_OPEN : PGM_XML_INVALID;
}

/* Behind a tag's name or one of its attributes. */
static enum pgm_xml_token read_in_tag(struct pgm_xml_scan *scan)
{
    const bool space = skip_space(scan);
    if (skip(scan, "/>")) {
        scan->in_tag = false;
        scan->name.bytes = 0;
        return PGM_XML_CLOSE;
    }
    if (skip(scan, ">")) {
        scan->in_tag = false;
        return pgm_xml_next(scan);
    }
    if (!space || !read_name(scan))
        return PGM_XML_INVALID;
    skip_space(scan);
    if (!skip(scan, "="))
        return PGM_XML_INVALID;
    skip_space(scan);
    if (skip(scan, "\""))
        return until(scan, "\"", PGM_XML_ATTRIBUTE);
    return skip(scan, "'") ? until(scan, "'", PGM_XML_ATTRIBUTE) : PGM_XML_INVALID;
}

enum pgm_xml_token pgm_xml_next(struct pgm_xml_scan *scan)
{
    if (scan->in_tag)
        return read_in_tag(scan);
    if (scan->at == scan->bytes)
        return PGM_XML_END;
    if (scan->data[scan->at] == '<')
        return read_markup(scan);
    scan->begin = scan->at;
    const uint8_t *tag = memchr(scan->data + scan->at, '<', scan->bytes - scan->at);
    scan->end = scan->at = tag ? (size_t)(tag - scan->data) : scan->bytes;
    return PGM_XML_TEXT;
}

/* ---- references ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    char letter;
} entities[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

/* The code point of "#233" or "#xe9"; -1: not one of XML's. */
static utf8proc_int32_t numbered(struct pgm_span name)
{
    const bool hex = name.bytes > 1 && name.data[1] == 'x';
    utf8proc_int32_t code = 0;
    if (name.bytes < 2u + hex)
        return -1;
    for (size_t i = 1u + hex; i < name.bytes && code <= 0x10ffff; i++) {
        const uint8_t digit = pgm_hex_values[name.data[i]];
        if (digit >= (hex ? 16 : 10))
            return -1;
        code = code * (hex ? 16 : 10) + digit;
    }
    return code > 0 && utf8proc_codepoint_valid(code) ? code : -1;
}

/* Writes what a reference stands for; 0: it is unknown. */
static size_t resolve(struct pgm_span name, uint8_t *out)
{
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (pgm_span_equal(name, pgm_span_of(entities[i].name))) {
            *out = (uint8_t)entities[i].letter;
            return 1;
        }
    const utf8proc_int32_t code = name.bytes && name.data[0] == '#' ? numbered(name) : -1;
    return code > 0 ? (size_t)utf8proc_encode_char(code, out) : 0;
}

bool pgm_xml_decode(struct pgm_span text, uint8_t *out, size_t *bytes)
{
    *bytes = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        if (text.data[i] != '&') {
            out[(*bytes)++] = text.data[i];
            continue;
        }
        const uint8_t *name = text.data + i + 1;
        const uint8_t *end = memchr(name, ';', text.bytes - i - 1);
        if (!end)
            return false;
        const size_t written = resolve((struct pgm_span){name, (size_t)(end - name)}, out + *bytes);
        if (written == 0)
            return false;
        *bytes += written;
        i = (size_t)(end - text.data);
    }
    return true;
}

/* ---- writing ------------------------------------------------------------------------------- */

static const char *reference(uint8_t c, enum pgm_xml_place place)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return place == PGM_XML_IN_ATTRIBUTE ? "&quot;" : NULL;
    case '\'':
        return place == PGM_XML_IN_ATTRIBUTE ? "&apos;" : NULL;
    case '\t':
        return place == PGM_XML_IN_ATTRIBUTE ? "&#9;" : NULL;
    case '\n':
        return place == PGM_XML_IN_ATTRIBUTE ? "&#10;" : NULL;
    default:
        return NULL;
    }
}

/* What stands for an ASCII character, or NULL: itself. */
static const char *written_as(struct pgm_span text, size_t i, enum pgm_xml_place place)
{
    const uint8_t c = text.data[i];
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        return "?";
    if (place != PGM_XML_IN_CDATA)
        return reference(c, place);
    /* ]]> would end the section: it is closed and opened again inside of it. */
    return c == '>' && i >= 2 && memcmp(text.data + i - 2, "]]", 2) == 0 ? "]]><![CDATA[>" : NULL;
}

size_t pgm_xml_encode(struct pgm_span text, enum pgm_xml_place place, bool utf8, uint8_t *out)
{
    uint8_t *at = out;
    for (size_t i = 0; i < text.bytes;) {
        const uint8_t c = text.data[i];
        size_t bytes = 1;
        const char *instead = c < 0x80 ? written_as(text, i, place) : NULL;
        if (c >= 0x80 && utf8) {
            utf8proc_int32_t code;
            const utf8proc_ssize_t length =
                utf8proc_iterate(text.data + i, (utf8proc_ssize_t)(text.bytes - i), &code);
            bytes = length > 0 ? (size_t)length : 1;
            if (length <= 0 || code == 0xfffe || code == 0xffff)
                instead = "?";
        }
        const size_t written = instead ? strlen(instead) : bytes;
        memcpy(at, instead ? (const uint8_t *)instead : text.data + i, written);
        at += written;
        i += bytes;
    }
    return (size_t)(at - out);
}
