/* json_scan.c: see json_scan.h. */
#include "json_scan.h"

#include <string.h>
#include <utf8proc.h>

#include "value_codec.h"

enum expected {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END, /* behind [ */
    EXPECT_KEY_OR_END,   /* behind { */
    EXPECT_KEY,          /* behind a comma */
    EXPECT_COMMA_OR_END,
    EXPECT_NOTHING, /* the value is complete */
};

void pgm_json_begin(struct pgm_json_scan *scan, struct pgm_span text)
{
    scan->data = text.data;
    scan->bytes = text.bytes;
    scan->at = scan->begin = scan->end = 0;
    scan->has_escape = false;
    scan->expected = EXPECT_VALUE;
    scan->depth = 0; /* in_object is read below the depth alone */
}

/* ---- scalars ------------------------------------------------------------------------------- */

static size_t skip_digits(const uint8_t *data, size_t bytes, size_t at)
{
    while (at < bytes && (unsigned)data[at] - '0' < 10)
        at++;
    return at;
}

/* Where the number that begins at `at` ends; 0: there is none. */
static size_t number_end(const uint8_t *data, size_t bytes, size_t at)
{
    at += at < bytes && data[at] == '-';
    if (at < bytes && data[at] == '0') {
        at++;
    } else {
        const size_t start = at;
        at = skip_digits(data, bytes, at);
        if (at == start)
            return 0;
    }
    if (at < bytes && data[at] == '.') {
        const size_t start = ++at;
        at = skip_digits(data, bytes, at);
        if (at == start)
            return 0;
    }
    if (at < bytes && (data[at] | 0x20) == 'e') {
        at++;
        at += at < bytes && (data[at] == '+' || data[at] == '-');
        const size_t start = at;
        at = skip_digits(data, bytes, at);
        if (at == start)
            return 0;
    }
    return at;
}

bool pgm_json_is_number(struct pgm_span text)
{
    return text.bytes > 0 && number_end(text.data, text.bytes, 0) == text.bytes;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

/* The top bit of each byte that is zero, and perhaps of some above one that is: enough to stop at. */
static uint64_t zero_bytes(uint64_t x)
{
    return (x - ONES) & ~x & HIGH;
}

/* The first quote, backslash or control character from `at` on. */
static size_t skip_plain(const uint8_t *data, size_t bytes, size_t at)
{
    for (; at + 8 <= bytes; at += 8) {
        uint64_t x;
        memcpy(&x, data + at, 8);
        const uint64_t control = (x - 0x20 * ONES) & ~x & HIGH;
        if (control | zero_bytes(x ^ '"' * ONES) | zero_bytes(x ^ '\\' * ONES))
            break;
    }
    while (at < bytes && data[at] != '"' && data[at] != '\\' && data[at] >= 0x20)
        at++;
    return at;
}

static bool hex4(const uint8_t *at, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        const uint8_t digit = pgm_hex_values[at[i]];
        if (digit == 0xff)
            return false;
        *unit = *unit << 4 | digit;
    }
    return true;
}

/* Behind the closing quote of the string that begins at `at`; 0: it is none. */
static size_t string_end(struct pgm_json_scan *scan, size_t at)
{
    scan->has_escape = false;
    for (at++;;) {
        at = skip_plain(scan->data, scan->bytes, at);
        if (at == scan->bytes || scan->data[at] < 0x20)
            return 0;
        if (scan->data[at] == '"')
            return at + 1;
        scan->has_escape = true;
        if (++at == scan->bytes)
            return 0;
        uint32_t unit;
        if (scan->data[at] == 'u') {
            if (scan->bytes - at < 5 || !hex4(scan->data + at + 1, &unit))
                return 0;
            at += 5;
        } else if (scan->data[at] && strchr("\"\\/bfnrt", scan->data[at])) {
            at++;
        } else {
            return 0;
        }
    }
}

static size_t word_end(const struct pgm_json_scan *scan, size_t at, const char *word)
{
    const size_t bytes = strlen(word);
    return scan->bytes - at >= bytes && memcmp(scan->data + at, word, bytes) == 0 ? at + bytes : 0;
}

/* ---- structure ----------------------------------------------------------------------------- */

static void skip_space(struct pgm_json_scan *scan)
{
    while (scan->at < scan->bytes) {
        const uint8_t c = scan->data[scan->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
        scan->at++;
    }
}

static void set_expected(struct pgm_json_scan *scan)
{
    scan->expected = scan->depth ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static enum pgm_json_token open_container(struct pgm_json_scan *scan, bool object)
{
    if (scan->depth == PGM_JSON_DEPTH_MAX)
        return PGM_JSON_INVALID;
    uint64_t *word = &scan->in_object[scan->depth / 64];
    const uint64_t bit = UINT64_C(1) << scan->depth % 64;
    if (scan->depth % 64 == 0)
        *word = 0; /* not read before: the array is never cleared as a whole */
    *word = object ? *word | bit : *word & ~bit;
    scan->depth++;
    scan->end = ++scan->at;
    scan->expected = object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
    return object ? PGM_JSON_OBJECT : PGM_JSON_ARRAY;
}

static enum pgm_json_token close_container(struct pgm_json_scan *scan)
{
    const bool object = pgm_json_in_object(scan);
    if (scan->data[scan->at] != (object ? '}' : ']'))
        return PGM_JSON_INVALID;
    scan->depth--;
    scan->end = ++scan->at;
    set_expected(scan);
    return object ? PGM_JSON_OBJECT_END : PGM_JSON_ARRAY_END;
}

static enum pgm_json_token take_key(struct pgm_json_scan *scan)
{
    if (scan->data[scan->at] != '"')
        return PGM_JSON_INVALID;
    scan->end = scan->at = string_end(scan, scan->at);
    if (scan->end == 0)
        return PGM_JSON_INVALID;
    skip_space(scan);
    if (scan->at == scan->bytes || scan->data[scan->at] != ':')
        return PGM_JSON_INVALID;
    scan->at++;
    scan->expected = EXPECT_VALUE;
    return PGM_JSON_KEY;
}

static enum pgm_json_token take_value(struct pgm_json_scan *scan)
{
    enum pgm_json_token token;
    switch (scan->data[scan->at]) {
    case '{':
    case '[':
        return open_container(scan, scan->data[scan->at] == '{');
    case '"':
        token = PGM_JSON_STRING;
        scan->end = string_end(scan, scan->at);
        break;
    case 't':
        token = PGM_JSON_TRUE;
        scan->end = word_end(scan, scan->at, "true");
        break;
    case 'f':
        token = PGM_JSON_FALSE;
        scan->end = word_end(scan, scan->at, "false");
        break;
    case 'n':
        token = PGM_JSON_NULL;
        scan->end = word_end(scan, scan->at, "null");
        break;
    default:
        token = PGM_JSON_NUMBER;
        scan->end = number_end(scan->data, scan->bytes, scan->at);
    }
    if (scan->end == 0)
        return PGM_JSON_INVALID;
    scan->at = scan->end;
    set_expected(scan);
    return token;
}

enum pgm_json_token pgm_json_next(struct pgm_json_scan *scan)
{
    skip_space(scan);
    scan->begin = scan->at;
    if (scan->expected == EXPECT_NOTHING)
        return scan->at == scan->bytes ? PGM_JSON_END : PGM_JSON_INVALID;
    if (scan->at == scan->bytes)
        return PGM_JSON_INVALID;
    const uint8_t c = scan->data[scan->at];
    const bool closes = c == '}' || c == ']';
    if (scan->expected == EXPECT_COMMA_OR_END) {
        if (closes)
            return close_container(scan);
        if (c != ',')
            return PGM_JSON_INVALID;
        scan->at++;
        skip_space(scan);
        scan->begin = scan->at;
        if (scan->at == scan->bytes)
            return PGM_JSON_INVALID;
        scan->expected = pgm_json_in_object(scan) ? EXPECT_KEY : EXPECT_VALUE;
    } else if (closes) {
        return scan->expected == EXPECT_VALUE ? PGM_JSON_INVALID : close_container(scan);
    }
    return scan->expected == EXPECT_KEY || scan->expected == EXPECT_KEY_OR_END ? take_key(scan)
                                                                               : take_value(scan);
}

/* ---- strings ------------------------------------------------------------------------------- */

/* The code point of the \u at `at` (behind the u), with its other half where there is one. */
static size_t decode_unicode(struct pgm_span text, size_t at, uint32_t *code)
{
    uint32_t low;
    hex4(text.data + at, code);
    if (*code < 0xd800 || *code > 0xdbff || text.bytes - at < 10 || text.data[at + 4] != '\\' ||
        text.data[at + 5] != 'u' || !hex4(text.data + at + 6, &low) || low < 0xdc00 || low > 0xdfff)
        return at + 4;
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return at + 10;
}

/* Also of surrogates, which UTF-8 proper has no bytes for. */
static size_t write_code(uint32_t code, uint8_t *out)
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    const size_t bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = bytes; i-- > 1; code >>= 6)
        out[i] = (uint8_t)(0x80 | (code & 0x3f));
    out[0] = (uint8_t)(0xf0u << (4 - bytes) | code);
    return bytes;
}

size_t pgm_json_decode(struct pgm_span inside, uint8_t *out)
{
    static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
    size_t written = 0;
    for (size_t i = 0; i < inside.bytes;) {
        if (inside.data[i] != '\\') {
            out[written++] = inside.data[i++];
            continue;
        }
        const uint8_t c = inside.data[i + 1];
        const char *letter = strchr(letters, c);
        i += 2;
        if (c == 'u') {
            uint32_t code;
            i = decode_unicode(inside, i, &code);
            written += write_code(code, out + written);
        } else {
            out[written++] = letter ? (uint8_t)controls[letter - letters] : c;
        }
    }
    return written;
}

/* The letter behind a backslash; 0: none is needed; 'u': four digits. */
static uint8_t escape_letter(uint8_t c)
{
    static const char short_ones[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    if (c >= 0x20)
        return c == '"' || c == '\\' ? c : 0;
    return short_ones[c] ? (uint8_t)short_ones[c] : 'u';
}

static uint8_t *write_escaped(uint8_t c, uint8_t letter, uint8_t *out)
{
    *out++ = '\\';
    *out++ = letter;
    if (letter == 'u') {
        memcpy(out, "00", 2);
        out[2] = (uint8_t)pgm_hex_digits[c >> 4];
        out[3] = (uint8_t)pgm_hex_digits[c & 15];
        out += 4;
    }
    return out;
}

size_t pgm_json_encode(struct pgm_span text, bool utf8, uint8_t *out)
{
    uint8_t *at = out;
    *at++ = '"';
    for (size_t i = 0; i < text.bytes;) {
        const uint8_t c = text.data[i];
        const uint8_t letter = escape_letter(c);
        if (letter) {
            at = write_escaped(c, letter, at);
            i++;
        } else if (c < 0x80 || !utf8) {
            *at++ = c;
            i++;
        } else {
            utf8proc_int32_t code;
            const utf8proc_ssize_t bytes =
                utf8proc_iterate(text.data + i, (utf8proc_ssize_t)(text.bytes - i), &code);
            if (bytes > 0)
                memcpy(at, text.data + i, (size_t)bytes);
            else
                *at = '?';
            at += bytes > 0 ? bytes : 1;
            i += bytes > 0 ? (size_t)bytes : 1;
        }
    }
    *at++ = '"';
    return (size_t)(at - out);
}
