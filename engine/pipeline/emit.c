/* emit.c: splicing fakes into rows. */
#include "emit_internal.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "text.h"

/* A piece of a value whose escaped form surely fits the empty buffer. */
#define PIECE_BYTES (PGM_BLOCK_BYTES / 2)
/* A kept piece, a fake (in a binary row its length before it), and so on. */
#define ROW_PIECES_MAX (3 * PGM_COLUMNS_MAX + 1)

enum pgm_status pgm_emitter_init(struct pgm_emitter *emitter, enum pgm_compression compression,
                                 int level, struct pgm_error *error)
{
    *emitter = (struct pgm_emitter){0};
    emitter->data = malloc(PGM_BLOCK_BYTES + PGM_COPY_JOIN_SLACK);
    emitter->pieces = malloc(ROW_PIECES_MAX * sizeof *emitter->pieces);
    emitter->lengths = malloc(PGM_COLUMNS_MAX * sizeof *emitter->lengths);
    if (!emitter->data || !emitter->pieces || !emitter->lengths)
        return pgm_fail_memory(error);
    emitter->row_stream = pgm_checksum_stream_new();
    emitter->framer = pgm_framer_new(compression, level, error);
    return emitter->framer ? PGM_OK : error->status;
}

void pgm_emitter_free(struct pgm_emitter *emitter)
{
    free(emitter->data);
    free(emitter->pieces);
    free(emitter->lengths);
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

/* Rows that were counted, without a copy into the buffer. */
static enum pgm_status append_raw(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                                  struct pgm_error *error)
{
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
    return append_raw(emitter, data, bytes, error);
}

enum pgm_status pgm_emit_raw_binary(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                                    size_t field_count, struct pgm_error *error)
{
    for (size_t at = 0; at < bytes; emitter->rows++) {
        const size_t row_bytes = pgm_binary_row_bytes(data + at, bytes - at);
        if (row_bytes == 0 || pgm_binary_row_fields(data + at) != field_count)
            return pgm_fail(error, PGM_FAILED, "a block does not hold rows of %zu fields",
                            field_count);
        pgm_checksum_row(&emitter->checksum, data + at, row_bytes);
        at += row_bytes;
    }
    return append_raw(emitter, data, bytes, error);
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

/* Whether the row keeps its own value of this step's column. */
static bool is_kept(const struct pgm_group *group, size_t s, size_t row)
{
    return group->table->steps[s].is_conditional && group->kept[s][row - group->first_row];
}

bool pgm_emit_fake_at(const struct pgm_group *group, size_t row, size_t index, size_t *next,
                      size_t *step)
{
    const struct pgm_plan_table *table = group->table;
    if (*next == written_count(table))
        return false;
    *step = written_step(table, *next);
    if (table->steps[*step].copy_index != index)
        return false;
    ++*next;
    return !is_kept(group, *step, row);
}

/* Cuts a row into what is kept and what is fake. Returns how many pieces there are, and in *bytes how
 * many bytes with the newline behind them, or more than a block where a text may lack its escapes. */
static size_t cut_row(const struct pgm_group *group, size_t row, struct pgm_span *pieces,
                      size_t *bytes)
{
    const struct pgm_plan_table *table = group->table;
    const size_t steps = written_count(table), end = row_end(group, row);
    size_t from = pgm_group_field_begin(group, row, 0), count = 0, sum = 1;
    for (size_t k = 0; k < steps; k++) {
        const size_t s = written_step(table, k), index = table->steps[s].copy_index;
        if (is_kept(group, s, row))
            continue;
        const size_t to = pgm_group_field_begin(group, row, index);
        const struct pgm_span text = group->texts[s][row - group->first_row];
        pieces[count++] = (struct pgm_span){group->data + from, to - from};
        pieces[count++] = text;
        sum += to - from + (text.bytes > PGM_GROUP_TEXT_BYTES ? PGM_BLOCK_BYTES : text.bytes);
        from = pgm_group_field_end(group, row, index);
    }
    pieces[count++] = (struct pgm_span){group->data + from, end - from};
    *bytes = sum + end - from;
    return count;
}

/* Bytes of a row that does not fit the buffer: through the buffer, piece by piece. */
enum pgm_status pgm_emit_piece(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
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

enum pgm_status pgm_emit_fake_piece(struct pgm_emitter *emitter, const struct pgm_group *group,
                                    size_t step, size_t row, struct pgm_error *error)
{
    const struct pgm_vector *fakes = &group->fakes[step];
    const size_t i = row - group->first_row;
    const bool escape = fakes->repr == PGM_REPR_BYTES && !fakes->null[i];
    const struct pgm_span text = escape ? fakes->bytes[i] : group->texts[step][i];
    return pgm_emit_piece(emitter, text.data, text.bytes, escape, error);
}

enum pgm_status pgm_emit_large_begin(struct pgm_emitter *emitter, struct pgm_error *error)
{
    const enum pgm_status status = pgm_emit_flush(emitter, error);
    pgm_outlet_lock(emitter->outlet);
    emitter->outlet_locked = true;
    pgm_checksum_row_begin(emitter->row_stream);
    return status;
}

enum pgm_status pgm_emit_large_end(struct pgm_emitter *emitter, enum pgm_status status,
                                   struct pgm_error *error)
{
    pgm_checksum_row_end(emitter->row_stream, &emitter->checksum);
    if (status == PGM_OK)
        status = pgm_emit_flush(emitter, error);
    emitter->outlet_locked = false;
    pgm_outlet_unlock(emitter->outlet);
    return status;
}

static enum pgm_status put_large_pieces(struct pgm_emitter *emitter, const struct pgm_group *group,
                                        size_t row, struct pgm_error *error)
{
    const struct pgm_plan_table *table = group->table;
    size_t from = pgm_group_field_begin(group, row, 0);
    for (size_t k = 0; k < written_count(table); k++) {
        const size_t s = written_step(table, k), index = table->steps[s].copy_index;
        if (is_kept(group, s, row))
            continue;
        const size_t to = pgm_group_field_begin(group, row, index);
        PGM_TRY(pgm_emit_piece(emitter, group->data + from, to - from, false, error));
        PGM_TRY(pgm_emit_fake_piece(emitter, group, s, row, error));
        from = pgm_group_field_end(group, row, index);
    }
    PGM_TRY(pgm_emit_piece(emitter, group->data + from, row_end(group, row) - from, false, error));
    return pgm_emit_piece(emitter, (const uint8_t *)"\n", 1, false, error);
}

static enum pgm_status put_large_row(struct pgm_emitter *emitter, const struct pgm_group *group,
                                     size_t row, struct pgm_error *error)
{
    enum pgm_status status = pgm_emit_large_begin(emitter, error);
    if (status == PGM_OK)
        status = put_large_pieces(emitter, group, row, error);
    return pgm_emit_large_end(emitter, status, error);
}

static enum pgm_status emit_text(struct pgm_emitter *emitter, const struct pgm_group *group,
                                 struct pgm_error *error)
{
    const size_t end = group->first_row + group->row_count;
    for (size_t row = group->first_row; row < end; row++) {
        size_t bytes;
        const size_t piece_count = cut_row(group, row, emitter->pieces, &bytes);
        if (bytes > PGM_BLOCK_BYTES) {
            PGM_TRY(put_large_row(emitter, group, row, error));
            continue;
        }
        if (bytes > PGM_BLOCK_BYTES - emitter->used)
            PGM_TRY(pgm_emit_flush(emitter, error));
        uint8_t *const out = emitter->data + emitter->used;
        *pgm_copy_join(emitter->pieces, piece_count, out) = '\n';
        pgm_emit_row(emitter, bytes);
    }
    return PGM_OK;
}

enum pgm_status pgm_emit_group(struct pgm_emitter *emitter, const struct pgm_group *group,
                               struct pgm_scratch *scratch, struct pgm_error *error)
{
    emitter->rows += group->row_count;
    if (!group->binary)
        return emit_text(emitter, group, error);
    if (group->binary_out)
        return pgm_emit_binary(emitter, group, error);
    return pgm_emit_rendered(emitter, group, scratch, error);
}
