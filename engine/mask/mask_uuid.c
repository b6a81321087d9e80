/*
 * mask_uuid.c: uuid.
 *
 *   128 bits = 6 kept (version, variant) + 122, which a Feistel network permutes
 *
 *   left (61)   right (61)
 *      │            ├──> AES(key; right, kept bits, round) ──┐
 *      └──── xor <──│────────────────────────────────────────┘      eight rounds
 *
 * Luby and Rackoff, "How to construct pseudorandom permutations from pseudorandom functions", 1988;
 * Patarin, "Security of random Feistel schemes with 5 or more rounds", CRYPTO 2004. The kept bits
 * enter every round, so each version and variant has a permutation of its own, and the whole is a
 * bijection of all uuids. The time in versions 1, 6 and 7 is among the permuted bits.
 */
#include <string.h>

#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"

#define ROUNDS     8
#define HALF_BITS  61
#define HALF_MASK  ((UINT64_C(1) << HALF_BITS) - 1)
#define UUID_TAG   UINT64_C(0x75756964206e6574) /* part of the result */
#define TEXT_CHARS 36
#define HEX_CHARS  32
#define HEX_UNIQUE 20 /* 80 bits */

/* The 122 bits as two halves, and the six that stay. */
struct parts {
    uint64_t left, right, kept;
};

static uint64_t load_be64(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (int i = 0; i < 8; i++)
        word = word << 8 | bytes[i];
    return word;
}

static void store_be64(uint64_t word, uint8_t *bytes)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(word >> (56 - 8 * i));
}

/* The first word is 48 bits, the version's 4, 12 bits; the second the variant's 2 and 62 bits, of
 * which the top one moves over to the left half. */
static struct parts split(const struct pgm_uuid *uuid)
{
    const uint64_t high = load_be64(uuid->bytes), low = load_be64(uuid->bytes + 8);
    return (struct parts){
        .left = (high >> 16) << 13 | (high & 0xfff) << 1 | (low >> HALF_BITS & 1),
        .right = low & HALF_MASK,
        .kept = (high >> 12 & 0xf) << 2 | low >> 62,
    };
}

static struct pgm_uuid join(const struct parts *parts)
{
    const uint64_t high =
        (parts->left >> 13) << 16 | (parts->kept >> 2) << 12 | (parts->left >> 1 & 0xfff);
    const uint64_t low = (parts->kept & 3) << 62 | (parts->left & 1) << HALF_BITS | parts->right;
    struct pgm_uuid uuid;
    store_be64(high, uuid.bytes);
    store_be64(low, uuid.bytes + 8);
    return uuid;
}

static void permute(const struct pgm_prf_key *key, const struct pgm_uuid *in, struct pgm_uuid *out,
                    size_t count, struct pgm_scratch *scratch)
{
    struct parts *parts = pgm_scratch_alloc(scratch, count * sizeof *parts);
    struct pgm_digest *blocks = pgm_scratch_alloc(scratch, count * sizeof *blocks);
    for (size_t i = 0; i < count; i++)
        parts[i] = split(&in[i]);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++)
            blocks[i] = (struct pgm_digest){{parts[i].right, parts[i].kept}};
        pgm_prf_expand(key, UUID_TAG + (round << 8), blocks, count, blocks);
        for (size_t i = 0; i < count; i++) {
            const uint64_t mixed = parts[i].left ^ (blocks[i].word[0] & HALF_MASK);
            parts[i].left = parts[i].right;
            parts[i].right = mixed;
        }
    }
    for (size_t i = 0; i < count; i++)
        out[i] = join(&parts[i]);
}

/* ---- uuids in text ------------------------------------------------------------------------- */

static int hex_value(uint8_t c)
{
    if (pgm_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether the text is a uuid in one letter case: 32 hexadecimal digits, and hyphens and braces among
 * them, whose places are kept. */
static bool parse_text(struct pgm_span text, bool fold, struct pgm_uuid *uuid, bool *upper)
{
    size_t digits = 0;
    bool lower = false;
    *upper = false;
    memset(uuid, 0, sizeof *uuid);
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        const int value = hex_value(c);
        if (value >= 0 && digits < HEX_CHARS) {
            uuid->bytes[digits / 2] |= (uint8_t)(value << (digits % 2 ? 0 : 4));
            digits++;
            *upper |= pgm_is_upper(c);
            lower |= pgm_is_lower(c);
        } else if (c != '-' && c != '{' && c != '}') {
            return false;
        }
    }
    if (lower && *upper) {
        *upper = false;
        return fold && digits == HEX_CHARS;
    }
    return digits == HEX_CHARS;
}

/* The fake's digits in the original's layout and letter case. False: upper case was to be shown,
 * and the fake has no letter to show it. */
static bool write_like(struct pgm_span layout, const struct pgm_uuid *uuid, bool upper,
                       uint8_t *out)
{
    size_t digits = 0;
    bool shown = !upper;
    for (size_t i = 0; i < layout.bytes; i++) {
        const uint8_t c = layout.data[i];
        if (hex_value(c) < 0) {
            out[i] = c;
            continue;
        }
        const unsigned value = uuid->bytes[digits / 2] >> (digits % 2 ? 0 : 4) & 15;
        out[i] = (uint8_t)(upper ? "0123456789ABCDEF" : "0123456789abcdef")[value];
        shown |= value > 9;
        digits++;
    }
    return shown;
}

/* Text that is no uuid becomes one of its exact form's digest, version 4; in a narrow column
 * without hyphens, in a narrower one cut. */
static uint8_t *write_digest(const struct pgm_mask *mask, struct pgm_digest digest, uint8_t *out)
{
    if (mask->max_chars > 0 && mask->max_chars < TEXT_CHARS)
        return pgm_hex_write(digest, HEX_CHARS, out);
    static const struct pgm_span layout = {(const uint8_t *)"00000000-0000-0000-0000-000000000000",
                                           TEXT_CHARS};
    struct pgm_uuid uuid;
    memcpy(uuid.bytes, digest.word, sizeof uuid.bytes);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | 0x40);
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80);
    write_like(layout, &uuid, false, out);
    return out + TEXT_CHARS;
}

static void apply_to_texts(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const size_t count = batch->count;
    const struct pgm_span *in = batch->in->bytes;
    struct pgm_uuid *uuids = pgm_scratch_alloc(batch->scratch, count * sizeof *uuids);
    bool *known = pgm_scratch_alloc(batch->scratch, count * sizeof *known);
    bool *upper = pgm_scratch_alloc(batch->scratch, count * sizeof *upper);
    struct pgm_digest *exact = pgm_scratch_alloc(batch->scratch, count * sizeof *exact);
    for (size_t i = 0; i < count; i++) {
        struct pgm_span text = batch->in->null[i] ? (struct pgm_span){NULL, 0} : in[i];
        const bool fits = mask->max_chars <= 0 || text.bytes <= (size_t)mask->max_chars;
        known[i] = parse_text(text, mask->domain->case_insensitive, &uuids[i], &upper[i]) && fits;
    }
    permute(&mask->domain->key, uuids, uuids, count, batch->scratch);
    pgm_prf(&mask->domain->key, pgm_exact_batch(mask, batch), count, exact);

    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < count; i++) {
        if (batch->in->null[i] || in[i].bytes == 0) {
            batch->out->bytes[i] = in[i];
            continue;
        }
        uint8_t *end = at + in[i].bytes;
        if (!known[i] || !write_like(in[i], &uuids[i], upper[i], at))
            end = write_digest(mask, exact[i], at);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

static void uuid_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    if (batch->in->repr == PGM_REPR_BYTES)
        apply_to_texts(mask, batch);
    else
        permute(&mask->domain->key, batch->in->uuids, batch->out->uuids, batch->count,
                batch->scratch);
}

static size_t uuid_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > TEXT_CHARS ? in_bytes : TEXT_CHARS;
}

static size_t uuid_unique_chars_min(const struct pgm_mask *mask)
{
    return mask->type->kind == PGM_KIND_TEXT ? HEX_UNIQUE : 0;
}

const struct pgm_mask_class pgm_mask_uuid = {
    .name = "uuid",
    .family = "network",
    .summary = "a secret permutation of uuids, the time in versions 1 and 7 included; other text "
               "becomes a uuid",
    .keeps = "version, variant, uniqueness, joins; in text letter case and layout",
    .example_in = "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11",
    .kinds = PGM_KIND_BIT(PGM_KIND_UUID) | PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE | PGM_MASK_KEEPS_FORMAT,
    .bound = uuid_bound,
    .apply = uuid_apply,
    .unique_chars_min = uuid_unique_chars_min,
};
