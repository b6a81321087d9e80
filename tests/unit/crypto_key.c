/* The master key: where it may come from, what is refused, what is derived. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key.h"

/* The bytes 0 to 31. */
#define KEY_BASE64 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define KEY_TEXT   "pgm1_" KEY_BASE64

static char folder[64];

static void set_up(void)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_crypto_init(&error), PGM_OK);
    strcpy(folder, "/tmp/pgmirage-key-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static const char *path_in(const char *name)
{
    static char path[128];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void tear_down(void)
{
    static const char *const names[] = {"key", "link", "fifo"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        unlink(path_in(names[i]));
    rmdir(folder);
}

TestSuite(crypto_key, .init = set_up, .fini = tear_down);

static const char *write_file(const void *content, size_t bytes, mode_t mode)
{
    const char *path = path_in("key");
    unlink(path);
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    cr_assert(fd >= 0 && write(fd, content, bytes) == (ssize_t)bytes);
    cr_assert_eq(fchmod(fd, mode), 0);
    close(fd);
    return path;
}

/* No part of a key, nor of what stood in its place, is in a message. */
static void check_refused(const struct pgm_master_key *key, const struct pgm_error *error)
{
    cr_assert_null(key);
    cr_assert_eq(error->status, PGM_BAD_USAGE);
    cr_assert(error->message[0] != '\0');
    cr_assert_null(strstr(error->message, "AAECAw"));
    cr_assert_null(strstr(error->hint, "AAECAw"));
    cr_assert_null(strstr(error->message, "hunter2"));
    cr_assert_null(strstr(error->hint, "hunter2"));
}

static void check_content_refused(const void *content, size_t bytes)
{
    struct pgm_error error = {0};
    check_refused(pgm_key_from_file(write_file(content, bytes, 0600), &error), &error);
    cr_assert_not_null(strstr(error.hint, "keygen"));
}

static void check_is_known(const struct pgm_master_key *key)
{
    /* By hashlib.blake2b with crypto_kdf's parameters. */
    static const uint8_t email[16] = {0x9d, 0x68, 0x31, 0x7f, 0x31, 0x82, 0x60, 0x46,
                                      0x25, 0x10, 0x2c, 0x08, 0xa0, 0xc4, 0x81, 0xab};
    static const uint8_t customer_id[16] = {0x41, 0xeb, 0x38, 0x68, 0xd5, 0xb5, 0x48, 0x6d,
                                            0xb1, 0x01, 0x56, 0xfe, 0xf1, 0xf1, 0xa0, 0x78};
    uint8_t derived[PGM_DOMAIN_KEY_BYTES];
    pgm_key_derive_domain(key, "email", derived);
    cr_assert_arr_eq(derived, email, 16);
    pgm_key_derive_domain(key, "customer_id", derived);
    cr_assert_arr_eq(derived, customer_id, 16);
    char commitment[PGM_COMMITMENT_TEXT_BYTES];
    pgm_key_commitment(key, commitment);
    cr_assert_str_eq(commitment, "c6b92a72389fada4c6a180ce1d993c5d");
}

Test(crypto_key, file_with_and_without_line_end)
{
    static const mode_t modes[] = {0600, 0400, 0700};
    for (size_t i = 0; i < 3; i++)
        for (size_t line_end = 0; line_end < 2; line_end++) {
            struct pgm_error error = {0};
            const char *path = write_file(KEY_TEXT "\n", strlen(KEY_TEXT) + line_end, modes[i]);
            struct pgm_master_key *key = pgm_key_from_file(path, &error);
            cr_assert_not_null(key);
            cr_assert_eq(error.status, PGM_OK);
            cr_assert_eq(pgm_key_origin(key), PGM_KEY_FILE);
            check_is_known(key);
            pgm_key_free(key);
        }
}

Test(crypto_key, file_others_can_reach)
{
    for (mode_t bit = 1; bit <= 040; bit <<= 1) {
        struct pgm_error error = {0};
        const char *path = write_file(KEY_TEXT, strlen(KEY_TEXT), 0600 | bit);
        check_refused(pgm_key_from_file(path, &error), &error);
        cr_assert_not_null(strstr(error.hint, "chmod 600"));
        cr_assert_not_null(strstr(error.hint, folder));
    }
}

Test(crypto_key, link_to_a_good_file)
{
    char target[128];
    strcpy(target, write_file(KEY_TEXT, strlen(KEY_TEXT), 0600));
    cr_assert_eq(symlink(target, path_in("link")), 0);
    struct pgm_error error = {0};
    check_refused(pgm_key_from_file(path_in("link"), &error), &error);
    cr_assert_not_null(strstr(error.message, "symbolic link"));
}

Test(crypto_key, no_regular_file, .timeout = 10)
{
    struct pgm_error error = {0};
    check_refused(pgm_key_from_file(folder, &error), &error);
    cr_assert_eq(mkfifo(path_in("fifo"), 0600), 0);
    error = (struct pgm_error){0};
    check_refused(pgm_key_from_file(path_in("fifo"), &error), &error);
    error = (struct pgm_error){0};
    check_refused(pgm_key_from_file("/dev/null", &error), &error);
    error = (struct pgm_error){0};
    check_refused(pgm_key_from_file(path_in("missing"), &error), &error);
    error = (struct pgm_error){0};
    check_refused(pgm_key_from_file("", &error), &error);
}

#define REFUSED(text) check_content_refused(text, sizeof(text) - 1)

Test(crypto_key, any_other_content)
{
    REFUSED("");
    REFUSED("\n");
    REFUSED("hunter2");
    REFUSED("hunter2, a passphrase which is exactly as long-as");
    REFUSED("pgm1_");
    REFUSED("pgm2_" KEY_BASE64);
    REFUSED("PGM1_" KEY_BASE64);
    REFUSED(KEY_BASE64);
    REFUSED(" " KEY_TEXT);
    REFUSED(KEY_TEXT " ");
    REFUSED(KEY_TEXT "=");
    REFUSED(KEY_TEXT "\r\n");
    REFUSED(KEY_TEXT "\n\n");
    REFUSED(KEY_TEXT "\n" KEY_TEXT "\n");
    REFUSED(KEY_TEXT "\0");
    REFUSED("\n" KEY_TEXT);
    REFUSED("\xef\xbb\xbf" KEY_TEXT);
    REFUSED("pgm1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh");   /* 31 bytes */
    REFUSED("pgm1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A"); /* 33 */
    REFUSED("pgm1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9");  /* bits behind the last byte */
    REFUSED("pgm1_+AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");  /* the other base64 */
    REFUSED("pgm1_AAECAwQFBgcICQoLDA0ODxAR\0hMUFRYXGBkaGxwdHh8"); /* a NUL inside */
    REFUSED("pgm1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
            "a much longer file, of which not all needs to be read");
}

Test(crypto_key, environment_is_used_and_wiped)
{
    /* As the kernel gives it: putenv takes this very memory. */
    static char variable[] = "PGMIRAGE_KEY=" KEY_TEXT;
    const size_t value_at = strlen("PGMIRAGE_KEY=");
    cr_assert_eq(putenv(variable), 0);
    struct pgm_error error = {0};
    struct pgm_master_key *key = pgm_key_from_environment(&error);
    cr_assert_not_null(key);
    cr_assert_eq(pgm_key_origin(key), PGM_KEY_ENVIRONMENT);
    check_is_known(key);
    cr_assert_null(getenv("PGMIRAGE_KEY"));
    for (size_t i = value_at; i < sizeof(variable); i++)
        cr_assert_eq(variable[i], 0);
    pgm_key_free(key);
    cr_assert_null(pgm_key_from_environment(&error), "it works once");
    cr_assert_eq(error.status, PGM_OK);
}

Test(crypto_key, environment_with_something_else)
{
    static char variable[] = "PGMIRAGE_KEY=hunter2";
    cr_assert_eq(putenv(variable), 0);
    struct pgm_error error = {0};
    check_refused(pgm_key_from_environment(&error), &error);
    cr_assert_null(getenv("PGMIRAGE_KEY"), "wiped all the same");
    cr_assert_null(memchr(variable, 'h', sizeof(variable)));

    cr_assert_eq(setenv("PGMIRAGE_KEY", "", 1), 0);
    error = (struct pgm_error){0};
    check_refused(pgm_key_from_environment(&error), &error);
}

Test(crypto_key, environment_unset)
{
    unsetenv("PGMIRAGE_KEY");
    struct pgm_error error = {0};
    cr_assert_null(pgm_key_from_environment(&error));
    cr_assert_eq(error.status, PGM_OK);
}

Test(crypto_key, generated_text_comes_back)
{
    struct pgm_error error = {0};
    char text[PGM_KEY_TEXT_BYTES], again[PGM_KEY_TEXT_BYTES];
    cr_assert_eq(pgm_key_generate_text(text, &error), PGM_OK);
    cr_assert_eq(pgm_key_generate_text(again, &error), PGM_OK);
    cr_assert_str_neq(text, again);
    cr_assert_eq(strlen(text), PGM_KEY_TEXT_BYTES - 1);
    struct pgm_master_key *key = pgm_key_from_file(write_file(text, strlen(text), 0600), &error);
    cr_assert_not_null(key);
    pgm_key_free(key);
}

Test(crypto_key, random_keys_differ)
{
    struct pgm_error error = {0};
    struct pgm_master_key *a = pgm_key_random(&error), *b = pgm_key_random(&error);
    cr_assert(a && b);
    cr_assert_eq(pgm_key_origin(a), PGM_KEY_RANDOM);
    uint8_t from_a[PGM_DOMAIN_KEY_BYTES], from_b[PGM_DOMAIN_KEY_BYTES];
    pgm_key_derive_domain(a, "email", from_a);
    pgm_key_derive_domain(b, "email", from_b);
    cr_assert(memcmp(from_a, from_b, sizeof(from_a)) != 0);
    char commitment_a[PGM_COMMITMENT_TEXT_BYTES], commitment_b[PGM_COMMITMENT_TEXT_BYTES];
    pgm_key_commitment(a, commitment_a);
    pgm_key_commitment(b, commitment_b);
    cr_assert_str_neq(commitment_a, commitment_b);
    pgm_key_free(a);
    pgm_key_free(b);
    pgm_key_free(NULL);
}

Test(crypto_key, a_key_in_use_cannot_be_overwritten)
{
    struct pgm_error error = {0};
    struct pgm_master_key *key = pgm_key_random(&error);
    /* The system says what would otherwise be a fault. */
    const int fd = open("/dev/zero", O_RDONLY);
    cr_assert_eq(read(fd, key, 1), -1);
    cr_assert_eq(errno, EFAULT);
    close(fd);
    pgm_key_free(key);
}

Test(crypto_key, derives_uses_from_a_domains_key)
{
    uint8_t domain[PGM_DOMAIN_KEY_BYTES] = {1}, other[PGM_DOMAIN_KEY_BYTES] = {2};
    uint8_t a[PGM_DOMAIN_KEY_BYTES], b[PGM_DOMAIN_KEY_BYTES];
    pgm_key_derive_use(domain, "example.pick", a);
    pgm_key_derive_use(domain, "example.pick", b);
    cr_assert_arr_eq(a, b, sizeof a);
    cr_assert_neq(memcmp(a, domain, sizeof a), 0);
    pgm_key_derive_use(domain, "example.reverse", b);
    cr_assert_neq(memcmp(a, b, sizeof a), 0);
    pgm_key_derive_use(other, "example.pick", b);
    cr_assert_neq(memcmp(a, b, sizeof a), 0);
}
