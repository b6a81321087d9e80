/* localised.c: see localised.h. */
#include "localised.h"

#include <string.h>

#include "locales.h"
#include "words.h"

#define WAYS (PGM_LOCALES_MAX + 1) /* the last: the domain's own */
#define OWN  PGM_LOCALES_MAX

struct localised {
    struct pgm_mask_class class; /* as the mask's own, with the functions below */
    size_t count;
    const struct pgm_mask *ways[WAYS]; /* those left out are the domain's own */
};

/* ---- bounds: of whatever may come out ------------------------------------------------------ */

static size_t localised_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct localised *localised = mask->state;
    size_t most = 0;
    for (size_t k = 0; k <= localised->count; k++) {
        const struct pgm_mask *way = localised->ways[k < localised->count ? k : OWN];
        const size_t bytes = way->class->bound(way, in_bytes);
        most = bytes > most ? bytes : most;
    }
    return most;
}

static size_t localised_unique_chars_min(const struct pgm_mask *mask)
{
    const struct localised *localised = mask->state;
    size_t most = 0;
    for (size_t k = 0; k <= localised->count; k++) {
        const struct pgm_mask *way = localised->ways[k < localised->count ? k : OWN];
        const size_t chars = way->class->unique_chars_min(way);
        most = chars > most ? chars : most;
    }
    return most;
}

/* ---- applying ------------------------------------------------------------------------------ */

static void copy_element(struct pgm_vector *to, size_t at, const struct pgm_vector *from, size_t i)
{
    const size_t bytes = pgm_repr_element_bytes(to->repr);
    to->null[at] = from->null[i];
    memcpy((uint8_t *)to->bytes + at * bytes, (const uint8_t *)from->bytes + i * bytes, bytes);
}

/* `rows` of the batch as a batch of their own. */
static void apply_some(const struct pgm_mask *way, struct pgm_batch *batch, const uint32_t *rows,
                       size_t count)
{
    struct pgm_vector in = pgm_vector_new(batch->scratch, batch->in->repr, count);
    struct pgm_vector out = pgm_vector_new(batch->scratch, batch->out->repr, count);
    struct pgm_span *subject =
        batch->subject ? pgm_scratch_alloc(batch->scratch, count * sizeof *subject) : NULL;
    for (size_t k = 0; k < count; k++) {
        copy_element(&in, k, batch->in, rows[k]);
        if (subject)
            subject[k] = batch->subject[rows[k]];
    }
    memcpy(out.null, in.null, count * sizeof *out.null);
    struct pgm_batch some = {
        .count = count, .in = &in, .out = &out, .subject = subject, .scratch = batch->scratch};
    way->class->apply(way, &some);
    if (some.fault)
        batch->fault = some.fault;
    for (size_t k = 0; k < count; k++)
        copy_element(batch->out, rows[k], &out, k);
}

static size_t way_of(const struct localised *localised, const struct pgm_batch *batch, size_t row)
{
    return batch->locales && batch->locales[row] < localised->count ? batch->locales[row] : OWN;
}

static void localised_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct localised *localised = mask->state;
    size_t ends[WAYS + 1] = {0};
    for (size_t i = 0; i < batch->count; i++)
        ends[way_of(localised, batch, i) + 1]++;
    uint32_t *rows = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *rows);
    for (size_t way = 0; way < WAYS; way++) {
        if (batch->count && ends[way + 1] == batch->count) { /* as in most batches of most tables */
            localised->ways[way]->class->apply(localised->ways[way], batch);
            return;
        }
        ends[way + 1] += ends[way];
    }
    /* Counting sort: ends[way] runs from where the rows of a way begin to where they end. */
    for (size_t i = 0; i < batch->count; i++)
        rows[ends[way_of(localised, batch, i)]++] = (uint32_t)i;
    for (size_t way = 0, first = 0; way < WAYS; first = ends[way++])
        if (ends[way] > first)
            apply_some(localised->ways[way], batch, rows + first, ends[way] - first);
}

/* ---- preparing ----------------------------------------------------------------------------- */

static const struct pgm_mask *prepare_in(const struct pgm_mask_class *class,
                                         const struct pgm_mask_setup *setup, const char *locale)
{
    struct pgm_mask_setup plain = *setup;
    plain.locales = NULL;
    plain.locale = locale;
    return pgm_mask_prepare(class, &plain);
}

struct pgm_mask *pgm_mask_localise(const struct pgm_mask_class *class,
                                   const struct pgm_mask_setup *setup)
{
    struct localised *localised = PGM_ARENA_NEW(setup->arena, struct localised);
    const struct pgm_mask *own = prepare_in(class, setup, NULL);
    if (!own)
        return NULL;
    localised->ways[OWN] = own;
    localised->count = setup->locales->count;
    for (size_t k = 0; k < localised->count; k++) {
        const char *locale = setup->locales->names[k];
        localised->ways[k] = pgm_words_fit(setup, locale) ? prepare_in(class, setup, locale) : own;
        if (!localised->ways[k])
            return NULL; /* one locale's finding is enough */
    }
    localised->class = *class;
    localised->class.apply = localised_apply;
    localised->class.bound = class->bound ? localised_bound : NULL;
    localised->class.unique_chars_min = class->unique_chars_min ? localised_unique_chars_min : NULL;
    struct pgm_mask *mask = PGM_ARENA_NEW(setup->arena, struct pgm_mask);
    *mask = *own;
    mask->class = &localised->class;
    mask->state = localised;
    return mask;
}
