/* parts_rig.h: a mask of structures with rules for its parts, for tests.
 *
 *   struct rig rig = {.class = "json", .kind = PGM_KIND_JSON};
 *   parts_open(&rig, "paths", (const char *[]){"$.email=email", "$.n=noise", NULL});
 */
#ifndef PARTS_RIG_H
#define PARTS_RIG_H

#include "mask_rig.h"

/* Each rule is "key=mask"; the key ends at the last equals sign. `name` NULL: no such argument. */
static inline void parts_open(struct rig *rig, const char *name, const char *const *rules)
{
    size_t count = 0;
    while (name && rules[count])
        count++;
    struct pgm_inner_rule *read = PGM_ARENA_ARRAY(&rig->arena, struct pgm_inner_rule, count);
    for (size_t i = 0; i < count; i++) {
        const char *equals = strrchr(rules[i], '=');
        read[i].key = pgm_arena_strndup(&rig->arena, rules[i], (size_t)(equals - rules[i]));
        read[i].mask = equals + 1;
    }
    if (name)
        rig->inputs[rig->input_count++] = (struct pgm_arg_input){
            .name = name, .kind = PGM_ARG_INPUT_MAP, .rules = read, .rule_count = count};
    rig_open(rig);
    cr_assert_not_null(rig->mask, "%s",
                       rig->report.first ? rig->report.first->message : "not prepared");
}

static inline void parts_unlisted(struct rig *rig, const char *word)
{
    rig->inputs[rig->input_count++] =
        (struct pgm_arg_input){.name = "unlisted", .kind = PGM_ARG_INPUT_SCALAR, .text = word};
}

/* One rule, as `items: email`. */
static inline void parts_open_one(struct rig *rig, const char *name, const char *mask)
{
    rig->inputs[rig->input_count++] = (struct pgm_arg_input){
        .name = name, .kind = PGM_ARG_INPUT_SCALAR, .text = mask, .rule = {.mask = mask}};
    rig_open(rig);
    cr_assert_not_null(rig->mask, "%s",
                       rig->report.first ? rig->report.first->message : "not prepared");
}

static inline void parts_expect(struct rig *rig, const char *in, const char *wanted)
{
    const char *got = rig_text(rig, in);
    cr_expect_str_eq(got, wanted, "%s\n  gave   %s\n  wanted %s", in, got, wanted);
}

/* What `class` alone gives for a text under the rig's key: the oracle for parts of values. */
static inline const char *parts_alone(const struct rig *rig, const char *class, const char *text,
                                      struct pgm_arena *arena)
{
    struct rig alone = {.class = class, .kind = PGM_KIND_TEXT, .key = rig->key};
    rig_open(&alone);
    const char *fake = pgm_arena_strdup(arena, rig_text(&alone, text));
    rig_close(&alone);
    return fake;
}

#endif
