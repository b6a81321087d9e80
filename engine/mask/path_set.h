/*
 * path_set.h: many paths into structured values, matched all at once.
 *
 *   $.contact.email ┐                     ┌─ "contact" ─> 1 ─ "email" ─> 2 = rule 0
 *   $..phone        ┴── subsets ──> 0 ────┤               └─ "phone" ─> 3 = rule 1
 *                                         └─ "phone" ─> 3 ...
 *
 * The paths are compiled into a deterministic automaton (the subset construction: Rabin and Scott,
 * "Finite Automata and Their Decision Problems", 1959). Its states are the places inside a value that
 * the paths tell apart; a step down to a member or an element is one look-up by name or index,
 * however many paths there are.
 *
 * Where several paths lead to one place, the more exact one holds: with fewer `..`, then with fewer
 * wildcards, then the one written first.
 */
#ifndef PGM_PATH_SET_H
#define PGM_PATH_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "span.h"

enum pgm_path_kind { PGM_PATH_NAME, PGM_PATH_INDEX, PGM_PATH_ANY };

struct pgm_path_step {
    enum pgm_path_kind kind;
    bool deep;  /* any number of levels may lie before it */
    bool aside; /* of a kind that wildcards leave out: attributes and text() of XML */
    struct pgm_span name;
    uint64_t index;
};

struct pgm_path {
    struct pgm_path_step *steps;
    size_t step_count;
};

/* No rule at this place. */
#define PGM_PATH_NO_RULE UINT32_MAX
/* The state from which no path can match any more, and the one at the root. */
#define PGM_PATH_DEAD UINT32_C(0)
#define PGM_PATH_ROOT UINT32_C(1)

struct pgm_path_edge {
    struct pgm_span name; /* of names */
    uint64_t index;       /* of indexes */
    uint32_t state;
};

struct pgm_path_state {
    struct pgm_path_edge *names, *indexes; /* in order */
    uint32_t name_count, index_count;
    uint32_t other; /* after any name or index that is not listed */
    uint32_t rule;  /* the place of the path among those given, or PGM_PATH_NO_RULE */
};

struct pgm_path_set {
    const struct pgm_path_state *states;
    uint32_t state_count;
};

/* More states than this come of dozens of paths with several `..` each. */
#define PGM_PATH_STATES_MAX 4096

/* JSON paths: $ .name .* ["name"] ['name'] [0] [*] ..name ..* (RFC 9535 without slices, negative
 * indexes and filters). Returns what is wrong, or NULL. */
const char *pgm_path_parse_json(const char *text, struct pgm_arena *arena, struct pgm_path *path);

/* XML paths: /person/name //email /a (* for any) /a/@id //@id //@* /a/text(); names as they are written in the
 * document, prefix included. Attributes are the names "@id" and "@*", text nodes "text()". */
const char *pgm_path_parse_xml(const char *text, struct pgm_arena *arena, struct pgm_path *path);

/* Compiles the paths into the arena. False: too many states. */
bool pgm_path_set_compile(const struct pgm_path *paths, size_t count, struct pgm_arena *arena,
                          struct pgm_path_set *set);

uint32_t pgm_path_named(const struct pgm_path_set *set, uint32_t state, struct pgm_span name);
/* The same, but PGM_PATH_DEAD for a name that no path has a step for. */
uint32_t pgm_path_listed(const struct pgm_path_set *set, uint32_t state, struct pgm_span name);
uint32_t pgm_path_indexed(const struct pgm_path_set *set, uint32_t state, uint64_t index);

#endif
