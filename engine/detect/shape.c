/*
 * shape.c: what one value looks like, as bits. Every test is linear in the value, whose length the
 * caller bounds; any bytes will do.
 */
#include "chars.h"
#include "detect_internal.h"
#include "scratch.h"

/* Longer values are texts or structures: no name, number or address is as long. */
#define SHORT_BYTES_MAX 256

void pgm_value_measure(struct pgm_span text, struct pgm_value *value)
{
    *value = (struct pgm_value){.text = text, .lines = 1};
    bool inside = false;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        const bool space = pgm_is_space(c);
        value->digits += pgm_is_digit(c);
        value->uppers += pgm_is_upper(c);
        value->lowers += pgm_is_lower(c);
        value->spaces += space;
        value->above_ascii += c >= 0x80;
        value->lines += c == '\n';
        value->words += !space && !inside;
        inside = !space;
    }
    value->letters = value->uppers + value->lowers;
    value->others =
        text.bytes - value->letters - value->digits - value->spaces - value->above_ascii;
}

uint64_t pgm_shapes_of(const struct pgm_detector *detector, const struct pgm_value *value,
                       struct pgm_scratch *scratch, uint32_t *locales)
{
    uint64_t shapes = pgm_shape_secret(value) | pgm_shape_structure(value);
    if (value->text.bytes <= SHORT_BYTES_MAX) {
        shapes |= pgm_shape_contact(value) | pgm_shape_number(value);
        shapes |= pgm_shape_words(detector, value, locales);
    } else if (value->words >= 4) {
        shapes |= PGM_SHAPE_BIT(prose);
    }
    /* In what is one thing as a whole nothing else need be looked for. */
    if (value->words > 1 || value->text.bytes > SHORT_BYTES_MAX || value->others > 2)
        shapes |= pgm_shape_inside(detector, value, scratch);
    return shapes;
}

uint64_t pgm_shape_inside(const struct pgm_detector *detector, const struct pgm_value *value,
                          struct pgm_scratch *scratch)
{
    uint64_t shapes = 0;
    struct pgm_text_matches matches = {.scratch = scratch};
    pgm_text_find(detector->matcher, NULL, value->text, &matches);
    for (size_t i = 0; i < matches.count; i++) {
        const bool secret =
            matches.items[i].kind == PGM_TEXT_TOKEN || matches.items[i].kind == PGM_TEXT_BLOCK;
        shapes |= secret ? PGM_SHAPE_BIT(secret_inside) : PGM_SHAPE_BIT(personal_inside);
    }
    pgm_scratch_reset(scratch);
    return shapes;
}
