/*
 * plugin_example.c: a plugin as one writes it, in a file, with two masks.
 *
 *   example.reverse   "Ann" -> "nnA": the characters in reverse order
 *   example.pick      one of the words of an argument, by the value or the person; a row that knows
 *                     another column's fake has it behind: "red Mary"
 *
 *     cc -shared -fPIC -I include -o example.so plugin_example.c
 *     pgmirage masks --plugin ./example.so example.pick
 */
#include <stdlib.h>
#include <string.h>

#include "pgmirage.h"

/* ---- reverse ------------------------------------------------------------------------------- */

/* The bytes of the character that ends before `end`: in UTF-8 the bytes that follow a first one begin
 * with the bits 10. */
static size_t last_char(const uint8_t *text, size_t end, bool utf8)
{
    size_t start = end - 1;
    while (utf8 && start > 0 && (text[start] & 0xc0) == 0x80)
        start--;
    return end - start;
}

/* A state need not be memory. */
static const char utf8_state[] = "UTF-8", byte_state[] = "bytes";

static int reverse_prepare(const struct pgmirage_mask_setup *setup, void **state,
                           const char **message)
{
    (void)message;
    *state = (void *)(setup->utf8 ? utf8_state : byte_state);
    return 0;
}

static int reverse_apply(const void *state, const struct pgmirage_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct pgmirage_value *in = &batch->in[i];
        struct pgmirage_output *out = &batch->out[i];
        for (size_t left = in->is_null ? 0 : in->bytes; left > 0;) {
            const size_t bytes = last_char(in->data, left, state == utf8_state);
            left -= bytes;
            memcpy(out->data + out->bytes, in->data + left, bytes);
            out->bytes += bytes;
        }
    }
    return 0;
}

/* ---- pick ---------------------------------------------------------------------------------- */

enum { PICK_WORDS, PICK_PREFIX };

static const struct pgmirage_argument_spec pick_arguments[] = {
    [PICK_WORDS] = {"words", "red,green,blue", "what to choose from, separated by commas", false},
    [PICK_PREFIX] = {"prefix", NULL, "what the fake begins with", false},
};

struct pick {
    char *words; /* ended by zeros where the commas were */
    char *prefix;
    size_t word_count, prefix_bytes, longest;
    uint64_t salt;
};

static void pick_release(void *state)
{
    struct pick *pick = state;
    free(pick->words);
    free(pick->prefix);
    free(pick);
}

static int pick_prepare(const struct pgmirage_mask_setup *setup, void **state, const char **message)
{
    const char *prefix = setup->arguments[PICK_PREFIX].value;
    struct pick *pick = calloc(1, sizeof *pick);
    if (!pick)
        return 1;
    pick->words = strdup(setup->arguments[PICK_WORDS].value);
    pick->prefix = strdup(prefix ? prefix : "");
    if (!pick->words || !pick->prefix) {
        pick_release(pick);
        return 1;
    }
    pick->prefix_bytes = strlen(pick->prefix);
    /* Another choice than that of other plugins for the same value, but one that stays. */
    memcpy(&pick->salt, setup->secret, sizeof pick->salt);
    for (char *word = pick->words; word;) {
        char *comma = strchr(word, ',');
        if (comma)
            *comma = 0;
        const size_t bytes = strlen(word);
        if (bytes == 0) {
            *message = "words holds an empty word";
            pick_release(pick);
            return 1;
        }
        pick->longest = bytes > pick->longest ? bytes : pick->longest;
        pick->word_count++;
        word = comma ? comma + 1 : NULL;
    }
    *state = pick;
    return 0;
}

#define COMPANION_BYTES_MAX 64 /* of a companion's fake; the bound knows the value's length alone */

static size_t pick_bound(const void *state, size_t in_bytes)
{
    const struct pick *pick = state;
    (void)in_bytes;
    return pick->prefix_bytes + pick->longest + 1 + COMPANION_BYTES_MAX;
}

static const char *word_at(const struct pick *pick, uint64_t index)
{
    const char *word = pick->words;
    while (index-- > 0)
        word += strlen(word) + 1;
    return word;
}

static void add(struct pgmirage_output *out, const void *bytes, size_t count)
{
    memcpy(out->data + out->bytes, bytes, count);
    out->bytes += count;
}

static int pick_apply(const void *state, const struct pgmirage_batch *batch)
{
    const struct pick *pick = state;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->in[i].is_null)
            continue;
        const uint64_t draw = batch->digests[i].word[0] ^ pick->salt;
        const char *word = word_at(pick, draw % pick->word_count);
        add(&batch->out[i], pick->prefix, pick->prefix_bytes);
        add(&batch->out[i], word, strlen(word));
        if (batch->companion_count == 0 || batch->companions[0].fakes[i].is_null)
            continue;
        const struct pgmirage_value *fake = &batch->companions[0].fakes[i];
        if (fake->bytes > COMPANION_BYTES_MAX)
            return 1;
        add(&batch->out[i], " ", 1);
        add(&batch->out[i], fake->data, fake->bytes);
    }
    return 0;
}

/* ---- the plugin ---------------------------------------------------------------------------- */

static const struct pgmirage_mask masks[] = {
    {
        .name = "reverse",
        .summary = "the characters in reverse order",
        .keeps = "the length, all characters",
        .example = "Rosalind",
        .kinds = PGMIRAGE_KIND_TEXT,
        .flags = PGMIRAGE_MASK_INJECTIVE,
        .prepare = reverse_prepare,
        .apply = reverse_apply,
    },
    {
        .name = "pick",
        .summary = "one of some words, with the fake of a known column behind it",
        .example = "purple",
        .kinds = PGMIRAGE_KIND_TEXT,
        .flags = PGMIRAGE_MASK_SUBJECT | PGMIRAGE_MASK_COMPANIONS,
        .arguments = pick_arguments,
        .argument_count = sizeof pick_arguments / sizeof *pick_arguments,
        .prepare = pick_prepare,
        .bound = pick_bound,
        .apply = pick_apply,
        .release = pick_release,
    },
};

static const struct pgmirage_plugin plugin = {
    .abi = PGMIRAGE_PLUGIN_ABI,
    .name = "example",
    .masks = masks,
    .mask_count = sizeof masks / sizeof *masks,
};

const struct pgmirage_plugin *pgmirage_plugin_v1(void)
{
    return &plugin;
}
