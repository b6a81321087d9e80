/*
 * option_value.c: the text of an option's value -> a checked value in the options struct.
 *
 * Sizes and times are written as in postgresql.conf: kB, MB, GB, TB are powers of 1024, times take
 * ms, s, min, h, d. Decimals are allowed ("1.5GB") and computed in integers.
 */
#include <string.h>
#include <strings.h>

#include "dump.h"
#include "options.h"

struct unit {
    const char *name; /* NULL ends the table */
    uint64_t factor;
};

static const struct unit byte_units[] = {
    {"B", 1},
    {"kB", UINT64_C(1) << 10},
    {"MB", UINT64_C(1) << 20},
    {"GB", UINT64_C(1) << 30},
    {"TB", UINT64_C(1) << 40},
    {NULL, 0},
};
static const struct unit time_units[] = {
    {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}, {NULL, 0},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const struct unit *unit_find(const struct unit *units, const char *name)
{
    for (; units->name; units++)
        if (strcasecmp(units->name, name) == 0)
            return units;
    return NULL;
}

/* digits[.digits][ ][unit] in the smallest unit. `bare` is the factor of a number without one; 0
 * demands a unit of every number but 0. */
static bool parse_quantity(const char *text, const struct unit *units, uint64_t bare, uint64_t *out)
{
    uint64_t whole = 0, fraction = 0, fraction_scale = 1;
    if (!is_digit(*text))
        return false;
    for (; is_digit(*text); text++)
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, (uint64_t)(*text - '0'), &whole))
            return false;
    if (*text == '.') {
        text++;
        if (!is_digit(*text))
            return false;
        /* Six digits are finer than any unit needs; the rest is checked and dropped. */
        for (; is_digit(*text); text++)
            if (fraction_scale < 1000000) {
                fraction = fraction * 10 + (uint64_t)(*text - '0');
                fraction_scale *= 10;
            }
    }
    if (*text == ' ')
        text++;
    uint64_t factor = bare;
    if (*text) {
        const struct unit *unit = unit_find(units, text);
        if (!unit)
            return false;
        factor = unit->factor;
    } else if (bare == 0 && (whole || fraction)) {
        return false;
    }
    const uint64_t part = (uint64_t)((unsigned __int128)fraction * factor / fraction_scale);
    return !__builtin_mul_overflow(whole, factor, out) && !__builtin_add_overflow(*out, part, out);
}

static bool parse_integer(const char *text, int64_t *out)
{
    const bool negative = *text == '-';
    if (negative)
        text++;
    if (!is_digit(*text))
        return false;
    int64_t value = 0;
    for (; is_digit(*text); text++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, *text - '0', &value))
            return false;
    *out = negative ? -value : value;
    return *text == 0;
}

int pgm_choice_index(const char *choices, const char *text)
{
    const size_t bytes = strlen(text);
    for (int index = 0;; index++) {
        const char *const end = strchrnul(choices, '|');
        if ((size_t)(end - choices) == bytes && memcmp(choices, text, bytes) == 0)
            return index;
        if (!*end)
            return -1;
        choices = end + 1;
    }
}

const char *pgm_option_label(const struct pgm_option *option, char *label, size_t bytes)
{
    const size_t dashes = option->name ? 2 : 0;
    const char *const name = option->name ? option->name : option->argument;
    size_t length = strlen(name);
    if (length > bytes - dashes - 1)
        length = bytes - dashes - 1;
    memcpy(label, "--", dashes);
    memcpy(label + dashes, name, length);
    label[dashes + length] = 0;
    return label;
}

static enum pgm_status store_number(const struct pgm_option *option, const char *label,
                                    const char *text, void *place, struct pgm_error *error)
{
    int64_t value;
    if (!parse_integer(text, &value) || value < option->min || value > option->max)
        return pgm_fail(error, PGM_BAD_USAGE, "%s takes a whole number from %lld to %lld", label,
                        (long long)option->min, (long long)option->max);
    if (option->type == PGM_OPTION_UNSIGNED)
        *(unsigned *)place = (unsigned)value;
    else
        *(int *)place = (int)value;
    return PGM_OK;
}

static enum pgm_status store_choice(const struct pgm_option *option, const char *label,
                                    const char *text, void *place, struct pgm_error *error)
{
    const int index = pgm_choice_index(option->choices, text);
    if (index < 0)
        return pgm_fail(error, PGM_BAD_USAGE, "%s takes one of %s", label, option->choices);
    memcpy(place, &index, sizeof index);
    return PGM_OK;
}

static enum pgm_status store_time(const struct pgm_option *option, const char *label,
                                  const char *text, void *place, struct pgm_error *error)
{
    const bool in_ms = option->type == PGM_OPTION_TIME_MS;
    uint64_t time_ms;
    if (!parse_quantity(text, time_units, in_ms ? 1 : 0, &time_ms))
        return pgm_fail(error, PGM_BAD_USAGE,
                        "%s takes a time with its unit: 500ms, 10s, 5min, 2h "
                        "or 1d",
                        label);
    const uint64_t value = in_ms ? time_ms : time_ms / 1000 + (time_ms % 1000 != 0);
    if (value > INT32_MAX)
        return pgm_fail(error, PGM_BAD_USAGE, "%s takes at most %d %s", label, INT32_MAX,
                        in_ms ? "milliseconds" : "seconds");
    *(int *)place = (int)value;
    return PGM_OK;
}

static enum pgm_status store_bytes(const struct pgm_option *option, const char *label,
                                   const char *text, void *place, struct pgm_error *error)
{
    const bool rate = option->type == PGM_OPTION_RATE;
    uint64_t value;
    if (!parse_quantity(text, byte_units, rate ? UINT64_C(1) << 20 : 1, &value))
        return pgm_fail(error, PGM_BAD_USAGE, "%s takes a size such as %s", label,
                        rate ? "100 (MB/s), 512kB or 1.5GB" : "512MB or 1.5GB");
    if (value < (uint64_t)option->min && value)
        return pgm_fail(error, PGM_BAD_USAGE, "%s takes 0 or at least %lld bytes", label,
                        (long long)option->min);
    *(uint64_t *)place = value;
    return PGM_OK;
}

static void store_texts(struct pgm_texts *texts, const char *text, struct pgm_arena *arena)
{
    /* Repeated options are few: a new array for each costs nothing. */
    const char **const items = PGM_ARENA_ARRAY(arena, const char *, texts->count + 1);
    if (texts->count)
        memcpy(items, texts->items, texts->count * sizeof *items);
    items[texts->count] = pgm_arena_strdup(arena, text);
    texts->items = items;
    texts->count++;
}

enum pgm_status pgm_option_store(const struct pgm_option *option, const char *text, void *target,
                                 struct pgm_arena *arena, struct pgm_error *error)
{
    char buffer[PGM_OPTION_LABEL_BYTES];
    const char *const label = pgm_option_label(option, buffer, sizeof buffer);
    void *const place = (char *)target + option->offset;

    if (option->type != PGM_OPTION_FLAG && !*text)
        return pgm_fail(error, PGM_BAD_USAGE, "%s has an empty value", label);
    switch (option->type) {
    case PGM_OPTION_FLAG:
        *(bool *)place = strcmp(text, "false") != 0;
        return PGM_OK;
    case PGM_OPTION_TEXT:
        *(const char **)place = pgm_arena_strdup(arena, text);
        return PGM_OK;
    case PGM_OPTION_TEXTS:
        store_texts(place, text, arena);
        return PGM_OK;
    case PGM_OPTION_UNSIGNED:
    case PGM_OPTION_INT:
        return store_number(option, label, text, place, error);
    case PGM_OPTION_CHOICE:
        return store_choice(option, label, text, place, error);
    case PGM_OPTION_TIME_MS:
    case PGM_OPTION_TIME_S:
        return store_time(option, label, text, place, error);
    case PGM_OPTION_BYTES:
    case PGM_OPTION_RATE:
        return store_bytes(option, label, text, place, error);
    }
    __builtin_unreachable();
}
