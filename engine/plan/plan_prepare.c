/* plan_prepare.c: keys, permutations and mask instances; the steps of each table. */
#include <string.h>

#include "args.h"
#include "plan_internal.h"

static struct pgm_arg_input to_input(struct pgm_arena *arena, const char *name,
                                     const struct pgm_node *node);

/* `email` or `{mask: email, domain: contact, ...}` as a rule for a part of a value. */
static struct pgm_inner_rule to_inner_rule(struct pgm_arena *arena, const char *key,
                                           const struct pgm_node *node)
{
    struct pgm_inner_rule rule = {.key = key, .place = node->place};
    if (node->kind == PGM_NODE_SCALAR)
        rule.mask = node->null ? "null" : node->text;
    if (node->kind != PGM_NODE_MAP)
        return rule;
    struct pgm_arg_input *inputs = PGM_ARENA_ARRAY(arena, struct pgm_arg_input, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const bool scalar = node->items[i].kind == PGM_NODE_SCALAR;
        if (scalar && strcmp(node->keys[i], "mask") == 0)
            rule.mask = node->items[i].null ? "null" : node->items[i].text;
        else if (scalar && strcmp(node->keys[i], "domain") == 0)
            rule.domain = node->items[i].text;
        else
            inputs[rule.input_count++] = to_input(arena, node->keys[i], &node->items[i]);
    }
    rule.inputs = inputs;
    return rule;
}

static struct pgm_arg_input to_input(struct pgm_arena *arena, const char *name,
                                     const struct pgm_node *node)
{
    struct pgm_arg_input input = {.name = name, .place = node->place, .quoted = node->quoted};
    input.rule = to_inner_rule(arena, NULL, node);
    if (node->kind == PGM_NODE_SCALAR) {
        input.text = node->text;
        return input;
    }
    if (node->kind == PGM_NODE_MAP) {
        struct pgm_inner_rule *rules = PGM_ARENA_ARRAY(arena, struct pgm_inner_rule, node->count);
        for (size_t i = 0; i < node->count; i++)
            rules[i] = to_inner_rule(arena, node->keys[i], &node->items[i]);
        input.kind = PGM_ARG_INPUT_MAP;
        input.rules = rules;
        input.rule_count = node->count;
        return input;
    }
    input.kind = PGM_ARG_INPUT_LIST;
    const char **texts = PGM_ARENA_ARRAY(arena, const char *, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        texts[i] = node->items[i].text;
        if (node->items[i].kind != PGM_NODE_SCALAR)
            input.kind = PGM_ARG_INPUT_OTHER;
    }
    input.texts = texts;
    input.text_count = node->count;
    return input;
}

/* `locale` and `range` belong to the domain, `known` to the order of the masks: taken there. */
static bool is_plan_key(const char *key)
{
    return strcmp(key, "locale") == 0 || strcmp(key, "range") == 0 || strcmp(key, "known") == 0;
}

static void add_inputs(struct pgm_plan *plan, const struct pgm_node *args,
                       struct pgm_arg_input *inputs, size_t *count)
{
    for (size_t i = 0; i < args->count; i++) {
        bool taken = is_plan_key(args->keys[i]);
        for (size_t k = 0; k < *count; k++)
            taken = taken || strcmp(inputs[k].name, args->keys[i]) == 0;
        if (!taken)
            inputs[(*count)++] = to_input(&plan->arena, args->keys[i], &args->items[i]);
    }
}

/* The column's own arguments, then those of its domain that it does not give. */
static const struct pgm_arg *make_args(struct pgm_plan *plan, const struct pgm_plan_column *column,
                                       struct pgm_report *report)
{
    const struct pgm_node *own = column->rule ? &column->rule->args : NULL;
    const struct pgm_node *shared = column->domain_rule ? &column->domain_rule->rule.args : NULL;
    const size_t most = (own ? own->count : 0) + (shared ? shared->count : 0);
    struct pgm_arg_input *inputs = PGM_ARENA_ARRAY(&plan->arena, struct pgm_arg_input, most + 1);
    size_t count = 0;
    if (own)
        add_inputs(plan, own, inputs, &count);
    if (shared)
        add_inputs(plan, shared, inputs, &count);
    return pgm_args_check(column->class, inputs, count, &plan->arena, report,
                          column->rule ? column->rule->place : PGM_NOWHERE);
}

static enum pgm_status prepare_domain(struct pgm_plan_domain *made,
                                      const struct pgm_master_key *key, struct pgm_error *error)
{
    struct pgm_domain *domain = &made->domain;
    pgm_key_derive_domain(key, domain->name, domain->secret);
    pgm_prf_key_init(&domain->key, domain->secret);
    if (!made->class || !(made->class->flags & PGM_MASK_RANGE) ||
        domain->range_low > domain->range_high)
        return PGM_OK;
    const uint64_t count = (uint64_t)domain->range_high - (uint64_t)domain->range_low + 1;
    domain->permutation = pgm_permutation_new(domain->secret, count, error);
    return domain->permutation ? PGM_OK : error->status;
}

/* What an inner rule needs of its surroundings, while the outer mask is being prepared. */
struct inner {
    struct pgm_plan *plan;
    const struct pgm_master_key *key;
    struct pgm_error *error;
};

static const struct pgm_mask *prepare_inner(const struct pgm_mask_setup *outer,
                                            const struct pgm_inner_rule *rule,
                                            const struct pgm_type *type)
{
    const struct inner *inner = outer->inner_argument;
    struct pgm_plan *plan = inner->plan;
    const struct pgm_rule_domain *defined = pgm_plan_domain_rule(plan, rule->domain);
    const char *name = rule->mask ? rule->mask : defined ? defined->rule.mask : NULL;
    const struct pgm_mask_class *class = name ? pgm_mask_class_find(name) : NULL;
    if (!class) {
        const char *near = name ? pgm_mask_class_suggest(name) : NULL;
        pgm_report_add(outer->report, PGM_BAD_USAGE, rule->place, outer->column,
                       near ? pgm_arena_printf(&outer->report->arena, "did you mean %s?", near)
                            : "`pgmirage masks` lists them",
                       "there is no mask %s", name ? name : "");
        return NULL;
    }
    struct pgm_plan_domain *domain =
        pgm_plan_domain_get(plan, rule->domain ? rule->domain : class->name);
    if (!domain->class) { /* no column has it: only insides of values */
        domain->class = class;
        if (prepare_domain(domain, inner->key, inner->error) != PGM_OK)
            return NULL;
    }
    const struct pgm_arg *args = pgm_args_check(class, rule->inputs, rule->input_count,
                                                &plan->arena, outer->report, rule->place);
    if (!args)
        return NULL;
    struct pgm_mask_setup setup = *outer;
    setup.type = type;
    setup.domain = &domain->domain;
    setup.args = args;
    setup.place = rule->place;
    if (!(class->flags & PGM_MASK_SUBJECT))
        setup.subject_domain = NULL;
    return pgm_mask_prepare(class, &setup);
}

void pgm_plan_check_arguments(struct pgm_plan *plan, struct pgm_report *report)
{
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            struct pgm_plan_column *column = &plan->tables[t].columns[c];
            if (column->class)
                column->args = make_args(plan, column, report);
        }
}

static const char *sql_of(const struct pgm_plan_column *column)
{
    for (size_t i = 0; column->args && column->class->args[i].name; i++)
        if (strcmp(column->class->args[i].name, "expression") == 0)
            return column->args[i].text;
    return NULL;
}

static void prepare_column(struct pgm_plan *plan, struct pgm_plan_column *column,
                           const struct pgm_master_key *key, struct pgm_report *report,
                           struct pgm_error *error)
{
    struct inner inner = {plan, key, error};
    const struct pgm_mask_setup setup = {
        .inner = prepare_inner,
        .inner_argument = &inner,
        .type = &column->column->type,
        .domain = &column->domain->domain,
        .subject_domain = column->subject_domain ? &column->subject_domain->domain : NULL,
        .args = column->args,
        .place = column->rule ? column->rule->place : PGM_NOWHERE,
        .column = column->name,
        .utf8 = plan->utf8,
        .code_max = plan->code_max,
        .arena = &plan->arena,
        .report = report,
    };
    column->mask = pgm_mask_prepare(column->class, &setup);
}

/* What no rule was found for, or no mask could be made for, must never be read: the last guard,
 * whatever the steps before it let through. */
static void guard(const struct pgm_plan_column *column, size_t findings, struct pgm_report *report)
{
    if (!column->class)
        pgm_report_add(report, PGM_UNFIT, PGM_NOWHERE, column->name, NULL,
                       "the rules do not list this column (%s)", column->column->type.name);
    else if (!pgm_plan_is_kept(column) && !column->mask && !column->sql &&
             report->count == findings)
        pgm_report_add(report, PGM_UNFIT, column->rule ? column->rule->place : PGM_NOWHERE,
                       column->name, NULL, "the mask %s could not be prepared for the type %s",
                       column->class->name, column->column->type.name);
}

static bool is_read(const struct pgm_plan_table *table)
{
    return table->selected && table->rows != PGM_ROWS_NONE && table->table->relkind == 'r';
}

enum pgm_status pgm_plan_prepare(struct pgm_plan *plan, const struct pgm_master_key *key,
                                 struct pgm_report *report, struct pgm_error *error)
{
    for (size_t i = 0; i < plan->domain_count; i++)
        PGM_TRY(prepare_domain(plan->domains[i], key, error));
    for (size_t t = 0; t < plan->catalog->table_count; t++) {
        struct pgm_plan_table *table = &plan->tables[t];
        if (!is_read(table))
            continue;
        for (size_t i = 0; i < table->copied_count; i++) {
            struct pgm_plan_column *column = pgm_plan_column_of(plan, table->copied[i]->column);
            const size_t findings = report->count;
            if (column->class && (column->class->flags & PGM_MASK_SQL))
                column->sql = sql_of(column);
            else if (column->class && column->args && !pgm_plan_is_kept(column))
                prepare_column(plan, column, key, report, error);
            guard(column, findings, report);
        }
    }
    /* Steps look at masks of other tables, too: they come after all columns. */
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        if (is_read(&plan->tables[t]))
            pgm_plan_make_steps(plan, &plan->tables[t], report);
    return error->status;
}
