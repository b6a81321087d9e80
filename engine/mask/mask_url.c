/*
 * mask_url.c: url, hostname.
 *
 *   https :// ann:pw @ www.corp.de : 8443 / users / 4711.pdf ? id=7 & q=x  # top
 *   kept      each     a host of           each segment:    values: each    each
 *             letter   example.com         each letter,     letter; names
 *                      or .org             the extension    stay
 *                                          stays
 *
 * Each part is hashed by itself: a host, a segment and a value have one fake in all URLs (RFC 3986 names
 * the parts; nothing is refused, and what is no URL counts as a path).
 */
#include <string.h>

#include "args.h"
#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "scramble.h"

#define HOST_CHARS        12 /* of base32: 60 bits */
#define TAG_CHARS         16 /* 80 bits */
#define SUFFIX_BYTES      12 /* ".example.com" */
#define EXTENSION_MAX     5
#define PART_TAG          UINT64_C(0x75726c2070617274) /* part of the result */
#define HOST_OF_DIGEST(d) ((d).word[1] >> 63 ? ".example.org" : ".example.com")

enum part_kind { PART_AS_IS, PART_HOST, PART_SECRET };

struct part {
    enum part_kind kind;
    struct pgm_span text;
};

/* Parts of one value after another; `parts` may be NULL, to count. */
struct parts {
    struct part *parts;
    size_t count;
};

static void add(struct parts *parts, enum part_kind kind, const uint8_t *from, const uint8_t *to)
{
    if (from == to)
        return;
    if (parts->parts)
        parts->parts[parts->count] = (struct part){kind, {from, (size_t)(to - from)}};
    parts->count++;
}

/* The first of two bytes, or `end`. */
static const uint8_t *find_either(const uint8_t *at, const uint8_t *end, uint8_t a, uint8_t b)
{
    while (at < end && *at != a && *at != b)
        at++;
    return at;
}

static const uint8_t *find(const uint8_t *at, const uint8_t *end, uint8_t byte)
{
    return find_either(at, end, byte, byte);
}

/* user:password@host:port; a port of digits stays. */
static void split_authority(struct parts *parts, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *host = at;
    for (const uint8_t *c = at; c < end; c++)
        if (*c == '@')
            host = c + 1;
    if (host > at) {
        add(parts, PART_SECRET, at, host - 1);
        add(parts, PART_AS_IS, host - 1, host);
    }
    const uint8_t *port = end;
    while (port > host && pgm_is_digit(port[-1]))
        port--;
    port = port > host && port[-1] == ':' ? port - 1 : end;
    add(parts, PART_HOST, host, port);
    add(parts, PART_AS_IS, port, end);
}

/* Of file names, zero padded: eight bytes are held against eight. */
static const char extensions[][8] = {
    "7z",  "asp",  "aspx", "atom", "avi",  "bmp",  "bz2", "cgi",  "css",  "csv",  "do",
    "doc", "docx", "gif",  "gz",   "htm",  "html", "ico", "jpeg", "jpg",  "js",   "json",
    "jsp", "map",  "mov",  "mp3",  "mp4",  "odt",  "pdf", "php",  "png",  "ppt",  "pptx",
    "rss", "svg",  "tar",  "tgz",  "ttf",  "txt",  "wav", "webm", "webp", "woff", "woff2",
    "xls", "xlsx", "xml",  "xz",   "yaml", "yml",  "zip"};

/* Where the extension of a file's name begins, as in "report.pdf"; `end` where it has none that is known:
 * what follows the point of "ann.smith" is none. */
static const uint8_t *extension_of(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *dot = end;
    char name[8] = "";
    while (dot > at && end - dot <= EXTENSION_MAX && *--dot != '.')
        continue;
    if (dot == end || *dot != '.')
        return end;
    for (const uint8_t *c = dot + 1; c < end; c++)
        name[c - dot - 1] = (char)(pgm_is_upper(*c) ? *c | 0x20 : *c);
    for (size_t i = 0; name[0] != '\0' && i < sizeof extensions / sizeof *extensions; i++)
        if (memcmp(extensions[i], name, sizeof name) == 0)
            return dot;
    return end;
}

static void split_path(struct parts *parts, const uint8_t *at, const uint8_t *end)
{
    while (at < end) {
        const uint8_t *slash = find(at, end, '/');
        const uint8_t *extension = slash == end ? extension_of(at, end) : slash;
        add(parts, PART_SECRET, at, extension);
        add(parts, PART_AS_IS, extension, slash);
        at = slash < end ? slash + 1 : end;
        add(parts, PART_AS_IS, slash, at);
    }
}

/* name=value&name=value; a name without a value counts as one. */
static void split_query(struct parts *parts, const uint8_t *at, const uint8_t *end)
{
    while (at < end) {
        const uint8_t *next = find_either(at, end, '&', ';'), *equal = find(at, next, '=');
        const uint8_t *value = equal < next ? equal + 1 : at;
        add(parts, PART_AS_IS, at, value);
        add(parts, PART_SECRET, value, next);
        at = next < end ? next + 1 : end;
        add(parts, PART_AS_IS, next, at);
    }
}

/* A scheme of two letters or more and "://"; at `at` itself there is none. */
static const uint8_t *scheme_end(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *c = at;
    while (c < end &&
           (pgm_is_letter(*c) || pgm_is_digit(*c) || *c == '+' || *c == '-' || *c == '.'))
        c++;
    return c - at >= 2 && end - c >= 3 && memcmp(c, "://", 3) == 0 ? c + 3 : at;
}

/* Whether text without a scheme begins with a host, as in "www.corp.de/users". */
static bool is_host(const uint8_t *at, const uint8_t *end)
{
    bool dot = false, letter = false;
    for (; at < end; at++) {
        if (!pgm_is_letter(*at) && !pgm_is_digit(*at) && !strchr("-.:", *at))
            return false;
        dot |= *at == '.';
        letter |= pgm_is_letter(*at);
    }
    return dot && letter;
}

static void split(struct parts *parts, struct pgm_span text)
{
    const uint8_t *at = text.data, *end = text.data + text.bytes;
    const uint8_t *hash = find(at, end, '#'), *query = find(at, hash, '?');
    const uint8_t *authority = scheme_end(at, query), *path = find(authority, query, '/');
    add(parts, PART_AS_IS, at, authority);
    if (authority > at)
        split_authority(parts, authority, path);
    else if (is_host(at, path))
        add(parts, PART_HOST, at, path);
    else
        path = at;
    split_path(parts, path, query);
    if (query < hash) {
        add(parts, PART_AS_IS, query, query + 1);
        split_query(parts, query + 1, hash);
    }
    if (hash < end) {
        add(parts, PART_AS_IS, hash, hash + 1);
        add(parts, PART_SECRET, hash + 1, end);
    }
}

/* ---- writing ------------------------------------------------------------------------------- */

struct url {
    int32_t code_max;
    bool unique;
};

/* A letter first, as labels begin (RFC 952). */
static uint8_t *write_host(struct pgm_digest digest, size_t chars, const char *suffix, uint8_t *out)
{
    *out++ = 'h';
    out = pgm_base32_write(digest, chars, out);
    const size_t bytes = strlen(suffix);
    memcpy(out, suffix, bytes);
    return out + bytes;
}

/* A percent-encoded byte becomes that of a letter, a to o. */
static uint8_t *write_secret(const struct pgm_mask *mask, struct pgm_span text,
                             struct pgm_digest digest, uint8_t *out)
{
    const struct url *url = mask->state;
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_SCRAMBLE);
    const uint8_t *at = text.data, *end = at + text.bytes;
    while (at < end) {
        const uint8_t *percent = find(at, end, '%');
        out += pgm_scramble((struct pgm_span){at, (size_t)(percent - at)}, mask->utf8,
                            url->code_max, 0, &draw, out);
        at = percent;
        if (end - at >= 3) {
            *out++ = '%';
            *out++ = '6';
            *out++ = (uint8_t) "123456789abcdef"[pgm_draw_below(&draw, 15)];
            at += 3;
        } else if (at < end) {
            *out++ = '%';
            at++;
        }
    }
    return out;
}

static uint8_t *write_part(const struct pgm_mask *mask, const struct part *part,
                           struct pgm_digest digest, uint8_t *out)
{
    switch (part->kind) {
    case PART_HOST:
        return write_host(digest, HOST_CHARS, HOST_OF_DIGEST(digest), out);
    case PART_SECRET:
        return write_secret(mask, part->text, digest, out);
    default:
        memcpy(out, part->text.data, part->text.bytes);
        return out + part->text.bytes;
    }
}

/* In a unique domain the fragment is replaced by a tag of the exact value. */
static uint8_t *write_tag(const struct pgm_mask *mask, struct pgm_digest exact, uint8_t *start,
                          uint8_t *end)
{
    uint8_t *hash = memchr(start, '#', (size_t)(end - start));
    end = hash ? hash : end;
    const int32_t rest = mask->max_chars > 0 ? mask->max_chars - TAG_CHARS - 1 : 0;
    if (mask->max_chars > 0)
        end = rest <= 0 ? start
                        : start + pgm_chars_cut((struct pgm_span){start, (size_t)(end - start)},
                                                mask->utf8, rest);
    *end++ = '#';
    return pgm_base32_write(exact, TAG_CHARS, end);
}

/* ---- url ----------------------------------------------------------------------------------- */

static enum pgm_status url_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct url *url = PGM_ARENA_NEW(setup->arena, struct url);
    *url = (struct url){setup->code_max, setup->domain->unique};
    mask->state = url;
    return PGM_OK;
}

static size_t url_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes + 1 + HOST_CHARS + SUFFIX_BYTES + 1 + TAG_CHARS;
}

static size_t url_unique_chars_min(const struct pgm_mask *mask)
{
    (void)mask;
    return 1 + TAG_CHARS;
}

/* The digests of all parts of the batch; those that stay have a zero one. */
static struct pgm_digest *hash_parts(const struct pgm_mask *mask, struct pgm_batch *batch,
                                     const struct parts *parts)
{
    const size_t count = parts->count;
    struct pgm_span *spans = pgm_scratch_alloc(batch->scratch, count * sizeof *spans);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, count * sizeof *digests);
    bool *none = pgm_scratch_alloc(batch->scratch, count * sizeof *none);
    struct pgm_vector vector = {PGM_REPR_BYTES, count, none, {.bytes = spans}};
    struct pgm_span *forms = pgm_scratch_alloc(batch->scratch, count * sizeof *forms);
    for (size_t i = 0; i < count; i++) {
        none[i] = parts->parts[i].kind == PART_AS_IS;
        spans[i] = parts->parts[i].text;
    }
    pgm_canonical_spans(mask->type, mask->utf8, true, &vector, batch->scratch, forms);
    pgm_prf(&mask->domain->key, forms, count, digests);
    pgm_prf_expand(&mask->domain->key, PART_TAG, digests, count, digests);
    return digests;
}

static void url_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct url *url = mask->state;
    const struct pgm_span *in = batch->in->bytes;
    struct parts parts = {0};
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            split(&parts, in[i]);
    parts.parts = pgm_scratch_alloc(batch->scratch, parts.count * sizeof *parts.parts);
    parts.count = 0;
    size_t *ends = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *ends);
    for (size_t i = 0; i < batch->count; i++) {
        if (!batch->in->null[i])
            split(&parts, in[i]);
        ends[i] = parts.count;
    }
    const struct pgm_digest *digests = hash_parts(mask, batch, &parts);
    struct pgm_digest *exact = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *exact);
    if (url->unique)
        pgm_prf(&mask->domain->key, pgm_exact_batch(mask, batch), batch->count, exact);

    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0, part = 0; i < batch->count; part = ends[i++]) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        uint8_t *end = at;
        for (; part < ends[i]; part++)
            end = write_part(mask, &parts.parts[part], digests[part], end);
        if (url->unique)
            end = write_tag(mask, exact[i], at, end);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_url = {
    .name = "url",
    .family = "network",
    .summary =
        "a URL whose host lies under example.com or example.org and whose path, query values "
        "and fragment are scrambled; other text is scrambled too. Where the domain is unique "
        "the fragment is a tag",
    .keeps = "scheme, port, layout, extension, names of query values; equal hosts and segments are "
             "equal afterwards",
    .example_in = "https://www.corp.test/users/4711/report.pdf?id=7",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE_TAGGED,
    .prepare = url_prepare,
    .bound = url_bound,
    .apply = url_apply,
    .unique_chars_min = url_unique_chars_min,
};

/* ---- hostname ------------------------------------------------------------------------------ */

#define HOSTNAME_SUFFIX_BYTES 8 /* ".example" */

static size_t hostname_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    (void)in_bytes;
    return 1 + TAG_CHARS + HOSTNAME_SUFFIX_BYTES;
}

static size_t hostname_unique_chars_min(const struct pgm_mask *mask)
{
    (void)mask;
    return 1 + TAG_CHARS;
}

static void hostname_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const bool unique = mask->domain->unique;
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    const struct pgm_span *texts =
        unique ? pgm_exact_batch(mask, batch) : pgm_canonical_batch(mask, batch);
    pgm_prf(&mask->domain->key, texts, batch->count, digests);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        const char *suffix = digests[i].word[1] >> 63 ? ".example" : ".test";
        uint8_t *end = write_host(digests[i], unique ? TAG_CHARS : HOST_CHARS, suffix, at);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

const struct pgm_mask_class pgm_mask_hostname = {
    .name = "hostname",
    .family = "network",
    .summary = "a host under .example or .test, which no name server knows; equal hosts stay equal",
    .keeps = "joins; uniqueness, where the domain is unique",
    .example_in = "db1.corp.test",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE_TAGGED,
    .bound = hostname_bound,
    .apply = hostname_apply,
    .unique_chars_min = hostname_unique_chars_min,
};
