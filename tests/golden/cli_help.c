/*
 * Help as users read it, word for word: `pgmirage VERB --help` gives help/VERB.txt. Whoever changes
 * an option sees here what changes for users. PGMIRAGE_GOLDEN=write writes the texts anew; then read
 * the difference.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help_view.h"
#include "terminal.h"

#define FOLDER TEST_SOURCE_DIR "/tests/golden/help/"

static void compare(const char *name, const struct pgm_buf *got)
{
    char path[512];
    snprintf(path, sizeof path, FOLDER "%s.txt", name);
    const char *const mode = getenv("PGMIRAGE_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        FILE *const file = fopen(path, "w");
        cr_assert(file, "%s", path);
        fputs(pgm_buf_text(got), file);
        fclose(file);
    }
    FILE *const file = fopen(path, "r");
    cr_assert(file, "%s is missing", path);
    static char wanted[1 << 16];
    wanted[fread(wanted, 1, sizeof wanted - 1, file)] = 0;
    fclose(file);
    cr_assert_str_eq(pgm_buf_text(got), wanted, "%s differs", path);
}

Test(help, program)
{
    struct pgm_buf text = {0};
    pgm_help_program(&text);
    compare("pgmirage", &text);
    pgm_buf_free(&text);
}

Test(help, verbs)
{
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++) {
        struct pgm_buf text = {0};
        pgm_help_verb(&text, verb);
        compare(verb->name, &text);
        for (char *line = text.data, *end; *line; line = end + 1) {
            end = strchr(line, '\n');
            cr_assert_not_null(end);
            *end = 0;
            cr_assert_leq(pgm_text_columns(line), 80, "%s: %s", verb->name, line);
        }
        pgm_buf_free(&text);
    }
}

Test(help, manual_names_every_option)
{
    struct pgm_buf text = {0};
    pgm_help_man(&text);
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++) {
        cr_assert_not_null(strstr(text.data, verb->name));
        for (const struct pgm_option *option = verb->options; option->help; option++) {
            char name[128] = "\\fB\\-\\-";
            for (const char *c = option->name ? option->name : ""; *c; c++)
                strcat(name, (char[]){*c == '-' ? '\\' : *c, *c == '-' ? '-' : 0, 0});
            strcat(name, "\\fR");
            cr_assert(!option->name || strstr(text.data, name), "%s", name);
        }
    }
    pgm_buf_free(&text);
}
