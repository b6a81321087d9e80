/* mask_place.c: street, city, postal_code, company. */
#include <string.h>

#include "chars.h"
#include "classes.h"
#include "one_word.h"
#include "words.h"

#define PLACE_FLAGS (PGM_MASK_KEYED | PGM_MASK_SUBJECT)
#define WORD_FLAGS  (PLACE_FLAGS | PGM_MASK_LOCALE)
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
#define BETWEEN_CHARS_MAX  2

/* How a locale writes a street with its house number. Part of the result, as dictionaries are. */
struct street_form {
    const char *locale;
    bool number_first;
    const char *between;  /* number and name, in either order */
    const char *suffixes; /* the dictionary of what ends a street's name; NULL: names are whole */
    const uint16_t *ends; /* four upper limits of house numbers, each as likely to be taken */
};

/* Short numbers are the more usual ones. */
static const uint16_t long_streets[] = {99, 999, 999, 9999};
static const uint16_t short_streets[] = {19, 49, 99, 249};

static const struct street_form street_forms[] = {
    {"en_US", true, " ", "street_suffixes", long_streets}, /* 221 Bakery Street */
    {"en_GB", true, " ", NULL, short_streets},             /* 12 Station Road */
    {"fr_FR", true, " ", NULL, short_streets},             /* 12 Rue de la Paix */
    {"de_DE", false, " ", NULL, short_streets},            /* Lindenstraße 12 */
    {"es_ES", false, ", ", NULL, short_streets},           /* Calle Mayor, 12 */
    {"it_IT", false, ", ", NULL, short_streets},           /* Via Roma, 12 */
    {"pl_PL", false, " ", NULL, short_streets},            /* ul. Polna 12 */
    {"pt_BR", false, ", ", NULL, long_streets},            /* Rua das Flores, 123 */
    {"nl_NL", false, " ", NULL, short_streets},            /* Kerkstraat 12 */
    {"sv_SE", false, " ", NULL, short_streets},            /* Storgatan 12 */
    {"ja_JP", false, "", NULL, short_streets},             /* 栄町1丁目12 */
};

struct street {
    const struct street_form *form;
    const struct pgm_dictionary *names, *suffixes;
    struct pgm_syllables syllables;
};

static const struct street_form *find_street_form(const struct pgm_mask_setup *setup)
{
    for (size_t i = 0; i < sizeof street_forms / sizeof *street_forms; i++)
        if (strcmp(street_forms[i].locale, pgm_mask_setup_locale(setup)) == 0)
            return &street_forms[i];
    pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                   "rules/locales has the locales there are",
                   "locale %s says nothing of how a street is written",
                   pgm_mask_setup_locale(setup));
    return NULL;
}

static enum pgm_status street_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct street *street = PGM_ARENA_NEW(setup->arena, struct street);
    street->form = find_street_form(setup);
    street->names = pgm_words_find(setup, "street_names");
    street->suffixes = street->form && street->form->suffixes
                           ? pgm_words_find(setup, street->form->suffixes)
                           : NULL;
    street->syllables = pgm_syllables_read(mask, setup);
    mask->state = street;
    return PGM_OK;
}

static size_t street_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct street *street = mask->state;
    const size_t suffix_bytes = street->suffixes ? 1u + street->suffixes->bytes_max : 0;
    const size_t syllables_bytes = street->syllables.wanted ? PGM_SYLLABLES_BYTES_MAX : 0;
    return larger(in_bytes, HOUSE_NUMBER_CHARS + BETWEEN_CHARS_MAX + street->names->bytes_max +
                                syllables_bytes + suffix_bytes);
}

static uint8_t *write_number(uint64_t number, uint8_t *out)
{
    uint8_t digits[HOUSE_NUMBER_CHARS];
    size_t count = 0;
    for (; number > 0; number /= 10)
        digits[count++] = (uint8_t)('0' + number % 10);
    while (count > 0)
        *out++ = digits[--count];
    return out;
}

static uint8_t *write_between(const struct street_form *form, uint8_t *out)
{
    for (const char *at = form->between; *at; at++)
        *out++ = (uint8_t)*at;
    return out;
}

/* Draws come in one order, whatever the order they are written in. `exact` NULL: no syllables. */
static uint8_t *write_street(const struct pgm_mask *mask, struct pgm_digest digest,
                             const struct pgm_digest *exact, struct pgm_span original, uint8_t *out)
{
    const struct street *street = mask->state;
    const struct street_form *form = street->form;
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_STREET);
    const uint64_t number = 1 + pgm_draw_below(&draw, form->ends[pgm_draw_below(&draw, 4)]);
    const uint64_t suffix = pgm_draw_next(&draw);
    /* A narrow column may get no more than the beginning of what comes first. */
    const struct pgm_word *name =
        pgm_words_draw(street->names, &draw, original, form->number_first ? 0 : mask->max_chars);
    if (form->number_first)
        out = write_between(form, write_number(number, out));
    uint8_t *const name_at = out;
    out = pgm_words_write(name, out);
    if (exact)
        out = pgm_syllables_add(mask, &street->syllables, *exact, name_at, out);
    if (street->suffixes) {
        *out++ = ' ';
        out = pgm_words_write(
            &street->suffixes->words[pgm_dictionary_draw(street->suffixes, suffix)], out);
    }
    if (!form->number_first)
        out = write_number(number, write_between(form, out));
    return out;
}

static void street_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct street *street = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const struct pgm_digest *exact = pgm_syllables_digests(mask, &street->syllables, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        uint8_t *end =
            write_street(mask, digests[i], exact ? &exact[i] : NULL, batch->in->bytes[i], at);
        if (exact)
            end = pgm_syllables_fit(mask, &street->syllables, exact[i], at, end);
        at = put_cased(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_street = {
    .name = "street",
    .family = "person",
    .summary = "a street of the locale with a house number; such an address may exist somewhere",
    .keeps = "letter case; with by: the address in all columns",
    .example_in = "221 Bakery Street",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = WORD_FLAGS,
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    .prepare = street_prepare,
    .bound = street_bound,
    .apply = street_apply,
};

/* ---- city ---------------------------------------------------------------------------------- */

static enum pgm_status city_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    return pgm_one_word_prepare(mask, setup, "cities");
}

static void city_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    pgm_one_word_apply(mask, batch, PGM_DRAW_CITY);
}

const struct pgm_mask_class pgm_mask_city = {
    .name = "city",
    .family = "person",
    .summary = "another city of the locale",
    .keeps = "letter case; with by: the address in all columns",
    .example_in = "Springwater",
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    PGM_ONE_WORD_CLASS(city_prepare, city_apply),
};

/* ---- postal_code --------------------------------------------------------------------------- */

static size_t postal_code_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/* Redraws digits and letters in place; what tells the layout stays. False: it came out as the
 * original. */
static bool draw_code(struct pgm_draw *draw, const uint8_t *original, uint8_t *text, size_t bytes)
{
    uint8_t changes = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (pgm_is_digit(text[i]))
            text[i] = (uint8_t)('0' + pgm_draw_below(draw, 10));
        else if (pgm_is_letter(text[i]))
            text[i] = (uint8_t)(('A' + pgm_draw_below(draw, 26)) | (text[i] & 0x20));
        changes |= text[i] ^ original[i];
    }
    return changes != 0;
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
        for (int tries = 0; tries < TRIES_MAX; tries++)
            if (draw_code(&draw, original.data, at, bytes))
                break;
        at = pgm_fakes_put(mask, batch, i, at, at + bytes);
    }
}

const struct pgm_mask_class pgm_mask_postal_code = {
    .name = "postal_code",
    .family = "person",
    .summary = "digits for digits and letters for letters; the code may exist somewhere",
    .keeps =
        "length, layout, letter case, not how many differ; with by: the address in all columns",
    .example_in = "02139-4307",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PLACE_FLAGS | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT,
    .bound = postal_code_bound,
    .apply = postal_code_apply,
};

/* ---- company ------------------------------------------------------------------------------- */

struct company {
    const struct pgm_dictionary *heads, *tails, *suffixes;
    struct pgm_syllables syllables;
};

static enum pgm_status company_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct company *company = PGM_ARENA_NEW(setup->arena, struct company);
    company->heads = pgm_words_find(setup, "company_heads");
    company->tails = pgm_words_find(setup, "company_tails");
    company->suffixes = pgm_words_find(setup, "company_suffixes");
    company->syllables = pgm_syllables_read(mask, setup);
    mask->state = company;
    return PGM_OK;
}

static size_t company_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct company *company = mask->state;
    return larger(in_bytes, (size_t)company->heads->bytes_max + company->tails->bytes_max + 1 +
                                company->suffixes->bytes_max +
                                (company->syllables.wanted ? PGM_SYLLABLES_BYTES_MAX : 0));
}

static const struct pgm_word *draw_word(const struct pgm_dictionary *words, struct pgm_draw *draw)
{
    return &words->words[pgm_dictionary_draw(words, pgm_draw_next(draw))];
}

/* Head and tail, none of which stands in the original. */
static uint8_t *write_company(const struct pgm_mask *mask, struct pgm_draw *draw,
                              struct pgm_span original, uint8_t *out)
{
    const struct company *company = mask->state;
    uint8_t *end = out;
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        end = pgm_words_write(draw_word(company->heads, draw), out);
        end = pgm_words_write(draw_word(company->tails, draw), end);
        const struct pgm_span name = {out, (size_t)(end - out)};
        if (!pgm_chars_have_word(original, (const char *)out,
                                 pgm_chars_cut(name, mask->utf8, mask->max_chars)))
            break;
    }
    return end;
}

static void company_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct company *company = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    const struct pgm_digest *exact = pgm_syllables_digests(mask, &company->syllables, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_COMPANY);
        const struct pgm_word *suffix = draw_word(company->suffixes, &draw);
        uint8_t *end = write_company(mask, &draw, batch->in->bytes[i], at);
        if (exact)
            end = pgm_syllables_add(mask, &company->syllables, exact[i], at, end);
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
    .flags = WORD_FLAGS,
    .args = (const struct pgm_arg_spec[]){PGM_SYLLABLES_ARG, {.name = NULL}},
    .prepare = company_prepare,
    .bound = company_bound,
    .apply = company_apply,
};
