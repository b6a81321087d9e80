/* Any bytes as a rules file: no crash, no leak, no hang, and either a problem or rules that hold what
 * the header promises. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void must(int condition)
{
    if (!condition)
        abort();
}

static void check_node(const struct pgm_node *node)
{
    must(node->text != NULL && node->place.line > 0);
    for (size_t i = 0; i < node->count; i++) {
        must(node->kind != PGM_NODE_SCALAR);
        must(node->kind == PGM_NODE_LIST || node->keys[i] != NULL);
        check_node(&node->items[i]);
    }
}

static void check_rule(const struct pgm_rule_mask *rule)
{
    must(rule->mask || rule->domain);
    must(!rule->references == !rule->references_column);
    for (size_t i = 0; i < rule->by_count; i++)
        must(*rule->by[i] != '\0');
    check_node(&rule->args);
}

static void check_rules(const struct pgm_rules *rules)
{
    must(rules->unlisted_table != PGM_UNLISTED_UNSET);
    must(rules->unlisted_column != PGM_UNLISTED_UNSET);
    for (size_t i = 0; i < rules->table_count; i++) {
        const struct pgm_rule_table *table = &rules->tables[i];
        must(*table->name != '\0' && (table->rows == PGM_ROWS_WHERE) == (table->where != NULL));
        for (size_t c = 0; c < table->column_count; c++) {
            check_rule(&table->columns[c].rule);
            (void)pgm_rules_glob(table->name, table->columns[c].name);
        }
    }
    for (size_t i = 0; i < rules->domain_count; i++)
        check_rule(&rules->domains[i].rule);
    for (size_t i = 0; i < rules->pattern_count; i++) {
        must(*rules->patterns[i].column != '\0');
        check_rule(&rules->patterns[i].rule);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct pgm_rules rules;
    struct pgm_report report = {0};
    pgm_rules_parse(&rules, "fuzz.yaml", (const char *)data, bytes, &report);
    must(strlen(rules.hash) == 32);
    if (pgm_report_status(&report) == PGM_OK)
        check_rules(&rules);
    else
        must(pgm_report_status(&report) == PGM_BAD_USAGE);
    pgm_rules_free(&rules);
    pgm_report_free(&report);
    return 0;
}
