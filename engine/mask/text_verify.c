/* text_verify.c: addresses, links and blocks: what a look finds around its place. Numbers are in
 * text_number.c, tokens in text_token.c. */
#include "text_verify.h"

#include <arpa/inet.h>
#include <string.h>

#include "chars.h"

#define SCHEME_CHARS_MIN 2
#define SCHEME_CHARS_MAX 32
#define TLD_CHARS_MIN    2

void pgm_text_hit(struct pgm_text_scan *scan, size_t begin, size_t end, enum pgm_text_kind kind)
{
    if (pgm_text_wants(scan, kind))
        pgm_text_matches_add(scan->matches, (struct pgm_text_match){(uint32_t)begin, (uint32_t)end,
                                                                    (uint8_t)kind, 0});
}

static bool is_alnum(uint8_t c)
{
    return pgm_is_letter(c) || pgm_is_digit(c);
}

bool pgm_text_begins(const struct pgm_text_scan *scan, size_t at)
{
    return at == 0 || !is_alnum(scan->data[at - 1]);
}

bool pgm_text_ends(const struct pgm_text_scan *scan, size_t at)
{
    return at == scan->bytes || !is_alnum(scan->data[at]);
}

/* ---- e-mail (RFC 5321 without quoted local parts and address literals, RFC 6531) ------------- */

/* A letter of two bytes (Latin with marks, Greek, Cyrillic, ...): 0xc3 and up begin one. Wider
 * characters end an address: in Chinese or Japanese text nothing else would. */
static bool is_wide_lead(uint8_t c)
{
    return c >= 0xc3 && c <= 0xdf;
}

static bool is_trail(uint8_t c)
{
    return (c & 0xc0) == 0x80;
}

static bool is_wide_letter(const struct pgm_text_scan *scan, size_t at)
{
    return at + 1 < scan->bytes && is_wide_lead(scan->data[at]) && is_trail(scan->data[at + 1]);
}

/* What people use of RFC 5322's atext: with `/`, `=` and braces, too, a match would begin at the wrong
 * place in "email=ann@x.org". */
static bool is_local(uint8_t c)
{
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'' ||
           c == '&' || c == '~';
}

static size_t local_begin(const struct pgm_text_scan *scan, size_t at)
{
    size_t begin = at;
    while (begin > 0) {
        if (is_local(scan->data[begin - 1]))
            begin--;
        else if (begin > 1 && is_wide_letter(scan, begin - 2))
            begin -= 2;
        else
            break;
    }
    while (begin < at && !is_alnum(scan->data[begin]) && scan->data[begin] != '_' &&
           scan->data[begin] < 0x80)
        begin++; /* a quote before it, a dash of a list */
    return begin;
}

/* The end of the label that begins at `at`; *named tells whether it may be the last of a host's name. */
static size_t label_end(const struct pgm_text_scan *scan, size_t at, bool *named)
{
    size_t end = at;
    bool letter = false;
    while (end < scan->bytes) {
        const uint8_t c = scan->data[end];
        const size_t wide = is_wide_letter(scan, end) ? 2 : 0;
        if (!wide && !is_alnum(c) && !(c == '-' && end > at))
            break;
        letter = letter || wide || pgm_is_letter(c);
        end += wide ? wide : 1;
    }
    while (end > at && scan->data[end - 1] == '-')
        end--;
    *named = letter && end - at >= TLD_CHARS_MIN;
    return end;
}

/* Where a name of at least two labels ends; `at` where there is none. */
static size_t host_end(const struct pgm_text_scan *scan, size_t at)
{
    bool named;
    size_t good = at, end = label_end(scan, at, &named);
    for (size_t label = at; end > label && end < scan->bytes && scan->data[end] == '.';) {
        label = end + 1;
        end = label_end(scan, label, &named);
        if (named)
            good = end;
    }
    return good;
}

void pgm_text_look_mail(struct pgm_text_scan *scan, size_t at)
{
    const size_t begin = local_begin(scan, at), end = host_end(scan, at + 1);
    if (begin < at && end > at + 1)
        pgm_text_hit(scan, begin, end, PGM_TEXT_EMAIL);
}

/* ---- links (RFC 3986, as people write them) -------------------------------------------------- */

/* White space, controls, what encloses links, and the characters of three bytes that are punctuation
 * (U+2000 to U+3FFF and U+F000 up) or of a script written without spaces between words. */
static bool ends_link(uint8_t c)
{
    return c <= ' ' || c == 0x7f || c == '"' || c == '<' || c == '>' || c == '`' || c == '{' ||
           c == '}' || c == '|' || c == '^' || c == '\\' || c == 0xe2 || c == 0xe3 || c == 0xef;
}

static bool is_sentence_end(uint8_t c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == '\'' ||
           c == ']' || c == '*';
}

/* A parenthesis that was not opened inside belongs to the sentence. */
static size_t link_end(const struct pgm_text_scan *scan, size_t begin)
{
    size_t end = begin, opened = 0, closed = 0;
    for (; end < scan->bytes && !ends_link(scan->data[end]); end++) {
        opened += scan->data[end] == '(';
        closed += scan->data[end] == ')';
    }
    while (end > begin) {
        const bool parenthesis = scan->data[end - 1] == ')' && closed > opened;
        if (!parenthesis && !is_sentence_end(scan->data[end - 1]))
            break;
        closed -= parenthesis;
        end--;
    }
    return end;
}

void pgm_text_look_link(struct pgm_text_scan *scan, size_t at)
{
    if (at < scan->done[PGM_LOOK_LINK])
        return;
    size_t begin = at;
    while (begin > scan->done[PGM_LOOK_LINK] && at - begin < SCHEME_CHARS_MAX &&
           (is_alnum(scan->data[begin - 1]) || scan->data[begin - 1] == '+'))
        begin--;
    while (begin < at && !pgm_is_letter(scan->data[begin]))
        begin++;
    const size_t end = link_end(scan, at + 3);
    scan->done[PGM_LOOK_LINK] = end;
    if (at - begin >= SCHEME_CHARS_MIN && end > at + 3)
        pgm_text_hit(scan, begin, end, PGM_TEXT_URL);
}

void pgm_text_look_www(struct pgm_text_scan *scan, size_t at)
{
    if (at < scan->done[PGM_LOOK_WWW] || !pgm_text_begins(scan, at))
        return;
    const size_t host = host_end(scan, at + 4);
    if (host == at + 4)
        return;
    const size_t end = link_end(scan, at);
    scan->done[PGM_LOOK_WWW] = end;
    pgm_text_hit(scan, at, end > host ? end : host, PGM_TEXT_URL);
}

/* ---- IPv6 (RFC 4291) ------------------------------------------------------------------------- */

static bool is_hex(uint8_t c)
{
    return pgm_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_address6(uint8_t c)
{
    return is_hex(c) || c == ':' || c == '.';
}

/* At least two groups, and a digit somewhere: "std::" and "::" are code. */
static bool is_plausible6(const uint8_t *text, size_t bytes)
{
    size_t groups = 0;
    bool digit = false;
    for (size_t i = 0; i < bytes; i++) {
        groups += is_hex(text[i]) && (i == 0 || !is_hex(text[i - 1]));
        digit = digit || pgm_is_digit(text[i]);
    }
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (groups < 2 || !digit || bytes >= sizeof copy)
        return false;
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return inet_pton(AF_INET6, copy, &address) == 1;
}

void pgm_text_look_colon(struct pgm_text_scan *scan, size_t at)
{
    if (at < scan->done[PGM_LOOK_COLON])
        return;
    size_t begin = at, end = at;
    while (begin > scan->done[PGM_LOOK_COLON] && is_address6(scan->data[begin - 1]))
        begin--;
    while (end < scan->bytes && is_address6(scan->data[end]))
        end++;
    scan->done[PGM_LOOK_COLON] = end;
    while (end > begin &&
           (scan->data[end - 1] == '.' ||
            (scan->data[end - 1] == ':' && end - begin > 1 && scan->data[end - 2] != ':')))
        end--;
    while (begin < end &&
           (scan->data[begin] == '.' ||
            (scan->data[begin] == ':' && begin + 1 < end && scan->data[begin + 1] != ':')))
        begin++;
    if (pgm_text_begins(scan, begin) && pgm_text_ends(scan, end) &&
        is_plausible6(scan->data + begin, end - begin))
        pgm_text_hit(scan, begin, end, PGM_TEXT_IP);
}

/* ---- PEM (RFC 7468) -------------------------------------------------------------------------- */

/* A block whose end is missing reaches to the end of the text. */
void pgm_text_look_pem(struct pgm_text_scan *scan, size_t at)
{
    static const char end_mark[] = "-----END ";
    if (at < scan->done[PGM_LOOK_PEM])
        return;
    size_t end = scan->bytes;
    const uint8_t *mark = memmem(scan->data + at, end - at, end_mark, sizeof end_mark - 1);
    if (mark) {
        size_t i = (size_t)(mark - scan->data) + sizeof end_mark - 1;
        while (i < scan->bytes && scan->data[i] != '\n' && scan->data[i] != '-')
            i++;
        while (i < scan->bytes && scan->data[i] == '-')
            i++;
        end = i;
    }
    scan->done[PGM_LOOK_PEM] = end;
    pgm_text_hit(scan, at, end, PGM_TEXT_BLOCK);
}
