/* text_lettered.c: codes that begin with two letters and two digits: IBAN, UK National Insurance. */
#include <string.h>

#include "chars.h"
#include "text_verify.h"

#define IBAN_CHARS_MAX 34

/* ISO 13616 registry, release 99. */
size_t pgm_text_iban_length(const uint8_t country[2])
{
    static const char lengths[][5] = {
        "AD24", "AE23", "AL28", "AT20", "AZ28", "BA20", "BE16", "BG22", "BH22", "BI27",
        "BR29", "BY28", "CH21", "CR22", "CY28", "CZ24", "DE22", "DJ27", "DK18", "DO28",
        "EE20", "EG29", "ES24", "FI18", "FK18", "FO18", "FR27", "GB22", "GE22", "GI23",
        "GL18", "GR27", "GT28", "HN28", "HR21", "HU28", "IE22", "IL23", "IQ23", "IS26",
        "IT27", "JO30", "KW30", "KZ20", "LB28", "LC32", "LI21", "LT20", "LU20", "LV21",
        "LY25", "MC27", "MD24", "ME22", "MK19", "MN20", "MR27", "MT31", "MU30", "NI28",
        "NL18", "NO15", "OM23", "PK24", "PL28", "PS29", "PT25", "QA29", "RO24", "RS22",
        "RU33", "SA24", "SC31", "SD18", "SE24", "SI19", "SK24", "SM27", "SO23", "ST25",
        "SV28", "TL23", "TN24", "TR26", "UA29", "VA22", "VG24", "XK20", "YE30"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if ((country[0] & 0xdf) == (uint8_t)lengths[i][0] &&
            (country[1] & 0xdf) == (uint8_t)lengths[i][1])
            return (size_t)((lengths[i][2] - '0') * 10 + lengths[i][3] - '0');
    return 0;
}

unsigned pgm_text_iban_mod97(const uint8_t *iban, size_t bytes)
{
    unsigned rest = 0;
    for (size_t i = 0; i < bytes; i++) {
        const uint8_t c = iban[(i + 4) % bytes];
        if (pgm_is_digit(c))
            rest = (10 * rest + (unsigned)(c - '0')) % 97;
        else
            rest = (100 * rest + (unsigned)((c & 0xdf) - 'A' + 10)) % 97;
    }
    return rest;
}

static bool is_alnum(uint8_t c)
{
    return pgm_is_letter(c) || pgm_is_digit(c);
}

/* Reads `wanted` letters and digits from `begin`, with at most one space or dash between any two;
 * returns where they end, 0 where there are fewer. */
static size_t read_code(const struct pgm_text_scan *scan, size_t begin, size_t wanted,
                        uint8_t *code)
{
    size_t count = 0, at = begin;
    while (count < wanted && at < scan->bytes) {
        if (is_alnum(scan->data[at]))
            code[count++] = scan->data[at++];
        else if ((scan->data[at] == ' ' || scan->data[at] == '-') && at + 1 < scan->bytes &&
                 is_alnum(scan->data[at + 1]))
            at++;
        else
            break;
    }
    return count == wanted && pgm_text_ends(scan, at) ? at : 0;
}

/* UK National Insurance numbers (HMRC, NIM39110). */
static bool is_nino(const uint8_t code[9])
{
    static const char never[] = "BGGBNKKNTNNTZZ";
    uint8_t letters[2] = {code[0] & 0xdf, code[1] & 0xdf};
    if (strchr("DFIQUV", letters[0]) || strchr("DFIQUVO", letters[1]) ||
        (unsigned)(code[8] & 0xdf) - 'A' > 3)
        return false;
    for (size_t i = 2; i < 8; i++)
        if (!pgm_is_digit(code[i]))
            return false;
    for (size_t i = 0; never[i]; i += 2)
        if (memcmp(letters, never + i, 2) == 0)
            return false;
    return true;
}

void pgm_text_look_lettered(struct pgm_text_scan *scan, size_t at)
{
    const bool spaced = at >= 3 && scan->data[at - 1] == ' ';
    if (at < 2 || at + 1 >= scan->bytes || !pgm_is_digit(scan->data[at + 1]))
        return;
    const size_t begin = at - 2 - spaced;
    if (!pgm_is_letter(scan->data[begin]) || !pgm_is_letter(scan->data[begin + 1]) ||
        !pgm_text_begins(scan, begin))
        return;
    uint8_t code[IBAN_CHARS_MAX];
    size_t end = read_code(scan, begin, 9, code);
    if (end && is_nino(code))
        pgm_text_hit(scan, begin, end, PGM_TEXT_NATIONAL_ID);
    const size_t wanted = spaced ? 0 : pgm_text_iban_length(scan->data + begin);
    if (wanted == 0)
        return;
    end = read_code(scan, begin, wanted, code);
    if (end && pgm_text_iban_mod97(code, wanted) == 1)
        pgm_text_hit(scan, begin, end, PGM_TEXT_IBAN);
}
