/*
 * mask_freetext.c: text.
 *
 *   row 0   "Ann (ann@x.org, 212-736-5000) asked"         "Mary (b.fox31@example.com, 415-555-0142) asked"
 *            │    └────────┐ └──────────┐                   ▲          ▲ ▲
 *            │known        ▼            ▼                   │          │ │
 *            │     email [ann@x.org]  phone [212-736-5000] ─┼─ fakes ──┘ │
 *            └─> the fake of the row's first_name ──────────┘            └─ all else byte for byte
 *
 * Each kind of match goes to a mask of its own: addresses, phones, links, ... to those of the
 * catalogue in their own domains, so that an address has the fake here that it has in its column; the
 * others to those of text_fake.c. weave.c runs them over the whole batch and puts the fakes in.
 */
#include <string.h>

#include "args.h"
#include "chars.h"
#include "classes.h"
#include "text_fake.h"
#include "text_known.h"
#include "text_match.h"
#include "weave.h"

struct freetext {
    const struct pgm_text_matcher *matcher; /* NULL: known values alone */
    struct pgm_inner_set inners;
    uint32_t inner_of[PGM_TEXT_KIND_COUNT];
    struct pgm_type type; /* the column's without its limit: a text that is too long is cut here */
    struct pgm_mask unlimited;
};

/* ---- preparing ----------------------------------------------------------------------------- */

static const struct {
    const char *name; /* in `patterns:` */
    enum pgm_text_kind kind;
    const char *mask; /* of the catalogue */
    const struct pgm_mask_class *class;
} kinds[] = {
    {"email", PGM_TEXT_EMAIL, "email", NULL},
    {"phone", PGM_TEXT_PHONE, "phone", NULL},
    {"card", PGM_TEXT_CARD, "card", NULL},
    {"ip", PGM_TEXT_IP, "ip", NULL},
    {"iban", PGM_TEXT_IBAN, "iban", NULL},
    {"url", PGM_TEXT_URL, "url", NULL},
    {"token", PGM_TEXT_TOKEN, "token", NULL},
    {"token", PGM_TEXT_BLOCK, NULL, &pgm_text_fake_block},
    {"national_id", PGM_TEXT_NATIONAL_ID, NULL, &pgm_text_fake_id},
};
#define KIND_COUNT (sizeof kinds / sizeof *kinds)

static uint32_t bits_of(const char *word)
{
    const bool all = strcmp(word, "all") == 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (all || strcmp(word, kinds[i].name) == 0)
            bits |= UINT32_C(1) << kinds[i].kind;
    return bits;
}

/* The kinds that `patterns:` names. */
static uint32_t read_patterns(const struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "patterns");
    if (arg->text_count == 0) /* an example's arguments are not split into lists */
        return bits_of("all");
    uint32_t bits = 0;
    for (size_t i = 0; i < arg->text_count; i++) {
        const uint32_t named = bits_of(arg->texts[i]);
        bits |= named;
        if (!named && (strcmp(arg->texts[i], "none") != 0 || arg->text_count > 1))
            pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column,
                           "all, none, or a list of: email, phone, card, ip, iban, url, token, "
                           "national_id",
                           "patterns of mask text: there is no kind %s", arg->texts[i]);
    }
    return bits;
}

static enum pgm_status text_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    static const struct pgm_type text_type = {
        .kind = PGM_KIND_TEXT, .oid = 25, .base_oid = 25, .name = "text"};
    struct freetext *freetext = PGM_ARENA_NEW(setup->arena, struct freetext);
    const uint32_t wanted = read_patterns(mask, setup);
    freetext->inners.masks = PGM_ARENA_ARRAY(setup->arena, const struct pgm_mask *, KIND_COUNT);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (!(wanted >> kinds[i].kind & 1))
            continue;
        const struct pgm_inner_rule rule = {.mask = kinds[i].mask, .place = setup->place};
        const struct pgm_mask *inner = rule.mask ? setup->inner(setup, &rule, &text_type)
                                                 : pgm_mask_prepare(kinds[i].class, setup);
        freetext->inner_of[kinds[i].kind] = freetext->inners.count;
        freetext->inners.masks[freetext->inners.count++] = inner;
    }
    freetext->type = *mask->type;
    freetext->type.max_chars = 0;
    freetext->unlimited = *mask;
    freetext->unlimited.type = &freetext->type;
    if (wanted)
        freetext->matcher = pgm_text_matcher_new(PGM_TEXT_ENGINE_BEST, wanted, setup->arena);
    mask->state = freetext;
    /* Nothing joins on a text: its column's own width counts, not the domain's narrowest. */
    mask->max_chars = mask->type->max_chars;
    return PGM_OK;
}

/* ---- masking ------------------------------------------------------------------------------- */

static size_t encode(const struct pgm_weave *weave, const struct pgm_part *part,
                     struct pgm_span fake, uint8_t *out)
{
    (void)weave;
    (void)part;
    memcpy(out, fake.data, fake.bytes);
    return fake.bytes;
}

static const struct pgm_weave_form form = {.null_text = "", .expansion = 1, .encode = encode};

static void weave_match(struct pgm_weave *weave, const struct freetext *freetext,
                        const struct pgm_known *known, const struct pgm_text_match *match,
                        struct pgm_span text)
{
    const struct pgm_span seen = {text.data + match->begin, match->end - match->begin};
    if (match->kind == PGM_TEXT_KNOWN) {
        pgm_weave_bytes(weave, match->begin, match->end,
                        pgm_known_fake(known, match, text, weave->scratch));
    } else if (match->kind == PGM_TEXT_REST) {
        uint8_t *rest = pgm_scratch_alloc(weave->scratch, seen.bytes);
        const size_t bytes = pgm_chars_redact(seen, weave->mask->utf8, 0,
                                              PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, rest);
        pgm_weave_bytes(weave, match->begin, match->end, (struct pgm_span){rest, bytes});
    } else {
        pgm_weave_fake(weave, match->begin, match->end, seen, freetext->inner_of[match->kind], 0);
    }
}

static void cut(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    for (size_t i = 0; mask->max_chars > 0 && i < batch->count; i++)
        if (!batch->in->null[i])
            batch->out->bytes[i].bytes =
                pgm_chars_cut(batch->out->bytes[i], mask->utf8, mask->max_chars);
}

static void text_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct freetext *freetext = mask->state;
    struct pgm_text_matches matches = {.scratch = batch->scratch};
    struct pgm_known known = {.utf8 = mask->utf8};
    struct pgm_weave weave;
    pgm_weave_begin(&weave, &freetext->unlimited, batch, &freetext->inners, &form);
    void *lease = freetext->matcher ? pgm_text_lease(freetext->matcher) : NULL;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in->null[i])
            continue;
        const struct pgm_span text = batch->in->bytes[i];
        matches.count = 0;
        if (freetext->matcher)
            pgm_text_find(freetext->matcher, lease, text, &matches);
        if (batch->companion_count) {
            pgm_known_row(&known, batch, i, mask->utf8, batch->scratch);
            pgm_known_find(&known, text, &matches);
        }
        pgm_text_resolve(&matches);
        pgm_weave_row(&weave, i);
        for (size_t k = 0; k < matches.count; k++)
            weave_match(&weave, freetext, &known, &matches.items[k], text);
        pgm_weave_row_end(&weave);
    }
    if (freetext->matcher)
        pgm_text_lease_end(freetext->matcher, lease);
    pgm_weave_end(&weave);
    cut(mask, batch);
}

/* Of a text whose every byte is matched by the shortest matches. */
static size_t text_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return PGM_TEXT_EXPANSION * in_bytes;
}

const struct pgm_mask_class pgm_mask_text = {
    .name = "text",
    .family = "text",
    .summary =
        "free text with e-mail addresses, phones, cards, IBANs, national ids, IPs, links and "
        "keys replaced by fakes of their kind, and with `known:` the values of those columns "
        "wherever they stand; best effort: a name that is no known value stays",
    .keeps = "all that is not recognised, byte for byte; joins of addresses with their columns",
    .example_in = "Call +44 7911 123456 or write to rosalind@mail.example",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_KNOWN | PGM_MASK_LOCALE,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "patterns",
             .type = PGM_ARG_TEXTS,
             .default_text = "all",
             .help =
                 "all, none, or some of: email, phone, card, ip, iban, url, token, national_id"},
            {.name = NULL},
        },
    .prepare = text_prepare,
    .bound = text_bound,
    .apply = text_apply,
};
