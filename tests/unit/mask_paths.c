/* Sets of paths: the automaton against a naive matcher, and its limits. */
#include <criterion/criterion.h>

#include "path_set.h"

#define PATHS 6

/* Whether the steps from k on match the names from i on. */
static bool naive(const struct pgm_path *path, size_t k, const char *const *names, size_t i,
                  size_t count)
{
    if (k == path->step_count)
        return i == count;
    if (i == count)
        return false;
    const struct pgm_path_step *step = &path->steps[k];
    const bool here =
        step->kind == PGM_PATH_ANY ||
        (step->kind == PGM_PATH_NAME && pgm_span_equal(step->name, pgm_span_of(names[i])));
    if (here && naive(path, k + 1, names, i + 1, count))
        return true;
    return step->deep && naive(path, k, names, i + 1, count);
}

static unsigned rank(const struct pgm_path *path)
{
    unsigned deep = 0, any = 0;
    for (size_t i = 0; i < path->step_count; i++) {
        deep += path->steps[i].deep;
        any += path->steps[i].kind == PGM_PATH_ANY;
    }
    return deep * 100 + any;
}

Test(paths, as_a_naive_matcher_says)
{
    static const char *const words[] = {"a", "b", "c", "other"};
    static const char *const steps[] = {".a", ".b", ".c", ".*", "..a", "..b", "..*", "[\"c\"]"};
    unsigned seed = 1;
    for (int round = 0; round < 300; round++) {
        struct pgm_arena arena = {NULL};
        struct pgm_path paths[PATHS];
        struct pgm_path_set set;
        for (int p = 0; p < PATHS; p++) {
            char text[64] = "$";
            for (int k = (seed = seed * 1103515245 + 12345) >> 16 & 3; k >= 0; k--)
                strcat(text, steps[(seed = seed * 1103515245 + 12345) >> 16 & 7]);
            cr_assert_null(pgm_path_parse_json(pgm_arena_strdup(&arena, text), &arena, &paths[p]));
        }
        cr_assert(pgm_path_set_compile(paths, PATHS, &arena, &set));
        for (unsigned place = 0; place < 256 + 64 + 16 + 4; place++) {
            const unsigned first = place < 4 ? 0 : place < 20 ? 4 : place < 84 ? 20 : 84;
            const size_t count = first == 0 ? 1 : first == 4 ? 2 : first == 20 ? 3 : 4;
            const char *names[4];
            uint32_t state = PGM_PATH_ROOT;
            for (size_t i = 0; i < count; i++) {
                names[i] = words[(place - first) >> 2 * i & 3];
                state = pgm_path_named(&set, state, pgm_span_of(names[i]));
            }
            uint32_t best = PGM_PATH_NO_RULE;
            for (uint32_t p = 0; p < PATHS; p++)
                if (naive(&paths[p], 0, names, 0, count) &&
                    (best == PGM_PATH_NO_RULE || rank(&paths[p]) < rank(&paths[best])))
                    best = p;
            cr_assert_eq(set.states[state].rule, best);
        }
        pgm_arena_free(&arena);
    }
}

Test(paths, none_and_many)
{
    struct pgm_arena arena = {NULL};
    struct pgm_path_set set;
    cr_assert(pgm_path_set_compile(NULL, 0, &arena, &set));
    cr_assert_eq(set.states[PGM_PATH_ROOT].rule, PGM_PATH_NO_RULE);
    cr_assert_eq(pgm_path_named(&set, PGM_PATH_ROOT, pgm_span_of("a")), PGM_PATH_DEAD);

    enum { MANY = 2000 };
    struct pgm_path *paths = PGM_ARENA_ARRAY(&arena, struct pgm_path, MANY);
    for (int i = 0; i < MANY; i++)
        cr_assert_null(
            pgm_path_parse_json(pgm_arena_printf(&arena, "$.name%d", i), &arena, &paths[i]));
    cr_assert(pgm_path_set_compile(paths, MANY, &arena, &set));
    for (int i = 0; i < MANY; i++) {
        const char *name = pgm_arena_printf(&arena, "name%d", i);
        const uint32_t state = pgm_path_named(&set, PGM_PATH_ROOT, pgm_span_of(name));
        cr_assert_eq(set.states[state].rule, (uint32_t)i);
    }
    pgm_arena_free(&arena);
}

/* Each path alone needs few states, but together they must remember which of many came before. */
Test(paths, too_many_states)
{
    struct pgm_arena arena = {NULL};
    struct pgm_path paths[20];
    struct pgm_path_set set;
    for (int i = 0; i < 20; i++)
        cr_assert_null(
            pgm_path_parse_json(pgm_arena_printf(&arena, "$..a%d..b%d", i, i), &arena, &paths[i]));
    cr_assert_not(pgm_path_set_compile(paths, 20, &arena, &set));
    cr_assert_leq(set.state_count, PGM_PATH_STATES_MAX);
    pgm_arena_free(&arena);
}
