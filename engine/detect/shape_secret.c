/*
 * shape_secret.c: hashes of passwords, keys, tokens, private keys, and what is random enough to be one.
 * Tokens of known services are those of the mask `text` (mask/text_token.c).
 */
#include <math.h>
#include <string.h>

#include "chars.h"
#include "detect_internal.h"
#include "scratch.h"
#include "text_verify.h"

#define RANDOM_BYTES_MIN 20
#define BLOB_BYTES_MIN   64
/* Bits a character: English words have about 4, and of 20 random characters of base64 few fall below 3.5
 * (Shannon, 1948, over the value's own frequencies). */
#define RANDOM_BITS_MIN 3.4

static bool has_prefix(struct pgm_span text, const char *prefix)
{
    const size_t bytes = strlen(prefix);
    return text.bytes >= bytes && memcmp(text.data, prefix, bytes) == 0;
}

/* Modular crypt formats (crypt(5)), LDAP's schemes (RFC 2307), those of PostgreSQL and Django. */
static bool is_password_hash(struct pgm_span text)
{
    static const char *const heads[] = {"$2a$",       "$2b$",
                                        "$2y$",       "$argon2",
                                        "$scrypt$",   "$1$",
                                        "$5$",        "$6$",
                                        "$7$",        "$y$",
                                        "$gy$",       "$apr1$",
                                        "$P$",        "$H$",
                                        "$S$",        "$pbkdf2",
                                        "pbkdf2_sha", "pbkdf2:sha",
                                        "scrypt:",    "argon2$",
                                        "bcrypt",     "SCRAM-SHA-256$",
                                        "{SSHA",      "{SHA",
                                        "{CRYPT}",    "{BCRYPT}",
                                        "{bcrypt}",   "{PBKDF2",
                                        "{argon2",    "sha1$",
                                        "sha256$",    "sha512$",
                                        "md5$",       "$sha1$",
                                        "$md5"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (has_prefix(text, heads[i]) && text.bytes >= 24 && !memchr(text.data, ' ', text.bytes))
            return true;
    if (text.bytes != 35 || !has_prefix(text, "md5"))
        return false;
    for (size_t i = 3; i < 35; i++)
        if (!pgm_is_digit(text.data[i]) && (text.data[i] < 'a' || text.data[i] > 'f'))
            return false;
    return true;
}

static bool is_hex(struct pgm_span text)
{
    for (size_t i = 0; i < text.bytes; i++)
        if (!pgm_is_digit(text.data[i]) &&
            ((text.data[i] | 0x20) < 'a' || (text.data[i] | 0x20) > 'f'))
            return false;
    return text.bytes > 0;
}

/* base64 and its kin, with what joins the parts of a token. */
static bool is_token_text(const struct pgm_value *value)
{
    if (value->spaces || value->above_ascii)
        return false;
    for (size_t i = 0; i < value->text.bytes; i++) {
        const uint8_t c = value->text.data[i];
        if (!pgm_is_letter(c) && !pgm_is_digit(c) && (c == '\0' || !strchr("+/=_-.:~", c)))
            return false;
    }
    return true;
}

static double bits_a_char(struct pgm_span text)
{
    size_t counts[256] = {0};
    double bits = 0;
    for (size_t i = 0; i < text.bytes; i++)
        counts[text.data[i]]++;
    for (size_t c = 0; c < 256; c++)
        if (counts[c])
            bits -= (double)counts[c] * log2((double)counts[c] / (double)text.bytes);
    return bits / (double)text.bytes;
}

/* How often the class of characters changes: rarely in words and paths. */
static size_t switches(struct pgm_span text)
{
    size_t count = 0;
    unsigned before = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        const unsigned class = pgm_is_digit(c) ? 1 : pgm_is_upper(c) ? 2 : pgm_is_lower(c) ? 3 : 4;
        count += i > 0 && class != before;
        before = class;
    }
    return count;
}

/* Sixteen characters of base32 (RFC 4648) and more, as the seeds of one-time passwords are. */
static bool is_base32(struct pgm_span text, size_t digits)
{
    for (size_t i = 0; i < text.bytes; i++)
        if (!pgm_is_upper(text.data[i]) && (text.data[i] < '2' || text.data[i] > '7'))
            return false;
    return text.bytes >= 16 && text.bytes <= 128 && text.bytes % 8 == 0 && digits > 0;
}

static bool is_random(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    if (is_base32(text, value->digits) && value->letters >= value->digits)
        return true;
    if (text.bytes < RANDOM_BYTES_MIN || text.bytes > 4096 || value->digits < 2 ||
        value->letters < 4)
        return false;
    if (!is_token_text(value) || value->others * 6 > text.bytes)
        return false;
    return 4 * switches(text) >= text.bytes && bits_a_char(text) >= RANDOM_BITS_MIN;
}

static bool is_digest_length(size_t bytes)
{
    return bytes == 32 || bytes == 40 || bytes == 56 || bytes == 64 || bytes == 96 || bytes == 128;
}

/* How to reach a server, with the password in it: scheme://user:password@host, or ...;Password=...; */
static bool has_credentials(struct pgm_span text)
{
    static const char *const keys[] = {
        "password=", "pwd=", "passwd=", "accountkey=", "sharedaccesskey=", "secret="};
    const uint8_t *scheme = memmem(text.data, text.bytes, "://", 3);
    const uint8_t *end = text.data + text.bytes;
    const uint8_t *at = scheme ? memchr(scheme, '@', (size_t)(end - scheme)) : NULL;
    const uint8_t *colon = at ? memchr(scheme + 3, ':', (size_t)(at - scheme - 3)) : NULL;
    if (colon && colon + 1 < at && !memchr(scheme + 3, '/', (size_t)(at - scheme - 3)))
        return true;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        for (size_t bytes = strlen(keys[i]), k = 0; k + bytes < text.bytes && k < 512; k++)
            if ((text.data[k] | 0x20) == keys[i][0] &&
                strncasecmp((const char *)text.data + k, keys[i], bytes) == 0 &&
                (memchr(text.data, ';', text.bytes) || memchr(text.data, '=', k ? k : 1)))
                return true;
    return false;
}

/* A token of a service that says so, or a JWT, as a whole: `prefix_` and letters behind. */
static bool is_token(const struct pgm_value *value)
{
    static const char *const heads[] = {
        "sk_live_", "sk_test_",    "rk_live_", "rk_test_", "pk_live_", "pk_test_", "whsec_",
        "sk-",      "AKIA",        "ASIA",     "ghp_",     "gho_",     "ghu_",     "ghs_",
        "ghr_",     "github_pat_", "glpat-",   "xoxb-",    "xoxa-",    "xoxp-",    "xoxr-",
        "xoxs-",    "xapp-",       "AIza",     "npm_",     "pypi-",    "hf_",      "dop_v1_",
        "shpat_",   "shpss_",      "SG.",      "EAAC",     "ya29.",    "AC",       "Bearer ",
        "Basic ",   "lin_api_",    "sq0",      "key-",     "rzp_"};
    const struct pgm_span text = value->text;
    if (text.bytes < 16 || text.bytes > 4096)
        return false;
    if (has_credentials(text))
        return true;
    if (value->spaces > 1)
        return false;
    if (has_prefix(text, "eyJ"))
        return memchr(text.data, '.', text.bytes) != NULL && !value->spaces;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (has_prefix(text, heads[i]) && value->digits >= 2 && 4 * switches(text) >= text.bytes)
            return true;
    return false;
}

uint64_t pgm_shape_secret(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    uint64_t shapes = 0;
    if (memmem(text.data, text.bytes, PGM_PEM_BEGIN, strlen(PGM_PEM_BEGIN)))
        return PGM_SHAPE_BIT(pem);
    if (text.bytes < 16)
        return 0;
    shapes |= is_password_hash(text) ? PGM_SHAPE_BIT(password_hash) : 0;
    shapes |= is_token(value) ? PGM_SHAPE_BIT(token) : 0;
    const bool hex = is_hex(text);
    if (hex && is_digest_length(text.bytes) && value->letters > 3)
        shapes |= PGM_SHAPE_BIT(hex_digest);
    if (is_random(value))
        shapes |= PGM_SHAPE_BIT(random);
    if (text.bytes >= BLOB_BYTES_MIN && (hex || is_token_text(value)) && value->words == 1)
        shapes |= PGM_SHAPE_BIT(blob);
    return shapes;
}
