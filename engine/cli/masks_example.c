/*
 * masks_example.c: one value through one mask, really prepared and applied.
 *
 *   example_in ── decode ──> vector of 1 ── prepare, apply ──> vector ── encode ──> text
 */
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "limits.h"
#include "masks_view.h"
#include "prf.h"
#include "scratch.h"

/* What stands inside of the examples. */
static const struct pgm_type text_type = {
    .kind = PGM_KIND_TEXT, .oid = 25, .base_oid = 25, .name = "text"};
static const struct pgm_type date_type = {
    .kind = PGM_KIND_DATE, .oid = 1082, .base_oid = 1082, .name = "date"};
static const struct pgm_type_field address_fields[] = {
    {"street", &text_type}, {"zip", &text_type}, {"city", &text_type}};

/* Column types as examples, by kind. OIDs are those of pg_type.dat. */
static const struct pgm_type types[PGM_KIND_COUNT] = {
    [PGM_KIND_TEXT] = {.kind = PGM_KIND_TEXT, .oid = 25, .base_oid = 25, .name = "text"},
    [PGM_KIND_INT] =
        {.kind = PGM_KIND_INT, .oid = 23, .base_oid = 23, .name = "integer", .int_bytes = 4},
    [PGM_KIND_NUMERIC] = {.kind = PGM_KIND_NUMERIC,
                          .oid = 1700,
                          .base_oid = 1700,
                          .name = "numeric"},
    [PGM_KIND_FLOAT] = {.kind = PGM_KIND_FLOAT,
                        .oid = 701,
                        .base_oid = 701,
                        .name = "double precision"},
    [PGM_KIND_BOOL] = {.kind = PGM_KIND_BOOL, .oid = 16, .base_oid = 16, .name = "boolean"},
    [PGM_KIND_DATE] = {.kind = PGM_KIND_DATE, .oid = 1082, .base_oid = 1082, .name = "date"},
    [PGM_KIND_TIMESTAMP] = {.kind = PGM_KIND_TIMESTAMP,
                            .oid = 1114,
                            .base_oid = 1114,
                            .name = "timestamp without time zone"},
    [PGM_KIND_TIMESTAMPTZ] = {.kind = PGM_KIND_TIMESTAMPTZ,
                              .oid = 1184,
                              .base_oid = 1184,
                              .name = "timestamp with time zone"},
    [PGM_KIND_TIME] = {.kind = PGM_KIND_TIME,
                       .oid = 1083,
                       .base_oid = 1083,
                       .name = "time without time zone"},
    [PGM_KIND_UUID] = {.kind = PGM_KIND_UUID, .oid = 2950, .base_oid = 2950, .name = "uuid"},
    [PGM_KIND_INET] = {.kind = PGM_KIND_INET, .oid = 869, .base_oid = 869, .name = "inet"},
    [PGM_KIND_JSON] = {.kind = PGM_KIND_JSON, .oid = 3802, .base_oid = 3802, .name = "jsonb"},
    [PGM_KIND_BYTEA] = {.kind = PGM_KIND_BYTEA, .oid = 17, .base_oid = 17, .name = "bytea"},
    [PGM_KIND_MONEY] = {.kind = PGM_KIND_MONEY, .oid = 790, .base_oid = 790, .name = "money"},
    [PGM_KIND_XML] = {.kind = PGM_KIND_XML, .oid = 142, .base_oid = 142, .name = "xml"},
    [PGM_KIND_ARRAY] = {.kind = PGM_KIND_ARRAY,
                        .oid = 1009,
                        .base_oid = 1009,
                        .name = "text[]",
                        .element_oid = 25,
                        .delimiter = ',',
                        .element = &text_type},
    [PGM_KIND_HSTORE] = {.kind = PGM_KIND_HSTORE, .name = "hstore"},
    [PGM_KIND_COMPOSITE] = {.kind = PGM_KIND_COMPOSITE,
                            .name = "address",
                            .fields = address_fields,
                            .field_count = 3},
    [PGM_KIND_RANGE] = {.kind = PGM_KIND_RANGE,
                        .oid = 3912,
                        .base_oid = 3912,
                        .name = "daterange",
                        .element = &date_type},
};

const struct pgm_type *pgm_masks_type(enum pgm_kind kind)
{
    return kind < PGM_KIND_COUNT && types[kind].name ? &types[kind] : NULL;
}

/* The arguments as if the rule named none. False: one is required, and no value can be made up. */
static bool default_args(const struct pgm_mask_class *class, struct pgm_arena *arena,
                         const struct pgm_arg **out)
{
    size_t count = 0;
    while (class->args && class->args[count].name)
        count++;
    struct pgm_arg *const args = PGM_ARENA_ARRAY(arena, struct pgm_arg, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct pgm_arg_spec *const spec = &class->args[i];
        const char *text = spec->default_text;
        if (!text && spec->required) {
            if (spec->type != PGM_ARG_TEXT)
                return false;
            text = "example";
            args[i].given = true;
        }
        args[i].text = text;
        if (text && spec->type == PGM_ARG_INT)
            args[i].integer = strtoll(text, NULL, 10);
        if (text && spec->type == PGM_ARG_BOOL)
            args[i].boolean = strcmp(text, "true") == 0;
    }
    *out = args;
    return true;
}

/* A vector of one element in the arena. */
static struct pgm_vector one_element(enum pgm_repr repr, struct pgm_arena *arena)
{
    return (struct pgm_vector){
        .repr = repr,
        .count = 1,
        .null = PGM_ARENA_NEW(arena, bool),
        /* Every member of the union is a pointer to elements. */
        .bytes = pgm_arena_alloc(arena, pgm_repr_element_bytes(repr)),
    };
}

static const char *apply_one(const struct pgm_mask *mask, const char *text, struct pgm_arena *arena)
{
    const enum pgm_repr repr = pgm_repr_of(mask->type->kind);
    struct pgm_vector in = one_element(repr, arena), out = one_element(repr, arena);
    if (repr == PGM_REPR_BYTES)
        in.bytes[0] = pgm_span_of(text);
    else if (!pgm_value_decode(mask->type, pgm_span_of(text), &in, 0))
        return NULL;
    struct pgm_scratch scratch;
    if (pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL) != PGM_OK)
        return NULL;
    struct pgm_batch batch = {.count = 1, .in = &in, .out = &out, .scratch = &scratch};
    mask->class->apply(mask, &batch);

    const char *fake;
    uint8_t encoded[PGM_ENCODED_BYTES_MAX];
    if (out.null[0])
        fake = "NULL";
    else if (repr == PGM_REPR_BYTES)
        fake = pgm_arena_strndup(arena, (const char *)out.bytes[0].data, out.bytes[0].bytes);
    else
        fake = pgm_arena_strndup(arena, (const char *)encoded,
                                 pgm_value_encode(mask->type, &out, 0, encoded));
    pgm_scratch_free(&scratch);
    return fake;
}

/* The first kind the class takes that reads the example value; text goes first. */
static const struct pgm_type *example_type(const struct pgm_mask_class *class,
                                           struct pgm_arena *arena)
{
    for (unsigned kind = PGM_KIND_TEXT; kind < PGM_KIND_COUNT; kind++) {
        const struct pgm_type *const type = pgm_masks_type((enum pgm_kind)kind);
        if (!type || !(class->kinds & PGM_KIND_BIT(kind)))
            continue;
        const enum pgm_repr repr = pgm_repr_of((enum pgm_kind)kind);
        struct pgm_vector probe = one_element(repr, arena);
        if (repr == PGM_REPR_BYTES ||
            pgm_value_decode(type, pgm_span_of(class->example_in), &probe, 0))
            return type;
    }
    return NULL;
}

/* A mask inside the example's, in its domain: the key is all it takes from there. */
static const struct pgm_mask *example_inner(const struct pgm_mask_setup *outer,
                                            const struct pgm_inner_rule *rule,
                                            const struct pgm_type *type)
{
    const struct pgm_mask_class *const class = pgm_mask_class_find(rule->mask);
    const struct pgm_arg *const args =
        class ? pgm_args_check(class, rule->inputs, rule->input_count, outer->arena, outer->report,
                               rule->place)
              : NULL;
    struct pgm_mask_setup setup = *outer;
    setup.type = type;
    setup.args = args;
    return args ? pgm_mask_prepare(class, &setup) : NULL;
}

static size_t input_count(const struct pgm_arg_input *inputs)
{
    size_t count = 0;
    while (inputs[count].name)
        count++;
    return count;
}

const char *pgm_masks_example(const struct pgm_mask_class *class, struct pgm_arena *arena)
{
    const struct pgm_arg *args;
    struct pgm_report report = {0};
    if (!class->example_in)
        return NULL;
    if (class->example_inputs)
        args = pgm_args_check(class, class->example_inputs, input_count(class->example_inputs),
                              arena, &report, (struct pgm_place){0});
    else if (!default_args(class, arena, &args))
        return NULL;
    const struct pgm_type *const type = example_type(class, arena);
    if (!type)
        return NULL;

    /* Its key is aligned to a cache line, more than an arena promises: on the stack. */
    struct pgm_domain domain = {
        .name = class->name, .locale = "en_US", .range_low = 1, .range_high = 100000};
    pgm_prf_key_init(&domain.key, domain.secret);
    static const struct pgm_span samples[] = {{(const uint8_t *)"1100", 4},
                                              {(const uint8_t *)"1300", 4}};
    if (class->flags & PGM_MASK_SAMPLE) {
        domain.samples = samples;
        domain.sample_count = sizeof samples / sizeof *samples;
    }
    if ((class->flags & PGM_MASK_RANGE) && type->kind == PGM_KIND_TEXT) {
        if (pgm_domain_permute_digits(&domain, NULL) != PGM_OK)
            pgm_report_add(&report, PGM_FAILED, (struct pgm_place){0}, "example", NULL,
                           "no memory");
    } else if (class->flags & PGM_MASK_RANGE) {
        domain.permutation = pgm_permutation_new(domain.secret, 100000, NULL);
    }
    const struct pgm_mask_setup setup = {
        .type = type,
        .domain = &domain,
        .args = args,
        .column = "example",
        .utf8 = true,
        .arena = arena,
        .report = &report,
        .inner = example_inner,
    };
    const struct pgm_mask *const mask = pgm_mask_prepare(class, &setup);
    const char *const fake = mask ? apply_one(mask, class->example_in, arena) : NULL;
    pgm_report_free(&report);
    pgm_domain_free_permutations(&domain);
    return fake;
}
