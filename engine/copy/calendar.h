/*
 * calendar.h: days since 2000-01-01 as dates, and back.
 *
 * The calendar is the proleptic Gregorian one. Days and civil dates turn into each other over eras of
 * 400 years whose years begin in March, so that the leap day is the last of its year; the method is
 * Howard Hinnant's ("chrono-Compatible Low-Level Date Algorithms").
 */
#ifndef PGM_CALENDAR_H
#define PGM_CALENDAR_H

#include <stdint.h>

#define PGM_ERA_DAYS   146097
#define PGM_EPOCH_DAYS 730425 /* from 0000-03-01 to 2000-01-01 */

struct pgm_civil {
    int64_t year; /* astronomical: 1 BC is 0 */
    uint32_t month, day;
};

/* Rounds towards minus infinity; b > 0. */
static inline int64_t pgm_floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static inline int64_t pgm_days_of(struct pgm_civil date)
{
    const int64_t year = date.year - (date.month <= 2);
    const int64_t era = pgm_floor_divide(year, 400);
    const int64_t year_of_era = year - era * 400;
    const int64_t month_from_march = (date.month + 9) % 12;
    const int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * PGM_ERA_DAYS + day_of_era - PGM_EPOCH_DAYS;
}

static inline struct pgm_civil pgm_civil_of(int64_t days)
{
    const int64_t from_march_0 = days + PGM_EPOCH_DAYS;
    const int64_t era = pgm_floor_divide(from_march_0, PGM_ERA_DAYS);
    const uint32_t day_of_era = (uint32_t)(from_march_0 - era * PGM_ERA_DAYS);
    const uint32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const uint32_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const uint32_t month_from_march = (5 * day_of_year + 2) / 153;
    const uint32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct pgm_civil){
        .year = year_of_era + era * 400 + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

#endif
