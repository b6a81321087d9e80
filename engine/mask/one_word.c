/* one_word.c: see one_word.h. */
#include "one_word.h"

#include "chars.h"
#include "words.h"

enum pgm_status pgm_one_word_set(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                                 struct pgm_one_word word)
{
    struct pgm_one_word *state = PGM_ARENA_NEW(setup->arena, struct pgm_one_word);
    *state = word;
    mask->state = state;
    return PGM_OK;
}

enum pgm_status pgm_one_word_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                                     const char *name)
{
    return pgm_one_word_set(mask, setup,
                            (struct pgm_one_word){.words = pgm_words_find(setup, name),
                                                  .syllables = pgm_syllables_read(mask, setup)});
}

size_t pgm_one_word_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct pgm_one_word *word = mask->state;
    const size_t longest =
        word->words->bytes_max + (word->syllables.wanted ? PGM_SYLLABLES_BYTES_MAX : 0u);
    return in_bytes > longest ? in_bytes : longest; /* a blank value stays as it is */
}

/* By how the original is written. There are no more codes than there are: what keeps its number takes
 * words. */
static const struct pgm_dictionary *list_for(const struct pgm_one_word *word,
                                             struct pgm_span original)
{
    if (!word->two || word->syllables.wanted)
        return word->words;
    const struct pgm_span code = pgm_chars_trim(original);
    for (size_t i = 0; i < code.bytes && i < 3; i++)
        if (!pgm_is_letter(code.data[i]))
            return word->words;
    if (code.bytes == 2)
        return word->two;
    return code.bytes == 3 && word->three ? word->three : word->words;
}

void pgm_one_word_apply(const struct pgm_mask *mask, struct pgm_batch *batch,
                        enum pgm_draw_purpose purpose)
{
    const struct pgm_one_word *state = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const struct pgm_digest *exact = pgm_syllables_digests(mask, &state->syllables, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const struct pgm_span original = batch->in->bytes[i];
        struct pgm_draw draw = pgm_draw_from(digests[i], purpose);
        const struct pgm_word *word =
            pgm_words_draw(list_for(state, original), &draw, original, mask->max_chars);
        uint8_t *end = pgm_words_write(word, at);
        if (exact)
            end = pgm_syllables_add(mask, &state->syllables, exact[i], at, end);
        pgm_chars_set_case(at, (size_t)(end - at), pgm_chars_case(original));
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}
