/* mask_empty.c: empty; see empty.h, too. */
#include <string.h>

#include "classes.h"
#include "empty.h"

/* Oids of pg_type.dat. */
enum {
    OID_INT2VECTOR = 22,
    OID_OIDVECTOR = 30,
    OID_VARBIT = 1562,
    OID_REFCURSOR = 1790,
    OID_TSVECTOR = 3614,
    OID_TSQUERY = 3615,
};

/* Whether format_type() names this type, in whatever schema and with whatever modifier: `word` of
 * public.word(Point,4326). *modifier: behind the bracket, or NULL. */
static bool is_called(const struct pgm_type *type, const char *word, const char **modifier)
{
    const char *dot = strrchr(type->name, '.');
    const char *name = dot ? dot + 1 : type->name;
    const size_t bytes = strlen(word);
    if (type->kind != PGM_KIND_OTHER || strncmp(name, word, bytes) != 0)
        return false;
    *modifier = name[bytes] == '(' ? name + bytes + 1 : NULL;
    return name[bytes] == '\0' || *modifier;
}

enum pgm_shape_type pgm_shape_type_of(const struct pgm_type *type)
{
    const char *modifier;
    return is_called(type, "geometry", &modifier)    ? PGM_SHAPE_GEOMETRY
           : is_called(type, "geography", &modifier) ? PGM_SHAPE_GEOGRAPHY
                                                     : PGM_SHAPE_NONE;
}

/* geometry(PointZ,4326) -> "PointZ EMPTY"; the server adds the SRID of the column by itself. */
static const char *empty_shape(const struct pgm_type *type, struct pgm_arena *arena)
{
    static const char any[] = "GEOMETRYCOLLECTION";
    const char *modifier = NULL;
    if (!is_called(type, "geometry", &modifier))
        (void)is_called(type, "geography", &modifier);
    const size_t bytes = modifier ? strcspn(modifier, ",)") : 0;
    if (bytes == 0)
        return "GEOMETRYCOLLECTION EMPTY";
    if (strncmp(modifier, "Geometry", sizeof "Geometry" - 1) ==
        0) /* of any type, maybe with Z or M */
        return pgm_arena_printf(arena, "%s %.*s EMPTY", any, (int)(bytes - (sizeof "Geometry" - 1)),
                                modifier + sizeof "Geometry" - 1);
    return pgm_arena_printf(arena, "%.*s EMPTY", (int)bytes, modifier);
}

static const char *empty_other(const struct pgm_type *type, struct pgm_arena *arena)
{
    static const char *const blank[] = {"ltree", "hstore"};
    const char *modifier;
    switch (type->base_oid) {
    case OID_TSVECTOR:
    case OID_TSQUERY:
    case OID_VARBIT:
    case OID_INT2VECTOR:
    case OID_OIDVECTOR:
    case OID_REFCURSOR:
        return "";
    default:
        break;
    }
    if (pgm_shape_type_of(type))
        return empty_shape(type, arena);
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++)
        if (is_called(type, blank[i], &modifier))
            return "";
    return is_called(type, "cube", &modifier) ? "()" : NULL;
}

const char *pgm_empty_text(const struct pgm_type *type, struct pgm_arena *arena)
{
    switch (type->kind) {
    case PGM_KIND_TEXT:
    case PGM_KIND_HSTORE:
    case PGM_KIND_XML: /* content, which may be nothing */
        return "";
    case PGM_KIND_BYTEA:
        return "\\x";
    case PGM_KIND_ARRAY:
        return "{}";
    case PGM_KIND_OTHER:
        return empty_other(type, arena);
    default:
        return NULL;
    }
}

static bool is_judged_by_value(const struct pgm_type *type)
{
    return type->kind == PGM_KIND_JSON || type->kind == PGM_KIND_RANGE;
}

/* An object stays an object and a list a list; a scalar becomes null, the one value without content.
 * Ranges have the word, multiranges their brackets. */
static const char *empty_by_value(const struct pgm_type *type, struct pgm_span text)
{
    size_t at = 0;
    while (at < text.bytes && strchr(" \t\r\n", text.data[at]))
        at++;
    const uint8_t first = at < text.bytes ? text.data[at] : 'n';
    if (type->kind == PGM_KIND_RANGE)
        return first == '{' ? "{}" : "empty";
    return first == '{' ? "{}" : first == '[' ? "[]" : first == '"' ? "\"\"" : "null";
}

static enum pgm_status empty_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    mask->state = (void *)(uintptr_t)pgm_empty_text(setup->type, setup->arena);
    if (mask->state)
        mask->reads = PGM_READS_NULL;
    else if (!is_judged_by_value(setup->type))
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "use null, or constant with a value of the type",
                       "mask empty: the type %s has no empty value", setup->type->name);
    return PGM_OK;
}

static size_t empty_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)in_bytes;
    return mask->state ? strlen(mask->state) : sizeof "empty" - 1;
}

static void empty_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            batch->out->bytes[i] = pgm_span_of(
                mask->state ? mask->state : empty_by_value(mask->type, batch->in->bytes[i]));
}

const struct pgm_mask_class pgm_mask_empty = {
    .name = "empty",
    .family = "text",
    .summary = "the empty value of the type: no characters, bytes, elements, pairs or points",
    .keeps = "NULL as NULL",
    .example_in = "Called twice, wants a refund.",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_XML) |
             PGM_KIND_BIT(PGM_KIND_BYTEA) | PGM_KIND_BIT(PGM_KIND_ARRAY) |
             PGM_KIND_BIT(PGM_KIND_JSON) | PGM_KIND_BIT(PGM_KIND_HSTORE) |
             PGM_KIND_BIT(PGM_KIND_RANGE) | PGM_KIND_BIT(PGM_KIND_OTHER),
    .flags = PGM_MASK_CONSTANT,
    .prepare = empty_prepare,
    .bound = empty_bound,
    .apply = empty_apply,
};
