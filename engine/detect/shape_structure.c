/* shape_structure.c: text that holds a structure: JSON, XML, YAML, serialized objects of languages. */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"

static bool has_prefix(struct pgm_span text, const char *prefix)
{
    const size_t bytes = strlen(prefix);
    return text.bytes >= bytes && memcmp(text.data, prefix, bytes) == 0;
}

/* "key: value" on one line: letters up to the colon, at any indentation or behind a dash. */
static bool is_yaml_line(struct pgm_span line)
{
    size_t at = 0;
    while (at < line.bytes && (line.data[at] == ' ' || line.data[at] == '-'))
        at++;
    const size_t begin = at;
    while (at < line.bytes && (pgm_is_letter(line.data[at]) || pgm_is_digit(line.data[at]) ||
                               line.data[at] == '_' || line.data[at] == ':'))
        at++;
    return at > begin + 1 && line.data[at - 1] == ':' && (at == line.bytes || line.data[at] == ' ');
}

/* A mark at its head, or two lines and more, most of them with a key. */
static bool is_yaml(const struct pgm_value *value)
{
    if (has_prefix(value->text, "---\n") || has_prefix(value->text, "--- "))
        return true;
    size_t lines = 0, keys = 0;
    for (size_t at = 0; at < value->text.bytes && value->lines > 1;) {
        const uint8_t *end = memchr(value->text.data + at, '\n', value->text.bytes - at);
        const size_t bytes = end ? (size_t)(end - value->text.data) - at : value->text.bytes - at;
        lines += bytes > 0;
        keys += is_yaml_line((struct pgm_span){value->text.data + at, bytes});
        at += bytes + 1;
    }
    return keys >= 2 && 3 * keys >= 2 * lines;
}

/* PHP's serialize(), Java's and Python's streams in base64 or hexadecimal, Ruby's Marshal. */
static bool is_serialized(struct pgm_span text)
{
    if (text.bytes > 5 && (text.data[0] == 'a' || text.data[0] == 'O' || text.data[0] == 's') &&
        text.data[1] == ':' && pgm_is_digit(text.data[2]) && memchr(text.data, '{', text.bytes))
        return true;
    if (memmem(text.data, text.bytes, "|a:", 3) || memmem(text.data, text.bytes, "|s:", 3))
        return true; /* PHP's sessions */
    return has_prefix(text, "rO0AB") || has_prefix(text, "gASV") || has_prefix(text, "BAh7");
}

/* (1,Ann,"x y",t): brackets and three commas at least. */
static bool is_row(struct pgm_span text)
{
    size_t commas = 0;
    if (text.data[0] != '(' || text.data[text.bytes - 1] != ')')
        return false;
    for (size_t i = 0; i < text.bytes; i++)
        commas += text.data[i] == ',';
    return commas >= 3;
}

uint64_t pgm_shape_structure(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    const uint8_t first = text.data[0], last = text.data[text.bytes - 1];
    uint64_t shapes = 0;
    if (text.bytes < 2)
        return 0;
    if ((first == '{' && (memchr(text.data, ':', text.bytes) || text.bytes == 2) &&
         memchr(text.data, '"', text.bytes)) ||
        (first == '[' && (last == ']' || text.bytes >= PGM_DETECT_VALUE_BYTES_MAX) &&
         (memchr(text.data, '"', text.bytes) || memchr(text.data, ',', text.bytes))))
        shapes |= PGM_SHAPE_BIT(json);
    if (first == '<' && text.bytes > 6 && (pgm_is_letter(text.data[1]) || text.data[1] == '?') &&
        memchr(text.data, '>', text.bytes))
        shapes |= PGM_SHAPE_BIT(xml);
    if (!shapes && is_yaml(value))
        shapes |= PGM_SHAPE_BIT(yaml);
    if (is_row(text))
        shapes |= PGM_SHAPE_BIT(row_image);
    if (is_serialized(text))
        shapes |= PGM_SHAPE_BIT(serialized);
    return shapes;
}
