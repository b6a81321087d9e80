/*
 * path_set.c: the automaton of path_set.h.
 *
 * Position p of a path means that its first p steps have matched. All positions of all paths are
 * numbered in one row; a state is a set of them, kept as bits.
 */
#include "path_set.h"

#include <stdlib.h>
#include <string.h>

#include "map.h"

/* One step of one path, as seen from its position; the last position of a path has none. */
struct position {
    const struct pgm_path_step *step; /* NULL: the whole path has matched */
    uint32_t path;
};

struct compiler {
    struct pgm_arena *arena;
    struct position *positions;
    size_t position_count, set_bytes;
    const uint32_t *ranks;              /* of each path; the lowest wins */
    const struct pgm_path_step **steps; /* room for one a position, while edges are made */
    struct pgm_path_state *states;
    uint8_t **sets; /* the positions of each state */
    uint32_t state_count, state_capacity;
    bool overflow;
    struct pgm_map by_set; /* to the state's number and 1 */
};

static bool has(const uint8_t *set, size_t position)
{
    return set[position / 8] >> position % 8 & 1;
}

static void add(uint8_t *set, size_t position)
{
    set[position / 8] |= (uint8_t)(1 << position % 8);
}

static uint32_t best_rule(const struct compiler *compiler, const uint8_t *set)
{
    uint32_t best = PGM_PATH_NO_RULE;
    for (size_t i = 0; i < compiler->position_count; i++) {
        const struct position *at = &compiler->positions[i];
        if (has(set, i) && !at->step &&
            (best == PGM_PATH_NO_RULE || compiler->ranks[at->path] < compiler->ranks[best]))
            best = at->path;
    }
    return best;
}

static void grow(struct compiler *compiler)
{
    const uint32_t capacity = compiler->state_capacity ? 2 * compiler->state_capacity : 16;
    struct pgm_path_state *states =
        PGM_ARENA_ARRAY(compiler->arena, struct pgm_path_state, capacity);
    uint8_t **sets = PGM_ARENA_ARRAY(compiler->arena, uint8_t *, capacity);
    if (compiler->state_count) {
        memcpy(states, compiler->states, compiler->state_count * sizeof *states);
        memcpy(sets, compiler->sets, compiler->state_count * sizeof(uint8_t *));
    }
    compiler->states = states;
    compiler->sets = sets;
    compiler->state_capacity = capacity;
}

/* The state of a set, made if it is new; its edges come later. The set is copied. */
static uint32_t state_of(struct compiler *compiler, const uint8_t *set)
{
    const struct pgm_span key = {set, compiler->set_bytes};
    const uintptr_t known = (uintptr_t)pgm_map_get(&compiler->by_set, key);
    if (known)
        return (uint32_t)(known - 1);
    if (compiler->state_count == PGM_PATH_STATES_MAX) {
        compiler->overflow = true;
        return PGM_PATH_DEAD;
    }
    if (compiler->state_count == compiler->state_capacity)
        grow(compiler);
    const uint32_t made = compiler->state_count++;
    uint8_t *copy = pgm_arena_alloc(compiler->arena, compiler->set_bytes);
    memcpy(copy, set, compiler->set_bytes);
    compiler->sets[made] = copy;
    compiler->states[made].rule = best_rule(compiler, set);
    pgm_map_put(&compiler->by_set, (struct pgm_span){copy, compiler->set_bytes},
                (void *)(uintptr_t)(made + 1));
    return made;
}

static bool matches(const struct pgm_path_step *step, const struct pgm_path_step *child)
{
    if (step->kind == PGM_PATH_ANY)
        return !child->aside;
    if (step->kind != child->kind)
        return false;
    return step->kind == PGM_PATH_NAME ? pgm_span_equal(step->name, child->name)
                                       : step->index == child->index;
}

/* The state below `state` at `child`; a child of kind PGM_PATH_ANY is one that no step names. */
static uint32_t step_down(struct compiler *compiler, uint32_t state,
                          const struct pgm_path_step *child, uint8_t *next)
{
    const uint8_t *set = compiler->sets[state];
    memset(next, 0, compiler->set_bytes);
    for (size_t i = 0; i < compiler->position_count; i++) {
        const struct pgm_path_step *step = compiler->positions[i].step;
        if (!has(set, i) || !step)
            continue;
        if (step->deep)
            add(next, i);
        if (matches(step, child))
            add(next, i + 1);
    }
    return state_of(compiler, next);
}

static int compare_steps(const void *a, const void *b)
{
    const struct pgm_path_step *x = *(const struct pgm_path_step *const *)a;
    const struct pgm_path_step *y = *(const struct pgm_path_step *const *)b;
    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    if (x->name.bytes != y->name.bytes)
        return x->name.bytes < y->name.bytes ? -1 : 1;
    return x->name.bytes ? memcmp(x->name.data, y->name.data, x->name.bytes) : 0;
}

/* Edges for all that steps of this kind name in the state, sorted, each once. */
static struct pgm_path_edge *make_edges(struct compiler *compiler, uint32_t state,
                                        enum pgm_path_kind kind, uint8_t *next, uint32_t *count)
{
    const uint8_t *set = compiler->sets[state];
    const struct pgm_path_step **steps = compiler->steps;
    size_t step_count = 0;
    for (size_t i = 0; i < compiler->position_count; i++) {
        const struct pgm_path_step *step = compiler->positions[i].step;
        if (has(set, i) && step && step->kind == kind)
            steps[step_count++] = step;
    }
    qsort(steps, step_count, sizeof(struct pgm_path_step *), compare_steps);
    struct pgm_path_edge *edges =
        PGM_ARENA_ARRAY(compiler->arena, struct pgm_path_edge, step_count);
    *count = 0;
    for (size_t i = 0; i < step_count; i++) {
        if (i && compare_steps(&steps[i - 1], &steps[i]) == 0)
            continue;
        edges[(*count)++] =
            (struct pgm_path_edge){.name = steps[i]->name,
                                   .index = steps[i]->index,
                                   .state = step_down(compiler, state, steps[i], next)};
    }
    return edges;
}

static void rank_paths(const struct pgm_path *paths, size_t count, uint32_t *ranks)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t deep = 0, wild = 0;
        for (size_t k = 0; k < paths[i].step_count; k++) {
            deep += paths[i].steps[k].deep;
            wild += paths[i].steps[k].kind == PGM_PATH_ANY;
        }
        deep = deep < 31 ? deep : 31;
        wild = wild < 31 ? wild : 31;
        ranks[i] = deep << 27 | wild << 22 | (uint32_t)i;
    }
}

static void number_positions(struct compiler *compiler, const struct pgm_path *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        compiler->position_count += paths[i].step_count + 1;
    compiler->set_bytes = compiler->position_count / 8 + 1;
    compiler->positions =
        PGM_ARENA_ARRAY(compiler->arena, struct position, compiler->position_count);
    struct position *at = compiler->positions;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k <= paths[i].step_count; k++)
            *at++ =
                (struct position){k < paths[i].step_count ? &paths[i].steps[k] : NULL, (uint32_t)i};
}

bool pgm_path_set_compile(const struct pgm_path *paths, size_t count, struct pgm_arena *arena,
                          struct pgm_path_set *set)
{
    static const struct pgm_path_step unnamed = {.kind = PGM_PATH_ANY,
                                                 .name = {(const uint8_t *)"", 0}};
    uint32_t *ranks = PGM_ARENA_ARRAY(arena, uint32_t, count);
    struct compiler compiler = {.arena = arena, .ranks = ranks};
    rank_paths(paths, count, ranks);
    number_positions(&compiler, paths, count);
    compiler.steps = PGM_ARENA_ARRAY(arena, const struct pgm_path_step *, compiler.position_count);
    uint8_t *next = pgm_arena_alloc(arena, compiler.set_bytes);
    state_of(&compiler, next); /* the empty set: PGM_PATH_DEAD */
    size_t position = 0;
    for (size_t i = 0; i < count; i++) {
        add(next, position);
        position += paths[i].step_count + 1;
    }
    if (count == 0) /* no path at all: the root is a state of its own all the same */
        compiler.states[compiler.state_count++] = compiler.states[PGM_PATH_DEAD];
    else
        state_of(&compiler, next);
    for (uint32_t i = PGM_PATH_ROOT; i < compiler.state_count && count; i++) {
        struct pgm_path_state state = {.rule = compiler.states[i].rule};
        state.other = step_down(&compiler, i, &unnamed, next);
        state.names = make_edges(&compiler, i, PGM_PATH_NAME, next, &state.name_count);
        state.indexes = make_edges(&compiler, i, PGM_PATH_INDEX, next, &state.index_count);
        compiler.states[i] = state; /* the row of states may have moved meanwhile */
    }
    pgm_map_free(&compiler.by_set);
    set->states = compiler.states;
    set->state_count = compiler.state_count;
    return !compiler.overflow;
}

static const struct pgm_path_edge *find_name(const struct pgm_path_state *state,
                                             struct pgm_span name)
{
    size_t low = 0, high = state->name_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const struct pgm_span other = state->names[middle].name;
        int order = (name.bytes > other.bytes) - (name.bytes < other.bytes);
        if (order == 0 && name.bytes)
            order = memcmp(name.data, other.data, name.bytes);
        if (order == 0)
            return &state->names[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

uint32_t pgm_path_named(const struct pgm_path_set *set, uint32_t state, struct pgm_span name)
{
    const struct pgm_path_edge *edge = find_name(&set->states[state], name);
    return edge ? edge->state : set->states[state].other;
}

uint32_t pgm_path_listed(const struct pgm_path_set *set, uint32_t state, struct pgm_span name)
{
    const struct pgm_path_edge *edge = find_name(&set->states[state], name);
    return edge ? edge->state : PGM_PATH_DEAD;
}

uint32_t pgm_path_indexed(const struct pgm_path_set *set, uint32_t state, uint64_t index)
{
    const struct pgm_path_state *at = &set->states[state];
    size_t low = 0, high = at->index_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (at->indexes[middle].index == index)
            return at->indexes[middle].state;
        if (index < at->indexes[middle].index)
            high = middle;
        else
            low = middle + 1;
    }
    return at->other;
}
