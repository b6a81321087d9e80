/* humanize.c: numbers as people read them. */
#include "humanize.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char *pgm_human_grouped(char out[PGM_HUMAN_BYTES], uint64_t count)
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    char *to = out;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = 0;
    return out;
}

/* Three digits and a unit; a value that would be rounded to `base` takes the next unit. */
static void scaled(char *out, double value, double base, const char *const *units, size_t count)
{
    size_t unit = 0;
    while (value >= base - 0.5 && unit + 1 < count) {
        value /= base;
        unit++;
    }
    const int decimals = unit > 0 && value < 99.95 ? 1 : 0;
    snprintf(out, PGM_HUMAN_BYTES, "%.*f%s", decimals, value, units[unit]);
}

const char *pgm_human_count(char out[PGM_HUMAN_BYTES], uint64_t count)
{
    static const char *const units[] = {"", " k", " M", " G", " T", " P", " E"};
    if (count < 10000)
        return pgm_human_grouped(out, count);
    scaled(out, (double)count, 1000, units, sizeof units / sizeof *units);
    return out;
}

const char *pgm_human_bytes(char out[PGM_HUMAN_BYTES], uint64_t bytes)
{
    static const char *const units[] = {" B", " kB", " MB", " GB", " TB", " PB", " EB"};
    scaled(out, (double)bytes, 1024, units, sizeof units / sizeof *units);
    return out;
}

const char *pgm_human_clock(char out[PGM_HUMAN_BYTES], double seconds)
{
    /* A wild estimate is no information: stop at 999 hours. */
    const double most = 999.0 * 3600;
    const unsigned long whole = (unsigned long)(seconds < 0 ? 0 : seconds > most ? most : seconds);
    const unsigned long hours = whole / 3600, minutes = whole / 60 % 60;
    if (hours)
        snprintf(out, PGM_HUMAN_BYTES, "%lu:%02lu:%02lu", hours, minutes, whole % 60);
    else
        snprintf(out, PGM_HUMAN_BYTES, "%lu:%02lu", minutes, whole % 60);
    return out;
}

const char *pgm_human_seconds(char out[PGM_HUMAN_BYTES], double seconds)
{
    if (seconds < 60) {
        snprintf(out, PGM_HUMAN_BYTES, "%.*f s", seconds < 10 ? 2 : 1, seconds);
        return out;
    }
    pgm_human_clock(out, seconds);
    strcat(out, seconds < 3600 ? " min" : " h");
    return out;
}
