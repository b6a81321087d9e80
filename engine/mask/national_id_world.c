/*
 * national_id_world.c: numbers of persons in the Americas, Asia, Africa and Oceania.
 *
 * Never issued are: us_ssn with an area from 900 on (Social Security Administration; groups from 50 on
 * are left to the taxpayer numbers that the Internal Revenue Service takes from there); ca_sin with a
 * leading 0 (Service Canada); in_aadhaar with a leading 1 (UIDAI); cn_rid of the years 1800 to 1869
 * and kr_rrn of 1800 to 1849, whose bearers were dead when the registers began. For the others no
 * range is set aside.
 */
#include <string.h>

#include "id_kind.h"

/* ---- North America ------------------------------------------------------------------------- */

static void fit_us_ssn(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    id[0] = '9';
    pgm_id_put(draw, id + 3, 2, 1, 49);
    pgm_id_put(draw, id + 5, 4, 1, 9999);
}

static bool seal_us_ssn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind, (void)count;
    return memcmp(id, "000", 3) != 0 && memcmp(id, "666", 3) != 0 && memcmp(id + 3, "00", 2) != 0 &&
           memcmp(id + 5, "0000", 4) != 0;
}

static void fit_ca_sin(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)draw, (void)count;
    id[0] = '0';
}

/* Surname, name, birth, sex, state: XEXX010101HNEXXXA4. */
static void fit_mx_curp(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    static const char states[] =
        "ASBCBSCCCLCMCSCHDFDGGTGRHGJCMCMNMSNTNLOCPLQTQRSPSLSRTCTSTLVZYNZSNE";
    (void)kind, (void)count;
    pgm_id_pick(draw, &id[1], "AEIOU");
    const bool later = id[16] >= 'A'; /* a letter for those born from 2000 on */
    const struct pgm_id_date date = {"ymd", later ? 2000 : 1930, later ? 2009 : 1999, 0, 0};
    pgm_id_put_date(draw, id + 4, &date);
    pgm_id_pick(draw, &id[10], "HM");
    memcpy(id + 11, states + 2 * pgm_draw_below(draw, sizeof states / 2), 2);
    for (size_t i = 13; i < 16; i++)
        pgm_id_pick(draw, &id[i], "BCDFGHJKLMNPQRSTVWXYZ");
}

/* Letters behind N count one more: there is an enye between N and O. */
static bool seal_mx_curp(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    unsigned sum = 0;
    for (unsigned i = 0; i < 17; i++)
        sum += (18 - i) * (pgm_check_value(id[i]) + (id[i] > 'N'));
    id[count - 1] = (uint8_t)('0' + (10 - sum % 10) % 10);
    return (id[10] == 'H' || id[10] == 'M') &&
           pgm_id_is_day(pgm_id_two(id + 6), pgm_id_two(id + 8));
}

/* ---- South America ------------------------------------------------------------------------- */

static uint8_t brazilian_digit(const uint8_t *id, const uint8_t *weights, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) /* letters count from 17 on (CNPJ from July 2026 on) */
        sum += (id[i] - (unsigned)'0') * weights[i];
    return (uint8_t)('0' + (sum % 11 < 2 ? 0 : 11 - sum % 11));
}

/* Two digits, the second of which looks at the first, too: with one weight more in front. */
static bool seal_brazilian(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 2] = brazilian_digit(id, kind->weights + 1, count - 2);
    id[count - 1] = brazilian_digit(id, kind->weights, count - 1);
    return memcmp(id, id + 1, count - 1) != 0; /* all the same digit: taken for none */
}

static void fit_br_cnpj(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    (void)kind, (void)draw, (void)count;
    if (pgm_check_value(id[8]) < 10 && pgm_check_value(id[9]) < 10 &&
        pgm_check_value(id[10]) < 10 && pgm_check_value(id[11]) < 10)
        memcpy(id + 8, "0001", 4); /* the head office */
}

/* Weights 2 to 7 from the right, again and again. */
static bool seal_cl_rut(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = 11 - pgm_check_sum(id, kind->weights + (9 - count), count - 1) % 11;
    id[count - 1] = check == 11 ? '0' : check == 10 ? 'K' : (uint8_t)('0' + check);
    return true;
}

/* ---- Asia ---------------------------------------------------------------------------------- */

static void fit_in_aadhaar(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                           size_t count)
{
    (void)kind, (void)draw, (void)count;
    id[0] = '1';
}

static bool seal_in_aadhaar(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    id[count - 1] = pgm_check_verhoeff(id, count - 1);
    return true;
}

static void fit_cn_rid(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    static const char provinces[] = "11121315212223323334353637414243455052535461626365";
    (void)kind, (void)count;
    memcpy(id, provinces + 2 * pgm_draw_below(draw, sizeof provinces / 2), 2);
    memcpy(id + 2, "0102", 4); /* a district of the capital */
    memcpy(id + 6, "18", 2);
    pgm_id_put_date(draw, id + 8, &(struct pgm_id_date){"ymd", 1800, 1869, 0, 0});
    pgm_id_put(draw, id + 14, 3, 1, 999);
}

static bool seal_cn_rid(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    const unsigned century = pgm_id_two(id + 6);
    id[count - 1] = pgm_check_mod_11_2(id, count - 1);
    return century >= 18 && century <= 20 &&
           pgm_id_is_day(pgm_id_two(id + 10), pgm_id_two(id + 12));
}

static void fit_kr_rrn(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"ymd", 1800, 1849, 0, 0});
    pgm_id_pick(draw, &id[6], "90"); /* born from 1800 to 1899 */
    pgm_id_put(draw, id + 7, 2, 0, 95);
}

static bool seal_kr_rrn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned sum = pgm_check_sum(id, kind->weights, count - 1);
    id[count - 1] = (uint8_t)('0' + (11 - sum % 11) % 10);
    return pgm_id_is_day(pgm_id_two(id + 2), pgm_id_two(id + 4)) && pgm_id_two(id + 7) <= 96;
}

/* 10 and 11 count as 0. */
static bool seal_jp_mynumber(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned rest = pgm_check_sum(id, kind->weights, count - 1) % 11;
    id[count - 1] = (uint8_t)('0' + (rest < 2 ? 0 : 11 - rest));
    return true;
}

/* The letter in front stays: S and T for citizens, F and G for others. */
static bool seal_sg_nric(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const bool citizen = id[0] == 'S' || id[0] == 'T';
    if (!citizen && id[0] != 'F' && id[0] != 'G')
        return false;
    const unsigned sum =
        pgm_check_sum(id + 1, kind->weights, 7) + (id[0] == 'T' || id[0] == 'G' ? 4 : 0);
    id[count - 1] = (uint8_t)(citizen ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum % 11];
    return true;
}

static void fit_tw_id(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                      size_t count)
{
    (void)kind, (void)count;
    pgm_id_pick(draw, &id[1], "12");
}

/* The letter stands for two digits, 10 to 35 in an order of its own. */
static bool seal_tw_id(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    static const char order[] = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    const unsigned letter = 10 + (unsigned)(strchr(order, id[0]) - order);
    const unsigned sum = letter / 10 + letter % 10 * 9 + pgm_check_sum(id + 1, kind->weights, 8);
    id[count - 1] = (uint8_t)('0' + (10 - sum % 10) % 10);
    return true;
}

static bool seal_th_id(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned sum = pgm_check_sum(id, kind->weights, count - 1);
    id[count - 1] = (uint8_t)('0' + (11 - sum % 11) % 10);
    return id[0] >= '1' && id[0] <= '8';
}

/* ---- Africa, Oceania ----------------------------------------------------------------------- */

static void fit_za_id(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                      size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"ymd", 1930, 2009, 0, 0});
    pgm_id_pick(draw, &id[10], "01"); /* a citizen or not */
    id[11] = '8';
}

static bool seal_za_id(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return pgm_id_seal_luhn(kind, id, count) &&
           pgm_id_is_day(pgm_id_two(id + 2), pgm_id_two(id + 4)) && id[10] <= '2';
}

/* The last weight is 10, which is -1: the check digit is the sum of the others. */
static bool seal_au_tfn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = pgm_check_sum(id, kind->weights, count - 1) % 11;
    id[count - 1] = (uint8_t)('0' + check % 10);
    return check < 10;
}

const struct pgm_id_kind pgm_national_ids_world[] = {
    {.name = "us_ssn", .forms = {"999999999"}, .fit = fit_us_ssn, .seal = seal_us_ssn},
    {.name = "ca_sin", .forms = {"99999999C"}, .fit = fit_ca_sin, .seal = pgm_id_seal_luhn},
    {.name = "mx_curp", .forms = {"AAAA999999AAAAAAXC"}, .fit = fit_mx_curp, .seal = seal_mx_curp},
    {.name = "br_cpf",
     .forms = {"999999999CC"},
     .seal = seal_brazilian,
     .weights = (const uint8_t[]){11, 10, 9, 8, 7, 6, 5, 4, 3, 2}},
    {.name = "br_cnpj",
     .forms = {"XXXXXXXXXXXXCC"},
     .fit = fit_br_cnpj,
     .seal = seal_brazilian,
     .weights = (const uint8_t[]){6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}},
    {.name = "cl_rut",
     .lettered = true,
     .forms = {"99999999C", "9999999C"},
     .seal = seal_cl_rut,
     .weights = (const uint8_t[]){3, 2, 7, 6, 5, 4, 3, 2}},
    {.name = "in_aadhaar",
     .forms = {"99999999999C"},
     .fit = fit_in_aadhaar,
     .seal = seal_in_aadhaar},
    {.name = "cn_rid",
     .lettered = true,
     .forms = {"999999==999999999C"},
     .fit = fit_cn_rid,
     .seal = seal_cn_rid},
    {.name = "kr_rrn",
     .forms = {"999999999999C"},
     .fit = fit_kr_rrn,
     .seal = seal_kr_rrn,
     .weights = (const uint8_t[]){2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}},
    {.name = "jp_mynumber",
     .forms = {"99999999999C"},
     .seal = seal_jp_mynumber,
     .weights = (const uint8_t[]){6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}},
    {.name = "sg_nric",
     .lettered = true,
     .forms = {"=9999999C"},
     .seal = seal_sg_nric,
     .weights = (const uint8_t[]){2, 7, 6, 5, 4, 3, 2}},
    {.name = "tw_id",
     .forms = {"A99999999C"},
     .fit = fit_tw_id,
     .seal = seal_tw_id,
     .weights = (const uint8_t[]){8, 7, 6, 5, 4, 3, 2, 1}},
    {.name = "th_id",
     .forms = {"999999999999C"},
     .seal = seal_th_id,
     .weights = (const uint8_t[]){13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2}},
    {.name = "il_id", .forms = {"99999999C"}, .seal = pgm_id_seal_luhn},
    {.name = "za_id", .forms = {"999999999999C"}, .fit = fit_za_id, .seal = seal_za_id},
    {.name = "au_tfn",
     .forms = {"99999999C"},
     .seal = seal_au_tfn,
     .weights = (const uint8_t[]){1, 4, 3, 7, 5, 8, 6, 9}},
    {.name = NULL},
};
