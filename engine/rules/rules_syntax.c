/*
 * rules_syntax.c: what is no YAML, said in words of our own.
 *
 * libfyaml's messages are written for people who know its tokens, and some quote the file. Here each
 * becomes what most probably happened and what to do; the source line helps to tell.
 */
#include "rules_file.h"

#include <string.h>

const char pgm_rules_alias_hint[] =
    "a pattern that begins with * must be quoted: \"*_log\" (bare, it is a YAML alias)";

/* How many bytes the UTF-8 character at `at` has; 0: it is none (RFC 3629, section 4). */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80)
        return 1;
    const size_t length = at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (length == 0 || at[0] > 0xf4 || length > left)
        return 0;
    /* No overlong forms, no surrogates, nothing above U+10FFFF. */
    const unsigned char low = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

bool pgm_rules_screen(struct pgm_rules_file *file, const char *text, size_t bytes)
{
    struct pgm_place place = {file->path, 1, 1};
    for (size_t i = 0; i < bytes;) {
        const unsigned char *at = (const unsigned char *)text + i;
        const size_t length = utf8_length(at, bytes - i);
        const bool control = (*at < 0x20 && !memchr("\t\n\r", *at, 3)) || *at == 0x7f;
        if (length == 0 || control) {
            if (length == 0)
                pgm_rules_problem(file, place, NULL, "save the file as UTF-8",
                                  "a byte that is not UTF-8");
            else if (*at == 0)
                pgm_rules_problem(file, place, NULL, "save the file as UTF-8 text", "a NUL byte");
            else
                pgm_rules_problem(file, place, NULL,
                                  "write it as an escape in a text in double quotes",
                                  "a control character");
            return false;
        }
        place.column++;
        if (*at == '\n') {
            place.line++;
            place.column = 1;
        }
        i += length;
    }
    return true;
}

/* The line `number`, from 1, without its end; an empty one behind the last. */
static struct pgm_span line_of(const char *text, size_t bytes, unsigned number)
{
    const char *end = text + bytes;
    for (unsigned line = 1; line < number && text < end; line++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        text = newline ? newline + 1 : end;
    }
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    return (struct pgm_span){(const uint8_t *)text, (size_t)((newline ? newline : end) - text)};
}

/* Where the first byte stands that is neither a space nor the dash of a list. */
static size_t indentation(struct pgm_span line)
{
    size_t at = 0;
    while (at < line.bytes && (line.data[at] == ' ' || line.data[at] == '-'))
        at++;
    return at;
}

struct fault {
    const char *contains; /* of libfyaml's message */
    const char *message;
    const char *hint;
};

static const struct fault faults[] = {
    {"invalid multiline plain key", "the lines below do not fit the indentation of this one",
     "keys of one level begin in the same column; a text over several lines needs quotes"},
    {"indent", "the indentation does not fit the lines above",
     "keys of one level begin in the same column; indent with spaces"},
    {"anchor plus alias", "an alias where a key is expected", pgm_rules_alias_hint},
    {"invalid alias", "a lone *", "a pattern must be quoted: \"*\""},
    {"without closing quote", "this quote is never closed", "a quote inside is written twice"},
    {"trailing content after double-quoted", "text behind a closing double quote",
     "a name in double quotes goes into single ones as a whole: '\"Weird Name\".\"Column\"'"},
    {"trailing content after single-quoted", "text behind a closing single quote",
     "a single quote inside single quotes is written twice"},
    {"missing comma in flow", "a comma or a closing bracket is missing",
     "{a: 1, b: 2} and [a, b] need a comma between their entries, and an end"},
    {"without a closing", "an opened { or [ is never closed", NULL},
    {"without closing", "an opened { or [ is never closed", NULL},
    {"expected node content", "a value or a closing bracket is missing", NULL},
    {"invalid extra closing", "a } or ] that closes nothing", NULL},
    {"invalid extra comma", "a comma too many", NULL},
    {"mismatched flow", "a } or ] that does not fit what was opened", NULL},
    {"cannot start with", "a value cannot begin with this character", "put the value into quotes"},
    {"nested block mapping", "a second ': ' on one line",
     "a text that holds ': ' needs quotes; a map on one line is written {a: b}"},
    {"escape", "an unknown escape in a text in double quotes",
     "use single quotes, or write \\\\ for a backslash"},
    {"surrogate", "an unknown escape in a text in double quotes", NULL},
    {"block sequence on the same line", "a list cannot begin behind a key",
     "begin it on the next line, or write [a, b]"},
    {"did not find expected key", "no key where one is expected", "write it as `key: value`"},
    {"invalid value after mapping", "no key where one is expected",
     "write it as `key: value`, with a space behind the colon"},
    {"could not find expected ':'", "no colon behind the key",
     "write it as `key: value`, with a space behind the colon"},
    {"multiline", "a key over several lines", "a key and its colon stand on one line"},
    {"end of block sequence", "text behind a list", "every entry of a list begins with '- '"},
    {"end marker", "text behind the end of the document", NULL},
    {"tag", "a tag (!name), which rules do not use", "put a text that begins with ! into quotes"},
};

void pgm_rules_syntax(struct pgm_rules_file *file, const char *text, size_t bytes,
                      struct pgm_place place, const char *message)
{
    /* A tab may stand on the line that libfyaml names, or on the next, if it took that one for the
     * rest of a text. */
    for (unsigned line = place.line; line <= place.line + 1; line++) {
        const struct pgm_span source = line_of(text, bytes, line);
        const size_t at = indentation(source);
        if (at < source.bytes && source.data[at] == '\t') {
            pgm_rules_problem(file, (struct pgm_place){file->path, line, (unsigned)at + 1}, NULL,
                              "indent with spaces", "not valid YAML: a tab as indentation");
            return;
        }
    }
    const struct pgm_span source = line_of(text, bytes, place.line);
    const size_t at = indentation(source);
    if (at < source.bytes && source.data[at] == '*') {
        place.column = (unsigned)at + 1;
        message = "anchor plus alias";
    }
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strstr(message, faults[i].contains)) {
            pgm_rules_problem(file, place, NULL, faults[i].hint, "not valid YAML: %s",
                              faults[i].message);
            return;
        }
    /* What libfyaml quotes comes from the file. */
    pgm_rules_problem(file, place, NULL, NULL, "not valid YAML: %.*s", (int)strcspn(message, "'\""),
                      message);
}
