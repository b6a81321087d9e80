/* text_fake.c: see text_fake.h. */
#include "text_fake.h"

#include <string.h>

#include "chars.h"
#include "draw.h"

static size_t same_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/* ---- blocks of PEM (RFC 7468) -------------------------------------------------------------- */

static uint8_t draw_like(struct pgm_draw *draw, uint8_t c)
{
    if (pgm_is_digit(c))
        return (uint8_t)('0' + pgm_draw_below(draw, 10));
    if (pgm_is_letter(c))
        return (uint8_t)(((c & 0x20) | 'A') + pgm_draw_below(draw, 26));
    return c < 0x80 ? c : 'x';
}

/* The lines that open and close a block say only what it is. Where such a line ends; `at` for none. */
static size_t label_end(struct pgm_span text, size_t at)
{
    static const char dashes[] = "-----";
    const size_t bytes = sizeof dashes - 1;
    if (text.bytes - at < bytes || memcmp(text.data + at, dashes, bytes) != 0)
        return at;
    for (size_t i = at + bytes; i + bytes <= text.bytes && text.data[i] != '\n'; i++)
        if (memcmp(text.data + i, dashes, bytes) == 0)
            return i + bytes;
    return at;
}

static void block_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgm_span text = batch->in->bytes[i];
        uint8_t *out = pgm_scratch_alloc(batch->scratch, text.bytes);
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_TEXT);
        for (size_t at = 0; at < text.bytes;) {
            const size_t kept = label_end(text, at) - at;
            memcpy(out + at, text.data + at, kept);
            if (kept == 0)
                out[at] = draw_like(&draw, text.data[at]);
            at += kept ? kept : 1;
        }
        batch->out->bytes[i] = (struct pgm_span){out, text.bytes};
    }
}

const struct pgm_mask_class pgm_text_fake_block = {
    .name = "text_block",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH,
    .bound = same_bound,
    .apply = block_apply,
};

/* ---- national ids -------------------------------------------------------------------------- */

static void id_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgm_span text = batch->in->bytes[i];
        uint8_t *out = pgm_scratch_alloc(batch->scratch, text.bytes);
        const size_t bytes =
            pgm_chars_redact(text, mask->utf8, 0, PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, out);
        batch->out->bytes[i] = (struct pgm_span){out, bytes};
    }
}

const struct pgm_mask_class pgm_text_fake_id = {
    .name = "text_national_id",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEEPS_LENGTH,
    .bound = same_bound,
    .apply = id_apply,
};
