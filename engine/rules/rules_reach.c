/* rules_reach.c: whether what becomes of one table's rows may hang on the rows of others. */
#include <string.h>

#include "rules.h"

/* `via`: known values of another table; anything with SQL of the user's may hold a sub-select. Masks within
 * masks are deep in their arguments. */
static bool node_reaches(const struct pgm_node *node)
{
    for (size_t i = 0; i < node->count; i++)
        if ((node->kind == PGM_NODE_MAP &&
             (strcmp(node->keys[i], "via") == 0 || strcmp(node->keys[i], "when") == 0)) ||
            node_reaches(&node->items[i]))
            return true;
    return node->kind == PGM_NODE_SCALAR && strcmp(node->text, "sql") == 0;
}

static bool mask_reaches(const struct pgm_rule_mask *rule)
{
    return rule->when || (rule->mask && strcmp(rule->mask, "sql") == 0) ||
           node_reaches(&rule->args);
}

static bool table_reaches(const struct pgm_rule_table *table)
{
    bool reaches = table->where != NULL;
    for (size_t i = 0; i < table->column_count && !reaches; i++)
        reaches = mask_reaches(&table->columns[i].rule);
    return reaches;
}

bool pgm_rules_reach_others(const struct pgm_rules *rules)
{
    bool reach = false;
    for (size_t i = 0; i < rules->table_count && !reach; i++)
        reach = table_reaches(&rules->tables[i]);
    for (size_t i = 0; i < rules->domain_count && !reach; i++)
        reach = mask_reaches(&rules->domains[i].rule);
    for (size_t i = 0; i < rules->pattern_count && !reach; i++)
        reach = mask_reaches(&rules->patterns[i].rule);
    return reach;
}
