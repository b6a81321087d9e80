/*
 * key.c: the master key's ways in (random, file, environment) and what is derived from it.
 *
 * The key never stays outside of sodium_malloc memory, which is guarded, locked where the system
 * lets us, kept out of core dumps and zeroed when freed; it is written once and then read-only.
 */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_PREFIX          "pgm1_"
#define TEXT_PREFIX_BYTES    (sizeof(TEXT_PREFIX) - 1)
#define TEXT_CHARS           (PGM_KEY_TEXT_BYTES - 1)
#define BASE64_VARIANT       sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define ENVIRONMENT_VARIABLE "PGMIRAGE_KEY"

/* Purposes of subkeys. A number that was used once is never given another meaning. */
#define KDF_CONTEXT "pgmirage"
enum { SUBKEY_DOMAINS = 1, SUBKEY_COMMITMENT = 2 };

struct pgm_master_key {
    uint8_t bytes[PGM_KEY_BYTES];
    enum pgm_key_origin origin;
};

_Static_assert(PGM_KEY_BYTES == crypto_kdf_KEYBYTES, "the master key is a crypto_kdf key");
_Static_assert(sizeof(KDF_CONTEXT) - 1 == crypto_kdf_CONTEXTBYTES, "crypto_kdf's context");
_Static_assert(PGM_KEY_TEXT_BYTES ==
                   TEXT_PREFIX_BYTES + sodium_base64_ENCODED_LEN(PGM_KEY_BYTES, BASE64_VARIANT),
               "the text form");

enum pgm_status pgm_crypto_init(struct pgm_error *error)
{
    if (sodium_init() < 0)
        return pgm_fail(error, PGM_FAILED, "cannot initialise libsodium");
    /* Asked here, where it can be said: a later failure can only be a lack of memory. */
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
    if (!cipher)
        return pgm_fail(error, PGM_FAILED, "this OpenSSL does not offer AES-128-ECB");
    EVP_CIPHER_free(cipher);
    return PGM_OK;
}

static struct pgm_master_key *allocate_key(enum pgm_key_origin origin, struct pgm_error *error)
{
    struct pgm_master_key *key = sodium_malloc(sizeof(*key));
    if (!key) {
        pgm_fail(error, PGM_FAILED, "no protected memory for a key");
        return NULL;
    }
    key->origin = origin;
    return key;
}

static struct pgm_master_key *seal_key(struct pgm_master_key *key, struct pgm_error *error)
{
    if (sodium_mprotect_readonly(key) == 0)
        return key;
    pgm_fail_errno(error, errno, "cannot protect the memory of a key");
    pgm_key_free(key);
    return NULL;
}

/* `text` as keygen prints it, with or without its line end, and nothing else. */
static bool decode_text(const char *text, size_t bytes, uint8_t out[PGM_KEY_BYTES])
{
    if (bytes == TEXT_CHARS + 1 && text[TEXT_CHARS] == '\n')
        bytes--;
    if (bytes != TEXT_CHARS || memcmp(text, TEXT_PREFIX, TEXT_PREFIX_BYTES) != 0)
        return false;
    size_t decoded_bytes;
    return sodium_base642bin(out, PGM_KEY_BYTES, text + TEXT_PREFIX_BYTES,
                             bytes - TEXT_PREFIX_BYTES, NULL, &decoded_bytes, NULL,
                             BASE64_VARIANT) == 0 &&
           decoded_bytes == PGM_KEY_BYTES;
}

/* `what` names the source in the message. */
static struct pgm_master_key *parse_key(const char *text, size_t bytes, enum pgm_key_origin origin,
                                        const char *what, struct pgm_error *error)
{
    struct pgm_master_key *key = allocate_key(origin, error);
    if (!key)
        return NULL;
    if (!decode_text(text, bytes, key->bytes)) {
        pgm_key_free(key);
        pgm_fail(error, PGM_BAD_USAGE, "%s does not hold a pgmirage key", what);
        pgm_hint(error, "a key is one line made by: pgmirage keygen (passphrases are refused)");
        return NULL;
    }
    return seal_key(key, error);
}

struct pgm_master_key *pgm_key_random(struct pgm_error *error)
{
    struct pgm_master_key *key = allocate_key(PGM_KEY_RANDOM, error);
    if (!key)
        return NULL;
    crypto_kdf_keygen(key->bytes);
    return seal_key(key, error);
}

/* Checks the opened file and not the path, which could be exchanged in between. */
static enum pgm_status check_file(int fd, const char *path, struct pgm_error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return pgm_fail_errno(error, errno, "cannot examine key file \"%s\"", path);
    if (!S_ISREG(status.st_mode))
        return pgm_fail(error, PGM_BAD_USAGE, "key file \"%s\" is not a regular file", path);
    if (status.st_mode & (S_IRWXG | S_IRWXO)) {
        pgm_fail(error, PGM_BAD_USAGE, "key file \"%s\" is open to group or others", path);
        pgm_hint(error, "chmod 600 '%s'", path);
        return PGM_BAD_USAGE;
    }
    return PGM_OK;
}

/* Up to `capacity` bytes; -1: errno tells. */
static ssize_t read_all(int fd, char *out, size_t capacity)
{
    size_t bytes = 0;
    while (bytes < capacity) {
        const ssize_t got = read(fd, out + bytes, capacity - bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        bytes += (size_t)got;
    }
    return (ssize_t)bytes;
}

struct pgm_master_key *pgm_key_from_file(const char *path, struct pgm_error *error)
{
    /* O_NONBLOCK: opening a FIFO must be refused, not waited for. */
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        if (errno == ELOOP)
            pgm_fail(error, PGM_BAD_USAGE, "key file \"%s\" is a symbolic link", path);
        else
            pgm_fail(error, PGM_BAD_USAGE, "cannot open key file \"%s\": %s", path,
                     strerror(errno));
        return NULL;
    }
    struct pgm_master_key *key = NULL;
    char text[TEXT_CHARS + 2]; /* a line end, and one byte that must not be there */
    if (check_file(fd, path, error) == PGM_OK) {
        const ssize_t bytes = read_all(fd, text, sizeof(text));
        if (bytes < 0)
            pgm_fail_errno(error, errno, "cannot read key file \"%s\"", path);
        else
            key = parse_key(text, (size_t)bytes, PGM_KEY_FILE, "the key file", error);
    }
    sodium_memzero(text, sizeof(text));
    close(fd);
    return key;
}

struct pgm_master_key *pgm_key_from_environment(struct pgm_error *error)
{
    char *text = getenv(ENVIRONMENT_VARIABLE);
    if (!text)
        return NULL;
    const size_t bytes = strlen(text);
    struct pgm_master_key *key =
        parse_key(text, bytes, PGM_KEY_ENVIRONMENT, ENVIRONMENT_VARIABLE, error);
    /* In place first: unsetenv alone would leave the text in /proc/self/environ. */
    sodium_memzero(text, bytes);
    unsetenv(ENVIRONMENT_VARIABLE);
    return key;
}

enum pgm_key_origin pgm_key_origin(const struct pgm_master_key *key)
{
    return key->origin;
}

void pgm_key_free(struct pgm_master_key *key)
{
    sodium_free(key);
}

enum pgm_status pgm_key_generate_text(char text[PGM_KEY_TEXT_BYTES], struct pgm_error *error)
{
    struct pgm_master_key *key = pgm_key_random(error);
    if (!key)
        return PGM_FAILED;
    memcpy(text, TEXT_PREFIX, TEXT_PREFIX_BYTES);
    sodium_bin2base64(text + TEXT_PREFIX_BYTES, PGM_KEY_TEXT_BYTES - TEXT_PREFIX_BYTES, key->bytes,
                      PGM_KEY_BYTES, BASE64_VARIANT);
    pgm_key_free(key);
    return PGM_OK;
}

void pgm_key_derive_domain(const struct pgm_master_key *key, const char *domain,
                           uint8_t out[PGM_DOMAIN_KEY_BYTES])
{
    uint8_t subkey[crypto_generichash_KEYBYTES];
    crypto_kdf_derive_from_key(subkey, sizeof(subkey), SUBKEY_DOMAINS, KDF_CONTEXT, key->bytes);
    crypto_generichash(out, PGM_DOMAIN_KEY_BYTES, (const unsigned char *)domain, strlen(domain),
                       subkey, sizeof(subkey));
    sodium_memzero(subkey, sizeof(subkey));
}

void pgm_key_derive_use(const uint8_t domain_key[PGM_DOMAIN_KEY_BYTES], const char *use,
                        uint8_t out[PGM_DOMAIN_KEY_BYTES])
{
    crypto_generichash(out, PGM_DOMAIN_KEY_BYTES, (const unsigned char *)use, strlen(use),
                       domain_key, PGM_DOMAIN_KEY_BYTES);
}

void pgm_key_commitment(const struct pgm_master_key *key, char text[PGM_COMMITMENT_TEXT_BYTES])
{
    uint8_t digest[(PGM_COMMITMENT_TEXT_BYTES - 1) / 2];
    crypto_kdf_derive_from_key(digest, sizeof(digest), SUBKEY_COMMITMENT, KDF_CONTEXT, key->bytes);
    sodium_bin2hex(text, PGM_COMMITMENT_TEXT_BYTES, digest, sizeof(digest));
}
