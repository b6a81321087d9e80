/*
 * cli_run.c: argv -> verb -> exit code.
 *
 *   argv ─ find verb ─ parse by its table ─ check ─ run ─ print what went wrong ─> exit code
 */
#include "cli_run.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "help_view.h"
#include "log_view.h"
#include "masks_view.h"
#include "plugin.h"
#include "process.h"
#include "suggest.h"

static void print_and_free(struct pgm_buf *text, FILE *stream)
{
    fputs(pgm_buf_text(text), stream);
    pgm_buf_free(text);
}

static void print_version(void)
{
    puts("pgmirage " PGM_VERSION);
}

/* A word that may be repeated in a message: never a connection string that slipped to its place. */
static bool is_word(const char *text)
{
    const size_t bytes = strlen(text);
    for (size_t i = 0; i < bytes; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("-_.", text[i]))
            return false;
    return bytes > 0 && bytes <= PGM_SUGGEST_BYTES_MAX;
}

static void hint_verbs(struct pgm_error *error, const char *name)
{
    struct pgm_buf list = {0};
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        pgm_buf_printf(&list, "%s%s", verb == pgm_verbs ? "" : ", ", verb->name);
    const char *const nearest = pgm_verb_suggest(name);
    if (nearest)
        pgm_hint(error, "did you mean %s? The verbs are %s", nearest, pgm_buf_text(&list));
    else
        pgm_hint(error, "the verbs are %s", pgm_buf_text(&list));
    pgm_buf_free(&list);
}

static enum pgm_status find_verb(const char *name, const struct pgm_verb **verb,
                                 struct pgm_error *error)
{
    *verb = pgm_verb_find(name);
    if (*verb)
        return PGM_OK;
    if (is_word(name))
        pgm_fail(error, PGM_BAD_USAGE, "unknown verb %s", name);
    else
        pgm_fail(error, PGM_BAD_USAGE, "a verb is needed first");
    hint_verbs(error, name);
    return PGM_BAD_USAGE;
}

static enum pgm_status show_masks(const struct pgm_cli_options *options,
                                  const struct pgm_mask_registry *registry, struct pgm_error *error)
{
    const struct pgm_terminal terminal = pgm_terminal_of(STDOUT_FILENO, options->no_color);
    if (options->mask && options->format == PGM_MASKS_SCHEMA)
        return pgm_fail(error, PGM_BAD_USAGE,
                        "--format json-schema describes all masks: leave the name out");
    if (!options->mask) {
        pgm_masks_list(registry, options->format, &terminal, stdout);
        return PGM_OK;
    }
    const struct pgm_mask_class *const class = pgm_mask_registry_find(registry, options->mask);
    if (class) {
        pgm_masks_explain(class, options->format, &terminal, stdout);
        return PGM_OK;
    }
    if (is_word(options->mask))
        pgm_fail(error, PGM_BAD_USAGE, "unknown mask %s", options->mask);
    else
        pgm_fail(error, PGM_BAD_USAGE, "unknown mask");
    const char *const nearest = pgm_mask_registry_suggest(registry, options->mask);
    if (nearest)
        pgm_hint(error, "did you mean %s? `pgmirage masks` lists them", nearest);
    else
        pgm_hint(error, "`pgmirage masks` lists them");
    return PGM_BAD_USAGE;
}

enum pgm_status pgm_cli_masks(const struct pgm_cli_options *options, struct pgm_error *error)
{
    const struct pgm_texts *const paths = &options->dump.job.plugins;
    struct pgm_plugins plugins = {0};
    enum pgm_status status = PGM_OK;
    for (size_t i = 0; i < paths->count && status == PGM_OK; i++)
        status = pgm_plugins_load(&plugins, paths->items[i], error);
    if (status == PGM_OK)
        status = show_masks(options, &plugins.registry, error);
    pgm_plugins_free(&plugins);
    return status;
}

enum pgm_status pgm_cli_help(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_buf text = {0};
    if (options->man) {
        pgm_help_man(&text);
    } else if (options->topic) {
        const struct pgm_verb *topic;
        PGM_TRY(find_verb(options->topic, &topic, error));
        pgm_help_verb(&text, topic);
    } else {
        pgm_help_program(&text);
    }
    print_and_free(&text, stdout);
    return PGM_OK;
}

enum pgm_status pgm_cli_completion(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_buf text = {0};
    (void)error;
    pgm_help_completion(&text, options->shell);
    print_and_free(&text, stdout);
    return PGM_OK;
}

enum pgm_status pgm_cli_version(const struct pgm_cli_options *options, struct pgm_error *error)
{
    (void)options;
    (void)error;
    print_version();
    return PGM_OK;
}

static enum pgm_status parse_and_run(const struct pgm_verb *verb, int argc, char **argv,
                                     struct pgm_arena *arena, struct pgm_error *error)
{
    struct pgm_cli_options options;
    struct pgm_options parser;
    pgm_cli_options_init(&options);
    pgm_options_start(&parser, verb->name, verb->options, &options, arena);
    const enum pgm_status parsed = pgm_options_parse(&parser, argc, argv, error);
    pgm_log_set_format(options.log_format);
    PGM_TRY(parsed);
    if (options.version) {
        print_version();
        return PGM_OK;
    }
    if (options.help) {
        struct pgm_buf text = {0};
        pgm_help_verb(&text, verb);
        print_and_free(&text, stdout);
        return PGM_OK;
    }
    PGM_TRY(pgm_options_check(&parser, error));
    if (options.quiet && options.verbose)
        return pgm_fail(error, PGM_BAD_USAGE, "--quiet and --verbose exclude each other");
    if (options.verbose)
        pgm_log_set_level(PGM_LOG_DEBUG);
    /* Lines of another kind would not be read by who reads JSON. */
    if (options.log_format == PGM_LOG_JSON && options.progress == PGM_PROGRESS_AUTO)
        options.progress = options.quiet ? PGM_PROGRESS_NONE : PGM_PROGRESS_JSON;
    return verb->run(&options, error);
}

static enum pgm_status run(int argc, char **argv, struct pgm_arena *arena, struct pgm_error *error)
{
    const struct pgm_verb *verb;
    if (argc < 2) {
        struct pgm_buf text = {0};
        pgm_help_program(&text);
        print_and_free(&text, stderr);
        return PGM_BAD_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0)
        return pgm_cli_help(&(struct pgm_cli_options){0}, error);
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        print_version();
        return PGM_OK;
    }
    PGM_TRY(find_verb(argv[1], &verb, error));
    return parse_and_run(verb, argc - 2, argv + 2, arena, error);
}

int pgm_cli_run(int argc, char **argv)
{
    struct pgm_arena arena = {0};
    struct pgm_error error = {0};
    pgm_process_harden();
    enum pgm_status status = run(argc, argv, &arena, &error);
    if (fflush(stdout) != 0 && status == PGM_OK)
        status = pgm_fail_errno(&error, errno, "cannot write to standard output");
    pgm_log_view_error(&error, status);
    pgm_arena_free(&arena);
    return (int)status;
}
