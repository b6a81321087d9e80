/*
 * shape_number.c: numbers: phones, cards, accounts, coordinates, dates, and the identifiers of states
 * with their check characters (mask/id_kind.h).
 */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"
#include "id_kind.h"
#include "text_verify.h"

#define COMPACT_MAX PGM_LAYOUT_CHARS_MAX

/* Only digits and what may stand between them. */
static bool is_laid_out(struct pgm_span text, const char *between)
{
    for (size_t i = 0; i < text.bytes; i++)
        if (!pgm_is_digit(text.data[i]) && (text.data[i] == '\0' || !strchr(between, text.data[i])))
            return false;
    return true;
}

/* 2024-01-31, 31.01.2024, 31/01/24, with or without a time behind it. */
static bool is_date(struct pgm_span text)
{
    size_t digits[3] = {0}, part = 0;
    uint8_t between = 0;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        if (pgm_is_digit(c)) {
            digits[part]++;
        } else if (part < 2 && digits[part] && (c == '-' || c == '.' || c == '/') &&
                   (!between || c == between)) {
            between = c;
            part++;
        } else if (part == 2 && digits[2] && (c == ' ' || c == 'T')) {
            break;
        } else {
            return false;
        }
    }
    const bool year_first = digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2;
    const bool year_last = digits[0] <= 2 && digits[1] <= 2 && (digits[2] == 4 || digits[2] == 2);
    return part == 2 && digits[2] > 0 && (year_first || year_last);
}

/* The first or the last run of four digits, or the head of eight: 31.01.1962, 19620131. */
uint64_t pgm_shape_date(struct pgm_span text)
{
    static const unsigned first = 1900, last = 1995;
    unsigned year = 0;
    size_t digits = 0;
    if (text.bytes < 8 || text.bytes > 32)
        return 0;
    while (digits < text.bytes && pgm_is_digit(text.data[digits]))
        digits++;
    const bool compact = digits == 8 && text.bytes == 8;
    if (compact && (text.data[4] > '1' || text.data[6] > '3'))
        return 0;
    if (!compact && !is_date(text))
        return 0;
    const uint8_t *at = digits >= 4 ? text.data : NULL;
    for (size_t i = 0, run = 0; !at && i < text.bytes && run < 4; i++) {
        run = pgm_is_digit(text.data[i]) ? run + 1 : 0;
        at = run == 4 ? text.data + i - 3 : NULL;
    }
    for (size_t i = 0; at && i < 4; i++)
        year = 10 * year + (unsigned)(at[i] - '0');
    return year >= first && year <= last ? PGM_SHAPE_BIT(old_date) : 0;
}

static bool is_number(struct pgm_span text, size_t *decimals)
{
    size_t at = text.data[0] == '-' || text.data[0] == '+', digits = 0, dots = 0;
    *decimals = 0;
    for (; at < text.bytes; at++) {
        if (pgm_is_digit(text.data[at])) {
            digits++;
            *decimals += dots;
        } else if ((text.data[at] == '.' || text.data[at] == ',') && !dots) {
            dots = 1;
        } else {
            return false;
        }
    }
    return digits > 0;
}

/* "020 7946 0123 ext. 12" without what is behind the number: a word, and a few digits. */
static struct pgm_span without_extension(struct pgm_span text)
{
    static const char *const words[] = {"x",     "ext",   "extn", "extension", "int", "interno",
                                        "wew",   "poste", "app",  "dw",        "tst", "toestel",
                                        "ramal", "anexo", "pbx",  "durchwahl"};
    size_t begin = 0, end, at;
    while (begin < text.bytes && !pgm_is_letter(text.data[begin]))
        begin++;
    for (end = begin; end < text.bytes && pgm_is_letter(text.data[end]);)
        end++;
    for (at = end; at < text.bytes && !pgm_is_letter(text.data[at]);)
        at++;
    if (begin == 0 || end == text.bytes || at < text.bytes || at - end > 7)
        return text;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == end - begin &&
            strncasecmp(words[i], (const char *)text.data + begin, end - begin) == 0)
            return pgm_chars_trim((struct pgm_span){text.data, begin});
    return text;
}

struct layout {
    size_t digits, separators, dots, brackets, longest;
};

/* False: something that no phone number has. */
static bool read_layout(struct pgm_span text, struct layout *layout)
{
    size_t group = 0;
    for (size_t i = text.data[0] == '+'; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        const bool digit = pgm_is_digit(c);
        if (!digit && (c == '\0' || !strchr(" -./()\xa0", c)))
            return false;
        group = digit ? group + 1 : 0;
        layout->digits += digit;
        layout->longest = group > layout->longest ? group : layout->longest;
        layout->separators += c == ' ' || c == '-' || c == '/';
        layout->dots += c == '.';
        layout->brackets += c == '(';
    }
    return layout->digits >= 7 && layout->digits <= 17;
}

/* 123-45-6789 */
static bool is_ssn_layout(struct pgm_span text)
{
    return text.bytes == 11 && text.data[3] == '-' && text.data[6] == '-';
}

static uint64_t phone_shapes(const struct pgm_value *value)
{
    struct layout layout = {0};
    size_t decimals;
    if (value->digits < 7 || value->letters > 9 || value->text.bytes > 40)
        return 0;
    const struct pgm_span text = value->letters ? without_extension(value->text) : value->text;
    if (text.bytes < 7 || !read_layout(text, &layout) || is_ssn_layout(text))
        return 0;
    const bool plus = text.data[0] == '+';
    if (!plus &&
        (is_date(text) || pgm_shape_date(text) || (layout.dots == 1 && is_number(text, &decimals))))
        return 0;
    /* Without a sign of a prefix only short groups: 2024/000123 is the number of something. */
    const bool grouped = text.data[0] == '0' || (layout.digits <= 11 && layout.longest <= 5);
    const size_t between = layout.separators + layout.dots;
    const bool marked =
        plus || layout.brackets || (grouped && between >= 2) ||
        (grouped && layout.digits >= 9 && between > 0) ||
        (layout.digits >= 10 && layout.digits <= 15 && memcmp(text.data, "00", 2) == 0);
    return PGM_SHAPE_BIT(phone) | (marked ? PGM_SHAPE_BIT(phone_marked) : 0);
}

/* Luhn, and a first digit of the payment networks. */
static bool is_card(const struct pgm_value *value)
{
    uint8_t digits[20];
    size_t count = 0;
    if (value->digits < 13 || value->digits > 19 || value->letters ||
        !is_laid_out(value->text, " -"))
        return false;
    for (size_t i = 0; i < value->text.bytes; i++)
        if (pgm_is_digit(value->text.data[i]))
            digits[count++] = value->text.data[i];
    return digits[0] >= '2' && digits[0] <= '6' && pgm_text_luhn(digits, count);
}

static bool is_iban(const uint8_t *compact, size_t count)
{
    return count >= 15 && count <= 34 && pgm_is_upper(compact[0]) && pgm_is_upper(compact[1]) &&
           pgm_is_digit(compact[2]) && pgm_is_digit(compact[3]) &&
           pgm_text_iban_mod97(compact, count) == 1;
}

/* Bank, country, place: 8 or 11 capitals, digits in the second half alone. */
static bool is_bic(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    if ((text.bytes != 8 && text.bytes != 11) || value->lowers || value->others || value->spaces)
        return false;
    for (size_t i = 0; i < 6; i++)
        if (!pgm_is_upper(text.data[i]))
            return false;
    char country[2];
    memcpy(country, text.data + 4, 2);
    return pgm_text_iban_length((const uint8_t *)country) > 0 || memcmp(country, "US", 2) == 0 ||
           memcmp(country, "JP", 2) == 0;
}

/* "52.52, 13.40", "POINT(13.4 52.5)", the hexadecimal form of PostGIS. */
static bool is_geo(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    if (text.bytes > 10 && strncasecmp((const char *)text.data, "POINT", 5) == 0)
        return true;
    if (text.bytes > 16 && strncasecmp((const char *)text.data, "SRID=", 5) == 0)
        return true;
    if (text.bytes >= 42 && value->letters + value->digits == text.bytes &&
        memcmp(text.data, "0101000020E6100000", 18) == 0)
        return true;
    const uint8_t *comma = memchr(text.data, ',', text.bytes);
    comma = comma ? comma : memchr(text.data, ' ', text.bytes);
    if (!comma || value->letters || value->digits < 6)
        return false;
    size_t first = 0, second = 0;
    struct pgm_span a = {text.data, (size_t)(comma - text.data)};
    struct pgm_span b = pgm_chars_trim((struct pgm_span){comma + 1, text.bytes - a.bytes - 1});
    if (a.bytes > 1 && a.data[0] == '(' && b.bytes > 1 && b.data[b.bytes - 1] == ')')
        a = (struct pgm_span){a.data + 1, a.bytes - 1}, b.bytes--;
    return a.bytes && b.bytes && a.bytes < 16 && is_number(a, &first) && is_number(b, &second) &&
           first >= 3 && second >= 3;
}

static uint64_t plain_shapes(const struct pgm_value *value)
{
    size_t decimals = 0;
    uint64_t shapes = 0;
    if (value->digits == value->text.bytes)
        shapes |= PGM_SHAPE_BIT(digits);
    if (is_number(value->text, &decimals)) {
        shapes |= PGM_SHAPE_BIT(number);
        /* At most three digits in front. */
        if (decimals >= 3 && value->text.bytes - decimals <= 5)
            shapes |= PGM_SHAPE_BIT(degrees);
    }
    return shapes;
}

/* Six digits and more, with a few capitals and what stands between groups. */
static bool is_long_number(const struct pgm_value *value)
{
    if (value->digits < 6 || value->lowers || value->above_ascii || value->text.bytes > 34 ||
        value->uppers > 4 || value->digits < value->uppers)
        return false;
    for (size_t i = 0; i < value->text.bytes; i++) {
        const uint8_t c = value->text.data[i];
        if (!pgm_is_digit(c) && !pgm_is_upper(c) && (c == '\0' || !strchr(" -./", c)))
            return false;
    }
    const bool iban = value->text.bytes >= 15 && pgm_is_upper(value->text.data[0]) &&
                      pgm_is_upper(value->text.data[1]) && pgm_is_digit(value->text.data[2]);
    return !iban && !is_date(value->text);
}

uint64_t pgm_shape_number(const struct pgm_value *value)
{
    uint8_t compact[256];
    uint64_t shapes = 0;
    if (is_bic(value))
        shapes |= PGM_SHAPE_BIT(bic);
    if (value->digits == 0)
        return shapes;
    if (value->digits >= 2 && value->text.bytes <= 48 && value->words <= 9)
        shapes |= PGM_SHAPE_BIT(numbered);
    shapes |= plain_shapes(value) | phone_shapes(value);
    shapes |= is_date(value->text) ? PGM_SHAPE_BIT(date) : 0;
    shapes |= pgm_shape_date(value->text);
    shapes |= is_long_number(value) ? PGM_SHAPE_BIT(long_number) : 0;
    shapes |= is_card(value) ? PGM_SHAPE_BIT(card) : 0;
    shapes |= is_geo(value) ? PGM_SHAPE_BIT(geo) : 0;
    if (value->text.bytes <= 48 && value->digits >= 8) {
        const size_t count = pgm_layout_collect(value->text, compact);
        shapes |= is_iban(compact, count) ? PGM_SHAPE_BIT(iban) : 0;
    }
    return shapes;
}

/* ---- identifiers of states ----------------------------------------------------------------------- */

struct id_name {
    const struct pgm_id_kind *kind;
    const char *name;
    bool is_tax;
};

/* Every kind with check characters; VAT numbers are one kind for the mask. */
static size_t list_ids(struct id_name *ids)
{
    size_t count = 0;
    for (const struct pgm_id_kind *const *table = pgm_national_id_tables; *table; table++)
        for (const struct pgm_id_kind *kind = *table; kind->name && count < PGM_IDS_MAX; kind++)
            ids[count++] = (struct id_name){kind, kind->name, false};
    for (const struct pgm_id_kind *kind = pgm_tax_ids; kind->name && count < PGM_IDS_MAX; kind++)
        ids[count++] = (struct id_name){kind, kind->name, true};
    for (const struct pgm_id_kind *kind = pgm_vat_ids; kind->name && count < PGM_IDS_MAX; kind++)
        if (kind->seal)
            ids[count++] = (struct id_name){kind, "eu_vat", true};
    return count;
}

size_t pgm_ids_count(void)
{
    struct id_name ids[PGM_IDS_MAX];
    return list_ids(ids);
}

bool pgm_ids_is_tax(size_t index)
{
    struct id_name ids[PGM_IDS_MAX];
    return index < list_ids(ids) && ids[index].is_tax;
}

const char *pgm_ids_name(size_t index)
{
    struct id_name ids[PGM_IDS_MAX];
    return index < list_ids(ids) ? ids[index].name : NULL;
}

/* Nine digits alone say nothing: an SSN has dashes or spaces between. */
static bool is_weak_here(const struct id_name *id, const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    if (strcmp(id->name, "us_ssn") == 0)
        return text.bytes != 11 || text.data[3] != text.data[6] || pgm_is_digit(text.data[3]);
    if (strcmp(id->name, "us_ein") == 0)
        return text.bytes != 10 || text.data[2] != '-';
    return !id->kind->seal;
}

/* Letters and digits after a form, by a plain generator: the result is only ever counted. */
static size_t random_id(const char *form, uint64_t *state, uint8_t *id)
{
    size_t count = 0;
    for (; *form && *form != '*' && count < PGM_LAYOUT_CHARS_MAX; form++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const unsigned drawn = (unsigned)(*state >> 33);
        const bool letter = *form == 'A' || *form == 'K';
        const bool digit = *form == '9' || *form == 'C' || *form == 'X' || *form == '=';
        id[count++] = letter  ? (uint8_t)('A' + drawn % 26)
                      : digit ? (uint8_t)('0' + drawn % 10)
                              : (uint8_t)(*form >= 'a' ? *form - 0x20 : *form);
    }
    return count;
}

void pgm_ids_rate(bool strict[static PGM_IDS_MAX])
{
    static const unsigned tries = 200, passes_max = 40;
    struct id_name ids[PGM_IDS_MAX];
    const size_t kinds = list_ids(ids);
    uint64_t state = 1;
    for (size_t i = 0; i < kinds; i++) {
        unsigned passes = 0;
        for (unsigned n = 0; n < tries; n++) {
            uint8_t id[PGM_LAYOUT_CHARS_MAX], sealed[PGM_LAYOUT_CHARS_MAX];
            const size_t count = random_id(ids[i].kind->forms[0], &state, id);
            memcpy(sealed, id, count);
            passes += !ids[i].kind->seal || (ids[i].kind->seal(ids[i].kind, sealed, count) &&
                                             memcmp(sealed, id, count) == 0);
        }
        strict[i] = passes <= passes_max;
    }
}

void pgm_ids_count_value(const struct pgm_value *value, uint32_t counts[static PGM_IDS_MAX])
{
    struct id_name ids[PGM_IDS_MAX];
    uint8_t compact[64], sealed[64];
    bool moves[PGM_LAYOUT_CHARS_MAX];
    if (value->digits < 5 || value->text.bytes > 32 || value->above_ascii)
        return;
    const size_t bytes = pgm_layout_collect(value->text, compact);
    const size_t count = bytes <= PGM_LAYOUT_CHARS_MAX ? list_ids(ids) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct pgm_id_set one = {ids[i].kind, 1};
        if (is_weak_here(&ids[i], value) || !pgm_id_match(&one, compact, bytes, moves))
            continue;
        memcpy(sealed, compact, bytes);
        if (!ids[i].kind->seal ||
            (ids[i].kind->seal(ids[i].kind, sealed, bytes) && memcmp(sealed, compact, bytes) == 0))
            counts[i]++;
    }
}
