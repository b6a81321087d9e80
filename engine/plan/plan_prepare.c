/* plan_prepare.c: keys, permutations and mask instances; the steps of each table. */
#include <string.h>

#include "args.h"
#include "plan_internal.h"
#include "plan_select.h"

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

static bool has_text(const struct pgm_plan_domain *domain)
{
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain)
        if (c->column->type.kind == PGM_KIND_TEXT)
            return true;
    return false;
}

static enum pgm_status prepare_domain(struct pgm_plan_domain *made,
                                      const struct pgm_master_key *key, struct pgm_error *error)
{
    struct pgm_domain *domain = &made->domain;
    pgm_key_derive_domain(key, domain->name, domain->secret);
    pgm_prf_key_init(&domain->key, domain->secret);
    if (!made->class || !(made->class->flags & PGM_MASK_RANGE))
        return PGM_OK;
    if (has_text(made))
        PGM_TRY(pgm_domain_permute_digits(domain, error));
    if (domain->range_low > domain->range_high)
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

/* The class of an inner rule, or of the domain it names; NULL: there is none of that name. */
static const struct pgm_mask_class *
inner_class(const struct pgm_plan *plan, const struct pgm_inner_rule *rule, const char **name)
{
    const struct pgm_rule_domain *defined = pgm_plan_domain_rule(plan, rule->domain);
    *name = rule->mask ? rule->mask : defined ? defined->rule.mask : NULL;
    return *name ? pgm_mask_registry_find(plan->registry, *name) : NULL;
}

static struct pgm_plan_domain *inner_domain(struct pgm_plan *plan,
                                            const struct pgm_inner_rule *rule,
                                            const struct pgm_mask_class *class)
{
    return pgm_plan_domain_get(plan, rule->domain ? rule->domain : class->name);
}

/* The rule's own arguments, then those of its domain that it does not give. */
static const struct pgm_arg *inner_args(struct pgm_plan *plan, const struct pgm_inner_rule *rule,
                                        const struct pgm_mask_class *class,
                                        struct pgm_report *report)
{
    const struct pgm_rule_domain *defined = pgm_plan_domain_rule(plan, rule->domain);
    const size_t most = rule->input_count + (defined ? defined->rule.args.count : 0);
    struct pgm_arg_input *inputs = PGM_ARENA_ARRAY(&plan->arena, struct pgm_arg_input, most + 1);
    size_t count = rule->input_count;
    if (count)
        memcpy(inputs, rule->inputs, count * sizeof *inputs);
    if (defined)
        add_inputs(plan, &defined->rule.args, inputs, &count);
    return pgm_args_check(class, inputs, count, &plan->arena, report, rule->place);
}

/* Equal values in one domain get equal fakes only if all of it draws from subjects, or nothing. (A
 * mask that is its parts' subject itself, as bounds is, stands apart.) */
static bool subjects_agree(const struct pgm_mask_setup *outer, const struct pgm_mask_class *class,
                           const struct pgm_plan_domain *domain, const struct pgm_inner_rule *rule)
{
    if (!(class->flags & PGM_MASK_SUBJECT) || outer->subject_domain == outer->domain)
        return true;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain)
        if (c->table->selected && (c->by_count > 0) != (outer->subject_domain != NULL)) {
            pgm_report_add(outer->report, PGM_UNFIT, rule->place, outer->column,
                           "say `by:` for both or for none, or give this part a domain of its own",
                           "of the domain %s, %s draws from a subject (`by:`) and %s does not",
                           domain->domain.name, c->by_count ? c->name : "this part",
                           c->by_count ? "this part" : c->name);
            return false;
        }
    return true;
}

/* Likewise of locales, with columns and with parts of other columns. */
static bool locales_agree(const struct pgm_mask_setup *outer, const struct pgm_mask_class *class,
                          struct pgm_plan_domain *domain, const struct pgm_inner_rule *rule)
{
    const bool from_row = outer->locales != NULL;
    const char *other = domain->part_from_row != from_row ? domain->part_of : NULL;
    if (!(class->flags & PGM_MASK_LOCALE))
        return true;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain)
        if (c->table->selected && (c->locale_from != NULL) != from_row)
            other = c->name;
    if (other) {
        pgm_report_add(outer->report, PGM_UNFIT, rule->place, outer->column,
                       "say `locale_from:` for both or for none, or give this part a domain of its "
                       "own",
                       "of the domain %s, %s takes its locale from the row (`locale_from:`) and %s "
                       "does not",
                       domain->domain.name, from_row ? "this part" : other,
                       from_row ? other : "this part");
        return false;
    }
    domain->part_of = outer->column;
    domain->part_from_row = from_row;
    return true;
}

/* False: the rule cannot stand inside a value; reported. */
static bool check_inner(const struct pgm_mask_setup *outer, const struct pgm_mask_class *class,
                        struct pgm_plan_domain *domain, const struct pgm_inner_rule *rule)
{
    if (class->flags & PGM_MASK_SQL) {
        pgm_report_add(outer->report, PGM_BAD_USAGE, rule->place, outer->column,
                       "use it for the whole column", "the server computes no parts of values");
        return false;
    }
    if (domain->class && domain->class != class) {
        pgm_report_add(outer->report, PGM_BAD_USAGE, rule->place, outer->column,
                       "one domain, one mask: give one of them a domain of its own",
                       "its domain %s has the mask %s, this part the mask %s", domain->domain.name,
                       domain->class->name, class->name);
        return false;
    }
    return subjects_agree(outer, class, domain, rule) && locales_agree(outer, class, domain, rule);
}

static const struct pgm_mask *prepare_inner(const struct pgm_mask_setup *outer,
                                            const struct pgm_inner_rule *rule,
                                            const struct pgm_type *type)
{
    const struct inner *inner = outer->inner_argument;
    struct pgm_plan *plan = inner->plan;
    const char *name;
    const struct pgm_mask_class *class = inner_class(plan, rule, &name);
    if (!class) {
        const char *near = name ? pgm_mask_registry_suggest(plan->registry, name) : NULL;
        pgm_report_add(outer->report, PGM_BAD_USAGE, rule->place, outer->column,
                       near ? pgm_arena_printf(&outer->report->arena, "did you mean %s?", near)
                            : "`pgmirage masks` lists them",
                       "there is no mask %s", name ? name : "");
        return NULL;
    }
    struct pgm_plan_domain *domain = inner_domain(plan, rule, class);
    if (!check_inner(outer, class, domain, rule))
        return NULL;
    if (domain->class) {
        pgm_plan_domain_take_inner(domain, rule, true, outer->report);
    } else { /* no column has it: only insides of values */
        const struct pgm_rule_domain *defined = pgm_plan_domain_rule(plan, rule->domain);
        domain->class = class;
        if (defined)
            pgm_plan_domain_take(domain, &defined->rule.args, outer->report);
        pgm_plan_domain_take_inner(domain, rule, false, outer->report);
        if (prepare_domain(domain, inner->key, inner->error) != PGM_OK)
            return NULL;
    }
    const struct pgm_arg *args = inner_args(plan, rule, class, outer->report);
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

/* The declared type of the part that a rule is for; NULL: none, as inside of json. */
static const struct pgm_type *part_type(const struct pgm_type *type, const char *key)
{
    if (type->kind == PGM_KIND_ARRAY || type->kind == PGM_KIND_RANGE)
        return type->element;
    for (size_t i = 0; key && i < type->field_count; i++)
        if (strcmp(type->fields[i].name, key) == 0)
            return type->fields[i].type;
    return NULL;
}

/* A domain's fakes fit the parts of values in it, too: the limits of elements and fields count like
 * those of columns. */
static void narrow_by_parts(struct pgm_plan *plan, const struct pgm_type *type,
                            const struct pgm_inner_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *name;
        const struct pgm_type *part = part_type(type, rules[i].key);
        const struct pgm_mask_class *class = inner_class(plan, &rules[i], &name);
        if (!part || !class)
            continue;
        struct pgm_domain *domain = &inner_domain(plan, &rules[i], class)->domain;
        if (part->max_chars && (!domain->max_chars || part->max_chars < domain->max_chars))
            domain->max_chars = part->max_chars;
        domain->case_insensitive = domain->case_insensitive || part->case_insensitive;
        for (size_t k = 0; k < rules[i].input_count; k++) {
            const struct pgm_arg_input *input = &rules[i].inputs[k];
            for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++) {
                if (strcmp(spec->name, input->name) != 0)
                    continue;
                if (spec->type == PGM_ARG_RULE)
                    narrow_by_parts(plan, part, &input->rule, 1);
                else if (spec->type == PGM_ARG_RULES)
                    narrow_by_parts(plan, part, input->rules, input->rule_count);
            }
        }
    }
}

static void narrow_domains(struct pgm_plan *plan)
{
    for (size_t t = 0; t < plan->catalog->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            const struct pgm_plan_column *column = &plan->tables[t].columns[c];
            if (!column->args || !(column->class->flags & PGM_MASK_PARTS))
                continue;
            for (size_t i = 0; column->class->args[i].name; i++)
                narrow_by_parts(plan, &column->column->type, column->args[i].rules,
                                column->args[i].rule_count);
        }
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
        .locales = column->locale_from ? plan->locales : NULL,
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
    narrow_domains(plan);
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
        if (is_read(&plan->tables[t])) {
            pgm_plan_make_steps(plan, &plan->tables[t], report);
            pgm_plan_choose_format(plan, &plan->tables[t]);
        }
    return error->status;
}
