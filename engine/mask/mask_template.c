/*
 * mask_template.c: template.
 *
 *   "{given_name}-{digits:4}@{{x}}"   ─>   "Mary-0173@{x}"
 *
 *   {word}      a word of the locale's dictionaries; the same wherever it stands, and the same that the
 *               mask of its name draws for the same subject
 *   {hex:n}     n drawn characters: hex, digits, letters, base32
 *   {unique}    16 characters of base32, 80 bits of a keyed hash of the exact value
 *   {{ and }}   braces
 */
#include <string.h>

#include "args.h"
#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"
#include "words.h"

#define UNIQUE_CHARS 16
#define CHARS_MAX    1000

static const struct word_list {
    const char *name, *dictionary;
    enum pgm_draw_purpose purpose;
} word_lists[] = {
    {"given_name", "given_names", PGM_DRAW_GIVEN},
    {"family_name", "family_names", PGM_DRAW_FAMILY},
    {"city", "cities", PGM_DRAW_CITY},
    {"street_name", "street_names", PGM_DRAW_STREET},
    {"word", "lorem_words", PGM_DRAW_LOREM},
};

static const struct alphabet {
    const char *name, *characters;
} alphabets[] = {
    {"hex", "0123456789abcdef"},
    {"digits", "0123456789"},
    {"letters", "abcdefghijklmnopqrstuvwxyz"},
    {"base32", "abcdefghijklmnopqrstuvwxyz234567"},
};

struct item {
    struct pgm_span literal; /* of the template; data NULL: one of those below */
    const struct pgm_dictionary *words;
    enum pgm_draw_purpose purpose;
    const char *alphabet;
    size_t alphabet_count, chars;
    bool unique;
};

struct template
{
    struct item *items;
    size_t count, bytes_max;
};

/* ---- reading ------------------------------------------------------------------------------- */

static bool is_named(const char *name, struct pgm_span text)
{
    return strlen(name) == text.bytes && memcmp(name, text.data, text.bytes) == 0;
}

/* What stands behind the colon, or 0. */
static size_t read_chars(struct pgm_span text)
{
    size_t chars = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        if (!pgm_is_digit(text.data[i]) || chars > CHARS_MAX)
            return 0;
        chars = chars * 10 + text.data[i] - '0';
    }
    return chars <= CHARS_MAX ? chars : 0;
}

/* What stands between two braces. False: nothing that is known. */
static bool read_item(const struct pgm_mask_setup *setup, struct pgm_span text, struct item *item)
{
    const uint8_t *colon = memchr(text.data, ':', text.bytes);
    const size_t name_bytes = colon ? (size_t)(colon - text.data) : text.bytes;
    const struct pgm_span name = {text.data, name_bytes};
    item->unique = !colon && is_named("unique", name);
    for (size_t i = 0; !colon && i < sizeof word_lists / sizeof *word_lists; i++)
        if (is_named(word_lists[i].name, name)) {
            item->words = pgm_words_find(setup, word_lists[i].dictionary);
            item->purpose = word_lists[i].purpose;
            return true; /* a missing dictionary was reported */
        }
    if (colon)
        item->chars = read_chars((struct pgm_span){colon + 1, text.bytes - name_bytes - 1});
    for (size_t i = 0; item->chars > 0 && i < sizeof alphabets / sizeof *alphabets; i++)
        if (is_named(alphabets[i].name, name)) {
            item->alphabet = alphabets[i].characters;
            item->alphabet_count = strlen(item->alphabet);
        }
    return item->unique || item->alphabet;
}

static size_t item_bytes_max(const struct item *item)
{
    if (item->literal.data)
        return item->literal.bytes;
    return item->unique ? UNIQUE_CHARS : item->words ? item->words->bytes_max : item->chars;
}

static const char *read_template(const struct pgm_mask_setup *setup, struct pgm_span text,
                                 struct template *template)
{
    const uint8_t *at = text.data, *end = at + text.bytes;
    template->items = PGM_ARENA_ARRAY(setup->arena, struct item, text.bytes + 1);
    while (at < end) {
        struct item *item = &template->items[template->count++];
        const bool doubled = end - at >= 2 && at[0] == at[1];
        if (*at == '}' && !doubled)
            return "has a } without its {; write }} for a brace";
        if (*at == '{' && !doubled) {
            const uint8_t *close = memchr(at, '}', (size_t)(end - at));
            if (!close)
                return "has a { without its }; write {{ for a brace";
            if (!read_item(setup, (struct pgm_span){at + 1, (size_t)(close - at - 1)}, item))
                return "names something unknown in braces";
            at = close + 1;
        } else if (*at == '{' || *at == '}') {
            item->literal = (struct pgm_span){at, 1};
            at += 2;
        } else {
            const uint8_t *start = at;
            while (at < end && *at != '{' && *at != '}')
                at++;
            item->literal = (struct pgm_span){start, (size_t)(at - start)};
        }
        template->bytes_max += item_bytes_max(item);
    }
    return NULL;
}

/* Bytes, which are at least as many as characters, up to the end of {unique}; 0: it has none. */
static size_t unique_end(const struct template *template)
{
    size_t bytes = 0;
    for (size_t i = 0; i < template->count; i++) {
        bytes += item_bytes_max(&template->items[i]);
        if (template->items[i].unique)
            return bytes;
    }
    return 0;
}

static enum pgm_status template_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct template *template = PGM_ARENA_NEW(setup->arena, struct template);
    const struct pgm_arg *arg = pgm_arg_get(mask, "text");
    const struct pgm_span text = pgm_span_of(arg->text);
    mask->state = template;
    const char *fault = text.bytes == 0 ? "is empty" : read_template(setup, text, template);
    if (!fault &&
        ((!setup->utf8 && !pgm_chars_are_ascii(text)) || !pgm_chars_fit(text, setup->code_max)))
        fault = "has letters that the database's encoding may not hold";
    if (fault) {
        pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column,
                       "as in \"{given_name} {family_name} {hex:8} {digits:4} {unique}\"; words: "
                       "given_name, family_name, city, street_name, word; drawn characters: hex, "
                       "digits, letters, base32",
                       "the text of mask template %s", fault);
        return PGM_OK;
    }
    const size_t end = unique_end(template);
    if (setup->domain->unique && end == 0)
        pgm_report_add(setup->report, PGM_UNFIT, arg->place, setup->column,
                       "put {unique} somewhere into it",
                       "the text of mask template gives equal fakes, but the column is unique");
    else if (setup->domain->unique && mask->max_chars > 0 && end > (size_t)mask->max_chars)
        pgm_report_add(setup->report, PGM_UNFIT, arg->place, setup->column,
                       "put {unique} at the front, or make the text shorter",
                       "{unique} may not fit into the %d characters of the narrowest column",
                       mask->max_chars);
    return PGM_OK;
}

/* ---- writing ------------------------------------------------------------------------------- */

static uint8_t *write_item(const struct item *item, struct pgm_digest digest,
                           struct pgm_digest exact, struct pgm_span original, struct pgm_draw *draw,
                           uint8_t *out)
{
    if (item->literal.data) {
        memcpy(out, item->literal.data, item->literal.bytes);
        return out + item->literal.bytes;
    }
    if (item->unique)
        return pgm_base32_write(exact, UNIQUE_CHARS, out);
    if (item->words) {
        struct pgm_draw of_word = pgm_draw_from(digest, item->purpose);
        const struct pgm_word *word = pgm_words_draw(item->words, &of_word, original, 0);
        memcpy(out, word->text, word->bytes); /* without the room that a whole copy needs */
        return out + word->bytes;
    }
    for (size_t i = 0; i < item->chars; i++)
        *out++ = (uint8_t)item->alphabet[pgm_draw_below(draw, item->alphabet_count)];
    return out;
}

static size_t template_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const size_t most = ((const struct template *)mask->state)->bytes_max;
    return in_bytes > most ? in_bytes : most;
}

static void template_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct template *template = mask->state;
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    struct pgm_digest *exact = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *exact);
    pgm_prf(&mask->domain->key, pgm_exact_batch(mask, batch), batch->count, exact);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_TEMPLATE);
        uint8_t *end = at;
        for (size_t k = 0; k < template->count; k++)
            end = write_item(&template->items[k], digests[i], exact[i], batch->in->bytes[i], &draw,
                             end);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

static const struct pgm_arg_input template_example[] = {
    {.name = "text", .text = "{given_name} {family_name}, no. {digits:4}"}, {.name = NULL}};

const struct pgm_mask_class pgm_mask_template = {
    .name = "template",
    .family = "general",
    .summary =
        "a text with words and characters drawn into it: {given_name}, {family_name}, {city}, "
        "{street_name}, {word}, {hex:8}, {digits:4}, {letters:3}, {base32:6}; {unique} makes "
        "it fit for unique columns. There is no running number: fakes follow from the key and "
        "the value alone",
    .keeps = "joins; with {unique} distinct values stay distinct; with by: the person",
    .example_in = "Rosalind Thackeray, no. 17",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT | PGM_MASK_LOCALE | PGM_MASK_INJECTIVE_TAGGED,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "text",
             .type = PGM_ARG_TEXT,
             .required = true,
             .help = "the template, in quotes; {{ and }} are braces"},
            {.name = NULL},
        },
    .example_rule = "{mask: template, text: \"{given_name} {family_name}, no. {digits:4}\"}",
    .example_inputs = template_example,
    .prepare = template_prepare,
    .bound = template_bound,
    .apply = template_apply,
};
