/*
 * args.h: a mask's arguments, from what the rules file says to what the class reads.
 *
 *   rules nodes ── plan ──> inputs ── pgm_args_check ──> struct pgm_arg[], one a table entry
 *
 * This layer does not know the rules' tree; the plan hands the values over with their places.
 */
#ifndef PGM_ARGS_H
#define PGM_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mask.h"

enum pgm_arg_input_kind {
    PGM_ARG_INPUT_SCALAR,
    PGM_ARG_INPUT_LIST,
    PGM_ARG_INPUT_MAP,
    PGM_ARG_INPUT_OTHER, /* a list of lists: no argument takes it */
};

struct pgm_arg_input {
    const char *name;
    enum pgm_arg_input_kind kind;
    const char *text;         /* scalar */
    const char *const *texts; /* list */
    size_t text_count;
    bool quoted; /* scalar in quotes: never a number or a boolean */
    /* A scalar or a map read as one inner rule; rule.mask NULL: it names none. */
    struct pgm_inner_rule rule;
    /* A map read as key and inner rule, one an entry. */
    const struct pgm_inner_rule *rules;
    size_t rule_count;
    struct pgm_place place;
};

/*
 * Checks types, ranges, choices, unknown names and missing ones against the class's table, and fills
 * in defaults. Every problem goes to `report` (PGM_BAD_USAGE) with its input's place, or `place` for
 * what is missing. Returns one entry for each of the table (a single empty one for a class without
 * arguments), in the arena; NULL where something was reported. Texts are not copied: inputs must
 * outlive the arguments.
 */
const struct pgm_arg *pgm_args_check(const struct pgm_mask_class *class,
                                     const struct pgm_arg_input *inputs, size_t count,
                                     struct pgm_arena *arena, struct pgm_report *report,
                                     struct pgm_place place);

/* The argument of that name; the class must have it. */
const struct pgm_arg *pgm_arg_get(const struct pgm_mask *mask, const char *name);

/* A list of two whole numbers, low <= high, as `range: [1, 1000]`. False: it is not one. */
bool pgm_arg_range(const struct pgm_arg *arg, int64_t *low, int64_t *high);

#endif
