/* mask_place.c: street, city, postal_code, company. */
#include <string.h>

#include "chars.h"
#include "classes.h"
#include "words.h"

#define PLACE_FLAGS (PGM_MASK_KEYED | PGM_MASK_SUBJECT)
#define TRIES_MAX   8

/* Puts a fake in the original's letter case. */
static uint8_t *put_cased(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                          uint8_t *start, uint8_t *end)
{
    pgm_chars_set_case(start, (size_t)(end - start), pgm_chars_case(batch->in->bytes[i]));
    return pgm_fakes_put(mask, batch, i, start, end);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* ---- street -------------------------------------------------------------------------------- */

#define HOUSE_NUMBER_CHARS 4

struct street {
    const struct pgm_dictionary *names, *suffixes;
};

static enum pgm_status street_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct street *street = PGM_ARENA_NEW(setup->arena, struct street);
    street->names = pgm_words_find(setup, "street_names");
    street->suffixes = pgm_words_find(setup, "street_suffixes");
    mask->state = street;
    return PGM_OK;
}

static size_t street_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct street *street = mask->state;
    return larger(in_bytes, (size_t)HOUSE_NUMBER_CHARS + 1 + street->names->bytes_max + 1 +
                                street->suffixes->bytes_max);
}

static uint8_t *write_house_number(struct pgm_draw *draw, uint8_t *out)
{
    /* Short numbers are the more usual ones. */
    static const uint64_t ends[] = {100, 1000, 1000, 10000};
    uint64_t number = 1 + pgm_draw_below(draw, ends[pgm_draw_below(draw, 4)] - 1);
    uint8_t digits[HOUSE_NUMBER_CHARS];
    size_t count = 0;
    for (; number > 0; number /= 10)
        digits[count++] = (uint8_t)('0' + number % 10);
    while (count > 0)
        *out++ = digits[--count];
    return out;
}

static void street_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct street *street = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_STREET);
        uint8_t *end = write_house_number(&draw, at);
        *end++ = ' ';
        const uint64_t suffix = pgm_draw_next(&draw);
        end = pgm_words_write(pgm_words_draw(street->names, &draw, batch->in->bytes[i], 0), end);
        *end++ = ' ';
        end = pgm_words_write(
            &street->suffixes->words[pgm_dictionary_draw(street->suffixes, suffix)], end);
        at = put_cased(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_street = {
    .name = "street",
    .family = "person",
    .summary = "a house number and a street of the locale; such an address may exist somewhere",
    .keeps = "letter case; with by: the address in all columns",
    .example_in = "221 Bakery Street",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PLACE_FLAGS,
    .prepare = street_prepare,
    .bound = street_bound,
    .apply = street_apply,
};

/* ---- city ---------------------------------------------------------------------------------- */

static enum pgm_status city_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    mask->state = (void *)pgm_words_find(setup, "cities");
    return PGM_OK;
}

static size_t city_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return larger(in_bytes, ((const struct pgm_dictionary *)mask->state)->bytes_max);
}

static void city_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_CITY);
        const struct pgm_word *city =
            pgm_words_draw(mask->state, &draw, batch->in->bytes[i], mask->max_chars);
        at = put_cased(mask, batch, i, at, pgm_words_write(city, at));
    }
}

const struct pgm_mask_class pgm_mask_city = {
    .name = "city",
    .family = "person",
    .summary = "another city of the locale",
    .keeps = "letter case; with by: the address in all columns",
    .example_in = "Springwater",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PLACE_FLAGS,
    .prepare = city_prepare,
    .bound = city_bound,
    .apply = city_apply,
};

/* ---- postal_code --------------------------------------------------------------------------- */

static size_t postal_code_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/* Redraws digits and letters in place; what tells the layout stays. */
static void draw_code(struct pgm_draw *draw, uint8_t *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (pgm_is_digit(text[i]))
            text[i] = (uint8_t)('0' + pgm_draw_below(draw, 10));
        else if (pgm_is_letter(text[i]))
            text[i] = (uint8_t)(('A' + pgm_draw_below(draw, 26)) | (text[i] & 0x20));
    }
}

static void postal_code_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const struct pgm_span original = batch->in->bytes[i];
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_POSTAL_CODE);
        const size_t bytes = pgm_chars_redact(original, mask->utf8, mask->max_chars,
                                              PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, at);
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            draw_code(&draw, at, bytes);
            if (memcmp(at, original.data, bytes) != 0)
                break;
        }
        at = pgm_fakes_put(mask, batch, i, at, at + bytes);
    }
}

const struct pgm_mask_class pgm_mask_postal_code = {
    .name = "postal_code",
    .family = "person",
    .summary = "digits for digits and letters for letters; the code may exist somewhere",
    .keeps = "length, layout, letter case; with by: the address in all columns",
    .example_in = "02139-4307",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PLACE_FLAGS | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .bound = postal_code_bound,
    .apply = postal_code_apply,
};

/* ---- company ------------------------------------------------------------------------------- */

struct company {
    const struct pgm_dictionary *heads, *tails, *suffixes;
};

static enum pgm_status company_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct company *company = PGM_ARENA_NEW(setup->arena, struct company);
    company->heads = pgm_words_find(setup, "company_heads");
    company->tails = pgm_words_find(setup, "company_tails");
    company->suffixes = pgm_words_find(setup, "company_suffixes");
    mask->state = company;
    return PGM_OK;
}

static size_t company_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct company *company = mask->state;
    return larger(in_bytes, (size_t)company->heads->bytes_max + company->tails->bytes_max + 1 +
                                company->suffixes->bytes_max);
}

static const struct pgm_word *draw_word(const struct pgm_dictionary *words, struct pgm_draw *draw)
{
    return &words->words[pgm_dictionary_draw(words, pgm_draw_next(draw))];
}

static void company_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct company *company = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_COMPANY);
        const struct pgm_word *suffix = draw_word(company->suffixes, &draw);
        uint8_t *end = at;
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            end = pgm_words_write(draw_word(company->heads, &draw), at);
            end = pgm_words_write(draw_word(company->tails, &draw), end);
            const struct pgm_span name = {at, (size_t)(end - at)};
            if (!pgm_chars_have_word(batch->in->bytes[i], (const char *)at,
                                     pgm_chars_cut(name, mask->utf8, mask->max_chars)))
                break;
        }
        *end++ = ' ';
        end = pgm_words_write(suffix, end);
        at = put_cased(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_company = {
    .name = "company",
    .family = "person",
    .summary = "an invented company of syllables; one of that name may exist",
    .keeps = "letter case; with by: the company in all columns",
    .example_in = "Globular Widgets Ltd",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PLACE_FLAGS,
    .prepare = company_prepare,
    .bound = company_bound,
    .apply = company_apply,
};
