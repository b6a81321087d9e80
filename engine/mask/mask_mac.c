/*
 * mask_mac.c: mac.
 *
 *   08:00:2b:01:02:03   2 bits stay or are set (group, locally administered), 46 are permuted;
 *                       of an EUI-64 (macaddr8) 62
 *
 *   left ── xor ── AES(key; right, kept bits, round)      a Feistel network, as for uuids (mask_uuid.c)
 *
 * The bit for locally administered addresses (IEEE 802, the second lowest of the first byte) is set, so
 * that no vendor ever gave the fake to a device.
 */
#include <string.h>

#include "args.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"

#define MACADDR_OID  829
#define MACADDR8_OID 774
#define ROUNDS       10
#define MAC_TAG      UINT64_C(0x6d61632061646472) /* part of the result */
#define TEXT_CHARS   17
#define GROUP_BIT    1
#define LOCAL_BIT    2

struct mac {
    uint64_t bits; /* the first byte on top */
    unsigned bit_count;
    bool upper;
};

static enum pgm_status mac_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *local = pgm_arg_get(mask, "local");
    const uint32_t oid = setup->type->base_oid;
    const bool keeps_local = strcmp(local->text, "keep") == 0;
    mask->state = keeps_local ? mask : NULL;
    if (setup->type->kind == PGM_KIND_OTHER && oid != MACADDR_OID && oid != MACADDR8_OID)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "it takes macaddr, macaddr8 and text", "mask mac does not take type %s",
                       setup->type->name);
    else if (setup->domain->unique && setup->type->kind == PGM_KIND_TEXT)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column, "use hash",
                       "text may hold more than addresses, of which mask mac makes addresses: not "
                       "for a unique column");
    else if (setup->domain->unique && !keeps_local)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "say local: keep; fakes may then be addresses that vendors gave out",
                       "setting the bit of local addresses makes two of one that differ in it: not "
                       "for a unique column");
    return PGM_OK;
}

static int hex_value(uint8_t c)
{
    if (pgm_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_separator(uint8_t c)
{
    return c == ':' || c == '-' || c == '.';
}

/* 12 or 16 hexadecimal digits and separators among them. */
static bool parse(struct pgm_span text, struct mac *mac)
{
    *mac = (struct mac){0};
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        const int value = hex_value(c);
        if (value >= 0 && mac->bit_count < 64) {
            mac->bits = mac->bits << 4 | (unsigned)value;
            mac->bit_count += 4;
            mac->upper |= pgm_is_upper(c);
        } else if (!is_separator(c)) {
            return false;
        }
    }
    return mac->bit_count == 48 || mac->bit_count == 64;
}

/* Ten rounds over all addresses of the batch, so that AES lanes stay full. */
static void permute(const struct pgm_prf_key *key, struct mac *macs, size_t count,
                    struct pgm_scratch *scratch)
{
    struct pgm_digest *blocks = pgm_scratch_alloc(scratch, count * sizeof *blocks);
    uint64_t(*halves)[2] = pgm_scratch_alloc(scratch, count * sizeof *halves);
    uint64_t *kept = pgm_scratch_alloc(scratch, count * sizeof *kept);
    for (size_t i = 0; i < count; i++) {
        /* The two bits are the lowest of the first byte: those above it move down over them. */
        const unsigned rest = macs[i].bit_count - 8, half = macs[i].bit_count / 2 - 1;
        const uint64_t first = macs[i].bits >> rest & 0xff;
        const uint64_t free = first >> 2 << rest | (macs[i].bits & ((UINT64_C(1) << rest) - 1));
        halves[i][0] = free >> half;
        halves[i][1] = free & ((UINT64_C(1) << half) - 1);
        kept[i] = (first & 3) | (uint64_t)macs[i].bit_count << 8;
    }
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++)
            blocks[i] = (struct pgm_digest){{halves[i][1], kept[i]}};
        pgm_prf_expand(key, MAC_TAG + (round << 16), blocks, count, blocks);
        for (size_t i = 0; i < count; i++) {
            const uint64_t half_mask = (UINT64_C(1) << (macs[i].bit_count / 2 - 1)) - 1;
            const uint64_t mixed = halves[i][0] ^ (blocks[i].word[0] & half_mask);
            halves[i][0] = halves[i][1];
            halves[i][1] = mixed;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const unsigned rest = macs[i].bit_count - 8, half = macs[i].bit_count / 2 - 1;
        const uint64_t free = halves[i][0] << half | halves[i][1];
        macs[i].bits =
            ((free >> rest) << 2 | (kept[i] & 3)) << rest | (free & ((UINT64_C(1) << rest) - 1));
    }
}

static uint8_t *write_like(struct pgm_span layout, const struct mac *mac, uint8_t *out)
{
    const char *digits = mac->upper ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned left = mac->bit_count;
    for (size_t i = 0; i < layout.bytes; i++)
        *out++ = is_separator(layout.data[i]) ? layout.data[i]
                                              : (uint8_t)digits[mac->bits >> (left -= 4) & 15];
    return out;
}

static void mac_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const size_t count = batch->count;
    const struct pgm_span *in = batch->in->bytes;
    const struct pgm_span *texts = pgm_canonical_batch(mask, batch);
    struct mac *macs = pgm_scratch_alloc(batch->scratch, count * sizeof *macs);
    bool *known = pgm_scratch_alloc(batch->scratch, count * sizeof *known);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, count * sizeof *digests);
    for (size_t i = 0; i < count; i++) {
        known[i] = !batch->in->null[i] && parse(pgm_chars_trim(in[i]), &macs[i]);
        if (!known[i])
            macs[i] = (struct mac){.bit_count = 48};
    }
    permute(&mask->domain->key, macs, count, batch->scratch);
    pgm_prf(&mask->domain->key, texts, count, digests);

    static const struct pgm_span layout = {(const uint8_t *)"00:00:00:00:00:00", TEXT_CHARS};
    const uint64_t local = mask->state ? 0 : LOCAL_BIT;
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        if (!known[i])
            macs[i].bits = (digests[i].word[0] >> 16 & ~((uint64_t)GROUP_BIT << 40)) |
                           (uint64_t)LOCAL_BIT << 40;
        macs[i].bits |= local << (macs[i].bit_count - 8);
        uint8_t *end = write_like(known[i] ? pgm_chars_trim(in[i]) : layout, &macs[i], at);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

static size_t mac_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > TEXT_CHARS ? in_bytes : TEXT_CHARS;
}

const struct pgm_mask_class pgm_mask_mac = {
    .name = "mac",
    .family = "network",
    .summary =
        "a locally administered hardware address (EUI-48, EUI-64), which no vendor gives out; "
        "text that is none becomes one",
    .keeps = "separators, letter case, the group bit, joins",
    .example_in = "08:00:2b:01:02:03",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_OTHER),
    .flags = PGM_MASK_KEYED | PGM_MASK_INJECTIVE | PGM_MASK_KEEPS_FORMAT,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "local",
             .type = PGM_ARG_CHOICE,
             .default_text = "set",
             .choices = "set|keep",
             .help = "the bit of locally administered addresses; only with keep are fakes unique"},
            {.name = NULL},
        },
    .prepare = mac_prepare,
    .bound = mac_bound,
    .apply = mac_apply,
};
