/* Numbers of persons: published examples, and fakes checked by other routines than made them. */
#include <stdlib.h>

#include "chars.h"
#include "id_kind.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_national_id, .fini = close_rig);

static void open_kind(const char *kind, bool unique)
{
    rig = (struct rig){.class = "national_id",
                       .kind = PGM_KIND_TEXT,
                       .unique = unique,
                       .inputs = {{.name = "kind", .kind = PGM_ARG_INPUT_SCALAR, .text = kind}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_not_null(rig.mask, "%s", kind);
}

/* Examples that authorities or textbooks print, laid out as they are written. */
static const char *const published[][2] = {
    {"at_svnr", "1237 010180"},        {"au_tfn", "123 456 782"},
    {"be_nn", "85.07.30-033.28"},      {"bg_egn", "7523169263"},
    {"br_cnpj", "16.727.230/0001-97"}, {"br_cnpj", "12.ABC.345/01DE-35"},
    {"br_cpf", "390.533.447-05"},      {"ca_sin", "046 454 286"},
    {"ch_ahv", "756.9217.0769.85"},    {"cl_rut", "12.531.909-2"},
    {"cn_rid", "360426199101010071"},  {"cz_rc", "710319/2745"},
    {"de_id_card", "L01X00T471"},      {"de_tax_id", "86 095 742 719"},
    {"dk_cpr", "070761-4285"},         {"ee_ik", "36805280109"},
    {"es_dni", "12345678-Z"},          {"es_nie", "X-1234567-L"},
    {"fi_hetu", "131052-308T"},        {"fr_nir", "2 55 08 14 168 025 38"},
    {"gr_amka", "01013099997"},        {"hr_oib", "33392005961"},
    {"ie_pps", "1234567FA"},           {"il_id", "3933742-3"},
    {"in_aadhaar", "2341 2341 2346"},  {"is_kt", "120174-3399"},
    {"it_cf", "RSSMRA85T10A562S"},     {"jp_mynumber", "1234 5678 9018"},
    {"kr_rrn", "971013-9019902"},      {"lt_ak", "33309240064"},
    {"mx_curp", "BOXW310820HNERXN09"}, {"nl_bsn", "111222333"},
    {"no_fnr", "151086 95088"},        {"pl_pesel", "44051401359"},
    {"pt_nif", "123456789"},           {"ro_cnp", "1630615123457"},
    {"se_pnr", "811218-9876"},         {"se_pnr", "19811218-9876"},
    {"sg_nric", "S1234567D"},          {"sk_rc", "710319/2745"},
    {"th_id", "3-1006-00445-63-5"},    {"tr_tckn", "17291716060"},
    {"tw_id", "A123456789"},           {"uk_nhs", "943 476 5919"},
    {"uk_nino", "AB 12 34 56 C"},      {"us_ssn", "536-90-4399"},
    {"za_id", "750330 5044 08 9"},
};
#define PUBLISHED_COUNT (sizeof published / sizeof *published)

/* Whether the kind takes a number as it is written. */
static bool is_valid(const char *name, const char *text)
{
    const struct pgm_id_set set = {pgm_id_kind_find(pgm_national_id_tables, name), 1};
    uint8_t id[64], sealed[64];
    bool moves[PGM_LAYOUT_CHARS_MAX];
    cr_assert_not_null(set.kinds, "%s", name);
    const size_t count = pgm_layout_collect(pgm_span_of(text), id);
    memcpy(sealed, id, count);
    return pgm_id_match(&set, id, count, moves) && set.kinds->seal(set.kinds, sealed, count) &&
           memcmp(id, sealed, count) == 0;
}

Test(mask_national_id, published_numbers_are_valid_and_changed_ones_are_not, .fini = NULL)
{
    for (size_t i = 0; i < PUBLISHED_COUNT; i++) {
        const char *kind = published[i][0], *text = published[i][1];
        if (strcmp(text, "3933742-3") == 0)
            text = "039337423"; /* the leading zero is left out in writing */
        cr_assert(is_valid(kind, text), "%s %s", kind, text);
        if (strcmp(kind, "uk_nino") == 0 || strcmp(kind, "us_ssn") == 0)
            continue; /* without a check digit */
        char changed[64];
        snprintf(changed, sizeof changed, "%s", text);
        char *last = &changed[strlen(changed) - (strcmp(kind, "is_kt") == 0 ? 2 : 1)];
        if (strcmp(kind, "at_svnr") == 0)
            last = &changed[3];
        if (strcmp(kind, "ie_pps") == 0)
            last = &changed[7];
        const int other = pgm_is_digit((uint8_t)*last) ? '0' + (*last - '0' + 1) % 10
                                                       : 'A' + (*last - 'A' + 1) % 26;
        *last = (char)other;
        cr_assert(!is_valid(kind, changed), "%s %s", kind, changed);
    }
}

/* ---- other routines ------------------------------------------------------------------------ */

/* A weighted sum over the whole number, check digits included, is a multiple. */
static const struct weighted {
    const char *kind;
    unsigned modulus;
    uint8_t weights[13];
} weighted[] = {
    {"au_tfn", 11, {1, 4, 3, 7, 5, 8, 6, 9, 10}},
    {"at_svnr", 11, {3, 7, 9, 10, 5, 8, 4, 2, 1, 6}},
    {"dk_cpr", 11, {4, 3, 2, 7, 6, 5, 4, 3, 2, 1}},
    {"nl_bsn", 11, {9, 8, 7, 6, 5, 4, 3, 2, 10}},
    {"no_fnr", 11, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0}},
    {"no_fnr", 11, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}},
    {"pl_pesel", 10, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}},
    {"uk_nhs", 11, {10, 9, 8, 7, 6, 5, 4, 3, 2, 1}},
    {"cz_rc", 11, {10, 1, 10, 1, 10, 1, 10, 1, 10, 1}},
    {"ch_ahv", 10, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}},
    {"is_kt", 11, {3, 2, 7, 6, 5, 4, 3, 2, 1, 0}},
};

static unsigned luhn_sum(const uint8_t *id, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned digit = (id[i] - (unsigned)'0') << ((count - i) % 2 == 0);
        sum += digit / 10 + digit % 10;
    }
    return sum;
}

/* Verhoeff by its tables, as in "Error Detecting Decimal Codes". */
static bool verhoeff(const uint8_t *id, size_t count)
{
    static const char *const product[] = {"0123456789", "1234067895", "2340178956", "3401289567",
                                          "4012395678", "5987604321", "6598710432", "7659821043",
                                          "8765932104", "9876543210"};
    static const char *const permuted[] = {"0123456789", "1576283094", "5803796142", "8916043527",
                                           "9453126870", "4286573901", "2793806415", "7046913258"};
    unsigned check = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned digit = id[count - 1 - i] - (unsigned)'0';
        check = (unsigned)(product[check][permuted[i % 8][digit] - '0'] - '0');
    }
    return check == 0;
}

/* ISO 7064, MOD 11,10, of the whole number: it ends at 1. */
static bool mod_11_10(const uint8_t *id, size_t count)
{
    unsigned p = 10, s = 0;
    for (size_t i = 0; i < count; i++) {
        s = (p % 11 + id[i] - '0') % 10;
        p = 2 * (s ? s : 10);
    }
    return s == 1;
}

static uint64_t number_of(const uint8_t *id, size_t count)
{
    char text[24] = "";
    memcpy(text, id, count);
    return strtoull(text, NULL, 10);
}

static bool brazilian(const uint8_t *id, size_t count)
{
    for (size_t end = count - 1; end <= count; end++) {
        unsigned sum = 0;
        for (size_t i = 0; i + 1 < end; i++) {
            const size_t weight = end - i;
            sum += (id[i] - (unsigned)'0') *
                   (unsigned)(count == 11 || weight < 10 ? weight : weight - 8);
        }
        if ((sum * 10 % 11) % 10 != id[end - 1] - (unsigned)'0')
            return false;
    }
    return true;
}

/* True where there is nothing to say. */
static bool is_right(const char *kind, const uint8_t *id, size_t count)
{
    for (size_t k = 0; k < sizeof weighted / sizeof *weighted; k++) {
        unsigned sum = 0;
        for (size_t i = 0; strcmp(weighted[k].kind, kind) == 0 && i < count; i++)
            sum += (id[i] - (unsigned)'0') * weighted[k].weights[i];
        if (weighted[k].modulus && sum % weighted[k].modulus)
            return false;
    }
    if (strcmp(kind, "ca_sin") == 0 || strcmp(kind, "il_id") == 0 || strcmp(kind, "za_id") == 0 ||
        strcmp(kind, "gr_amka") == 0)
        return luhn_sum(id, count) % 10 == 0;
    if (strcmp(kind, "se_pnr") == 0)
        return luhn_sum(id + count - 10, 10) % 10 == 0;
    if (strcmp(kind, "in_aadhaar") == 0)
        return verhoeff(id, count);
    if (strcmp(kind, "de_tax_id") == 0 || strcmp(kind, "hr_oib") == 0)
        return mod_11_10(id, count);
    if (strcmp(kind, "es_dni") == 0)
        return "TRWAGMYFPDXBNJZSQVHLCKE"[number_of(id, 8) % 23] == id[8];
    if (strcmp(kind, "fr_nir") == 0)
        return (number_of(id, 13) + number_of(id + 13, 2)) % 97 == 0;
    if (strcmp(kind, "fi_hetu") == 0)
        return "0123456789ABCDEFHJKLMNPRSTUVWXY"[number_of(id, 9) % 31] == id[9];
    if (strcmp(kind, "br_cpf") == 0 || (strcmp(kind, "br_cnpj") == 0))
        return brazilian(id, count);
    if (strcmp(kind, "be_nn") == 0)
        return (number_of(id, 9) + number_of(id + 9, 2)) % 97 == 0 ||
               (2000000000 + number_of(id, 9) + number_of(id + 9, 2)) % 97 == 0;
    return true;
}

/* Ranges that are never issued; NULL: none. A * is any digit or letter. */
static const char *const reserved[][2] = {
    {"us_ssn", "9"}, {"uk_nhs", "999"},   {"de_tax_id", "0"},     {"nl_bsn", "9"},
    {"ca_sin", "0"}, {"in_aadhaar", "1"}, {"cn_rid", "******18"}, {"fi_hetu", "******9"},
};

static bool has_layout_of(const char *fake, const char *original)
{
    for (; *fake && *original; fake++, original++) {
        const bool alnum = pgm_is_digit((uint8_t)*original) || pgm_is_letter((uint8_t)*original);
        const bool fake_alnum = pgm_is_digit((uint8_t)*fake) || pgm_is_letter((uint8_t)*fake);
        if (alnum ? !fake_alnum : *fake != *original)
            return false;
    }
    return *fake == *original;
}

Test(mask_national_id, fakes_are_right_and_in_ranges_never_issued)
{
    for (size_t k = 0; k < PUBLISHED_COUNT; k++) {
        const char *kind = published[k][0], *text = published[k][1];
        open_kind(kind, false);
        for (int i = 0; i < 200; i++) {
            /* Some digit before the check digits differs each time. */
            char original[64];
            snprintf(original, sizeof original, "%s", text);
            for (size_t at = 0, n = (size_t)i; at < strlen(text) && n > 0; at++)
                if (pgm_is_digit((uint8_t)original[at]) && strcmp(kind, "ch_ahv") != 0) {
                    original[at] = (char)('0' + n % 10);
                    n /= 10;
                }
            const char *fake = rig_text(&rig, original);
            uint8_t id[64];
            const size_t count = pgm_layout_collect(pgm_span_of(fake), id);
            id[count] = 0;
            cr_assert(has_layout_of(fake, text), "%s: %s -> %s", kind, original, fake);
            cr_assert_str_neq(fake, original);
            if (strcmp(text, "3933742-3") == 0)
                continue; /* too short for a number: its layout alone */
            cr_assert(is_valid(kind, fake), "%s: %s", kind, fake);
            cr_assert(pgm_is_upper(id[2]) || pgm_is_upper(id[4]) || is_right(kind, id, count),
                      "%s: %s", kind, fake);
            for (size_t r = 0; r < sizeof reserved / sizeof *reserved; r++)
                for (size_t c = 0; strcmp(reserved[r][0], kind) == 0 && reserved[r][1][c]; c++)
                    cr_assert(reserved[r][1][c] == '*' || reserved[r][1][c] == (char)id[c],
                              "%s: %s", kind, fake);
        }
        rig_close(&rig);
    }
    open_kind("us_ssn", false);
}

Test(mask_national_id, ranges_that_are_more_than_a_prefix)
{
    open_kind("us_ssn", false);
    for (int i = 0; i < 2000; i++) {
        const char *fake =
            rig_text(&rig, pgm_arena_printf(&rig.arena, "536-%02d-%04d", i % 99 + 1, i + 1));
        const int group = atoi(fake + 4), serial = atoi(fake + 7);
        cr_assert(fake[0] == '9' && group >= 1 && group <= 49 && serial >= 1, "%s", fake);
    }
    rig_close(&rig);
    open_kind("uk_nino", false);
    for (int i = 0; i < 500; i++) {
        const char *fake = rig_text(&rig, pgm_arena_printf(&rig.arena, "ab123%03dc", i));
        cr_assert(strchr("dfiquv", fake[0]) && strchr("dfiquv", fake[1]) && strchr("abcd", fake[8]),
                  "%s", fake);
    }
    rig_close(&rig);
    open_kind("no_fnr", false);
    cr_assert_geq(atoi(pgm_arena_strndup(&rig.arena, rig_text(&rig, "15108695088") + 2, 2)), 81);
    rig_close(&rig);
    open_kind("pl_pesel", false); /* born from 1800 to 1869 */
    const char *pesel = rig_text(&rig, "44051401359");
    cr_assert(pesel[2] >= '8' && pesel[0] < '7', "%s", pesel);
    rig_close(&rig);
    open_kind("it_cf", false);
    const char *code = rig_text(&rig, "RSSMRA85T10A562S");
    cr_assert(code[11] >= 'N' && code[11] <= 'Y', "%s", code);
}

Test(mask_national_id, spellings_of_one_number_get_one_fake)
{
    open_kind("us_ssn", false);
    const char *bare = rig_text(&rig, "536904399"), *dashed = rig_text(&rig, "536-90-4399");
    cr_assert_eq(memcmp(bare, dashed, 3), 0);
    cr_assert_str_eq(bare + 5, dashed + 7);
    cr_assert_str_eq(rig_text(&rig, " 536-90-4399"), pgm_arena_printf(&rig.arena, " %s", dashed));
    rig_close(&rig);
    open_kind("it_cf", false);
    const char *small = rig_text(&rig, "rssmra85t10a562s");
    cr_assert(pgm_is_lower((uint8_t)small[0]) && pgm_is_lower((uint8_t)small[15]), "%s", small);
}

Test(mask_national_id, the_locale_tells_the_kind)
{
    rig = (struct rig){.class = "national_id", .kind = PGM_KIND_TEXT, .locale = "nl_NL"};
    rig_open(&rig);
    const char *fake = rig_text(&rig, "111222333");
    cr_assert(is_valid("nl_bsn", fake), "%s", fake);
}

Test(mask_national_id, what_is_no_number_keeps_its_layout_alone)
{
    open_kind("us_ssn", false);
    static const char *const texts[] = {"n/a",      "unknown", "53-690",       "536-90-4399 (old)",
                                        "ABC12345", "x",       "0000000000000"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *fake = rig_text(&rig, texts[i]);
        cr_assert(has_layout_of(fake, texts[i]), "%s -> %s", texts[i], fake);
        cr_assert_str_neq(fake, texts[i]);
    }
    const char *wide = rig_text(&rig, "Fran\xc3\xa7ois 12");
    cr_assert(pgm_chars_are_ascii(pgm_span_of(wide)), "%s", wide);
    cr_assert_str_eq(rig_text(&rig, "--"), "--");
    cr_assert_str_eq(rig_text(&rig, ""), "");
}

/* ---- unique domains ------------------------------------------------------------------------ */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers that begin with `prefix` and go on with `digits` digits. */
static void check_unique(const char *kind, const char *prefix, int digits, unsigned count)
{
    open_kind(kind, true);
    const char **fakes = calloc(count, sizeof *fakes);
    size_t valid = 0;
    for (unsigned i = 0; i < count; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "%s%0*u", prefix, digits, i);
        fakes[i] = rig_text(&rig, text);
        cr_assert_null(rig.fault);
        cr_assert(has_layout_of(fakes[i], text), "%s -> %s", text, fakes[i]);
        cr_assert_eq(is_valid(kind, text), is_valid(kind, fakes[i]), "%s -> %s", text, fakes[i]);
        valid += is_valid(kind, text);
    }
    cr_assert_gt(valid, count / 300, "%s: %zu", kind, valid);
    qsort(fakes, count, sizeof *fakes, compare_texts);
    for (unsigned i = 1; i < count; i++)
        cr_assert_str_neq(fakes[i - 1], fakes[i]);
    free(fakes);
    rig_close(&rig);
}

Test(mask_national_id, unique_domains_get_unique_numbers)
{
    check_unique("us_ssn", "536-90-", 4, 10000);
    check_unique("nl_bsn", "1112", 5, 50000);
    check_unique("pl_pesel", "4405140", 4, 10000);
    check_unique("br_cpf", "390.533.", 5, 50000);
    check_unique("de_tax_id", "860957", 5, 50000);
    check_unique("uk_nhs", "94347", 5, 50000);
    open_kind("us_ssn", true);
}

Test(mask_national_id, every_string_of_a_small_kind_once)
{
    static const struct pgm_id_kind small[] = {
        {.name = "small", .forms = {"999C"}, .seal = pgm_id_seal_luhn}};
    const struct pgm_id_set set = {small, 1};
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, (uint8_t[PGM_DOMAIN_KEY_BYTES]){9});
    static bool seen[10000];
    for (unsigned i = 0; i < 10000; i++) {
        char text[8];
        snprintf(text, sizeof text, "%04u", i);
        const bool valid = luhn_sum((uint8_t *)text, 4) % 10 == 0;
        pgm_id_permute(&set, &key, (uint8_t *)text, 4);
        cr_assert_eq(luhn_sum((uint8_t *)text, 4) % 10 == 0, valid);
        cr_assert(!seen[atoi(text)]);
        seen[atoi(text)] = true;
    }
    open_kind("us_ssn", false);
}

Test(mask_national_id, unique_domains_tell_strange_texts_apart)
{
    open_kind("us_ssn", true);
    static const char *const texts[] = {"\xc3\xa9",
                                        "\xc3\xa8",
                                        "e",
                                        "\xc3\xa9 ",
                                        "a text of more than forty letters, and of many more words",
                                        "a text of more than forty letters, and of many more word"};
    const char *fakes[6];
    for (size_t i = 0; i < 6; i++) {
        fakes[i] = rig_text(&rig, texts[i]);
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(fakes[i], fakes[k]);
    }
    rig_close(&rig);
    rig = (struct rig){
        .class = "national_id", .kind = PGM_KIND_TEXT, .unique = true, .max_chars = 11};
    rig_open(&rig);
    cr_assert_not_null(rig_text(&rig, "536-90-4399"));
    cr_assert_null(rig.fault);
    cr_assert_not_null(rig_text(&rig, "\xc3\xa9"));
    cr_assert_not_null(rig.fault); /* better no output than two equal ones */
}

Test(mask_national_id, every_choice_has_a_kind_and_every_kind_is_a_choice)
{
    const struct pgm_mask_class *class = pgm_mask_class_find("national_id");
    char *choices = strdup(class->args[0].choices);
    size_t count = 0, kinds = 0;
    for (char *name = strtok(choices, "|"); name; name = strtok(NULL, "|"), count++)
        cr_assert_not_null(pgm_id_kind_find(pgm_national_id_tables, name), "%s", name);
    for (const struct pgm_id_kind *const *table = pgm_national_id_tables; *table; table++)
        kinds += pgm_id_kinds_count(*table);
    cr_assert_eq(count, kinds);
    free(choices);
    open_kind("us_ssn", false);
}
