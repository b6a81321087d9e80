/*
 * mask_text.c: lorem.
 *
 *   "Called twice,\nwants a refund."  ──>  "Aqua aestas s\nPenna rosa rarum"
 *
 * A draw gives a phrase of some words, written by a copy of fixed size past the end of the line, where
 * nothing stands yet: long texts are filled at about the speed they are read.
 */
#include <string.h>

#include "bytes.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "dictionary.h"
#include "draw.h"

#define SENTENCE_PHRASES 3
#define TRIES_MAX        8

struct lorem {
    const struct pgm_dictionary *phrases;
};

static enum pgm_status lorem_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct lorem *lorem = PGM_ARENA_NEW(setup->arena, struct lorem);
    lorem->phrases = pgm_dictionary_find(setup->domain->locale, "lorem_phrases");
    if (!lorem->phrases || !lorem->phrases->ascii)
        lorem->phrases = pgm_dictionary_find("en_US", "lorem_phrases");
    mask->state = lorem;
    return PGM_OK;
}

static size_t lorem_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/* One line of exactly `chars` characters: sentences of phrases, each as likely as any other, cut where it ends. It neither ends in a space nor
 * in two full stops; a space for the last becomes a full stop, one before that a letter. */
static uint8_t *write_line(const struct pgm_dictionary *phrases, struct pgm_draw *draw,
                           size_t chars, uint8_t *out)
{
    uint8_t *const end = out + chars;
    for (unsigned place = 0; out < end; place = place == SENTENCE_PHRASES - 1 ? 0 : place + 1) {
        const struct pgm_word *phrase = &phrases->words[pgm_draw_below(draw, phrases->count)];
        const bool is_last = place == SENTENCE_PHRASES - 1;
        memcpy(out, phrase, PGM_WORD_BYTES);
        out[0] ^= place == 0 ? 0x20 : 0; /* a capital */
        out += phrase->bytes;
        memcpy(out, is_last ? ". " : "  ", 2);
        out += 1 + is_last;
    }
    if (chars > 1) {
        const bool space = end[-1] == ' ';
        end[-2] = space && end[-2] == '.' ? 'e' : end[-2];
        end[-1] = space ? '.' : end[-1];
    }
    return end;
}

/* What the lines of a text hold anywhere, so that most need not be searched for it. */
struct layout {
    bool has_newline, has_return, is_wide;
};

static struct layout see_layout(struct pgm_span text)
{
    const bool is_short = text.bytes < 16;
    pgm_bytes16 x = is_short ? pgm_bytes16_gather(text.data, text.bytes)
                             : pgm_bytes16_load(text.data + text.bytes - 16);
    pgm_bytes16 newlines = (pgm_bytes16)(x == '\n'), returns = (pgm_bytes16)(x == '\r'), all = x;
    for (size_t i = 0; i + 16 < text.bytes; i += 16) {
        x = pgm_bytes16_load(text.data + i);
        newlines |= (pgm_bytes16)(x == '\n');
        returns |= (pgm_bytes16)(x == '\r');
        all |= x;
    }
    return (struct layout){pgm_bytes16_any(newlines), pgm_bytes16_any(returns),
                           pgm_bytes16_any_high(all)};
}

/* Where the line that begins at `at` ends. */
static const uint8_t *line_end(const struct layout *layout, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *found = layout->has_newline ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    end = found ? found : end;
    found = layout->has_return ? memchr(at, '\r', (size_t)(end - at)) : NULL;
    return found ? found : end;
}

static uint8_t *write_lines(const struct pgm_mask *mask, struct pgm_span text,
                            struct pgm_draw *draw, uint8_t *out)
{
    const struct pgm_dictionary *phrases = ((const struct lorem *)mask->state)->phrases;
    const struct layout layout = see_layout(text);
    const uint8_t *at = text.data, *end = text.data + text.bytes;
    while (at < end) {
        const struct pgm_span line = {at, (size_t)(line_end(&layout, at, end) - at)};
        const size_t chars = layout.is_wide ? pgm_chars_count(line, mask->utf8) : line.bytes;
        out = write_line(phrases, draw, chars, out);
        at += line.bytes;
        if (at < end)
            *out++ = *at++;
    }
    return out;
}

/* Drawn from the exact value: only equal lengths and lines could get equal fakes, and long texts need
 * no canonical copy. */
static void lorem_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(&mask->domain->key, pgm_exact_batch(mask, batch), batch->count, digests);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_span text = batch->in->bytes[i];
        text.bytes = pgm_chars_cut(text, mask->utf8, mask->max_chars);
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_LOREM);
        uint8_t *end = at;
        for (int tries = 0; tries < TRIES_MAX; tries++) { /* one character may hit itself */
            end = write_lines(mask, text, &draw, at);
            if (*at != *text.data ||
                !pgm_span_equal(text, (struct pgm_span){at, (size_t)(end - at)}))
                break;
        }
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_lorem = {
    .name = "lorem",
    .family = "text",
    .summary = "filler words of the same length, with the line breaks where they were",
    .keeps = "length in characters, line breaks",
    .example_in = "Called twice, wants a refund.",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH,
    .prepare = lorem_prepare,
    .bound = lorem_bound,
    .apply = lorem_apply,
};
