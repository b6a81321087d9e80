/* The embedded dictionaries: sizes, content, and draws as frequent as the weights say. */
#include <math.h>
#include <stdlib.h>

#include "dictionary.h"
#include "mask_rig.h"

Test(mask_dictionary, all_are_there_and_large_enough)
{
    static const struct {
        const char *name;
        uint32_t count;
    } wanted[] = {{"given_names", 500},  {"family_names", 1000},  {"cities", 300},
                  {"street_names", 200}, {"street_suffixes", 5},  {"company_heads", 50},
                  {"company_tails", 50}, {"company_suffixes", 5}, {"lorem_words", 80},
                  {"lorem_phrases", 500}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct pgm_dictionary *found = pgm_dictionary_find("en_US", wanted[i].name);
        cr_assert_not_null(found, "%s", wanted[i].name);
        cr_assert_geq(found->count, wanted[i].count, "%s: %u", wanted[i].name, found->count);
        cr_assert(found->ascii);
        for (uint32_t k = 0; k < found->count; k++) {
            cr_assert_eq(strlen(found->words[k].text), found->words[k].bytes);
            cr_assert_leq(found->words[k].bytes, found->bytes_max);
            cr_assert_lt(found->slots[k].alias, found->count);
        }
    }
    cr_assert_null(pgm_dictionary_find("en_US", "nothing"));
    cr_assert_null(pgm_dictionary_find("xx_XX", "cities"));
}

Test(mask_dictionary, names_are_single_words)
{
    static const char *const names[] = {"given_names", "family_names"};
    for (int i = 0; i < 2; i++) {
        const struct pgm_dictionary *found = pgm_dictionary_find("en_US", names[i]);
        for (uint32_t k = 0; k < found->count; k++)
            cr_assert_eq(strspn(found->words[k].text, "abcdefghijklmnopqrstuvwxyz"
                                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                         found->words[k].bytes, "%s", found->words[k].text);
    }
}

/* The alias table holds each word's probability exactly: its own share and what others pass on. */
Test(mask_dictionary, weights_follow_zipf)
{
    const struct pgm_dictionary *found = pgm_dictionary_find("en_US", "given_names");
    double *share = calloc(found->count, sizeof *share), total = 0;
    for (uint32_t i = 0; i < found->count; i++) {
        const double own = (double)found->slots[i].threshold / 4294967296.0;
        share[i] += own / found->count;
        share[found->slots[i].alias] += (1 - own) / found->count;
        total += 1.0 / (i + 11);
    }
    for (uint32_t i = 0; i < found->count; i++)
        cr_assert_lt(fabs(share[i] - 1.0 / (i + 11) / total), 1e-7, "%s", found->words[i].text);
    free(share);
}

Test(mask_dictionary, draws_are_as_frequent_as_the_weights)
{
    const struct pgm_dictionary *found = pgm_dictionary_find("en_US", "street_suffixes");
    enum { DRAWS = 1000000 };
    size_t counts[64] = {0};
    uint64_t seed = 31;
    for (int i = 0; i < DRAWS; i++)
        counts[pgm_dictionary_draw(found, rig_random(&seed))]++;
    double chi = 0; /* against the table, which the test before proves */
    for (uint32_t i = 0; i < found->count; i++) {
        double share = (double)found->slots[i].threshold / 4294967296.0;
        for (uint32_t k = 0; k < found->count; k++)
            if (found->slots[k].alias == i && found->slots[k].threshold != UINT32_MAX)
                share += 1 - (double)found->slots[k].threshold / 4294967296.0;
        const double expected = share / found->count * DRAWS;
        chi += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
    }
    cr_assert_lt(chi, 40, "chi-square %f for 12 degrees of freedom", chi);
}
