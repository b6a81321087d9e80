/* table_dump.c: the options of `pgmirage dump`. */
#include "verb_tables.h"

_Static_assert(sizeof(enum pgm_large_objects) == sizeof(int), "choices are stored as int");
_Static_assert(sizeof(enum pgm_io) == sizeof(int), "choices are stored as int");

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
     .group = "Output", AT(dump.picture.foreign_servers),
     .help = "keep foreign servers in the schema (their user mappings never are)"},
    {.name = "pg-dump", .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE, .argument = "PATH",
     .group = "Output", AT(dump.picture.pg_dump_path), .default_said = "from the PATH",
     .help = "the pg_dump that writes the schema; at least as new as the server"},

    PGM_MASKING_OPTIONS(dump.job),

    {.name = "schema", .letter = 'n', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.picture.schemas), .help = "only schemas that match (repeatable)"},
    {.name = "exclude-schema", .letter = 'N', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.picture.exclude_schemas), .help = "no schemas that match (repeatable)"},
    {.name = "table", .letter = 't', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.picture.tables), .help = "only tables that match (repeatable)"},
    {.name = "exclude-table", .letter = 'T', .type = PGM_OPTION_TEXTS, .argument = "PATTERN",
     .group = "Selection", AT(dump.picture.exclude_tables), .help = "no tables that match (repeatable)"},

    PGM_PACE_OPTIONS(dump.pace),
    {.name = "io", .type = PGM_OPTION_CHOICE, .argument = "HOW", .choices = "auto|uring|pwrite",
     .default_text = "auto", .group = "Speed and load", AT(dump.io),
     .help = "how files are written: by io_uring where the kernel allows it, or by pwrite"},

    PGM_MESSAGE_OPTIONS,
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
