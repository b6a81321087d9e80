/* Numbers of persons and companies in integer columns. */
#include <inttypes.h>
#include <stdlib.h>

#include "id_kind.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_id_number, .fini = close_rig);

static void open_kind(const char *class, const char *kind, int16_t int_bytes, bool unique)
{
    rig = (struct rig){.class = class,
                       .kind = int_bytes ? PGM_KIND_INT : PGM_KIND_TEXT,
                       .int_bytes = int_bytes,
                       .unique = unique,
                       .inputs = {{.name = "kind", .text = kind}},
                       .input_count = 1};
    rig_open(&rig);
}

/* As published, with the zeros that an integer loses; the kinds are all those that fit 18 digits. */
static const struct {
    const char *class, *kind, *text;
} numbers[] = {
    {"national_id", "at_svnr", "1237010180"},     {"national_id", "au_tfn", "123456782"},
    {"national_id", "be_nn", "85073003328"},      {"national_id", "bg_egn", "7523169263"},
    {"national_id", "br_cpf", "39053344705"},     {"national_id", "br_cnpj", "16727230000197"},
    {"national_id", "ca_sin", "046454286"},       {"national_id", "ch_ahv", "7569217076985"},
    {"national_id", "cz_rc", "7103192745"},       {"national_id", "de_tax_id", "86095742719"},
    {"national_id", "dk_cpr", "0707614285"},      {"national_id", "ee_ik", "36805280109"},
    {"national_id", "fr_nir", "255081416802538"}, {"national_id", "fr_nir", "2550814168025"},
    {"national_id", "gr_amka", "01013099997"},    {"national_id", "hr_oib", "33392005961"},
    {"national_id", "il_id", "039337423"},        {"national_id", "in_aadhaar", "234123412346"},
    {"national_id", "is_kt", "1201743399"},       {"national_id", "jp_mynumber", "123456789018"},
    {"national_id", "kr_rrn", "9710139019902"},   {"national_id", "lt_ak", "33309240064"},
    {"national_id", "nl_bsn", "111222333"},       {"national_id", "no_fnr", "15108695088"},
    {"national_id", "pl_pesel", "44051401359"},   {"national_id", "pl_pesel", "02070803628"},
    {"national_id", "pt_nif", "123456789"},       {"national_id", "ro_cnp", "1630615123457"},
    {"national_id", "se_pnr", "8112189876"},      {"national_id", "se_pnr", "198112189876"},
    {"national_id", "sk_rc", "7103192745"},       {"national_id", "th_id", "3100600445635"},
    {"national_id", "tr_tckn", "17291716060"},    {"national_id", "uk_nhs", "9434765919"},
    {"national_id", "us_ssn", "536904399"},       {"national_id", "za_id", "7503305044089"},
    {"tax_id", "au_abn", "51824753556"},          {"tax_id", "it_piva", "07643520567"},
    {"tax_id", "pl_nip", "5260250274"},           {"tax_id", "fr_siren", "732829320"},
    {"tax_id", "fr_siret", "73282932000074"},     {"tax_id", "us_ein", "123456789"},
};
#define NUMBER_COUNT (sizeof numbers / sizeof *numbers)

static bool is_valid(const char *name, const char *digits)
{
    static const struct pgm_id_kind *const companies[] = {pgm_tax_ids, NULL};
    const struct pgm_id_kind *kind = pgm_id_kind_find(pgm_national_id_tables, name);
    const struct pgm_id_set set = {kind ? kind : pgm_id_kind_find(companies, name), 1};
    uint8_t sealed[24];
    bool moves[PGM_LAYOUT_CHARS_MAX];
    const size_t count = strlen(digits);
    memcpy(sealed, digits, count);
    return pgm_id_match(&set, (const uint8_t *)digits, count, moves) &&
           (!set.kinds->seal || set.kinds->seal(set.kinds, sealed, count)) &&
           memcmp(sealed, digits, count) == 0;
}

/* With the zeros back in front. */
static const char *in_full(const char *number, size_t digits)
{
    const size_t own = strlen(number);
    return pgm_arena_printf(&rig.arena, "%.*s%s", (int)(digits > own ? digits - own : 0),
                            "0000000000000000000", number);
}

static const char *without_zeros(const char *digits)
{
    return digits + strspn(digits, "0");
}

Test(mask_id_number, numbers_become_numbers_of_the_kind)
{
    open_kind("national_id", "us_ssn", 8, false);
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        for (int unique = 0; unique < 2; unique++) {
            rig_close(&rig);
            open_kind(numbers[i].class, numbers[i].kind, 8, unique);
            cr_assert_not_null(rig.mask, "%s", numbers[i].kind);
            const size_t digits = strlen(numbers[i].text);
            const char *number = without_zeros(numbers[i].text);
            const char *fake = rig_text(&rig, number);
            cr_assert(is_valid(numbers[i].kind, numbers[i].text), "%s", numbers[i].kind);
            cr_assert(is_valid(numbers[i].kind, in_full(fake, digits)), "%s: %s", numbers[i].kind,
                      fake);
            cr_assert_str_neq(fake, number);
        }
    }
}

/* Columns of both sorts join. */
Test(mask_id_number, the_fake_is_that_of_the_text)
{
    open_kind("national_id", "us_ssn", 8, false);
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        for (int unique = 0; unique < 2; unique++) {
            rig_close(&rig);
            open_kind(numbers[i].class, numbers[i].kind, 8, unique);
            char number[32];
            snprintf(number, sizeof number, "%s", rig_text(&rig, without_zeros(numbers[i].text)));
            rig_close(&rig);
            open_kind(numbers[i].class, numbers[i].kind, 0, unique);
            const char *text = rig_text(&rig, numbers[i].text);
            if (unique && text[0] == '0' && strcmp(numbers[i].kind, "se_pnr") == 0)
                continue; /* a longer number stays one */
            cr_assert_str_eq(number, without_zeros(text), "%s", numbers[i].kind);
        }
    }
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Every number from `from` on, and none comes twice or leaves the type. */
static void check_unique(const char *kind, int16_t int_bytes, int64_t from, size_t count)
{
    open_kind("national_id", kind, int_bytes, true);
    cr_assert_not_null(rig.mask, "%s", kind);
    int64_t *fakes = calloc(count, sizeof *fakes);
    const int64_t most = int_bytes == 4 ? INT32_MAX : INT64_MAX;
    for (size_t done = 0; done < count;) {
        const size_t part = count - done < 1000 ? count - done : 1000;
        struct pgm_vector in = rig_vector(&rig, part), out = rig_vector(&rig, part);
        for (size_t i = 0; i < part; i++)
            in.ints[i] = from + (int64_t)(done + i);
        rig_apply(&rig, &in, &out, NULL);
        cr_assert_null(rig.fault);
        for (size_t i = 0; i < part; i++) {
            fakes[done + i] = out.ints[i];
            cr_assert(out.ints[i] <= most && out.ints[i] >= -most - 1, "%" PRId64, out.ints[i]);
            cr_assert_eq(out.ints[i] < 0, in.ints[i] < 0);
        }
        pgm_scratch_reset(&rig.scratch);
        done += part;
    }
    qsort(fakes, count, sizeof *fakes, compare);
    for (size_t i = 1; i < count; i++)
        cr_assert_neq(fakes[i - 1], fakes[i], "%" PRId64, fakes[i]);
    free(fakes);
    rig_close(&rig);
}

Test(mask_id_number, unique_numbers_stay_unique)
{
    check_unique("us_ssn", 4, -100, 30000);      /* both signs */
    check_unique("us_ssn", 4, 999990000, 20000); /* over the longest form */
    check_unique("us_ssn", 4, INT32_MAX - 9999, 10000);
    check_unique("us_ssn", 4, INT32_MIN, 10000);
    check_unique("nl_bsn", 8, 99990000, 20000); /* from eight digits to nine */
    check_unique("pl_pesel", 8, 0, 20000);
    check_unique("se_pnr", 8, 9999990000, 20000); /* ten digits, and what is left of twelve */
    check_unique("pl_pesel", 8, INT64_MAX - 5000, 5001);
    check_unique("pl_pesel", 8, INT64_MIN, 5001);
    open_kind("national_id", "us_ssn", 4, false);
}

Test(mask_id_number, odd_integers_stay_integers)
{
    static const int64_t odd[] = {0,         1,         -1,        9,        INT32_MAX,
                                  INT32_MIN, INT64_MAX, INT64_MIN, 666000000};
    open_kind("national_id", "pl_pesel", 8, false);
    struct pgm_vector in = rig_vector(&rig, 9), out = rig_vector(&rig, 9),
                      again = rig_vector(&rig, 9);
    memcpy(in.ints, odd, sizeof odd);
    rig_apply(&rig, &in, &out, NULL);
    for (size_t i = 0; i < 9; i++)
        cr_assert_neq(out.ints[i], odd[i]);
    rig_apply(&rig, &in, &again, NULL);
    cr_assert_arr_eq(out.ints, again.ints, sizeof odd);
    in.null[3] = true;
    rig_apply(&rig, &in, &again, NULL);
    cr_assert(again.null[3]);
}

Test(mask_id_number, what_does_not_fit_is_refused)
{
    static const struct {
        const char *class, *kind;
        int16_t int_bytes;
        const char *says;
    } cases[] = {
        {"national_id", "uk_nino", 8, "have letters"},
        {"national_id", "es_dni", 8, "have letters"},
        {"national_id", "cl_rut", 8, "have letters"},
        {"national_id", "it_cf", 8, "have letters"},
        {"national_id", "fi_hetu", 8, "have letters"},
        {"national_id", "cn_rid", 8, "have letters"},
        {"national_id", "sg_nric", 8, "have letters"},
        {"national_id", "tw_id", 8, "have letters"},
        {"national_id", "es_nie", 8, "have letters"},
        {"national_id", "ie_pps", 8, "have letters"},
        {"national_id", "mx_curp", 8, "have letters"},
        {"national_id", "de_id_card", 8, "have letters"},
        {"tax_id", "es_cif", 8, "have letters"},
        {"tax_id", "ch_uid", 8, "have letters"},
        {"tax_id", "eu_vat", 8, "do not tell"},
        {"national_id", "pl_pesel", 4, "room for any 9"},
        {"national_id", "se_pnr", 4, "room for any 9"},
        {"national_id", "us_ssn", 2, "room for any 4"},
    };
    open_kind("national_id", "us_ssn", 4, false);
    cr_assert_not_null(rig.mask);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_close(&rig);
        open_kind(cases[i].class, cases[i].kind, cases[i].int_bytes, false);
        cr_assert_null(rig.mask, "%s", cases[i].kind);
        cr_assert_eq(rig.report.count, 1);
        cr_assert_not_null(strstr(rig.report.first->message, cases[i].says), "%s: %s",
                           cases[i].kind, rig.report.first->message);
    }
}
