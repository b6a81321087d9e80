/* table_import.c: the options of `pgmirage import`. */
#include "verb_tables.h"

const struct pgm_option pgm_import_table[] = {
    /* clang-format off */
    {.type = PGM_OPTION_TEXT, .flags = PGM_OPTION_OPERAND | PGM_OPTION_FILE, .argument = "FILE",
     .group = "What", AT(import.path), .help = "a configuration of Greenmask"},
    {.name = "security-labels", .type = PGM_OPTION_FLAG, .group = "What", AT(import.security_labels),
     .help = "the rules of PostgreSQL Anonymizer, which are security labels of the database; the "
             "extension itself is not needed"},

    {.name = "file", .letter = 'f', .type = PGM_OPTION_TEXT, .flags = PGM_OPTION_FILE,
     .argument = "FILE", .group = "Output", AT(import_output), .default_said = "standard output",
     .help = "the new rules file; an existing one is never replaced"},

    PGM_SOURCE_NAMED_OPTIONS(import),
    PGM_HELP_OPTIONS,
    /* clang-format on */
};
