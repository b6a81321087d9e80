/* The two ways to a canonical form, for Latin text and for any, give the same. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "canonical.h"

static struct pgm_span canonical(struct pgm_scratch *scratch, struct pgm_span text)
{
    const struct pgm_type type = {.kind = PGM_KIND_TEXT};
    bool null = false;
    const struct pgm_vector vector = {
        .repr = PGM_REPR_BYTES, .count = 1, .null = &null, .bytes = &text};
    struct pgm_span *out = pgm_scratch_alloc(scratch, sizeof *out);
    pgm_canonical_spans(&type, true, false, &vector, scratch, out);
    return *out;
}

/* A character outside the Latin range at the end sends the same text the general way. */
Test(mask_latin, latin_letters_lower_alike_in_both_ways)
{
    struct pgm_error error = {0};
    struct pgm_scratch scratch;
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 16, &error), PGM_OK);
    for (unsigned code = 0xc0; code < 0x300; code++) {
        pgm_scratch_reset(&scratch);
        char latin[16], general[32];
        const int bytes = snprintf(latin, sizeof latin, "Ab%c%cZ", 0xc0 | (int)(code >> 6),
                                   0x80 | (int)(code & 0x3f));
        snprintf(general, sizeof general, "%s\xe4\xb8\x80", latin);
        const struct pgm_span one = canonical(&scratch, pgm_span_of(latin));
        struct pgm_span other = canonical(&scratch, pgm_span_of(general));
        cr_assert_eq(bytes, 5);
        cr_assert(other.bytes > 3 && memcmp(other.data + other.bytes - 3, "\xe4\xb8\x80", 3) == 0);
        other.bytes -= 3;
        cr_assert(pgm_span_equal(one, other), "U+%04X differs", code);
    }
    pgm_scratch_free(&scratch);
}

Test(mask_latin, combining_marks_are_composed)
{
    struct pgm_error error = {0};
    struct pgm_scratch scratch;
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 16, &error), PGM_OK);
    const struct pgm_span composed = canonical(&scratch, pgm_span_of("Zo\xc3\xab"));
    const struct pgm_span apart = canonical(&scratch, pgm_span_of("ZOE\xcc\x88"));
    cr_assert(pgm_span_equal(composed, apart));
    cr_assert(pgm_span_equal(composed, pgm_span_of("zo\xc3\xab")));
    pgm_scratch_free(&scratch);
}
