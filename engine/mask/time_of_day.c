/* time_of_day.c: see time_of_day.h. */
#include "time_of_day.h"

#include "chars.h"

#define SECOND_MICROS   1000000
#define FRACTION_DIGITS 6

/* Two digits at `at`, or -1. */
static int32_t two_digits(struct pgm_span text, size_t at)
{
    if (at + 2 > text.bytes || !pgm_is_digit(text.data[at]) || !pgm_is_digit(text.data[at + 1]))
        return -1;
    return (text.data[at] - '0') * 10 + text.data[at + 1] - '0';
}

int64_t pgm_time_of_day_read(struct pgm_span text)
{
    const int32_t hours = two_digits(text, 0), minutes = two_digits(text, 3),
                  seconds = two_digits(text, 6);
    if (hours < 0 || minutes < 0 || seconds < 0)
        return 0;
    int64_t fraction = 0;
    for (size_t i = 9; i < 9 + FRACTION_DIGITS; i++) {
        const bool digit = text.bytes > i && pgm_is_digit(text.data[i]);
        fraction = fraction * 10 + (digit ? text.data[i] - '0' : 0);
    }
    return (int64_t)((hours * 60 + minutes) * 60 + seconds) * SECOND_MICROS + fraction;
}

static uint8_t *write_digits(int64_t number, int digits, uint8_t *out)
{
    for (int i = digits; i-- > 0; number /= 10)
        out[i] = (uint8_t)('0' + number % 10);
    return out + digits;
}

size_t pgm_time_of_day_write(int64_t micros, uint8_t out[PGM_TIME_OF_DAY_BYTES])
{
    const int64_t seconds = micros / SECOND_MICROS, fraction = micros % SECOND_MICROS;
    uint8_t *at = write_digits(seconds / 3600, 2, out);
    *at++ = ':';
    at = write_digits(seconds / 60 % 60, 2, at);
    *at++ = ':';
    at = write_digits(seconds % 60, 2, at);
    if (fraction == 0)
        return (size_t)(at - out);
    *at++ = '.';
    at = write_digits(fraction, FRACTION_DIGITS, at);
    while (at[-1] == '0')
        at--;
    return (size_t)(at - out);
}
