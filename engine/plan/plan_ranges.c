/* plan_ranges.c: see the header. */
#include "plan_ranges.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "plan_internal.h"

/* Of one statement: the server recurses over a UNION, and its stack has a limit. */
#define PARTS_MAX 200

static const struct pgm_node *find(const struct pgm_node *args, const char *key)
{
    for (size_t i = 0; i < args->count; i++)
        if (strcmp(args->keys[i], key) == 0)
            return &args->items[i];
    return NULL;
}

static bool to_int64(const char *text, int64_t *value)
{
    if (!text || !*text)
        return false;
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return errno == 0 && *end == '\0';
}

/* `is_late`: the domain's range is settled, and this can only be the same. */
static void pin(struct pgm_plan_domain *domain, const char *low_text, const char *high_text,
                bool is_late, struct pgm_place place, struct pgm_report *report)
{
    int64_t low, high;
    if (!to_int64(low_text, &low) || !to_int64(high_text, &high) || low > high) {
        pgm_report_add(report, PGM_BAD_USAGE, place, domain->domain.name,
                       "write it as range: [1, 5000000]", "range: is not a pair of whole numbers");
        return;
    }
    const bool is_same = domain->domain.range_low == low && domain->domain.range_high == high;
    if ((domain->range_pinned || is_late) && !is_same) {
        pgm_report_add(report, PGM_BAD_USAGE, place, domain->domain.name,
                       "say it once, under domains:", "two ranges for one domain");
        return;
    }
    domain->domain.range_low = low;
    domain->domain.range_high = high;
    domain->range_pinned = true;
}

static void take_range(struct pgm_plan_domain *domain, const struct pgm_node *node,
                       struct pgm_report *report)
{
    const bool is_pair = node->kind == PGM_NODE_LIST && node->count == 2 &&
                         node->items[0].kind == PGM_NODE_SCALAR &&
                         node->items[1].kind == PGM_NODE_SCALAR;
    pin(domain, is_pair ? node->items[0].text : NULL, is_pair ? node->items[1].text : NULL, false,
        node->place, report);
}

void pgm_plan_domain_take_inner(struct pgm_plan_domain *domain, const struct pgm_inner_rule *rule,
                                bool is_late, struct pgm_report *report)
{
    for (size_t i = 0; i < rule->input_count; i++) {
        const struct pgm_arg_input *input = &rule->inputs[i];
        if (strcmp(input->name, "range") != 0 || !(domain->class->flags & PGM_MASK_RANGE))
            continue;
        const bool is_pair = input->kind == PGM_ARG_INPUT_LIST && input->text_count == 2;
        pin(domain, is_pair ? input->texts[0] : NULL, is_pair ? input->texts[1] : NULL, is_late,
            input->place, report);
    }
}

void pgm_plan_domain_take(struct pgm_plan_domain *domain, const struct pgm_node *args,
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
                pgm_plan_domain_take(plan->domains[i], &c->rule->args, report);
            if (c->domain_rule)
                pgm_plan_domain_take(plan->domains[i], &c->domain_rule->rule.args, report);
        }
}

static bool is_permuted(const struct pgm_plan_domain *domain)
{
    return domain->class && (domain->class->flags & PGM_MASK_RANGE);
}

#define NUMBER_DIGITS_MAX 18 /* of a numeric that fits an int8, whatever it holds */

/* Text and uuids have no range, and what a numeric without limits holds need not fit one. */
static bool has_range(const struct pgm_type *type)
{
    return type->kind == PGM_KIND_INT ||
           (type->kind == PGM_KIND_NUMERIC && type->scale == 0 && type->precision > 0 &&
            type->precision <= NUMBER_DIGITS_MAX);
}

/* Its values are all in the column that a valid foreign key points to. */
static bool is_held_by_key(const struct pgm_plan *plan, const struct pgm_plan_column *column)
{
    for (size_t i = 0; i < plan->catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &plan->catalog->foreign_keys[i];
        for (size_t k = 0; key->table == column->table->table && k < key->column_count; k++)
            if (key->columns[k] == column->column && key->validated && key->enforced &&
                column->references && key->referenced_columns[k] == column->references->column)
                return true;
    }
    return false;
}

static bool is_read(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind != 'f';
}

/* Whether the query over other columns of the domain shows all values of this one. */
static bool is_covered(const struct pgm_plan *plan, const struct pgm_plan_column *column)
{
    const struct pgm_table *root = column->table->table->root;
    /* A partitioned table is read with its leaves. */
    if (root && is_read(pgm_plan_table_of(plan, root)))
        return true;
    return column->references && column->references != column &&
           column->references->domain == column->domain && is_read(column->references->table) &&
           is_held_by_key(plan, column);
}

static bool is_asked(const struct pgm_plan *plan, const struct pgm_plan_column *column)
{
    return has_range(&column->column->type) && is_read(column->table) && !is_covered(plan, column);
}

/* A schema that migrations just built has many tables and no rows: a query for each would take longer
 * than all the rest. */
static bool is_empty(const struct pgm_table *table)
{
    return table->relkind == 'r' && table->heap_bytes == 0 && table->access_method &&
           strcmp(table->access_method, "heap") == 0;
}

bool pgm_plan_range_wanted(const struct pgm_plan *plan, const struct pgm_plan_domain *domain)
{
    for (const struct pgm_plan_column *c = domain->first; is_permuted(domain) && c;
         c = c->next_in_domain)
        if (is_asked(plan, c))
            return true;
    return false;
}

bool pgm_plan_range_sql(const struct pgm_plan *plan, const struct pgm_plan_domain *domain,
                        const struct pgm_plan_column **next, struct pgm_buf *sql)
{
    size_t parts = 0;
    for (; is_permuted(domain) && *next && parts < PARTS_MAX; *next = (*next)->next_in_domain) {
        const struct pgm_plan_column *c = *next;
        if (!is_asked(plan, c) || is_empty(c->table->table))
            continue;
        pgm_buf_puts(sql, parts++ ? " UNION ALL SELECT pg_catalog.min("
                                  : "SELECT pg_catalog.min(low), pg_catalog.max(high) FROM "
                                    "(SELECT pg_catalog.min(");
        pgm_buf_identifier(sql, c->column->name);
        pgm_buf_puts(sql, ")::int8 AS low, pg_catalog.max(");
        pgm_buf_identifier(sql, c->column->name);
        pgm_buf_puts(sql, ")::int8 AS high FROM ");
        pgm_buf_qualified(sql, c->table->table->schema, c->table->table->name);
    }
    if (parts)
        pgm_buf_puts(sql, ") AS columns");
    return parts > 0;
}

/* The largest number that a column may hold, INT64_MAX where its type says nothing. */
static int64_t largest_of(const struct pgm_type *type)
{
    if (type->int_bytes)
        return type->int_bytes == 8 ? INT64_MAX : (INT64_C(1) << (8 * type->int_bytes - 1)) - 1;
    if (!has_range(type))
        return INT64_MAX;
    int64_t power = 1;
    for (int i = 0; i < type->precision; i++)
        power *= 10;
    return power - 1;
}

static void narrowest(const struct pgm_plan_domain *domain, int64_t *low, int64_t *high)
{
    bool decimal = false;
    *high = INT64_MAX;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain) {
        const int64_t largest = largest_of(&c->column->type);
        if (largest < *high) {
            *high = largest;
            decimal = c->column->type.kind == PGM_KIND_NUMERIC;
        }
    }
    *low = decimal ? -*high : -*high - 1;
}

static int64_t sequences_maximum(const struct pgm_plan *plan, const struct pgm_plan_domain *domain)
{
    int64_t most = 0;
    for (size_t i = 0; i < plan->catalog->sequence_count; i++) {
        const struct pgm_sequence *sequence = &plan->catalog->sequences[i];
        if (sequence->is_called && sequence->last_value > most &&
            pgm_plan_sequence_feeds(plan, sequence, domain))
            most = sequence->last_value;
    }
    return most;
}

bool pgm_plan_sequence_feeds(const struct pgm_plan *plan, const struct pgm_sequence *sequence,
                             const struct pgm_plan_domain *domain)
{
    if (!is_permuted(domain))
        return false;
    if (sequence->owner && pgm_plan_column_of(plan, sequence->owner)->domain == domain)
        return true;
    for (size_t i = 0; i < sequence->feed_count; i++)
        if (pgm_plan_column_of(plan, sequence->feeds[i])->domain == domain)
            return true;
    return false;
}

static void check_pinned(const struct pgm_plan_domain *domain, bool has_values, int64_t smallest,
                         int64_t largest, struct pgm_report *report)
{
    int64_t type_low, type_high;
    narrowest(domain, &type_low, &type_high);
    if (domain->domain.range_low < type_low || domain->domain.range_high > type_high)
        pgm_report_add(report, PGM_UNFIT, domain->place, domain->domain.name,
                       "pin a smaller one, or give the narrow column a domain of its own",
                       "its range does not fit the narrowest of its columns");
    if (has_values && (smallest < domain->domain.range_low || largest > domain->domain.range_high))
        pgm_report_add(report, PGM_UNFIT, domain->place, domain->domain.name, "pin a larger one",
                       "its range does not cover all values of its columns");
}

void pgm_plan_range_set(struct pgm_plan *plan, struct pgm_plan_domain *domain, bool has_values,
                        int64_t smallest, int64_t largest, struct pgm_report *report)
{
    int64_t type_low, type_high, low = 1, high = 1;
    if (domain->range_pinned) {
        check_pinned(domain, has_values, smallest, largest, report);
        return;
    }
    narrowest(domain, &type_low, &type_high);
    if (has_values) {
        low = smallest < low ? smallest : low;
        high = largest > high ? largest : high;
    }
    const int64_t sequences = sequences_maximum(plan, domain);
    high = sequences > high && sequences <= type_high ? sequences : high;
    if (low < type_low || high > type_high) {
        pgm_report_add(report, PGM_UNFIT, domain->place, domain->domain.name,
                       "give the narrow column a domain of its own, or keep the keys",
                       "the values of this domain do not fit the narrowest of its columns");
        return;
    }
    domain->domain.range_low = low;
    domain->domain.range_high = high;
}
