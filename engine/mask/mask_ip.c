/*
 * mask_ip.c: ip.
 *
 *   203.0.113.7/24  ──>  10.x.y.z/24       10.0.0.0/8, private (RFC 1918)
 *   2a00:1450::5    ──>  2001:db8:...      2001:db8::/32, for documentation (RFC 3849)
 *
 * With `mode: prefix` instead a permutation under which addresses share as many leading bits as their
 * originals do: each bit is flipped or not by a PRF of the bits before it. Xu, Fan, Ammar, Moon,
 * "Prefix-Preserving IP Address Anonymization: Measurement-based Security Evaluation and a New
 * Cryptography-based Scheme", ICNP 2002.
 */
#include <string.h>

#include "args.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"

static const struct pgm_type inet_type = {.kind = PGM_KIND_INET, .name = "inet"};

static void clear_host_bits(struct pgm_inet *inet)
{
    const unsigned bits = inet->is_v6 ? 128 : 32;
    for (unsigned bit = inet->prefix_bits; bit < bits; bit++)
        inet->address[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
}

static bool is_same_address(const struct pgm_inet *a, const struct pgm_inet *b)
{
    return a->is_v6 ? memcmp(a->address, b->address, 16) == 0
                    : memcmp(a->address, b->address, 4) == 0;
}

/* Replaces the address; family and prefix length stay, and so do the zeros of a cidr. */
static void mask_address(struct pgm_draw *draw, bool cidr, struct pgm_inet *inet)
{
    const struct pgm_inet original = *inet;
    for (int tries = 0; tries < 2; tries++) { /* again for the one in 2^24 that is its own fake */
        const uint64_t words[2] = {pgm_draw_next(draw), pgm_draw_next(draw)};
        memset(inet->address, 0, sizeof inet->address);
        if (inet->is_v6) {
            memcpy(inet->address, (const uint8_t[]){0x20, 0x01, 0x0d, 0xb8}, 4);
            memcpy(inet->address + 4, words, 12);
        } else {
            inet->address[0] = 10;
            memcpy(inet->address + 1, words, 3);
        }
        if (cidr)
            clear_host_bits(inet);
        if (!is_same_address(inet, &original))
            break;
    }
}

/* ---- mode: prefix -------------------------------------------------------------------------- */

/* What the PRF sees of an address before bit n: the n bits, a one, zeros; so no two of any lengths are
 * alike. The first byte tells the families apart. */
struct leading {
    uint8_t family;
    uint8_t bits[16];
};

static void set_leading(struct leading *leading, const uint8_t *address, unsigned n)
{
    memset(leading->bits, 0, sizeof leading->bits);
    memcpy(leading->bits, address, n / 8);
    leading->bits[n / 8] =
        (uint8_t)((n % 8 ? address[n / 8] & (0xff00 >> n % 8) : 0) | 0x80 >> n % 8);
}

/* All addresses bit by bit, so that AES lanes stay full. Those that are NULL are passed over. */
static void mask_prefixes(const struct pgm_prf_key *key, struct pgm_vector *inets, bool cidr,
                          struct pgm_scratch *scratch)
{
    const size_t count = inets->count;
    struct leading *leading = pgm_scratch_alloc(scratch, count * sizeof *leading);
    struct pgm_span *spans = pgm_scratch_alloc(scratch, count * sizeof *spans);
    struct pgm_digest *digests = pgm_scratch_alloc(scratch, count * sizeof *digests);
    uint8_t(*fakes)[16] = pgm_scratch_alloc(scratch, count * sizeof *fakes);
    memset(fakes, 0, count * sizeof *fakes);
    for (unsigned bit = 0; bit < 128; bit++) {
        size_t active = 0;
        for (size_t i = 0; i < count; i++) {
            const bool has = !inets->null[i] && (inets->inets[i].is_v6 || bit < 32);
            if (has) {
                leading[i].family = inets->inets[i].is_v6 ? 6 : 4;
                set_leading(&leading[i], inets->inets[i].address, bit);
            }
            spans[i] =
                (struct pgm_span){has ? &leading[i].family : NULL, has ? sizeof *leading : 0};
            active += has;
        }
        if (active == 0)
            break;
        pgm_prf(key, spans, count, digests);
        for (size_t i = 0; i < count; i++)
            if (spans[i].data)
                fakes[i][bit / 8] |= (uint8_t)((inets->inets[i].address[bit / 8] ^
                                                digests[i].word[0] << (7 - bit % 8)) &
                                               0x80 >> bit % 8);
    }
    for (size_t i = 0; i < count; i++) {
        if (inets->null[i])
            continue;
        memcpy(inets->inets[i].address, fakes[i], sizeof fakes[i]);
        if (cidr || inets->inets[i].is_cidr)
            clear_host_bits(&inets->inets[i]);
    }
}

/* -------------------------------------------------------------------------------------------- */

static enum pgm_status ip_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const bool prefix = strcmp(pgm_arg_get(mask, "mode")->text, "prefix") == 0;
    mask->state = prefix ? mask : NULL;
    if (setup->domain->unique && (!prefix || setup->type->kind == PGM_KIND_TEXT))
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       setup->type->kind == PGM_KIND_TEXT
                           ? "use hash"
                           : "mode: prefix keeps addresses distinct; they may be those of others",
                       "mask ip can give two addresses the same fake: not for a unique column");
    return PGM_OK;
}

/* The addresses in a batch of text; what is none becomes a NULL entry. */
static void parse_texts(struct pgm_batch *batch, struct pgm_vector *inets)
{
    const struct pgm_vector *in = batch->in;
    *inets = (struct pgm_vector){.repr = PGM_REPR_INET, .count = in->count};
    inets->null = pgm_scratch_alloc(batch->scratch, in->count * sizeof *inets->null);
    inets->inets = pgm_scratch_alloc(batch->scratch, in->count * sizeof *inets->inets);
    for (size_t i = 0; i < in->count; i++)
        inets->null[i] =
            in->null[i] || !pgm_value_decode(&inet_type, pgm_chars_trim(in->bytes[i]), inets, i);
}

static void apply_to_texts(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const size_t count = batch->count;
    struct pgm_vector inets;
    parse_texts(batch, &inets);
    /* Addresses are hashed as in a column of type inet, so that both join; other text as text. */
    struct pgm_span *spans = pgm_scratch_alloc(batch->scratch, count * sizeof *spans);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, count * sizeof *digests);
    const struct pgm_span *texts = pgm_canonical_batch(mask, batch);
    pgm_canonical_spans(&inet_type, mask->utf8, false, &inets, batch->scratch, spans);
    for (size_t i = 0; i < count; i++)
        spans[i] = inets.null[i] ? texts[i] : spans[i];
    pgm_prf(&mask->domain->key, spans, count, digests);

    if (mask->state)
        mask_prefixes(&mask->domain->key, &inets, false, batch->scratch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        if (inets.null[i])
            inets.inets[i] = (struct pgm_inet){.prefix_bits = 32};
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_IP);
        if (!mask->state || inets.null[i])
            mask_address(&draw, false, &inets.inets[i]);
        inets.null[i] = false;
        const size_t bytes = pgm_value_encode(&inet_type, &inets, i, at);
        at = pgm_fakes_put(mask, batch, i, at, at + bytes);
    }
}

static void ip_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    if (batch->in->repr == PGM_REPR_BYTES) {
        apply_to_texts(mask, batch);
        return;
    }
    if (mask->state) {
        memcpy(batch->out->inets, batch->in->inets, batch->count * sizeof *batch->out->inets);
        mask_prefixes(&mask->domain->key, batch->out, mask->type->cidr, batch->scratch);
        return;
    }
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        struct pgm_inet inet = batch->in->inets[i];
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_IP);
        mask_address(&draw, mask->type->cidr || inet.is_cidr, &inet);
        batch->out->inets[i] = inet;
    }
}

static size_t ip_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > PGM_ENCODED_BYTES_MAX ? in_bytes : PGM_ENCODED_BYTES_MAX;
}

const struct pgm_mask_class pgm_mask_ip = {
    .name = "ip",
    .family = "network",
    .summary =
        "an address under 10.0.0.0/8 or 2001:db8::/32; text that is no address becomes one. "
        "mode: prefix permutes all addresses, so that networks stay networks; fakes may then "
        "be addresses of others",
    .keeps = "family, prefix length, joins; with mode: prefix common prefixes and uniqueness",
    .example_in = "203.0.113.7",
    .kinds = PGM_KIND_BIT(PGM_KIND_INET) | PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "mode",
             .type = PGM_ARG_CHOICE,
             .default_text = "reserved",
             .choices = "reserved|prefix",
             .help = "reserved addresses, or a permutation of all that keeps common prefixes"},
            {.name = NULL},
        },
    .prepare = ip_prepare,
    .bound = ip_bound,
    .apply = ip_apply,
};
