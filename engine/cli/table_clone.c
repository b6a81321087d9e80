/* table_clone.c: the options of `pgmirage clone` and `pgmirage snapshot`. */
#include "verb_tables.h"

#define KEEP_MAX 1000

const struct pgm_option pgm_clone_table[] = {
    /* clang-format off */
    {.name = "source", .letter = 'd', .type = PGM_OPTION_TEXT, .argument = "CONNINFO",
     .group = "Source", AT(clone.job.source.conninfo),
     .help = "database, connection string or URI to read; libpq's environment, service files and "
             ".pgpass are respected"},
    {.name = "snapshot", .type = PGM_OPTION_TEXT, .argument = "ID",
     .group = "Source", AT(clone.snapshot), .default_said = "one of its own",
     .help = "read in a snapshot that another session holds, as `pgmirage snapshot` does"},
    {.name = "include-foreign-servers", .type = PGM_OPTION_FLAG,
     .group = "Source", AT(clone.picture.foreign_servers),
     .help = "keep foreign servers in the schema (their user mappings never are)"},

    {.name = "target", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_REQUIRED,
     .argument = "CONNINFO", .group = "Target", AT(clone.target.server.conninfo),
     .help = "connection string or URI of the clone; its database is made anew and takes the place "
             "of the one that has the name now"},
    {.name = "maintenance-db", .type = PGM_OPTION_TEXT, .argument = "DBNAME",
     .group = "Target", AT(clone.target.maintenance), .default_text = "postgres",
     .help = "another database of the target's server, to make, rename and drop databases from"},
    {.name = "target-setting", .type = PGM_OPTION_TEXTS, .argument = "NAME=VALUE",
     .group = "Target", AT(clone.settings),
     .help = "setting of the sessions that load and index: maintenance_work_mem=1GB (repeatable)"},
    {.name = "no-owner", .type = PGM_OPTION_FLAG, .group = "Target", AT(clone.target.no_owner),
     .help = "everything belongs to the target's role"},
    {.name = "no-privileges", .letter = 'x', .type = PGM_OPTION_FLAG,
     .group = "Target", AT(clone.target.no_privileges), .help = "no GRANT and REVOKE"},
    {.name = "no-tablespaces", .type = PGM_OPTION_FLAG,
     .group = "Target", AT(clone.target.no_tablespaces),
     .help = "everything in the default tablespace"},
    {.name = "allow-physical-copy", .type = PGM_OPTION_FLAG,
     .group = "Target", AT(clone.target.same_server_copy),
     .help = "replace a database although the source is a standby or a physical copy of it"},

    {.name = "before-swap", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "FILE",
     .group = "Swap", AT(clone.before_swap),
     .help = "SQL to run in the new database before it takes the name; an error ends the run (exit "
             "code 4)"},
    {.name = "verify-sql", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "FILE",
     .group = "Swap", AT(clone.verify_sql),
     .help = "SQL whose rows must begin with true; an error or another row ends the run (exit code "
             "4)"},
    {.name = "swap-timeout", .type = PGM_OPTION_TIME_MS, .argument = "TIME",
     .group = "Swap", AT(clone.swap_timeout_ms), .default_text = "60s",
     .help = "how long to wait for sessions of the old database that cannot be ended"},
    {.name = "keep", .type = PGM_OPTION_UNSIGNED, .argument = "N", .max = KEEP_MAX,
     .group = "Swap", AT(clone.keep), .default_text = "0",
     .help = "keep so many previous clones under other names; a database that pgmirage did not make "
             "is never dropped"},

    {.name = "resume", .type = PGM_OPTION_FLAG, .group = "After a failure", AT(clone.resume),
     .help = "take up the broken run at its last finished piece; needs the same key, rules and "
             "snapshot"},
    {.name = "allow-mixed-snapshots", .type = PGM_OPTION_FLAG,
     .group = "After a failure", AT(clone.mixed),
     .help = "resume although the snapshot is gone: rows are then of two moments"},
    {.name = "clean", .type = PGM_OPTION_FLAG, .group = "After a failure", AT(clone.clean),
     .help = "only drop what unfinished clones to this target have left"},

    PGM_RULES_OPTION(clone.job, 0),
    PGM_KEY_OPTIONS(clone.job),

    PGM_PACE_OPTIONS(clone.pace),
    {.name = "pg-dump", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "PATH",
     .group = "Programs", AT(clone.picture.pg_dump_path), .default_said = "from the PATH",
     .help = "the pg_dump that writes the schema; at least as new as the source"},
    {.name = "pg-restore", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "PATH",
     .group = "Programs", AT(clone.pg_restore_path), .default_said = "from the PATH",
     .help = "the pg_restore that makes the schema; at least as new as pg_dump"},

    {.name = "metrics-file", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "FILE",
     .group = "Messages", AT(clone.metrics_file),
     .help = "write how the run went, in Prometheus' text format, whatever its end"},
    PGM_MESSAGE_OPTIONS,
    PGM_HELP_OPTIONS,
    /* clang-format on */
};

const struct pgm_option pgm_snapshot_table[] = {
    /* clang-format off */
    PGM_SOURCE_OPTIONS(hold),
    PGM_LOCK_WAIT_OPTION("Load", hold.lock_wait_timeout_ms),
    {.name = "for", .type = PGM_OPTION_TIME_S, .argument = "TIME", .group = "Load",
     AT(hold.hold_s), .default_said = "until it is interrupted",
     .help = "let go after this time"},
    PGM_LOG_OPTION,
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
