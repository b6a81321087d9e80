/*
 * verbs.c: every verb and every option, once.
 *
 * The order here is the order of the help. A help text is a phrase without a full stop; the printer
 * adds the default.
 */
#include "verbs.h"

#include <sched.h>
#include <stddef.h>
#include <string.h>

#include "suggest.h"

_Static_assert(sizeof(enum pgm_progress_mode) == sizeof(int), "choices are stored as int");
_Static_assert(sizeof(enum pgm_large_objects) == sizeof(int), "choices are stored as int");
_Static_assert(sizeof(enum pgm_io) == sizeof(int), "choices are stored as int");
_Static_assert(sizeof(bool) == 1, "flags are stored as bool");

#define AT(member)          .offset = offsetof(struct pgm_cli_options, member)
#define CONNECTIONS_DEFAULT 4
#define WORKERS_MAX         256

#define HELP_OPTIONS                                                                               \
    {.name = "help",                                                                               \
     .letter = '?',                                                                                \
     .type = PGM_OPTION_FLAG,                                                                      \
     .flags = PGM_OPTION_STOPS | PGM_OPTION_PROGRAM,                                               \
     .group = "Other",                                                                             \
     .help = "show this help, then exit",                                                          \
     AT(help)},                                                                                    \
        {.name = "version",                                                                        \
         .letter = 'V',                                                                            \
         .type = PGM_OPTION_FLAG,                                                                  \
         .flags = PGM_OPTION_STOPS | PGM_OPTION_PROGRAM,                                           \
         .group = "Other",                                                                         \
         .help = "show the version, then exit",                                                    \
         AT(version)},                                                                             \
    {                                                                                              \
        .help = NULL                                                                               \
    }

static const struct pgm_option dump_options[] = {
    /* clang-format off */
    {.name = "dbname", .letter = 'd', .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_OPERAND,
     .argument = "DBNAME", .group = "Source", AT(dump.source.conninfo),
     .help = "database, connection string or URI; libpq's environment, service files and .pgpass "
             "are respected"},
    {.name = "host", .letter = 'h', .type = PGM_OPTION_TEXT, .argument = "HOST",
     .group = "Source", AT(dump.source.host), .help = "server's host name or socket folder"},
    {.name = "port", .letter = 'p', .type = PGM_OPTION_TEXT, .argument = "PORT",
     .group = "Source", AT(dump.source.port), .help = "server's port"},
    {.name = "username", .letter = 'U', .type = PGM_OPTION_TEXT, .argument = "NAME",
     .group = "Source", AT(dump.source.user), .help = "connect as this role"},
    {.name = "no-password", .letter = 'w', .type = PGM_OPTION_FLAG,
     .group = "Source", AT(dump.source.no_password), .help = "never ask for a password"},

    {.name = "file", .letter = 'f', .type = PGM_OPTION_TEXT,
     .flags = PGM_OPTION_REQUIRED | PGM_OPTION_FOLDER, .argument = "DIR",
     .group = "Output", AT(dump.output), .help = "folder of the new archive"},
    {.name = "compress", .letter = 'Z', .type = PGM_OPTION_TEXT, .argument = "METHOD[:LEVEL]",
     .group = "Output", AT(dump.compression_text), .default_said = "by --for-version",
     .help = "none, gzip, zstd or lz4, perhaps with a level"},
    {.name = "for-version", .type = PGM_OPTION_INT, .argument = "N", .min = 9, .max = 99,
     .group = "Output", AT(dump.for_version), .default_said = "pg_dump's own",
     .help = "major version of the pg_restore that must read the archive"},
    {.name = "large-objects", .type = PGM_OPTION_CHOICE, .argument = "WHAT",
     .choices = "skip|empty|keep", .default_text = "skip",
     .group = "Output", AT(dump.large_objects),
     .help = "leave large objects out, keep them without content, or keep them as they are, "
             "unmasked"},
    {.name = "include-foreign-servers", .type = PGM_OPTION_FLAG,
     .group = "Output", AT(dump.foreign_servers),
     .help = "keep foreign servers in the schema (their user mappings never are)"},
    {.name = "pg-dump", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "PATH",
     .group = "Output", AT(dump.pg_dump_path), .default_said = "from the PATH",
     .help = "the pg_dump that writes the schema; at least as new as the server"},

    {.name = "rules", .letter = 'r', .type = PGM_OPTION_TEXT,
     .flags = PGM_OPTION_REQUIRED | PGM_OPTION_FILE, .argument = "FILE",
     .group = "Masking", AT(dump.rules_path), .help = "rules file: which column gets which mask"},
    {.name = "presets", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FOLDER, .argument = "DIR",
     .group = "Masking", AT(dump.preset_directory), .default_said = "the installed ones",
     .help = "where `include:` looks after the rules file's own folder"},
    {.name = "key-file", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "FILE",
     .group = "Masking", AT(dump.key_file), .default_said = "PGMIRAGE_KEY, else a random key that "
     "is thrown away",
     .help = "key made by `pgmirage keygen`, readable by its owner alone: the same key gives the "
             "same fakes in every run"},
    {.name = "plugin", .type = PGM_OPTION_TEXTS, .flags = PGM_OPTION_FILE, .argument = "FILE",
     .group = "Masking", AT(dump.plugins),
     .help = "shared object with masks of one's own, which the rules call PLUGIN.MASK; only its "
             "owner, this user or root, may be able to write to it (repeatable)"},

    {.name = "schema", .letter = 'n', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.schemas), .help = "only schemas that match (repeatable)"},
    {.name = "exclude-schema", .letter = 'N', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.exclude_schemas), .help = "no schemas that match (repeatable)"},
    {.name = "table", .letter = 't', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.tables), .help = "only tables that match (repeatable)"},
    {.name = "exclude-table", .letter = 'T', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.exclude_tables), .help = "no tables that match (repeatable)"},

    {.name = "jobs", .letter = 'j', .type = PGM_OPTION_UNSIGNED, .argument = "N",
     .min = 1, .max = PGM_PROGRESS_STREAMS_MAX - 1, .group = "Speed and load",
     AT(dump.connections), .default_said = "one a processor, at most 4",
     .help = "connections that read at the same time"},
    {.name = "workers", .type = PGM_OPTION_INT, .argument = "N", .min = 0, .max = WORKERS_MAX,
     .group = "Speed and load", AT(dump.workers), .default_said = "one a processor",
     .help = "threads that mask and compress; 0: the reading threads do it themselves"},
    {.name = "split-tables-larger-than", .type = PGM_OPTION_BYTES, .argument = "SIZE",
     .min = 1 << 20, .group = "Speed and load", AT(dump.split_bytes), .default_text = "1GB",
     .help = "read larger tables in parts, on several connections (PostgreSQL 14 and newer); "
             "0: never"},
    {.name = "rate-limit", .type = PGM_OPTION_RATE, .argument = "MB/s", .min = 1 << 10,
     .group = "Speed and load", AT(dump.rate_bytes_per_s), .default_said = "none",
     .help = "read no faster than this, all connections together"},
    {.name = "lock-wait-timeout", .type = PGM_OPTION_TIME_MS, .argument = "TIME",
     .group = "Speed and load", AT(dump.lock_wait_timeout_ms), .default_text = "60s",
     .help = "give up when a table cannot be locked within this time; 0: wait for ever"},
    {.name = "max-snapshot-age", .type = PGM_OPTION_TIME_S, .argument = "TIME",
     .group = "Speed and load", AT(dump.max_snapshot_age_s), .default_said = "no limit",
     .help = "end the run once its snapshot, which holds back vacuum on the source, is older than this"},
    {.name = "stall-timeout", .type = PGM_OPTION_TIME_S, .argument = "TIME",
     .group = "Speed and load", AT(dump.stall_timeout_s), .default_text = "1h",
     .help = "end the run when a single connection is silent for so long; 0: never (a server that "
             "does not answer at all is noticed within seconds)"},
    {.name = "io", .type = PGM_OPTION_CHOICE, .argument = "HOW", .choices = "auto|uring|pwrite",
     .default_text = "auto", .group = "Speed and load", AT(dump.io),
     .help = "how files are written: by io_uring where the kernel allows it, or by pwrite"},

    {.name = "progress", .type = PGM_OPTION_CHOICE, .flags = PGM_OPTION_PROGRAM, .argument = "HOW",
     .choices = "auto|bar|plain|json|none", .default_text = "auto",
     .group = "Messages", AT(progress),
     .help = "on standard error: a bar, plain lines, or one JSON object a line; auto is a bar on a "
             "terminal, else plain"},
    {.name = "no-color", .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM, .group = "Messages", AT(no_color),
     .help = "no colours (as with NO_COLOR set)"},
    {.name = "quiet", .letter = 'q', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,
     .group = "Messages", AT(quiet),
     .help = "only warnings and errors: no summary, and no progress unless --progress asks for it"},
    {.name = "verbose", .letter = 'v', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,
     .group = "Messages", AT(verbose),
     .help = "say more about what is being done"},
    HELP_OPTIONS,
    /* clang-format on */
};

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
     .choices = "text|markdown|json",
     .default_text = "text",
     .group = "What",
     AT(format),
     .help = "how to print"},
    {.name = "plugin",
     .type = PGM_OPTION_TEXTS,
     .flags = PGM_OPTION_FILE,
     .argument = "FILE",
     .group = "What",
     AT(dump.plugins),
     .help = "shared object with masks of one's own, as for `pgmirage dump` (repeatable)"},
    HELP_OPTIONS,
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
    HELP_OPTIONS,
};

static const struct pgm_option completion_options[] = {
    {.type = PGM_OPTION_CHOICE,
     .flags = PGM_OPTION_OPERAND | PGM_OPTION_REQUIRED,
     .argument = "SHELL",
     .choices = "bash|zsh|fish",
     .group = "What",
     AT(shell),
     .help = "the shell the script is for"},
    HELP_OPTIONS,
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
    HELP_OPTIONS,
};

static const struct pgm_option version_options[] = {HELP_OPTIONS};

static const char *const dump_examples[] = {
    "A masked copy, restored into an empty database",
    "pgmirage dump --rules rules.yaml -d shop -f shop.masked\n"
    "pg_restore -j 4 -d shop_test shop.masked",
    "The same fakes in every refresh",
    "pgmirage keygen --file key\n"
    "pgmirage dump --rules rules.yaml --key-file key -d shop -f shop.masked",
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
     .id = PGM_VERB_DUMP,
     .synopsis = "[OPTION]... [DBNAME]",
     .summary = "write a masked archive of a live database",
     .description = "Reads a PostgreSQL database as it is at one moment, replaces what the rules "
                    "call personal, and writes an archive in pg_dump's directory format, which "
                    "pg_restore restores. A table or column the rules do not list stops the run "
                    "before anything is written.",
     .options = dump_options,
     .examples = dump_examples},
    {.name = "masks",
     .id = PGM_VERB_MASKS,
     .synopsis = "[OPTION]... [NAME]",
     .summary = "list the masks, or explain one",
     .description = "Lists the masks by family, or explains one: the types it takes, its "
                    "arguments, what it keeps, and an example computed with a fixed demonstration "
                    "key.",
     .options = masks_options,
     .examples = masks_examples},
    {.name = "keygen",
     .id = PGM_VERB_KEYGEN,
     .synopsis = "[OPTION]...",
     .summary = "make a new masking key",
     .description = "Prints a new random key as one line of text. Where standard output is a new "
                    "file, others lose the right to read it, since --key-file refuses a file that "
                    "others can read.",
     .options = keygen_options,
     .examples = keygen_examples},
    {.name = "completion",
     .id = PGM_VERB_COMPLETION,
     .synopsis = "SHELL",
     .summary = "print a completion script for a shell",
     .description = "Prints a script that completes verbs, options and their values.",
     .options = completion_options,
     .examples = completion_examples},
    {.name = "help",
     .id = PGM_VERB_HELP,
     .synopsis = "[OPTION]... [VERB]",
     .summary = "explain a verb, or print the manual page",
     .description = "Explains a verb, as `pgmirage VERB --help` does, or prints the manual page.",
     .options = help_options,
     .examples = help_examples},
    {.name = "version",
     .id = PGM_VERB_VERSION,
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

const char pgm_units_note[] =
    "SIZE is written as 512MB or 1.5GB (kB, MB, GB, TB: powers of 1024, as in PostgreSQL), TIME as "
    "500ms, 10s, 5min, 2h or 1d.";

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
    options->dump.source.application_name = "pgmirage";
    options->dump.connections = processors < CONNECTIONS_DEFAULT ? processors : CONNECTIONS_DEFAULT;
    options->dump.workers = -1;
}
