/*
 * shape_person.c: whether a value is written as people's names are, known or not:
 *
 *   Mevr. J.M. van den Berg-Smit    title, initials, particles, name
 *   Bakker, J.M.                    name, initials
 *   LÓPEZ GARCÍA, Ana               names
 *
 * The form alone is weak (so are products called), so a dictionary, a title or initials must speak for it.
 */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"

#define PERSON_BYTES_MAX 80
#define PERSON_PARTS_MAX 8
#define PERSON_NAMES_MAX 5

enum part { PART_OTHER, PART_TITLE, PART_PARTICLE, PART_INITIALS, PART_NAME };

struct form {
    size_t parts, titles, particles, initials, names, families, known, lowers;
    size_t pairs;    /* a first name beside a last one */
    uint32_t before; /* the dictionaries' bits of the name before */
    bool is_company; /* its last part says so */
    bool has_mark;   /* a dot or a comma between its parts */
};

static bool is_in(const struct pgm_map *words, struct pgm_span text)
{
    char folded[PGM_TOKEN_BYTES];
    const size_t bytes = pgm_fold_text(text, folded, sizeof folded);
    return bytes > 0 && pgm_map_get(words, (struct pgm_span){(uint8_t *)folded, bytes});
}

/* "J", "J.", "J.M.", "A.-C.", "Ł.": single letters, each with its dot if there are several. */
static bool is_initials(struct pgm_span text)
{
    size_t letters = 0, dots = 0;
    for (size_t at = 0; at < text.bytes; at++) {
        const uint8_t c = text.data[at];
        if (c == '.' || (c == '-' && dots)) {
            dots += c == '.';
            continue;
        }
        if (!pgm_is_upper(c) && c < 0xc0)
            return false;
        while (c >= 0xc0 && at + 1 < text.bytes && (text.data[at + 1] & 0xc0) == 0x80)
            at++;
        if (++letters > dots + 1)
            return false;
    }
    return letters > 0 && letters <= 4;
}

/* Letters, with what names have between them. */
static bool is_word(struct pgm_span text)
{
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        const bool between = (c == '\'' || c == '-' || c == '`') && i > 0 && i + 1 < text.bytes;
        if (!pgm_is_letter(c) && c < 0x80 && !between)
            return false;
    }
    return text.bytes > 1;
}

static enum part part_of(const struct pgm_detector *detector, struct pgm_span text)
{
    const bool lower = pgm_is_lower(text.data[0]);
    if (text.bytes > 2 && is_in(&detector->titles, text))
        return PART_TITLE;
    if (text.bytes == 2 && text.data[1] == '.' && lower)
        return is_in(&detector->titles, text) ? PART_TITLE : PART_OTHER;
    if (is_initials(text))
        return PART_INITIALS;
    if (is_in(&detector->particles, text))
        return PART_PARTICLE;
    if (is_in(&detector->titles, text))
        return PART_TITLE;
    return is_word(text) ? PART_NAME : PART_OTHER;
}

static void take_name(const struct pgm_detector *detector, struct pgm_span text, struct form *form)
{
    static const uint32_t person = PGM_WORD_GIVEN | PGM_WORD_FAMILY;
    const uint8_t *dash = memchr(text.data, '-', text.bytes);
    const struct pgm_known_word *known = pgm_known_word(detector, text);
    if (!known && dash) /* the first of a double name */
        known = pgm_known_word(detector, (struct pgm_span){text.data, (size_t)(dash - text.data)});
    const uint32_t bits = known ? known->bits : 0;
    form->names++;
    form->lowers += pgm_is_lower(text.data[0]);
    form->known += (bits & person) != 0;
    form->families += (bits & PGM_WORD_FAMILY) != 0;
    form->pairs += (form->before & PGM_WORD_GIVEN && bits & PGM_WORD_FAMILY) ||
                   (form->before & PGM_WORD_FAMILY && bits & PGM_WORD_GIVEN);
    form->before = bits;
}

/* MILLER^ANNA as in DICOM, MILLER/ANNA as airlines have it. */
static bool is_between(uint8_t c)
{
    return pgm_is_space(c) || c == ',' || c == '^' || c == '/';
}

/* False: some part of it no name has. */
/* "S.L.", "GmbH" at the end */
static bool is_of_company(const struct pgm_detector *detector, struct pgm_span part)
{
    const struct pgm_known_word *known = pgm_known_word(detector, part);
    return known && known->bits & PGM_WORD_COMPANY && part.bytes > 1;
}

static bool read_form(const struct pgm_detector *detector, struct pgm_span text, struct form *form)
{
    for (size_t at = 0; at < text.bytes;) {
        while (at < text.bytes && is_between(text.data[at])) {
            form->has_mark = form->has_mark || !pgm_is_space(text.data[at]);
            at++;
        }
        const size_t begin = at;
        while (at < text.bytes && !is_between(text.data[at]))
            at++;
        const struct pgm_span part = {text.data + begin, at - begin};
        if (part.bytes == 0)
            break;
        if (++form->parts > PERSON_PARTS_MAX)
            return false;
        form->is_company = form->parts > 1 && is_of_company(detector, part);
        const enum part kind = part_of(detector, part);
        form->titles += kind == PART_TITLE;
        form->particles += kind == PART_PARTICLE;
        form->initials += kind == PART_INITIALS;
        form->has_mark = form->has_mark || memchr(part.data, '.', part.bytes);
        if (kind == PART_OTHER)
            return false;
        if (kind == PART_NAME)
            take_name(detector, part, form);
    }
    return true;
}

/* "de Vries", as the dictionary has it */
static bool is_family(const struct pgm_detector *detector, struct pgm_span text)
{
    const struct pgm_known_word *known = pgm_known_word(detector, text);
    return known && known->bits & PGM_WORD_FAMILY;
}

uint64_t pgm_shape_person(const struct pgm_detector *detector, const struct pgm_value *value)
{
    struct form form = {0};
    uint64_t shapes = 0;
    if (value->digits || value->text.bytes > PERSON_BYTES_MAX || value->words > PERSON_PARTS_MAX)
        return 0;
    if (value->words == 1 && memchr(value->text.data, '.', value->text.bytes) &&
        is_initials(value->text))
        return PGM_SHAPE_BIT(initials);
    if (!read_form(detector, value->text, &form))
        return 0;
    if (form.particles > 1 && form.particles == form.parts) /* "van der" in a column of its own */
        return PGM_SHAPE_BIT(name_like);
    if (form.is_company)
        return PGM_SHAPE_BIT(company);
    if (form.names == 0 || form.names > PERSON_NAMES_MAX)
        return 0;
    if (form.particles && !form.lowers) { /* "van den Berg" */
        shapes |= PGM_SHAPE_BIT(name_like);
        shapes |= (form.families == form.names || is_family(detector, value->text)) &&
                          form.parts == form.names + form.particles
                      ? PGM_SHAPE_BIT(family_name)
                      : 0;
    }
    if (form.names + form.initials + form.titles < 2)
        return shapes;
    /* Small letters throughout, or nowhere: "Order received" is none. */
    if (form.lowers && (form.lowers < form.names || 2 * form.known <= form.names))
        return shapes;
    const bool marked = form.titles > 0 || (form.initials > 0 && form.has_mark);
    shapes |= PGM_SHAPE_BIT(person_form);
    shapes |= marked || form.known > 0 ? PGM_SHAPE_BIT(full_name) : 0;
    if (form.pairs > 0 || (form.titles > 0 && form.known > 0) ||
        (form.initials > 0 && form.has_mark && form.families > 0))
        shapes |= PGM_SHAPE_BIT(name_pair) | PGM_SHAPE_BIT(names_inside);
    return shapes;
}
