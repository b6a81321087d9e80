/* man_view.c: the manual page, roff with the classic man macros, from the tables of verbs.c. */
#include <ctype.h>
#include <string.h>

#include "help_view.h"

/* Text as roff must see it: a hyphen that can be copied, no accidental requests or escapes. */
static void put_text(struct pgm_buf *out, const char *text)
{
    bool line_start = out->bytes == 0 || out->data[out->bytes - 1] == '\n';
    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            pgm_buf_puts(out, "\\&");
        line_start = *text == '\n';
        if (*text == '-')
            pgm_buf_puts(out, "\\-");
        else if (*text == '\\')
            pgm_buf_puts(out, "\\e");
        else
            pgm_buf_putc(out, *text);
    }
}

static void put_upper(struct pgm_buf *out, const char *text)
{
    for (; *text; text++)
        pgm_buf_putc(out, (char)toupper((unsigned char)*text));
}

static void put_option(struct pgm_buf *out, const struct pgm_option *option)
{
    pgm_buf_puts(out, ".TP\n");
    if (!option->name) {
        pgm_buf_printf(out, "\\fI%s\\fR", option->argument);
    } else {
        if (option->letter)
            pgm_buf_printf(out, "\\fB\\-%c\\fR, ", option->letter);
        pgm_buf_puts(out, "\\fB\\-\\-");
        put_text(out, option->name);
        pgm_buf_puts(out, "\\fR");
        if (option->argument)
            pgm_buf_printf(out, "=\\fI%s\\fR", option->argument);
    }
    pgm_buf_putc(out, '\n');
    put_text(out, option->help);
    if (option->choices) {
        pgm_buf_puts(out, ": ");
        put_text(out, option->choices);
    }
    const char *const said = option->default_said ? option->default_said : option->default_text;
    if (said) {
        pgm_buf_puts(out, " (default: ");
        put_text(out, said);
        pgm_buf_putc(out, ')');
    }
    pgm_buf_puts(out, option->flags & PGM_OPTION_REQUIRED ? " (required).\n" : ".\n");
}

static void put_verb(struct pgm_buf *out, const struct pgm_verb *verb)
{
    pgm_buf_puts(out, ".SH PGMIRAGE ");
    put_upper(out, verb->name);
    pgm_buf_printf(out, "\n\\fBpgmirage %s\\fR", verb->name);
    if (*verb->synopsis) {
        pgm_buf_putc(out, ' ');
        put_text(out, verb->synopsis);
    }
    pgm_buf_puts(out, "\n.PP\n");
    put_text(out, verb->description);
    pgm_buf_putc(out, '\n');
    const char *group = "";
    for (const struct pgm_option *option = verb->options; option->help; option++) {
        if (strcmp(group, option->group) != 0)
            pgm_buf_printf(out, ".SS %s\n", option->group);
        group = option->group;
        put_option(out, option);
    }
}

static void put_terms(struct pgm_buf *out, const char *title, const struct pgm_term *term)
{
    pgm_buf_printf(out, ".SH %s\n", title);
    for (; term->name; term++) {
        pgm_buf_puts(out, ".TP\n\\fB");
        put_text(out, term->name);
        pgm_buf_puts(out, "\\fR\n");
        put_text(out, term->meaning);
        pgm_buf_putc(out, '\n');
    }
}

static void put_examples(struct pgm_buf *out)
{
    pgm_buf_puts(out, ".SH EXAMPLES\n");
    const char *separator = "";
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        for (const char *const *example = verb->examples; example && *example; example += 2) {
            pgm_buf_puts(out, separator);
            separator = ".PP\n";
            put_text(out, example[0]);
            pgm_buf_puts(out, ":\n.PP\n.RS 4\n.nf\n");
            put_text(out, example[1]);
            pgm_buf_puts(out, "\n.fi\n.RE\n");
        }
}

void pgm_help_man(struct pgm_buf *out)
{
    /* No date: the page is the same for every build of a version. */
    pgm_buf_puts(out, ".TH PGMIRAGE 1 \"\" \"pgmirage " PGM_VERSION "\" \"User Commands\"\n"
                      ".SH NAME\npgmirage \\- copy a PostgreSQL database without the people in it\n"
                      ".SH SYNOPSIS\n");
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++) {
        pgm_buf_printf(out, "%s\\fBpgmirage %s\\fR", verb == pgm_verbs ? "" : ".br\n", verb->name);
        if (*verb->synopsis) {
            pgm_buf_putc(out, ' ');
            put_text(out, verb->synopsis);
        }
        pgm_buf_putc(out, '\n');
    }
    pgm_buf_puts(out, ".SH DESCRIPTION\n");
    put_text(out, pgm_program_description);
    pgm_buf_putc(out, '\n');
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        put_verb(out, verb);
    pgm_buf_puts(out, ".SH UNITS\n");
    put_text(out, pgm_size_note);
    pgm_buf_puts(out, "\n.br\n");
    put_text(out, pgm_time_note);
    pgm_buf_putc(out, '\n');
    put_terms(out, "ENVIRONMENT", pgm_environment);
    put_terms(out, "EXIT STATUS", pgm_exit_codes);
    put_examples(out);
    pgm_buf_puts(out, ".SH SEE ALSO\n\\fBpg_dump\\fR(1), \\fBpg_restore\\fR(1)\n");
}
