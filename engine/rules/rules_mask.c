/*
 * rules_mask.c: the rule of a column, a domain or a pattern, in its short form (`email`) or its long
 * one (`{mask: email, by: id, ...}`). What is not a key of the grammar is an argument of the mask,
 * kept as it is: only the mask can judge it.
 */
#include "rules_file.h"

#include <string.h>

struct reading {
    struct pgm_rule_mask *rule;
    const char *object;
};

static const char fixed_text_hint[] =
    "a fixed text is written {mask: constant, value: ...}; `pgmirage masks` lists the masks";

/* Masks are words. Whatever else stands there may be a value in the wrong place, so that it must not
 * reach the messages of those who look for a mask of this name. */
static bool is_word(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
           strlen(text);
}

static const char *mask_name(struct pgm_rules_file *file, const struct pgm_node *value,
                             const char *object)
{
    if (pgm_rules_is_missing(value)) {
        pgm_rules_problem(file, value->place, object,
                          "write `keep`, `null` or the name of another mask behind the colon",
                          "no mask is given");
        return NULL;
    }
    if (value->null)
        return "null"; /* ~ means the mask of this name too */
    if (value->kind != PGM_NODE_SCALAR || !*value->text || !is_word(value->text)) {
        pgm_rules_problem(file, value->place, object, fixed_text_hint,
                          "what stands here is not the name of a mask");
        return NULL;
    }
    return value->text;
}

static void read_mask(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    const struct reading *reading = object;
    reading->rule->mask = mask_name(file, value, reading->object);
}

static void read_domain(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    const struct reading *reading = object;
    reading->rule->domain = pgm_rules_text(file, value, "domain");
}

static const char *column_name(struct pgm_rules_file *file, const struct pgm_node *value,
                               const char *key, const char *object)
{
    const char *text = pgm_rules_text(file, value, key);
    return text ? pgm_rules_column_name(file, text, value->place, object) : NULL;
}

static void read_by(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    const struct reading *reading = object;
    struct pgm_rule_mask *rule = reading->rule;
    const bool is_list = value->kind == PGM_NODE_LIST;
    const struct pgm_node *items = is_list ? value->items : value;
    const size_t count = is_list ? value->count : 1;
    if (count == 0)
        pgm_rules_problem(file, value->place, reading->object, NULL, "by names no column");
    rule->by = PGM_ARENA_ARRAY(file->arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *name = column_name(file, &items[i], "by", reading->object);
        if (name)
            rule->by[rule->by_count++] = name;
    }
}

static void read_locale_from(struct pgm_rules_file *file, const struct pgm_node *value,
                             void *object)
{
    const struct reading *reading = object;
    reading->rule->locale_from = column_name(file, value, "locale_from", reading->object);
}

static void read_references(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    const struct reading *reading = object;
    const char *text = pgm_rules_text(file, value, "references");
    if (!text)
        return;
    struct pgm_rules_name name;
    const char *problem = pgm_rules_name(file->arena, text, &name);
    if (!problem && name.is_pattern)
        problem = "has a wildcard";
    if (!problem && name.count < 2)
        problem = "has too few parts";
    if (problem) {
        pgm_rules_problem(file, value->place, reading->object,
                          "write references: schema.table.column", "the column referenced %s",
                          problem);
        return;
    }
    struct pgm_rule_mask *rule = reading->rule;
    rule->references = text;
    rule->references_schema = name.count == 3 ? name.parts[0] : NULL;
    rule->references_table = name.parts[name.count - 2];
    rule->references_column = name.parts[name.count - 1];
}

static void read_when(struct pgm_rules_file *file, const struct pgm_node *value, void *object)
{
    const struct reading *reading = object;
    reading->rule->when = pgm_rules_text(file, value, "when");
}

static const struct pgm_rules_key keys[] = {{"mask", read_mask},
                                            {"domain", read_domain},
                                            {"by", read_by},
                                            {"locale_from", read_locale_from},
                                            {"references", read_references},
                                            {"when", read_when}};

/* Whether the file says something under this key, be it readable or not. */
static bool has_key(const struct pgm_node *map, const char *key)
{
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i], key) == 0)
            return true;
    return false;
}

static void report_nameless(struct pgm_rules_file *file, const struct pgm_node *map,
                            const struct pgm_node *args, const char *object)
{
    static const char *const wanted[] = {"mask", "domain"};
    const char *hint = NULL;
    for (size_t i = 0; i < args->count && !hint; i++)
        hint = pgm_rules_did_you_mean(file->arena, args->keys[i], wanted, 2);
    pgm_rules_problem(file, map->place, object,
                      hint ? hint : "write {mask: NAME, ...} or {domain: NAME}",
                      "the rule names neither a mask nor a domain");
}

void pgm_rules_mask(struct pgm_rules_file *file, const struct pgm_node *value, const char *object,
                    struct pgm_rule_mask *rule)
{
    *rule = (struct pgm_rule_mask){.place = value->place};
    rule->args = (struct pgm_node){.kind = PGM_NODE_MAP, .place = value->place, .text = ""};
    switch (value->kind) {
    case PGM_NODE_SCALAR:
        rule->mask = mask_name(file, value, object);
        break;
    case PGM_NODE_LIST:
        pgm_rules_problem(file, value->place, object, "write the name of one mask, or {mask: ...}",
                          "a rule cannot be a list");
        break;
    case PGM_NODE_MAP: {
        struct reading reading = {rule, object};
        pgm_rules_keys(file, value, NULL, keys, sizeof keys / sizeof *keys, &reading, &rule->args);
        if (!has_key(value, "mask") && !has_key(value, "domain"))
            report_nameless(file, value, &rule->args, object);
        break;
    }
    }
}

void pgm_rules_never_keep(struct pgm_rules_file *file, const struct pgm_rule_mask *rule,
                          const char *object)
{
    static const char hint[] = "keep it by its exact name under `tables:`";
    if (rule->mask && strcmp(rule->mask, "keep") == 0)
        pgm_rules_problem(file, rule->place, object, hint, "a pattern never keeps a column");
    for (size_t i = 0; i < rule->args.count; i++) {
        const struct pgm_node *arg = &rule->args.items[i];
        if (strcmp(rule->args.keys[i], "unlisted") == 0 && arg->kind == PGM_NODE_SCALAR &&
            strcmp(arg->text, "keep") == 0)
            pgm_rules_problem(file, arg->place, object, hint,
                              "a pattern never keeps what its rule does not name");
    }
}
