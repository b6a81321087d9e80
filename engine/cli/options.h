/*
 * options.h: a verb's options as data. One table parses the command line, checks the values, prints
 * --help and the man page, completes in a shell and names the settings of the public library, so
 * that none of these can tell another story than the rest.
 *
 * Values are stored through the entry's offset into one struct, texts as copies in an arena. No
 * message repeats a value: it may be a connection string that carries a password.
 */
#ifndef PGM_OPTIONS_H
#define PGM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "status.h"

/* What is stored at the offset. */
enum pgm_option_type {
    PGM_OPTION_FLAG,     /* bool: true */
    PGM_OPTION_TEXT,     /* const char * */
    PGM_OPTION_TEXTS,    /* struct pgm_texts; may be given several times */
    PGM_OPTION_UNSIGNED, /* unsigned */
    PGM_OPTION_INT,      /* int */
    PGM_OPTION_CHOICE,   /* an enum: the index in `choices` */
    PGM_OPTION_TIME_MS,  /* int, milliseconds; a bare number is milliseconds, as in pg_dump */
    PGM_OPTION_TIME_S,   /* int, seconds, rounded up; a unit is demanded unless the value is 0 */
    PGM_OPTION_BYTES,    /* uint64_t; a bare number is bytes */
    PGM_OPTION_RATE,     /* uint64_t bytes a second; a bare number is MB/s */
};

enum pgm_option_flags {
    PGM_OPTION_OPERAND = 1 << 0,  /* also taken from the argument without a dash */
    PGM_OPTION_REQUIRED = 1 << 1, /* the verb does not run without it */
    PGM_OPTION_STOPS = 1 << 2,    /* --help, --version: the rest of the line does not matter */
    PGM_OPTION_FILE = 1 << 3,     /* the value is a file, for completion */
    PGM_OPTION_FOLDER = 1 << 4,   /* the value is a folder, for completion */
    PGM_OPTION_MASK = 1 << 5,     /* the value is the name of a mask, for completion */
    PGM_OPTION_VERB = 1 << 6,     /* the value is a verb, for completion */
    PGM_OPTION_PROGRAM = 1 << 7,  /* about the program's own output: no setting of the library */
};

struct pgm_option {
    const char *name; /* without dashes; NULL: an operand only */
    char letter;      /* 0: none */
    enum pgm_option_type type;
    unsigned flags;           /* enum pgm_option_flags */
    const char *argument;     /* "FILE"; NULL for a flag */
    const char *group;        /* heading in the help; entries of a group stand together */
    const char *help;         /* NULL ends the table */
    const char *choices;      /* "a|b|c" */
    const char *default_text; /* parsed like a value before the command line, and shown */
    const char *default_said; /* shown instead, where code computes it */
    int64_t min, max;         /* numbers, in the unit stored */
    size_t offset;
};

#define PGM_OPTION_COUNT_MAX 64 /* bits of `given` */

/* A table being filled in. */
struct pgm_options {
    const struct pgm_option *table;
    const char *verb; /* for hints */
    void *target;     /* the struct the offsets belong to; zeroed by the caller */
    struct pgm_arena *arena;
    uint64_t given; /* by index in the table */
    bool stopped;   /* a PGM_OPTION_STOPS was met */
};

/* Stores the defaults. */
void pgm_options_start(struct pgm_options *options, const char *verb,
                       const struct pgm_option *table, void *target, struct pgm_arena *arena);
/* Parses arguments as getopt_long does: --name=value, --name value, -n value, -nvalue, bundled
 * flags, -- before operands; options and operands may be mixed. Long names are not abbreviated. All
 * faults are PGM_BAD_USAGE. */
enum pgm_status pgm_options_parse(struct pgm_options *options, int argc, char *const *argv,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Sets one option from outside a command line. A flag takes "true", "false" or NULL (true). */
enum pgm_status pgm_options_set(struct pgm_options *options, const char *name, const char *value,
                                struct pgm_error *error) PGM_MUST_CHECK;
/* Whether everything required is there. */
enum pgm_status pgm_options_check(const struct pgm_options *options,
                                  struct pgm_error *error) PGM_MUST_CHECK;
bool pgm_options_given(const struct pgm_options *options, const char *name);

/* Checks `text` and stores it at `target` (option_value.c). */
enum pgm_status pgm_option_store(const struct pgm_option *option, const char *text, void *target,
                                 struct pgm_arena *arena, struct pgm_error *error) PGM_MUST_CHECK;
/* How messages call it: "--jobs", or "NAME" for an operand. */
const char *pgm_option_label(const struct pgm_option *option, char *label, size_t bytes);
#define PGM_OPTION_LABEL_BYTES 48

/* The index of `text` in "a|b|c", -1 if it is none of them. */
int pgm_choice_index(const char *choices, const char *text);

#endif
