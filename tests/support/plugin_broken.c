/*
 * plugin_broken.c: a plugin that does what none should; the engine must end such a run, or not load it.
 *
 *   broken.*          masks, each with a fault of its own
 *   -DBROKEN_ABI=N, -DBROKEN_NAME="..", -DBROKEN_ARGUMENT=".." -DBROKEN_ENTRY=name    the description
 */
#include <string.h>

#include "pgmirage.h"

#ifndef BROKEN_ABI
#define BROKEN_ABI PGMIRAGE_PLUGIN_ABI
#endif
#ifndef BROKEN_NAME
#define BROKEN_NAME "broken"
#endif
#ifndef BROKEN_ARGUMENT
#define BROKEN_ARGUMENT "how"
#endif
#ifndef BROKEN_ENTRY
#define BROKEN_ENTRY pgmirage_plugin_v1
#endif

static int copy(const struct pgmirage_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        batch->out[i].bytes = batch->in[i].is_null ? 0 : batch->in[i].bytes;
        if (batch->out[i].bytes)
            memcpy(batch->out[i].data, batch->in[i].data, batch->out[i].bytes);
    }
    return 0;
}

static int fill(const struct pgmirage_batch *batch, const char *text)
{
    for (size_t i = 0; i < batch->count; i++)
        if (strlen(text) <= batch->out[i].capacity) {
            memcpy(batch->out[i].data, text, strlen(text));
            batch->out[i].bytes = strlen(text);
        }
    return 0;
}

static size_t wide_bound(const void *state, size_t in_bytes)
{
    (void)state;
    return in_bytes + 100;
}

static size_t huge_bound(const void *state, size_t in_bytes)
{
    (void)state;
    return SIZE_MAX - in_bytes;
}

static int copies(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    return copy(batch);
}

/* Says more than there is room for. */
static int claims(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    for (size_t i = 0; i < batch->count; i++)
        batch->out[i].bytes = batch->out[i].capacity + 1;
    return 0;
}

/* Writes one byte more than it says. */
static int overruns(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    (void)copy(batch);
    batch->out[0].data[batch->out[0].capacity] ^= 0xff;
    return 0;
}

/* Gives itself more room. */
static int cheats(const void *state, const struct pgmirage_batch *batch)
{
    static uint8_t own[1000];
    (void)state;
    for (size_t i = 0; i < batch->count; i++)
        batch->out[i] = (struct pgmirage_output){own, sizeof own, sizeof own};
    return 0;
}

static int errs(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    (void)copy(batch);
    return -1;
}

static int long_text(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    return fill(batch, "twenty-one characters");
}

static int word(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    return fill(batch, "word");
}

static int bad_utf8(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    return fill(batch, "a\xc3(");
}

static int zero_byte(const void *state, const struct pgmirage_batch *batch)
{
    (void)state;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->out[i].capacity) {
            batch->out[i].data[0] = 0;
            batch->out[i].bytes = 1;
        }
    return 0;
}

static int refuses(const struct pgmirage_mask_setup *setup, void **state, const char **message)
{
    (void)setup;
    (void)state;
    *message = "never on a Monday";
    return 1;
}

static const struct pgmirage_argument_spec arguments[] = {{BROKEN_ARGUMENT, NULL, "how", false}};

static const struct pgmirage_mask masks[] = {
    {.name = "copies", .summary = "as it is", .apply = copies},
    {.name = "claims", .summary = "claims too much", .apply = claims},
    {.name = "overruns", .summary = "writes too much", .apply = overruns},
    {.name = "cheats", .summary = "changes the outputs", .apply = cheats},
    {.name = "errs", .summary = "returns an error", .apply = errs},
    {.name = "long_text", .summary = "too long", .bound = wide_bound, .apply = long_text},
    {.name = "word", .summary = "a word in any type", .bound = wide_bound, .apply = word},
    {.name = "bad_utf8", .summary = "no UTF-8", .bound = wide_bound, .apply = bad_utf8},
    {.name = "zero_byte", .summary = "a zero", .bound = wide_bound, .apply = zero_byte},
    {.name = "huge", .summary = "asks for all memory", .bound = huge_bound, .apply = copies},
    {.name = "refuses",
     .summary = "refuses its rule",
     .arguments = arguments,
     .argument_count = 1,
     .prepare = refuses,
     .apply = copies},
};

static const struct pgmirage_plugin plugin = {BROKEN_ABI, BROKEN_NAME, masks,
                                              sizeof masks / sizeof *masks};

const struct pgmirage_plugin *BROKEN_ENTRY(void);
const struct pgmirage_plugin *BROKEN_ENTRY(void)
{
    return &plugin;
}
