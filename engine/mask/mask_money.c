/* mask_money.c: card. */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "check_digit.h"
#include "classes.h"
#include "loops.h"

#define CARD_DIGITS_MIN 12
#define CARD_DIGITS_MAX 19
#define TRIES_MAX       16

/* The first digits of a scheme, and those of the test numbers that its acquirers publish: no card is
 * issued under them. The first line that fits counts. */
static const struct scheme {
    const char *prefix, *test_prefix;
} schemes[] = {
    {"34", "378282"}, {"37", "378282"}, {"36", "305693"},   {"38", "305693"},
    {"30", "305693"}, {"35", "353011"}, {"6011", "601111"}, {"64", "601111"},
    {"65", "601111"}, {"2", "222300"},  {"5", "555555"},    {"", "411111"},
};

static const char *test_prefix(const uint8_t *digits)
{
    const struct scheme *scheme = schemes;
    while (memcmp(digits, scheme->prefix, strlen(scheme->prefix)) != 0)
        scheme++;
    return scheme->test_prefix;
}

#define BIN_DIGITS 6

static void draw_card(bool keep_bin, struct pgm_draw *draw, const uint8_t *original,
                      uint8_t *digits, size_t count)
{
    const char *prefix = keep_bin ? (const char *)original : test_prefix(original);
    const size_t prefix_digits = keep_bin ? BIN_DIGITS : strlen(prefix);
    memcpy(digits, prefix, prefix_digits);
    pgm_draw_digits(draw, digits + prefix_digits, count - 1 - prefix_digits);
    digits[count - 1] = pgm_check_luhn(digits, count - 1);
}

/* Copies the digits of `text` out of or into it. */
static size_t collect_digits(const uint8_t *text, size_t bytes, uint8_t *digits)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        if (pgm_is_digit(text[i]) && count++ < CARD_DIGITS_MAX)
            digits[count - 1] = text[i];
    return count;
}

static void spread_digits(uint8_t *text, size_t bytes, const uint8_t *digits)
{
    for (size_t i = 0; i < bytes; i++)
        if (pgm_is_digit(text[i]))
            text[i] = *digits++;
}

/* `text` holds the layout with its original digits; letters are gone. */
static void mask_card(const struct pgm_mask *mask, struct pgm_draw *draw, uint8_t *text,
                      size_t bytes)
{
    const bool keep_bin = *(const bool *)mask->state;
    uint8_t original[CARD_DIGITS_MAX], digits[CARD_DIGITS_MAX];
    const size_t count = collect_digits(text, bytes, original);
    if (count > CARD_DIGITS_MAX) {
        for (size_t i = 0; i < bytes; i++)
            if (pgm_is_digit(text[i]))
                pgm_draw_digits(draw, text + i, 1);
        return;
    }
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        if (count >= CARD_DIGITS_MIN)
            draw_card(keep_bin, draw, original, digits, count);
        else
            pgm_draw_digits(draw, digits, count);
        if (memcmp(digits, original, count) != 0)
            break;
    }
    spread_digits(text, bytes, digits);
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
