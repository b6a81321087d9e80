/*
 * options.c: argv -> options struct, by a table.
 *
 *   --name=value  --name value ─┐
 *   -n value  -nvalue  -abn     ├─> entry of the table ─ option_value.c ─> target + offset
 *   operand                    ─┘
 */
#include "options.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "suggest.h"

/* Names are given as spans: "--name=value" is not taken apart in place. */
static const struct pgm_option *find_name(const struct pgm_option *table, const char *name,
                                          size_t bytes)
{
    for (; table->help; table++)
        if (table->name && strlen(table->name) == bytes && memcmp(table->name, name, bytes) == 0)
            return table;
    return NULL;
}

static const struct pgm_option *find_letter(const struct pgm_option *table, char letter)
{
    for (; table->help; table++)
        if (table->letter && table->letter == letter)
            return table;
    return NULL;
}

static const struct pgm_option *find_operand(const struct pgm_option *table)
{
    for (; table->help; table++)
        if (table->flags & PGM_OPTION_OPERAND)
            return table;
    return NULL;
}

void pgm_options_start(struct pgm_options *options, const char *verb,
                       const struct pgm_option *table, void *target, struct pgm_arena *arena)
{
    *options = (struct pgm_options){.table = table, .verb = verb, .target = target, .arena = arena};
    for (const struct pgm_option *entry = table; entry->help; entry++) {
        assert(entry - table < PGM_OPTION_COUNT_MAX);
        if (!entry->default_text)
            continue;
        const enum pgm_status status =
            pgm_option_store(entry, entry->default_text, target, arena, NULL);
        assert(status == PGM_OK); /* the table's own default must pass its own check */
        (void)status;
    }
}

static enum pgm_status fail_usage(const struct pgm_options *options, struct pgm_error *error)
{
    pgm_hint(error, "`pgmirage %s --help` lists the options", options->verb);
    return PGM_BAD_USAGE;
}

/* An unknown name is repeated in the message only if it looks like an option's name: it may be a
 * password that slipped to the wrong place. */
static bool is_word(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (!islower((unsigned char)text[i]) && text[i] != '-')
            return false;
    return bytes > 0 && bytes <= PGM_SUGGEST_BYTES_MAX;
}

static enum pgm_status fail_unknown_name(const struct pgm_options *options, const char *name,
                                         size_t bytes, struct pgm_error *error)
{
    if (!is_word(name, bytes)) {
        pgm_fail(error, PGM_BAD_USAGE, "unknown option");
        return fail_usage(options, error);
    }
    char word[PGM_SUGGEST_BYTES_MAX + 1];
    memcpy(word, name, bytes);
    word[bytes] = 0;
    pgm_fail(error, PGM_BAD_USAGE, "unknown option --%s", word);

    struct pgm_suggest suggest;
    pgm_suggest_init(&suggest, word);
    for (const struct pgm_option *entry = options->table; entry->help; entry++)
        if (entry->name)
            pgm_suggest_offer(&suggest, entry->name);
    /* getopt's users abbreviate. */
    for (const struct pgm_option *entry = options->table; entry->help && !suggest.best; entry++)
        if (entry->name && strncmp(entry->name, word, bytes) == 0)
            suggest.best = entry->name;
    if (suggest.best)
        pgm_hint(error, "did you mean --%s?", suggest.best);
    return fail_usage(options, error);
}

static enum pgm_status assign(struct pgm_options *options, const struct pgm_option *entry,
                              const char *value, struct pgm_error *error)
{
    const uint64_t bit = UINT64_C(1) << (entry - options->table);
    char label[PGM_OPTION_LABEL_BYTES];
    if ((options->given & bit) && entry->type != PGM_OPTION_TEXTS) {
        pgm_fail(error, PGM_BAD_USAGE, "%s is given twice",
                 pgm_option_label(entry, label, sizeof label));
        return fail_usage(options, error);
    }
    if (pgm_option_store(entry, value, options->target, options->arena, error) != PGM_OK)
        return fail_usage(options, error);
    options->given |= bit;
    options->stopped = options->stopped || (entry->flags & PGM_OPTION_STOPS);
    return PGM_OK;
}

static enum pgm_status fail_no_value(const struct pgm_options *options,
                                     const struct pgm_option *entry, struct pgm_error *error)
{
    pgm_fail(error, PGM_BAD_USAGE, "--%s needs a value (%s)", entry->name, entry->argument);
    return fail_usage(options, error);
}

/* `argument` behind its "--"; *next is the argument after it, advanced when it is used up. */
static enum pgm_status parse_long(struct pgm_options *options, const char *argument,
                                  char *const **next, char *const *end, struct pgm_error *error)
{
    const char *const equals = strchr(argument, '=');
    const size_t bytes = equals ? (size_t)(equals - argument) : strlen(argument);
    const struct pgm_option *const entry = find_name(options->table, argument, bytes);
    if (!entry)
        return fail_unknown_name(options, argument, bytes, error);
    if (entry->type == PGM_OPTION_FLAG) {
        if (!equals)
            return assign(options, entry, "", error);
        pgm_fail(error, PGM_BAD_USAGE, "--%s takes no value", entry->name);
        return fail_usage(options, error);
    }
    if (equals)
        return assign(options, entry, equals + 1, error);
    if (*next == end)
        return fail_no_value(options, entry, error);
    return assign(options, entry, *(*next)++, error);
}

/* `letters` behind its "-": flags, the last of them perhaps with a value. */
static enum pgm_status parse_letters(struct pgm_options *options, const char *letters,
                                     char *const **next, char *const *end, struct pgm_error *error)
{
    while (*letters && !options->stopped) {
        const struct pgm_option *const entry = find_letter(options->table, *letters);
        if (!entry) {
            if (isalnum((unsigned char)*letters))
                pgm_fail(error, PGM_BAD_USAGE, "unknown option -%c", *letters);
            else
                pgm_fail(error, PGM_BAD_USAGE, "unknown option");
            return fail_usage(options, error);
        }
        letters++;
        if (entry->type == PGM_OPTION_FLAG) {
            PGM_TRY(assign(options, entry, "", error));
            continue;
        }
        if (*letters)
            return assign(options, entry, letters, error);
        if (*next == end)
            return fail_no_value(options, entry, error);
        return assign(options, entry, *(*next)++, error);
    }
    return PGM_OK;
}

static enum pgm_status parse_operand(struct pgm_options *options, const char *argument,
                                     struct pgm_error *error)
{
    const struct pgm_option *const entry = find_operand(options->table);
    if (entry)
        return assign(options, entry, argument, error);
    pgm_fail(error, PGM_BAD_USAGE, "`%s` takes no argument without a dash", options->verb);
    return fail_usage(options, error);
}

enum pgm_status pgm_options_parse(struct pgm_options *options, int argc, char *const *argv,
                                  struct pgm_error *error)
{
    char *const *next = argv, *const *const end = argv + argc;
    bool operands_only = false;
    while (next != end && !options->stopped) {
        const char *const argument = *next++;
        if (operands_only || argument[0] != '-' || !argument[1])
            PGM_TRY(parse_operand(options, argument, error));
        else if (argument[1] != '-')
            PGM_TRY(parse_letters(options, argument + 1, &next, end, error));
        else if (argument[2])
            PGM_TRY(parse_long(options, argument + 2, &next, end, error));
        else
            operands_only = true;
    }
    return PGM_OK;
}

enum pgm_status pgm_options_set(struct pgm_options *options, const char *name, const char *value,
                                struct pgm_error *error)
{
    const struct pgm_option *const entry = find_name(options->table, name, strlen(name));
    if (!entry)
        return fail_unknown_name(options, name, strlen(name), error);
    if (entry->type == PGM_OPTION_FLAG) {
        if (value && strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return pgm_fail(error, PGM_BAD_USAGE, "--%s takes true or false", entry->name);
        return assign(options, entry, value ? value : "true", error);
    }
    if (!value)
        return fail_no_value(options, entry, error);
    return assign(options, entry, value, error);
}

bool pgm_options_given(const struct pgm_options *options, const char *name)
{
    const struct pgm_option *const entry = find_name(options->table, name, strlen(name));
    return entry && (options->given >> (entry - options->table) & 1);
}

enum pgm_status pgm_options_check(const struct pgm_options *options, struct pgm_error *error)
{
    for (const struct pgm_option *entry = options->table; entry->help; entry++) {
        char label[PGM_OPTION_LABEL_BYTES];
        if (!(entry->flags & PGM_OPTION_REQUIRED) ||
            (options->given >> (entry - options->table) & 1))
            continue;
        pgm_fail(error, PGM_BAD_USAGE, "%s%s%s is needed",
                 pgm_option_label(entry, label, sizeof label), entry->name ? " " : "",
                 entry->name ? entry->argument : "");
        return fail_usage(options, error);
    }
    return PGM_OK;
}
