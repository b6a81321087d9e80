/* text_fake.c: see text_fake.h. */
#include "text_fake.h"

#include <string.h>

#include "base32.h"
#include "chars.h"
#include "draw.h"
#include "text_verify.h"

#define HOST_SUFFIX ".example.com"
#define LABEL_CHARS 10 /* of base32: 50 bits tell hosts apart */
#define IBAN_MAX    34
#define TRIES_MAX   8

static size_t same_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes;
}

/* ---- url ----------------------------------------------------------------------------------- */

struct url_parts {
    struct pgm_span scheme; /* with its "://", or "www." */
    struct pgm_span user;   /* with its '@' */
    struct pgm_span host, rest;
};

static struct pgm_span slice(struct pgm_span text, size_t begin, size_t end)
{
    return (struct pgm_span){text.data + begin, end - begin};
}

static struct url_parts split(struct pgm_span url)
{
    const uint8_t *mark = memmem(url.data, url.bytes, "://", 3);
    const size_t begin = mark ? (size_t)(mark - url.data) + 3 : url.bytes < 4 ? url.bytes : 4;
    size_t end = begin, host = begin;
    for (; end < url.bytes && !strchr("/?#", url.data[end]); end++)
        if (url.data[end] == '@')
            host = end + 1;
    size_t host_end = host;
    if (host < end && url.data[host] == '[') /* an IPv6 address */
        while (host_end < end && url.data[host_end] != ']')
            host_end++;
    while (host_end < end && url.data[host_end] != ':')
        host_end++;
    return (struct url_parts){slice(url, 0, begin), slice(url, begin, host),
                              slice(url, host, host_end), slice(url, host_end, url.bytes)};
}

static bool is_hex(uint8_t c)
{
    return pgm_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Letters become x, digits 0, an escaped or wide character x. A port stays: it says nothing. */
static uint8_t *write_redacted(struct pgm_span text, uint8_t *out)
{
    size_t at = 0;
    if (text.bytes && text.data[0] == ':')
        for (; at < text.bytes && text.data[at] != '/'; at++)
            *out++ = text.data[at];
    for (; at < text.bytes; at++) {
        const uint8_t c = text.data[at];
        if (c == '%' && at + 2 < text.bytes && is_hex(text.data[at + 1]) &&
            is_hex(text.data[at + 2])) {
            *out++ = 'x';
            at += 2;
        } else if (pgm_is_letter(c) || c >= 0xc0) {
            *out++ = 'x';
        } else if (c < 0x80) {
            *out++ = pgm_is_digit(c) ? '0' : c;
        }
    }
    return out;
}

static size_t url_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes + LABEL_CHARS + sizeof HOST_SUFFIX;
}

static void url_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    struct url_parts *parts = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *parts);
    struct pgm_span *hosts = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *hosts);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    for (size_t i = 0; i < batch->count; i++) {
        parts[i] = split(batch->in->bytes[i]);
        uint8_t *host = pgm_scratch_alloc(batch->scratch, parts[i].host.bytes);
        memcpy(host, parts[i].host.data, parts[i].host.bytes);
        pgm_chars_set_case(host, parts[i].host.bytes, PGM_CASE_LOWER);
        hosts[i] = (struct pgm_span){host, parts[i].host.bytes};
    }
    pgm_prf(&mask->domain->key, hosts, batch->count, digests);
    for (size_t i = 0; i < batch->count; i++) {
        uint8_t *const begin =
            pgm_scratch_alloc(batch->scratch, url_bound(mask, batch->in->bytes[i].bytes));
        memcpy(begin, parts[i].scheme.data, parts[i].scheme.bytes);
        uint8_t *end = write_redacted(parts[i].user, begin + parts[i].scheme.bytes);
        if (parts[i].host.bytes) { /* file:///home has none */
            end = pgm_base32_write(digests[i], LABEL_CHARS, end);
            memcpy(end, HOST_SUFFIX, sizeof HOST_SUFFIX - 1);
            end += sizeof HOST_SUFFIX - 1;
        }
        end = write_redacted(parts[i].rest, end);
        batch->out->bytes[i] = (struct pgm_span){begin, (size_t)(end - begin)};
    }
}

const struct pgm_mask_class pgm_text_fake_url = {
    .name = "text_url",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED,
    .bound = url_bound,
    .apply = url_apply,
};

/* ---- iban ---------------------------------------------------------------------------------- */

/* Digits for digits and letters for letters behind the country; then the check digits (ISO 13616). */
static void draw_iban(struct pgm_draw *draw, uint8_t *iban, size_t count)
{
    for (size_t i = 4; i < count; i++)
        iban[i] =
            (uint8_t)(pgm_is_digit(iban[i]) ? '0' + pgm_draw_below(draw, 10)
                                            : ((iban[i] & 0x20) | 'A') + pgm_draw_below(draw, 26));
    iban[2] = iban[3] = '0';
    const unsigned check = 98 - pgm_text_iban_mod97(iban, count);
    iban[2] = (uint8_t)('0' + check / 10);
    iban[3] = (uint8_t)('0' + check % 10);
}

static void iban_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgm_span text = batch->in->bytes[i];
        uint8_t *out = pgm_scratch_alloc(batch->scratch, text.bytes);
        uint8_t was[IBAN_MAX], iban[IBAN_MAX];
        size_t count = 0, used = 0;
        for (size_t k = 0; k < text.bytes && count < IBAN_MAX; k++)
            if (pgm_is_letter(text.data[k]) || pgm_is_digit(text.data[k]))
                was[count++] = text.data[k];
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_TEXT);
        memcpy(iban, was, count);
        for (int tries = 0; tries < TRIES_MAX && memcmp(iban, was, count) == 0; tries++)
            draw_iban(&draw, iban, count);
        for (size_t k = 0; k < text.bytes; k++)
            out[k] = pgm_is_letter(text.data[k]) || pgm_is_digit(text.data[k]) ? iban[used++]
                                                                               : text.data[k];
        batch->out->bytes[i] = (struct pgm_span){out, text.bytes};
    }
}

const struct pgm_mask_class pgm_text_fake_iban = {
    .name = "text_iban",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH,
    .bound = same_bound,
    .apply = iban_apply,
};

/* ---- token --------------------------------------------------------------------------------- */

static uint8_t draw_like(struct pgm_draw *draw, uint8_t c, bool hex)
{
    static const char digits[] = "0123456789abcdef";
    if (hex && is_hex(c)) {
        const uint8_t fake = (uint8_t)digits[pgm_draw_below(draw, 16)];
        return pgm_is_upper(c) && pgm_is_letter(fake) ? fake & 0xdf : fake;
    }
    if (pgm_is_digit(c))
        return (uint8_t)('0' + pgm_draw_below(draw, 10));
    return pgm_is_letter(c) ? (uint8_t)(((c & 0x20) | 'A') + pgm_draw_below(draw, 26)) : c;
}

static bool is_all_hex(struct pgm_span text)
{
    for (size_t i = 0; i < text.bytes; i++)
        if (!is_hex(text.data[i]))
            return false;
    return true;
}

/* The lines of a PEM block that open and close it say only what it is. */
static size_t label_line_end(struct pgm_span text, size_t at)
{
    if (text.bytes - at < 5 || memcmp(text.data + at, "-----", 5) != 0)
        return at;
    for (size_t i = at + 5; i + 5 <= text.bytes; i++)
        if (memcmp(text.data + i, "-----", 5) == 0)
            return i + 5;
    return at;
}

static void token_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgm_span text = batch->in->bytes[i];
        uint8_t *out = pgm_scratch_alloc(batch->scratch, text.bytes);
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_TEXT);
        const char *harmless = NULL;
        const bool hex = is_all_hex(text);
        size_t at = pgm_text_token_prefix(text.data, text.bytes, &harmless);
        if (at)
            memcpy(out, harmless, at);
        while (at < text.bytes) {
            const size_t label_end = text.data[at] == '-' ? label_line_end(text, at) : at;
            if (label_end > at) {
                memcpy(out + at, text.data + at, label_end - at);
                at = label_end;
                continue;
            }
            out[at] = text.data[at] < 0x80 ? draw_like(&draw, text.data[at], hex) : 'x';
            at++;
        }
        batch->out->bytes[i] = (struct pgm_span){out, text.bytes};
    }
}

const struct pgm_mask_class pgm_text_fake_token = {
    .name = "text_token",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KEEPS_LENGTH,
    .bound = same_bound,
    .apply = token_apply,
};

/* ---- national ids -------------------------------------------------------------------------- */

static void id_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgm_span text = batch->in->bytes[i];
        uint8_t *out = pgm_scratch_alloc(batch->scratch, text.bytes);
        const size_t bytes =
            pgm_chars_redact(text, mask->utf8, 0, PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, out);
        batch->out->bytes[i] = (struct pgm_span){out, bytes};
    }
}

const struct pgm_mask_class pgm_text_fake_id = {
    .name = "text_national_id",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEEPS_LENGTH,
    .bound = same_bound,
    .apply = id_apply,
};
