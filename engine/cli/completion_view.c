/* completion_view.c: completion scripts for bash, zsh and fish, from the tables of verbs.c. They need
 * nothing but the shell: all words are in the script. */
#include <string.h>

#include "help_view.h"
#include "mask.h"

/* The words a value may be, separated by blanks; nothing where it is free. */
static void put_words(struct pgm_buf *out, const struct pgm_option *option)
{
    if (option->flags & PGM_OPTION_VERB) {
        for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
            pgm_buf_printf(out, "%s%s", verb == pgm_verbs ? "" : " ", verb->name);
    } else if (option->flags & PGM_OPTION_MASK) {
        for (size_t i = 0; pgm_mask_classes[i]; i++)
            pgm_buf_printf(out, "%s%s", i ? " " : "", pgm_mask_classes[i]->name);
    } else if (option->choices) {
        for (const char *c = option->choices; *c; c++)
            pgm_buf_putc(out, *c == '|' ? ' ' : *c);
    }
}

static bool has_words(const struct pgm_option *option)
{
    return option->choices || (option->flags & (PGM_OPTION_MASK | PGM_OPTION_VERB));
}

/* Help as the inside of a single-quoted word, with a backslash before each of `escaped`. */
static void put_quoted(struct pgm_buf *out, const char *text, const char *escaped)
{
    for (; *text; text++) {
        if (*text == '\'') {
            pgm_buf_puts(out, "'\\''");
            continue;
        }
        if (strchr(escaped, *text))
            pgm_buf_putc(out, '\\');
        pgm_buf_putc(out, *text);
    }
}

static void bash_values(struct pgm_buf *out, const struct pgm_verb *verb,
                        const struct pgm_option *option)
{
    if (!option->name || !option->argument)
        return;
    pgm_buf_printf(out, "    %s:--%s", verb->name, option->name);
    if (option->letter)
        pgm_buf_printf(out, " | %s:-%c", verb->name, option->letter);
    pgm_buf_puts(out, ")\n        ");
    if (has_words(option)) {
        pgm_buf_puts(out, "words='");
        put_words(out, option);
        pgm_buf_puts(out, "'");
    } else if (option->flags & PGM_OPTION_FOLDER) {
        pgm_buf_puts(out, "kind=directory");
    } else if (option->flags & PGM_OPTION_FILE) {
        pgm_buf_puts(out, "kind=file");
    } else {
        pgm_buf_puts(out, "return");
    }
    pgm_buf_puts(out, "\n        ;;\n");
}

static void bash_verb(struct pgm_buf *out, const struct pgm_verb *verb)
{
    for (const struct pgm_option *option = verb->options; option->help; option++)
        bash_values(out, verb, option);
    pgm_buf_printf(out, "    %s:*)\n        words='", verb->name);
    const char *separator = "";
    for (const struct pgm_option *option = verb->options; option->help; option++) {
        if (!option->name && !has_words(option))
            continue;
        pgm_buf_puts(out, separator);
        if (option->name)
            pgm_buf_printf(out, "--%s", option->name);
        else
            put_words(out, option);
        separator = " ";
    }
    pgm_buf_puts(out, "'\n        ;;\n");
}

static void put_bash(struct pgm_buf *out)
{
    pgm_buf_puts(out,
                 "# bash completion for pgmirage\n"
                 "_pgmirage()\n"
                 "{\n"
                 "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                 "    local words='' kind=''\n"
                 "    COMPREPLY=()\n"
                 "    if ((COMP_CWORD == 1)); then\n"
                 "        mapfile -t COMPREPLY < <(compgen -W '");
    put_words(out, &(struct pgm_option){.flags = PGM_OPTION_VERB});
    pgm_buf_puts(out, " --help --version' -- \"$word\")\n"
                      "        return\n"
                      "    fi\n"
                      "    # --name=value comes as three words\n"
                      "    if [[ $word == = ]]; then\n"
                      "        word=''\n"
                      "    elif [[ $before == = ]]; then\n"
                      "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
                      "    fi\n"
                      "    case ${COMP_WORDS[1]}:$before in\n");
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        bash_verb(out, verb);
    pgm_buf_puts(out, "    esac\n"
                      "    if [[ $kind ]]; then\n"
                      "        compopt -o filenames\n"
                      "        mapfile -t COMPREPLY < <(compgen -A \"$kind\" -- \"$word\")\n"
                      "    else\n"
                      "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                      "    fi\n"
                      "}\n"
                      "complete -F _pgmirage pgmirage\n");
}

/* '(-j --jobs)'{-j+,--jobs=}'[help]:N:action' */
static void zsh_option(struct pgm_buf *out, const struct pgm_option *option)
{
    pgm_buf_puts(out, " \\\n            ");
    const char *const joined = option->argument ? "+" : "", *const equals =
                                                                option->argument ? "=" : "";
    if (!option->name) {
        pgm_buf_puts(out, "'1");
    } else {
        if (option->type == PGM_OPTION_TEXTS)
            pgm_buf_puts(out, "'*'");
        else if (option->letter)
            pgm_buf_printf(out, "'(-%c --%s)'", option->letter, option->name);
        if (option->letter)
            pgm_buf_printf(out, "{'-%c%s',--%s%s}'[", option->letter, joined, option->name, equals);
        else
            pgm_buf_printf(out, "'--%s%s[", option->name, equals);
        put_quoted(out, option->help, "[]:\\");
        pgm_buf_putc(out, ']');
    }
    if (option->argument) {
        pgm_buf_putc(out, ':');
        put_quoted(out, option->argument, ":\\");
        pgm_buf_putc(out, ':');
        if (has_words(option)) {
            pgm_buf_putc(out, '(');
            put_words(out, option);
            pgm_buf_putc(out, ')');
        } else if (option->flags & PGM_OPTION_FOLDER) {
            pgm_buf_puts(out, "_files -/");
        } else if (option->flags & PGM_OPTION_FILE) {
            pgm_buf_puts(out, "_files");
        } else {
            pgm_buf_putc(out, ' ');
        }
    }
    pgm_buf_putc(out, '\'');
}

static void put_zsh(struct pgm_buf *out)
{
    pgm_buf_puts(out, "#compdef pgmirage\n"
                      "_pgmirage()\n"
                      "{\n"
                      "    if (( CURRENT == 2 )); then\n"
                      "        local -a verbs=(");
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++) {
        pgm_buf_printf(out, "\n            '%s:", verb->name);
        put_quoted(out, verb->summary, "");
        pgm_buf_putc(out, '\'');
    }
    pgm_buf_puts(out, ")\n"
                      "        _describe verb verbs\n"
                      "        return\n"
                      "    fi\n"
                      "    local verb=$words[2]\n"
                      "    shift words\n"
                      "    (( CURRENT-- ))\n"
                      "    case $verb in\n");
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++) {
        pgm_buf_printf(out, "    %s)\n        _arguments -s -S", verb->name);
        for (const struct pgm_option *option = verb->options; option->help; option++)
            zsh_option(out, option);
        pgm_buf_puts(out, "\n        ;;\n");
    }
    pgm_buf_puts(out,
                 "    esac\n"
                 "}\n"
                 "# Loaded from fpath this file is the function's body; sourced, it registers.\n"
                 "if [[ $funcstack[1] == _pgmirage ]]; then\n"
                 "    _pgmirage \"$@\"\n"
                 "else\n"
                 "    compdef _pgmirage pgmirage\n"
                 "fi\n");
}

static void fish_option(struct pgm_buf *out, const struct pgm_verb *verb,
                        const struct pgm_option *option)
{
    if (!option->name && !has_words(option))
        return;
    pgm_buf_printf(out, "complete -c pgmirage -n '__fish_seen_subcommand_from %s'", verb->name);
    if (option->letter)
        pgm_buf_printf(out, " -s '%c'", option->letter);
    if (option->name)
        pgm_buf_printf(out, " -l %s", option->name);
    if (option->name && (option->flags & (PGM_OPTION_FILE | PGM_OPTION_FOLDER)))
        pgm_buf_puts(out, " -r -F");
    else if (option->name && option->argument)
        pgm_buf_puts(out, " -x");
    if (has_words(option)) {
        pgm_buf_puts(out, " -a '");
        put_words(out, option);
        pgm_buf_putc(out, '\'');
    }
    pgm_buf_puts(out, " -d '");
    for (const char *c = option->help; *c; c++)
        pgm_buf_printf(out, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
    pgm_buf_puts(out, "'\n");
}

static void put_fish(struct pgm_buf *out)
{
    pgm_buf_puts(out, "# fish completion for pgmirage\ncomplete -c pgmirage -f\n");
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        pgm_buf_printf(out, "complete -c pgmirage -n __fish_use_subcommand -a %s -d '%s'\n",
                       verb->name, verb->summary);
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        for (const struct pgm_option *option = verb->options; option->help; option++)
            fish_option(out, verb, option);
}

void pgm_help_completion(struct pgm_buf *out, enum pgm_shell shell)
{
    switch (shell) {
    case PGM_SHELL_BASH:
        put_bash(out);
        return;
    case PGM_SHELL_ZSH:
        put_zsh(out);
        return;
    case PGM_SHELL_FISH:
        put_fish(out);
        return;
    }
}
