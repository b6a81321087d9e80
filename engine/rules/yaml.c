/* yaml.c: see yaml.h. The reading is that of rules files (rules_yaml.c). */
#include "yaml.h"

#include <string.h>

#include "rules_file.h"

bool pgm_yaml_read(const char *name, const char *text, size_t bytes, struct pgm_arena *arena,
                   struct pgm_report *report, struct pgm_node *root)
{
    struct pgm_rules_file file = {.path = name, .arena = arena, .report = report};
    const size_t before = report->count;
    return pgm_rules_nodes(&file, text, bytes, root) && report->count == before;
}

const struct pgm_node *pgm_yaml_get(const struct pgm_node *map, const char *key)
{
    for (size_t i = 0; map && map->kind == PGM_NODE_MAP && i < map->count; i++)
        if (strcmp(map->keys[i], key) == 0)
            return &map->items[i];
    return NULL;
}
