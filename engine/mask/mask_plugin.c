/*
 * mask_plugin.c: the masks of plugins, between the engine's batches and the arrays of pgmirage.h.
 *
 *   vector ── encode ──> values ─┐                     ┌─> outputs ── checks, decode ──> vector
 *   digests, companions ─────────┴── plugin's apply ───┘
 *
 *   one room for all outputs:  │ capacity 0 │guard│ capacity 1 │guard│ ...
 *
 * Nothing that a plugin hands back is believed: where a check fails the batch has a fault, and the run
 * ends.
 */
#include <string.h>
#include <utf8proc.h>

#include "chars.h"
#include "limits.h"
#include "pgmirage.h"
#include "plugin.h"

#define SAME(kind)                                                                                 \
    _Static_assert(PGMIRAGE_KIND_##kind == (int)PGM_KIND_BIT(PGM_KIND_##kind), "public kinds")
SAME(OTHER);
SAME(TEXT);
SAME(INT);
SAME(NUMERIC);
SAME(FLOAT);
SAME(BOOL);
SAME(DATE);
SAME(TIMESTAMP);
SAME(TIMESTAMPTZ);
SAME(TIME);
SAME(UUID);
SAME(INET);
SAME(JSON);
SAME(BYTEA);
SAME(ENUM);
SAME(ARRAY);
SAME(MONEY);
SAME(XML);
SAME(HSTORE);
SAME(COMPOSITE);
SAME(RANGE);
_Static_assert(sizeof(struct pgmirage_digest) == sizeof(struct pgm_digest), "handed on as it is");

/* Behind each output; no plugin writes it by chance. */
static const uint8_t guard[16] = {0xc3, 0x5a, 0x91, 0xfe, 0x07, 0xb8, 0x6d, 0xe2,
                                  0x3f, 0xd4, 0x19, 0xa6, 0x8b, 0x70, 0xcd, 0x52};

struct plugin_class {
    struct pgm_mask_class class; /* first: a class of this file is one of these */
    const struct pgmirage_mask *own;
};

struct instance {
    const struct pgmirage_mask *own;
    void *state;
};

/* ---- preparing ----------------------------------------------------------------------------- */

static void release(void *object)
{
    const struct instance *instance = object;
    if (instance->own->release)
        instance->own->release(instance->state);
}

static enum pgm_status plugin_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct plugin_class *class = (const struct plugin_class *)mask->class;
    const struct pgmirage_mask *own = class->own;
    struct instance *instance = PGM_ARENA_NEW(setup->arena, struct instance);
    instance->own = own;
    mask->state = instance;
    if (!own->prepare)
        return PGM_OK;

    struct pgmirage_argument *arguments =
        PGM_ARENA_ARRAY(setup->arena, struct pgmirage_argument, own->argument_count + 1);
    for (size_t i = 0; i < own->argument_count; i++)
        arguments[i] = (struct pgmirage_argument){own->arguments[i].name, mask->args[i].text};
    uint8_t secret[PGM_DOMAIN_KEY_BYTES];
    pgm_key_derive_use(setup->domain->secret, mask->class->name, secret);
    const struct pgmirage_mask_setup public_setup = {
        .arguments = arguments,
        .argument_count = own->argument_count,
        .column = setup->column,
        .type = mask->type->name,
        .kind = PGM_KIND_BIT(mask->type->kind),
        .characters_max = mask->max_chars,
        .utf8 = setup->utf8,
        .code_max = setup->code_max,
        .secret = secret,
    };
    const char *message = NULL;
    const int code = own->prepare(&public_setup, &instance->state, &message);
    explicit_bzero(secret, sizeof secret);
    if (code == 0) {
        pgm_arena_defer(setup->arena, release, instance);
        return PGM_OK;
    }
    pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column, NULL, "mask %s: %s",
                   mask->class->name, message ? message : "its plugin refuses the rule");
    return PGM_BAD_USAGE;
}

/* ---- what goes in -------------------------------------------------------------------------- */

static struct pgmirage_value *
values_of(const struct pgm_type *type, const struct pgm_vector *vector, struct pgm_scratch *scratch)
{
    struct pgmirage_value *values = pgm_scratch_alloc(scratch, vector->count * sizeof *values);
    uint8_t *room = NULL;
    if (vector->repr != PGM_REPR_BYTES)
        room = pgm_scratch_alloc(scratch, vector->count * PGM_ENCODED_BYTES_MAX);
    for (size_t i = 0; i < vector->count; i++) {
        struct pgm_span text = {NULL, 0};
        if (vector->null[i]) {
            values[i] = (struct pgmirage_value){.is_null = true};
            continue;
        }
        if (vector->repr == PGM_REPR_BYTES) {
            text = vector->bytes[i];
        } else {
            text.data = room;
            text.bytes = pgm_value_encode(type, vector, i, room);
            room += text.bytes;
        }
        values[i] = (struct pgmirage_value){text.data, text.bytes, false};
    }
    return values;
}

static struct pgmirage_companion *companions_of(const struct pgm_batch *batch)
{
    const size_t count = batch->companion_count;
    struct pgmirage_companion *companions =
        pgm_scratch_alloc(batch->scratch, count * sizeof *companions);
    for (size_t k = 0; k < count; k++) /* in their text form: no codec */
        companions[k] =
            (struct pgmirage_companion){values_of(NULL, batch->companions[k], batch->scratch),
                                        values_of(NULL, batch->companion_fakes[k], batch->scratch)};
    return companions;
}

static size_t own_bound(const struct instance *instance, size_t in_bytes)
{
    return instance->own->bound ? instance->own->bound(instance->state, in_bytes) : in_bytes;
}

static size_t plugin_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    return own_bound(mask->state, in_bytes);
}

/* Room for all fakes; NULL after a fault. */
static struct pgmirage_output *outputs_for(const struct instance *instance, struct pgm_batch *batch,
                                           const struct pgmirage_value *values)
{
    struct pgmirage_output *outputs =
        pgm_scratch_alloc(batch->scratch, batch->count * sizeof *outputs);
    size_t total = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const size_t capacity = values[i].is_null ? 0 : own_bound(instance, values[i].bytes);
        if (capacity > PGM_ROW_BYTES_MAX) {
            batch->fault = "the plugin asks for more than 1 GiB for one value";
            return NULL;
        }
        outputs[i] = (struct pgmirage_output){.capacity = capacity};
        total += capacity + sizeof guard;
    }
    uint8_t *room = pgm_scratch_alloc(batch->scratch, total);
    for (size_t i = 0; i < batch->count; i++) {
        outputs[i].data = room;
        memcpy(room + outputs[i].capacity, guard, sizeof guard);
        room += outputs[i].capacity + sizeof guard;
    }
    return outputs;
}

/* ---- what comes back ----------------------------------------------------------------------- */

static bool is_utf8(struct pgm_span text)
{
    utf8proc_int32_t code;
    if (pgm_chars_are_ascii(text))
        return true;
    for (size_t i = 0; i < text.bytes;) {
        const utf8proc_ssize_t left = (utf8proc_ssize_t)(text.bytes - i);
        const utf8proc_ssize_t bytes = utf8proc_iterate(text.data + i, left, &code);
        if (bytes <= 0)
            return false;
        i += (size_t)bytes;
    }
    return true;
}

/* What is wrong with row i's fake; NULL: it is taken. */
static const char *take(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                        struct pgm_span fake)
{
    struct pgm_vector *out = batch->out;
    if (memchr(fake.data, 0, fake.bytes) || (mask->utf8 && !is_utf8(fake)))
        return "the plugin gave a text that is not in the encoding";
    if (mask->max_chars > 0 && pgm_chars_cut(fake, mask->utf8, mask->max_chars) < fake.bytes)
        return "the plugin gave a text longer than the column";
    if (out->repr == PGM_REPR_BYTES)
        out->bytes[i] = fake;
    else if (!pgm_value_decode(mask->type, fake, out, i))
        return "the plugin gave a text that is not in the form of the column's type";
    return NULL;
}

static const char *check_room(const struct pgmirage_output *given,
                              const struct pgmirage_output *back)
{
    if (memcmp(given->data + given->capacity, guard, sizeof guard) != 0)
        return "the plugin wrote past its bound";
    if (back->bytes > given->capacity)
        return "the plugin gave more bytes than its bound";
    return NULL;
}

/* Outputs are defined before anything can fail: masks around this one look at them all the same. */
static void blank(struct pgm_vector *out)
{
    if (out->repr != PGM_REPR_BYTES)
        memset(out->bytes, 0, out->count * pgm_repr_element_bytes(out->repr));
    for (size_t i = 0; out->repr == PGM_REPR_BYTES && i < out->count; i++)
        out->bytes[i] = pgm_span_of("");
}

static void plugin_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct instance *instance = mask->state;
    const struct pgmirage_value *values = values_of(mask->type, batch->in, batch->scratch);
    blank(batch->out);
    if (batch->count == 0)
        return;
    const struct pgmirage_output *given = outputs_for(instance, batch, values);
    if (!given)
        return;
    /* The plugin's copy: what it may write to is no proof of what it was given. */
    struct pgmirage_output *outputs =
        pgm_scratch_alloc(batch->scratch, batch->count * sizeof *outputs);
    memcpy(outputs, given, batch->count * sizeof *outputs);
    const struct pgm_digest *digests =
        mask->class->flags & PGM_MASK_KEYED ? pgm_mask_digests(mask, batch) : NULL;
    const struct pgmirage_batch view = {
        .count = batch->count,
        .in = values,
        .out = outputs,
        .digests = (const struct pgmirage_digest *)digests,
        .companions = companions_of(batch),
        .companion_count = batch->companion_count,
    };
    if (instance->own->apply(instance->state, &view) != 0) {
        batch->fault = "the plugin reports an error";
        return;
    }
    for (size_t i = 0; i < batch->count && !batch->fault; i++) {
        batch->fault = check_room(&given[i], &outputs[i]);
        if (!batch->fault && !batch->in->null[i])
            batch->fault = take(mask, batch, i, (struct pgm_span){given[i].data, outputs[i].bytes});
    }
}

/* ---- the class ----------------------------------------------------------------------------- */

static const struct pgm_arg_spec *specs_of(const struct pgmirage_mask *own, struct pgm_arena *arena)
{
    struct pgm_arg_spec *specs =
        PGM_ARENA_ARRAY(arena, struct pgm_arg_spec, own->argument_count + 1);
    for (size_t i = 0; i < own->argument_count; i++)
        specs[i] = (struct pgm_arg_spec){
            .name = own->arguments[i].name,
            .type = PGM_ARG_TEXT,
            .required = own->arguments[i].required,
            .default_text = own->arguments[i].default_text,
            .help = own->arguments[i].help,
        };
    return specs;
}

static uint32_t flags_of(uint32_t own)
{
    return (own & PGMIRAGE_MASK_INJECTIVE ? PGM_MASK_INJECTIVE : 0u) |
           (own & PGMIRAGE_MASK_KEYED ? PGM_MASK_KEYED : 0u) |
           (own & PGMIRAGE_MASK_SUBJECT ? PGM_MASK_SUBJECT | PGM_MASK_KEYED : 0u) |
           (own & PGMIRAGE_MASK_COMPANIONS ? PGM_MASK_COMPANIONS : 0u);
}

const struct pgm_mask_class *pgm_plugin_class(const char *plugin, const struct pgmirage_mask *own,
                                              struct pgm_arena *arena)
{
    struct plugin_class *made = PGM_ARENA_NEW(arena, struct plugin_class);
    made->own = own;
    made->class = (struct pgm_mask_class){
        .name = pgm_arena_printf(arena, "%s.%s", plugin, own->name),
        .family = pgm_arena_printf(arena, "plugin %s", plugin),
        .summary = own->summary,
        .keeps = own->keeps ? own->keeps : "nothing",
        .example_in = own->example,
        .kinds = own->kinds ? own->kinds : PGM_KIND_BIT(PGM_KIND_COUNT) - 1,
        .flags = flags_of(own->flags),
        .args = own->argument_count ? specs_of(own, arena) : NULL,
        .prepare = plugin_prepare,
        .bound = plugin_bound,
        .apply = plugin_apply,
    };
    return &made->class;
}
