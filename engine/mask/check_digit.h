/*
 * check_digit.h: the check characters of published schemes.
 *
 * Numbers are ASCII: digits, and capital letters where a function says so. What a check digit is
 * computed from comes before it, as `id` and a count; lengths are the caller's to have right.
 */
#ifndef PGM_CHECK_DIGIT_H
#define PGM_CHECK_DIGIT_H

#include <stddef.h>
#include <stdint.h>

/* 0 to 9 of a digit, 10 to 35 of a capital letter, as ISO 7064 and ICAO 9303 count them. */
static inline unsigned pgm_check_value(uint8_t c)
{
    return c <= '9' ? (unsigned)c - '0' : (unsigned)c - 'A' + 10;
}

/* The sum of values times weights. */
static inline unsigned pgm_check_sum(const uint8_t *id, const uint8_t *weights, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += pgm_check_value(id[i]) * weights[i];
    return sum;
}

/* The number that digits make; at most 19 of them. */
uint64_t pgm_check_number(const uint8_t *digits, size_t count);
/* Luhn: ISO/IEC 7812-1, annex B. */
uint8_t pgm_check_luhn(const uint8_t *digits, size_t count);
/* Verhoeff, "Error Detecting Decimal Codes" (1969): the dihedral group of order ten. */
uint8_t pgm_check_verhoeff(const uint8_t *digits, size_t count);
/* ISO 7064, MOD 11,10: a digit. */
uint8_t pgm_check_mod_11_10(const uint8_t *digits, size_t count);
/* ISO 7064, MOD 11-2: a digit or X. */
uint8_t pgm_check_mod_11_2(const uint8_t *digits, size_t count);
/* The remainder by 11 of weights 1 to 9 in turn, or, where that is 10, of 3 to 9 and then 1, 2, ... in
 * turn; 10 counts as 0: numbers of persons and tax payers in Estonia and Lithuania. */
uint8_t pgm_check_mod_11_twice(const uint8_t *digits, size_t count);
/* The remainder by 97 of digits and letters, each letter two digits, as ISO 7064, MOD 97-10 reads
 * them; `before` is that of what stands before them. */
unsigned pgm_check_mod97(const uint8_t *id, size_t count, unsigned before);
/* EAN-13 and its kin (GS1 General Specifications, 7.9). */
uint8_t pgm_check_ean(const uint8_t *digits, size_t count);
/* The control letter of an Italian codice fiscale (Decreto Ministeriale 23/12/1976) and of the bank
 * code in an Italian IBAN: odd places by a table, even ones by value. Digits and letters. */
uint8_t pgm_check_italian(const uint8_t *id, size_t count);

#endif
