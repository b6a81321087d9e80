/* rules_word.c: names and hints in messages. */
#include "rules_file.h"

#include <string.h>

#include "suggest.h"

#define SHOWN_BYTES_MAX 80

const char *pgm_rules_show(struct pgm_arena *arena, const char *name)
{
    const size_t bytes = strlen(name);
    size_t shown = bytes < SHOWN_BYTES_MAX ? bytes : SHOWN_BYTES_MAX;
    while (shown < bytes && shown > 0 && ((unsigned char)name[shown] & 0xc0) == 0x80)
        shown--; /* not in the middle of a character */
    char *copy = pgm_arena_printf(arena, "%.*s%s", (int)shown, name, shown < bytes ? "..." : "");
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?'; /* an escape sequence must not reach the terminal */
    return copy;
}

const char *pgm_rules_did_you_mean(struct pgm_arena *arena, const char *word,
                                   const char *const *words, size_t count)
{
    struct pgm_suggest suggest;
    pgm_suggest_init(&suggest, word);
    for (size_t i = 0; i < count; i++)
        pgm_suggest_offer(&suggest, words[i]);
    return suggest.best ? pgm_arena_printf(arena, "did you mean '%s'?", suggest.best) : NULL;
}
