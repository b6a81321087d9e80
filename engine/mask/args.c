/* args.c: checking arguments; see args.h. */
#include "args.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "suggest.h"

static bool parse_integer(const char *text, int64_t *value)
{
    char *end;
    if (text[0] != '-' && (text[0] < '0' || text[0] > '9'))
        return false;
    errno = 0;
    const long long parsed = strtoll(text, &end, 10);
    *value = parsed;
    return end != text && *end == '\0' && errno == 0;
}

static bool is_decimal(const char *text)
{
    size_t digits = 0, points = 0;
    for (text += *text == '-'; *text; text++) {
        digits += *text >= '0' && *text <= '9';
        points += *text == '.';
        if ((*text < '0' || *text > '9') && *text != '.')
            return false;
    }
    return digits > 0 && points <= 1;
}

static bool is_choice(const char *choices, const char *text)
{
    const size_t bytes = strlen(text);
    for (const char *at = choices; *at; at += *at == '|') {
        const size_t choice_bytes = strcspn(at, "|");
        if (choice_bytes == bytes && memcmp(at, text, bytes) == 0)
            return true;
        at += choice_bytes;
    }
    return false;
}

static bool parse_boolean(const char *text, bool *value)
{
    *value = strcmp(text, "true") == 0;
    return *value || strcmp(text, "false") == 0;
}

struct check {
    const struct pgm_mask_class *class;
    struct pgm_arena *arena;
    struct pgm_report *report;
};

static void complain(const struct check *check, const struct pgm_arg_spec *spec,
                     struct pgm_place place, const char *wanted)
{
    pgm_report_add(check->report, PGM_BAD_USAGE, place, NULL, spec->help,
                   "argument %s of mask %s %s", spec->name, check->class->name, wanted);
}

static void check_integer(const struct check *check, const struct pgm_arg_spec *spec,
                          struct pgm_arg *arg)
{
    const bool bounded = spec->min != 0 || spec->max != 0;
    if (!parse_integer(arg->text, &arg->integer))
        complain(check, spec, arg->place, "must be a whole number");
    else if (bounded && (arg->integer < spec->min || arg->integer > spec->max))
        complain(check, spec, arg->place,
                 pgm_arena_printf(check->arena, "must lie between %" PRId64 " and %" PRId64,
                                  spec->min, spec->max));
}

/* A scalar's text against the table; arg->text is set. */
static void check_scalar(const struct check *check, const struct pgm_arg_spec *spec, bool quoted,
                         struct pgm_arg *arg)
{
    if (quoted &&
        (spec->type == PGM_ARG_INT || spec->type == PGM_ARG_NUMBER || spec->type == PGM_ARG_BOOL)) {
        complain(check, spec, arg->place,
                 spec->type == PGM_ARG_BOOL ? "must be true or false, without quotes"
                                            : "must be a number, without quotes");
        return;
    }
    switch (spec->type) {
    case PGM_ARG_INT:
        check_integer(check, spec, arg);
        break;
    case PGM_ARG_NUMBER:
        if (!is_decimal(arg->text))
            complain(check, spec, arg->place, "must be a decimal number");
        break;
    case PGM_ARG_BOOL:
        if (!parse_boolean(arg->text, &arg->boolean))
            complain(check, spec, arg->place, "must be true or false");
        break;
    case PGM_ARG_CHOICE:
        if (!is_choice(spec->choices, arg->text))
            complain(check, spec, arg->place,
                     pgm_arena_printf(check->arena, "must be one of %s", spec->choices));
        break;
    case PGM_ARG_TEXTS: {
        const char **texts = PGM_ARENA_ARRAY(check->arena, const char *, 1);
        texts[0] = arg->text;
        arg->texts = texts;
        arg->text_count = 1;
        break;
    }
    case PGM_ARG_TEXT:
    case PGM_ARG_RULE:
    case PGM_ARG_RULES:
        break;
    }
}

static void check_rules(const struct check *check, const struct pgm_arg_spec *spec,
                        const struct pgm_arg_input *input, struct pgm_arg *arg)
{
    arg->rules = spec->type == PGM_ARG_RULE ? &input->rule : input->rules;
    arg->rule_count = spec->type == PGM_ARG_RULE ? 1 : input->rule_count;
    if (spec->type == PGM_ARG_RULES && input->kind != PGM_ARG_INPUT_MAP)
        complain(check, spec, input->place, "must be a map");
    for (size_t i = 0; i < arg->rule_count; i++)
        if (!arg->rules[i].mask && !arg->rules[i].domain)
            complain(check, spec, arg->rules[i].place, "must name a mask");
}

static void check_input(const struct check *check, const struct pgm_arg_spec *spec,
                        const struct pgm_arg_input *input, struct pgm_arg *arg)
{
    if (arg->given) {
        complain(check, spec, input->place, "is given twice");
        return;
    }
    *arg = (struct pgm_arg){.given = true, .place = input->place};
    if (spec->type == PGM_ARG_RULE || spec->type == PGM_ARG_RULES) {
        check_rules(check, spec, input, arg);
    } else if (input->kind == PGM_ARG_INPUT_SCALAR) {
        arg->text = input->text;
        check_scalar(check, spec, input->quoted, arg);
    } else if (input->kind == PGM_ARG_INPUT_LIST && spec->type == PGM_ARG_TEXTS) {
        arg->texts = input->texts;
        arg->text_count = input->text_count;
    } else {
        complain(check, spec, input->place,
                 spec->type == PGM_ARG_TEXTS ? "must be a list" : "must be a single value");
    }
}

static size_t spec_count(const struct pgm_mask_class *class)
{
    size_t count = 0;
    while (class->args && class->args[count].name)
        count++;
    return count;
}

static size_t spec_index(const struct pgm_mask_class *class, const char *name)
{
    size_t i = 0;
    while (class->args && class->args[i].name && strcmp(class->args[i].name, name) != 0)
        i++;
    return i;
}

static void report_unknown(const struct check *check, const struct pgm_arg_input *input)
{
    const size_t known = spec_count(check->class);
    struct pgm_suggest suggest;
    pgm_suggest_init(&suggest, input->name);
    for (size_t i = 0; i < known; i++)
        pgm_suggest_offer(&suggest, check->class->args[i].name);
    const char *hint = known == 0 ? "this mask takes no arguments" : NULL;
    if (suggest.best)
        hint = pgm_arena_printf(check->arena, "did you mean %s?", suggest.best);
    pgm_report_add(check->report, PGM_BAD_USAGE, input->place, NULL, hint,
                   "mask %s has no argument %s", check->class->name, input->name);
}

const struct pgm_arg *pgm_args_check(const struct pgm_mask_class *class,
                                     const struct pgm_arg_input *inputs, size_t count,
                                     struct pgm_arena *arena, struct pgm_report *report,
                                     struct pgm_place place)
{
    const struct check check = {class, arena, report};
    const size_t before = report->count, known = spec_count(class);
    struct pgm_arg *args = PGM_ARENA_ARRAY(arena, struct pgm_arg, known + 1);
    for (size_t i = 0; i < count; i++) {
        const size_t index = spec_index(class, inputs[i].name);
        if (index == known)
            report_unknown(&check, &inputs[i]);
        else
            check_input(&check, &class->args[index], &inputs[i], &args[index]);
    }
    for (size_t i = 0; i < known; i++) {
        const struct pgm_arg_spec *spec = &class->args[i];
        if (args[i].given)
            continue;
        args[i].place = place;
        args[i].text = spec->default_text;
        if (spec->required)
            complain(&check, spec, place, "is missing");
        else if (spec->default_text)
            check_scalar(&check, spec, false, &args[i]);
    }
    return report->count == before ? args : NULL;
}

const struct pgm_arg *pgm_arg_get(const struct pgm_mask *mask, const char *name)
{
    return &mask->args[spec_index(mask->class, name)];
}

bool pgm_arg_range(const struct pgm_arg *arg, int64_t *low, int64_t *high)
{
    return arg->text_count == 2 && parse_integer(arg->texts[0], low) &&
           parse_integer(arg->texts[1], high) && *low <= *high;
}
