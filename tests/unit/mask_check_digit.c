/* Check digits against published examples, and that they see single wrong digits. */
#include <criterion/criterion.h>
#include <string.h>

#include "check_digit.h"

static const uint8_t *bytes(const char *text)
{
    return (const uint8_t *)text;
}

Test(mask_check_digit, published_examples)
{
    cr_assert_eq(pgm_check_luhn(bytes("7992739871"), 10), '3');
    cr_assert_eq(pgm_check_luhn(bytes("411111111111111"), 15), '1');
    cr_assert_eq(pgm_check_luhn(bytes(""), 0), '0');
    cr_assert_eq(pgm_check_verhoeff(bytes("236"), 3), '3');
    cr_assert_eq(pgm_check_verhoeff(bytes("12345"), 5), '1');
    cr_assert_eq(pgm_check_verhoeff(bytes("142857"), 6), '0');
    cr_assert_eq(pgm_check_verhoeff(bytes("123456789012"), 12), '0');
    cr_assert_eq(pgm_check_mod_11_10(bytes("0794"), 4), '5'); /* ISO 7064's own */
    cr_assert_eq(pgm_check_mod_11_2(bytes("0794"), 4), '0');
    cr_assert_eq(pgm_check_mod_11_2(bytes("079"), 3), 'X');
    cr_assert_eq(pgm_check_mod_11_2(bytes("000000021825009"), 15), '7'); /* an ORCID */
    cr_assert_eq(98 - pgm_check_mod97(bytes("0794"), 4, 0) * 100 % 97, 44);
    cr_assert_eq(pgm_check_mod97(bytes("WEST12345698765432GB82"), 22, 0), 1);
    cr_assert_eq(
        pgm_check_mod97(bytes("698765432GB82"), 13, pgm_check_mod97(bytes("WEST12345"), 9, 0)), 1);
    cr_assert_eq(pgm_check_ean(bytes("400638133393"), 12), '1');
    cr_assert_eq(pgm_check_italian(bytes("RSSMRA85T10A562"), 15), 'S');
    cr_assert_eq(pgm_check_italian(bytes("0542811101000000123456"), 22), 'X');
    cr_assert_eq(pgm_check_number(bytes("0009223372036854775807"), 19), 9223372036854775);
    cr_assert_eq(pgm_check_value('Z'), 35);
}

/* What the schemes promise: no single wrong digit and (but for Luhn's 09 and 90) no two neighbours
 * exchanged go unseen. */
static void check_errors(uint8_t (*digit)(const uint8_t *, size_t), bool all_exchanges)
{
    uint8_t number[] = "482913075526";
    const size_t count = sizeof number - 1;
    const uint8_t right = digit(number, count);
    for (size_t i = 0; i < count; i++) {
        const uint8_t kept = number[i];
        for (uint8_t c = '0'; c <= '9'; c++) {
            number[i] = c;
            cr_assert(c == kept || digit(number, count) != right, "place %zu, %c", i, c);
        }
        number[i] = kept;
        if (i == 0 || number[i - 1] == kept)
            continue;
        number[i] = number[i - 1];
        number[i - 1] = kept;
        const bool blind =
            number[i] + number[i - 1] == '0' + '9' && (number[i] == '0' || number[i] == '9');
        cr_assert((blind && !all_exchanges) || digit(number, count) != right, "places %zu", i);
        number[i - 1] = number[i];
        number[i] = kept;
    }
}

Test(mask_check_digit, single_errors_and_exchanges_are_seen)
{
    check_errors(pgm_check_luhn, false);
    check_errors(pgm_check_verhoeff, true);
    check_errors(pgm_check_mod_11_10, false);
    check_errors(pgm_check_mod_11_2, true);
}
