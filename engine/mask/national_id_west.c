/*
 * national_id_west.c: numbers of persons in western and southern Europe.
 *
 * Never issued are: uk_nino with D, F, I, Q, U or V in the prefix (HMRC, NIM39110); uk_nhs from 999
 * on (test numbers of NHS England); de_tax_id with a leading 0 (test numbers of the BZSt); it_cf with
 * a place of birth coded N to Y (the Agenzia delle Entrate uses A to M, and Z for abroad). nl_bsn with
 * a leading 9 are test numbers by convention. For the others no range is set aside.
 */
#include <string.h>

#include "id_kind.h"

/* ---- Britain, Ireland ---------------------------------------------------------------------- */

static void fit_uk_nino(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    (void)kind;
    pgm_id_pick(draw, &id[0], "DFIQUV");
    pgm_id_pick(draw, &id[1], "DFIQUV");
    if (count == 9)
        pgm_id_pick(draw, &id[8], "ABCD");
}

static bool seal_uk_nino(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    return count == 8 || id[8] <= 'D';
}

static void fit_uk_nhs(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)draw, (void)count;
    memcpy(id, "999", 3);
}

static void fit_ie_pps(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind;
    if (count == 9)
        pgm_id_pick(draw, &id[8], "AW"); /* persons */
}

static bool seal_ie_pps(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    unsigned sum = pgm_check_sum(id, kind->weights, 7);
    if (count == 9) {
        if (id[8] > 'I' && id[8] != 'W')
            return false;
        sum += id[8] == 'W' ? 0 : 9 * (id[8] - 'A' + 1u);
    }
    id[7] = (uint8_t) "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
    return true;
}

/* ---- Germany, Austria, Switzerland --------------------------------------------------------- */

/* Of the first ten digits one stands there twice or three times, the others once or not at all. */
static bool seal_de_tax_id(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    unsigned seen[10] = {0}, repeated = 0;
    for (size_t i = 0; i < 10; i++)
        seen[id[i] - '0']++;
    for (size_t i = 0; i < 10; i++) {
        if (seen[i] > 3)
            return false;
        repeated += seen[i] > 1;
    }
    id[count - 1] = pgm_check_mod_11_10(id, count - 1);
    return repeated == 1;
}

static void fit_de_tax_id(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                          size_t count)
{
    (void)kind, (void)count;
    memcpy(id, "0123456789", 10);
    for (size_t i = 9; i > 1; i--) { /* shuffled behind the 0 */
        const size_t k = 1 + pgm_draw_below(draw, i);
        const uint8_t digit = id[i];
        id[i] = id[k];
        id[k] = digit;
    }
    const size_t from = pgm_draw_below(draw, 10), to = 1 + pgm_draw_below(draw, 9);
    id[to] = id[from == to ? 0 : from];
}

/* ICAO 9303: weights 7, 3, 1 over digits and letters. */
static bool seal_de_id_card(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 1] = (uint8_t)('0' + pgm_check_sum(id, kind->weights, count - 1) % 10);
    return true;
}

static void fit_at_svnr(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    (void)kind, (void)count;
    pgm_id_put(draw, id, 3, 100, 999);
    pgm_id_put_date(draw, id + 4, &(struct pgm_id_date){"dmy", 1930, 2009, 0, 0});
}

static bool seal_at_svnr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[3] = '0';
    const unsigned check = pgm_check_sum(id, kind->weights, count) % 11;
    id[3] = (uint8_t)('0' + check);
    return check < 10 && pgm_id_is_day(pgm_id_two(id + 6), pgm_id_two(id + 4));
}

static bool seal_ch_ahv(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    id[count - 1] = pgm_check_ean(id, count - 1);
    return true;
}

/* ---- France, Belgium, Netherlands ---------------------------------------------------------- */

static void fit_fr_nir(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_pick(draw, id, "12");
    pgm_id_put(draw, id + 3, 2, 1, 12);
    if (id[6] >= 'A') { /* Corsica */
        id[5] = '2';
        pgm_id_pick(draw, &id[6], "AB");
    } else {
        do {
            pgm_id_put(draw, id + 5, 2, 1, 95);
        } while (memcmp(id + 5, "20", 2) == 0);
    }
    pgm_id_put(draw, id + 7, 3, 1, 600);
    pgm_id_put(draw, id + 10, 3, 1, 999);
}

/* The key is computed with 2A as 19 and 2B as 18. */
static bool seal_fr_nir(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    uint8_t digits[13];
    memcpy(digits, id, sizeof digits);
    if (id[6] >= 'A') {
        if (id[5] != '2' || id[6] > 'B')
            return false;
        memcpy(digits + 5, id[6] == 'A' ? "19" : "18", 2);
    }
    if ((id[0] != '1' && id[0] != '2') || !pgm_id_is_day(pgm_id_two(id + 3), 1))
        return false;
    if (count == 15)
        pgm_id_put_two(id + 13, (unsigned)(97 - pgm_check_number(digits, 13) % 97));
    return true;
}

/* Those born from 2000 on are computed with a 2 in front; a year of two digits below 30 is theirs. */
static bool seal_be_nn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind, (void)count;
    const uint64_t number = pgm_check_number(id, 9);
    const bool later = pgm_id_two(id) < 30;
    pgm_id_put_two(id + 9, (unsigned)(97 - (number + (later ? 2000000000 : 0)) % 97));
    return pgm_id_is_day(pgm_id_two(id + 2), pgm_id_two(id + 4));
}

static void fit_be_nn(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                      size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"ymd", 1930, 2009, 0, 0});
    pgm_id_put(draw, id + 6, 3, 1, 997);
}

static void fit_nl_bsn(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)draw, (void)count;
    id[0] = '9';
}

/* The eleven test: the check digit counts as -1. One of 8 digits lacks a leading zero. */
static bool seal_nl_bsn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = pgm_check_sum(id, kind->weights + (9 - count), count - 1) % 11;
    id[count - 1] = (uint8_t)('0' + check);
    return check < 10;
}

/* ---- Spain, Portugal, Italy ---------------------------------------------------------------- */

static uint8_t dni_letter(const uint8_t *digits)
{
    return (uint8_t) "TRWAGMYFPDXBNJZSQVHLCKE"[pgm_check_number(digits, 8) % 23];
}

static bool seal_es_dni(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind, (void)count;
    id[8] = dni_letter(id);
    return true;
}

static void fit_es_nie(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_pick(draw, id, "XYZ");
}

static bool seal_es_nie(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind, (void)count;
    uint8_t digits[8];
    memcpy(digits, id, sizeof digits);
    digits[0] = (uint8_t)(id[0] - 'X' + '0');
    if (id[0] < 'X')
        return false;
    id[8] = dni_letter(digits);
    return true;
}

static void fit_pt_nif(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_pick(draw, id, "123"); /* persons */
}

/* 11 and 10 count as 0. */
static bool seal_pt_nif(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = 11 - pgm_check_sum(id, kind->weights, count - 1) % 11;
    id[count - 1] = (uint8_t)('0' + (check > 9 ? 0 : check));
    return id[0] != '0';
}

static const char italian_months[] = "ABCDEHLMPRST";

static void fit_it_cf(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                      size_t count)
{
    (void)kind, (void)count;
    for (size_t i = 0; i < 6; i++)
        pgm_id_pick(draw, &id[i], "BCDFGLMNPRSTVZ");
    pgm_id_pick(draw, &id[8], italian_months);
    pgm_id_put(draw, id + 9, 2, 1, 28);
    id[9] = (uint8_t)(id[9] + 4 * pgm_draw_below(draw, 2)); /* of women 40 more */
    pgm_id_pick(draw, &id[11], "NOPQRSTUVWXY");
    pgm_id_put(draw, id + 12, 3, 1, 999);
}

static bool seal_it_cf(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    const unsigned day = pgm_id_two(id + 9) % 40;
    id[count - 1] = pgm_check_italian(id, count - 1);
    return strchr(italian_months, id[8]) && id[9] < '8' && day >= 1 && day <= 31;
}

const struct pgm_id_kind pgm_national_ids_west[] = {
    {.name = "uk_nino",
     .forms = {"AA999999A", "AA999999"},
     .fit = fit_uk_nino,
     .seal = seal_uk_nino},
    {.name = "uk_nhs",
     .forms = {"999999999C"},
     .fit = fit_uk_nhs,
     .seal = pgm_id_seal_weighted,
     .weights = (const uint8_t[]){10, 9, 8, 7, 6, 5, 4, 3, 2},
     .modulus = 11},
    {.name = "ie_pps",
     .lettered = true,
     .forms = {"9999999C", "9999999CA"},
     .fit = fit_ie_pps,
     .seal = seal_ie_pps,
     .weights = (const uint8_t[]){8, 7, 6, 5, 4, 3, 2}},
    {.name = "de_tax_id", .forms = {"9999999999C"}, .fit = fit_de_tax_id, .seal = seal_de_tax_id},
    {.name = "de_id_card",
     .forms = {"AXXXXXXXXC"},
     .seal = seal_de_id_card,
     .weights = (const uint8_t[]){7, 3, 1, 7, 3, 1, 7, 3, 1}},
    {.name = "at_svnr",
     .forms = {"999C999999"},
     .fit = fit_at_svnr,
     .seal = seal_at_svnr,
     .weights = (const uint8_t[]){3, 7, 9, 0, 5, 8, 4, 2, 1, 6}},
    {.name = "ch_ahv", .forms = {"756999999999C"}, .seal = seal_ch_ahv},
    {.name = "fr_nir",
     .forms = {"9999999999999CC", "999999A999999CC", "9999999999999", "999999A999999"},
     .fit = fit_fr_nir,
     .seal = seal_fr_nir},
    {.name = "be_nn", .forms = {"999999999CC"}, .fit = fit_be_nn, .seal = seal_be_nn},
    {.name = "nl_bsn",
     .forms = {"99999999C", "9999999C"},
     .fit = fit_nl_bsn,
     .seal = seal_nl_bsn,
     .weights = (const uint8_t[]){9, 8, 7, 6, 5, 4, 3, 2}},
    {.name = "es_dni", .lettered = true, .forms = {"99999999C"}, .seal = seal_es_dni},
    {.name = "es_nie", .forms = {"A9999999C"}, .fit = fit_es_nie, .seal = seal_es_nie},
    {.name = "pt_nif",
     .forms = {"99999999C"},
     .fit = fit_pt_nif,
     .seal = seal_pt_nif,
     .weights = (const uint8_t[]){9, 8, 7, 6, 5, 4, 3, 2}},
    {.name = "it_cf", .forms = {"AAAAAA99A99A999C"}, .fit = fit_it_cf, .seal = seal_it_cf},
    {.name = NULL},
};
