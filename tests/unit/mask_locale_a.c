/* The locales en_GB, de_DE, fr_FR, es_ES and it_IT: their dictionaries, how they write streets, and
 * letters beyond ASCII in capitals and in narrow columns. */
#include <utf8proc.h>

#include "chars.h"
#include "dictionary.h"
#include "mask_rig.h"

static const char *const locales[] = {"en_GB", "de_DE", "fr_FR", "es_ES", "it_IT"};
#define LOCALES (sizeof locales / sizeof *locales)

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

static void open_text(const char *class, const char *locale, int32_t max_chars)
{
    rig = (struct rig){
        .class = class, .locale = locale, .kind = PGM_KIND_TEXT, .max_chars = max_chars};
    rig_open(&rig);
}

TestSuite(mask_locale_a, .fini = close_rig);

/* ---- dictionaries -------------------------------------------------------------------------- */

Test(mask_locale_a, all_are_there_and_large_enough, .fini = NULL)
{
    static const struct {
        const char *name;
        uint32_t count;
    } wanted[] = {{"given_names", 300}, {"family_names", 500}, {"cities", 200},
                  {"street_names", 80}, {"job_titles", 60},    {"company_suffixes", 5},
                  {"regions", 16}};
    for (size_t k = 0; k < LOCALES; k++)
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            const struct pgm_dictionary *found = pgm_dictionary_find(locales[k], wanted[i].name);
            cr_assert_not_null(found, "%s of %s", wanted[i].name, locales[k]);
            cr_assert_geq(found->count, wanted[i].count, "%s of %s: %u", wanted[i].name, locales[k],
                          found->count);
        }
    cr_assert_eq(pgm_dictionary_find("en_US", "regions")->count, 51);
    cr_assert_geq(pgm_dictionary_find("en_US", "job_titles")->count, 60);
}

/* Of every locale, those of other files too. */
Test(mask_locale_a, words_are_composed_utf8, .fini = NULL)
{
    for (size_t i = 0; i < pgm_dictionary_count; i++)
        for (uint32_t k = 0; k < pgm_dictionaries[i].count; k++) {
            const char *text = pgm_dictionaries[i].words[k].text;
            utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)text);
            cr_assert_not_null(composed, "%s of %s, entry %u: not UTF-8", pgm_dictionaries[i].name,
                               pgm_dictionaries[i].locale, k + 1);
            cr_assert_str_eq((const char *)composed, text);
            free(composed);
        }
}

/* ---- streets ------------------------------------------------------------------------------- */

static bool take_number(const char **at)
{
    const char *start = *at;
    while (pgm_is_digit((uint8_t) * *at))
        (*at)++;
    return *at - start >= 1 && *at - start <= 3 && *start != '0';
}

static bool take_name(const char **at, const char *locale)
{
    const struct pgm_dictionary *names = pgm_dictionary_find(locale, "street_names");
    size_t longest = 0; /* one name may begin another */
    for (uint32_t i = 0; i < names->count; i++)
        if (names->words[i].bytes > longest &&
            strncmp(*at, names->words[i].text, names->words[i].bytes) == 0)
            longest = names->words[i].bytes;
    *at += longest;
    return longest > 0;
}

static bool take_text(const char **at, const char *text)
{
    const size_t bytes = strlen(text);
    if (strncmp(*at, text, bytes) != 0)
        return false;
    *at += bytes;
    return true;
}

static void check_streets(const char *locale, bool number_first, const char *between)
{
    open_text("street", locale, 0);
    const char *first = rig_text(&rig, "0");
    size_t differ = 0;
    for (int i = 0; i < 2000; i++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i)), *at = fake;
        const bool fits =
            number_first ? take_number(&at) && take_text(&at, between) && take_name(&at, locale)
                         : take_name(&at, locale) && take_text(&at, between) && take_number(&at);
        cr_assert(fits && *at == '\0', "%s: %s", locale, fake);
        differ += strcmp(fake, first) != 0;
    }
    cr_assert_gt(differ, 1900);
}

Test(mask_locale_a, british_numbers_stand_before_the_street)
{
    check_streets("en_GB", true, " ");
}

Test(mask_locale_a, french_numbers_stand_before_the_street)
{
    check_streets("fr_FR", true, " ");
}

Test(mask_locale_a, german_numbers_stand_behind_the_street)
{
    check_streets("de_DE", false, " ");
}

Test(mask_locale_a, spanish_numbers_stand_behind_a_comma)
{
    check_streets("es_ES", false, ", ");
}

Test(mask_locale_a, italian_numbers_stand_behind_a_comma)
{
    check_streets("it_IT", false, ", ");
}

Test(mask_locale_a, every_locale_with_streets_says_how_to_write_them, .fini = NULL)
{
    for (size_t i = 0; i < pgm_dictionary_count; i++)
        if (strcmp(pgm_dictionaries[i].name, "street_names") == 0) {
            open_text("street", pgm_dictionaries[i].locale, 0);
            cr_assert_not_null(rig.mask, "%s", pgm_dictionaries[i].locale);
            cr_assert_gt(strlen(rig_text(&rig, "12 Nowhere")), 4);
            rig_close(&rig);
        }
}

Test(mask_locale_a, an_unknown_locale_is_reported)
{
    open_text("street", "xx_XX", 0);
    cr_assert_null(rig.mask);
    cr_assert_gt(rig.report.count, 0);
}

/* A column that holds no more than a name's beginning must not get its own. */
Test(mask_locale_a, narrow_columns_get_another_street)
{
    for (size_t k = 0; k < LOCALES; k++) {
        const struct pgm_dictionary *names = pgm_dictionary_find(locales[k], "street_names");
        open_text("street", locales[k], 7);
        for (uint32_t i = 0; i < names->count; i++) {
            const struct pgm_span name = pgm_span_of(names->words[i].text);
            const char *original = pgm_arena_strndup(&rig.arena, (const char *)name.data,
                                                     pgm_chars_cut(name, true, 7));
            const char *fake = rig_text(&rig, original);
            cr_assert_str_neq(fake, original);
            cr_assert_leq(pgm_chars_count(pgm_span_of(fake), true), 7, "%s", fake);
        }
        rig_close(&rig);
    }
    open_text("street", "en_GB", 0);
}

/* ---- the other masks of names and places --------------------------------------------------- */

Test(mask_locale_a, every_mask_draws_in_every_locale, .fini = NULL)
{
    static const char *const classes[] = {"given_name", "family_name", "full_name",
                                          "email",      "street",      "city",
                                          "company",    "lorem",       "postal_code"};
    for (size_t k = 0; k < LOCALES; k++)
        for (size_t c = 0; c < sizeof classes / sizeof *classes; c++) {
            open_text(classes[c], locales[k], 0);
            cr_assert_not_null(rig.mask, "%s of %s", classes[c], locales[k]);
            for (int i = 0; i < 300; i++) {
                const char *original = pgm_arena_printf(&rig.arena, "Arthur Dent %d", i);
                const char *fake = rig_text(&rig, original);
                cr_assert(strlen(fake) > 1 && strcmp(fake, original) != 0);
            }
            rig_close(&rig);
        }
}

/* Many draws for one original, so that some are of its own name. */
static void check_never_itself(const char *class, const char *locale, int32_t max_chars,
                               const char *original)
{
    rig = (struct rig){.class = class,
                       .locale = locale,
                       .kind = PGM_KIND_TEXT,
                       .with_subject = true,
                       .max_chars = max_chars};
    rig_open(&rig);
    for (int i = 0; i < 5000; i++)
        cr_assert_str_neq(rig_by(&rig, original, pgm_arena_printf(&rig.arena, "%d", i)), original);
    rig_close(&rig);
}

Test(mask_locale_a, no_name_masks_itself, .fini = NULL)
{
    check_never_itself("family_name", "de_DE", 0, "Müller");
    check_never_itself("family_name", "de_DE", 0, "MÜLLER");
    check_never_itself("family_name", "de_DE", 0, "WEISS"); /* Weiß in capitals */
    check_never_itself("family_name", "es_ES", 0, "garcía");
    check_never_itself("given_name", "es_ES", 0, "JOSÉ ANTONIO");
    check_never_itself("given_name", "fr_FR", 4, "Stép"); /* Stéphane, in a narrow column */
    check_never_itself("city", "it_IT", 0, "Forlì");
}

Test(mask_locale_a, letter_case_reaches_beyond_ascii, .fini = NULL)
{
    static const char *const cases[][3] = {
        {"Müller-Weiß", "MÜLLER-WEISS", "müller-weiß"},
        {"Éloïse", "ÉLOÏSE", "éloïse"},
        {"Núñez", "NÚÑEZ", "núñez"},
        {"Łukasz Żak", "ŁUKASZ ŻAK", "łukasz żak"},
        {"ÿ and 東京", "Ÿ AND 東京", "ÿ and 東京"}, /* two bytes both */
        {"\xc3", "\xc3", "\xc3"},                   /* no character */
        {"ı", "ı", "ı"},                            /* its capital has one byte */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int k = 1; k < 3; k++) {
            char text[32];
            const size_t bytes = strlen(strcpy(text, cases[i][0]));
            pgm_chars_set_case((uint8_t *)text, bytes, k == 1 ? PGM_CASE_UPPER : PGM_CASE_LOWER);
            cr_assert_str_eq(text, cases[i][k], "%s: %s", cases[i][0], text);
        }
}

Test(mask_locale_a, addresses_are_ascii)
{
    for (size_t k = 0; k < LOCALES; k++) {
        open_text("email", locales[k], 0);
        for (int i = 0; i < 2000; i++) {
            const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d@x.org", i));
            cr_assert(pgm_chars_are_ascii(pgm_span_of(fake)), "%s", fake);
            cr_assert(pgm_is_lower((uint8_t)fake[0]) && !strstr(fake, ".."), "%s", fake);
        }
        rig_close(&rig);
    }
    open_text("email", "de_DE", 0);
}

Test(mask_locale_a, letters_beyond_ascii_need_a_database_in_utf8)
{
    rig =
        (struct rig){.class = "city", .locale = "de_DE", .kind = PGM_KIND_TEXT, .ascii_only = true};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_eq(rig.report.count, 1);
    rig_close(&rig);
    rig.report = (struct pgm_report){0};
    rig =
        (struct rig){.class = "city", .locale = "en_GB", .kind = PGM_KIND_TEXT, .ascii_only = true};
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}

Test(mask_locale_a, companies_end_as_in_their_country)
{
    for (size_t k = 0; k < LOCALES; k++) {
        const struct pgm_dictionary *suffixes = pgm_dictionary_find(locales[k], "company_suffixes");
        open_text("company", locales[k], 0);
        for (int i = 0; i < 500; i++) {
            const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i));
            const char *space = strchr(fake, ' ');
            bool known = false;
            for (uint32_t s = 0; space && s < suffixes->count; s++)
                known |= strcmp(space + 1, suffixes->words[s].text) == 0;
            cr_assert(known, "%s: %s", locales[k], fake);
        }
        rig_close(&rig);
    }
    open_text("company", "de_DE", 0);
}
