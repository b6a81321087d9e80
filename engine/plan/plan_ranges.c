/* plan_ranges.c: see the header. */
#include "plan_ranges.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan_internal.h"

static const struct pgm_node *find(const struct pgm_node *args, const char *key)
{
    for (size_t i = 0; i < args->count; i++)
        if (strcmp(args->keys[i], key) == 0)
            return &args->items[i];
    return NULL;
}

static bool to_int64(const struct pgm_node *node, int64_t *value)
{
    if (node->kind != PGM_NODE_SCALAR || !*node->text)
        return false;
    char *end;
    errno = 0;
    *value = strtoll(node->text, &end, 10);
    return errno == 0 && *end == '\0';
}

static void take_range(struct pgm_plan_domain *domain, const struct pgm_node *node,
                       struct pgm_report *report)
{
    int64_t low, high;
    if (node->kind != PGM_NODE_LIST || node->count != 2 || !to_int64(&node->items[0], &low) ||
        !to_int64(&node->items[1], &high) || low > high ||
        (uint64_t)high - (uint64_t)low == UINT64_MAX) {
        pgm_report_add(report, PGM_BAD_USAGE, node->place, domain->domain.name,
                       "write it as range: [1, 5000000]", "range: is not a pair of whole numbers");
        return;
    }
    if (domain->range_pinned &&
        (domain->domain.range_low != low || domain->domain.range_high != high))
        pgm_report_add(report, PGM_BAD_USAGE, node->place, domain->domain.name,
                       "say it once, under domains:", "two ranges for one domain");
    domain->domain.range_low = low;
    domain->domain.range_high = high;
    domain->range_pinned = true;
}

static void take_settings(struct pgm_plan_domain *domain, const struct pgm_node *args,
                          struct pgm_report *report)
{
    const struct pgm_node *range = find(args, "range"), *locale = find(args, "locale");
    if (range && domain->class && (domain->class->flags & PGM_MASK_RANGE))
        take_range(domain, range, report);
    if (locale && locale->kind == PGM_NODE_SCALAR)
        domain->domain.locale = locale->text;
}

void pgm_plan_domain_settings(struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t i = 0; i < plan->domain_count; i++)
        for (const struct pgm_plan_column *c = plan->domains[i]->first; c; c = c->next_in_domain) {
            if (c->rule && c->origin == PGM_ORIGIN_LISTED)
                take_settings(plan->domains[i], &c->rule->args, report);
            if (c->domain_rule)
                take_settings(plan->domains[i], &c->domain_rule->rule.args, report);
        }
}

bool pgm_plan_range_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                        struct pgm_buf *sql)
{
    if (!domain->class || !(domain->class->flags & PGM_MASK_RANGE) || domain->range_pinned)
        return false;
    (void)plan;
    size_t parts = 0;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
        const struct pgm_plan_table *table = c->table;
        /* A partitioned root is read with its leaves; they need no part of their own. */
        if (c->references || table->table->is_partition || !table->selected ||
            table->rows == PGM_ROWS_NONE || table->table->relkind == 'f')
            continue;
        pgm_buf_puts(sql, parts++ ? " UNION ALL SELECT pg_catalog.min("
                                  : "SELECT pg_catalog.min(low), pg_catalog.max(high) FROM "
                                    "(SELECT pg_catalog.min(");
        pgm_buf_identifier(sql, c->column->name);
        pgm_buf_puts(sql, ")::int8 AS low, pg_catalog.max(");
        pgm_buf_identifier(sql, c->column->name);
        pgm_buf_puts(sql, ")::int8 AS high FROM ");
        pgm_buf_qualified(sql, table->table->schema, table->table->name);
    }
    if (parts)
        pgm_buf_puts(sql, ") AS columns");
    return parts > 0;
}

static void narrowest(const struct pgm_plan_domain *domain, int64_t *low, int64_t *high)
{
    int bytes = 8;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain)
        if (c->column->type.int_bytes && c->column->type.int_bytes < bytes)
            bytes = c->column->type.int_bytes;
    *high = bytes == 2 ? INT16_MAX : bytes == 4 ? INT32_MAX : INT64_MAX;
    *low = -*high - 1;
}

static int64_t sequences_maximum(const struct pgm_plan *plan, const struct pgm_plan_domain *domain)
{
    int64_t most = 0;
    for (size_t i = 0; i < plan->catalog->sequence_count; i++) {
        const struct pgm_sequence *sequence = &plan->catalog->sequences[i];
        if (sequence->owner && sequence->is_called && sequence->last_value > most &&
            pgm_plan_column_of(plan, sequence->owner)->domain == domain)
            most = sequence->last_value;
    }
    return most;
}

void pgm_plan_range_set(struct pgm_plan *plan, struct pgm_plan_domain *domain, bool has_values,
                        int64_t smallest, int64_t largest, struct pgm_report *report)
{
    int64_t type_low, type_high, low = 1, high = 1;
    narrowest(domain, &type_low, &type_high);
    if (has_values) {
        low = smallest < low ? smallest : low;
        high = largest > high ? largest : high;
    }
    const int64_t sequences = sequences_maximum(plan, domain);
    high = sequences > high ? sequences : high;
    /* One past the end must be left for the sequences, and the narrowest column must hold it all. */
    if (low < type_low || high > type_high || (low < 0 && high > INT64_MAX + low)) {
        pgm_report_add(report, PGM_UNFIT, domain->place, domain->domain.name,
                       "give the narrow column a domain of its own, or keep the keys",
                       "the values of this domain do not fit the narrowest of its columns");
        return;
    }
    domain->domain.range_low = low;
    domain->domain.range_high = high;
}
