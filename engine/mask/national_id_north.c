/*
 * national_id_north.c: numbers of persons in northern Europe and the Baltic states.
 *
 * Never issued are: fi_hetu with an individual number from 900 on (Digital and Population Data Services
 * Agency); no_fnr with 80 added to the month (synthetic persons of Skatteetaten); ee_ik and lt_ak of the
 * years 1800 to 1869, and se_pnr of twelve digits of the years 1800 to 1839, whose bearers would be
 * older than the registers. For the others no range is set aside.
 */
#include <string.h>

#include "id_kind.h"

static bool is_ymd(const uint8_t *id)
{
    return pgm_id_is_day(pgm_id_two(id + 2), pgm_id_two(id + 4));
}

static bool is_dmy(const uint8_t *id)
{
    return pgm_id_is_day(pgm_id_two(id + 2), pgm_id_two(id));
}

/* ---- Sweden -------------------------------------------------------------------------------- */

static void fit_se_pnr(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind;
    uint8_t *number = id + count - 10;
    if (count == 12) {
        memcpy(id, "18", 2);
        pgm_id_put_date(draw, number, &(struct pgm_id_date){"ymd", 1800, 1839, 0, 0});
    } else {
        pgm_id_put_date(draw, number, &(struct pgm_id_date){"ymd", 1930, 2009, 0, 0});
    }
    pgm_id_put(draw, number + 6, 3, 1, 999);
}

/* Coordination numbers have 60 added to the day. */
static bool seal_se_pnr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    uint8_t *number = id + count - 10;
    const unsigned day = pgm_id_two(number + 4);
    number[9] = pgm_check_luhn(number, 9);
    return pgm_id_is_day(pgm_id_two(number + 2), day > 60 ? day - 60 : day);
}

/* ---- Finland ------------------------------------------------------------------------------- */

static void fit_fi_hetu(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    (void)kind;
    /* A letter from A to F between date and number says that the year begins with 20. */
    const bool later = count == 11 && id[6] <= 'F';
    const struct pgm_id_date date = {"dmy", later ? 2000 : 1930, later ? 2009 : 1999, 0, 0};
    pgm_id_put_date(draw, id, &date);
    pgm_id_put(draw, id + count - 4, 3, 900, 999);
}

static bool seal_fi_hetu(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    const uint64_t number = pgm_check_number(id, 6) * 1000 + pgm_check_number(id + count - 4, 3);
    id[count - 1] = (uint8_t) "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31];
    return is_dmy(id);
}

/* ---- Denmark, Norway, Iceland -------------------------------------------------------------- */

static void fit_dk_cpr(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    /* A serial that begins with 0 to 3 belongs to the years 1900 to 1999. */
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"dmy", 1930, 1999, 0, 0});
    pgm_id_put(draw, id + 6, 3, 1, 399);
}

static bool seal_dk_cpr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return pgm_id_seal_weighted(kind, id, count) && is_dmy(id);
}

static void fit_no_fnr(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"dmy", 1940, 1999, 80, 0});
    pgm_id_put(draw, id + 6, 3, 0, 499); /* of those years */
}

/* D numbers have 40 added to the day, health and synthetic ones 40 and 80 to the month. */
static bool seal_no_fnr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    static const uint8_t second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    const unsigned one = (11 - pgm_check_sum(id, kind->weights, 9) % 11) % 11;
    id[9] = (uint8_t)('0' + one % 10);
    const unsigned two = (11 - pgm_check_sum(id, second, 10) % 11) % 11;
    id[count - 1] = (uint8_t)('0' + two % 10);
    return one < 10 && two < 10 && pgm_id_is_day(pgm_id_two(id + 2) % 40, pgm_id_two(id) % 40);
}

static void fit_is_kt(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                      size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"dmy", 1930, 1999, 0, 0});
    pgm_id_put(draw, id + 6, 2, 20, 99);
    id[9] = '9';
}

static bool seal_is_kt(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)count;
    return pgm_id_seal_weighted(kind, id, 9) && is_dmy(id) &&
           (id[9] == '9' || id[9] == '0' || id[9] == '8');
}

/* ---- Estonia, Lithuania -------------------------------------------------------------------- */

static void fit_baltic(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_pick(draw, id, "12"); /* born from 1800 to 1899 */
    pgm_id_put_date(draw, id + 1, &(struct pgm_id_date){"ymd", 1800, 1869, 0, 0});
}

static bool seal_baltic(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    id[count - 1] = pgm_check_mod_11_twice(id, count - 1);
    return id[0] >= '1' && id[0] <= '8' && is_ymd(id + 1);
}

const struct pgm_id_kind pgm_national_ids_north[] = {
    {.name = "se_pnr",
     .forms = {"999999999C", "==999999999C"},
     .fit = fit_se_pnr,
     .seal = seal_se_pnr},
    {.name = "fi_hetu",
     .lettered = true,
     .forms = {"999999999C", "999999=999C"},
     .fit = fit_fi_hetu,
     .seal = seal_fi_hetu},
    {.name = "dk_cpr",
     .forms = {"999999999C"},
     .fit = fit_dk_cpr,
     .seal = seal_dk_cpr,
     .weights = (const uint8_t[]){4, 3, 2, 7, 6, 5, 4, 3, 2},
     .modulus = 11},
    {.name = "no_fnr",
     .forms = {"999999999CC"},
     .fit = fit_no_fnr,
     .seal = seal_no_fnr,
     .weights = (const uint8_t[]){3, 7, 6, 1, 8, 9, 4, 5, 2}},
    {.name = "is_kt",
     .forms = {"99999999C9"},
     .fit = fit_is_kt,
     .seal = seal_is_kt,
     .weights = (const uint8_t[]){3, 2, 7, 6, 5, 4, 3, 2},
     .modulus = 11},
    {.name = "ee_ik", .forms = {"9999999999C"}, .fit = fit_baltic, .seal = seal_baltic},
    {.name = "lt_ak", .forms = {"9999999999C"}, .fit = fit_baltic, .seal = seal_baltic},
    {.name = NULL},
};
