/*
 * mask_rig.h: one mask on one column, for tests of the mask layer.
 *
 *   struct rig rig = {.class = "email", .kind = PGM_KIND_TEXT, .unique = true};
 *   rig_open(&rig);  ...  rig_text(&rig, "ann@x.org")  ...  rig_close(&rig);
 */
#ifndef MASK_RIG_H
#define MASK_RIG_H

#include <criterion/criterion.h>
#include <string.h>

#include "args.h"
#include "limits.h"
#include "locales.h"
#include "mask.h"

struct rig {
    /* Chosen by the test before rig_open(). */
    const char *class;
    const struct pgm_mask_registry *registry; /* NULL: the built-in classes alone */
    enum pgm_kind kind;
    bool unique, case_insensitive, ascii_only, blank_padded, cidr, with_subject;
    int32_t max_chars;
    const char *locale; /* NULL: en_US */
    uint8_t key;        /* the domain's secret is 16 of it */
    struct pgm_arg_input inputs[4];
    size_t input_count;
    int16_t int_bytes, precision, scale;
    uint32_t base_oid;
    const char *type_name;          /* NULL: "a type" */
    const struct pgm_type *element; /* of an array or a range */
    const struct pgm_type_field *fields;
    uint16_t field_count;
    char delimiter;
    int64_t range_low, range_high;
    const struct pgm_span *samples; /* NULL: a sample of nothing */
    size_t sample_count;
    int32_t code_max;             /* of the database's encoding; 0: UTF8 */
    bool locale_from;             /* `locale_from:`; rows then take theirs from `countries` */
    const char *const *countries; /* one a row; NULL: all rows are the domain's own */

    struct pgm_arena arena;
    struct pgm_report report;
    struct pgm_type type;
    struct pgm_domain domain, subject_domain;
    struct pgm_domain inner_domains[8]; /* of masks inside masks, one a class */
    size_t inner_count;
    struct pgm_scratch scratch;
    const struct pgm_locales *locales;
    const struct pgm_mask_class *found;
    struct pgm_mask *mask; /* NULL: findings are in the report */
    const char *fault;
};

static const struct pgm_span rig_no_samples[1];

/* Stands for the plan's: a domain for each class, of the rig's key. */
static inline const struct pgm_mask *rig_inner(const struct pgm_mask_setup *outer,
                                               const struct pgm_inner_rule *rule,
                                               const struct pgm_type *type)
{
    struct rig *rig = outer->inner_argument;
    const struct pgm_mask_class *class = pgm_mask_class_find(rule->mask);
    cr_assert_not_null(class, "%s", rule->mask);
    struct pgm_domain *domain = rig->inner_domains;
    while (domain < rig->inner_domains + rig->inner_count && strcmp(domain->name, class->name) != 0)
        domain++;
    if (domain == rig->inner_domains + rig->inner_count) {
        cr_assert_lt(rig->inner_count++, sizeof rig->inner_domains / sizeof *rig->inner_domains);
        *domain = rig->domain;
        domain->name = class->name;
        domain->max_chars = 0;
        domain->unique = false;
    }
    const struct pgm_arg *args = pgm_args_check(class, rule->inputs, rule->input_count,
                                                outer->arena, outer->report, rule->place);
    struct pgm_mask_setup setup = *outer;
    setup.type = type;
    setup.domain = domain;
    setup.args = args;
    setup.subject_domain = class->flags & PGM_MASK_SUBJECT ? outer->subject_domain : NULL;
    return args ? pgm_mask_prepare(class, &setup) : NULL;
}

static inline void rig_open(struct rig *rig)
{
    uint8_t secret[PGM_DOMAIN_KEY_BYTES];
    rig->type = (struct pgm_type){.kind = rig->kind,
                                  .name = rig->type_name ? rig->type_name : "a type",
                                  .int_bytes = rig->int_bytes ? rig->int_bytes : 8,
                                  .precision = rig->precision,
                                  .scale = rig->scale,
                                  .base_oid = rig->base_oid,
                                  .cidr = rig->cidr,
                                  .element = rig->element,
                                  .fields = rig->fields,
                                  .field_count = rig->field_count,
                                  .delimiter = rig->delimiter,
                                  .blank_padded = rig->blank_padded,
                                  .max_chars = rig->max_chars};
    rig->domain.name = rig->class;
    rig->domain.unique = rig->unique;
    rig->domain.case_insensitive = rig->case_insensitive;
    rig->domain.max_chars = rig->max_chars;
    rig->domain.locale = rig->locale ? rig->locale : "en_US";
    rig->domain.range_low = rig->range_low;
    rig->domain.range_high = rig->range_high;
    rig->domain.samples = rig->samples ? rig->samples : rig_no_samples;
    rig->domain.sample_count = rig->sample_count;
    memset(secret, rig->key, sizeof secret);
    pgm_prf_key_init(&rig->domain.key, secret);
    memcpy(rig->domain.secret, secret, sizeof secret);
    if (strcmp(rig->class, "permute") == 0 && rig->kind == PGM_KIND_TEXT)
        cr_assert_eq(pgm_domain_permute_digits(&rig->domain, NULL), PGM_OK);
    else if (rig->range_low < rig->range_high)
        rig->domain.permutation = pgm_permutation_new(
            secret, (uint64_t)rig->range_high - (uint64_t)rig->range_low + 1, NULL);
    memset(secret, rig->key ^ 0xff, sizeof secret);
    pgm_prf_key_init(&rig->subject_domain.key, secret);
    cr_assert_eq(pgm_scratch_init(&rig->scratch, PGM_SCRATCH_BYTES, NULL), PGM_OK);

    rig->locales = rig->locale_from ? pgm_locales_new(&rig->arena) : NULL;
    rig->found = pgm_mask_registry_find(rig->registry, rig->class);
    cr_assert_not_null(rig->found, "%s", rig->class);
    const struct pgm_place place = {"rules.yaml", 7, 3};
    const struct pgm_arg *args =
        pgm_args_check(rig->found, rig->inputs, rig->input_count, &rig->arena, &rig->report, place);
    const struct pgm_mask_setup setup = {
        .type = &rig->type,
        .domain = &rig->domain,
        .subject_domain = rig->with_subject ? &rig->subject_domain : NULL,
        .args = args,
        .place = place,
        .column = "public.t.c",
        .locales = rig->locales,
        .utf8 = !rig->ascii_only,
        .code_max = rig->code_max,
        .arena = &rig->arena,
        .report = &rig->report,
        .inner = rig_inner,
        .inner_argument = rig,
    };
    rig->mask = args ? pgm_mask_prepare(rig->found, &setup) : NULL;
}

static inline void rig_close(struct rig *rig)
{
    pgm_domain_free_permutations(&rig->domain);
    pgm_scratch_free(&rig->scratch);
    pgm_report_free(&rig->report);
    pgm_arena_free(&rig->arena);
}

static inline struct pgm_vector rig_vector(struct rig *rig, size_t count)
{
    const enum pgm_repr repr = pgm_repr_of(rig->kind);
    return (struct pgm_vector){
        .repr = repr,
        .count = count,
        .null = pgm_arena_alloc(&rig->arena, count * sizeof(bool) + 1),
        .bytes = pgm_arena_alloc(&rig->arena, count * pgm_repr_element_bytes(repr) + 1)};
}

static inline const uint8_t *rig_row_locales(struct rig *rig, size_t count)
{
    uint8_t *rows = pgm_arena_alloc(&rig->arena, count + 1);
    for (size_t i = 0; i < count; i++)
        rows[i] = rig->countries ? pgm_locales_find(rig->locales, pgm_span_of(rig->countries[i]))
                                 : PGM_LOCALE_OWN;
    return rows;
}

/* Applies the mask as the engine does, and checks what the contract says of every output. */
static inline void rig_apply(struct rig *rig, const struct pgm_vector *in, struct pgm_vector *out,
                             const struct pgm_span *subject)
{
    cr_assert_not_null(rig->mask, "%s was not prepared", rig->class);
    memcpy(out->null, in->null, in->count * sizeof *in->null);
    struct pgm_batch batch = {
        .count = in->count, .in = in, .out = out, .subject = subject, .scratch = &rig->scratch};
    if (rig->locale_from)
        batch.locales = rig_row_locales(rig, in->count);
    rig->mask->class->apply(rig->mask, &batch);
    rig->fault = batch.fault;
    for (size_t i = 0; in->repr == PGM_REPR_BYTES && i < in->count; i++) {
        if (out->null[i])
            continue;
        const size_t bound = rig->mask->class->bound(rig->mask, in->bytes[i].bytes);
        cr_assert_leq(out->bytes[i].bytes, bound, "%s: %zu bytes of %zu", rig->class,
                      out->bytes[i].bytes, bound);
    }
}

/* One text through its type's codec and the mask; the result lives in the rig's arena. */
static inline const char *rig_by(struct rig *rig, const char *text, const char *subject)
{
    struct pgm_vector in = rig_vector(rig, 1), out = rig_vector(rig, 1);
    const struct pgm_span by = pgm_span_of(subject);
    cr_assert(pgm_value_decode(&rig->type, pgm_span_of(text), &in, 0), "%s", text);
    rig_apply(rig, &in, &out, rig->with_subject ? &by : NULL);
    if (out.null[0])
        return NULL;
    uint8_t encoded[PGM_ENCODED_BYTES_MAX];
    struct pgm_span fake = {encoded, 0};
    if (out.repr == PGM_REPR_BYTES)
        fake = out.bytes[0];
    else
        fake.bytes = pgm_value_encode(&rig->type, &out, 0, encoded);
    const char *copy = pgm_arena_strndup(&rig->arena, (const char *)fake.data, fake.bytes);
    pgm_scratch_reset(&rig->scratch);
    return copy;
}

static inline const char *rig_text(struct rig *rig, const char *text)
{
    return rig_by(rig, text, NULL);
}

/* A stream of words for test data; not the engine's. */
static inline uint64_t rig_random(uint64_t *state)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));
    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

#endif
