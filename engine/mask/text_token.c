/* text_token.c: keys and tokens: those of known services by their prefixes, others by their look. */
#include <string.h>

#include "chars.h"
#include "text_verify.h"

/* Random text of so many characters is rarely anything but a key. */
#define RANDOM_CHARS_MIN 32
/* In random base64 two neighbours in three are of different classes (capitals, small letters, digits), and
 * digits stand in several places. In words and paths one in three is, and a number stands at the end.
 * Of random texts of 32 characters 4 in 100 have fewer than two runs of digits or two in five. */
#define SWITCHES_NUMERATOR   2
#define SWITCHES_DENOMINATOR 5
#define JWT_PART_MIN         10

/* The services' own documents name their prefixes; GitHub's secret scanning lists most of them. */
static const struct prefix {
    const char *text;
    uint8_t more_min; /* characters behind it */
} prefixes[] = {
    {"sk_live_", 10}, {"rk_live_", 10}, {"pk_live_", 10}, {"sk_test_", 10},    {"whsec_", 20},
    {"sk-", 20},      {"AKIA", 16},     {"ASIA", 16},     {"ghp_", 20},        {"gho_", 20},
    {"ghu_", 20},     {"ghs_", 20},     {"ghr_", 20},     {"github_pat_", 20}, {"glpat-", 20},
    {"xoxb-", 12},    {"xoxa-", 12},    {"xoxp-", 12},    {"xoxr-", 12},       {"xoxs-", 12},
    {"xapp-", 12},    {"AIza", 30},     {"npm_", 30},     {"pypi-", 30},       {"hf_", 30},
    {"dop_v1_", 32},  {"shpat_", 32},   {"shpss_", 32},   {"eyJ", 13}, /* but see jwt_end() */
};

static bool has_prefix(const uint8_t *token, size_t bytes)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const char *text = prefixes[i].text;
        size_t length = 0;
        while (text[length] && length < bytes && (uint8_t)text[length] == token[length])
            length++;
        if (!text[length] && bytes >= length + prefixes[i].more_min)
            return true;
    }
    return false;
}

static bool is_word(uint8_t c)
{
    return pgm_is_letter(c) || pgm_is_digit(c) || c == '_' || c == '-';
}

static bool is_base64(uint8_t c)
{
    return is_word(c) || c == '+' || c == '/';
}

static bool is_hex(uint8_t c)
{
    return pgm_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Header, payload and signature with dots between (RFC 7519); [begin, end) is the header. `begin` where
 * no payload follows. */
static size_t jwt_end(const struct pgm_text_scan *scan, size_t begin, size_t end, size_t limit)
{
    size_t parts = 1;
    while (parts < 3 && end < limit && scan->data[end] == '.') {
        size_t at = end + 1;
        while (at < limit && is_word(scan->data[at]))
            at++;
        if (at - end - 1 < JWT_PART_MIN)
            break;
        end = at;
        parts++;
    }
    return parts > 1 ? end : begin;
}

static unsigned class_of(uint8_t c)
{
    return pgm_is_digit(c) ? 1 : pgm_is_upper(c) ? 2 : pgm_is_lower(c) ? 4 : 0;
}

/* Hexadecimal digits of both sorts, or letters of both cases and digits in a random order. */
static bool looks_random(const uint8_t *text, size_t bytes)
{
    unsigned seen = 0, switches = 0, before = 0, numbers = 0;
    bool hex = true;
    if (bytes < RANDOM_CHARS_MIN)
        return false;
    for (size_t i = 0; i < bytes; i++) {
        const unsigned class = class_of(text[i]);
        hex = hex && is_hex(text[i]);
        seen |= class;
        switches += i > 0 && class != before;
        numbers += class == 1 && class != before;
        before = class;
    }
    if (hex)
        return seen & 1 && seen & 6;
    return seen == 7 && numbers > 1 &&
           (size_t)switches * SWITCHES_DENOMINATOR >= bytes * SWITCHES_NUMERATOR;
}

/* The words of the region that begin like a token of a known service. */
static void find_known(struct pgm_text_scan *scan, size_t begin, size_t end)
{
    for (size_t at = begin; at < end;) {
        size_t stop = at;
        while (stop < end && is_word(scan->data[stop]))
            stop++;
        if (has_prefix(scan->data + at, stop - at)) {
            const bool jwt = memcmp(scan->data + at, "eyJ", 3) == 0;
            stop = jwt ? jwt_end(scan, at, stop, end) : stop;
            if (stop > at)
                pgm_text_hit(scan, at, stop, PGM_TEXT_TOKEN);
        }
        while (stop < end && is_word(scan->data[stop])) /* what a JWT it is not left */
            stop++;
        at = stop < end ? stop + 1 : stop;
    }
}

static void find_random(struct pgm_text_scan *scan, size_t begin, size_t end)
{
    for (size_t at = begin; at < end;) {
        size_t stop = at;
        while (stop < end && is_base64(scan->data[stop]))
            stop++;
        const bool random = looks_random(scan->data + at, stop - at);
        size_t padded = stop;
        while (padded < end && padded < stop + 2 && scan->data[padded] == '=')
            padded++;
        if (random)
            pgm_text_hit(scan, at, padded, PGM_TEXT_TOKEN);
        at = stop < end ? stop + 1 : stop;
    }
}

void pgm_text_look_token(struct pgm_text_scan *scan, size_t at)
{
    if (at < scan->done[PGM_LOOK_TOKEN])
        return;
    size_t begin = at, end = at;
    while (begin > 0 && (is_base64(scan->data[begin - 1]) || scan->data[begin - 1] == '.' ||
                         scan->data[begin - 1] == '='))
        begin--;
    while (end < scan->bytes &&
           (is_base64(scan->data[end]) || scan->data[end] == '.' || scan->data[end] == '='))
        end++;
    scan->done[PGM_LOOK_TOKEN] = end;
    find_known(scan, begin, end);
    find_random(scan, begin, end);
}
