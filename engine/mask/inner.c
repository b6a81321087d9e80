/* inner.c: see inner.h. */
#include "inner.h"

#include <string.h>

#include "args.h"
#include "chars.h"
#include "decimal.h"

/* The types that a part without a declared type may turn out to have; OIDs are those of
 * pg_type.dat. */
static const struct pgm_type part_types[] = {
    {.kind = PGM_KIND_TEXT, .oid = 25, .base_oid = 25, .name = "text"},
    {.kind = PGM_KIND_DATE, .oid = 1082, .base_oid = 1082, .name = "date"},
    {.kind = PGM_KIND_TIMESTAMP, .oid = 1114, .base_oid = 1114, .name = "timestamp"},
    {.kind = PGM_KIND_TIMESTAMPTZ, .oid = 1184, .base_oid = 1184, .name = "timestamptz"},
    {.kind = PGM_KIND_UUID, .oid = 2950, .base_oid = 2950, .name = "uuid"},
    {.kind = PGM_KIND_INET, .oid = 869, .base_oid = 869, .name = "inet"},
    {.kind = PGM_KIND_INT, .oid = 20, .base_oid = 20, .name = "bigint", .int_bytes = 8},
    {.kind = PGM_KIND_NUMERIC, .oid = 1700, .base_oid = 1700, .name = "numeric"},
    {.kind = PGM_KIND_BOOL, .oid = 16, .base_oid = 16, .name = "boolean"},
};
#define TYPE_COUNT (sizeof part_types / sizeof *part_types)

static uint16_t add_mask(struct pgm_inner_set *set, struct pgm_arena *arena,
                         const struct pgm_mask *mask)
{
    if (set->count == set->capacity) {
        set->capacity = set->capacity ? 2 * set->capacity : 8;
        const struct pgm_mask **larger =
            PGM_ARENA_ARRAY(arena, const struct pgm_mask *, set->capacity);
        if (set->count)
            memcpy(larger, set->masks, set->count * sizeof(struct pgm_mask *));
        set->masks = larger;
    }
    set->masks[set->count] = mask;
    return (uint16_t)set->count++;
}

static void clear(struct pgm_inner *inner)
{
    inner->keeps = false;
    for (size_t kind = 0; kind < PGM_KIND_COUNT; kind++)
        inner->by_kind[kind] = PGM_INNER_NONE;
}

static bool take(struct pgm_inner *inner, struct pgm_inner_set *set,
                 const struct pgm_mask_setup *setup, const struct pgm_mask *mask)
{
    if (!mask)
        return false;
    inner->keeps = mask->class->flags & PGM_MASK_COPIES;
    set->keeps = set->keeps || inner->keeps || mask->keeps_parts;
    if (set->count >= PGM_INNER_NONE) {
        pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column, NULL,
                       "too many rules for one column");
        return false;
    }
    inner->by_kind[mask->type->kind] = add_mask(set, setup->arena, mask);
    return true;
}

bool pgm_inner_prepare_typed(struct pgm_inner *inner, struct pgm_inner_set *set,
                             const struct pgm_mask_setup *setup, const struct pgm_inner_rule *rule,
                             const struct pgm_type *type)
{
    clear(inner);
    return take(inner, set, setup, setup->inner(setup, rule, type));
}

bool pgm_inner_prepare(struct pgm_inner *inner, struct pgm_inner_set *set,
                       const struct pgm_mask_setup *setup, const struct pgm_inner_rule *rule)
{
    bool any = false;
    clear(inner);
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        /* A constant fits some types and not others: what one of them says is no fault yet. */
        struct pgm_report aside = {0};
        struct pgm_mask_setup quiet = *setup;
        quiet.report = &aside;
        const struct pgm_mask *mask = setup->inner(&quiet, rule, &part_types[i]);
        const bool ready = mask && aside.count == 0;
        pgm_report_free(&aside);
        any = (ready && take(inner, set, setup, mask)) || any;
    }
    if (any)
        return true;
    /* Said for the type that comes nearest: text, or the first that the mask takes. */
    for (size_t i = TYPE_COUNT; i-- > 0;) {
        const struct pgm_mask_class *class = rule->mask ? pgm_mask_class_find(rule->mask) : NULL;
        if (i == 0 || (class && (class->kinds & PGM_KIND_BIT(part_types[i].kind)) &&
                       !(class->kinds & PGM_KIND_BIT(PGM_KIND_TEXT)))) {
            (void)setup->inner(setup, rule, &part_types[i]);
            return false;
        }
    }
    return false;
}

/* Whether the text is a value of the type. Of whole numbers only those that come back as they were:
 * "007" is no number. */
static bool is_value_of(const struct pgm_type *type, struct pgm_span text)
{
    union {
        int64_t integer;
        struct pgm_uuid uuid;
        struct pgm_inet inet;
    } element;
    bool null = false;
    struct pgm_vector one = {pgm_repr_of(type->kind), 1, &null, {.ints = &element.integer}};
    if (!pgm_value_decode(type, text, &one, 0))
        return false;
    uint8_t encoded[PGM_ENCODED_BYTES_MAX];
    return type->kind != PGM_KIND_INT ||
           pgm_span_equal(text,
                          (struct pgm_span){encoded, pgm_value_encode(type, &one, 0, encoded)});
}

/* 2024-02-29T12:00:00Z as PostgreSQL writes it, with a blank and an offset of +00. */
static struct pgm_span plain_timestamp(struct pgm_span text, uint8_t *style,
                                       struct pgm_scratch *scratch)
{
    if (text.bytes < 19 || text.bytes >= PGM_ENCODED_BYTES_MAX ||
        (text.data[10] != 'T' && text.data[text.bytes - 1] != 'Z'))
        return text;
    uint8_t *copy = pgm_scratch_alloc(scratch, text.bytes + 3);
    size_t bytes = text.bytes;
    memcpy(copy, text.data, bytes);
    if (copy[10] == 'T') {
        copy[10] = ' ';
        *style |= PGM_STYLE_T;
    }
    if (copy[bytes - 1] == 'Z') {
        memcpy(copy + bytes - 1, "+00", 3);
        bytes += 2;
    }
    *style |= PGM_STYLE_Z;
    return (struct pgm_span){copy, bytes};
}

uint16_t pgm_inner_of_text(const struct pgm_inner *inner, const struct pgm_inner_set *set,
                           struct pgm_span *text, uint8_t *style, struct pgm_scratch *scratch)
{
    static const enum pgm_kind order[] = {PGM_KIND_DATE, PGM_KIND_TIMESTAMP, PGM_KIND_TIMESTAMPTZ,
                                          PGM_KIND_UUID, PGM_KIND_INET};
    if (inner->by_kind[PGM_KIND_TEXT] != PGM_INNER_NONE)
        return inner->by_kind[PGM_KIND_TEXT];
    const bool times = inner->by_kind[PGM_KIND_TIMESTAMPTZ] != PGM_INNER_NONE ||
                       inner->by_kind[PGM_KIND_TIMESTAMP] != PGM_INNER_NONE;
    uint8_t restyled = 0;
    const struct pgm_span plain = times ? plain_timestamp(*text, &restyled, scratch) : *text;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const uint16_t number = inner->by_kind[order[i]];
        if (number != PGM_INNER_NONE && is_value_of(set->masks[number]->type, plain)) {
            *text = plain;
            *style |= restyled;
            return number;
        }
    }
    return pgm_inner_of_number(inner, set, *text);
}

uint16_t pgm_inner_of_number(const struct pgm_inner *inner, const struct pgm_inner_set *set,
                             struct pgm_span text)
{
    const uint16_t whole = inner->by_kind[PGM_KIND_INT];
    if (whole != PGM_INNER_NONE && is_value_of(set->masks[whole]->type, text))
        return whole;
    struct pgm_decimal decimal;
    if (inner->by_kind[PGM_KIND_NUMERIC] != PGM_INNER_NONE && pgm_decimal_parse(text, &decimal))
        return inner->by_kind[PGM_KIND_NUMERIC];
    return inner->by_kind[PGM_KIND_TEXT];
}

bool pgm_inner_decode(const struct pgm_type *type, struct pgm_span text, struct pgm_vector *vector,
                      size_t index)
{
    struct pgm_decimal decimal;
    if ((type->kind == PGM_KIND_NUMERIC || type->kind == PGM_KIND_FLOAT) &&
        !pgm_decimal_parse(text, &decimal) && !pgm_decimal_is_special(text))
        return false;
    return pgm_value_decode(type, text, vector, index);
}

const struct pgm_type *pgm_inner_type(const struct pgm_type *type)
{
    return type ? type : &part_types[0];
}

bool pgm_inner_redact(const struct pgm_type *type, struct pgm_span text, bool utf8,
                      struct pgm_scratch *scratch, struct pgm_span *out)
{
    static const char *const blanks[PGM_KIND_COUNT] = {
        [PGM_KIND_INT] = "0",
        [PGM_KIND_NUMERIC] = "0",
        [PGM_KIND_FLOAT] = "0",
        [PGM_KIND_MONEY] = "0",
        [PGM_KIND_BOOL] = "f",
        [PGM_KIND_DATE] = "2000-01-01",
        [PGM_KIND_TIMESTAMP] = "2000-01-01 00:00:00",
        [PGM_KIND_TIMESTAMPTZ] = "2000-01-01 00:00:00+00",
        [PGM_KIND_TIME] = "00:00:00",
        [PGM_KIND_UUID] = "00000000-0000-0000-0000-000000000000",
        [PGM_KIND_INET] = "0.0.0.0/32",
        [PGM_KIND_JSON] = "null",
        [PGM_KIND_BYTEA] = "\\x",
        [PGM_KIND_ARRAY] = "{}",
        [PGM_KIND_XML] = "",
        [PGM_KIND_HSTORE] = "",
        [PGM_KIND_RANGE] = "empty",
    };
    if (type->kind != PGM_KIND_TEXT) {
        *out = pgm_span_of(blanks[type->kind]);
        return blanks[type->kind] != NULL;
    }
    uint8_t *redacted = pgm_scratch_alloc(scratch, text.bytes);
    *out = (struct pgm_span){redacted,
                             pgm_chars_redact(text, utf8, type->max_chars,
                                              PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, redacted)};
    return true;
}

size_t pgm_inner_restyle(uint8_t *text, size_t bytes, uint8_t style)
{
    uint8_t *blank = memchr(text, ' ', bytes); /* the first: one before BC comes later */
    if ((style & PGM_STYLE_T) && blank)
        *blank = 'T';
    if ((style & PGM_STYLE_Z) && bytes > 3 && memcmp(text + bytes - 3, "+00", 3) == 0) {
        text[bytes - 3] = 'Z';
        bytes -= 2;
    }
    return bytes;
}

enum pgm_unlisted_parts pgm_inner_unlisted(const struct pgm_mask *mask)
{
    const char *word = pgm_arg_get(mask, "unlisted")->text;
    if (strcmp(word, "keep") == 0)
        return PGM_PARTS_KEEP;
    return strcmp(word, "null") == 0 ? PGM_PARTS_NULL : PGM_PARTS_REDACT;
}
