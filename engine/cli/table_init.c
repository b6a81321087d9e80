/* table_init.c: the options of `pgmirage init`. */
#include "verb_tables.h"

_Static_assert(sizeof(enum pgm_init_format) == sizeof(int), "choices are stored as int");

const struct pgm_option pgm_init_table[] = {
    /* clang-format off */
    PGM_SOURCE_OPTIONS(init.job),

    {.name = "file", .letter = 'f', .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE,
     .argument = "FILE", .group = "Output", AT(init.output), .default_said = "standard output",
     .help = "rules file to make; one that exists is never overwritten"},
    {.name = "update", .type = PGM_OPTION_FLAG, .group = "Output", AT(init.update),
     .help = "add what is new in the database to an existing FILE, which keeps all of its lines; "
             "what is gone is listed"},
    {.name = "format", .type = PGM_OPTION_CHOICE, .argument = "FORMAT", .choices = "yaml|json",
     .default_text = "yaml", .group = "Output", AT(init_format),
     .help = "a rules file, or an array of JSON with an object a column, for programs"},

    {.name = "sample", .type = PGM_OPTION_UNSIGNED, .argument = "N", .min = 1, .max = 10000,
     .group = "Detection", AT(init.sample_rows), .default_text = "1000",
     .help = "rows to look at, spread over each table; nothing of them is written anywhere"},
    {.name = "locale", .type = PGM_OPTION_TEXT, .argument = "NAME",
     .group = "Detection", AT(init.locale), .default_said = "by the names in the samples",
     .help = "language and country of the fakes: de_DE, en_GB, en_US and others"},

    {.name = "preset", .type = PGM_OPTION_TEXTS, .argument = "NAME",
     .group = "Masking", AT(init.presets),
     .help = "include presets/NAME.yaml, whose patterns then cover what they match (repeatable)"},
    PGM_PRESETS_OPTION(init.job),
    PGM_PLUGIN_OPTION(init.job),

    PGM_LOCK_WAIT_OPTION("Load", init.job.lock_wait_timeout_ms),
    PGM_LOG_OPTION,
    {.name = "quiet", .letter = 'q', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,
     .group = "Messages", AT(quiet), .help = "only warnings and errors"},
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
