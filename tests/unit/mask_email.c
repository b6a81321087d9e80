/* E-mails: unique by construction, over all spellings; short columns; the person in them. */
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_email, .fini = close_rig);

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Masks `count` texts, 1,000 at a time as the engine does, and asserts that no two fakes are equal
 * under strcmp. */
static void assert_distinct(const char **texts, size_t count, const struct pgm_span *subjects)
{
    const char **fakes = malloc(count * sizeof *fakes);
    struct pgm_vector in = rig_vector(&rig, 1000), out = rig_vector(&rig, 1000);
    for (size_t first = 0; first < count; first += 1000) {
        in.count = out.count = count - first < 1000 ? count - first : 1000;
        for (size_t i = 0; i < in.count; i++)
            in.bytes[i] = pgm_span_of(texts[first + i]);
        rig_apply(&rig, &in, &out, subjects ? subjects + first : NULL);
        for (size_t i = 0; i < in.count; i++)
            fakes[first + i] = strndup((const char *)out.bytes[i].data, out.bytes[i].bytes);
        pgm_scratch_reset(&rig.scratch);
    }
    qsort(fakes, count, sizeof *fakes, compare_texts);
    for (size_t i = 1; i < count; i++)
        cr_assert_str_neq(fakes[i - 1], fakes[i]);
    for (size_t i = 0; i < count; i++)
        free((void *)fakes[i]);
    free(fakes);
}

Test(mask_email, a_million_stay_distinct)
{
    enum { COUNT = 1000000 };
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT, .unique = true};
    rig_open(&rig);
    const char **texts = malloc(COUNT * sizeof *texts);
    for (size_t i = 0; i < COUNT; i++) {
        char text[40];
        snprintf(text, sizeof text, "user%zu@shop.example", i);
        texts[i] = pgm_arena_strdup(&rig.arena, text);
    }
    assert_distinct(texts, COUNT, NULL);
    free(texts);
}

/* All 2^13 letter cases of one address, with and without spaces at the ends. */
Test(mask_email, all_spellings_stay_distinct)
{
    static const char address[] = "annlee@mail.org";
    enum { LETTERS = 13, SPELLINGS = 1 << LETTERS };
    for (int32_t max = 0; max <= 60; max += 20) {
        rig = (struct rig){.class = "email",
                           .kind = PGM_KIND_TEXT,
                           .unique = true,
                           .with_subject = true,
                           .max_chars = max ? max + 8 : 0};
        rig_open(&rig);
        static const char *texts[3 * SPELLINGS];
        static struct pgm_span subjects[3 * SPELLINGS];
        for (unsigned s = 0; s < 3 * SPELLINGS; s++) {
            char text[40] = "";
            size_t bytes = 0;
            if (s >= 2 * SPELLINGS)
                text[bytes++] = ' ';
            unsigned letter = 0;
            for (const char *at = address; *at; at++) {
                const bool upper = pgm_is_letter((uint8_t)*at) && s >> letter++ & 1;
                text[bytes++] = upper ? (char)(*at - 32) : *at;
            }
            if (s >= SPELLINGS && s < 2 * SPELLINGS)
                text[bytes++] = ' ';
            texts[s] = pgm_arena_strdup(&rig.arena, text);
            subjects[s] = pgm_span_of("17");
        }
        assert_distinct(texts, 3 * SPELLINGS, subjects);
        rig_close(&rig);
    }
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
}

static const char *lowered(const char *text)
{
    char *copy = pgm_arena_strdup(&rig.arena, text);
    pgm_chars_set_case((uint8_t *)copy, strlen(copy), PGM_CASE_LOWER);
    return copy;
}

Test(mask_email, spellings_differ_in_case_and_space_only)
{
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT, .unique = true};
    rig_open(&rig);
    const char *plain = rig_text(&rig, "ann.lee@mail.org");
    const char *upper = rig_text(&rig, "Ann.Lee@mail.org");
    const char *other = rig_text(&rig, "ANN.LEE@MAIL.ORG");
    cr_assert_str_eq(plain, lowered(plain));
    cr_assert_str_neq(plain, upper);
    cr_assert_str_neq(upper, other);
    cr_assert_str_eq(lowered(upper), plain);
    cr_assert_str_eq(lowered(other), plain);
    const char *spaced = rig_text(&rig, " ann.lee@mail.org  ");
    cr_assert(spaced[0] == ' ' && strcmp(spaced + strlen(spaced) - 2, "  ") == 0);
    cr_assert(strncmp(spaced + 1, plain, strlen(plain)) == 0);
    cr_assert_str_eq(rig_text(&rig, ""), "");
    cr_assert_str_eq(rig_text(&rig, " "), " ");
}

Test(mask_email, forms_that_case_cannot_show_get_tags_of_their_own)
{
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT, .unique = true};
    rig_open(&rig);
    char small[201], large[201];
    memset(small, 'a', 200);
    memset(large, 'a', 200);
    small[200] = large[200] = '\0';
    large[199] = 'A';
    const char *texts[] = {"m\xc3\xbcller@x.org",
                           "mu\xcc\x88ller@x.org",
                           "M\xc3\xbcller@x.org",
                           "M\xc3\x9cller@x.org",
                           small,
                           large,
                           "a\xff",
                           "A\xff"};
    assert_distinct(texts, sizeof texts / sizeof *texts, NULL);
}

/* Equal under citext must stay equal, case or not; what lower() keeps apart must stay apart. */
Test(mask_email, case_insensitive_domains)
{
    rig = (struct rig){
        .class = "email", .kind = PGM_KIND_TEXT, .unique = true, .case_insensitive = true};
    rig_open(&rig);
    char small[201], large[201];
    memset(small, 'a', 200);
    memset(large, 'A', 200);
    small[200] = large[200] = '\0';
    const char *const equal[][2] = {{"ann@x.org", "ANN@x.Org"},
                                    {small, large},
                                    {"m\xc3\xbcller@x.org", "M\xc3\x9cLLER@x.org"},
                                    {"a\xff", "A\xff"},
                                    {"mu\xcc\x88ller@x.org", "MU\xcc\x88LLER@x.org"}};
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++)
        cr_assert_str_eq(lowered(rig_text(&rig, equal[i][0])), lowered(rig_text(&rig, equal[i][1])),
                         "pair %zu", i);
    cr_assert_str_neq(lowered(rig_text(&rig, "m\xc3\xbcller@x.org")),
                      lowered(rig_text(&rig, "mu\xcc\x88ller@x.org")));
}

Test(mask_email, narrow_columns_lose_words_before_the_tag)
{
    for (int32_t max = 28; max <= 60; max++) {
        rig =
            (struct rig){.class = "email", .kind = PGM_KIND_TEXT, .unique = true, .max_chars = max};
        rig_open(&rig);
        cr_assert_eq(rig.found->unique_chars_min(rig.mask), 28);
        const char *texts[500];
        for (int i = 0; i < 500; i++) {
            texts[i] = pgm_arena_printf(&rig.arena, "person%d@x.org", i);
            const char *fake = rig_text(&rig, texts[i]);
            const size_t bytes = strlen(fake);
            cr_assert(bytes >= 28 && bytes <= (size_t)max);
            cr_assert_str_eq(fake + bytes - 12, "@example.com");
            cr_assert(max > 28 || strchr(fake, '.') == fake + bytes - 4);
            cr_assert_null(strstr(fake, ".."));
            cr_assert_neq(fake[0], '.');
        }
        assert_distinct(texts, 500, NULL);
        rig_close(&rig);
    }
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
}

Test(mask_email, char_n_is_compared_without_its_padding)
{
    rig = (struct rig){.class = "email",
                       .kind = PGM_KIND_TEXT,
                       .unique = true,
                       .max_chars = 60,
                       .blank_padded = true};
    rig_open(&rig);
    cr_assert_str_eq(rig_text(&rig, "ann@x.org          "), rig_text(&rig, "ann@x.org"));
}

Test(mask_email, common_domains_look_natural)
{
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
    for (int i = 0; i < 1000; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "Person%d@x.org", i);
        const char *fake = rig_text(&rig, text);
        const char *at = strchr(fake, '@'), *dot = strchr(fake, '.');
        cr_assert(at && dot && dot < at);
        cr_assert_str_eq(at, "@example.com");
        size_t digits = 0;
        while (pgm_is_digit((uint8_t)at[-1 - (int)digits]))
            digits++;
        cr_assert(digits >= 2 && digits <= 4, "%s", fake);
        cr_assert_str_eq(fake, lowered(fake));
    }
    const char *upper = rig_text(&rig, "ANN@X.ORG");
    cr_assert_null(strpbrk(upper, "abcdefghijklmnopqrstuvwxyz"));
    cr_assert_str_eq(lowered(upper), rig_text(&rig, "ann@x.org"));
}

Test(mask_email, subjects_lend_the_words_and_values_the_tag)
{
    rig =
        (struct rig){.class = "email", .kind = PGM_KIND_TEXT, .unique = true, .with_subject = true};
    rig_open(&rig);
    const char *one = rig_by(&rig, "x1@x.org", "17"), *two = rig_by(&rig, "x2@x.org", "17");
    const char *three = rig_by(&rig, "x1@x.org", "18");
    const size_t words = strlen(one) - 28;
    cr_assert_eq(strlen(two), strlen(one));
    cr_assert(strncmp(one, two, words) == 0 && strcmp(one, two) != 0);
    cr_assert_str_eq(one + words, three + strlen(three) - 28);
    cr_assert_str_neq(one, three);
}

Test(mask_email, only_reserved_hosts)
{
    static const char *const good[] = {"example.com", "shop.example.org", "mail.test",
                                       "example",     "a-b.example",      "test"};
    static const char *const bad[] = {"gmail.com",     "example.co",  "myexample.com", "",
                                      "x@example.com", "Example.com", "test.",         "a..test",
                                      ".test",         "atest"};
    for (size_t i = 0; i < sizeof good / sizeof *good + sizeof bad / sizeof *bad; i++) {
        const bool is_good = i < sizeof good / sizeof *good;
        const char *host = is_good ? good[i] : bad[i - sizeof good / sizeof *good];
        rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT, .input_count = 1};
        rig.inputs[0] = (struct pgm_arg_input){.name = "mail_domain", .text = host};
        rig_open(&rig);
        cr_assert_eq(rig.mask != NULL, is_good, "%s", host);
        if (rig.mask)
            cr_assert_str_eq(strchr(rig_text(&rig, "ann@x.org"), '@') + 1, host);
        rig_close(&rig);
    }
    rig = (struct rig){.class = "email", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
}
