/* group.c: from raw fields to masked columns, and those as they stand in the output. */
#include "group.h"

#include <string.h>

#include "canonical.h"
#include "gather.h"
#include "limits.h"
#include "locales.h"
#include "text.h"

size_t pgm_group_fit(const struct pgm_group *group, size_t first_row, size_t row_count)
{
    const size_t values_bytes = group->table->step_count * PGM_VALUE_COST_BYTES;
    size_t cost = 0, count = 0;
    while (count < row_count && count < PGM_GROUP_ROWS_MAX) {
        const size_t row = first_row + count;
        const size_t row_bytes =
            pgm_group_field_end(group, row, group->table->separators_per_row - 1) -
            pgm_group_field_begin(group, row, 0);
        cost += PGM_ROW_COST_FACTOR * row_bytes + values_bytes;
        if (count && cost > PGM_SCRATCH_BYTES)
            break;
        count++;
    }
    return count;
}

/* A value of a row larger than a block is unescaped where it stands: a copy would be as large as the
 * row once more. */
static bool is_overwritten(const struct pgm_group *group, const struct pgm_plan_step *step)
{
    if (group->row_count != 1 || group->binary)
        return false;
    const size_t begin = pgm_group_field_begin(group, group->first_row, step->copy_index);
    const size_t end = pgm_group_field_end(group, group->first_row, step->copy_index);
    return end - begin > PGM_BLOCK_BYTES && pgm_plan_is_read_once(group->table, step);
}

/* As far as anybody looks at them: those of a column that stays in the server are not there. */
static enum pgm_status gather_originals(const struct pgm_group *group,
                                        const struct pgm_plan_step *step, struct pgm_vector *in,
                                        struct pgm_scratch *scratch, struct pgm_error *error)
{
    if (step->mask->reads != PGM_READS_VALUE && !step->is_conditional) {
        pgm_gather_nulls(group, step->type, step->copy_index, in, scratch);
        return PGM_OK;
    }
    return pgm_gather(group, step->type, step->copy_index, is_overwritten(group, step), step->name,
                      in, scratch, error);
}

/* Appends the canonical bytes of a subject column to each row's subject, behind their length, so that
 * ("ab", "c") and ("a", "bc") are two subjects. A NULL anywhere makes the subject NULL. */
static void subject_add(struct pgm_span *subject, const struct pgm_span *parts, size_t count,
                        struct pgm_scratch *scratch)
{
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].data || !subject[i].data) {
            subject[i] = (struct pgm_span){NULL, 0};
            continue;
        }
        const uint32_t length = (uint32_t)parts[i].bytes;
        const size_t before = subject[i].bytes, head = before + sizeof length;
        uint8_t *joined = pgm_scratch_alloc(scratch, head + parts[i].bytes);
        memcpy(joined, subject[i].data, before);
        memcpy(joined + before, &length, sizeof length);
        memcpy(joined + head, parts[i].data, parts[i].bytes);
        subject[i] = (struct pgm_span){joined, head + parts[i].bytes};
    }
}

/* One column: its canonical bytes as they are, so that a person has one subject in all tables whatever
 * the key's type is. Several: joined. */
static enum pgm_status gather_subject(const struct pgm_group *group,
                                      const struct pgm_plan_step *step,
                                      const struct pgm_span **subject, struct pgm_scratch *scratch,
                                      struct pgm_error *error)
{
    const struct pgm_mask *mask = step->mask;
    const bool fold = mask->subject_domain && mask->subject_domain->case_insensitive;
    const size_t bytes = group->row_count * sizeof(struct pgm_span);
    struct pgm_span *spans = pgm_scratch_alloc(scratch, bytes);
    for (size_t i = 0; i < group->row_count; i++)
        spans[i] = pgm_span_of("");
    for (size_t k = 0; k < step->subject_count; k++) {
        struct pgm_vector vector;
        PGM_TRY(pgm_gather(group, step->subject_types[k], step->subject_indexes[k], false,
                           step->name, &vector, scratch, error));
        struct pgm_span *parts =
            step->subject_count == 1 ? spans : pgm_scratch_alloc(scratch, bytes);
        pgm_canonical_spans(step->subject_types[k], mask->utf8, fold, &vector, scratch, parts);
        if (step->subject_count > 1)
            subject_add(spans, parts, group->row_count, scratch);
    }
    *subject = spans;
    return PGM_OK;
}

static bool same_subject(const struct pgm_plan_step *a, const struct pgm_plan_step *b)
{
    return a && a->subject_count == b->subject_count &&
           memcmp(a->subject_indexes, b->subject_indexes,
                  b->subject_count * sizeof *b->subject_indexes) == 0;
}

/* Which of the step's locales the row's country, as it came, stands for. Neighbours are often of one
 * country. */
static enum pgm_status gather_locales(const struct pgm_group *group,
                                      const struct pgm_plan_step *step, const uint8_t **locales,
                                      struct pgm_scratch *scratch, struct pgm_error *error)
{
    struct pgm_vector texts;
    PGM_TRY(pgm_gather_texts(group, step->locale_index, false, step->name, &texts, scratch, error));
    const struct pgm_span *countries = texts.bytes;
    uint8_t *found = pgm_scratch_alloc(scratch, texts.count);
    for (size_t i = 0; i < texts.count; i++) {
        if (texts.null[i])
            found[i] = PGM_LOCALE_OWN;
        else if (i && !texts.null[i - 1] && pgm_span_equal(countries[i], countries[i - 1]))
            found[i] = found[i - 1];
        else
            found[i] = pgm_locales_find(step->locales, countries[i]);
    }
    *locales = found;
    return PGM_OK;
}

/* A companion's fakes as texts, as its originals are. */
static void companion_fakes(const struct pgm_type *type, const struct pgm_vector *fakes,
                            struct pgm_vector *texts, struct pgm_scratch *scratch)
{
    if (fakes->repr == PGM_REPR_BYTES) {
        *texts = *fakes;
        return;
    }
    *texts = pgm_vector_new(scratch, PGM_REPR_BYTES, fakes->count);
    for (size_t i = 0; i < fakes->count; i++) {
        uint8_t *text = pgm_scratch_alloc(scratch, PGM_ENCODED_BYTES_MAX);
        texts->null[i] = fakes->null[i];
        texts->bytes[i] = (struct pgm_span){NULL, 0};
        if (!fakes->null[i])
            texts->bytes[i] = (struct pgm_span){text, pgm_value_encode(type, fakes, i, text)};
    }
}

static enum pgm_status gather_companions(const struct pgm_group *group,
                                         const struct pgm_plan_step *step, struct pgm_batch *batch,
                                         struct pgm_scratch *scratch, struct pgm_error *error)
{
    const size_t count = step->companion_count;
    struct pgm_vector *vectors = pgm_scratch_alloc(scratch, 2 * count * sizeof *vectors);
    const struct pgm_vector **lists = pgm_scratch_alloc(scratch, 2 * count * sizeof *lists);
    for (size_t k = 0; k < count; k++) {
        const struct pgm_plan_companion *companion = &step->companions[k];
        PGM_TRY(pgm_gather_texts(group, companion->field_index, false, step->name, &vectors[k],
                                 scratch, error));
        if (companion->step == SIZE_MAX)
            vectors[count + k] = vectors[k];
        else
            companion_fakes(companion->type, &group->fakes[companion->step], &vectors[count + k],
                            scratch);
        lists[k] = &vectors[k];
        lists[count + k] = &vectors[count + k];
    }
    batch->companions = lists;
    batch->companion_fakes = lists + count;
    batch->companion_count = count;
    return PGM_OK;
}

/* Undoes the mask where the condition is false. Where it is not known (NULL) the row stays masked. */
static enum pgm_status keep_unmet(const struct pgm_group *group, const struct pgm_plan_step *step,
                                  const struct pgm_vector *in, struct pgm_vector *out,
                                  const bool **unmet, struct pgm_scratch *scratch,
                                  struct pgm_error *error)
{
    struct pgm_vector met;
    PGM_TRY(pgm_gather_texts(group, step->when_index, false, step->name, &met, scratch, error));
    bool *kept = pgm_scratch_alloc(scratch, group->row_count * sizeof *kept);
    const size_t bytes = pgm_repr_element_bytes(out->repr);
    for (size_t i = 0; i < group->row_count; i++) {
        kept[i] = !met.null[i] && met.bytes[i].bytes == 1 && met.bytes[i].data[0] == 'f';
        if (!kept[i])
            continue;
        out->null[i] = in->null[i];
        memcpy((uint8_t *)out->bytes + i * bytes, (const uint8_t *)in->bytes + i * bytes, bytes);
    }
    *unmet = kept;
    return PGM_OK;
}

/* Fakes of a fixed-size representation, which need no escapes. */
static void encode_texts(const struct pgm_type *type, const struct pgm_vector *fakes,
                         struct pgm_span *texts, struct pgm_scratch *scratch)
{
    uint8_t *out = pgm_scratch_alloc(scratch, fakes->count * PGM_ENCODED_BYTES_MAX);
    for (size_t i = 0; i < fakes->count; i++) {
        texts[i] = (struct pgm_span){out, 0};
        if (!fakes->null[i])
            texts[i].bytes = pgm_value_encode(type, fakes, i, out);
        out += texts[i].bytes;
    }
}

static void escape_texts(const struct pgm_vector *fakes, struct pgm_span *texts,
                         struct pgm_scratch *scratch)
{
    uint32_t *special = pgm_scratch_alloc(scratch, fakes->count * sizeof *special);
    for (size_t i = 0; i < fakes->count; i++)
        texts[i] =
            (struct pgm_span){fakes->bytes[i].data, fakes->null[i] ? 0 : fakes->bytes[i].bytes};
    const size_t count = pgm_copy_find_special(texts, fakes->count, special);
    for (size_t k = 0; k < count; k++) {
        struct pgm_span *text = &texts[special[k]];
        if (text->bytes > PGM_GROUP_TEXT_BYTES)
            continue;
        uint8_t *escaped = pgm_scratch_alloc(scratch, 2 * text->bytes);
        *text = (struct pgm_span){escaped, pgm_copy_escape(text->data, text->bytes, escaped)};
    }
}

static struct pgm_span *make_texts(const struct pgm_group *group, const struct pgm_plan_step *step,
                                   const struct pgm_vector *fakes, struct pgm_scratch *scratch)
{
    struct pgm_span *texts = pgm_scratch_alloc(scratch, fakes->count * sizeof *texts);
    if (group->binary_out) {
        pgm_binary_encode(group->binary[step->copy_index].form, fakes, scratch, texts);
        return texts;
    }
    if (fakes->repr == PGM_REPR_BYTES)
        escape_texts(fakes, texts, scratch);
    else
        encode_texts(step->type, fakes, texts, scratch);
    for (size_t i = 0; i < fakes->count; i++)
        if (fakes->null[i])
            texts[i] = pgm_span_of("\\N");
    return texts;
}

enum pgm_status pgm_group_mask(struct pgm_group *group, struct pgm_scratch *scratch,
                               struct pgm_error *error)
{
    const struct pgm_plan_table *table = group->table;
    const struct pgm_plan_step *subject_step = NULL;
    const struct pgm_span *subject = NULL;
    const struct pgm_plan_step *locale_step = NULL;
    const uint8_t *locales = NULL;
    struct pgm_subject_digests subject_digests = {0};
    group->fakes = pgm_scratch_alloc(scratch, table->step_count * sizeof *group->fakes);
    group->kept = pgm_scratch_alloc(scratch, table->step_count * sizeof *group->kept);
    group->texts = pgm_scratch_alloc(scratch, table->step_count * sizeof *group->texts);
    for (size_t s = 0; s < table->step_count; s++) {
        const struct pgm_plan_step *step = &table->steps[s];
        struct pgm_vector in;
        PGM_TRY(gather_originals(group, step, &in, scratch, error));
        if (step->subject_count && !same_subject(subject_step, step)) {
            PGM_TRY(gather_subject(group, step, &subject, scratch, error));
            subject_step = step;
        }
        if (step->locales && (!locale_step || locale_step->locale_index != step->locale_index)) {
            PGM_TRY(gather_locales(group, step, &locales, scratch, error));
            locale_step = step;
        }
        struct pgm_vector *out = &group->fakes[s];
        *out = pgm_vector_new(scratch, in.repr, group->row_count);
        memcpy(out->null, in.null, group->row_count * sizeof *out->null);
        struct pgm_batch batch = {.count = group->row_count,
                                  .in = &in,
                                  .out = out,
                                  .subject = step->subject_count ? subject : NULL,
                                  .locales = step->locales ? locales : NULL,
                                  .subject_digests = &subject_digests,
                                  .scratch = scratch};
        if (step->companion_count)
            PGM_TRY(gather_companions(group, step, &batch, scratch, error));
        step->mask->class->apply(step->mask, &batch);
        if (batch.fault)
            return pgm_fail(error, PGM_FAILED, "masking %s: %s", step->name, batch.fault);
        group->kept[s] = NULL;
        if (step->is_conditional)
            PGM_TRY(keep_unmet(group, step, &in, out, &group->kept[s], scratch, error));
        group->texts[s] = make_texts(group, step, out, scratch);
    }
    return PGM_OK;
}
