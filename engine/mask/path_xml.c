/* path_xml.c: reading XML paths; see path_set.h. */
#include <string.h>

#include "path_set.h"

/* One name of a path, up to the next slash. NULL: it is none. */
static const char *read_step(const char *at, struct pgm_path_step *step)
{
    const char *start = at;
    while (*at && *at != '/')
        at++;
    const size_t bytes = (size_t)(at - start);
    step->kind = PGM_PATH_NAME;
    step->name = (struct pgm_span){(const uint8_t *)start, bytes};
    step->aside = *start == '@' || pgm_span_equal(step->name, pgm_span_of("text()"));
    if (bytes == 1 && *start == '*')
        step->kind = PGM_PATH_ANY;
    else if (!step->aside && strcspn(start, "[]()@*'\"= ") < bytes)
        return NULL;
    return bytes <= (*start == '@') ? NULL : at;
}

const char *pgm_path_parse_xml(const char *text, struct pgm_arena *arena, struct pgm_path *path)
{
    path->steps = PGM_ARENA_ARRAY(arena, struct pgm_path_step, strlen(text));
    path->step_count = 0;
    const char *at = text;
    if (*at != '/')
        return "does not begin with /";
    while (*at) {
        struct pgm_path_step *step = &path->steps[path->step_count++];
        step->deep = at[1] == '/';
        at = read_step(at + 1 + step->deep, step);
        if (!at)
            return "has a step that is no name, *, @name or text()";
        if (step->aside && *at)
            return "goes on behind an attribute or text()";
    }
    return NULL;
}
