/*
 * text_match_portable.c: where to look, by a loop over the bytes.
 *
 * One pass stops at the few bytes that can open something. Runs of token characters are found apart from
 * it: one of PGM_TOKEN_RUN_MIN or more covers a byte whose place is a multiple of that number, so one
 * byte in sixteen is enough to look at.
 */
#include <string.h>

#include "chars.h"
#include "text_engine.h"

/* Bytes at which the pass stops. */
static const bool opens[256] = {
    ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true,
    ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,
    ['@'] = true, [':'] = true, ['w'] = true, ['W'] = true, ['-'] = true,
};

static bool is_token(uint8_t c)
{
    return pgm_is_letter(c) || pgm_is_digit(c) || c == '+' || c == '/' || c == '_' || c == '-';
}

static void find_tokens(struct pgm_text_scan *scan)
{
    for (size_t at = PGM_TOKEN_RUN_MIN - 1; at < scan->bytes; at += PGM_TOKEN_RUN_MIN) {
        if (!is_token(scan->data[at]))
            continue;
        size_t begin = at, end = at;
        while (begin > 0 && at - begin < PGM_TOKEN_RUN_MIN && is_token(scan->data[begin - 1]))
            begin--;
        while (end < scan->bytes && end - at < PGM_TOKEN_RUN_MIN && is_token(scan->data[end]))
            end++;
        if (end - begin >= PGM_TOKEN_RUN_MIN)
            pgm_text_look_token(scan, at);
    }
}

static bool has_at(const struct pgm_text_scan *scan, size_t at, const char *text, size_t bytes)
{
    return scan->bytes - at >= bytes && memcmp(scan->data + at, text, bytes) == 0;
}

static void look_at(struct pgm_text_scan *scan, size_t at)
{
    switch (scan->data[at]) {
    case '@':
        pgm_text_look_mail(scan, at);
        break;
    case ':':
        if (has_at(scan, at, "://", 3))
            pgm_text_look_link(scan, at);
        pgm_text_look_colon(scan, at);
        break;
    case 'w':
    case 'W':
        if (scan->bytes - at > 4 && (scan->data[at + 1] | 0x20) == 'w' &&
            (scan->data[at + 2] | 0x20) == 'w' && scan->data[at + 3] == '.')
            pgm_text_look_www(scan, at);
        break;
    case '-':
        if (has_at(scan, at, PGM_PEM_BEGIN, sizeof PGM_PEM_BEGIN - 1))
            pgm_text_look_pem(scan, at);
        break;
    default: /* a digit: of a group, the first will do */
        if (at > 0 && pgm_is_digit(scan->data[at - 1]))
            return;
        pgm_text_look_lettered(scan, at);
        pgm_text_look_number(scan, at);
    }
}

void pgm_text_portable_find(const struct pgm_text_matcher *matcher, void *lease,
                            struct pgm_text_scan *scan)
{
    (void)matcher;
    (void)lease;
    const uint8_t *data = scan->data;
    for (size_t at = 0; at < scan->bytes; at++)
        if (opens[data[at]])
            look_at(scan, at);
    if (pgm_text_wants(scan, PGM_TEXT_TOKEN))
        find_tokens(scan);
}
