/* mask_bytea.c: bytea, in the server's hexadecimal form: \x0fa0... */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"
#include "value_codec.h"

struct bytea {
    bool random;
};

static enum pgm_status bytea_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    struct bytea *bytea = PGM_ARENA_NEW(setup->arena, struct bytea);
    bytea->random = strcmp(pgm_arg_get(mask, "value")->text, "random") == 0;
    mask->state = bytea;
    mask->reads = bytea->random ? PGM_READS_VALUE : PGM_READS_NULL;
    return PGM_OK;
}

static size_t bytea_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes + 2;
}

/* `digits` hexadecimal digits from the stream of a digest. */
static uint8_t *write_random(struct pgm_digest digest, size_t digits, uint8_t *out)
{
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_BYTES);
    while (digits > 0) {
        uint64_t word = pgm_draw_next(&draw);
        const size_t piece = digits < 16 ? digits : 16;
        for (size_t i = 0; i < piece; i++, word >>= 4)
            *out++ = (uint8_t)pgm_hex_digits[word & 15];
        digits -= piece;
    }
    return out;
}

static void bytea_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct bytea *bytea = mask->state;
    if (!bytea->random) {
        for (size_t i = 0; i < batch->count; i++)
            batch->out->bytes[i] = pgm_span_of("\\x");
        return;
    }
    const struct pgm_digest *digests = pgm_mask_value_digests(mask, batch);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const size_t bytes = batch->in->bytes[i].bytes;
        uint8_t *const start = at;
        *at++ = '\\';
        *at++ = 'x';
        at = write_random(digests[i], bytes > 2 ? (bytes - 2) & ~(size_t)1 : 0, at);
        batch->out->bytes[i] = (struct pgm_span){start, (size_t)(at - start)};
    }
}

const struct pgm_mask_class pgm_mask_bytea = {
    .name = "bytea",
    .family = "structure",
    .summary = "no bytes at all, or random ones of the same length",
    .keeps = "with value: random the length",
    .example_in = "\\x89504e470d0a1a0a",
    .kinds = PGM_KIND_BIT(PGM_KIND_BYTEA),
    .flags = PGM_MASK_KEYED,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "value",
             .type = PGM_ARG_CHOICE,
             .default_text = "empty",
             .choices = "empty|random",
             .help = "random is keyed: equal values stay equal"},
            {.name = NULL},
        },
    .prepare = bytea_prepare,
    .bound = bytea_bound,
    .apply = bytea_apply,
};
