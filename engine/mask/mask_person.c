/* mask_person.c: given_name, family_name, full_name. E-mail and phone have files of their own. */
#include <string.h>

#include "chars.h"
#include "classes.h"
#include "one_word.h"
#include "words.h"

/* ---- given_name, family_name --------------------------------------------------------------- */

static enum pgm_status given_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return pgm_one_word_prepare(mask, setup, "given_names");
}

static enum pgm_status family_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return pgm_one_word_prepare(mask, setup, "family_names");
}

static void given_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_one_word_apply(mask, batch, PGM_DRAW_GIVEN);
}

static void family_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_one_word_apply(mask, batch, PGM_DRAW_FAMILY);
}

const struct pgm_mask_class pgm_mask_given_name = {
    .name = "given_name",
    .family = "person",
    .summary = "a first name of the locale, never one that stands in the original",
    .keeps = "letter case; with by: the person in all columns",
    .example_in = "Rosalind",
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    PGM_ONE_WORD_CLASS(given_prepare, given_apply),
};

const struct pgm_mask_class pgm_mask_family_name = {
    .name = "family_name",
    .family = "person",
    .summary = "a last name of the locale, never one that stands in the original",
    .keeps = "letter case; with by: the person in all columns",
    .example_in = "Thackeray",
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    PGM_ONE_WORD_CLASS(family_prepare, family_apply),
};

/* ---- full_name ----------------------------------------------------------------------------- */

struct full_name {
    const struct pgm_dictionary *given, *family;
    bool family_first;
    struct pgm_syllables syllables;
};

/* Whether people of the locale say their family name first, without a comma. */
static bool is_family_first(const char *locale)
{
    return strcmp(locale, "ja_JP") == 0;
}

static enum pgm_status full_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct full_name *names = PGM_ARENA_NEW(setup->arena, struct full_name);
    names->given = pgm_words_find(setup, "given_names");
    names->family = pgm_words_find(setup, "family_names");
    names->family_first = is_family_first(pgm_mask_setup_locale(setup));
    names->syllables = pgm_syllables_read(mask, setup);
    mask->state = names;
    return PGM_OK;
}

static size_t full_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct full_name *names = mask->state;
    const size_t longest = (size_t)names->given->bytes_max + names->family->bytes_max + 2 +
                           (names->syllables.wanted ? PGM_SYLLABLES_BYTES_MAX : 0u);
    return in_bytes > longest ? in_bytes : longest;
}

static struct pgm_span word_span(const struct pgm_word *word)
{
    return (struct pgm_span){(const uint8_t *)word->text, word->bytes};
}

/* Whether a word and `more` characters are at most `max`; of most words the bytes tell it. */
static bool fits(const struct pgm_word *word, size_t more, size_t max)
{
    return word->bytes + more <= max || pgm_chars_count(word_span(word), true) + more <= max;
}

/* "G. Family" where that fits and G is none of the original, else the family name. */
static uint8_t *write_short(const struct full_name *names, const struct pgm_word *given,
                            const struct pgm_word *family, struct pgm_span original, size_t max,
                            uint8_t *out)
{
    const size_t initial_bytes = pgm_chars_cut(word_span(given), true, 1);
    if (!names->family_first && fits(family, 3, max) &&
        !pgm_chars_have_word(original, given->text, initial_bytes)) {
        memcpy(out, given->text, initial_bytes);
        out += initial_bytes;
        *out++ = '.';
        *out++ = ' ';
    }
    return pgm_words_write(family, out);
}

/* "Given Family" or, as the locale or the original has it, "Family Given" or "Family, Given"; a
 * shorter form where that is too long. */
static uint8_t *write_full(const struct full_name *names, const struct pgm_word *given,
                           const struct pgm_word *family, struct pgm_span original,
                           int32_t max_chars, uint8_t *out)
{
    const size_t max = max_chars > 0 ? (size_t)max_chars : SIZE_MAX;
    const bool comma = original.bytes > 0 && memchr(original.data, ',', original.bytes);
    const bool family_first = comma || names->family_first;
    if ((size_t)given->bytes + family->bytes + 1 + comma > max &&
        !fits(family, pgm_chars_count(word_span(given), true) + 1 + comma, max))
        return write_short(names, given, family, original, max, out);
    out = pgm_words_write(family_first ? family : given, out);
    if (comma)
        *out++ = ',';
    *out++ = ' ';
    return pgm_words_write(family_first ? given : family, out);
}

static void full_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct full_name *names = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const struct pgm_digest *exact = pgm_syllables_digests(mask, &names->syllables, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const struct pgm_span original = batch->in->bytes[i];
        struct pgm_draw of_given = pgm_draw_from(digests[i], PGM_DRAW_GIVEN);
        struct pgm_draw of_family = pgm_draw_from(digests[i], PGM_DRAW_FAMILY);
        const struct pgm_word *given = pgm_words_draw(names->given, &of_given, original, 0);
        const struct pgm_word *family =
            pgm_words_draw(names->family, &of_family, original, mask->max_chars);
        uint8_t *end = write_full(names, given, family, original, mask->max_chars, at);
        if (exact)
            end = pgm_syllables_add(mask, &names->syllables, exact[i], at, end);
        pgm_chars_set_case(at, (size_t)(end - at), pgm_chars_case(original));
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_full_name = {
    .name = "full_name",
    .family = "person",
    .summary = "a first and a last name of the locale, no word of the original among them",
    .keeps = "letter case, \"Last, First\"; with by: the person in all columns",
    .example_in = "Rosalind Thackeray",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE,
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    .prepare = full_prepare,
    .bound = full_bound,
    .apply = full_apply,
};
