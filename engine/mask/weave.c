/* weave.c: see weave.h. */
#include "weave.h"

#include <assert.h>
#include <string.h>

#include "chars.h"
#include "limits.h"

/* Parts that wait at most: batches long enough for the widest kernels, lists that stay in L2. */
#define PARTS_MAX      2048
#define TEXT_BYTES_MAX (256 * PGM_KIB)
/* The output's unit: most values take a piece of one. */
#define OUT_BYTES ((size_t)16 * 1024)

/* What else stands in part->inner. */
enum weave_op {
    OP_BYTES = UINT16_MAX + 1, /* the part's text as it is */
    OP_ROW_END,
    OP_ROW_REDACT,
};

void pgm_weave_begin(struct pgm_weave *weave, const struct pgm_mask *mask, struct pgm_batch *batch,
                     const struct pgm_inner_set *inners, const struct pgm_weave_form *form)
{
    *weave = (struct pgm_weave){
        .mask = mask,
        .batch = batch,
        .inners = inners,
        .form = form,
        .scratch = pgm_scratch_below(batch->scratch),
    };
    pgm_scratch_reset(weave->scratch);
    weave->parts = pgm_scratch_alloc(weave->scratch, PARTS_MAX * sizeof *weave->parts);
}

/* ---- masking ------------------------------------------------------------------------------- */

/* The parts of one inner mask as a batch of their own. */
struct gathered {
    size_t count;
    struct pgm_vector in, out;
    struct pgm_span *subject;
    uint8_t *locales;
};

static void gather_part(struct pgm_weave *weave, struct gathered *of, const struct pgm_mask *inner,
                        const struct pgm_part *part)
{
    const size_t slot = of->count++;
    of->in.null[slot] = false;
    if (!pgm_inner_decode(inner->type, part->text, &of->in, slot)) {
        of->in.null[slot] = true;
        weave->batch->fault = "a part of a value is not in the form of its type";
    }
    if (of->subject)
        of->subject[slot] = weave->batch->subject[part->row];
    if (of->locales)
        of->locales[slot] = weave->batch->locales[part->row];
}

static void mask_gathered(struct pgm_weave *weave, struct gathered *of,
                          const struct pgm_mask *inner)
{
    memcpy(of->out.null, of->in.null, of->count * sizeof(bool));
    struct pgm_batch batch = {.count = of->count,
                              .in = &of->in,
                              .out = &of->out,
                              .subject = of->subject,
                              .locales = of->locales,
                              .scratch = weave->scratch};
    inner->class->apply(inner, &batch);
    if (batch.fault)
        weave->batch->fault = batch.fault;
}

/* The fakes of all parts that wait; the parts of one inner mask are in order. */
static struct gathered *mask_parts(struct pgm_weave *weave)
{
    const uint32_t inner_count = weave->inners->count;
    struct gathered *all = pgm_scratch_alloc(weave->scratch, inner_count * sizeof *all);
    memset(all, 0, inner_count * sizeof *all);
    for (size_t i = 0; i < weave->part_count; i++)
        if (weave->parts[i].inner < inner_count)
            all[weave->parts[i].inner].count++;
    for (uint32_t k = 0; k < inner_count; k++) {
        const struct pgm_mask *inner = weave->inners->masks[k];
        if (all[k].count == 0)
            continue;
        const enum pgm_repr repr = pgm_repr_of(inner->type->kind);
        all[k].in = pgm_vector_new(weave->scratch, repr, all[k].count);
        all[k].out = pgm_vector_new(weave->scratch, repr, all[k].count);
        if (weave->batch->subject && inner->subject_domain)
            all[k].subject =
                pgm_scratch_alloc(weave->scratch, all[k].count * sizeof(struct pgm_span));
        if (weave->batch->locales)
            all[k].locales = pgm_scratch_alloc(weave->scratch, all[k].count);
        all[k].count = 0;
    }
    for (size_t i = 0; i < weave->part_count; i++) {
        const uint32_t k = weave->parts[i].inner;
        if (k < inner_count)
            gather_part(weave, &all[k], weave->inners->masks[k], &weave->parts[i]);
    }
    for (uint32_t k = 0; k < inner_count; k++) {
        if (all[k].count)
            mask_gathered(weave, &all[k], weave->inners->masks[k]);
        all[k].count = 0; /* now the next to be put back */
    }
    return all;
}

/* ---- putting back -------------------------------------------------------------------------- */

/* Room for so many bytes more of the row's output. What it has so far moves along. */
static uint8_t *room(struct pgm_weave *weave, size_t bytes)
{
    if (weave->out && bytes <= weave->out_capacity - weave->out_bytes)
        return weave->out + weave->out_bytes;
    size_t capacity = 2 * (weave->out_bytes + bytes);
    capacity = capacity < OUT_BYTES ? OUT_BYTES : capacity;
    uint8_t *larger = pgm_scratch_alloc(weave->batch->scratch, capacity);
    if (weave->out_bytes)
        memcpy(larger, weave->out, weave->out_bytes);
    weave->out = larger;
    weave->out_capacity = capacity;
    return larger + weave->out_bytes;
}

static void put(struct pgm_weave *weave, const uint8_t *bytes, size_t count)
{
    uint8_t *at = room(weave, count);
    if (count)
        memcpy(at, bytes, count);
    weave->out_bytes += count;
}

static void put_fake(struct pgm_weave *weave, const struct pgm_part *part, struct gathered *of)
{
    const size_t slot = of->count++;
    if (of->out.null[slot]) {
        put(weave, (const uint8_t *)weave->form->null_text, strlen(weave->form->null_text));
        return;
    }
    uint8_t encoded[PGM_ENCODED_BYTES_MAX];
    struct pgm_span fake = {encoded, 0};
    if (of->out.repr == PGM_REPR_BYTES) {
        fake = of->out.bytes[slot];
    } else {
        fake.bytes =
            pgm_value_encode(weave->inners->masks[part->inner]->type, &of->out, slot, encoded);
        fake.bytes = pgm_inner_restyle(encoded, fake.bytes, part->style);
    }
    uint8_t *at = room(weave, weave->form->expansion * fake.bytes + 8);
    weave->out_bytes += weave->form->encode(weave, part, fake, at);
}

static void redact_row(struct pgm_weave *weave, struct pgm_span value)
{
    weave->out_bytes = 0;
    uint8_t *at = room(weave, value.bytes);
    weave->out_bytes = pgm_chars_redact(value, weave->mask->utf8, weave->mask->type->max_chars,
                                        PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, at);
}

static void finish_row(struct pgm_weave *weave, const struct pgm_part *part)
{
    const struct pgm_span value = weave->batch->in->bytes[part->row];
    struct pgm_span *out = &weave->batch->out->bytes[part->row];
    const int32_t max = weave->mask->type->max_chars;
    if (part->inner == OP_ROW_REDACT)
        redact_row(weave, value);
    else if (!weave->changed) {
        *out = value;
        return;
    } else {
        put(weave, value.data + weave->copied, value.bytes - weave->copied);
        const struct pgm_span fake = {weave->out, weave->out_bytes};
        if (max > 0 && pgm_chars_cut(fake, weave->mask->utf8, max) < fake.bytes)
            redact_row(weave, value); /* cut, it would be no value of its kind either */
    }
    *out = (struct pgm_span){weave->out, weave->out_bytes};
    weave->out += weave->out_bytes;
    weave->out_capacity -= weave->out_bytes;
    weave->out_bytes = 0;
}

static void begin_row(struct pgm_weave *weave)
{
    weave->copied = 0;
    weave->changed = false;
}

/* Masks what waits and writes it out. In the middle of a row what is behind its last part stays to be
 * copied. */
static void flush(struct pgm_weave *weave)
{
    struct gathered *all = mask_parts(weave);
    for (size_t i = 0; i < weave->part_count; i++) {
        const struct pgm_part *part = &weave->parts[i];
        if (part->inner == OP_ROW_END || part->inner == OP_ROW_REDACT) {
            finish_row(weave, part);
            begin_row(weave);
            continue;
        }
        const struct pgm_span value = weave->batch->in->bytes[part->row];
        if (!weave->changed)
            room(weave, value.bytes + value.bytes / 8); /* most fakes are about as long */
        put(weave, value.data + weave->copied, part->begin - weave->copied);
        if (part->inner == OP_BYTES)
            put(weave, part->text.data, part->text.bytes);
        else
            put_fake(weave, part, &all[part->inner]);
        weave->copied = part->end;
        weave->changed = true;
    }
    weave->part_count = weave->row_first_part = weave->text_bytes = 0;
    pgm_scratch_reset(weave->scratch);
    weave->parts = pgm_scratch_alloc(weave->scratch, PARTS_MAX * sizeof *weave->parts);
}

/* ---- what a walk says ---------------------------------------------------------------------- */

void pgm_weave_row(struct pgm_weave *weave, size_t row)
{
    assert(weave->batch->in->bytes[row].bytes <= UINT32_MAX);
    weave->row = (uint32_t)row;
    weave->row_first_part = weave->part_count;
}

static void add_part(struct pgm_weave *weave, struct pgm_part part)
{
    part.row = weave->row;
    weave->parts[weave->part_count++] = part;
    weave->text_bytes += part.text.bytes;
    if (weave->part_count == PARTS_MAX || weave->text_bytes > TEXT_BYTES_MAX)
        flush(weave);
}

void pgm_weave_fake(struct pgm_weave *weave, size_t begin, size_t end, struct pgm_span text,
                    uint32_t inner, uint8_t style)
{
    assert(inner < weave->inners->count);
    add_part(weave, (struct pgm_part){.begin = (uint32_t)begin,
                                      .end = (uint32_t)end,
                                      .inner = inner,
                                      .style = style,
                                      .text = text});
}

void pgm_weave_bytes(struct pgm_weave *weave, size_t begin, size_t end, struct pgm_span bytes)
{
    add_part(weave,
             (struct pgm_part){
                 .begin = (uint32_t)begin, .end = (uint32_t)end, .inner = OP_BYTES, .text = bytes});
}

void pgm_weave_row_end(struct pgm_weave *weave)
{
    add_part(weave, (struct pgm_part){.inner = OP_ROW_END});
}

/* What a flush has written of the row already is dropped with it. */
static void forget_row(struct pgm_weave *weave)
{
    weave->part_count = weave->row_first_part;
    if (weave->part_count == 0) {
        weave->out_bytes = 0;
        begin_row(weave);
    }
}

void pgm_weave_row_replace(struct pgm_weave *weave, struct pgm_span bytes)
{
    forget_row(weave);
    pgm_weave_bytes(weave, 0, weave->batch->in->bytes[weave->row].bytes, bytes);
    pgm_weave_row_end(weave);
}

void pgm_weave_row_redact(struct pgm_weave *weave)
{
    forget_row(weave);
    add_part(weave, (struct pgm_part){.inner = OP_ROW_REDACT});
}

void pgm_weave_end(struct pgm_weave *weave)
{
    flush(weave);
    pgm_scratch_reset(weave->scratch);
}

/* ---- bound --------------------------------------------------------------------------------- */

static size_t times(size_t a, size_t b)
{
    return b && a > SIZE_MAX / 4 / b ? SIZE_MAX / 4 : a * b;
}

size_t pgm_weave_bound(const struct pgm_inner_set *inners, const struct pgm_weave_form *form,
                       size_t in_bytes)
{
    size_t most = PGM_ENCODED_BYTES_MAX;
    for (uint32_t k = 0; k < inners->count; k++) {
        const struct pgm_mask *inner = inners->masks[k];
        const size_t bound = inner->class->bound && pgm_repr_of(inner->type->kind) == PGM_REPR_BYTES
                                 ? inner->class->bound(inner, in_bytes)
                                 : PGM_ENCODED_BYTES_MAX;
        most = bound > most ? bound : most;
    }
    return times(in_bytes / 2 + 2, times(most, form->expansion) + 8) + in_bytes;
}
