/*
 * emit_binary.c: masked rows of the binary format, as COPY text or as such rows again.
 *
 *   row      |3 fields|8 bytes|kept....|5 bytes|value|-1|
 *   text     kept \t fake \t \N \n                          field by field
 *   binary   |3 fields|8 bytes|kept....|4 bytes|fake|-1|      what lies between fakes in one piece
 *
 * Hidden columns stand behind the others, and are left out.
 */
#include "emit_internal.h"

#include <endian.h>
#include <string.h>

#include "limits.h"
#include "text.h"

struct field {
    const uint8_t *data;
    size_t bytes;
};

static struct field field_of(const struct pgm_group *group, size_t row, size_t index)
{
    const size_t begin = pgm_group_field_begin(group, row, index);
    return (struct field){group->data + begin, pgm_group_field_end(group, row, index) - begin};
}

static enum pgm_status fail_form(const struct pgm_group *group, size_t index,
                                 struct pgm_error *error)
{
    return pgm_fail(error, PGM_FAILED, "reading %s: a value is not in the form of its type",
                    group->table->copied[index]->name);
}

/* ---- as text ------------------------------------------------------------------------------- */

enum rendered { RENDERED, NO_ROOM, BROKEN };

/* Writes the row behind the buffer's bytes. *bytes: its length; *broken: the field that is. */
static enum rendered render_row(const struct pgm_emitter *emitter, const struct pgm_group *group,
                                size_t row, size_t *bytes, size_t *broken)
{
    uint8_t *const start = emitter->data + emitter->used, *to = start;
    const uint8_t *const end = emitter->data + PGM_BLOCK_BYTES;
    size_t next = 0, step;
    for (size_t i = 0; i < group->table->copied_count; i++) {
        const struct field field = field_of(group, row, i);
        const size_t room = (size_t)(end - to);
        if (pgm_emit_fake_at(group, row, i, &next, &step)) {
            const struct pgm_span text = group->texts[step][row - group->first_row];
            if (text.bytes >= room || text.bytes > PGM_GROUP_TEXT_BYTES)
                return NO_ROOM;
            to = pgm_copy_join(&text, 1, to);
        } else if (pgm_binary_is_null(field.data)) {
            if (room < 3)
                return NO_ROOM;
            memcpy(to, "\\N", 2);
            to += 2;
        } else {
            if (pgm_binary_bound(&group->binary[i], field.data, field.bytes) >= room)
                return NO_ROOM;
            to = pgm_binary_put(&group->binary[i], field.data, field.bytes, to);
            *broken = i;
            if (!to)
                return BROKEN;
        }
        *to++ = '\t';
    }
    to[-1] = '\n';
    *bytes = (size_t)(to - start);
    return RENDERED;
}

static enum pgm_status render_field(struct pgm_emitter *emitter, const struct pgm_group *group,
                                    size_t row, size_t index, struct pgm_scratch *scratch,
                                    struct pgm_error *error)
{
    const struct field field = field_of(group, row, index);
    if (pgm_binary_is_null(field.data))
        return pgm_emit_piece(emitter, (const uint8_t *)"\\N", 2, false, error);
    const struct pgm_span text =
        pgm_binary_text(&group->binary[index], field.data, field.bytes, scratch);
    if (!text.data)
        return fail_form(group, index, error);
    return pgm_emit_piece(emitter, text.data, text.bytes, true, error);
}

static enum pgm_status render_large_fields(struct pgm_emitter *emitter,
                                           const struct pgm_group *group, size_t row,
                                           struct pgm_scratch *scratch, struct pgm_error *error)
{
    const size_t count = group->table->copied_count;
    size_t next = 0, step;
    for (size_t i = 0; i < count; i++) {
        if (pgm_emit_fake_at(group, row, i, &next, &step))
            PGM_TRY(pgm_emit_fake_piece(emitter, group, step, row, error));
        else
            PGM_TRY(render_field(emitter, group, row, i, scratch, error));
        PGM_TRY(pgm_emit_piece(emitter, (const uint8_t *)(i + 1 < count ? "\t" : "\n"), 1, false,
                               error));
    }
    return PGM_OK;
}

/* The row that does not fit even the empty buffer. */
static enum pgm_status render_large_row(struct pgm_emitter *emitter, const struct pgm_group *group,
                                        size_t row, struct pgm_scratch *scratch,
                                        struct pgm_error *error)
{
    enum pgm_status status = pgm_emit_large_begin(emitter, error);
    if (status == PGM_OK)
        status = render_large_fields(emitter, group, row, scratch, error);
    return pgm_emit_large_end(emitter, status, error);
}

enum pgm_status pgm_emit_rendered(struct pgm_emitter *emitter, const struct pgm_group *group,
                                  struct pgm_scratch *scratch, struct pgm_error *error)
{
    const size_t end = group->first_row + group->row_count;
    for (size_t row = group->first_row; row < end; row++) {
        size_t bytes, broken;
        enum rendered rendered = render_row(emitter, group, row, &bytes, &broken);
        if (rendered == NO_ROOM && emitter->used > 0) {
            PGM_TRY(pgm_emit_flush(emitter, error));
            rendered = render_row(emitter, group, row, &bytes, &broken);
        }
        if (rendered == BROKEN)
            return fail_form(group, broken, error);
        if (rendered == NO_ROOM)
            PGM_TRY(render_large_row(emitter, group, row, scratch, error));
        else
            pgm_emit_row(emitter, bytes);
    }
    return PGM_OK;
}

/* ---- as binary rows ------------------------------------------------------------------------ */

#define LENGTH_BYTES PGM_BINARY_FIELD_LEAD

static uint32_t length_word(struct pgm_span value)
{
    return htobe32(value.data ? (uint32_t)value.bytes : UINT32_MAX);
}

/* Says how many fields are written, in place: hidden ones are not. Returns where the row begins. */
static size_t begin_row(const struct pgm_group *group, size_t row)
{
    const size_t count = group->table->copied_count;
    const size_t begin = pgm_group_field_begin(group, row, 0) - LENGTH_BYTES - PGM_BINARY_ROW_LEAD;
    group->data[begin] = (uint8_t)(count >> 8);
    group->data[begin + 1] = (uint8_t)count;
    return begin;
}

/* Cuts a row into what is kept and what is fake. `lengths` has a word for each fake. */
static size_t cut_row(const struct pgm_group *group, size_t row, uint32_t *lengths,
                      struct pgm_span *pieces, size_t *bytes)
{
    const struct pgm_plan_table *table = group->table;
    size_t from = begin_row(group, row), count = 0, fakes = 0, next = 0, step;
    *bytes = 0;
    for (size_t i = 0; i < table->copied_count; i++) {
        if (!pgm_emit_fake_at(group, row, i, &next, &step))
            continue;
        const struct pgm_span fake = group->texts[step][row - group->first_row];
        const size_t to = pgm_group_field_begin(group, row, i) - LENGTH_BYTES;
        lengths[fakes] = length_word(fake);
        pieces[count++] = (struct pgm_span){group->data + from, to - from};
        pieces[count++] = (struct pgm_span){(const uint8_t *)&lengths[fakes++], LENGTH_BYTES};
        pieces[count++] = fake;
        *bytes += to - from + LENGTH_BYTES + fake.bytes;
        from = pgm_group_field_end(group, row, i);
    }
    const size_t end = pgm_group_field_end(group, row, table->copied_count - 1);
    pieces[count++] = (struct pgm_span){group->data + from, end - from};
    *bytes += end - from;
    return count;
}

static enum pgm_status put_large_pieces(struct pgm_emitter *emitter, size_t count,
                                        struct pgm_error *error)
{
    enum pgm_status status = pgm_emit_large_begin(emitter, error);
    for (size_t i = 0; i < count && status == PGM_OK; i++)
        status = pgm_emit_piece(emitter, emitter->pieces[i].data, emitter->pieces[i].bytes, false,
                                error);
    return pgm_emit_large_end(emitter, status, error);
}

enum pgm_status pgm_emit_binary(struct pgm_emitter *emitter, const struct pgm_group *group,
                                struct pgm_error *error)
{
    const size_t end = group->first_row + group->row_count;
    for (size_t row = group->first_row; row < end; row++) {
        size_t bytes;
        const size_t count = cut_row(group, row, emitter->lengths, emitter->pieces, &bytes);
        if (bytes > PGM_BLOCK_BYTES) {
            PGM_TRY(put_large_pieces(emitter, count, error));
            continue;
        }
        if (bytes > PGM_BLOCK_BYTES - emitter->used)
            PGM_TRY(pgm_emit_flush(emitter, error));
        pgm_copy_join(emitter->pieces, count, emitter->data + emitter->used);
        pgm_emit_row(emitter, bytes);
    }
    return PGM_OK;
}
