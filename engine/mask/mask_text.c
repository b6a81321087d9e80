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

static const struct pgm_word *draw_word(const struct pgm_dictionary *words, struct pgm_draw *draw)
{
    return &words->words[pgm_dictionary_draw(words, pgm_draw_next(draw))];
}

/*
 * One line of exactly `chars` characters. Words are drawn until the last passes the end, where it is
 * cut, or leaves no room for another; then a full stop fills the line, so that it neither ends in a
 * space nor falls short. Each word is written whole, past the end too: nothing stands there yet, and
 * a loop that asked for lengths would guess them wrong.
 */
static uint8_t *write_line(const struct pgm_dictionary *words, struct pgm_draw *draw, size_t chars,
                           uint8_t *out)
{
    uint8_t *const end = out + chars;
    if (chars == 0)
        return end;
    for (unsigned place = 0;; place = place == SENTENCE_WORDS - 1 ? 0 : place + 1) {
        const struct pgm_word *word = draw_word(words, draw);
        const bool last = place == SENTENCE_WORDS - 1;
        memcpy(out, word->text, PGM_WORD_TEXT_BYTES);
        out[0] ^= place == 0 ? 0x20 : 0; /* a capital */
        out += word->bytes;
        if (end - out > 2) {
            memcpy(out, last ? ". " : "  ", 2);
            out += 1 + last;
            continue;
        }
        if (end - out == 1)
            *out = '.';
        if (end - out != 2)
            return end;
        *out++ = ' ';
        *out = (uint8_t)draw_word(words, draw)->text[0] ^ (last ? 0x20 : 0);
        return end;
    }
}

static uint8_t *write_lines(const struct pgm_mask *mask, struct pgm_span text,
                            struct pgm_draw *draw, uint8_t *out)
{
    const struct pgm_dictionary *words = ((const struct lorem *)mask->state)->words;
    const uint8_t *at = text.data, *end = text.data + text.bytes;
    while (at < end) {
        const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
        struct pgm_span line = {at, (size_t)((newline ? newline : end) - at)};
        const uint8_t *carriage_return = memchr(at, '\r', line.bytes);
        line.bytes = carriage_return ? (size_t)(carriage_return - at) : line.bytes;
        at += line.bytes;
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
