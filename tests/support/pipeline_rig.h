/*
 * pipeline_rig.h: a table planned by hand, masks simple enough to be foretold, and a second, naive
 * way to mask COPY text, byte by byte, to hold the pipeline against.
 *
 *   enum rig_mask masks[] = {RIG_KEEP, RIG_TWENTY};
 *   rig_table_init(&table, masks, 2);  ...  rig_expect(&table, rows, bytes, &expected)
 *
 * For programs with and without Criterion: what must hold is `require`d.
 */
#ifndef PIPELINE_RIG_H
#define PIPELINE_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "checksum.h"
#include "plan.h"

#define require(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

enum rig_mask {
    RIG_KEEP,
    RIG_MIRROR,    /* the value itself: what changes is its spelling */
    RIG_CONSTANT,  /* rig_constant */
    RIG_TWENTY,    /* the value twenty times */
    RIG_NULLS,     /* NULL where the value's length is odd, else the value */
    RIG_EMPTY,     /* the empty string */
    RIG_SUBJECT,   /* the row's subject, or "none" */
    RIG_COMPANION, /* "original|fake" of the column companion_index */
    RIG_NEGATE,    /* an int8 column: the number with the other sign */
    RIG_COUNT,
};

/* All that needs an escape, and what would end a COPY or be a NULL if it were not escaped. */
static const char rig_constant[] = "\\N\t\\.\n\\\r\b\f\v\\x41 end\\";

/* ---- masks as the engine sees them --------------------------------------------------------- */

static inline void rig_mirror_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    memcpy(batch->out->bytes, batch->in->bytes, batch->count * sizeof *batch->in->bytes);
}

static inline void rig_constant_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++)
        batch->out->bytes[i] = pgm_span_of(rig_constant);
}

static inline void rig_twenty_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span in = batch->in->bytes[i];
        uint8_t *out = pgm_scratch_alloc(batch->scratch, 20 * in.bytes);
        for (size_t k = 0; k < 20 && in.bytes; k++)
            memcpy(out + k * in.bytes, in.data, in.bytes);
        batch->out->bytes[i] = (struct pgm_span){out, 20 * in.bytes};
    }
}

static inline void rig_nulls_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    rig_mirror_apply(mask, batch);
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i] && batch->in->bytes[i].bytes % 2 == 1)
            batch->out->null[i] = true;
}

static inline void rig_empty_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++)
        batch->out->bytes[i] = pgm_span_of("");
}

static inline void rig_subject_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++)
        batch->out->bytes[i] =
            batch->subject && batch->subject[i].data ? batch->subject[i] : pgm_span_of("none");
}

static inline void rig_companion_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgm_vector *const vectors[] = {batch->companions[0],
                                                    batch->companion_fakes[0]};
        struct pgm_span parts[2]; /* what stands behind a NULL is not to be looked at */
        for (size_t k = 0; k < 2; k++)
            parts[k] = vectors[k]->null[i] ? pgm_span_of("NULL") : vectors[k]->bytes[i];
        const size_t bytes = parts[0].bytes + 1 + parts[1].bytes;
        uint8_t *out = pgm_scratch_alloc(batch->scratch, bytes);
        memcpy(out, parts[0].data, parts[0].bytes);
        out[parts[0].bytes] = '|';
        memcpy(out + parts[0].bytes + 1, parts[1].data, parts[1].bytes);
        batch->out->bytes[i] = (struct pgm_span){out, bytes};
    }
}

static inline void rig_negate_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->in->null[i])
            batch->out->ints[i] = -batch->in->ints[i];
}

static const struct pgm_mask_class rig_classes[RIG_COUNT] = {
    [RIG_MIRROR] = {.name = "mirror", .apply = rig_mirror_apply},
    [RIG_CONSTANT] = {.name = "constant", .apply = rig_constant_apply},
    [RIG_TWENTY] = {.name = "twenty", .apply = rig_twenty_apply},
    [RIG_NULLS] = {.name = "nulls", .flags = PGM_MASK_NULLS, .apply = rig_nulls_apply},
    [RIG_EMPTY] = {.name = "empty", .apply = rig_empty_apply},
    [RIG_SUBJECT] = {.name = "subject", .apply = rig_subject_apply},
    [RIG_COMPANION] = {.name = "companion", .apply = rig_companion_apply},
    [RIG_NEGATE] = {.name = "negate", .apply = rig_negate_apply},
};

static const struct pgm_type rig_text_type = {.kind = PGM_KIND_TEXT, .name = "text"};
/* A kind whose canonical form is its bytes, so that a subject shows what was gathered. */
static const struct pgm_type rig_exact_type = {.kind = PGM_KIND_JSON, .name = "json"};
static const struct pgm_type rig_int_type = {
    .kind = PGM_KIND_INT, .name = "bigint", .int_bytes = 8};

/* ---- the table ----------------------------------------------------------------------------- */

#define RIG_SUBJECTS_MAX 2
#define RIG_NOWHERE      SIZE_MAX

struct rig_table {
    /* Set before rig_table_init(). */
    size_t subject_indexes[RIG_SUBJECTS_MAX]; /* text columns */
    size_t subject_count;
    size_t companion_index; /* a text column without a companion of its own */
    size_t hidden_count;    /* fields behind the columns: read, never written */
    const size_t *when;     /* by column the field of its condition, or RIG_NOWHERE; NULL: none */
    bool reversed;          /* the steps stand from the last column to the first */

    struct pgm_plan_table plan;
    enum rig_mask *masks; /* one a column */
    struct pgm_plan_step *steps;
    uint16_t *written;
    struct pgm_mask instances[RIG_COUNT];
    size_t column_count, field_count;
    const struct pgm_type *subject_types[RIG_SUBJECTS_MAX];
    struct pgm_plan_companion companion;
};

static inline void rig_add_step(struct rig_table *table, size_t column)
{
    const enum rig_mask mask = table->masks[column];
    const bool conditional = table->when && table->when[column] != RIG_NOWHERE;
    if (column == table->companion_index)
        table->companion.step = table->plan.step_count;
    table->steps[table->plan.step_count++] = (struct pgm_plan_step){
        .mask = &table->instances[mask],
        .type = mask == RIG_NEGATE ? &rig_int_type : &rig_text_type,
        .copy_index = column,
        .is_conditional = conditional,
        .when_index = conditional ? table->when[column] : 0,
        .companions = &table->companion,
        .companion_count = mask == RIG_COMPANION,
        .subject_indexes = table->subject_indexes,
        .subject_types = table->subject_types,
        .subject_count = mask == RIG_SUBJECT ? table->subject_count : 0,
        .name = "public.t.c",
    };
}

static inline void rig_table_init(struct rig_table *table, const enum rig_mask *masks,
                                  size_t column_count)
{
    table->column_count = column_count;
    table->field_count = column_count + table->hidden_count;
    table->masks = malloc(column_count * sizeof *masks + 1);
    table->steps = calloc(column_count + 1, sizeof *table->steps);
    table->written = calloc(column_count + 1, sizeof *table->written);
    require(table->masks && table->steps && table->written);
    for (size_t k = 0; k < table->subject_count; k++)
        table->subject_types[k] = &rig_exact_type;
    table->companion =
        (struct pgm_plan_companion){table->companion_index, &rig_text_type, SIZE_MAX};
    table->plan = (struct pgm_plan_table){
        .steps = table->steps,
        .written = table->written,
        .copied_count = column_count,
        .hidden_count = table->hidden_count,
        .separators_per_row = table->field_count ? table->field_count : 1,
        .name = "public.t",
    };
    for (size_t i = 0; i < RIG_COUNT; i++)
        table->instances[i] = (struct pgm_mask){.class = &rig_classes[i]};
    for (size_t i = 0; i < column_count; i++)
        table->masks[i] = masks[i];
    /* What others look at is masked before them. */
    for (int companions = 0; companions < 2; companions++)
        for (size_t i = 0; i < column_count; i++) {
            const size_t c = table->reversed ? column_count - 1 - i : i;
            if (masks[c] != RIG_KEEP && (masks[c] == RIG_COMPANION) == companions)
                rig_add_step(table, c);
        }
    for (size_t c = 0; c < column_count; c++)
        for (size_t s = 0; s < table->plan.step_count; s++)
            if (table->steps[s].copy_index == c)
                table->written[table->plan.written_count++] = (uint16_t)s;
}

static inline void rig_table_free(struct rig_table *table)
{
    free(table->masks);
    free(table->steps);
    free(table->written);
    *table = (struct rig_table){0};
}

/* ---- the naive way ------------------------------------------------------------------------- */

struct rig_value {
    bool null;
    struct pgm_buf bytes;
};

/* PostgreSQL's manual, COPY, "Text Format", one byte at a time. */
static inline struct rig_value rig_read(const uint8_t *field, size_t bytes)
{
    struct rig_value value = {0};
    pgm_buf_reserve(&value.bytes, bytes);
    if (bytes == 2 && field[0] == '\\' && field[1] == 'N') {
        value.null = true;
        return value;
    }
    for (size_t i = 0; i < bytes;) {
        if (field[i] != '\\') {
            pgm_buf_putc(&value.bytes, (char)field[i++]);
            continue;
        }
        if (++i == bytes)
            break;
        static const char letters[] = "bfnrtv", controls[] = "\b\f\n\r\t\v";
        const bool hex = field[i] == 'x';
        const char *const digits = hex ? "0123456789abcdefABCDEF" : "01234567";
        char number[4] = "";
        size_t count = 0;
        while (count < (hex ? 2u : 3u) && i + hex + count < bytes && field[i + hex + count] &&
               strchr(digits, field[i + hex + count])) {
            number[count] = (char)field[i + hex + count];
            count++;
        }
        if (count) {
            pgm_buf_putc(&value.bytes, (char)strtoul(number, NULL, hex ? 16 : 8));
            i += hex + count;
        } else {
            const char *letter = field[i] ? strchr(letters, field[i]) : NULL;
            pgm_buf_putc(&value.bytes, letter ? controls[letter - letters] : (char)field[i]);
            i++;
        }
    }
    return value;
}

static inline void rig_write(const struct rig_value *value, struct pgm_buf *out)
{
    if (value->null) {
        pgm_buf_puts(out, "\\N");
        return;
    }
    for (size_t i = 0; i < value->bytes.bytes; i++) {
        const char byte = value->bytes.data[i];
        static const char special[] = "\b\f\n\r\t\v\\", written[] = "bfnrtv\\";
        const char *found = byte ? strchr(special, byte) : NULL;
        if (found)
            pgm_buf_putc(out, '\\');
        pgm_buf_putc(out, found ? written[found - special] : byte);
    }
}

/* The offsets where the fields of a row begin, and one for its end; false: another number of them
 * than the table has columns. */
static inline bool rig_split(const uint8_t *row, size_t bytes, size_t column_count, size_t *begins)
{
    size_t count = 0;
    begins[count++] = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (row[i] != '\t')
            continue;
        if (count == column_count)
            return false;
        begins[count++] = i + 1;
    }
    begins[column_count] = bytes + 1;
    return count == column_count;
}

static inline struct rig_value rig_subject(const struct rig_table *table, const uint8_t *row,
                                           const size_t *begins)
{
    struct rig_value subject = {0};
    pgm_buf_reserve(&subject.bytes, 1);
    for (size_t k = 0; k < table->subject_count; k++) {
        const size_t c = table->subject_indexes[k];
        struct rig_value part = rig_read(row + begins[c], begins[c + 1] - 1 - begins[c]);
        const uint32_t bytes = (uint32_t)part.bytes.bytes;
        subject.null = subject.null || part.null;
        if (table->subject_count > 1)
            pgm_buf_add(&subject.bytes, &bytes, sizeof bytes);
        pgm_buf_add(&subject.bytes, part.bytes.data, part.bytes.bytes);
        pgm_buf_free(&part.bytes);
    }
    return subject;
}

/* Whether the row keeps its own value: where the condition is false, not where it is NULL. */
static inline bool rig_is_kept(const struct rig_table *table, size_t column, const uint8_t *row,
                               const size_t *begins)
{
    if (table->masks[column] == RIG_KEEP)
        return true;
    const size_t w = table->when ? table->when[column] : RIG_NOWHERE;
    if (w == RIG_NOWHERE)
        return false;
    struct rig_value condition = rig_read(row + begins[w], begins[w + 1] - 1 - begins[w]);
    const bool kept = !condition.null && condition.bytes.bytes == 1 && *condition.bytes.data == 'f';
    pgm_buf_free(&condition.bytes);
    return kept;
}

static inline struct rig_value rig_masked(const struct rig_table *table, size_t column,
                                          const uint8_t *row, const size_t *begins);

static inline void rig_companion(const struct rig_table *table, const uint8_t *row,
                                 const size_t *begins, struct pgm_buf *out)
{
    const size_t c = table->companion_index;
    struct rig_value parts[] = {rig_read(row + begins[c], begins[c + 1] - 1 - begins[c]),
                                rig_masked(table, c, row, begins)};
    for (size_t k = 0; k < 2; k++) {
        if (k)
            pgm_buf_putc(out, '|');
        if (parts[k].null)
            pgm_buf_puts(out, "NULL");
        else
            pgm_buf_add(out, parts[k].bytes.data, parts[k].bytes.bytes);
        pgm_buf_free(&parts[k].bytes);
    }
}

/* The value of a column as it must come out. */
static inline struct rig_value rig_masked(const struct rig_table *table, size_t column,
                                          const uint8_t *row, const size_t *begins)
{
    const enum rig_mask mask = table->masks[column];
    struct rig_value value =
        rig_read(row + begins[column], begins[column + 1] - 1 - begins[column]);
    const size_t bytes = value.bytes.bytes;
    if (value.null || mask == RIG_MIRROR || rig_is_kept(table, column, row, begins))
        return value;
    if (mask == RIG_NULLS) {
        value.null = bytes % 2 == 1;
    } else if (mask == RIG_TWENTY) {
        for (int i = 1; i < 20; i++) {
            pgm_buf_reserve(&value.bytes, bytes);
            pgm_buf_add(&value.bytes, value.bytes.data, bytes);
        }
    } else if (mask == RIG_NEGATE) {
        const long long number = strtoll(value.bytes.data, NULL, 10);
        pgm_buf_clear(&value.bytes);
        pgm_buf_printf(&value.bytes, "%lld", -number);
    } else {
        pgm_buf_clear(&value.bytes);
    }
    if (mask == RIG_CONSTANT)
        pgm_buf_puts(&value.bytes, rig_constant);
    if (mask == RIG_COMPANION)
        rig_companion(table, row, begins, &value.bytes);
    if (mask == RIG_SUBJECT) {
        struct rig_value subject = rig_subject(table, row, begins);
        if (subject.null || table->subject_count == 0)
            pgm_buf_puts(&value.bytes, "none");
        else
            pgm_buf_add(&value.bytes, subject.bytes.data, subject.bytes.bytes);
        pgm_buf_free(&subject.bytes);
    }
    return value;
}

/* Appends the rows as they must come out and returns how many they are; SIZE_MAX: they are not whole
 * rows of the table. `sum` (may be NULL) gets their checksum. */
static inline size_t rig_expect(const struct rig_table *table, const uint8_t *rows, size_t bytes,
                                struct pgm_buf *out, struct pgm_checksum *sum)
{
    size_t *begins = malloc((table->field_count + 2) * sizeof *begins), row_count = 0;
    require(begins);
    for (size_t at = 0; at < bytes; row_count++) {
        const uint8_t *const row = rows + at, *end = memchr(row, '\n', bytes - at);
        const size_t out_begin = out->bytes;
        if (!end || (table->field_count > 0 &&
                     !rig_split(row, (size_t)(end - row), table->field_count, begins))) {
            row_count = SIZE_MAX;
            break;
        }
        for (size_t c = 0; c < table->column_count; c++) {
            const size_t field_bytes = begins[c + 1] - 1 - begins[c];
            if (c)
                pgm_buf_putc(out, '\t');
            if (rig_is_kept(table, c, row, begins)) {
                pgm_buf_add(out, row + begins[c], field_bytes);
                continue;
            }
            struct rig_value value = rig_masked(table, c, row, begins);
            rig_write(&value, out);
            pgm_buf_free(&value.bytes);
        }
        pgm_buf_putc(out, '\n');
        if (sum)
            pgm_checksum_row(sum, out->data + out_begin, out->bytes - out_begin);
        at += (size_t)(end - row) + 1;
    }
    free(begins);
    return row_count;
}

/* ---- test data ----------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014); not the engine's. */
static inline uint64_t rig_next(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* A field as a server or a file could spell it: NULL, empty, plain, needed escapes, odd ones. */
static inline void rig_random_field(uint64_t *state, size_t bytes_max, struct pgm_buf *out)
{
    static const char *const pieces[] = {"a",        "Zz",       " ",    "\\t", "\\n",   "\\\\",
                                         "\\b",      "\\r",      "\\f",  "\\v", "\\x41", "\\101",
                                         "\\N",      "\\.",      "\\q",  "\\x", "\\7",   "\\x4g",
                                         "\xc3\xa9", "\x01\x7f", "\xff", "\r",  "\b",    "\\377"};
    const uint64_t kind = rig_next(state) % 10;
    if (kind == 0) {
        pgm_buf_puts(out, "\\N");
        return;
    }
    if (kind == 1)
        return;
    const size_t begin = out->bytes, bytes = rig_next(state) % (bytes_max + 1);
    while (out->bytes - begin < bytes) {
        if (kind < 6)
            pgm_buf_putc(out, (char)('!' + rig_next(state) % 59)); /* none of them a backslash */
        else
            pgm_buf_puts(out, pieces[rig_next(state) % (sizeof pieces / sizeof *pieces)]);
    }
}

static inline void rig_random_rows(const struct rig_table *table, uint64_t *state, size_t row_count,
                                   size_t field_bytes_max, struct pgm_buf *out)
{
    for (size_t row = 0; row < row_count; row++) {
        for (size_t c = 0; c < table->field_count; c++) {
            static const char *const conditions[] = {"t", "f", "\\N", "f", "\\x66"};
            if (c)
                pgm_buf_putc(out, '\t');
            if (c >= table->column_count)
                pgm_buf_puts(out, conditions[rig_next(state) % 5]);
            else if (table->masks[c] == RIG_NEGATE && rig_next(state) % 8)
                pgm_buf_printf(out, "%lld", (long long)rig_next(state) >> rig_next(state) % 63);
            else if (table->masks[c] == RIG_NEGATE)
                pgm_buf_puts(out, "\\N");
            else
                rig_random_field(state, field_bytes_max, out);
        }
        pgm_buf_putc(out, '\n');
    }
}

#endif
