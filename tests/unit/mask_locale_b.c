/* The locales pl_PL, pt_BR, nl_NL, sv_SE and ja_JP: their dictionaries, how they write names and
 * streets, and how their names stand in addresses. */
#include "chars.h"
#include "dictionary.h"
#include "fold.h"
#include "mask_rig.h"

static const char *const locales[] = {"pl_PL", "pt_BR", "nl_NL", "sv_SE", "ja_JP"};
#define LOCALES (sizeof locales / sizeof *locales)

/* To be opened where it lies: what is prepared points into it. */
static struct rig text_rig(const char *class, const char *locale, int32_t max_chars)
{
    struct rig rig = {
        .class = class, .locale = locale, .kind = PGM_KIND_TEXT, .max_chars = max_chars};
    return rig;
}

static struct rig subject_rig(const char *class, const char *locale)
{
    struct rig rig = {
        .class = class, .locale = locale, .kind = PGM_KIND_TEXT, .with_subject = true};
    return rig;
}

static struct pgm_span word_span(const struct pgm_word *word)
{
    return (struct pgm_span){(const uint8_t *)word->text, word->bytes};
}

static bool contains(const struct pgm_dictionary *words, const char *text, size_t bytes)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (pgm_span_equal(word_span(&words->words[i]),
                           (struct pgm_span){(const uint8_t *)text, bytes}))
            return true;
    return false;
}

/* ---- dictionaries -------------------------------------------------------------------------- */

Test(mask_locale_b, all_are_there_and_large_enough)
{
    static const struct {
        const char *name;
        uint32_t count;
    } wanted[] = {{"given_names", 300},  {"family_names", 500},  {"cities", 200},
                  {"street_names", 80},  {"job_titles", 60},     {"company_heads", 50},
                  {"company_tails", 50}, {"company_suffixes", 5}};
    static const uint32_t regions[LOCALES] = {16, 27, 12, 21, 47};
    for (size_t k = 0; k < LOCALES; k++) {
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            const struct pgm_dictionary *found = pgm_dictionary_find(locales[k], wanted[i].name);
            cr_assert_not_null(found, "%s of %s", wanted[i].name, locales[k]);
            cr_assert_geq(found->count, wanted[i].count, "%s of %s: %u", wanted[i].name, locales[k],
                          found->count);
        }
        cr_assert_eq(pgm_dictionary_find(locales[k], "regions")->count, regions[k], "%s",
                     locales[k]);
    }
}

static bool is_one_letter_word(const struct pgm_word *word)
{
    for (size_t i = 0; i < word->bytes; i++)
        if (!pgm_is_letter((uint8_t)word->text[i]))
            return false;
    return word->bytes > 0;
}

Test(mask_locale_b, romanised_names_go_with_the_native_ones)
{
    static const struct {
        const char *dictionary, *native, *ascii;
    } known[] = {{"given_names", "翔太", "Shota"},     {"given_names", "さくら", "Sakura"},
                 {"given_names", "太郎", "Taro"},      {"given_names", "結衣", "Yui"},
                 {"given_names", "凌太", "Ryota"},     {"family_names", "佐藤", "Sato"},
                 {"family_names", "渡邊", "Watanabe"}, {"family_names", "五十嵐", "Igarashi"},
                 {"family_names", "齊藤", "Saito"},    {"family_names", "佐々木", "Sasaki"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s_ascii", known[i].dictionary);
        const struct pgm_dictionary *native = pgm_dictionary_find("ja_JP", known[i].dictionary);
        const struct pgm_dictionary *ascii = pgm_dictionary_find("ja_JP", name);
        cr_assert_eq(native->count, ascii->count);
        cr_assert(ascii->ascii);
        uint32_t at = 0;
        while (at < native->count && strcmp(native->words[at].text, known[i].native) != 0)
            at++;
        cr_assert_lt(at, native->count, "%s", known[i].native);
        cr_assert_str_eq(ascii->words[at].text, known[i].ascii);
        for (uint32_t k = 0; k < ascii->count; k++)
            cr_assert(is_one_letter_word(&ascii->words[k]), "%s", ascii->words[k].text);
    }
}

/* ---- names --------------------------------------------------------------------------------- */

/* Which of both is written first; "van den Berg" is one name. */
static bool is_name_pair(const char *text, const struct pgm_dictionary *first,
                         const struct pgm_dictionary *second)
{
    for (const char *space = strchr(text, ' '); space; space = strchr(space + 1, ' '))
        if (contains(first, text, (size_t)(space - text)) &&
            contains(second, space + 1, strlen(space + 1)))
            return true;
    return false;
}

Test(mask_locale_b, full_names_come_in_the_order_of_the_locale)
{
    for (size_t k = 0; k < LOCALES; k++) {
        struct rig rig = subject_rig("full_name", locales[k]);
        rig_open(&rig);
        const struct pgm_dictionary *given = pgm_dictionary_find(locales[k], "given_names");
        const struct pgm_dictionary *family = pgm_dictionary_find(locales[k], "family_names");
        const bool family_first = strcmp(locales[k], "ja_JP") == 0;
        for (int i = 0; i < 500; i++) {
            const char *id = pgm_arena_printf(&rig.arena, "%d", i);
            const char *fake = rig_by(&rig, "Ford Prefect", id);
            cr_assert(family_first ? is_name_pair(fake, family, given)
                                   : is_name_pair(fake, given, family),
                      "%s: %s", locales[k], fake);
            const char *listed = rig_by(&rig, "Prefect, Ford", id);
            const char *comma = strchr(listed, ',');
            cr_assert(comma && comma[1] == ' ', "%s", listed);
            cr_assert(contains(family, listed, (size_t)(comma - listed)), "%s", listed);
            cr_assert(contains(given, comma + 2, strlen(comma + 2)), "%s", listed);
        }
        rig_close(&rig);
    }
}

Test(mask_locale_b, no_name_stands_in_its_original)
{
    static const char *const classes[] = {"given_name", "family_name"};
    for (size_t k = 0; k < LOCALES; k++)
        for (size_t c = 0; c < 2; c++) {
            struct rig rig = text_rig(classes[c], locales[k], 0);
            rig_open(&rig);
            const struct pgm_dictionary *names =
                pgm_dictionary_find(locales[k], pgm_arena_printf(&rig.arena, "%ss", classes[c]));
            for (uint32_t i = 0; i < names->count; i++) {
                const char *name = names->words[i].text;
                cr_assert_str_neq(rig_text(&rig, name), name);
                const char *both = pgm_arena_printf(&rig.arena, "%s %s", name, name);
                cr_assert_str_neq(rig_text(&rig, both), name);
            }
            rig_close(&rig);
        }
}

/* Most Japanese names are kept without a space: no part of one may come back. */
Test(mask_locale_b, no_name_stands_in_an_original_without_spaces)
{
    struct rig rig = subject_rig("full_name", "ja_JP");
    rig_open(&rig);
    for (int i = 0; i < 20000; i++) {
        const char *fake = rig_by(&rig, "佐藤翔太", pgm_arena_printf(&rig.arena, "%d", i % 5000));
        const char *space = strchr(fake, ' ');
        cr_assert_not_null(space, "%s", fake);
        cr_assert(strncmp(fake, "佐藤 ", sizeof "佐藤") != 0, "%s", fake);
        cr_assert_str_neq(space + 1, "翔太");
        cr_assert_str_neq(space + 1, "翔");
    }
    rig_close(&rig);
}

Test(mask_locale_b, words_of_unspaced_scripts_are_found_anywhere)
{
    static const struct {
        const char *text, *word;
        bool found;
    } cases[] = {
        {"佐藤翔太", "佐藤", true},    {"佐藤翔太", "翔太", true},   {"佐藤翔太", "藤翔", true},
        {"佐藤翔太", "佐々木", false}, {"やまだ花子", "花子", true}, {"김민준", "민준", true},
        {"Łódzki", "Łódz", false},     {"Łódz ki", "Łódz", true},    {"Åsa-Maria", "Åsa", true},
        {"xÅsa", "Åsa", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert_eq(
            pgm_chars_have_word(pgm_span_of(cases[i].text), cases[i].word, strlen(cases[i].word)),
            cases[i].found, "%s in %s", cases[i].word, cases[i].text);
}

Test(mask_locale_b, narrow_columns_count_characters)
{
    static const int32_t limits[] = {1, 2, 5, 6, 8, 10, 14, 20};
    size_t whole = 0, initials = 0;
    for (size_t k = 0; k < LOCALES; k++)
        for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
            struct rig rig = text_rig("full_name", locales[k], limits[l]);
            rig_open(&rig);
            for (int i = 0; i < 1000; i++) {
                const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i));
                const struct pgm_span span = pgm_span_of(fake);
                cr_assert_leq(pgm_chars_count(span, true), (size_t)limits[l], "%s", fake);
                whole += k == 4 && limits[l] == 6 && strchr(fake, ' ');
                const size_t initial = pgm_chars_cut(span, true, 1);
                initials += initial > 1 && strncmp(fake + initial, ". ", 2) == 0;
                cr_assert(k != 4 || !strchr(fake, '.'), "%s", fake);
            }
            rig_close(&rig);
        }
    cr_assert_gt(whole, 900, "%zu Japanese names of six characters or fewer", whole);
    cr_assert_gt(initials, 10, "%zu initials beyond ASCII", initials);
}

Test(mask_locale_b, letter_case_is_seen_beyond_ascii)
{
    static const struct {
        const char *text;
        enum pgm_case letter_case;
    } cases[] = {
        {"Łódź", PGM_CASE_AS_IS},
        {"ŁÓDŹ", PGM_CASE_UPPER},
        {"łódź", PGM_CASE_LOWER},
        {"Ö", PGM_CASE_AS_IS},
        {"ÖÅ", PGM_CASE_UPPER},
        {"żółć", PGM_CASE_LOWER},
        {"ÅSA w", PGM_CASE_AS_IS},
        {"翔太", PGM_CASE_AS_IS},
        {"翔太 TARO", PGM_CASE_UPPER},
        {"É\xc3", PGM_CASE_AS_IS},
        {"\xff\xc9"
         "ab",
         PGM_CASE_LOWER},
        {"", PGM_CASE_AS_IS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert_eq(pgm_chars_case(pgm_span_of(cases[i].text)), cases[i].letter_case, "%s",
                     cases[i].text);
}

Test(mask_locale_b, fakes_take_the_case_of_an_original_beyond_ascii)
{
    struct rig rig = subject_rig("city", "pl_PL");
    rig_open(&rig);
    const struct pgm_dictionary *cities = pgm_dictionary_find("pl_PL", "cities");
    for (int i = 0; i < 500; i++) {
        const char *id = pgm_arena_printf(&rig.arena, "%d", i);
        const char *title = rig_by(&rig, "Łódź", id), *upper = rig_by(&rig, "ŁÓDŹ", id);
        cr_assert(contains(cities, title, strlen(title)), "%s", title);
        cr_assert_str_neq(upper, "ŁÓDŹ");
        cr_assert_eq(pgm_chars_case(pgm_span_of(upper)), PGM_CASE_UPPER, "%s", upper);
    }
    rig_close(&rig);
}

/* ---- addresses ----------------------------------------------------------------------------- */

Test(mask_locale_b, names_fold_to_ascii)
{
    static const char *const cases[][2] = {
        {"Łukasz", "lukasz"},
        {"Żółć", "zolc"},
        {"Wiśniewski", "wisniewski"},
        {"João", "joao"},
        {"Conceição", "conceicao"},
        {"Åsa", "asa"},
        {"Björk", "bjork"},
        {"Sørensen", "sorensen"},
        {"Æbelø", "aebelo"},
        {"Weiß", "weiss"},
        {"Þóra", "thora"},
        {"Guðrún", "gudrun"},
        {"Đoković", "dokovic"},
        {"Œuvre", "oeuvre"},
        {"Şahin", "sahin"},
        {"Iğdır", "igdir"},
        {"Ĳsbrand", "ijsbrand"},
        {"van den Berg", "vandenberg"},
        {"Anne-Marie", "annemarie"},
        {"O'Brien", "obrien"},
        {"Nguyễn", "nguyen"},
        {"Zoe\xcc\x88", "zoe"},
        {"翔太", ""},
        {"", ""},
        {"A\xc3", ""},
        /* no UTF-8 */ {"24 uur", "24uur"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char folded[PGM_WORD_TEXT_BYTES];
        memset(folded, 'x', sizeof folded);
        const size_t bytes = pgm_fold_name(pgm_span_of(cases[i][0]), folded);
        cr_assert_str_eq(folded, cases[i][1], "%s", cases[i][0]);
        cr_assert_eq(bytes, strlen(folded));
        cr_assert_eq(folded[PGM_WORD_TEXT_BYTES - 1], '\0');
    }
}

Test(mask_locale_b, a_name_that_grows_is_cut)
{
    char folded[PGM_WORD_TEXT_BYTES];
    const size_t bytes = pgm_fold_name(
        pgm_span_of("\xef\xac\x83\xef\xac\x83\xef\xac\x83\xef\xac\x83\xef\xac\x83\xef\xac\x83"
                    "\xef\xac\x83\xef\xac\x83\xef\xac\x83\xef\xac\x83"),
        folded); /* ten ligatures of three letters */
    cr_assert_eq(bytes, PGM_WORD_TEXT_BYTES - 1);
}

/* The form of a native name in an address, as a reader would make it from the rules' files. */
static const char *fold_like(struct pgm_arena *arena, const char *locale, const char *dictionary,
                             const char *native)
{
    char *folded = pgm_arena_alloc(arena, PGM_WORD_TEXT_BYTES);
    const struct pgm_dictionary *names = pgm_dictionary_find(locale, dictionary);
    const struct pgm_dictionary *ascii =
        pgm_dictionary_find(locale, pgm_arena_printf(arena, "%s_ascii", dictionary));
    const char *from = native;
    for (uint32_t i = 0; ascii && i < names->count; i++)
        if (strcmp(names->words[i].text, native) == 0)
            from = ascii->words[i].text;
    pgm_fold_name(pgm_span_of(from), folded);
    return folded;
}

Test(mask_locale_b, addresses_hold_the_person_of_the_names)
{
    for (size_t k = 0; k < LOCALES; k++) {
        struct rig given = subject_rig("given_name", locales[k]),
                   mail = subject_rig("email", locales[k]);
        rig_open(&given);
        rig_open(&mail);
        struct rig family = subject_rig("family_name", locales[k]);
        rig_open(&family);
        for (int i = 0; i < 2000; i++) {
            const char *id = pgm_arena_printf(&mail.arena, "%d", i);
            const char *first =
                fold_like(&mail.arena, locales[k], "given_names", rig_by(&given, "Zaphod", id));
            const char *last = fold_like(&mail.arena, locales[k], "family_names",
                                         rig_by(&family, "Beeblebrox", id));
            const char *wanted = pgm_arena_printf(&mail.arena, "%s.%s", first, last);
            const char *fake = rig_by(&mail, "zaphod.beeblebrox@heart.example", id);
            cr_assert(strncmp(fake, wanted, strlen(wanted)) == 0, "%s: %s is not of %s", locales[k],
                      fake, wanted);
            cr_assert(pgm_chars_are_ascii(pgm_span_of(fake)), "%s", fake);
            cr_assert(pgm_is_digit((uint8_t)fake[strlen(wanted)]), "%s", fake);
        }
        rig_close(&given);
        rig_close(&family);
        rig_close(&mail);
    }
}

/* An address holds names folded, a dictionary has them native: neither form may come back. */
Test(mask_locale_b, no_folded_name_stands_in_its_original)
{
    static const char *const originals[LOCALES][3] = {
        {"lukasz.wisniewski@x.org", "lukasz", "wisniewski"},
        {"joao.araujo@x.org", "joao", "araujo"},
        {"anne.vandenberg@x.org", "anne", "vandenberg"},
        {"asa.jonsson@x.org", "asa", "jonsson"},
        {"shota.sato@x.org", "shota", "sato"},
    };
    for (size_t k = 0; k < LOCALES; k++) {
        struct rig rig = subject_rig("email", locales[k]);
        rig_open(&rig);
        for (int i = 0; i < 5000; i++) {
            const char *fake = rig_by(&rig, originals[k][0], pgm_arena_printf(&rig.arena, "%d", i));
            for (int w = 1; w < 3; w++)
                cr_assert(!pgm_chars_have_word(pgm_span_of(fake), originals[k][w],
                                               strlen(originals[k][w])),
                          "%s of %s", fake, originals[k][0]);
        }
        rig_close(&rig);
    }
}

Test(mask_locale_b, an_address_of_all_names_still_ends)
{
    for (size_t k = 0; k < LOCALES; k++) {
        struct rig rig = text_rig("email", locales[k], 0);
        rig_open(&rig);
        const struct pgm_dictionary *names = pgm_dictionary_find(locales[k], "given_names");
        char *all = pgm_arena_alloc(&rig.arena, names->count * 26 + 1), *at = all;
        for (uint32_t i = 0; i < names->count; i++)
            at += sprintf(at, "%s.",
                          fold_like(&rig.arena, locales[k], "given_names", names->words[i].text));
        cr_assert_gt(strlen(rig_text(&rig, all)), 12);
        rig_close(&rig);
    }
}

Test(mask_locale_b, unique_addresses_stay_apart)
{
    for (size_t k = 0; k < LOCALES; k++) {
        struct rig rig = {
            .class = "email", .locale = locales[k], .kind = PGM_KIND_TEXT, .unique = true};
        rig_open(&rig);
        const char *lower = rig_text(&rig, "ford@x.org"), *title = rig_text(&rig, "Ford@x.org");
        cr_assert_str_neq(lower, title);
        cr_assert_str_neq(lower, rig_text(&rig, "trillian@x.org"));
        cr_assert(pgm_chars_are_ascii(pgm_span_of(title)));
        rig_close(&rig);
    }
}

/* ---- places -------------------------------------------------------------------------------- */

Test(mask_locale_b, streets_are_written_as_in_their_country)
{
    static const char *const between[LOCALES] = {" ", ", ", " ", " ", ""};
    for (size_t k = 0; k < LOCALES; k++) {
        const struct pgm_dictionary *names = pgm_dictionary_find(locales[k], "street_names");
        struct rig rig = text_rig("street", locales[k], 0);
        rig_open(&rig);
        for (int i = 0; i < 2000; i++) {
            const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "%d", i));
            size_t bytes = strlen(fake);
            while (bytes > 0 && pgm_is_digit((uint8_t)fake[bytes - 1]))
                bytes--;
            const size_t digits = strlen(fake) - bytes, gap = strlen(between[k]);
            cr_assert(digits >= 1 && digits <= 4 && fake[bytes] != '0', "%s", fake);
            cr_assert(bytes > gap && strncmp(fake + bytes - gap, between[k], gap) == 0, "%s", fake);
            cr_assert(contains(names, fake, bytes - gap), "%s: %s", locales[k], fake);
        }
        rig_close(&rig);
    }
}

Test(mask_locale_b, cities_and_companies_are_drawn)
{
    for (size_t k = 0; k < LOCALES; k++) {
        const struct pgm_dictionary *cities = pgm_dictionary_find(locales[k], "cities");
        const struct pgm_dictionary *suffixes = pgm_dictionary_find(locales[k], "company_suffixes");
        struct rig city = text_rig("city", locales[k], 0);
        rig_open(&city);
        struct rig company = text_rig("company", locales[k], 0);
        rig_open(&company);
        for (uint32_t i = 0; i < cities->count; i++) {
            const char *original = cities->words[i].text, *fake = rig_text(&city, original);
            cr_assert_str_neq(fake, original);
            cr_assert(contains(cities, fake, strlen(fake)), "%s", fake);
            const char *firm = rig_text(&company, original), *space = strchr(firm, ' ');
            cr_assert(space && space > firm && contains(suffixes, space + 1, strlen(space + 1)),
                      "%s", firm);
        }
        rig_close(&city);
        rig_close(&company);
    }
}
