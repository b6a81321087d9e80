/*
 * verb_tables.h: the tables of options, a file a verb, and the options that verbs share.
 *
 * The order within a table is the order of the help. A help text is a phrase without a full stop; the
 * printer adds the default.
 */
#ifndef PGM_VERB_TABLES_H
#define PGM_VERB_TABLES_H

#include <stddef.h>

#include "verbs.h"

#define AT(member) .offset = offsetof(struct pgm_cli_options, member)

/* clang-format off */
/* Where to read: `job` is the verb's struct pgm_job_options. */
#define PGM_SOURCE_OPTIONS(job)                                                                   \
    {.name = "dbname", .letter = 'd', .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_OPERAND,       \
     .argument = "DBNAME", .group = "Source", AT(job.source.conninfo),                            \
     .help = "database, connection string or URI; libpq's environment, service files and .pgpass " \
             "are respected"},                                                                    \
    {.name = "host", .letter = 'h', .type = PGM_OPTION_TEXT, .argument = "HOST",                  \
     .group = "Source", AT(job.source.host), .help = "server's host name or socket folder"},      \
    {.name = "port", .letter = 'p', .type = PGM_OPTION_TEXT, .argument = "PORT",                  \
     .group = "Source", AT(job.source.port), .help = "server's port"},                            \
    {.name = "username", .letter = 'U', .type = PGM_OPTION_TEXT, .argument = "NAME",              \
     .group = "Source", AT(job.source.user), .help = "connect as this role"},                     \
    {.name = "no-password", .letter = 'w', .type = PGM_OPTION_FLAG,                               \
     .group = "Source", AT(job.source.no_password), .help = "never ask for a password"}

/* Under which rules and key. */
#define PGM_MASKING_OPTIONS(job)                                                                  \
    {.name = "rules", .letter = 'r', .type = PGM_OPTION_TEXT,                                     \
     .flags = PGM_OPTION_REQUIRED | PGM_OPTION_FILE, .argument = "FILE",                          \
     .group = "Masking", AT(job.rules_path), .help = "rules file: which column gets which mask"}, \
    {.name = "presets", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FOLDER, .argument = "DIR",   \
     .group = "Masking", AT(job.preset_directory), .default_said = "the installed ones",          \
     .help = "where `include:` looks after the rules file's own folder"},                         \
    {.name = "key-file", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "FILE",   \
     .group = "Masking", AT(job.key_file), .default_said = "PGMIRAGE_KEY, else a random key that " \
     "is thrown away",                                                                            \
     .help = "key made by `pgmirage keygen`, readable by its owner alone: the same key gives the " \
             "same fakes in every run"},                                                          \
    {.name = "plugin", .type = PGM_OPTION_TEXTS, .flags = PGM_OPTION_FILE, .argument = "FILE",    \
     .group = "Masking", AT(job.plugins),                                                         \
     .help = "shared object with masks of one's own, which the rules call PLUGIN.MASK; only its " \
             "owner, this user or root, may be able to write to it (repeatable)"}

/* How a verb that works for a while reports. */
#define PGM_MESSAGE_OPTIONS                                                                       \
    {.name = "progress", .type = PGM_OPTION_CHOICE, .flags = PGM_OPTION_PROGRAM, .argument = "HOW", \
     .choices = "auto|bar|plain|json|none", .default_text = "auto",                               \
     .group = "Messages", AT(progress),                                                           \
     .help = "on standard error: a bar, plain lines, or one JSON object a line; auto is a bar on a " \
             "terminal, else plain"},                                                             \
    {.name = "no-color", .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM, .group = "Messages", AT(no_color), \
     .help = "no colours (as with NO_COLOR set)"},                                                \
    {.name = "quiet", .letter = 'q', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,        \
     .group = "Messages", AT(quiet),                                                              \
     .help = "only warnings and errors: no summary, and no progress unless --progress asks for it"}, \
    {.name = "verbose", .letter = 'v', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,      \
     .group = "Messages", AT(verbose),                                                            \
     .help = "say more about what is being done"}

#define PGM_HELP_OPTIONS                                                                          \
    {.name = "help", .letter = '?', .type = PGM_OPTION_FLAG,                                      \
     .flags = PGM_OPTION_STOPS | PGM_OPTION_PROGRAM, .group = "Other", AT(help),                  \
     .help = "show this help, then exit"},                                                        \
    {.name = "version", .letter = 'V', .type = PGM_OPTION_FLAG,                                   \
     .flags = PGM_OPTION_STOPS | PGM_OPTION_PROGRAM, .group = "Other", AT(version),               \
     .help = "show the version, then exit"},                                                      \
    {.help = NULL}
/* clang-format on */

extern const struct pgm_option pgm_dump_table[];

#endif
