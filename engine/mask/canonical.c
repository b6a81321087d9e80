/* canonical.c: canonical and exact forms of values, and the digests of a batch; see canonical.h. */
#include "canonical.h"

#include <endian.h>
#include <string.h>
#include <utf8proc.h>

#include "bytes.h"
#include "chars.h"

static uint8_t lower_byte(uint8_t c)
{
    return pgm_is_upper(c) ? c | 0x20 : c;
}

static inline pgm_bytes16 lower_bytes(pgm_bytes16 x)
{
    return x | (((pgm_bytes16)(x - 'A' < 26)) & 0x20);
}

static utf8proc_int32_t lower_code(utf8proc_int32_t code, void *data)
{
    (void)data;
    return utf8proc_tolower(code);
}

/* NFC of the lower-cased text. False: not UTF-8. */
static bool normalise(struct pgm_span text, struct pgm_scratch *scratch, struct pgm_span *out)
{
    /* Canonical decomposition makes at most 1.5 code points of a byte (U+0390: 3 of 2 bytes). */
    const size_t capacity = 2 * text.bytes + 16;
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_int32_t *codes = pgm_scratch_alloc(scratch, capacity * sizeof *codes);
    utf8proc_ssize_t count =
        utf8proc_decompose_custom(text.data, (utf8proc_ssize_t)text.bytes, codes,
                                  (utf8proc_ssize_t)capacity, options, lower_code, NULL);
    if (count < 0 || (size_t)count > capacity)
        return false;
    count = utf8proc_normalize_utf32(codes, count, options);
    if (count < 0)
        return false;
    uint8_t *bytes = pgm_scratch_alloc(scratch, 4 * (size_t)count);
    size_t written = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        written += (size_t)utf8proc_encode_char(codes[i], bytes + written);
    *out = (struct pgm_span){bytes, written};
    return true;
}

/*
 * The same for text of ASCII and Latin letters, U+00C0 to U+024F, letter by letter. Such text
 * is NFC as it stands: no combining mark, no character with a canonical composition begins below
 * U+0300. Western names take this way, at a fraction of the general one's cost. False: it is not such
 * text, or has one of the few letters whose other case is far away.
 */
#define LATIN_FIRST 0xc0
#define LATIN_END   0x250
#define X           UINT8_MAX /* a letter whose lower case is further away */

/* What is added to a letter to lower it. */
static const uint8_t latin_steps[LATIN_END - LATIN_FIRST] = {
    /* clang-format off */
    32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
    32, 32, 32, 32, 32, 32, 32, 0, 32, 32, 32, 32, 32, 32, 32, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    X, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1,
    0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, X, 1, 0, 1, 0, 1, 0, 0,
    0, X, 1, 0, 1, 0, X, 1, 0, X, X, 1, 0, 0, X, X,
    X, 1, 0, X, X, 0, X, X, 1, 0, 0, 0, X, X, 0, X,
    1, 0, 1, 0, 1, 0, X, 1, 0, X, 0, 0, 1, 0, X, 1,
    0, X, X, 1, 0, 1, 0, X, 1, 0, 0, 0, 1, 0, 0, 0,
    0, 0, 0, 0, X, 1, 0, X, 1, 0, X, 1, 0, 1, 0, 1,
    0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    0, X, 1, 0, 1, 0, X, X, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    X, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 0, 0, 0, 0, 0, 0, X, 1, 0, X, X, 0,
    0, 1, 0, X, X, X, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
    /* clang-format on */
};

#define HIGH UINT64_C(0x8080808080808080)

/* Eight bytes of the text from i on, zeros behind its end. */
static uint64_t eight_from(struct pgm_span text, size_t i)
{
    uint64_t eight = 0;
    if (i + sizeof eight <= text.bytes) {
        memcpy(&eight, text.data + i, sizeof eight);
        return le64toh(eight);
    }
    if (text.bytes >= sizeof eight) {
        memcpy(&eight, text.data + text.bytes - sizeof eight, sizeof eight);
        return le64toh(eight) >> 8 * (i + sizeof eight - text.bytes);
    }
    for (size_t k = text.bytes; k-- > i;)
        eight = eight << 8 | text.data[k];
    return eight;
}

/* `out` holds the text with its ASCII lowered; it is not read, for it was only just written. */
static bool lower_latin(struct pgm_span text, uint8_t *out, bool *changed)
{
    for (size_t i = 0; i < text.bytes;) {
        const uint64_t high = eight_from(text, i) & HIGH;
        if (!high) {
            i += sizeof high;
            continue;
        }
        i += (size_t)__builtin_ctzll(high) / 8;
        if (i + 1 == text.bytes)
            return false;
        const unsigned lead = text.data[i], next = text.data[i + 1];
        const unsigned code = (lead & 0x1f) << 6 | (next & 0x3f);
        if ((lead & 0xe0) != 0xc0 || (next & 0xc0) != 0x80 ||
            code - LATIN_FIRST >= sizeof latin_steps || latin_steps[code - LATIN_FIRST] == X)
            return false;
        const unsigned lower = code + latin_steps[code - LATIN_FIRST];
        *changed |= lower != code;
        out[i] = (uint8_t)(0xc0 | lower >> 6);
        out[i + 1] = (uint8_t)(0x80 | (lower & 0x3f));
        i += 2;
    }
    return true;
}

/* `room` has as many bytes as the text; what of it was used is returned through it. */
static struct pgm_span canonical_text(struct pgm_span text, bool utf8, bool case_insensitive,
                                      struct pgm_scratch *scratch, uint8_t **room)
{
    const bool too_long = text.bytes > PGM_CANONICAL_BYTES_MAX; /* so not counted in the room */
    text = pgm_chars_trim(text);
    if (text.bytes == 0 || too_long)
        return text;
    const struct pgm_bytes_seen seen = pgm_bytes_map(text.data, text.bytes, *room, lower_bytes);
    const bool ascii = !pgm_bytes16_any_high(seen.bytes);
    bool changed = pgm_bytes16_any(seen.changes);
    struct pgm_span normal;
    if (!ascii && !(utf8 && lower_latin(text, *room, &changed))) {
        if (utf8 && normalise(text, scratch, &normal))
            return pgm_span_equal(normal, text) ? text : normal;
        if (!case_insensitive)
            return text;
        if (utf8) /* some Latin letters may have been lowered */
            pgm_bytes_map(text.data, text.bytes, *room, lower_bytes);
    }
    if (!changed)
        return text;
    const struct pgm_span copy = {*room, text.bytes};
    *room += text.bytes;
    return copy;
}

static struct pgm_span canonical_decimal(struct pgm_span text)
{
    const bool plain =
        text.bytes > 0 && memchr(text.data, '.', text.bytes) && !memchr(text.data, 'e', text.bytes);
    if (plain) {
        while (text.data[text.bytes - 1] == '0')
            text.bytes--;
        if (text.data[text.bytes - 1] == '.')
            text.bytes--;
    }
    if (text.bytes == 2 && memcmp(text.data, "-0", 2) == 0) {
        text.data++;
        text.bytes--;
    }
    return text;
}

static void fixed_spans(const struct pgm_vector *vector, struct pgm_scratch *scratch,
                        struct pgm_span *out)
{
    uint8_t(*forms)[24] = pgm_scratch_alloc(scratch, vector->count * sizeof *forms);
    for (size_t i = 0; i < vector->count; i++) {
        if (vector->null[i])
            out[i] = (struct pgm_span){NULL, 0};
        else
            out[i] = (struct pgm_span){forms[i], pgm_value_canonical(vector, i, forms[i])};
    }
}

static size_t vector_bytes(const struct pgm_vector *vector)
{
    size_t bytes = 0;
    for (size_t i = 0; i < vector->count; i++)
        if (!vector->null[i] && vector->bytes[i].bytes <= PGM_CANONICAL_BYTES_MAX)
            bytes += vector->bytes[i].bytes;
    return bytes;
}

void pgm_canonical_spans(const struct pgm_type *type, bool utf8, bool case_insensitive,
                         const struct pgm_vector *vector, struct pgm_scratch *scratch,
                         struct pgm_span *out)
{
    if (vector->repr != PGM_REPR_BYTES) {
        fixed_spans(vector, scratch, out);
        return;
    }
    const bool text = type->kind == PGM_KIND_TEXT;
    const bool decimal = type->kind == PGM_KIND_NUMERIC || type->kind == PGM_KIND_FLOAT;
    uint8_t *room = text ? pgm_scratch_alloc(scratch, vector_bytes(vector)) : NULL;
    for (size_t i = 0; i < vector->count; i++) {
        if (vector->null[i])
            out[i] = (struct pgm_span){NULL, 0};
        else if (text)
            out[i] = canonical_text(vector->bytes[i], utf8, case_insensitive, scratch, &room);
        else
            out[i] = decimal ? canonical_decimal(vector->bytes[i]) : vector->bytes[i];
    }
}

const struct pgm_span *pgm_canonical_batch(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    struct pgm_span *spans = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *spans);
    pgm_canonical_spans(mask->type, mask->utf8, mask->domain->case_insensitive, batch->in,
                        batch->scratch, spans);
    return spans;
}

/* Lower case without normalisation, as lower() in the server: byte forms that differ otherwise stay
 * different. */
static struct pgm_span exact_lower(struct pgm_span text, bool utf8, struct pgm_scratch *scratch)
{
    /* A lower-case letter has at most 3 bytes where its upper-case one has 2. */
    uint8_t *out = pgm_scratch_alloc(scratch, 2 * text.bytes + 4);
    size_t written = 0;
    for (size_t i = 0; i < text.bytes;) {
        utf8proc_int32_t code = -1;
        utf8proc_ssize_t bytes = 0;
        if (utf8 && text.data[i] >= 0x80)
            bytes = utf8proc_iterate(text.data + i, (utf8proc_ssize_t)(text.bytes - i), &code);
        if (bytes > 0) {
            written += (size_t)utf8proc_encode_char(utf8proc_tolower(code), out + written);
            i += (size_t)bytes;
        } else {
            out[written++] = lower_byte(text.data[i++]);
        }
    }
    return (struct pgm_span){out, written};
}

struct pgm_span pgm_exact_span(const struct pgm_mask *mask, struct pgm_span text,
                               struct pgm_scratch *scratch)
{
    if (mask->type->blank_padded)
        while (text.bytes > 0 && text.data[text.bytes - 1] == ' ')
            text.bytes--;
    const bool fold = mask->domain->case_insensitive && text.bytes <= PGM_CANONICAL_BYTES_MAX;
    return fold ? exact_lower(text, mask->utf8, scratch) : text;
}

const struct pgm_span *pgm_exact_batch(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    struct pgm_span *spans = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *spans);
    for (size_t i = 0; i < batch->count; i++) {
        spans[i] = batch->in->null[i] ? (struct pgm_span){NULL, 0}
                                      : pgm_exact_span(mask, batch->in->bytes[i], batch->scratch);
    }
    return spans;
}

const struct pgm_digest *pgm_mask_value_digests(const struct pgm_mask *mask,
                                                struct pgm_batch *batch)
{
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(&mask->domain->key, pgm_canonical_batch(mask, batch), batch->count, digests);
    return digests;
}

static const struct pgm_digest *subject_digests(const struct pgm_mask *mask,
                                                const struct pgm_batch *batch)
{
    const struct pgm_prf_key *key = &mask->subject_domain->key;
    struct pgm_subject_digests *kept = batch->subject_digests;
    if (kept && kept->subject == batch->subject && kept->key == key)
        return kept->digests;
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(key, batch->subject, batch->count, digests);
    if (kept)
        *kept = (struct pgm_subject_digests){key, batch->subject, digests};
    return digests;
}

const struct pgm_digest *pgm_mask_digests(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    if (!batch->subject || !mask->subject_domain)
        return pgm_mask_value_digests(mask, batch);
    const struct pgm_digest *digests = subject_digests(mask, batch);
    struct pgm_digest *own = NULL;
    const struct pgm_digest *of_values = NULL;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->subject[i].data || batch->in->null[i])
            continue;
        if (!own) {
            own = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *own);
            memcpy(own, digests, batch->count * sizeof *own);
            of_values = pgm_mask_value_digests(mask, batch);
        }
        own[i] = of_values[i];
    }
    return own ? own : digests;
}
