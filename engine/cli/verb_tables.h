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

#define PGM_WORKERS_MAX 256
#define AT(member)      .offset = offsetof(struct pgm_cli_options, member)

/* clang-format off */
/* Where to read: `job` is the verb's struct pgm_job_options. */
#define PGM_SOURCE_OPTIONS(job)       PGM_SOURCE_FLAGGED_OPTIONS(job, PGM_OPTION_OPERAND)
#define PGM_SOURCE_NAMED_OPTIONS(job) PGM_SOURCE_FLAGGED_OPTIONS(job, 0) /* the operand is another */
#define PGM_SOURCE_FLAGGED_OPTIONS(job, dbname_flags)                                             \
    {.name = "dbname", .letter = 'd', .type = PGM_OPTION_TEXT, .flags = (dbname_flags),           \
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

#define PGM_PRESETS_OPTION(job)                                                                   \
    {.name = "presets", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FOLDER, .argument = "DIR",   \
     .group = "Masking", AT(job.preset_directory), .default_said = "the installed ones",          \
     .help = "where `include:` looks after the rules file's own folder"}
#define PGM_PLUGIN_OPTION(job)                                                                    \
    {.name = "plugin", .type = PGM_OPTION_TEXTS, .flags = PGM_OPTION_FILE, .argument = "FILE",    \
     .group = "Masking", AT(job.plugins),                                                         \
     .help = "shared object with masks of one's own, which the rules call PLUGIN.MASK; only its " \
             "owner, this user or root, may be able to write to it (repeatable)"}

/* Under which rules and key. */
#define PGM_RULES_OPTION(job, more_flags)                                                         \
    {.name = "rules", .letter = 'r', .type = PGM_OPTION_TEXT,                                     \
     .flags = PGM_OPTION_FILE | (more_flags), .argument = "FILE",                                 \
     .group = "Masking", AT(job.rules_path), .help = "rules file: which column gets which mask"}
#define PGM_KEY_OPTIONS(job)                                                                      \
    PGM_PRESETS_OPTION(job),                                                                      \
    {.name = "key-file", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "FILE",   \
     .group = "Masking", AT(job.key_file), .default_said = "PGMIRAGE_KEY, else a random key that " \
     "is thrown away",                                                                            \
     .help = "key made by `pgmirage keygen`, readable by its owner alone: the same key gives the " \
             "same fakes in every run"},                                                          \
    PGM_PLUGIN_OPTION(job)
#define PGM_MASKING_OPTIONS(job) PGM_RULES_OPTION(job, PGM_OPTION_REQUIRED), PGM_KEY_OPTIONS(job)

#define PGM_LOCK_WAIT_OPTION(heading, field)                                                      \
    {.name = "lock-wait-timeout", .type = PGM_OPTION_TIME_MS, .argument = "TIME",                 \
     .group = heading, AT(field), .default_text = "60s",                                          \
     .help = "give up when a table cannot be locked within this time; 0: wait for ever"}

/* How hard and for how long the source is used. */
#define PGM_PACE_OPTIONS(pace)                                                                    \
    {.name = "jobs", .letter = 'j', .type = PGM_OPTION_UNSIGNED, .argument = "N",                 \
     .min = 1, .max = PGM_PROGRESS_STREAMS_MAX - 1, .group = "Speed and load",                    \
     AT(pace.connections), .default_said = "one a processor, at most 4",                          \
     .help = "connections that read at the same time"},                                           \
    {.name = "workers", .type = PGM_OPTION_INT, .argument = "N", .min = 0, .max = PGM_WORKERS_MAX, \
     .group = "Speed and load", AT(pace.workers),                                                 \
     .default_said = "one for each processor that has no connection",                             \
     .help = "threads that mask and compress; those that read lend them a hand, and do it all "   \
             "where there are none"},                                                             \
    {.name = "split-tables-larger-than", .type = PGM_OPTION_BYTES, .argument = "SIZE",            \
     .min = 1 << 20, .group = "Speed and load", AT(pace.split_bytes), .default_text = "1GB",      \
     .help = "read larger tables in parts, on several connections (PostgreSQL 14 and newer); "    \
             "0: never"},                                                                         \
    {.name = "rate-limit", .type = PGM_OPTION_RATE, .argument = "MB/s", .min = 1 << 10,           \
     .group = "Speed and load", AT(pace.rate_bytes_per_s), .default_said = "none",                \
     .help = "read no faster than this, all connections together"},                               \
    PGM_LOCK_WAIT_OPTION("Speed and load", pace.lock_wait_timeout_ms),                            \
    {.name = "max-snapshot-age", .type = PGM_OPTION_TIME_S, .argument = "TIME",                   \
     .group = "Speed and load", AT(pace.max_snapshot_age_s), .default_said = "no limit",          \
     .help = "end the run once its snapshot, which holds back vacuum on the source, is older than this"}, \
    {.name = "stall-timeout", .type = PGM_OPTION_TIME_S, .argument = "TIME",                      \
     .group = "Speed and load", AT(pace.stall_timeout_s), .default_text = "1h",                   \
     .help = "end the run when a single connection is silent for so long; 0: never (a server that " \
             "does not answer at all is noticed within seconds)"}

/* How a verb that connects speaks. */
#define PGM_LOG_OPTION                                                                            \
    {.name = "log-format", .type = PGM_OPTION_CHOICE, .flags = PGM_OPTION_PROGRAM, .argument = "HOW", \
     .choices = "text|json", .default_text = "text", .group = "Messages", AT(log_format),         \
     .help = "warnings, errors, findings and the summary as text, or as one JSON object a line"}

/* How a verb that works for a while reports. */
#define PGM_MESSAGE_OPTIONS                                                                       \
    PGM_LOG_OPTION,                                                                               \
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

extern const struct pgm_option pgm_clone_table[];
extern const struct pgm_option pgm_dump_table[];
extern const struct pgm_option pgm_snapshot_table[];
extern const struct pgm_option pgm_check_table[];
extern const struct pgm_option pgm_preview_table[];
extern const struct pgm_option pgm_import_table[];
extern const struct pgm_option pgm_init_table[];

#endif
