/*
 * verbs.h: the verbs as data: what each is for, its options, its examples. Help, man page,
 * completion, the public library and the parser all read these tables.
 */
#ifndef PGM_VERBS_H
#define PGM_VERBS_H

#include <stdbool.h>

#include "check.h"
#include "clone.h"
#include "dump.h"
#include "hold.h"
#include "import.h"
#include "init.h"
#include "log.h"
#include "options.h"
#include "preview.h"

enum pgm_progress_mode {
    PGM_PROGRESS_AUTO, /* bar on a terminal, else plain */
    PGM_PROGRESS_BAR,
    PGM_PROGRESS_PLAIN,
    PGM_PROGRESS_JSON,
    PGM_PROGRESS_NONE,
};

enum pgm_masks_format { PGM_MASKS_TEXT, PGM_MASKS_MARKDOWN, PGM_MASKS_JSON, PGM_MASKS_SCHEMA };
enum pgm_check_format { PGM_CHECK_TEXT, PGM_CHECK_JSON, PGM_CHECK_GITHUB };
enum pgm_preview_format { PGM_PREVIEW_TEXT, PGM_PREVIEW_JSON };
enum pgm_shell { PGM_SHELL_BASH, PGM_SHELL_ZSH, PGM_SHELL_FISH };
enum pgm_init_format { PGM_INIT_YAML, PGM_INIT_JSON };

/* Where the options of every verb are stored. */
struct pgm_cli_options {
    bool help, version, quiet, verbose, no_color;
    enum pgm_progress_mode progress;
    enum pgm_log_format log_format;
    struct pgm_dump_options dump;
    struct pgm_clone_options clone;
    struct pgm_hold_options hold; /* snapshot */
    struct pgm_check_options check;
    enum pgm_check_format check_format; /* check --format */
    struct pgm_init_options init;
    enum pgm_init_format init_format; /* init --format */
    struct pgm_preview_options preview;
    enum pgm_preview_format preview_format; /* preview --format, --diff-only, --show-originals */
    bool only_changed, show_originals;
    struct pgm_import_options import;
    const char *import_output;    /* import --file; NULL: standard output */
    const char *mask;             /* masks NAME; NULL: all */
    enum pgm_masks_format format; /* masks --format */
    const char *key_path;         /* keygen --file; NULL: standard output */
    enum pgm_shell shell;         /* completion SHELL */
    const char *topic;            /* help VERB */
    bool man;                     /* help --man */
};

struct pgm_verb {
    const char *name; /* NULL ends the table */
    enum pgm_status (*run)(const struct pgm_cli_options *options, struct pgm_error *error);
    const char *synopsis;    /* behind "pgmirage dump": "[OPTION]... [DBNAME]" */
    const char *summary;     /* half a line, for lists */
    const char *description; /* a paragraph */
    const struct pgm_option *options;
    const char *const *examples; /* pairs of what and how; NULL ends */
};

extern const struct pgm_verb pgm_verbs[];
const struct pgm_verb *pgm_verb_find(const char *name);
/* The nearest verb, NULL where none is near. */
const char *pgm_verb_suggest(const char *name);

/* Two columns of text: environment variables, exit codes. */
struct pgm_term {
    const char *name; /* NULL ends the table */
    const char *meaning;
};
extern const struct pgm_term pgm_environment[];
extern const struct pgm_term pgm_exit_codes[];
extern const char pgm_program_description[];
extern const char pgm_size_note[], pgm_time_note[]; /* how sizes and times are written */

/* Zeroes the struct and stores the defaults that depend on the machine. */
void pgm_cli_options_init(struct pgm_cli_options *options);

#endif
