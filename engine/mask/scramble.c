/* scramble.c: see scramble.h. */
#include "scramble.h"

#include <string.h>
#include <utf8proc.h>

/* Runs of letters of one case, and of one length in UTF-8 each. */
static const struct alphabet {
    int32_t first, last;
} alphabets[] = {
    {0xc0, 0xd6},     {0xd8, 0xde},                     /* Latin: À to Ö, Ø to Þ */
    {0xe0, 0xf6},     {0xf8, 0xfe},                     /* à to ö, ø to þ */
    {0x391, 0x3a1},   {0x3a3, 0x3a9},   {0x3b1, 0x3c9}, /* Greek */
    {0x410, 0x42f},   {0x430, 0x44f},                   /* Cyrillic */
    {0x5d0, 0x5ea},                                     /* Hebrew */
    {0x621, 0x63a},   {0x641, 0x64a},                   /* Arabic */
    {0x905, 0x939},                                     /* Devanagari */
    {0xe01, 0xe2e},                                     /* Thai */
    {0x3041, 0x3093}, {0x30a1, 0x30f3},                 /* Hiragana, Katakana */
    {0x4e00, 0x9fa5},                                   /* Chinese characters */
    {0xac00, 0xd7a3},                                   /* Hangul */
};

/* Another of the `count` from `first` on. */
static int32_t draw_other(int32_t code, int32_t first, int32_t count, struct pgm_draw *draw)
{
    const int32_t step = 1 + (int32_t)pgm_draw_below(draw, (uint64_t)count - 1);
    return first + (code - first + step) % count;
}

uint8_t pgm_scramble_ascii(uint8_t c, struct pgm_draw *draw)
{
    if (pgm_is_letter(c))
        return (uint8_t)draw_other(c, 'A' | (c & 0x20), 26, draw);
    return pgm_is_digit(c) ? (uint8_t)draw_other(c, '0', 10, draw) : c;
}

/* Another letter of the same alphabet, or -1. */
static int32_t draw_letter(int32_t code, int32_t code_max, struct pgm_draw *draw)
{
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++) {
        const struct alphabet *alphabet = &alphabets[i];
        if (code >= alphabet->first && code <= alphabet->last)
            return code_max != 0 && alphabet->last > code_max
                       ? -1
                       : draw_other(code, alphabet->first, alphabet->last - alphabet->first + 1,
                                    draw);
    }
    return -1;
}

/* A character above ASCII, of `bytes` bytes, or a byte that is none (code < 0). */
static size_t scramble_wide(const uint8_t *at, size_t bytes, int32_t code, int32_t code_max,
                            struct pgm_draw *draw, uint8_t *out)
{
    const int32_t other = code < 0 ? -1 : draw_letter(code, code_max, draw);
    if (other >= 0)
        return (size_t)utf8proc_encode_char(other, out);
    const size_t written = pgm_chars_redact((struct pgm_span){at, bytes}, code >= 0, 0,
                                            PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, out);
    if (out[0] < 0x80)
        out[0] = pgm_scramble_ascii(out[0], draw);
    return written;
}

size_t pgm_scramble(struct pgm_span text, bool utf8, int32_t code_max, int32_t max,
                    struct pgm_draw *draw, uint8_t *out)
{
    const size_t bytes = pgm_chars_cut(text, utf8, max);
    size_t written = 0;
    for (size_t i = 0; i < bytes;) {
        if (text.data[i] < 0x80) {
            out[written++] = pgm_scramble_ascii(text.data[i++], draw);
            continue;
        }
        utf8proc_int32_t code = -1;
        utf8proc_ssize_t length = 0;
        if (utf8)
            length = utf8proc_iterate(text.data + i, (utf8proc_ssize_t)(bytes - i), &code);
        const size_t char_bytes = length > 0 ? (size_t)length : 1;
        written += scramble_wide(text.data + i, char_bytes, length > 0 ? code : -1, code_max, draw,
                                 out + written);
        i += char_bytes;
    }
    return written;
}
