/* Masks that keep a format: phone, card, uuid, ip. */
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

static void open_text(const char *class)
{
    rig = (struct rig){.class = class, .kind = PGM_KIND_TEXT};
    rig_open(&rig);
}

TestSuite(mask_formats, .fini = close_rig);

/* In a layout 0 stands for any digit; other characters for themselves. */
static bool has_layout(const char *text, const char *layout)
{
    if (strlen(text) != strlen(layout))
        return false;
    for (; *text; text++, layout++)
        if (*layout == '0' ? !pgm_is_digit((uint8_t)*text) : *layout != *text)
            return false;
    return true;
}

/* ---- phone --------------------------------------------------------------------------------- */

Test(mask_formats, phones_go_to_ranges_for_fiction)
{
    static const char *const cases[][2] = {
        {"+1 (212) 736-5000", "+1 (000) 555-0100"},
        {"212-736-5000", "000-555-0100"},
        {"(212) 736 5000", "(000) 555 0100"},
        {"12127365000", "10005550100"},
        {"736-5000", "555-0100"},
        {"+44 7911 123456", "+44 7700 900000"},
        {"+44 20 7219 3000", "+44 20 7946 0000"},
        {"+441212345678", "+441632960000"},
        {"0044 7911 123456", "0044 7700 900000"},
        {"07911 123456", "07700 900000"},
        {"020 7219 3000", "020 7946 0000"},
        {"+33 6 12 34 56 78", "+33 6 39 98 00 00"},
        {"+33 1 42 34 56 78", "+33 1 99 00 00 00"},
        {"06.12.34.56.78", "06.39.98.00.00"},
        {"+61 2 9374 4000", NULL},
        {"+49 30 22730000", NULL},
    };
    open_text("phone");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *fake = rig_text(&rig, cases[i][0]);
        char layout[64];
        snprintf(layout, sizeof layout, "%s", cases[i][1] ? cases[i][1] : cases[i][0]);
        for (char *at = layout; !cases[i][1] && *at; at++)
            *at = pgm_is_digit((uint8_t)*at) ? '0' : *at;
        /* 555-01xx: the layout's fixed digits are literal ones. */
        const char *number = cases[i][1];
        cr_assert(has_layout(fake, layout), "%s -> %s", cases[i][0], fake);
        for (size_t k = 0; number && number[k]; k++)
            if (number[k] != '0' && number[k] != fake[k])
                cr_assert(false, "%s -> %s", cases[i][0], fake);
    }
    cr_assert(strstr(rig_text(&rig, "+61 2 9374 4000"), " 5550 ") ||
              strstr(rig_text(&rig, "+61 2 9374 4000"), " 7010 "));
}

Test(mask_formats, north_american_numbers_end_in_555_01xx)
{
    open_text("phone");
    for (int i = 0; i < 5000; i++) {
        const char *fake =
            rig_text(&rig, pgm_arena_printf(&rig.arena, "2%02d-736-%04d", i % 97, i));
        cr_assert(strncmp(fake + 3, "-555-01", 7) == 0, "%s", fake);
        cr_assert(fake[0] >= '2' && fake[1] != '9' && !(fake[1] == '1' && fake[2] == '1'), "%s",
                  fake);
    }
}

Test(mask_formats, phones_keep_layout_and_lose_letters)
{
    open_text("phone");
    cr_assert(has_layout(rig_text(&rig, "212-736-5000 ext. 12"), "000-000-0000 xxx. 00"));
    cr_assert(has_layout(rig_text(&rig, "call Ann: +1 212 736 5000"), "xxxx Xxx: +0 000 000 0000"));
    cr_assert(has_layout(rig_text(&rig, "123456789012345678901234567890"),
                         "000000000000000000000000000000"));
    cr_assert(has_layout(rig_text(&rig, "---"), "---"));
    cr_assert(has_layout(rig_text(&rig, "\xd9\xa1\xd9\xa2\xd9\xa3"), "000"));
    const char *fake = rig_text(&rig, "+352 27 12 34 56"); /* no plan: Luxembourg stays */
    cr_assert(strncmp(fake, "+352 ", 5) == 0 && has_layout(fake + 5, "00 00 00 00"));
    cr_assert_str_neq(rig_text(&rig, "+352"), "+352");
    for (int i = 0; i < 1000; i++) {
        const char *original = pgm_arena_printf(&rig.arena, "+1 212 555 01%02d", i % 100);
        cr_assert_str_neq(rig_text(&rig, original), original);
    }
}

/* ---- card ---------------------------------------------------------------------------------- */

static bool luhn(const char *text)
{
    unsigned sum = 0, place = 0;
    for (size_t i = strlen(text); i-- > 0;) {
        if (!pgm_is_digit((uint8_t)text[i]))
            continue;
        unsigned digit = (unsigned)(text[i] - '0') << (place++ % 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

Test(mask_formats, cards_pass_luhn_under_test_prefixes)
{
    static const char *const cases[][2] = {
        {"4929 1234 5678 9019", "4111 1100 0000 0000"}, {"4929123456789", "4111110000000"},
        {"5412-7512-3412-3456", "5555-5500-0000-0000"}, {"2221000000000009", "2223000000000000"},
        {"3714 496353 98431", "3782 820000 00000"},     {"6011000990139424", "6011110000000000"},
        {"30569309025904", "30569300000000"},           {"3530111333300000", "3530110000000000"},
        {"9111111111111111111", "4111110000000000000"}, {"6212345678901265", "4111110000000000"},
    };
    open_text("card");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *fake = rig_text(&rig, cases[i][0]);
        cr_assert(has_layout(fake, cases[i][1]) && luhn(fake), "%s -> %s", cases[i][0], fake);
        for (size_t k = 0; cases[i][1][k]; k++)
            cr_assert(cases[i][1][k] == '0' || cases[i][1][k] == fake[k], "%s", fake);
    }
    for (int i = 0; i < 3000; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "%d%015d", i % 9 + 1, i * 7919);
        const char *fake = rig_text(&rig, text);
        cr_assert(luhn(fake) && strcmp(fake, text) != 0 && strlen(fake) == 16);
    }
}

Test(mask_formats, text_in_a_card_column_is_masked_all_the_same)
{
    open_text("card");
    cr_assert(has_layout(rig_text(&rig, "**** **** **** 9019"), "**** **** **** 0000"));
    cr_assert_str_neq(rig_text(&rig, "**** **** **** 9019"), "**** **** **** 9019");
    cr_assert(has_layout(rig_text(&rig, "Ann 12/27"), "Xxx 00/00"));
    cr_assert(has_layout(rig_text(&rig, "12345678901234567890123"), "00000000000000000000000"));
}

/* ---- uuid ---------------------------------------------------------------------------------- */

static int compare_uuids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct pgm_uuid));
}

/* Counters differ in few bits: the worst case for a weak round function. */
Test(mask_formats, uuids_stay_distinct_and_keep_version_and_variant)
{
    enum { COUNT = 200000 };
    rig = (struct rig){.class = "uuid", .kind = PGM_KIND_UUID};
    rig_open(&rig);
    struct pgm_vector in = rig_vector(&rig, COUNT), out = rig_vector(&rig, COUNT);
    unsigned changed[128] = {0};
    for (uint32_t i = 0; i < COUNT; i++) {
        memset(&in.uuids[i], 0, sizeof in.uuids[i]);
        memcpy(in.uuids[i].bytes + (i % 2 ? 0 : 12), &i, 4);
        in.uuids[i].bytes[6] = (uint8_t)((in.uuids[i].bytes[6] & 0x0f) | (i % 8) << 4);
        in.uuids[i].bytes[8] = (uint8_t)((in.uuids[i].bytes[8] & 0x3f) | (i % 4) << 6);
    }
    rig_apply(&rig, &in, &out, NULL);
    for (uint32_t i = 0; i < COUNT; i++) {
        cr_assert_eq(in.uuids[i].bytes[6] >> 4, out.uuids[i].bytes[6] >> 4);
        cr_assert_eq(in.uuids[i].bytes[8] >> 6, out.uuids[i].bytes[8] >> 6);
        for (int bit = 0; bit < 128; bit++)
            changed[bit] +=
                (in.uuids[i].bytes[bit / 8] ^ out.uuids[i].bytes[bit / 8]) >> bit % 8 & 1;
    }
    unsigned kept = 0;
    for (int bit = 0; bit < 128; bit++) {
        kept += changed[bit] == 0;
        cr_assert(changed[bit] == 0 ||
                  (changed[bit] > COUNT * 0.48 && changed[bit] < COUNT * 0.52));
    }
    cr_assert_eq(kept, 6);
    qsort(out.uuids, COUNT, sizeof *out.uuids, compare_uuids);
    for (int i = 1; i < COUNT; i++)
        cr_assert_neq(compare_uuids(&out.uuids[i - 1], &out.uuids[i]), 0);
}

Test(mask_formats, uuids_in_text_join_those_of_the_type)
{
    struct rig typed = {.class = "uuid", .kind = PGM_KIND_UUID};
    rig_open(&typed);
    open_text("uuid");
    const char *text = "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11";
    const char *fake = rig_text(&rig, text);
    cr_assert_str_eq(fake, rig_text(&typed, text));
    cr_assert_eq(fake[14], '4');
    const char *upper = rig_text(&rig, "8D1F5C0A-3B7E-4C55-9A40-6F2D0E9B7C11");
    cr_assert_eq(strcasecmp(fake, upper), 0);
    cr_assert_str_neq(fake, upper);
    const char *braced = rig_text(&rig, "{8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11}");
    cr_assert_eq(braced[0], '{');
    cr_assert(strncmp(braced + 1, fake, 36) == 0);
    cr_assert_eq(strlen(rig_text(&rig, "8d1f5c0a3b7e4c559a406f2d0e9b7c11")), 32);
    rig_close(&typed);
}

Test(mask_formats, other_text_becomes_a_uuid)
{
    static const char *const others[] = {"n/a", "8D1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11",
                                         "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c1", "x",
                                         "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11 "};
    open_text("uuid");
    for (size_t i = 0; i < 5; i++) {
        const char *fake = rig_text(&rig, others[i]);
        cr_assert_eq(strlen(fake), 36);
        cr_assert_eq(fake[14], '4');
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(fake, rig_text(&rig, others[k]));
    }
    rig_close(&rig);
    rig = (struct rig){.class = "uuid", .kind = PGM_KIND_TEXT, .case_insensitive = true};
    rig_open(&rig);
    cr_assert_str_eq(rig_text(&rig, "8D1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11"),
                     rig_text(&rig, "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11"));
}

/* ---- ip ------------------------------------------------------------------------------------ */

Test(mask_formats, addresses_stay_where_nobody_is)
{
    rig = (struct rig){.class = "ip", .kind = PGM_KIND_INET};
    rig_open(&rig);
    for (int i = 0; i < 3000; i++) {
        const char *four = pgm_arena_printf(&rig.arena, "%d.%d.3.4", i % 250, i / 250);
        const char *six = pgm_arena_printf(&rig.arena, "2a00:%x::1", i);
        const char *fake_four = rig_text(&rig, four), *fake_six = rig_text(&rig, six);
        cr_assert(strncmp(fake_four, "10.", 3) == 0 && !strchr(fake_four, '/'), "%s", fake_four);
        cr_assert(strncmp(fake_six, "2001:db8:", 9) == 0 && !strchr(fake_six, '/'), "%s", fake_six);
    }
    const char *wide = rig_text(&rig, "203.0.113.7/24");
    cr_assert_str_eq(strchr(wide, '/'), "/24");
}

Test(mask_formats, networks_keep_their_zeros)
{
    rig = (struct rig){.class = "ip", .kind = PGM_KIND_INET, .cidr = true};
    rig_open(&rig);
    for (int bits = 0; bits <= 32; bits++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "0.0.0.0/%d", bits));
        struct pgm_vector again = rig_vector(&rig, 1);
        cr_assert(pgm_value_decode(&rig.type, pgm_span_of(fake), &again, 0), "%s", fake);
        cr_assert_eq(again.inets[0].prefix_bits, bits);
    }
    for (int bits = 0; bits <= 128; bits++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "::/%d", bits));
        struct pgm_vector again = rig_vector(&rig, 1);
        cr_assert(pgm_value_decode(&rig.type, pgm_span_of(fake), &again, 0), "%s", fake);
    }
}

Test(mask_formats, addresses_in_text_join_those_of_the_type)
{
    struct rig typed = {.class = "ip", .kind = PGM_KIND_INET};
    rig_open(&typed);
    open_text("ip");
    static const char *const texts[] = {"203.0.113.7", "2a00:1450::5", "203.0.113.7/24"};
    for (int i = 0; i < 3; i++)
        cr_assert_str_eq(rig_text(&rig, texts[i]), rig_text(&typed, texts[i]));
    cr_assert_str_eq(rig_text(&rig, " 203.0.113.7 "), rig_text(&typed, "203.0.113.7"));
    cr_assert(strncmp(rig_text(&rig, "203.0.113.7, 198.51.100.9"), "10.", 3) == 0);
    cr_assert(strncmp(rig_text(&rig, "unknown"), "10.", 3) == 0);
    rig_close(&typed);
}
