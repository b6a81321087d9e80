/* path_json.c: reading JSON paths; see path_set.h. */
#include <string.h>

#include "chars.h"
#include "path_set.h"

#define INDEX_DIGITS 9 /* no array of 1 GB has more elements */

/* A name in .name: anything up to the next step, since keys are often of other languages. */
static bool is_name_byte(uint8_t c)
{
    return c && !strchr(".[]*'\" ", c);
}

/* ["name"] or ['name']: \" \' and \\ stand for themselves. NULL: it does not end. */
static const char *read_quoted(const char *at, struct pgm_arena *arena, struct pgm_path_step *step)
{
    const char quote = *at++;
    char *name = pgm_arena_alloc(arena, strlen(at) + 1);
    size_t bytes = 0;
    for (; *at && *at != quote; at++) {
        at += *at == '\\' && at[1];
        name[bytes++] = *at;
    }
    step->kind = PGM_PATH_NAME;
    step->name = (struct pgm_span){(const uint8_t *)name, bytes};
    return *at ? at + 1 : NULL;
}

/* What stands in brackets; *problem is set where it is nothing we know. */
static const char *read_bracket(const char *at, struct pgm_arena *arena, struct pgm_path_step *step,
                                const char **problem)
{
    *problem = "has no number, * or quoted name in its brackets";
    if (*at == '*') {
        step->kind = PGM_PATH_ANY;
        at++;
    } else if (*at == '"' || *at == '\'') {
        at = read_quoted(at, arena, step);
    } else {
        const char *start = at;
        step->kind = PGM_PATH_INDEX;
        for (; pgm_is_digit((uint8_t)*at) && at - start < INDEX_DIGITS; at++)
            step->index = step->index * 10 + (uint64_t)(*at - '0');
        at = at == start ? NULL : at;
    }
    if (!at || *at != ']')
        return NULL;
    *problem = NULL;
    return at + 1;
}

static const char *read_name(const char *at, struct pgm_path_step *step, const char **problem)
{
    const char *start = at;
    if (*at == '*') {
        step->kind = PGM_PATH_ANY;
        return at + 1;
    }
    while (is_name_byte((uint8_t)*at))
        at++;
    step->kind = PGM_PATH_NAME;
    step->name = (struct pgm_span){(const uint8_t *)start, (size_t)(at - start)};
    if (at == start)
        *problem = "has no name behind a dot";
    return at;
}

const char *pgm_path_parse_json(const char *text, struct pgm_arena *arena, struct pgm_path *path)
{
    path->steps = PGM_ARENA_ARRAY(arena, struct pgm_path_step, strlen(text));
    path->step_count = 0;
    if (*text != '$')
        return "does not begin with $";
    const char *at = text + 1, *problem = NULL;
    while (!problem && *at) {
        struct pgm_path_step *step = &path->steps[path->step_count++];
        const bool dot = *at == '.';
        step->deep = dot && at[1] == '.';
        at += dot + step->deep;
        if (*at == '[' && (step->deep || !dot))
            at = read_bracket(at + 1, arena, step, &problem);
        else if (dot)
            at = read_name(at, step, &problem);
        else
            problem = "has something other than .name or [...] behind a step";
    }
    return problem;
}
