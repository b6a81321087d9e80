/* table_check.c: the options of `pgmirage check`. */
#include "verb_tables.h"

_Static_assert(sizeof(enum pgm_check_format) == sizeof(int), "choices are stored as int");

const struct pgm_option pgm_check_table[] = {
    /* clang-format off */
    PGM_SOURCE_OPTIONS(check.job),
    PGM_MASKING_OPTIONS(check.job),

    {.name = "sample", .type = PGM_OPTION_UNSIGNED, .argument = "N", .min = 0, .max = 10000,
     .group = "What", AT(check.sample_rows), .default_text = "200",
     .help = "rows to look at of a table that holds a new column, to find its rule; 0: read no "
             "row at all, which leaves CHECK constraints untried"},
    {.name = "format", .type = PGM_OPTION_CHOICE, .argument = "FORMAT",
     .choices = "text|json|github", .default_text = "text",
     .group = "What", AT(check_format),
     .help = "text for people, one JSON object, or annotations with file and line for GitHub's "
             "workflows"},

    PGM_LOCK_WAIT_OPTION("Load", check.job.lock_wait_timeout_ms),
    PGM_LOG_OPTION,
    {.name = "quiet", .letter = 'q', .type = PGM_OPTION_FLAG, .flags = PGM_OPTION_PROGRAM,
     .group = "Messages", AT(quiet), .help = "only what is wrong: no notes, no counts"},
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
