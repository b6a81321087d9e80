/* username, country, region, job_title, and `cardinality: keep`. */
#include <stdlib.h>

#include "chars.h"
#include "dictionary.h"
#include "mask_rig.h"
#include "syllables.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_names_kept, .fini = close_rig);

static void open_class(const char *class, const char *locale)
{
    rig = (struct rig){.class = class, .kind = PGM_KIND_TEXT, .locale = locale};
    rig_open(&rig);
    cr_assert_not_null(rig.mask, "%s", class);
}

static bool is_word(const char *locale, const char *name, const char *text)
{
    const struct pgm_dictionary *words = pgm_dictionary_find(locale, name);
    for (uint32_t i = 0; i < words->count; i++)
        if (strcmp(words->words[i].text, text) == 0)
            return true;
    return false;
}

/* ---- username ------------------------------------------------------------------------------ */

Test(mask_names_kept, a_username_is_what_stands_before_the_at)
{
    rig = (struct rig){.class = "username", .kind = PGM_KIND_TEXT, .with_subject = true};
    rig_open(&rig);
    struct rig mail = {.class = "email", .kind = PGM_KIND_TEXT, .with_subject = true};
    rig_open(&mail);
    const char *name = rig_by(&rig, "ann_smith", "4711"),
               *address = rig_by(&mail, "a@x.org", "4711");
    const size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyz.");
    cr_assert_null(strchr(name, '@'));
    cr_assert_gt(strlen(name), letters);
    cr_assert_eq(strspn(name + letters, "0123456789"), strlen(name + letters), "%s", name);
    cr_assert_eq(memcmp(name, address, letters), 0, "%s, %s", name, address);
    rig_close(&mail);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_distinct(const char **texts, size_t count)
{
    qsort(texts, count, sizeof *texts, compare_texts);
    for (size_t i = 1; i < count; i++)
        cr_assert_str_neq(texts[i - 1], texts[i]);
}

Test(mask_names_kept, unique_usernames_are_tagged)
{
    enum { COUNT = 20000 };
    static const char *fakes[COUNT];
    rig = (struct rig){.class = "username", .kind = PGM_KIND_TEXT, .unique = true, .max_chars = 20};
    rig_open(&rig);
    cr_assert_eq(rig.found->unique_chars_min(rig.mask), 16);
    for (int i = 0; i < COUNT; i++)
        fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "user%d", i));
    check_distinct(fakes, COUNT);
    const char *lower = rig_text(&rig, "annsmith"), *upper = rig_text(&rig, "AnnSmith");
    cr_assert(strcmp(lower, upper) != 0 && strcasecmp(lower, upper) == 0, "%s %s", lower, upper);
}

/* ---- country, region, job_title ------------------------------------------------------------ */

Test(mask_names_kept, countries_by_name_and_by_code)
{
    open_class("country", "de_DE");
    cr_assert(is_word("de_DE", "countries", rig_text(&rig, "Freedonia")));
    cr_assert(is_word("en_US", "country_codes_2", rig_text(&rig, "US")));
    cr_assert(is_word("en_US", "country_codes_3", rig_text(&rig, "DEU")));
    const char *small = rig_text(&rig, "us");
    cr_assert(strlen(small) == 2 && pgm_is_lower((uint8_t)small[0]), "%s", small);
    for (char code[] = "AA"; code[0] <= 'Z'; code[0]++)
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
            cr_assert_str_neq(rig_text(&rig, code), code);
}

Test(mask_names_kept, names_and_codes_of_a_subject_agree)
{
    rig = (struct rig){.class = "country", .kind = PGM_KIND_TEXT, .with_subject = true};
    rig_open(&rig);
    const struct pgm_dictionary *names = pgm_dictionary_find("en_US", "countries"),
                                *two = pgm_dictionary_find("en_US", "country_codes_2"),
                                *three = pgm_dictionary_find("en_US", "country_codes_3");
    cr_assert(names->count == two->count && two->count == three->count);
    for (int i = 0; i < 300; i++) {
        const char *id = pgm_arena_printf(&rig.arena, "%d", i);
        const char *name = rig_by(&rig, "Freedonia", id), *code = rig_by(&rig, "XX", id),
                   *long_code = rig_by(&rig, "XXX", id);
        uint32_t at = 0;
        while (strcmp(names->words[at].text, name) != 0)
            at++;
        cr_assert_str_eq(two->words[at].text, code);
        cr_assert_str_eq(three->words[at].text, long_code);
    }
}

Test(mask_names_kept, lists_of_countries_go_with_the_codes)
{
    static const char *const locales[] = {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT",
                                          "pl_PL", "pt_BR", "nl_NL", "sv_SE", "ja_JP"};
    const uint32_t count = pgm_dictionary_find("en_US", "country_codes_2")->count;
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        cr_assert_eq(pgm_dictionary_find(locales[i], "countries")->count, count, "%s", locales[i]);
        open_class("country", locales[i]);
        cr_assert(is_word(locales[i], "countries", rig_text(&rig, "Freedonia")));
        rig_close(&rig);
    }
    cr_assert_eq(pgm_dictionary_find("en_US", "region_codes")->count,
                 pgm_dictionary_find("en_US", "regions")->count);
    cr_assert_eq(pgm_dictionary_find("pt_BR", "region_codes")->count,
                 pgm_dictionary_find("pt_BR", "regions")->count);
    open_class("country", NULL);
}

Test(mask_names_kept, regions_and_occupations)
{
    open_class("region", NULL);
    cr_assert(is_word("en_US", "regions", rig_text(&rig, "Transylvania")));
    cr_assert(is_word("en_US", "region_codes", rig_text(&rig, "NY")));
    for (int i = 0; i < 51; i++) {
        const char *state = pgm_dictionary_find("en_US", "regions")->words[i].text;
        cr_assert_str_neq(rig_text(&rig, state), state);
    }
    rig_close(&rig);
    open_class("region", "fr_FR"); /* no codes: a name */
    cr_assert(is_word("fr_FR", "regions", rig_text(&rig, "Xx")));
    rig_close(&rig);
    open_class("job_title", "sv_SE");
    cr_assert(is_word("sv_SE", "job_titles", rig_text(&rig, "Lighthouse Keeper")));
}

/* ---- cardinality: keep --------------------------------------------------------------------- */

static void open_kept(const char *class, const char *locale, int32_t max_chars)
{
    rig = (struct rig){
        .class = class,
        .kind = PGM_KIND_TEXT,
        .locale = locale,
        .max_chars = max_chars,
        .inputs = {{.name = "cardinality", .kind = PGM_ARG_INPUT_SCALAR, .text = "keep"}},
        .input_count = 1};
    rig_open(&rig);
}

Test(mask_names_kept, as_many_distinct_fakes_as_originals)
{
    enum { COUNT = 30000 };
    static const char *const classes[] = {"given_name", "family_name", "full_name", "city",
                                          "company",    "street",      "region",    "job_title"};
    static const int32_t limits[] = {0, 14, 20, 40};
    static const char *fakes[COUNT];
    for (size_t c = 0; c < sizeof classes / sizeof *classes; c++) {
        for (size_t k = 0; k < 4; k++) {
            open_kept(classes[c], NULL, limits[k]);
            cr_assert_not_null(rig.mask);
            for (int i = 0; i < COUNT; i++) {
                fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "Name%d Of%d", i, i % 7));
                cr_assert(limits[k] == 0 || strlen(fakes[i]) <= (size_t)limits[k]);
            }
            check_distinct(fakes, COUNT);
            rig_close(&rig);
        }
    }
    open_kept("given_name", NULL, 0);
    const char *fake = rig_text(&rig, "Ann");
    const char *hyphen = strchr(fake, '-');
    cr_assert(hyphen && strlen(hyphen) == 15 && pgm_is_upper((uint8_t)hyphen[1]), "%s", fake);
    const char *lower = rig_text(&rig, "ann"), *upper = rig_text(&rig, "ANN"),
               *mixed = rig_text(&rig, "aNN");
    cr_assert(strcasecmp(lower, fake) && strcasecmp(upper, fake) && strcasecmp(mixed, fake));
    cr_assert(pgm_chars_case(pgm_span_of(lower)) == PGM_CASE_LOWER &&
              pgm_chars_case(pgm_span_of(upper)) == PGM_CASE_UPPER);
}

Test(mask_names_kept, names_without_letters_go_on_in_kana)
{
    open_kept("family_name", "ja_JP", 7);
    const char *fake = rig_text(&rig, "\xe7\x94\xb0\xe4\xb8\xad");
    cr_assert_eq(pgm_chars_count(pgm_span_of(fake), true), PGM_SYLLABLES, "%s", fake);
    cr_assert_str_neq(fake, rig_text(&rig, "\xe5\xb1\xb1\xe6\x9c\xac"));
}

Test(mask_names_kept, keep_is_refused_where_it_cannot_be)
{
    open_kept("given_name", NULL, 13); /* too narrow for the syllables */
    cr_assert_null(rig.mask);
    rig_close(&rig);
    rig = (struct rig){
        .class = "given_name",
        .kind = PGM_KIND_TEXT,
        .with_subject = true,
        .inputs = {{.name = "cardinality", .kind = PGM_ARG_INPUT_SCALAR, .text = "keep"}},
        .input_count = 1};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_eq(rig.report.count, 1);
}

Test(mask_names_kept, streets_keep_their_syllables_in_every_locale)
{
    enum { COUNT = 2000 };
    static const char *const locales[] = {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT",
                                          "pl_PL", "pt_BR", "nl_NL", "sv_SE", "ja_JP"};
    static const char *fakes[COUNT];
    for (size_t k = 0; k < sizeof locales / sizeof *locales; k++)
        for (int32_t limit = 14; limit < 60; limit += 5) {
            open_kept("street", locales[k], limit);
            for (int i = 0; i < COUNT; i++) {
                fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d High Street", i));
                cr_assert_leq(pgm_chars_count(pgm_span_of(fakes[i]), true), (size_t)limit);
            }
            check_distinct(fakes, COUNT);
            rig_close(&rig);
        }
    open_kept("street", NULL, 0);
    const char *fake = rig_text(&rig, "221 Bakery Street"), *hyphen = strrchr(fake, '-');
    cr_assert(pgm_is_digit((uint8_t)*fake) && hyphen && strlen(hyphen) > 16 && hyphen[15] == ' ',
              "%s", fake); /* 12 Oak-Kovarutilosena Street */
}

Test(mask_names_kept, kept_regions_are_no_codes)
{
    open_kept("region", NULL, 0);
    const char *one = rig_text(&rig, "NY"), *other = rig_text(&rig, "CA");
    cr_assert(strlen(one) > 15 && strlen(other) > 15 && strcmp(one, other) != 0, "%s", one);
    cr_assert(pgm_chars_case(pgm_span_of(one)) == PGM_CASE_UPPER);
}

Test(mask_names_kept, the_list_of_countries_ends)
{
    static const char *const none[] = {"country", "postal_code"};
    for (size_t i = 0; i < 2; i++) {
        open_kept(none[i], NULL, 0);
        cr_assert_null(rig.mask);
        cr_assert_eq(rig.report.count, 1);
        rig_close(&rig);
    }
    open_class("country", NULL);
}
