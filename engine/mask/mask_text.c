/* mask_text.c: lorem. */
#include <string.h>

#include "chars.h"
#include "classes.h"
#include "dictionary.h"
#include "draw.h"

#define SENTENCE_WORDS 9
#define TRIES_MAX      8

struct lorem {
    const struct pgm_dictionary *words;
};

static enum pgm_status lorem_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct lorem *lorem = PGM_ARENA_NEW(setup->arena, struct lorem);
    lorem->words = pgm_dictionary_find(setup->domain->locale, "lorem_words");
    if (!lorem->words || !lorem->words->ascii)
        lorem->words = pgm_dictionary_find("en_US", "lorem_words");
    mask->state = lorem;
    return PGM_OK;
}

static size_t lorem_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/*
 * One line of exactly `chars` characters. Words are drawn until the next would not fit; what is left
 * is filled by one more, cut, so that the line neither ends in a space nor falls short.
 */
static uint8_t *write_line(const struct pgm_dictionary *words, struct pgm_draw *draw, size_t chars,
                           uint8_t *out)
{
    uint8_t *const end = out + chars;
    for (unsigned count = 0; out < end; count++) {
        const struct pgm_word *word =
            &words->words[pgm_dictionary_draw(words, pgm_draw_next(draw))];
        const size_t left = (size_t)(end - out);
        size_t bytes = word->bytes < left ? word->bytes : left;
        memcpy(out, word->text, bytes);
        if (count % SENTENCE_WORDS == 0)
            out[0] ^= 0x20; /* a capital */
        out += bytes;
        if (end - out == 1) {
            *out++ = '.';
        } else if (out < end) {
            if (count % SENTENCE_WORDS == SENTENCE_WORDS - 1 && end - out > 2)
                *out++ = '.';
            *out++ = ' ';
        }
    }
    return out;
}

static uint8_t *write_lines(const struct pgm_mask *mask, struct pgm_span text,
                            struct pgm_draw *draw, uint8_t *out)
{
    const struct pgm_dictionary *words = ((const struct lorem *)mask->state)->words;
    const uint8_t *at = text.data, *end = text.data + text.bytes;
    while (at < end) {
        const uint8_t *start = at;
        while (at < end && *at != '\n' && *at != '\r')
            at++;
        const struct pgm_span line = {start, (size_t)(at - start)};
        out = write_line(words, draw, pgm_chars_count(line, mask->utf8), out);
        if (at < end)
            *out++ = *at++;
    }
    return out;
}

static void lorem_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
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
            if (!pgm_span_equal(text, (struct pgm_span){at, (size_t)(end - at)}))
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
