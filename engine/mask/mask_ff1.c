/*
 * mask_ff1.c: ff1. The algorithm is in crypto/ff1.h; this is what of a text it encrypts.
 *
 *   "4929-1234-5678"  ─ characters of the alphabet ─> 492912345678 ─ FF1 ─> 150773920418
 *   "1507-7392-0418"  <─ put back in their places, the others stay ──────────────┘
 */
#include <string.h>

#include "args.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "ff1.h"

#define NONE 0xff

struct ff1 {
    const struct pgm_prf_key *key;
    const char *alphabet;
    unsigned radix;
    uint8_t numerals[256]; /* of characters; NONE elsewhere */
};

/* FF1 chains AES as the PRF does, so it gets a key of its own. */
static const struct pgm_prf_key *make_key(const struct pgm_mask_setup *setup)
{
    const struct pgm_span label = pgm_span_of("pgmirage ff1 v1");
    struct pgm_digest secret;
    pgm_prf(&setup->domain->key, &label, 1, &secret);
    const size_t align = _Alignof(struct pgm_prf_key);
    uint8_t *room = pgm_arena_alloc(setup->arena, sizeof(struct pgm_prf_key) + align);
    struct pgm_prf_key *key = (struct pgm_prf_key *)(((uintptr_t)room + align - 1) / align * align);
    pgm_prf_key_init(key, (const uint8_t *)&secret);
    return key;
}

static bool read_alphabet(struct ff1 *ff1, const char *alphabet)
{
    memset(ff1->numerals, NONE, sizeof ff1->numerals);
    ff1->alphabet = alphabet;
    for (const char *c = alphabet; *c; c++) {
        const uint8_t byte = (uint8_t)*c;
        if (byte <= ' ' || byte >= 0x7f || ff1->numerals[byte] != NONE)
            return false;
        ff1->numerals[byte] = (uint8_t)ff1->radix++;
    }
    return ff1->radix >= 2;
}

static enum pgm_status ff1_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct ff1 *ff1 = PGM_ARENA_NEW(setup->arena, struct ff1);
    const struct pgm_arg *alphabet = pgm_arg_get(mask, "alphabet");
    mask->state = ff1;
    if (!read_alphabet(ff1, alphabet->text)) {
        pgm_report_add(setup->report, PGM_BAD_USAGE, alphabet->place, setup->column,
                       "as in alphabet: \"0123456789abcdef\"",
                       "the alphabet of mask ff1 must be two or more characters of ASCII, none of "
                       "them twice and no blank");
        return PGM_OK;
    }
    if (setup->domain->case_insensitive)
        for (const char *c = alphabet->text; *c; c++)
            if (pgm_is_letter((uint8_t)*c) && ff1->numerals[(uint8_t)*c ^ 0x20] != NONE) {
                pgm_report_add(setup->report, PGM_UNFIT, alphabet->place, setup->column,
                               "use letters of one case",
                               "the alphabet has letters that the column holds equal");
                break;
            }
    if (mask->max_chars > 0 && (size_t)mask->max_chars < pgm_ff1_chars_min(ff1->radix))
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "use permute, which has no such limit",
                       "FF1 needs %zu characters of this alphabet; the narrowest column has %d",
                       pgm_ff1_chars_min(ff1->radix), mask->max_chars);
    ff1->key = make_key(setup);
    return PGM_OK;
}

/* Punctuation stays; any other character outside of the alphabet would be let through. */
static bool is_layout(uint8_t c)
{
    return c < 0x80 && !pgm_is_letter(c) && !pgm_is_digit(c);
}

/* False: too few characters for the standard, too many, or one that is not of the alphabet. */
static bool encrypt(const struct ff1 *ff1, struct pgm_span text, uint8_t *out)
{
    uint8_t numerals[PGM_FF1_CHARS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t numeral = ff1->numerals[text.data[i]];
        if (numeral == NONE && is_layout(text.data[i]))
            continue;
        if (numeral == NONE || count == PGM_FF1_CHARS_MAX)
            return false;
        numerals[count++] = numeral;
    }
    if (!pgm_ff1_encrypt(ff1->key, ff1->radix, NULL, 0, numerals, count))
        return false;
    count = 0;
    for (size_t i = 0; i < text.bytes; i++)
        out[i] = ff1->numerals[text.data[i]] == NONE ? text.data[i]
                                                     : (uint8_t)ff1->alphabet[numerals[count++]];
    return true;
}

static size_t ff1_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

static void ff1_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct ff1 *ff1 = mask->state;
    const struct pgm_span *exact = pgm_exact_batch(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const struct pgm_span text = exact[i];
        const bool fits = mask->max_chars <= 0 || text.bytes <= (size_t)mask->max_chars;
        if (!fits || !encrypt(ff1, text, at)) {
            batch->fault =
                "a value has letters or digits that are not of ff1's alphabet, more than "
                "256 that are, or too few (fewer than a million strings of its length)";
            memset(at, 'x', text.bytes);
        }
        at = pgm_fakes_put(mask, batch, i, at, at + text.bytes);
    }
}

const struct pgm_mask_class pgm_mask_ff1 = {
    .name = "ff1",
    .family = "general",
    .summary =
        "FF1 (NIST SP 800-38G) with AES-128 over the characters of an alphabet, for those who "
        "need the standard: patents are claimed on it until 2029, and permute does as much. A "
        "value of fewer than a million strings of its length ends the run",
    .keeps = "length, all characters outside of the alphabet, uniqueness, joins",
    .example_in = "4929-1234-5678",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "alphabet",
             .type = PGM_ARG_TEXT,
             .default_text = "0123456789",
             .help = "the characters that are encrypted, in the order of their numerals"},
            {.name = NULL},
        },
    .prepare = ff1_prepare,
    .bound = ff1_bound,
    .apply = ff1_apply,
};
