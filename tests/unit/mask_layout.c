/* Layouts, and the bijection of what stands in them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

static void make_key(struct pgm_prf_key *key, uint8_t byte)
{
    uint8_t secret[PGM_DOMAIN_KEY_BYTES];
    memset(secret, byte, sizeof secret);
    pgm_prf_key_init(key, secret);
}

static int compare_images(const void *a, const void *b)
{
    return memcmp(a, b, PGM_LAYOUT_CHARS_MAX);
}

static const bool all[PGM_LAYOUT_CHARS_MAX] = {[0 ... PGM_LAYOUT_CHARS_MAX - 1] = true};

Test(mask_layout, characters_come_out_and_go_back)
{
    uint8_t text[] = "GB 29 nwbk-60.16", compact[sizeof text];
    const struct pgm_span span = {text, sizeof text - 1};
    cr_assert_eq(pgm_layout_collect(span, compact), 12);
    cr_assert_eq(memcmp(compact, "GB29NWBK6016", 12), 0);
    pgm_layout_spread(text, sizeof text - 1, (const uint8_t *)"DE71TEST9983");
    cr_assert_str_eq((char *)text, "DE 71 test-99.83");
    pgm_layout_spread(text, sizeof text - 1, (const uint8_t *)"DE71TEST998X");
    cr_assert_str_eq((char *)text, "DE 71 test-99.8X");
}

/* All strings of one layout: each image once, digits for digits and letters for letters. */
static void exhaust(const char *layout, size_t total)
{
    struct pgm_prf_key key;
    make_key(&key, 7);
    const size_t count = strlen(layout);
    uint8_t *seen = calloc(total, 1);
    size_t fixed = 0;
    for (size_t n = 0; n < total; n++) {
        uint8_t text[PGM_LAYOUT_CHARS_MAX];
        size_t rest = n, image = 0;
        for (size_t i = count; i-- > 0;) {
            const unsigned radix = layout[i] == '9' ? 10 : 26;
            text[i] = (uint8_t)((layout[i] == '9' ? '0' : 'A') + rest % radix);
            rest /= radix;
        }
        pgm_layout_permute(&key, text, all, count);
        for (size_t i = 0; i < count; i++) {
            const unsigned radix = layout[i] == '9' ? 10 : 26;
            const unsigned value = (unsigned)text[i] - (layout[i] == '9' ? '0' : 'A');
            cr_assert_lt(value, radix, "%s", layout);
            image = image * radix + value;
        }
        cr_assert_eq(seen[image]++, 0, "%s: twice", layout);
        fixed += image == n;
    }
    cr_assert_leq(fixed, 12, "%s: %zu stay", layout, fixed); /* 1 is expected */
    free(seen);
}

Test(mask_layout, every_small_layout_is_permuted)
{
    exhaust("9", 10);
    exhaust("A", 26);
    exhaust("99", 100);
    exhaust("A9", 260);
    exhaust("9A9", 2600);
    exhaust("99999", 100000);
    exhaust("AA99", 67600);
    exhaust("A9A9", 67600);
}

Test(mask_layout, long_layouts_keep_apart_and_spread)
{
    enum { COUNT = 20000 };
    struct pgm_prf_key key, other;
    make_key(&key, 1);
    make_key(&other, 2);
    static uint8_t images[COUNT][PGM_LAYOUT_CHARS_MAX];
    size_t zeros = 0, same = 0;
    for (int i = 0; i < COUNT; i++) {
        char text[PGM_LAYOUT_CHARS_MAX + 1];
        snprintf(text, sizeof text, "ABCDEFGHIJKLMNOPQRST%020d", i);
        uint8_t under_other[PGM_LAYOUT_CHARS_MAX];
        memcpy(images[i], text, PGM_LAYOUT_CHARS_MAX);
        memcpy(under_other, text, PGM_LAYOUT_CHARS_MAX);
        pgm_layout_permute(&key, images[i], all, PGM_LAYOUT_CHARS_MAX);
        pgm_layout_permute(&other, under_other, all, PGM_LAYOUT_CHARS_MAX);
        zeros += images[i][25] == '0';
        same += memcmp(images[i], under_other, PGM_LAYOUT_CHARS_MAX) == 0;
    }
    cr_assert(zeros > COUNT / 10 - 250 && zeros < COUNT / 10 + 250, "%zu", zeros);
    cr_assert_eq(same, 0);
    qsort(images, COUNT, sizeof *images, compare_images);
    for (int i = 1; i < COUNT; i++)
        cr_assert_neq(memcmp(images[i - 1], images[i], sizeof *images), 0);
}

Test(mask_layout, places_that_do_not_move_do_not_matter)
{
    struct pgm_prf_key key;
    make_key(&key, 3);
    const bool moves[] = {false, true, true, false, true, true, false};
    uint8_t one[] = "A12B34C", two[] = "Z12933K";
    two[5] = '4';
    pgm_layout_permute(&key, one, moves, 7);
    pgm_layout_permute(&key, two, moves, 7);
    cr_assert(one[0] == 'A' && one[3] == 'B' && one[6] == 'C');
    cr_assert(one[1] == two[1] && one[2] == two[2] && one[4] == two[4] && one[5] == two[5]);
    uint8_t none[] = "ABC";
    pgm_layout_permute(&key, none, (bool[]){false, false, false}, 3);
    cr_assert_str_eq((char *)none, "ABC");
    pgm_layout_permute(&key, none, NULL, 0);
}
