/* literal.c: see literal.h. */
#include "literal.h"

#include <string.h>

#include "chars.h"
#include "decimal.h"

static bool is_boolean(const char *text)
{
    static const char *const words[] = {"t",  "f",  "true", "false", "yes",
                                        "no", "on", "off",  "1",     "0"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

/* What is wrong with the text for a value that travels as text; NULL: nothing that shows here. */
static const char *text_fault(const struct pgm_mask_setup *setup, struct pgm_span text)
{
    struct pgm_decimal decimal;
    const int32_t narrowest = setup->domain->max_chars;
    switch (setup->type->kind) {
    case PGM_KIND_TEXT:
        if (narrowest > 0 && pgm_chars_cut(text, setup->utf8, narrowest) < text.bytes)
            return "is longer than the narrowest column of its domain";
        break;
    case PGM_KIND_NUMERIC:
    case PGM_KIND_FLOAT:
        if (!pgm_decimal_parse(text, &decimal) && !pgm_decimal_is_special(text))
            return "is not a number";
        break;
    case PGM_KIND_BOOL:
        if (!is_boolean((const char *)text.data))
            return "is neither true nor false";
        break;
    default:
        break;
    }
    if (!setup->utf8 && !pgm_chars_are_ascii(text))
        return "is not ASCII, and the database's encoding is not UTF8";
    return pgm_chars_fit(text, setup->code_max)
               ? NULL
               : "has letters that the database's encoding may not hold";
}

bool pgm_literal_read(const struct pgm_mask_setup *setup, struct pgm_place place, const char *what,
                      const char *text, struct pgm_literal *literal)
{
    bool null = false;
    const struct pgm_span span = pgm_span_of(text);
    struct pgm_vector one = {
        pgm_repr_of(setup->type->kind), 1, &null, {.bytes = &literal->value.span}};
    const char *fault = NULL;
    if (!pgm_value_decode(setup->type, span, &one, 0))
        fault = pgm_arena_printf(setup->arena, "is not of type %s", setup->type->name);
    else if (one.repr == PGM_REPR_BYTES)
        fault = text_fault(setup, span);
    if (fault)
        pgm_report_add(setup->report, PGM_BAD_USAGE, place, setup->column, NULL, "%s %s", what,
                       fault);
    return !fault;
}
