/* verbs.c: every verb, once, and the option tables that are too short for a file of their own. */
#include "verbs.h"

#include <sched.h>
#include <string.h>

#include "cli_run.h"
#include "suggest.h"
#include "verb_tables.h"

_Static_assert(sizeof(enum pgm_progress_mode) == sizeof(int), "choices are stored as int");
_Static_assert(sizeof(bool) == 1, "flags are stored as bool");

#define CONNECTIONS_DEFAULT 4

static const struct pgm_option masks_options[] = {
    {.type = PGM_OPTION_TEXT,
     .flags = PGM_OPTION_OPERAND | PGM_OPTION_MASK,
     .argument = "NAME",
     .group = "What",
     AT(mask),
     .help = "the mask to explain, with its arguments and a live example"},
    {.name = "format",
     .type = PGM_OPTION_CHOICE,
     .argument = "FORMAT",
     .choices = "text|markdown|json|json-schema",
     .default_text = "text",
     .group = "What",
     AT(format),
     .help = "how to print; json-schema is the grammar of the whole rules file, for editors"},
    {.name = "plugin",
     .type = PGM_OPTION_TEXTS,
     .flags = PGM_OPTION_FILE,
     .argument = "FILE",
     .group = "What",
     AT(dump.job.plugins),
     .help = "shared object with masks of one's own, as for `pgmirage dump` (repeatable)"},
    PGM_HELP_OPTIONS,
};

static const struct pgm_option keygen_options[] = {
    {.name = "file",
     .letter = 'f',
     .type = PGM_OPTION_TEXT,
     .flags = PGM_OPTION_FILE,
     .argument = "FILE",
     .group = "Output",
     AT(key_path),
     .default_said = "standard output",
     .help = "write a new file that only its owner can read; an existing one is never replaced"},
    PGM_HELP_OPTIONS,
};

static const struct pgm_option completion_options[] = {
    {.type = PGM_OPTION_CHOICE,
     .flags = PGM_OPTION_OPERAND | PGM_OPTION_REQUIRED,
     .argument = "SHELL",
     .choices = "bash|zsh|fish",
     .group = "What",
     AT(shell),
     .help = "the shell the script is for"},
    PGM_HELP_OPTIONS,
};

static const struct pgm_option help_options[] = {
    {.type = PGM_OPTION_TEXT,
     .flags = PGM_OPTION_OPERAND | PGM_OPTION_VERB,
     .argument = "VERB",
     .group = "What",
     AT(topic),
     .help = "the verb to explain; without it, the list of verbs"},
    {.name = "man",
     .type = PGM_OPTION_FLAG,
     .group = "What",
     AT(man),
     .help = "print the manual page of all verbs, in man's format"},
    PGM_HELP_OPTIONS,
};

static const struct pgm_option version_options[] = {PGM_HELP_OPTIONS};

static const char *const dump_examples[] = {
    "A masked copy, restored into an empty database",
    "pgmirage dump --rules rules.yaml -d shop -f shop.masked\n"
    "pg_restore -j 4 -d shop_test shop.masked",
    "The same fakes in every refresh",
    "pgmirage keygen --file key\n"
    "pgmirage dump --rules rules.yaml --key-file key -d shop -f shop.masked",
    NULL,
};
static const char *const check_examples[] = {
    "Before a merge: do the rules still fit what the migrations make?",
    "pgmirage check --rules rules.yaml --format github -d migrated",
    NULL,
};
static const char *const preview_examples[] = {
    "What becomes of a table's rows",
    "pgmirage preview public.customers --rules rules.yaml -d shop",
    NULL,
};
static const char *const init_examples[] = {
    "A rules file for a database, ready to use",
    "pgmirage init -d shop -f rules.yaml\n"
    "pgmirage dump --rules rules.yaml -d shop -f shop.masked",
    "After a migration",
    "pgmirage init --update -f rules.yaml -d shop",
    NULL,
};
static const char *const clone_examples[] = {
    "A nightly refresh that can be resumed",
    "pgmirage clone --rules rules.yaml --key-file key \\\n"
    "    --source service=prod --target service=staging",
    "What a broken run left",
    "pgmirage clone --clean --target service=staging",
    NULL,
};
static const char *const snapshot_examples[] = {
    "Two runs over the same rows",
    "pgmirage snapshot -d shop   # prints 00000003-0000001B-1 0/1A2B3C4D\n"
    "pgmirage clone --snapshot 00000003-0000001B-1 ...",
    NULL};
static const char *const import_examples[] = {
    "Rules of Greenmask",
    "pgmirage import greenmask.yaml -f rules.yaml",
    "Rules of PostgreSQL Anonymizer",
    "pgmirage import --security-labels -d shop -f rules.yaml",
    NULL,
};
static const char *const masks_examples[] = {"How a mask works", "pgmirage masks email", NULL};
static const char *const keygen_examples[] = {"A key of one's own", "pgmirage keygen > key", NULL};
static const char *const completion_examples[] = {"For this session of bash",
                                                  "source <(pgmirage completion bash)", NULL};
static const char *const help_examples[] = {"Read the manual without installing it",
                                            "pgmirage help --man | man -l -", NULL};

const struct pgm_verb pgm_verbs[] = {
    {.name = "dump",
     .run = pgm_cli_dump,
     .synopsis = "[OPTION]... [DBNAME]",
     .summary = "write a masked archive of a live database",
     .description = "Reads a PostgreSQL database as it is at one moment, replaces what the rules "
                    "call personal, and writes an archive in pg_dump's directory format, which "
                    "pg_restore restores. A table or column the rules do not list stops the run "
                    "before anything is written.",
     .options = pgm_dump_table,
     .examples = dump_examples},
    {.name = "check",
     .run = pgm_cli_check,
     .synopsis = "[OPTION]... [DBNAME]",
     .summary = "say whether the rules still fit a database",
     .description =
         "Compares the rules with a live database, or with one that migrations have just "
         "built, and runs all checks of a dump, writing nothing. Every new, gone or "
         "changed table and column is listed in one go, a new one with the rule that "
         "would fit it; the exit code is 3 if there is any. No key is needed.",
     .options = pgm_check_table,
     .examples = check_examples},
    {.name = "preview",
     .run = pgm_cli_preview,
     .synopsis = "[OPTION]... [TABLE]",
     .summary = "show a few rows before and after",
     .description =
         "Masks a few rows of a table as a dump would, under the same rules and key, and "
         "shows them side by side, writing nothing. Originals, and values that leave as "
         "they came, are shown on a terminal or with --show-originals only. Rules that "
         "do not fit the table end it; those that do not fit other tables do not.",
     .options = pgm_preview_table,
     .examples = preview_examples},
    {.name = "init",
     .run = pgm_cli_init,
     .synopsis = "[OPTION]... [DBNAME]",
     .summary = "write a rules file for a database, or add what is new to one",
     .description =
         "Reads the catalog and a sample of each table, finds what is personal by names and "
         "values, and writes rules for every table and column, each with its reason. "
         "Columns with thin evidence are masked and marked for review. What it writes was "
         "tried as a dump would, so that it can be used as it is. The file holds names and "
         "counts, no values of the database.",
     .options = pgm_init_table,
     .examples = init_examples},
    {.name = "clone",
     .run = pgm_cli_clone,
     .synopsis = "[OPTION]...",
     .summary = "make a masked clone on another server, and swap it in",
     .description = "Copies a database, masked by the rules, into a new one beside the target, "
                    "without files in between, and gives it the target's name when it is complete. "
                    "Until then the old database is untouched, and after a failure it serves on.",
     .options = pgm_clone_table,
     .examples = clone_examples},
    {.name = "snapshot",
     .run = pgm_cli_snapshot,
     .synopsis = "[OPTION]... [DBNAME]",
     .summary = "hold a snapshot of the source for runs to read in",
     .description = "Locks the tables as a dump does, exports a snapshot, prints its name and its "
                    "place in the log, and holds it until it is interrupted: a broken clone can "
                    "then be resumed over the same rows. It holds back vacuum meanwhile.",
     .options = pgm_snapshot_table,
     .examples = snapshot_examples},
    {.name = "import",
     .run = pgm_cli_import,
     .synopsis = "[OPTION]... [FILE]",
     .summary = "translate the rules of other tools",
     .description = "Writes a rules file from a configuration of Greenmask, or from the security "
                    "labels of PostgreSQL Anonymizer. Every rule is translated, with what differs "
                    "beside it, or listed with the reason why not; the exit code is 3 if there is "
                    "any of these. No row is read.",
     .options = pgm_import_table,
     .examples = import_examples},
    {.name = "masks",
     .run = pgm_cli_masks,
     .synopsis = "[OPTION]... [NAME]",
     .summary = "list the masks, or explain one",
     .description = "Lists the masks by family, or explains one: the types it takes, its "
                    "arguments, what it keeps, and an example computed with a fixed demonstration "
                    "key.",
     .options = masks_options,
     .examples = masks_examples},
    {.name = "keygen",
     .run = pgm_cli_keygen,
     .synopsis = "[OPTION]...",
     .summary = "make a new masking key",
     .description = "Prints a new random key as one line of text. Where standard output is a new "
                    "file, others lose the right to read it, since --key-file refuses a file that "
                    "others can read.",
     .options = keygen_options,
     .examples = keygen_examples},
    {.name = "completion",
     .run = pgm_cli_completion,
     .synopsis = "SHELL",
     .summary = "print a completion script for a shell",
     .description = "Prints a script that completes verbs, options and their values.",
     .options = completion_options,
     .examples = completion_examples},
    {.name = "help",
     .run = pgm_cli_help,
     .synopsis = "[OPTION]... [VERB]",
     .summary = "explain a verb, or print the manual page",
     .description = "Explains a verb, as `pgmirage VERB --help` does, or prints the manual page.",
     .options = help_options,
     .examples = help_examples},
    {.name = "version",
     .run = pgm_cli_version,
     .synopsis = "",
     .summary = "print the version",
     .description = "Prints the version.",
     .options = version_options},
    {.name = NULL},
};

const struct pgm_term pgm_environment[] = {
    {"PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSWORD, PGPASSFILE, PGSERVICE, ...",
     "As for every client of PostgreSQL. A password belongs here or into .pgpass, not on the "
     "command line, where other users of the machine can read it."},
    {"PGMIRAGE_KEY", "A key as `pgmirage keygen` prints it; --key-file goes before it."},
    {"NO_COLOR", "Not empty: no colours."},
    {NULL, NULL},
};

const struct pgm_term pgm_exit_codes[] = {
    {"0", "done"},
    {"1", "failed while running (connection lost, disk full, ...); nothing looks finished"},
    {"2", "wrong usage, or rules that cannot be read"},
    {"3", "the rules do not cover or do not fit this database; nothing was written"},
    {"4", "a check of the new database failed"},
    {"130, 143", "ended by SIGINT; by SIGTERM or SIGHUP"},
    {NULL, NULL},
};

const char pgm_program_description[] =
    "pgmirage writes a full-size copy of a PostgreSQL database in which nobody is real.";

const char pgm_size_note[] =
    "SIZE is written as 512MB or 1.5GB (kB, MB, GB, TB: powers of 1024, as in PostgreSQL).";
const char pgm_time_note[] = "TIME is written as 500ms, 10s, 5min, 2h or 1d.";

const struct pgm_verb *pgm_verb_find(const char *name)
{
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        if (strcmp(verb->name, name) == 0)
            return verb;
    return NULL;
}

const char *pgm_verb_suggest(const char *name)
{
    struct pgm_suggest suggest;
    pgm_suggest_init(&suggest, name);
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++)
        pgm_suggest_offer(&suggest, verb->name);
    return suggest.best;
}

static unsigned processor_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return (unsigned)CPU_COUNT(&set);
}

void pgm_cli_options_init(struct pgm_cli_options *options)
{
    const unsigned processors = processor_count();
    *options = (struct pgm_cli_options){0};
    options->dump.job.source.application_name = "pgmirage";
    options->clone.job.source.application_name = "pgmirage";
    options->clone.target.server.application_name = "pgmirage";
    options->clone.pace = options->dump.pace;
    options->hold.source.application_name = "pgmirage";
    options->check.job.source.application_name = "pgmirage";
    options->preview.job.source.application_name = "pgmirage";
    options->import.source.application_name = "pgmirage";
    options->init.job.source.application_name = "pgmirage";
    options->dump.pace.connections =
        processors < CONNECTIONS_DEFAULT ? processors : CONNECTIONS_DEFAULT;
    options->dump.pace.workers = -1;
}
