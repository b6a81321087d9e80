/* table_preview.c: the options of `pgmirage preview`. */
#include "verb_tables.h"

_Static_assert(sizeof(enum pgm_preview_format) == sizeof(int), "choices are stored as int");

#define ROWS_MAX 1000

const struct pgm_option pgm_preview_table[] = {
    /* clang-format off */
    {.type = PGM_OPTION_TEXT, .flags = PGM_OPTION_OPERAND, .argument = "TABLE",
     .group = "What", AT(preview.table), .default_said = "the tables with most masked columns",
     .help = "schema.table as it is in the catalog, without quotes, or its bare name where only one "
             "schema has it"},
    {.name = "rows", .type = PGM_OPTION_UNSIGNED, .argument = "N", .min = 1, .max = ROWS_MAX,
     .group = "What", AT(preview.rows), .default_text = "5",
     .help = "so many rows of each table, from all over it"},
    {.name = "diff-only", .type = PGM_OPTION_FLAG, .group = "What", AT(only_changed),
     .help = "only columns that change"},
    {.name = "format", .type = PGM_OPTION_CHOICE, .argument = "FORMAT",
     .choices = "text|json", .default_text = "text",
     .group = "What", AT(preview_format), .help = "how to print"},
    {.name = "show-originals", .type = PGM_OPTION_FLAG, .group = "What", AT(show_originals),
     .help = "show originals, and what is kept, although standard output is no terminal"},

    PGM_SOURCE_NAMED_OPTIONS(preview.job),
    PGM_MASKING_OPTIONS(preview.job),

    PGM_LOCK_WAIT_OPTION("Load", preview.job.lock_wait_timeout_ms),
    {.name = "no-color", .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,
     .group = "Messages", AT(no_color), .help = "no colours (as with NO_COLOR set)"},
    PGM_LOG_OPTION,
    {.name = "quiet", .letter = 'q', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,
     .group = "Messages", AT(quiet), .help = "no remarks on standard error"},
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
