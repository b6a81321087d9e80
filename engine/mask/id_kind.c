/* id_kind.c: see id_kind.h. */
#include "id_kind.h"

#include <string.h>

#include "chars.h"

#define TRIES_MAX        100 /* kinds seal one draw in three or more */
#define LAYOUT_TRIES_MAX 16

const struct pgm_id_kind *const pgm_national_id_tables[] = {
    pgm_national_ids_west, pgm_national_ids_north, pgm_national_ids_east, pgm_national_ids_world,
    NULL};

size_t pgm_id_kinds_count(const struct pgm_id_kind *table)
{
    size_t count = 0;
    while (table[count].name)
        count++;
    return count;
}

const struct pgm_id_kind *pgm_id_kind_find(const struct pgm_id_kind *const *tables,
                                           const char *name)
{
    for (; *tables; tables++)
        for (const struct pgm_id_kind *kind = *tables; kind->name; kind++)
            if (strcmp(kind->name, name) == 0)
                return kind;
    return NULL;
}

/* ---- forms --------------------------------------------------------------------------------- */

static bool is_of_class(char class, uint8_t c)
{
    switch (class) {
    case '9':
        return pgm_is_digit(c);
    case 'A':
    case 'K':
        return pgm_is_upper(c);
    case 'X':
    case 'C':
    case '=':
        return true;
    default:
        return (pgm_is_lower((uint8_t) class) ? class & ~0x20 : class) == c;
    }
}

static bool match_form(const char *form, const uint8_t *id, size_t count, bool *moves)
{
    size_t i = 0;
    for (; i < count && *form; i++) {
        const char class = *form;
        if (!is_of_class(class, id[i]))
            return false;
        moves[i] = class == '9' || class == 'A' || class == 'X';
        form += form[1] != '*';
    }
    return i == count && (*form == '\0' || form[1] == '*');
}

static bool match_kind(const struct pgm_id_kind *kind, const uint8_t *id, size_t count, bool *moves)
{
    for (size_t i = 0; i < sizeof kind->forms / sizeof *kind->forms && kind->forms[i]; i++)
        if (match_form(kind->forms[i], id, count, moves))
            return true;
    return false;
}

const struct pgm_id_kind *pgm_id_match(const struct pgm_id_set *set, const uint8_t *id,
                                       size_t count, bool *moves)
{
    for (size_t i = 0; i < set->count && count <= PGM_LAYOUT_CHARS_MAX; i++)
        if (match_kind(&set->kinds[i], id, count, moves))
            return &set->kinds[i];
    return NULL;
}

size_t pgm_id_digit_forms(const struct pgm_id_kind *kind, size_t lengths[4])
{
    size_t count = 0;
    for (size_t i = 0; i < 4 && kind->forms[i] && !kind->lettered; i++) {
        const size_t length = strlen(kind->forms[i]);
        if (strspn(kind->forms[i], "0123456789XC=") != length)
            continue;
        size_t at = count++;
        for (; at > 0 && lengths[at - 1] > length; at--)
            lengths[at] = lengths[at - 1];
        lengths[at] = length;
    }
    return count;
}

/* ---- fakes --------------------------------------------------------------------------------- */

static bool seal(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    return !kind->seal || kind->seal(kind, id, count);
}

static void draw_number(const struct pgm_id_kind *kind, const bool *moves, struct pgm_draw *draw,
                        uint8_t *id, size_t count)
{
    uint8_t fake[PGM_LAYOUT_CHARS_MAX];
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        for (size_t i = 0; i < count; i++) {
            fake[i] = id[i];
            if (moves[i])
                pgm_layout_draw(draw, &fake[i], 1);
        }
        if (kind->fit)
            kind->fit(kind, draw, fake, count);
        if (seal(kind, fake, count) && memcmp(fake, id, count) != 0)
            break;
    }
    memcpy(id, fake, count);
}

/* Any characters: no number of the set, or one of no kind that is known. */
static void draw_layout(struct pgm_draw *draw, uint8_t *id, size_t count)
{
    const uint8_t first = count > 0 ? id[0] : 0;
    uint8_t original[PGM_LAYOUT_CHARS_MAX];
    if (count > sizeof original) { /* so long that it is drawn but once */
        pgm_layout_draw(draw, id, count);
        return;
    }
    memcpy(original, id, count);
    for (int tries = 0; tries < LAYOUT_TRIES_MAX; tries++) {
        pgm_layout_draw(draw, id, count);
        if (memcmp(id, original, count) != 0)
            return;
    }
    if (count > 0)
        id[0] = first == '9' ? '0' : first == 'Z' ? 'A' : (uint8_t)(first + 1);
}

void pgm_id_draw(const struct pgm_id_set *set, struct pgm_draw *draw, uint8_t *id, size_t count)
{
    bool moves[PGM_LAYOUT_CHARS_MAX];
    const struct pgm_id_kind *kind = pgm_id_match(set, id, count, moves);
    if (kind)
        draw_number(kind, moves, draw, id, count);
    else
        draw_layout(draw, id, count);
}

/* The kind of a number whose check characters are right, else NULL. */
static const struct pgm_id_kind *valid_kind(const struct pgm_id_set *set, const uint8_t *id,
                                            size_t count, bool *moves)
{
    const struct pgm_id_kind *kind = pgm_id_match(set, id, count, moves);
    uint8_t sealed[PGM_LAYOUT_CHARS_MAX];
    memcpy(sealed, id, count);
    return kind && seal(kind, sealed, count) && memcmp(sealed, id, count) == 0 ? kind : NULL;
}

void pgm_id_permute(const struct pgm_id_set *set, const struct pgm_prf_key *key, uint8_t *id,
                    size_t count)
{
    static const bool all[PGM_LAYOUT_CHARS_MAX] = {[0 ... PGM_LAYOUT_CHARS_MAX - 1] = true};
    bool moves[PGM_LAYOUT_CHARS_MAX];
    const struct pgm_id_kind *kind = valid_kind(set, id, count, moves);
    /* Walks along a cycle of the bijection: they end, at their start if nowhere else. */
    do {
        pgm_layout_permute(key, id, kind ? moves : all, count);
    } while (kind ? !seal(kind, id, count)
                  : valid_kind(set, id, count, (bool[PGM_LAYOUT_CHARS_MAX]){false}) != NULL);
}

/* ---- for fit and seal ---------------------------------------------------------------------- */

void pgm_id_put(struct pgm_draw *draw, uint8_t *id, size_t digits, uint64_t low, uint64_t high)
{
    uint64_t number = low + pgm_draw_below(draw, high - low + 1);
    for (size_t i = digits; i-- > 0; number /= 10)
        id[i] = (uint8_t)('0' + number % 10);
}

void pgm_id_pick(struct pgm_draw *draw, uint8_t *id, const char *choices)
{
    *id = (uint8_t)choices[pgm_draw_below(draw, strlen(choices))];
}

static const uint8_t month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

void pgm_id_put_date(struct pgm_draw *draw, uint8_t *id, const struct pgm_id_date *date)
{
    const unsigned years = date->year_high - date->year_low + 1;
    const unsigned year = date->year_low + (unsigned)pgm_draw_below(draw, years);
    const unsigned month = 1 + (unsigned)pgm_draw_below(draw, 12);
    const unsigned days = month == 2 ? 28 : month_days[month - 1];
    const unsigned day = 1 + (unsigned)pgm_draw_below(draw, days);
    for (const char *part = date->order; *part; part++, id += 2)
        pgm_id_put_two(id, *part == 'y'   ? year % 100
                           : *part == 'm' ? month + date->month_more
                                          : day + date->day_more);
}

bool pgm_id_is_day(unsigned month, unsigned day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= month_days[month - 1];
}

static bool put_check(uint8_t *at, unsigned check)
{
    *at = (uint8_t)('0' + check % 10);
    return check < 10;
}

bool pgm_id_seal_weighted(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const size_t weighted = count - 1 - kind->prefix;
    const unsigned sum = pgm_check_sum(id + kind->prefix, kind->weights, weighted);
    return put_check(&id[count - 1], (kind->modulus - sum % kind->modulus) % kind->modulus);
}

bool pgm_id_seal_remainder(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const size_t weighted = count - 1 - kind->prefix;
    const unsigned sum = pgm_check_sum(id + kind->prefix, kind->weights, weighted);
    return put_check(&id[count - 1], sum % kind->modulus);
}

bool pgm_id_seal_luhn(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 1] = pgm_check_luhn(id + kind->prefix, count - 1 - kind->prefix);
    return true;
}

bool pgm_id_seal_mod_11_10(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    id[count - 1] = pgm_check_mod_11_10(id + kind->prefix, count - 1 - kind->prefix);
    return true;
}
