/*
 * mask_country.c: country, region, job_title: one word of a list.
 *
 *   "Germany"  ─> a name      "de"  ─> a code of two letters      "DEU"  ─> a code of three
 *
 * The lists of names and of codes go with one another line by line, so that columns with one subject
 * agree: name and code come from the same draw.
 */
#include "chars.h"
#include "classes.h"
#include "syllables.h"
#include "words.h"

#define CODES_LOCALE "en_US" /* codes of countries are of no language */

struct word_lists {
    const struct pgm_dictionary *names;
    const struct pgm_dictionary *two, *three; /* NULL: there are no such codes */
    struct pgm_syllables syllables;
};

static enum pgm_status set_lists(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                                 struct word_lists found)
{
    struct word_lists *lists = PGM_ARENA_NEW(setup->arena, struct word_lists);
    *lists = found;
    mask->state = lists;
    return PGM_OK;
}

static enum pgm_status country_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return set_lists(
        mask, setup,
        (struct word_lists){.names = pgm_words_find(setup, "countries"),
                            .two = pgm_dictionary_find(CODES_LOCALE, "country_codes_2"),
                            .three = pgm_dictionary_find(CODES_LOCALE, "country_codes_3")});
}

static enum pgm_status region_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return set_lists(mask, setup,
                     (struct word_lists){
                         .names = pgm_words_find(setup, "regions"),
                         .two = pgm_dictionary_find(pgm_mask_setup_locale(setup), "region_codes"),
                         .syllables = pgm_syllables_read(mask, setup)});
}

static enum pgm_status job_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return set_lists(mask, setup,
                     (struct word_lists){.names = pgm_words_find(setup, "job_titles"),
                                         .syllables = pgm_syllables_read(mask, setup)});
}

static size_t word_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct word_lists *lists = mask->state;
    const size_t longest =
        lists->names->bytes_max + (lists->syllables.wanted ? PGM_SYLLABLES_BYTES_MAX : 0u);
    return in_bytes > longest ? in_bytes : longest; /* a blank value stays as it is */
}

/* By how the original is written. */
static const struct pgm_dictionary *list_for(const struct word_lists *lists,
                                             struct pgm_span original)
{
    const struct pgm_span word = pgm_chars_trim(original);
    if (lists->syllables.wanted)
        return lists->names; /* there are no more codes */
    for (size_t i = 0; i < word.bytes && i < 3; i++)
        if (!pgm_is_letter(word.data[i]))
            return lists->names;
    if (word.bytes == 2 && lists->two)
        return lists->two;
    return word.bytes == 3 && lists->three ? lists->three : lists->names;
}

static void word_apply(const struct pgm_mask *mask, struct pgm_batch *batch,
                       enum pgm_draw_purpose purpose)
{
    const struct word_lists *lists = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const struct pgm_digest *exact = pgm_syllables_digests(mask, &lists->syllables, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const struct pgm_span original = batch->in->bytes[i];
        struct pgm_draw draw = pgm_draw_from(digests[i], purpose);
        const struct pgm_word *word =
            pgm_words_draw(list_for(lists, original), &draw, original, mask->max_chars);
        uint8_t *end = pgm_words_write(word, at);
        if (exact)
            end = pgm_syllables_add(mask, &lists->syllables, exact[i], at, end);
        pgm_chars_set_case(at, (size_t)(end - at), pgm_chars_case(original));
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

static void country_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    word_apply(mask, batch, PGM_DRAW_COUNTRY);
}

static void region_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    word_apply(mask, batch, PGM_DRAW_REGION);
}

static void job_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    word_apply(mask, batch, PGM_DRAW_JOB_TITLE);
}

const struct pgm_mask_class pgm_mask_country = {
    .name = "country",
    .family = "person",
    .summary =
        "another country, by its name in the locale's language or, for two or three letters, "
        "by its ISO 3166-1 code",
    .keeps = "name or code, letter case, not how many differ; with by: the country in all columns",
    .example_in = "Freedonia",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE,
    .prepare = country_prepare,
    .bound = word_bound,
    .apply = country_apply,
};

const struct pgm_mask_class pgm_mask_region = {
    .name = "region",
    .family = "person",
    .summary = "another state, county or province of the locale; in en_US and pt_BR a code for two "
               "letters (a name with cardinality: keep)",
    .keeps = "letter case; with by: the address in all columns",
    .example_in = "Transylvania",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE,
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    .prepare = region_prepare,
    .bound = word_bound,
    .apply = region_apply,
};

const struct pgm_mask_class pgm_mask_job_title = {
    .name = "job_title",
    .family = "person",
    .summary = "another occupation in the locale's language",
    .keeps = "letter case; with by: the person in all columns",
    .example_in = "Lighthouse Keeper",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE,
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    .prepare = job_prepare,
    .bound = word_bound,
    .apply = job_apply,
};
