/* Free text: any bytes as a text, with a known value out of them. Both matchers find the same, within the
 * text; the mask keeps its bound; what stands outside of all matches stays. */
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "mask.h"
#include "text_known.h"
#include "text_match.h"

#define ALL ((UINT32_C(1) << PGM_TEXT_REST) - 1)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void find(const struct pgm_text_matcher *matcher, struct pgm_span text,
                 struct pgm_text_matches *matches)
{
    void *lease = pgm_text_lease(matcher);
    pgm_text_find(matcher, lease, text, matches);
    pgm_text_lease_end(matcher, lease);
    pgm_text_resolve(matches);
}

static void check_matchers(struct pgm_span text, struct pgm_scratch *scratch)
{
    static struct pgm_arena arena;
    static const struct pgm_text_matcher *portable, *fast;
    if (!portable) {
        portable = pgm_text_matcher_new(PGM_TEXT_ENGINE_PORTABLE, ALL, &arena);
        fast = pgm_text_matcher_new(PGM_TEXT_ENGINE_HYPERSCAN, ALL, &arena);
    }
    struct pgm_text_matches a = {.scratch = scratch}, b = {.scratch = scratch};
    find(portable, text, &a);
    find(fast ? fast : portable, text, &b);
    require(a.count == b.count);
    uint32_t end = 0;
    for (size_t i = 0; i < a.count; i++) {
        require(a.items[i].begin == b.items[i].begin && a.items[i].end == b.items[i].end &&
                a.items[i].kind == b.items[i].kind);
        require(a.items[i].begin >= end && a.items[i].begin < a.items[i].end &&
                a.items[i].end <= text.bytes);
        end = a.items[i].end;
    }
}

/* The text's first bytes are a known value, those behind them its fake. */
static void check_known(struct pgm_span text, bool utf8, struct pgm_scratch *scratch)
{
    bool not_null = false;
    struct pgm_span original = {text.data, text.bytes / 4},
                    fake = {text.data + text.bytes / 4, text.bytes / 4};
    const struct pgm_vector originals = {PGM_REPR_BYTES, 1, &not_null, {&original}};
    const struct pgm_vector fakes = {PGM_REPR_BYTES, 1, &not_null, {&fake}};
    const struct pgm_vector *const companions[] = {&originals}, *const companion_fakes[] = {&fakes};
    const struct pgm_batch batch = {.count = 1,
                                    .companions = companions,
                                    .companion_fakes = companion_fakes,
                                    .companion_count = 1};
    struct pgm_known known = {.utf8 = utf8};
    struct pgm_text_matches matches = {.scratch = scratch};
    pgm_known_row(&known, &batch, 0, utf8, scratch);
    pgm_known_find(&known, text, &matches);
    for (size_t i = 0; i < matches.count; i++) {
        const struct pgm_text_match *match = &matches.items[i];
        require(match->begin < match->end && match->end <= text.bytes);
        require(pgm_known_fake(&known, match, text, scratch).bytes <=
                PGM_TEXT_EXPANSION * (match->end - match->begin));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pgm_scratch scratch;
    if (!scratch.data && pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL) != PGM_OK)
        return 0;
    if (size == 0)
        return 0;
    const struct pgm_span text = {data + 1, size - 1};
    check_matchers(text, &scratch);
    check_known(text, data[0] & 1, &scratch);
    pgm_scratch_reset(&scratch);
    return 0;
}
