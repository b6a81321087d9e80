/*
 * key.h: the master key and what is derived from it.
 *
 *   master (32 bytes) ── crypto_kdf (libsodium, context "pgmirage") ──> subkey of a purpose
 *                                                                     └─ BLAKE2b(domain's name) ─> domain key
 *
 * A domain's key depends on the master key and the domain's name alone: adding a domain changes no
 * other. The master lives in sodium_malloc memory (guarded, locked, zeroed). Passphrases are
 * refused: a key is exactly 32 random bytes in the form that keygen prints.
 */
#ifndef PGM_KEY_H
#define PGM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define PGM_KEY_BYTES        32
#define PGM_DOMAIN_KEY_BYTES 16
/* "pgm1_" and 43 characters of unpadded base64url, and a NUL. */
#define PGM_KEY_TEXT_BYTES        (5 + 43 + 1)
#define PGM_COMMITMENT_TEXT_BYTES (32 + 1)

enum pgm_key_origin { PGM_KEY_RANDOM, PGM_KEY_FILE, PGM_KEY_ENVIRONMENT };

struct pgm_master_key; /* opaque */

/* Must run once before any other thread starts. Fails where libsodium or OpenSSL's AES cannot be
 * used. */
enum pgm_status pgm_crypto_init(struct pgm_error *error) PGM_MUST_CHECK;

/* A fresh random key. NULL: no memory (recorded). */
struct pgm_master_key *pgm_key_random(struct pgm_error *error);
/* One line of keygen's form. Refuses a file that group or others can read, a link to one, a file
 * that is not regular, and any other content (PGM_BAD_USAGE; the message never shows content). */
struct pgm_master_key *pgm_key_from_file(const char *path, struct pgm_error *error);
/* From PGMIRAGE_KEY, which is removed from the environment and overwritten. NULL with no error
 * recorded: the variable is not set. */
struct pgm_master_key *pgm_key_from_environment(struct pgm_error *error);
enum pgm_key_origin pgm_key_origin(const struct pgm_master_key *key);
void pgm_key_free(struct pgm_master_key *key); /* zeroes; NULL is fine */

/* A new random key as text, for `pgmirage keygen`. */
enum pgm_status pgm_key_generate_text(char text[PGM_KEY_TEXT_BYTES],
                                      struct pgm_error *error) PGM_MUST_CHECK;

/* The key of a consistency domain. */
void pgm_key_derive_domain(const struct pgm_master_key *key, const char *domain,
                           uint8_t out[PGM_DOMAIN_KEY_BYTES]);
/* A secret for one use of a domain's key outside of the engine, which tells nothing of the key itself:
 * BLAKE2b of the use's name, keyed. */
void pgm_key_derive_use(const uint8_t domain_key[PGM_DOMAIN_KEY_BYTES], const char *use,
                        uint8_t out[PGM_DOMAIN_KEY_BYTES]);
/* What the manifest may show: equal for equal keys, tells nothing else. Hex. */
void pgm_key_commitment(const struct pgm_master_key *key, char text[PGM_COMMITMENT_TEXT_BYTES]);

#endif
