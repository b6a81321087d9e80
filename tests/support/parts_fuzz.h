/*
 * parts_fuzz.h: one mask of structures under any bytes, for fuzz targets.
 *
 * The input is cut at zero bytes into the values of one batch. Each value goes through the mask twice,
 * in the batch and alone: the same must come out, and it must be what `check` holds for valid.
 */
#ifndef PARTS_FUZZ_H
#define PARTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "limits.h"
#include "mask.h"

#define FUZZ_ROWS_MAX 64

struct fuzz {
    struct pgm_arena arena;
    struct pgm_report report;
    struct pgm_scratch scratch;
    struct pgm_domain domain;
    const struct pgm_mask *mask;
};

static inline void fuzz_require(bool holds)
{
    if (!holds)
        abort();
}

static inline const struct pgm_mask *fuzz_inner(const struct pgm_mask_setup *outer,
                                                const struct pgm_inner_rule *rule,
                                                const struct pgm_type *type)
{
    const struct pgm_mask_class *class = pgm_mask_class_find(rule->mask);
    const struct pgm_arg *args = pgm_args_check(class, rule->inputs, rule->input_count,
                                                outer->arena, outer->report, rule->place);
    struct pgm_mask_setup setup = *outer;
    setup.type = type;
    setup.args = args;
    if (!(class->flags & PGM_MASK_SUBJECT))
        setup.subject_domain = NULL;
    return pgm_mask_prepare(class, &setup);
}

/* Prepared once, never freed: one process, one mask. */
static inline void fuzz_open(struct fuzz *fuzz, const char *class_name, const struct pgm_type *type,
                             const struct pgm_arg_input *inputs, size_t count)
{
    const struct pgm_mask_class *class = pgm_mask_class_find(class_name);
    fuzz->domain = (struct pgm_domain){.name = class_name, .locale = "en_US"};
    pgm_prf_key_init(&fuzz->domain.key, fuzz->domain.secret);
    fuzz_require(pgm_scratch_init(&fuzz->scratch, PGM_SCRATCH_BYTES, NULL) == PGM_OK);
    const struct pgm_mask_setup setup = {
        .type = type,
        .domain = &fuzz->domain,
        .args = pgm_args_check(class, inputs, count, &fuzz->arena, &fuzz->report,
                               (struct pgm_place){0}),
        .column = "s.t.c",
        .utf8 = true,
        .arena = &fuzz->arena,
        .report = &fuzz->report,
        .inner = fuzz_inner,
    };
    fuzz->mask = setup.args ? pgm_mask_prepare(class, &setup) : NULL;
    if (!fuzz->mask)
        fprintf(stderr, "%s\n", fuzz->report.first ? fuzz->report.first->message : "");
    fuzz_require(fuzz->mask != NULL);
}

/* A copy of its own size, so that a read behind it is seen. */
static inline struct pgm_span fuzz_copy(struct pgm_span text)
{
    uint8_t *copy = malloc(text.bytes ? text.bytes : 1);
    if (text.bytes)
        memcpy(copy, text.data, text.bytes);
    return (struct pgm_span){copy, text.bytes};
}

/* False: the mask stopped at one of them, and there is no output. */
static inline bool fuzz_apply(struct fuzz *fuzz, const struct pgm_span *values, size_t count,
                              struct pgm_span *fakes)
{
    bool nulls[FUZZ_ROWS_MAX] = {false}, out_nulls[FUZZ_ROWS_MAX] = {false};
    struct pgm_span ins[FUZZ_ROWS_MAX], outs[FUZZ_ROWS_MAX];
    for (size_t i = 0; i < count; i++)
        ins[i] = fuzz_copy(values[i]);
    const struct pgm_vector in = {PGM_REPR_BYTES, count, nulls, {.bytes = ins}};
    struct pgm_vector out = {PGM_REPR_BYTES, count, out_nulls, {.bytes = outs}};
    struct pgm_batch batch = {.count = count, .in = &in, .out = &out, .scratch = &fuzz->scratch};
    fuzz->mask->class->apply(fuzz->mask, &batch);
    for (size_t i = 0; i < count && !batch.fault; i++) {
        fuzz_require(!out_nulls[i]);
        fuzz_require(outs[i].bytes <= fuzz->mask->class->bound(fuzz->mask, values[i].bytes));
        fakes[i] = fuzz_copy(outs[i]);
    }
    for (size_t i = 0; i < count; i++)
        free((void *)(uintptr_t)ins[i].data);
    pgm_scratch_reset(&fuzz->scratch);
    return batch.fault == NULL;
}

static inline void fuzz_values(struct fuzz *fuzz, const uint8_t *data, size_t bytes,
                               bool (*check)(struct pgm_span value, struct pgm_span fake))
{
    struct pgm_span values[FUZZ_ROWS_MAX], together[FUZZ_ROWS_MAX], alone = {0};
    size_t count = 0;
    for (size_t begin = 0, i = 0; i <= bytes && count < FUZZ_ROWS_MAX; i++)
        if (i == bytes || data[i] == 0) {
            values[count++] = (struct pgm_span){data + begin, i - begin};
            begin = i + 1;
        }
    if (!fuzz_apply(fuzz, values, count, together))
        return;
    for (size_t i = 0; i < count; i++) {
        fuzz_require(fuzz_apply(fuzz, &values[i], 1, &alone));
        fuzz_require(pgm_span_equal(alone, together[i]));
        fuzz_require(check(values[i], alone));
        free((void *)(uintptr_t)alone.data);
        free((void *)(uintptr_t)together[i].data);
    }
}

#endif
