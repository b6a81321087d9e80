/*
 * rules_name.c: names as in SQL, and globs over the catalog's names.
 *
 *   public."Order.Lines"   ->  public | Order.Lines
 *   "*".?_log              ->  * (the character) | any one character and _log
 *
 * A bare name matches the catalog's spelling as it is: unlike in SQL it is not folded to lower case,
 * since `firstName: email` would then silently mean another column. Double quotes only protect
 * dots, spaces and wildcards; "" inside them is one double quote.
 */
#include "rules_file.h"

#include <string.h>

/* One part under construction: its text, and the same as a glob with quoted wildcards escaped. */
struct part {
    char *text, *glob;
    size_t text_bytes, glob_bytes;
};

static void part_add(struct part *part, char c, bool wild)
{
    part->text[part->text_bytes++] = c;
    if (!wild && strchr("*?\\", c))
        part->glob[part->glob_bytes++] = '\\';
    part->glob[part->glob_bytes++] = c;
}

/* From behind the opening quote to behind the closing one; NULL: there is none. */
static const char *quoted(struct part *part, const char *at)
{
    for (; *at; at++) {
        if (*at != '"') {
            part_add(part, *at, false);
        } else if (at[1] == '"') {
            part_add(part, '"', false);
            at++;
        } else {
            return at + 1;
        }
    }
    return NULL;
}

/* Reads up to a dot or the end. Returns what is wrong, or NULL with *at moved. */
static const char *read_part(struct part *part, const char **at, bool *is_pattern)
{
    const char *c = *at;
    if (*c == '"') {
        c = quoted(part, c + 1);
        if (!c)
            return "has a double quote that is not closed";
        if (*c && *c != '.')
            return "goes on behind a closing double quote";
    } else {
        for (; *c && *c != '.'; c++) {
            if (*c == '"')
                return "has a double quote in the middle of a part";
            if ((unsigned char)*c <= ' ')
                return "has a space outside double quotes";
            const bool wild = *c == '*' || *c == '?';
            *is_pattern |= wild;
            part_add(part, *c, wild);
        }
    }
    if (part->text_bytes == 0)
        return "has an empty part";
    *at = c;
    return NULL;
}

const char *pgm_rules_name(struct pgm_arena *arena, const char *text, struct pgm_rules_name *name)
{
    *name = (struct pgm_rules_name){0};
    const size_t bytes = strlen(text);
    for (const char *at = text;; at++) {
        if (name->count == PGM_RULES_NAME_PARTS_MAX)
            return "has too many parts";
        struct part part = {.text = pgm_arena_alloc(arena, bytes + 1),
                            .glob = pgm_arena_alloc(arena, 2 * bytes + 1)};
        const char *problem = read_part(&part, &at, &name->is_pattern);
        if (problem)
            return problem;
        name->parts[name->count] = part.text;
        name->globs[name->count++] = part.glob;
        if (!*at)
            break;
    }
    for (size_t i = 0; name->is_pattern && i < name->count; i++)
        name->parts[i] = name->globs[i];
    return NULL;
}

const char *pgm_rules_column_name(struct pgm_rules_file *file, const char *text,
                                  struct pgm_place place, const char *object)
{
    struct pgm_rules_name name;
    const char *problem = pgm_rules_name(file->arena, text, &name);
    const char *hint = "a name with dots, spaces or wildcards goes into double quotes, and these "
                       "into single ones: '\"a.b\"'";
    if (!problem && name.count > 1) {
        problem = "has a dot";
    } else if (!problem && name.is_pattern) {
        problem = "has a wildcard";
        hint = "columns are named one by one; wildcards are for tables and for `patterns:`";
    }
    if (problem)
        pgm_rules_problem(file, place, object, hint, "the column name %s", problem);
    return problem ? NULL : name.parts[0];
}

/* Behind the character at `text`, be it valid UTF-8 or not. */
static const char *next_character(const char *text)
{
    do
        text++;
    while (((unsigned char)*text & 0xc0) == 0x80);
    return text;
}

/* Only the last star is ever tried again, so the work is at most the product of the lengths. */
bool pgm_rules_glob(const char *pattern, const char *text)
{
    const char *star = NULL, *star_text = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            star_text = text;
            continue;
        }
        const bool escaped = *pattern == '\\' && pattern[1];
        if (*pattern == '?') {
            pattern++;
            text = next_character(text);
        } else if (pattern[escaped] == *text) {
            pattern += 1 + escaped;
            text++;
        } else if (star) {
            pattern = star;
            star_text = next_character(star_text);
            text = star_text;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}
