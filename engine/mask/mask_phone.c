/*
 * mask_phone.c: phone.
 *
 *   "+44 (7911) 123-456 x12"  ── digits ──>  447911123456, extension 12
 *                             ── plan ────>  447700900###  (kept for drama by Ofcom)
 *                             ── layout ──>  "+44 (7700) 900-318 x07"
 *
 * Numbers set aside for fiction are used where a plan for the country and length is known; elsewhere
 * the country's prefix stays and the rest is drawn, so that it may be somebody's: the mask's summary
 * says so. Sources: NANPA (555-0100 to 0199), Ofcom (numbers for TV and radio drama), ARCEP (numbers
 * for audiovisual works), Bundesnetzagentur (drama numbers), ACMA (fictitious numbers).
 */
#include <string.h>

#include "chars.h"
#include "classes.h"
#include "loops.h"

#define DIGITS_MAX 15 /* of a number, ITU-T E.164, with a trunk prefix of two for "00" */
#define ROOM       24 /* of digits, zeros behind them, so that two are compared at once */
#define TRIES_MAX  8

/* In a plan # is any digit and A the three digits of a North American area code. */
struct plan {
    char prefix[4]; /* zeros behind it */
    size_t digits;  /* of the whole number, the prefix included */
    const char *numbers[5];
};

/* The longest numbers first; of a length the first plan whose prefix fits counts. */
static const struct plan international[] = {
    {"49", 13, {"49176040690##"}},
    {"447", 12, {"447700900###"}},
    {"4420", 12, {"442079460###"}},
    {"44", 12, {"441632960###"}},
    {"49", 12, {"493023125###", "496990009###", "494066969###", "492214710###", "498999998###"}},
    {"1", 11, {"1A55501##"}},
    {"336", 11, {"3363998####"}},
    {"337", 11, {"3363998####"}},
    {"332", 11, {"3326191####"}},
    {"333", 11, {"3335301####"}},
    {"334", 11, {"3346571####"}},
    {"335", 11, {"3353649####"}},
    {"33", 11, {"3319900####"}},
    {"61", 11, {"6125550####", "6135550####", "6175550####", "6185550####", "6127010####"}},
    {.digits = 0},
};

static const struct plan national[] = {
    {"07", 11, {"07700900###"}},
    {"020", 11, {"02079460###"}},
    {"01", 11, {"01632960###"}},
    {"1", 11, {"1A55501##"}},
    {"06", 10, {"063998####"}},
    {"02", 10, {"026191####"}},
    {"03", 10, {"035301####"}},
    {"04", 10, {"046571####"}},
    {"05", 10, {"053649####"}},
    {"01", 10, {"019900####"}},
    {"", 10, {"A55501##"}},
    {"", 7, {"55501##"}},
    {.digits = 0},
};

/* Country calling codes of two digits; of one are 1 and 7, all others have three. */
static const bool two_digit_codes[100] = {
    [20] = 1, [27] = 1, [30] = 1, [31] = 1, [32] = 1, [33] = 1, [34] = 1, [36] = 1, [39] = 1,
    [40] = 1, [41] = 1, [43] = 1, [44] = 1, [45] = 1, [46] = 1, [47] = 1, [48] = 1, [49] = 1,
    [51] = 1, [52] = 1, [53] = 1, [54] = 1, [55] = 1, [56] = 1, [57] = 1, [58] = 1, [60] = 1,
    [61] = 1, [62] = 1, [63] = 1, [64] = 1, [65] = 1, [66] = 1, [81] = 1, [82] = 1, [84] = 1,
    [86] = 1, [90] = 1, [91] = 1, [92] = 1, [93] = 1, [94] = 1, [95] = 1, [98] = 1,
};

struct number {
    uint8_t digits[ROOM];
    uint32_t places[ROOM]; /* of the digits in the text */
    size_t count;          /* of the number itself */
    size_t trunk;          /* leading digits that say "international": 2 for 00 */
    bool international;
};

/* Reads the digits before the first letter (an x): what follows it is an extension. */
static bool read_number(const uint8_t *text, size_t bytes, struct number *number)
{
    bool plus = false;
    size_t i = 0, count = 0;
    for (; i < bytes && !pgm_is_digit(text[i]) && (text[i] | 0x20) != 'x'; i++)
        plus |= text[i] == '+';
    for (; i < bytes && (text[i] | 0x20) != 'x' && count <= DIGITS_MAX + 2; i++) {
        number->digits[count] = text[i]; /* without a branch: layouts vary */
        number->places[count] = (uint32_t)i;
        count += pgm_is_digit(text[i]);
    }
    number->digits[count] = 0;
    number->count = count;
    const bool zeros = count > 9 && memcmp(number->digits, "00", 2) == 0;
    number->international = plus || zeros;
    number->trunk = zeros && !plus ? 2 : 0;
    return count > 0 && count <= DIGITS_MAX + 2;
}

static uint32_t load_four(const void *digits)
{
    uint32_t four;
    memcpy(&four, digits, sizeof four);
    return four;
}

static const struct plan *find_plan(const struct number *number)
{
    const struct plan *plan = number->international ? international : national;
    const size_t count = number->count - number->trunk;
    const uint32_t first = load_four(number->digits + number->trunk);
    for (; plan->digits >= count; plan++) {
        const uint32_t prefix = load_four(plan->prefix);
        const uint32_t whole = (prefix >> 4 & 0x01010101) * 0xff; /* where it has a digit */
        if (plan->digits == count && ((prefix ^ first) & whole) == 0)
            return plan;
    }
    return NULL;
}

static uint8_t draw_digit(struct pgm_draw *draw)
{
    return (uint8_t)('0' + pgm_draw_below(draw, 10));
}

/* An area code of the form NXX, none of N11 and N9X, which are never areas. */
static uint8_t *draw_area(struct pgm_draw *draw, uint8_t *out)
{
    static const char second[] = "02345678";
    *out++ = (uint8_t)('2' + pgm_draw_below(draw, 8));
    *out++ = (uint8_t)second[pgm_draw_below(draw, 8)];
    *out++ = draw_digit(draw);
    return out;
}

static void draw_by_plan(struct pgm_draw *draw, const struct plan *plan, uint8_t *out)
{
    size_t choices = 1;
    while (choices < sizeof plan->numbers / sizeof *plan->numbers && plan->numbers[choices])
        choices++;
    for (const char *at = plan->numbers[pgm_draw_below(draw, choices)]; *at; at++) {
        if (*at == 'A')
            out = draw_area(draw, out);
        else
            *out++ = *at == '#' ? draw_digit(draw) : (uint8_t)*at;
    }
}

static size_t country_digits(const uint8_t *digits, size_t count)
{
    if (count == 0 || digits[0] == '1' || digits[0] == '7')
        return 1;
    const bool two = count >= 2 && two_digit_codes[10 * (digits[0] - '0') + digits[1] - '0'];
    return two ? 2 : 3;
}

/* No plan: the country and a leading 0 stay. */
static void draw_freely(struct pgm_draw *draw, const struct number *number, uint8_t *out)
{
    size_t kept = 0;
    if (number->international) {
        kept = number->trunk +
               country_digits(number->digits + number->trunk, number->count - number->trunk);
        if (kept >= number->count)
            kept = 0; /* no number but its country: nothing of it may stay */
    }
    memcpy(out, number->digits, ROOM);
    if (out[kept] != '0')
        out[kept] = (uint8_t)('1' + pgm_draw_below(draw, 9));
    pgm_draw_digits(draw, out + kept + 1, number->count - kept - 1);
}

static void mask_number(struct pgm_draw *draw, const struct number *number, uint8_t *out)
{
    const struct plan *plan = find_plan(number);
    memcpy(out, number->digits, number->trunk);
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        if (plan)
            draw_by_plan(draw, plan, out + number->trunk);
        else
            draw_freely(draw, number, out);
        if (memcmp(out, number->digits, ROOM) != 0)
            return;
    }
    /* The last digit is free in every plan. */
    uint8_t *last = &out[number->count - 1];
    *last = *last == '9' ? '0' : (uint8_t)(*last + 1);
}

/* `text` holds the layout with its original digits; letters are x already. */
static void mask_phone(const struct pgm_mask *mask, struct pgm_draw *draw, uint8_t *text,
                       size_t bytes)
{
    (void)mask;
    struct number number;
    memset(number.digits, 0, sizeof number.digits);
    uint8_t digits[ROOM] = {0};
    size_t i = 0;
    if (read_number(text, bytes, &number)) {
        mask_number(draw, &number, digits);
        for (size_t k = 0; k < number.count; k++)
            text[number.places[k]] = digits[k];
        i = number.places[number.count - 1] + (size_t)1;
    }
    for (; i < bytes; i++)
        if (pgm_is_digit(text[i]))
            text[i] = draw_digit(draw);
}

static size_t phone_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

static void phone_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_layouts(mask, batch, PGM_DRAW_PHONE, mask_phone);
}

const struct pgm_mask_class pgm_mask_phone = {
    .name = "phone",
    .family = "person",
    .summary =
        "a number of the same country and layout, from the ranges for fiction in North "
        "America, Britain, France, Germany and Australia; elsewhere drawn freely, so that it "
        "may be in use",
    .keeps = "length, layout, country prefix; letters become x",
    .example_in = "+44 7911 123456",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .bound = phone_bound,
    .apply = phone_apply,
};
