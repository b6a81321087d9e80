/* "Did you mean": what counts as near. */
#include <criterion/criterion.h>
#include <string.h>

#include "suggest.h"

static const char *nearest(const char *word, const char *const *words)
{
    struct pgm_suggest suggest;
    pgm_suggest_init(&suggest, word);
    for (; *words; words++)
        pgm_suggest_offer(&suggest, *words);
    return suggest.best;
}

static const char *const masks[] = {"keep",    "null", "constant", "redact",     "hash",
                                    "email",   "uuid", "phone",    "given_name", "family_name",
                                    "permute", "ip",   NULL};

Test(base_suggest, single_slips)
{
    static const struct {
        const char *word, *meant;
    } cases[] = {
        {"emial", "email"},            /* two letters exchanged */
        {"emal", "email"},             /* one left out */
        {"emaill", "email"},           /* one too many */
        {"enail", "email"},            /* one wrong */
        {"EMAIL", "email"},            /* letter case */
        {"phnoe", "phone"},            /**/
        {"redakt", "redact"},          /**/
        {"given-name", "given_name"},  /**/
        {"familyname", "family_name"}, /**/
        {"pemrute", "permute"},        /**/
        {"uid", "uuid"},               /**/
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *best = nearest(cases[i].word, masks);
        cr_assert_not_null(best, "%s", cases[i].word);
        cr_assert_str_eq(best, cases[i].meant, "%s gives %s", cases[i].word, best);
    }
}

Test(base_suggest, the_nearest_wins_and_the_first_of_equals)
{
    static const char *const words[] = {"phones", "phone", "phony", NULL};
    cr_assert_str_eq(nearest("phone", words), "phone");
    static const char *const equals[] = {"tab", "tag", NULL};
    cr_assert_str_eq(nearest("tax", equals), "tab");
}

Test(base_suggest, what_is_not_near)
{
    cr_assert_null(nearest("customer", masks));
    cr_assert_null(nearest("zzzzz", masks));
    cr_assert_null(nearest("", masks));
    cr_assert_null(nearest("xy", masks), "all letters changed is not near");
    static const char *const none[] = {NULL};
    cr_assert_null(nearest("email", none));
    static const char *const empty[] = {"", NULL};
    cr_assert_null(nearest("a", empty));
}

Test(base_suggest, long_words_are_nobodys_misspelling)
{
    char word[PGM_SUGGEST_BYTES_MAX + 2], near[PGM_SUGGEST_BYTES_MAX + 2];
    memset(word, 'a', sizeof word);
    memset(near, 'a', sizeof near);
    const char *words[] = {near, NULL};
    near[0] = 'b';
    word[PGM_SUGGEST_BYTES_MAX] = near[PGM_SUGGEST_BYTES_MAX] = '\0';
    cr_assert_str_eq(nearest(word, words), near, "the longest that is looked at");
    near[PGM_SUGGEST_BYTES_MAX] = 'a';
    near[PGM_SUGGEST_BYTES_MAX + 1] = '\0';
    cr_assert_null(nearest(word, words), "one byte more on either side is not");
    word[PGM_SUGGEST_BYTES_MAX] = 'a';
    word[PGM_SUGGEST_BYTES_MAX + 1] = '\0';
    near[PGM_SUGGEST_BYTES_MAX] = '\0';
    cr_assert_null(nearest(word, words));
}

Test(base_suggest, bytes_above_ascii)
{
    static const char *const words[] = {"stra\xc3\x9f"
                                        "e",
                                        NULL};
    cr_assert_not_null(nearest("strasse", words));
}
