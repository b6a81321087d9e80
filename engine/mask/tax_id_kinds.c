/*
 * tax_id_kinds.c: numbers of tax payers and companies.
 *
 * VAT numbers of the European Union keep their country, and have its check digits (formats as the
 * Commission's VIES describes them, algorithms as in its "VIES VAT number algorithms"). us_ein takes prefixes that the
 * Internal Revenue Service has not assigned. For the others no range is set aside.
 */
#include <string.h>

#include "id_kind.h"

/* A first digit that is not 0, which many registers ask for. */
static void fit_no_zero(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    (void)count;
    pgm_id_put(draw, id + kind->prefix, 1, 1, 9);
}

/* ---- VAT ----------------------------------------------------------------------------------- */

/* Luhn, but with the first digit undoubled and 4 more. */
static bool seal_at(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const uint8_t *last = &id[count - 2];
    const unsigned luhn = pgm_check_luhn(id + kind->prefix, 6) - (unsigned)'0';
    id[count - 1] = (uint8_t)('0' + (16 + luhn - (*last - (unsigned)'0')) % 10);
    return true;
}

static void fit_be(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    (void)draw, (void)count;
    id[kind->prefix] = '0';
}

static bool seal_be(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    pgm_id_put_two(id + count - 2, (unsigned)(97 - pgm_check_number(id + kind->prefix, 8) % 97));
    return id[kind->prefix] <= '1';
}

static void fit_cz(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    (void)count;
    pgm_id_put(draw, id + kind->prefix, 1, 1, 8);
}

/* Of companies: weights 1 to 8, and 3 to 10 where those give 10. */
static bool seal_bg(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    static const uint8_t second[] = {3, 4, 5, 6, 7, 8, 9, 10};
    unsigned check = pgm_check_sum(id + kind->prefix, kind->weights, 8) % 11;
    if (check == 10)
        check = pgm_check_sum(id + kind->prefix, second, 8) % 11 % 10;
    id[count - 1] = (uint8_t)('0' + check);
    return true;
}

/* First digits that are given; a number never begins with 12. */
static void fit_cy(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    (void)count;
    pgm_id_pick(draw, id + kind->prefix, "03459");
}

/* The control letter is that of the Italian codice fiscale. */
static bool seal_cy(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 1] = pgm_check_italian(id + kind->prefix, 8);
    return memcmp(id + kind->prefix, "12", 2) != 0;
}

/* 0 becomes 1, and 10 becomes 0. */
static bool seal_cz(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = (11 - pgm_check_sum(id + kind->prefix, kind->weights, 7) % 11) % 11;
    id[count - 1] = (uint8_t)('0' + (check ? check : 1) % 10);
    return id[kind->prefix] != '9';
}

/* The remainder, 10 as 0. */
static bool seal_el(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned sum = pgm_check_sum(id + kind->prefix, kind->weights, 8);
    id[count - 1] = (uint8_t)('0' + sum % 11 % 10);
    return true;
}

/* A letter that says what sort it is, seven digits, and a digit or, for some sorts, a letter. */
static bool seal_es_cif(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const uint8_t sort = id[kind->prefix];
    const uint8_t check = pgm_check_luhn(id + kind->prefix + 1, 7);
    const bool letter = strchr("PQRSNW", sort) != NULL;
    id[count - 1] = letter ? (uint8_t) "JABCDEFGHI"[check - '0'] : check;
    return letter || strchr("ABCDEFGHJUV", sort);
}

/* Persons: the letter of a DNI or, behind X, Y or Z, of a NIE. */
static bool seal_es_person(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    uint8_t digits[8];
    memcpy(digits, id + kind->prefix, sizeof digits);
    if (digits[0] >= 'X')
        digits[0] = (uint8_t)(digits[0] - 'X' + '0');
    id[count - 1] = (uint8_t) "TRWAGMYFPDXBNJZSQVHLCKE"[pgm_check_number(digits, 8) % 23];
    return true;
}

/* The key in front of a SIREN. */
static bool seal_fr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 1] = pgm_check_luhn(id + kind->prefix + 2, 8);
    const uint64_t siren = pgm_check_number(id + kind->prefix + 2, 9);
    pgm_id_put_two(id + kind->prefix, (unsigned)((12 + 3 * (siren % 97)) % 97));
    return true;
}

static bool seal_gb(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned sum = pgm_check_sum(id + kind->prefix, kind->weights, 7);
    pgm_id_put_two(id + count - 2, 97 - sum % 97);
    return true;
}

static bool seal_ie(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    uint8_t *number = id + kind->prefix;
    const bool two = count == kind->prefix + 9u;
    if (two && number[8] > 'I')
        return false;
    const unsigned sum =
        pgm_check_sum(number, kind->weights, 7) + (two ? 9 * (number[8] - 'A' + 1u) : 0);
    number[7] = (uint8_t) "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
    return true;
}

static void fit_it(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    (void)count;
    pgm_id_put(draw, id + kind->prefix + 7, 3, 1, 100); /* the province */
}

static bool seal_it(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const uint64_t province = pgm_check_number(id + kind->prefix + 7, 3);
    return pgm_id_seal_luhn(kind, id, count) && province >= 1 && province <= 100;
}

static bool seal_lt(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 1] = pgm_check_mod_11_twice(id + kind->prefix, count - 1 - kind->prefix);
    return true;
}

static bool seal_lu(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    pgm_id_put_two(id + count - 2, (unsigned)(pgm_check_number(id + kind->prefix, 6) % 89));
    return true;
}

static void fit_lv(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    (void)count;
    pgm_id_put(draw, id + kind->prefix, 1, 4, 9);
}

/* Of companies, which begin with 4 and more: the weighted sum and the digit leave 3. */
static bool seal_lv(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = (14 - pgm_check_sum(id + kind->prefix, kind->weights, 10) % 11) % 11;
    id[count - 1] = (uint8_t)('0' + check % 10);
    return check < 10 && id[kind->prefix] >= '4';
}

static bool seal_mt(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    pgm_id_put_two(id + count - 2, 37 - pgm_check_sum(id + kind->prefix, kind->weights, 6) % 37);
    return true;
}

/* The eleven test; B and the number of the business follow. */
static bool seal_nl(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return memcmp(id + count - 2, "00", 2) != 0 && pgm_id_seal_remainder(kind, id, count - 3);
}

/* 11 and 10 count as 0. */
static bool seal_pt(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = 11 - pgm_check_sum(id + kind->prefix, kind->weights, 8) % 11;
    id[count - 1] = (uint8_t)('0' + (check > 9 ? 0 : check));
    return id[kind->prefix] != '0';
}

static bool seal_se(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return pgm_id_seal_luhn(kind, id, count - 2); /* 01 follows */
}

/* 10 counts as 0, and 11 is never given. */
static bool seal_si(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = 11 - pgm_check_sum(id + kind->prefix, kind->weights, 7) % 11;
    id[count - 1] = (uint8_t)('0' + check % 10);
    return check < 11 && id[kind->prefix] != '0';
}

static void fit_sk(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    (void)count;
    pgm_id_put(draw, id + kind->prefix, 1, 1, 9);
    pgm_id_pick(draw, &id[kind->prefix + 2], "234789");
}

/* Two to ten digits, the weights standing at the end; 10 becomes 0. */
static bool seal_ro(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const size_t weighted = count - 1 - kind->prefix;
    const unsigned sum = pgm_check_sum(id + kind->prefix, kind->weights + 9 - weighted, weighted);
    id[count - 1] = (uint8_t)('0' + 10 * sum % 11 % 10);
    return id[kind->prefix] != '0';
}

/* A multiple of 11. */
static bool seal_sk(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const uint64_t check = pgm_check_number(id + kind->prefix, 9) % 11;
    id[count - 1] = (uint8_t)('0' + check % 10);
    return check < 10;
}

#define ROMANIAN_WEIGHTS ((const uint8_t[]){7, 5, 3, 2, 1, 7, 5, 3, 2})

const struct pgm_id_kind pgm_vat_ids[] = {
    {.name = "vat_at", .prefix = 3, .forms = {"atu9999999C"}, .seal = seal_at},
    {.name = "vat_be", .prefix = 2, .forms = {"be99999999CC"}, .fit = fit_be, .seal = seal_be},
    {.name = "vat_bg",
     .prefix = 2,
     .forms = {"bg99999999C"},
     .seal = seal_bg,
     .weights = (const uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8}},
    {.name = "vat_bg_other", /* neither companies nor persons */
     .prefix = 2,
     .forms = {"bg999999999C"},
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){4, 3, 2, 7, 6, 5, 4, 3, 2},
     .modulus = 11},
    {.name = "vat_cy", .prefix = 2, .forms = {"cy99999999C"}, .fit = fit_cy, .seal = seal_cy},
    {.name = "vat_cz",
     .prefix = 2,
     .forms = {"cz9999999C"},
     .fit = fit_cz,
     .seal = seal_cz,
     .weights = (const uint8_t[]){8, 7, 6, 5, 4, 3, 2}},
    {.name = "vat_de",
     .prefix = 2,
     .forms = {"de99999999C"},
     .fit = fit_no_zero,
     .seal = pgm_id_seal_mod_11_10},
    {.name = "vat_dk",
     .prefix = 2,
     .forms = {"dk9999999C"},
     .fit = fit_no_zero,
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){2, 7, 6, 5, 4, 3, 2},
     .modulus = 11},
    {.name = "vat_ee",
     .prefix = 2,
     .forms = {"ee99999999C"},
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){3, 7, 1, 3, 7, 1, 3, 7},
     .modulus = 10},
    {.name = "vat_el",
     .prefix = 2,
     .forms = {"el99999999C"},
     .seal = seal_el,
     .weights = (const uint8_t[]){256 % 11, 128, 64, 32, 16, 8, 4, 2}},
    {.name = "vat_es_person",
     .prefix = 2,
     .forms = {"es99999999C", "esx9999999C", "esy9999999C", "esz9999999C"},
     .seal = seal_es_person},
    {.name = "vat_es", .prefix = 2, .forms = {"es=9999999C"}, .seal = seal_es_cif},
    {.name = "vat_fi",
     .prefix = 2,
     .forms = {"fi9999999C"},
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){7, 9, 10, 5, 8, 4, 2},
     .modulus = 11},
    {.name = "vat_fr", .prefix = 2, .forms = {"frCC99999999C"}, .seal = seal_fr},
    {.name = "vat_gb",
     .prefix = 2,
     .forms = {"gb9999999CC"},
     .seal = seal_gb,
     .weights = (const uint8_t[]){8, 7, 6, 5, 4, 3, 2}},
    {.name = "vat_hr", .prefix = 2, .forms = {"hr9999999999C"}, .seal = pgm_id_seal_mod_11_10},
    {.name = "vat_hu",
     .prefix = 2,
     .forms = {"hu9999999C"},
     .fit = fit_no_zero,
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){9, 7, 3, 1, 9, 7, 3},
     .modulus = 10},
    {.name = "vat_ie",
     .prefix = 2,
     .forms = {"ie9999999C", "ie9999999CA"},
     .seal = seal_ie,
     .weights = (const uint8_t[]){8, 7, 6, 5, 4, 3, 2}},
    {.name = "vat_it", .prefix = 2, .forms = {"it9999999999C"}, .fit = fit_it, .seal = seal_it},
    {.name = "vat_lt", .prefix = 2, .forms = {"lt99999991C", "lt99999999991C"}, .seal = seal_lt},
    {.name = "vat_lu", .prefix = 2, .forms = {"lu999999CC"}, .seal = seal_lu},
    {.name = "vat_lv",
     .prefix = 2,
     .forms = {"lv9999999999C"},
     .fit = fit_lv,
     .seal = seal_lv,
     .weights = (const uint8_t[]){9, 1, 4, 8, 3, 10, 2, 5, 7, 6}},
    {.name = "vat_mt",
     .prefix = 2,
     .forms = {"mt999999CC"},
     .fit = fit_no_zero,
     .seal = seal_mt,
     .weights = (const uint8_t[]){3, 4, 6, 7, 8, 9}},
    {.name = "vat_nl",
     .prefix = 2,
     .forms = {"nl99999999Cb99"},
     .seal = seal_nl,
     .weights = (const uint8_t[]){9, 8, 7, 6, 5, 4, 3, 2},
     .modulus = 11},
    {.name = "vat_pl",
     .prefix = 2,
     .forms = {"pl999999999C"},
     .fit = fit_no_zero,
     .seal = pgm_id_seal_remainder,
     .weights = (const uint8_t[]){6, 5, 7, 2, 3, 4, 5, 6, 7},
     .modulus = 11},
    {.name = "vat_pt",
     .prefix = 2,
     .forms = {"pt99999999C"},
     .fit = fit_no_zero,
     .seal = seal_pt,
     .weights = (const uint8_t[]){9, 8, 7, 6, 5, 4, 3, 2}},
    {.name = "vat_ro",
     .prefix = 2,
     .forms = {"ro999999999C", "ro99999999C", "ro9999999C", "ro999999C"},
     .fit = fit_no_zero,
     .seal = seal_ro,
     .weights = ROMANIAN_WEIGHTS},
    {.name = "vat_ro_old",
     .prefix = 2,
     .forms = {"ro99999C", "ro9999C", "ro999C", "ro99C"},
     .fit = fit_no_zero,
     .seal = seal_ro,
     .weights = ROMANIAN_WEIGHTS},
    {.name = "vat_se", .prefix = 2, .forms = {"se999999999C01"}, .seal = seal_se},
    {.name = "vat_si",
     .prefix = 2,
     .forms = {"si9999999C"},
     .fit = fit_no_zero,
     .seal = seal_si,
     .weights = (const uint8_t[]){8, 7, 6, 5, 4, 3, 2}},
    {.name = "vat_sk", .prefix = 2, .forms = {"sk999999999C"}, .fit = fit_sk, .seal = seal_sk},
    /* Other lengths and countries keep the country alone. */
    {.name = "vat_other_1", .forms = {"at9X*", "atu9X*", "be9X*", "bg9X*"}},
    {.name = "vat_other_2", .forms = {"cy9X*", "cz9X*", "de9X*", "dk9X*"}},
    {.name = "vat_other_3", .forms = {"ee9X*", "el9X*", "es9X*", "esA9X*"}},
    {.name = "vat_other_4", .forms = {"fi9X*", "fr9X*", "frA9X*", "frAA9X*"}},
    {.name = "vat_other_5", .forms = {"gb9X*", "gr9X*", "hr9X*", "hu9X*"}},
    {.name = "vat_other_6", .forms = {"ie9X*", "it9X*", "lt9X*", "lu9X*"}},
    {.name = "vat_other_7", .forms = {"lv9X*", "mt9X*", "nl9X*", "no9X*"}},
    {.name = "vat_other_8", .forms = {"pl9X*", "pt9X*", "ro9X*", "se9X*"}},
    {.name = "vat_other_9", .forms = {"si9X*", "sk9X*", "xi9X*", "che9X*"}},
    {.name = NULL},
};

/* ---- others -------------------------------------------------------------------------------- */

static void fit_us_ein(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    static const char unassigned[] = "07080917181928294969707879899697";
    (void)kind, (void)count;
    memcpy(id, unassigned + 2 * pgm_draw_below(draw, sizeof unassigned / 2), 2);
}

static bool seal_fr_siret(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[8] = pgm_check_luhn(id, 8);
    return pgm_id_seal_luhn(kind, id, count);
}

/* The check digits stand in front: the weighted sum, less 1 in the first digit, is a multiple of 89. */
static bool seal_au_abn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)count;
    const unsigned sum = pgm_check_sum(id + 2, kind->weights, 9) % 89;
    pgm_id_put_two(id, 11 + (88 + 89 - sum) % 89);
    return true;
}

const struct pgm_id_kind pgm_tax_ids[] = {
    {.name = "au_abn",
     .forms = {"CC999999999"},
     .seal = seal_au_abn,
     .weights = (const uint8_t[]){3, 5, 7, 9, 11, 13, 15, 17, 19}},
    {.name = "ch_uid",
     .prefix = 3,
     .forms = {"che99999999C"},
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){5, 4, 3, 2, 7, 6, 5, 4},
     .modulus = 11},
    {.name = "es_cif", .lettered = true, .forms = {"=9999999C"}, .seal = seal_es_cif},
    {.name = "fr_siren", .forms = {"99999999C"}, .seal = pgm_id_seal_luhn},
    {.name = "fr_siret", .forms = {"99999999C9999C"}, .seal = seal_fr_siret},
    {.name = "it_piva", .forms = {"9999999999C"}, .fit = fit_it, .seal = seal_it},
    {.name = "pl_nip",
     .forms = {"999999999C"},
     .fit = fit_no_zero,
     .seal = pgm_id_seal_remainder,
     .weights = (const uint8_t[]){6, 5, 7, 2, 3, 4, 5, 6, 7},
     .modulus = 11},
    {.name = "us_ein", .forms = {"999999999"}, .fit = fit_us_ein},
    {.name = NULL},
};
