/*
 * prf_bench.c: AES-128-CMAC over batches of values, for each instruction set.
 *
 * Each kernel is compared with the portable one (OpenSSL's AES), and the portable one with OpenSSL's own
 * CMAC. The limit of a set is its AES alone: independent blocks, as many bytes, nothing grouped or copied.
 */
#include <openssl/evp.h>
#include <openssl/params.h>

#include "aes.h"
#include "bench.h"
#include "prf.h"

#define VALUES 4096

static const char *const isa_names[] = {"portable", "aesni", "vaes"};
static struct pgm_prf_key key;
static struct pgm_span values[VALUES];
static struct pgm_digest wanted[VALUES], got[VALUES];
static uint8_t blocks[VALUES * 4][PGM_AES_BYTES];
static size_t value_bytes, block_count;

static void make_values(size_t least, size_t most)
{
    static uint8_t text[VALUES * 64];
    uint64_t state = 11;
    value_bytes = block_count = 0;
    for (size_t i = 0; i < VALUES; i++) {
        const size_t bytes = least + bench_draw(&state) % (most - least + 1);
        for (size_t k = 0; k < bytes; k++)
            text[value_bytes + k] = (uint8_t)bench_draw(&state);
        values[i] = (struct pgm_span){text + value_bytes, bytes};
        value_bytes += bytes;
        block_count += bytes ? (bytes + PGM_AES_BYTES - 1) / PGM_AES_BYTES : 1;
    }
}

static void oracle(const uint8_t *secret)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    char cipher[] = "AES-128-CBC";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("cipher", cipher, 0),
                                     OSSL_PARAM_construct_end()};
    for (size_t i = 0; i < VALUES; i++) {
        size_t bytes;
        if (!EVP_MAC_init(context, secret, PGM_AES_BYTES, parameters) ||
            !EVP_MAC_update(context, values[i].data, values[i].bytes) ||
            !EVP_MAC_final(context, (uint8_t *)&wanted[i], &bytes, sizeof wanted[i]))
            exit(1);
    }
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(mac);
}

static void prf_once(void *argument)
{
    pgm_prf_kernel *const *kernel = argument;
    (*kernel)(&key, values, VALUES, got);
}

static void aes_once(void *argument)
{
    const struct pgm_aes *aes = argument;
    aes->encrypt(&key, blocks, block_count);
}

static void expand_once(void *unused)
{
    (void)unused;
    pgm_prf_expand(&key, 3, wanted, VALUES, got);
}

static void bench_values(const char *on, const uint8_t *secret)
{
    oracle(secret);
    for (size_t i = 0; i < sizeof isa_names / sizeof *isa_names; i++) {
        pgm_prf_kernel *kernel = pgm_prf_kernel_by_name(isa_names[i]);
        const struct pgm_aes *aes = pgm_aes_by_name(isa_names[i]);
        if (!kernel || !aes)
            continue;
        memset(got, 0, sizeof got);
        prf_once(&kernel);
        bench_must(memcmp(got, wanted, sizeof got) == 0, "CMAC", isa_names[i]);
        const double aes_s = bench_best(aes_once, (void *)(uintptr_t)aes);
        bench_print("AES-128-CMAC", isa_names[i], on, bench_best(prf_once, &kernel), VALUES,
                    value_bytes, (double)value_bytes / aes_s / 1e9, "AES of its blocks, one set");
    }
}

int main(void)
{
    uint8_t secret[PGM_DOMAIN_KEY_BYTES];
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (uint8_t)(17 * i + 3);
    pgm_prf_key_init(&key, secret);
    make_values(1, 16);
    bench_values("values of 1 to 16 bytes", secret);
    make_values(10, 40);
    bench_values("values of 10 to 40 bytes", secret);
    bench_print("further draws", pgm_aes_get()->name, "digests", bench_best(expand_once, NULL),
                VALUES, sizeof wanted, 0, "");
    pgm_prf_key_clear(&key);
    return 0;
}
