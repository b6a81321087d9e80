/* rules_write.c: see the header. */
#include "rules_write.h"

#include <string.h>
#include <strings.h>

static bool is_word_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte >= 0x80;
}

static bool is_word(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!is_word_byte((unsigned char)*c))
            return false;
    return *text != '\0';
}

/* Plain scalars that readers of YAML take for something else than text. */
static bool is_reserved(const char *text)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n",   "~"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i], text) == 0)
            return true;
    return strchr("0123456789+-.", *text) != NULL;
}

/* Letters, digits and, inside, what means nothing to YAML. */
static bool is_plain(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!is_word_byte((unsigned char)*c) && !(c != text && strchr(".-/@", *c)))
            return false;
    return *text && !is_reserved(text);
}

static bool has_control(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return true;
    return false;
}

void pgm_rules_write_text(struct pgm_buf *buf, const char *text)
{
    if (is_plain(text)) {
        pgm_buf_puts(buf, text);
        return;
    }
    /* Single quotes know no escapes, and libfyaml 0.8 loses one of two doubled ones in a row. */
    const bool escapes = has_control(text) || strchr(text, '\'');
    pgm_buf_putc(buf, escapes ? '"' : '\'');
    for (const char *c = text; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            pgm_buf_printf(buf, "\\x%02x", (unsigned char)*c);
            continue;
        }
        if (escapes && (*c == '"' || *c == '\\'))
            pgm_buf_putc(buf, '\\');
        pgm_buf_putc(buf, *c);
    }
    pgm_buf_putc(buf, escapes ? '"' : '\'');
}

/* A part of a name as in SQL. */
static void add_part(struct pgm_buf *name, const char *part)
{
    if (is_word(part))
        pgm_buf_puts(name, part);
    else
        pgm_buf_identifier(name, part);
}

void pgm_rules_write_table(struct pgm_buf *buf, const char *schema, const char *name)
{
    struct pgm_buf written = {0};
    add_part(&written, schema);
    pgm_buf_putc(&written, '.');
    add_part(&written, name);
    pgm_rules_write_text(buf, pgm_buf_text(&written));
    pgm_buf_free(&written);
}

void pgm_rules_write_column(struct pgm_buf *buf, const char *name)
{
    struct pgm_buf written = {0};
    add_part(&written, name);
    pgm_rules_write_text(buf, pgm_buf_text(&written));
    pgm_buf_free(&written);
}
