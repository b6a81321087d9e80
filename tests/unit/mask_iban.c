/* IBANs, BICs, account numbers, tax numbers and cards that keep their issuer. */
#include <stdlib.h>

#include "chars.h"
#include "id_kind.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_iban, .fini = close_rig);

static void open_class(const char *class, bool unique)
{
    rig = (struct rig){.class = class, .kind = PGM_KIND_TEXT, .unique = unique};
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}

static void open_with(const char *class, const char *name, const char *value)
{
    rig = (struct rig){.class = class,
                       .kind = PGM_KIND_TEXT,
                       .inputs = {{.name = name, .kind = PGM_ARG_INPUT_SCALAR, .text = value}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}

/* Long division by 97 of the text with its first four characters at the end. */
static bool is_iban(const char *text)
{
    char compact[64], digits[128];
    size_t count = 0, written = 0;
    for (; *text; text++)
        if (*text != ' ')
            compact[count++] = (char)(*text & (pgm_is_letter((uint8_t)*text) ? ~0x20 : ~0));
    for (size_t i = 0; i < count; i++) {
        const char c = compact[(i + 4) % count];
        if (c <= '9')
            digits[written++] = c;
        else
            written += (size_t)snprintf(digits + written, 3, "%d", c - 'A' + 10);
    }
    unsigned rest = 0;
    for (size_t i = 0; i < written; i++)
        rest = (rest * 10 + (unsigned)(digits[i] - '0')) % 97;
    return rest == 1;
}

/* As SWIFT's registry prints them. */
static const char *const examples[] = {
    "AL47212110090000000235698741",
    "AD1200012030200359100100",
    "AT611904300234573201",
    "AZ21NABZ00000000137010001944",
    "BH67BMAG00001299123456",
    "BE68539007547034",
    "BA391290079401028494",
    "BR1800360305000010009795493C1",
    "BG80BNBG96611020345678",
    "CR05015202001026284066",
    "HR1210010051863000160",
    "CY17002001280000001200527600",
    "CZ6508000000192000145399",
    "DK5000400440116243",
    "EE382200221020145685",
    "FI2112345600000785",
    "FR1420041010050500013M02606",
    "GE29NB0000000101904917",
    "DE89370400440532013000",
    "GI75NWBK000000007099453",
    "GR1601101250000000012300695",
    "HU42117730161111101800000000",
    "IS140159260076545510730339",
    "IE29AIBK93115212345678",
    "IL620108000000099999999",
    "IT60X0542811101000000123456",
    "KZ86125KZT5004100100",
    "LV80BANK0000435195001",
    "LI21088100002324013AA",
    "LT121000011101001000",
    "LU280019400644750000",
    "MT84MALT011000012345MTLCAST001S",
    "MC5811222000010123456789030",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
    "RO49AAAA1B31007593840000",
    "SM86U0322509800000000270100",
    "SA0380000000608010167519",
    "SK3112000000198742637541",
    "SI56263300012039086",
    "ES9121000418450200051332",
    "SE4550000000058398257466",
    "CH9300762011623852957",
    "TR330006100519786457841326",
    "GB29NWBK60161331926819",
    "ME25505000012345678951",
    "MK07250120000058984",
    "RS35260005601001611379",
    "XK051212012345678906",
};
#define EXAMPLE_COUNT (sizeof examples / sizeof *examples)

static bool is_valid(const struct pgm_id_kind *kinds, const char *text)
{
    const struct pgm_id_set set = {kinds, pgm_id_kinds_count(kinds)};
    uint8_t id[64], sealed[64];
    bool moves[PGM_LAYOUT_CHARS_MAX];
    const size_t count = pgm_layout_collect(pgm_span_of(text), id);
    memcpy(sealed, id, count);
    const struct pgm_id_kind *kind = pgm_id_match(&set, id, count, moves);
    return kind && (!kind->seal || kind->seal(kind, sealed, count)) &&
           memcmp(id, sealed, count) == 0;
}

Test(mask_iban, the_registry_s_examples_are_valid)
{
    for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
        cr_assert(is_iban(examples[i]), "%s", examples[i]);
        cr_assert(is_valid(pgm_ibans, examples[i]), "%s", examples[i]);
    }
    open_class("iban", false);
}

static uint64_t number_at(const char *text, size_t at, size_t count)
{
    char part[24] = "";
    memcpy(part, text + at, count);
    return strtoull(part, NULL, 10);
}

static unsigned digit_at(const char *text, size_t at)
{
    return (unsigned)(text[at] - '0');
}

/* The national checks, from their descriptions. */
static bool has_national_check(const char *iban)
{
    unsigned sum = 0;
    if (memcmp(iban, "BE", 2) == 0)
        return (number_at(iban, 4, 10) - number_at(iban, 14, 2)) % 97 == 0;
    if (memcmp(iban, "FR", 2) == 0) { /* 97 - (89 bank + 15 branch + 3 account) mod 97 */
        char account[12] = "";
        for (size_t i = 0; i < 11; i++) {
            const char c = iban[14 + i];
            account[i] = c <= '9' ? c : "12345678912345678923456789"[c - 'A'];
        }
        const uint64_t all = 89 * number_at(iban, 4, 5) + 15 * number_at(iban, 9, 5) +
                             3 * strtoull(account, NULL, 10);
        return 97 - all % 97 == number_at(iban, 25, 2);
    }
    if (memcmp(iban, "ES", 2) == 0) {
        static const unsigned weights[] = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
        unsigned account = 0;
        for (size_t i = 0; i < 8; i++)
            sum += digit_at(iban, 4 + i) * weights[i + 2];
        for (size_t i = 0; i < 10; i++)
            account += digit_at(iban, 14 + i) * weights[i];
        const unsigned a = 11 - sum % 11, b = 11 - account % 11;
        return (a == 11   ? 0
                : a == 10 ? 1
                          : a) == digit_at(iban, 12) &&
               (b == 11   ? 0
                : b == 10 ? 1
                          : b) == digit_at(iban, 13);
    }
    if (memcmp(iban, "NL", 2) == 0) {
        for (size_t i = 0; i < 10; i++)
            sum += digit_at(iban, 8 + i) * (unsigned)(10 - i);
        return sum % 11 == 0;
    }
    for (const char *of_97 = "PTSIBAXKMERS"; *of_97; of_97 += 2)
        if (memcmp(iban, of_97, 2) == 0) {
            unsigned rest = 0;
            for (size_t i = 4; iban[i]; i++)
                rest = (rest * 10 + digit_at(iban, i)) % 97;
            return rest == 1;
        }
    if (memcmp(iban, "EE", 2) == 0) { /* from the right: 7, 3, 1, 7, ... */
        for (size_t i = 18; i >= 6; i--)
            sum += digit_at(iban, i) * (unsigned)("731"[(18 - i) % 3] - '0');
        return (sum + digit_at(iban, 19)) % 10 == 0;
    }
    if (memcmp(iban, "HU", 2) == 0) {
        unsigned account = 0;
        for (size_t i = 0; i < 8; i++)
            sum += digit_at(iban, 4 + i) * (unsigned)("9731"[i % 4] - '0');
        for (size_t i = 0; i < 16; i++)
            account += digit_at(iban, 12 + i) * (unsigned)("9731"[i % 4] - '0');
        return sum % 10 == 0 && account % 10 == 0;
    }
    if (memcmp(iban, "NO", 2) == 0) {
        for (size_t i = 0; i < 11; i++)
            sum += digit_at(iban, 4 + i) * (unsigned)("54327654321"[i] - '0');
        return sum % 11 == 0;
    }
    if (memcmp(iban, "FI", 2) == 0) {
        for (size_t i = 0; i < 14; i++) {
            const unsigned digit = digit_at(iban, 4 + i) * (i % 2 ? 1 : 2);
            sum += digit / 10 + digit % 10;
        }
        return sum % 10 == 0;
    }
    if (memcmp(iban, "PL", 2) == 0) {
        for (size_t i = 0; i < 8; i++)
            sum += digit_at(iban, 4 + i) * (unsigned)("39713971"[i] - '0');
        return sum % 10 == 0;
    }
    return true;
}

Test(mask_iban, fakes_pass_both_checks_and_have_no_bank)
{
    static const char *const banked[] = {"AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE",
                                         "ES", "FI", "FR", "GB", "GR", "HR", "IE", "LT", "LU",
                                         "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE",
                                         "SI", "SK", "BA", "HU", "ME", "MK", "RS", "XK"};
    open_class("iban", false);
    for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
        cr_assert(has_national_check(examples[i]), "%s", examples[i]);
        for (int k = 0; k < 100; k++) {
            char original[64];
            snprintf(original, sizeof original, "%s", examples[i]);
            original[strlen(original) - 3] = (char)('0' + k % 10);
            original[strlen(original) - 4] = (char)('0' + k / 10);
            const char *fake = rig_text(&rig, original);
            cr_assert_eq(strlen(fake), strlen(original));
            cr_assert_eq(memcmp(fake, original, 2), 0, "%s -> %s", original, fake);
            cr_assert(strcmp(fake, original) != 0 && is_iban(fake), "%s -> %s", original, fake);
            cr_assert(has_national_check(fake), "%s -> %s", original, fake);
            for (size_t b = 0; b < sizeof banked / sizeof *banked; b++)
                if (memcmp(fake, banked[b], 2) == 0)
                    cr_assert(memcmp(fake + 4, "99", 2) == 0 || memcmp(fake + 4, "TEST", 4) == 0,
                              "%s", fake);
        }
    }
    cr_assert_eq(memcmp(rig_text(&rig, "DE89370400440532013000") + 4, "99999999", 8), 0);
}

Test(mask_iban, layout_and_case_stay_and_spellings_agree)
{
    open_class("iban", false);
    const char *fake = rig_text(&rig, "GB29 NWBK 6016 1331 9268 19");
    const char *small = rig_text(&rig, "gb29 nwbk 6016 1331 9268 19");
    const char *bare = rig_text(&rig, "GB29NWBK60161331926819");
    cr_assert(fake[4] == ' ' && fake[9] == ' ' && fake[24] == ' ', "%s", fake);
    cr_assert(is_iban(fake) && is_iban(small) && is_iban(bare));
    cr_assert_eq(memcmp(small + 5, "test", 4), 0, "%s", small);
    cr_assert_eq(strcasecmp(fake, small), 0);
    cr_assert_eq(memcmp(bare, fake, 4), 0);
    cr_assert_str_eq(bare + 20, fake + 25);
    static const char *const none[] = {"DE", "no iban at all", "12345", "DE8937040044053201300X"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_assert_str_neq(rig_text(&rig, none[i]), none[i]);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

Test(mask_iban, unique_domains_get_unique_ibans)
{
    enum { COUNT = 20000 };
    static const char *fakes[COUNT];
    open_class("iban", true);
    size_t valid = 0;
    for (int i = 0; i < COUNT; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "BE685390%08d", i);
        fakes[i] = rig_text(&rig, text);
        cr_assert_eq(is_valid(pgm_ibans, text), is_valid(pgm_ibans, fakes[i]));
        valid += is_valid(pgm_ibans, text);
    }
    qsort(fakes, COUNT, sizeof *fakes, compare_texts);
    for (int i = 1; i < COUNT; i++)
        cr_assert_str_neq(fakes[i - 1], fakes[i]);
    const char *fake = rig_text(&rig, "DE89370400440532013000");
    cr_assert(is_iban(fake) && memcmp(fake, "DE", 2) == 0 && valid > 0, "%s, %zu", fake, valid);
}

Test(mask_iban, bics_are_for_tests)
{
    open_class("bic", false);
    const char *fake = rig_text(&rig, "DEUTDEFF");
    cr_assert(strlen(fake) == 8 && memcmp(fake + 4, "DE", 2) == 0 && fake[7] == '0', "%s", fake);
    fake = rig_text(&rig, "NWBKGB2LXXX");
    cr_assert(memcmp(fake + 4, "GB", 2) == 0 && strcmp(fake + 7, "0XXX") == 0, "%s", fake);
    fake = rig_text(&rig, "nwbkgb2l123");
    cr_assert(fake[7] == '0' && memcmp(fake + 4, "gb", 2) == 0 && strcmp(fake + 8, "123") != 0);
    rig_close(&rig);
    open_class("bic", true);
    cr_assert_eq(memcmp(rig_text(&rig, "DEUTDEFF500") + 4, "DE", 2), 0);
}

Test(mask_iban, account_numbers_keep_their_layout)
{
    open_class("account_number", false);
    const char *fake = rig_text(&rig, "0532 0130-00/a");
    cr_assert(strlen(fake) == 14 && fake[4] == ' ' && fake[9] == '-' && fake[12] == '/' &&
                  pgm_is_lower((uint8_t)fake[13]),
              "%s", fake);
    for (int i = 0; i < 10; i++) {
        const char digit[] = {(char)('0' + i), 0};
        cr_assert(strcmp(rig_text(&rig, digit), digit) != 0);
    }
}

/* ---- tax numbers --------------------------------------------------------------------------- */

Test(mask_iban, vat_numbers_that_are_published_are_valid)
{
    static const char *const numbers[] = {
        "ATU13585627",  "BE0428759497",  "CZ25123891",     "DE136695976",    "DK13585628",
        "EE100931558",  "EL094259216",   "ES54362315K",    "ESX2482300W",    "ESJ99216582",
        "FI20774740",   "FR40303265045", "GB980780684",    "HR33392005961",  "HU12892312",
        "IE6433435F",   "IT00743110157", "LU15027442",     "MT11679112",     "NL004495445B01",
        "PL8567346215", "PT501964843",   "SE123456789701", "SI50223054",     "SK2022749619",
        "BG175074752",  "CY10259033P",   "LT119511515",    "LT100001919017", "LV40003521600",
        "RO18547290",   "RO14186770",    "RO24736200",
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cr_assert(is_valid(pgm_vat_ids, numbers[i]), "%s", numbers[i]);
        char changed[32];
        snprintf(changed, sizeof changed, "%s", numbers[i]);
        char *at = &changed[strlen(changed) - (strncmp(changed, "SE", 2) == 0   ? 3
                                               : strncmp(changed, "NL", 2) == 0 ? 4
                                                                                : 1)];
        const int other =
            pgm_is_digit((uint8_t)*at) ? '0' + (*at - '0' + 1) % 10 : 'A' + (*at - 'A' + 1) % 26;
        *at = (char)other;
        cr_assert(!is_valid(pgm_vat_ids, changed), "%s", changed);
    }
    open_class("tax_id", false);
}

Test(mask_iban, vat_numbers_keep_country_and_layout)
{
    static const char *const numbers[] = {"DE 136 695 976",  "ATU13585627",   "FR 40 303 265 045",
                                          "IT00743110157",   "LT119511515",   "RO18547290",
                                          "CHE-107.787.577", "nl004495445b01"};
    open_class("tax_id", false);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const char *fake = rig_text(&rig, numbers[i]);
        cr_assert_eq(memcmp(fake, numbers[i], 2), 0, "%s -> %s", numbers[i], fake);
        cr_assert(strlen(fake) == strlen(numbers[i]) && strcmp(fake, numbers[i]) != 0);
        cr_assert(is_valid(pgm_vat_ids, fake), "%s", fake);
    }
}

Test(mask_iban, tax_numbers_of_each_choice)
{
    static const char *const cases[][2] = {
        {"au_abn", "83 914 571 673"}, {"ch_uid", "CHE-100.155.212"},  {"es_cif", "J99216582"},
        {"fr_siren", "552 008 443"},  {"fr_siret", "73282932000074"}, {"it_piva", "00743110157"},
        {"pl_nip", "856-734-62-15"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const struct pgm_id_kind *const tables[] = {pgm_tax_ids, NULL};
        const struct pgm_id_kind *kind = pgm_id_kind_find(tables, cases[i][0]);
        const struct pgm_id_kind alone[] = {*kind, {.name = NULL}};
        cr_assert(is_valid(alone, cases[i][1]), "%s %s", cases[i][0], cases[i][1]);
        open_with("tax_id", "kind", cases[i][0]);
        const char *fake = rig_text(&rig, cases[i][1]);
        cr_assert(is_valid(alone, fake) && strlen(fake) == strlen(cases[i][1]), "%s", fake);
        rig_close(&rig);
    }
    open_with("tax_id", "kind", "us_ein");
    static const char unassigned[] = "07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97";
    for (int i = 0; i < 200; i++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "12-%07d", i));
        cr_assert(strstr(unassigned, pgm_arena_strndup(&rig.arena, fake, 2)), "%s", fake);
    }
    const char *choices = rig.found->args[0].choices;
    rig_close(&rig);
    char *list = strdup(choices);
    for (char *name = strtok(list, "|"); name; name = strtok(NULL, "|")) {
        open_with("tax_id", "kind", name);
        cr_assert_str_neq(rig_text(&rig, "123456789"), "123456789");
        rig_close(&rig);
    }
    free(list);
    open_class("tax_id", false);
}

/* ---- cards --------------------------------------------------------------------------------- */

Test(mask_iban, a_card_keeps_its_issuer_on_request)
{
    open_with("card", "bin", "keep");
    const char *fake = rig_text(&rig, "4929 1234 5678 9019");
    cr_assert_eq(memcmp(fake, "4929 12", 7), 0, "%s", fake);
    cr_assert_str_neq(fake, "4929 1234 5678 9019");
    unsigned sum = 0, place = 0;
    for (size_t i = strlen(fake); i-- > 0;)
        if (fake[i] != ' ') {
            const unsigned digit = (unsigned)(fake[i] - '0') << (place++ % 2);
            sum += digit / 10 + digit % 10;
        }
    cr_assert_eq(sum % 10, 0, "%s", fake);
    cr_assert_str_neq(rig_text(&rig, "12345"), "12345"); /* no card: nothing stays */
}
