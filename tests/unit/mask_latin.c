/* The two ways to a canonical form, for Latin text and for any, give the same. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "canonical.h"
#include "mask_rig.h"

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

/* The same by the general way, where a character outside the Latin range at the end sends it. */
static struct pgm_span canonical_generally(struct pgm_scratch *scratch, struct pgm_span text)
{
    static const uint8_t outside[] = {0xe4, 0xb8, 0x80};
    uint8_t *longer = pgm_scratch_alloc(scratch, text.bytes + sizeof outside);
    memcpy(longer, text.data, text.bytes);
    memcpy(longer + text.bytes, outside, sizeof outside);
    struct pgm_span out =
        canonical(scratch, (struct pgm_span){longer, text.bytes + sizeof outside});
    cr_assert(out.bytes >= sizeof outside);
    out.bytes -= sizeof outside;
    cr_assert(memcmp(out.data + out.bytes, outside, sizeof outside) == 0);
    return out;
}

static size_t put_code(unsigned code, uint8_t *out)
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    out[0] = (uint8_t)(0xc0 | code >> 6);
    out[1] = (uint8_t)(0x80 | (code & 0x3f));
    return 2;
}

Test(mask_latin, latin_letters_lower_alike_in_both_ways)
{
    struct pgm_error error = {0};
    struct pgm_scratch scratch;
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 16, &error), PGM_OK);
    for (unsigned code = 1; code < 0x800; code++) { /* all of two bytes */
        pgm_scratch_reset(&scratch);
        uint8_t text[8] = "Ab";
        const size_t bytes = 2 + put_code(code, text + 2);
        text[bytes] = 'Z';
        const struct pgm_span latin = {text, bytes + 1};
        cr_assert(pgm_span_equal(canonical(&scratch, latin), canonical_generally(&scratch, latin)),
                  "U+%04X differs", code);
    }
    pgm_scratch_free(&scratch);
}

/* Of every length, letters at every place; one in eight holds a byte that is no text. */
Test(mask_latin, random_texts_lower_alike_in_both_ways)
{
    struct pgm_error error = {0};
    struct pgm_scratch scratch;
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 16, &error), PGM_OK);
    uint64_t seed = 5;
    for (int round = 0; round < 100000; round++) {
        pgm_scratch_reset(&scratch);
        uint8_t text[96] = "x";
        size_t bytes = 1;
        const size_t codes = rig_random(&seed) % 40;
        const unsigned range = rig_random(&seed) % 2 ? 0x250 : 0x300;
        for (size_t i = 0; i < codes; i++) {
            const unsigned random = (unsigned)rig_random(&seed) / 4;
            bytes +=
                put_code(random % 3 ? 'A' + random / 3 % 58 : 0xc0 + random / 3 % (range - 0xc0),
                         text + bytes);
        }
        if (round % 8 == 0)
            text[rig_random(&seed) % bytes] = (uint8_t)(0x80 + rig_random(&seed) % 0x80);
        const struct pgm_span latin = {text, bytes};
        cr_assert(pgm_span_equal(canonical(&scratch, latin), canonical_generally(&scratch, latin)),
                  "round %d differs", round);
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
