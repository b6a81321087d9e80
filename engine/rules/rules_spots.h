/*
 * rules_spots.h: where the parts of a YAML text begin and end, in bytes, for edits of the text itself;
 * nobody but rules_edit.c includes it.
 */
#ifndef PGM_RULES_SPOTS_H
#define PGM_RULES_SPOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

enum pgm_spot_kind { PGM_SPOT_MISSING, PGM_SPOT_SCALAR, PGM_SPOT_LIST, PGM_SPOT_MAP };

struct pgm_spot {
    enum pgm_spot_kind kind;
    bool flow;    /* {a: b} */
    size_t begin; /* of a flow map: behind its brace */
    size_t end;   /* behind its last byte; of a block scalar: the line behind it */
    struct pgm_spot_entry *entries; /* of a map */
    size_t count;
};

struct pgm_spot_entry {
    const char *key;
    size_t key_end;
    unsigned indent; /* of the key, in columns */
    struct pgm_spot value;
};

/* The one document of a text that pgm_rules_parse() accepts. False: it is not read that way. */
bool pgm_rules_spots(const char *text, size_t bytes, struct pgm_arena *arena,
                     struct pgm_spot *root);
/* NULL: not there. */
struct pgm_spot_entry *pgm_rules_spot(const struct pgm_spot *map, const char *key);

#endif
