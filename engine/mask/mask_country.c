/*
 * mask_country.c: country, region, job_title: one word of a list.
 *
 *   "Germany"  ─> a name      "de"  ─> a code of two letters      "DEU"  ─> a code of three
 *
 * The lists of names and of codes go with one another line by line, so that columns with one subject
 * agree: name and code come from the same draw.
 */
#include "classes.h"
#include "one_word.h"
#include "words.h"

#define CODES_LOCALE "en_US" /* codes of countries are of no language */

static enum pgm_status country_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return pgm_one_word_set(
        mask, setup,
        (struct pgm_one_word){.words = pgm_words_find(setup, "countries"),
                              .two = pgm_dictionary_find(CODES_LOCALE, "country_codes_2"),
                              .three = pgm_dictionary_find(CODES_LOCALE, "country_codes_3")});
}

static enum pgm_status region_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return pgm_one_word_set(mask, setup,
                            (struct pgm_one_word){.words = pgm_words_find(setup, "regions"),
                                                  .two = pgm_dictionary_find(
                                                      pgm_mask_setup_locale(setup), "region_codes"),
                                                  .syllables = pgm_syllables_read(mask, setup)});
}

static enum pgm_status job_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return pgm_one_word_prepare(mask, setup, "job_titles");
}

static void country_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_one_word_apply(mask, batch, PGM_DRAW_COUNTRY);
}

static void region_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_one_word_apply(mask, batch, PGM_DRAW_REGION);
}

static void job_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_one_word_apply(mask, batch, PGM_DRAW_JOB_TITLE);
}

const struct pgm_mask_class pgm_mask_country = {
    .name = "country",
    .family = "person",
    .summary =
        "another country, by its name in the locale's language or, for two or three letters, "
        "by its ISO 3166-1 code",
    .keeps = "name or code, letter case, not how many differ; with by: the country in all columns",
    .example_in = "Freedonia",
    PGM_ONE_WORD_CLASS(country_prepare, country_apply),
};

const struct pgm_mask_class pgm_mask_region = {
    .name = "region",
    .family = "person",
    .summary = "another state, county or province of the locale; in en_US and pt_BR a code for two "
               "letters (a name with cardinality: keep)",
    .keeps = "letter case; with by: the address in all columns",
    .example_in = "Transylvania",
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    PGM_ONE_WORD_CLASS(region_prepare, region_apply),
};

const struct pgm_mask_class pgm_mask_job_title = {
    .name = "job_title",
    .family = "person",
    .summary = "another occupation in the locale's language",
    .keeps = "letter case; with by: the person in all columns",
    .example_in = "Lighthouse Keeper",
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    PGM_ONE_WORD_CLASS(job_prepare, job_apply),
};
