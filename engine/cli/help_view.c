/* help_view.c: --help, from the tables of verbs.c. Fixed at 80 columns, so that it can be compared
 * with the documentation. */
#include "help_view.h"

#include <string.h>

#include "terminal.h"

#define HELP_WIDTH  80
#define HELP_COLUMN 30

static void start_column(struct pgm_buf *out, size_t start)
{
    size_t column = out->bytes - start;
    if (column + 2 > HELP_COLUMN) {
        pgm_buf_putc(out, '\n');
        column = 0;
    }
    pgm_buf_printf(out, "%*s", (int)(HELP_COLUMN - column), "");
}

/* "  -j, --jobs=N              connections that read at the same time (default: ...)" */
static void print_option(struct pgm_buf *out, const struct pgm_option *option)
{
    const size_t start = out->bytes;
    if (!option->name) {
        pgm_buf_printf(out, "  %s", option->argument);
    } else {
        if (option->letter)
            pgm_buf_printf(out, "  -%c, --%s", option->letter, option->name);
        else
            pgm_buf_printf(out, "      --%s", option->name);
        if (option->argument)
            pgm_buf_printf(out, "=%s", option->argument);
    }
    start_column(out, start);

    struct pgm_buf text = {0};
    pgm_buf_puts(&text, option->help);
    if (option->choices)
        pgm_buf_printf(&text, ": %s", option->choices);
    const char *const said = option->default_said ? option->default_said : option->default_text;
    if (said)
        pgm_buf_printf(&text, " (default: %s)", said);
    if (option->flags & PGM_OPTION_REQUIRED)
        pgm_buf_puts(&text, " (required)");
    pgm_text_wrap(out, pgm_buf_text(&text), HELP_COLUMN, HELP_COLUMN, HELP_WIDTH);
    pgm_buf_putc(out, '\n');
    pgm_buf_free(&text);
}

static void print_options(struct pgm_buf *out, const struct pgm_option *table)
{
    const char *group = "";
    for (const struct pgm_option *option = table; option->help; option++) {
        if (strcmp(group, option->group) != 0)
            pgm_buf_printf(out, "\n%s:\n", option->group);
        group = option->group;
        print_option(out, option);
    }
}

static void print_indented(struct pgm_buf *out, const char *lines, size_t indent)
{
    while (*lines) {
        const char *const end = strchrnul(lines, '\n');
        pgm_buf_printf(out, "%*s%.*s\n", (int)indent, "", (int)(end - lines), lines);
        lines = *end ? end + 1 : end;
    }
}

static void print_examples(struct pgm_buf *out, const char *const *examples)
{
    if (!examples)
        return;
    pgm_buf_puts(out, "\nExamples:\n");
    for (; *examples; examples += 2) {
        pgm_buf_printf(out, "  %s:\n", examples[0]);
        print_indented(out, examples[1], 4);
    }
}

static void print_terms(struct pgm_buf *out, const struct pgm_term *term)
{
    for (; term->name; term++) {
        const size_t start = out->bytes;
        pgm_buf_puts(out, "  ");
        pgm_text_wrap(out, term->name, 2, 2, HELP_WIDTH);
        start_column(out, start);
        pgm_text_wrap(out, term->meaning, HELP_COLUMN, HELP_COLUMN, HELP_WIDTH);
        pgm_buf_putc(out, '\n');
    }
}

/* `note`, where an option's argument is written so. */
static void print_note(struct pgm_buf *out, const struct pgm_option *table, const char *argument,
                       const char *note)
{
    while (table->help && !(table->argument && strstr(table->argument, argument)))
        table++;
    if (!table->help)
        return;
    pgm_buf_putc(out, '\n');
    pgm_text_wrap(out, note, 0, 0, HELP_WIDTH);
    pgm_buf_putc(out, '\n');
}

void pgm_help_verb(struct pgm_buf *out, const struct pgm_verb *verb)
{
    pgm_buf_printf(out, "Usage:\n  pgmirage %s%s%s\n\n", verb->name, *verb->synopsis ? " " : "",
                   verb->synopsis);
    pgm_text_wrap(out, verb->description, 0, 0, HELP_WIDTH);
    pgm_buf_putc(out, '\n');
    print_options(out, verb->options);
    print_note(out, verb->options, "SIZE", pgm_size_note);
    print_note(out, verb->options, "TIME", pgm_time_note);
    print_examples(out, verb->examples);
}

void pgm_help_verbs(struct pgm_buf *out)
{
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        pgm_buf_printf(out, "  %-12s %s\n", verb->name, verb->summary);
}

void pgm_help_program(struct pgm_buf *out)
{
    pgm_text_wrap(out, pgm_program_description, 0, 0, HELP_WIDTH);
    pgm_buf_puts(out, "\n\nUsage:\n  pgmirage VERB [OPTION]...\n\nVerbs:\n");
    pgm_help_verbs(out);
    pgm_buf_puts(out, "\n`pgmirage VERB --help` explains a verb and its options.\n");
    pgm_buf_puts(out, "\nEnvironment:\n");
    print_terms(out, pgm_environment);
    pgm_buf_puts(out, "\nExit codes:\n");
    print_terms(out, pgm_exit_codes);
}
