/*
 * mask_email.c: email, and username, which is the part before the @.
 *
 *   subject's digest ──> given.family ┐
 *   value's digest ────> .tag         ├──> "  Mary.lee.k3mq5...@exAmple.com "
 *   how it was spelt ──> case, spaces ┘
 *
 * In a unique domain the fake is injective over raw spellings. The tag holds 80 bits of the canonical
 * form's digest; spaces stay where they were; and the letter case of the fake is a keyed bijection of
 * the original's: read as a number p with one bit a letter (1 for upper case), p * k mod 2^m with an
 * odd k, which sends 0 to 0, so that lower case stays lower case. A spelling that no case of the fake
 * can show (more letters than it has, Unicode forms) gets a tag of its exact form instead.
 */
#include <string.h>

#include "args.h"
#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "fold.h"
#include "words.h"

#define TAG_CHARS 16 /* of base32: 80 bits */
/* Tells tags of exact forms from those of canonical ones. Part of the result. */
#define EXACT_TAG        UINT64_C(0x656d61696c206578)
#define CASE_BITS        64
#define NUMBER_CHARS     4
#define DOMAIN_BYTES_MAX 200

struct email {
    struct pgm_folded given, family;
    const char *host; /* with the @; of a username nothing */
    size_t host_bytes;
    bool unique;
};

/* ---- preparing ----------------------------------------------------------------------------- */

static bool ends_with_label(const char *host, const char *label)
{
    const size_t bytes = strlen(host), label_bytes = strlen(label);
    if (bytes < label_bytes || strcmp(host + bytes - label_bytes, label) != 0)
        return false;
    return bytes == label_bytes || host[bytes - label_bytes - 1] == '.';
}

/* Names that RFC 2606 and RFC 6761 set aside: no mail to them reaches anybody. */
static bool is_reserved_host(const char *host)
{
    static const char *const reserved[] = {"example.com", "example.org", "example.net",
                                           "example.edu", "example",     "test"};
    const size_t bytes = strlen(host);
    if (bytes == 0 || bytes > DOMAIN_BYTES_MAX || host[0] == '.' || host[0] == '-' ||
        strstr(host, ".."))
        return false;
    for (size_t i = 0; i < bytes; i++)
        if (!pgm_is_lower((uint8_t)host[i]) && !pgm_is_digit((uint8_t)host[i]) && host[i] != '.' &&
            host[i] != '-')
            return false;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (ends_with_label(host, reserved[i]))
            return true;
    return false;
}

static size_t email_unique_chars_min(const struct pgm_mask *mask)
{
    return TAG_CHARS + ((const struct email *)mask->state)->host_bytes;
}

static void set_state(struct pgm_mask *mask, const struct pgm_mask_setup *setup, const char *host)
{
    struct email *email = PGM_ARENA_NEW(setup->arena, struct email);
    *email = (struct email){
        .given = pgm_folded_find(setup, "given_names", "given_names_ascii"),
        .family = pgm_folded_find(setup, "family_names", "family_names_ascii"),
        .host = host,
        .host_bytes = strlen(host),
        .unique = setup->domain->unique,
    };
    mask->state = email;
}

static enum pgm_status email_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *domain = pgm_arg_get(mask, "mail_domain");
    set_state(mask, setup, pgm_arena_printf(setup->arena, "@%s", domain->text));
    if (!is_reserved_host(domain->text))
        pgm_report_add(setup->report, PGM_BAD_USAGE, domain->place, setup->column,
                       "example.com, .org, .net, names under them, and *.test reach nobody",
                       "mail_domain of mask email must be a name reserved for examples");
    return PGM_OK;
}

static enum pgm_status username_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    set_state(mask, setup, "");
    return PGM_OK;
}

static size_t email_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct email *email = mask->state;
    return in_bytes + email->given.bytes_max + email->family.bytes_max + 2 + TAG_CHARS +
           email->host_bytes;
}

/* ---- words --------------------------------------------------------------------------------- */

/* Folded words are ASCII letters and digits, which this bit puts in lower case. */
static uint8_t *write_lower(const struct pgm_word *word, uint8_t *out)
{
    pgm_bytes16 halves[2]; /* all of it: no count to guess */
    _Static_assert(sizeof halves == sizeof *word, "a word is two vectors");
    memcpy(halves, word, sizeof halves);
    halves[0] |= 0x20;
    halves[1] |= 0x20;
    memcpy(out, halves, sizeof halves);
    return out + word->bytes;
}

static uint8_t *write_host(const struct email *email, uint8_t *out)
{
    memcpy(out, email->host, email->host_bytes);
    return out + email->host_bytes;
}

/* As much of "given.family" as fits in `room` characters, `separator` (if any) behind it. */
static uint8_t *write_words(const struct email *email, struct pgm_digest persona,
                            struct pgm_span original, size_t room, bool separator, uint8_t *out)
{
    uint8_t *const start = out;
    struct pgm_draw draw = pgm_draw_from(persona, PGM_DRAW_GIVEN);
    out = write_lower(pgm_folded_draw(&email->given, &draw, original), out);
    if ((size_t)(out - start) + separator > room)
        return start;
    *out++ = '.';
    uint8_t *const family = out;
    draw = pgm_draw_from(persona, PGM_DRAW_FAMILY);
    out = write_lower(pgm_folded_draw(&email->family, &draw, original), out);
    if ((size_t)(out - start) + separator > room)
        out = family - 1;
    if (separator)
        *out++ = '.';
    return out;
}

/* ---- the fake of a domain that need not be unique ------------------------------------------ */

/* "given.family42@example.com"; a column too narrow for it gets its beginning. */
static uint8_t *write_common(const struct pgm_mask *mask, struct pgm_digest persona,
                             struct pgm_digest value, struct pgm_span original, uint8_t *out)
{
    const struct email *email = mask->state;
    const size_t max = mask->max_chars > 0 ? (size_t)mask->max_chars : SIZE_MAX;
    const size_t tail = NUMBER_CHARS + email->host_bytes;
    uint8_t *const start = out;
    out = write_words(email, persona, original, max > tail ? max - tail : 0, false, out);
    struct pgm_draw draw = pgm_draw_from(value, PGM_DRAW_MAIL_NUMBER);
    uint64_t number = 10 + pgm_draw_below(&draw, 10000 - 10);
    number = pgm_draw_next(&draw) % 2 ? number % 90 + 10 : number; /* short ones are more usual */
    uint8_t digits[NUMBER_CHARS];
    size_t count = 0;
    for (; number > 0; number /= 10)
        digits[count++] = (uint8_t)('0' + number % 10);
    while (count > 0)
        *out++ = digits[--count];
    out = write_host(email, out);
    if (pgm_chars_case(original) == PGM_CASE_UPPER)
        pgm_chars_set_case(start, (size_t)(out - start), PGM_CASE_UPPER);
    return out;
}

/* ---- the fake of a unique domain ----------------------------------------------------------- */

/* The case of a text's letters, the first in bit 0. False: one in upper case lies past `bits`. The
 * loops here take no branch on a letter, which nothing could guess. */
static bool read_case(struct pgm_span text, unsigned bits, uint64_t *pattern)
{
    unsigned letter = 0, past = 0;
    *pattern = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        const bool upper = pgm_is_upper(text.data[i]);
        past |= upper & (letter >= bits);
        *pattern |= (uint64_t)upper << (letter & 63);
        letter += pgm_is_letter(text.data[i]);
    }
    return !past;
}

static unsigned count_letters(const uint8_t *text, const uint8_t *end)
{
    unsigned count = 0;
    for (; text < end; text++)
        count += pgm_is_letter(*text);
    return count < CASE_BITS ? count : CASE_BITS;
}

static void write_case(uint8_t *text, const uint8_t *end, uint64_t pattern)
{
    for (; text < end && pattern != 0; text++) {
        const bool letter = pgm_is_letter(*text);
        *text ^= (uint8_t)((pattern & letter) << 5);
        pattern >>= letter;
    }
}

/* Gives the fake the original's case, as said above. False: it cannot show it. */
static bool transfer_case(struct pgm_span original, struct pgm_digest value, uint8_t *fake,
                          const uint8_t *end)
{
    uint64_t pattern;
    const unsigned bits = count_letters(fake, end);
    if (!read_case(original, bits, &pattern))
        return false;
    struct pgm_draw draw = pgm_draw_from(value, PGM_DRAW_MAIL_CASE);
    pattern *= pgm_draw_next(&draw) | 1;
    write_case(fake, end, bits < 64 ? pattern & ((UINT64_C(1) << bits) - 1) : pattern);
    return true;
}

static uint8_t *write_tagged(const struct pgm_mask *mask, struct pgm_digest persona,
                             struct pgm_digest tag, struct pgm_span original, size_t max,
                             uint8_t *out)
{
    const struct email *email = mask->state;
    const size_t tail = email_unique_chars_min(mask);
    out = write_words(email, persona, original, max > tail ? max - tail : 0, true, out);
    out = pgm_base32_write(tag, TAG_CHARS, out);
    return write_host(email, out);
}

static struct pgm_digest exact_digest(const struct pgm_mask *mask, struct pgm_batch *batch,
                                      size_t i)
{
    const struct pgm_span exact = pgm_exact_span(mask, batch->in->bytes[i], batch->scratch);
    struct pgm_digest digest;
    pgm_prf(&mask->domain->key, &exact, 1, &digest);
    pgm_prf_expand(&mask->domain->key, EXACT_TAG, &digest, 1, &digest);
    return digest;
}

/* Whether spellings apart from `core` by more than the case of ASCII letters share its canonical
 * form, so far as the domain's equality tells them apart. */
static bool has_other_forms(const struct pgm_mask *mask, struct pgm_batch *batch,
                            struct pgm_span core, struct pgm_span canonical)
{
    if (pgm_chars_are_ascii(core))
        return false;
    return !mask->domain->case_insensitive ||
           !pgm_span_equal(pgm_exact_span(mask, core, batch->scratch), canonical);
}

static uint8_t *write_unique(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                             struct pgm_digest persona, struct pgm_digest value,
                             struct pgm_span canonical, uint8_t *out)
{
    struct pgm_span raw = batch->in->bytes[i];
    if (mask->type->blank_padded)
        while (raw.data[raw.bytes - 1] == ' ') /* not all blank: it ends */
            raw.bytes--;
    const struct pgm_span core = pgm_chars_trim(raw);
    const size_t spaces = raw.bytes - core.bytes, before = (size_t)(core.data - raw.data);
    const size_t max = mask->max_chars > 0 ? (size_t)mask->max_chars : SIZE_MAX;
    /* Text that is canonical already was not copied. */
    const bool plain = core.data == canonical.data || pgm_span_equal(core, canonical);
    bool shown = spaces + email_unique_chars_min(mask) <= max &&
                 (plain || !has_other_forms(mask, batch, core, canonical));
    if (shown) {
        uint8_t *const fake = out + before;
        memcpy(out, raw.data, before);
        uint8_t *end = write_tagged(mask, persona, value, core, max - spaces, fake);
        shown = plain || transfer_case(core, value, fake, end) || mask->domain->case_insensitive;
        memcpy(end, core.data + core.bytes, spaces - before);
        if (shown)
            return end + spaces - before;
    }
    return write_tagged(mask, persona, exact_digest(mask, batch, i), core, max, out);
}

/* -------------------------------------------------------------------------------------------- */

static void email_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct email *email = mask->state;
    const struct pgm_span *canonical = pgm_canonical_batch(mask, batch);
    struct pgm_digest *values = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *values);
    pgm_prf(&mask->domain->key, canonical, batch->count, values);
    const struct pgm_digest *personas = batch->subject ? pgm_mask_digests(mask, batch) : values;
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        uint8_t *end = email->unique
                           ? write_unique(mask, batch, i, personas[i], values[i], canonical[i], at)
                           : write_common(mask, personas[i], values[i], batch->in->bytes[i], at);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_email = {
    .name = "email",
    .family = "person",
    .summary = "an address under example.com made of the person's fake names; unique where the "
               "domain is",
    .keeps = "uniqueness, joins, differences in letter case and spaces; with by: the person",
    .example_in = "rosalind.thackeray@mail.example",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE | PGM_MASK_INJECTIVE_TAGGED,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "mail_domain",
             .type = PGM_ARG_TEXT,
             .default_text = "example.com",
             .help = "a name reserved for examples: example.com, shop.example.org, mail.test"},
            {.name = NULL},
        },
    .prepare = email_prepare,
    .bound = email_bound,
    .apply = email_apply,
    .unique_chars_min = email_unique_chars_min,
};

const struct pgm_mask_class pgm_mask_username = {
    .name = "username",
    .family = "person",
    .summary = "a name for logging in made of the person's fake names; unique where the domain is",
    .keeps = "uniqueness, joins, differences in letter case and spaces; with by: the person",
    .example_in = "rosalind_t",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE | PGM_MASK_INJECTIVE_TAGGED,
    .prepare = username_prepare,
    .bound = email_bound,
    .apply = email_apply,
    .unique_chars_min = email_unique_chars_min,
};
