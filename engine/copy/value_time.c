/*
 * value_time.c: date, timestamp and timestamptz in PostgreSQL's ISO style.
 *
 *   0044-03-15 12:00:00.5+00 BC
 *   year      time of day │   └ year 44 before Christ, which is year -43 of the calendar below
 *                         └ offset from UTC, timestamptz only
 */
#include <string.h>

#include "calendar.h"
#include "value_codec.h"

#define MICROS_PER_SECOND INT64_C(1000000)
#define YEAR_MIN          (-4713) /* 4714 BC */
#define YEAR_MAX          294276  /* the last whole year of a timestamp */

static uint32_t days_in_month(int64_t year, uint32_t month)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool read_date(struct pgm_cursor *cursor, struct pgm_civil *date)
{
    uint32_t year;
    if (!pgm_cursor_number(cursor, 4, 6, &year) || !pgm_cursor_skip(cursor, '-') ||
        !pgm_cursor_number(cursor, 2, 2, &date->month) || !pgm_cursor_skip(cursor, '-') ||
        !pgm_cursor_number(cursor, 2, 2, &date->day))
        return false;
    date->year = year;
    return year >= 1 && year <= YEAR_MAX;
}

/* .5 is 500,000 microseconds: the digits that are missing are zeros. */
static bool read_fraction(struct pgm_cursor *cursor, uint32_t *micros)
{
    const uint8_t *const start = cursor->at;
    if (!pgm_cursor_number(cursor, 1, 6, micros))
        return false;
    for (ptrdiff_t digits = cursor->at - start; digits < 6; digits++)
        *micros *= 10;
    return true;
}

static bool read_time_of_day(struct pgm_cursor *cursor, int64_t *micros)
{
    uint32_t hour, minute, second, fraction = 0;
    if (!pgm_cursor_number(cursor, 2, 2, &hour) || !pgm_cursor_skip(cursor, ':') ||
        !pgm_cursor_number(cursor, 2, 2, &minute) || !pgm_cursor_skip(cursor, ':') ||
        !pgm_cursor_number(cursor, 2, 2, &second))
        return false;
    if (pgm_cursor_skip(cursor, '.') && !read_fraction(cursor, &fraction))
        return false;
    *micros = (int64_t)(hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + fraction;
    return hour < 24 && minute < 60 && second < 60;
}

/* +HH, +HH:MM or +HH:MM:SS, less than 16 hours as in PostgreSQL. */
static bool read_offset(struct pgm_cursor *cursor, int64_t *micros)
{
    const bool west = pgm_cursor_skip(cursor, '-');
    if (!west && !pgm_cursor_skip(cursor, '+'))
        return true; /* none: UTC */
    uint32_t hours, minutes = 0, seconds = 0;
    if (!pgm_cursor_number(cursor, 2, 2, &hours) ||
        (pgm_cursor_skip(cursor, ':') &&
         (!pgm_cursor_number(cursor, 2, 2, &minutes) ||
          (pgm_cursor_skip(cursor, ':') && !pgm_cursor_number(cursor, 2, 2, &seconds)))))
        return false;
    const int64_t offset = (int64_t)(hours * 3600 + minutes * 60 + seconds) * MICROS_PER_SECOND;
    *micros = west ? -offset : offset;
    return hours < 16 && minutes < 60 && seconds < 60;
}

static bool read_infinity(struct pgm_span text, int64_t *time_micros)
{
    if (pgm_span_equal(text, pgm_span_of("infinity")))
        *time_micros = PGM_TIME_INFINITY;
    else if (pgm_span_equal(text, pgm_span_of("-infinity")))
        *time_micros = PGM_TIME_MINUS_INFINITY;
    else
        return false;
    return true;
}

bool pgm_value_decode_time(enum pgm_kind kind, struct pgm_span text, int64_t *time_micros)
{
    struct pgm_cursor cursor = {text.data, text.data + text.bytes};
    struct pgm_civil date;
    int64_t time_of_day = 0, offset = 0;

    if (!read_date(&cursor, &date))
        return read_infinity(text, time_micros);
    if (kind != PGM_KIND_DATE && cursor.end - cursor.at >= 9 && pgm_cursor_skip(&cursor, ' ') &&
        !read_time_of_day(&cursor, &time_of_day))
        return false;
    if (kind == PGM_KIND_TIMESTAMPTZ && !read_offset(&cursor, &offset))
        return false;

    if (cursor.end - cursor.at == 3 && memcmp(cursor.at, " BC", 3) == 0)
        date.year = 1 - date.year;
    else if (cursor.at != cursor.end)
        return false;
    if (date.year < YEAR_MIN || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_in_month(date.year, date.month))
        return false;

    /* YEAR_MAX ends eight days before int64_t does, YEAR_MIN is far from it, an offset is less than a
     * day: no overflow. */
    const int64_t time = pgm_days_of(date) * PGM_DAY_MICROS + time_of_day - offset;
    *time_micros = time;
    return time >= PGM_TIME_MIN && time <= PGM_TIME_MAX;
}

static uint8_t *write_text(uint8_t *out, const char *text, size_t bytes)
{
    memcpy(out, text, bytes);
    return out + bytes;
}

static uint8_t *write_date(uint8_t *out, struct pgm_civil date)
{
    const uint64_t year = (uint64_t)(date.year > 0 ? date.year : 1 - date.year);
    if (year < 10000)
        out = pgm_digits_four(out, (uint32_t)year);
    else
        out += pgm_digits_write(year, out);
    *out++ = '-';
    out = pgm_digits_two(out, date.month);
    *out++ = '-';
    return pgm_digits_two(out, date.day);
}

size_t pgm_value_encode_time_of_day(int64_t micros, uint8_t *out)
{
    uint8_t *const start = out;
    const uint32_t seconds = (uint32_t)(micros / MICROS_PER_SECOND);
    uint32_t fraction = (uint32_t)(micros % MICROS_PER_SECOND);
    out = pgm_digits_two(out, seconds / 3600);
    *out++ = ':';
    out = pgm_digits_two(out, seconds / 60 % 60);
    *out++ = ':';
    out = pgm_digits_two(out, seconds % 60);
    if (fraction == 0)
        return (size_t)(out - start);
    int digits = 6;
    for (; fraction % 10 == 0; fraction /= 10)
        digits--;
    *out++ = '.';
    return (size_t)(pgm_digits_padded(out, fraction, digits) - start);
}

size_t pgm_value_encode_date(int32_t days, uint8_t *out)
{
    uint8_t *const start = out;
    if (days == INT32_MAX || days == INT32_MIN)
        return pgm_value_encode_time(
            PGM_KIND_DATE, days == INT32_MAX ? PGM_TIME_INFINITY : PGM_TIME_MINUS_INFINITY, out);
    const struct pgm_civil date = pgm_civil_of(days);
    out = write_date(out, date);
    if (date.year <= 0)
        out = write_text(out, " BC", 3);
    return (size_t)(out - start);
}

size_t pgm_value_encode_time(enum pgm_kind kind, int64_t time_micros, uint8_t *out)
{
    uint8_t *const start = out;
    if (time_micros == PGM_TIME_INFINITY)
        return (size_t)(write_text(out, "infinity", 8) - start);
    if (time_micros == PGM_TIME_MINUS_INFINITY)
        return (size_t)(write_text(out, "-infinity", 9) - start);

    /* Not time_micros - days * PGM_DAY_MICROS: near INT64_MIN that product overflows. */
    const int64_t remainder = time_micros % PGM_DAY_MICROS;
    const int64_t time_of_day = remainder < 0 ? remainder + PGM_DAY_MICROS : remainder;
    const int64_t days = pgm_floor_divide(time_micros, PGM_DAY_MICROS);
    const struct pgm_civil date = pgm_civil_of(days);
    out = write_date(out, date);
    if (kind != PGM_KIND_DATE) {
        *out++ = ' ';
        out += pgm_value_encode_time_of_day(time_of_day, out);
    }
    if (kind == PGM_KIND_TIMESTAMPTZ)
        out = write_text(out, "+00", 3);
    if (date.year <= 0)
        out = write_text(out, " BC", 3);
    return (size_t)(out - start);
}
