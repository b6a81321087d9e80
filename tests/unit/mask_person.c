/* Names and places: letter case, one person in all columns, never the original's own words. */
#include "chars.h"
#include "dictionary.h"
#include "mask_rig.h"

static struct rig given = {.class = "given_name", .kind = PGM_KIND_TEXT, .with_subject = true};
static struct rig family = {.class = "family_name", .kind = PGM_KIND_TEXT, .with_subject = true};
static struct rig full = {.class = "full_name", .kind = PGM_KIND_TEXT, .with_subject = true};
static struct rig email = {.class = "email", .kind = PGM_KIND_TEXT, .with_subject = true};

static void open_all(void)
{
    rig_open(&given);
    rig_open(&family);
    rig_open(&full);
    rig_open(&email);
}

static void close_all(void)
{
    rig_close(&given);
    rig_close(&family);
    rig_close(&full);
    rig_close(&email);
}

TestSuite(mask_person, .init = open_all, .fini = close_all);

static const char *word(const char *dictionary, uint64_t random)
{
    const struct pgm_dictionary *found = pgm_dictionary_find("en_US", dictionary);
    return found->words[pgm_dictionary_draw(found, random)].text;
}

/* A people of names that are all in the dictionaries, so that every draw may hit its own. */
Test(mask_person, one_person_in_all_columns_and_never_the_own_name)
{
    uint64_t seed = 5;
    size_t part = 0;
    enum { PEOPLE = 20000 };
    for (int i = 0; i < PEOPLE; i++) {
        const char *g = word("given_names", rig_random(&seed));
        const char *f = word("family_names", rig_random(&seed));
        const char *id = pgm_arena_printf(&full.arena, "%d", i);
        const char *both = pgm_arena_printf(&full.arena, "%s %s", g, f);
        const char *mail = pgm_arena_printf(&full.arena, "%s.%s@x.org", g, f);
        const char *fake_g = rig_by(&given, g, id), *fake_f = rig_by(&family, f, id);
        const char *fake_both = rig_by(&full, both, id), *fake_mail = rig_by(&email, mail, id);
        cr_assert_str_neq(fake_g, g);
        cr_assert_str_neq(fake_f, f);
        const struct pgm_span span = pgm_span_of(fake_both);
        cr_assert(!pgm_chars_have_word(span, g, strlen(g)) &&
                  !pgm_chars_have_word(span, f, strlen(f)));
        const char *expected = pgm_arena_printf(&full.arena, "%s %s", fake_g, fake_f);
        part += strcmp(expected, fake_both) != 0;
        char *lower = pgm_arena_printf(&full.arena, "%s.%s", fake_g, fake_f);
        pgm_chars_set_case((uint8_t *)lower, strlen(lower), PGM_CASE_LOWER);
        cr_assert(strcmp(expected, fake_both) != 0 || strncmp(lower, fake_mail, strlen(lower)) == 0,
                  "%s %s", lower, fake_mail);
    }
    /* Only a drawn word that is the person's other name parts the columns. */
    cr_assert_lt(part, PEOPLE / 500, "%zu of %d parted", part, PEOPLE);
}

Test(mask_person, letter_case_follows_the_original)
{
    const char *title = rig_by(&given, "Zaphod", "1");
    cr_assert(pgm_is_upper((uint8_t)title[0]) && pgm_is_lower((uint8_t)title[1]));
    const char *upper = rig_by(&given, "ZAPHOD", "1"), *lower = rig_by(&given, "zaphod", "1");
    cr_assert_eq(strcasecmp(title, upper), 0);
    cr_assert_eq(strcasecmp(title, lower), 0);
    cr_assert_eq(pgm_chars_case(pgm_span_of(upper)), PGM_CASE_UPPER);
    cr_assert_eq(pgm_chars_case(pgm_span_of(lower)), PGM_CASE_LOWER);
    cr_assert_str_eq(rig_by(&given, "Z", "1"), title);
    cr_assert_str_eq(rig_by(&given, "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", "1"), title);
    const char *comma = rig_by(&full, "Beeblebrox, Zaphod", "1");
    const char *plain = rig_by(&full, "Zaphod Beeblebrox", "1");
    const char *space = strchr(plain, ' ');
    cr_assert_str_eq(
        comma, pgm_arena_printf(&full.arena, "%s, %.*s", space + 1, (int)(space - plain), plain));
}

Test(mask_person, no_word_of_a_long_original)
{
    static const char *const originals[] = {
        "James Mary John Patricia Robert Jennifer Smith Johnson", "smith-jones", "O'Brien",
        "james84", "MARY_smith"};
    for (int i = 0; i < 3000; i++) {
        const char *id = pgm_arena_printf(&full.arena, "%d", i);
        const char *original = originals[i % 5];
        const char *fake = rig_by(&full, original, id);
        const char *space = strchr(fake, ' ');
        cr_assert_not_null(space);
        cr_assert(!pgm_chars_have_word(pgm_span_of(original), fake, (size_t)(space - fake)));
        cr_assert(!pgm_chars_have_word(pgm_span_of(original), space + 1, strlen(space + 1)));
    }
}

Test(mask_person, a_text_of_all_names_still_ends)
{
    const struct pgm_dictionary *names = pgm_dictionary_find("en_US", "given_names");
    char *all = pgm_arena_alloc(&given.arena, names->count * 26 + 1), *at = all;
    for (uint32_t i = 0; i < names->count; i++)
        at += sprintf(at, "%s ", names->words[i].text);
    cr_assert_gt(strlen(rig_by(&given, all, "1")), 0);
}

Test(mask_person, without_by_equal_values_agree_and_spellings_too)
{
    struct rig plain = {.class = "family_name", .kind = PGM_KIND_TEXT};
    rig_open(&plain);
    cr_assert_str_eq(rig_text(&plain, "Prefect"), rig_text(&plain, "Prefect"));
    cr_assert_str_eq(rig_text(&plain, "Prefect"), rig_text(&plain, " Prefect "));
    cr_assert_eq(strcasecmp(rig_text(&plain, "Prefect"), rig_text(&plain, "PREFECT")), 0);
    cr_assert_str_neq(rig_text(&plain, "Prefect"), rig_text(&plain, "Dent"));
    rig_close(&plain);
}

Test(mask_person, word_search_agrees_with_the_plain_way)
{
    uint64_t seed = 9;
    static const char alphabet[] = "abAB .-\xc3\xbc"
                                   "1";
    size_t found = 0;
    for (int round = 0; round < 200000; round++) {
        char text[80], wanted[6];
        const size_t bytes = rig_random(&seed) % (round % 2 ? 12 : sizeof text);
        const size_t word_bytes = 1 + rig_random(&seed) % 5;
        for (size_t i = 0; i < bytes; i++)
            text[i] = alphabet[rig_random(&seed) % (sizeof alphabet - 1)];
        for (size_t i = 0; i < word_bytes; i++)
            wanted[i] = "abAB"[rig_random(&seed) % 4];
        bool expected = false;
        for (size_t start = 0; start < bytes;) {
            size_t end = start;
            while (end < bytes && (pgm_is_letter((uint8_t)text[end]) || (text[end] & 0x80)))
                end++;
            expected |=
                end - start == word_bytes && strncasecmp(text + start, wanted, word_bytes) == 0;
            start = end + (end == start);
        }
        const struct pgm_span span = {(const uint8_t *)text, bytes};
        cr_assert_eq(pgm_chars_have_word(span, wanted, word_bytes), expected, "'%.*s' in '%.*s'",
                     (int)word_bytes, wanted, (int)bytes, text);
        found += expected;
    }
    cr_assert_gt(found, 1000);
}

Test(mask_person, places_agree_by_subject_and_change)
{
    static const char *const classes[] = {"street", "city", "postal_code", "company"};
    static const char *const originals[] = {"12 Oak Street", "Chicago", "60601-1234",
                                            "Norvexa Inc"};
    for (int c = 0; c < 4; c++) {
        struct rig rig = {.class = classes[c], .kind = PGM_KIND_TEXT, .with_subject = true};
        rig_open(&rig);
        const char *first = rig_by(&rig, originals[c], "0");
        cr_assert_str_eq(first, rig_by(&rig, originals[c], "0"));
        size_t differ = 0;
        for (int i = 0; i < 2000; i++) {
            const char *fake = rig_by(&rig, originals[c], pgm_arena_printf(&rig.arena, "%d", i));
            cr_assert_str_neq(fake, originals[c]);
            differ += strcmp(fake, first) != 0;
        }
        cr_assert_gt(differ, 1900, "%s: %zu", classes[c], differ);
        rig_close(&rig);
    }
}

Test(mask_person, postal_codes_keep_their_layout)
{
    struct rig rig = {.class = "postal_code", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
    const char *fake = rig_text(&rig, "SW1A 2aa");
    static const char layout[] = "AA0A 0aa";
    for (size_t i = 0; i < sizeof layout - 1; i++) {
        const uint8_t c = (uint8_t)fake[i];
        cr_assert(layout[i] == 'A'   ? pgm_is_upper(c)
                  : layout[i] == 'a' ? pgm_is_lower(c)
                  : layout[i] == '0' ? pgm_is_digit(c)
                                     : c == ' ',
                  "%s", fake);
    }
    rig_close(&rig);
}
