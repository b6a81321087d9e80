/*
 * national_id_east.c: numbers of persons in eastern and south-eastern Europe and Turkey.
 *
 * Where the century stands in the number, fakes are of the years 1800 to 1869, whose bearers were dead
 * when the registers began: pl_pesel (1979), ro_cnp (1978), bg_egn (1977). For the others no range is
 * set aside.
 */
#include <string.h>

#include "id_kind.h"

static const struct pgm_id_date recent = {"ymd", 1954, 2009, 0, 0};

static void fit_pl_pesel(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                         size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"ymd", 1800, 1869, 80, 0});
}

/* Months have 20, 40, 60, 80 added for the centuries from 2000, 2100, 2200, 1800 on. */
static bool seal_pl_pesel(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return pgm_id_seal_weighted(kind, id, count) &&
           pgm_id_is_day(pgm_id_two(id + 2) % 20, pgm_id_two(id + 4));
}

static void fit_cz_rc(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                      size_t count)
{
    (void)kind, (void)count;
    struct pgm_id_date date = recent;
    date.month_more = 50 * (unsigned)pgm_draw_below(draw, 2); /* of women */
    pgm_id_put_date(draw, id, &date);
}

/* The whole number is a multiple of 11. */
static bool seal_cz_rc(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    const uint64_t check = pgm_check_number(id, count - 1) % 11;
    id[count - 1] = (uint8_t)('0' + check % 10);
    return check < 10 && pgm_id_is_day(pgm_id_two(id + 2) % 50, pgm_id_two(id + 4));
}

static void fit_ro_cnp(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_pick(draw, id, "34"); /* born from 1800 to 1899 */
    pgm_id_put_date(draw, id + 1, &(struct pgm_id_date){"ymd", 1800, 1869, 0, 0});
    pgm_id_put(draw, id + 7, 2, 1, 46); /* the county */
    pgm_id_put(draw, id + 9, 3, 1, 999);
}

static bool seal_ro_cnp(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned check = pgm_check_sum(id, kind->weights, count - 1) % 11;
    id[count - 1] = (uint8_t)('0' + (check == 10 ? 1 : check));
    return id[0] != '0' && pgm_id_is_day(pgm_id_two(id + 3), pgm_id_two(id + 5));
}

static void fit_bg_egn(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                       size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"ymd", 1800, 1869, 20, 0});
}

/* Months have 20 added for the years before 1900, 40 for those from 2000 on. */
static bool seal_bg_egn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const unsigned month = pgm_id_two(id + 2);
    id[count - 1] = (uint8_t)('0' + pgm_check_sum(id, kind->weights, count - 1) % 11 % 10);
    return month < 60 && pgm_id_is_day(month % 20, pgm_id_two(id + 4));
}

static void fit_gr_amka(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                        size_t count)
{
    (void)kind, (void)count;
    pgm_id_put_date(draw, id, &(struct pgm_id_date){"dmy", 1930, 2009, 0, 0});
}

static bool seal_gr_amka(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return pgm_id_seal_luhn(kind, id, count) && pgm_id_is_day(pgm_id_two(id + 2), pgm_id_two(id));
}

/* The tenth digit from the odd and the even places before it, the eleventh from all ten. */
static bool seal_tr_tckn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind, (void)count;
    unsigned odd = 0, even = 0;
    for (size_t i = 0; i < 9; i++)
        *(i % 2 ? &even : &odd) += id[i] - (unsigned)'0';
    const unsigned tenth = (7 * odd + 9 * even) % 10; /* 9 is -1 */
    id[9] = (uint8_t)('0' + tenth);
    id[10] = (uint8_t)('0' + (odd + even + tenth) % 10);
    return id[0] != '0';
}

const struct pgm_id_kind pgm_national_ids_east[] = {
    {.name = "pl_pesel",
     .forms = {"9999999999C"},
     .fit = fit_pl_pesel,
     .seal = seal_pl_pesel,
     .weights = (const uint8_t[]){1, 3, 7, 9, 1, 3, 7, 9, 1, 3},
     .modulus = 10},
    {.name = "cz_rc", .forms = {"999999999C"}, .fit = fit_cz_rc, .seal = seal_cz_rc},
    {.name = "sk_rc", .forms = {"999999999C"}, .fit = fit_cz_rc, .seal = seal_cz_rc},
    {.name = "ro_cnp",
     .forms = {"999999999999C"},
     .fit = fit_ro_cnp,
     .seal = seal_ro_cnp,
     .weights = (const uint8_t[]){2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}},
    {.name = "bg_egn",
     .forms = {"999999999C"},
     .fit = fit_bg_egn,
     .seal = seal_bg_egn,
     .weights = (const uint8_t[]){2, 4, 8, 5, 10, 9, 7, 3, 6}},
    {.name = "hr_oib", .forms = {"9999999999C"}, .seal = pgm_id_seal_mod_11_10},
    {.name = "gr_amka", .forms = {"9999999999C"}, .fit = fit_gr_amka, .seal = seal_gr_amka},
    {.name = "tr_tckn", .forms = {"999999999CC"}, .seal = seal_tr_tckn},
    {.name = NULL},
};
