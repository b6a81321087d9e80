/* mask_user_agent.c: user_agent. The strings are data: user_agents.inc. */
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "draw.h"

static const char *const agents[] = {
#include "user_agents.inc"
};
#define AGENT_COUNT     (sizeof agents / sizeof *agents)
#define AGENT_BYTES_MAX 160

static size_t user_agent_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    return in_bytes > AGENT_BYTES_MAX ? in_bytes : AGENT_BYTES_MAX;
}

/* Cut as the column will have it, so that the fake can be held against the original. */
static struct pgm_span agent_text(const struct pgm_mask *mask, size_t index)
{
    struct pgm_span text = pgm_span_of(agents[index]);
    if (mask->max_chars > 0 && text.bytes > (size_t)mask->max_chars)
        text.bytes = (size_t)mask->max_chars;
    return text;
}

static void user_agent_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    const struct pgm_digest *digests = pgm_mask_digests(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        struct pgm_draw draw = pgm_draw_from(digests[i], PGM_DRAW_AGENT);
        size_t index = pgm_draw_below(&draw, AGENT_COUNT);
        for (size_t tries = 1; tries < AGENT_COUNT; tries++, index = (index + 1) % AGENT_COUNT)
            if (!pgm_span_equal(agent_text(mask, index), batch->in->bytes[i]))
                break;
        batch->out->bytes[i] = agent_text(mask, index);
    }
}

const struct pgm_mask_class pgm_mask_user_agent = {
    .name = "user_agent",
    .family = "network",
    .summary = "the user agent string of a common client",
    .keeps = "equal strings stay equal",
    .example_in = "Mozilla/5.0 (Linux; Android 14; Fairphone 5 Build/UKQ1) Mobile",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT),
    .flags = PGM_MASK_KEYED | PGM_MASK_SUBJECT,
    .bound = user_agent_bound,
    .apply = user_agent_apply,
};
