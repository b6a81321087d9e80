/*
 * mask_token.c: token, password_hash.
 *
 *   sk_live_4eC39HqLyjWDarjtT1   prefix, rest in the alphabet it is written in
 *   sk_test_0mQzT8rKd2Vb5yXnLw   live becomes test; the same length and alphabet
 */
#include <string.h>

#include "args.h"
#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"

/* ---- token --------------------------------------------------------------------------------- */

#define UNIQUE_BITS  80
#define UNIQUE_CHARS 16        /* of base32 */
#define AWS_END      "EXAMPLE" /* as in the keys of its own documentation */

/* Prefixes by which scanners and people know whose key it is, each at least as long as its fake. */
static const struct prefix {
    const char *real, *fake;
    bool is_aws;
} prefixes[] = {
    {"sk_live_", "sk_test_", false},
    {"pk_live_", "pk_test_", false},
    {"rk_live_", "rk_test_", false},
    {"sk_test_", NULL, false},
    {"pk_test_", NULL, false},
    {"rk_test_", NULL, false},
    {"whsec_", NULL, false},
    {"sk-proj-", NULL, false},
    {"sk-ant-", NULL, false},
    {"github_pat_", NULL, false},
    {"ghp_", NULL, false},
    {"gho_", NULL, false},
    {"ghu_", NULL, false},
    {"ghs_", NULL, false},
    {"ghr_", NULL, false},
    {"glpat-", NULL, false},
    {"xoxb-", NULL, false},
    {"xoxp-", NULL, false},
    {"xapp-", NULL, false},
    {"AKIA", NULL, true},
    {"ASIA", NULL, true},
    {"AIza", NULL, false},
    {"ya29.", NULL, false},
    {"npm_", NULL, false},
    {"pypi-", NULL, false},
    {"dop_v1_", NULL, false},
    {"hf_", NULL, false},
    {"SG.", NULL, false},
    {"eyJ", NULL, false}, /* a JSON Web Token: {" in base64 */
};

/* Which characters a token is made of, one bit a class. */
enum {
    HAS_DIGIT = 1,
    HAS_HEX = 2, /* a to f */
    HAS_LETTER = 4,
    HAS_HEX_UPPER = 8,
    HAS_UPPER = 16,
};

static unsigned class_of(uint8_t c)
{
    if (pgm_is_digit(c))
        return HAS_DIGIT;
    if (pgm_is_lower(c))
        return c <= 'f' ? HAS_HEX : HAS_LETTER;
    return pgm_is_upper(c) ? c <= 'F' ? HAS_HEX_UPPER : HAS_UPPER : 0;
}

/* The characters to draw from: of all that is in the token, hexadecimal where all of it is. Returns how
 * many. */
static size_t alphabet_of(struct pgm_span text, char alphabet[62])
{
    unsigned has = 0;
    for (size_t i = 0; i < text.bytes; i++)
        has |= text.data[i] < 0x80 ? class_of(text.data[i]) : HAS_LETTER;
    const bool is_hex = (has & HAS_DIGIT) && !(has & (HAS_LETTER | HAS_UPPER)) &&
                        !((has & HAS_HEX) && (has & HAS_HEX_UPPER));
    const size_t letters = is_hex ? 6 : 26;
    size_t count = 0;
    for (size_t i = 0; (has & HAS_DIGIT) && i < 10; i++)
        alphabet[count++] = (char)('0' + i);
    for (size_t i = 0; (has & (HAS_HEX | HAS_LETTER)) && i < letters; i++)
        alphabet[count++] = (char)('a' + i);
    for (size_t i = 0; (has & (HAS_HEX_UPPER | HAS_UPPER)) && i < letters; i++)
        alphabet[count++] = (char)('A' + i);
    return count;
}

static bool starts_with(struct pgm_span text, const char *start)
{
    const size_t bytes = strlen(start);
    return text.bytes > bytes && memcmp(text.data, start, bytes) == 0;
}

static const struct prefix *find_prefix(struct pgm_span text)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (starts_with(text, prefixes[i].real))
            return &prefixes[i];
    return NULL;
}

static bool is_drawn(uint8_t c)
{
    return class_of(c) != 0 || c >= 0x80;
}

/* Letters and digits drawn from the alphabet, the rest as it is; bytes above ASCII are letters, too.
 * Returns the bits drawn, at least. */
static size_t write_drawn(struct pgm_span text, struct pgm_draw *draw, uint8_t *out)
{
    char alphabet[62];
    const size_t letters = alphabet_of(text, alphabet);
    const size_t char_bits = letters >= 32 ? 5 : letters >= 16 ? 4 : 3;
    size_t bits = 0;
    uint8_t *last = NULL;
    for (size_t i = 0; i < text.bytes; i++) {
        out[i] = text.data[i];
        if (!is_drawn(text.data[i]))
            continue;
        out[i] = (uint8_t)alphabet[pgm_draw_below(draw, letters)];
        bits += char_bits;
        last = &out[i];
    }
    if (last && memcmp(out, text.data, text.bytes) == 0) /* the next of the alphabet instead */
        *last = (uint8_t)alphabet[((const char *)memchr(alphabet, *last, letters) - alphabet + 1) %
                                  (ptrdiff_t)letters];
    return bits;
}

static uint8_t *write_token(struct pgm_span text, struct pgm_digest digest, bool unique,
                            uint8_t *out)
{
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_TOKEN);
    const struct prefix *prefix = find_prefix(text);
    const size_t prefix_bytes = prefix ? strlen(prefix->real) : 0;
    const size_t end_bytes =
        prefix && prefix->is_aws && text.bytes >= 2 * strlen(AWS_END) ? strlen(AWS_END) : 0;
    const struct pgm_span rest = {text.data + prefix_bytes, text.bytes - prefix_bytes - end_bytes};
    if (prefix)
        memcpy(out, prefix->fake ? prefix->fake : prefix->real, prefix_bytes);
    const size_t bits = write_drawn(rest, &draw, out + prefix_bytes);
    memcpy(out + text.bytes - end_bytes, AWS_END, end_bytes);
    if (unique && bits < UNIQUE_BITS) /* too short to be unique: its length goes */
        return pgm_base32_write(digest, UNIQUE_CHARS, out);
    return out + text.bytes;
}

static size_t token_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > UNIQUE_CHARS ? in_bytes : UNIQUE_CHARS;
}

static size_t token_unique_chars_min(const struct pgm_mask *mask)
{
    (void)mask;
    return UNIQUE_CHARS;
}

static void token_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_span *exact = pgm_exact_batch(mask, batch);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(&mask->domain->key, exact, batch->count, digests);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_span text = exact[i];
        if (mask->max_chars > 0 && text.bytes > (size_t)mask->max_chars)
            text.bytes = (size_t)mask->max_chars; /* fewer bytes than characters fit: never cut */
        at = pgm_fakes_put(mask, batch, i, at,
                           write_token(text, digests[i], mask->domain->unique, at));
    }
}

const struct pgm_mask_class pgm_mask_token = {
    .name = "token",
    .family = "network",
    .summary =
        "an API key or token that opens nothing: known prefixes stay or become those of tests "
        "(sk_live_ to sk_test_), the rest is drawn in its own alphabet. Where the domain is "
        "unique, tokens too short for 80 random bits become 16 characters",
    .keeps = "length, alphabet, known prefixes, joins; uniqueness, where the domain is unique",
    .example_in = "sk_live_0aB1cD2eF3gH4iJ5kL6mN7oP",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE_TAGGED | PGM_MASK_KEEPS_FORMAT,
    .bound = token_bound,
    .apply = token_apply,
    .unique_chars_min = token_unique_chars_min,
};

/* ---- password_hash ------------------------------------------------------------------------- */

/* bcrypt (Provos and Mazieres, USENIX 1999), cost 10, of the password "pgmirage". */
#define KNOWN_HASH "$2b$10$pgmiragetestersmaylogev7s0B5441mU1gT9iRwgNhHN4Gp4cDF2"

static enum pgm_status password_hash_prepare(struct pgm_mask *mask,
                                             const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "hash");
    const struct pgm_span text = pgm_span_of(arg->text);
    mask->state = (void *)(uintptr_t)arg->text;
    if (mask->max_chars > 0 && pgm_chars_cut(text, setup->utf8, mask->max_chars) < text.bytes)
        pgm_report_add(setup->report, PGM_UNFIT, arg->place, setup->column, NULL,
                       "the hash is longer than the narrowest column of its domain");
    if (!pgm_chars_are_ascii(text))
        pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column, NULL,
                       "the hash of mask password_hash is not ASCII");
    return PGM_OK;
}

static size_t password_hash_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const size_t bytes = strlen(mask->state);
    return in_bytes > bytes ? in_bytes : bytes;
}

static void password_hash_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (!pgm_fakes_pass(mask, batch, i))
            batch->out->bytes[i] = pgm_span_of(mask->state);
}

const struct pgm_mask_class pgm_mask_password_hash = {
    .name = "password_hash",
    .family = "network",
    .summary = "one known hash for all, so that testers can log in as anybody: unless said "
               "otherwise bcrypt of the password \"pgmirage\". Never restore it where others can "
               "reach the login",
    .keeps = "NULL, empty",
    .example_in = "$2b$12$K3zWqTe1Y8mVbNcXdFgHjO0pQrStUvWxYz1234567890abcdefghi",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_CONSTANT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "hash",
             .type = PGM_ARG_TEXT,
             .default_text = KNOWN_HASH,
             .help = "the hash, as your application writes it"},
            {.name = NULL},
        },
    .prepare = password_hash_prepare,
    .bound = password_hash_bound,
    .apply = password_hash_apply,
};
