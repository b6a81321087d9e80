/* table_dump.c: the options of `pgmirage dump`. */
#include "verb_tables.h"

_Static_assert(sizeof(enum pgm_large_objects) == sizeof(int), "choices are stored as int");
_Static_assert(sizeof(enum pgm_io) == sizeof(int), "choices are stored as int");

#define WORKERS_MAX 256

const struct pgm_option pgm_dump_table[] = {
    /* clang-format off */
    PGM_SOURCE_OPTIONS(dump.job),

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

    PGM_MASKING_OPTIONS(dump.job),

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

    PGM_MESSAGE_OPTIONS,
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
