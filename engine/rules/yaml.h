/*
 * yaml.h: one YAML document as nodes with places, for files that are no rules (detectors). What rules
 * files refuse (aliases, anchors, tags, a second document) is refused here, too.
 */
#ifndef PGM_YAML_H
#define PGM_YAML_H

#include "rules.h"

/* Reads the text, which `name` stands for in messages; the nodes live in the arena. False, after findings
 * (PGM_BAD_USAGE) in the report, if it is no such document. */
bool pgm_yaml_read(const char *name, const char *text, size_t bytes, struct pgm_arena *arena,
                   struct pgm_report *report, struct pgm_node *root);

/* The value of `key` in a map; NULL where there is none, or `map` is none. */
const struct pgm_node *pgm_yaml_get(const struct pgm_node *map, const char *key);

#endif
