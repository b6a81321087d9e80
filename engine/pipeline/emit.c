/* emit.c: splicing fakes into rows. */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "text.h"

/* A piece of a value whose escaped form surely fits the empty buffer. */
#define PIECE_BYTES (PGM_BLOCK_BYTES / 2)
#define SLACK_BYTES ((size_t)64)

enum pgm_status pgm_emitter_init(struct pgm_emitter *emitter, enum pgm_compression compression,
                                 int level, struct pgm_error *error)
{
    *emitter = (struct pgm_emitter){0};
    emitter->data = malloc(PGM_BLOCK_BYTES + SLACK_BYTES);
    if (!emitter->data)
        return pgm_fail_memory(error);
    emitter->row_stream = pgm_checksum_stream_new();
    emitter->framer = pgm_framer_new(compression, level, error);
    return emitter->framer ? PGM_OK : error->status;
}

void pgm_emitter_free(struct pgm_emitter *emitter)
{
    free(emitter->data);
    pgm_framer_free(emitter->framer);
    if (emitter->row_stream)
        pgm_checksum_stream_free(emitter->row_stream);
    *emitter = (struct pgm_emitter){0};
}

void pgm_emit_begin(struct pgm_emitter *emitter, struct pgm_outlet *outlet)
{
    emitter->outlet = outlet;
    emitter->checksum = (struct pgm_checksum){0};
    emitter->rows = emitter->bytes_out = 0;
}

/* One frame of at most a block. */
static enum pgm_status append(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                              struct pgm_error *error)
{
    const uint8_t *frame;
    size_t frame_bytes;
    PGM_TRY(pgm_framer_encode(emitter->framer, data, bytes, &frame, &frame_bytes, error));
    emitter->bytes_out += frame_bytes;
    if (emitter->outlet_locked)
        return pgm_outlet_append(emitter->outlet, frame, frame_bytes, error);
    pgm_outlet_lock(emitter->outlet);
    const enum pgm_status status = pgm_outlet_append(emitter->outlet, frame, frame_bytes, error);
    pgm_outlet_unlock(emitter->outlet);
    return status;
}

enum pgm_status pgm_emit_flush(struct pgm_emitter *emitter, struct pgm_error *error)
{
    if (emitter->used == 0)
        return PGM_OK;
    const size_t bytes = emitter->used;
    emitter->used = 0;
    return append(emitter, emitter->data, bytes, error);
}

enum pgm_status pgm_emit_end_mark(struct pgm_emitter *emitter, struct pgm_error *error)
{
    PGM_TRY(pgm_emit_flush(emitter, error));
    return append(emitter, (const uint8_t *)"\\.\n\n\n", 5, error);
}

enum pgm_status pgm_emit_raw(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                             struct pgm_error *error)
{
    const uint8_t *row = data, *end = data + bytes;
    while (row < end) {
        const uint8_t *newline = memchr(row, '\n', (size_t)(end - row));
        if (!newline)
            return pgm_fail(error, PGM_FAILED, "a block does not end with a whole row");
        pgm_checksum_row(&emitter->checksum, row, (size_t)(newline - row) + 1);
        emitter->rows++;
        row = newline + 1;
    }
    PGM_TRY(pgm_emit_flush(emitter, error));
    if (bytes <= PGM_BLOCK_BYTES)
        return append(emitter, data, bytes, error);
    pgm_outlet_lock(emitter->outlet);
    emitter->outlet_locked = true;
    enum pgm_status status = PGM_OK;
    for (size_t at = 0; at < bytes && status == PGM_OK; at += PGM_BLOCK_BYTES) {
        const size_t left = bytes - at;
        status = append(emitter, data + at, left < PGM_BLOCK_BYTES ? left : PGM_BLOCK_BYTES, error);
    }
    emitter->outlet_locked = false;
    pgm_outlet_unlock(emitter->outlet);
    return status;
}

/* The steps whose fakes are written, by column. */
static size_t written_count(const struct pgm_plan_table *table)
{
    return table->written ? table->written_count : table->step_count;
}

static size_t written_step(const struct pgm_plan_table *table, size_t k)
{
    return table->written ? table->written[k] : k;
}

/* Where the row ends, before the hidden columns. */
static size_t row_end(const struct pgm_group *group, size_t row)
{
    const struct pgm_plan_table *table = group->table;
    return pgm_group_field_end(group, row, table->separators_per_row - table->hidden_count - 1);
}

/* The most a row's output can take: what is kept, and each fake fully escaped. */
static size_t row_bound(const struct pgm_group *group, size_t row)
{
    const struct pgm_plan_table *table = group->table;
    size_t bound = row_end(group, row) + 1 - pgm_group_field_begin(group, row, 0);
    for (size_t k = 0; k < written_count(table); k++) {
        const struct pgm_vector *fake = &group->fakes[written_step(table, k)];
        const size_t i = row - group->first_row;
        bound += fake->repr == PGM_REPR_BYTES && !fake->null[i] ? 2 * fake->bytes[i].bytes
                                                                : PGM_ENCODED_BYTES_MAX;
    }
    return bound;
}

/* Whether the row keeps its own value of this step's column. */
static bool is_kept(const struct pgm_group *group, size_t s, size_t row)
{
    return group->table->steps[s].is_conditional && group->kept[s][row - group->first_row];
}

static uint8_t *put_fake(const struct pgm_plan_step *step, const struct pgm_vector *fake, size_t i,
                         uint8_t *out)
{
    if (fake->null[i]) {
        memcpy(out, "\\N", 2);
        return out + 2;
    }
    if (fake->repr == PGM_REPR_BYTES)
        return out + pgm_copy_escape(fake->bytes[i].data, fake->bytes[i].bytes, out);
    return out + pgm_value_encode(step->type, fake, i, out);
}

static void put_row(struct pgm_emitter *emitter, const struct pgm_group *group, size_t row)
{
    const struct pgm_plan_table *table = group->table;
    uint8_t *const begin = emitter->data + emitter->used, *out = begin;
    size_t from = pgm_group_field_begin(group, row, 0);
    for (size_t k = 0; k < written_count(table); k++) {
        const size_t s = written_step(table, k);
        const struct pgm_plan_step *step = &table->steps[s];
        if (is_kept(group, s, row))
            continue;
        const size_t to = pgm_group_field_begin(group, row, step->copy_index);
        memcpy(out, group->data + from, to - from);
        out = put_fake(step, &group->fakes[s], row - group->first_row, out + (to - from));
        from = pgm_group_field_end(group, row, step->copy_index);
    }
    const size_t end = row_end(group, row);
    memcpy(out, group->data + from, end - from);
    out += end - from;
    *out++ = '\n';
    pgm_checksum_row(&emitter->checksum, begin, (size_t)(out - begin));
    emitter->used += (size_t)(out - begin);
}

/* Bytes of a row that does not fit the buffer: through the buffer, piece by piece. */
static enum pgm_status put_piecewise(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                                     bool escape, struct pgm_error *error)
{
    for (size_t at = 0; at < bytes; at += PIECE_BYTES) {
        const size_t piece = bytes - at < PIECE_BYTES ? bytes - at : PIECE_BYTES;
        PGM_TRY(pgm_emit_flush(emitter, error));
        if (escape) {
            emitter->used = pgm_copy_escape(data + at, piece, emitter->data);
        } else {
            memcpy(emitter->data, data + at, piece);
            emitter->used = piece;
        }
        pgm_checksum_row_update(emitter->row_stream, emitter->data, emitter->used);
    }
    return PGM_OK;
}

static enum pgm_status put_fake_piecewise(struct pgm_emitter *emitter,
                                          const struct pgm_plan_step *step,
                                          const struct pgm_vector *fake, size_t i,
                                          struct pgm_error *error)
{
    if (fake->repr == PGM_REPR_BYTES && !fake->null[i])
        return put_piecewise(emitter, fake->bytes[i].data, fake->bytes[i].bytes, true, error);
    uint8_t text[PGM_ENCODED_BYTES_MAX];
    const size_t bytes = (size_t)(put_fake(step, fake, i, text) - text);
    return put_piecewise(emitter, text, bytes, false, error);
}

static enum pgm_status put_large_row(struct pgm_emitter *emitter, const struct pgm_group *group,
                                     size_t row, struct pgm_error *error)
{
    const struct pgm_plan_table *table = group->table;
    size_t from = pgm_group_field_begin(group, row, 0);
    enum pgm_status status = PGM_OK;
    PGM_TRY(pgm_emit_flush(emitter, error));
    pgm_outlet_lock(emitter->outlet);
    emitter->outlet_locked = true;
    pgm_checksum_row_begin(emitter->row_stream);
    for (size_t k = 0; k < written_count(table); k++) {
        const size_t s = written_step(table, k);
        const struct pgm_plan_step *step = &table->steps[s];
        if (is_kept(group, s, row))
            continue;
        const size_t to = pgm_group_field_begin(group, row, step->copy_index);
        PGM_TRY_OUT(put_piecewise(emitter, group->data + from, to - from, false, error));
        PGM_TRY_OUT(
            put_fake_piecewise(emitter, step, &group->fakes[s], row - group->first_row, error));
        from = pgm_group_field_end(group, row, step->copy_index);
    }
    const size_t end = row_end(group, row);
    PGM_TRY_OUT(put_piecewise(emitter, group->data + from, end - from, false, error));
    PGM_TRY_OUT(put_piecewise(emitter, (const uint8_t *)"\n", 1, false, error));
    pgm_checksum_row_end(emitter->row_stream, &emitter->checksum);
    status = pgm_emit_flush(emitter, error);
out:
    emitter->outlet_locked = false;
    pgm_outlet_unlock(emitter->outlet);
    return status;
}

enum pgm_status pgm_emit_group(struct pgm_emitter *emitter, const struct pgm_group *group,
                               struct pgm_error *error)
{
    const size_t end = group->first_row + group->row_count;
    for (size_t row = group->first_row; row < end; row++) {
        const size_t bound = row_bound(group, row);
        if (bound > PGM_BLOCK_BYTES) {
            PGM_TRY(put_large_row(emitter, group, row, error));
            continue;
        }
        if (bound > PGM_BLOCK_BYTES - emitter->used)
            PGM_TRY(pgm_emit_flush(emitter, error));
        put_row(emitter, group, row);
    }
    emitter->rows += group->row_count;
    return PGM_OK;
}
