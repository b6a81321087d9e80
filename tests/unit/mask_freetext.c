/* Free text: what is found and what comes in its place, what stays, known values, limits. */
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void open_rig(void)
{
    rig = (struct rig){.class = "text", .kind = PGM_KIND_TEXT, .key = 3};
    rig_open(&rig);
}

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_freetext, .init = open_rig, .fini = close_rig);

/* The text with `kind`'s part replaced by what that mask gives alone. */
static void assert_kind(const char *class, const char *before, const char *value, const char *after)
{
    struct rig alone = {.class = class, .kind = PGM_KIND_TEXT, .key = 3};
    rig_open(&alone);
    const char *text = pgm_arena_printf(&rig.arena, "%s%s%s", before, value, after);
    const char *wanted =
        pgm_arena_printf(&rig.arena, "%s%s%s", before, rig_text(&alone, value), after);
    const char *got = rig_text(&rig, text);
    cr_expect_str_eq(got, wanted, "%s\n gave %s\n not  %s", text, got, wanted);
    cr_expect_str_neq(got, text);
    rig_close(&alone);
}

static void assert_stays(const char *text)
{
    cr_expect_str_eq(rig_text(&rig, text), text, "%s\n gave %s", text, rig_text(&rig, text));
}

/* Nothing of `value` is left, all around it is. */
static const char *assert_hidden(const char *before, const char *value, const char *after)
{
    const char *text = pgm_arena_printf(&rig.arena, "%s%s%s", before, value, after);
    const char *got = rig_text(&rig, text);
    const size_t bytes = strlen(got);
    cr_expect(strncmp(got, before, strlen(before)) == 0, "%s\n gave %s", text, got);
    cr_expect(bytes >= strlen(after) && strcmp(got + bytes - strlen(after), after) == 0,
              "%s\n gave %s", text, got);
    cr_expect_null(strstr(got, value), "%s\n gave %s", text, got);
    return got;
}

Test(mask_freetext, addresses_are_those_of_their_columns)
{
    static const char *const mails[] = {"ann@x.org",
                                        "Ann.Lee+news@mail.x-y.co.uk",
                                        "o'brien@x.org",
                                        "a_b%c@sub.example.museum",
                                        "j\xc3\xbcrgen@stra\xc3\x9f"
                                        "e.de",
                                        "1234567@qq.com",
                                        "x@xn--bcher-kva.xn--p1ai"};
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        assert_kind("email", "", mails[i], "");
        assert_kind("email", "mail ", mails[i], ".");
        assert_kind("email", "<", mails[i], ">, please");
        assert_kind("email", "(mailto:", mails[i], ")");
        assert_kind("email", "email=", mails[i], "\nnext");
        assert_kind("email", "\xe9\x82\xae\xe4\xbb\xb6", mails[i], "\xe3\x80\x82");
        assert_kind("email", "'", mails[i], "'");
        assert_kind("email", "\xff\xfe ", mails[i], " \xc3");
    }
}

Test(mask_freetext, phones)
{
    static const char *const phones[] = {"+44 7911 123456",
                                         "+1 (212) 736-5000",
                                         "+12127365000",
                                         "212-736-5000",
                                         "(212) 736-5000",
                                         "212.736.5000",
                                         "2127365000",
                                         "1-212-736-5000",
                                         "07911 123456",
                                         "0612345678",
                                         "06 12 34 56 78",
                                         "06.12.34.56.78",
                                         "+33 (0)6 12 34 56 78",
                                         "0049 30 123456",
                                         "+49 30/1234567",
                                         "030 1234567",
                                         "(11) 91234-5678",
                                         "612 345 678",
                                         "12 34 56 78",
                                         "98765 43210",
                                         "13800138000",
                                         "138 0013 8000",
                                         "+81-3-1234-5678",
                                         "555-0123",
                                         "06\xc2\xa0"
                                         "12\xc2\xa0"
                                         "34\xc2\xa0"
                                         "56\xc2\xa0"
                                         "78",
                                         "+49 30 1234567-0",
                                         "+919876543210",
                                         "020 7946 0958"};
    for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
        if (strcmp(phones[i], "12 34 56 78") == 0)
            continue; /* might be anything: numbers of Denmark begin with 2 and up */
        assert_kind("phone", "", phones[i], "");
        assert_kind("phone", "tel:", phones[i], ", again");
        assert_kind("phone", "call ", phones[i], ".");
        assert_kind("phone", "\xe7\x94\xb5\xe8\xaf\x9d", phones[i], "\xe3\x80\x82");
    }
    assert_kind("phone", "", "22 34 56 78", "");
}

Test(mask_freetext, cards_and_ips)
{
    static const char *const cards[] = {"4929123456789015", "4929 1234 5678 9015",
                                        "4929-1234-5678-9015", "378282246310005",
                                        "3782 822463 10005"};
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        assert_kind("card", "card ", cards[i], " exp 12/27");
        assert_kind("card", "card:", cards[i], "");
    }
    static const char *const ips[] = {"203.0.113.7",
                                      "8.8.8.8",
                                      "2001:db8::1",
                                      "fe80::1:2",
                                      "2001:0db8:0000:0000:0000:ff00:0042:8329",
                                      "::ffff:192.0.2.1"};
    for (size_t i = 0; i < sizeof ips / sizeof *ips; i++) {
        assert_kind("ip", "from ", ips[i], " at noon");
        assert_kind("ip", "from [", ips[i], "]:443.");
        assert_kind("ip", "", ips[i], ".");
    }
    assert_kind("ip", "", "10.1.2.0", "/24");
    assert_kind("ip", "", "10.1.2.3", ":8080");
}

Test(mask_freetext, national_ids_are_redacted)
{
    cr_assert_str_eq(rig_text(&rig, "SSN 123-45-6789."), "SSN 000-00-0000.");
    cr_assert_str_eq(rig_text(&rig, "NI: AB 12 34 56 C, ok"), "NI: XX 00 00 00 X, ok");
    cr_assert_str_eq(rig_text(&rig, "ab123456c"), "xx000000x");
    cr_assert_str_eq(rig_text(&rig, "CPF 529.982.247-25"), "CPF 000.000.000-00");
    assert_stays("CPF 529.982.247-26");
    assert_stays("SSN 000-45-6789");
    assert_stays("GB 12 34 56 C");
}

/* ISO 13616's own rule, done with the digits of one long number. */
static unsigned mod97(const char *iban)
{
    char code[64], digits[128] = "";
    size_t count = 0;
    for (; *iban; iban++)
        if (pgm_is_letter((uint8_t)*iban) || pgm_is_digit((uint8_t)*iban))
            code[count++] = *iban;
    for (size_t i = 0; i < count; i++) {
        const char c = code[(i + 4) % count];
        snprintf(digits + strlen(digits), 16, "%d",
                 pgm_is_digit((uint8_t)c) ? c - '0' : (c & 0xdf) - 'A' + 10);
    }
    unsigned rest = 0;
    for (const char *at = digits; *at; at++)
        rest = (rest * 10 + (unsigned)(*at - '0')) % 97;
    return rest;
}

Test(mask_freetext, ibans_stay_valid)
{
    static const char *const ibans[] = {"DE89370400440532013000",
                                        "DE89 3704 0044 0532 0130 00",
                                        "GB82 WEST 1234 5698 7654 32",
                                        "gb82west12345698765432",
                                        "NO9386011117947",
                                        "FR1420041010050500013M02606",
                                        "MT84MALT011000012345MTLCAST001S"};
    for (size_t i = 0; i < sizeof ibans / sizeof *ibans; i++) {
        cr_assert_eq(mod97(ibans[i]), 1);
        assert_kind("iban", "IBAN: ", ibans[i], ", thanks");
        const char *text = assert_hidden("IBAN: ", ibans[i], ", thanks");
        char fake[64] = "";
        memcpy(fake, text + 6, strlen(ibans[i]));
        cr_expect_eq(mod97(fake), 1, "%s", text);
        cr_expect_eq(memcmp(fake, ibans[i], 2), 0, "the country stays: %s", text);
        for (size_t k = 0; ibans[i][k]; k++)
            cr_expect_eq(pgm_is_digit((uint8_t)fake[k]), pgm_is_digit((uint8_t)ibans[i][k]), "%s",
                         fake);
    }
}

Test(mask_freetext, links_are_those_of_their_columns)
{
    assert_kind("url", "see ", "https://bob:pw@Intra.corp.net:8080/u/rosa?id=77", ").");
    assert_kind("url", "(", "https://x.org/wiki/A_(b)", ")");
    assert_kind("url", "", "file:///home/rosa/%C3%A9.txt", " ");
    assert_kind("url", "", "postgres://u@h/db", "\"");
    assert_kind("url", "at ", "www.intra.corp.net/a", ", or");
    assert_kind("url", "\xe8\xa7\x81", "http://x.org/a", "\xe3\x80\x82");
    assert_stays("a://, www., www.x and ://");
}

Test(mask_freetext, keys_open_nothing)
{
    /* In parts: nothing that looks like a key may stand in a source. */
    static const char *const keys[][2] = {
        {"sk_"
         "live_",
         "4eC39HqLyjWDarjtT1zdp7dc"},
        {"AK"
         "IA",
         "IOSFODNN7EXAMPLE"},
        {"gh"
         "p_",
         "16C7e42F292c6912E7710c838347Ae178B4a"},
        {"xo"
         "xb-",
         "123456789012-abcdefghijkl"},
        {"AI"
         "za",
         "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"},
        {"", "d41d8cd98f00b204e9800998ecf8427e"},
        {"", "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEYq9"},
        {"ey"
         "J",
         "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *key = pgm_arena_printf(&rig.arena, "%s%s", keys[i][0], keys[i][1]);
        const char *text = assert_hidden("key=", key, "; rotate it");
        cr_expect_eq(strlen(text), 4 + strlen(key) + 11);
        cr_expect_null(strstr(text, keys[i][1]), "%s", text);
    }
    cr_expect_not_null(strstr(rig_text(&rig, "sk_"
                                             "live_4eC39HqLyjWDarjtT1zdp7dc"),
                              "sk_test_"));
    const char *pem = rig_text(&rig, "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nabc\n"
                                     "-----END RSA PRIVATE KEY-----\nb");
    cr_expect(strncmp(pem, "a\n-----BEGIN RSA PRIVATE KEY-----\n", 34) == 0, "%s", pem);
    cr_expect_not_null(strstr(pem, "\n-----END RSA PRIVATE KEY-----\nb"), "%s", pem);
    cr_expect_null(strstr(pem, "MIIEow"));
}

Test(mask_freetext, what_is_none_stays)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "\t\n",
                                        "a",
                                        "Called twice, wants a refund of 1,234.56 EUR.",
                                        "2023-10-11 12:30:45.123456",
                                        "on 11.10.2023 at 12:30",
                                        "10/11/2023 - 12/11/2023",
                                        "01.10.2023 12:30",
                                        "2023-01-05 0912",
                                        "version 1.2.3",
                                        "1.2.3.4.5",
                                        "3.14159265358979",
                                        "0.123456789",
                                        "order 4929123456789018",
                                        "ISBN 978-3-16-148410-0",
                                        "978-0-306-40615-7",
                                        "std::vector<int>::iterator",
                                        "a::b",
                                        "::",
                                        "12:34:56",
                                        "@ann",
                                        "a@b",
                                        "ann@",
                                        "@x.org",
                                        "ann@x.1",
                                        "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11",
                                        "this-is-a-very-long-slug-with-many-words-2024",
                                        "/usr/share/Documents2/of/some/length/here",
                                        "TheQuickBrownFoxJumpsOverTheLazyDog2000",
                                        "\xff\xfe\x80",
                                        "\xc3",
                                        "1700000000",
                                        "12345",
                                        "00000000000000000000",
                                        "999.999.999.999",
                                        "DE00370400440532013000",
                                        "10000000",
                                        "x -----BEGIN",
                                        "eyJ0eXAiOiJKV1QiLCJhbGci",
                                        "$ 1 234 567,00"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_stays(texts[i]);
}

Test(mask_freetext, several_kinds_in_one_text)
{
    const char *text = rig_text(&rig, "ann@x.org,bob@y.org +44 7911 123456/8.8.8.8 http://h.org/a");
    for (const char *const *part =
             (const char *const[]){"ann@x", "bob@y", "7911", "8.8.8.8", "h.org", NULL};
         *part; part++)
        cr_expect_null(strstr(text, *part), "%s", text);
    cr_expect_str_eq(rig_text(&rig, "a@b.co@c.de"),
                     pgm_arena_printf(&rig.arena, "%s@x.xx", rig_text(&rig, "a@b.co")));
}

Test(mask_freetext, patterns_can_be_chosen)
{
    static const char *const list[] = {"email", "ip"}, *const wrong[] = {"email", "mail"};
    struct rig some = {.class = "text", .kind = PGM_KIND_TEXT, .input_count = 1};
    some.inputs[0] = (struct pgm_arg_input){
        .name = "patterns", .kind = PGM_ARG_INPUT_LIST, .texts = list, .text_count = 2};
    rig_open(&some);
    const char *text = rig_text(&some, "ann@x.org 212-736-5000 8.8.8.8 sk_"
                                       "live_4eC39HqLyjWDarjtT1z");
    cr_expect(strstr(text, " 212-736-5000 10.") && strstr(text, "4eC39HqLyjWDarjtT1z"), "%s", text);
    rig_close(&some);
    struct rig none = {.class = "text", .kind = PGM_KIND_TEXT, .input_count = 1};
    none.inputs[0] = (struct pgm_arg_input){.name = "patterns", .text = "none"};
    rig_open(&none);
    cr_expect_str_eq(rig_text(&none, "ann@x.org 8.8.8.8"), "ann@x.org 8.8.8.8");
    rig_close(&none);
    struct rig bad = {.class = "text", .kind = PGM_KIND_TEXT, .input_count = 1};
    bad.inputs[0] = (struct pgm_arg_input){
        .name = "patterns", .kind = PGM_ARG_INPUT_LIST, .texts = wrong, .text_count = 2};
    rig_open(&bad);
    cr_expect_null(bad.mask);
    cr_expect_not_null(strstr(bad.report.first->message, "no kind mail"));
    rig_close(&bad);
}

Test(mask_freetext, a_narrow_column_is_cut_at_a_character)
{
    for (int32_t max = 1; max < 30; max++) {
        struct rig narrow = {.class = "text", .kind = PGM_KIND_TEXT, .max_chars = max, .key = 3};
        rig_open(&narrow);
        const char *text = rig_text(&narrow, "\xc3\xa9\xc3\xa9 a@b.co \xc3\xa9\xc3\xa9\xc3\xa9");
        const struct pgm_span span = pgm_span_of(text);
        cr_expect_leq(pgm_chars_count(span, true), (size_t)max);
        const char *whole = rig_text(&rig, "\xc3\xa9\xc3\xa9 a@b.co \xc3\xa9\xc3\xa9\xc3\xa9");
        cr_expect_eq(strncmp(text, whole, span.bytes), 0, "%s is no beginning of %s", text, whole);
        rig_close(&narrow);
    }
}

/* ---- known values -------------------------------------------------------------------------- */

/* Masks one text beside companions: original, fake, original, fake, ..., NULL; a fake "NULL" is one. */
static const char *with_known(const char *text, const char *const *known)
{
    struct pgm_vector in = rig_vector(&rig, 1), out = rig_vector(&rig, 1), vectors[16];
    const struct pgm_vector *originals[8], *fakes[8];
    size_t count = 0;
    for (; known[2 * count]; count++) {
        vectors[2 * count] = rig_vector(&rig, 1);
        vectors[2 * count + 1] = rig_vector(&rig, 1);
        vectors[2 * count].bytes[0] = pgm_span_of(known[2 * count]);
        vectors[2 * count].null[0] = strcmp(known[2 * count], "NULL") == 0;
        vectors[2 * count + 1].bytes[0] = pgm_span_of(known[2 * count + 1]);
        vectors[2 * count + 1].null[0] = strcmp(known[2 * count + 1], "NULL") == 0;
        originals[count] = &vectors[2 * count];
        fakes[count] = &vectors[2 * count + 1];
    }
    in.bytes[0] = pgm_span_of(text);
    struct pgm_batch batch = {.count = 1,
                              .in = &in,
                              .out = &out,
                              .companions = originals,
                              .companion_fakes = fakes,
                              .companion_count = count,
                              .scratch = &rig.scratch};
    rig.found->apply(rig.mask, &batch);
    cr_assert_leq(out.bytes[0].bytes, rig.found->bound(rig.mask, strlen(text)));
    const char *copy =
        pgm_arena_strndup(&rig.arena, (const char *)out.bytes[0].data, out.bytes[0].bytes);
    pgm_scratch_reset(&rig.scratch);
    return copy;
}

static void assert_known(const char *const *known, const char *text, const char *wanted)
{
    const char *got = with_known(text, known);
    cr_expect_str_eq(got, wanted, "%s\n gave %s\n not  %s", text, got, wanted);
}

Test(mask_freetext, known_values_in_every_writing)
{
    static const char *const known[] = {"Rosalind", "Mary", "Thackeray", "Lee", NULL};
    static const char *const cases[][2] = {
        {"Rosalind Thackeray", "Mary Lee"},
        {"Ms THACKERAY, rosalind", "Ms LEE, mary"},
        {"rosalind-thackeray", "mary-lee"},
        {"rosalind_thackeray.pdf", "mary_lee.pdf"},
        {"/files/Rosalind.Thackeray/a", "/files/Mary.Lee/a"},
        {"rosalind.thackeray@localhost", "mary.lee@localhost"},
        {"rosalind84", "mary84"},
        {"Rosalinda Thackerays", "Rosalinda Thackerays"},
        {"aRosalind", "aRosalind"},
        {"Rosalind's", "Mary's"},
        {"(Rosalind)", "(Mary)"},
        {"\xc3\xa9Rosalind", "\xc3\xa9Rosalind"},
        {"\xe2\x80\x9cRosalind\xe2\x80\x9d", "\xe2\x80\x9cMary\xe2\x80\x9d"},
        {"\xffRosalind", "\xffRosalind"},
        {"rOSALIND", "Mary"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_known(known, cases[i][0], cases[i][1]);
}

Test(mask_freetext, known_values_of_several_words)
{
    static const char *const known[] = {"Rosalind May Thackeray", "Mary Ann Lee", NULL};
    assert_known(known, "Rosalind May Thackeray", "Mary Ann Lee");
    assert_known(known, "ROSALIND MAY THACKERAY", "MARY ANN LEE");
    assert_known(known, "rosalind-may-thackeray.jpg", "mary-ann-lee.jpg");
    assert_known(known, "Rosalind  may\nThackeray", "Mary  ann\nLee");
    assert_known(known, "Thackeray, Rosalind", "Lee, Mary");
    static const char *const fewer[] = {"Ana Maria Lopez", "Mary Lee", NULL};
    assert_known(fewer, "Ana Maria Lopez; ana_maria_lopez; Lopez", "Mary Lee; mary_lee; Lee");
    static const char *const address[] = {"12 Bakery Street", "70 Prairie Avenue", NULL};
    assert_known(address, "12 bakery street; the street; Bakery; 12",
                 "70 prairie avenue; the street; Prairie; 12");
}

Test(mask_freetext, known_values_win)
{
    static const char *const known[] = {"rosalind@mail.example", "mary.lee@example.com",
                                        "12 Elm St 212-736-5000", "9 Oak Rd 212-555-0142", NULL};
    assert_known(known, "to Rosalind@Mail.example.", "to Mary.lee@example.com.");
    assert_known(known, "12 Elm St 212-736-5000", "9 Oak Rd 212-555-0142");
    assert_known(known, "ROSALIND@MAIL.EXAMPLE", "MARY.LEE@EXAMPLE.COM");
    static const char *const name[] = {"Rosalind", "Mary", NULL};
    const char *text = with_known("rosalind@mail.example", name);
    cr_expect_str_eq(text, rig_text(&rig, "rosalind@mail.example"), "as in its column: %s", text);
}

Test(mask_freetext, known_values_at_their_limits)
{
    static const char *const none[] = {"X", "Mary", "", "Lee", "NULL", "Ann", NULL};
    assert_known(none, "X NULL x", "X NULL x");
    static const char *const gone[] = {"Rosalind", "NULL", "Thackeray", "", NULL};
    assert_known(gone, "Rosalind Thackeray", "Xxxxxxxx Xxxxxxxxx");
    static const char *const same[] = {"Rosalind", "Rosalind", NULL};
    assert_known(same, "Rosalind", "Rosalind");
    static const char *const longest[] = {"Ann", "Bo", "Ann Lee", "Eve Fox", NULL};
    assert_known(longest, "Ann Lee, Ann", "Eve Fox, Bo");
    static const char *const wide[] = {"\xc3\x89mile", "Ren\xc3\xa9", "\xe5\xb1\xb1\xe7\x94\xb0",
                                       "\xe4\xbd\x90\xe8\x97\xa4", NULL};
    assert_known(wide, "\xc3\xa9mile \xc3\x89MILE \xe5\xb1\xb1\xe7\x94\xb0\xe5\xa4\xaa\xe9\x83\x8e",
                 "ren\xc3\xa9 REN\xc3\x89 \xe4\xbd\x90\xe8\x97\xa4\xe5\xa4\xaa\xe9\x83\x8e");
    char text[2000];
    memset(text, 'z', sizeof text);
    text[sizeof text - 1] = '\0';
    const char *const grown[] = {"ab", text, NULL};
    cr_expect_eq(strlen(with_known("ab", grown)), 32);
}

/* ---- any bytes ----------------------------------------------------------------------------- */

Test(mask_freetext, large_and_hostile_texts_in_linear_time)
{
    static const char *const pieces[] = {"@",
                                         "a@",
                                         "1-",
                                         "1 ",
                                         "://",
                                         "a://",
                                         "-----BEGIN ",
                                         "1.1",
                                         ":1:",
                                         "eyJ",
                                         "DE89 1",
                                         "www.",
                                         "a@b.",
                                         "0",
                                         "\xff",
                                         "A1a",
                                         "(",
                                         "+1",
                                         "ann@x.org 212-736-5000 "};
    const size_t bytes = 1 << 20;
    char *text = malloc(bytes + 1);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        const size_t length = strlen(pieces[i]);
        for (size_t k = 0; k < bytes; k++)
            text[k] = pieces[i][k % length];
        text[bytes] = '\0';
        cr_assert_not_null(rig_text(&rig, text));
    }
    free(text);
}

Test(mask_freetext, rows_do_not_depend_on_their_batch)
{
    enum { ROWS = 500 };
    struct pgm_vector in = rig_vector(&rig, ROWS), out = rig_vector(&rig, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        in.bytes[i] = pgm_span_of(pgm_arena_printf(
            &rig.arena, "row %zu: u%zu@x.org, +44 7911 12%04zu, http://h%zu.org", i, i, i, i % 7));
        in.null[i] = i % 11 == 0;
    }
    rig_apply(&rig, &in, &out, NULL);
    const char *together[ROWS] = {NULL};
    for (size_t i = 0; i < ROWS; i++)
        if (!out.null[i])
            together[i] =
                pgm_arena_strndup(&rig.arena, (const char *)out.bytes[i].data, out.bytes[i].bytes);
    pgm_scratch_reset(&rig.scratch);
    for (size_t i = 0; i < ROWS; i++)
        if (!in.null[i])
            cr_assert_str_eq(together[i], rig_text(&rig, (const char *)in.bytes[i].data));
}

/* ---- empty, tsvector ----------------------------------------------------------------------- */

static const char *emptied(const char *class, enum pgm_kind kind, uint32_t oid, const char *text)
{
    struct rig empty = {.class = class, .kind = kind, .base_oid = oid};
    rig_open(&empty);
    const char *copy = empty.mask ? pgm_arena_strdup(&rig.arena, rig_text(&empty, text)) : NULL;
    rig_close(&empty);
    return copy;
}

Test(mask_freetext, empty_values)
{
    cr_assert_str_eq(emptied("empty", PGM_KIND_TEXT, 25, "a"), "");
    cr_assert_str_eq(emptied("empty", PGM_KIND_BYTEA, 17, "\\x00"), "\\x");
    cr_assert_str_eq(emptied("empty", PGM_KIND_ARRAY, 1009, "{a}"), "{}");
    cr_assert_str_eq(emptied("empty", PGM_KIND_JSON, 114, " {\"a\": 1}"), "{}");
    cr_assert_str_eq(emptied("empty", PGM_KIND_JSON, 114, "[1]"), "[]");
    cr_assert_str_eq(emptied("empty", PGM_KIND_JSON, 114, "\"a\""), "\"\"");
    cr_assert_str_eq(emptied("empty", PGM_KIND_JSON, 114, "12"), "null");
    cr_assert_str_eq(emptied("empty", PGM_KIND_OTHER, 3614, "'a':1"), "");
    cr_assert_null(emptied("empty", PGM_KIND_OTHER, 600, "(1,2)"));
    cr_assert_str_eq(emptied("tsvector", PGM_KIND_OTHER, 3614, "'a':1"), "");
    cr_assert_null(emptied("tsvector", PGM_KIND_OTHER, 600, "(1,2)"));
}
