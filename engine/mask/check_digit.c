/* check_digit.c: see check_digit.h. */
#include "check_digit.h"

uint64_t pgm_check_number(const uint8_t *digits, size_t count)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++)
        number = 10 * number + (digits[i] - (uint64_t)'0');
    return number;
}

uint8_t pgm_check_luhn(const uint8_t *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned digit = digits[count - 1 - i] - '0';
        sum += i % 2 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
    }
    return (uint8_t)('0' + (10 - sum % 10) % 10);
}

/* The product of the dihedral group: rotations 0 to 4, reflections 5 to 9. */
static unsigned dihedral(unsigned a, unsigned b)
{
    const unsigned turned = a < 5 ? (a + b % 5) % 5 : (a - b % 5) % 5;
    return (a < 5) == (b < 5) ? turned : turned + 5;
}

uint8_t pgm_check_verhoeff(const uint8_t *digits, size_t count)
{
    static const uint8_t permuted[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    unsigned check = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned digit = digits[count - 1 - i] - '0';
        for (size_t k = 0; k <= i % 8; k++) /* the permutation has order 8 */
            digit = permuted[digit];
        check = dihedral(check, digit);
    }
    return (uint8_t)('0' + (check < 5 ? (5 - check) % 5 : check)); /* its inverse */
}

uint8_t pgm_check_mod_11_10(const uint8_t *digits, size_t count)
{
    unsigned product = 10;
    for (size_t i = 0; i < count; i++) {
        const unsigned sum = (product + digits[i] - '0') % 10;
        product = 2 * (sum ? sum : 10) % 11;
    }
    return (uint8_t)('0' + (11 - product) % 10);
}

uint8_t pgm_check_mod_11_2(const uint8_t *digits, size_t count)
{
    unsigned rest = 0;
    for (size_t i = 0; i < count; i++)
        rest = 2 * (rest + digits[i] - '0') % 11;
    const unsigned check = (12 - rest) % 11;
    return check == 10 ? 'X' : (uint8_t)('0' + check);
}

uint8_t pgm_check_mod_11_twice(const uint8_t *digits, size_t count)
{
    unsigned first = 0, second = 0;
    for (size_t i = 0; i < count; i++) {
        first += (digits[i] - (unsigned)'0') * (unsigned)(i % 9 + 1);
        second += (digits[i] - (unsigned)'0') * (unsigned)((i + 2) % 9 + 1);
    }
    return (uint8_t)('0' + (first % 11 < 10 ? first % 11 : second % 11 % 10));
}

unsigned pgm_check_mod97(const uint8_t *id, size_t count, unsigned before)
{
    unsigned rest = before;
    for (size_t i = 0; i < count; i++)
        rest = (rest * (id[i] <= '9' ? 10 : 100) + pgm_check_value(id[i])) % 97;
    return rest;
}

uint8_t pgm_check_ean(const uint8_t *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (digits[count - 1 - i] - (unsigned)'0') * (i % 2 ? 1 : 3);
    return (uint8_t)('0' + (10 - sum % 10) % 10);
}

uint8_t pgm_check_italian(const uint8_t *id, size_t count)
{
    /* Of 0 to 9 and of A to J, which count alike, and on to Z. */
    static const uint8_t odd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                  20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned value = (unsigned)id[i] - (id[i] <= '9' ? '0' : 'A');
        sum += i % 2 ? value : odd[value];
    }
    return (uint8_t)('A' + sum % 26);
}
