/* The PRF's contract: RFC 4493's vectors, NULLs, and not a byte read outside of a value. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "prf.h"

static const uint8_t secret[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                   0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};

static const uint8_t message[64] = {
    0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
    0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
    0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11, 0xe5, 0xfb, 0xc1, 0x19, 0x1a, 0x0a, 0x52, 0xef,
    0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17, 0xad, 0x2b, 0x41, 0x7b, 0xe6, 0x6c, 0x37, 0x10};

Test(crypto_prf, rfc_4493_subkeys)
{
    static const uint8_t k1[16] = {0xfb, 0xee, 0xd6, 0x18, 0x35, 0x71, 0x33, 0x66,
                                   0x7c, 0x85, 0xe0, 0x8f, 0x72, 0x36, 0xa8, 0xde};
    static const uint8_t k2[16] = {0xf7, 0xdd, 0xac, 0x30, 0x6a, 0xe2, 0x66, 0xcc,
                                   0xf9, 0x0b, 0xc1, 0x1e, 0xe4, 0x6d, 0x51, 0x3b};
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    cr_assert_arr_eq(key.k1, k1, 16);
    cr_assert_arr_eq(key.k2, k2, 16);
}

Test(crypto_prf, rfc_4493_messages)
{
    static const struct {
        size_t bytes;
        uint8_t cmac[16];
    } vectors[] = {
        {0,
         {0xbb, 0x1d, 0x69, 0x29, 0xe9, 0x59, 0x37, 0x28, 0x7f, 0xa3, 0x7d, 0x12, 0x9b, 0x75, 0x67,
          0x46}},
        {16,
         {0x07, 0x0a, 0x16, 0xb4, 0x6b, 0x4d, 0x41, 0x44, 0xf7, 0x9b, 0xdd, 0x9d, 0xd0, 0x4a, 0x28,
          0x7c}},
        {40,
         {0xdf, 0xa6, 0x67, 0x47, 0xde, 0x9a, 0xe6, 0x30, 0x30, 0xca, 0x32, 0x61, 0x14, 0x97, 0xc8,
          0x27}},
        {64,
         {0x51, 0xf0, 0xbe, 0xbf, 0x7e, 0x3b, 0x9d, 0x92, 0xfc, 0x49, 0x74, 0x17, 0x79, 0x36, 0x3c,
          0xfe}},
    };
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        struct pgm_digest digest;
        pgm_prf(&key, &(struct pgm_span){message, vectors[i].bytes}, 1, &digest);
        for (size_t j = 0; j < 16; j++)
            cr_assert_eq((uint8_t)(digest.word[j / 8] >> (8 * (j % 8))), vectors[i].cmac[j],
                         "message of %zu bytes", vectors[i].bytes);
    }
}

Test(crypto_prf, null_is_zero_and_empty_is_not)
{
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    const struct pgm_span values[3] = {{NULL, 0}, {message, 0}, {NULL, 17}};
    struct pgm_digest out[3];
    memset(out, 0x55, sizeof(out));
    pgm_prf(&key, values, 3, out);
    cr_assert(out[0].word[0] == 0 && out[0].word[1] == 0);
    cr_assert(out[1].word[0] != 0 && out[1].word[1] != 0);
    cr_assert(out[2].word[0] == 0 && out[2].word[1] == 0);
}

Test(crypto_prf, count_zero_touches_nothing)
{
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    pgm_prf(&key, NULL, 0, NULL);
    pgm_prf_expand(&key, 1, NULL, 0, NULL);
}

Test(crypto_prf, clear_leaves_nothing)
{
    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    pgm_prf_key_clear(&key);
    const uint8_t *bytes = (const uint8_t *)&key;
    for (size_t i = 0; i < sizeof(key); i++)
        cr_assert_eq(bytes[i], 0);
}

/* A page between two that cannot be read: values lie against either edge. */
static void check_guarded(pgm_prf_kernel *kernel, bool at_end)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *mapping = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(mapping, MAP_FAILED);
    uint8_t *inside = mapping + page;
    cr_assert_eq(mprotect(inside, page, PROT_READ | PROT_WRITE), 0);
    for (size_t i = 0; i < page; i++)
        inside[i] = (uint8_t)(i * 37);

    struct pgm_prf_key key;
    pgm_prf_key_init(&key, secret);
    struct pgm_span values[301];
    struct pgm_digest guarded[301], wanted[301];
    uint8_t copies[301][320];
    for (size_t bytes = 0; bytes <= 300; bytes++) {
        const uint8_t *data = at_end ? inside + page - bytes : inside;
        memcpy(copies[bytes], data, bytes);
        values[bytes] = (struct pgm_span){data, bytes};
    }
    kernel(&key, values, 301, guarded);
    for (size_t bytes = 0; bytes <= 300; bytes++) {
        struct pgm_digest alone;
        kernel(&key, &values[bytes], 1, &alone);
        cr_assert_arr_eq(&alone, &guarded[bytes], sizeof(alone));
        values[bytes].data = copies[bytes];
    }
    kernel(&key, values, 301, wanted);
    cr_assert_arr_eq(guarded, wanted, sizeof(wanted));
    munmap(mapping, 3 * page);
}

static void check_kernel_guarded(const char *name)
{
    pgm_prf_kernel *kernel = pgm_prf_kernel_by_name(name);
    if (!kernel)
        return;
    check_guarded(kernel, true);
    check_guarded(kernel, false);
}

Test(crypto_prf, reads_no_byte_outside_portable)
{
    check_kernel_guarded("portable");
}

Test(crypto_prf, reads_no_byte_outside_aesni)
{
    check_kernel_guarded("aesni");
}

Test(crypto_prf, reads_no_byte_outside_vaes)
{
    check_kernel_guarded("vaes");
}

Test(crypto_prf, other_keys_and_tags_give_other_digests)
{
    struct pgm_prf_key key, other;
    pgm_prf_key_init(&key, secret);
    uint8_t changed[16];
    memcpy(changed, secret, 16);
    changed[15] ^= 1;
    pgm_prf_key_init(&other, changed);
    const struct pgm_span value = {message, 20};
    struct pgm_digest a, b, c;
    pgm_prf(&key, &value, 1, &a);
    pgm_prf(&other, &value, 1, &b);
    cr_assert_neq(a.word[0], b.word[0]);
    pgm_prf_expand(&key, 1, &a, 1, &b);
    pgm_prf_expand(&key, 2, &a, 1, &c);
    cr_assert_neq(b.word[0], c.word[0]);
}

Test(crypto_prf, reduce_stays_below)
{
    cr_assert_eq(pgm_reduce(0, 10), 0);
    cr_assert_eq(pgm_reduce(UINT64_MAX, 10), 9);
    cr_assert_eq(pgm_reduce(UINT64_MAX, 1), 0);
    cr_assert_eq(pgm_reduce(UINT64_MAX, UINT64_MAX), UINT64_MAX - 1);
}
