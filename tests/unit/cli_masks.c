/* The catalogue of masks: every class is listed, explained and, where it can be, shown at work. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "masks_view.h"

static const struct pgm_terminal plain_terminal = {0};

static char *captured(const struct pgm_mask_class *class, enum pgm_masks_format format)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *const stream = open_memstream(&text, &bytes);
    if (class)
        pgm_masks_explain(class, format, &plain_terminal, stream);
    else
        pgm_masks_list(NULL, format, &plain_terminal, stream);
    fclose(stream);
    return text;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static size_t class_count(void)
{
    size_t count = 0;
    while (pgm_mask_classes[count])
        count++;
    return count;
}

Test(masks, examples_are_real_and_repeat)
{
    for (size_t i = 0; pgm_mask_classes[i]; i++) {
        const struct pgm_mask_class *const class = pgm_mask_classes[i];
        struct pgm_arena arena = {0};
        const char *const once = pgm_masks_example(class, &arena);
        const char *const again = pgm_masks_example(class, &arena);
        cr_assert_eq(once == NULL, again == NULL);
        if (once) {
            cr_assert_str_eq(once, again, "%s", class->name);
            cr_assert((class->flags & PGM_MASK_COPIES) || strcmp(once, class->example_in) != 0,
                      "%s lets its own example through", class->name);
        }
        pgm_arena_free(&arena);
    }
}

Test(masks, known_examples)
{
    struct pgm_arena arena = {0};
    cr_assert_str_eq(pgm_masks_example(pgm_mask_class_find("null"), &arena), "NULL");
    const char *const email = pgm_masks_example(pgm_mask_class_find("email"), &arena);
    cr_assert_not_null(email);
    cr_assert_not_null(strstr(email, "@example.com"));
    /* A class nobody registered, without an example or with an argument nobody can make up. */
    static const struct pgm_arg_spec needs[] = {
        {.name = "words", .type = PGM_ARG_TEXTS, .required = true}, {.name = NULL}};
    struct pgm_mask_class class = {.name = "x", .kinds = PGM_KIND_BIT(PGM_KIND_TEXT)};
    cr_assert_null(pgm_masks_example(&class, &arena));
    class.example_in = "a";
    class.args = needs;
    cr_assert_null(pgm_masks_example(&class, &arena));
    class.args = NULL;
    class.kinds = PGM_KIND_BIT(PGM_KIND_ENUM); /* no type without a database */
    cr_assert_null(pgm_masks_example(&class, &arena));
    pgm_arena_free(&arena);
}

Test(masks, list_has_all)
{
    char *const text = captured(NULL, PGM_MASKS_TEXT);
    char *const markdown = captured(NULL, PGM_MASKS_MARKDOWN);
    char *const json = captured(NULL, PGM_MASKS_JSON);
    for (size_t i = 0; pgm_mask_classes[i]; i++) {
        char line[128];
        snprintf(line, sizeof line, "\n  %s ", pgm_mask_classes[i]->name);
        cr_assert_not_null(strstr(text, line), "%s", line);
        snprintf(line, sizeof line, "\n| `%s` | ", pgm_mask_classes[i]->name);
        cr_assert_not_null(strstr(markdown, line), "%s", line);
    }
    /* Two lines of head; five cells in every line. */
    cr_assert_eq(count_of(markdown, "\n"), class_count() + 2);
    cr_assert_eq(count_of(markdown, "|\n"), class_count() + 2);
    cr_assert_eq(count_of(json, "{\"name\":"), class_count() + count_of(json, "\"help\":"));
    cr_assert_eq(json[0], '[');
    cr_assert_str_eq(json + strlen(json) - 3, "}]\n");
    free(text);
    free(markdown);
    free(json);
}

Test(masks, each_can_be_explained)
{
    for (size_t i = 0; pgm_mask_classes[i]; i++) {
        const struct pgm_mask_class *const class = pgm_mask_classes[i];
        char *const text = captured(class, PGM_MASKS_TEXT);
        char *const markdown = captured(class, PGM_MASKS_MARKDOWN);
        char *const json = captured(class, PGM_MASKS_JSON);
        cr_assert_eq(strncmp(text, class->name, strlen(class->name)), 0);
        for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++) {
            cr_assert_not_null(strstr(text, spec->name), "%s: %s", class->name, spec->name);
            cr_assert_not_null(strstr(markdown, spec->name), "%s: %s", class->name, spec->name);
            cr_assert_not_null(strstr(json, spec->name), "%s: %s", class->name, spec->name);
        }
        free(text);
        free(markdown);
        free(json);
    }
}
