/* The forms of values that are hashed. */
#include "canonical.h"
#include "mask_rig.h"

static struct rig rig;

static struct pgm_span canonical_bytes(const void *text, size_t bytes, bool fold)
{
    const struct pgm_span in = {text, bytes};
    bool null = false;
    const struct pgm_vector vector = {PGM_REPR_BYTES, 1, &null, {.bytes = (struct pgm_span *)&in}};
    static struct pgm_span out;
    pgm_canonical_spans(&rig.type, !rig.ascii_only, fold, &vector, &rig.scratch, &out);
    return out;
}

static const char *canonical(const char *text)
{
    const struct pgm_span out = canonical_bytes(text, strlen(text), false);
    return pgm_arena_strndup(&rig.arena, (const char *)out.data, out.bytes);
}

static void open_text(void)
{
    rig = (struct rig){.class = "keep", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
}

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_canonical, .init = open_text, .fini = close_rig);

Test(mask_canonical, ascii_is_trimmed_and_lowered)
{
    cr_assert_str_eq(canonical("  Ann@X.org\t"), "ann@x.org");
    cr_assert_str_eq(canonical("ANN MARIE @[`{Zz09"), "ann marie @[`{zz09");
    cr_assert_str_eq(canonical(" \n\t"), "");
    cr_assert_str_eq(canonical(""), "");
    cr_assert_str_eq(canonical("a b"), "a b");
}

Test(mask_canonical, every_length_and_byte_agrees_with_the_plain_way)
{
    uint8_t text[80], expected[80];
    uint64_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        const size_t bytes = rig_random(&seed) % sizeof text;
        for (size_t i = 0; i < bytes; i++) {
            text[i] = (uint8_t)(rig_random(&seed) % 127 + 1);
            expected[i] = text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i];
        }
        size_t start = 0, end = bytes;
        while (start < end && strchr(" \t\n\v\f\r", expected[end - 1]))
            end--;
        while (start < end && strchr(" \t\n\v\f\r", expected[start]))
            start++;
        const struct pgm_span out = canonical_bytes(text, bytes, false);
        cr_assert_eq(out.bytes, end - start);
        cr_assert(memcmp(out.data, expected + start, out.bytes) == 0);
        pgm_scratch_reset(&rig.scratch);
    }
}

Test(mask_canonical, unicode_is_composed_and_lowered)
{
    cr_assert_str_eq(canonical("M\xc3\x9cLLER"), "m\xc3\xbcller");
    cr_assert_str_eq(canonical("Mu\xcc\x88ller"), "m\xc3\xbcller"); /* decomposed */
    cr_assert_str_eq(canonical("MU\xcc\x88LLER "), "m\xc3\xbcller");
    cr_assert_str_eq(canonical("\xe1\xbe\x82"), "\xe1\xbe\x82"); /* decomposes into four */
    cr_assert_str_eq(canonical("\xe4\xb8\xad\xe6\x96\x87"), "\xe4\xb8\xad\xe6\x96\x87");
    cr_assert_str_eq(canonical("\xc4\xb0x"), canonical(canonical("\xc4\xb0x")));
}

Test(mask_canonical, canonical_text_is_not_copied)
{
    const char *plain[] = {"ann@x.org", "m\xc3\xbcller", "a", "  x"};
    for (size_t i = 0; i < 4; i++) {
        const struct pgm_span out = canonical_bytes(plain[i], strlen(plain[i]), false);
        cr_assert((const char *)out.data >= plain[i] &&
                  (const char *)out.data <= plain[i] + strlen(plain[i]));
    }
}

Test(mask_canonical, bytes_that_are_no_text_stay)
{
    cr_assert_str_eq(canonical(" Ann\xff "), "Ann\xff");
    cr_assert_str_eq(canonical("\xc3"), "\xc3");
    cr_assert_str_eq(canonical("\xed\xa0\x80X"), "\xed\xa0\x80X"); /* a surrogate */
    const struct pgm_span folded = canonical_bytes("Ann\xff", 4, true);
    cr_assert(memcmp(folded.data, "ann\xff", 4) == 0);
    rig.ascii_only = true;
    cr_assert_str_eq(canonical("M\xc3\x9cLLER"), "M\xc3\x9cLLER");
}

Test(mask_canonical, long_texts_are_only_trimmed)
{
    const size_t bytes = PGM_CANONICAL_BYTES_MAX + 1;
    char *text = pgm_arena_alloc(&rig.arena, bytes + 1);
    memset(text, 'A', bytes);
    cr_assert_eq(canonical_bytes(text, bytes, false).data, (const uint8_t *)text);
    memset(text, ' ', bytes);
    memcpy(text + 10, "ANN", 3);
    cr_assert_eq(canonical_bytes(text, bytes, false).bytes, 3);
    memset(text, 'A', bytes);
    cr_assert_eq(canonical_bytes(text, bytes - 1, false).data[0], 'a');
}

Test(mask_canonical, equal_numbers_have_one_form)
{
    rig.type.kind = PGM_KIND_NUMERIC;
    cr_assert_str_eq(canonical("1.50"), "1.5");
    cr_assert_str_eq(canonical("100.00"), "100");
    cr_assert_str_eq(canonical("100"), "100");
    cr_assert_str_eq(canonical("0.00"), "0");
    cr_assert_str_eq(canonical("NaN"), "NaN");
    rig.type.kind = PGM_KIND_FLOAT;
    cr_assert_str_eq(canonical("-0"), "0");
    cr_assert_str_eq(canonical("1.10e+20"), "1.10e+20");
}

Test(mask_canonical, exact_forms_follow_the_index)
{
    struct pgm_span out = pgm_exact_span(rig.mask, pgm_span_of(" Ann "), &rig.scratch);
    cr_assert(pgm_span_equal(out, pgm_span_of(" Ann ")));
    rig.domain.case_insensitive = true;
    out = pgm_exact_span(rig.mask, pgm_span_of(" \xc3\x84nn\xff "), &rig.scratch);
    cr_assert(pgm_span_equal(out, pgm_span_of(" \xc3\xa4nn\xff ")));
    rig.type.blank_padded = true;
    out = pgm_exact_span(rig.mask, pgm_span_of(" Ann  "), &rig.scratch);
    cr_assert(pgm_span_equal(out, pgm_span_of(" ann")));
    out = pgm_exact_span(rig.mask, pgm_span_of("\xc8\xba\xc8\xba"), &rig.scratch);
    cr_assert_eq(out.bytes, 6); /* each grew from 2 bytes to 3 */
}

Test(mask_canonical, digests_of_subjects_values_and_nulls)
{
    rig.mask->subject_domain = &rig.subject_domain;
    struct pgm_vector in = rig_vector(&rig, 3), out = rig_vector(&rig, 3);
    in.bytes[0] = in.bytes[1] = pgm_span_of("Ann");
    in.null[2] = true;
    const struct pgm_span subject[] = {pgm_span_of("17"), {NULL, 0}, {NULL, 0}};
    struct pgm_batch batch = {
        .count = 3, .in = &in, .out = &out, .subject = subject, .scratch = &rig.scratch};
    const struct pgm_digest *digests = pgm_mask_digests(rig.mask, &batch);
    const struct pgm_span ann = pgm_span_of("ann");
    struct pgm_digest by_subject, by_value;
    pgm_prf(&rig.subject_domain.key, subject, 1, &by_subject);
    pgm_prf(&rig.domain.key, &ann, 1, &by_value);
    cr_assert(memcmp(&digests[0], &by_subject, 16) == 0);
    cr_assert(memcmp(&digests[1], &by_value, 16) == 0);
    cr_assert(digests[2].word[0] == 0 && digests[2].word[1] == 0);
    const struct pgm_digest *values = pgm_mask_value_digests(rig.mask, &batch);
    cr_assert(memcmp(&values[0], &by_value, 16) == 0);
}
