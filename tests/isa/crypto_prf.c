/* Every kernel this CPU has, against OpenSSL's CMAC and AES. */
#include <criterion/criterion.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "aes.h"
#include "prf.h"

static const char *const kernel_names[] = {"portable", "aesni", "vaes"};
#define KERNELS (sizeof(kernel_names) / sizeof(kernel_names[0]))

static const uint8_t secret[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                   0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};

/* The oracle. */
static EVP_MAC_CTX *open_cmac(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    char cipher[] = "AES-128-CBC";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
                               OSSL_PARAM_construct_end()};
    cr_assert(EVP_MAC_init(context, secret, sizeof(secret), parameters));
    return context;
}

static struct pgm_digest cmac(EVP_MAC_CTX *context, struct pgm_span value)
{
    uint8_t bytes[16];
    size_t written;
    cr_assert(EVP_MAC_init(context, NULL, 0, NULL));
    cr_assert(EVP_MAC_update(context, value.data, value.bytes));
    cr_assert(EVP_MAC_final(context, bytes, &written, sizeof(bytes)) && written == 16);
    struct pgm_digest digest = {{0, 0}};
    for (size_t i = 0; i < 16; i++)
        digest.word[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
    return digest;
}

static bool digest_equal(struct pgm_digest a, struct pgm_digest b)
{
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

static uint8_t *random_bytes(size_t bytes)
{
    uint8_t *data = malloc(bytes);
    uint64_t state = 88172645463325252u; /* xorshift64: Marsaglia 2003 */
    for (size_t i = 0; i < bytes; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        data[i] = (uint8_t)(state >> 32);
    }
    return data;
}

/* Runs all kernels over the values and compares with the oracle. */
static void check_values(const struct pgm_span *values, size_t count)
{
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    EVP_MAC_CTX *context = open_cmac();
    struct pgm_digest *out = malloc((count + 1) * sizeof(*out));
    for (size_t k = 0; k < KERNELS; k++) {
        pgm_prf_kernel *kernel = pgm_prf_kernel_by_name(kernel_names[k]);
        if (!kernel)
            continue;
        memset(out, 0xa5, (count + 1) * sizeof(*out));
        kernel(&key, values, count, out);
        for (size_t i = 0; i < count; i++) {
            const struct pgm_digest wanted =
                values[i].data ? cmac(context, values[i]) : (struct pgm_digest){{0, 0}};
            cr_assert(digest_equal(out[i], wanted), "%s: value %zu of %zu, %zu bytes",
                      kernel_names[k], i, count, values[i].bytes);
        }
        cr_assert_eq(out[count].word[0], 0xa5a5a5a5a5a5a5a5u, "%s wrote behind", kernel_names[k]);
    }
    free(out);
    EVP_MAC_CTX_free(context);
}

Test(crypto_prf, every_cpu_has_the_portable_kernel)
{
    cr_assert_not_null(pgm_prf_kernel_by_name("portable"));
    cr_assert_null(pgm_prf_kernel_by_name("sse"));
    cr_assert_null(pgm_prf_kernel_by_name(""));
}

Test(crypto_prf, each_length_alone)
{
    uint8_t *data = random_bytes(300);
    for (size_t bytes = 0; bytes <= 300; bytes++)
        check_values(&(struct pgm_span){data, bytes}, 1);
    free(data);
}

Test(crypto_prf, each_length_in_full_lanes)
{
    uint8_t *data = random_bytes(300 + 64);
    for (size_t bytes = 0; bytes <= 300; bytes++) {
        struct pgm_span values[33]; /* of other content, and at every alignment */
        for (size_t i = 0; i < 33; i++)
            values[i] = (struct pgm_span){data + i, bytes};
        check_values(values, 33);
    }
    free(data);
}

Test(crypto_prf, all_lengths_mixed_with_nulls)
{
    enum { COUNT = 1300 };
    uint8_t *data = random_bytes(COUNT + 300);
    struct pgm_span *values = malloc(COUNT * sizeof(*values));
    for (size_t i = 0; i < COUNT; i++)
        values[i] =
            i % 7 == 3 ? (struct pgm_span){NULL, i} : (struct pgm_span){data + i, (i * 7919) % 301};
    check_values(values, COUNT);
    free(values);
    free(data);
}

Test(crypto_prf, every_count)
{
    uint8_t *data = random_bytes(600 + 64);
    struct pgm_span values[600];
    for (size_t i = 0; i < 600; i++)
        values[i] = (struct pgm_span){data + i, (i * 31) % 50};
    for (size_t count = 0; count <= 70; count++)
        check_values(values, count);
    for (size_t count = 250; count <= 260; count++)
        check_values(values, count);
    check_values(values + 1, 512);
    check_values(values + 1, 599);
    free(data);
}

Test(crypto_prf, only_nulls)
{
    struct pgm_span values[300] = {{NULL, 0}};
    check_values(values, 300);
}

Test(crypto_prf, one_long_value_among_short_ones)
{
    const size_t long_bytes = (1 << 20) + 5;
    uint8_t *data = random_bytes(long_bytes);
    struct pgm_span values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = (struct pgm_span){data, 20 * i};
    values[17].bytes = long_bytes;
    values[18].bytes = 65536;
    values[30].bytes = 65537;
    values[31].bytes = 99999;
    check_values(values, 40);
    free(data);
}

Test(crypto_prf, aes_equals_its_standard)
{
    /* FIPS 197, appendix B of the key 2b7e..., and appendix C.1. */
    static const uint8_t plain[16] = {0x32, 0x43, 0xf6, 0xa8, 0x88, 0x5a, 0x30, 0x8d,
                                      0x31, 0x31, 0x98, 0xa2, 0xe0, 0x37, 0x07, 0x34};
    static const uint8_t wanted[16] = {0x39, 0x25, 0x84, 0x1d, 0x02, 0xdc, 0x09, 0xfb,
                                       0xdc, 0x11, 0x85, 0x97, 0x19, 0x6a, 0x0b, 0x32};
    for (size_t k = 0; k < KERNELS; k++) {
        const struct pgm_aes *aes = pgm_aes_by_name(kernel_names[k]);
        if (!aes)
            continue;
        struct pgm_prf_key key;
        aes->expand(&key, secret);
        for (size_t count = 1; count <= 100; count++) {
            uint8_t blocks[101][16] = {{0}};
            for (size_t i = 0; i < count; i++)
                memcpy(blocks[i], plain, 16);
            aes->encrypt(&key, blocks, count);
            for (size_t i = 0; i < count; i++)
                cr_assert_arr_eq(blocks[i], wanted, 16, "%s: %zu", aes->name, count);
            cr_assert_arr_eq(blocks[count], ((uint8_t[16]){0}), 16, "%s wrote behind", aes->name);
        }
    }
}

Test(crypto_prf, the_idle_block_encrypts_to_zero)
{
    for (size_t k = 1; k < KERNELS; k++) {
        const struct pgm_aes *aes = pgm_aes_by_name(kernel_names[k]);
        if (!aes)
            continue;
        struct pgm_prf_key key;
        aes->expand(&key, secret);
        uint8_t block[1][16];
        memcpy(block[0], key.idle, 16);
        aes->encrypt(&key, block, 1);
        cr_assert_arr_eq(block[0], ((uint8_t[16]){0}), 16, "%s", aes->name);
    }
}

static void check_expand(void)
{
    enum { COUNT = 700 };
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    EVP_MAC_CTX *context = open_cmac();
    uint8_t *data = random_bytes(COUNT * 16);
    struct pgm_digest *in = malloc(COUNT * sizeof(*in)), *out = malloc(COUNT * sizeof(*out));
    memcpy(in, data, COUNT * sizeof(*in));
    for (uint64_t tag = 0; tag < 3; tag++) {
        const uint64_t wide_tag = tag * 0x0123456789abcdefu;
        pgm_prf_expand(&key, wide_tag, in, COUNT, out);
        for (size_t i = 0; i < COUNT; i++) {
            uint8_t message[16];
            for (size_t j = 0; j < 16; j++) {
                const uint64_t word = j < 8 ? in[i].word[0] : in[i].word[1] ^ wide_tag;
                message[j] = (uint8_t)(word >> (8 * (j % 8)));
            }
            cr_assert(digest_equal(out[i], cmac(context, (struct pgm_span){message, 16})));
        }
    }
    /* In place, and of a part. */
    pgm_prf_expand(&key, 5, in, COUNT, out);
    pgm_prf_expand(&key, 5, in, 13, in);
    cr_assert_arr_eq(in, out, 13 * sizeof(*in));
    free(out);
    free(in);
    free(data);
    EVP_MAC_CTX_free(context);
}

/* Each test is a process of its own, which asks the CPU after this. */
Test(crypto_prf, expand_portable)
{
    setenv("PGMIRAGE_CPU", "portable", 1);
    cr_assert_str_eq(pgm_aes_get()->name, "portable");
    check_expand();
}

Test(crypto_prf, expand_aesni)
{
    setenv("PGMIRAGE_CPU", "aesni", 1);
    check_expand();
}

Test(crypto_prf, expand_widest)
{
    check_expand();
}
