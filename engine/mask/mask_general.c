/* mask_general.c: keep, null, constant, redact, hash. */
#include <string.h>

#include "args.h"
#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "inner.h"
#include "literal.h"

#define ALL_KINDS ((1u << PGM_KIND_COUNT) - 1)

static size_t bound_same(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

static size_t bound_zero(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    (void)in_bytes;
    return 0;
}

/* ---- keep ---------------------------------------------------------------------------------- */

static void keep_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    const size_t element_bytes = pgm_repr_element_bytes(batch->in->repr);
    memcpy(batch->out->bytes, batch->in->bytes, batch->count * element_bytes);
}

const struct pgm_mask_class pgm_mask_keep = {
    .name = "keep",
    .family = "general",
    .summary = "lets the original through; listed in the summary of every run",
    .keeps = "everything",
    .example_in = "kept as it is",
    .kinds = ALL_KINDS,
    .flags = PGM_MASK_COPIES | PGM_MASK_INJECTIVE | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .bound = bound_same,
    .apply = keep_apply,
};

/* ---- null ---------------------------------------------------------------------------------- */

static enum pgm_status null_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    (void)setup;
    mask->reads = PGM_READS_NOTHING;
    return PGM_OK;
}

static void null_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    memset(batch->out->null, true, batch->count * sizeof *batch->out->null);
}

const struct pgm_mask_class pgm_mask_null = {
    .name = "null",
    .family = "general",
    .summary = "NULL in every row",
    .keeps = "nothing",
    .example_in = "anything",
    .kinds = ALL_KINDS,
    .flags = PGM_MASK_NULLS | PGM_MASK_CONSTANT,
    .prepare = null_prepare,
    .bound = bound_zero,
    .apply = null_apply,
};

/* ---- constant ------------------------------------------------------------------------------ */

static enum pgm_status constant_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "value");
    struct pgm_literal *literal = PGM_ARENA_NEW(setup->arena, struct pgm_literal);
    pgm_literal_read(setup, arg->place, "the value of mask constant", arg->text, literal);
    mask->state = literal;
    mask->reads = PGM_READS_NULL;
    return PGM_OK;
}

static size_t constant_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)in_bytes;
    return ((const struct pgm_literal *)mask->state)->value.span.bytes;
}

static void constant_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        pgm_literal_put(mask->state, batch->out, i);
}

const struct pgm_mask_class pgm_mask_constant = {
    .name = "constant",
    .family = "general",
    .summary = "the same value in every row that is not NULL",
    .keeps = "NULL",
    .example_in = "anything",
    .kinds = ALL_KINDS,
    .flags = PGM_MASK_CONSTANT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "value",
             .type = PGM_ARG_TEXT,
             .required = true,
             .literal = true,
             .help = "a value of the column's type, as one would write it in COPY text"},
            {.name = NULL},
        },
    .prepare = constant_prepare,
    .bound = constant_bound,
    .apply = constant_apply,
};

/* ---- redact -------------------------------------------------------------------------------- */

/* Types without letters have one blank value each: 0, false, 2000-01-01. */
static enum pgm_status redact_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct pgm_span blank;
    mask->state = NULL;
    if (setup->type->kind == PGM_KIND_TEXT)
        return PGM_OK;
    struct pgm_literal *literal = PGM_ARENA_NEW(setup->arena, struct pgm_literal);
    if (pgm_inner_redact(setup->type, pgm_span_of(""), setup->utf8, NULL, &blank))
        pgm_literal_read(setup, setup->place, "the blank value of mask redact",
                         (const char *)blank.data, literal);
    mask->state = literal;
    mask->reads = PGM_READS_NULL;
    return PGM_OK;
}

#define BLANK_BYTES_MAX 8 /* of those that travel as text: "00:00:00" */

static size_t redact_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return mask->state && in_bytes < BLANK_BYTES_MAX ? BLANK_BYTES_MAX : in_bytes;
}

static void redact_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    if (mask->state) {
        constant_apply(mask, batch);
        return;
    }
    const struct pgm_span *in = batch->in->bytes;
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const size_t bytes = pgm_chars_redact(in[i], mask->utf8, mask->max_chars,
                                              PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, at);
        at = pgm_fakes_put(mask, batch, i, at, at + bytes);
    }
}

const struct pgm_mask_class pgm_mask_redact = {
    .name = "redact",
    .family = "general",
    .summary = "letters become x or X, digits 0; punctuation and spaces stay. Of other types one "
               "blank value: 0, false, 2000-01-01",
    .keeps = "length, letter case, punctuation, the lengths of words",
    .example_in = "Flat 12b, Elm House",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_INT) |
             PGM_KIND_BIT(PGM_KIND_NUMERIC) | PGM_KIND_BIT(PGM_KIND_FLOAT) |
             PGM_KIND_BIT(PGM_KIND_MONEY) | PGM_KIND_BIT(PGM_KIND_BOOL) |
             PGM_KIND_BIT(PGM_KIND_DATE) | PGM_KIND_BIT(PGM_KIND_TIMESTAMP) |
             PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ) | PGM_KIND_BIT(PGM_KIND_TIME) |
             PGM_KIND_BIT(PGM_KIND_UUID) | PGM_KIND_BIT(PGM_KIND_INET),
    .flags = PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .prepare = redact_prepare,
    .bound = redact_bound,
    .apply = redact_apply,
};

/* ---- hash ---------------------------------------------------------------------------------- */

#define UNIQUE_BITS 80

struct hash {
    bool base32;
    size_t chars;
};

static enum pgm_status hash_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct hash *hash = PGM_ARENA_NEW(setup->arena, struct hash);
    const struct pgm_arg *length = pgm_arg_get(mask, "length");
    hash->base32 = strcmp(pgm_arg_get(mask, "format")->text, "base32") == 0;
    hash->chars = hash->base32 ? PGM_BASE32_DIGEST_CHARS : PGM_HEX_DIGEST_CHARS;
    if (length->given && (size_t)length->integer > hash->chars)
        pgm_report_add(setup->report, PGM_BAD_USAGE, length->place, setup->column, NULL,
                       "a base32 hash has at most %d characters", PGM_BASE32_DIGEST_CHARS);
    else if (length->given)
        hash->chars = (size_t)length->integer;
    if (mask->max_chars > 0 && hash->chars > (size_t)mask->max_chars)
        hash->chars = (size_t)mask->max_chars;
    mask->state = hash;
    if (setup->domain->unique && hash->chars * (hash->base32 ? 5 : 4) < UNIQUE_BITS)
        pgm_report_add(setup->report, PGM_UNFIT, length->given ? length->place : setup->place,
                       setup->column,
                       hash->base32 ? "16 characters of base32 hold 80 bits"
                                    : "20 characters of hex, or 16 of base32, hold 80 bits",
                       "%zu characters of hash are too few for a unique column", hash->chars);
    return PGM_OK;
}

static size_t hash_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return in_bytes == 0 ? 0 : ((const struct hash *)mask->state)->chars;
}

static void hash_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct hash *hash = mask->state;
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(&mask->domain->key, pgm_exact_batch(mask, batch), batch->count, digests);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        uint8_t *start = at;
        if (batch->in->bytes[i].bytes > 0)
            at = hash->base32 ? pgm_base32_write(digests[i], hash->chars, at)
                              : pgm_hex_write(digests[i], hash->chars, at);
        batch->out->bytes[i] = (struct pgm_span){start, (size_t)(at - start)};
    }
}

static size_t hash_unique_chars_min(const struct pgm_mask *mask)
{
    return ((const struct hash *)mask->state)->base32 ? 16 : 20;
}

const struct pgm_mask_class pgm_mask_hash = {
    .name = "hash",
    .family = "general",
    .summary = "a keyed hash of the exact value, in hex or base32",
    .keeps = "joins; distinct values stay distinct from 80 bits on",
    .example_in = "a-token-or-a-user-name",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "format",
             .type = PGM_ARG_CHOICE,
             .default_text = "hex",
             .choices = "hex|base32",
             .help = "hex has 4 bits a character, base32 5"},
            {.name = "length",
             .type = PGM_ARG_INT,
             .min = 4,
             .max = PGM_HEX_DIGEST_CHARS,
             .help = "characters; all of them (32 hex, 25 base32) unless said"},
            {.name = NULL},
        },
    .prepare = hash_prepare,
    .bound = hash_bound,
    .apply = hash_apply,
    .unique_chars_min = hash_unique_chars_min,
};
