/* FF1: NIST's samples, every length and radix against an implementation over OpenSSL's big numbers, and
 * a whole domain. */
#include <criterion/criterion.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ff1.h"

static const uint8_t nist_key[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                     0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};

static struct pgm_prf_key expanded(const uint8_t secret[16])
{
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    return key;
}

static unsigned numeral_of(char c)
{
    return (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
}

/* https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values, FF1samples, 1 to
 * 3: those with AES-128. */
Test(ff1, samples_of_nist)
{
    static const struct {
        unsigned radix;
        const char *tweak, *plain, *cipher;
    } samples[] = {
        {10, "", "0123456789", "2433477484"},
        {10, "9876543210", "0123456789", "6124200773"},
        {36, "7777pqrs777", "0123456789abcdefghi", "a9tv40mll9kdu509eum"},
    };
    const struct pgm_prf_key key = expanded(nist_key);
    for (size_t i = 0; i < 3; i++) {
        uint8_t numerals[32];
        char text[32] = "";
        const size_t count = strlen(samples[i].plain);
        for (size_t k = 0; k < count; k++)
            numerals[k] = (uint8_t)numeral_of(samples[i].plain[k]);
        cr_assert(pgm_ff1_encrypt(&key, samples[i].radix, (const uint8_t *)samples[i].tweak,
                                  strlen(samples[i].tweak), numerals, count));
        for (size_t k = 0; k < count; k++)
            text[k] = "0123456789abcdefghijklmnopqrstuvwxyz"[numerals[k]];
        cr_assert_str_eq(text, samples[i].cipher, "sample %zu: %s", i + 1, text);
    }
}

/* ---- an implementation of its own, after the text of the standard --------------------------- */

static void aes(const uint8_t secret[16], const uint8_t in[16], uint8_t out[16])
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int bytes = 0;
    EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, secret, NULL);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EVP_EncryptUpdate(context, out, &bytes, in, 16);
    EVP_CIPHER_CTX_free(context);
}

static void number_of(BIGNUM *number, const uint8_t *numerals, size_t count, unsigned radix)
{
    BN_zero(number);
    for (size_t i = 0; i < count; i++) {
        BN_mul_word(number, radix);
        BN_add_word(number, numerals[i]);
    }
}

static void numerals_of(BIGNUM *number, uint8_t *numerals, size_t count, unsigned radix)
{
    while (count-- > 0)
        numerals[count] = (uint8_t)BN_div_word(number, radix);
}

static void big_number_ff1(const uint8_t secret[16], unsigned radix, const uint8_t *tweak, size_t t,
                           const uint8_t *in, size_t n, uint8_t *out)
{
    const size_t u = n / 2, v = n - u;
    BN_CTX *context = BN_CTX_new();
    BIGNUM *power = BN_new(), *base = BN_new(), *exponent = BN_new(), *a = BN_new(), *c = BN_new(),
           *y = BN_new();
    /* b = ceil(ceil(v log2(radix)) / 8): the bits of radix^v - 1. */
    BN_set_word(base, radix);
    BN_set_word(exponent, v);
    BN_exp(power, base, exponent, context);
    BN_sub_word(power, 1);
    const size_t b = ((size_t)BN_num_bits(power) + 7) / 8, d = 4 * ((b + 3) / 4) + 4;
    uint8_t left[256], right[256];
    memcpy(left, in, u);
    memcpy(right, in + u, v);
    size_t left_count = u, right_count = v;
    for (unsigned round = 0; round < 10; round++) {
        uint8_t message[1024] = {1, 2, 1, 0, (uint8_t)(radix >> 8), (uint8_t)radix, 10, (uint8_t)u};
        for (int i = 0; i < 4; i++) {
            message[8 + i] = (uint8_t)(n >> (24 - 8 * i));
            message[12 + i] = (uint8_t)(t >> (24 - 8 * i));
        }
        memcpy(message + 16, tweak, t);
        size_t at = 16 + t;
        while ((at + 1 + b) % 16 != 0)
            message[at++] = 0;
        message[at++] = (uint8_t)round;
        number_of(y, right, right_count, radix);
        BN_bn2binpad(y, message + at, (int)b);
        at += b;
        uint8_t state[16] = {0}, stream[512];
        for (size_t i = 0; i < at; i += 16) {
            for (int k = 0; k < 16; k++)
                state[k] ^= message[i + (size_t)k];
            aes(secret, state, state);
        }
        memcpy(stream, state, 16);
        for (uint32_t block = 1; block * 16 < d; block++) {
            uint8_t counter[16];
            memcpy(counter, state, 16);
            counter[15] ^= (uint8_t)block;
            aes(secret, counter, stream + 16 * block);
        }
        BN_bin2bn(stream, (int)d, y);
        BN_set_word(exponent, left_count);
        BN_exp(power, base, exponent, context);
        number_of(a, left, left_count, radix);
        BN_mod_add(c, a, y, power, context);
        uint8_t next[256];
        numerals_of(c, next, left_count, radix);
        const size_t next_count = left_count;
        memcpy(left, right, right_count);
        left_count = right_count;
        memcpy(right, next, next_count);
        right_count = next_count;
    }
    memcpy(out, left, left_count);
    memcpy(out + left_count, right, right_count);
    BN_free(power);
    BN_free(base);
    BN_free(exponent);
    BN_free(a);
    BN_free(c);
    BN_free(y);
    BN_CTX_free(context);
}

Test(ff1, every_length_and_radix_equals_big_numbers)
{
    static const unsigned radixes[] = {2, 3, 10, 16, 26, 36, 62, 94, 255, 256};
    const struct pgm_prf_key key = expanded(nist_key);
    uint8_t tweak[PGM_FF1_TWEAK_MAX];
    srand(3);
    for (size_t i = 0; i < sizeof tweak; i++)
        tweak[i] = (uint8_t)rand();
    for (size_t r = 0; r < sizeof radixes / sizeof *radixes; r++) {
        const unsigned radix = radixes[r];
        const size_t most = radix == 10 ? PGM_FF1_CHARS_MAX : 70;
        for (size_t n = pgm_ff1_chars_min(radix); n <= most; n++)
            for (int sort = 0; sort < 4; sort++) {
                uint8_t in[PGM_FF1_CHARS_MAX], out[PGM_FF1_CHARS_MAX], wanted[PGM_FF1_CHARS_MAX];
                for (size_t i = 0; i < n; i++) /* all zeros, the largest numerals, any */
                    in[i] = (uint8_t)(sort == 0   ? 0
                                      : sort == 1 ? radix - 1
                                                  : (unsigned)rand() % radix);
                const size_t t = sort == 3 ? n % (PGM_FF1_TWEAK_MAX + 1) : 0;
                memcpy(out, in, n);
                cr_assert(pgm_ff1_encrypt(&key, radix, tweak, t, out, n));
                big_number_ff1(nist_key, radix, tweak, t, in, n, wanted);
                cr_assert_eq(memcmp(out, wanted, n), 0, "radix %u, length %zu", radix, n);
            }
    }
}

Test(ff1, a_whole_domain_is_permuted)
{
    enum { CHARS = 20 }; /* of two numerals: 2^20 */
    static uint8_t seen[1 << CHARS];
    const struct pgm_prf_key key = expanded(nist_key);
    for (uint32_t i = 0; i < 1 << CHARS; i++) {
        uint8_t numerals[CHARS];
        uint32_t fake = 0;
        for (int k = 0; k < CHARS; k++)
            numerals[k] = i >> k & 1;
        cr_assert(pgm_ff1_encrypt(&key, 2, NULL, 0, numerals, CHARS));
        for (int k = 0; k < CHARS; k++)
            fake |= (uint32_t)numerals[k] << k;
        cr_assert_eq(seen[fake]++, 0);
    }
}

Test(ff1, small_domains_are_refused)
{
    const struct pgm_prf_key key = expanded(nist_key);
    static const unsigned radixes[][2] = {{2, 20}, {10, 6}, {16, 5}, {36, 4}, {62, 4}, {256, 3}};
    for (size_t i = 0; i < sizeof radixes / sizeof *radixes; i++) {
        uint8_t numerals[PGM_FF1_CHARS_MAX + 1] = {0};
        const size_t least = radixes[i][1];
        cr_assert_eq(pgm_ff1_chars_min(radixes[i][0]), least);
        cr_assert(!pgm_ff1_encrypt(&key, radixes[i][0], NULL, 0, numerals, least - 1));
        cr_assert(!pgm_ff1_encrypt(&key, radixes[i][0], NULL, 0, numerals, PGM_FF1_CHARS_MAX + 1));
        cr_assert(!pgm_ff1_encrypt(&key, radixes[i][0], numerals, PGM_FF1_TWEAK_MAX + 1, numerals,
                                   least));
        for (size_t k = 0; k < sizeof numerals; k++)
            cr_assert_eq(numerals[k], 0);
    }
}
