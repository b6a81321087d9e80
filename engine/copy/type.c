/* type.c: the names under which rules and documents speak of types. */
#include "type.h"

#include <string.h>

const char *pgm_type_kind_name(enum pgm_kind kind)
{
    static const char *const names[PGM_KIND_COUNT] = {
        "other",     "text",        "integer", "numeric", "float",  "boolean",   "date",
        "timestamp", "timestamptz", "time",    "uuid",    "inet",   "json",      "bytea",
        "enum",      "array",       "money",   "xml",     "hstore", "composite", "range",
    };
    return kind < PGM_KIND_COUNT ? names[kind] : "other";
}

/* What format_type() writes behind a type's name, without an array's brackets: "(20)" and " without
 * time zone" are modifiers, the "ure" of "texture" is none. */
static bool is_modifier(const char *rest)
{
    return !*rest || ((*rest == '(' || *rest == ' ') && !strchr(rest, '['));
}

bool pgm_type_is_called(const struct pgm_type *type, const char *name)
{
    const size_t length = strlen(name);
    return strcmp(pgm_type_kind_name(type->kind), name) == 0 ||
           (strncmp(type->name, name, length) == 0 && is_modifier(type->name + length));
}
