/* mask_money.c: card. */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "check_digit.h"
#include "classes.h"
#include "loops.h"

#define CARD_DIGITS_MIN 12
#define CARD_DIGITS_MAX 19
#define ROOM            24
#define TRIES_MAX       16
#define BIN_DIGITS      6 /* that say whose card it is; test prefixes have as many */

/* The first digits of a scheme, as the lowest and the highest number of four digits that has them, and
 * those of the test numbers that its acquirers publish: no card is issued under them. */
static const struct scheme {
    uint16_t first, last;
    char test_prefix[BIN_DIGITS + 1];
} schemes[] = {
    {3400, 3499, "378282"}, {3700, 3799, "378282"}, {3600, 3699, "305693"}, {3800, 3899, "305693"},
    {3000, 3099, "305693"}, {3500, 3599, "353011"}, {6011, 6011, "601111"}, {6400, 6599, "601111"},
    {2000, 2999, "222300"}, {5000, 5999, "555555"}, {0, 9999, "411111"},
};

static const char *test_prefix(const uint8_t *digits)
{
    const unsigned number = (unsigned)pgm_check_number(digits, 4);
    const struct scheme *scheme = schemes;
    while (number < scheme->first || number > scheme->last)
        scheme++;
    return scheme->test_prefix;
}

static void draw_card(bool keep_bin, struct pgm_draw *draw, const uint8_t *original,
                      uint8_t *digits, size_t count)
{
    const char *prefix = keep_bin ? (const char *)original : test_prefix(original);
    memcpy(digits, prefix, BIN_DIGITS);
    pgm_draw_digits(draw, digits + BIN_DIGITS, count - 1 - BIN_DIGITS);
    digits[count - 1] = pgm_check_luhn(digits, count - 1);
}

/* Digits with zeros behind them, so that all are compared at once. */
struct digits {
    uint8_t digits[ROOM];
};

/* Copies the digits of `text` out of it; returns how many there are, also where not all fit. */
static size_t collect_digits(const uint8_t *text, size_t bytes, struct digits *out)
{
    size_t count = 0;
    *out = (struct digits){{0}};
    for (size_t i = 0; i < bytes && count <= CARD_DIGITS_MAX; i++) {
        out->digits[count] = text[i]; /* without a branch: layouts vary */
        count += pgm_is_digit(text[i]);
    }
    out->digits[count] = 0;
    return count;
}

static void spread_digits(uint8_t *text, size_t bytes, const struct digits *digits)
{
    size_t used = 0;
    for (size_t i = 0; i < bytes; i++) {
        const bool is_digit = pgm_is_digit(text[i]);
        text[i] = is_digit ? digits->digits[used] : text[i];
        used += is_digit;
    }
}

/* `text` holds the layout with its original digits; letters are gone. */
static void mask_card(const struct pgm_mask *mask, struct pgm_draw *draw, uint8_t *text,
                      size_t bytes)
{
    const bool keep_bin = *(const bool *)mask->state;
    struct digits original, fake = {{0}};
    const size_t count = collect_digits(text, bytes, &original);
    if (count > CARD_DIGITS_MAX) {
        for (size_t i = 0; i < bytes; i++)
            if (pgm_is_digit(text[i]))
                pgm_draw_digits(draw, text + i, 1);
        return;
    }
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        if (count >= CARD_DIGITS_MIN)
            draw_card(keep_bin, draw, original.digits, fake.digits, count);
        else
            pgm_draw_digits(draw, fake.digits, count);
        if (memcmp(&fake, &original, sizeof fake) != 0)
            break;
    }
    spread_digits(text, bytes, &fake);
}

static enum pgm_status card_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    bool *keep_bin = PGM_ARENA_NEW(setup->arena, bool);
    *keep_bin = strcmp(pgm_arg_get(mask, "bin")->text, "keep") == 0;
    mask->state = keep_bin;
    return PGM_OK;
}

static size_t card_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

static void card_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_loop_layouts(mask, batch, PGM_DRAW_CARD, mask_card);
}

const struct pgm_mask_class pgm_mask_card = {
    .name = "card",
    .family = "money",
    .summary = "a card number under a test prefix of the same scheme, with its check digit",
    .keeps = "length, layout, scheme, a right Luhn digit",
    .example_in = "4929 1234 5678 9019",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "bin",
             .type = PGM_ARG_CHOICE,
             .default_text = "test",
             .choices = "test|keep",
             .help = "keep: the first six digits stay, so that the card may be somebody's"},
            {.name = NULL},
        },
    .prepare = card_prepare,
    .bound = card_bound,
    .apply = card_apply,
};
