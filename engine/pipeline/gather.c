/*
 * gather.c: fields as values.
 *
 *   text     |a|\\N|b\\tc|   ── find escapes ── unescape those ── decode ──> vector
 *   binary   |5|a...|-1|     ── lengths ───────────────────────── decode ──> vector
 */
#include "gather.h"

#include "text.h"

/* Few fields hold a backslash, so they are all taken as they stand first; then those that do are NULL or
 * unescaped. */
static void gather_text(const struct pgm_group *group, size_t index, bool overwrite,
                        struct pgm_vector *texts, struct pgm_scratch *scratch)
{
    const size_t stride = group->table->separators_per_row, count = group->row_count;
    const uint32_t *end = group->separators + group->first_row * stride + index;
    uint32_t *escaped = pgm_scratch_alloc(scratch, count * sizeof *escaped);
    for (size_t i = 0; i < count; i++, end += stride) {
        const size_t begin = end == group->separators ? 0 : end[-1] + (size_t)1;
        texts->bytes[i] = (struct pgm_span){group->data + begin, *end - begin};
    }
    memset(texts->null, 0, count * sizeof *texts->null);
    const size_t escaped_count = pgm_copy_find_special(texts->bytes, count, escaped);
    for (size_t k = 0; k < escaped_count; k++) {
        struct pgm_span *text = &texts->bytes[escaped[k]];
        if (pgm_copy_is_null(text->data, text->bytes)) {
            *text = (struct pgm_span){NULL, 0};
            texts->null[escaped[k]] = true;
            continue;
        }
        uint8_t *const out =
            overwrite ? (uint8_t *)text->data : pgm_scratch_alloc(scratch, text->bytes);
        *text = (struct pgm_span){out, pgm_copy_unescape(text->data, text->bytes, out)};
    }
}

/* The bytes of binary fields; NULL is marked as such. */
static void gather_wire(const struct pgm_group *group, size_t index, struct pgm_span *values,
                        bool *null)
{
    for (size_t i = 0; i < group->row_count; i++) {
        const size_t begin = pgm_group_field_begin(group, group->first_row + i, index);
        const size_t end = pgm_group_field_end(group, group->first_row + i, index);
        const uint8_t *const field = group->data + begin;
        null[i] = pgm_binary_is_null(field);
        values[i] = null[i] ? (struct pgm_span){NULL, 0} : (struct pgm_span){field, end - begin};
    }
}

static enum pgm_status fail_form(const char *name, struct pgm_error *error)
{
    return pgm_fail(error, PGM_FAILED, "masking %s: a value is not in the form of its type", name);
}

static enum pgm_status gather_binary(const struct pgm_group *group, size_t index, const char *name,
                                     struct pgm_vector *texts, struct pgm_scratch *scratch,
                                     struct pgm_error *error)
{
    const struct pgm_binary_field *field = &group->binary[index];
    gather_wire(group, index, texts->bytes, texts->null);
    if (field->form == PGM_BINARY_TEXT)
        return PGM_OK;
    for (size_t i = 0; i < texts->count; i++) {
        struct pgm_span *text = &texts->bytes[i];
        if (texts->null[i])
            continue;
        *text = pgm_binary_text(field, text->data, text->bytes, scratch);
        if (!text->data)
            return fail_form(name, error);
    }
    return PGM_OK;
}

enum pgm_status pgm_gather_texts(const struct pgm_group *group, size_t index, bool overwrite,
                                 const char *name, struct pgm_vector *texts,
                                 struct pgm_scratch *scratch, struct pgm_error *error)
{
    *texts = pgm_vector_new(scratch, PGM_REPR_BYTES, group->row_count);
    if (group->binary)
        return gather_binary(group, index, name, texts, scratch, error);
    gather_text(group, index, overwrite, texts, scratch);
    return PGM_OK;
}

/* A value of a fixed-size representation from the field's bytes, or its text. */
static bool decode(const struct pgm_group *group, const struct pgm_type *type, size_t index,
                   struct pgm_span value, struct pgm_vector *vector, size_t i)
{
    if (group->binary)
        return pgm_binary_decode(type, &group->binary[index], value.data, value.bytes, vector, i);
    return pgm_value_decode(type, value, vector, i);
}

enum pgm_status pgm_gather(const struct pgm_group *group, const struct pgm_type *type, size_t index,
                           bool overwrite, const char *name, struct pgm_vector *vector,
                           struct pgm_scratch *scratch, struct pgm_error *error)
{
    const enum pgm_repr repr = pgm_repr_of(type->kind);
    if (repr == PGM_REPR_BYTES)
        return pgm_gather_texts(group, index, overwrite, name, vector, scratch, error);
    struct pgm_vector fields = pgm_vector_new(scratch, PGM_REPR_BYTES, group->row_count);
    if (group->binary)
        gather_wire(group, index, fields.bytes, fields.null);
    else
        gather_text(group, index, overwrite, &fields, scratch);
    *vector = pgm_vector_new(scratch, repr, fields.count);
    vector->null = fields.null;
    for (size_t i = 0; i < fields.count; i++)
        if (!fields.null[i] && !decode(group, type, index, fields.bytes[i], vector, i))
            return pgm_fail(
                error, PGM_FAILED, "masking %s: a value is not in the form of its type %s%s", name,
                type->name, type->kind == PGM_KIND_DATE ? ", or past the year 294276" : "");
    return PGM_OK;
}

void pgm_gather_nulls(const struct pgm_group *group, const struct pgm_type *type, size_t index,
                      struct pgm_vector *vector, struct pgm_scratch *scratch)
{
    const enum pgm_repr repr = pgm_repr_of(type->kind);
    *vector = pgm_vector_new(scratch, repr, group->row_count);
    memset(vector->bytes, 0, vector->count * pgm_repr_element_bytes(repr));
    for (size_t i = 0; i < vector->count; i++) {
        const size_t begin = pgm_group_field_begin(group, group->first_row + i, index);
        const size_t end = pgm_group_field_end(group, group->first_row + i, index);
        const uint8_t *const field = group->data + begin;
        vector->null[i] =
            group->binary ? pgm_binary_is_null(field) : pgm_copy_is_null(field, end - begin);
    }
}
